/* From an error to a problem: readers of dates and numbers leave a message "what: mend"
 * in the context, which a list of problems keeps in two parts. */
#ifndef FK_RECORD_PROBLEMS_H
#define FK_RECORD_PROBLEMS_H

#include <falak/record.h>

#include <stdarg.h>

/* Adds the context's last error, parted at its last ": ". `prefix` ("start: ", "") goes
 * before it. */
falak_status fk_problems_add_error(falak_problems *problems, const falak_ctx *ctx,
    falak_severity severity, const char *file, uint32_t line, const char *prefix);

/* E_INPUT with the first error of the list from entry `from` on as its message, with
 * place and mend; OK when there is none. */
falak_status fk_problems_raise(
    falak_ctx *ctx, const falak_problems *problems, size_t from);

/* Adds a problem whose words are made as printf() does, up to 500 bytes. */
falak_status fk_problems_say(falak_problems *problems, falak_severity severity,
    const char *file, uint32_t line, const char *mend, const char *format, ...)
    FALAK_PRINTF(6, 7);
/* The same from within a function of such arguments. */
falak_status fk_problems_vsay(falak_problems *problems, falak_severity severity,
    const char *file, uint32_t line, const char *mend, const char *format,
    va_list args);

#endif

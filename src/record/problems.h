/* From an error to a problem: readers of dates and numbers leave a message "what: mend"
 * in the context, which a list of problems keeps in two parts. */
#ifndef FK_RECORD_PROBLEMS_H
#define FK_RECORD_PROBLEMS_H

#include <falak/record.h>

/* Adds the context's last error, parted at its last ": ". `prefix` ("start: ", "") goes
 * before it. */
falak_status fk_problems_add_error(falak_problems *problems, const falak_ctx *ctx,
    falak_severity severity, const char *file, uint32_t line, const char *prefix);

#endif

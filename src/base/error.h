/* Raising and passing on errors. Messages say what was seen, once, where the
 * facts are known; callers add where, not what. */
#ifndef FK_BASE_ERROR_H
#define FK_BASE_ERROR_H

#include <falak/base.h>

/* Records code, message and place; gives the code back. */
#define FK_FAIL(ctx, code, ...)                                                        \
  fk_fail_at((ctx), (code), __FILE__, __LINE__, __VA_ARGS__)

falak_status fk_fail_at(falak_ctx *ctx, falak_status code, const char *file, int line,
    const char *format, ...) FALAK_PRINTF(5, 6);

/* Adds a frame ("scenario 'x', year 2024") to the current error; gives `st` back. */
falak_status fk_context(falak_ctx *ctx, falak_status st, const char *format, ...)
    FALAK_PRINTF(3, 4);

void fk_log(falak_ctx *ctx, falak_log_level level, const char *format, ...)
    FALAK_PRINTF(3, 4);
void fk_progress(falak_ctx *ctx, const char *what, uint64_t done, uint64_t total);
bool fk_cancelled(const falak_ctx *ctx);
/* FALAK_E_CANCELLED with a message when the caller wants to stop. */
falak_status fk_check_cancel(falak_ctx *ctx);

#endif

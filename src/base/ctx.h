/* The inside of a context; only the files of this room look here. */
#ifndef FK_BASE_CTX_H
#define FK_BASE_CTX_H

#include <falak/base.h>

struct falak_ctx {
  falak_allocator allocator;
  falak_log_fn *log;
  void *log_user;
  falak_progress_fn *progress;
  void *progress_user;
  falak_cancel_fn *cancel;
  void *cancel_user;
  unsigned threads;
  falak_error error;
  char message[1024];
  char frame[FALAK_ERROR_FRAMES][256];
};

/* Takes over the error of another context, its text copied. */
void fk_adopt_error(falak_ctx *ctx, const falak_ctx *from);

#endif

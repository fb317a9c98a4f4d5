/* The context: allocator, last error, callbacks. */
#include "base/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"

static void *resize_with_c_library(void *user, void *block, size_t size)
{
  (void)user;
  if (size == 0) {
    free(block);
    return NULL;
  }
  return realloc(block, size);
}

const char *falak_version(void)
{
  return FALAK_VERSION;
}

const char *falak_status_name(falak_status status)
{
  switch (status) {
  case FALAK_OK: return "done";
  case FALAK_E_NO_MEMORY: return "no memory";
  case FALAK_E_DOMAIN: return "out of range";
  case FALAK_E_INPUT: return "bad input";
  case FALAK_E_USAGE: return "bad usage";
  case FALAK_E_IO: return "file trouble";
  case FALAK_E_NOT_FOUND: return "not found";
  case FALAK_E_NO_SOLUTION: return "no solution";
  case FALAK_E_NO_CONVERGE: return "not converged";
  case FALAK_E_CANCELLED: return "stopped";
  case FALAK_E_INTERNAL: return "internal error";
  }
  return "unknown status";
}

falak_status falak_ctx_create(const falak_allocator *allocator, falak_ctx **ctx)
{
  falak_allocator from =
      allocator ? *allocator : (falak_allocator){.resize = resize_with_c_library};
  falak_ctx *made = from.resize(from.user, NULL, sizeof *made);
  *ctx = made;
  if (!made) return FALAK_E_NO_MEMORY;
  memset(made, 0, sizeof *made);
  made->allocator = from;
  made->threads = 1;
  falak_ctx_clear_error(made);
  return FALAK_OK;
}

void falak_ctx_destroy(falak_ctx *ctx)
{
  if (ctx) ctx->allocator.resize(ctx->allocator.user, ctx, 0);
}

void falak_ctx_set_log(falak_ctx *ctx, falak_log_fn *log, void *user)
{
  ctx->log = log;
  ctx->log_user = user;
}

void falak_ctx_set_progress(falak_ctx *ctx, falak_progress_fn *progress, void *user)
{
  ctx->progress = progress;
  ctx->progress_user = user;
}

void falak_ctx_set_cancel(falak_ctx *ctx, falak_cancel_fn *cancel, void *user)
{
  ctx->cancel = cancel;
  ctx->cancel_user = user;
}

void falak_ctx_set_threads(falak_ctx *ctx, unsigned threads)
{
  long processors = threads ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
  ctx->threads = threads ? threads : processors > 0 ? (unsigned)processors : 1;
}

unsigned falak_ctx_threads(const falak_ctx *ctx)
{
  return ctx->threads;
}

const falak_error *falak_ctx_error(const falak_ctx *ctx)
{
  return &ctx->error;
}

void falak_ctx_clear_error(falak_ctx *ctx)
{
  ctx->message[0] = 0;
  ctx->error = (falak_error){.status = FALAK_OK, .message = ctx->message, .file = ""};
}

const falak_allocator *fk_allocator(const falak_ctx *ctx)
{
  return &ctx->allocator;
}

falak_status fk_fail_at(falak_ctx *ctx, falak_status code, const char *file, int line,
    const char *format, ...)
{
  char message[sizeof ctx->message]; /* the arguments may point into the old one */
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  memcpy(ctx->message, message, sizeof message);
  ctx->error = (falak_error){
      .status = code, .message = ctx->message, .file = file, .line = line};
  return code;
}

falak_status fk_context(falak_ctx *ctx, falak_status st, const char *format, ...)
{
  falak_error *error = &ctx->error;
  if (st == FALAK_OK || error->frames == FALAK_ERROR_FRAMES) return st;
  char *frame = ctx->frame[error->frames];
  va_list args;
  va_start(args, format);
  vsnprintf(frame, sizeof ctx->frame[0], format, args);
  va_end(args);
  error->frame[error->frames++] = frame;
  return st;
}

void fk_adopt_error(falak_ctx *ctx, const falak_ctx *from)
{
  memcpy(ctx->message, from->message, sizeof ctx->message);
  memcpy(ctx->frame, from->frame, sizeof ctx->frame);
  ctx->error = from->error;
  ctx->error.message = ctx->message;
  for (size_t k = 0; k < ctx->error.frames; k++) ctx->error.frame[k] = ctx->frame[k];
}

void fk_log(falak_ctx *ctx, falak_log_level level, const char *format, ...)
{
  if (!ctx->log) return;
  char message[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  ctx->log(ctx->log_user, level, message);
}

void fk_progress(falak_ctx *ctx, const char *what, uint64_t done, uint64_t total)
{
  if (ctx->progress) ctx->progress(ctx->progress_user, what, done, total);
}

bool fk_cancelled(const falak_ctx *ctx)
{
  return ctx->cancel && ctx->cancel(ctx->cancel_user);
}

falak_status fk_check_cancel(falak_ctx *ctx)
{
  return fk_cancelled(ctx) ? FK_FAIL(ctx, FALAK_E_CANCELLED, "stopped on request")
                           : FALAK_OK;
}

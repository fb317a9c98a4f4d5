/* The one place where a status becomes words and an exit status. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"

/* The message of an error may quote a file. */
static void print_visible(falak_ctx *ctx, const char *text)
{
  fk_text shown = fk_text_begin(ctx);
  fk_text_visible(&shown, text);
  fputs(fk_text_status(&shown) ? text : fk_text_string(&shown), stderr);
  fk_text_end(&shown);
}

/* What the program was called wrongly with, or was given to read, is 2. A name that
 * the case does not have is bad usage too: the caller can mend it. */
static int exit_status(falak_status st)
{
  switch (st) {
  case FALAK_OK: return 0;
  case FALAK_E_USAGE:
  case FALAK_E_INPUT:
  case FALAK_E_DOMAIN:
  case FALAK_E_NOT_FOUND: return 2;
  default: return 1;
  }
}

int cli_report(cli_call *call, falak_status st)
{
  cli_progress_clear(&call->progress);
  if (st == FALAK_OK) return 0;
  falak_error error = *falak_ctx_error(call->ctx);
  fprintf(stderr, "falak: %s%s%s: ", call->colour_err ? "\033[1;31m" : "",
      falak_status_name(st), call->colour_err ? "\033[0m" : "");
  print_visible(call->ctx, error.message);
  fputc('\n', stderr);
  for (size_t k = 0; k < error.frames; k++) {
    fputs("  in ", stderr);
    print_visible(call->ctx, error.frame[k]);
    fputc('\n', stderr);
  }
  return exit_status(st);
}

void cli_note(cli_call *call, const char *format, ...)
{
  va_list args;
  if (call->quiet) return;
  cli_progress_clear(&call->progress);
  fputs("falak: ", stderr);
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
}

const char *cli_plural(size_t count, const char *one, char text[64])
{
  snprintf(text, 64, "%zu %s%s", count, one, count == 1 ? "" : "s");
  return text;
}

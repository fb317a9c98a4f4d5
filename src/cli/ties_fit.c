/* Fits of actor-oriented models: making them, and keeping them in files. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "cli/cmd_ties.h"
#include "report/output.h"

/* Whether the running command has an option, and it was given. */
static const cli_value *given(const cli_call *call, const char *name)
{
  for (size_t k = 0; k < call->value_count; k++)
    if (!strcmp(call->values[k].option->name, name))
      return call->values[k].given ? &call->values[k] : NULL;
  return NULL;
}

/* --- watching ---------------------------------------------------------------- */

/* Rounds are told as they end ("round 1: overall convergence ratio 0.213"); the ratio
 * is shown from then on. */
static void hear(void *user, falak_log_level level, const char *message)
{
  cli_ties_watch *watch = user;
  const char *ratio = strstr(message, "ratio ");
  if (level >= FALAK_LOG_WARNING)
    cli_note(watch->call, "warning: %s", message);
  else if (level == FALAK_LOG_INFO && ratio)
    snprintf(watch->said, sizeof watch->said, " (%.16s)", ratio);
}

static void show(void *user, const char *what, uint64_t done, uint64_t total)
{
  cli_ties_watch *watch = user;
  char text[192];
  snprintf(text, sizeof text, "%.90s%s", what, watch->said);
  cli_progress_step(&watch->call->progress, text, done, total);
}

void cli_ties_watch_begin(cli_call *call, cli_ties_watch *watch)
{
  *watch = (cli_ties_watch){.call = call};
  if (!call->progress.to) return; /* nobody is looking */
  falak_ctx_set_log(call->ctx, hear, watch);
  falak_ctx_set_progress(call->ctx, show, watch);
}

/* --- options ----------------------------------------------------------------- */

falak_ties_options cli_ties_options(const cli_ties *t)
{
  falak_ties_options o = falak_ties_case_options(t->tc);
  const cli_value *value;
  if ((value = given(t->call, "seed"))) o.seed = (uint64_t)value->count;
  if ((value = given(t->call, "until"))) o.until = value->real;
  if ((value = given(t->call, "rounds"))) o.rounds = (size_t)value->count;
  if ((value = given(t->call, "phase3"))) o.phase3 = (size_t)value->count;
  if ((value = given(t->call, "conditional")))
    o.conditioning = (falak_ties_conditioning)value->choice;
  return o;
}

falak_status cli_ties_read_fit(const cli_ties *t, falak_ties_fit **out)
{
  falak_ctx *ctx = t->call->ctx;
  const char *path = cli_text(t->call, "from");
  *out = NULL;
  if (!path) return FALAK_OK;
  fk_text text = fk_text_begin(ctx);
  falak_status st = fk_read_file(ctx, path, &text);
  if (!st)
    st = falak_ties_fit_read(ctx, t->model, fk_text_string(&text), text.length, out);
  fk_text_end(&text);
  return st == FALAK_E_INPUT ? fk_context(ctx, st, "%s", path) : st;
}

/* FOLDER/NAME of a path: the file appears whole or not at all. */
static falak_status write_whole(falak_ctx *ctx, const char *path, const char *text)
{
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  fk_text folder = fk_text_begin(ctx);
  if (slash == path)
    fk_text_puts(&folder, "/");
  else if (slash)
    fk_text_add(&folder, path, (size_t)(slash - path));
  else
    fk_text_puts(&folder, ".");
  falak_status st = fk_text_status(&folder);
  if (!st) st = fk_output_write(ctx, fk_text_string(&folder), name, text, strlen(text));
  fk_text_end(&folder);
  return st;
}

falak_status cli_ties_save_fit(const cli_ties *t, const falak_ties_fit *fit)
{
  const char *path = cli_text(t->call, "save");
  char *text = NULL;
  if (!path) return FALAK_OK;
  falak_status st = falak_ties_fit_write(t->call->ctx, t->model, fit, &text);
  if (!st) st = write_whole(t->call->ctx, path, text);
  if (!st) cli_note(t->call, "saved %s", path);
  falak_ties_text_free(t->call->ctx, text);
  return st;
}

void cli_ties_note_fit(const cli_ties *t, const falak_ties_fit *fit)
{
  falak_ties_summary is = falak_ties_fit_summary(fit);
  cli_note(t->call,
      "%s: overall convergence ratio %.3f, largest t-ratio %.3f, after %zu round%s",
      is.stopped         ? "stopped, not converged"
          : is.converged ? "converged"
                         : "not converged",
      is.overall_ratio, is.largest_ratio, is.rounds, is.rounds == 1 ? "" : "s");
}

falak_status cli_ties_fit(const cli_ties *t, falak_ties_fit **out)
{
  falak_ties_options options = cli_ties_options(t);
  falak_status st = cli_ties_read_fit(t, out);
  if (st || *out) return st;
  st = falak_ties_estimate(t->call->ctx, t->model, &options, out);
  if (!st) cli_ties_note_fit(t, *out);
  return st;
}

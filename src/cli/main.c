/* The program: sets up the context, reads the command line, runs a command. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/cli.h"

/* Set by Ctrl-C, seen by the library through the context. The program's only global. */
static volatile sig_atomic_t stop_wanted;

static void want_stop(int signal_number)
{
  (void)signal_number;
  stop_wanted = 1;
}

static bool is_stop_wanted(void *user)
{
  (void)user;
  return stop_wanted != 0;
}

/* The first Ctrl-C asks the work to stop; SA_RESETHAND lets the second one kill. */
static void catch_signals(void)
{
  struct sigaction action = {.sa_handler = want_stop, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

static bool wants_colour(int file)
{
  const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
  return isatty(file) && !(no_color && *no_color) &&
      !(terminal && strcmp(terminal, "dumb") == 0);
}

static void log_warnings(void *user, falak_log_level level, const char *message)
{
  cli_call *call = user;
  if (level >= FALAK_LOG_WARNING) cli_note(call, "warning: %s", message);
}

static falak_status set_up(cli_call *call)
{
  int64_t threads = cli_count(call, "threads");
  if (threads > 4096)
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "--threads %lld is more than 4096",
        (long long)threads);
  falak_ctx_set_threads(call->ctx, (unsigned)threads);
  falak_ctx_set_cancel(call->ctx, is_stop_wanted, NULL);
  falak_ctx_set_log(call->ctx, log_warnings, call);
  if (!call->quiet && isatty(STDERR_FILENO)) {
    call->progress = cli_progress_begin(stderr);
    falak_ctx_set_progress(call->ctx, cli_progress_step, &call->progress);
  }
  return FALAK_OK;
}

/* What the program does without a command: help, version, and pages for other readers.
 */
static int run_alone(cli_call *call)
{
  fk_text page = fk_text_begin(call->ctx);
  falak_status st = FALAK_OK;
  if (cli_flag(call, "help"))
    cli_help_program(&page);
  else if (cli_flag(call, "version"))
    fk_text_printf(&page, "falak %s\n", falak_version());
  else if (cli_flag(call, "man"))
    cli_write_man(&page);
  else if (cli_flag(call, "markdown"))
    cli_write_markdown(&page);
  else if (cli_flag(call, "completion"))
    cli_write_completion(&page);
  else if (cli_flag(call, "effects-markdown"))
    cli_write_effects(&page);
  else
    st = FK_FAIL(call->ctx, FALAK_E_USAGE, "no command; 'falak help' lists them");
  if (!st) st = cli_say(call, &page);
  fk_text_end(&page);
  return cli_report(call, st);
}

static int run_help(cli_call *call)
{
  fk_text page = fk_text_begin(call->ctx);
  cli_help_command(call->command, &page);
  falak_status st = cli_say(call, &page);
  fk_text_end(&page);
  return cli_report(call, st);
}

int main(int argc, char **argv)
{
  cli_call call = {.colour_out = wants_colour(STDOUT_FILENO),
      .colour_err = wants_colour(STDERR_FILENO)};
  int status;
  if (falak_ctx_create(NULL, &call.ctx)) {
    fputs("falak: no memory\n", stderr);
    return 1;
  }
  catch_signals();
  falak_status st =
      cli_parse(&call, argc > 0 ? (size_t)argc - 1 : 0, (const char **)argv + 1);
  if (!st) st = set_up(&call);

  if (st)
    status = cli_report(&call, st);
  else if (!call.command)
    status = run_alone(&call);
  else if (cli_flag(&call, "help"))
    status = run_help(&call);
  else
    status = call.command->run(&call);
  falak_ctx_destroy(call.ctx);
  return status;
}

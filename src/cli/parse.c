/* The command line, read by the table. Options stand anywhere, `--name value` or
 * `--name=value`; given twice the last counts; `--` ends them.
 *
 * The line is walked twice: once to find the command, for which it is enough to know
 * which options take a value (a name means the same kind with every command), and once
 * with the options of that command. */
#include "cli/cli.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/strings.h"

enum { COMMANDS_MAX = 64 }; /* among which the nearest name is looked for */

/* --- the table ------------------------------------------------------------ */

static bool is_own(const cli_option *option, const cli_command *command)
{
  return option->command && strcmp(option->command, command ? command->name : "") == 0;
}

static bool is_replaced(const cli_option *common, const cli_command *command)
{
  for (size_t k = 0; k < cli_option_count; k++)
    if (is_own(&cli_options[k], command) &&
        strcmp(cli_options[k].name, common->name) == 0)
      return true;
  return false;
}

const cli_option *cli_option_of(const cli_command *command, size_t k)
{
  for (int common = 0; common < 2; common++)
    for (size_t at = 0; at < cli_option_count; at++) {
      const cli_option *option = &cli_options[at];
      bool counts = common ? !option->command && !is_replaced(option, command)
                           : is_own(option, command);
      if (counts && k-- == 0) return option;
    }
  return NULL;
}

const cli_command *cli_find_command(const char *name)
{
  for (size_t k = 0; k < cli_command_count; k++)
    if (strcmp(cli_commands[k].name, name) == 0) return &cli_commands[k];
  return NULL;
}

/* The first word of commands of two: what may follow it. */
static falak_status half_command(falak_ctx *ctx, const char *name)
{
  size_t length = strlen(name);
  fk_text list = fk_text_begin(ctx);
  for (size_t k = 0; k < cli_command_count; k++) {
    const char *is = cli_commands[k].name;
    if (!strncmp(is, name, length) && is[length] == ' ')
      fk_text_printf(&list, "%s%s", list.length ? ", " : "", is + length + 1);
  }
  falak_status st = fk_text_status(&list);
  if (!st && list.length)
    st = FK_FAIL(ctx, FALAK_E_USAGE, "falak %s wants one of these after it: %s", name,
        fk_text_string(&list));
  fk_text_end(&list);
  return st;
}

falak_status cli_unknown_command(falak_ctx *ctx, const char *name)
{
  falak_status st = half_command(ctx, name);
  if (st) return st;
  const char *known[COMMANDS_MAX];
  size_t count = 0;
  for (; count < cli_command_count && count < COMMANDS_MAX; count++)
    known[count] = cli_commands[count].name;
  const char *near = fk_nearest(known, count, name, strlen(name));
  if (near)
    return FK_FAIL(
        ctx, FALAK_E_USAGE, "unknown command '%s'; did you mean '%s'?", name, near);
  return FK_FAIL(
      ctx, FALAK_E_USAGE, "unknown command '%s'; 'falak help' lists them", name);
}

/* --- values --------------------------------------------------------------- */

/* Index of `text` among words parted by '|'; -1 when it is none of them. */
static int choice_index(const char *words, const char *text)
{
  size_t length = strlen(text);
  for (int k = 0;; k++) {
    size_t word = strcspn(words, "|");
    if (word == length && memcmp(words, text, word) == 0) return k;
    if (!words[word]) return -1;
    words += word + 1;
  }
}

static bool read_year(const char *text, size_t length, int *year)
{
  int64_t number;
  if (length == 0) return true; /* an open side */
  if (!fk_parse_int(text, length, &number) || number < 1 || number > 9999) return false;
  *year = (int)number;
  return true;
}

static bool read_years(cli_value *value, const char *text)
{
  const char *dots = strstr(text, "..");
  size_t length = strlen(text), first = dots ? (size_t)(dots - text) : length;
  value->first_year = value->last_year = 0;
  if (length == 0 || !read_year(text, first, &value->first_year)) return false;
  if (!dots) {
    value->last_year = value->first_year;
    return true;
  }
  return read_year(dots + 2, length - first - 2, &value->last_year) &&
      (!value->first_year || !value->last_year ||
          value->first_year <= value->last_year);
}

static falak_status refuse(
    falak_ctx *ctx, const cli_option *option, const char *wants, const char *text)
{
  return FK_FAIL(
      ctx, FALAK_E_USAGE, "--%s takes %s, not '%s'", option->name, wants, text);
}

static falak_status read_value(falak_ctx *ctx, cli_value *value, const char *text)
{
  const cli_option *option = value->option;
  value->text = text;
  switch (option->kind) {
  case CLI_FLAG: return FALAK_OK;
  case CLI_TEXTS:
  case CLI_TEXT: return *text ? FALAK_OK : refuse(ctx, option, "a text", text);
  case CLI_COUNT:
    if (fk_parse_int(text, strlen(text), &value->count) && value->count >= 0)
      return FALAK_OK;
    return refuse(ctx, option, "a whole number, 0 or more", text);
  case CLI_REAL:
    if (fk_parse_double(text, strlen(text), &value->real)) return FALAK_OK;
    return refuse(ctx, option, "a number such as 0.25", text);
  case CLI_CHOICE:
    value->choice = choice_index(option->value, text);
    return value->choice >= 0 ? FALAK_OK : refuse(ctx, option, option->value, text);
  case CLI_YEARS:
    if (read_years(value, text)) return FALAK_OK;
    return refuse(
        ctx, option, "a year or years such as 2014, 2005..2022 or 2014..", text);
  }
  return FALAK_OK;
}

/* Every option of the command, at its fallback. */
static falak_status set_fallbacks(cli_call *call)
{
  const cli_option *option;
  falak_status st = FALAK_OK;
  call->value_count = call->repeated_count = 0;
  while (!st && (option = cli_option_of(call->command, call->value_count))) {
    assert(call->value_count < CLI_OPTIONS_MAX);
    cli_value *value = &call->values[call->value_count++];
    *value = (cli_value){.option = option};
    if (option->fallback) st = read_value(call->ctx, value, option->fallback);
  }
  return st;
}

/* --- options -------------------------------------------------------------- */

static bool is_option(const char *word)
{
  return word[0] == '-' && word[1] != 0;
}

/* Does the word name this option, as --name, --name=... or -l? */
static bool is_named(const cli_option *option, const char *word)
{
  if (word[1] != '-') return option->letter && word[1] == option->letter && !word[2];
  size_t length = strcspn(word + 2, "=");
  return strlen(option->name) == length && memcmp(option->name, word + 2, length) == 0;
}

/* `=value` of a word, or NULL. */
static const char *attached(const char *word)
{
  const char *equals = strchr(word, '=');
  return equals && word[1] == '-' ? equals + 1 : NULL;
}

static falak_status unknown_option(cli_call *call, const char *word)
{
  const char *known[CLI_OPTIONS_MAX], *name = word + (word[1] == '-' ? 2 : 1);
  size_t count = 0;
  int length = (int)strcspn(word, "=");
  for (size_t k = 0; k < call->value_count; k++)
    if (call->values[k].option->help) known[count++] = call->values[k].option->name;

  const char *near = fk_nearest(known, count, name, strcspn(name, "="));
  if (near)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "unknown option '%.*s'; did you mean '--%s'?", length, word, near);
  return FK_FAIL(call->ctx, FALAK_E_USAGE,
      "unknown option '%.*s'; 'falak%s%s --help' lists them", length, word,
      call->command ? " " : "", call->command ? call->command->name : "");
}

/* Takes the option at args[*k], and the next word when that is its value. */
static falak_status take_option(
    cli_call *call, size_t count, const char **args, size_t *k)
{
  const char *word = args[*k], *text = attached(word);
  cli_value *value = NULL;
  for (size_t at = 0; at < call->value_count; at++)
    if (is_named(call->values[at].option, word)) value = &call->values[at];
  if (!value) return unknown_option(call, word);

  const cli_option *option = value->option;
  value->given = true;
  if (option->kind == CLI_FLAG)
    return text ? FK_FAIL(call->ctx, FALAK_E_USAGE, "--%s takes no value", option->name)
                : FALAK_OK;
  if (!text && *k + 1 < count) text = args[++*k];
  if (text && option->kind == CLI_TEXTS) {
    if (call->repeated_count == CLI_TEXTS_MAX)
      return FK_FAIL(call->ctx, FALAK_E_USAGE, "--%s is given more than %d times",
          option->name, CLI_TEXTS_MAX);
    call->repeated[call->repeated_count++] = (cli_repeated){option, text};
  }
  return text ? read_value(call->ctx, value, text)
              : FK_FAIL(call->ctx, FALAK_E_USAGE, "--%s needs a value: %s",
                    option->name, option->value);
}

/* --- words ---------------------------------------------------------------- */

/* The first two words that are no options, and whether help is asked for. */
typedef struct overview {
  const char *word[2];
  bool help;
} overview;

static overview look_over(size_t count, const char **args)
{
  overview seen = {.help = false};
  size_t words = 0;
  for (size_t k = 0; k < count && strcmp(args[k], "--") != 0; k++) {
    if (!is_option(args[k])) {
      if (words < 2) seen.word[words++] = args[k];
      continue;
    }
    for (size_t at = 0; at < cli_option_count; at++)
      if (is_named(&cli_options[at], args[k])) {
        if (strcmp(cli_options[at].name, "help") == 0) seen.help = true;
        if (cli_options[at].kind != CLI_FLAG && !attached(args[k])) k++;
        break;
      }
  }
  return seen;
}

/* Chooses the command: the longest name that fits. `*used` is its number of words. */
static falak_status choose_command(cli_call *call, const overview *seen, size_t *used)
{
  *used = 0;
  if (!seen->word[0]) return FALAK_OK;
  fk_text both = fk_text_begin(call->ctx);
  if (seen->word[1]) fk_text_printf(&both, "%s %s", seen->word[0], seen->word[1]);
  falak_status st = fk_text_status(&both);
  call->command = cli_find_command(fk_text_string(&both));
  *used = call->command ? 2 : 1;
  if (!call->command) call->command = cli_find_command(seen->word[0]);
  fk_text_end(&both);
  return st || call->command ? st : cli_unknown_command(call->ctx, seen->word[0]);
}

/* Parts the words after the command into CASE and operands. The first is the case when
 * nothing else is asked for, when there is one word more, or when it names a case. */
static falak_status part_words(cli_call *call, size_t count, const char **words)
{
  const cli_command *command = call->command;
  if (!command) return FALAK_OK;
  call->case_name = cli_text(call, "case");
  if (!command->caseless && !call->case_name && count > 0 &&
      (command->most == 0 || count > command->most ||
          (count > command->least && cli_names_case(call->ctx, words[0])))) {
    call->case_name = *words++;
    count--;
  }
  call->operands = words;
  call->operand_count = count;
  if (count > command->most)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "'%s' is one word too many; see 'falak %s --help'", words[command->most],
        command->name);
  if (count < command->least)
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "falak %s needs %s; see 'falak %s --help'",
        command->name, command->operand, command->name);
  return FALAK_OK;
}

falak_status cli_parse(cli_call *call, size_t count, const char **args)
{
  overview seen = look_over(count, args);
  size_t used, words = 0;
  bool options_end = false;
  falak_status st = choose_command(call, &seen, &used);
  if (!st) st = set_fallbacks(call);
  if (!st && seen.help) {
    for (size_t k = 0; k < call->value_count; k++)
      if (strcmp(call->values[k].option->name, "help") == 0)
        call->values[k].given = true;
    return FALAK_OK;
  }

  for (size_t k = 0; !st && k < count; k++)
    if (!options_end && strcmp(args[k], "--") == 0)
      options_end = true;
    else if (!options_end && is_option(args[k]))
      st = take_option(call, count, args, &k);
    else
      args[words++] = args[k]; /* never ahead of k */
  if (st) return st;
  call->quiet = cli_flag(call, "quiet");
  call->format = (fk_table_format)cli_choice(call, "format");
  return part_words(call, words - used, args + used);
}

/* --- reading the values --------------------------------------------------- */

const cli_value *cli_value_of(const cli_call *call, const char *name)
{
  for (size_t k = 0; k < call->value_count; k++)
    if (strcmp(call->values[k].option->name, name) == 0) return &call->values[k];
  assert(false && "an option that the table does not give this command");
  return NULL;
}

bool cli_flag(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->given;
}

const char *cli_text(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->text;
}

size_t cli_texts(const cli_call *call, const char *name, const char **out)
{
  const cli_option *option = cli_value_of(call, name)->option;
  size_t count = 0;
  for (size_t k = 0; k < call->repeated_count; k++)
    if (call->repeated[k].option == option) out[count++] = call->repeated[k].text;
  return count;
}

int64_t cli_count(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->count;
}

double cli_real(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->real;
}

int cli_choice(const cli_call *call, const char *name)
{
  return cli_value_of(call, name)->choice;
}

falak_status cli_years(const cli_call *call, const char *name, int *first, int *last)
{
  const cli_value *value = cli_value_of(call, name);
  int from = value->first_year > *first ? value->first_year : *first;
  int to = value->last_year && value->last_year < *last ? value->last_year : *last;
  if (from > to)
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "--%s %s: the case has %d to %d", name,
        value->text, *first, *last);
  *first = from, *last = to;
  return FALAK_OK;
}

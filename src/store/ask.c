/* Strangers' SQL: a case comes from anywhere, so its checks may only read, only what
 * the store holds, only by functions that depend on nothing else, and only for so long.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "store/store.h"

enum { STEPS_BETWEEN = 1000, LONGEST_TEXT = 1000000, LONGEST_PATTERN = 200 };

/* --- what is let through -------------------------------------------------- */

/* No clock, no chance, no files, nothing about the machine. */
static const char *const functions[] = {"->", "->>", "abs", "acos", "asin", "atan",
    "atan2", "avg", "ceil", "ceiling", "char", "coalesce", "cos", "count", "cume_dist",
    "dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat",
    "ifnull", "iif", "instr", "json_extract", "julianday", "lag", "last_value", "lead",
    "length", "like", "ln", "log", "log10", "log2", "lower", "ltrim", "max", "min",
    "mod", "nth_value", "ntile", "nullif", "percent_rank", "pow", "power", "printf",
    "rank", "replace", "round", "row_number", "rtrim", "sign", "sin", "sqrt", "substr",
    "substring", "sum", "tan", "total", "trim", "trunc", "typeof", "unicode", "upper"};

static bool is_function(const char *name)
{
  for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
    if (!strcasecmp(functions[k], name)) return true;
  return false;
}

/* A read of a store's table. Without a column, only rows are counted; then a name may
 * also be that of a WITH clause, which has no database. */
static bool may_read(const falak_store *store, const char *table, const char *column,
    const char *database)
{
  if (fk_strings_find(store->names, table, strlen(table)) >= 0)
    return !database || !strcmp(database, "main");
  return !database && column && !*column && strncasecmp(table, "sqlite_", 7) != 0 &&
      strncasecmp(table, "pragma_", 7) != 0;
}

typedef struct asking {
  falak_store *store;
  uint64_t steps;
  bool out_of_steps;
  char refused[128]; /* the first thing not let through; "" */
} asking;

static int refuse(asking *a, const char *what, const char *name)
{
  if (!*a->refused) snprintf(a->refused, sizeof a->refused, "%s%.64s", what, name);
  return SQLITE_DENY;
}

static int judge(void *user, int action, const char *first, const char *second,
    const char *database, const char *view)
{
  asking *a = user;
  (void)view;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_RECURSIVE: return SQLITE_OK;
  case SQLITE_READ:
    return may_read(a->store, first, second, database)
        ? SQLITE_OK
        : refuse(a, "reading the table ", first);
  case SQLITE_FUNCTION:
    return is_function(second) ? SQLITE_OK : refuse(a, "the function ", second);
  default: return refuse(a, "anything but SELECT", "");
  }
}

static int count_steps(void *user)
{
  asking *a = user;
  a->steps += STEPS_BETWEEN;
  a->out_of_steps = a->steps > FALAK_CHECK_STEPS;
  return a->out_of_steps || fk_cancelled(a->store->ctx);
}

/* Days between dates are fair to ask for, the clock is not: the built-in julianday()
 * knows 'now', this one knows days. */
static void julian_day(sqlite3_context *context, int count, sqlite3_value **values)
{
  const char *text = count == 1 ? (const char *)sqlite3_value_text(values[0]) : NULL;
  falak_ctx *ctx = sqlite3_user_data(context);
  falak_date date;
  if (count != 1)
    sqlite3_result_error(context, "julianday() takes one day, like '2022-02-24'", -1);
  else if (text && falak_date_parse(ctx, text, strlen(text), &date) == FALAK_OK &&
      date.first == date.last)
    sqlite3_result_double(context, date.first + 2440587.5);
  falak_ctx_clear_error(ctx);
}

static const struct {
  int what, most;
} limits[] = {{SQLITE_LIMIT_LENGTH, LONGEST_TEXT},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN},
    {SQLITE_LIMIT_SQL_LENGTH, LONGEST_TEXT}, {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50}, {SQLITE_LIMIT_WORKER_THREADS, 0},
    {SQLITE_LIMIT_ATTACHED, 0}};
enum { LIMITS = sizeof limits / sizeof *limits };

static int put_on_guard(asking *a, int before[LIMITS])
{
  sqlite3 *db = a->store->db;
  for (size_t k = 0; k < LIMITS; k++)
    before[k] = sqlite3_limit(db, limits[k].what, limits[k].most);
  sqlite3_progress_handler(db, STEPS_BETWEEN, count_steps, a);
  sqlite3_set_authorizer(db, judge, a);
  return sqlite3_create_function_v2(db, "julianday", -1,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC, a->store->ctx, julian_day, NULL, NULL, NULL);
}

static void take_off_guard(asking *a, const int before[LIMITS])
{
  sqlite3 *db = a->store->db;
  sqlite3_set_authorizer(db, NULL, NULL);
  sqlite3_progress_handler(db, 0, NULL, NULL);
  for (size_t k = 0; k < LIMITS; k++) sqlite3_limit(db, limits[k].what, before[k]);
}

/* --- saying what is wrong ------------------------------------------------- */

/* The column or table nearest to a misspelt one, or NULL; held by `known`. */
static const char *nearest_name(falak_store *store, const char *name, fk_strings *known)
{
  sqlite3_stmt *list = NULL;
  falak_id id;
  falak_status st = fk_store_prepare(store,
      "SELECT s.name FROM sqlite_schema s WHERE type IN ('table', 'view') UNION SELECT"
      " p.name FROM sqlite_schema s, pragma_table_info(s.name) p",
      &list);
  while (!st && sqlite3_step(list) == SQLITE_ROW)
    st = fk_strings_add(known, (const char *)sqlite3_column_text(list, 0),
        (size_t)sqlite3_column_bytes(list, 0), &id);
  sqlite3_finalize(list);
  return st ? NULL : fk_strings_nearest(known, name, strlen(name));
}

/* What to do about an error of the database, from its words. */
static falak_status mend_for(falak_store *store, const char *words, fk_text *mend)
{
  sqlite3_set_authorizer(store->db, NULL, NULL); /* the questions are now our own */
  fk_strings *known = NULL;
  const char *column = strstr(words, "no such column: "),
             *table = strstr(words, "no such table: ");
  const char *name = column ? column + 16 : table ? table + 15 : NULL;
  falak_status st = fk_strings_create(store->ctx, &known);
  if (st) return st;
  if (name && strrchr(name, '.')) name = strrchr(name, '.') + 1;
  const char *near = name ? nearest_name(store, name, known) : NULL;
  if (near)
    fk_text_printf(mend, "did you mean '%s'?", near);
  else if (name)
    fk_text_puts(mend,
        "docs/results.md lists tables and columns; texts stand in "
        "single quotes");
  else
    fk_text_puts(mend, "write one SELECT or one expression of SQLite");
  fk_strings_destroy(known);
  return fk_text_status(mend);
}

static falak_status complain(asking *a, int code)
{
  falak_store *store = a->store;
  falak_ctx *ctx = store->ctx;
  int kind = code & 0xFF;
  if (*a->refused)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "%s is not allowed: only SELECT over the tables of docs/results.md is",
        a->refused);
  if (a->out_of_steps)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "it takes more than %d steps: ask for less, or join on indexed columns",
        FALAK_CHECK_STEPS);
  if (kind == SQLITE_INTERRUPT) return fk_check_cancel(ctx);
  if (kind == SQLITE_TOOBIG)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "it makes a text of more than %d bytes: make it shorter", LONGEST_TEXT);
  if (kind != SQLITE_ERROR) return fk_store_failed(store, code, "asking the store");

  fk_text words = fk_text_begin(ctx), mend = fk_text_begin(ctx);
  fk_text_puts(&words, sqlite3_errmsg(store->db));
  falak_status st = fk_text_status(&words);
  if (!st) st = mend_for(store, words.data, &mend);
  if (!st) st = FK_FAIL(ctx, FALAK_E_INPUT, "%s: %s", words.data, mend.data);
  fk_text_end(&words);
  fk_text_end(&mend);
  return st;
}

/* --- asking --------------------------------------------------------------- */

/* Past blanks and comments. */
static const char *first_word(const char *sql)
{
  for (;;) {
    sql += strspn(sql, " \t\r\n\f");
    if (sql[0] == '-' && sql[1] == '-')
      sql += strcspn(sql, "\n");
    else if (sql[0] == '/' && sql[1] == '*')
      sql = strstr(sql + 2, "*/") ? strstr(sql + 2, "*/") + 2 : sql + strlen(sql);
    else
      return sql;
  }
}

static bool is_statement(const char *sql)
{
  static const char *const words[] = {"SELECT", "WITH", "VALUES", "INSERT", "UPDATE",
      "DELETE", "REPLACE INTO", "CREATE", "DROP", "ALTER", "ATTACH", "DETACH", "PRAGMA",
      "VACUUM", "BEGIN", "EXPLAIN"};
  const char *word = first_word(sql);
  for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
    size_t length = strlen(words[k]);
    if (!strncasecmp(word, words[k], length) &&
        !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789",
            word[length] ? word[length] : ' '))
      return true;
  }
  return false;
}

static falak_status prepare(asking *a, const char *sql, sqlite3_stmt **out)
{
  falak_ctx *ctx = a->store->ctx;
  fk_text whole = fk_text_begin(ctx);
  const char *rest;
  if (!is_statement(sql)) fk_text_puts(&whole, "SELECT ");
  fk_text_puts(&whole, sql);
  falak_status st = fk_text_status(&whole);
  if (st) return st;
  int code = sqlite3_prepare_v2(a->store->db, whole.data, -1, out, &rest);
  if (code)
    st = complain(a, code);
  else if (first_word(rest)[0] &&
      strspn(first_word(rest), "; \t\r\n") != strlen(first_word(rest)))
    st = FK_FAIL(ctx, FALAK_E_INPUT, "it holds two statements: write one");
  else if (sqlite3_column_count(*out) != 1)
    st = FK_FAIL(ctx, FALAK_E_INPUT, "it gives %d values: ask for one",
        sqlite3_column_count(*out));
  fk_text_end(&whole);
  return st;
}

static falak_status read_answer(asking *a, sqlite3_stmt *statement, fk_answer *answer)
{
  falak_ctx *ctx = a->store->ctx;
  switch (sqlite3_column_type(statement, 0)) {
  case SQLITE_NULL: return FALAK_OK;
  case SQLITE_INTEGER:
  case SQLITE_FLOAT:
    answer->kind = FK_ANSWER_NUMBER;
    answer->number = sqlite3_column_double(statement, 0);
    return FALAK_OK;
  case SQLITE_TEXT: {
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    if (!text) return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "no memory for an answer");
    falak_status st = fk_copy_text(ctx, text, strlen(text), &answer->text);
    if (!st) answer->kind = FK_ANSWER_TEXT;
    return st;
  }
  default:
    return FK_FAIL(ctx, FALAK_E_INPUT, "it gives bytes: ask for a number or a text");
  }
}

static falak_status run(asking *a, sqlite3_stmt *statement, fk_answer *answer)
{
  int code = sqlite3_step(statement);
  falak_status st = FALAK_OK;
  if (code == SQLITE_ROW) {
    st = read_answer(a, statement, answer);
    if (!st) code = sqlite3_step(statement);
    if (!st && code == SQLITE_ROW)
      return FK_FAIL(a->store->ctx, FALAK_E_INPUT,
          "it gives more than one row: sum them up, or choose with WHERE");
  }
  if (!st && code != SQLITE_DONE) st = complain(a, code);
  return st;
}

falak_status fk_store_ask(falak_store *store, const char *sql, fk_answer *answer)
{
  asking a = {.store = store};
  int before[LIMITS];
  sqlite3_stmt *statement = NULL;
  *answer = (fk_answer){.kind = FK_ANSWER_NONE, .number = NAN};
  int code = put_on_guard(&a, before);
  falak_status st =
      code ? fk_store_failed(store, code, "guarding the store") : FALAK_OK;
  if (!st) st = prepare(&a, sql, &statement);
  if (!st) st = run(&a, statement, answer);
  sqlite3_finalize(statement);
  take_off_guard(&a, before);
  if (st) {
    fk_free(store->ctx, answer->text);
    answer->text = NULL;
  }
  return st;
}

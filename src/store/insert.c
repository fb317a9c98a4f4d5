/* Rows, put into a table column by column. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

falak_status fk_insert_begin(
    falak_store *store, const char *table, size_t columns, fk_insert *insert)
{
  fk_text sql = fk_text_begin(store->ctx);
  *insert = (fk_insert){.store = store, .table = table};
  fk_text_printf(&sql, "INSERT INTO %s VALUES(", table);
  for (size_t k = 0; k < columns; k++) fk_text_puts(&sql, k ? ",?" : "?");
  fk_text_puts(&sql, ")");
  falak_status st = fk_text_status(&sql);
  if (!st) st = fk_store_prepare(store, sql.data, &insert->statement);
  fk_text_end(&sql);
  return st;
}

void fk_insert_end(fk_insert *insert)
{
  sqlite3_finalize(insert->statement);
  insert->statement = NULL;
}

static void keep(fk_insert *insert, int code)
{
  if (code && !insert->code) insert->code = code;
}

void fk_put_null(fk_insert *insert)
{
  keep(insert, sqlite3_bind_null(insert->statement, ++insert->at));
}

void fk_put_exact(fk_insert *insert, const char *text)
{
  keep(insert,
      sqlite3_bind_text(insert->statement, ++insert->at, text, -1, SQLITE_STATIC));
}

void fk_put_text(fk_insert *insert, const char *text)
{
  if (text && *text)
    fk_put_exact(insert, text);
  else
    fk_put_null(insert);
}

void fk_put_copy(fk_insert *insert, const char *text, size_t length)
{
  if (length)
    keep(insert,
        sqlite3_bind_text64(insert->statement, ++insert->at, text, length,
            SQLITE_TRANSIENT, SQLITE_UTF8));
  else
    fk_put_null(insert);
}

void fk_put_real(fk_insert *insert, double value)
{
  keep(insert, sqlite3_bind_double(insert->statement, ++insert->at, value));
}

void fk_put_int(fk_insert *insert, int64_t value)
{
  keep(insert, sqlite3_bind_int64(insert->statement, ++insert->at, value));
}

void fk_put_day(fk_insert *insert, int32_t day)
{
  if (day == FALAK_DAY_MIN || day == FALAK_DAY_MAX) {
    fk_put_null(insert);
    return;
  }
  char text[FALAK_DATE_TEXT];
  int year, month, dom;
  falak_day_split(day, &year, &month, &dom);
  int length = snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, dom);
  fk_put_copy(insert, text, (size_t)length);
}

void fk_put_days(fk_insert *insert, falak_date date)
{
  bool none = falak_date_is_none(date);
  fk_put_day(insert, none ? FALAK_DAY_MIN : date.first);
  fk_put_day(insert, none ? FALAK_DAY_MAX : date.last);
}

void fk_put_date(fk_insert *insert, falak_date date)
{
  char text[FALAK_DATE_TEXT];
  falak_date_format(date, text);
  fk_put_copy(insert, text, falak_date_is_none(date) ? 0 : strlen(text));
  fk_put_days(insert, date);
}

falak_status fk_insert_row(fk_insert *insert)
{
  int code = insert->code;
  if (!code && insert->at != sqlite3_bind_parameter_count(insert->statement))
    return FK_FAIL(insert->store->ctx, FALAK_E_INTERNAL, "table %s: %d values",
        insert->table, insert->at);
  if (!code) code = sqlite3_step(insert->statement);
  insert->at = insert->code = 0;
  if (code != SQLITE_DONE) return fk_store_failed(insert->store, code, insert->table);
  sqlite3_reset(insert->statement);
  return FALAK_OK;
}

/* --- evidence ------------------------------------------------------------- */

const char *fk_store_relative(const falak_case *c, const char *path)
{
  const char *folder = falak_case_folder(c);
  size_t length = strlen(folder);
  return !strncmp(path, folder, length) && path[length] == '/' ? path + length + 1
                                                               : path;
}

falak_status fk_put_evidence(
    fk_insert *insert, const falak_case *c, const falak_evidence *e, bool used)
{
  char vintage[FALAK_DATE_TEXT];
  fk_put_int(insert, used);
  fk_put_real(insert, e->low);
  fk_put_real(insert, e->high);
  fk_put_text(insert, e->source);
  fk_put_text(insert, e->reporter);
  fk_put_text(insert, e->valuation);
  falak_date_format(e->vintage, vintage);
  fk_put_copy(insert, vintage, falak_date_is_none(e->vintage) ? 0 : strlen(vintage));
  fk_put_text(insert, falak_life_name(e->status));
  fk_put_text(insert, falak_grade_name(e->grade));
  fk_put_text(insert, e->quote);
  fk_put_text(insert, e->language);
  fk_put_text(insert, e->correction);
  fk_put_text(insert, e->note);
  fk_put_text(insert, e->extra);
  fk_put_exact(insert, fk_store_relative(c, e->file));
  fk_put_int(insert, e->line);
  return fk_store_cite(insert->store, e->source);
}

falak_status fk_store_cite(falak_store *store, const char *source)
{
  falak_id id;
  return *source ? fk_strings_add(store->cited, source, strlen(source), &id) : FALAK_OK;
}

/* Stores one key of a list: a source, known or not, and that the list names it. */
static falak_status write_key(falak_store *store, sqlite3_stmt *const rows[2],
    const char *list, const char *key, size_t length)
{
  for (int k = 0; k < 2; k++) {
    sqlite3_bind_text64(rows[k], 1, key, length, SQLITE_TRANSIENT, SQLITE_UTF8);
    if (k) sqlite3_bind_text(rows[k], 2, list, -1, SQLITE_TRANSIENT);
    int code = sqlite3_step(rows[k]);
    sqlite3_reset(rows[k]);
    if (code != SQLITE_DONE) return fk_store_failed(store, code, "sources");
  }
  return FALAK_OK;
}

static falak_status write_list(
    falak_store *store, sqlite3_stmt *const rows[2], const char *list)
{
  falak_status st = FALAK_OK;
  for (const char *at = list; !st && *at;) {
    size_t length = strcspn(at, ";"), from = strspn(at, " \t"), to = length;
    while (to > from && (at[to - 1] == ' ' || at[to - 1] == '\t')) to--;
    if (to > from) st = write_key(store, rows, list, at + from, to - from);
    at += length + (at[length] == ';');
  }
  return st;
}

falak_status fk_store_write_cited(falak_store *store)
{
  sqlite3_stmt *rows[2] = {NULL, NULL};
  size_t count = fk_strings_count(store->cited);
  falak_status st =
      fk_store_prepare(store, "INSERT OR IGNORE INTO source(key) VALUES(?1)", &rows[0]);
  if (!st)
    st = fk_store_prepare(
        store, "INSERT OR IGNORE INTO cited(key, source) VALUES(?1, ?2)", &rows[1]);
  for (size_t k = 1; !st && k < count; k++)
    st = write_list(store, rows, fk_strings_text(store->cited, (falak_id)k));
  sqlite3_finalize(rows[0]);
  sqlite3_finalize(rows[1]);
  return st;
}

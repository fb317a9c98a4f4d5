/* Tidy CSV: one file a view, one observation a row, numbers to the last bit. Rows end
 * in a line feed, as in all CSV that falak writes. */
#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "record/csv.h"
#include "store/store.h"

/* Orders are total, so that the same store gives the same bytes. */
static const struct {
  const char *name, *sql;
} files[] = {
    {"orbit", "SELECT * FROM v_orbit ORDER BY actor, year"},
    {"dependence", "SELECT * FROM v_dependence ORDER BY actor, partner, domain, year"},
    {"measure", "SELECT * FROM measure ORDER BY rowid"},
    {"facts",
        "SELECT id, date, domain, actors, grade, statement, verdict, result, shows,"
        " correction, correction_source, source, quote, language, note, file, line FROM"
        " fact ORDER BY rowid"},
    {"trade", "SELECT * FROM v_trade ORDER BY exporter, importer, year"},
    {"attribute",
        "SELECT * FROM v_attribute ORDER BY variable, actor, first_day,"
        " last_day"},
    {"dyad",
        "SELECT * FROM v_dyad ORDER BY variable, from_id, to_id, first_day,"
        " last_day"},
    {"tie", "SELECT * FROM v_tie ORDER BY layer, from_id, to_id, start_first, line"},
    {"rival",
        "SELECT * FROM v_rival ORDER BY kind, variable, from_id, to_id, time,"
        " used DESC, reporter, vintage, value"},
    {"tie_estimate", "SELECT * FROM tie_estimate ORDER BY rowid"},
    {"tie_fit", "SELECT * FROM tie_fit ORDER BY rowid"},
    {"trade_base", "SELECT * FROM trade_base ORDER BY rowid"},
    {"what_if", "SELECT * FROM what_if ORDER BY rowid"},
    {"what_if_outcome", "SELECT * FROM what_if_outcome ORDER BY rowid"},
    {"what_if_flow", "SELECT * FROM what_if_flow ORDER BY rowid"},
    {"target_lever", "SELECT * FROM target_lever ORDER BY rowid"},
    {"source", "SELECT * FROM source ORDER BY key"},
};

/* Of a case without a model, or what-ifs, there is no file on them. */
static bool may_lack(const char *name)
{
  return !strncmp(name, "tie_", 4) || !strncmp(name, "what_if", 7) ||
      !strcmp(name, "trade_base") || !strcmp(name, "target_lever");
}

static void add_value(sqlite3_stmt *statement, int column, fk_text *out)
{
  switch (sqlite3_column_type(statement, column)) {
  case SQLITE_INTEGER:
    fk_text_printf(out, "%lld", (long long)sqlite3_column_int64(statement, column));
    break;
  case SQLITE_FLOAT:
    fk_text_double(out, sqlite3_column_double(statement, column));
    break;
  case SQLITE_TEXT: {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    fk_csv_write_field(out, text, (size_t)sqlite3_column_bytes(statement, column));
    break;
  }
  default: break;
  }
}

static falak_status query(
    falak_store *store, const char *sql, fk_text *out, size_t *rows)
{
  *rows = 0;
  sqlite3_stmt *statement = NULL;
  falak_status st = fk_store_prepare(store, sql, &statement);
  int code, columns = st ? 0 : sqlite3_column_count(statement);
  if (st) return st;
  for (int k = 0; k < columns; k++) {
    const char *name = sqlite3_column_name(statement, k);
    if (k) fk_text_puts(out, ",");
    fk_csv_write_field(out, name ? name : "", name ? strlen(name) : 0);
  }
  fk_text_puts(out, "\n");
  while ((code = sqlite3_step(statement)) == SQLITE_ROW && !fk_text_status(out)) {
    for (int k = 0; k < columns; k++) {
      if (k) fk_text_puts(out, ",");
      add_value(statement, k, out);
    }
    fk_text_puts(out, "\n");
    ++*rows;
  }
  if (fk_text_status(out))
    st = fk_text_status(out);
  else if (code != SQLITE_DONE)
    st = fk_store_failed(store, code, "writing CSV");
  sqlite3_finalize(statement);
  return st;
}

falak_status falak_store_write_csv(falak_store *store, const char *folder)
{
  falak_ctx *ctx = store->ctx;
  fk_text path = fk_text_begin(ctx), out = fk_text_begin(ctx);
  falak_status st = fk_make_folder(ctx, folder);
  for (size_t k = 0; !st && k < sizeof files / sizeof *files; k++) {
    path.length = out.length = 0;
    fk_text_printf(&path, "%s/%s.csv", folder, files[k].name);
    size_t rows = 0;
    st = fk_text_status(&path);
    if (!st) st = query(store, files[k].sql, &out, &rows);
    if (!st && (rows || !may_lack(files[k].name)))
      st = fk_write_file(ctx, path.data, fk_text_string(&out), out.length);
    if (!st) st = fk_check_cancel(ctx);
  }
  fk_text_end(&path);
  fk_text_end(&out);
  return st;
}

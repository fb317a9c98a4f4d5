/* The database itself: made, filled by statements, checked and closed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "store/store.h"

/* --- errors and statements ------------------------------------------------ */

falak_status fk_store_failed(falak_store *store, int code, const char *what)
{
  falak_status st = FALAK_E_INTERNAL;
  switch (code & 0xFF) {
  case SQLITE_NOMEM: st = FALAK_E_NO_MEMORY; break;
  case SQLITE_INTERRUPT: st = FALAK_E_CANCELLED; break;
  case SQLITE_IOERR:
  case SQLITE_FULL:
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM: st = FALAK_E_IO; break;
  default: break;
  }
  return FK_FAIL(store->ctx, st, "%s: %s", what,
      store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code));
}

falak_status fk_store_exec(falak_store *store, const char *sql)
{
  int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
  return code ? fk_store_failed(store, code, "the database refuses") : FALAK_OK;
}

falak_status fk_store_exec_all(falak_store *store, const char *const *sql)
{
  falak_status st = FALAK_OK;
  for (; !st && *sql; sql++) st = fk_store_exec(store, *sql);
  return st;
}

falak_status fk_store_prepare(falak_store *store, const char *sql, sqlite3_stmt **out)
{
  int code =
      sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
  return code ? fk_store_failed(store, code, sql) : FALAK_OK;
}

falak_status fk_store_begin(falak_store *store)
{
  return fk_store_exec(store, "BEGIN");
}

falak_status fk_store_end(falak_store *store, falak_status st)
{
  if (!st) return fk_store_exec(store, "COMMIT");
  sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  return st;
}

/* --- making and closing --------------------------------------------------- */

/* Nothing here is a date or a chance: the same rows give the same bytes. A store is
 * made in one go and thrown away when that fails, so it needs no journal on disk. */
static const char settings[] =
    "PRAGMA page_size = 4096; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -16000;" /* KiB */
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
    "PRAGMA application_id = 0x46414C4B; PRAGMA user_version = 1;";

static falak_status open_database(falak_store *store, const char *path)
{
  if (path && access(path, F_OK) == 0)
    return FK_FAIL(store->ctx, FALAK_E_IO, "'%s' is there already", path);
  int code = sqlite3_open_v2(path ? path : ":memory:", &store->db,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code) return fk_store_failed(store, code, path ? path : "a database in memory");
  sqlite3_extended_result_codes(store->db, 1);
  /* Without this "KAZ" in double quotes would be a text, and a misspelt column too. */
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return fk_store_exec(store, settings);
}

static falak_status make_schema(falak_store *store)
{
  sqlite3_stmt *list = NULL;
  falak_id id;
  falak_status st = fk_store_begin(store);
  if (st) return st;
  st = fk_store_exec_all(store, fk_store_tables);
  if (!st) st = fk_store_exec_all(store, fk_store_views);
  st = fk_store_end(store, st);
  if (!st) st = fk_store_prepare(store, "SELECT name FROM sqlite_schema", &list);
  while (!st && sqlite3_step(list) == SQLITE_ROW)
    st = fk_strings_add(store->names, (const char *)sqlite3_column_text(list, 0),
        (size_t)sqlite3_column_bytes(list, 0), &id);
  sqlite3_finalize(list);
  return st;
}

falak_status falak_store_create(falak_ctx *ctx, const char *path, falak_store **out)
{
  falak_store *store;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *store, &store);
  if (st) return st;
  store->ctx = ctx;
  st = fk_strings_create(ctx, &store->names);
  if (!st) st = fk_strings_create(ctx, &store->cited);
  if (!st) st = open_database(store, path);
  if (!st) st = make_schema(store);
  if (!st) st = falak_store_note(store, "falak", falak_version());
  if (st)
    falak_store_close(store);
  else
    *out = store;
  return st;
}

void falak_store_close(falak_store *store)
{
  if (!store) return;
  sqlite3_close_v2(store->db);
  fk_strings_destroy(store->cited);
  fk_strings_destroy(store->names);
  fk_free(store->ctx, store);
}

static falak_status check_references(falak_store *store)
{
  sqlite3_stmt *check = NULL;
  falak_status st = fk_store_prepare(store, "PRAGMA foreign_key_check", &check);
  int code = st ? SQLITE_DONE : sqlite3_step(check);
  if (code == SQLITE_ROW)
    st = FK_FAIL(store->ctx, FALAK_E_INTERNAL,
        "row %" PRId64 " of table %s names something that is not in table %s",
        (int64_t)sqlite3_column_int64(check, 1), sqlite3_column_text(check, 0),
        sqlite3_column_text(check, 2));
  else if (!st && code != SQLITE_DONE)
    st = fk_store_failed(store, code, "checking references");
  sqlite3_finalize(check);
  return st;
}

falak_status falak_store_finish(falak_store *store)
{
  falak_status st = fk_store_exec_all(store, fk_store_late_indexes);
  if (!st) st = check_references(store);
  if (st) return st;
  int code = sqlite3_close(store->db);
  if (code) return fk_store_failed(store, code, "closing the database");
  store->db = NULL;
  return FALAK_OK;
}

falak_status falak_store_note(falak_store *store, const char *key, const char *value)
{
  sqlite3_stmt *statement;
  falak_status st = fk_store_prepare(store,
      value ? "INSERT INTO run VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = ?2"
            : "DELETE FROM run WHERE key = ?1",
      &statement);
  if (st) return st;
  sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
  if (value) sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
  int code = sqlite3_step(statement);
  if (code != SQLITE_DONE) st = fk_store_failed(store, code, "table run");
  sqlite3_finalize(statement);
  return st;
}

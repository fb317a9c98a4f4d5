/** @file
 * Results in SQLite, and the judging of statements.
 *
 * A store holds the whole record with its evidence, the measures computed from it, and
 * every statement of facts.csv beside what the record says. Its tables and views are
 * documented in docs/results.md; any SQLite tool reads them. The same case and options
 * give the same file, byte for byte.
 *
 *   st = falak_store_create(ctx, "results.sqlite", &store);
 *   if (!st) st = falak_store_fill(store, c, orbits);
 *   if (!st) st = falak_store_facts(ctx, store, c, &facts);
 *   if (!st) st = falak_store_finish(store);
 *   falak_store_close(store);
 */
#ifndef FALAK_STORE_H
#define FALAK_STORE_H

#include <falak/base.h>
#include <falak/measure/case.h>
#include <falak/record.h>
#include <falak/ties/results.h>
#include <falak/trade/results.h>

FALAK_BEGIN_DECLS

typedef struct falak_store falak_store;

/**
 * Make an empty store.
 * @param[in] path  a file that is not there yet; NULL keeps the store in memory
 * @retval FALAK_E_IO  the file is there, or cannot be made
 */
FALAK_API falak_status falak_store_create(
    falak_ctx *ctx, const char *path, falak_store **out);
/** Frees a store. A file that was not finished is of no use. NULL is accepted. */
FALAK_API void falak_store_close(falak_store *store);

/** Sets a row of table `run`; NULL removes it. */
FALAK_API falak_status falak_store_note(
    falak_store *store, const char *key, const char *value);

/**
 * Store the record: actors, layers, variables, every row of data with its evidence,
 * ties as they hold each year, targets, breaks, the freight network, sources. Once a
 * store. A failed call leaves nothing behind.
 * @par Cost  about 2 microseconds a row
 */
FALAK_API falak_status falak_store_record(falak_store *store, const falak_case *c);

/** Store orbits, grips and what they are made of in table `measure`. */
FALAK_API falak_status falak_store_orbits(
    falak_store *store, const falak_orbits *orbits, const falak_case *c);

/** Store the rows of a measure in table `measure`. */
FALAK_API falak_status falak_store_measures(
    falak_store *store, const falak_measure_rows *rows);

/**
 * Store all of it: the record, orbits when they are given (NULL: there are none), and
 * every measure that docs/results.md lists, as far as the case holds what it needs.
 */
FALAK_API falak_status falak_store_fill(
    falak_store *store, const falak_case *c, const falak_orbits *orbits);

/** Store the model of ties in tables `tie_estimate` and `tie_fit`; what came of its
 * estimation goes into table `run`. */
FALAK_API falak_status falak_store_ties(
    falak_store *store, const falak_ties_results *results);

/** Store what-ifs of trade and their baseline in tables `trade_base`, `trade_doubt`,
 * `what_if`, `what_if_shock`, `what_if_outcome`, `what_if_flow` and `target_lever`. */
FALAK_API falak_status falak_store_trade(
    falak_store *store, const falak_trade_results *results);

/**
 * Write the views of the store as CSV (RFC 4180, numbers to the last bit) into a
 * folder, which is made: orbit.csv, measure.csv, facts.csv... docs/results.md lists
 * them.
 */
FALAK_API falak_status falak_store_write_csv(falak_store *store, const char *folder);

/**
 * Check that every reference leads somewhere and bring the file to its final form.
 * After that only falak_store_close() may follow.
 * @retval FALAK_E_INTERNAL  a reference leads nowhere
 */
FALAK_API falak_status falak_store_finish(falak_store *store);

/* --- statements ----------------------------------------------------------- */

/** What the record says to a statement. */
typedef enum falak_verdict {
  FALAK_SUPPORTED,      /**< its check gives 1 */
  FALAK_CONTRADICTED,   /**< 0 */
  FALAK_QUALIFIED,      /**< its check says so: true with a but */
  FALAK_UNDECIDED,      /**< NULL: what the check needs is not known */
  FALAK_PROBABLE,       /**< between 0 and 1: a probability */
  FALAK_NOT_MEASURABLE, /**< it has no check */
  FALAK_VERDICTS        /**< how many there are */
} falak_verdict;

/** "supported", "not yet measurable"... */
FALAK_API const char *falak_verdict_name(falak_verdict verdict);

/** One statement. Texts are lent by the list, "" when there is none. */
typedef struct falak_fact {
  const char *id, *date, *domain, *actors, *grade, *statement;
  const char *check; /**< SQL, as in facts.csv */
  falak_verdict verdict;
  double probability; /**< when the verdict is FALAK_PROBABLE; else NaN */
  const char *shows;  /**< what the record says, in a few words */
  const char *correction, *correction_source; /**< what is right instead */
  const char *source, *quote, *language, *note;
  const char *file;
  uint32_t line;
} falak_fact;

typedef struct falak_facts falak_facts;

/** Steps of the database engine that one check may take: about half a second. */
enum { FALAK_CHECK_STEPS = 20000000 };

/**
 * Judge every statement of facts.csv against the store, and write table `fact`.
 *
 * `check` and `shows` are strangers' SQL: one SELECT, or an expression, that reads the
 * tables and views of the store with functions whose value depends on nothing else,
 * in at most FALAK_CHECK_STEPS steps. All else is refused.
 *
 * @param[out] facts  in the order of the file; empty when the case has no facts.csv
 * @retval FALAK_E_INPUT      a check or shows cannot be used; the message names its
 *                            file and line
 * @retval FALAK_E_CANCELLED
 */
FALAK_API falak_status falak_store_facts(
    falak_ctx *ctx, falak_store *store, const falak_case *c, falak_facts **facts);

/**
 * Judge every statement in a store in memory and add what cannot be used to
 * `problems`, as errors with file and line.
 */
FALAK_API falak_status falak_store_check_facts(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems);

FALAK_API void falak_facts_destroy(falak_facts *facts);
FALAK_API size_t falak_facts_count(const falak_facts *facts);
FALAK_API falak_fact falak_facts_get(const falak_facts *facts, size_t k);
/** Position of an id, without regard to case; SIZE_MAX when there is none. */
FALAK_API size_t falak_facts_find(const falak_facts *facts, const char *id);
/** The id nearest to a misspelt one, NULL when none is near. */
FALAK_API const char *falak_facts_nearest(const falak_facts *facts, const char *id);
/** How many statements have this verdict. */
FALAK_API size_t falak_facts_with(const falak_facts *facts, falak_verdict verdict);

FALAK_END_DECLS
#endif

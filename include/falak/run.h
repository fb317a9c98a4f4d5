/** @file
 * The main job: measure a case, judge its statements, and write the results.
 */
#ifndef FALAK_RUN_H
#define FALAK_RUN_H

#include <falak/base.h>
#include <falak/measure/case.h>
#include <falak/record.h>
#include <falak/store.h>
#include <falak/ties/results.h>
#include <falak/trade/results.h>

FALAK_BEGIN_DECLS

typedef struct falak_run_options {
  const char *out;     /**< folder of the results; "out" */
  const char *command; /**< how the run was asked for, for the report; NULL: not said */
  uint64_t seed;       /**< of all random streams; 1. The model of ties begins with the
                            case's own seed unless this is another */
} falak_run_options;

FALAK_API falak_run_options falak_run_options_default(void);

/** What a run found. Free with falak_run_end(). */
typedef struct falak_run {
  falak_orbits *orbits;       /**< NULL when the case has no `grip:` or no patrons */
  falak_facts *facts;         /**< empty without facts.csv; never NULL after success */
  falak_ties_results *ties;   /**< NULL when the case has no `ties:` */
  falak_trade_results *trade; /**< NULL when the case has no `trade:` */
} falak_run;

/**
 * Measure a case, judge its statements, and write OUT/results.sqlite, OUT/report.html
 * and OUT/csv/. All appear together or not at all: whatever happens meanwhile, the
 * folder holds the whole of the old results or the whole of the new. Other files in it
 * stay.
 *
 * @param[in]     ctx       memory and error record
 * @param[in]     c         the case
 * @param[in,out] problems  warnings of opening the case; those that measures give are
 *                          added, and all are sorted
 * @param[in]     options   NULL for the defaults
 * @param[out]    run       zeroed on failure
 *
 * @retval FALAK_E_INPUT      `grip:`, `alignment:` or a statement's check cannot be
 * used
 * @retval FALAK_E_IO         the folder cannot be written
 * @retval FALAK_E_USAGE      the folder is one that must not be replaced
 * @retval FALAK_E_CANCELLED  nothing was written
 * @par Cost  under a second and 60 MB for 40 states, 18 years and 40 000 rows
 * @par Determinism  the same case and options give the same bytes
 */
FALAK_API falak_status falak_run_case(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, const falak_run_options *options, falak_run *run);
/** The same without writing anything: the store is kept in memory and forgotten. */
FALAK_API falak_status falak_run_judge(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems, falak_run *run);
FALAK_API void falak_run_end(falak_run *run);

FALAK_END_DECLS
#endif

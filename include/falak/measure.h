/** @file
 * Measures: who depends on whom, who leans which way, and how good a forecast was.
 *
 * Pure functions on plain arrays; docs/measures.md has the formulas with examples.
 *
 * - A missing input is NaN, and so is a result that cannot be had (NA). Missing is
 *   never taken for zero. What was seen travels with the result: `coverage` is the
 *   share of the set that was observed, `used` the number of items that counted.
 *   Below `min_coverage` (0: take what there is, 1: insist on all) the result is NA.
 * - A value that is present but impossible (a negative flow, a probability of 1.2)
 *   is FALAK_E_DOMAIN where the function has a context; a function of plain numbers
 *   without a context gives NaN.
 * - Tables are row-major, n x n; x[i*n + j] goes from i to j, or says how much i
 *   depends on j. The diagonal is never read unless the function says so.
 * - Composites give back their parts and their weights, normalised to sum 1. A missing
 *   part makes them NA unless the caller asks for re-weighting, which is then flagged.
 * - Ties of rank go to the lower index. Results do not depend on the number of threads.
 * - Outputs that may be NULL say so. Outputs must not overlap inputs. When a status
 *   other than FALAK_OK comes back, outputs hold nothing of use.
 * - Doubt: call the measure once a draw of its inputs and keep the draws of its result;
 *   falak_over_draws() does so, on several threads if the context has them.
 */
#ifndef FALAK_MEASURE_H
#define FALAK_MEASURE_H

#include <falak/measure/case.h>
#include <falak/measure/change.h>
#include <falak/measure/data.h>
#include <falak/measure/dependence.h>
#include <falak/measure/info.h>
#include <falak/measure/network.h>
#include <falak/measure/orbit.h>
#include <falak/measure/routes.h>
#include <falak/measure/score.h>
#include <falak/measure/similarity.h>

#endif

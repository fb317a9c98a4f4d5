/** @file
 * Ties: which form, hold and break. Stochastic actor-oriented models of several
 * networks and behaviours, estimated from panels, tested, and simulated (docs/ties.md).
 */
#ifndef FALAK_TIES_H
#define FALAK_TIES_H

#include <falak/ties/assess.h>
#include <falak/ties/case.h>
#include <falak/ties/data.h>
#include <falak/ties/estimate.h>
#include <falak/ties/fit.h>
#include <falak/ties/model.h>
#include <falak/ties/results.h>

#endif

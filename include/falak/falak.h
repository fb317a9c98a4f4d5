/** @file Everything falak offers to C programs. */
#ifndef FALAK_FALAK_H
#define FALAK_FALAK_H

#include <falak/base.h>
#include <falak/measure.h>
#include <falak/record.h>
#include <falak/report.h>
#include <falak/run.h>
#include <falak/store.h>
#include <falak/ties.h>
#include <falak/trade.h>

#endif

/** @file
 * Trade: what happens to everyone's trade, prices and welfare when its costs change,
 * and how strongly costs have moved trade in the record (docs/trade.md).
 */
#ifndef FALAK_TRADE_H
#define FALAK_TRADE_H

#include <falak/trade/balance.h>
#include <falak/trade/baseline.h>
#include <falak/trade/case.h>
#include <falak/trade/cost.h>
#include <falak/trade/draws.h>
#include <falak/trade/elasticity.h>
#include <falak/trade/equilibrium.h>
#include <falak/trade/fit.h>
#include <falak/trade/flows.h>
#include <falak/trade/gravity.h>
#include <falak/trade/reach.h>
#include <falak/trade/results.h>
#include <falak/trade/sectors.h>
#include <falak/trade/sectors_data.h>
#include <falak/trade/sectors_draws.h>
#include <falak/trade/shock.h>
#include <falak/trade/target.h>
#include <falak/trade/what_if.h>

#endif

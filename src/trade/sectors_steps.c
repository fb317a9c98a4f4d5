/* The way to the equilibrium.
 *
 * Anderson: wages, prices and spending move together, one pass a step, mixed with the
 * last few points. Plain: wages move only when prices and spending have settled beside
 * the excess, by a damped step; slow and hard to throw off. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "trade/sectors.h"

enum {
  DEPTH = 8,    /* points mixed */
  UNMIXED = 2,  /* passes before the first is mixed */
  PATIENCE = 60 /* mixed steps without a better point before giving up */
};

/* Changes beyond this say little about those to come. */
static const double MIXED_FROM = 0.5;
/* Near enough for mixing to be tried again. */
static const double NEAR = 0.01;

static double change_of(const fk_sectors *sys)
{
  return fmax(sys->residual, fmax(sys->price_residual, sys->spending_residual));
}

/* Prices and spending must be much nearer than wages: Z is only as true as they are. */
static bool settled(const fk_sectors *sys, unsigned parts, double tolerance)
{
  double inner = fmax(0.01 * tolerance, 3e-14);
  return (!(parts & FK_SECTORS_WAGES) || sys->residual <= tolerance) &&
      sys->price_residual <= inner && sys->spending_residual <= inner;
}

/* A pass that went out of bounds (no number, or prices beyond e^300) is no point to go
 * on from. */
static bool usable(const fk_sectors *sys)
{
  return isfinite(sys->residual) && sys->price_residual < 300 &&
      sys->spending_residual < 1e300;
}

static falak_status mixed_steps(fk_sectors *sys, unsigned parts, double tolerance,
    int max_steps, double *at, double *next, fk_mixer *m, bool *reached)
{
  falak_status st = FALAK_OK;
  double last = INFINITY, best = INFINITY;
  int since_best = 0, fresh = 0;
  fk_mixer_forget(m);
  while (sys->steps < max_steps && since_best++ < PATIENCE) {
    if ((st = fk_check_cancel(sys->ctx))) return st;
    fk_sectors_pass(sys, parts, at, next);
    if (!usable(sys)) return FALAK_OK;
    *reached = settled(sys, parts, tolerance);
    if (*reached) return FALAK_OK;
    double change = parts & FK_SECTORS_WAGES ? change_of(sys) : sys->spending_residual;
    if (change < best) best = change, since_best = 0;
    if (change > 2 * last) fk_mixer_forget(m), fresh = 0;
    last = change;
    if (fresh++ >= UNMIXED && change < MIXED_FROM)
      st = fk_mixer_mix(sys->ctx, m, at, next);
    else
      fk_mixer_forget(m);
    if (st) return st;
    memcpy(at, next, sys->dimension * sizeof *at);
  }
  return FALAK_OK;
}

/* Stops, too, when the excess is no more than `enough`. */
static falak_status plain_steps(fk_sectors *sys, unsigned parts, double tolerance,
    double enough, int max_steps, double *at, double *next, bool *reached)
{
  double last = INFINITY, damping = 0.5;
  size_t wages = 2 * sys->block;
  while (sys->steps < max_steps) {
    falak_status st = fk_check_cancel(sys->ctx);
    if (st) return st;
    fk_sectors_pass(sys, parts, at, next);
    if (!usable(sys)) return FALAK_OK;
    *reached = settled(sys, parts, tolerance);
    if (*reached) return FALAK_OK;
    bool inner = fmax(sys->price_residual, sys->spending_residual) <=
        fmax(0.02 * sys->residual, 1e-14);
    memcpy(at, next, wages * sizeof *at);
    if (!inner || !(parts & FK_SECTORS_WAGES)) continue;
    if (sys->residual <= enough) return FALAK_OK;
    bool better = sys->residual < last;
    damping = better ? fmin(1, damping * 1.05) : fmax(0.01, damping * 0.7);
    last = sys->residual;
    for (size_t n = 0; n < sys->n; n++)
      at[wages + n] += damping * (next[wages + n] - at[wages + n]);
  }
  return FALAK_OK;
}

/* Mixed; failing that, plain to where mixing has a better start; failing that, plain.
 */
static falak_status any_steps(fk_sectors *sys, unsigned parts, double tolerance,
    int max_steps, double *at, double *next, fk_mixer *m, falak_sectors_method *method,
    bool *reached)
{
  size_t bytes = sys->dimension * sizeof *at;
  fk_scratch scratch = fk_scratch_begin(sys->ctx);
  double *start;
  falak_status st = fk_scratch_doubles(&scratch, sys->dimension, &start);
  *method = FALAK_SECTORS_ANDERSON;
  if (!st) {
    memcpy(start, at, bytes);
    st = mixed_steps(sys, parts, tolerance, max_steps, at, next, m, reached);
  }
  if (!st && !*reached) {
    memcpy(at, start, bytes);
    st = plain_steps(sys, parts, tolerance, NEAR, max_steps, at, next, reached);
    memcpy(start, at, bytes);
  }
  if (!st && !*reached)
    st = mixed_steps(sys, parts, tolerance, max_steps, at, next, m, reached);
  if (!st && !*reached) {
    memcpy(at, start, bytes);
    *method = FALAK_SECTORS_PLAIN;
    st = plain_steps(sys, parts, tolerance, 0, max_steps, at, next, reached);
  }
  fk_scratch_end(&scratch);
  return st;
}

falak_status fk_sectors_iterate(fk_sectors *sys, unsigned parts,
    falak_sectors_method *method, double tolerance, int max_steps, double *at,
    bool *reached)
{
  fk_scratch scratch = fk_scratch_begin(sys->ctx);
  double *next;
  fk_mixer m;
  falak_status st = fk_scratch_zero(&scratch, sys->dimension, sizeof *next, &next);
  if (!st) st = fk_mixer_create(&scratch, sys->dimension, DEPTH, &m);
  *reached = false;
  if (st)
    ;
  else if (*method == FALAK_SECTORS_AUTO)
    st = any_steps(sys, parts, tolerance, max_steps, at, next, &m, method, reached);
  else if (*method == FALAK_SECTORS_ANDERSON)
    st = mixed_steps(sys, parts, tolerance, max_steps, at, next, &m, reached);
  else
    st = plain_steps(sys, parts, tolerance, 0, max_steps, at, next, reached);
  fk_scratch_end(&scratch);
  return st;
}

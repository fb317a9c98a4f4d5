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
  DEPTH = 8,       /* points mixed */
  PLAIN_START = 2, /* passes before the first is mixed */
  PATIENCE = 120   /* mixed steps without a better point before giving up */
};

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
    if (fresh++ >= PLAIN_START) st = fk_mixer_mix(sys->ctx, m, at, next);
    if (st) return st;
    memcpy(at, next, sys->dimension * sizeof *at);
  }
  return FALAK_OK;
}

static falak_status plain_steps(fk_sectors *sys, unsigned parts, double tolerance,
    int max_steps, double *at, double *next, bool *reached)
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
    damping =
        sys->residual < last ? fmin(1, damping * 1.05) : fmax(0.01, damping * 0.7);
    last = sys->residual;
    for (size_t n = 0; n < sys->n; n++)
      at[wages + n] += damping * (next[wages + n] - at[wages + n]);
  }
  return FALAK_OK;
}

falak_status fk_sectors_iterate(fk_sectors *sys, unsigned parts,
    falak_sectors_method *method, double tolerance, int max_steps, double *at,
    bool *reached)
{
  fk_scratch scratch = fk_scratch_begin(sys->ctx);
  double *next, *start;
  fk_mixer mixer;
  falak_status st = fk_scratch_zero(&scratch, sys->dimension, sizeof *next, &next);
  if (!st) st = fk_scratch_doubles(&scratch, sys->dimension, &start);
  if (!st) st = fk_mixer_create(&scratch, sys->dimension, DEPTH, &mixer);
  *reached = false;
  if (st) goto done;
  memcpy(start, at, sys->dimension * sizeof *at);
  if (*method != FALAK_SECTORS_PLAIN)
    st = mixed_steps(sys, parts, tolerance, max_steps, at, next, &mixer, reached);
  if (!st && !*reached && *method != FALAK_SECTORS_ANDERSON) {
    memcpy(at, start, sys->dimension * sizeof *at);
    *method = FALAK_SECTORS_PLAIN;
    st = plain_steps(sys, parts, tolerance, max_steps, at, next, reached);
  } else {
    *method = FALAK_SECTORS_ANDERSON;
  }
done:
  fk_scratch_end(&scratch);
  return st;
}

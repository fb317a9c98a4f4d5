/* Flows that are not on record, predicted by gravity: PPML with effects of exporter and
 * importer on distance and what the block names. With such effects fitted rows and
 * columns sum to those of the data (Fally 2015, Journal of International Economics
 * 97(1)). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <falak/trade/gravity.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/sphere.h"
#include "trade/case.h"

enum { MOST = 16 }; /* regressors */

typedef struct predicting {
  fk_trade_reading *r;
  size_t rows; /* n (n - 1): pairs, row by row */
  size_t regressors;
  double *x[MOST];
  const char *name[MOST];
  double *y;
  uint32_t *from, *to;
} predicting;

/* --- columns ------------------------------------------------------------------- */

static falak_status add_distance(predicting *p, fk_scratch *scratch)
{
  const falak_trade_case *tc = p->r->tc;
  size_t row = 0;
  falak_status st = fk_scratch_doubles(scratch, p->rows, &p->x[p->regressors]);
  for (size_t i = 0; !st && i < tc->n; i++)
    for (size_t j = 0; j < tc->n; j++) {
      if (i == j) continue;
      falak_actor a = falak_actor_get(tc->c, tc->actor[i]),
                  b = falak_actor_get(tc->c, tc->actor[j]);
      double km = fk_great_circle(a.lat, a.lon, b.lat, b.lon);
      p->x[p->regressors][row++] = isnan(km) ? km : log(fmax(km, 1));
    }
  if (!st) p->name[p->regressors++] = "log distance";
  return st;
}

static falak_status add_dyad(
    predicting *p, fk_scratch *scratch, const fk_yaml_node *node)
{
  const falak_trade_case *tc = p->r->tc;
  size_t row = 0;
  falak_id id = falak_variable_find(tc->c, node->text);
  if (id < 0 || falak_variable_get(tc->c, id).kind != FALAK_DYADIC) {
    char mend[128];
    const char *near = id < 0 ? falak_variable_nearest(tc->c, node->text) : NULL;
    snprintf(mend, sizeof mend,
        near ? "did you mean '%.60s'?" : "name a variable of pairs%.0s",
        near ? near : "");
    return fk_trade_complain(p->r, FALAK_ERROR, node, mend,
        "'%.60s' is not a variable of pairs", node->text);
  }
  falak_status st = fk_scratch_doubles(scratch, p->rows, &p->x[p->regressors]);
  for (size_t i = 0; !st && i < tc->n; i++)
    for (size_t j = 0; j < tc->n; j++) {
      if (i == j) continue;
      falak_cell cell = falak_cell_in_year(
          tc->c, id, tc->actor[i], tc->actor[j], tc->settings.matrix);
      p->x[p->regressors][row++] = cell.value;
    }
  if (!st) p->name[p->regressors++] = node->text;
  return st;
}

/* What is known of the pairs; cells in `missing` are not. */
static falak_status add_pairs(
    predicting *p, fk_scratch *scratch, const uint8_t *missing)
{
  const falak_trade_case *tc = p->r->tc;
  size_t row = 0;
  falak_status st = fk_scratch_doubles(scratch, p->rows, &p->y);
  if (!st) st = fk_scratch_take(scratch, p->rows, sizeof *p->from, &p->from);
  if (!st) st = fk_scratch_take(scratch, p->rows, sizeof *p->to, &p->to);
  for (size_t i = 0; !st && i < tc->n; i++)
    for (size_t j = 0; j < tc->n; j++) {
      if (i == j) continue;
      p->y[row] = missing[i * tc->n + j] ? (double)NAN : tc->base[i * tc->n + j];
      p->from[row] = (uint32_t)i, p->to[row++] = (uint32_t)j;
    }
  return st;
}

static falak_status make_columns(
    predicting *p, fk_scratch *scratch, const uint8_t *missing)
{
  const fk_yaml_node *list =
      fk_yaml_get(fk_yaml_get(p->r->block, "baseline"), "predictors");
  falak_status st = add_pairs(p, scratch, missing);
  if (!st) st = add_distance(p, scratch);
  if (!st && list && list->kind != FK_YAML_LIST)
    return fk_trade_complain(p->r, FALAK_ERROR, list, "write predictors: [land_border]",
        "predictors is not a list");
  for (const fk_yaml_node *node = list ? list->child : NULL; !st && node;
       node = node->next)
    if (p->regressors < MOST) st = add_dyad(p, scratch, node);
  return st;
}

/* --- prediction ------------------------------------------------------------------ */

static double predict(const predicting *p, const falak_gravity_fit *fit, size_t row)
{
  double eta = fit->effect_value[0][p->from[row]] + fit->effect_value[1][p->to[row]];
  for (size_t k = 0; k < p->regressors; k++)
    if (fit->term[k] == FALAK_GRAVITY_ESTIMATED)
      eta += fit->coefficient[k] * p->x[k][row];
  return exp(eta);
}

/* A gap, and with `fitted` every pair, becomes what gravity says. */
static void put_predicted(const predicting *p, const falak_gravity_fit *fit,
    const uint8_t *missing, bool fitted, size_t *left)
{
  falak_trade_case *tc = p->r->tc;
  for (size_t row = 0; row < p->rows; row++) {
    size_t at = p->from[row] * tc->n + p->to[row];
    if (!missing[at] && !fitted) continue;
    double value = predict(p, fit, row);
    if (!isfinite(value)) {
      *left += missing[at];
      continue;
    }
    tc->base[at] = value;
    tc->origin[at] = FALAK_FLOW_FITTED;
  }
}

falak_status fk_trade_predict(fk_trade_reading *r, const uint8_t *missing, bool fitted)
{
  falak_trade_case *tc = r->tc;
  fk_scratch scratch = fk_scratch_begin(r->ctx);
  predicting p = {.r = r, .rows = tc->n * (tc->n - 1)};
  size_t left = 0, before = falak_problems_errors(r->problems);
  falak_gravity_fit *fit = NULL;
  falak_status st = make_columns(&p, &scratch, missing);
  if (!st && falak_problems_errors(r->problems) == before) {
    const uint32_t *effect[] = {p.from, p.to};
    const uint32_t levels[] = {(uint32_t)tc->n, (uint32_t)tc->n};
    falak_gravity_data data = {.rows = p.rows,
        .y = p.y,
        .regressors = p.regressors,
        .x = (const double *const *)p.x,
        .names = p.name,
        .effects = 2,
        .effect = effect,
        .levels = levels};
    falak_gravity_options o = falak_gravity_options_default();
    o.keep = FALAK_GRAVITY_KEEP_EFFECTS;
    o.keep_singletons = true;
    st = falak_gravity_estimate(r->ctx, &data, &o, &fit);
    if (!st) put_predicted(&p, fit, missing, fitted, &left);
  }
  if (!st && left)
    st = fk_trade_complain(r, FALAK_WARNING, fk_yaml_get(r->block, "baseline"),
        "add coordinates to actors.csv, and the predictors of these pairs",
        "%zu flows that are not on record cannot be predicted and are 0", left);
  falak_gravity_fit_destroy(r->ctx, fit);
  fk_scratch_end(&scratch);
  return st;
}

/* What a run says about trade: tables `trade_base`, `trade_doubt`, `what_if`,
 * `what_if_shock`, `what_if_outcome`, `what_if_flow` and `target_lever`. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "store/store.h"

static const char *id_of(const falak_trade_results *r, size_t k)
{
  return falak_trade_case_id(r->tc, k);
}

/* --- the baseline -------------------------------------------------------------- */

static falak_status put_base(falak_store *store, const falak_trade_results *r)
{
  size_t n = falak_trade_case_actors(r->tc);
  const double *flow = falak_trade_case_flow(r->tc);
  const uint8_t *origin = falak_trade_case_origin(r->tc);
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "trade_base", 4, &insert);
  for (size_t at = 0; !st && at < n * n; at++) {
    fk_put_text(&insert, id_of(r, at / n));
    fk_put_text(&insert, id_of(r, at % n));
    fk_put_real(&insert, flow[at]);
    fk_put_text(&insert, falak_flow_origin_name((falak_flow_origin)origin[at]));
    st = fk_insert_row(&insert);
  }
  fk_insert_end(&insert);
  return st;
}

static falak_status put_doubts(falak_store *store, const falak_trade_results *r)
{
  size_t count;
  const falak_flow_doubt *d = falak_trade_case_doubts(r->tc, &count);
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "trade_doubt", 5, &insert);
  for (size_t k = 0; !st && k < count; k++) {
    fk_put_text(&insert, d[k].name);
    fk_put_real(&insert, d[k].value);
    fk_put_real(&insert, d[k].low);
    fk_put_real(&insert, d[k].high);
    fk_put_int(&insert, (int64_t)d[k].rivals);
    st = fk_insert_row(&insert);
  }
  fk_insert_end(&insert);
  return st;
}

/* --- what-ifs ------------------------------------------------------------------ */

static falak_status put_what_ifs(falak_store *store, const falak_trade_results *r)
{
  const falak_elasticity *e = &falak_trade_case_settings(r->tc)->elasticity;
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "what_if", 14, &insert);
  for (size_t k = 0; !st && k < r->answers; k++) {
    const falak_trade_answer *a = r->answer + k;
    const falak_what_if *w = a->what_if;
    fk_put_text(&insert, a->name);
    fk_put_text(&insert, a->shocks ? falak_shocks_title(a->shocks) : NULL);
    fk_put_text(&insert, fk_store_relative(falak_trade_case_of(r->tc), a->file));
    fk_put_int(&insert, falak_trade_case_settings(r->tc)->year);
    fk_put_text(&insert,
        r->options.closure == FALAK_TRADE_ADDITIVE ? "additive" : "multiplicative");
    fk_put_real(&insert, r->options.supply);
    fk_put_real(&insert, w ? w->theta : (double)NAN);
    fk_put_real(&insert, e->low);
    fk_put_real(&insert, e->high);
    fk_put_int(&insert, w ? (int64_t)w->draws : 0);
    fk_put_int(&insert, w ? (int64_t)w->failed : 0);
    fk_put_int(&insert, w ? w->result->iterations : 0);
    fk_put_real(&insert, w ? w->result->residual : (double)NAN);
    fk_put_text(&insert, a->trouble);
    st = fk_insert_row(&insert);
  }
  fk_insert_end(&insert);
  return st;
}

static falak_status put_shocks(falak_store *store, const falak_trade_results *r)
{
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "what_if_shock", 6, &insert);
  for (size_t k = 0; !st && k < r->answers; k++)
    for (size_t s = 0; !st && s < falak_shocks_count(r->answer[k].shocks); s++) {
      falak_shock is = falak_shocks_get(r->answer[k].shocks, s);
      fk_put_text(&insert, r->answer[k].name);
      fk_put_text(&insert, is.name);
      fk_put_text(&insert, falak_shock_kind_name(is.kind));
      fk_put_text(&insert, is.sentence);
      fk_put_int(&insert, (int64_t)is.pairs);
      fk_put_int(&insert, is.line);
      st = fk_insert_row(&insert);
    }
  fk_insert_end(&insert);
  return st;
}

static void put_spread(fk_insert *insert, const falak_spread *is)
{
  static const falak_spread none = {NAN, NAN, NAN, NAN, NAN};
  if (!is) is = &none;
  fk_put_real(insert, is->mean);
  fk_put_real(insert, is->sd);
  fk_put_real(insert, is->low);
  fk_put_real(insert, is->median);
  fk_put_real(insert, is->high);
}

static falak_status put_outcomes(
    fk_insert *insert, const falak_trade_results *r, const falak_trade_answer *a)
{
  const falak_what_if *w = a->what_if;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < w->n; k++)
    for (size_t o = 0; !st && o < FALAK_TRADE_OUTCOMES; o++) {
      fk_put_text(insert, a->name);
      fk_put_text(insert, id_of(r, k));
      fk_put_text(insert, falak_trade_outcome_about((falak_trade_outcome)o)->name);
      fk_put_real(insert, w->result->outcome[o][k]);
      put_spread(insert, w->spread ? w->spread + o * w->n + k : NULL);
      st = fk_insert_row(insert);
    }
  return st;
}

/* Flows of the focus have a spread. */
static const falak_spread *spread_of_flow(const falak_what_if *w, size_t i, size_t j)
{
  if (w->sells && i == w->focus) return w->sells + j;
  if (w->buys && j == w->focus) return w->buys + i;
  return NULL;
}

static falak_status put_flows(
    fk_insert *insert, const falak_trade_results *r, const falak_trade_answer *a)
{
  const falak_what_if *w = a->what_if;
  falak_status st = FALAK_OK;
  for (size_t at = 0; !st && at < w->n * w->n; at++) {
    fk_put_text(insert, a->name);
    fk_put_text(insert, id_of(r, at / w->n));
    fk_put_text(insert, id_of(r, at % w->n));
    fk_put_real(insert, w->result->base.flow[at]);
    fk_put_real(insert, w->result->flow[at]);
    fk_put_real(insert, w->cost[at]);
    put_spread(insert, spread_of_flow(w, at / w->n, at % w->n));
    st = fk_insert_row(insert);
  }
  return st;
}

typedef falak_status put_fn(
    fk_insert *insert, const falak_trade_results *r, const falak_trade_answer *a);

static falak_status put_each(falak_store *store, const falak_trade_results *r,
    const char *table, size_t columns, put_fn *put)
{
  fk_insert insert;
  falak_status st = fk_insert_begin(store, table, columns, &insert);
  for (size_t k = 0; !st && k < r->answers; k++)
    if (r->answer[k].what_if) st = put(&insert, r, r->answer + k);
  fk_insert_end(&insert);
  return st;
}

/* --- targets ------------------------------------------------------------------- */

static falak_status put_aims(falak_store *store, const falak_trade_results *r)
{
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "target_lever", 17, &insert);
  for (size_t k = 0; !st && k < r->aims; k++) {
    const falak_trade_aimed *a = r->aim + k;
    const falak_trade_target_result *c = &a->reach.central;
    fk_put_text(&insert, id_of(r, a->from));
    fk_put_text(&insert, id_of(r, a->to));
    fk_put_real(&insert, a->amount);
    if (a->announced)
      fk_put_int(&insert, a->announced);
    else
      fk_put_null(&insert);
    if (a->due)
      fk_put_int(&insert, a->due);
    else
      fk_put_null(&insert);
    fk_put_text(&insert, a->reporter);
    fk_put_text(&insert, falak_lever_name(a->lever));
    fk_put_int(&insert, c->reached);
    const double number[] = {c->base, c->lever, c->lever_low, c->lever_high, c->amount,
        c->growth, c->parts.partial, c->parts.diversion, c->parts.rest};
    for (size_t v = 0; v < sizeof number / sizeof *number; v++)
      fk_put_real(&insert, number[v]);
    st = fk_insert_row(&insert);
  }
  fk_insert_end(&insert);
  return st;
}

falak_status falak_store_trade(falak_store *store, const falak_trade_results *r)
{
  falak_status st = fk_store_begin(store);
  if (st) return st;
  st = put_base(store, r);
  if (!st) st = put_doubts(store, r);
  if (!st) st = put_what_ifs(store, r);
  if (!st) st = put_shocks(store, r);
  if (!st) st = put_each(store, r, "what_if_outcome", 9, put_outcomes);
  if (!st) st = put_each(store, r, "what_if_flow", 11, put_flows);
  if (!st) st = put_aims(store, r);
  return fk_store_end(store, st);
}

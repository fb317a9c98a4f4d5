/* The model of ties: tables `tie_estimate` and `tie_fit`. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "store/store.h"

static falak_status put_estimate(fk_insert *insert, const falak_ties_parameter *p,
    const falak_ties_summary *is, size_t k, const int *year)
{
  fk_put_text(insert, p->owner);
  fk_put_exact(insert, falak_ties_role_name(p->role));
  fk_put_text(insert, p->effect);
  for (int o = 0; o < 3; o++) fk_put_text(insert, p->of[o]);
  fk_put_real(insert, p->basic_rate || p->internal == 0 ? (double)NAN : p->internal);
  if (p->basic_rate) {
    fk_put_int(insert, year[p->period]);
    fk_put_int(insert, year[p->period + 1]);
  } else {
    fk_put_null(insert);
    fk_put_null(insert);
  }
  fk_put_real(insert, is->estimate[k]);
  fk_put_real(insert, p->fixed ? (double)NAN : is->error[k]);
  fk_put_real(insert, is->ratio[k]);
  fk_put_real(insert, is->target[k]);
  fk_put_int(insert, p->fixed);
  fk_put_int(insert, p->tested);
  return fk_insert_row(insert);
}

static falak_status put_estimates(falak_store *store, const falak_ties_results *r)
{
  falak_ties_summary is = falak_ties_fit_summary(r->fit);
  const falak_ties_model *model = falak_ties_case_model(r->tc);
  size_t waves;
  const int *year = falak_ties_case_years(r->tc, &waves);
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "tie_estimate", 15, &insert);
  for (size_t k = 0; !st && k < is.size; k++) {
    falak_ties_parameter p = falak_ties_model_get(model, k);
    st = put_estimate(&insert, &p, &is, k, year);
  }
  fk_insert_end(&insert);
  return st;
}

/* `period` SIZE_MAX: all of them together. */
static falak_status put_sample(fk_insert *insert, const falak_ties_count *count,
    const falak_ties_assessment *a, const falak_ties_sample *s, size_t period,
    const int *year)
{
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < a->length; k++) {
    const falak_fit_summary *is = s->summary + k;
    fk_put_text(insert, count->variable);
    fk_put_exact(insert, falak_ties_count_name(count->kind));
    fk_put_text(insert, count->of);
    if (period == SIZE_MAX) {
      fk_put_null(insert);
      fk_put_null(insert);
    } else {
      fk_put_int(insert, year[period]);
      fk_put_int(insert, year[period + 1]);
    }
    fk_put_text(insert, a->label[k]);
    const double number[] = {is->observed, is->mean, is->sd, is->low, is->median,
        is->high, s->test.distance, s->test.p};
    for (size_t c = 0; c < sizeof number / sizeof *number; c++)
      fk_put_real(insert, number[c]);
    st = fk_insert_row(insert);
  }
  return st;
}

static falak_status put_fits(falak_store *store, const falak_ties_results *r)
{
  size_t count, waves;
  const falak_ties_count *counts = falak_ties_case_counts(r->tc, &count);
  const int *year = falak_ties_case_years(r->tc, &waves);
  fk_insert insert;
  falak_status st = fk_insert_begin(store, "tie_fit", 14, &insert);
  for (size_t k = 0; !st && k < r->counts; k++) {
    const falak_ties_assessment *a = r->assessment + k;
    st = put_sample(&insert, counts + k, a, a->joined, SIZE_MAX, year);
    for (size_t p = 0; !st && p < a->periods; p++)
      st = put_sample(&insert, counts + k, a, a->by_period + p, p, year);
  }
  fk_insert_end(&insert);
  return st;
}

static falak_status note_number(falak_store *store, const char *key, double value)
{
  fk_text text = fk_text_begin(store->ctx);
  fk_text_double(&text, value);
  falak_status st = fk_text_status(&text);
  if (!st && !isnan(value)) st = falak_store_note(store, key, fk_text_string(&text));
  fk_text_end(&text);
  return st;
}

/* How the estimation went. */
/* Names of the networks in which pairs that are not listed count as without a tie. */
static falak_status note_assumptions(falak_store *store, const falak_ties_case *tc)
{
  char names[512] = "";
  size_t used = 0;
  const falak_ties_data *data = falak_ties_case_data(tc);
  for (size_t k = 0; k < falak_ties_variable_count(data); k++)
    if (falak_ties_case_assumes_none(tc, (falak_id)k) && used < sizeof names)
      used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
          used ? " " : "", falak_ties_variable_get(data, (falak_id)k).name);
  return *names ? falak_store_note(store, "ties_assumed_none", names) : FALAK_OK;
}

static falak_status note_fit(falak_store *store, const falak_ties_results *r)
{
  falak_ties_summary is = falak_ties_fit_summary(r->fit);
  falak_status st = falak_store_note(store, "ties_converged", is.converged ? "1" : "0");
  if (!st) st = note_number(store, "ties_overall_ratio", is.overall_ratio);
  if (!st) st = note_number(store, "ties_largest_ratio", is.largest_ratio);
  if (!st) st = note_number(store, "ties_simulations", (double)is.phase3);
  if (!st && is.conditional)
    st = falak_store_note(store, "ties_conditional_on", is.condition_on);
  if (!st && *is.notes) st = falak_store_note(store, "ties_notes", is.notes);
  return st ? st : note_assumptions(store, r->tc);
}

falak_status falak_store_ties(falak_store *store, const falak_ties_results *r)
{
  falak_status st = fk_store_begin(store);
  if (st) return st;
  if (!r->fit) st = falak_store_note(store, "ties_trouble", r->trouble);
  if (r->fit) st = put_estimates(store, r);
  if (!st && r->fit) st = put_fits(store, r);
  if (!st && r->fit) st = note_fit(store, r);
  return fk_store_end(store, st);
}

/* The model of a case, estimated and assessed in one go. */
#include <falak/ties/results.h>

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

falak_ties_results_options falak_ties_results_options_default(void)
{
  return (falak_ties_results_options){.seed = 0, .fit_runs = 200};
}

void falak_ties_results_destroy(falak_ties_results *r)
{
  if (!r) return;
  falak_ctx *ctx = r->ctx;
  if (r->assessment) falak_ties_assessment_free(ctx, r->counts, r->assessment);
  fk_free(ctx, r->assessment);
  falak_ties_fit_destroy(r->fit);
  falak_ties_case_close(r->tc);
  if (*r->trouble) {
    char *trouble;
    memcpy(&trouble, &r->trouble, sizeof trouble); /* made by keep_trouble() */
    fk_free(ctx, trouble);
  }
  fk_free(ctx, r);
}

/* A model that the data do not bear is a result as well: its reason is kept. */
static falak_status keep_trouble(falak_ctx *ctx, falak_ties_results *r, falak_status st)
{
  if (st != FALAK_E_NO_CONVERGE && st != FALAK_E_NO_SOLUTION) return st;
  const char *message = falak_ctx_error(ctx)->message;
  char *trouble;
  st = fk_copy_text(ctx, message, strlen(message), &trouble);
  if (st) return st;
  r->trouble = trouble;
  falak_ctx_clear_error(ctx);
  return FALAK_OK;
}

static falak_status assess(
    falak_ctx *ctx, falak_ties_results *r, const falak_ties_results_options *o)
{
  falak_ties_assess_options options = falak_ties_assess_options_default();
  size_t count;
  const falak_ties_count *counts = falak_ties_case_counts(r->tc, &count);
  options.runs = o->fit_runs;
  if (o->seed) options.seed = o->seed;
  if (!count || !o->fit_runs) return FALAK_OK;
  falak_status st = fk_alloc_zero(ctx, count, sizeof *r->assessment, &r->assessment);
  if (!st)
    st = falak_ties_assess(ctx, falak_ties_case_model(r->tc), r->fit, &options, count,
        counts, r->assessment);
  if (!st) {
    r->counts = count;
    return FALAK_OK;
  }
  fk_free(ctx, r->assessment);
  r->assessment = NULL;
  return keep_trouble(ctx, r, st);
}

falak_status falak_ties_results_make(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, const falak_ties_results_options *options,
    falak_ties_results **out)
{
  falak_ties_results_options chosen =
      options ? *options : falak_ties_results_options_default();
  falak_ties_results *r;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *r, &r);
  if (st) return st;
  r->ctx = ctx;
  r->trouble = "";
  st = falak_ties_case_open(ctx, c, problems, &r->tc);
  if (!st) {
    falak_ties_options estimate = falak_ties_case_options(r->tc);
    if (chosen.seed) estimate.seed = chosen.seed;
    st = falak_ties_estimate(ctx, falak_ties_case_model(r->tc), &estimate, &r->fit);
    if (!st && falak_ties_fit_summary(r->fit).stopped) st = fk_check_cancel(ctx);
    if (st) st = keep_trouble(ctx, r, st);
  }
  if (!st && r->fit) st = assess(ctx, r, &chosen);
  if (st)
    falak_ties_results_destroy(r);
  else
    *out = r;
  return st;
}

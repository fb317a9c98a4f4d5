/* Small random cases: choices from a seed, and dates from their texts. */
#ifndef FALAK_CASE_DRAWS_H
#define FALAK_CASE_DRAWS_H

#include "base/random.h"
#include "record/case_text.h"

/* Below `below`; `at` counts the draws of a seed. */
static inline unsigned pick(uint64_t seed, uint64_t *at, unsigned below)
{
  double u = fk_uniform(&(fk_rng_at){.seed = seed, .stream = 7}, (*at)++);
  return (unsigned)(u * below);
}

static inline falak_date date_of(falak_ctx *ctx, const char *text)
{
  falak_date date;
  assert_ok(ctx, falak_date_parse(ctx, text, strlen(text), &date));
  return date;
}

#endif

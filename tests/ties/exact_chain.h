/* Continuous-time Markov chains of a few states, solved by uniformisation. */
#ifndef TEST_TIES_EXACT_CHAIN_H
#define TEST_TIES_EXACT_CHAIN_H

#include "support/falak_test.h"

enum { CHAIN_STATES = 64 };

typedef struct exact_chain {
  size_t states;
  double rate[CHAIN_STATES][CHAIN_STATES]; /* from, to; the diagonal is not used */
} exact_chain;

/* p after `time`, in place: exp(Q t) as a Poisson mixture of jumps. Long times go in
 * pieces, so that no weight underflows. */
static inline void chain_run(const exact_chain *c, double time, double *p)
{
  size_t n = c->states;
  double most = 0, out[CHAIN_STATES] = {0};
  for (size_t a = 0; a < n; a++) {
    for (size_t b = 0; b < n; b++) out[a] += a == b ? 0 : c->rate[a][b];
    most = fmax(most, out[a]);
  }
  double pieces = ceil(most * time / 50), mean = most * time / pieces;
  for (double piece = 0; piece < pieces; piece++) {
    double jumped[CHAIN_STATES], next[CHAIN_STATES], sum[CHAIN_STATES] = {0};
    double weight = exp(-mean), total = 0;
    memcpy(jumped, p, n * sizeof *p);
    for (double k = 0; total < 1 - 1e-15 && k < 400; weight *= mean / ++k) {
      total += weight;
      for (size_t a = 0; a < n; a++) sum[a] += weight * jumped[a];
      for (size_t b = 0; b < n; b++) {
        next[b] = jumped[b] * (1 - out[b] / most);
        for (size_t a = 0; a < n; a++)
          if (a != b) next[b] += jumped[a] * c->rate[a][b] / most;
      }
      memcpy(jumped, next, n * sizeof *next);
    }
    memcpy(p, sum, n * sizeof *p);
  }
}

/* Each share of `count` lies within 4.5 standard errors of p, and all together are no
 * further off than chance takes them: chi-square below its 1e-5 quantile, which is less
 * than df + 4.3 sqrt(2 df) + 13. */
static inline void assert_shares(
    const size_t *count, const double *p, size_t states, size_t runs, const char *what)
{
  double chi2 = 0, df = -1, all = (double)runs;
  for (size_t k = 0; k < states; k++) {
    double share = (double)count[k] / all;
    double error = sqrt(p[k] * (1 - p[k]) / all);
    test_assert_close(share, p[k], 0, 4.5 * error + 2 / all, what, "state", (int)k);
    if (all * p[k] < 5) continue;
    chi2 += all * (share - p[k]) * (share - p[k]) / p[k];
    df++;
  }
  if (!(chi2 < df + 4.3 * sqrt(2 * df) + 13))
    fail_msg("%s: chi-square %g with %g degrees of freedom", what, chi2, df);
}

#endif

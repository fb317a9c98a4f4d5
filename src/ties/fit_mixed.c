/* Two networks of the same actors: pairs by both of their dyads, and paths that change
 * from one network to the other. */
#include <string.h>

#include "base/error.h"
#include "ties/fit_counts.h"

const char *falak_mixed_dyad_name(size_t k)
{
  static const char *const names[FALAK_MIXED_DYADS] = {"null+null", "asym+null",
      "mutual+null", "null+asym", "asym+asym (same)", "asym+asym (opposite)",
      "mutual+asym", "null+mutual", "asym+mutual", "mutual+mutual"};
  return k < FALAK_MIXED_DYADS ? names[k] : "";
}

/* Class by the dyad in the first network + 4 times that in the second, where a dyad is
 * 1 when the lower actor sends, 2 when the higher does, 3 when both do. */
static const uint8_t mixed_class[16] = {0, 1, 1, 2, 3, 4, 5, 6, 3, 5, 4, 6, 7, 8, 8, 9};

static falak_status take_both(fk_scratch *scratch, const falak_fit_network *x,
    const falak_fit_network *w, fk_fit_bits *a, fk_fit_bits *b)
{
  falak_status st = fk_fit_bits_one_mode(scratch, x, a);
  if (!st) st = fk_fit_bits_one_mode(scratch, w, b);
  if (st) return st;
  return a->n == b->n ? FALAK_OK
                      : FK_FAIL(scratch->ctx, FALAK_E_DOMAIN,
                            "networks of %zu and of %zu actors", a->n, b->n);
}

/* Dyads of i with the later actors of word k, as four sets. */
static void split(const fk_fit_bits *b, size_t i, size_t k, uint64_t of[4])
{
  uint64_t out = b->out[i * b->words + k], in = b->in[i * b->words + k];
  of[0] = ~out & ~in;
  of[1] = out & ~in;
  of[2] = ~out & in;
  of[3] = out & in;
}

/* Bits of word k that are actors after i, and actors at all. */
static uint64_t later(size_t n, size_t i, size_t k)
{
  uint64_t bits = k > i / 64 ? ~UINT64_C(0) : ~UINT64_C(0) << (i % 64) << 1;
  return n - 64 * k < 64 ? bits & ((UINT64_C(1) << (n % 64)) - 1) : bits;
}

falak_status falak_fit_mixed_dyads(falak_ctx *ctx, const falak_fit_network *x,
    const falak_fit_network *w, double *count)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits a, b;
  uint64_t sum[FALAK_MIXED_DYADS] = {0};
  falak_status st = take_both(&scratch, x, w, &a, &b);
  if (st) goto done;
  for (size_t i = 0; i < a.n; i++)
    for (size_t k = i / 64; k < a.words; k++) {
      uint64_t of_x[4], of_w[4], among = later(a.n, i, k);
      split(&a, i, k, of_x);
      split(&b, i, k, of_w);
      for (size_t c = 0; c < 16; c++)
        sum[mixed_class[c]] +=
            (uint64_t)__builtin_popcountll(among & of_x[c % 4] & of_w[c / 4]);
    }
  for (size_t k = 0; k < FALAK_MIXED_DYADS; k++) count[k] = (double)sum[k];
done:
  fk_scratch_end(&scratch);
  return st;
}

/* Pairs of ties a, b that meet in an actor, less those whose other ends are the same:
 * the sums over h of the products of degrees, less the ties the sets have in common. */
static double paths_between(
    const uint64_t *first, const uint64_t *second, size_t n, size_t words)
{
  uint64_t sum = 0;
  for (size_t h = 0; h < n; h++) {
    uint64_t one = 0, two = 0, both = 0;
    for (size_t k = h * words; k < (h + 1) * words; k++) {
      one += (uint64_t)__builtin_popcountll(first[k]);
      two += (uint64_t)__builtin_popcountll(second[k]);
      both += (uint64_t)__builtin_popcountll(first[k] & second[k]);
    }
    sum += one * two - both;
  }
  return (double)sum;
}

falak_status falak_fit_mixed_paths(falak_ctx *ctx, const falak_fit_network *x,
    const falak_fit_network *w, double *count)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits a, b;
  falak_status st = take_both(&scratch, x, w, &a, &b);
  if (!st) {
    count[0] = paths_between(a.in, b.out, a.n, a.words);
    count[1] = paths_between(b.in, a.out, a.n, a.words);
    count[2] = paths_between(a.out, b.out, a.n, a.words);
    count[3] = paths_between(a.in, b.in, a.n, a.words);
  }
  fk_scratch_end(&scratch);
  return st;
}

/* Triad census after Batagelj and Mrvar (2001): every triad with a tie is met once,
 * from the first of its pairs that have one, so the cost follows the ties and not the
 * cube of the actors. Neighbours stand as bits: 64 third actors are looked at together
 * when many of them are tied to the pair, one by one when few are. */
#include "base/error.h"
#include "ties/fit_counts.h"

#define INLINE static inline __attribute__((always_inline))

enum { FEW = 4 }; /* third actors of a word up to which one by one is quicker */

const char *falak_triad_name(size_t k)
{
  static const char *const names[FALAK_TRIADS] = {"003", "012", "102", "021D", "021U",
      "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210",
      "300"};
  return k < FALAK_TRIADS ? names[k] : "";
}

/* Kind of the triad u, v, w by its dyads uv + 4 uw + 16 vw, where a dyad is 1 when the
 * first named sends, 2 when the second does, 3 when both do. */
static const uint8_t kind_of[64] = {0, 1, 1, 2, 1, 3, 5, 7, 1, 5, 4, 6, 2, 7, 6, 10, 1,
    5, 3, 7, 4, 8, 8, 12, 5, 9, 8, 13, 6, 13, 11, 14, 1, 4, 5, 6, 5, 8, 9, 13, 3, 8, 8,
    11, 7, 12, 13, 14, 2, 6, 7, 10, 6, 11, 13, 14, 7, 13, 12, 14, 10, 14, 14, 15};

/* Bits of word k that are actors after `a`. */
INLINE uint64_t after(size_t a, size_t k)
{
  if (k != a / 64) return k > a / 64 ? ~UINT64_C(0) : 0;
  return ~UINT64_C(0) << (a % 64) << 1;
}

/* The dyads of u and v with 64 others. */
typedef struct dyads {
  uint64_t u_out, u_in, v_out, v_in;
} dyads;

INLINE void add_each(uint64_t third, const dyads *d, unsigned uv, uint64_t *count)
{
  for (; third; third &= third - 1) {
    int w = __builtin_ctzll(third);
    unsigned uw = (unsigned)(d->u_out >> w & 1) | (unsigned)(d->u_in >> w & 1) << 1;
    unsigned vw = (unsigned)(d->v_out >> w & 1) | (unsigned)(d->v_in >> w & 1) << 1;
    count[uv | uw << 2 | vw << 4]++;
  }
}

INLINE void add_together(uint64_t third, const dyads *d, unsigned uv, uint64_t *count)
{
  uint64_t u[4] = {~d->u_out & ~d->u_in, d->u_out & ~d->u_in, ~d->u_out & d->u_in,
      d->u_out & d->u_in};
  uint64_t v[4] = {~d->v_out & ~d->v_in, d->v_out & ~d->v_in, ~d->v_out & d->v_in,
      d->v_out & d->v_in};
  for (unsigned uw = 0; uw < 4; uw++)
    for (unsigned vw = 0; vw < 4; vw++)
      count[uv | uw << 2 | vw << 4] +=
          (uint64_t)__builtin_popcountll(third & u[uw] & v[vw]);
}

/* Triads in which u, v is the first pair with a tie: w after v, or between u and v and
 * not tied to u. Those whose w is tied to neither are counted as one lot. */
INLINE void add_pair(const fk_fit_bits *b, size_t u, size_t v, uint64_t *count)
{
  size_t words = b->words, tied = 0;
  const uint64_t *near_u = b->near + u * words, *near_v = b->near + v * words;
  const uint64_t *out_u = b->out + u * words, *in_u = b->in + u * words;
  const uint64_t *out_v = b->out + v * words, *in_v = b->in + v * words;
  unsigned uv = (unsigned)fk_bit(out_u, v) | (unsigned)fk_bit(in_u, v) << 1;

  for (size_t k = 0; k < words; k++) {
    uint64_t third = near_u[k] | near_v[k];
    if (!third) continue;
    tied += (size_t)__builtin_popcountll(third);
    third &= after(v, k) | (after(u, k) & ~near_u[k]);
    dyads d = {out_u[k], in_u[k], out_v[k], in_v[k]};
    if (__builtin_popcountll(third) <= FEW)
      add_each(third, &d, uv, count);
    else
      add_together(third, &d, uv, count);
  }
  count[uv] += b->n - tied; /* `tied` holds u and v as well */
}

INLINE void census(const fk_fit_bits *b, uint64_t *count)
{
  for (size_t u = 0; u < b->n; u++)
    for (size_t k = u / 64; k < b->words; k++)
      for (uint64_t rest = b->near[u * b->words + k] & after(u, k); rest;
           rest &= rest - 1)
        add_pair(b, u, 64 * k + (size_t)__builtin_ctzll(rest), count);
}

static void census_plain(const fk_fit_bits *b, uint64_t *count)
{
  census(b, count);
}

/* The machine's own count of bits where it has one. */
#if defined(__x86_64__)
__attribute__((target("popcnt"))) static void census_popcnt(
    const fk_fit_bits *b, uint64_t *count)
{
  census(b, count);
}

static void run_census(const fk_fit_bits *b, uint64_t *count)
{
  if (__builtin_cpu_supports("popcnt"))
    census_popcnt(b, count);
  else
    census_plain(b, count);
}
#else
static void run_census(const fk_fit_bits *b, uint64_t *count)
{
  census_plain(b, count);
}
#endif

falak_status falak_fit_triads(
    falak_ctx *ctx, const falak_fit_network *network, double *count)
{
  fk_scratch scratch = fk_scratch_begin(ctx);
  fk_fit_bits bits;
  uint64_t code[64] = {0}, kind[FALAK_TRIADS] = {0};
  falak_status st = fk_fit_bits_one_mode(&scratch, network, &bits);
  if (!st && bits.n >= (size_t)1 << 21) /* beyond, a count outgrows a double */
    st = FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu actors are too many for a census", bits.n);
  if (!st) {
    uint64_t n = bits.n, rest = n < 3 ? 0 : n * (n - 1) / 2 * (n - 2) / 3;
    run_census(&bits, code);
    for (size_t k = 1; k < 64; k++) kind[kind_of[k]] += code[k];
    for (size_t k = 1; k < FALAK_TRIADS; k++) rest -= kind[k];
    kind[0] = rest;
    for (size_t k = 0; k < FALAK_TRIADS; k++) count[k] = (double)kind[k];
  }
  fk_scratch_end(&scratch);
  return st;
}

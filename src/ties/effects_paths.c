/* Structural effects of more than triads: actors at distance two, dense triads,
 * four-cycles, and geometrically weighted counts of paths (SPEC 19.1, 19.8). */
#include <string.h>

#include "ties/effect_shapes.h"
#include "ties/term.h"

/* --- actors at distance two ------------------------------------------------- */

static double at_distance_two(
    const fk_view *v, const fk_term *t, size_t i, uint32_t paths)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (size_t j = 0; j < x->n; j++)
    sum += j != i && !fk_tie(x, i, j) && !fk_cell_missing(v, t, i, j) &&
        fk_count(x, FK_TP, i, j) >= paths;
  return sum;
}

/* j leaves the set if it is in it; others enter when the new path is what they lacked.
 */
static double distance_two_delta(
    const fk_view *v, const fk_term *t, size_t i, size_t j, uint32_t paths)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *h = fk_out(x, j);
  uint32_t there = fk_tie(x, i, j);
  double sum = fk_count(x, FK_TP, i, j) >= paths ? -1 : 0;
  for (uint32_t k = 0; k < x->out_degree[j]; k++)
    if (h[k] != i && !fk_tie(x, i, h[k]))
      sum += fk_count(x, FK_TP, i, h[k]) - there + 1 == paths;
  return sum;
}

/* The same for all alters: who sends to those that stand at the threshold. */
static void distance_two_row(
    const fk_view *v, const fk_term *t, size_t i, uint32_t paths, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride;
  for (size_t j = 0; j < x->n; j++) out[j] = fk_count(x, FK_TP, i, j) >= paths ? -1 : 0;
  for (size_t h = 0; h < x->n; h++) {
    uint32_t count = h == i || of_i[h] ? 0 : fk_count(x, FK_TP, i, h) + 1;
    if (count != paths && count != paths + 1) continue;
    const uint32_t *j = fk_in(x, h);
    for (uint32_t k = 0; k < x->in_degree[h]; k++)
      out[j[k]] += of_i[j[k]] == count - paths;
  }
}

FK_EGO(distance2)
{
  return at_distance_two(v, t, i, 1);
}

FK_PAIR(distance2_delta)
{
  return distance_two_delta(v, t, i, j, 1);
}

FK_ROW(distance2_row)
{
  distance_two_row(v, t, i, 1, out);
}

FK_EGO(distance2_twice)
{
  return at_distance_two(v, t, i, 2);
}

FK_PAIR(distance2_twice_delta)
{
  return distance_two_delta(v, t, i, j, 2);
}

FK_ROW(distance2_twice_row)
{
  distance_two_row(v, t, i, 2, out);
}

/* Dyads of a symmetric network count once. */
FK_TOTAL(pairs_at_distance_two)
{
  double sum = fk_sum_of_egos(v, t);
  return fk_own(v, t)->symmetric ? sum / 2 : sum;
}

/* --- dense triads, four-cycles ---------------------------------------------- */

static unsigned ties_between(const fk_network *x, size_t i, size_t j)
{
  return (unsigned)fk_tie(x, i, j) + (unsigned)fk_tie(x, j, i);
}

/* Triads {i, j, h} with at least p ties. */
FK_PAIR(dense_triads)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (size_t h = 0; h < x->n; h++)
    sum += h != i && h != j &&
        ties_between(x, i, j) + ties_between(x, i, h) + ties_between(x, j, h) >=
            t->parameter;
  return sum;
}

FK_EGO(dense_triads_ego)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    sum += dense_triads(v, t, i, fk_out(x, i)[k]);
  return sum;
}

/* Triads of i -> j, and those of ego's other ties that it makes dense; h = i and h = j,
 * which are none, are taken off afterwards. */
FK_PAIR(dense_triads_delta)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride, *to_i = x->xt + i * x->stride_in;
  const uint8_t *of_j = x->x + j * x->stride, *to_j = x->xt + j * x->stride_in;
  int between = of_i[j] + to_i[j], with_itself = 1 + to_i[j] + between;
  int least = (int)ceil(fmin(fmax(t->parameter, 0), 7)), others = least - 1 - to_i[j];
  int dense = 0;
  for (size_t h = 0; h < x->n; h++) {
    int ties = of_i[h] + to_i[h] + of_j[h] + to_j[h];
    dense += (ties >= others) + (of_i[h] & (ties == others));
  }
  return (
      double)(dense - 2 * (with_itself >= least) - (of_i[j] & (with_itself == least)));
}

/* sum_kh x_ik x_hj x_hk with k != j, h != i: by the tie i -> j or without it. */
static double shared_pairs(const fk_network *x, size_t i, size_t j)
{
  const uint32_t *h = fk_in(x, j);
  double sum = 0, itself = fk_tie(x, i, j);
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (h[k] != i) sum += (double)fk_count(x, FK_OO, i, h[k]) - itself;
  return sum;
}

/* Ego counts each of his cycles once; the target counts it half for each of its two. */
FK_PAIR(four_cycles)
{
  double pairs = shared_pairs(fk_own(v, t), i, j);
  return t->parameter == 2 ? sqrt(pairs) : pairs / 2;
}

FK_TOTAL(half_of_egos)
{
  return fk_sum_of_egos(v, t) / 2;
}

FK_PAIR(four_cycles_delta)
{
  return t->parameter == 2 ? fk_term_difference(v, t, i, j)
                           : shared_pairs(fk_own(v, t), i, j);
}

/* From ego to the senders that share receivers with him, and on to what they send to.
 */
FK_ROW(four_cycles_row)
{
  const fk_network *x = fk_own(v, t);
  memset(out, 0, x->m * sizeof *out);
  if (t->parameter == 2) {
    for (size_t j = 0; j < x->m; j++)
      if (!(x->one_mode && i == j)) out[j] = fk_term_difference(v, t, i, j);
    return;
  }
  for (size_t h = 0; h < x->n; h++) {
    double shared = h == i ? 0 : (double)fk_count(x, FK_OO, i, h);
    if (shared == 0) continue;
    const uint32_t *to = fk_out(x, h);
    for (uint32_t k = 0; k < x->out_degree[h]; k++) out[to[k]] += shared;
  }
  const uint32_t *own = fk_out(x, i);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    out[own[k]] -= (double)x->in_degree[own[k]] - 1;
}

/* --- geometrically weighted ------------------------------------------------- */

/* g(k) = e^a {1 - (1 - e^-a)^k} for all counts that can be. */
static falak_status prepare_weights(
    falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  const fk_variable *own = fk_data_variable(data, t->owner);
  return fk_weights_table(ctx, t, own->n > own->m ? own->n : own->m);
}

static inline double weight(const fk_term *t, uint32_t k)
{
  return t->table[k];
}

static void weight_row(const fk_view *v, const fk_term *t, enum fk_count kind, size_t i,
    double *restrict out)
{
  fk_count_row(fk_own(v, t), kind, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = t->table[(size_t)out[j]];
}

#define GWESP(name, kind)                                                              \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return weight(t, fk_count(fk_own(v, t), kind, i, j));                              \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    weight_row(v, t, kind, i, out);                                                    \
  }
GWESP(gwesp_ff, FK_TP)
GWESP(gwesp_bb, FK_RB)
GWESP(gwesp_fb, FK_OO)
GWESP(gwesp_bf, FK_II)
GWESP(gwesp_rr, FK_RR)

static double sum_weights(
    const fk_view *v, const fk_term *t, enum fk_count kind, size_t i)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (size_t h = 0; h < x->n; h++)
    if (h != i) sum += weight(t, fk_count(x, kind, i, h));
  return sum;
}

FK_EGO(gwdsp_ff)
{
  return sum_weights(v, t, FK_TP, i);
}

FK_EGO(gwdsp_fb)
{
  return sum_weights(v, t, FK_OO, i);
}

/* Pairs {i, h} gain a path for every h in the list. */
static double gain_weights(const fk_view *v, const fk_term *t, enum fk_count kind,
    size_t i, size_t j, const uint32_t *h, uint32_t number)
{
  const fk_network *x = fk_own(v, t);
  uint32_t there = fk_tie(x, i, j);
  double sum = 0;
  for (uint32_t k = 0; k < number; k++) {
    if (h[k] == i) continue;
    uint32_t without = fk_count(x, kind, i, h[k]) - there;
    sum += weight(t, without + 1) - weight(t, without);
  }
  return sum;
}

/* The same for all alters, from the lists of each h. */
static void gain_row(const fk_view *v, const fk_term *t, enum fk_count kind, size_t i,
    const uint32_t *list, size_t width, const uint32_t *degree, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride;
  memset(out, 0, x->m * sizeof *out);
  for (size_t h = 0; h < x->n; h++) {
    if (h == i) continue;
    uint32_t count = fk_count(x, kind, i, h);
    double now = weight(t, count),
           gain[2] = {
               weight(t, count + 1) - now, now - weight(t, count ? count - 1 : 0)};
    const uint32_t *j = list + h * width;
    for (uint32_t k = 0; k < degree[h]; k++) out[j[k]] += gain[of_i[j[k]]];
  }
}

FK_PAIR(gwdsp_ff_delta)
{
  const fk_network *x = fk_own(v, t);
  return gain_weights(v, t, FK_TP, i, j, fk_out(x, j), x->out_degree[j]);
}

FK_PAIR(gwdsp_fb_delta)
{
  const fk_network *x = fk_own(v, t);
  return gain_weights(v, t, FK_OO, i, j, fk_in(x, j), x->in_degree[j]);
}

FK_ROW(gwdsp_ff_row)
{
  const fk_network *x = fk_own(v, t);
  gain_row(v, t, FK_TP, i, x->in, x->n, x->in_degree, out);
}

FK_ROW(gwdsp_fb_row)
{
  const fk_network *x = fk_own(v, t);
  gain_row(v, t, FK_OO, i, x->out, x->m, x->out_degree, out);
}

#define TP FK_COUNT_BIT(FK_TP)
#define RB FK_COUNT_BIT(FK_RB)
#define OO FK_COUNT_BIT(FK_OO)
#define II FK_COUNT_BIT(FK_II)
#define ALL3 FK_THREE_ROLES

/* clang-format off */
#define S(n) .name = n, .family = "structural"
const fk_effect fk_effects_paths[] = {
    {S("nbrDist2"), .on = FK_ON_ONE_SET, .roles = FK_EVAL, .reads = TP,
     .formula = "#{j: x_ij = 0, sum_h x_ih x_hj > 0}; non-directed: pairs count once", .ego = distance2,
     .total = pairs_at_distance_two, .delta = distance2_delta,
     .row = distance2_row},
    {S("nbrDist2twice"), .on = FK_ON_ONE_SET, .roles = FK_EVAL, .reads = TP,
     .formula = "#{j: x_ij = 0, sum_h x_ih x_hj >= 2}; non-directed: pairs count once", .ego = distance2_twice,
     .total = pairs_at_distance_two, .delta = distance2_twice_delta,
     .row = distance2_twice_row},
    {S("denseTriads"), .on = FK_ON_ONE_MODE, .roles = FK_EVAL, .parameter = 5,
     .formula = "sum_jh x_ij I{ties among i, j, h >= p}", .tie = dense_triads, .ego = dense_triads_ego,
     .delta = dense_triads_delta},
    {S("sharedPop"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 1, .reads = OO,
     .formula = "(1/2) sum_jkh x_ij x_ik x_hj x_hk; target: half of the sum", .tie = four_cycles, .total = half_of_egos,
     .delta = four_cycles_delta, .row = four_cycles_row},
    {S("cycle4"), .on = FK_ON_NETWORK, .roles = ALL3, .parameter = 1, .reads = OO,
     .formula = "(1/2) sum_jkh x_ij x_ik x_hj x_hk; p = 2: sum_j x_ij sqrt(sum_kh x_ik x_hj x_hk); target: half of the sum",
     .tie = four_cycles, .total = half_of_egos,
     .delta = four_cycles_delta, .row = four_cycles_row},
    {S("gwesp"), .on = FK_ON_SYMMETRIC, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = TP, .formula = "sum_j x_ij g(tp_ij), g(k) = e^a {1 - (1 - e^-a)^k}, a = p/100",
     .tie = gwesp_ff, .row = gwesp_ff_row, .prepare = prepare_weights},
    {S("gwespFF"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = TP, .formula = "x_ij g(sum_h x_ih x_hj)", .tie = gwesp_ff,
     .row = gwesp_ff_row, .prepare = prepare_weights},
    {S("gwespBB"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = RB, .formula = "x_ij g(sum_h x_jh x_hi)", .tie = gwesp_bb,
     .row = gwesp_bb_row, .prepare = prepare_weights},
    {S("gwespFB"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = OO, .formula = "x_ij g(sum_h x_ih x_jh)", .tie = gwesp_fb,
     .row = gwesp_fb_row, .prepare = prepare_weights},
    {S("gwespBF"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = II, .formula = "x_ij g(sum_h x_hi x_hj)", .tie = gwesp_bf,
     .row = gwesp_bf_row, .prepare = prepare_weights},
    {S("gwespRR"), .on = FK_ON_ONE_MODE, .roles = ALL3, .parameter = 69, .mixing = FK_MIX_DYADIC,
     .facts = FK_ELEMENTARY, .reads = FK_COUNT_BIT(FK_RR), .formula = "x_ij g(#{h: i - h and h - j mutual})",
     .tie = gwesp_rr, .row = gwesp_rr_row, .prepare = prepare_weights},
    {S("gwdspFF"), .on = FK_ON_ONE_SET, .roles = FK_EVAL, .parameter = 69, .reads = TP,
     .formula = "sum_h g(sum_j x_ij x_jh), h != i", .ego = gwdsp_ff, .delta = gwdsp_ff_delta, .row = gwdsp_ff_row,
     .prepare = prepare_weights},
    {S("gwdspFB"), .on = FK_ON_DIRECTED, .roles = FK_EVAL, .parameter = 69, .reads = OO,
     .formula = "sum_h g(sum_j x_ij x_hj), h != i", .ego = gwdsp_fb, .delta = gwdsp_fb_delta, .row = gwdsp_fb_row,
     .prepare = prepare_weights},
    {.name = NULL}};
/* clang-format on */

/* Structural effects of one network: reciprocity, closure, similarity of positions
 * (SPEC 19.1, 19.8). */
#include "ties/effect_shapes.h"

static double count(
    const fk_view *v, const fk_term *t, enum fk_count kind, size_t i, size_t j)
{
  return (double)fk_count(fk_own(v, t), kind, i, j);
}

/* --- one tie, two ties ------------------------------------------------------ */

FK_PAIR(density)
{
  return 1;
}

/* Each tie of a symmetric network once. */
FK_TOTAL(symmetric_ties)
{
  return (double)fk_own(v, t)->ties / 2;
}

FK_ROW(density_row)
{
  (void)i;
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = 1;
}

FK_PAIR(recip)
{
  return fk_tie(fk_own(v, t), j, i);
}

FK_ROW(recip_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in;
  for (size_t j = 0; j < x->m; j++) out[j] = to_i[j];
}

/* --- closure ---------------------------------------------------------------- */

FK_PAIR(two_paths)
{
  return count(v, t, FK_TP, i, j);
}

FK_ROW(two_paths_row)
{
  fk_count_row(fk_own(v, t), FK_TP, i, out);
}

FK_PAIR(trans_trip_delta)
{
  return count(v, t, FK_TP, i, j) + count(v, t, FK_OO, i, j);
}

FK_ROW(trans_trip_row)
{
  fk_count_row(fk_own(v, t), FK_TP, i, out);
  fk_count_row_add(fk_own(v, t), FK_OO, i, out);
}

FK_PAIR(out_shared)
{
  return count(v, t, FK_OO, i, j);
}

FK_ROW(out_shared_row)
{
  fk_count_row(fk_own(v, t), FK_OO, i, out);
}

FK_PAIR(in_shared)
{
  return count(v, t, FK_II, i, j);
}

FK_ROW(in_shared_row)
{
  fk_count_row(fk_own(v, t), FK_II, i, out);
}

FK_PAIR(trans_rec_trip)
{
  return fk_tie(fk_own(v, t), j, i) ? count(v, t, FK_TP, i, j) : 0;
}

FK_PAIR(trans_rec_trip_delta)
{
  return trans_rec_trip(v, t, i, j) + count(v, t, FK_MO, i, j);
}

FK_ROW(trans_rec_trip_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in;
  fk_count_row(x, FK_TP, i, out);
  for (size_t j = 0; j < x->m; j++) out[j] = to_i[j] ? out[j] : 0;
  fk_count_row_add(x, FK_MO, i, out);
}

/* sum_h x_ih x_hj x_jh */
FK_PAIR(trans_rec_trip2)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *h = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    sum += fk_tie(x, h[k], j) && fk_tie(x, j, h[k]);
  return sum;
}

FK_PAIR(trans_rec_trip2_delta)
{
  return 2 * trans_rec_trip2(v, t, i, j);
}

FK_PAIR(three_cycles)
{
  return count(v, t, FK_RB, i, j);
}

FK_ROW(three_cycles_row)
{
  fk_count_row(fk_own(v, t), FK_RB, i, out);
}

/* Each cycle once. */
FK_TOTAL(cycles)
{
  return fk_sum_of_egos(v, t) / 3;
}

/* Each triangle of ego once, by half for each of its two alters. */
FK_PAIR(half_two_paths)
{
  return count(v, t, FK_TP, i, j) / 2;
}

/* Each triangle once, not once for each of its actors. */
FK_TOTAL(triangles)
{
  return fk_sum_of_egos(v, t) / 3;
}

FK_PAIR(trans_ties)
{
  return count(v, t, FK_TP, i, j) > 0;
}

/* i -> j closes itself, and is the only path that closes i -> h, for h that j sends to.
 */
FK_PAIR(trans_ties_delta)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *h = fk_out(x, i);
  bool there = fk_tie(x, i, j);
  double sum = count(v, t, FK_TP, i, j) > 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (h[k] != j && fk_tie(x, j, h[k])) sum += fk_count(x, FK_TP, i, h[k]) == there;
  return sum;
}

/* The same for all alters: for each h that ego sends to, those who send to h. */
FK_ROW(trans_ties_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride;
  fk_count_row(x, FK_TP, i, out);
  for (size_t j = 0; j < x->m; j++) out[j] = out[j] > 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) {
    size_t h = fk_out(x, i)[k];
    uint32_t paths = fk_count(x, FK_TP, i, h);
    if (paths > 1) continue;
    for (uint32_t l = 0; l < x->in_degree[h]; l++) {
      uint32_t j = fk_in(x, h)[l];
      out[j] += of_i[j] == paths;
    }
  }
}

/* Pairs h -> j that are missing are no pairs for ego to be between. */
FK_PAIR(between)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *h = fk_in(x, i);
  double unknown = 0;
  for (uint32_t k = 0; v->missing && k < x->in_degree[i]; k++)
    unknown += h[k] != j && fk_cell_missing(v, t, h[k], j);
  return fk_in_of(x, i) - (double)fk_tie(x, j, i) - count(v, t, FK_II, i, j) - unknown;
}

/* In a symmetric network ego is between j and others both ways. */
FK_PAIR(between_delta)
{
  const fk_network *x = fk_own(v, t);
  double once = between(v, t, i, j);
  return x->symmetric ? 2 * once : once;
}

FK_ROW(between_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in;
  double in = fk_in_of(x, i), factor = x->symmetric ? 2 : 1;
  fk_count_row(x, FK_II, i, out);
  for (size_t j = 0; j < x->m; j++) out[j] = factor * (in - to_i[j] - out[j]);
}

/* --- structural equivalence ------------------------------------------------- */

/* #{h != i, j: x_ih != x_jh}, and of columns x_hi and x_hj */
static double rows_differ(const fk_network *x, size_t i, size_t j)
{
  return fk_out_of(x, i) - (double)fk_tie(x, i, j) + fk_out_of(x, j) -
      (double)fk_tie(x, j, i) - 2 * (double)fk_count(x, FK_OO, i, j);
}

static double columns_differ(const fk_network *x, size_t i, size_t j)
{
  return fk_in_of(x, i) - (double)fk_tie(x, j, i) + fk_in_of(x, j) -
      (double)fk_tie(x, i, j) - 2 * (double)fk_count(x, FK_II, i, j);
}

/* Of how many h the positions of i and j are compared: cells that are missing tell
 * nothing of either. */
static double compared(const fk_view *v, const fk_term *t, size_t i, size_t j,
    bool columns, double *differ)
{
  const fk_network *x = fk_own(v, t);
  double others = 0;
  *differ = 0;
  for (size_t h = 0; h < x->n; h++) {
    size_t a = columns ? h : i, b = columns ? h : j, c = columns ? i : h,
           d = columns ? j : h;
    if (h == i || h == j || fk_cell_missing(v, t, a, c) || fk_cell_missing(v, t, b, d))
      continue;
    others += 1;
    *differ += fk_tie(x, a, c) != fk_tie(x, b, d);
  }
  return others;
}

static bool any_missing(const fk_view *v, const fk_term *t)
{
  return v->missing && v->missing[t->owner];
}

FK_PAIR(balance)
{
  const fk_network *x = fk_own(v, t);
  double others = (double)x->n - 2, differ = 0;
  if (any_missing(v, t))
    others = compared(v, t, i, j, false, &differ);
  else
    differ = rows_differ(x, i, j);
  return others * fk_var_own(v, t)->balance_mean - differ;
}

/* For every other alter h the cell j enters |x_ij - x_hj|. */
FK_PAIR(balance_delta)
{
  return balance(v, t, i, j) + 2 * count(v, t, FK_TP, i, j) -
      fk_out_without(fk_own(v, t), i, j);
}

FK_ROW(balance_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in, *of_i = x->x + i * x->stride;
  double mean = ((double)x->n - 2) * fk_var_own(v, t)->balance_mean;
  double own = fk_out_of(x, i);
  fk_count_row(x, FK_OO, i, out);
  fk_count_row_add(x, FK_TP, i, out);
  for (size_t j = 0; j < x->m; j++)
    out[j] = mean + 2 * (out[j] + of_i[j] - own) + to_i[j] - (double)x->out_degree[j];
}

FK_PAIR(in_struct_eq)
{
  const fk_network *x = fk_own(v, t);
  double others = (double)x->n - 2, differ = 0;
  if (any_missing(v, t))
    others = compared(v, t, i, j, true, &differ);
  else
    differ = columns_differ(x, i, j);
  return others * fk_var_own(v, t)->in_structure_mean - differ;
}

FK_PAIR(jaccard_out)
{
  const fk_network *x = fk_own(v, t);
  double both = count(v, t, FK_OO, i, j),
         any = fk_out_of(x, i) + fk_out_of(x, j) - both;
  return any > 0 ? both / any : 0;
}

FK_PAIR(jaccard_in)
{
  const fk_network *x = fk_own(v, t);
  double both = count(v, t, FK_II, i, j), any = fk_in_of(x, i) + fk_in_of(x, j) - both;
  return any > 0 ? both / any : 0;
}

#define TP FK_COUNT_BIT(FK_TP)
#define RB FK_COUNT_BIT(FK_RB)
#define OO FK_COUNT_BIT(FK_OO)
#define II FK_COUNT_BIT(FK_II)
#define ALL3 FK_THREE_ROLES

/* clang-format off */
#define S(n) .name = n, .family = "structural"
const fk_effect fk_effects_structural[] = {
    {S("density"), .on = FK_ON_DIRECTED, .roles = ALL3, .mixing = FK_MIX_DYADIC,
     .facts = FK_FIXED | FK_EGO_ONLY, .formula = "sum_j x_ij", .tie = density, .row = density_row},
    {S("density"), .on = FK_ON_SYMMETRIC, .roles = ALL3, .mixing = FK_MIX_DYADIC,
     .facts = FK_FIXED | FK_EGO_ONLY, .formula = "sum_j x_ij; target: number of ties",
     .tie = density, .total = symmetric_ties, .row = density_row},
    {S("recip"), .on = FK_ON_ONE_MODE, .roles = ALL3, .mixing = FK_MIX_DYADIC,
     .formula = "sum_j x_ij x_ji", .tie = recip, .row = recip_row},
    {S("transTrip"), .on = FK_ON_ONE_MODE, .roles = ALL3, .reads = TP | OO,
     .formula = "sum_jh x_ij x_ih x_hj", .tie = two_paths, .delta = trans_trip_delta, .row = trans_trip_row},
    {S("transTrip1"), .on = FK_ON_ONE_MODE, .roles = ALL3, .mixing = FK_MIX_DYADIC, .facts = FK_ELEMENTARY,
     .reads = TP, .formula = "x_ij sum_h x_ih x_hj", .tie = two_paths, .row = two_paths_row},
    {S("transTrip2"), .on = FK_ON_ONE_MODE, .roles = ALL3, .mixing = FK_MIX_DYADIC, .facts = FK_ELEMENTARY,
     .reads = OO, .formula = "x_ij sum_h x_ih x_jh", .tie = out_shared, .row = out_shared_row},
    {S("transMedTrip"), .on = FK_ON_ONE_MODE, .roles = ALL3, .reads = II,
     .formula = "sum_jh x_ij x_hi x_hj", .tie = in_shared, .row = in_shared_row},
    {S("transRecTrip"), .on = FK_ON_ONE_MODE, .roles = ALL3, .reads = TP | FK_COUNT_BIT(FK_MO),
     .formula = "sum_jh x_ij x_ji x_ih x_hj", .tie = trans_rec_trip, .delta = trans_rec_trip_delta,
     .row = trans_rec_trip_row},
    {S("transRecTrip2"), .on = FK_ON_ONE_MODE, .roles = ALL3,
     .formula = "sum_jh x_ij x_ih x_hj x_jh", .tie = trans_rec_trip2, .delta = trans_rec_trip2_delta},
    {S("cycle3"), .on = FK_ON_ONE_MODE, .roles = ALL3, .reads = RB,
     .formula = "sum_jh x_ij x_jh x_hi; target: each cycle once", .tie = three_cycles, .total = cycles,
     .row = three_cycles_row},
    {S("transTriads"), .on = FK_ON_SYMMETRIC, .roles = ALL3, .reads = TP,
     .formula = "(1/2) sum_jh x_ij x_ih x_hj; target: number of triangles", .tie = half_two_paths,
     .total = triangles, .delta = two_paths, .row = two_paths_row},
    {S("transTies"), .on = FK_ON_ONE_SET, .roles = ALL3, .reads = TP,
     .formula = "sum_j x_ij I{sum_h x_ih x_hj > 0}", .tie = trans_ties, .delta = trans_ties_delta,
     .row = trans_ties_row},
    {S("between"), .on = FK_ON_ONE_SET, .roles = FK_EVAL, .reads = II,
     .formula = "sum_jh x_hi x_ij (1 - x_hj), h != j", .tie = between, .delta = between_delta, .row = between_row},
    {S("balance"), .on = FK_ON_ONE_SET, .roles = ALL3, .reads = OO | TP,
     .formula = "sum_j x_ij sum_h (b0 - |x_ih - x_jh|), h != i, j", .tie = balance, .delta = balance_delta,
     .row = balance_row},
    {S("inStructEq"), .on = FK_ON_ONE_MODE, .roles = FK_EVAL, .reads = II,
     .formula = "sum_j x_ij sum_h (b0' - |x_hi - x_hj|), h != i, j", .tie = in_struct_eq},
    {S("Jout"), .on = FK_ON_ONE_SET, .roles = ALL3, .mixing = FK_MIX_DYADIC, .facts = FK_ELEMENTARY,
     .reads = OO, .formula = "x_ij oo_ij / (x_i+ + x_j+ - oo_ij)", .tie = jaccard_out},
    {S("Jin"), .on = FK_ON_ONE_MODE, .roles = ALL3, .mixing = FK_MIX_DYADIC, .facts = FK_ELEMENTARY,
     .reads = II, .formula = "x_ij ii_ij / (x_+i + x_+j - ii_ij)", .tie = jaccard_in},
    {.name = NULL}};
/* clang-format on */

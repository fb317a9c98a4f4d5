/* Effects of another network w on ties (SPEC 19.4). In statistics w is seen at the
 * start of the period, in simulation as it is. */
#include <string.h>

#include "ties/multiplex.h"
#include "ties/term.h"

/* --- the same pair ---------------------------------------------------------- */

FK_PAIR(crprod)
{
  return fk_tie(fk_w(v, t), i, j);
}

FK_ROW(crprod_row)
{
  const fk_network *w = fk_w(v, t);
  const uint8_t *row = w->x + i * w->stride;
  for (size_t j = 0; j < w->m; j++) out[j] = row[j];
}

FK_PAIR(crprod_recip)
{
  return fk_tie(fk_w(v, t), j, i);
}

FK_ROW(crprod_recip_row)
{
  const fk_network *w = fk_w(v, t);
  const uint8_t *row = w->xt + i * w->stride_in;
  for (size_t j = 0; j < w->n; j++) out[j] = row[j];
}

FK_PAIR(crprod_mutual)
{
  return fk_tie(fk_w(v, t), i, j) && fk_tie(fk_w(v, t), j, i);
}

/* --- degrees in w ----------------------------------------------------------- */

static double centre(const fk_view *v, const fk_term *t)
{
  return fk_var_of(v, t, 0)->mean_degree;
}

/* Minus the mean degree; p = 2: roots of both. */
static double centred(const fk_view *v, const fk_term *t, double degree)
{
  double mean = centre(v, t);
  return t->parameter == 2 ? sqrt(degree) - sqrt(mean) : degree - mean;
}

FK_EGO(in_pop_alter)
{
  return centred(v, t, fk_in_of(fk_w(v, t), i));
}

FK_PAIR(in_pop_intn)
{
  return in_pop_alter(v, t, j);
}

FK_EGO(out_pop_alter)
{
  return centred(v, t, fk_out_of(fk_w(v, t), i));
}

FK_PAIR(out_pop_intn)
{
  return out_pop_alter(v, t, j);
}

FK_PAIR(in_act_intn)
{
  return centred(v, t, fk_in_of(fk_w(v, t), i));
}

static double log_or_0(double degree)
{
  return degree > 0 ? log(degree) : 0;
}

FK_PAIR(out_act_intn)
{
  double degree = fk_out_of(fk_w(v, t), i);
  return t->parameter == 0 ? log_or_0(degree) - log_or_0(centre(v, t))
                           : centred(v, t, degree);
}

static double inverse(const fk_term *t, double degree)
{
  return degree > 0 ? 1 / (t->parameter == 2 ? sqrt(degree) : degree) : 0;
}

FK_PAIR(div_out_ego)
{
  return inverse(t, fk_out_of(fk_w(v, t), i));
}

FK_PAIR(div_in_ego)
{
  return inverse(t, fk_in_of(fk_w(v, t), i));
}

FK_EGO(div_out_alter)
{
  return inverse(t, fk_out_of(fk_w(v, t), i));
}

FK_PAIR(div_out_alt)
{
  return div_out_alter(v, t, j);
}

FK_EGO(div_in_alter)
{
  return inverse(t, fk_in_of(fk_w(v, t), i));
}

FK_PAIR(div_in_alt)
{
  return div_in_alter(v, t, j);
}

FK_PAIR(av_deg_intn)
{
  const fk_network *w = fk_w(v, t);
  return (double)w->ties / (double)w->n - t->parameter;
}

FK_PAIR(crprod_in_act)
{
  return fk_tie(fk_w(v, t), i, j) ? centred(v, t, fk_in_of(fk_w(v, t), i)) : 0;
}

FK_PAIR(abs_out_diff)
{
  double a = fk_out_of(fk_w(v, t), i), b = fk_out_of(fk_w(v, t), j);
  return t->parameter == 2 ? fabs(sqrt(a) - sqrt(b)) : fabs(a - b);
}

FK_PAIR(both_in)
{
  const fk_network *w = fk_w(v, t);
  return centred(v, t, fk_in_of(w, i)) * centred(v, t, fk_in_of(w, j));
}

/* Two-paths h -> j -> k of w that are not closed, through j. */
FK_EGO(between_alter)
{
  const fk_network *w = fk_w(v, t);
  const uint32_t *from = fk_in(w, i), *to = fk_out(w, i);
  double open = 0;
  for (uint32_t a = 0; a < w->in_degree[i]; a++)
    for (uint32_t b = 0; b < w->out_degree[i]; b++)
      open += from[a] != to[b] && !fk_tie(w, from[a], to[b]);
  return t->parameter == 1 ? open : pow(open, 1 / t->parameter);
}

FK_PAIR(between_pop)
{
  return between_alter(v, t, j);
}

/* --- paths of two ties of w ------------------------------------------------- */

FK_PAIR(from_count)
{
  return (double)fk_to_same(fk_w(v, t), fk_w(v, t), i, j);
}

FK_ROW(from_count_row)
{
  const fk_network *w = fk_w(v, t);
  memset(out, 0, w->n * sizeof *out);
  fk_two_steps(fk_out(w, i), w->out_degree[i], w->in, w->in_degree, w->n, out);
}

FK_PAIR(closure)
{
  return (double)fk_paths(fk_w(v, t), fk_w(v, t), i, j);
}

FK_ROW(closure_row)
{
  const fk_network *w = fk_w(v, t);
  memset(out, 0, w->m * sizeof *out);
  fk_two_steps(fk_out(w, i), w->out_degree[i], w->out, w->out_degree, w->m, out);
}

FK_PAIR(cy_closure)
{
  return (double)fk_paths(fk_w(v, t), fk_w(v, t), j, i);
}

FK_ROW(cy_closure_row)
{
  const fk_network *w = fk_w(v, t);
  memset(out, 0, w->n * sizeof *out);
  fk_two_steps(fk_in(w, i), w->in_degree[i], w->in, w->in_degree, w->n, out);
}

FK_PAIR(shared_in)
{
  return (double)fk_from_same(fk_w(v, t), fk_w(v, t), i, j);
}

FK_ROW(shared_in_row)
{
  const fk_network *w = fk_w(v, t);
  memset(out, 0, w->m * sizeof *out);
  fk_two_steps(fk_in(w, i), w->in_degree[i], w->out, w->out_degree, w->m, out);
}

FK_PAIR(mutual_count)
{
  const fk_network *w = fk_w(v, t);
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += fk_tie(w, h[k], i) && fk_tie(w, h[k], j) && fk_tie(w, j, h[k]);
  return sum;
}

FK_PAIR(from)
{
  return fk_shape(t, from_count(v, t, i, j));
}

FK_ROW(from_row)
{
  from_count_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = fk_shape(t, out[j]);
}

FK_PAIR(from_mutual)
{
  return fk_shape(t, mutual_count(v, t, i, j));
}

FK_PAIR(from_any)
{
  return from_count(v, t, i, j) > 0;
}

FK_PAIR(jaccard_out)
{
  const fk_network *w = fk_w(v, t);
  double shared = from_count(v, t, i, j),
         any = fk_out_of(w, i) + fk_out_of(w, j) - shared;
  return any > 0 ? shared / any : 0;
}

FK_PAIR(jaccard_in)
{
  const fk_network *w = fk_w(v, t);
  double shared = shared_in(v, t, i, j), any = fk_in_of(w, i) + fk_in_of(w, j) - shared;
  return any > 0 ? shared / any : 0;
}

/* Geometrically weighted forms of these counts. */
static falak_status weights(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  const fk_variable *w = fk_data_variable(data, t->of[0]);
  return fk_weights_table(ctx, t, w->n > w->m ? w->n : w->m);
}

#define MIX(name, count, fits)                                                         \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return t->table[(size_t)count(v, t, i, j)];                                        \
  }                                                                                    \
  static falak_status name##_prepare(                                                  \
      falak_ctx *ctx, const falak_ties_data *data, fk_term *t)                         \
  {                                                                                    \
    falak_status st = fits(ctx, data, t);                                              \
    return st ? st : weights(ctx, data, t);                                            \
  }
MIX(mix_ff, closure, fk_w_one)
MIX(mix_bb, cy_closure, fk_w_one)
MIX(mix_fb, from_count, fk_w_sa_ra)
MIX(mix_bf, shared_in, fk_w_as_ar)
MIX(mix_rr, mutual_count, fk_w_one)

/* --- paths of both networks ------------------------------------------------- */

FK_PAIR(to)
{
  return fk_shape(t, (double)fk_paths(fk_w(v, t), fk_own(v, t), i, j));
}

FK_ROW(to_row)
{
  const fk_network *w = fk_w(v, t), *x = fk_own(v, t);
  memset(out, 0, x->m * sizeof *out);
  fk_two_steps(fk_out(w, i), w->out_degree[i], x->out, x->out_degree, x->m, out);
  if (t->parameter == 2 || t->parameter == 3)
    for (size_t j = 0; j < x->m; j++) out[j] = fk_shape(t, out[j]);
}

FK_PAIR(to_back)
{
  return fk_shape(t, (double)fk_from_same(fk_w(v, t), fk_own(v, t), i, j));
}

FK_PAIR(to_recip)
{
  const fk_network *w = fk_w(v, t), *x = fk_own(v, t);
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += fk_tie(w, h[k], i) && fk_tie(x, h[k], j);
  return fk_shape(t, sum);
}

FK_PAIR(mixed_in)
{
  return fk_shape(t, (double)fk_from_same(fk_own(v, t), fk_w(v, t), i, j));
}

FK_PAIR(xwx1)
{
  return (double)fk_paths(fk_own(v, t), fk_w(v, t), i, j);
}

FK_PAIR(xwx2)
{
  return (double)fk_to_same(fk_own(v, t), fk_w(v, t), i, j);
}

FK_PAIR(xwx_delta)
{
  return xwx1(v, t, i, j) + xwx2(v, t, i, j);
}

FK_ROW(xwx_row)
{
  const fk_network *w = fk_w(v, t), *x = fk_own(v, t);
  memset(out, 0, x->m * sizeof *out);
  fk_two_steps(fk_out(x, i), x->out_degree[i], w->out, w->out_degree, w->m, out);
  fk_two_steps(fk_out(x, i), x->out_degree[i], w->in, w->in_degree, w->n, out);
}

/* The reported target is twice the sum. */
FK_TOTAL(twice)
{
  double sum = 0;
  for (size_t i = 0; i < fk_own(v, t)->n; i++) sum += fk_term_ego(v, t, i);
  return 2 * sum;
}

/* --- activity of those whom ego is tied to in w ------------------------------ */

/* sum_h w_ih (x_h+ - d); a tie of a symmetric owner is h's as well. */
static double out_out(const fk_view *v, const fk_term *t, size_t i)
{
  const fk_network *w = fk_w(v, t), *x = fk_own(v, t);
  double mean = fk_var_own(v, t)->mean_degree, sum = 0;
  const uint32_t *h = fk_out(w, i);
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += t->parameter == 2 ? sqrt(fk_out_of(x, h[k])) - sqrt(mean)
                             : fk_out_of(x, h[k]) - mean;
  return sum;
}

FK_PAIR(out_out_act)
{
  return out_out(v, t, i);
}

FK_PAIR(out_out_act_delta)
{
  return fk_own(v, t)->symmetric ? fk_term_difference(v, t, i, j) : out_out(v, t, i);
}

FK_PAIR(out_out_av)
{
  double degree = fk_out_of(fk_w(v, t), i);
  return degree > 0 ? out_out(v, t, i) / degree : 0;
}

FK_PAIR(out_out_av_delta)
{
  return fk_own(v, t)->symmetric ? fk_term_difference(v, t, i, j)
                                 : out_out_av(v, t, i, j);
}

/* --- popularity among those alike in w --------------------------------------- */

/* c: expected number of shared receivers, from all waves of w. */
static falak_status shared_to_prepare(
    falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  const fk_variable *w = fk_data_variable(data, t->of[0]);
  double sum = 0, n = (double)w->n;
  for (size_t m = 0; m < data->waves; m++)
    for (size_t h = 0; h < w->m; h++) {
      double degree = 0;
      for (size_t i = 0; i < w->n; i++) degree += w->imputed[(m * w->n + i) * w->m + h];
      sum += degree * (degree - 1);
    }
  bool is_centred = t->parameter == 3 || t->parameter == 4;
  t->c[0] = is_centred && n > 1 ? sum / ((double)data->waves * n * (n - 1)) : 0;
  return fk_w_sa(ctx, data, t);
}

static double rooted(const fk_term *t, double value, double mean)
{
  return t->parameter == 2 || t->parameter == 4 ? sqrt(value) - sqrt(mean)
                                                : value - mean;
}

FK_PAIR(shared_to)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *k = fk_in(x, j);
  double sum = 0;
  for (uint32_t a = 0; a < x->in_degree[j]; a++)
    if (k[a] != i) sum += rooted(t, (double)fk_to_same(w, w, i, k[a]), t->c[0]);
  return sum;
}

FK_PAIR(in_pop_out_w)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *k = fk_in(x, j);
  double sum = 0, c = t->parameter >= 3 ? centre(v, t) : 0;
  for (uint32_t a = 0; a < x->in_degree[j]; a++)
    if (k[a] != i) sum += rooted(t, fk_out_of(w, k[a]), c);
  return sum;
}

/* --- double ties ------------------------------------------------------------ */

static double doubles_of(const fk_view *v, const fk_term *t, size_t i)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *j = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) sum += fk_tie(w, i, j[k]);
  return sum;
}

static double raised(const fk_term *t, double doubles)
{
  return t->parameter == 2 ? doubles * sqrt(doubles) : doubles * doubles;
}

FK_PAIR(double_out_act)
{
  double doubles = doubles_of(v, t, i);
  if (!fk_tie(fk_w(v, t), i, j)) return 0;
  return t->parameter == 2 ? sqrt(doubles) : doubles;
}

FK_PAIR(double_out_act_delta)
{
  if (!fk_tie(fk_w(v, t), i, j)) return 0;
  double without = doubles_of(v, t, i) - (double)fk_tie(fk_own(v, t), i, j);
  return raised(t, without + 1) - raised(t, without);
}

static double doubles_to(const fk_view *v, const fk_term *t, size_t j, size_t without)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *h = fk_in(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    sum += h[k] != without && fk_tie(w, h[k], j);
  return sum;
}

FK_PAIR(double_in_pop)
{
  if (!fk_tie(fk_w(v, t), i, j)) return 0;
  double doubles = doubles_to(v, t, j, SIZE_MAX);
  return t->parameter == 2 ? sqrt(doubles) : doubles;
}

FK_PAIR(double_in_pop_delta)
{
  if (!fk_tie(fk_w(v, t), i, j)) return 0;
  double doubles = doubles_to(v, t, j, i) + 1;
  return t->parameter == 2 ? sqrt(doubles) : doubles;
}

/* --- sharing with those ego is tied to --------------------------------------- */

/* #{h: w_ih = 1, i and h send to some j}. */
FK_EGO(to_any)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += h[k] != i && fk_count(x, FK_OO, i, h[k]) > 0;
  return sum;
}

FK_PAIR(to_any_delta)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *h = fk_in(x, j);
  uint32_t there = fk_tie(x, i, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (h[k] != i && fk_tie(w, i, h[k])) sum += fk_count(x, FK_OO, i, h[k]) == there;
  return sum;
}

/* #{h: shares a receiver of w with i, and is none of his}, p = 2: its root. */
FK_PAIR(n_dist2)
{
  const fk_network *w = fk_w(v, t);
  double sum = 0;
  for (size_t h = 0; h < w->n; h++)
    sum += h != i && !(w->one_mode && fk_tie(w, i, h)) && fk_to_same(w, w, i, h) > 0;
  return t->parameter == 2 ? sqrt(sum) : sum;
}

#define ALL3 FK_THREE_ROLES
#define NET FK_ON_NETWORK
#define W .of = {FK_OF_NETWORK}
#define M(n) .name = n, .family = "multiplex", W
#define DYAD .mixing = FK_MIX_DYADIC
#define EGO .mixing = FK_MIX_EGO
#define SAME .facts = FK_FIXED | FK_EGO_ONLY
#define ALTERS .facts = FK_FIXED | FK_ALTER

/* clang-format off */
const fk_effect fk_effects_multiplex[] = {
    {M("crprod"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED, .formula = "sum_j x_ij w_ij",
     .tie = crprod, .row = crprod_row, .prepare = fk_w_sr},
    {M("crprodRecip"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED, .formula = "sum_j x_ij w_ji",
     .tie = crprod_recip, .row = crprod_recip_row, .prepare = fk_w_rs},
    {M("crprodMutual"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij w_ij w_ji", .tie = crprod_mutual, .prepare = fk_w_one},
    {M("inPopIntn"), .on = NET, .roles = ALL3, .parameter = 2, DYAD, ALTERS,
     .formula = "sum_j x_ij (w_+j - mean); p = 2: roots of both", .tie = in_pop_intn, .alter = in_pop_alter,
     .prepare = fk_w_ar},
    {M("outPopIntn"), .on = NET, .roles = ALL3, .parameter = 2, DYAD, ALTERS,
     .formula = "sum_j x_ij (w_j+ - mean); p = 2: roots of both", .tie = out_pop_intn, .alter = out_pop_alter,
     .prepare = fk_w_ra},
    {M("inActIntn"), .on = NET, .roles = ALL3, .parameter = 2, EGO, SAME,
     .formula = "x_i+ (w_+i - mean); p = 2: roots of both", .tie = in_act_intn, .prepare = fk_w_as},
    {M("outActIntn"), .on = NET, .roles = ALL3, .parameter = 2, EGO, SAME,
     .formula = "x_i+ (w_i+ - mean); p = 2: roots of both; p = 0: logarithms", .tie = out_act_intn,
     .prepare = fk_w_sa},
    {M("divOutEgoIntn"), .on = NET, .roles = ALL3, .parameter = 2, EGO, SAME,
     .formula = "x_i+ / w_i+; p = 2: / sqrt(w_i+)", .tie = div_out_ego, .prepare = fk_w_sa},
    {M("divInEgoIntn"), .on = NET, .roles = ALL3, .parameter = 2, EGO, SAME,
     .formula = "x_i+ / w_+i; p = 2: / sqrt(w_+i)", .tie = div_in_ego, .prepare = fk_w_as},
    {M("divOutAltIntn"), .on = NET, .roles = ALL3, .parameter = 2, DYAD, ALTERS,
     .formula = "sum_j x_ij / w_j+; p = 2: / sqrt(w_j+)", .tie = div_out_alt, .alter = div_out_alter,
     .prepare = fk_w_ra},
    {M("divInAltIntn"), .on = NET, .roles = ALL3, .parameter = 2, DYAD, ALTERS,
     .formula = "sum_j x_ij / w_+j; p = 2: / sqrt(w_+j)", .tie = div_in_alt, .alter = div_in_alter,
     .prepare = fk_w_ar},
    {M("avDegIntn"), .on = NET, .roles = ALL3, .parameter = 2, EGO, SAME,
     .formula = "x_i+ (mean out-degree of w - p)", .tie = av_deg_intn, .prepare = fk_w_any},
    {M("crprodInActIntn"), .on = FK_ON_ONE_SET, .roles = ALL3, .parameter = 2, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij w_ij (w_+i - mean); p = 2: roots of both", .tie = crprod_in_act, .prepare = fk_w_one},
    {M("absOutDiffIntn"), .on = NET, .roles = ALL3, .parameter = 1, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij |w_i+ - w_j+|; p = 2: roots of both", .tie = abs_out_diff, .prepare = fk_w_sa_ra},
    {M("both"), .on = NET, .roles = ALL3, .parameter = 2, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij (w_+i - mean) (w_+j - mean); p = 2: roots", .tie = both_in, .prepare = fk_w_as_ar},
    {M("betweenPop"), .on = FK_ON_ONE_SET, .roles = ALL3, .parameter = 2, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij (sum_hk w_hj w_jk (1 - w_hk))^(1/p), h != k", .tie = between_pop,
     .prepare = fk_w_one},
    {M("from"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij sum_h w_ih w_jh; p = 2: its root", .tie = from, .row = from_row, .prepare = fk_w_sa_ra},
    {M("fromMutual"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij #{h mutual in w with i and j}; p = 2: its root", .tie = from_mutual,
     .prepare = fk_w_one},
    {M("fromAny"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij I{sum_h w_ih w_jh > 0}", .tie = from_any, .prepare = fk_w_sa_ra},
    {M("to"), .on = NET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h w_ih x_hj; p = 2: its root, p = 3: any", .tie = to, .row = to_row, .prepare = fk_w_ss},
    {M("toBack"), .on = NET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h w_hi x_hj; p = 2: its root, p = 3: any", .tie = to_back, .prepare = fk_w_ss},
    {M("toRecip"), .on = NET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h w_ih w_hi x_hj; p = 2: its root, p = 3: any", .tie = to_recip, .prepare = fk_w_ss},
    {M("mixedInXW"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h x_hi w_hj; p = 2: its root, p = 3: any", .tie = mixed_in, .prepare = fk_w_one},
    {M("cl.XWX"), .on = FK_ON_ONE_SET, .roles = ALL3,
     .formula = "sum_j x_ij sum_h x_ih w_hj; target: twice the sum", .tie = xwx1, .total = twice,
     .delta = xwx_delta, .row = xwx_row, .prepare = fk_w_one},
    {M("cl.XWX1"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h x_ih w_hj", .tie = xwx1, .prepare = fk_w_one},
    {M("cl.XWX2"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_ELEMENTARY,
     .formula = "x_ij sum_h x_ih w_jh", .tie = xwx2, .prepare = fk_w_one},
    {M("closure"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij sum_h w_ih w_hj", .tie = closure, .row = closure_row, .prepare = fk_w_one},
    {M("cyClosure"), .on = FK_ON_ONE_SET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij sum_h w_jh w_hi", .tie = cy_closure, .row = cy_closure_row, .prepare = fk_w_one},
    {M("sharedIn"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij sum_h w_hi w_hj", .tie = shared_in, .row = shared_in_row, .prepare = fk_w_as_ar},
    {M("JoutMix"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij Jaccard similarity of rows i and j of w", .tie = jaccard_out, .prepare = fk_w_sa_ra},
    {M("JinMix"), .on = NET, .roles = ALL3, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij Jaccard similarity of columns i and j of w", .tie = jaccard_in, .prepare = fk_w_as_ar},
    {M("gwespFFMix"), .on = FK_ON_ONE_SET, .roles = ALL3, .parameter = 69, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij g(sum_h w_ih w_hj)", .tie = mix_ff, .prepare = mix_ff_prepare},
    {M("gwespBBMix"), .on = FK_ON_ONE_SET, .roles = ALL3, .parameter = 69, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij g(sum_h w_jh w_hi)", .tie = mix_bb, .prepare = mix_bb_prepare},
    {M("gwespFBMix"), .on = NET, .roles = ALL3, .parameter = 69, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij g(sum_h w_ih w_jh)", .tie = mix_fb, .prepare = mix_fb_prepare},
    {M("gwespBFMix"), .on = NET, .roles = ALL3, .parameter = 69, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij g(sum_h w_hi w_hj)", .tie = mix_bf, .prepare = mix_bf_prepare},
    {M("gwespRRMix"), .on = FK_ON_ONE_SET, .roles = ALL3, .parameter = 69, DYAD, .facts = FK_FIXED,
     .formula = "sum_j x_ij g(#{h mutual in w with i and j})", .tie = mix_rr, .prepare = mix_rr_prepare},
    {M("outOutActIntn"), .on = NET, .roles = ALL3, .parameter = 1,
     .formula = "x_i+ sum_h w_ih (x_h+ - d); p = 2: roots", .tie = out_out_act, .delta = out_out_act_delta,
     .prepare = fk_w_ss},
    {M("outOutAvIntn"), .on = NET, .roles = ALL3, .parameter = 1,
     .formula = "x_i+ sum_h w_ih (x_h+ - d) / w_i+; p = 2: roots", .tie = out_out_av, .delta = out_out_av_delta,
     .prepare = fk_w_ss},
    {M("sharedTo"), .on = NET, .roles = ALL3, .parameter = 3, DYAD,
     .formula = "sum_j x_ij sum_k x_kj (sum_h w_ih w_kh - c), k != i; p = 1, 2: c = 0; p = 2, 4: roots",
     .tie = shared_to, .prepare = shared_to_prepare},
    {M("inPopOutW"), .on = NET, .roles = ALL3, .parameter = 1, DYAD,
     .formula = "sum_j x_ij sum_k x_kj (w_k+ - c), k != i; p = 3, 4: c the mean degree; p = 2, 4: roots",
     .tie = in_pop_out_w, .prepare = fk_w_sa},
    {M("doubleOutAct"), .on = NET, .roles = ALL3, .parameter = 2,
     .formula = "(sum_j x_ij w_ij)^2; p = 2: power 1.5", .tie = double_out_act, .delta = double_out_act_delta,
     .prepare = fk_w_sr},
    {M("doubleInPop"), .on = NET, .roles = ALL3, .parameter = 2,
     .formula = "sum_j x_ij w_ij sum_h x_hj w_hj; p = 2: root of the inner sum", .tie = double_in_pop,
     .delta = double_in_pop_delta, .prepare = fk_w_sr},
    {M("toAny"), .on = NET, .roles = FK_EVAL, .reads = FK_COUNT_BIT(FK_OO),
     .formula = "#{h: w_ih = 1, sum_j x_ij x_hj > 0}", .ego = to_any, .delta = to_any_delta, .prepare = fk_w_ss},
    {M("nDist2ActIntn"), .on = NET, .roles = ALL3, .parameter = 1, EGO, SAME,
     .formula = "x_i+ #{h: shares a receiver of w with i, w_ih = 0}; p = 2: its root", .tie = n_dist2,
     .prepare = fk_w_sa},
    {.name = NULL}};
/* clang-format on */

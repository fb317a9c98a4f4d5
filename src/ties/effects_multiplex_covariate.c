/* Effects of another network w with a covariate v (SPEC 19.4). Missing values leave
 * their terms out. */
#include <string.h>

#include "base/error.h"
#include "ties/covariate.h"
#include "ties/multiplex.h"
#include "ties/term.h"

static fk_values values(const fk_view *v, const fk_term *t)
{
  return fk_values_of(v, t, 1);
}

static double rooted(const fk_term *t, double sum)
{
  return t->parameter == 2 ? fk_root(sum) : sum;
}

/* --- sums along lists of w --------------------------------------------------- */

static double list_sum(
    const fk_view *v, const fk_term *t, const uint32_t *h, uint32_t count)
{
  fk_values a = values(v, t);
  return rooted(t, fk_list_sum(&a, h, count, SIZE_MAX));
}

static double list_alike(
    const fk_view *v, const fk_term *t, size_t i, const uint32_t *h, uint32_t count)
{
  fk_values a = values(v, t);
  double sum = 0;
  for (uint32_t k = 0; k < count; k++) sum += fk_alike(&a, i, h[k]);
  return rooted(t, sum);
}

FK_PAIR(in_pop_x)
{
  const fk_network *w = fk_w(v, t);
  return list_sum(v, t, fk_in(w, j), w->in_degree[j]);
}

FK_PAIR(out_pop_x)
{
  const fk_network *w = fk_w(v, t);
  return list_sum(v, t, fk_out(w, j), w->out_degree[j]);
}

FK_PAIR(in_act_x)
{
  const fk_network *w = fk_w(v, t);
  return list_sum(v, t, fk_in(w, i), w->in_degree[i]);
}

FK_PAIR(out_act_x)
{
  const fk_network *w = fk_w(v, t);
  return list_sum(v, t, fk_out(w, i), w->out_degree[i]);
}

FK_PAIR(same_in_pop)
{
  const fk_network *w = fk_w(v, t);
  return list_alike(v, t, i, fk_in(w, j), w->in_degree[j]);
}

FK_PAIR(same_out_pop)
{
  const fk_network *w = fk_w(v, t);
  return list_alike(v, t, i, fk_out(w, j), w->out_degree[j]);
}

FK_PAIR(same_in_act)
{
  const fk_network *w = fk_w(v, t);
  return list_alike(v, t, i, fk_in(w, i), w->in_degree[i]);
}

FK_PAIR(same_out_act)
{
  const fk_network *w = fk_w(v, t);
  return list_alike(v, t, i, fk_out(w, i), w->out_degree[i]);
}

/* --- paths by what their ends and middle have -------------------------------- */

/* Which h count for i and j, by their values. */
typedef enum choice {
  SAME_IJ,
  ALL_SAME,
  ALL_OTHER,
  CONTRAST,
  SAME_IH,
  OTHER_IH,
  JUMP
} choice;

static double counts(choice c, const fk_values *a, size_t i, size_t j, size_t h)
{
  switch (c) {
  case SAME_IJ: return fk_alike(a, i, j);
  case ALL_SAME: return fk_alike(a, i, j) * fk_alike(a, i, h);
  case ALL_OTHER: return fk_unlike(a, i, j) * fk_unlike(a, i, h) * fk_unlike(a, j, h);
  case CONTRAST: return fk_alike(a, i, j) * fk_unlike(a, i, h);
  case SAME_IH: return fk_alike(a, i, h);
  case OTHER_IH: return fk_unlike(a, i, h);
  default: return fk_alike(a, i, h) * fk_unlike(a, i, j);
  }
}

/* Sum over h in a list of whether the second step is there and h counts. */
static double sum_paths(const fk_view *v, const fk_term *t, choice c, size_t i,
    size_t j, const uint32_t *h, uint32_t number, const uint8_t *second)
{
  fk_values a = values(v, t);
  double sum = 0;
  for (uint32_t k = 0; k < number; k++)
    if (second[h[k]]) sum += counts(c, &a, i, j, h[k]);
  return sum;
}

/* w_ih w_jh */
static double by_from(const fk_view *v, const fk_term *t, choice c, size_t i, size_t j)
{
  const fk_network *w = fk_w(v, t);
  return sum_paths(v, t, c, i, j, fk_out(w, i), w->out_degree[i], w->x + j * w->stride);
}

/* w_hi w_hj */
static double by_in(const fk_view *v, const fk_term *t, choice c, size_t i, size_t j)
{
  const fk_network *w = fk_w(v, t);
  return sum_paths(
      v, t, c, i, j, fk_in(w, i), w->in_degree[i], w->xt + j * w->stride_in);
}

/* a_ih b_hj */
static double by_path(const fk_view *v, const fk_term *t, choice c, size_t i, size_t j,
    const fk_network *a, const fk_network *b)
{
  return sum_paths(
      v, t, c, i, j, fk_out(a, i), a->out_degree[i], b->xt + j * b->stride_in);
}

#define PATHS(name, sum)                                                               \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return sum;                                                                        \
  }
PATHS(cov_net_net, by_from(v, t, SAME_IJ, i, j))
PATHS(hom_cov_net_net, by_from(v, t, ALL_SAME, i, j))
PATHS(contrast_cov_net_net, by_from(v, t, CONTRAST, i, j))
PATHS(all_dif_cov_net_net, by_from(v, t, ALL_OTHER, i, j))
PATHS(all_dif_cov_net_net_in, by_in(v, t, ALL_OTHER, i, j))
PATHS(jump_from, by_from(v, t, JUMP, i, j))
PATHS(cov_net_net_in, by_in(v, t, SAME_IJ, i, j))
PATHS(hom_cov_net_net_in, by_in(v, t, ALL_SAME, i, j))
PATHS(contrast_cov_net_net_in, by_in(v, t, CONTRAST, i, j))
PATHS(jump_shared_in, by_in(v, t, JUMP, i, j))
PATHS(same_ww, by_path(v, t, SAME_IH, i, j, fk_w(v, t), fk_w(v, t)))
PATHS(diff_ww, by_path(v, t, OTHER_IH, i, j, fk_w(v, t), fk_w(v, t)))
PATHS(jump_ww, by_path(v, t, JUMP, i, j, fk_w(v, t), fk_w(v, t)))
PATHS(same_wx, by_path(v, t, SAME_IH, i, j, fk_w(v, t), fk_own(v, t)))
PATHS(diff_wx, by_path(v, t, OTHER_IH, i, j, fk_w(v, t), fk_own(v, t)))
PATHS(jump_wx, by_path(v, t, JUMP, i, j, fk_w(v, t), fk_own(v, t)))
PATHS(hom_wx, by_path(v, t, ALL_SAME, i, j, fk_w(v, t), fk_own(v, t)))
PATHS(same_xw, by_path(v, t, SAME_IH, i, j, fk_own(v, t), fk_w(v, t)))
PATHS(diff_xw, by_path(v, t, OTHER_IH, i, j, fk_own(v, t), fk_w(v, t)))

/* x_ih w_hj: the new tie is the first step of other paths as well, i -> j -> h. */
static double xw_delta(const fk_view *v, const fk_term *t, choice c, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t), *w = fk_w(v, t);
  const uint32_t *h = fk_out(x, i);
  fk_values a = values(v, t);
  double through = counts(c, &a, i, i, j), sum = by_path(v, t, c, i, j, x, w);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (h[k] != j && fk_tie(w, j, h[k])) sum += through;
  return sum;
}

FK_PAIR(same_xw_delta)
{
  return xw_delta(v, t, SAME_IH, i, j);
}

FK_PAIR(diff_xw_delta)
{
  return xw_delta(v, t, OTHER_IH, i, j);
}

/* --- with a dyadic covariate ------------------------------------------------- */

/* sum_h w_ih u_ih x_hj */
FK_PAIR(to_u)
{
  const fk_network *w = fk_w(v, t), *x = fk_own(v, t);
  const double *u = fk_dyad_of(v, t, 1) + i * fk_var_of(v, t, 1)->m;
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    if (fk_tie(x, h[k], j)) sum += u[h[k]];
  return sum;
}

static falak_status to_u_prepare(
    falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  falak_status st = fk_w_ss(ctx, data, t);
  const fk_variable *w = fk_data_variable(data, t->of[0]),
                    *u = fk_data_variable(data, t->of[1]);
  if (st || (u->senders == w->senders && u->receivers == w->receivers)) return st;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' needs a dyadic covariate on the sets of '%s'; '%s' is on others",
      t->effect->name, w->name, u->name);
}

/* --- distance two, the second step in w -------------------------------------- */

/* Mean of v along a list without i; the covariate's mean when that is empty. */
static double mean_along(const fk_view *v, const fk_term *t, const uint32_t *h,
    uint32_t count, size_t without)
{
  fk_values a = values(v, t);
  double number = 0;
  for (uint32_t k = 0; k < count; k++) number += h[k] != without;
  double empty = a.var->mean - a.var->shift;
  return number > 0 ? fk_list_sum(&a, h, count, without) / number : empty;
}

static double out_mean(const fk_view *v, const fk_term *t, size_t j, size_t without)
{
  const fk_network *w = fk_w(v, t);
  return mean_along(v, t, fk_out(w, j), w->out_degree[j], without);
}

static double in_mean(const fk_view *v, const fk_term *t, size_t j, size_t without)
{
  const fk_network *w = fk_w(v, t);
  return mean_along(v, t, fk_in(w, j), w->in_degree[j], without);
}

FK_PAIR(alt_dist2)
{
  return out_mean(v, t, j, t->parameter == 2 ? i : SIZE_MAX);
}

FK_PAIR(tot_dist2)
{
  const fk_network *w = fk_w(v, t);
  fk_values a = values(v, t);
  return fk_list_sum(
      &a, fk_out(w, j), w->out_degree[j], t->parameter == 2 ? i : SIZE_MAX);
}

FK_PAIR(sim_dist2)
{
  return fk_similarity(
      fk_var_of(v, t, 1), out_mean(v, t, i, SIZE_MAX), out_mean(v, t, j, SIZE_MAX));
}

FK_PAIR(sim_ego_dist2)
{
  fk_values a = values(v, t);
  return fk_known(&a, i) ? fk_similarity(a.var, a.v[i], out_mean(v, t, j, i)) : 0;
}

FK_PAIR(alt_in_dist2)
{
  return in_mean(v, t, j, i);
}

FK_PAIR(tot_in_dist2)
{
  const fk_network *w = fk_w(v, t);
  fk_values a = values(v, t);
  return fk_list_sum(&a, fk_in(w, j), w->in_degree[j], i);
}

FK_PAIR(sim_ego_in_dist2)
{
  fk_values a = values(v, t);
  return fk_known(&a, i) ? fk_similarity(a.var, a.v[i], in_mean(v, t, j, i)) : 0;
}

#define NET FK_ON_NETWORK
#define ONE FK_ON_ONE_SET
#define ELEMENT .facts = FK_ELEMENTARY
#define MC(n, where)                                                                   \
  .name = n, .family = "multiplex covariate", .on = where,                             \
  .of = {FK_OF_NETWORK, FK_OF_ACTOR}, .roles = FK_THREE_ROLES
#define DYAD .mixing = FK_MIX_DYADIC
#define EGO .mixing = FK_MIX_EGO, .facts = FK_FIXED | FK_EGO_ONLY
#define FIXED .facts = FK_FIXED

/* clang-format off */
const fk_effect fk_effects_multiplex_covariate[] = {
    {MC("inPopIntnX", NET), .parameter = 1, DYAD, FIXED, .formula = "sum_j x_ij sum_h w_hj v_h; p = 2: roots",
     .tie = in_pop_x, .prepare = fk_wv_ar_s},
    {MC("outPopIntnX", NET), .parameter = 1, DYAD, FIXED, .formula = "sum_j x_ij sum_h w_jh v_h; p = 2: roots",
     .tie = out_pop_x, .prepare = fk_wv_ra_w},
    {MC("inActIntnX", NET), .parameter = 1, EGO, .formula = "x_i+ sum_h w_hi v_h; p = 2: root", .tie = in_act_x,
     .prepare = fk_wv_as_s},
    {MC("outActIntnX", NET), .parameter = 1, EGO, .formula = "x_i+ sum_h w_ih v_h; p = 2: root",
     .tie = out_act_x, .prepare = fk_wv_sa_w},
    {MC("sameXInPopIntn", ONE), .parameter = 1, DYAD, FIXED,
     .formula = "sum_j x_ij sum_h w_hj I{v_h = v_i}; p = 2: roots", .tie = same_in_pop, .prepare = fk_wv_one},
    {MC("sameXOutPopIntn", ONE), .parameter = 1, DYAD, FIXED,
     .formula = "sum_j x_ij sum_h w_jh I{v_h = v_i}; p = 2: roots", .tie = same_out_pop, .prepare = fk_wv_one},
    {MC("sameXInActIntn", ONE), .parameter = 1, EGO, .formula = "x_i+ sum_h w_hi I{v_h = v_i}; p = 2: root",
     .tie = same_in_act, .prepare = fk_wv_one},
    {MC("sameXOutActIntn", ONE), .parameter = 1, EGO, .formula = "x_i+ sum_h w_ih I{v_h = v_i}; p = 2: root",
     .tie = same_out_act, .prepare = fk_wv_one},
    {MC("covNetNet", ONE), DYAD, FIXED, .formula = "sum_j x_ij I{v_i = v_j} sum_h w_ih w_jh", .tie = cov_net_net,
     .prepare = fk_wv_one},
    {MC("homCovNetNet", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_jh I{v_i = v_j = v_h}",
     .tie = hom_cov_net_net, .prepare = fk_wv_one},
    {MC("contrastCovNetNet", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_jh I{v_i = v_j, v_h other}",
     .tie = contrast_cov_net_net, .prepare = fk_wv_one},
    {MC("covNetNetIn", ONE), DYAD, FIXED, .formula = "sum_j x_ij I{v_i = v_j} sum_h w_hi w_hj",
     .tie = cov_net_net_in, .prepare = fk_wv_one},
    {MC("homCovNetNetIn", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_hi w_hj I{v_i = v_j = v_h}",
     .tie = hom_cov_net_net_in, .prepare = fk_wv_one},
    {MC("contrastCovNetNetIn", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_hi w_hj I{v_i = v_j, v_h other}",
     .tie = contrast_cov_net_net_in, .prepare = fk_wv_one},
    {MC("allDifCovNetNet", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_jh I{v_i, v_j, v_h all different}",
     .tie = all_dif_cov_net_net, .prepare = fk_wv_one},
    {MC("allDifCovNetNetIn", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_hi w_hj I{v_i, v_j, v_h all different}",
     .tie = all_dif_cov_net_net_in, .prepare = fk_wv_one},
    {MC("jumpFrom", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_jh I{v_i = v_h, v_j other}",
     .tie = jump_from, .prepare = fk_wv_one},
    {MC("jumpSharedIn", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_hi w_hj I{v_i = v_h, v_j other}",
     .tie = jump_shared_in, .prepare = fk_wv_one},
    {MC("sameWWClosure", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_hj I{v_i = v_h}", .tie = same_ww,
     .prepare = fk_wv_one},
    {MC("diffWWClosure", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_hj I{v_i != v_h}", .tie = diff_ww,
     .prepare = fk_wv_one},
    {MC("jumpWWClosure", ONE), DYAD, FIXED, .formula = "sum_jh x_ij w_ih w_hj I{v_i = v_h, v_j other}",
     .tie = jump_ww, .prepare = fk_wv_one},
    {MC("sameWXClosure", ONE), DYAD, ELEMENT, .formula = "sum_jh x_ij w_ih x_hj I{v_i = v_h}", .tie = same_wx,
     .prepare = fk_wv_one},
    {MC("diffWXClosure", ONE), DYAD, ELEMENT, .formula = "sum_jh x_ij w_ih x_hj I{v_i != v_h}", .tie = diff_wx,
     .prepare = fk_wv_one},
    {MC("jumpWXClosure", ONE), DYAD, ELEMENT, .formula = "sum_jh x_ij w_ih x_hj I{v_i = v_h, v_j other}",
     .tie = jump_wx, .prepare = fk_wv_one},
    {MC("homWXClosure", ONE), DYAD, ELEMENT, .formula = "sum_jh x_ij w_ih x_hj I{v_i = v_j = v_h}",
     .tie = hom_wx, .prepare = fk_wv_one},
    {MC("sameXWClosure", ONE), .formula = "sum_jh x_ij x_ih w_hj I{v_i = v_h}", .tie = same_xw,
     .delta = same_xw_delta, .prepare = fk_wv_one},
    {MC("diffXWClosure", ONE), .formula = "sum_jh x_ij x_ih w_hj I{v_i != v_h}", .tie = diff_xw,
     .delta = diff_xw_delta, .prepare = fk_wv_one},
    {.name = "toU", .family = "multiplex covariate", .on = NET, .of = {FK_OF_NETWORK, FK_OF_DYAD},
     .roles = FK_THREE_ROLES, DYAD, ELEMENT, .formula = "sum_jh x_ij w_ih u_ih x_hj", .tie = to_u,
     .prepare = to_u_prepare},
    {MC("altDist2W", NET), .parameter = 1, DYAD, FIXED,
     .formula = "sum_j x_ij (mean of v over whom j sends w to; p = 2: without i)", .tie = alt_dist2,
     .prepare = fk_wv_ra_w},
    {MC("totDist2W", NET), .parameter = 1, DYAD, FIXED,
     .formula = "sum_j x_ij sum_h w_jh v_h; p = 2: without h = i", .tie = tot_dist2, .prepare = fk_wv_ra_w},
    {MC("simDist2W", ONE), DYAD, FIXED,
     .formula = "sum_j x_ij similarity of the means of v over whom i and j send w to", .tie = sim_dist2,
     .prepare = fk_wv_one},
    {MC("simEgoDist2W", ONE), DYAD, FIXED,
     .formula = "sum_j x_ij similarity of v_i and the mean of v over whom j sends w to, without i",
     .tie = sim_ego_dist2, .prepare = fk_wv_one},
    {MC("altInDist2W", NET), DYAD, FIXED,
     .formula = "sum_j x_ij (mean of v over who sends w to j, without i)", .tie = alt_in_dist2,
     .prepare = fk_wv_ar_s},
    {MC("totInDist2W", NET), DYAD, FIXED, .formula = "sum_j x_ij sum_h w_hj v_h, h != i", .tie = tot_in_dist2,
     .prepare = fk_wv_ar_s},
    {MC("simEgoInDist2W", ONE), DYAD, FIXED,
     .formula = "sum_j x_ij similarity of v_i and the mean of v over who sends w to j, without i",
     .tie = sim_ego_in_dist2, .prepare = fk_wv_one},
    {.name = NULL}};
/* clang-format on */

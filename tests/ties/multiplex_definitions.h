/* Plain definitions of effects of another network: s_i by loops over the formula. */
#ifndef TEST_TIES_MULTIPLEX_DEFINITIONS_H
#define TEST_TIES_MULTIPLEX_DEFINITIONS_H

#include "ties/multiplex_world.h"

static bool is_same(const two_nets *a, size_t i, size_t j)
{
  return fabs(a->v[i] - a->v[j]) < 1e-6;
}
static double same(const two_nets *a, size_t i, size_t j)
{
  return is_same(a, i, j);
}
static double similar(const two_nets *a, double x, double y)
{
  return 1 - fabs(x - y) / a->range - a->similarity_mean;
}

/* s_i = sum_j x_ij (formula of i and j) */
#define TIES(name, formula)                                                            \
  static double name(const two_nets *a, size_t i)                                      \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->m; j++)                                                  \
      if (a->x[i][j]) sum += (formula);                                                \
    return sum;                                                                        \
  }
/* The sum over h of a formula of i, j and h; beyond a network all is 0. */
#define OVER_H(name, formula)                                                          \
  static double name(const two_nets *a, size_t i, size_t j)                            \
  {                                                                                    \
    double sum = 0;                                                                    \
    (void)i, (void)j;                                                                  \
    for (size_t h = 0; h < PLACES; h++) sum += (formula);                              \
    return sum;                                                                        \
  }

static double either(int a, int b)
{
  return a || b;
}

/* --- degrees in w ----------------------------------------------------------- */

OVER_H(w_out, a->w[i][h])
OVER_H(w_in, a->w[h][i])
OVER_H(x_out, a->x[i][h])

static double less(const two_nets *a, double degree, double mean)
{
  return a->p == 2 ? sqrt(degree) - sqrt(mean) : degree - mean;
}
static double log_less(const two_nets *a, double degree, double mean)
{
  return a->p == 0 ? (degree > 0 ? log(degree) : 0) - log(mean) : less(a, degree, mean);
}
static double one_by(const two_nets *a, double degree)
{
  return degree == 0 ? 0 : a->p == 2 ? 1 / sqrt(degree) : 1 / degree;
}
static double far(const two_nets *a, double x, double y)
{
  return a->p == 2 ? fabs(sqrt(x) - sqrt(y)) : fabs(x - y);
}

TIES(crprod, a->w[i][j])
TIES(crprod_recip, a->w[j][i])
TIES(crprod_mutual, a->w[i][j] * a->w[j][i])
TIES(in_pop, less(a, w_in(a, j, 0), a->w_in_mean))
TIES(out_pop, less(a, w_out(a, j, 0), a->w_mean))
TIES(in_act, less(a, w_in(a, i, 0), a->w_in_mean))
TIES(out_act, log_less(a, w_out(a, i, 0), a->w_mean))
TIES(div_out_ego, one_by(a, w_out(a, i, 0)))
TIES(div_in_ego, one_by(a, w_in(a, i, 0)))
TIES(div_out_alt, one_by(a, w_out(a, j, 0)))
TIES(div_in_alt, one_by(a, w_in(a, j, 0)))
TIES(av_deg, a->w_now - a->p)
TIES(crprod_in_act, a->w[i][j] * less(a, w_in(a, i, 0), a->w_in_mean))
TIES(out_diff, far(a, w_out(a, i, 0), w_out(a, j, 0)))
TIES(both, less(a, w_in(a, i, 0), a->w_in_mean) * less(a, w_in(a, j, 0), a->w_in_mean))

static double between_others(const two_nets *a, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < PLACES; h++)
    for (size_t k = 0; k < PLACES; k++)
      if (h != k) sum += a->w[h][j] * a->w[j][k] * (1 - a->w[h][k]);
  return pow(sum, 1 / a->p);
}
TIES(between_pop, between_others(a, j))

/* --- paths ------------------------------------------------------------------ */

static double f(const two_nets *a, double count)
{
  return a->p == 2 ? sqrt(count) : a->p == 3 ? count >= 1 : count;
}
static double g(const two_nets *a, double count)
{
  double alpha = a->p / 100;
  return exp(alpha) * (1 - pow(1 - exp(-alpha), count));
}
static double share(double both_have, double one, double other)
{
  double all = one + other - both_have;
  return all > 0 ? both_have / all : 0;
}

OVER_H(ww_out, a->w[i][h] * a->w[h][j])
OVER_H(ww_back, a->w[j][h] * a->w[h][i])
OVER_H(ww_from, a->w[i][h] * a->w[j][h])
OVER_H(ww_in, a->w[h][i] * a->w[h][j])
OVER_H(ww_mutual, a->w[i][h] * a->w[h][i] * a->w[h][j] * a->w[j][h])
OVER_H(wx_out, a->w[i][h] * a->x[h][j])
OVER_H(wx_back, a->w[h][i] * a->x[h][j])
OVER_H(wx_mutual, a->w[i][h] * a->w[h][i] * a->x[h][j])
OVER_H(xw_in, a->x[h][i] * a->w[h][j])
OVER_H(xw_out, a->x[i][h] * a->w[h][j])
OVER_H(xw_turned, a->x[i][h] * a->w[j][h])
TIES(from, f(a, ww_from(a, i, j)))
TIES(from_mutual, f(a, ww_mutual(a, i, j)))
TIES(from_any, ww_from(a, i, j) > 0)
TIES(to, f(a, wx_out(a, i, j)))
TIES(to_back, f(a, wx_back(a, i, j)))
TIES(to_recip, f(a, wx_mutual(a, i, j)))
TIES(mixed_in, f(a, xw_in(a, i, j)))
TIES(xwx, xw_out(a, i, j) + xw_turned(a, i, j))
TIES(xwx1, xw_out(a, i, j))
TIES(xwx2, xw_turned(a, i, j))
TIES(closure, ww_out(a, i, j))
TIES(cyclic, ww_back(a, i, j))
TIES(shared_in, ww_in(a, i, j))
TIES(j_out, share(ww_from(a, i, j), w_out(a, i, 0), w_out(a, j, 0)))
TIES(j_in, share(ww_in(a, i, j), w_in(a, i, 0), w_in(a, j, 0)))
TIES(gw_ff, g(a, ww_out(a, i, j)))
TIES(gw_bb, g(a, ww_back(a, i, j)))
TIES(gw_fb, g(a, ww_from(a, i, j)))
TIES(gw_bf, g(a, ww_in(a, i, j)))
TIES(gw_rr, g(a, ww_mutual(a, i, j)))

OVER_H(x_shared, a->x[i][h] * a->x[j][h])
static double to_any(const two_nets *a, size_t i)
{
  double count = 0;
  for (size_t h = 0; h < a->n; h++)
    count += h != i && a->w[i][h] && x_shared(a, i, h) > 0;
  return count;
}
static double second(const two_nets *a, size_t i, bool of_actors)
{
  double count = 0;
  for (size_t h = 0; h < a->n; h++)
    count += h != i && ww_from(a, i, h) > 0 && !(of_actors && a->w[i][h]);
  return x_out(a, i, 0) * f(a, count);
}
static double second_in_net(const two_nets *a, size_t i)
{
  return second(a, i, true);
}
static double second_in_bip(const two_nets *a, size_t i)
{
  return second(a, i, false);
}

/* --- kinds of steps --------------------------------------------------------- */

OVER_H(xx_fe, a->x[i][h] * either(a->x[h][j], a->x[j][h]))
OVER_H(xx_fr, a->x[i][h] * a->x[h][j] * a->x[j][h])
OVER_H(xx_ee, a->x[i][h] * a->x[h][i] * either(a->x[h][j], a->x[j][h]))
OVER_H(ww_ee, a->w[i][h] * a->w[h][i] * either(a->w[h][j], a->w[j][h]))
OVER_H(ww_fr, a->w[i][h] * a->w[h][j] * a->w[j][h])
OVER_H(wx_fe, a->w[i][h] * either(a->x[h][j], a->x[j][h]))
OVER_H(wx_er, a->w[i][h] * a->w[h][i] * a->x[h][j] * a->x[j][h])
OVER_H(xw_fe, a->x[i][h] * either(a->w[h][j], a->w[j][h]))
OVER_H(xw_er, a->x[i][h] * a->x[h][i] * a->w[h][j] * a->w[j][h])
TIES(trans_fe, xx_fe(a, i, j))
TIES(trans_fr, xx_fr(a, i, j))
TIES(trans_ee, xx_ee(a, i, j))
TIES(wwx_ee, ww_ee(a, i, j))
TIES(wwx_fr, ww_fr(a, i, j))
TIES(wxx_fe, wx_fe(a, i, j))
TIES(wxx_er, wx_er(a, i, j))
TIES(xwx_fe, xw_fe(a, i, j))
TIES(xwx_er, xw_er(a, i, j))

/* --- activity and popularity ------------------------------------------------ */

static double act_less(const two_nets *a, size_t h)
{
  return less(a, x_out(a, h, 0), a->x_mean);
}
OVER_H(met, a->w[i][h] ? act_less(a, h) : 0)
OVER_H(
    met_sharing, h != i && ww_from(a, i, h) > 0 ? ww_from(a, i, h) * act_less(a, h) : 0)
OVER_H(met_popular, a->w[i][h] ? less(a, w_in(a, h, 0), a->w_in_mean) : 0)
TIES(out_out, met(a, i, 0))
TIES(out_out_av, w_out(a, i, 0) > 0 ? met(a, i, 0) / w_out(a, i, 0) : 0)
TIES(out_out_dist2, met_sharing(a, i, 0))
TIES(dist2_out_in, met_popular(a, i, 0))

static double from_c(const two_nets *a, double value, double c)
{
  if (a->p < 3) c = 0;
  return a->p == 2 || a->p == 4 ? sqrt(value) - sqrt(c) : value - c;
}
OVER_H(w_u, a->w[i][h] * a->u[i][h] * a->w[j][h])
OVER_H(sharing, h != i && a->x[h][j] ? from_c(a, ww_from(a, i, h), a->w_shared) : 0)
OVER_H(active, h != i && a->x[h][j] ? from_c(a, w_out(a, h, 0), a->w_mean) : 0)
OVER_H(sharing_u, h != i && a->x[h][j] ? from_c(a, w_u(a, i, h), 0) : 0)
OVER_H(xuw, a->x[i][h] * a->u[i][h] * a->w[h][j])
TIES(shared_to, sharing(a, i, j))
TIES(in_pop_out, active(a, i, j))
TIES(shared_to_u, sharing_u(a, i, j))
TIES(to_u, xuw(a, i, j))

OVER_H(doubles, a->x[i][h] * a->w[i][h])
OVER_H(doubles_to, a->x[h][i] * a->w[h][i])
static double double_act(const two_nets *a, size_t i)
{
  return pow(doubles(a, i, 0), a->p == 2 ? 1.5 : 2);
}
TIES(double_pop, a->w[i][j] * f(a, doubles_to(a, j, 0)))

/* --- with a covariate ------------------------------------------------------- */

static double root(const two_nets *a, double sum)
{
  return a->p == 2 ? sqrt(fmax(sum, 0)) : sum;
}
OVER_H(to_v, a->w[h][i] * a->v[h])
OVER_H(out_v, a->w[i][h] * a->v[h])
OVER_H(to_same, a->w[h][j] * same(a, i, h))
OVER_H(out_same, a->w[j][h] * same(a, i, h))
TIES(in_pop_x, root(a, to_v(a, j, 0)))
TIES(out_pop_x, root(a, out_v(a, j, 0)))
TIES(in_act_x, root(a, to_v(a, i, 0)))
TIES(out_act_x, root(a, out_v(a, i, 0)))
TIES(same_in_pop, root(a, to_same(a, i, j)))
TIES(same_out_pop, root(a, out_same(a, i, j)))
TIES(same_in_act, root(a, to_same(a, i, i)))
TIES(same_out_act, root(a, out_same(a, i, i)))

/* Paths whose ends and middle pass a condition. */
#define PICK(name, first, second, condition) OVER_H(name, first &&second && (condition))
#define FROM(name, condition) PICK(name, a->w[i][h], a->w[j][h], condition)
#define SENT(name, condition) PICK(name, a->w[h][i], a->w[h][j], condition)
#define WW(name, condition) PICK(name, a->w[i][h], a->w[h][j], condition)
#define WX(name, condition) PICK(name, a->w[i][h], a->x[h][j], condition)
#define XW(name, condition) PICK(name, a->x[i][h], a->w[h][j], condition)
FROM(from_hom, is_same(a, i, j) && is_same(a, i, h))
FROM(from_contrast, is_same(a, i, j) && !is_same(a, i, h))
FROM(from_other, !is_same(a, i, j) && !is_same(a, i, h) && !is_same(a, j, h))
FROM(from_jump, is_same(a, i, h) && !is_same(a, i, j))
SENT(sent_hom, is_same(a, i, j) && is_same(a, i, h))
SENT(sent_contrast, is_same(a, i, j) && !is_same(a, i, h))
SENT(sent_other, !is_same(a, i, j) && !is_same(a, i, h) && !is_same(a, j, h))
SENT(sent_jump, is_same(a, i, h) && !is_same(a, i, j))
WW(ww_same, is_same(a, i, h))
WW(ww_diff, !is_same(a, i, h))
WW(ww_jump, is_same(a, i, h) && !is_same(a, i, j))
WX(wx_same, is_same(a, i, h))
WX(wx_diff, !is_same(a, i, h))
WX(wx_jump, is_same(a, i, h) && !is_same(a, i, j))
WX(wx_hom, is_same(a, i, h) && is_same(a, i, j))
XW(xw_same, is_same(a, i, h))
XW(xw_diff, !is_same(a, i, h))
TIES(cov_net, ww_from(a, i, j) * same(a, i, j))
TIES(hom_cov, from_hom(a, i, j))
TIES(contrast_cov, from_contrast(a, i, j))
TIES(all_dif, from_other(a, i, j))
TIES(jump_from, from_jump(a, i, j))
TIES(cov_in, ww_in(a, i, j) * same(a, i, j))
TIES(hom_in, sent_hom(a, i, j))
TIES(contrast_in, sent_contrast(a, i, j))
TIES(all_dif_in, sent_other(a, i, j))
TIES(jump_in, sent_jump(a, i, j))
TIES(same_ww, ww_same(a, i, j))
TIES(diff_ww, ww_diff(a, i, j))
TIES(jump_ww, ww_jump(a, i, j))
TIES(same_wx, wx_same(a, i, j))
TIES(diff_wx, wx_diff(a, i, j))
TIES(jump_wx, wx_jump(a, i, j))
TIES(hom_wx, wx_hom(a, i, j))
TIES(same_xw, xw_same(a, i, j))
TIES(diff_xw, xw_diff(a, i, j))

/* --- distance two ----------------------------------------------------------- */

/* Sum or mean of v over those that j sends to or receives from, without `skip`. */
static double behind(const two_nets *a, size_t j, bool senders, size_t skip, bool mean)
{
  double sum = 0, count = 0;
  for (size_t h = 0; h < PLACES; h++)
    if ((senders ? a->w[h][j] : a->w[j][h]) && h != skip) sum += a->v[h], count += 1;
  return !mean ? sum : count > 0 ? sum / count : a->nobody;
}
static size_t skip_out(const two_nets *a, size_t i)
{
  return a->p == 2 && a->ego_behind_out ? i : PLACES;
}
static size_t skip_in(const two_nets *a, size_t i)
{
  return a->ego_behind_in ? i : PLACES;
}
TIES(alt_dist2, behind(a, j, false, skip_out(a, i), true))
TIES(tot_dist2, behind(a, j, false, skip_out(a, i), false))
TIES(alt_in_dist2, behind(a, j, true, skip_in(a, i), true))
TIES(tot_in_dist2, behind(a, j, true, skip_in(a, i), false))
TIES(sim_dist2,
    similar(a, behind(a, i, false, PLACES, true), behind(a, j, false, PLACES, true)))
TIES(sim_ego_dist2, similar(a, a->v[i], behind(a, j, false, i, true)))
TIES(sim_ego_in_dist2, similar(a, a->v[i], behind(a, j, true, i, true)))

#endif

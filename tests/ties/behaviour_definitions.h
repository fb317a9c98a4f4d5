/* Definitions of effects on behaviours with plain loops over all pairs, and with which
 * variables and parameters they are tried. */
#ifndef TEST_TIES_BEHAVIOUR_DEFINITIONS_H
#define TEST_TIES_BEHAVIOUR_DEFINITIONS_H

#include "ties/behaviour_world.h"

typedef struct definition {
  const char *effect, *of[2];
  double parameter; /* NaN: the default */
  plain_fn *s;
} definition;

static double ratio(double a, double b)
{
  return b != 0 ? a / b : 0;
}
/* Sums of a formula in i and j over all receivers, or over all other actors. */
#define SUM(name, formula)                                                             \
  static double name(const plain *a, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->m; j++) sum += (formula);                                \
    return sum;                                                                        \
  }
#define FORMULA(name, formula)                                                         \
  static double name(const plain *a, size_t i)                                         \
  {                                                                                    \
    return (formula);                                                                  \
  }
#define SENT a->x[i][j]
#define GOT a->x[j][i]
#define BOTH (a->x[i][j] && a->x[j][i])
#define Z a->z[i]

SUM(out, SENT)
SUM(in, GOT)
SUM(mutual, BOTH)

/* --- own shape and group ------------------------------------------------------ */

static double all(const plain *a)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->z[h];
  return sum;
}
static double c_p(const plain *a)
{
  return a->p <= 0.5 ? 0 : a->p - a->shift;
}
FORMULA(linear, Z)
FORMULA(quad, Z *Z)
FORMULA(quad_raw, pow(Z + a->shift, 2))
FORMULA(quad_now, pow(Z - all(a) / (double)a->n, 2))
FORMULA(threshold, round(Z + a->shift) >= a->p)
FORMULA(stay, -fabs(Z - a->now))
FORMULA(average_group, Z *(all(a) / (double)a->n - c_p(a)))
FORMULA(total_group, Z *(all(a) - c_p(a)))
SUM(near_all, j == i ? 0 : fmax(a->p - fabs(a->z[j] - Z), 0))
SUM(far_all, j == i ? 0 : fmin(a->p - fabs(a->z[j] - Z), 0))

static const definition shapes[] = {{"linear", {0}, NAN, linear},
    {"quad", {0}, NAN, quad}, {"quad_nc", {0}, NAN, quad_raw},
    {"quad_cc", {0}, NAN, quad_now}, {"threshold", {0}, 2, threshold},
    {"threshold2", {0}, 3, threshold}, {"threshold3", {0}, 1, threshold},
    {"threshold4", {0}, 4, threshold}, {"constant", {0}, NAN, stay},
    {"avGroup", {0}, NAN, average_group}, {"avGroup", {0}, 0, average_group},
    {"avGroup", {0}, 3, average_group}, {"totGroup", {0}, NAN, total_group},
    {"totGroup", {0}, 0.5, total_group}, {"simAllNear", {0}, NAN, near_all},
    {"simAllNear", {0}, 3, near_all}, {"simAllFar", {0}, NAN, far_all},
    {"simAllFar", {0}, 1, far_all}, {0}};

/* --- degrees ------------------------------------------------ */

static double popularity(const plain *a, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->x[h][j];
  return sum;
}
static double popularity2(const plain *a, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->y[h][j];
  return sum;
}
static double weighed_all(const plain *a, bool mean)
{
  double sum = 0, ties = 0;
  for (size_t h = 0; h < a->n; h++) {
    sum += popularity(a, h) * a->z[h];
    ties += popularity(a, h);
  }
  return mean ? ratio(sum, ties) : sum;
}
FORMULA(indeg, Z *in(a, i))
FORMULA(outdeg, Z *out(a, i))
FORMULA(recip_deg, Z *mutual(a, i))
FORMULA(isolate, in(a, i) == 0 ? Z : 0)
FORMULA(out_isolate, out(a, i) == 0 ? Z : 0)
SUM(tot_pop, Z *SENT *popularity(a, j))
FORMULA(av_pop, ratio(tot_pop(a, i), out(a, i)))
FORMULA(in_av_group, Z *(weighed_all(a, true) - c_p(a)))
FORMULA(in_tot_group, Z *(weighed_all(a, false) - c_p(a)))

/* Two networks; `less` those of the first alone from p = 2. */
#define LESS(first) ((first) * (a->p >= 2))
SUM(ff, Z *(SENT * a->y[i][j] - LESS(SENT)))
SUM(bb, Z *(GOT * a->y[j][i] - LESS(GOT)))
SUM(fb, Z *(SENT * a->y[j][i] - LESS(SENT)))
SUM(fr, Z *(SENT * a->y[i][j] * a->y[j][i] - LESS(SENT)))
SUM(br, Z *(GOT * a->y[i][j] * a->y[j][i] - LESS(GOT)))
SUM(out_mixed, Z *SENT *popularity2(a, j))
SUM(in_mixed, Z *GOT *popularity2(a, j))

static double similar(const plain *a, size_t i, double z)
{
  return 1 - fabs(Z - z) / a->range - a->similar_mean;
}
static double over_dense(const plain *a, size_t i, bool alike)
{
  double sum = 0;
  for (size_t j = 0; j < a->n; j++)
    for (size_t h = 0; h < j; h++) {
      int ties =
          a->x[i][j] + a->x[j][i] + a->x[i][h] + a->x[h][i] + a->x[j][h] + a->x[h][j];
      if (j == i || h == i || ties < a->p) continue;
      sum += alike ? similar(a, i, a->z[j]) + similar(a, i, a->z[h]) : 1;
    }
  return sum;
}
FORMULA(dense, Z *over_dense(a, i, false))
FORMULA(dense_alike, over_dense(a, i, true))

static const definition degrees[] = {{"indeg", {"net"}, NAN, indeg},
    {"indeg", {"snet"}, NAN, indeg}, {"outdeg", {"net"}, NAN, outdeg},
    {"outdeg", {"bip"}, NAN, outdeg}, {"recipDeg", {"net"}, NAN, recip_deg},
    {"recipDeg", {"snet"}, NAN, recip_deg}, {"isolate", {"net2"}, NAN, isolate},
    {"outIsolate", {"net2"}, NAN, out_isolate},
    {"outIsolate", {"bip"}, NAN, out_isolate}, {"popAlt", {"net"}, NAN, av_pop},
    {"popAlt", {"bip"}, NAN, av_pop}, {"totPopAlt", {"net"}, NAN, tot_pop},
    {"indegAvGroup", {"net"}, NAN, in_av_group},
    {"indegAvGroup", {"snet"}, 0, in_av_group},
    {"indegTotGroup", {"net"}, 2, in_tot_group}, {"FFDeg", {"net", "net2"}, 0, ff},
    {"FFDeg", {"net", "net2"}, 2, ff}, {"FFDeg", {"bip2", "bip"}, 2, ff},
    {"BBDeg", {"net", "net2"}, 0, bb}, {"BBDeg", {"net2", "snet"}, 2, bb},
    {"FBDeg", {"net", "net2"}, 0, fb}, {"FBDeg", {"net2", "net"}, 2, fb},
    {"FRDeg", {"net", "net2"}, 0, fr}, {"FRDeg", {"net2", "net"}, 2, fr},
    {"BRDeg", {"net", "net2"}, 0, br}, {"BRDeg", {"net2", "net"}, 2, br},
    {"outdegMixedPop", {"net", "net2"}, NAN, out_mixed},
    {"outdegMixedPop", {"bip", "bip2"}, NAN, out_mixed},
    {"indegMixedPop", {"net", "net2"}, NAN, in_mixed},
    {"behDenseTriads", {"net"}, NAN, dense}, {"behDenseTriads", {"net"}, 6, dense},
    {"behDenseTriads", {"net"}, 3, dense}, {"behDenseTriads", {"snet"}, 5, dense},
    {"simDenseTriads", {"net"}, NAN, dense_alike},
    {"simDenseTriads", {"net"}, 2, dense_alike}, {0}};

/* --- values of alters ------------------------------------------------------- */

#define ALIKE similar(a, i, a->z[j])
/* A total of a formula over ties, and its average over them. */
#define PAIR(name, ties, number, formula)                                              \
  SUM(tot_##name, (ties) ? (formula) : 0)                                              \
  FORMULA(av_##name, ratio(tot_##name(a, i), number(a, i)))
PAIR(sim, SENT, out, ALIKE)
PAIR(in_sim, GOT, in, ALIKE)
PAIR(rec_sim, BOTH, mutual, ALIKE)
PAIR(pop_sim, SENT, out, popularity(a, j) * ALIKE)
PAIR(in_pop_sim, GOT, in, popularity(a, j) * ALIKE)
PAIR(rec_pop_sim, BOTH, mutual, popularity(a, j) * ALIKE)
FORMULA(pop_ego, in(a, i) * av_sim(a, i))
PAIR(higher, SENT, out, 1 - fmax(a->z[j] - Z, 0) / a->range)
PAIR(lower, SENT, out, 1 - fmax(Z - a->z[j], 0) / a->range)
PAIR(alt, SENT, out, Z * a->z[j])
PAIR(in_alt, GOT, in, Z * a->z[j])
PAIR(rec_alt, BOTH, mutual, Z * a->z[j])
PAIR(pop_alt, SENT, out, Z *popularity(a, j) * a->z[j])
PAIR(
    alt_now, SENT, out, (Z - all(a) / (double)a->n) * (a->z[j] - all(a) / (double)a->n))

static double extreme(const plain *a, size_t i, const double *of, double none, int sign)
{
  double best = -INFINITY;
  for (size_t j = 0; j < a->m; j++)
    if (a->x[i][j]) best = fmax(best, sign * of[j]);
  return out(a, i) > 0 ? sign * best : none;
}
FORMULA(max_alt, Z *extreme(a, i, a->z, 0, 1))
FORMULA(min_alt, Z *extreme(a, i, a->z, 0, -1))
SUM(squares, SENT * a->z[j] * a->z[j])
SUM(values, SENT * a->z[j])
FORMULA(var_alt,
    Z *(ratio(squares(a, i), out(a, i)) - pow(ratio(values(a, i), out(a, i)), 2)))

static const definition alters[] = {{"avSim", {"net"}, NAN, av_sim},
    {"avSim", {"snet"}, NAN, av_sim}, {"totSim", {"net"}, NAN, tot_sim},
    {"avInSim", {"net"}, NAN, av_in_sim}, {"totInSim", {"net"}, NAN, tot_in_sim},
    {"avSimRecip", {"net"}, NAN, av_rec_sim},
    {"totSimRecip", {"net"}, NAN, tot_rec_sim},
    {"avSimPopAlt", {"net"}, NAN, av_pop_sim},
    {"totSimPopAlt", {"net"}, NAN, tot_pop_sim},
    {"avInSimPopAlt", {"net"}, NAN, av_in_pop_sim},
    {"totInSimPopAlt", {"net"}, NAN, tot_in_pop_sim},
    {"avSimRecPop", {"net"}, NAN, av_rec_pop_sim},
    {"totSimRecPop", {"net"}, NAN, tot_rec_pop_sim},
    {"avSimPopEgo", {"net"}, NAN, pop_ego}, {"avAttHigher", {"net"}, NAN, av_higher},
    {"totAttHigher", {"net"}, NAN, tot_higher}, {"avAttLower", {"net"}, NAN, av_lower},
    {"totAttLower", {"net"}, NAN, tot_lower}, {"avAlt", {"net"}, NAN, av_alt},
    {"avAlt", {"snet"}, NAN, av_alt}, {"totAlt", {"net"}, NAN, tot_alt},
    {"avInAlt", {"net"}, NAN, av_in_alt}, {"totInAlt", {"net"}, NAN, tot_in_alt},
    {"avRecAlt", {"net"}, NAN, av_rec_alt}, {"totRecAlt", {"net"}, NAN, tot_rec_alt},
    {"avAltPop", {"net"}, NAN, av_pop_alt}, {"totAltPop", {"net"}, NAN, tot_pop_alt},
    {"avAlt_cc", {"net"}, NAN, av_alt_now}, {"totAlt_cc", {"net"}, NAN, tot_alt_now},
    {"maxAlt", {"net2"}, NAN, max_alt}, {"minAlt", {"net2"}, NAN, min_alt},
    {"varAlt", {"net2"}, NAN, var_alt}, {0}};

/* --- at distance two -------------------------------------------------------- */

/* Over those other than i whom j sends to, or who send to j; means are `none` if there
 * is no one. */
static double beyond(const plain *a, size_t i, size_t j, bool back, const double *of,
    double add, bool mean, double none)
{
  double sum = 0, count = 0;
  for (size_t h = 0; h < a->n; h++)
    if (h != i && (back ? a->x[h][j] : a->x[j][h])) sum += of[h] + add, count++;
  return !mean ? sum : count > 0 ? sum / count : none;
}
#define DISTANCE(name, back, of, add, factor, none)                                    \
  PAIR(m_##name, SENT, out, (factor)*beyond(a, i, j, back, of, add, true, none))       \
  PAIR(t_##name, SENT, out, (factor)*beyond(a, i, j, back, of, add, false, 0))
DISTANCE(to, false, a->z, 0, Z, 0)
DISTANCE(from, true, a->z, 0, Z, 0)
DISTANCE(raw, true, a->z, a->shift, Z + a->shift, 0)
DISTANCE(x_to, false, a->v, 0, Z, 0)
DISTANCE(x_from, true, a->v, 0, Z, a->nobody)
PAIR(mean_sim, SENT, out,
    popularity(a, j) > 1 ? similar(a, i, beyond(a, i, j, true, a->z, 0, true, 0)) : 0)

static double weight(const plain *a, size_t i, size_t h, bool forward)
{
  double paths = 0, alpha = a->p / 100;
  for (size_t j = 0; j < a->m; j++)
    paths += a->x[i][j] * (forward ? a->x[j][h] : a->x[h][j]);
  return exp(alpha) * (1 - pow(1 - exp(-alpha), paths));
}
static double weighted(const plain *a, size_t i, bool forward, double add)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++)
    if (h != i) sum += weight(a, i, h, forward) * (a->z[h] + add);
  return (Z + add) * sum;
}
FORMULA(gw_ff, weighted(a, i, true, 0))
FORMULA(gw_fb, weighted(a, i, false, 0))
FORMULA(gw_ff_raw, weighted(a, i, true, a->shift))
FORMULA(gw_fb_raw, weighted(a, i, false, a->shift))

static const definition distances[] = {{"avAltDist2", {"net"}, NAN, av_m_to},
    {"totAltDist2", {"net"}, NAN, tot_t_to}, {"avTAltDist2", {"net"}, NAN, av_t_to},
    {"totAAltDist2", {"snet"}, NAN, tot_m_to},
    {"avInAltDist2", {"net2"}, NAN, av_m_from},
    {"avInAltDist2", {"bip"}, NAN, av_m_from},
    {"totInAltDist2", {"bip"}, NAN, tot_t_from},
    {"avTInAltDist2", {"net"}, NAN, av_t_from},
    {"totAInAltDist2", {"net"}, NAN, tot_m_from},
    {"avInAltDist2_nc", {"net"}, NAN, av_m_raw},
    {"totInAltDist2_nc", {"net"}, NAN, tot_t_raw},
    {"avTInAltDist2_nc", {"net"}, NAN, av_t_raw},
    {"totAInAltDist2_nc", {"bip"}, NAN, tot_m_raw},
    {"avXAltDist2", {"g", "net2"}, NAN, av_m_x_to},
    {"totXAltDist2", {"v", "net"}, NAN, tot_t_x_to},
    {"avTXAltDist2", {"g", "net"}, NAN, av_t_x_to},
    {"totAXAltDist2", {"v", "net"}, NAN, tot_m_x_to},
    {"avXInAltDist2", {"g", "net2"}, NAN, av_m_x_from},
    {"avXInAltDist2", {"g", "bip"}, NAN, av_m_x_from},
    {"totXInAltDist2", {"v", "net"}, NAN, tot_t_x_from},
    {"avTXInAltDist2", {"g", "bip"}, NAN, av_t_x_from},
    {"totAXInAltDist2", {"g", "bip"}, NAN, tot_m_x_from},
    {"avInSimDist2", {"net2"}, NAN, av_mean_sim},
    {"totInSimDist2", {"bip"}, NAN, tot_mean_sim},
    {"totGwdspFFAlt", {"net"}, NAN, gw_ff}, {"totGwdspFFAlt", {"net"}, 30, gw_ff},
    {"totGwdspFBAlt", {"bip"}, NAN, gw_fb}, {"totGwdspFBAlt", {"net"}, 120, gw_fb},
    {"totGwdspFFAlt_nc", {"net"}, NAN, gw_ff_raw},
    {"totGwdspFBAlt_nc", {"net"}, NAN, gw_fb_raw}, {0}};

/* --- covariates ------------------------------------------------------------- */

#define SAME (fabs(a->v[i] - a->v[j]) < 1e-6)
FORMULA(eff_from, Z * a->v[i])
FORMULA(contrast, Z *fabs(out(a, i) - a->v[i]))
FORMULA(contrast_above, Z *fmax(out(a, i) - a->v[i], 0))
FORMULA(contrast_below, Z *fmax(a->v[i] - out(a, i), 0))
FORMULA(av_alt_ego, a->v[i] * av_alt(a, i))
FORMULA(tot_alt_ego, a->v[i] * tot_alt(a, i))
FORMULA(av_sim_ego, a->v[i] * av_sim(a, i))
FORMULA(tot_sim_ego, a->v[i] * tot_sim(a, i))
PAIR(x_alt, SENT, out, Z * a->v[j])
FORMULA(av_x_alt_or, out(a, i) > 0 ? av_x_alt(a, i) : Z * a->nobody)
PAIR(x_in, GOT, in, Z * a->v[j])
PAIR(x_rec, BOTH, mutual, Z * a->v[j])
FORMULA(max_x, Z *extreme(a, i, a->v, a->nobody, 1))
FORMULA(min_x, Z *extreme(a, i, a->v, a->nobody, -1))
PAIR(same, SENT, out, Z *SAME)
PAIR(same_in, GOT, in, Z *SAME)
PAIR(same_rec, BOTH, mutual, Z *SAME)
SUM(number_same, SENT *SAME)
SUM(number_same_rec, BOTH *SAME)
PAIR(alt_same, SENT, number_same, Z *SAME * a->z[j])
PAIR(rec_alt_same, BOTH, number_same_rec, Z *SAME * a->z[j])
PAIR(sim_x, SENT, out, a->v[j] * ALIKE)
PAIR(alt_x, SENT, out, Z * a->v[j] * a->z[j])

static const definition covariates[] = {{"effFrom", {"v"}, NAN, eff_from},
    {"effFrom", {"g"}, NAN, eff_from}, {"effFrom", {"z2"}, NAN, eff_from},
    {"degAbsContrX", {"g", "net"}, NAN, contrast},
    {"degAbsContrX", {"g", "bip"}, NAN, contrast},
    {"degPosContrX", {"g", "net2"}, NAN, contrast_above},
    {"degNegContrX", {"g", "net2"}, NAN, contrast_below},
    {"avAltEgoX", {"g", "net"}, NAN, av_alt_ego},
    {"totAltEgoX", {"v", "net"}, NAN, tot_alt_ego},
    {"avSimEgoX", {"g", "net"}, NAN, av_sim_ego},
    {"totSimEgoX", {"v", "net"}, NAN, tot_sim_ego},
    {"avXAlt", {"g", "net2"}, NAN, av_x_alt_or},
    {"avXAlt", {"c", "bip"}, NAN, av_x_alt_or},
    {"totXAlt", {"v", "net"}, NAN, tot_x_alt},
    {"totXAlt", {"c", "bip"}, NAN, tot_x_alt},
    {"totXAlt", {"z2", "net"}, NAN, tot_x_alt},
    {"avXInAlt", {"g", "net2"}, NAN, av_x_in},
    {"totXInAlt", {"v", "net"}, NAN, tot_x_in},
    {"avXRecAlt", {"g", "net"}, NAN, av_x_rec},
    {"totXRecAlt", {"g", "snet"}, NAN, tot_x_rec},
    {"maxXAlt", {"g", "net2"}, NAN, max_x}, {"minXAlt", {"c", "bip"}, NAN, min_x},
    {"avSameXAlt", {"v", "net"}, NAN, av_same},
    {"totSameXAlt", {"v", "net"}, NAN, tot_same},
    {"avSameXInAlt", {"g", "net"}, NAN, av_same_in},
    {"totSameXInAlt", {"v", "net"}, NAN, tot_same_in},
    {"avSameXRecAlt", {"v", "net"}, NAN, av_same_rec},
    {"totSameXRecAlt", {"v", "net"}, NAN, tot_same_rec},
    {"avAltSameX", {"v", "net"}, NAN, av_alt_same},
    {"totAltSameX", {"g", "net"}, NAN, tot_alt_same},
    {"avRecAltSameX", {"v", "net"}, NAN, av_rec_alt_same},
    {"totRecAltSameX", {"v", "snet"}, NAN, tot_rec_alt_same},
    {"avSimAltX", {"g", "net"}, NAN, av_sim_x},
    {"totSimAltX", {"v", "net"}, NAN, tot_sim_x},
    {"avAltAltX", {"g", "net"}, NAN, av_alt_x},
    {"totAltAltX", {"v", "net"}, NAN, tot_alt_x}, {0}};

/* --- dyadic covariates ------------------------------------------------------ */

#define W a->w[i][j]
SUM(sum_w, SENT *W)
SUM(sum_in_w, GOT *W)
PAIR(w, SENT, out, Z *W)
PAIR(in_w, GOT, in, Z *W)
PAIR(alt_w, SENT, out, Z *W * a->z[j])
PAIR(in_alt_w, GOT, in, Z *W * a->z[j])
PAIR(sim_w, SENT, out, W *ALIKE)
FORMULA(alt_by_w, ratio(tot_alt_w(a, i), sum_w(a, i)))
FORMULA(in_alt_by_w, ratio(tot_in_alt_w(a, i), sum_in_w(a, i)))
FORMULA(sim_by_w, ratio(tot_sim_w(a, i), sum_w(a, i)))

static const definition dyads[] = {{"totWAlt", {"net", "d"}, NAN, tot_w},
    {"totWAlt", {"bip", "bd"}, NAN, tot_w}, {"avWAlt", {"net", "e"}, NAN, av_w},
    {"avWAlt", {"bip", "bd"}, NAN, av_w}, {"totWInAlt", {"net", "e"}, NAN, tot_in_w},
    {"avWInAlt", {"net", "d"}, NAN, av_in_w}, {"totAltW", {"net", "d"}, NAN, tot_alt_w},
    {"avAltW", {"net", "e"}, NAN, alt_by_w}, {"avAltW", {"net", "e"}, 1, av_alt_w},
    {"totInAltW", {"net", "e"}, NAN, tot_in_alt_w},
    {"avInAltW", {"net", "e"}, NAN, in_alt_by_w},
    {"avInAltW", {"net", "d"}, 1, av_in_alt_w},
    {"totSimW", {"net", "d"}, NAN, tot_sim_w}, {"avSimW", {"net", "e"}, NAN, sim_by_w},
    {"avSimW", {"snet", "e"}, 1, av_sim_w}, {0}};

#endif

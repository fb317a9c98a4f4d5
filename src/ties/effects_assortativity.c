/* Degrees of both ends of a tie, functions of ego's out-degree, isolates (SPEC 19.1,
 * 19.8). */
#include "ties/effect_shapes.h"

static double mean_degree(const fk_view *v, const fk_term *t)
{
  return fk_var_own(v, t)->mean_degree;
}

static double positive(double x)
{
  return x > 0 ? x : 0;
}

/* --- functions of the out-degree -------------------------------------------- */

FK_EGO(out_trunc)
{
  return fmin(fk_out_of(fk_own(v, t), i), t->parameter);
}

FK_PAIR(out_trunc_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j);
  return fmin(d + 1, t->parameter) - fmin(d, t->parameter);
}

FK_EGO(out_more)
{
  return positive(fk_out_of(fk_own(v, t), i) - t->parameter);
}

FK_PAIR(out_more_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j);
  return positive(d + 1 - t->parameter) - positive(d - t->parameter);
}

FK_EGO(out_threshold)
{
  return fk_out_of(fk_own(v, t), i) > t->parameter;
}

FK_PAIR(out_threshold_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j);
  return (double)(d + 1 > t->parameter) - (double)(d > t->parameter);
}

FK_EGO(out_iso)
{
  return fk_own(v, t)->out_degree[i] == 0;
}

FK_PAIR(out_iso_delta)
{
  return fk_out_without(fk_own(v, t), i, j) == 0 ? -1 : 0;
}

FK_EGO(out_inv)
{
  return 1 / (fk_out_of(fk_own(v, t), i) + t->parameter);
}

FK_PAIR(out_inv_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j) + t->parameter;
  return 1 / (d + 1) - 1 / d;
}

FK_EGO(out_sq_inv)
{
  double d = fk_out_of(fk_own(v, t), i) + t->parameter;
  return 1 / (d * (d + 1));
}

FK_PAIR(out_sq_inv_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j) + t->parameter;
  return -2 / (d * (d + 1) * (d + 2));
}

/* 1/0 has no place in a model. */
static falak_status prepare_inverse(
    falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return fk_require_positive(ctx, data, t);
}

FK_PAIR(av_deg)
{
  const fk_network *x = fk_own(v, t);
  return (double)x->ties / (double)x->n - t->parameter;
}

FK_PAIR(av_deg_delta)
{
  const fk_network *x = fk_own(v, t);
  double d = fk_out_without(x, i, j), step = x->symmetric ? 2 : 1;
  double ties = (double)x->ties - step * (double)fk_tie(x, i, j), n = (double)x->n;
  return (d + 1) * ((ties + step) / n - t->parameter) - d * (ties / n - t->parameter);
}

/* --- assortativity ---------------------------------------------------------- */

static double power(const fk_term *t, double degree)
{
  if (t->parameter == 2) return sqrt(degree);
  return t->parameter == 1 ? degree : pow(degree, 1 / t->parameter);
}

static double degree_of(const fk_network *x, bool out, size_t i)
{
  return out ? fk_out_of(x, i) : fk_in_of(x, i);
}

/* Degrees of ego and alter with the tie, and what the rise of ego's own degree adds to
 * his other ties. */
static double assort_delta(const fk_view *v, const fk_term *t, size_t i, size_t j,
    bool ego_out, bool alter_out)
{
  const fk_network *x = fk_own(v, t);
  bool ego_moves = ego_out || x->symmetric, alter_moves = !alter_out || x->symmetric;
  double there = fk_tie(x, i, j);
  double ego = degree_of(x, ego_out, i) - (ego_moves ? there : 0);
  double alter = degree_of(x, alter_out, j) - (alter_moves ? there : 0);
  double with = power(t, ego + (ego_moves ? 1 : 0)), rise = with - power(t, ego),
         others = 0;
  const uint32_t *h = fk_out(x, i);
  for (uint32_t k = 0; rise != 0 && k < x->out_degree[i]; k++)
    if (h[k] != j) others += power(t, degree_of(x, alter_out, h[k]));
  return with * power(t, alter + (alter_moves ? 1 : 0)) + rise * others;
}

/* The same for all alters: what ego's other ties weigh is found once. */
static void assort_row(const fk_view *v, const fk_term *t, size_t i, bool ego_out,
    bool alter_out, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride;
  const uint32_t *h = fk_out(x, i);
  bool ego_moves = ego_out || x->symmetric, alter_moves = !alter_out || x->symmetric;
  double step = ego_moves ? 1 : 0, d = degree_of(x, ego_out, i), all = 0;
  double below = d >= step ? power(t, d - step) : 0, now = power(t, d),
         above = power(t, d + step);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    all += power(t, degree_of(x, alter_out, h[k]));
  for (size_t j = 0; j < x->m; j++) {
    double alter = degree_of(x, alter_out, j);
    out[j] = of_i[j]
        ? now * power(t, alter) + (now - below) * (all - power(t, alter))
        : above * power(t, alter + (alter_moves ? 1 : 0)) + (above - now) * all;
  }
}

#define ASSORT(name, ego_out, alter_out)                                               \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    return power(t, degree_of(x, ego_out, i)) * power(t, degree_of(x, alter_out, j));  \
  }                                                                                    \
  FK_PAIR(name##_delta)                                                                \
  {                                                                                    \
    return assort_delta(v, t, i, j, ego_out, alter_out);                               \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    assort_row(v, t, i, ego_out, alter_out, out);                                      \
  }
ASSORT(out_out_ass, true, true)
ASSORT(out_in_ass, true, false)
ASSORT(in_out_ass, false, true)
ASSORT(in_in_ass, false, false)

/* Sum of both degrees of a tie of a symmetric network. */
FK_PAIR(deg_plus)
{
  const fk_network *x = fk_own(v, t);
  return fk_rooted(t, fk_out_of(x, i)) + fk_rooted(t, fk_out_of(x, j));
}

FK_PAIR(deg_plus_delta)
{
  const fk_network *x = fk_own(v, t);
  double d = fk_out_without(x, i, j), alter = fk_alter_out_without(x, i, j);
  return d * (fk_rooted(t, d + 1) - fk_rooted(t, d)) + fk_rooted(t, d + 1) +
      fk_rooted(t, alter + 1);
}

FK_ROW(deg_plus_row)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *of_i = x->x + i * x->stride;
  double d = fk_out_of(x, i), below = d > 0 ? fk_rooted(t, d - 1) : 0,
         now = fk_rooted(t, d);
  double kept = (d - 1) * (now - below) + now, above = fk_rooted(t, d + 1);
  double made = d * (above - now) + above;
  for (size_t j = 0; j < x->m; j++)
    out[j] = (of_i[j] ? kept : made) + fk_rooted(t, fk_out_of(x, j) + 1 - of_i[j]);
}

FK_PAIR(deg_plus_c)
{
  return deg_plus(v, t, i, j) - 2 * fk_rooted(t, mean_degree(v, t));
}

FK_ROW(deg_plus_c_row)
{
  deg_plus_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++)
    out[j] -= 2 * fk_rooted(t, mean_degree(v, t));
}

FK_PAIR(deg_plus_c_delta)
{
  return deg_plus_delta(v, t, i, j) - 2 * fk_rooted(t, mean_degree(v, t));
}

/* --- isolates --------------------------------------------------------------- */

FK_EGO(isolate_net)
{
  const fk_network *x = fk_own(v, t);
  return x->out_degree[i] == 0 && x->in_degree[i] == 0;
}

FK_PAIR(isolate_net_delta)
{
  const fk_network *x = fk_own(v, t);
  return fk_out_without(x, i, j) == 0 && fk_ego_in_without(x, i, j) == 0 ? -1 : 0;
}

FK_PAIR(isolate_pop)
{
  const fk_network *x = fk_own(v, t);
  return x->in_degree[j] == 1 && x->out_degree[j] == 0;
}

FK_PAIR(isolate_pop_delta)
{
  const fk_network *x = fk_own(v, t);
  return fk_in_without(x, i, j) == 0 && x->out_degree[j] == 0;
}

FK_TOTAL(anti_iso)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (size_t j = 0; j < x->m; j++)
    sum += x->in_degree[j] >= 1 && x->out_degree[j] == 0;
  return sum;
}

static double receivers_of(const fk_view *v, const fk_term *t, uint32_t least)
{
  const fk_network *x = fk_own(v, t);
  double sum = 0;
  for (size_t j = 0; j < x->m; j++) sum += x->in_degree[j] >= least;
  return sum;
}

#define RECEIVERS(name, least)                                                         \
  FK_TOTAL(name)                                                                       \
  {                                                                                    \
    return receivers_of(v, t, least);                                                  \
  }                                                                                    \
  FK_PAIR(name##_delta)                                                                \
  {                                                                                    \
    return fk_in_without(fk_own(v, t), i, j) == (least)-1;                             \
  }
RECEIVERS(in1_plus, 1)
RECEIVERS(in2_plus, 2)
RECEIVERS(in3_plus, 3)

#define ALL3 FK_THREE_ROLES
#define ONE FK_ON_ONE_MODE
#define ANY FK_ON_NETWORK
#define START FK_START_DEGREE
#define SAME FK_EGO_ONLY

/* clang-format off */
#define D(n) .name = n, .family = "degree"
#define PERM .mixing = FK_MIX_DYADIC
#define EGOS .mixing = FK_MIX_EGO
const fk_effect fk_effects_assortativity[] = {
    {D("outTrunc"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "min(x_i+, p)", .ego = out_trunc, .delta = out_trunc_delta},
    {D("outTrunc2"), .on = ANY, .roles = FK_EVAL, .parameter = 5, .facts = SAME,
     .formula = "min(x_i+, p)", .ego = out_trunc, .delta = out_trunc_delta},
    {D("outMore"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "max(x_i+ - p, 0)", .ego = out_more, .delta = out_more_delta},
    {D("outMore2"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "max(x_i+ - p, 0)", .ego = out_more, .delta = out_more_delta},
    {D("outMore3"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "max(x_i+ - p, 0)", .ego = out_more, .delta = out_more_delta},
    {D("outThreshold"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "I{x_i+ > p}", .ego = out_threshold, .delta = out_threshold_delta},
    {D("outThreshold2"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "I{x_i+ > p}", .ego = out_threshold, .delta = out_threshold_delta},
    {D("outIso"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME, .formula = "I{x_i+ = 0}",
     .ego = out_iso, .delta = out_iso_delta},
    {D("outInv"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME, .formula = "1 / (x_i+ + p)",
     .ego = out_inv, .delta = out_inv_delta, .prepare = prepare_inverse},
    {D("outSqInv"), .on = ANY, .roles = FK_EVAL, .parameter = 1, .facts = SAME,
     .formula = "1 / ((x_i+ + p) (x_i+ + p + 1))", .ego = out_sq_inv, .delta = out_sq_inv_delta,
     .prepare = prepare_inverse},
    {D("avDeg"), .on = ANY, .roles = ALL3, .parameter = 2, .facts = SAME,
     .formula = "x_i+ (mean out-degree - p)", .tie = av_deg, .delta = av_deg_delta},
    {D("outOutAss"), .on = ONE, .roles = ALL3, .parameter = 2,
     .formula = "sum_j x_ij x_i+^(1/p) x_j+^(1/p)", .tie = out_out_ass, .delta = out_out_ass_delta,
     .row = out_out_ass_row, .prepare = prepare_inverse},
    {D("outInAss"), .on = ANY, .roles = ALL3, .parameter = 2,
     .formula = "sum_j x_ij x_i+^(1/p) x_+j^(1/p)", .tie = out_in_ass, .delta = out_in_ass_delta,
     .row = out_in_ass_row, .prepare = prepare_inverse},
    {D("inOutAss"), .on = ONE, .roles = ALL3, .parameter = 2, PERM,
     .formula = "sum_j x_ij x_+i^(1/p) x_j+^(1/p)", .tie = in_out_ass, .delta = in_out_ass_delta,
     .row = in_out_ass_row, .prepare = prepare_inverse},
    {D("inInAss"), .on = ONE, .roles = ALL3, .parameter = 2,
     .formula = "sum_j x_ij x_+i^(1/p) x_+j^(1/p)", .tie = in_in_ass, .delta = in_in_ass_delta,
     .row = in_in_ass_row, .prepare = prepare_inverse},
    {D("degPlus"), .on = FK_ON_SYMMETRIC, .roles = ALL3, .parameter = 1, .facts = START,
     .formula = "sum_j x_ij (x_i+ + x_j+); p = 2: square roots", .tie = deg_plus, .delta = deg_plus_delta,
     .row = deg_plus_row},
    {D("degPlus.c"), .on = FK_ON_SYMMETRIC, .roles = FK_EVAL, .parameter = 1,
     .formula = "sum_j x_ij (x_i+ + x_j+ - 2 d); p = 2: square roots", .tie = deg_plus_c, .delta = deg_plus_c_delta,
     .row = deg_plus_c_row},
    {D("isolateNet"), .on = FK_ON_ONE_SET, .roles = FK_EVAL, EGOS, .facts = SAME,
     .formula = "I{x_i+ = 0, x_+i = 0}", .ego = isolate_net, .delta = isolate_net_delta},
    {D("isolatePop"), .on = ONE, .roles = ALL3, EGOS, .formula = "sum_j x_ij I{x_+j = 1, x_j+ = 0}",
     .tie = isolate_pop, .delta = isolate_pop_delta},
    {D("antiIso"), .on = ONE, .roles = FK_EVAL, EGOS, .formula = "sum_j I{x_+j >= 1, x_j+ = 0}",
     .total = anti_iso, .delta = isolate_pop_delta},
    {D("antiInIso"), .on = ANY, .roles = FK_EVAL, EGOS, .formula = "#{j: x_+j >= 1}", .total = in1_plus,
     .delta = in1_plus_delta},
    {D("antiInIso2"), .on = ANY, .roles = FK_EVAL, EGOS, .formula = "#{j: x_+j >= 2}", .total = in2_plus,
     .delta = in2_plus_delta},
    {D("in2Plus"), .on = ANY, .roles = FK_EVAL, EGOS, .formula = "#{j: x_+j >= 2}", .total = in2_plus,
     .delta = in2_plus_delta},
    {D("in3Plus"), .on = ANY, .roles = FK_EVAL, EGOS, .formula = "#{j: x_+j >= 3}", .total = in3_plus,
     .delta = in3_plus_delta},
    {.name = NULL}};
/* clang-format on */

/* Degrees: popularity of alters, activity of ego (SPEC 19.1, 19.8). Parameter 2 of many
 * takes square roots. */
#include "ties/effect_shapes.h"
#include "ties/term.h"

static double mean_degree(const fk_view *v, const fk_term *t)
{
  return fk_var_own(v, t)->mean_degree;
}

/* Per receiver, which in a one-mode network is the same. */
static double mean_received(const fk_view *v, const fk_term *t)
{
  return fk_var_own(v, t)->mean_in_degree;
}

static double positive(double x)
{
  return x > 0 ? x : 0;
}

/* --- popularity: what alters receive ---------------------------------------- */

FK_PAIR(in_pop)
{
  return fk_in_of(fk_own(v, t), j);
}

FK_PAIR(in_pop_delta)
{
  return fk_in_without(fk_own(v, t), i, j) + 1;
}

FK_EGO(in_pop_alter)
{
  return fk_in_of(fk_own(v, t), i) + 1;
}

FK_PAIR(in_pop_c)
{
  return in_pop(v, t, i, j) - mean_received(v, t);
}

FK_PAIR(in_pop_c_delta)
{
  return in_pop_delta(v, t, i, j) - mean_received(v, t);
}

FK_EGO(in_pop_c_alter)
{
  return in_pop_alter(v, t, i) - mean_received(v, t);
}

FK_PAIR(in_pop_sqrt)
{
  return sqrt(in_pop(v, t, i, j));
}

FK_PAIR(in_pop_sqrt_delta)
{
  return sqrt(in_pop_delta(v, t, i, j));
}

FK_EGO(in_pop_sqrt_alter)
{
  return sqrt(in_pop_alter(v, t, i));
}

static double centred_root(const fk_term *t, double degree, double mean)
{
  return t->parameter == 2 ? sqrt(degree) - sqrt(mean) : degree - mean;
}

FK_PAIR(in_pop_dya)
{
  return centred_root(t, fk_in_of(fk_own(v, t), j), mean_degree(v, t));
}

FK_PAIR(in_pop_dya_delta)
{
  return centred_root(t, in_pop_delta(v, t, i, j), mean_degree(v, t));
}

FK_EGO(in_pop_dya_alter)
{
  return centred_root(t, in_pop_alter(v, t, i), mean_degree(v, t));
}

/* --- popularity: what alters send ------------------------------------------- */

/* Statistic with parameter 0: degrees at the start of the period; below 0: both. */
static const fk_network *at_start(const fk_view *v, const fk_term *t)
{
  return t->parameter <= 0 && v->start ? v->start[t->owner] : fk_own(v, t);
}

FK_PAIR(out_pop)
{
  double now = t->parameter < 0 ? fk_out_of(fk_own(v, t), j) : 0;
  return now + fk_out_of(at_start(v, t), j);
}

FK_PAIR(out_pop_delta)
{
  return fk_out_of(fk_own(v, t), j);
}

FK_EGO(out_pop_alter)
{
  return fk_out_of(fk_own(v, t), i);
}

FK_PAIR(out_pop_sqrt)
{
  return sqrt(fk_out_of(fk_own(v, t), j));
}

FK_EGO(out_pop_sqrt_alter)
{
  return sqrt(fk_out_of(fk_own(v, t), i));
}

FK_PAIR(out_pop_c)
{
  return fk_out_of(fk_own(v, t), j) - mean_degree(v, t);
}

FK_EGO(out_pop_c_alter)
{
  return fk_out_of(fk_own(v, t), i) - mean_degree(v, t);
}

FK_EGO(out_pop_more_alter)
{
  return positive(fk_out_of(fk_own(v, t), i) - t->parameter);
}

FK_PAIR(out_pop_more)
{
  return out_pop_more_alter(v, t, j);
}

FK_EGO(out_pop_sqrt_more_alter)
{
  return positive(sqrt(fk_out_of(fk_own(v, t), i)) - sqrt(positive(t->parameter)));
}

FK_PAIR(out_pop_sqrt_more)
{
  return out_pop_sqrt_more_alter(v, t, j);
}

FK_EGO(out_pop_threshold_alter)
{
  return fk_out_of(fk_own(v, t), i) > t->parameter;
}

FK_PAIR(out_pop_threshold)
{
  return out_pop_threshold_alter(v, t, j);
}

/* --- popularity: reciprocated ties ------------------------------------------ */

FK_PAIR(reci_pop)
{
  return (double)fk_own(v, t)->mutual[j];
}

FK_PAIR(reci_pop_delta)
{
  const fk_network *x = fk_own(v, t);
  double back = fk_tie(x, j, i);
  return (double)x->mutual[j] + back * (1 - (double)fk_tie(x, i, j));
}

FK_PAIR(reci_pop_sqrt)
{
  return sqrt(reci_pop(v, t, i, j));
}

FK_PAIR(reci_pop_sqrt_delta)
{
  return sqrt(reci_pop_delta(v, t, i, j));
}

/* --- activity: what ego receives -------------------------------------------- */

FK_PAIR(in_act)
{
  double now = t->parameter < 0 ? fk_in_of(fk_own(v, t), i) : 0;
  return now + fk_in_of(at_start(v, t), i);
}

FK_PAIR(in_act_delta)
{
  return fk_in_of(fk_own(v, t), i);
}

FK_PAIR(in_act_c)
{
  return fk_in_of(fk_own(v, t), i) - mean_degree(v, t);
}

FK_PAIR(in_act_sqrt)
{
  return sqrt(fk_in_of(fk_own(v, t), i));
}

FK_PAIR(in_is_degree)
{
  return fk_own(v, t)->in_degree[i] == 0;
}

FK_PAIR(in_act_ego)
{
  return centred_root(t, fk_in_of(fk_own(v, t), i), mean_degree(v, t));
}

static double inverse(const fk_term *t, double degree)
{
  return degree > 0 ? 1 / (t->parameter == 2 ? sqrt(degree) : degree) : 0;
}

FK_PAIR(div_in_ego)
{
  return inverse(t, fk_in_of(fk_own(v, t), i));
}

/* --- activity: what ego sends ----------------------------------------------- */

FK_PAIR(out_act)
{
  return fk_out_of(fk_own(v, t), i);
}

FK_PAIR(out_act_delta)
{
  return 2 * fk_out_without(fk_own(v, t), i, j) + 1;
}

FK_PAIR(out_act_c)
{
  return out_act(v, t, i, j) - mean_degree(v, t);
}

FK_PAIR(out_act_c_delta)
{
  return out_act_delta(v, t, i, j) - mean_degree(v, t);
}

FK_PAIR(out_act_sqrt)
{
  return sqrt(out_act(v, t, i, j));
}

FK_PAIR(out_act_sqrt_delta)
{
  double d = fk_out_without(fk_own(v, t), i, j);
  return (d + 1) * sqrt(d + 1) - d * sqrt(d);
}

FK_PAIR(out_act_ego)
{
  return centred_root(t, fk_out_of(fk_own(v, t), i), mean_degree(v, t));
}

FK_PAIR(div_out_ego)
{
  return inverse(t, fk_out_of(fk_own(v, t), i));
}

FK_PAIR(out_act_more_ego)
{
  return positive(fk_out_of(fk_own(v, t), i) - t->parameter);
}

FK_PAIR(out_act_sqrt_more_ego)
{
  return positive(sqrt(fk_out_of(fk_own(v, t), i)) - sqrt(positive(t->parameter)));
}

FK_PAIR(out_more_ego)
{
  return fk_out_of(fk_own(v, t), i) > t->parameter;
}

/* --- activity: reciprocated ties -------------------------------------------- */

FK_PAIR(reci_act)
{
  return fk_rooted(t, (double)fk_own(v, t)->mutual[i]);
}

FK_PAIR(reci_act_delta)
{
  const fk_network *x = fk_own(v, t);
  double back = fk_tie(x, j, i), d = fk_out_without(x, i, j);
  double without = (double)x->mutual[i] - back * (double)fk_tie(x, i, j);
  return (d + 1) * fk_rooted(t, without + back) - d * fk_rooted(t, without);
}

FK_PAIR(reci_act_ego)
{
  return centred_root(
      t, (double)fk_own(v, t)->mutual[i], fk_var_own(v, t)->mean_mutual);
}

#define ALL3 FK_THREE_ROLES
#define ONE FK_ON_ONE_MODE
#define DIRECTED FK_ON_DIRECTED
#define ANY FK_ON_NETWORK
#define START FK_START_DEGREE
#define ELEMENT FK_ELEMENTARY
#define SAME FK_EGO_ONLY

/* clang-format off */
#define D(n) .name = n, .family = "degree"
#define PERM .mixing = FK_MIX_DYADIC
#define EGOS .mixing = FK_MIX_EGO
const fk_effect fk_effects_degree[] = {
    {D("inPop"), .on = ANY, .roles = ALL3, .facts = FK_ALTER, .formula = "sum_j x_ij x_+j",
     .tie = in_pop, .delta = in_pop_delta, .alter = in_pop_alter},
    {D("inPop.c"), .on = ANY, .roles = ALL3, .facts = FK_ALTER, .formula = "sum_j x_ij (x_+j - d)",
     .tie = in_pop_c, .delta = in_pop_c_delta, .alter = in_pop_c_alter},
    {D("inPopSqrt"), .on = ANY, .roles = ALL3, .facts = FK_ALTER, .formula = "sum_j x_ij sqrt(x_+j)",
     .tie = in_pop_sqrt, .delta = in_pop_sqrt_delta, .alter = in_pop_sqrt_alter},
    {D("inPop_dya"), .on = FK_ON_ONE_SET, .roles = ALL3, PERM, .facts = ELEMENT | FK_ALTER,
     .formula = "x_ij (x_+j - d); p = 2: x_ij (sqrt(x_+j) - sqrt(d))",
     .tie = in_pop_dya, .delta = in_pop_dya_delta, .alter = in_pop_dya_alter},
    {D("outPop"), .on = ONE, .roles = ALL3, .parameter = 1, PERM, .facts = FK_ALTER,
     .formula = "sum_j x_ij x_j+; p = 0: at the start of the period; p < 0: both", .tie = out_pop,
     .delta = out_pop_delta, .alter = out_pop_alter},
    {D("outPop.c"), .on = ONE, .roles = ALL3, PERM, .facts = FK_ALTER, .formula = "sum_j x_ij (x_j+ - d)",
     .tie = out_pop_c, .alter = out_pop_c_alter},
    {D("outPopSqrt"), .on = ONE, .roles = FK_EVAL, PERM, .facts = FK_ALTER,
     .formula = "sum_j x_ij sqrt(x_j+)", .tie = out_pop_sqrt, .alter = out_pop_sqrt_alter},
    {D("outPopMore"), .on = ONE, .roles = ALL3, PERM, .facts = FK_ALTER,
     .formula = "sum_j x_ij max(x_j+ - p, 0)", .tie = out_pop_more, .alter = out_pop_more_alter},
    {D("outPopSqrtMore"), .on = ONE, .roles = ALL3, PERM, .facts = FK_ALTER,
     .formula = "sum_j x_ij max(sqrt(x_j+) - sqrt(p), 0)", .tie = out_pop_sqrt_more,
     .alter = out_pop_sqrt_more_alter},
    {D("outPopThreshold"), .on = ONE, .roles = ALL3, PERM, .facts = FK_ALTER,
     .formula = "sum_j x_ij I{x_j+ > p}", .tie = out_pop_threshold, .alter = out_pop_threshold_alter},
    {D("reciPop"), .on = ONE, .roles = ALL3, PERM, .formula = "sum_j x_ij r_j", .tie = reci_pop,
     .delta = reci_pop_delta},
    {D("reciPopSqrt"), .on = ONE, .roles = ALL3, PERM, .formula = "sum_j x_ij sqrt(r_j)",
     .tie = reci_pop_sqrt, .delta = reci_pop_sqrt_delta},
    {D("inAct"), .on = ONE, .roles = ALL3, .parameter = 1, EGOS, .facts = START | SAME,
     .formula = "x_i+ x_+i; p = 0: in-degree at the start of the period; p < 0: both", .tie = in_act,
     .delta = in_act_delta},
    {D("inAct.c"), .on = ONE, .roles = ALL3, EGOS, .facts = START | SAME, .formula = "x_i+ (x_+i - d)", .tie = in_act_c},
    {D("inActSqrt"), .on = ONE, .roles = ALL3, EGOS, .facts = START | SAME, .formula = "x_i+ sqrt(x_+i)",
     .tie = in_act_sqrt},
    {D("inIsDegree"), .on = ONE, .roles = FK_EVAL, EGOS, .facts = SAME, .formula = "x_i+ I{x_+i = 0}",
     .tie = in_is_degree},
    {D("inAct_ego"), .on = ONE, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij (x_+i - d); p = 2: x_ij (sqrt(x_+i) - sqrt(d))", .tie = in_act_ego},
    {D("divIn_ego"), .on = ONE, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij / x_+i; p = 2: x_ij / sqrt(x_+i)", .tie = div_in_ego},
    {D("outAct"), .on = ANY, .roles = ALL3, .facts = START | SAME, .formula = "x_i+^2", .tie = out_act,
     .delta = out_act_delta},
    {D("outAct.c"), .on = ANY, .roles = ALL3, .facts = START | SAME, .formula = "x_i+ (x_i+ - d)",
     .tie = out_act_c, .delta = out_act_c_delta},
    {D("outActSqrt"), .on = ANY, .roles = ALL3, .facts = START | SAME, .formula = "x_i+^1.5",
     .tie = out_act_sqrt, .delta = out_act_sqrt_delta},
    {D("outAct_ego"), .on = ANY, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij (x_i+ - d); p = 2: x_ij (sqrt(x_i+) - sqrt(d))", .tie = out_act_ego},
    {D("divOut_ego"), .on = ANY, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij / x_i+; p = 2: x_ij / sqrt(x_i+)", .tie = div_out_ego},
    {D("outActMore_ego"), .on = ANY, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij max(x_i+ - p, 0)", .tie = out_act_more_ego},
    {D("outActSqrtMore_ego"), .on = ANY, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij max(sqrt(x_i+) - sqrt(p), 0)", .tie = out_act_sqrt_more_ego},
    {D("outMore_ego"), .on = ANY, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij I{x_i+ > p}", .tie = out_more_ego},
    {D("reciAct"), .on = ONE, .roles = FK_EVAL, .parameter = 1,
     .formula = "x_i+ r_i; p = 2: x_i+ sqrt(r_i)", .tie = reci_act, .delta = reci_act_delta},
    {D("reciAct_ego"), .on = ONE, .roles = ALL3, EGOS, .facts = ELEMENT | SAME,
     .formula = "x_ij (r_i - mean r); p = 2: x_ij (sqrt(r_i) - sqrt(mean r))", .tie = reci_act_ego},
    {.name = NULL}};
/* clang-format on */

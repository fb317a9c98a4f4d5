/* Structural and degree effects of one network as their formulas have them. */
#ifndef TEST_TIES_STRUCTURAL_DEFINITIONS_H
#define TEST_TIES_STRUCTURAL_DEFINITIONS_H

#include "ties/effects_twin.h"

typedef struct graph {
  size_t n, m;
  bool one;
  int x[WORLD_N][WORLD_N];
  double p;                                    /* parameter */
  double mean, mean_in, mean_mutual, b0, b_in; /* of all waves */
} graph;

typedef double ego_def(const graph *g, size_t i);
typedef double pair_def(const graph *g, size_t i, size_t j);
typedef double total_def(const graph *g);

/* --- counts ----------------------------------------------------------------- */

#define COUNT(name, product)                                                           \
  static double name(const graph *g, size_t i, size_t j)                               \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t h = 0; h < g->n; h++) sum += (product);                                \
    return sum;                                                                        \
  }
COUNT(tp, g->x[i][h] * g->x[h][j])
COUNT(rb, g->x[j][h] * g->x[h][i])
COUNT(ii, g->x[h][i] * g->x[h][j])
COUNT(rr, g->x[i][h] * g->x[h][i] * g->x[h][j] * g->x[j][h])

static double oo(const graph *g, size_t i, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < g->m; h++) sum += g->x[i][h] * g->x[j][h];
  return sum;
}
static double out(const graph *g, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < g->m; j++) sum += g->x[i][j];
  return sum;
}
static double in(const graph *g, size_t j)
{
  double sum = 0;
  for (size_t i = 0; i < g->n; i++) sum += g->x[i][j];
  return sum;
}
static double mutual(const graph *g, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < g->n; j++) sum += g->x[i][j] * g->x[j][i];
  return sum;
}

/* s_i = sum_j x_ij (formula of i and j) */
#define TIES(name, formula)                                                            \
  static double name(const graph *g, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < g->m; j++)                                                  \
      if (g->x[i][j]) sum += (formula);                                                \
    return sum;                                                                        \
  }
/* An elementary effect: the factor of x_ij, and s_i of it. */
#define ELEMENT(name, formula)                                                         \
  static double name##_pair(const graph *g, size_t i, size_t j)                        \
  {                                                                                    \
    (void)i, (void)j;                                                                  \
    return formula;                                                                    \
  }                                                                                    \
  TIES(name, name##_pair(g, i, j))
#define EGO(name, formula)                                                             \
  static double name(const graph *g, size_t i)                                         \
  {                                                                                    \
    return formula;                                                                    \
  }
#define TOTAL(name, condition)                                                         \
  static double name(const graph *g)                                                   \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < g->m; j++) sum += (condition);                              \
    return sum;                                                                        \
  }

static double ratio(double a, double b)
{
  return b > 0 ? a / b : 0;
}
static double root(const graph *g, double a)
{
  return g->p == 2 ? sqrt(a) : a;
}
static double centred(const graph *g, double a, double mean)
{
  return root(g, a) - root(g, mean);
}
static double more(double a)
{
  return fmax(a, 0);
}
static double curve(const graph *g, double k)
{
  double a = g->p / 100;
  return exp(a) * (1 - pow(1 - exp(-a), k));
}

/* --- closure ---------------------------------------------------------------- */

TIES(density, 1)
TIES(recip, g->x[j][i])
TIES(trans_trip, tp(g, i, j))
ELEMENT(trans_trip1, tp(g, i, j))
ELEMENT(trans_trip2, oo(g, i, j))
TIES(trans_med, ii(g, i, j))
TIES(trans_rec, g->x[j][i] * tp(g, i, j))
TIES(cycles3, rb(g, i, j))
TIES(trans_ties, tp(g, i, j) > 0)
TIES(half_closed, tp(g, i, j) / 2)
ELEMENT(gwesp_ff, curve(g, tp(g, i, j)))
ELEMENT(gwesp_bb, curve(g, rb(g, i, j)))
ELEMENT(gwesp_fb, curve(g, oo(g, i, j)))
ELEMENT(gwesp_bf, curve(g, ii(g, i, j)))
ELEMENT(gwesp_rr, curve(g, rr(g, i, j)))
ELEMENT(jaccard_out, ratio(oo(g, i, j), out(g, i) + out(g, j) - oo(g, i, j)))
ELEMENT(jaccard_in, ratio(ii(g, i, j), in(g, i) + in(g, j) - ii(g, i, j)))

/* sum over h of a formula of j and h, for every tie i -> j */
#define TRIADS(name, formula)                                                          \
  static double name(const graph *g, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < g->n; j++)                                                  \
      for (size_t h = 0; h < g->n; h++)                                                \
        if (h != i && h != j && g->x[i][j]) sum += (formula);                          \
    return sum;                                                                        \
  }
TRIADS(trans_rec2, g->x[i][h] * g->x[h][j] * g->x[j][h])
TRIADS(between, g->x[h][i] * (1 - g->x[h][j]))
TRIADS(balance, g->b0 - abs(g->x[i][h] - g->x[j][h]))
TRIADS(in_struct_eq, g->b_in - abs(g->x[h][i] - g->x[h][j]))
TRIADS(dense,
    g->x[i][j] + g->x[j][i] + g->x[i][h] + g->x[h][i] + g->x[j][h] + g->x[h][j] >= g->p)

static double triangles(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < i; j++)
      for (size_t h = 0; h < j; h++) count += g->x[i][j] * g->x[j][h] * g->x[h][i];
  return count;
}
static double cycles(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < g->n; j++)
      for (size_t h = 0; h < g->n; h++)
        if (i < j && i < h) count += g->x[i][j] * g->x[j][h] * g->x[h][i];
  return count;
}
static double ties(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < i; j++) count += g->x[i][j];
  return count;
}

/* --- further than triads ---------------------------------------------------- */

/* What is summed over all others, with a tie or not. */
#define OTHERS(name, formula)                                                          \
  static double name(const graph *g, size_t i)                                         \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t h = 0; h < g->n; h++)                                                  \
      if (h != i) sum += (formula);                                                    \
    return sum;                                                                        \
  }
OTHERS(distance2, !g->x[i][h] && tp(g, i, h) > 0)
OTHERS(distance2_twice, !g->x[i][h] && tp(g, i, h) >= 2)
OTHERS(gwdsp_ff, curve(g, tp(g, i, h)))
OTHERS(gwdsp_fb, curve(g, oo(g, i, h)))

static double pairs_at_two(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < i; j++) count += !g->x[i][j] && tp(g, i, j) > 0;
  return count;
}
static double pairs_at_two_twice(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < i; j++) count += !g->x[i][j] && tp(g, i, j) >= 2;
  return count;
}

/* Ways from i over j, a sender h and another receiver k back. */
static double squares_of(const graph *g, size_t i, size_t j)
{
  double count = 0;
  for (size_t h = 0; h < g->n; h++)
    for (size_t k = 0; k < g->m; k++)
      if (h != i && k != j) count += g->x[i][j] * g->x[i][k] * g->x[h][j] * g->x[h][k];
  return count;
}
static double squares(const graph *g, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < g->m; j++)
    sum += g->p == 2 ? sqrt(squares_of(g, i, j)) : squares_of(g, i, j) / 2;
  return sum;
}
/* Each by its two senders and two receivers; the root is no count of cycles. */
static double half_of_squares(const graph *g)
{
  double count = 0;
  for (size_t i = 0; i < g->n; i++) count += squares(g, i) / 2;
  if (g->p == 2) return count;
  double counted = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t h = 0; h < i; h++) counted += oo(g, i, h) * (oo(g, i, h) - 1) / 2;
  assert_close(count, counted, 1e-12, 0);
  return counted;
}

/* --- degrees ---------------------------------------------------------------- */

TIES(in_pop, in(g, j))
TIES(in_pop_c, in(g, j) - g->mean_in)
TIES(in_pop_sqrt, sqrt(in(g, j)))
TIES(out_pop, out(g, j))
TIES(out_pop_c, out(g, j) - g->mean)
TIES(out_pop_sqrt, sqrt(out(g, j)))
TIES(out_pop_more, more(out(g, j) - g->p))
TIES(out_pop_sqrt_more, more(sqrt(out(g, j)) - sqrt(g->p)))
TIES(out_pop_threshold, out(g, j) > g->p)
TIES(reci_pop, mutual(g, j))
TIES(reci_pop_sqrt, sqrt(mutual(g, j)))
TIES(in_act, in(g, i))
TIES(in_act_c, in(g, i) - g->mean)
TIES(in_act_sqrt, sqrt(in(g, i)))
TIES(in_is_degree, in(g, i) == 0)
TIES(isolate_pop, in(g, j) == 1 && out(g, j) == 0)
TIES(deg_plus, root(g, out(g, i)) + root(g, out(g, j)))
TIES(deg_plus_c, root(g, out(g, i)) + root(g, out(g, j)) - 2 * root(g, g->mean))
TIES(out_out, pow(out(g, i), 1 / g->p) * pow(out(g, j), 1 / g->p))
TIES(out_in, pow(out(g, i), 1 / g->p) * pow(in(g, j), 1 / g->p))
TIES(in_out, pow(in(g, i), 1 / g->p) * pow(out(g, j), 1 / g->p))
TIES(in_in, pow(in(g, i), 1 / g->p) * pow(in(g, j), 1 / g->p))
ELEMENT(in_act_ego, centred(g, in(g, i), g->mean))
ELEMENT(out_act_ego, centred(g, out(g, i), g->mean))
ELEMENT(div_in_ego, ratio(1, root(g, in(g, i))))
ELEMENT(div_out_ego, ratio(1, root(g, out(g, i))))
ELEMENT(out_act_more, more(out(g, i) - g->p))
ELEMENT(out_act_sqrt_more, more(sqrt(out(g, i)) - sqrt(g->p)))
ELEMENT(out_more_ego, out(g, i) > g->p)
ELEMENT(reci_act_ego, centred(g, mutual(g, i), g->mean_mutual))
/* With the tie itself. */
ELEMENT(in_pop_dya, centred(g, in(g, j) + 1 - g->x[i][j], g->mean))

EGO(out_act, pow(out(g, i), 2))
EGO(out_act_c, out(g, i) * (out(g, i) - g->mean))
EGO(out_act_sqrt, pow(out(g, i), 1.5))
EGO(reci_act, out(g, i) * root(g, mutual(g, i)))
EGO(out_trunc, fmin(out(g, i), g->p))
EGO(out_more, more(out(g, i) - g->p))
EGO(out_threshold, out(g, i) > g->p)
EGO(out_iso, out(g, i) == 0)
EGO(out_inv, 1 / (out(g, i) + g->p))
EGO(out_sq_inv, 1 / (out(g, i) + g->p) / (out(g, i) + g->p + 1))
EGO(isolate_net, out(g, i) + in(g, i) == 0)

static double av_deg(const graph *g, size_t i)
{
  double sum = 0;
  for (size_t h = 0; h < g->n; h++) sum += out(g, h);
  return out(g, i) * (sum / (double)g->n - g->p);
}

TOTAL(anti_iso, in(g, j) >= 1 && out(g, j) == 0)
TOTAL(in1, in(g, j) >= 1)
TOTAL(in2, in(g, j) >= 2)
TOTAL(in3, in(g, j) >= 3)
static double joins_at(const graph *g, size_t i, size_t j, double least)
{
  return in(g, j) - g->x[i][j] == least - 1;
}
static double in1_pair(const graph *g, size_t i, size_t j)
{
  return joins_at(g, i, j, 1);
}
static double in2_pair(const graph *g, size_t i, size_t j)
{
  return joins_at(g, i, j, 2);
}
static double in3_pair(const graph *g, size_t i, size_t j)
{
  return joins_at(g, i, j, 3);
}
static double anti_iso_pair(const graph *g, size_t i, size_t j)
{
  return (double)joins_at(g, i, j, 1) > 0 && out(g, j) == 0;
}

/* --- the table -------------------------------------------------------------- */

enum { NET = 1, SYM = 2, BIP = 4, SETS = NET | SYM, ALL = NET | SYM | BIP };

typedef struct row {
  const char *name;
  unsigned owners;
  double parameter;
  ego_def *s;     /* NULL: a number of the whole network */
  pair_def *pair; /* elementary effects: the change statistic */
  total_def *total;
} row;

#define S(name, owners, p, s)                                                          \
  {                                                                                    \
    name, owners, p, s, NULL, NULL                                                     \
  }
#define E(name, owners, p, s)                                                          \
  {                                                                                    \
    name, owners, p, s, s##_pair, NULL                                                 \
  }

static const row rows[] = {S("density", NET | BIP, 0, density),
    {"density", SYM, 0, density, NULL, ties}, S("recip", NET, 0, recip),
    S("transTrip", NET, 0, trans_trip), E("transTrip1", NET, 0, trans_trip1),
    E("transTrip2", NET, 0, trans_trip2), S("transMedTrip", NET, 0, trans_med),
    S("transRecTrip", NET, 0, trans_rec), S("transRecTrip2", NET, 0, trans_rec2),
    {"cycle3", NET, 0, cycles3, rb, cycles},
    {"transTriads", SYM, 0, half_closed, NULL, triangles},
    S("transTies", SETS, 0, trans_ties), S("between", SETS, 0, between),
    S("balance", SETS, 0, balance), S("inStructEq", NET, 0, in_struct_eq),
    E("Jout", SETS, 0, jaccard_out), E("Jin", NET, 0, jaccard_in),
    S("nbrDist2", NET, 0, distance2), S("nbrDist2twice", NET, 0, distance2_twice),
    {"nbrDist2", SYM, 0, distance2, NULL, pairs_at_two},
    {"nbrDist2twice", SYM, 0, distance2_twice, NULL, pairs_at_two_twice},
    S("denseTriads", NET, 5, dense), S("denseTriads", NET, 4, dense),
    {"sharedPop", NET, 1, squares, NULL, half_of_squares},
    {"cycle4", ALL, 1, squares, NULL, half_of_squares},
    {"cycle4", ALL, 2, squares, NULL, half_of_squares}, E("gwesp", SYM, 69, gwesp_ff),
    E("gwespFF", NET, 30, gwesp_ff), E("gwespBB", NET, 69, gwesp_bb),
    E("gwespFB", NET, 69, gwesp_fb), E("gwespBF", NET, 120, gwesp_bf),
    E("gwespRR", NET, 69, gwesp_rr), S("gwdspFF", SETS, 69, gwdsp_ff),
    S("gwdspFB", NET | BIP, 69, gwdsp_fb), S("inPop", ALL, 0, in_pop),
    S("inPop.c", ALL, 0, in_pop_c), S("inPopSqrt", ALL, 0, in_pop_sqrt),
    E("inPop_dya", SETS, 0, in_pop_dya), E("inPop_dya", SETS, 2, in_pop_dya),
    S("outPop", NET, 1, out_pop), S("outPop.c", NET, 0, out_pop_c),
    S("outPopSqrt", NET, 0, out_pop_sqrt), S("outPopMore", NET, 2, out_pop_more),
    S("outPopSqrtMore", NET, 2, out_pop_sqrt_more),
    S("outPopThreshold", NET, 2, out_pop_threshold), S("reciPop", NET, 0, reci_pop),
    S("reciPopSqrt", NET, 0, reci_pop_sqrt), S("inAct", NET, 1, in_act),
    S("inAct.c", NET, 0, in_act_c), S("inActSqrt", NET, 0, in_act_sqrt),
    S("inIsDegree", NET, 0, in_is_degree), E("inAct_ego", NET, 0, in_act_ego),
    E("inAct_ego", NET, 2, in_act_ego), E("outAct_ego", ALL, 0, out_act_ego),
    E("outAct_ego", ALL, 2, out_act_ego), E("divIn_ego", NET, 0, div_in_ego),
    E("divIn_ego", NET, 2, div_in_ego), E("divOut_ego", ALL, 0, div_out_ego),
    E("divOut_ego", ALL, 2, div_out_ego), E("outActMore_ego", ALL, 2, out_act_more),
    E("outActSqrtMore_ego", ALL, 2, out_act_sqrt_more),
    E("outMore_ego", ALL, 1, out_more_ego), E("reciAct_ego", NET, 0, reci_act_ego),
    E("reciAct_ego", NET, 2, reci_act_ego), S("outAct", ALL, 0, out_act),
    S("outAct.c", ALL, 0, out_act_c), S("outActSqrt", ALL, 0, out_act_sqrt),
    S("reciAct", NET, 1, reci_act), S("reciAct", NET, 2, reci_act),
    S("outTrunc", ALL, 1, out_trunc), S("outTrunc2", ALL, 3, out_trunc),
    S("outMore", ALL, 1, out_more), S("outMore2", ALL, 2, out_more),
    S("outMore3", ALL, 3, out_more), S("outThreshold", ALL, 1, out_threshold),
    S("outThreshold2", ALL, 2, out_threshold), S("outIso", ALL, 1, out_iso),
    S("outInv", ALL, 1, out_inv), S("outSqInv", ALL, 2, out_sq_inv),
    S("avDeg", ALL, 2, av_deg), S("outOutAss", NET, 2, out_out),
    S("outOutAss", NET, 1, out_out), S("outInAss", ALL, 2, out_in),
    S("outInAss", ALL, 3, out_in), S("inOutAss", NET, 2, in_out),
    S("inInAss", NET, 2, in_in), S("inInAss", NET, 1, in_in),
    S("degPlus", SYM, 1, deg_plus), S("degPlus", SYM, 2, deg_plus),
    S("degPlus.c", SYM, 1, deg_plus_c), S("isolateNet", SETS, 0, isolate_net),
    S("isolatePop", NET, 0, isolate_pop),
    {"antiIso", NET, 0, NULL, anti_iso_pair, anti_iso},
    {"antiInIso", ALL, 0, NULL, in1_pair, in1},
    {"antiInIso2", ALL, 0, NULL, in2_pair, in2},
    {"in2Plus", ALL, 0, NULL, in2_pair, in2}, {"in3Plus", ALL, 0, NULL, in3_pair, in3}};

#endif

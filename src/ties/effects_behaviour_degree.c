/* Effects of the place in a network on a behaviour: degrees, and dense triads. */
#include "ties/influence.h"

/* --- degrees ------------------------------------------------------------------ */

FK_FROM_EGO(indegree, z *f.x->in_degree[i])
FK_FROM_EGO(outdegree, z *f.x->out_degree[i])
FK_FROM_EGO(mutual_degree, z *f.x->mutual[i])
FK_FROM_EGO(isolate, f.x->in_degree[i] ? 0 : z)
FK_FROM_EGO(out_isolate, f.x->out_degree[i] ? 0 : z)
FK_FROM_EGO(average_popularity, z *fk_average(&f, FK_SENT, fk_in_degree))
FK_FROM_EGO(total_popularity, z *fk_total(&f, FK_SENT, fk_in_degree))

/* --- values of all, weighed by popularity --------------------------------------- */

static inline double popular_sum(const fk_focus *f, double *ties)
{
  double sum = 0;
  *ties = 0;
  for (size_t h = 0; h < f->own->n; h++) {
    double in = f->x->in_degree[h];
    sum += in * (h == f->i ? f->z : f->value[h]);
    *ties += in;
  }
  return sum;
}
static double center(const fk_focus *f)
{
  return f->p <= 0.5 ? 0 : f->p - f->own->shift;
}
static double popular_total(const fk_focus *f)
{
  double ties;
  return f->z * (popular_sum(f, &ties) - center(f));
}
static double popular_average(const fk_focus *f)
{
  double ties, sum = popular_sum(f, &ties);
  return f->z * (fk_ratio(sum, ties) - center(f));
}
FK_FROM_EGO(group_by_popularity, popular_average(&f))
FK_FROM_EGO(group_total_by_popularity, popular_total(&f))

/* --- two networks --------------------------------------------------------------- */

static double also_sent(const fk_focus *f, size_t j)
{
  return fk_tie(f->y, f->i, j);
}
static double also_received(const fk_focus *f, size_t j)
{
  return fk_tie(f->y, j, f->i);
}
static double also_mutual(const fk_focus *f, size_t j)
{
  return fk_tie(f->y, f->i, j) && fk_tie(f->y, j, f->i);
}
/* p from 2: how many fewer they are than the ties of the first network. */
static inline double overlap(const fk_focus *f, fk_way way, fk_alter_fn *also)
{
  double less = f->p > 1.5 ? fk_how_many(f, f->x, way) : 0;
  return f->z * (fk_total(f, way, also) - less);
}
FK_FROM_EGO(sent_sent, overlap(&f, FK_SENT, also_sent))
FK_FROM_EGO(received_received, overlap(&f, FK_RECEIVED, also_received))
FK_FROM_EGO(sent_received, overlap(&f, FK_SENT, also_received))
FK_FROM_EGO(sent_mutual, overlap(&f, FK_SENT, also_mutual))
FK_FROM_EGO(received_mutual, overlap(&f, FK_RECEIVED, also_mutual))

static double popular_elsewhere(const fk_focus *f, size_t j)
{
  return f->y->in_degree[j];
}
FK_FROM_EGO(out_mixed, z *fk_total(&f, FK_SENT, popular_elsewhere))
FK_FROM_EGO(in_mixed, z *fk_total(&f, FK_RECEIVED, popular_elsewhere))

/* --- dense triads --------------------------------------------------------------- */

static double between(const fk_network *x, size_t i, size_t j)
{
  return fk_tie(x, i, j) + fk_tie(x, j, i);
}
/* Sum over pairs of others {j, h} that with ego have at least p of the six ties. */
static inline double over_dense(const fk_focus *f, bool similar)
{
  const fk_network *x = f->x;
  double sum = 0;
  for (size_t j = 0; j < x->n; j++) {
    double ij = between(x, f->i, j);
    if (j == f->i || (f->p > 4 && ij == 0)) continue;
    for (size_t h = j + 1; h < x->n; h++) {
      if (h == f->i || ij + between(x, f->i, h) + between(x, j, h) < f->p) continue;
      if (similar && !(fk_has_value(f, j) && fk_has_value(f, h))) continue;
      sum += similar ? fk_alter_similar(f, j) + fk_alter_similar(f, h) : 1;
    }
  }
  return sum;
}
FK_FROM_EGO(dense_triads, z *over_dense(&f, false))
FK_FROM_EGO(dense_similar, over_dense(&f, true))

#define OF_NET(title, allowed, kind, f, fits, text)                                    \
  {                                                                                    \
    .name = title, .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,           \
    .of = {FK_OF_NETWORK}, .roles = allowed, .mixing = kind, .behaviour = f,           \
    .prepare = fits, .formula = text                                                   \
  }
#define OF_TWO(title, f, fits, text)                                                   \
  {                                                                                    \
    .name = title, .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,           \
    .of = {FK_OF_NETWORK, FK_OF_NETWORK}, .roles = FK_THREE_ROLES,                     \
    .mixing = FK_MIX_BEHAVIOUR, .behaviour = f, .prepare = fits, .formula = text       \
  }
#define ALL3 FK_THREE_ROLES
#define Z_TIMES FK_MIX_BEHAVIOUR
#define WITHIN fk_prepare_within
#define SENDING fk_prepare_sending

/* clang-format off */
const fk_effect fk_effects_behaviour_degree[] = {
    OF_NET("indeg", ALL3, Z_TIMES, indegree, WITHIN, "z_i x_+i"),
    OF_NET("outdeg", ALL3, Z_TIMES, outdegree, SENDING, "z_i x_i+"),
    OF_NET("recipDeg", ALL3, Z_TIMES, mutual_degree, WITHIN, "z_i sum_j x_ij x_ji"),
    OF_NET("isolate", FK_EVAL, Z_TIMES, isolate, WITHIN, "z_i I{x_+i = 0}"),
    OF_NET("outIsolate", FK_EVAL, Z_TIMES, out_isolate, SENDING, "z_i I{x_i+ = 0}"),
    OF_NET("popAlt", FK_EVAL, Z_TIMES, average_popularity, SENDING,
        "z_i sum_j x_ij x_+j / x_i+"),
    OF_NET("totPopAlt", FK_EVAL, Z_TIMES, total_popularity, SENDING,
        "z_i sum_j x_ij x_+j"),
    {.name = "indegAvGroup", .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,
     .of = {FK_OF_NETWORK}, .roles = ALL3, .parameter = 1,
     .behaviour = group_by_popularity, .prepare = WITHIN,
     .formula = "z_i (sum_h x_+h z_h / sum_h x_+h - c_p)"},
    {.name = "indegTotGroup", .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,
     .of = {FK_OF_NETWORK}, .roles = ALL3, .parameter = 1,
     .behaviour = group_total_by_popularity, .prepare = WITHIN,
     .formula = "z_i (sum_h x_+h z_h - c_p)"},
    OF_TWO("FFDeg", sent_sent, SENDING, "z_i sum_j x1_ij x2_ij; p >= 2: less x1_i+"),
    OF_TWO("BBDeg", received_received, WITHIN, "z_i sum_j x1_ji x2_ji; p >= 2: less x1_+i"),
    OF_TWO("FBDeg", sent_received, WITHIN, "z_i sum_j x1_ij x2_ji; p >= 2: less x1_i+"),
    OF_TWO("FRDeg", sent_mutual, WITHIN, "z_i sum_j x1_ij x2_ij x2_ji; p >= 2: less x1_i+"),
    OF_TWO("BRDeg", received_mutual, WITHIN, "z_i sum_j x1_ji x2_ij x2_ji; p >= 2: less x1_+i"),
    OF_TWO("outdegMixedPop", out_mixed, SENDING, "z_i sum_j x1_ij x2_+j"),
    OF_TWO("indegMixedPop", in_mixed, WITHIN, "z_i sum_j x1_ji x2_+j"),
    {.name = "behDenseTriads", .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,
     .of = {FK_OF_NETWORK}, .roles = FK_EVAL, .parameter = 5, .mixing = Z_TIMES,
     .behaviour = dense_triads, .prepare = WITHIN,
     .formula = "z_i #{ {j, h}: at least p ties among i, j, h }"},
    {.name = "simDenseTriads", .family = "behaviour and network", .on = FK_ON_BEHAVIOUR,
     .of = {FK_OF_NETWORK}, .roles = FK_EVAL, .parameter = 5,
     .behaviour = dense_similar, .prepare = WITHIN,
     .formula = "sum over {j, h} with at least p ties among i, j, h of S_ij + S_ih"},
    {.name = NULL}};
/* clang-format on */

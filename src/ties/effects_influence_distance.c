/* Effects at distance two on a behaviour: of the values, and of the covariates, of
 * those whom alters have ties with. */
#include "ties/influence.h"

/* --- alters of alters ------------------------------------------------------------- */

typedef struct around {
  double sum, count;
} around;

/* Those whom j sends to, or those who send to j; without ego. */
static inline around around_alter(
    const fk_focus *f, size_t j, bool senders, fk_alter_fn *of)
{
  const uint32_t *list = senders ? fk_in(f->x, j) : fk_out(f->x, j);
  uint32_t count = senders ? f->x->in_degree[j] : f->x->out_degree[j];
  around a = {0, 0};
  for (uint32_t k = 0; k < count; k++)
    if (list[k] != f->i) a.sum += of(f, list[k]), a.count += 1;
  return a;
}

typedef enum shape { TOTAL, AVERAGE } shape;

/* Over alters, totals or averages of totals or averages; `nobody` is the average when
 * an alter has no one else. */
static inline double at_distance(const fk_focus *f, shape outer, shape inner,
    bool senders, fk_alter_fn *of, double nobody)
{
  const uint32_t *to = fk_out(f->x, f->i);
  double sum = 0;
  for (uint32_t k = 0; k < f->x->out_degree[f->i]; k++) {
    around a = around_alter(f, to[k], senders, of);
    sum += inner == TOTAL ? a.sum : a.count > 0 ? a.sum / a.count : nobody;
  }
  return outer == TOTAL ? sum : fk_ratio(sum, f->x->out_degree[f->i]);
}

static double raw_value(const fk_focus *f, size_t h)
{
  return f->value[h] + f->own->shift;
}
static double covariate(const fk_focus *f, size_t h)
{
  return fk_known_value(&f->a, h);
}
static inline double nobody(const fk_focus *f)
{
  return f->a.var->mean - f->a.var->shift;
}

/* Alters send to h. */
#define SENT(name, outer, inner)                                                       \
  FK_FROM_EGO(name, z *at_distance(&f, outer, inner, false, fk_alter_value, 0))        \
  FK_FROM_EGO(name##_x, z *at_distance(&f, outer, inner, false, covariate, 0))
/* h send to alters. */
#define RECEIVED(name, outer, inner)                                                   \
  FK_FROM_EGO(name, z *at_distance(&f, outer, inner, true, fk_alter_value, 0))         \
  FK_FROM_EGO(                                                                         \
      name##_raw, fk_raw_ego(&f) * at_distance(&f, outer, inner, true, raw_value, 0))  \
  FK_FROM_EGO(name##_x, z *at_distance(&f, outer, inner, true, covariate, nobody(&f)))
SENT(average, AVERAGE, AVERAGE)
SENT(total, TOTAL, TOTAL)
SENT(average_of_totals, AVERAGE, TOTAL)
SENT(total_of_averages, TOTAL, AVERAGE)
RECEIVED(in_average, AVERAGE, AVERAGE)
RECEIVED(in_total, TOTAL, TOTAL)
RECEIVED(in_average_of_totals, AVERAGE, TOTAL)
RECEIVED(in_total_of_averages, TOTAL, AVERAGE)

/* --- similarity to the mean of those who send to an alter ------------------- */

static double similar_to_senders(const fk_focus *f, size_t j)
{
  around a = around_alter(f, j, true, fk_alter_value);
  return a.count > 0 ? fk_similarity(f->own, f->z, a.sum / a.count) : 0;
}
FK_FROM_EGO(similar_average, fk_average(&f, FK_SENT, similar_to_senders))
FK_FROM_EGO(similar_total, fk_total(&f, FK_SENT, similar_to_senders))

/* --- geometrically weighted ------------------------------------------------- */

static inline double weighted(const fk_focus *f, bool forward, bool raw)
{
  const fk_network *x = f->x;
  double sum = 0;
  for (size_t h = 0; h < f->own->n; h++) {
    if (h == f->i) continue;
    uint32_t paths = forward ? fk_paths(x, x, f->i, h) : fk_to_same(x, x, f->i, h);
    sum += f->table[paths] * (raw ? raw_value(f, h) : f->value[h]);
  }
  return (raw ? fk_raw_ego(f) : f->z) * sum;
}
FK_FROM_EGO(weighted_forward, weighted(&f, true, false))
FK_FROM_EGO(weighted_shared, weighted(&f, false, false))
FK_FROM_EGO(weighted_forward_raw, weighted(&f, true, true))
FK_FROM_EGO(weighted_shared_raw, weighted(&f, false, true))

static falak_status prepare_forward(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = fk_prepare_within(ctx, d, t);
  return st ? st : fk_weights_table(ctx, t, fk_data_variable(d, t->of[0])->m);
}
static falak_status prepare_shared(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = fk_prepare_sending(ctx, d, t);
  return st ? st : fk_weights_table(ctx, t, fk_data_variable(d, t->of[0])->m);
}

#define AT(title, f, mixes, fits, text, ...)                                           \
  {                                                                                    \
    .name = title, .family = "influence at distance two", .on = FK_ON_BEHAVIOUR,       \
    .of = {__VA_ARGS__}, .roles = FK_EVAL, .mixing = mixes, .behaviour = f,            \
    .prepare = fits, .formula = text                                                   \
  }
#define VALUES(title, f, fits, text)                                                   \
  AT(title, f, FK_MIX_BEHAVIOUR, fits, text, FK_OF_NETWORK)
/* Not of the form z_i s0. */
#define RAW(title, f, fits, text) AT(title, f, FK_MIX_NONE, fits, text, FK_OF_NETWORK)
#define OF_X(title, f, fits, text)                                                     \
  AT(title, f, FK_MIX_BEHAVIOUR, fits, text, FK_OF_ACTOR, FK_OF_NETWORK)
#define WEIGHTED(title, f, mixes, fits, text)                                          \
  {                                                                                    \
    .name = title, .family = "influence at distance two", .on = FK_ON_BEHAVIOUR,       \
    .of = {FK_OF_NETWORK}, .roles = FK_EVAL, .parameter = 69, .mixing = mixes,         \
    .behaviour = f, .prepare = fits, .formula = text                                   \
  }
#define WITHIN fk_prepare_within
#define SENDING fk_prepare_sending

/* clang-format off */
const fk_effect fk_effects_influence_distance[] = {
    VALUES("avAltDist2", average, WITHIN, "z_i sum_j x_ij (average of z_h over x_jh = 1, h != i) / x_i+"),
    VALUES("totAltDist2", total, WITHIN, "z_i sum_j x_ij (sum of z_h over x_jh = 1, h != i)"),
    VALUES("avTAltDist2", average_of_totals, WITHIN, "z_i sum_j x_ij (sum of z_h over x_jh = 1, h != i) / x_i+"),
    VALUES("totAAltDist2", total_of_averages, WITHIN, "z_i sum_j x_ij (average of z_h over x_jh = 1, h != i)"),
    VALUES("avInAltDist2", in_average, SENDING, "z_i sum_j x_ij (average of z_h over x_hj = 1, h != i) / x_i+"),
    VALUES("totInAltDist2", in_total, SENDING, "z_i sum_j x_ij (sum of z_h over x_hj = 1, h != i)"),
    VALUES("avTInAltDist2", in_average_of_totals, SENDING, "z_i sum_j x_ij (sum of z_h over x_hj = 1, h != i) / x_i+"),
    VALUES("totAInAltDist2", in_total_of_averages, SENDING, "z_i sum_j x_ij (average of z_h over x_hj = 1, h != i)"),
    RAW("avInAltDist2_nc", in_average_raw, SENDING,
        "Z_i sum_j x_ij (average of Z_h over x_hj = 1, h != i) / x_i+, not centred"),
    RAW("totInAltDist2_nc", in_total_raw, SENDING,
        "Z_i sum_j x_ij (sum of Z_h over x_hj = 1, h != i), not centred"),
    RAW("avTInAltDist2_nc", in_average_of_totals_raw, SENDING,
        "Z_i sum_j x_ij (sum of Z_h over x_hj = 1, h != i) / x_i+, not centred"),
    RAW("totAInAltDist2_nc", in_total_of_averages_raw, SENDING,
        "Z_i sum_j x_ij (average of Z_h over x_hj = 1, h != i), not centred"),
    OF_X("avXAltDist2", average_x, WITHIN, "z_i sum_j x_ij (average of v_h over x_jh = 1, h != i) / x_i+"),
    OF_X("totXAltDist2", total_x, WITHIN, "z_i sum_j x_ij (sum of v_h over x_jh = 1, h != i)"),
    OF_X("avTXAltDist2", average_of_totals_x, WITHIN, "z_i sum_j x_ij (sum of v_h over x_jh = 1, h != i) / x_i+"),
    OF_X("totAXAltDist2", total_of_averages_x, WITHIN, "z_i sum_j x_ij (average of v_h over x_jh = 1, h != i)"),
    OF_X("avXInAltDist2", in_average_x, SENDING,
        "z_i sum_j x_ij (average of v_h over x_hj = 1, h != i; mean of v if none) / x_i+"),
    OF_X("totXInAltDist2", in_total_x, SENDING,
        "z_i sum_j x_ij (sum of v_h over x_hj = 1, h != i)"),
    OF_X("avTXInAltDist2", in_average_of_totals_x, SENDING,
        "z_i sum_j x_ij (sum of v_h over x_hj = 1, h != i) / x_i+"),
    OF_X("totAXInAltDist2", in_total_of_averages_x, SENDING,
        "z_i sum_j x_ij (average of v_h over x_hj = 1, h != i; mean of v if none)"),
    AT("avInSimDist2", similar_average, FK_MIX_NONE, SENDING,
        "sum_j x_ij I{x_+j > 1} (1 - |z_i - q_j| / range - mean) / x_i+, q_j mean of z_h over x_hj = 1, h != i",
        FK_OF_NETWORK),
    AT("totInSimDist2", similar_total, FK_MIX_NONE, SENDING,
        "sum_j x_ij I{x_+j > 1} (1 - |z_i - q_j| / range - mean), q_j mean of z_h over x_hj = 1, h != i",
        FK_OF_NETWORK),
    WEIGHTED("totGwdspFFAlt", weighted_forward, FK_MIX_BEHAVIOUR, prepare_forward,
        "z_i sum_h z_h g(sum_j x_ij x_jh), h != i"),
    WEIGHTED("totGwdspFBAlt", weighted_shared, FK_MIX_BEHAVIOUR, prepare_shared,
        "z_i sum_h z_h g(sum_j x_ij x_hj), h != i"),
    WEIGHTED("totGwdspFFAlt_nc", weighted_forward_raw, FK_MIX_NONE, prepare_forward,
        "Z_i sum_h Z_h g(sum_j x_ij x_jh), h != i, not centred"),
    WEIGHTED("totGwdspFBAlt_nc", weighted_shared_raw, FK_MIX_NONE, prepare_shared,
        "Z_i sum_h Z_h g(sum_j x_ij x_hj), h != i, not centred"),
    {.name = NULL}};
/* clang-format on */

/* Effects of what ego and alter are like: values of a covariate or a behaviour. */
#include "base/error.h"

#include "ties/covariate.h"

/* --- sets ------------------------------------------------------------------- */

static falak_status check_set(falak_ctx *ctx, const falak_ties_data *d,
    const fk_term *t, int k, bool of_receivers)
{
  const fk_variable *own = fk_data_variable(d, t->owner),
                    *of = fk_data_variable(d, t->of[k]);
  falak_id set = of_receivers ? own->receivers : own->senders;
  if (of->senders == set) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' on '%s' needs a variable of set '%s'; '%s' is one of '%s'",
      t->effect->name, own->name, d->sets[set].name, of->name,
      d->sets[of->senders].name);
}

falak_status fk_prepare_senders(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return check_set(ctx, d, t, 0, false);
}

falak_status fk_prepare_receivers(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return check_set(ctx, d, t, 0, true);
}

falak_status fk_prepare_senders_receivers(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = check_set(ctx, d, t, 0, false);
  return st ? st : check_set(ctx, d, t, 1, true);
}

falak_status fk_prepare_dyads(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  const fk_variable *own = fk_data_variable(d, t->owner),
                    *of = fk_data_variable(d, t->of[0]);
  if (of->senders == own->senders && of->receivers == own->receivers) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' on '%s' needs a variable from '%s' to '%s'; '%s' goes from '%s' to "
      "'%s'",
      t->effect->name, own->name, d->sets[own->senders].name,
      d->sets[own->receivers].name, of->name, d->sets[of->senders].name,
      d->sets[of->receivers].name);
}

/* --- of ego, of alter, of both ---------------------------------------------- */

/* Values of behaviours are whole numbers less their mean, changed step by step: a value
 * that rounding put a hair under a threshold reaches it. */
static double at_least(double a, double p)
{
  return a >= p - 1e-9;
}
static double at_most(double a, double p)
{
  return a <= p + 1e-9;
}
static double sign(double d)
{
  return fk_same(d, 0) ? 0 : d > 0 ? 1 : -1;
}

/* Each formula below, of the value a of ego, b of alter, the parameter p and the
 * variable `of`, becomes a tie statistic and a row of it. */
#define OF_ALTER(name, formula)                                                        \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    (void)i;                                                                           \
    double b = fk_value_of(v, t, 0)[j], p = t->parameter;                              \
    (void)p;                                                                           \
    return fk_is_missing(v, t, 0, j) ? 0 : (formula);                                  \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    (void)i;                                                                           \
    const double *value = fk_value_of(v, t, 0), p = t->parameter;                      \
    (void)p;                                                                           \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) {                                     \
      double b = value[j];                                                             \
      out[j] = (formula);                                                              \
    }                                                                                  \
  }

#define OF_EGO(name, formula)                                                          \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    (void)j;                                                                           \
    double a = fk_value_of(v, t, 0)[i], p = t->parameter;                              \
    (void)p;                                                                           \
    return fk_is_missing(v, t, 0, i) ? 0 : (formula);                                  \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    double of_ego = name(v, t, i, 0);                                                  \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;                      \
  }

#define OF_BOTH(name, formula)                                                         \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    const fk_variable *of = fk_var_of(v, t, 0);                                        \
    double a = fk_value_of(v, t, 0)[i], b = fk_value_of(v, t, 0)[j];                   \
    (void)of;                                                                          \
    return fk_is_missing(v, t, 0, i) || fk_is_missing(v, t, 0, j) ? 0 : (formula);     \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    const fk_variable *of = fk_var_of(v, t, 0);                                        \
    const double *value = fk_value_of(v, t, 0), a = value[i];                          \
    (void)of;                                                                          \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) {                                     \
      double b = value[j];                                                             \
      out[j] = (formula);                                                              \
    }                                                                                  \
  }

/* The same times x_ji. */
#define RECIPROCATED(name, of_pair)                                                    \
  static double name(const fk_view *v, const fk_term *t, size_t i, size_t j)           \
  {                                                                                    \
    return fk_tie(fk_own(v, t), j, i) ? of_pair(v, t, i, j) : 0;                       \
  }                                                                                    \
  static void name##_row(                                                              \
      const fk_view *v, const fk_term *t, size_t i, double *restrict out)              \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    const uint8_t *to_i = x->xt + i * x->stride_in;                                    \
    of_pair##_row(v, t, i, out);                                                       \
    for (size_t j = 0; j < x->m; j++) out[j] *= to_i[j];                               \
  }

OF_ALTER(alt, b)
OF_ALTER(alt_square, b *b)
OF_ALTER(alt_at_least, at_least(b, p))
OF_ALTER(alt_at_most, at_most(b, p))
OF_EGO(ego, a)
OF_EGO(ego_square, a *a)
OF_EGO(ego_at_least, at_least(a, p))
OF_EGO(ego_at_most, at_most(a, p))
OF_BOTH(similar, fk_similarity(of, a, b))
OF_BOTH(difference, b - a)
OF_BOTH(absolute_difference, fabs(b - a))
OF_BOTH(squared_difference, (b - a) * (b - a))
OF_BOTH(ego_difference, a *(b - a))
OF_BOTH(product, a *b)
OF_BOTH(sign_of_difference, sign(b - a))
OF_BOTH(higher, (1 - sign(b - a)) / 2)
OF_BOTH(same, fk_same(a, b))
OF_BOTH(unequal, !fk_same(a, b))
OF_BOTH(sum_of_both, a + b)
OF_BOTH(sum_of_squares, a *a + b * b)
RECIPROCATED(product_recip, product)
RECIPROCATED(similar_recip, similar)
RECIPROCATED(same_recip, same)

/* --- of the whole group ----------------------------------------------------- */

/* Actors without a value stand for as much as the others do on average. */
static double group_mean(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0);
  double sum = 0, count = 0;
  (void)i, (void)j;
  for (size_t h = 0; h < a.var->n; h++)
    if (fk_known(&a, h)) sum += a.v[h], count += 1;
  return count > 0 ? sum / count : 0;
}

static double group_total(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return group_mean(v, t, i, j) * (double)fk_var_of(v, t, 0)->n;
}

static void group_mean_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  double of_all = group_mean(v, t, i, 0);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_all;
}

static void group_total_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  double of_all = group_total(v, t, i, 0);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_all;
}

/* --- the table -------------------------------------------------------------- */

#define FIXED(title, acts_on, mixes, more_facts, f, ready, text)                       \
  {                                                                                    \
    .name = title, .family = "covariate", .on = acts_on, .of = {FK_OF_ACTOR},          \
    .roles = FK_THREE_ROLES, .mixing = mixes, .facts = FK_FIXED | (more_facts),        \
    .formula = text, .tie = f, .row = f##_row, .prepare = ready                        \
  }
#define EGO(title, f, text)                                                            \
  FIXED(title, FK_ON_NETWORK, FK_MIX_EGO, FK_EGO_ONLY, f, fk_prepare_senders, text)
#define ALTER(title, f, text)                                                          \
  FIXED(title, FK_ON_NETWORK, FK_MIX_DYADIC, 0, f, fk_prepare_receivers, text)
#define BOTH(title, f, text)                                                           \
  FIXED(title, FK_ON_ONE_SET, FK_MIX_DYADIC, 0, f, fk_prepare_senders, text)
/* They read x_ji, so they change while a period is simulated. */
#define RECIP(title, f, text)                                                          \
  {                                                                                    \
    .name = title, .family = "covariate", .on = FK_ON_ONE_MODE, .of = {FK_OF_ACTOR},   \
    .roles = FK_THREE_ROLES, .mixing = FK_MIX_DYADIC, .formula = text, .tie = f,       \
    .row = f##_row, .prepare = fk_prepare_senders                                      \
  }

const fk_effect fk_effects_covariate[] = {ALTER("altX", alt, "sum_j x_ij v_j"),
    ALTER("altSqX", alt_square, "sum_j x_ij v_j^2"),
    ALTER("altRThresholdX", alt_at_least, "sum_j x_ij I{v_j >= p}"),
    ALTER("altLThresholdX", alt_at_most, "sum_j x_ij I{v_j <= p}"),
    EGO("egoX", ego, "x_i+ v_i"), EGO("egoSqX", ego_square, "x_i+ v_i^2"),
    EGO("egoRThresholdX", ego_at_least, "x_i+ I{v_i >= p}"),
    EGO("egoLThresholdX", ego_at_most, "x_i+ I{v_i <= p}"),
    BOTH("simX", similar, "sum_j x_ij S_ij, S the centred similarity on v"),
    BOTH("diffX", difference, "sum_j x_ij (v_j - v_i)"),
    BOTH("absDiffX", absolute_difference, "sum_j x_ij |v_j - v_i|"),
    BOTH("diffSqX", squared_difference, "sum_j x_ij (v_j - v_i)^2"),
    BOTH("egoDiffX", ego_difference, "sum_j x_ij v_i (v_j - v_i)"),
    BOTH("egoXaltX", product, "sum_j x_ij v_i v_j"),
    RECIP("egoXaltXRecip", product_recip, "sum_j x_ij x_ji v_i v_j"),
    BOTH("altHigherEgoX", sign_of_difference, "sum_j x_ij sign(v_j - v_i)"),
    BOTH("higher", higher, "sum_j x_ij (1, 1/2, 0 for v_i >, =, < v_j)"),
    BOTH("sameX", same, "sum_j x_ij I{v_i = v_j}"),
    BOTH("unequalX", unequal, "sum_j x_ij I{v_i != v_j}"),
    RECIP("simRecipX", similar_recip, "sum_j x_ij x_ji S_ij"),
    RECIP("sameXRecip", same_recip, "sum_j x_ij x_ji I{v_i = v_j}"),
    BOTH("egoPlusAltX", sum_of_both, "sum_j x_ij (v_i + v_j)"),
    BOTH("egoPlusAltSqX", sum_of_squares, "sum_j x_ij (v_i^2 + v_j^2)"),
    FIXED("avGroupEgoX", FK_ON_NETWORK, FK_MIX_EGO, FK_EGO_ONLY, group_mean, NULL,
        "x_i+ mean of v"),
    FIXED("totGroupEgoX", FK_ON_NETWORK, FK_MIX_EGO, FK_EGO_ONLY, group_total, NULL,
        "x_i+ sum of v"),
    {.name = NULL}};

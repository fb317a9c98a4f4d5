/* Effects of two covariates, one of ego and one of alter, of the same categories: whole
 * numbers from 1 to 20 as given, 0 for those without one. */
#include "base/error.h"
#include "ties/covariate.h"

enum { MOST_CATEGORIES = 20 };

static falak_status check_categories(
    falak_ctx *ctx, const fk_term *t, const fk_variable *of)
{
  bool good = of->low > -0.5 && of->high < MOST_CATEGORIES + 0.5;
  size_t cells = of->dependent ? 0 : of->periods * of->n; /* behaviours are whole */
  for (size_t k = 0; good && k < cells; k++) {
    double value = of->value[k] + of->shift;
    good = of->missing[k] || fk_same(value, nearbyint(value));
  }
  if (good) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_DOMAIN,
      "effect '%s' needs categories 0 to %d; '%s' has other values between %g and %g",
      t->effect->name, MOST_CATEGORIES, of->name, of->low, of->high);
}

static falak_status prepare(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = fk_prepare_senders_receivers(ctx, d, t);
  if (!st) st = check_categories(ctx, t, fk_data_variable(d, t->of[0]));
  if (!st) st = check_categories(ctx, t, fk_data_variable(d, t->of[1]));
  return st;
}

/* 0 when there is none, or when it is missing in statistics. */
static size_t category(const fk_values *a, size_t i)
{
  return fk_known(a, i) ? (size_t)lround(a->v[i] + a->var->shift) : 0;
}

static double count_in(const fk_values *a, size_t of)
{
  double count = 0;
  for (size_t h = 0; h < a->var->n; h++) count += category(a, h) == of;
  return count;
}

/* --- ego and alter of one category ------------------------------------------ */

static double same(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  size_t of_ego = category(&a, i);
  return of_ego > 0 && of_ego == category(&b, j);
}

static void same_row(const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = same(v, t, i, j);
}

/* --- popularity of the category of alter in that of ego --------------------- */

/* p 1: the number of ties; 3: their share of all pairs; 2, 4: roots. */
static double popularity(const fk_term *t, double ties, double pairs)
{
  double p = t->parameter;
  double value = p == 3 || p == 4 ? (pairs > 0 ? ties / pairs : 0) : ties;
  return p == 2 || p == 4 ? sqrt(value) : value;
}

/* Ties from the category of ego to each category, without one tie of ego. */
static void ties_to(const fk_view *v, const fk_term *t, size_t i, size_t without,
    double ties[MOST_CATEGORIES + 1])
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  size_t of_ego = category(&a, i);
  for (size_t c = 0; c <= MOST_CATEGORIES; c++) ties[c] = 0;
  for (size_t h = 0; of_ego > 0 && h < x->n; h++) {
    const uint32_t *to = fk_out(x, h);
    if (category(&a, h) != of_ego) continue;
    for (uint32_t k = 0; k < x->out_degree[h]; k++)
      if (h != i || to[k] != without) ties[category(&b, to[k])] += 1;
  }
}

static double popular(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  size_t of_ego = category(&a, i), of_alter = category(&b, j);
  double ties[MOST_CATEGORIES + 1];
  if (!of_ego || !of_alter) return 0;
  ties_to(v, t, i, SIZE_MAX, ties);
  return popularity(t, ties[of_alter], count_in(&a, of_ego) * count_in(&b, of_alter));
}

/* The statistic of the tie once it is there. */
static double popular_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  size_t of_ego = category(&a, i), of_alter = category(&b, j);
  double ties[MOST_CATEGORIES + 1];
  if (!of_ego || !of_alter) return 0;
  ties_to(v, t, i, j, ties);
  return popularity(
      t, ties[of_alter] + 1, count_in(&a, of_ego) * count_in(&b, of_alter));
}

/* The same with the change for ego's other alters of the category. */
static double popular_change(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  size_t of_ego = category(&a, i), of_alter = category(&b, j);
  double ties[MOST_CATEGORIES + 1], alters = 0;
  const uint32_t *to = fk_out(x, i);
  if (!of_ego || !of_alter) return 0;
  ties_to(v, t, i, j, ties);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    alters += to[k] != j && category(&b, to[k]) == of_alter;
  double pairs = count_in(&a, of_ego) * count_in(&b, of_alter), now = ties[of_alter];
  return (alters + 1) * popularity(t, now + 1, pairs) -
      alters * popularity(t, now, pairs);
}

/* Rows count each category once; `rest`: ego's other alters change as well. */
static inline void popular_rows(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out, bool rest)
{
  const fk_network *x = fk_own(v, t);
  fk_values a = fk_values_of(v, t, 0), b = fk_values_of(v, t, 1);
  double ties[MOST_CATEGORIES + 1], all[MOST_CATEGORIES + 1] = {0};
  double alters[MOST_CATEGORIES + 1] = {0};
  double egos = count_in(&a, category(&a, i));
  const uint8_t *has = x->x + i * x->stride;
  ties_to(v, t, i, SIZE_MAX, ties);
  for (size_t j = 0; j < x->m; j++) {
    all[category(&b, j)] += 1;
    alters[category(&b, j)] += has[j];
  }
  for (size_t j = 0; j < x->m; j++) {
    size_t c = category(&b, j);
    double now = ties[c] - has[j], others = rest ? alters[c] - has[j] : 0;
    out[j] = category(&a, i) > 0 && c > 0
        ? (others + 1) * popularity(t, now + 1, egos * all[c]) -
            others * popularity(t, now, egos * all[c])
        : 0;
  }
}

static void popular_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  popular_rows(v, t, i, out, false);
}

static void popular_change_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  popular_rows(v, t, i, out, true);
}

/* --- the table -------------------------------------------------------------- */

#define TWO(title, acts_on, p, text)                                                   \
  .name = title, .family = "two covariates", .on = acts_on,                            \
  .of = {FK_OF_ACTOR, FK_OF_ACTOR}, .roles = FK_THREE_ROLES, .parameter = p,           \
  .mixing = FK_MIX_DYADIC, .formula = text, .prepare = prepare

const fk_effect fk_effects_covariate_two[] = {
    {TWO("sameXV", FK_ON_NETWORK, 1, "sum_j x_ij I{v_i = u_j >= 1}"), .facts = FK_FIXED,
        .tie = same, .row = same_row},
    {TWO("sameXVInPop", FK_ON_DIRECTED, 3,
         "x_ij sum_hk x_hk I{v_h = v_i >= 1, u_k = u_j >= 1}; p 3: by the number of "
         "such pairs; p 2, 4: roots of 1, 3"),
        .facts = FK_ELEMENTARY, .tie = popular, .delta = popular_delta,
        .row = popular_row},
    {TWO("sameXVInPop2", FK_ON_DIRECTED, 3,
         "sum_j x_ij times the same, with the change for other alters of ego"),
        .tie = popular, .delta = popular_change, .row = popular_change_row},
    {.name = NULL}};

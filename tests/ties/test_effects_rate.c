/* Rate effects beside their definitions, diffusion among them. */
#include "ties/effects_twin.h"

/* What plain definitions read: the network that counts, the behaviour as given, a
 * covariate. */
typedef struct plain_rate {
  size_t n, m;
  int x[WORLD_N][WORLD_N];
  double z[WORLD_N], v[WORLD_N], p;
} plain_rate;

typedef double rate_def(const plain_rate *a, size_t i);

static double out(const plain_rate *a, size_t i)
{
  double sum = 0;
  for (size_t j = 0; j < a->m; j++) sum += a->x[i][j];
  return sum;
}
static double in(const plain_rate *a, size_t i)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->x[h][i];
  return sum;
}
static double both(const plain_rate *a, size_t i)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += a->x[h][i] * a->x[i][h];
  return sum;
}

#define RATE(name, formula)                                                            \
  static double name(const plain_rate *a, size_t i)                                    \
  {                                                                                    \
    return formula;                                                                    \
  }
RATE(value, a->v[i])
RATE(out_rate, out(a, i))
RATE(in_rate, in(a, i))
RATE(recip_rate, both(a, i))
RATE(out_inverse, 1 / (out(a, i) + 1))
RATE(in_inverse, 1 / (in(a, i) + 1))
RATE(recip_inverse, 1 / (both(a, i) + 1))
RATE(out_log, log(out(a, i) + 1))
RATE(in_log, log(in(a, i) + 1))
RATE(recip_log, log(both(a, i) + 1))

/* Nothing below |p| alters who adopted; below 0 no more than |p|. */
static double bounded(const plain_rate *a, double exposure, double alters)
{
  if (a->p != 0 && alters < fabs(a->p)) return 0;
  return a->p < 0 ? fmin(exposure, -a->p) : exposure;
}
static double alters(const plain_rate *a, size_t i)
{
  double count = 0;
  for (size_t j = 0; j < a->n; j++) count += a->x[i][j] && a->z[j] >= 1;
  return count;
}
#define EXPOSURE(name, weight)                                                         \
  static double name(const plain_rate *a, size_t i)                                    \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->n; j++) sum += a->z[j] * a->x[i][j] * (weight);          \
    return bounded(a, sum, alters(a, i));                                              \
  }
EXPOSURE(total, 1)
EXPOSURE(infect_in, in(a, j))
EXPOSURE(infect_out, out(a, j))
EXPOSURE(infect_covar, a->v[j])
RATE(average, out(a, i) > 0 ? total(a, i) / out(a, i) : 0)
RATE(suscept_in, in(a, i) * average(a, i))
RATE(suscept_covar, a->v[i] * average(a, i))

static double in_two(const plain_rate *a, size_t i, size_t j)
{
  double sum = 0;
  for (size_t h = 0; h < a->n; h++) sum += h == i ? 0 : a->z[h] * a->x[h][j];
  return sum;
}
#define TWO(name, formula)                                                             \
  static double name(const plain_rate *a, size_t i)                                    \
  {                                                                                    \
    double sum = 0;                                                                    \
    for (size_t j = 0; j < a->n; j++)                                                  \
      if (a->x[i][j]) sum += (formula);                                                \
    return sum;                                                                        \
  }
TWO(total_two, in_two(a, i, j))
TWO(shares_two, in(a, j) > 1 ? in_two(a, i, j) / (in(a, j) - 1) : 0)
TWO(any_two, in_two(a, i, j) > 0)
RATE(average_two, out(a, i) > 0 ? total_two(a, i) / out(a, i) : 0)

typedef struct rate_row {
  const char *name, *owner, *of, *of_second;
  double parameter;
  rate_def *a;
} rate_row;

/* On a network, of its own degrees. */
#define OWN(name, f)                                                                   \
  {name, "net", NULL, NULL, 1, f},                                                     \
  {                                                                                    \
    name, "snet", NULL, NULL, 1, f                                                     \
  }
#define SPREAD(name, p, f)                                                             \
  {name, "z2", "net", NULL, p, f},                                                     \
  {                                                                                    \
    name, "z2", "snet2", NULL, p, f                                                    \
  }
static const rate_row rows[] = {{"RateX", "net", "v", NULL, 0, value},
    {"RateX", "bip", "grp", NULL, 0, value}, {"RateX", "snet", "z", NULL, 0, value},
    {"RateX", "z", "v", NULL, 0, value}, {"RateX", "z2", "z", NULL, 0, value},
    OWN("outRate", out_rate), OWN("inRate", in_rate), OWN("recipRate", recip_rate),
    {"outRate", "bip", NULL, NULL, 0, out_rate},
    {"outRate", "z", "bip", NULL, 0, out_rate}, SPREAD("outRate", 0, out_rate),
    SPREAD("inRate", 0, in_rate), SPREAD("recipRate", 0, recip_rate),
    OWN("outRateInv", out_inverse), OWN("inRateInv", in_inverse),
    OWN("recipRateInv", recip_inverse),
    {"outRateInv", "bip", NULL, NULL, 0, out_inverse}, OWN("outRateLog", out_log),
    OWN("inRateLog", in_log), OWN("recipRateLog", recip_log),
    {"outRateLog", "bip", NULL, NULL, 1, out_log}, SPREAD("avExposure", 0, average),
    SPREAD("avExposure", 2, average), SPREAD("avExposure", -2, average),
    SPREAD("totExposure", 0, total), SPREAD("totExposure", 3, total),
    SPREAD("totExposure", -1, total), {"totExposure", "z", "net", NULL, 2, total},
    SPREAD("infectIn", 0, infect_in), SPREAD("infectIn", 2, infect_in),
    SPREAD("infectOut", 0, infect_out), SPREAD("infectOut", -2, infect_out),
    {"infectCovar", "z2", "v", "net", 0, infect_covar},
    {"infectCovar", "z2", "grp", "snet", 2, infect_covar},
    SPREAD("susceptAvIn", 0, suscept_in), SPREAD("susceptAvIn", 2, suscept_in),
    {"susceptAvCovar", "z2", "v", "net", 0, suscept_covar},
    {"susceptAvCovar", "z2", "grp", "snet", 0, suscept_covar},
    SPREAD("totInExposureDist2", 0, total_two),
    SPREAD("avTinExposureDist2", 0, average_two),
    SPREAD("totAInExposureDist2", 0, shares_two),
    SPREAD("anyInExposureDist2", 0, any_two)};

static double raw(const twin *w, const char *name, size_t i)
{
  falak_id id = world_id(&w->w, name);
  const fk_variable *v = fk_data_variable(w->w.data, id);
  double shift = v->kind == FALAK_TIES_BEHAVIOUR ? v->shift : 0;
  return w->w.period->start.value[id][i] + shift;
}

static plain_rate plain_rate_of(const twin *w, const fk_view *v, const rate_row *r)
{
  plain_rate a = {.n = w->w.n, .p = r->parameter};
  const char *net = r->of_second ? r->of_second : r->of;
  falak_id id = world_id(&w->w, net ? net : r->owner);
  const fk_network *x = v->net[id];
  for (size_t i = 0; x && i < x->n; i++)
    for (size_t j = 0; j < x->m; j++) a.x[i][j] = fk_tie(x, i, j);
  a.m = x ? x->m : 0;
  for (size_t i = 0; i < a.n; i++) {
    if (!strcmp(r->owner, "z") || !strcmp(r->owner, "z2")) a.z[i] = raw(w, r->owner, i);
    if (r->of_second || !strcmp(r->name, "RateX")) a.v[i] = raw(w, r->of, i);
  }
  return a;
}

static void assert_rate(twin *w, const rate_row *r)
{
  fk_term t;
  falak_id of[3] = {world_id(&w->w, r->of), world_id(&w->w, r->of_second), FALAK_NO_ID};
  assert_ok(w->w.ctx,
      fk_term_make(w->w.ctx, w->w.data, world_id(&w->w, r->owner), FK_RATE, r->name, of,
          r->parameter, &t));
  fk_view v = world_view(&w->w);
  plain_rate a = plain_rate_of(w, &v, r);
  for (size_t i = 0; i < a.n; i++)
    test_assert_close(t.effect->rate(&v, &t, i), r->a(&a, i), 1e-12, 1e-12, r->name,
        r->owner, (int)i);
  fk_term_free(w->w.ctx, &t);
}

static void test_rate__effects_are_as_defined(void **state)
{
  FOR_EACH_SEED(seed, 24) {
    twin w = twin_make(*state, seed);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) assert_rate(&w, rows + k);
    twin_drop(&w);
  }
}

static void test_rate__no_effect_is_left_out(void **state)
{
  (void)state;
  for (const fk_effect *e = fk_effects_rate; e->name; e++) {
    bool found = false;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
      found |= !strcmp(rows[k].name, e->name);
    if (!found) fail_msg("'%s' is not compared", e->name);
  }
}

/* Actors of whom no value is known infect nobody in statistics. */
static void test_rate__unknown_actors_spread_nothing(void **state)
{
  twin w = twin_make(*state, 4);
  fk_term t;
  falak_id z = world_id(&w.w, "z2"), net = world_id(&w.w, "net");
  const uint8_t *missing[WORLD_VARIABLES] = {NULL};
  uint8_t all[WORLD_N];
  memset(all, 1, sizeof all);
  assert_ok(w.w.ctx,
      fk_term_make(w.w.ctx, w.w.data, z, FK_RATE, "totExposure",
          (const falak_id[]){net, FALAK_NO_ID, FALAK_NO_ID}, 0, &t));
  fk_view v = world_view(&w.w);
  double before = 0;
  for (size_t i = 0; i < w.w.n; i++) before += t.effect->rate(&v, &t, i);
  assert_true(before > 0);
  missing[z] = all;
  v.missing = missing;
  for (size_t i = 0; i < w.w.n; i++) assert_true(t.effect->rate(&v, &t, i) == 0);
  fk_term_free(w.w.ctx, &t);
  twin_drop(&w);
}

static void test_rate__diffusion_is_among_actors(void **state)
{
  twin w = twin_make(*state, 4);
  fk_term t;
  assert_fails(w.w.ctx, FALAK_E_INPUT, "among the actors themselves",
      fk_term_make(w.w.ctx, w.w.data, world_id(&w.w, "z2"), FK_RATE, "avExposure",
          (const falak_id[]){world_id(&w.w, "bip"), FALAK_NO_ID, FALAK_NO_ID}, 0, &t));
  fk_term_free(w.w.ctx, &t);
  twin_drop(&w);
}

FALAK_TEST_MAIN(TEST(test_rate__effects_are_as_defined),
    TEST(test_rate__no_effect_is_left_out),
    TEST(test_rate__unknown_actors_spread_nothing),
    TEST(test_rate__diffusion_is_among_actors))

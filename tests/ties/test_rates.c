/* Rates of actors that are kept up to date, beside those found anew, for every effect
 * on rates: all at once, whatever moves. */
#include "small_model.h"

enum { ACTORS = 8, ITEMS = 5 };

static small_model everything(falak_ctx *ctx, uint64_t seed)
{
  small_model m = small_begin(ctx, 2, ACTORS, ITEMS);
  m.seed = seed;
  small_random_network(&m, "net", DIRECTED, 0.3);
  small_random_network(&m, "net2", DIRECTED, 0.3);
  falak_id snet = small_random_network(&m, "snet", SYMMETRIC, 0.3);
  small_random_network(&m, "bip", TWO_MODE, 0.4);
  small_random_behaviour(&m, "z", 3);
  small_random_behaviour(&m, "y", 2);
  small_random_covariate(&m, "v", m.actors, 1);
  if (seed % 3 == 1)
    for (size_t i = 0; i < ACTORS; i++)
      assert_ok(ctx,
          falak_ties_add_presence(
              m.data, m.actors, i, i == 1 ? 1.3 : 1, i == 2 ? 1.7 : 2));
  assert_ok(ctx, falak_ties_set_model(m.data, snet, seed % 2 ? 2 : 6, 0));
  small_make(&m, 0.8);
  return m;
}

typedef struct watch {
  fk_simulator *s;
  const char *what;
  size_t steps;
} watch;

/* lambda_i = rho exp(sum of alpha a_i), 0 for who is away, and their sums. */
static void assert_rates(const watch *w, const fk_mover *d)
{
  fk_simulator *s = w->s;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < d->n; i++) {
    double log_rate = 0;
    bool away = s->absent && s->absent[d->variable->senders][i];
    for (size_t k = 0; k < d->rate_count; k++) {
      const fk_rate_effect *r = d->rates + k;
      double a = r->term->effect->rate(&s->view, r->term, i);
      test_assert_close(r->a[i], a, 1e-12, 1e-12, w->what, "a", (int)w->steps);
      log_rate += r->alpha * a;
    }
    double want = away ? 0 : d->rho * exp(log_rate);
    test_assert_close(d->lambda[i], want, 1e-12, 0, w->what, "lambda", (int)w->steps);
    sum += want, squares += want * want;
  }
  double total = d->pairs ? sum * sum - squares : sum;
  test_assert_close(d->total, total, 1e-12, 0, w->what, "total", (int)w->steps);
}

static falak_status after_step(void *user, const fk_ministep *step)
{
  watch *w = user;
  (void)step;
  w->steps++;
  for (size_t k = 0; k < w->s->mover_count; k++) assert_rates(w, w->s->movers + k);
  return FALAK_OK;
}

static void watch_runs(small_model *m, const char *what)
{
  watch w = {.s = m->simulator, .what = what};
  for (uint32_t run = 0; run < 4; run++) {
    fk_chance chance =
        run % 2 ? fk_chance_clocks(m->seed, run, 0) : fk_chance_fast(m->seed, run, 0);
    fk_simulation how = {.theta = m->theta,
        .conditional = FALAK_NO_ID,
        .chance = &chance,
        .length = 1,
        .ministep = after_step,
        .user = &w};
    assert_ok(m->ctx, fk_simulate(m->ctx, m->simulator, 0, &how, NULL, NULL));
  }
  assert_true(w.steps > 40);
}

static bool add(small_model *m, const char *owner, const fk_effect *e, const char *of0,
    const char *of1, double value)
{
  size_t number;
  falak_ties_effect one = falak_ties_effect_default(owner, e->name);
  one.role = FALAK_TIES_RATE, one.of[0] = of0, one.of[1] = of1;
  falak_status st = falak_ties_model_add(m->model, &one, &number);
  if (st) {
    assert_true(st == FALAK_E_INPUT || st == FALAK_E_DOMAIN); /* does not fit */
    falak_ctx_clear_error(m->ctx);
    return false;
  }
  m->theta[number] = value;
  return true;
}

/* Alone, and after another one that moves with the network. */
static void check(falak_ctx *ctx, const char *owner, const fk_effect *e,
    const char *of0, const char *of1, size_t *checked)
{
  for (int after = 0; after < 2; after++) {
    char what[96];
    small_model m = everything(ctx, 1 + *checked % 6);
    const char *net = strcmp(owner, "z") ? NULL : "net";
    if (after) small_add(&m, owner, FALAK_TIES_RATE, "outRate", net, 0.1);
    bool fits = strcmp(e->name, "outRate") || !after;
    if (fits && add(&m, owner, e, of0, of1, 0.15)) {
      snprintf(what, sizeof what, "%s(%s %s) on %s", e->name, of0 ? of0 : "",
          of1 ? of1 : "", owner);
      small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.5);
      small_simulator(&m);
      watch_runs(&m, what);
      ++*checked;
    }
    small_end(&m);
  }
}

static void test_rates__every_effect_is_kept_up_to_date(void **state)
{
  static const char *const owners[] = {"net", "snet", "bip", "z"};
  static const unsigned on[] = {
      FK_ON_ONE_MODE, FK_ON_SYMMETRIC, FK_ON_TWO_MODE, FK_ON_BEHAVIOUR};
  static const char *const of[] = {NULL, "v", "z", "y", "net", "net2", "snet", "bip"};
  enum { OF = sizeof of / sizeof *of };
  size_t checked = 0;
  for (size_t k = 0; k < fk_effect_count(); k++) {
    const fk_effect *e = fk_effect_at(k);
    for (int o = 0; o < 4; o++) {
      if (!(e->on & on[o]) || !(e->roles & FK_RATE)) continue;
      for (size_t a = 0; a < OF; a++)
        for (size_t b = 0; b < OF; b++)
          if (!e->of[0] == !of[a] && !e->of[1] == !of[b])
            check(*state, owners[o], e, of[a], of[b], &checked);
    }
  }
  print_message("# %zu effects on rates with their variables\n", checked);
  if (!checked) skip();
}

/* Several on one variable, in every order of those that move near and far. */
static void test_rates__several_are_kept_up_to_date(void **state)
{
  static const char *const names[] = {
      "RateX", "outRate", "inRate", "recipRateLog", "outRateInv", "RateX", "inRateLog"};
  static const char *const of[] = {"v", NULL, NULL, NULL, NULL, "z", NULL};
  FOR_EACH_SEED(seed, 20) {
    small_model m = everything(*state, seed);
    for (size_t k = 0; k < 7; k++) {
      size_t at = (k * 3 + seed) % 7;
      if ((seed * 7 + k * 5) % 3 && small_has(&m, "net", FALAK_TIES_RATE, names[at]))
        small_add(&m, "net", FALAK_TIES_RATE, names[at], of[at], 0.1);
    }
    small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, 0.5);
    small_simulator(&m);
    watch_runs(&m, "several");
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_rates__every_effect_is_kept_up_to_date),
    TEST(test_rates__several_are_kept_up_to_date))

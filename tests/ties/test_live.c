/* Weights that are kept up to date beside those found anew, and whole simulations both
 * ways: for every effect that falak has on networks. */
#include "small_model.h"

enum { ACTORS = 9, ITEMS = 6, WIDTH = 16, STEPS = 4000 };

/* Networks net, net2, snet (non-directed), bip; behaviours z, y; covariates v, g of
 * actors, c of items; dyadic d, sd (symmetric), bd (actors by items). */
static small_model everything(falak_ctx *ctx, uint64_t seed)
{
  small_model m = small_begin(ctx, 3, ACTORS, ITEMS);
  m.seed = seed;
  small_random_network(&m, "net", DIRECTED, 0.3);
  small_random_network(&m, "net2", DIRECTED, 0.3);
  small_random_network(&m, "snet", SYMMETRIC, 0.3);
  small_random_network(&m, "bip", TWO_MODE, 0.4);
  small_random_behaviour(&m, "z", 4);
  small_random_behaviour(&m, "y", 3);
  small_random_covariate(&m, "v", m.actors, 1);
  small_random_covariate(&m, "g", m.actors, 2);
  small_random_covariate(&m, "c", m.items, 1);
  small_random_dyadic(&m, "d", m.actors, false);
  small_random_dyadic(&m, "sd", m.actors, true);
  small_random_dyadic(&m, "bd", m.items, false);
  small_make(&m, 2.5);
  return m;
}

/* --- three ways to the same weights ----------------------------------------- */

/* Numbers of alters, as the plain way keeps them and the quick one does not. */
static void refresh(fk_simulator *s, fk_mover *d)
{
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    for (size_t j = 0; c->way == FK_WAY_ALTER && j < d->m; j++)
      c->vector[j] = c->term->effect->alter(&s->view, c->term, j);
  }
}

/* exp of the gain, by the definition. */
static double weight_of(fk_simulator *s, const fk_mover *d, size_t i, size_t j)
{
  bool tie = fk_tie(s->now.net[d->id], i, j);
  double u = 0;
  if (!fk_choice_permitted(s, d, i, j)) return 0;
  for (size_t k = 0; k < d->count; k++) {
    const fk_weighed *c = d->columns + k;
    double delta = fk_term_delta(&s->view, c->term, i, j);
    u += tie ? -c->w1 * delta : c->w0 * delta;
  }
  return exp(u);
}

typedef struct walk {
  fk_simulator *s;
  const char *what;
  size_t steps, compared;
} walk;

static void compare(walk *w, fk_mover *d, size_t i)
{
  fk_simulator *s = w->s;
  double quick[WIDTH], total = 0;
  size_t stay = fk_no_change(d, i), all = d->m + (stay == d->m);
  if (d->live) {
    total = fk_live_weigh(s, d, i);
    memcpy(quick, s->w, all * sizeof *quick);
    refresh(s, d);
  }
  double plain = fk_choice_weigh(s, d, i);
  if (d->live)
    test_assert_close(total, plain, 1e-9, 0, w->what, "total", (int)w->steps);
  for (size_t j = 0; j < all; j++) {
    double want = j == stay ? 1 : weight_of(s, d, i, j);
    int at = (int)(i * 100 + j);
    test_assert_close(s->w[j], want, 1e-9, 0, w->what, "plain weights", at);
    if (d->live)
      test_assert_close(quick[j], want, 1e-9, 0, w->what, "live weights", at);
  }
  w->compared++;
}

static falak_status after_step(void *user, const fk_ministep *step)
{
  walk *w = user;
  w->steps++;
  for (size_t k = 0; k < w->s->mover_count; k++) {
    fk_mover *d = w->s->movers + k;
    if (!d->network || !d->count || d->pairs) continue;
    compare(w, d, (step->ego + w->steps) % d->n);
    if (step->variable == d->id) compare(w, d, step->ego);
  }
  return FALAK_OK;
}

static size_t walk_and_compare(small_model *m, size_t runs, const char *what)
{
  walk w = {.s = m->simulator, .what = what};
  for (size_t run = 0; run < runs; run++) {
    fk_chance chance = fk_chance_fast(m->seed, (uint32_t)run, 0);
    fk_simulation how = {.theta = m->theta,
        .conditional = FALAK_NO_ID,
        .chance = &chance,
        .length = 1,
        .ministep = after_step,
        .user = &w};
    assert_ok(m->ctx, fk_simulate(m->ctx, m->simulator, run % 2, &how, NULL, NULL));
  }
  return w.compared;
}

/* --- both ways at once ------------------------------------------------------ */

typedef struct path {
  fk_ministep step[STEPS];
  size_t count;
} path;

static falak_status note_step(void *user, const fk_ministep *step)
{
  path *p = user;
  assert_true(p->count < STEPS);
  p->step[p->count++] = *step;
  return FALAK_OK;
}

static void run_path(small_model *m, fk_simulator *s, size_t run, falak_id conditional,
    path *p, double *score)
{
  fk_chance chance = fk_chance_fast(m->seed, (uint32_t)run, 0);
  fk_simulation how = {.theta = m->theta,
      .conditional = conditional,
      .scores = true,
      .chance = &chance,
      .length = 1,
      .ministep = note_step,
      .user = p};
  p->count = 0;
  assert_ok(m->ctx, fk_simulate(m->ctx, s, run % 2, &how, score, NULL));
}

static void assert_same_path(const path *a, const path *b, const char *what)
{
  assert_int_equal(a->count, b->count);
  for (size_t k = 0; k < a->count; k++) {
    const fk_ministep *p = a->step + k, *q = b->step + k;
    if (p->variable != q->variable || p->ego != q->ego || p->alter != q->alter ||
        p->step != q->step || p->time != q->time)
      fail_msg("%s: step %zu of %zu differs", what, k + 1, a->count);
  }
}

static void run_both_ways(
    small_model *m, size_t runs, falak_id conditional, const char *what)
{
  static path quick, plain;
  fk_simulator *other;
  assert_ok(m->ctx, fk_simulator_create(m->ctx, m->model, &other));
  small_make_plain(other);
  for (size_t run = 0; run < runs; run++) {
    double a[SMALL_PARAMETERS], b[SMALL_PARAMETERS];
    run_path(m, m->simulator, run, conditional, &quick, a);
    run_path(m, other, run, conditional, &plain, b);
    assert_same_path(&quick, &plain, what);
    for (size_t k = 0; k < falak_ties_model_size(m->model); k++)
      test_assert_close(a[k], b[k], 1e-7, 1e-7, what, "score", (int)k);
  }
  fk_simulator_destroy(other);
}

/* --- one effect at a time --------------------------------------------------- */

static bool add(small_model *m, const char *owner, const fk_effect *e, const char *of0,
    const char *of1, double parameter, double value)
{
  size_t number;
  falak_ties_effect one = falak_ties_effect_default(owner, e->name);
  one.of[0] = of0, one.of[1] = of1, one.parameter = parameter;
  falak_status st = falak_ties_model_add(m->model, &one, &number);
  if (st) {
    assert_true(st == FALAK_E_INPUT || st == FALAK_E_DOMAIN); /* does not fit */
    falak_ctx_clear_error(m->ctx);
    return false;
  }
  m->theta[number] = value;
  return true;
}

/* Weights of the size that estimates have: two-paths and degrees add up. */
static void check_one(falak_ctx *ctx, const char *owner, const fk_effect *e,
    const char *of0, const char *of1, double parameter, size_t *checked)
{
  char what[96];
  small_model m = everything(ctx, 1 + *checked % 7);
  if (add(&m, owner, e, of0, of1, parameter, 0.4)) {
    snprintf(what, sizeof what, "%s(%s %s) of %s, %g", e->name, of0 ? of0 : "",
        of1 ? of1 : "", owner, parameter);
    if (strcmp(e->name, "density"))
      small_add(&m, owner, FALAK_TIES_EVAL, "density", NULL, -0.5);
    if (strcmp(e->name, "outAct"))
      small_add(&m, "net2", FALAK_TIES_EVAL, "density", NULL, -0.3);
    small_simulator(&m);
    assert_true(walk_and_compare(&m, 2, what) > 0);
    run_both_ways(&m, 2, FALAK_NO_ID, what);
    ++*checked;
  }
  small_end(&m);
}

/* With every variable that fits. */
static void check_with_all(
    falak_ctx *ctx, const char *owner, const fk_effect *e, size_t *checked)
{
  static const char *const names[] = {
      NULL, "v", "g", "z", "c", "d", "sd", "bd", "net", "net2", "snet", "bip"};
  enum { NAMES = sizeof names / sizeof *names };
  double other = e->parameter == 2 ? 1 : 2;
  for (size_t a = 0; a < NAMES; a++) {
    if (!e->of[0] != !names[a] || (names[a] && !strcmp(names[a], owner))) continue;
    for (size_t b = 0; b < NAMES; b++) {
      if (!e->of[1] != !names[b]) continue;
      if (names[b] && (*checked + b) % 3) continue; /* some pairs are enough */
      check_one(ctx, owner, e, names[a], names[b], NAN, checked);
      if (e->parameter != 0)
        check_one(ctx, owner, e, names[a], names[b], other, checked);
    }
  }
}

static void test_live__every_effect_has_the_same_weights(void **state)
{
  static const char *const owners[] = {"net", "snet", "bip"};
  static const unsigned on[] = {FK_ON_ONE_MODE, FK_ON_SYMMETRIC, FK_ON_TWO_MODE};
  size_t checked = 0;
  for (size_t k = 0; k < fk_effect_count(); k++) {
    const fk_effect *e = fk_effect_at(k);
    for (int o = 0; o < 3; o++)
      if (e->on & on[o] && e->roles & FK_EVAL && e == fk_effect_find(e->name, on[o], 0))
        check_with_all(*state, owners[o], e, &checked);
  }
  print_message("# %zu effects with their variables\n", checked);
  assert_true(checked > 50);
}

/* --- many at once ----------------------------------------------------------- */

/* Random effects of all network variables together. */
static void add_some(small_model *m, size_t count)
{
  static const char *const owners[] = {"net", "snet", "bip", "net2"};
  static const char *const of[] = {"v", "z", "y", "c", "d", "sd", "bd", "net2", "snet"};
  for (size_t tries = 0; count && tries < 400; tries++) {
    const fk_effect *e =
        fk_effect_at((size_t)(small_draw(m) * (double)fk_effect_count()));
    const char *owner = owners[(size_t)(small_draw(m) * 4)];
    const char *first = of[(size_t)(small_draw(m) * 9)];
    const char *second = of[(size_t)(small_draw(m) * 9)];
    if (!(e->roles & FK_EVAL) || !strcmp(first, owner) || !strcmp(second, owner))
      continue;
    if (falak_ties_model_size(m->model) + 1 >= SMALL_PARAMETERS) return;
    count -= add(m, owner, e, e->of[0] ? first : NULL, e->of[1] ? second : NULL, NAN,
        0.6 * small_draw(m) - 0.3);
  }
}

static void test_live__random_models_run_alike_both_ways(void **state)
{
  FOR_EACH_SEED(seed, 40) {
    small_model m = everything(*state, seed);
    small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.8);
    small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, 0.9);
    small_add(&m, "net2", FALAK_TIES_EVAL, "transTrip", NULL, 0.2);
    small_add(&m, "net2", FALAK_TIES_EVAL, "density", NULL, -0.4);
    add_some(&m, 8);
    small_simulator(&m);
    walk_and_compare(&m, 2, "random model");
    run_both_ways(&m, 6, seed % 2 ? 0 : FALAK_NO_ID, "random model");
    small_end(&m);
  }
}

/* The forms that live.c knows, all together on one network. */
static void test_live__closure_of_all_forms_at_once(void **state)
{
  static const char *const names[] = {"recip", "transTrip", "transTrip1", "transTrip2",
      "transMedTrip", "transRecTrip", "cycle3", "gwespFF", "gwespBB", "gwespFB",
      "gwespBF", "gwespRR", "outAct", "inPop", "inPopSqrt", "outPop"};
  FOR_EACH_SEED(seed, 12) {
    small_model m = everything(*state, seed);
    small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -1);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
      if ((k + seed) % 3)
        small_add(
            &m, "net", FALAK_TIES_EVAL, names[k], NULL, 0.4 * small_draw(&m) - 0.15);
    small_add(&m, "net", FALAK_TIES_EVAL, "X", "d", 0.5);
    small_add(&m, "net", FALAK_TIES_EVAL, "simX", "z", 0.5);
    small_add(&m, "net", FALAK_TIES_EVAL, "egoX", "z", 0.2);
    small_simulator(&m);
    assert_non_null(m.simulator->movers[0].live);
    walk_and_compare(&m, 4, "all forms");
    run_both_ways(&m, 10, seed % 2 ? 0 : FALAK_NO_ID, "all forms");
    small_end(&m);
  }
}

/* --- the ends of the range -------------------------------------------------- */

/* Weights so large that they must be found anew or the careful way. */
static void test_live__huge_weights_run_alike_both_ways(void **state)
{
  static const double sizes[] = {30, 120, 400, 900};
  FOR_EACH_SEED(seed, 4) {
    for (size_t k = 0; k < 4; k++) {
      small_model m = everything(*state, seed);
      small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.5);
      small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, sizes[k] / 2);
      small_add(&m, "net", FALAK_TIES_EVAL, "transTrip", NULL, -sizes[k] / 8);
      small_add(&m, "net", FALAK_TIES_EVAL, "X", "d", sizes[k]);
      small_add(&m, "net", FALAK_TIES_EVAL, "simX", "z", sizes[k] / 3);
      small_add(&m, "net", FALAK_TIES_EVAL, "egoX", "v", sizes[k] / 2);
      small_simulator(&m);
      run_both_ways(&m, 10, FALAK_NO_ID, "huge weights");
      small_end(&m);
    }
  }
}

/* Periods without a loss, or without a gain, keep to that. */
static void test_live__monotone_periods_run_alike_both_ways(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 4) {
    small_model m = small_begin(ctx, 3, ACTORS, 0);
    m.seed = seed;
    int8_t code[3 * ACTORS * ACTORS];
    small_random_codes(&m, DIRECTED, 3, ACTORS, ACTORS, 0.4, code);
    for (size_t k = 0; k < ACTORS * ACTORS; k++) {
      code[ACTORS * ACTORS + k] |= code[k];
      code[2 * ACTORS * ACTORS + k] &= code[ACTORS * ACTORS + k];
    }
    small_network(&m, "net", false, code);
    small_make(&m, 4);
    small_add(&m, "net", FALAK_TIES_EVAL, "density", NULL, -0.5);
    small_add(&m, "net", FALAK_TIES_EVAL, "recip", NULL, 1);
    small_add(&m, "net", FALAK_TIES_EVAL, "transTrip", NULL, 0.3);
    small_simulator(&m);
    assert_true(walk_and_compare(&m, 6, "monotone") > 0);
    run_both_ways(&m, 10, FALAK_NO_ID, "monotone");
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_live__every_effect_has_the_same_weights),
    TEST(test_live__random_models_run_alike_both_ways),
    TEST(test_live__closure_of_all_forms_at_once),
    TEST(test_live__huge_weights_run_alike_both_ways),
    TEST(test_live__monotone_periods_run_alike_both_ways))

/* Every allocation of the room fails in turn: nothing is lost, nothing half done. */
#include "simulated_panel.h"

#include "ties/period.h"

enum { ACTORS = 5, ITEMS = 4, WAVES = 3 };

typedef struct given {
  int8_t net[WAVES * ACTORS * ACTORS], snet[WAVES * ACTORS * ACTORS],
      bip[WAVES * ACTORS * ITEMS];
  double z[WAVES * ACTORS], v[2 * ACTORS], w[ACTORS * ACTORS];
} given;

static given make_given(void)
{
  given g;
  small_model m = {.seed = 5};
  small_random_codes(&m, DIRECTED, WAVES, ACTORS, ACTORS, 0.4, g.net);
  small_random_codes(&m, SYMMETRIC, WAVES, ACTORS, ACTORS, 0.4, g.snet);
  small_random_codes(&m, TWO_MODE, WAVES, ACTORS, ITEMS, 0.4, g.bip);
  g.net[7] = FALAK_WAVE_MISSING, g.net[8] = FALAK_WAVE_FIXED_0;
  for (size_t k = 0; k < WAVES * ACTORS; k++) g.z[k] = floor(3 * small_draw(&m));
  for (size_t k = 0; k < 2 * ACTORS; k++) g.v[k] = floor(3 * small_draw(&m));
  for (size_t k = 0; k < ACTORS * ACTORS; k++) g.w[k] = small_draw(&m);
  g.z[3] = g.v[2] = g.w[8] = NAN;
  return g;
}

/* Everything at once; what there is is destroyed when a part fails. */
static falak_status fill(falak_ctx *ctx, const given *g, falak_ties_data **out)
{
  falak_id set, items = 0, id;
  falak_ties_data *d;
  falak_status st = falak_ties_data_create(ctx, WAVES, &d);
  *out = NULL;
  if (st) return st;
  st = falak_ties_add_set(d, "actors", ACTORS, &set);
  if (!st) st = falak_ties_add_set(d, "items", ITEMS, &items);
  if (!st) st = falak_ties_add_network(d, "net", set, set, g->net, &id);
  if (!st) st = falak_ties_add_network(d, "snet", set, set, g->snet, &id);
  if (!st) st = falak_ties_add_network(d, "bip", set, items, g->bip, &id);
  if (!st) st = falak_ties_add_behaviour(d, "z", set, g->z, &id);
  if (!st) st = falak_ties_add_covariate(d, "v", set, 2, g->v, true, &id);
  if (!st) st = falak_ties_add_dyadic(d, "w", set, set, 1, g->w, true, &id);
  for (size_t i = 0; !st && i < ACTORS; i++)
    st = falak_ties_add_presence(d, set, i, 1, i == 2 ? 2.5 : 3);
  if (!st) st = falak_ties_data_prepare(d);
  if (st)
    falak_ties_data_destroy(d);
  else
    *out = d;
  return st;
}

static falak_status add(falak_ties_model *m, const char *owner, const char *name,
    const char *of, falak_ties_role role)
{
  falak_ties_effect e = falak_ties_effect_default(owner, name);
  e.of[0] = of, e.role = role;
  return falak_ties_model_add(m, &e, NULL);
}

static falak_status put_together(
    falak_ctx *ctx, falak_ties_data **d, size_t groups, falak_ties_model **out)
{
  falak_ties_model *m;
  *out = NULL;
  falak_status st = falak_ties_model_create(ctx, groups, d, &m);
  if (st) return st;
  st = add(m, "net", "density", NULL, FALAK_TIES_EVAL);
  if (!st) st = add(m, "net", "transTrip", NULL, FALAK_TIES_EVAL);
  if (!st) st = add(m, "net", "X", "w", FALAK_TIES_CREATION);
  if (!st) st = add(m, "snet", "simX", "z", FALAK_TIES_EVAL);
  if (!st) st = add(m, "bip", "egoX", "v", FALAK_TIES_EVAL);
  falak_ties_effect parts[2] = {falak_ties_effect_default("net", "egoX"),
      falak_ties_effect_default("net", "recip")};
  parts[0].of[0] = "v";
  if (!st) st = falak_ties_model_interact(m, 2, parts, NULL);
  if (st)
    falak_ties_model_destroy(m);
  else
    *out = m;
  return st;
}

static void test_memory__data(void **state)
{
  given g = make_given();
  falak_ties_data *d;
  EACH_ALLOCATION_FAILS_UNDO(*state, fill(*state, &g, &d), falak_ties_data_destroy(d));
}

static void test_memory__model(void **state)
{
  given g = make_given();
  falak_ties_data *d[2];
  falak_ties_model *m;
  assert_ok(*state, fill(*state, &g, d));
  assert_ok(*state, fill(*state, &g, d + 1));
  EACH_ALLOCATION_FAILS_UNDO(
      *state, put_together(*state, d, 2, &m), falak_ties_model_destroy(m));
  falak_ties_data_destroy(d[0]);
  falak_ties_data_destroy(d[1]);
}

static void test_memory__period(void **state)
{
  given g = make_given();
  falak_ties_data *d;
  fk_period *p;
  unsigned kept[8] = {63, 63, 63};
  assert_ok(*state, fill(*state, &g, &d));
  EACH_ALLOCATION_FAILS_UNDO(
      *state, fk_period_create(*state, d, 1, kept, &p), fk_period_destroy(p));
  falak_ties_data_destroy(d);
}

/* Periods and targets are made when first asked for: the sweep takes a new model each
 * time. */
static falak_status target_of(falak_ctx *ctx, falak_ties_data **d)
{
  double target[2 * SMALL_PARAMETERS];
  falak_ties_model *m;
  falak_status st = put_together(ctx, d, 1, &m);
  if (!st) st = falak_ties_statistics(ctx, m, target);
  falak_ties_model_destroy(m);
  return st;
}

static void test_memory__statistics(void **state)
{
  given g = make_given();
  falak_ties_data *d;
  assert_ok(*state, fill(*state, &g, &d));
  EACH_ALLOCATION_FAILS(*state, target_of(*state, &d));
  falak_ties_data_destroy(d);
}

static void test_memory__simulator(void **state)
{
  given g = make_given();
  falak_ties_data *d;
  falak_ties_model *m;
  fk_simulator *s;
  assert_ok(*state, fill(*state, &g, &d));
  assert_ok(*state, put_together(*state, &d, 1, &m));
  assert_ok(*state, fk_model_periods(*state, m));
  EACH_ALLOCATION_FAILS_UNDO(
      *state, fk_simulator_create(*state, m, &s), fk_simulator_destroy(s));
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(d);
}

static falak_status count_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  (void)end, (void)state;
  ++*(size_t *)user;
  return FALAK_OK;
}

static void test_memory__simulation(void **state)
{
  given g = make_given();
  falak_ties_data *d;
  falak_ties_model *m;
  size_t ends = 0;
  double theta[SMALL_PARAMETERS] = {0};
  for (size_t k = 0; k < 8; k++) theta[k] = 1;
  falak_ties_simulation how = falak_ties_simulation_default();
  how.runs = 2, how.end = count_end, how.user = &ends;
  falak_ctx_set_threads(*state, 1);
  assert_ok(*state, fill(*state, &g, &d));
  assert_ok(*state, put_together(*state, &d, 1, &m));
  assert_ok(*state, fk_model_periods(*state, m));
  EACH_ALLOCATION_FAILS(
      *state, (ends = 0, falak_ties_simulate(*state, m, theta, &how)));
  assert_int_equal(ends, 4);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(d);
}

/* --- a panel that can be estimated ------------------------------------------ */

static panel tiny(falak_ctx *ctx)
{
  panel p = panel_default();
  p.n = 8, p.waves = 2, p.rate = 2;
  panel_simulate(ctx, &p);
  return p;
}

static falak_ties_options tiny_options(void)
{
  falak_ties_options o = falak_ties_options_default();
  o.subphases = 1, o.phase3 = 10, o.until = 0, o.n2start = 5;
  return o;
}

static falak_ties_model *tiny_model(falak_ctx *ctx, falak_ties_data **data)
{
  falak_ties_model *m;
  assert_ok(ctx, falak_ties_model_create(ctx, 1, data, &m));
  panel_effect(m, "net", "density", NULL, NAN);
  panel_effect(m, "net", "recip", NULL, NAN);
  return m;
}

static void test_memory__estimate(void **state)
{
  falak_ctx *ctx = *state;
  panel p = tiny(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 2);
  falak_ties_model *m = tiny_model(ctx, &data);
  falak_ties_options o = tiny_options();
  falak_ties_fit *fit;
  falak_ctx_set_threads(ctx, 1);
  assert_ok(ctx, fk_model_periods(ctx, m)); /* made once, kept by the model */
  for (int way = 0; way < 3; way++) {
    o.finite_differences = way == 1;
    o.conditioning = way == 2 ? FALAK_TIES_UNCONDITIONAL : FALAK_TIES_AUTO;
    EACH_ALLOCATION_FAILS_UNDO(
        ctx, falak_ties_estimate(ctx, m, &o, &fit), falak_ties_fit_destroy(fit));
  }
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

static void test_memory__texts_of_fits(void **state)
{
  falak_ctx *ctx = *state;
  panel p = tiny(ctx);
  falak_ties_data *data = panel_data(ctx, &p, 0, 2);
  falak_ties_model *m = tiny_model(ctx, &data);
  falak_ties_options o = tiny_options();
  falak_ties_fit *fit, *read;
  char *text;
  assert_ok(ctx, falak_ties_estimate(ctx, m, &o, &fit));
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, falak_ties_fit_write(ctx, m, fit, &text), falak_ties_text_free(ctx, text));
  assert_ok(ctx, falak_ties_fit_write(ctx, m, fit, &text));
  EACH_ALLOCATION_FAILS_UNDO(ctx,
      falak_ties_fit_read(ctx, m, text, strlen(text), &read),
      falak_ties_fit_destroy(read));
  falak_ties_text_free(ctx, text);
  falak_ties_fit_destroy(fit);
  falak_ties_model_destroy(m);
  falak_ties_data_destroy(data);
}

FALAK_TEST_MAIN(TEST(test_memory__data), TEST(test_memory__model),
    TEST(test_memory__period), TEST(test_memory__statistics),
    TEST(test_memory__simulator), TEST(test_memory__simulation),
    TEST(test_memory__estimate), TEST(test_memory__texts_of_fits))

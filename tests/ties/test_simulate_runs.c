/* Simulating for callers: ends in order, the same whatever the threads, chains that
 * lead to the ends, errors that come through. */
#include "simulated_panel.h"

enum { RUNS = 9, PERIODS = 2 };

typedef struct seen {
  const panel *p;
  size_t count, stop_at;
  size_t run[RUNS * PERIODS], period[RUNS * PERIODS], ministeps[RUNS * PERIODS];
  double time[RUNS * PERIODS];
  uint32_t sum[RUNS * PERIODS];       /* of the ends: a hash */
  uint8_t x[PANEL_MOST * PANEL_MOST]; /* the chain, replayed */
  double z[PANEL_MOST];
  size_t steps;
} seen;

static uint32_t hash_end(const panel *p, const falak_ties_state *state)
{
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < p->n; i++) {
    for (size_t j = 0; j < p->n; j++)
      if (i != j)
        hash = (hash ^ (uint32_t)falak_ties_state_tie(state, 0, i, j)) * 16777619u;
    hash = (hash ^ (uint32_t)falak_ties_state_value(state, 1, i)) * 16777619u;
  }
  return hash;
}

static falak_status take(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  seen *s = user;
  size_t k = s->count++;
  if (s->stop_at && s->count == s->stop_at) return FALAK_E_NOT_FOUND;
  s->run[k] = end->run, s->period[k] = end->period;
  s->ministeps[k] = end->ministeps, s->time[k] = end->time;
  s->sum[k] = hash_end(s->p, state);
  assert_int_equal(end->variables, 3); /* net, z and v */
  return FALAK_OK;
}

typedef struct world {
  panel p;
  falak_ties_data *data;
  falak_ties_model *model;
  double theta[SMALL_PARAMETERS];
} world;

static world make_world(falak_ctx *ctx)
{
  world w = {.p = panel_default()};
  w.p.n = 15, w.p.behaviour = true;
  panel_simulate(ctx, &w.p);
  w.data = panel_data(ctx, &w.p, 0, 3);
  w.model = panel_model(ctx, &w.p, 1, &w.data, true);
  for (size_t k = 0; k < falak_ties_model_size(w.model); k++)
    w.theta[k] = falak_ties_model_get(w.model, k).start;
  return w;
}

static void drop_world(world *w)
{
  falak_ties_model_destroy(w->model);
  falak_ties_data_destroy(w->data);
}

static falak_ties_simulation watch(seen *s, const world *w)
{
  falak_ties_simulation how = falak_ties_simulation_default();
  *s = (seen){.p = &w->p};
  how.runs = RUNS, how.end = take, how.user = s;
  return how;
}

static void test_runs__come_in_order_and_alike_on_any_threads(void **state)
{
  falak_ctx *ctx = *state;
  static seen one, more;
  world w = make_world(ctx);
  for (int clocks = 0; clocks < 2; clocks++)
    for (unsigned threads = 1; threads <= 3; threads++) {
      falak_ties_simulation how = watch(threads == 1 ? &one : &more, &w);
      how.clocks = clocks;
      falak_ctx_set_threads(ctx, threads);
      assert_ok(ctx, falak_ties_simulate(ctx, w.model, w.theta, &how));
      assert_int_equal(one.count, RUNS * PERIODS);
      for (size_t k = 0; k < one.count; k++) {
        assert_int_equal(one.run[k], k / PERIODS);
        assert_int_equal(one.period[k], k % PERIODS);
        assert_true(one.time[k] == 1 && one.ministeps[k] > 0);
        assert_true(!k || one.sum[k] != one.sum[k - 1]);
        if (threads > 1) assert_int_equal(one.sum[k], more.sum[k]);
        if (threads > 1) assert_int_equal(one.ministeps[k], more.ministeps[k]);
      }
    }
  drop_world(&w);
}

/* Another seed gives other ends; conditional runs end when as much has changed. */
static void test_runs__seeds_and_conditions_count(void **state)
{
  falak_ctx *ctx = *state;
  static seen a, b;
  world w = make_world(ctx);
  falak_ties_simulation how = watch(&a, &w);
  assert_ok(ctx, falak_ties_simulate(ctx, w.model, w.theta, &how));
  how = watch(&b, &w);
  how.seed = 2;
  assert_ok(ctx, falak_ties_simulate(ctx, w.model, w.theta, &how));
  for (size_t k = 0; k < a.count; k++) assert_true(a.sum[k] != b.sum[k]);
  how = watch(&b, &w);
  how.conditional = true, how.condition_on = "z";
  assert_ok(ctx, falak_ties_simulate(ctx, w.model, w.theta, &how));
  for (size_t k = 0; k < b.count; k++) assert_true(b.time[k] != 1);
  how.condition_on = "v";
  assert_fails(ctx, FALAK_E_INPUT, "'v' is no dependent variable",
      falak_ties_simulate(ctx, w.model, w.theta, &how));
  drop_world(&w);
}

/* --- chains ----------------------------------------------------------------- */

static falak_status replay(void *user, size_t run, size_t period, falak_id variable,
    size_t ego, size_t alter, int step, double time)
{
  seen *s = user;
  assert_int_equal(run * PERIODS + period, s->count);
  assert_true(time > 0 && time < 1);
  if (variable == 0 && alter != ego) s->x[ego * s->p->n + alter] ^= 1;
  if (variable == 1) s->z[ego] += step;
  s->steps++;
  return FALAK_OK;
}

static void start_replay(seen *s, size_t period)
{
  size_t n = s->p->n;
  for (size_t k = 0; k < n * n; k++) s->x[k] = (uint8_t)s->p->code[period * n * n + k];
  memcpy(s->z, s->p->z + period * n, n * sizeof *s->z);
  s->steps = 0;
}

static falak_status compare_end(
    void *user, const falak_ties_end *end, const falak_ties_state *state)
{
  seen *s = user;
  size_t n = s->p->n;
  assert_int_equal(end->ministeps, s->steps);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++)
      if (i != j)
        assert_int_equal(falak_ties_state_tie(state, 0, i, j), s->x[i * n + j]);
    assert_true(falak_ties_state_value(state, 1, i) == s->z[i]);
  }
  s->count++;
  start_replay(s, s->count % PERIODS);
  return FALAK_OK;
}

/* Every ministep is told, in order, and together they make the end. */
static void test_runs__chains_lead_to_the_ends(void **state)
{
  falak_ctx *ctx = *state;
  static seen s;
  world w = make_world(ctx);
  for (int clocks = 0; clocks < 2; clocks++) {
    falak_ties_simulation how = watch(&s, &w);
    how.end = compare_end, how.ministep = replay, how.clocks = clocks;
    start_replay(&s, 0);
    assert_ok(ctx, falak_ties_simulate(ctx, w.model, w.theta, &how));
    assert_int_equal(s.count, RUNS * PERIODS);
  }
  drop_world(&w);
}

/* --- stopping --------------------------------------------------------------- */

static falak_status refuse(void *user, size_t run, size_t period, falak_id variable,
    size_t ego, size_t alter, int step, double time)
{
  (void)user, (void)period, (void)variable, (void)ego, (void)alter, (void)step,
      (void)time;
  return run == 1 ? FALAK_E_IO : FALAK_OK;
}

static bool always(void *user)
{
  (void)user;
  return true;
}

static void test_runs__callers_can_stop_them(void **state)
{
  falak_ctx *ctx = *state;
  static seen s;
  world w = make_world(ctx);
  falak_ties_simulation how = watch(&s, &w);
  s.stop_at = 5;
  assert_int_equal(falak_ties_simulate(ctx, w.model, w.theta, &how), FALAK_E_NOT_FOUND);
  assert_int_equal(s.count, 5);
  how = watch(&s, &w);
  how.ministep = refuse;
  assert_int_equal(falak_ties_simulate(ctx, w.model, w.theta, &how), FALAK_E_IO);
  assert_int_equal(s.count, PERIODS); /* the first run was whole */
  how = watch(&s, &w);
  falak_ctx_set_cancel(ctx, always, NULL);
  assert_int_equal(falak_ties_simulate(ctx, w.model, w.theta, &how), FALAK_E_CANCELLED);
  assert_int_equal(s.count, 0);
  falak_ctx_set_cancel(ctx, NULL, NULL);
  falak_ctx_clear_error(ctx);
  drop_world(&w);
}

FALAK_TEST_MAIN(TEST(test_runs__come_in_order_and_alike_on_any_threads),
    TEST(test_runs__seeds_and_conditions_count),
    TEST(test_runs__chains_lead_to_the_ends), TEST(test_runs__callers_can_stop_them))

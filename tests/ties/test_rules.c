/* What a step may never break, whatever the data: structural values, rules between
 * networks, symmetry, bounds, periods without loss or gain, absence. Every ministep of
 * random worlds is looked at. */
#include "small_model.h"

#include "ties/constants.h"

enum { ACTORS = 7, ITEMS = 5, CELLS = ACTORS * ACTORS, NETWORKS = 7, WAVES = 3 };

/* Networks: a; b within a; c outside a; e where a is not, at least; snet; bip; up,
 * which only gains in the first period and only loses in the second. Behaviours z, and
 * zup, which only rises in the first. */
typedef struct codes {
  int8_t a[WAVES * CELLS], b[WAVES * CELLS], c[WAVES * CELLS], e[WAVES * CELLS],
      snet[WAVES * CELLS], bip[WAVES * ACTORS * ITEMS], up[WAVES * CELLS];
} codes;

static void fill_ruled(small_model *m, codes *x)
{
  small_random_codes(m, DIRECTED, WAVES, ACTORS, ACTORS, 0.5, x->a);
  small_random_codes(m, DIRECTED, WAVES, ACTORS, ACTORS, 0.6, x->b);
  small_random_codes(m, DIRECTED, WAVES, ACTORS, ACTORS, 0.6, x->c);
  small_random_codes(m, DIRECTED, WAVES, ACTORS, ACTORS, 0.4, x->e);
  small_random_codes(m, SYMMETRIC, WAVES, ACTORS, ACTORS, 0.4, x->snet);
  small_random_codes(m, TWO_MODE, WAVES, ACTORS, ITEMS, 0.4, x->bip);
  small_random_codes(m, DIRECTED, WAVES, ACTORS, ACTORS, 0.3, x->up);
  for (size_t k = 0; k < WAVES * CELLS; k++) {
    x->b[k] = x->b[k] && x->a[k];
    x->c[k] = x->c[k] && !x->a[k];
    x->e[k] = x->e[k] || !x->a[k];
  }
  for (size_t k = 0; k < CELLS; k++) {
    x->up[CELLS + k] |= x->up[k];
    x->up[2 * CELLS + k] &= x->up[CELLS + k];
  }
}

/* Some cells become structural, as they are, or missing. */
static void spoil(small_model *m, int8_t *code, size_t n, size_t columns, bool both)
{
  for (size_t k = 0; k < WAVES * n * columns; k++) {
    size_t i = k / columns % n, j = k % columns, w = k / (n * columns);
    double u = small_draw(m);
    if (u < 0.1)
      code[k] = code[k] == 1 ? FALAK_WAVE_FIXED_1 : FALAK_WAVE_FIXED_0;
    else if (u < 0.16)
      code[k] = FALAK_WAVE_MISSING;
    if (both && j < i) code[k] = code[(w * n + j) * columns + i];
  }
}

static void add_presences(small_model *m)
{
  for (size_t i = 0; i < ACTORS; i++) {
    double from = small_draw(m) < 0.3 ? 1 + 1.9 * small_draw(m) : 1;
    double to = small_draw(m) < 0.3 ? from + (3 - from) * small_draw(m) : 3;
    assert_ok(m->ctx, falak_ties_add_presence(m->data, m->actors, i, from, to));
  }
}

static void add_levels(small_model *m)
{
  falak_id id;
  double zup[WAVES * ACTORS];
  small_random_behaviour(m, "z", 4);
  for (size_t k = 0; k < WAVES * ACTORS; k++) {
    double by = floor(2 * small_draw(m));
    zup[k] = k < ACTORS ? by : zup[k - ACTORS] + (k < 2 * ACTORS ? by : 1 - 2 * by);
    if (small_draw(m) < 0.1) zup[k] = k < ACTORS ? 0 : zup[k - ACTORS];
  }
  assert_ok(m->ctx, falak_ties_add_behaviour(m->data, "zup", m->actors, zup, &id));
  assert_ok(m->ctx, falak_ties_set_model(m->data, id, 2, 0));
}

static size_t greatest_degree(const fk_variable *v)
{
  size_t most = 0;
  for (size_t row = 0; row < WAVES * v->n; row++) {
    size_t degree = 0;
    for (size_t j = 0; j < v->m; j++) degree += v->imputed[row * v->m + j];
    most = degree > most ? degree : most;
  }
  return most;
}

static small_model ruled_world(falak_ctx *ctx, uint64_t seed)
{
  static const char *const names[] = {"a", "b", "c", "e", "snet", "bip", "up"};
  codes x;
  small_model m = small_begin(ctx, WAVES, ACTORS, ITEMS);
  m.seed = seed;
  fill_ruled(&m, &x);
  int8_t *of[] = {x.a, x.b, x.c, x.e, x.snet, x.bip, x.up};
  for (size_t k = 0; k < NETWORKS; k++) {
    bool two_mode = k == 5;
    if (seed % 2) spoil(&m, of[k], ACTORS, two_mode ? ITEMS : ACTORS, k == 4);
    falak_id id = small_network(&m, names[k], two_mode, of[k]);
    if (small_draw(&m) < 0.4) {
      size_t most = greatest_degree(m.data->variables + id);
      assert_ok(ctx, falak_ties_set_max_degree(m.data, id, most));
    }
  }
  assert_ok(ctx, falak_ties_set_model(m.data, 4, 2 + (int)(seed % 5), 0));
  add_levels(&m);
  if (seed % 3 == 0) add_presences(&m);
  small_make(&m, seed % 5 > 1 ? 0.8 : 2);
  static const char *const owners[] = {"a", "b", "c", "e", "snet", "bip", "up"};
  for (size_t k = 0; k < NETWORKS; k++)
    small_add(&m, owners[k], FALAK_TIES_EVAL, "density", NULL, small_draw(&m) - 0.5);
  small_add(&m, "a", FALAK_TIES_EVAL, "simX", "z", 1);
  small_add(&m, "a", FALAK_TIES_EVAL, "recip", NULL, 0.5);
  small_add(&m, "snet", FALAK_TIES_EVAL, "altX", "z", 0.3);
  small_simulator(&m);
  return m;
}

/* --- the watch -------------------------------------------------------------- */

typedef struct watch {
  const small_model *m;
  fk_simulator *s;
  uint8_t x[NETWORKS][CELLS]; /* before the step */
  double z[2][ACTORS];
  size_t steps, changes;
  double time;
} watch;

static void remember(watch *w)
{
  for (falak_id k = 0; k < NETWORKS; k++) {
    const fk_network *x = w->s->now.net[k];
    for (size_t i = 0; i < x->n; i++)
      for (size_t j = 0; j < x->m; j++) w->x[k][i * x->m + j] = fk_tie(x, i, j);
  }
  for (falak_id k = 0; k < 2; k++)
    memcpy(w->z[k], w->s->now.value[NETWORKS + k], sizeof w->z[k]);
}

static void assert_present(const watch *w, falak_id set, size_t actor)
{
  const falak_ties_data *d = w->m->data;
  double now = (double)w->s->period->period + 1 + w->s->time;
  bool named = false, present = false;
  for (size_t k = 0; k < d->presence_count; k++) {
    const fk_presence *p = d->presences + k;
    if (p->set != set || (size_t)p->actor != actor) continue;
    named = true;
    present |= p->from <= now + 1e-12 && now <= p->to + 1e-12;
  }
  assert_true(present || !named);
}

/* A change of i -> j breaks no rule that was not broken before. */
static void assert_rules(const watch *w, falak_id id, size_t i, size_t j, bool made)
{
  const falak_ties_data *d = w->m->data;
  for (size_t k = 0; k < d->constraint_count; k++) {
    const fk_constraint *c = d->constraints + k;
    if (c->first != id && c->second != id) continue;
    bool first = c->first == id;
    bool other = fk_tie(w->s->now.net[first ? c->second : c->first], i, j);
    if (c->rule == FK_HIGHER) assert_true(first ? made || !other : !made || other);
    if (c->rule == FK_DISJOINT) assert_true(!made || !other);
    if (c->rule == FK_AT_LEAST_ONE) assert_true(made || other);
  }
}

static void assert_tie_change(watch *w, const fk_ministep *step)
{
  falak_id id = step->variable;
  const fk_variable *v = w->m->data->variables + id;
  const fk_network *x = w->s->now.net[id];
  size_t i = step->ego, j = step->alter, period = w->s->period->period;
  bool made = fk_tie(x, i, j);
  w->changes++;
  assert_int_equal(w->x[id][i * x->m + j], !made);
  assert_false(fk_code_fixed(fk_code_at(v, period, i, j)));
  assert_rules(w, id, i, j, made);
  assert_false(made ? w->s->period->only_down[id] : w->s->period->only_up[id]);
  if (made && v->max_degree) assert_true(x->out_degree[i] <= v->max_degree);
  assert_present(w, v->receivers, j);
  w->x[id][i * x->m + j] = made;
  if (v->kind == FALAK_TIES_NON_DIRECTED) {
    assert_int_equal(fk_tie(x, j, i), made);
    assert_rules(w, id, j, i, made);
    if (made && v->max_degree) assert_true(x->out_degree[j] <= v->max_degree);
    w->x[id][j * x->m + i] = made;
  }
}

static void assert_level_change(watch *w, const fk_ministep *step)
{
  const fk_variable *v = w->m->data->variables + step->variable;
  size_t k = (size_t)step->variable - NETWORKS;
  double now = w->s->now.value[step->variable][step->ego];
  w->changes += step->step != 0;
  assert_close(now, w->z[k][step->ego] + step->step, 0, 1e-12);
  assert_true(now + v->shift >= v->low - 1e-9 && now + v->shift <= v->high + 1e-9);
  if (w->s->period->only_up[step->variable]) assert_true(step->step >= 0);
  if (w->s->period->only_down[step->variable]) assert_true(step->step <= 0);
  w->z[k][step->ego] = now;
}

/* Everything but what the step says stayed as it was. */
static void assert_rest_unchanged(const watch *w)
{
  for (falak_id k = 0; k < NETWORKS; k++) {
    const fk_network *x = w->s->now.net[k];
    for (size_t i = 0; i < x->n; i++) {
      uint32_t degree = 0;
      for (size_t j = 0; j < x->m; j++) {
        assert_int_equal(fk_tie(x, i, j), w->x[k][i * x->m + j]);
        degree += w->x[k][i * x->m + j];
      }
      assert_int_equal(x->out_degree[i], degree);
    }
  }
  for (falak_id k = 0; k < 2; k++)
    assert_memory_equal(w->s->now.value[NETWORKS + k], w->z[k], sizeof w->z[k]);
}

static falak_status look(void *user, const fk_ministep *step)
{
  watch *w = user;
  const fk_variable *v = w->m->data->variables + step->variable;
  assert_true(step->time >= w->time && step->time <= 1);
  w->time = step->time;
  w->steps++;
  assert_present(w, v->senders, step->ego);
  bool stays = step->alter == step->ego || step->alter == v->m;
  if (v->kind == FALAK_TIES_TWO_MODE) stays = step->alter == v->m;
  if (v->kind == FALAK_TIES_BEHAVIOUR)
    assert_level_change(w, step);
  else if (!stays)
    assert_tie_change(w, step);
  assert_rest_unchanged(w);
  return FALAK_OK;
}

/* How far it is from the start, by the definition. */
static double far_from_start(const small_model *m, const fk_simulator *s, falak_id id)
{
  const fk_variable *v = m->data->variables + id;
  size_t w = s->period->period;
  double sum = 0;
  if (v->kind == FALAK_TIES_BEHAVIOUR) {
    for (size_t i = 0; i < v->n; i++)
      if (!v->missing[w * v->n + i] && !v->missing[(w + 1) * v->n + i])
        sum += fabs(s->now.value[id][i] + v->shift - v->value[w * v->n + i]);
    return round(sum);
  }
  for (size_t i = 0; i < v->n; i++)
    for (size_t j = 0; j < v->m; j++) {
      int start = fk_code_at(v, w, i, j), end = fk_code_at(v, w + 1, i, j);
      bool counts = start != FALAK_WAVE_MISSING && end != FALAK_WAVE_MISSING &&
          !fk_code_fixed(end);
      sum += counts && fk_tie(s->now.net[id], i, j) != fk_code_tie(start);
    }
  return sum;
}

static void watch_run(small_model *m, size_t run, size_t period, bool clocks, watch *w)
{
  fk_chance chance = clocks ? fk_chance_clocks(3, (uint32_t)run, 0)
                            : fk_chance_fast(3, (uint32_t)run, (uint32_t)period);
  fk_simulation how = {.theta = m->theta,
      .conditional = FALAK_NO_ID,
      .scores = true,
      .chance = &chance,
      .length = 1,
      .ministep = look,
      .user = w};
  double score[SMALL_PARAMETERS];
  fk_simulator_start(m->simulator, period);
  remember(w);
  w->time = 0;
  assert_ok(m->ctx, fk_simulate(m->ctx, m->simulator, period, &how, score, NULL));
  for (size_t k = 0; k < falak_ties_model_size(m->model); k++)
    assert_true(isfinite(score[k]));
  for (size_t k = 0; k < m->simulator->mover_count; k++) {
    const fk_mover *d = m->simulator->movers + k;
    test_assert_close((double)d->distance, far_from_start(m, m->simulator, d->id), 0, 0,
        d->variable->name, "distance", (int)run);
  }
}

static void test_rules__no_step_breaks_any(void **state)
{
  size_t rules = 0, changes = 0;
  FOR_EACH_SEED(seed, 30) {
    small_model m = ruled_world(*state, seed);
    watch w = {.m = &m, .s = m.simulator};
    rules += m.data->constraint_count;
    for (size_t run = 0; run < 40; run++) watch_run(&m, run, run % 2, run % 4 > 1, &w);
    assert_true(w.changes > 100 && w.steps > w.changes);
    changes += w.changes;
    small_end(&m);
  }
  print_message("# %zu changes under %zu rules\n", changes, rules);
  assert_true(rules > 60);
}

/* Statistics that the simulator counts on the way are those of its end. */
static void test_rules__distances_are_those_of_the_end(void **state)
{
  FOR_EACH_SEED(seed, 30) {
    small_model m = ruled_world(*state, seed);
    size_t size = falak_ties_model_size(m.model);
    small_run how = small_run_default();
    for (size_t run = 0; run < 10; run++) {
      double statistic[SMALL_PARAMETERS];
      size_t period = run % 2;
      small_simulate(&m, &how, run, period, NULL);
      fk_simulator_statistics(m.simulator, period, FALAK_NO_ID, statistic);
      for (size_t k = 0; k < size; k++)
        assert_close(statistic[k],
            fk_model_statistic(m.model, k, period, fk_simulator_state(m.simulator)),
            1e-12, 1e-12);
    }
    small_end(&m);
  }
}

FALAK_TEST_MAIN(TEST(test_rules__no_step_breaks_any),
    TEST(test_rules__distances_are_those_of_the_end))

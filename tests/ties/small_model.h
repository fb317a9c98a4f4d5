/* Small models to simulate in tests: data from plain arrays, effects by name, and what
 * many runs come to. */
#ifndef TEST_TIES_SMALL_MODEL_H
#define TEST_TIES_SMALL_MODEL_H

#include "support/falak_test.h"

#include "base/random.h"
#include "ties/estimate.h"
#include "ties/live.h"

enum { SMALL_PARAMETERS = 40 };

typedef struct small_model {
  falak_ctx *ctx;
  falak_ties_data *data;
  falak_ties_model *model;
  fk_simulator *simulator;
  falak_id actors, items;
  double theta[SMALL_PARAMETERS];
  uint64_t seed, drawn;
} small_model;

static inline double small_draw(small_model *m)
{
  const fk_rng_at at = {.seed = m->seed, .stream = 7};
  return fk_uniform(&at, m->drawn++);
}

/* --- data ------------------------------------------------------------------- */

static inline small_model small_begin(
    falak_ctx *ctx, size_t waves, size_t actors, size_t items)
{
  small_model m = {.ctx = ctx, .seed = 1};
  assert_ok(ctx, falak_ties_data_create(ctx, waves, &m.data));
  assert_ok(ctx, falak_ties_add_set(m.data, "actors", actors, &m.actors));
  if (items) assert_ok(ctx, falak_ties_add_set(m.data, "items", items, &m.items));
  return m;
}

static inline falak_id small_network(
    small_model *m, const char *name, bool two_mode, const int8_t *code)
{
  falak_id id;
  assert_ok(m->ctx,
      falak_ties_add_network(
          m->data, name, m->actors, two_mode ? m->items : m->actors, code, &id));
  return id;
}

typedef enum small_shape { DIRECTED, SYMMETRIC, TWO_MODE } small_shape;

/* Random ties, some of which change from wave to wave. */
static inline void small_random_codes(small_model *m, small_shape shape, size_t waves,
    size_t n, size_t columns, double density, int8_t *code)
{
  for (size_t w = 0; w < waves; w++)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < columns; j++) {
        size_t at = (w * n + i) * columns + j;
        if (shape != TWO_MODE && i == j)
          code[at] = 0;
        else if (shape == SYMMETRIC && j < i)
          code[at] = code[(w * n + j) * columns + i];
        else if (w && small_draw(m) < 0.6)
          code[at] = code[at - n * columns];
        else
          code[at] = small_draw(m) < density;
      }
}

static inline falak_id small_random_network(
    small_model *m, const char *name, small_shape shape, double density)
{
  size_t waves = m->data->waves, n = m->data->sets[m->actors].size;
  size_t columns = shape == TWO_MODE ? m->data->sets[m->items].size : n;
  int8_t *code = calloc(waves * n * columns, 1);
  small_random_codes(m, shape, waves, n, columns, density, code);
  falak_id id = small_network(m, name, shape == TWO_MODE, code);
  free(code);
  return id;
}

static inline falak_id small_random_behaviour(
    small_model *m, const char *name, double levels)
{
  falak_id id;
  size_t n = m->data->sets[m->actors].size, count = m->data->waves * n;
  double *value = calloc(count, sizeof *value);
  for (size_t k = 0; k < count; k++)
    value[k] =
        k >= n && small_draw(m) < 0.5 ? value[k - n] : floor(levels * small_draw(m));
  assert_ok(m->ctx, falak_ties_add_behaviour(m->data, name, m->actors, value, &id));
  free(value);
  return id;
}

/* A covariate of the actors (or of the items), or of the dyads. */
static inline falak_id small_random_covariate(
    small_model *m, const char *name, falak_id set, size_t periods)
{
  falak_id id;
  size_t count = periods * m->data->sets[set].size;
  double *value = calloc(count, sizeof *value);
  for (size_t k = 0; k < count; k++) value[k] = floor(4 * small_draw(m)) / 2;
  assert_ok(
      m->ctx, falak_ties_add_covariate(m->data, name, set, periods, value, true, &id));
  free(value);
  return id;
}

static inline falak_id small_random_dyadic(
    small_model *m, const char *name, falak_id receivers, bool symmetric)
{
  falak_id id;
  size_t n = m->data->sets[m->actors].size, to = m->data->sets[receivers].size;
  double *value = calloc(n * to, sizeof *value);
  for (size_t k = 0; k < n * to; k++)
    value[k] = symmetric && k % to < k / to ? value[k % to * to + k / to]
                                            : floor(5 * small_draw(m)) / 4;
  assert_ok(m->ctx,
      falak_ties_add_dyadic(m->data, name, m->actors, receivers, 1, value, true, &id));
  free(value);
  return id;
}

/* --- the model -------------------------------------------------------------- */

/* With basic rates of `rate`. */
static inline void small_make(small_model *m, double rate)
{
  assert_ok(m->ctx, falak_ties_model_create(m->ctx, 1, &m->data, &m->model));
  for (size_t k = 0; k < falak_ties_model_size(m->model); k++) m->theta[k] = rate;
}

/* Whether falak has an effect of this name for a variable. */
static inline bool small_has(
    const small_model *m, const char *owner, falak_ties_role role, const char *name)
{
  static const unsigned bits[] = {FK_RATE, FK_EVAL, FK_CREATION, FK_ENDOWMENT};
  falak_id id = falak_ties_variable_find(m->data, owner);
  return fk_effect_find(name, fk_on_of(m->data->variables + id), bits[role]) != NULL;
}

/* Says once a name what could not be tested. */
static inline void small_missing(const char *owner, const char *name)
{
  static const char *told[32];
  size_t k = 0;
  while (k < 32 && told[k] && strcmp(told[k], name)) k++;
  if (k == 32 || told[k]) return;
  told[k] = name;
  print_message("# left out: %s of '%s', which is not there yet\n", name, owner);
}

/* Adds an effect when it is there; its number, or SIZE_MAX. */
static inline size_t small_add(small_model *m, const char *owner, falak_ties_role role,
    const char *name, const char *of, double value)
{
  size_t number = SIZE_MAX;
  if (!small_has(m, owner, role, name)) {
    small_missing(owner, name);
    return number;
  }
  falak_ties_effect e = falak_ties_effect_default(owner, name);
  e.role = role, e.of[0] = of;
  assert_ok(m->ctx, falak_ties_model_add(m->model, &e, &number));
  assert_true(number < SMALL_PARAMETERS);
  m->theta[number] = value;
  return number;
}

static inline void small_simulator(small_model *m)
{
  assert_ok(m->ctx, fk_model_periods(m->ctx, m->model));
  assert_ok(m->ctx, fk_simulator_create(m->ctx, m->model, &m->simulator));
}

static inline void small_end(small_model *m)
{
  fk_simulator_destroy(m->simulator);
  falak_ties_model_destroy(m->model);
  falak_ties_data_destroy(m->data);
}

/* Takes the quick way from a simulator, so that choices are made in the plain one. */
static inline void small_make_plain(fk_simulator *s)
{
  for (size_t k = 0; k < s->mover_count; k++) fk_live_free(s, s->movers + k);
}

/* --- runs ------------------------------------------------------------------- */

typedef struct small_run {
  fk_chance_kind chance;
  uint64_t seed;
  falak_id conditional;
  bool scores;
  double length;
} small_run;

static inline small_run small_run_default(void)
{
  return (small_run){
      .chance = FK_CHANCE_FAST, .seed = 1, .conditional = FALAK_NO_ID, .length = 1};
}

static inline fk_outcome small_simulate(
    small_model *m, const small_run *r, size_t run, size_t period, double *score)
{
  fk_chance chance = r->chance == FK_CHANCE_FAST
      ? fk_chance_fast(r->seed, (uint32_t)run, (uint32_t)period)
      : fk_chance_clocks(r->seed, (uint32_t)run, (uint32_t)period);
  fk_simulation how = {.theta = m->theta,
      .conditional = r->conditional,
      .scores = score != NULL,
      .chance = &chance,
      .length = r->length};
  fk_outcome outcome;
  assert_ok(m->ctx, fk_simulate(m->ctx, m->simulator, period, &how, score, &outcome));
  return outcome;
}

/* Mean and standard error of what runs give. */
typedef struct tally {
  double count, mean, squares;
} tally;

static inline void tally_add(tally *t, double x)
{
  t->count += 1;
  double off = x - t->mean;
  t->mean += off / t->count;
  t->squares += off * (x - t->mean);
}

static inline double tally_error(const tally *t)
{
  return sqrt(t->squares / (t->count - 1) / t->count);
}

/* The mean lies within `errors` standard errors of what it should be. */
static inline void assert_tally(
    const tally *t, double want, double errors, const char *what, int line)
{
  test_assert_close(
      t->mean, want, 0, errors * tally_error(t) + 1e-12, what, "tests/ties", line);
}

#endif

/* Non-directed networks of three and four actors against exact chains, types 2 to 6,
 * their scores against the derivative of the chain, and the law that type 6 tends to.
 */
#include "exact_chain.h"
#include "small_model.h"

enum { MOST = 4 };

/* A network of n actors as bits, one a dyad, in the order 01, 02, 12, 03, ... */
typedef struct graph_law {
  size_t n;
  int type;
  double rho, alpha, offset;
  double density, ego, alter, dyad, triads, keep; /* keep: endowment of the dyad */
  double v[MOST], w[MOST][MOST];                  /* centred */
  double *field[SMALL_PARAMETERS];
} graph_law;

static size_t dyad_of(size_t i, size_t j)
{
  return i < j ? j * (j - 1) / 2 + i : i * (i - 1) / 2 + j;
}
static bool tie_in(size_t state, size_t i, size_t j)
{
  return i != j && state >> dyad_of(i, j) & 1;
}
static size_t states_of(const graph_law *l)
{
  return (size_t)1 << (l->n * (l->n - 1) / 2);
}

/* What toggling i - j gains i. */
static double gain(const graph_law *l, size_t state, size_t i, size_t j)
{
  double u = l->density + l->ego * l->v[i] + l->alter * l->v[j] + l->dyad * l->w[i][j];
  for (size_t h = 0; h < l->n; h++)
    u += l->triads * (tie_in(state, i, h) && tie_in(state, h, j));
  return tie_in(state, i, j) ? -u - l->keep * l->w[i][j] : u;
}

static double probability(double u)
{
  return 1 / (1 + exp(-u));
}

/* The chance that the pair i, j changes when it is asked (SPEC section 5). */
static double pair_chance(const graph_law *l, size_t state, size_t i, size_t j)
{
  double u = gain(l, state, i, j), v = gain(l, state, j, i);
  double p = probability(u), q = probability(v);
  if (l->type == 4) return p;
  if (l->type == 6) return probability(u + v);
  return tie_in(state, i, j) ? p + q - p * q : p * q;
}

/* The chance that i, who acts alone, chooses j and gets it. */
static double alone_chance(const graph_law *l, size_t state, size_t i, size_t j)
{
  double total = 1;
  for (size_t h = 0; h < l->n; h++)
    if (h != i) total += exp(gain(l, state, i, h));
  double p = exp(gain(l, state, i, j)) / total;
  if (l->type == 2 || tie_in(state, i, j)) return p;
  return p * probability(gain(l, state, j, i) + l->offset);
}

static exact_chain chain_of(const graph_law *l)
{
  exact_chain c = {.states = states_of(l)};
  for (size_t s = 0; s < c.states; s++)
    for (size_t i = 0; i < l->n; i++)
      for (size_t j = 0; j < l->n; j++) {
        if (i == j) continue;
        double a = l->rho * exp(l->alpha * l->v[i]),
               b = l->rho * exp(l->alpha * l->v[j]);
        c.rate[s][s ^ ((size_t)1 << dyad_of(i, j))] += l->type < 4
            ? a * alone_chance(l, s, i, j)
            : a * b * pair_chance(l, s, i, j);
      }
  return c;
}

/* --- the same as data and a model ------------------------------------------- */

static void put_graph(size_t state, size_t n, int8_t *code)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) code[i * n + j] = tie_in(state, i, j);
}

static void add_graph_effect(small_model *m, graph_law *l, falak_ties_role role,
    const char *name, const char *of, double *value)
{
  if (*value == 0) return;
  size_t number = small_add(m, "net", role, name, of, *value);
  if (number == SIZE_MAX)
    *value = 0;
  else
    l->field[number] = value;
}

static small_model make_graph(falak_ctx *ctx, graph_law *l, size_t start)
{
  falak_id id;
  size_t n = l->n;
  small_model m = small_begin(ctx, 2, n, 0);
  int8_t code[2 * MOST * MOST];
  double v[MOST] = {0, 1, 3, 0}, w[MOST * MOST], mean = 0, mean_w = 0, pairs = 0;
  put_graph(start, n, code);
  put_graph(states_of(l) - 1 - start, n, code + n * n);
  falak_ties_set_allow_only(m.data, false);
  assert_int_equal(small_network(&m, "net", false, code), 0);
  assert_ok(ctx, falak_ties_set_model(m.data, 0, l->type, l->offset));
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) w[i * n + j] = (double)(i + j) + (double)(i * j) / 2;
  assert_ok(ctx, falak_ties_add_covariate(m.data, "v", m.actors, 1, v, true, &id));
  assert_ok(
      ctx, falak_ties_add_dyadic(m.data, "w", m.actors, m.actors, 1, w, true, &id));
  for (size_t i = 0; i < n; i++) {
    mean += v[i] / (double)n;
    for (size_t j = 0; j < n; j++)
      if (i != j) mean_w += w[i * n + j], pairs += 1;
  }
  for (size_t i = 0; i < n; i++) {
    l->v[i] = v[i] - mean;
    for (size_t j = 0; j < n; j++) l->w[i][j] = w[i * n + j] - mean_w / pairs;
  }
  small_make(&m, l->rho);
  l->field[0] = &l->rho;
  add_graph_effect(&m, l, FALAK_TIES_RATE, "RateX", "v", &l->alpha);
  add_graph_effect(&m, l, FALAK_TIES_EVAL, "density", NULL, &l->density);
  add_graph_effect(&m, l, FALAK_TIES_EVAL, "egoX", "v", &l->ego);
  add_graph_effect(&m, l, FALAK_TIES_EVAL, "altX", "v", &l->alter);
  add_graph_effect(&m, l, FALAK_TIES_EVAL, "X", "w", &l->dyad);
  add_graph_effect(&m, l, FALAK_TIES_EVAL, "transTriads", NULL, &l->triads);
  add_graph_effect(&m, l, FALAK_TIES_ENDOWMENT, "X", "w", &l->keep);
  small_simulator(&m);
  return m;
}

static size_t graph_now(const small_model *m, size_t n)
{
  const fk_network *x = fk_simulator_state(m->simulator)->net[0];
  size_t state = 0;
  for (size_t j = 1; j < n; j++)
    for (size_t i = 0; i < j; i++) {
      assert_int_equal(fk_tie(x, i, j), fk_tie(x, j, i));
      state |= (size_t)fk_tie(x, i, j) << dyad_of(i, j);
    }
  return state;
}

/* --- laws ------------------------------------------------------------------- */

enum { RUNS = 30000 };

/* Ends follow the chain, and scores are its derivative. */
static void assert_graph_law(
    falak_ctx *ctx, graph_law l, size_t start, bool plain, fk_chance_kind kind)
{
  static tally sum[CHAIN_STATES][SMALL_PARAMETERS];
  double score[SMALL_PARAMETERS], p[3][CHAIN_STATES] = {{0}}, step = 1e-5;
  size_t count[CHAIN_STATES] = {0};
  small_model m = make_graph(ctx, &l, start);
  if (plain) small_make_plain(m.simulator);
  size_t size = falak_ties_model_size(m.model);
  small_run how = small_run_default();
  how.chance = kind;
  memset(sum, 0, sizeof sum);
  for (size_t run = 0; run < RUNS; run++) {
    small_simulate(&m, &how, run, 0, score);
    size_t now = graph_now(&m, l.n);
    count[now]++;
    for (size_t s = 0; s < states_of(&l); s++)
      for (size_t k = 0; k < size; k++) tally_add(&sum[s][k], s == now ? score[k] : 0);
  }
  exact_chain chain = chain_of(&l);
  p[2][start] = 1;
  chain_run(&chain, 1, p[2]);
  char what[32];
  snprintf(what, sizeof what, "type %d", l.type);
  assert_shares(count, p[2], states_of(&l), RUNS, what);
  for (size_t k = 0; k < size; k++) {
    double keep = *l.field[k];
    memset(p, 0, 2 * sizeof *p);
    for (int side = 0; side < 2; side++) {
      *l.field[k] = keep + (side ? step : -step);
      chain = chain_of(&l);
      p[side][start] = 1;
      chain_run(&chain, 1, p[side]);
    }
    *l.field[k] = keep;
    for (size_t s = 0; s < states_of(&l); s++)
      if (count[s] >= 50)
        assert_tally(&sum[s][k], (p[1][s] - p[0][s]) / (2 * step), 5,
            falak_ties_model_get(m.model, k).effect, (int)(100 * s + k));
  }
  small_end(&m);
}

static void assert_type(falak_ctx *ctx, int type)
{
  graph_law l = {.n = 3,
      .type = type,
      .rho = type < 4 ? 1.2 : 0.7,
      .offset = type == 3 ? 0.5 : 0,
      .density = -0.3,
      .ego = 0.4,
      .alter = -0.3,
      .dyad = 0.5,
      .triads = 0.6};
  assert_graph_law(ctx, l, 2, false, FK_CHANCE_FAST);
  l.alpha = 0.3, l.keep = 0.4;
  assert_graph_law(ctx, l, 5, true, FK_CHANCE_FAST);
  assert_graph_law(ctx, l, 5, false, FK_CHANCE_CLOCKS);
}

static void test_pairs__dictatorial_is_the_exact_chain(void **state)
{
  assert_type(*state, 2);
}
static void test_pairs__confirmed_initiative_is_the_exact_chain(void **state)
{
  assert_type(*state, 3);
}
static void test_pairs__forcing_is_the_exact_chain(void **state)
{
  assert_type(*state, 4);
}
static void test_pairs__mutual_is_the_exact_chain(void **state)
{
  assert_type(*state, 5);
}
static void test_pairs__joint_is_the_exact_chain(void **state)
{
  assert_type(*state, 6);
}

/* Joint decisions of four actors tend to the exponential family whose statistics are
 * twice those of the objective: all 64 graphs. */
static void test_pairs__joint_tends_to_the_exponential_family(void **state)
{
  graph_law l = {.n = 4,
      .type = 6,
      .rho = 2,
      .density = -0.5,
      .ego = 0.2,
      .alter = 0.1,
      .dyad = 0.15,
      .triads = 0.4};
  small_model m = make_graph(*state, &l, 9);
  double p[CHAIN_STATES], total = 0;
  for (size_t s = 0; s < 64; s++) {
    double energy = 0;
    for (size_t j = 1; j < 4; j++)
      for (size_t i = 0; i < j; i++) {
        if (!tie_in(s, i, j)) continue;
        energy += 2 * l.density + (l.ego + l.alter) * (l.v[i] + l.v[j]) +
            2 * l.dyad * l.w[i][j];
        for (size_t h = j + 1; h < 4; h++)
          energy += 2 * l.triads * (tie_in(s, i, h) && tie_in(s, j, h));
      }
    total += p[s] = exp(energy);
  }
  for (size_t s = 0; s < 64; s++) p[s] /= total;
  small_run how = small_run_default();
  how.length = 5; /* some 240 opportunities for 6 dyads */
  size_t count[CHAIN_STATES] = {0};
  for (size_t run = 0; run < 20000; run++) {
    small_simulate(&m, &how, run, 0, NULL);
    count[graph_now(&m, 4)]++;
  }
  assert_shares(count, p, 64, 20000, "exponential family");
  small_end(&m);
}

/* A type that does not go with the kind of variable is refused. */
static void test_pairs__types_fit_the_kind(void **state)
{
  falak_ctx *ctx = *state;
  small_model m = small_begin(ctx, 2, 4, 3);
  small_random_network(&m, "net", DIRECTED, 0.4);
  small_random_network(&m, "snet", SYMMETRIC, 0.4);
  small_random_network(&m, "bip", TWO_MODE, 0.4);
  small_random_behaviour(&m, "z", 3);
  assert_fails(ctx, FALAK_E_DOMAIN, "have 1", falak_ties_set_model(m.data, 0, 2, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "2 to 6", falak_ties_set_model(m.data, 1, 1, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "2 to 6", falak_ties_set_model(m.data, 1, 7, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "have 1", falak_ties_set_model(m.data, 2, 6, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "absorb", falak_ties_set_model(m.data, 3, 3, 0));
  assert_fails(ctx, FALAK_E_DOMAIN, "no such", falak_ties_set_model(m.data, 4, 1, 0));
  falak_ties_data_destroy(m.data);
}

FALAK_TEST_MAIN(TEST(test_pairs__dictatorial_is_the_exact_chain),
    TEST(test_pairs__confirmed_initiative_is_the_exact_chain),
    TEST(test_pairs__forcing_is_the_exact_chain),
    TEST(test_pairs__mutual_is_the_exact_chain),
    TEST(test_pairs__joint_is_the_exact_chain),
    TEST(test_pairs__joint_tends_to_the_exponential_family),
    TEST(test_pairs__types_fit_the_kind))

/* M9 - M12. Inputs of a statement are the arguments of the function it calls; the
 * definitional forms are computed through the panel, the others pair by pair. */
#include "examples.h"

typedef struct two {
  numbers a, b;
} two;

static two vectors(const example *e, size_t call)
{
  two v = {numbers_of(argument(e, call, 0)), numbers_of(argument(e, call, 1))};
  assert_int_equal(v.a.n, v.b.n);
  return v;
}

static json_t *inputs(const example *e)
{
  return json_deep_copy(e->want);
}

static double s_of_call(const example *e, size_t call)
{
  json_t *given = json_object_get(
      json_array_get(json_object_get(e->entry, "calls"), call), "arguments");
  two v = vectors(e, call);
  json_t *w = json_array_get(given, 3);
  double power =
      json_array_size(given) > 4 ? json_number_value(json_array_get(given, 4)) : 1;
  return falak_s_score(v.a.n, v.a.x, v.b.x, power > 1 ? FALAK_SQUARED : FALAK_ABSOLUTE,
      json_number_value(argument(e, call, 2)),
      w && !json_is_null(w) ? numbers_of(w).x : NULL, NULL);
}

static json_t *s_score(const example *e)
{
  return number(s_of_call(e, 0));
}

static falak_distance distance_of(const char *key)
{
  return strstr(key, "nominal") ? FALAK_NOMINAL
      : strstr(key, "abs")      ? FALAK_ABSOLUTE
                                : FALAK_SQUARED;
}

/* Whole numbers only: kappa or pi of one pair as a panel of two states. */
static double through_panel(const example *e, const two *v, bool pi)
{
  size_t n = v->a.n;
  int8_t vote[2 * 512];
  double kappa_table[4], pi_table[4];
  falak_distance d = distance_of(e->key);
  falak_similarity_tables t = {0};

  assert_true(n <= 512);
  for (size_t k = 0; k < n; k++)
    vote[k] = (int8_t)v->a.x[k], vote[n + k] = (int8_t)v->b.x[k];
  if (d == FALAK_NOMINAL) t.kappa_nominal = kappa_table, t.pi_nominal = pi_table;
  if (d == FALAK_ABSOLUTE) t.kappa_absolute = kappa_table, t.pi_absolute = pi_table;
  if (d == FALAK_SQUARED) t.kappa_squared = kappa_table, t.pi_squared = pi_table;
  must(e, falak_similarity_panel(e->ctx, 2, n, vote, 0, &t));
  return pi ? pi_table[1] : kappa_table[1];
}

static json_t *corrected(const example *e)
{
  bool pi = rest_of(e->key, "M11") != NULL;
  two v = vectors(e, 0);
  falak_distance d = distance_of(e->key);
  if (strstr(e->key, "definitional")) return number(through_panel(e, &v, pi));
  return number(pi ? falak_pi(v.a.n, v.a.x, v.b.x, d, NULL)
                   : falak_kappa(v.a.n, v.a.x, v.b.x, d, NULL));
}

static json_t *tau(const example *e)
{
  two v = vectors(e, 0);
  return number(falak_tau_b(v.a.n, v.a.x, v.b.x, NULL));
}

/* The k-th call gives the k-th number. */
static json_t *rare_ties(const example *e)
{
  json_t *out = json_object();
  for (size_t k = 0; k < json_object_size(e->want); k++) {
    const char *name = key_at(e->want, k);
    two v = vectors(e, k);
    put(out, name,
        name[0] == 'S' ? s_of_call(e, k)
                       : falak_kappa(v.a.n, v.a.x, v.b.x, FALAK_SQUARED, NULL));
  }
  return out;
}

static json_t *votes(const example *e)
{
  json_t *out = json_pack("{s:O s:O}", "a", json_object_get(e->want, "a"), "b",
      json_object_get(e->want, "b"));
  numbers a = numbers_of(json_object_get(e->want, "a"));
  numbers b = numbers_of(json_object_get(e->want, "b"));
  falak_agreement v = falak_agreement_of(a.n, a.x, b.x, 2);
  put(out, "agreement", v.exact);
  put(out, "mean_1_minus_half_distance", v.graded);
  put(out, "coincidence", v.coincidence);
  put(out, "S_abs", falak_s_score(a.n, a.x, b.x, FALAK_ABSOLUTE, 2, NULL, NULL));
  put(out, "kappa_sq", falak_kappa(a.n, a.x, b.x, FALAK_SQUARED, NULL));
  put(out, "pi_sq", falak_pi(a.n, a.x, b.x, FALAK_SQUARED, NULL));
  return out;
}

const recipe similarity_recipes[] = {
    {"M9.inputs", inputs, 0},
    {"M9.S_", s_score, 0},
    {"M9.rare_tie", rare_ties, 0},
    {"M9.votes", votes, 0},
    {"M10.", corrected, 0},
    {"M11.", corrected, 0},
    {"M12.", tau, 0},
    {NULL, NULL, 0},
};

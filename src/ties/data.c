/* Taking in the data of a model: sets of nodes, networks, behaviours, covariates. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/constants.h"

falak_status falak_ties_data_create(falak_ctx *ctx, size_t waves, falak_ties_data **out)
{
  *out = NULL;
  if (waves < 2)
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "%zu wave: a change needs two or more; name more waves", waves);
  falak_ties_data *d;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *d, &d);
  if (st) return st;
  d->ctx = ctx;
  d->waves = waves;
  d->allow_only = true;
  *out = d;
  return FALAK_OK;
}

static void free_variable(falak_ctx *ctx, fk_variable *v)
{
  fk_free(ctx, v->name);
  fk_free(ctx, v->code);
  fk_free(ctx, v->imputed);
  fk_free(ctx, v->value);
  fk_free(ctx, v->missing);
}

void falak_ties_data_destroy(falak_ties_data *d)
{
  if (!d) return;
  falak_ctx *ctx = d->ctx;
  for (size_t k = 0; k < d->set_count; k++) fk_free(ctx, d->sets[k].name);
  for (size_t k = 0; k < d->variable_count; k++) free_variable(ctx, d->variables + k);
  fk_free(ctx, d->sets);
  fk_free(ctx, d->variables);
  fk_free(ctx, d->constraints);
  fk_free(ctx, d->presences);
  fk_free(ctx, d);
}

falak_status falak_ties_add_set(
    falak_ties_data *d, const char *name, size_t size, falak_id *set)
{
  falak_ctx *ctx = d->ctx;
  if (!size)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "set '%s' is empty; give it nodes", name);
  falak_status st = fk_resize(ctx, d->set_count + 1, sizeof *d->sets, &d->sets);
  if (st) return st;
  fk_node_set *s = d->sets + d->set_count;
  *s = (fk_node_set){.size = size};
  st = fk_copy_text(ctx, name, strlen(name), &s->name);
  if (st) return st;
  *set = (falak_id)d->set_count++;
  return FALAK_OK;
}

falak_id falak_ties_variable_find(const falak_ties_data *d, const char *name)
{
  for (size_t k = 0; k < d->variable_count; k++)
    if (!strcmp(d->variables[k].name, name)) return (falak_id)k;
  return FALAK_NO_ID;
}

/* Begins a variable; it counts only once `finish` is called. */
static falak_status begin(falak_ties_data *d, const char *name, falak_id senders,
    falak_id receivers, fk_variable **out)
{
  falak_ctx *ctx = d->ctx;
  if (d->prepared)
    return FK_FAIL(ctx, FALAK_E_USAGE, "'%s' comes after the data were prepared", name);
  if (falak_ties_variable_find(d, name) != FALAK_NO_ID)
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "two variables are named '%s'; rename one", name);
  if (senders < 0 || (size_t)senders >= d->set_count || receivers < 0 ||
      (size_t)receivers >= d->set_count)
    return FK_FAIL(
        ctx, FALAK_E_DOMAIN, "'%s' is on a set of nodes that was not added", name);
  if (d->variable_count == FK_MOST_VARIABLES)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "more than %d variables; leave out some",
        FK_MOST_VARIABLES);
  falak_status st =
      fk_resize(ctx, d->variable_count + 1, sizeof *d->variables, &d->variables);
  if (st) return st;
  fk_variable *v = d->variables + d->variable_count;
  *v = (fk_variable){.senders = senders,
      .receivers = receivers,
      .n = d->sets[senders].size,
      .m = d->sets[receivers].size,
      .range = NAN,
      .mean = NAN,
      .similarity_mean = NAN,
      .low = NAN,
      .high = NAN,
      .mean_degree = NAN,
      .mean_in_degree = NAN,
      .mean_mutual = NAN,
      .balance_mean = NAN,
      .in_structure_mean = NAN,
      .model_type = 1};
  *out = v;
  return fk_copy_text(ctx, name, strlen(name), &v->name);
}

static falak_status finish(
    falak_ties_data *d, fk_variable *v, falak_status st, falak_id *variable)
{
  if (st) {
    free_variable(d->ctx, v);
    return st;
  }
  *variable = (falak_id)d->variable_count++;
  return FALAK_OK;
}

static falak_status copy_codes(falak_ties_data *d, fk_variable *v, const int8_t *code)
{
  size_t cells = d->waves * v->n * v->m;
  bool one_mode = v->senders == v->receivers, symmetric = one_mode;
  for (size_t k = 0; k < cells; k++) {
    size_t i = k / v->m % v->n, j = k % v->m, w = k / (v->n * v->m);
    if (one_mode && i == j) continue;
    int c = code[k];
    if (c != 0 && c != 1 && c != FALAK_WAVE_FIXED_0 && c != FALAK_WAVE_FIXED_1 &&
        c != FALAK_WAVE_MISSING)
      return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "'%s', wave %zu, %zu to %zu: value %d; a tie is 0, 1, missing, 10 or 11",
          v->name, w + 1, i + 1, j + 1, c);
    if (one_mode && code[(w * v->n + j) * v->m + i] != c) symmetric = false;
  }
  v->kind = !one_mode ? FALAK_TIES_TWO_MODE
      : symmetric     ? FALAK_TIES_NON_DIRECTED
                      : FALAK_TIES_ONE_MODE;
  if (symmetric) v->model_type = 2;
  falak_status st = fk_alloc(d->ctx, cells, 1, &v->code);
  if (!st) memcpy(v->code, code, cells);
  for (size_t w = 0; !st && one_mode && w < d->waves; w++)
    for (size_t i = 0; i < v->n; i++) v->code[(w * v->n + i) * v->m + i] = 0;
  return st;
}

falak_status falak_ties_add_network(falak_ties_data *d, const char *name,
    falak_id senders, falak_id receivers, const int8_t *code, falak_id *variable)
{
  fk_variable *v = NULL;
  falak_status st = begin(d, name, senders, receivers, &v);
  if (st) return st;
  v->dependent = true;
  st = copy_codes(d, v, code);
  if (!st) st = fk_impute_network(d, v);
  return finish(d, v, st, variable);
}

/* Copies rows of values and marks what is missing. */
static falak_status copy_values(falak_ties_data *d, fk_variable *v, size_t periods,
    size_t width, const double *value)
{
  falak_status st = fk_alloc(d->ctx, periods * width, sizeof *v->value, &v->value);
  if (!st) st = fk_alloc_zero(d->ctx, periods * width, 1, &v->missing);
  if (st) return st;
  v->periods = periods;
  for (size_t k = 0; k < periods * width; k++) {
    v->value[k] = value[k];
    v->missing[k] = (uint8_t)(isnan(value[k]) != 0);
    if (isinf(value[k]))
      return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "'%s' has an infinite value (%zu); leave out what is not known", v->name,
          k + 1);
  }
  return FALAK_OK;
}

falak_status falak_ties_add_behaviour(falak_ties_data *d, const char *name,
    falak_id set, const double *value, falak_id *variable)
{
  fk_variable *v = NULL;
  falak_status st = begin(d, name, set, set, &v);
  if (st) return st;
  v->kind = FALAK_TIES_BEHAVIOUR;
  v->dependent = v->centred = true;
  st = copy_values(d, v, d->waves, v->n, value);
  for (size_t k = 0; !st && k < d->waves * v->n; k++)
    if (!v->missing[k] && (value[k] != floor(value[k]) || fabs(value[k]) > 1e6))
      st = FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "behaviour '%s', wave %zu, actor %zu: %g is not a whole number; give it "
          "levels",
          v->name, k / v->n + 1, k % v->n + 1, value[k]);
  if (!st) st = fk_behaviour_constants(d, v);
  return finish(d, v, st, variable);
}

/* How many rows of a covariate count: one when constant, else one a period. */
static falak_status used_periods(
    falak_ties_data *d, const char *name, size_t periods, size_t *used)
{
  *used = periods == d->waves ? d->waves - 1 : periods;
  return *used == 1 || *used == d->waves - 1
      ? FALAK_OK
      : FK_FAIL(d->ctx, FALAK_E_DOMAIN,
            "'%s' has %zu rows; a covariate has one, or one for each of the %zu waves "
            "but "
            "the last",
            name, periods, d->waves);
}

falak_status falak_ties_add_covariate(falak_ties_data *d, const char *name,
    falak_id set, size_t periods, const double *value, bool centred, falak_id *variable)
{
  fk_variable *v = NULL;
  size_t used;
  falak_status st = used_periods(d, name, periods, &used);
  if (!st) st = begin(d, name, set, set, &v);
  if (st) return st;
  v->kind = FALAK_TIES_ACTOR;
  v->centred = centred;
  st = copy_values(d, v, used, v->n, value);
  if (!st) st = fk_covariate_constants(d, v);
  return finish(d, v, st, variable);
}

falak_status falak_ties_add_dyadic(falak_ties_data *d, const char *name,
    falak_id senders, falak_id receivers, size_t periods, const double *value,
    bool centred, falak_id *variable)
{
  fk_variable *v = NULL;
  size_t used;
  falak_status st = used_periods(d, name, periods, &used);
  if (!st) st = begin(d, name, senders, receivers, &v);
  if (st) return st;
  v->kind = FALAK_TIES_DYADIC;
  v->centred = centred;
  st = copy_values(d, v, used, v->n * v->m, value);
  if (!st) fk_dyadic_constants(v);
  return finish(d, v, st, variable);
}

falak_status falak_ties_add_presence(
    falak_ties_data *d, falak_id set, size_t actor, double from, double to)
{
  falak_ctx *ctx = d->ctx;
  if (set < 0 || (size_t)set >= d->set_count || actor >= d->sets[set].size)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "presence of an actor that was not added");
  if (!(from >= 1 && from <= to && to <= (double)d->waves))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "actor %zu of '%s' is present from %g to %g; times run from 1 to %zu",
        actor + 1, d->sets[set].name, from, to, d->waves);
  falak_status st =
      fk_resize(ctx, d->presence_count + 1, sizeof *d->presences, &d->presences);
  if (st) return st;
  d->presences[d->presence_count++] = (fk_presence){set, (falak_id)actor, from, to};
  return FALAK_OK;
}

static falak_status known(const falak_ties_data *d, falak_id variable)
{
  return variable >= 0 && (size_t)variable < d->variable_count
      ? FALAK_OK
      : FK_FAIL(d->ctx, FALAK_E_DOMAIN, "no such variable: %d", variable);
}

falak_status falak_ties_set_model(
    falak_ties_data *d, falak_id variable, int type, double offset)
{
  falak_status st = known(d, variable);
  if (st) return st;
  fk_variable *v = d->variables + variable;
  int least = v->kind == FALAK_TIES_NON_DIRECTED ? 2 : 1;
  int most = v->kind == FALAK_TIES_NON_DIRECTED ? 6
      : v->kind == FALAK_TIES_BEHAVIOUR         ? 2
                                                : 1;
  if (!v->dependent || type < least || type > most)
    return FK_FAIL(d->ctx, FALAK_E_DOMAIN, "model type %d for '%s'; %s", type, v->name,
        !v->dependent                            ? "only dependent variables have one"
            : v->kind == FALAK_TIES_NON_DIRECTED ? "non-directed networks have 2 to 6"
            : v->kind == FALAK_TIES_BEHAVIOUR
            ? "behaviours have 1 (restrict) or 2 (absorb)"
            : "directed and two-mode networks have 1");
  v->model_type = type;
  v->offset = offset;
  return FALAK_OK;
}

falak_status falak_ties_set_max_degree(
    falak_ties_data *d, falak_id variable, size_t most)
{
  falak_status st = known(d, variable);
  if (st) return st;
  fk_variable *v = d->variables + variable;
  if (!fk_is_network(v))
    return FK_FAIL(d->ctx, FALAK_E_DOMAIN, "'%s' is no network", v->name);
  for (size_t row = 0; most && row < d->waves * v->n; row++) {
    size_t degree = 0;
    for (size_t j = 0; j < v->m; j++) degree += v->imputed[row * v->m + j];
    if (degree > most)
      return FK_FAIL(d->ctx, FALAK_E_DOMAIN,
          "'%s', wave %zu: actor %zu has %zu ties, more than the greatest out-degree "
          "%zu",
          v->name, row / v->n + 1, row % v->n + 1, degree, most);
  }
  v->max_degree = most;
  return FALAK_OK;
}

void falak_ties_set_allow_only(falak_ties_data *d, bool allow_only)
{
  d->allow_only = allow_only;
}

size_t falak_ties_waves(const falak_ties_data *d)
{
  return d->waves;
}

size_t falak_ties_variable_count(const falak_ties_data *d)
{
  return d->variable_count;
}

falak_ties_variable falak_ties_variable_get(const falak_ties_data *d, falak_id variable)
{
  const fk_variable *v = d->variables + variable;
  return (falak_ties_variable){.name = v->name,
      .kind = v->kind,
      .dependent = v->dependent,
      .centred = v->centred,
      .senders = v->n,
      .receivers = v->m,
      .mean = v->mean,
      .range = v->range,
      .similarity_mean = v->similarity_mean,
      .mean_degree = v->mean_degree,
      .balance_mean = v->balance_mean};
}

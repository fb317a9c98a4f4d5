/* All effects, from the tables of their families. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "ties/term.h"

static const fk_effect *const tables[] = {fk_effects_structural, fk_effects_paths,
    fk_effects_degree, fk_effects_assortativity, fk_effects_covariate,
    fk_effects_covariate_activity, fk_effects_covariate_closure,
    fk_effects_covariate_degree, fk_effects_covariate_two, fk_effects_distance,
    fk_effects_dyadic, fk_effects_multiplex, fk_effects_multiplex_activity,
    fk_effects_multiplex_closure, fk_effects_multiplex_covariate,
    fk_effects_multiplex_triads, fk_effects_mutual_closure, fk_effects_behaviour,
    fk_effects_behaviour_degree, fk_effects_influence, fk_effects_influence_distance,
    fk_effects_influence_covariate, fk_effects_influence_dyadic, fk_effects_rate};
enum { TABLES = sizeof tables / sizeof *tables };

const fk_effect *fk_effect_at(size_t k)
{
  for (int t = 0; t < TABLES; t++)
    for (const fk_effect *e = tables[t]; e->name; e++)
      if (!k--) return e;
  return NULL;
}

size_t fk_effect_count(void)
{
  size_t count = 0;
  for (int t = 0; t < TABLES; t++)
    for (const fk_effect *e = tables[t]; e->name; e++) count++;
  return count;
}

const fk_effect *fk_effect_find(const char *name, unsigned on, unsigned roles)
{
  for (int t = 0; t < TABLES; t++)
    for (const fk_effect *e = tables[t]; e->name; e++)
      if ((!on || e->on & on) && (!roles || e->roles & roles) && !strcmp(e->name, name))
        return e;
  return NULL;
}

double fk_sum_of_egos(const fk_view *v, const fk_term *t)
{
  double sum = 0;
  for (size_t i = 0; i < fk_own(v, t)->n; i++) sum += fk_term_ego(v, t, i);
  return sum;
}

falak_status fk_weights_table(falak_ctx *ctx, fk_term *t, size_t most)
{
  double a = t->parameter / 100;
  t->table_size = most + 2;
  falak_status st = fk_alloc(ctx, t->table_size, sizeof *t->table, &t->table);
  for (size_t k = 0; !st && k < t->table_size; k++)
    t->table[k] = exp(a) * (1 - pow(1 - exp(-a), (double)k));
  return st;
}

falak_status fk_require_positive(
    falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  (void)data;
  return t->parameter > 0
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT, "effect '%s' needs a parameter above 0, not %g",
            t->effect->name, t->parameter);
}

falak_status fk_require_one_set(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  for (int k = 0; k < 3; k++) {
    if (t->of[k] == FALAK_NO_ID) continue;
    const fk_variable *v = fk_data_variable(data, t->of[k]);
    if (v->kind == FALAK_TIES_TWO_MODE)
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "effect '%s' needs a network among the actors themselves; '%s' is two-mode",
          t->effect->name, v->name);
  }
  return FALAK_OK;
}

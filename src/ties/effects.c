/* All effects, from the tables of their families. */
#include <string.h>

#include "base/text.h"
#include "ties/effect.h"

static const fk_effect *const tables[] = {fk_effects_structural, fk_effects_degree,
    fk_effects_covariate, fk_effects_covariate_activity, fk_effects_covariate_closure,
    fk_effects_covariate_degree, fk_effects_covariate_two, fk_effects_distance,
    fk_effects_dyadic, fk_effects_multiplex, fk_effects_multiplex_covariate,
    fk_effects_behaviour, fk_effects_influence, fk_effects_influence_covariate,
    fk_effects_rate};
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

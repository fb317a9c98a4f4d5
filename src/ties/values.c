/* Values of actors as they were given. */
#include <math.h>

#include "base/error.h"
#include "ties/assess.h"

double fk_value_given(const fk_variable *v, size_t period, size_t actor)
{
  bool behaviour = v->kind == FALAK_TIES_BEHAVIOUR;
  size_t at = (behaviour ? period : fk_row_of_period(v, period)) * v->n + actor;
  if (v->missing[at]) return NAN;
  return behaviour ? v->value[at] : v->value[at] + v->shift;
}

size_t fk_values_distinct(
    const falak_ties_model *m, falak_id variable, size_t most, double *value)
{
  size_t count = 0;
  for (size_t g = 0; g < m->groups; g++) {
    const fk_variable *v = m->data[g]->variables + variable;
    for (size_t p = 0; p < fk_data_periods(m->data[g]); p++)
      for (size_t i = 0; i < v->n; i++) {
        double x = fk_value_given(v, p, i);
        if (isnan(x)) continue;
        size_t k = 0;
        while (k < count && value[k] < x && !fk_same(value[k], x)) k++;
        if (k < count && fk_same(value[k], x)) continue;
        if (count == most) return most + 1;
        for (size_t l = count++; l > k; l--) value[l] = value[l - 1];
        value[k] = x;
      }
  }
  /* Centring and back may cost the last digits: whole numbers are meant as such. */
  for (size_t k = 0; k < count; k++)
    if (fabs(value[k] - round(value[k])) < 1e-9) value[k] = round(value[k]);
  return count;
}

falak_status fk_values_find(
    falak_ctx *ctx, const falak_ties_model *m, const char *name, falak_id *variable)
{
  *variable = name ? falak_ties_variable_find(m->data[0], name) : FALAK_NO_ID;
  if (*variable != FALAK_NO_ID) {
    falak_ties_kind kind = m->data[0]->variables[*variable].kind;
    if (kind == FALAK_TIES_ACTOR || kind == FALAK_TIES_BEHAVIOUR) return FALAK_OK;
  }
  return FK_FAIL(
      ctx, FALAK_E_INPUT, "'%s' is no actor covariate or behaviour", name ? name : "");
}

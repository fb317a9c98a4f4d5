/* Whether the variables behind an effect on a behaviour fit it. */
#include "ties/influence.h"

#include "base/error.h"

static falak_status check_network(falak_ctx *ctx, const falak_ties_data *d,
    const fk_term *t, const fk_variable *x, const fk_variable *first, bool within)
{
  const fk_variable *own = fk_data_variable(d, t->owner);
  const char *actors = d->sets[own->senders].name;
  if (x->senders != own->senders)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "effect '%s' on '%s' needs a network that starts from '%s'; '%s' starts from "
        "'%s'",
        t->effect->name, own->name, actors, x->name, d->sets[x->senders].name);
  if (within && x->receivers != own->senders)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "effect '%s' on '%s' needs a network within '%s'; '%s' goes to '%s'",
        t->effect->name, own->name, actors, x->name, d->sets[x->receivers].name);
  if (first && x->receivers != first->receivers)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "effect '%s' needs networks to the same set; '%s' goes to '%s' and '%s' to "
        "'%s'",
        t->effect->name, first->name, d->sets[first->receivers].name, x->name,
        d->sets[x->receivers].name);
  return FALAK_OK;
}

static falak_status check_dyads(falak_ctx *ctx, const falak_ties_data *d,
    const fk_term *t, const fk_variable *w, const fk_variable *x)
{
  if (w->senders == x->senders && w->receivers == x->receivers) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' needs values of the pairs of '%s', from '%s' to '%s'; '%s' goes "
      "from '%s' to '%s'",
      t->effect->name, x->name, d->sets[x->senders].name, d->sets[x->receivers].name,
      w->name, d->sets[w->senders].name, d->sets[w->receivers].name);
}

static falak_status check_values(falak_ctx *ctx, const falak_ties_data *d,
    const fk_term *t, const fk_variable *a, falak_id set)
{
  if (a->senders == set) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' on '%s' needs values of '%s'; those of '%s' are of '%s'",
      t->effect->name, fk_data_variable(d, t->owner)->name, d->sets[set].name, a->name,
      d->sets[a->senders].name);
}

static falak_status check(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, bool within, bool reach)
{
  const fk_variable *own = fk_data_variable(d, t->owner), *x = NULL;
  falak_status st = FALAK_OK;
  for (int k = 0; !st && k < 3 && t->of[k] != FALAK_NO_ID; k++) {
    const fk_variable *of = fk_data_variable(d, t->of[k]);
    if (!fk_is_network(of)) continue;
    st = check_network(ctx, d, t, of, x, within);
    if (!x) x = of;
  }
  for (int k = 0; !st && k < 3 && t->of[k] != FALAK_NO_ID; k++) {
    const fk_variable *of = fk_data_variable(d, t->of[k]);
    if (of == own)
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "effect '%s' on '%s' needs another variable than '%s' itself",
          t->effect->name, own->name, own->name);
    if (of->kind == FALAK_TIES_DYADIC)
      st = check_dyads(ctx, d, t, of, x);
    else if (!fk_is_network(of))
      st = check_values(ctx, d, t, of, reach ? x->receivers : own->senders);
  }
  return st;
}

falak_status fk_prepare_within(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return check(ctx, d, t, true, false);
}

falak_status fk_prepare_sending(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return check(ctx, d, t, false, false);
}

falak_status fk_prepare_to_receivers(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return check(ctx, d, t, false, true);
}

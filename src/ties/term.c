/* Terms: finding the effect behind a name, and products of effects. */
#include "ties/term.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"

unsigned fk_on_of(const fk_variable *v)
{
  switch (v->kind) {
  case FALAK_TIES_ONE_MODE: return FK_ON_ONE_MODE;
  case FALAK_TIES_NON_DIRECTED: return FK_ON_SYMMETRIC;
  case FALAK_TIES_TWO_MODE: return FK_ON_TWO_MODE;
  case FALAK_TIES_BEHAVIOUR: return FK_ON_BEHAVIOUR;
  default: return 0;
  }
}

static unsigned of_kind(const fk_variable *v)
{
  return fk_is_network(v)            ? FK_OF_NETWORK
      : v->kind == FALAK_TIES_DYADIC ? FK_OF_DYAD
                                     : FK_OF_ACTOR;
}

static const char *of_words(unsigned kinds)
{
  return kinds == FK_OF_ACTOR  ? "an actor covariate or behaviour"
      : kinds == FK_OF_DYAD    ? "a dyadic covariate"
      : kinds == FK_OF_NETWORK ? "a network"
                               : "a variable";
}

const char *fk_effect_nearest(const char *name)
{
  enum { MOST = 1024 }; /* there are some 400 */
  const char *known[MOST];
  size_t count = 0;
  for (; count < fk_effect_count() && count < MOST; count++)
    known[count] = fk_effect_at(count)->name;
  return fk_nearest(known, count, name, strlen(name));
}

static falak_status unknown(
    falak_ctx *ctx, const fk_variable *owner, const char *name, bool elsewhere)
{
  const char *near = fk_effect_nearest(name);
  if (elsewhere)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "effect '%s' does not act on '%s' in this role; see falak ties effects --for "
        "%s",
        name, owner->name, owner->name);
  return near
      ? FK_FAIL(
            ctx, FALAK_E_INPUT, "unknown effect '%s'; did you mean '%s'?", name, near)
      : FK_FAIL(ctx, FALAK_E_INPUT,
            "unknown effect '%s'; falak ties effects lists those there are", name);
}

static falak_status check_of(
    falak_ctx *ctx, const falak_ties_data *d, const fk_effect *e, const falak_id of[3])
{
  for (int k = 0; k < 3; k++) {
    if (!e->of[k] && of[k] == FALAK_NO_ID) continue;
    if (!e->of[k])
      return FK_FAIL(ctx, FALAK_E_INPUT, "effect '%s' takes no further variable '%s'",
          e->name, d->variables[of[k]].name);
    if (of[k] == FALAK_NO_ID)
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "effect '%s' needs %s; name it with of:", e->name, of_words(e->of[k]));
    const fk_variable *v = d->variables + of[k];
    if (!(of_kind(v) & e->of[k]))
      return FK_FAIL(ctx, FALAK_E_INPUT, "effect '%s' needs %s; '%s' is none", e->name,
          of_words(e->of[k]), v->name);
  }
  return FALAK_OK;
}

falak_status fk_term_make(falak_ctx *ctx, const falak_ties_data *d, falak_id owner,
    unsigned role_bit, const char *name, const falak_id of[3], double parameter,
    fk_term *out)
{
  *out = (fk_term){.owner = owner, .of = {of[0], of[1], of[2]}};
  const fk_variable *v = d->variables + owner;
  const fk_effect *e = fk_effect_find(name, fk_on_of(v), role_bit);
  if (!e) return unknown(ctx, v, name, fk_effect_find(name, 0, 0) != NULL);
  falak_status st = check_of(ctx, d, e, of);
  if (st) return st;
  out->effect = e;
  out->parameter = isnan(parameter) ? e->parameter : parameter;
  return e->prepare ? e->prepare(ctx, d, out) : FALAK_OK;
}

void fk_term_free(falak_ctx *ctx, fk_term *t)
{
  fk_free(ctx, t->table);
  for (int k = 0; k < 3; k++)
    if (t->part[k]) {
      fk_term_free(ctx, t->part[k]);
      fk_free(ctx, t->part[k]);
    }
  *t = (fk_term){0};
}

bool fk_term_same(const fk_term *a, const fk_term *b)
{
  if (a->effect != b->effect || a->owner != b->owner) return false;
  if (memcmp(a->of, b->of, sizeof a->of) || a->parameter != b->parameter) return false;
  for (int k = 0; k < 3; k++) {
    if (!a->part[k] != !b->part[k]) return false;
    if (a->part[k] && !fk_term_same(a->part[k], b->part[k])) return false;
  }
  return true;
}

/* --- interactions ----------------------------------------------------------- */

static falak_status check_parts(falak_ctx *ctx, const fk_term *parts, size_t count)
{
  size_t others = 0, egos = 0, behaviours = 0;
  if (count < 2 || count > 3)
    return FK_FAIL(
        ctx, FALAK_E_INPUT, "an interaction has two or three effects, not %zu", count);
  for (size_t k = 0; k < count; k++) {
    if (parts[k].owner != parts[0].owner)
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "the effects of an interaction act on different variables");
    fk_mixing mixing = parts[k].effect ? parts[k].effect->mixing : FK_MIX_NONE;
    egos += mixing == FK_MIX_EGO;
    behaviours += mixing == FK_MIX_BEHAVIOUR;
    others += mixing == FK_MIX_NONE;
  }
  bool good = parts[0].effect->on & FK_ON_BEHAVIOUR
      ? behaviours == count
      : others == 0 || (others == 1 && egos == count - 1);
  return good
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT,
            "'%s' and '%s' cannot interact; take effects of ego or of the dyad, or "
            "any one with effects of ego",
            parts[0].effect->name, parts[1].effect->name);
}

falak_status fk_term_interact(
    falak_ctx *ctx, const fk_term *parts, size_t count, fk_term *out)
{
  *out = (fk_term){.of = {FALAK_NO_ID, FALAK_NO_ID, FALAK_NO_ID}};
  falak_status st = check_parts(ctx, parts, count);
  if (st) return st;
  out->owner = parts[0].owner;
  for (size_t k = 0; k < count; k++) {
    st = fk_alloc(ctx, 1, sizeof(fk_term), &out->part[k]);
    if (st) { /* the caller keeps its terms */
      while (k--) fk_free(ctx, out->part[k]), out->part[k] = NULL;
      return st;
    }
    *out->part[k] = parts[k];
  }
  return FALAK_OK;
}

unsigned fk_term_reads(const fk_term *t)
{
  unsigned reads = t->effect ? t->effect->reads : 0;
  for (int k = 0; k < 3; k++)
    if (t->part[k]) reads |= fk_term_reads(t->part[k]);
  return reads;
}

bool fk_term_fixed(const falak_ties_data *d, const fk_term *t)
{
  if (t->effect && !(t->effect->facts & FK_FIXED)) return false;
  for (int k = 0; k < 3; k++) {
    if (t->part[k] && !fk_term_fixed(d, t->part[k])) return false;
    if (t->of[k] != FALAK_NO_ID && d->variables[t->of[k]].dependent) return false;
  }
  return true;
}

/* --- values ----------------------------------------------------------------- */

/* The difference of s_i, by changing the tie and back. Views of a simulation show its
 * own networks, which may be changed for a moment; they come out as they were. */
double fk_term_difference(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  fk_network *x = v->net[t->owner];
  bool there = fk_tie(x, i, j);
  double now = fk_term_ego(v, t, i);
  fk_network_toggle(x, i, j);
  double then = fk_term_ego(v, t, i);
  fk_network_toggle(x, i, j);
  return there ? now - then : then - now;
}

double fk_term_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  if (t->effect)
    return t->effect->delta ? t->effect->delta(v, t, i, j)
        : t->effect->tie    ? t->effect->tie(v, t, i, j)
                            : fk_term_difference(v, t, i, j);
  double product = 1;
  for (int k = 0; k < 3 && t->part[k]; k++)
    product *= fk_term_delta(v, t->part[k], i, j);
  return product;
}

void fk_term_row(
    const fk_view *v, const fk_term *t, size_t i, double *out, double *work)
{
  size_t m = v->net[t->owner]->m;
  if (t->effect && t->effect->row) {
    t->effect->row(v, t, i, out);
  } else if (t->effect) {
    bool one_mode = v->net[t->owner]->one_mode;
    for (size_t j = 0; j < m; j++)
      out[j] = one_mode && i == j ? 0 : fk_term_delta(v, t, i, j);
  } else {
    fk_term_row(v, t->part[0], i, out, work);
    for (int k = 1; k < 3 && t->part[k]; k++) {
      fk_term_row(v, t->part[k], i, work, NULL); /* parts are no interactions */
      for (size_t j = 0; j < m; j++) out[j] *= work[j];
    }
  }
}

double fk_term_tie(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  if (t->effect) return t->effect->tie ? t->effect->tie(v, t, i, j) : 0;
  double product = 1;
  for (int k = 0; k < 3 && t->part[k]; k++) product *= fk_term_tie(v, t->part[k], i, j);
  return product;
}

/* s_i of a product: of dyadic effects sum_j x_ij times their factors; of effects of ego
 * (the same for every alter) with any one, their factors times its s_i. */
static double ego_of_product(const fk_view *v, const fk_term *t, size_t i)
{
  const fk_network *x = fk_own(v, t);
  const fk_term *any = NULL;
  for (int k = 0; k < 3 && t->part[k]; k++)
    if (t->part[k]->effect->mixing == FK_MIX_NONE) any = t->part[k];
  if (any) {
    double product = fk_term_ego(v, any, i);
    for (int k = 0; k < 3 && t->part[k]; k++)
      if (t->part[k] != any) product *= fk_term_tie(v, t->part[k], i, i ? 0 : 1 % x->m);
    return product;
  }
  double sum = 0;
  const uint32_t *out = fk_out(x, i);
  for (uint32_t k = 0; k < x->out_degree[i]; k++) sum += fk_term_tie(v, t, i, out[k]);
  return sum;
}

double fk_term_ego(const fk_view *v, const fk_term *t, size_t i)
{
  if (!t->effect) return ego_of_product(v, t, i);
  if (t->effect->ego) return t->effect->ego(v, t, i);
  const fk_network *x = fk_own(v, t);
  const uint32_t *out = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    sum += t->effect->tie(v, t, i, out[k]);
  return sum;
}

/* Behaviour effects that interact have the form z_i s0_i; the product is z_i s0_a s0_b.
 */
double fk_term_behaviour(const fk_view *v, const fk_term *t, size_t i, double z)
{
  if (t->effect) return t->effect->behaviour(v, t, i, z);
  double product = z;
  for (int k = 0; k < 3 && t->part[k]; k++)
    product *= fk_term_behaviour(v, t->part[k], i, 1);
  return product;
}

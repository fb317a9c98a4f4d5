/* Which nodes another network may join, effect by effect. */
#include "ties/multiplex.h"

#include "base/error.h"

/* A set that must be that of the owner's senders, its receivers, or any. */
typedef enum place { SENDERS, RECEIVERS, ANY } place;

static bool at(const fk_variable *own, falak_id set, place p)
{
  return p == ANY || set == (p == SENDERS ? own->senders : own->receivers);
}

static const char *word(place p)
{
  return p == SENDERS  ? "the actors who send"
      : p == RECEIVERS ? "those who receive"
                       : "any nodes";
}

static falak_status check(
    falak_ctx *ctx, const falak_ties_data *data, const fk_term *t, place from, place to)
{
  const fk_variable *own = fk_data_variable(data, t->owner),
                    *w = fk_data_variable(data, t->of[0]);
  if (at(own, w->senders, from) && at(own, w->receivers, to)) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' of '%s' needs a network from %s to %s in it; '%s' joins others",
      t->effect->name, own->name, word(from), word(to), w->name);
}

#define FITS(name, from, to)                                                           \
  falak_status name(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)           \
  {                                                                                    \
    return check(ctx, data, t, from, to);                                              \
  }
FITS(fk_w_sr, SENDERS, RECEIVERS)
FITS(fk_w_rs, RECEIVERS, SENDERS)
FITS(fk_w_ss, SENDERS, SENDERS)
FITS(fk_w_sa, SENDERS, ANY)
FITS(fk_w_as, ANY, SENDERS)
FITS(fk_w_ra, RECEIVERS, ANY)
FITS(fk_w_ar, ANY, RECEIVERS)
FITS(fk_w_any, ANY, ANY)

static falak_status both(falak_status a, falak_status b)
{
  return a ? a : b;
}

/* Owner and w on one and the same set. */
falak_status fk_w_one(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(
      check(ctx, data, t, SENDERS, SENDERS), check(ctx, data, t, RECEIVERS, RECEIVERS));
}

falak_status fk_w_sa_ra(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, SENDERS, ANY), check(ctx, data, t, RECEIVERS, ANY));
}

falak_status fk_w_as_ar(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, ANY, SENDERS), check(ctx, data, t, ANY, RECEIVERS));
}

/* --- with a covariate ------------------------------------------------------- */

static falak_status covariate_on(
    falak_ctx *ctx, const falak_ties_data *data, const fk_term *t, falak_id set)
{
  const fk_variable *v = fk_data_variable(data, t->of[1]);
  return v->senders == set
      ? FALAK_OK
      : FK_FAIL(ctx, FALAK_E_INPUT,
            "effect '%s' needs a covariate of other nodes than '%s' describes",
            t->effect->name, v->name);
}

static falak_id senders_of(const falak_ties_data *data, const fk_term *t)
{
  return fk_data_variable(data, t->owner)->senders;
}

static const fk_variable *w_of(const falak_ties_data *data, const fk_term *t)
{
  return fk_data_variable(data, t->of[0]);
}

falak_status fk_wv_ar_s(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, ANY, RECEIVERS),
      covariate_on(ctx, data, t, w_of(data, t)->senders));
}

falak_status fk_wv_ra_w(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, RECEIVERS, ANY),
      covariate_on(ctx, data, t, w_of(data, t)->receivers));
}

falak_status fk_wv_as_s(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, ANY, SENDERS),
      covariate_on(ctx, data, t, w_of(data, t)->senders));
}

falak_status fk_wv_sa_w(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(check(ctx, data, t, SENDERS, ANY),
      covariate_on(ctx, data, t, w_of(data, t)->receivers));
}

falak_status fk_wv_one(falak_ctx *ctx, const falak_ties_data *data, fk_term *t)
{
  return both(fk_w_one(ctx, data, t), covariate_on(ctx, data, t, senders_of(data, t)));
}

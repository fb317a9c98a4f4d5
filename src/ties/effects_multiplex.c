/* Effects of another network w: its tie between ego and alter, and degrees in it (SPEC
 * 19.4). Degrees are centred by the mean over all waves. */
#include "base/error.h"
#include "ties/multiplex.h"
#include "ties/term.h"

/* --- sets ------------------------------------------------------------------- */

/* The set that w must go out from or to; FALAK_NO_ID any. Where a formula needs two
 * that differ, the owner's kind is not accepted to begin with. */
static falak_id wanted(const fk_variable *own, unsigned needs, unsigned senders)
{
  unsigned receivers = senders << 1;
  return needs & senders  ? own->senders
      : needs & receivers ? own->receivers
                          : FALAK_NO_ID;
}

static const char *set_name(const falak_ties_data *d, falak_id set)
{
  return set == FALAK_NO_ID ? "any set" : d->sets[set].name;
}

static falak_status check_network(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, unsigned needs)
{
  const fk_variable *own = fk_data_variable(d, t->owner),
                    *w = fk_data_variable(d, t->of[0]);
  falak_id from = wanted(own, needs, FK_W_FROM_SENDERS),
           to = wanted(own, needs, FK_W_TO_SENDERS);
  if (t->of[0] == t->owner)
    return FK_FAIL(ctx, FALAK_E_INPUT,
        "effect '%s' needs another network than '%s', on which it acts",
        t->effect->name, own->name);
  if ((from == FALAK_NO_ID || from == w->senders) &&
      (to == FALAK_NO_ID || to == w->receivers))
    return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' on '%s' needs a network from '%s' to '%s'; '%s' goes from '%s' to "
      "'%s'",
      t->effect->name, own->name, set_name(d, from), set_name(d, to), w->name,
      d->sets[w->senders].name, d->sets[w->receivers].name);
}

static falak_status check_values(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, unsigned needs)
{
  const fk_variable *own = fk_data_variable(d, t->owner),
                    *w = fk_data_variable(d, t->of[0]);
  const struct {
    unsigned need;
    falak_id set;
  } rules[] = {{FK_V_OF_SENDERS, own->senders}, {FK_V_OF_RECEIVERS, own->receivers},
      {FK_V_OF_W_SENDERS, w->senders}, {FK_V_OF_W_RECEIVERS, w->receivers}};
  for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
    if (!(needs & rules[k].need)) continue;
    const fk_variable *of = fk_data_variable(d, t->of[1]);
    if (of->senders != rules[k].set)
      return FK_FAIL(ctx, FALAK_E_INPUT,
          "effect '%s' on '%s' with '%s' needs a variable of set '%s'; '%s' is one of "
          "'%s'",
          t->effect->name, own->name, w->name, d->sets[rules[k].set].name, of->name,
          d->sets[of->senders].name);
  }
  return FALAK_OK;
}

static falak_status check_dyads(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, unsigned needs)
{
  if (!(needs & (FK_V_ALONG_W | FK_V_ALONG_OWNER))) return FALAK_OK;
  const fk_variable *like =
      fk_data_variable(d, needs & FK_V_ALONG_W ? t->of[0] : t->owner);
  const fk_variable *u = fk_data_variable(d, t->of[1]);
  if (u->senders == like->senders && u->receivers == like->receivers) return FALAK_OK;
  return FK_FAIL(ctx, FALAK_E_INPUT,
      "effect '%s' needs a dyadic covariate from '%s' to '%s', as '%s'; '%s' goes from "
      "'%s' to '%s'",
      t->effect->name, d->sets[like->senders].name, d->sets[like->receivers].name,
      like->name, u->name, d->sets[u->senders].name, d->sets[u->receivers].name);
}

falak_status fk_require_sets(
    falak_ctx *ctx, const falak_ties_data *d, const fk_term *t, unsigned needs)
{
  falak_status st = check_network(ctx, d, t, needs);
  if (!st) st = check_values(ctx, d, t, needs);
  return st ? st : check_dyads(ctx, d, t, needs);
}

FK_NEEDS(any_network, 0)
FK_NEEDS(like_owner, FK_W_LIKE_OWNER)
FK_NEEDS(turned_owner, FK_W_FROM_RECEIVERS | FK_W_TO_SENDERS)
FK_NEEDS(from_senders, FK_W_FROM_SENDERS)
FK_NEEDS(from_receivers, FK_W_FROM_RECEIVERS)
FK_NEEDS(to_senders, FK_W_TO_SENDERS)
FK_NEEDS(to_receivers, FK_W_TO_RECEIVERS)
FK_NEEDS(of_actors, FK_W_OF_SENDERS)

/* --- the tie ---------------------------------------------------------------- */

FK_PAIR(tie)
{
  return fk_tie(fk_other(v, t), i, j);
}

FK_ROW(tie_row)
{
  const fk_network *w = fk_other(v, t);
  const uint8_t *to = w->x + i * w->stride;
  for (size_t j = 0; j < w->m; j++) out[j] = to[j];
}

FK_PAIR(turned)
{
  return fk_tie(fk_other(v, t), j, i);
}

FK_ROW(turned_row)
{
  const fk_network *w = fk_other(v, t);
  const uint8_t *from = w->xt + i * w->stride_in;
  for (size_t j = 0; j < w->n; j++) out[j] = from[j];
}

FK_PAIR(mutual)
{
  const fk_network *w = fk_other(v, t);
  return fk_tie(w, i, j) && fk_tie(w, j, i);
}

FK_ROW(mutual_row)
{
  const fk_network *w = fk_other(v, t);
  const uint8_t *to = w->x + i * w->stride, *from = w->xt + i * w->stride_in;
  for (size_t j = 0; j < w->m; j++) out[j] = to[j] & from[j];
}

/* --- functions of a degree -------------------------------------------------- */

/* Less its mean; p 2: roots of both. */
static double centred(const fk_term *t, double degree, double mean)
{
  return t->parameter == 2 ? sqrt(degree) - sqrt(mean) : degree - mean;
}

/* p 0: logarithms of both, that of 0 being 0. */
static double logged(const fk_term *t, double degree, double mean)
{
  if (t->parameter != 0) return centred(t, degree, mean);
  return (degree > 0 ? log(degree) : 0) - (mean > 0 ? log(mean) : 0);
}

/* 0 for a degree of 0; p 2: of its root. */
static double inverse(const fk_term *t, double degree, double mean)
{
  (void)mean;
  return degree == 0 ? 0 : t->parameter == 2 ? 1 / sqrt(degree) : 1 / degree;
}

/* `name` of ego, `name` of alter: the same number for whoever the other is. */
#define OF_EGO(name, degree, mean, f)                                                  \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return f(t, (double)fk_other(v, t)->degree[i], fk_var_of(v, t, 0)->mean);          \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    double of_ego = name(v, t, i, 0);                                                  \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;                      \
  }
#define OF_ALTER(name, degree, mean, f)                                                \
  FK_EGO(name##_alter)                                                                 \
  {                                                                                    \
    return f(t, (double)fk_other(v, t)->degree[i], fk_var_of(v, t, 0)->mean);          \
  }                                                                                    \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return name##_alter(v, t, j);                                                      \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    (void)i;                                                                           \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = name##_alter(v, t, j);       \
  }

OF_ALTER(in_popularity, in_degree, mean_in_degree, centred)
OF_ALTER(out_popularity, out_degree, mean_degree, centred)
OF_ALTER(in_alter_inverse, in_degree, mean_in_degree, inverse)
OF_ALTER(out_alter_inverse, out_degree, mean_degree, inverse)
OF_EGO(in_activity, in_degree, mean_in_degree, centred)
OF_EGO(out_activity, out_degree, mean_degree, logged)
OF_EGO(in_ego_inverse, in_degree, mean_in_degree, inverse)
OF_EGO(out_ego_inverse, out_degree, mean_degree, inverse)

/* The mean as it is now. */
FK_PAIR(mean_degree)
{
  const fk_network *w = fk_other(v, t);
  return (double)w->ties / (double)w->n - t->parameter;
}

FK_PAIR(tie_by_activity)
{
  return fk_tie(fk_other(v, t), i, j) ? in_activity(v, t, i, j) : 0;
}

FK_ROW(tie_by_activity_row)
{
  double of_ego = in_activity(v, t, i, 0);
  tie_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] *= of_ego;
}

FK_PAIR(degree_difference)
{
  const fk_network *w = fk_other(v, t);
  double a = fk_out_of(w, i), b = fk_out_of(w, j);
  return t->parameter == 2 ? fabs(sqrt(a) - sqrt(b)) : fabs(a - b);
}

FK_ROW(degree_difference_row)
{
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = degree_difference(v, t, i, j);
}

FK_PAIR(both_popular)
{
  return in_activity(v, t, i, j) * in_popularity_alter(v, t, j);
}

FK_ROW(both_popular_row)
{
  double of_ego = in_activity(v, t, i, 0);
  in_popularity_row(v, t, i, out);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] *= of_ego;
}

/* --- ties in both networks -------------------------------------------------- */

static double ties_in_both(const fk_view *v, const fk_term *t, size_t i)
{
  FK_X_AND_W;
  const uint32_t *to = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++) sum += fk_tie(w, i, to[k]);
  return sum;
}

static double double_power(const fk_term *t, double count)
{
  return t->parameter == 2 ? count * sqrt(count) : count * count;
}

/* s_i = (ties of ego in both)^2 or their power 1.5. */
FK_PAIR(double_activity)
{
  if (!fk_tie(fk_other(v, t), i, j)) return 0;
  double count = ties_in_both(v, t, i);
  return t->parameter == 2 ? sqrt(count) : count;
}

FK_PAIR(double_activity_delta)
{
  if (!fk_tie(fk_other(v, t), i, j)) return 0;
  double others = ties_in_both(v, t, i) - (double)fk_tie(fk_own(v, t), i, j);
  return double_power(t, others + 1) - double_power(t, others);
}

FK_ROW(double_activity_row)
{
  FK_X_AND_W;
  double now = ties_in_both(v, t, i);
  double gain = double_power(t, now + 1) - double_power(t, now);
  double loss = now > 0 ? double_power(t, now) - double_power(t, now - 1) : 0;
  const uint8_t *to = w->x + i * w->stride, *has = x->x + i * x->stride;
  for (size_t j = 0; j < x->m; j++) out[j] = to[j] ? (has[j] ? loss : gain) : 0;
}

/* Senders to j in both networks, without one of them. */
static double both_send(const fk_view *v, const fk_term *t, size_t j, size_t without)
{
  FK_X_AND_W;
  const uint32_t *from = fk_in(x, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    sum += from[k] != without && fk_tie(w, from[k], j);
  return sum;
}

FK_PAIR(double_popularity)
{
  if (!fk_tie(fk_other(v, t), i, j)) return 0;
  double senders = both_send(v, t, j, SIZE_MAX);
  return t->parameter == 2 ? sqrt(senders) : senders;
}

FK_PAIR(double_popularity_delta)
{
  if (!fk_tie(fk_other(v, t), i, j)) return 0;
  double senders = both_send(v, t, j, i) + 1;
  return t->parameter == 2 ? sqrt(senders) : senders;
}

FK_ROW(double_popularity_row)
{
  const fk_network *w = fk_other(v, t);
  const uint32_t *to = fk_out(w, i);
  memset(out, 0, w->m * sizeof *out);
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    out[to[k]] = double_popularity_delta(v, t, i, to[k]);
}

/* --- the table -------------------------------------------------------------- */

#define MULTIPLEX(title, acts_on, p, mixes, ready, text)                               \
  .name = title, .family = "other network", .on = acts_on, .of = {FK_OF_NETWORK},      \
  .roles = FK_THREE_ROLES, .parameter = p, .mixing = mixes, .formula = text,           \
  .prepare = ready

#define PAIR(title, acts_on, p, ready, f, text)                                        \
  {                                                                                    \
    MULTIPLEX(title, acts_on, p, FK_MIX_DYADIC, ready, text), .facts = FK_FIXED,       \
                                                              .tie = f, .row = f##_row \
  }
#define ALTER(title, acts_on, p, ready, f, text)                                       \
  {                                                                                    \
    MULTIPLEX(title, acts_on, p, FK_MIX_DYADIC, ready, text),                          \
        .facts = FK_FIXED | FK_ALTER, .tie = f, .row = f##_row, .alter = f##_alter     \
  }
#define EGO(title, p, ready, f, text)                                                  \
  {                                                                                    \
    MULTIPLEX(title, FK_ON_NETWORK, p, FK_MIX_EGO, ready, text),                       \
        .facts = FK_FIXED | FK_EGO_ONLY, .tie = f, .row = f##_row                      \
  }

const fk_effect fk_effects_multiplex[] = {
    PAIR("crprod", FK_ON_NETWORK, 0, like_owner, tie, "sum_j x_ij w_ij"),
    PAIR("crprodRecip", FK_ON_NETWORK, 0, turned_owner, turned, "sum_j x_ij w_ji"),
    PAIR("crprodMutual", FK_ON_ONE_SET, 0, of_actors, mutual, "sum_j x_ij w_ij w_ji"),
    ALTER("inPopIntn", FK_ON_NETWORK, 2, to_receivers, in_popularity,
        "sum_j x_ij (w_+j - mean); p 2: roots of both"),
    ALTER("outPopIntn", FK_ON_NETWORK, 2, from_receivers, out_popularity,
        "sum_j x_ij (w_j+ - mean); p 2: roots of both"),
    EGO("inActIntn", 2, to_senders, in_activity,
        "x_i+ (w_+i - mean); p 2: roots of both"),
    EGO("outActIntn", 2, from_senders, out_activity,
        "x_i+ (w_i+ - mean); p 2: roots of both; p 0: logarithms, log 0 = 0"),
    EGO("divOutEgoIntn", 2, from_senders, out_ego_inverse,
        "x_i+ / w_i+, 0 if w_i+ is; p 2: by the root"),
    EGO("divInEgoIntn", 2, to_senders, in_ego_inverse,
        "x_i+ / w_+i, 0 if w_+i is; p 2: by the root"),
    ALTER("divOutAltIntn", FK_ON_NETWORK, 2, from_receivers, out_alter_inverse,
        "sum_j x_ij / w_j+, 0 if w_j+ is; p 2: by the root"),
    ALTER("divInAltIntn", FK_ON_NETWORK, 2, to_receivers, in_alter_inverse,
        "sum_j x_ij / w_+j, 0 if w_+j is; p 2: by the root"),
    {MULTIPLEX("avDegIntn", FK_ON_NETWORK, 2, FK_MIX_EGO, any_network,
         "x_i+ (mean out-degree in w - p)"),
        .facts = FK_FIXED | FK_EGO_ONLY, .tie = mean_degree},
    PAIR("crprodInActIntn", FK_ON_ONE_SET, 2, of_actors, tie_by_activity,
        "sum_j x_ij w_ij (w_+i - mean); p 2: roots of both degrees"),
    PAIR("absOutDiffIntn", FK_ON_ONE_SET, 1, from_senders, degree_difference,
        "sum_j x_ij |w_i+ - w_j+|; p 2: roots of both"),
    PAIR("both", FK_ON_ONE_SET, 2, to_senders, both_popular,
        "sum_j x_ij (w_+i - mean) (w_+j - mean); p 2: roots of the degrees"),
    {MULTIPLEX("doubleOutAct", FK_ON_NETWORK, 2, FK_MIX_NONE, like_owner,
         "(sum_j x_ij w_ij)^2; p 2: power 1.5"),
        .tie = double_activity, .delta = double_activity_delta,
        .row = double_activity_row},
    {MULTIPLEX("doubleInPop", FK_ON_NETWORK, 2, FK_MIX_DYADIC, like_owner,
         "sum_j x_ij w_ij sum_h x_hj w_hj; p 2: root of the inner sum"),
        .tie = double_popularity, .delta = double_popularity_delta,
        .row = double_popularity_row},
    {.name = NULL}};

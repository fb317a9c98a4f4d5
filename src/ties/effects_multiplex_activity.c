/* Effects of how active in the owner those are that ego meets in another network w, and
 * of the popularity of an alter among them (SPEC 19.4). */
#include "base/error.h"
#include "ties/multiplex.h"
#include "ties/term.h"

FK_NEEDS(from_actors, FK_W_FROM_SENDERS)
FK_NEEDS(of_senders, FK_W_OF_SENDERS)

/* Less its mean; p 2: roots of both. */
static double centred(const fk_term *t, double degree, double mean)
{
  return t->parameter == 2 ? sqrt(degree) - sqrt(mean) : degree - mean;
}

/* --- who is met in w, and how active they are in x -------------------------- */

/* How often ego meets h: as an alter in w, or through receivers in w that both have. */
typedef double meets_fn(const fk_network *w, size_t i, size_t h);

static double as_alter(const fk_network *w, size_t i, size_t h)
{
  return fk_tie(w, i, h);
}

static double by_receivers(const fk_network *w, size_t i, size_t h)
{
  return h == i ? 0 : (double)fk_count(w, FK_OO, i, h);
}

/* sum_h (how often i meets h) (x_h+ - mean) */
static inline double activity_met(
    const fk_view *v, const fk_term *t, size_t i, meets_fn *meets)
{
  FK_X_AND_W;
  double mean = fk_var_own(v, t)->mean_degree, sum = 0;
  for (size_t h = 0; h < x->n; h++) {
    double times = meets(w, i, h);
    if (times != 0) sum += times * centred(t, fk_out_of(x, h), mean);
  }
  return sum;
}

/* A tie of a non-directed owner is one of alter as well: s_i = x_i+ (the sum above). */
static inline double activity_met_change(
    const fk_view *v, const fk_term *t, size_t i, size_t j, meets_fn *meets)
{
  FK_X_AND_W;
  double degree = fk_out_without(x, i, j), of_alter = fk_alter_out_without(x, i, j);
  double now = activity_met(v, t, i, meets), times = meets(w, i, j);
  double less =
      now - times * (centred(t, fk_out_of(x, j), 0) - centred(t, of_alter, 0));
  double more = less + times * (centred(t, of_alter + 1, 0) - centred(t, of_alter, 0));
  return (degree + 1) * more - degree * less;
}

static double whole(const fk_network *w, size_t i)
{
  (void)w, (void)i;
  return 1;
}

static double of_alters(const fk_network *w, size_t i)
{
  return w->out_degree[i] ? 1 / (double)w->out_degree[i] : 0;
}

#define ACTIVITY_MET(name, meets, share)                                               \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return share(fk_other(v, t), i) * activity_met(v, t, i, meets);                    \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    double of_ego = name(v, t, i, 0);                                                  \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;                      \
  }                                                                                    \
  FK_PAIR(name##_change)                                                               \
  {                                                                                    \
    return share(fk_other(v, t), i) * activity_met_change(v, t, i, j, meets);          \
  }

ACTIVITY_MET(of_w_alters, as_alter, whole)
ACTIVITY_MET(mean_of_w_alters, as_alter, of_alters)
ACTIVITY_MET(of_w_sharers, by_receivers, whole)

/* sum_h w_ih (w_+h - mean) */
FK_PAIR(popularity_met)
{
  const fk_network *w = fk_other(v, t);
  const uint32_t *h = fk_out(w, i);
  double mean = fk_var_of(v, t, 0)->mean_in_degree, sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += centred(t, fk_in_of(w, h[k]), mean);
  return sum;
}

FK_ROW(popularity_met_row)
{
  double of_ego = popularity_met(v, t, i, 0);
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = of_ego;
}

/* --- popularity weighted by what senders are in w --------------------------- */

/* sum_{k != i} x_kj a_ik */
typedef double weight_fn(const fk_view *v, const fk_term *t, size_t i, size_t k);

static inline double weighted_popularity(
    const fk_view *v, const fk_term *t, size_t i, size_t j, weight_fn *weight)
{
  const fk_network *x = fk_own(v, t);
  const uint32_t *k = fk_in(x, j);
  double sum = 0;
  for (uint32_t at = 0; at < x->in_degree[j]; at++)
    if (k[at] != i) sum += weight(v, t, i, k[at]);
  return sum;
}

static inline void weighted_popularity_row(const fk_view *v, const fk_term *t, size_t i,
    double *restrict out, weight_fn *weight)
{
  const fk_network *x = fk_own(v, t);
  memset(out, 0, x->m * sizeof *out);
  for (size_t k = 0; k < x->n; k++) {
    if (k == i || x->out_degree[k] == 0) continue;
    double a = weight(v, t, i, k);
    if (a != 0) fk_step_add((fk_step){x, FK_OUT}, k, a, out);
  }
}

/* p 1: as it is; 2: its root; 3, 4: less the constant c, for 4 both being roots. */
static double less_constant(const fk_term *t, double value, double c)
{
  double p = t->parameter;
  if (p == 2 || p == 4) value = sqrt(value), c = sqrt(c);
  return p == 3 || p == 4 ? value - c : value;
}

/* How many receivers k shares with ego in w, on average t->c[0]. */
static double shared_receivers(const fk_view *v, const fk_term *t, size_t i, size_t k)
{
  return less_constant(t, fk_count(fk_other(v, t), FK_OO, i, k), t->c[0]);
}

static double own_activity(const fk_view *v, const fk_term *t, size_t i, size_t k)
{
  (void)i;
  return less_constant(
      t, fk_out_of(fk_other(v, t), k), fk_var_of(v, t, 0)->mean_degree);
}

/* The same along ties of w weighted by the covariate u of ego: sum_h w_ih u_ih w_kh. */
static double shared_weight(const fk_view *v, const fk_term *t, size_t i, size_t k)
{
  const fk_network *w = fk_other(v, t);
  const double *u = fk_dyad_of(v, t, 1) + i * w->m;
  const uint8_t *missing = v->missing ? v->missing[t->of[1]] : NULL;
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t at = 0; at < w->out_degree[i]; at++)
    if (!(missing && missing[i * w->m + h[at]]))
      sum += u[h[at]] * (double)fk_tie(w, k, h[at]);
  return t->parameter == 2 ? (sum > 0 ? sqrt(sum) : 0) : sum;
}

#define POPULARITY(name, weight)                                                       \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    return weighted_popularity(v, t, i, j, weight);                                    \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    weighted_popularity_row(v, t, i, out, weight);                                     \
  }

POPULARITY(popular_with_sharers, shared_receivers)
POPULARITY(popular_with_active, own_activity)
POPULARITY(popular_with_weighted, shared_weight)

/* The mean over pairs and waves of the number of receivers that two share; ties by the
 * codes as given, missing ones absent. */
static double mean_shared(const fk_variable *w, size_t waves)
{
  double sum = 0;
  for (size_t at = 0; at < waves; at++)
    for (size_t h = 0; h < w->m; h++) {
      double degree = 0;
      for (size_t i = 0; i < w->n; i++) {
        int code = w->code[(at * w->n + i) * w->m + h];
        degree += code == 1 || code == FALAK_WAVE_FIXED_1;
      }
      sum += degree * (degree - 1);
    }
  return sum / ((double)waves * (double)w->m * ((double)w->m - 1));
}

static falak_status prepare_sharers(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = fk_require_sets(ctx, d, t, FK_W_FROM_SENDERS);
  if (!st) t->c[0] = mean_shared(fk_data_variable(d, t->of[0]), d->waves);
  return st;
}

FK_NEEDS(prepare_weighted, FK_W_FROM_SENDERS | FK_V_ALONG_W)

/* --- toU -------------------------------------------------------------------- */

/* sum_h x_ih u_ih w_hj */
FK_PAIR(weighted_to)
{
  FK_X_AND_W;
  const double *u = fk_dyad_of(v, t, 1) + i * x->m;
  const uint8_t *missing = v->missing ? v->missing[t->of[1]] : NULL;
  const uint32_t *h = fk_out(x, i);
  double sum = 0;
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (!(missing && missing[i * x->m + h[k]]))
      sum += u[h[k]] * (double)fk_tie(w, h[k], j);
  return sum;
}

FK_ROW(weighted_to_row)
{
  FK_X_AND_W;
  const double *u = fk_dyad_of(v, t, 1) + i * x->m;
  const uint32_t *h = fk_out(x, i);
  memset(out, 0, x->m * sizeof *out);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (u[h[k]] != 0) fk_step_add((fk_step){w, FK_OUT}, h[k], u[h[k]], out);
}

FK_NEEDS(prepare_weighted_to, FK_W_OF_RECEIVERS | FK_V_ALONG_OWNER)

/* --- the table -------------------------------------------------------------- */

#define ACTIVITY(title, acts_on, p, mixes, ready, text)                                \
  .name = title, .family = "other network, activity", .on = acts_on,                   \
  .of = {FK_OF_NETWORK}, .roles = FK_THREE_ROLES, .parameter = p, .mixing = mixes,     \
  .formula = text, .prepare = ready

/* What ego meets in w does not change with his own ties, but for non-directed ones. */
#define MET(title, ready, f, text)                                                     \
  {ACTIVITY(title, FK_ON_DIRECTED, 1, FK_MIX_DYADIC, ready, text),                     \
      .facts = FK_EGO_ONLY, .tie = f, .row = f##_row},                                 \
  {                                                                                    \
    ACTIVITY(title, FK_ON_SYMMETRIC, 1, FK_MIX_NONE, ready, text), .tie = f,           \
                                                                   .delta = f##_change \
  }
#define POPULAR(title, p, ready, f, text)                                              \
  {                                                                                    \
    ACTIVITY(title, FK_ON_NETWORK, p, FK_MIX_NONE, ready, text), .tie = f,             \
                                                                 .row = f##_row        \
  }
#define WITH_DYAD(title, p, mixes, ready, more, f, text)                               \
  {                                                                                    \
    .name = title, .family = "other network, activity", .on = FK_ON_NETWORK,           \
    .of = {FK_OF_NETWORK, FK_OF_DYAD}, .roles = FK_THREE_ROLES, .parameter = p,        \
    .mixing = mixes, .facts = more, .formula = text, .tie = f, .row = f##_row,         \
    .prepare = ready                                                                   \
  }

const fk_effect fk_effects_multiplex_activity[] = {
    MET("outOutActIntn", of_senders, of_w_alters,
        "x_i+ sum_h w_ih (x_h+ - mean); p 2: roots of both"),
    MET("outOutAvIntn", of_senders, mean_of_w_alters,
        "x_i+ sum_h w_ih (x_h+ - mean) / w_i+; p 2: roots of degree and mean"),
    MET("outOutDist2ActIntn", from_actors, of_w_sharers,
        "x_i+ sum_hk w_ik w_hk (x_h+ - mean), h != i; p 2: roots of degree and mean"),
    {ACTIVITY("dist2OutInActIntn", FK_ON_NETWORK, 1, FK_MIX_EGO, from_actors,
         "x_i+ sum_h w_ih (w_+h - mean); p 2: roots of degree and mean"),
        .facts = FK_FIXED | FK_EGO_ONLY, .tie = popularity_met,
        .row = popularity_met_row},
    POPULAR("sharedTo", 3, prepare_sharers, popular_with_sharers,
        "sum_jk x_ij x_kj (sum_h w_ih w_kh), k != i; p 3: less its mean; p 2, 4: "
        "roots of 1, 3"),
    {ACTIVITY("inPopOutW", FK_ON_NETWORK, 1, FK_MIX_DYADIC, from_actors,
         "sum_jk x_ij x_kj w_k+, k != i; p 3: less the mean degree; p 2, 4: roots of "
         "1, 3"),
        .tie = popular_with_active, .row = popular_with_active_row},
    WITH_DYAD("sharedToU", 1, FK_MIX_NONE, prepare_weighted, 0, popular_with_weighted,
        "sum_jk x_ij x_kj sum_h w_ih u_ih w_kh, k != i; p 2: root of the inner sum"),
    WITH_DYAD("toU", 0, FK_MIX_DYADIC, prepare_weighted_to, FK_ELEMENTARY, weighted_to,
        "x_ij sum_h x_ih u_ih w_hj"),
    {.name = NULL}};

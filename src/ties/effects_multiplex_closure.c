/* Effects of another network w through third nodes: paths of two steps in w, or one
 * step in each network (SPEC 19.4). */
#include "base/error.h"
#include "ties/multiplex.h"
#include "ties/term.h"

FK_NEEDS(from_actors, FK_W_FROM_SENDERS)
FK_NEEDS(to_actors, FK_W_TO_SENDERS)
FK_NEEDS(of_senders, FK_W_OF_SENDERS)
FK_NEEDS(of_receivers, FK_W_OF_RECEIVERS)

/* --- functions of a count --------------------------------------------------- */

static inline double plain(const fk_term *t, double count)
{
  (void)t;
  return count;
}
/* p 2: root. */
static inline double rooted(const fk_term *t, double count)
{
  return t->parameter == 2 ? sqrt(count) : count;
}
/* p 2: root; 3: whether there is any. */
static inline double rooted_or_any(const fk_term *t, double count)
{
  return t->parameter == 3 ? count > 0 : rooted(t, count);
}
static inline double any(const fk_term *t, double count)
{
  (void)t;
  return count > 0;
}
static inline double weighted(const fk_term *t, double count)
{
  return t->table[(size_t)count];
}

/* g(k) for all counts of third nodes that can be. */
static falak_status prepare_weights(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t, unsigned needs)
{
  const fk_variable *w = fk_data_variable(d, t->of[0]);
  falak_status st = fk_require_sets(ctx, d, t, needs);
  return st ? st : fk_weights_table(ctx, t, w->n > w->m ? w->n : w->m);
}
static falak_status weights_of(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return prepare_weights(ctx, d, t, FK_W_OF_SENDERS);
}
static falak_status weights_from(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return prepare_weights(ctx, d, t, FK_W_FROM_SENDERS);
}
static falak_status weights_to(falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  return prepare_weights(ctx, d, t, FK_W_TO_SENDERS);
}

/* --- two steps -------------------------------------------------------------- */

/* f(sum_h first_ih second_hj): a tie statistic and its row. */
#define PATHS(name, first_net, first_way, second_net, second_way, f)                   \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    FK_UNUSED FK_X_AND_W;                                                              \
    return f(t,                                                                        \
        fk_path_count((fk_step){first_net, first_way},                                 \
            (fk_step){second_net, second_way}, i, j));                                 \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    FK_X_AND_W;                                                                        \
    fk_path_row((fk_step){first_net, first_way}, (fk_step){second_net, second_way},    \
        x->m, i, out);                                                                 \
    for (size_t j = 0; j < x->m; j++) out[j] = f(t, out[j]);                           \
  }

PATHS(from_same, w, FK_OUT, w, FK_IN, rooted)
PATHS(from_mutual, w, FK_MUTUAL, w, FK_MUTUAL, rooted)
PATHS(from_any, w, FK_OUT, w, FK_IN, any)
PATHS(closure, w, FK_OUT, w, FK_OUT, plain)
PATHS(cyclic, w, FK_IN, w, FK_IN, plain)
PATHS(shared_in, w, FK_IN, w, FK_OUT, plain)
PATHS(to, w, FK_OUT, x, FK_OUT, rooted_or_any)
PATHS(to_back, w, FK_IN, x, FK_OUT, rooted_or_any)
PATHS(to_mutual, w, FK_MUTUAL, x, FK_OUT, rooted_or_any)
PATHS(mixed_in, x, FK_IN, w, FK_OUT, rooted_or_any)
PATHS(own_first, x, FK_OUT, w, FK_OUT, plain)
PATHS(own_first_turned, x, FK_OUT, w, FK_IN, plain)
PATHS(gwesp_ff, w, FK_OUT, w, FK_OUT, weighted)
PATHS(gwesp_bb, w, FK_IN, w, FK_IN, weighted)
PATHS(gwesp_fb, w, FK_OUT, w, FK_IN, weighted)
PATHS(gwesp_bf, w, FK_IN, w, FK_OUT, weighted)
PATHS(gwesp_rr, w, FK_MUTUAL, w, FK_MUTUAL, weighted)

/* A tie of a non-directed owner is the first step of paths to other alters. */
FK_PAIR(mixed_in_change)
{
  return fk_term_difference(v, t, i, j);
}

/* The tie is closed by other alters, and closes them. */
FK_PAIR(own_first_both)
{
  return own_first(v, t, i, j) + own_first_turned(v, t, i, j);
}

FK_ROW(own_first_both_row)
{
  FK_X_AND_W;
  fk_path_row((fk_step){x, FK_OUT}, (fk_step){w, FK_OUT}, x->m, i, out);
  fk_path_row_add((fk_step){x, FK_OUT}, (fk_step){w, FK_IN}, i, out);
}

/* --- likeness of rows and columns ------------------------------------------- */

static double jaccard(double both, double one, double other)
{
  double any_of_them = one + other - both;
  return any_of_them > 0 ? both / any_of_them : 0;
}

FK_PAIR(jaccard_out)
{
  const fk_network *w = fk_other(v, t);
  return jaccard(fk_count(w, FK_OO, i, j), fk_out_of(w, i), fk_out_of(w, j));
}

FK_ROW(jaccard_out_row)
{
  FK_X_AND_W;
  fk_path_row((fk_step){w, FK_OUT}, (fk_step){w, FK_IN}, x->m, i, out);
  for (size_t j = 0; j < x->m; j++)
    out[j] = jaccard(out[j], fk_out_of(w, i), fk_out_of(w, j));
}

FK_PAIR(jaccard_in)
{
  const fk_network *w = fk_other(v, t);
  return jaccard(fk_from_same(w, w, i, j), fk_in_of(w, i), fk_in_of(w, j));
}

FK_ROW(jaccard_in_row)
{
  FK_X_AND_W;
  fk_path_row((fk_step){w, FK_IN}, (fk_step){w, FK_OUT}, x->m, i, out);
  for (size_t j = 0; j < x->m; j++)
    out[j] = jaccard(out[j], fk_in_of(w, i), fk_in_of(w, j));
}

/* --- between others --------------------------------------------------------- */

/* sum_hk w_hj w_jk (1 - w_hk), h != k: all pairs but mutual ones and closed ones. */
FK_PAIR(betweenness)
{
  const fk_network *w = fk_other(v, t);
  const uint32_t *h = fk_in(w, j);
  double sum = fk_in_of(w, j) * fk_out_of(w, j) - (double)w->mutual[j];
  for (uint32_t k = 0; k < w->in_degree[j]; k++) sum -= fk_to_same(w, w, h[k], j);
  double p = t->parameter;
  return p == 1 ? sum : p == 2 ? sqrt(sum) : pow(sum, 1 / p);
}

FK_ROW(betweenness_row)
{
  for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] = betweenness(v, t, i, j);
}

static falak_status prepare_betweenness(
    falak_ctx *ctx, const falak_ties_data *d, fk_term *t)
{
  falak_status st = fk_require_positive(ctx, d, t);
  return st ? st : fk_require_sets(ctx, d, t, FK_W_OF_RECEIVERS);
}

/* --- at any or at distance two in w ----------------------------------------- */

/* Alters in w that share a receiver with ego. */
FK_EGO(to_any)
{
  FK_X_AND_W;
  const uint32_t *h = fk_out(w, i);
  double sum = 0;
  for (uint32_t k = 0; k < w->out_degree[i]; k++)
    sum += fk_count(x, FK_OO, i, h[k]) > 0;
  return sum;
}

/* Those that j is the only receiver to share with. */
FK_PAIR(to_any_delta)
{
  FK_X_AND_W;
  const uint32_t *h = fk_in(x, j);
  uint32_t there = fk_tie(x, i, j);
  double sum = 0;
  for (uint32_t k = 0; k < x->in_degree[j]; k++)
    if (h[k] != i && fk_tie(w, i, h[k])) sum += fk_count(x, FK_OO, i, h[k]) == there;
  return sum;
}

FK_ROW(to_any_row)
{
  FK_X_AND_W;
  const uint32_t *h = fk_out(w, i);
  memset(out, 0, x->m * sizeof *out);
  for (uint32_t k = 0; k < w->out_degree[i]; k++) {
    uint32_t shared = fk_count(x, FK_OO, i, h[k]);
    const uint32_t *to = fk_out(x, h[k]);
    for (uint32_t l = 0; shared < 2 && l < x->out_degree[h[k]]; l++)
      if (fk_tie(x, i, to[l]) == shared) out[to[l]] += 1;
  }
}

/* Actors that share a receiver in w with ego but are no alter of his in w. */
FK_PAIR(second_degree)
{
  const fk_network *w = fk_other(v, t);
  double count = 0;
  for (size_t h = 0; h < w->n; h++)
    if (h != i && !(w->one_mode && fk_tie(w, i, h)))
      count += fk_count(w, FK_OO, i, h) > 0;
  return rooted(t, count);
}

/* --- the table -------------------------------------------------------------- */

#define THROUGH(title, acts_on, p, mixes, ready, text)                                 \
  .name = title, .family = "other network, triads", .on = acts_on,                     \
  .of = {FK_OF_NETWORK}, .roles = FK_THREE_ROLES, .parameter = p, .mixing = mixes,     \
  .formula = text, .prepare = ready

/* Of w alone. */
#define FIXED(title, acts_on, p, ready, f, text)                                       \
  {                                                                                    \
    THROUGH(title, acts_on, p, FK_MIX_DYADIC, ready, text), .facts = FK_FIXED,         \
                                                            .tie = f, .row = f##_row   \
  }
#define ELEMENTARY(title, acts_on, ready, f, text)                                     \
  {                                                                                    \
    THROUGH(title, acts_on, 0, FK_MIX_DYADIC, ready, text), .facts = FK_ELEMENTARY,    \
                                                            .tie = f, .row = f##_row   \
  }

const fk_effect fk_effects_multiplex_closure[] = {
    FIXED("from", FK_ON_ONE_SET, 0, from_actors, from_same,
        "sum_j x_ij sum_h w_ih w_jh; p 2: root of the inner sum"),
    FIXED("fromMutual", FK_ON_ONE_SET, 0, of_senders, from_mutual,
        "sum_j x_ij #{h: i - h and j - h mutual in w}; p 2: root of the number"),
    FIXED("fromAny", FK_ON_ONE_SET, 0, from_actors, from_any,
        "sum_j x_ij I{sum_h w_ih w_jh > 0}"),
    ELEMENTARY("to", FK_ON_NETWORK, of_senders, to,
        "x_ij sum_h w_ih x_hj; p 2: root of the sum; p 3: whether above 0"),
    ELEMENTARY("toBack", FK_ON_NETWORK, of_senders, to_back,
        "x_ij sum_h w_hi x_hj; p 2: root of the sum; p 3: whether above 0"),
    ELEMENTARY("toRecip", FK_ON_NETWORK, of_senders, to_mutual,
        "x_ij sum_h w_ih w_hi x_hj; p 2: root of the sum; p 3: whether above 0"),
    {THROUGH("mixedInXW", FK_ON_ONE_MODE, 0, FK_MIX_DYADIC, of_senders,
         "sum_j x_ij sum_h x_hi w_hj; p 2: root of the inner sum; p 3: whether above "
         "0"),
        .tie = mixed_in, .row = mixed_in_row},
    {THROUGH("mixedInXW", FK_ON_SYMMETRIC, 0, FK_MIX_NONE, of_senders,
         "sum_j x_ij sum_h x_ih w_hj; p 2: root of the inner sum; p 3: whether above "
         "0"),
        .tie = mixed_in, .delta = mixed_in_change},
    {THROUGH("cl.XWX", FK_ON_NETWORK, 0, FK_MIX_NONE, of_receivers,
         "x_ij sum_h x_ih (w_hj + w_jh): a closed pair of ties counts for both"),
        .facts = FK_ELEMENTARY, .tie = own_first_both, .row = own_first_both_row},
    ELEMENTARY(
        "cl.XWX1", FK_ON_NETWORK, of_receivers, own_first, "x_ij sum_h x_ih w_hj"),
    {.name = "cl.XWX2",
        .family = "other network, triads",
        .on = FK_ON_NETWORK,
        .of = {FK_OF_NETWORK},
        .roles = FK_EVAL,
        .mixing = FK_MIX_DYADIC,
        .facts = FK_ELEMENTARY,
        .formula = "x_ij sum_h x_ih w_jh",
        .tie = own_first_turned,
        .row = own_first_turned_row,
        .prepare = of_receivers},
    FIXED(
        "closure", FK_ON_ONE_SET, 0, of_senders, closure, "sum_j x_ij sum_h w_ih w_hj"),
    FIXED("cyClosure", FK_ON_ONE_SET, 0, of_senders, cyclic,
        "sum_j x_ij sum_h w_jh w_hi"),
    FIXED("sharedIn", FK_ON_ONE_SET, 0, to_actors, shared_in,
        "sum_j x_ij sum_h w_hi w_hj"),
    FIXED("JoutMix", FK_ON_ONE_SET, 2, from_actors, jaccard_out,
        "sum_j x_ij (shared receivers in w of i and j / those of either)"),
    FIXED("JinMix", FK_ON_ONE_SET, 2, to_actors, jaccard_in,
        "sum_j x_ij (shared senders in w to i and j / those to either)"),
    FIXED("gwespMix", FK_ON_ONE_SET, 69, weights_from, gwesp_fb,
        "sum_j x_ij g(sum_h w_ih w_jh), g(k) = e^a {1 - (1 - e^-a)^k}, a = p/100"),
    FIXED("gwespFFMix", FK_ON_ONE_SET, 69, weights_of, gwesp_ff,
        "sum_j x_ij g(sum_h w_ih w_hj)"),
    FIXED("gwespBBMix", FK_ON_ONE_SET, 69, weights_of, gwesp_bb,
        "sum_j x_ij g(sum_h w_hi w_jh)"),
    FIXED("gwespFBMix", FK_ON_ONE_SET, 69, weights_from, gwesp_fb,
        "sum_j x_ij g(sum_h w_ih w_jh)"),
    FIXED("gwespBFMix", FK_ON_ONE_SET, 69, weights_to, gwesp_bf,
        "sum_j x_ij g(sum_h w_hi w_hj)"),
    FIXED("gwespRRMix", FK_ON_ONE_SET, 69, weights_of, gwesp_rr,
        "sum_j x_ij g(#{h: i - h and h - j mutual in w})"),
    FIXED("betweenPop", FK_ON_NETWORK, 2, prepare_betweenness, betweenness,
        "sum_j x_ij (sum_hk w_hj w_jk (1 - w_hk))^(1/p), h != k"),
    {.name = "toAny",
        .family = "other network, triads",
        .on = FK_ON_NETWORK,
        .of = {FK_OF_NETWORK},
        .roles = FK_EVAL,
        .reads = FK_COUNT_BIT(FK_OO),
        .formula = "#{h: w_ih = 1, sum_k x_ik x_hk > 0}",
        .ego = to_any,
        .delta = to_any_delta,
        .row = to_any_row,
        .prepare = of_senders},
    {THROUGH("nDist2ActIntn", FK_ON_NETWORK, 1, FK_MIX_EGO, from_actors,
         "x_i+ #{h: sum_k w_ik w_hk > 0, w_ih = 0}; p 2: root of the number"),
        .facts = FK_FIXED | FK_EGO_ONLY, .tie = second_degree},
    {.name = NULL}};

/* Closure of triads by kind of tie: the letters after the name say of which kind the
 * two steps from ego to alter are. First step F: a tie of ego, E: a mutual one; second
 * step R: a mutual tie, E: a tie in either direction. */
#include "ties/multiplex.h"

FK_NEEDS(of_actors, FK_W_OF_SENDERS)

/* sum_h first_ih second_hj; where the first step is one of the owner, ties of ego take
 * part as first steps too: the second half of delta. */
#define STEPS(name, first_net, first_way, second_net, second_way)                      \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    FK_UNUSED const fk_network *x = fk_own(v, t);                                      \
    FK_UNUSED const fk_network *w = t->of[0] == FALAK_NO_ID ? NULL : fk_other(v, t);   \
    return fk_path_count(                                                              \
        (fk_step){first_net, first_way}, (fk_step){second_net, second_way}, i, j);     \
  }                                                                                    \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    FK_UNUSED const fk_network *x = fk_own(v, t);                                      \
    FK_UNUSED const fk_network *w = t->of[0] == FALAK_NO_ID ? NULL : fk_other(v, t);   \
    fk_path_row((fk_step){first_net, first_way}, (fk_step){second_net, second_way},    \
        x->m, i, out);                                                                 \
  }

STEPS(ww_mutual_either, w, FK_MUTUAL, w, FK_EITHER)
STEPS(ww_mutual_second, w, FK_OUT, w, FK_MUTUAL)
STEPS(wx_either, w, FK_OUT, x, FK_EITHER)
STEPS(wx_mutual, w, FK_MUTUAL, x, FK_MUTUAL)
STEPS(xw_either, x, FK_OUT, w, FK_EITHER)
STEPS(xw_mutual, x, FK_MUTUAL, w, FK_MUTUAL)
STEPS(xx_either, x, FK_OUT, x, FK_EITHER)
STEPS(xx_mutual, x, FK_OUT, x, FK_MUTUAL)
STEPS(xx_mutual_either, x, FK_MUTUAL, x, FK_EITHER)

/* The second step is the same both ways, so a tie closes what it is closed by. */
#define TWICE(name)                                                                    \
  FK_PAIR(name##_delta)                                                                \
  {                                                                                    \
    return 2 * name(v, t, i, j);                                                       \
  }                                                                                    \
  FK_ROW(name##_delta_row)                                                             \
  {                                                                                    \
    name##_row(v, t, i, out);                                                          \
    for (size_t j = 0; j < fk_own(v, t)->m; j++) out[j] *= 2;                          \
  }
TWICE(xw_either)
TWICE(xx_either)
TWICE(xx_mutual)

/* The tie becomes a mutual first step if alter has one to ego; `any_first` counts the
 * paths that have ego's ties as first steps. */
#define AS_MUTUAL(name, any_first)                                                     \
  FK_PAIR(name##_delta)                                                                \
  {                                                                                    \
    double closes = fk_tie(fk_own(v, t), j, i) ? any_first(v, t, i, j) : 0;            \
    return name(v, t, i, j) + closes;                                                  \
  }                                                                                    \
  FK_ROW(name##_delta_row)                                                             \
  {                                                                                    \
    const fk_network *x = fk_own(v, t);                                                \
    const uint32_t *from = fk_in(x, i);                                                \
    name##_row(v, t, i, out);                                                          \
    for (uint32_t k = 0; k < x->in_degree[i]; k++)                                     \
      out[from[k]] += any_first(v, t, i, from[k]);                                     \
  }
FK_PAIR(xw_mutual_second)
{
  FK_X_AND_W;
  return fk_path_count((fk_step){x, FK_OUT}, (fk_step){w, FK_MUTUAL}, i, j);
}
AS_MUTUAL(xw_mutual, xw_mutual_second)
AS_MUTUAL(xx_mutual_either, xx_either)

/* --- the table -------------------------------------------------------------- */

#define CLOSURE(title, group, mixes, f, text)                                          \
  .name = title, .family = group, .on = FK_ON_ONE_MODE, .roles = FK_THREE_ROLES,       \
  .mixing = mixes, .formula = text, .tie = f
#define OWN(title, f, text)                                                            \
  {                                                                                    \
    CLOSURE(title, "structural", FK_MIX_NONE, f, text), .delta = f##_delta,            \
                                                        .row = f##_delta_row           \
  }
#define MIXED(title, f, text)                                                          \
  {                                                                                    \
    CLOSURE(title, "other network, triads", FK_MIX_NONE, f, text),                     \
        .of = {FK_OF_NETWORK}, .delta = f##_delta, .row = f##_delta_row,               \
        .prepare = of_actors                                                           \
  }
#define OTHER(title, more, f, text)                                                    \
  {                                                                                    \
    CLOSURE(title, "other network, triads", FK_MIX_DYADIC, f, text),                   \
        .of = {FK_OF_NETWORK}, .facts = more, .row = f##_row, .prepare = of_actors     \
  }

const fk_effect fk_effects_mutual_closure[] = {
    OWN("transTrip.FE", xx_either, "sum_jh x_ij x_ih max(x_hj, x_jh)"),
    OWN("transTrip.FR", xx_mutual, "sum_jh x_ij x_ih x_hj x_jh"),
    OWN("transTrip.EE", xx_mutual_either, "sum_jh x_ij x_ih x_hi max(x_hj, x_jh)"),
    OTHER(
        "WWX.EE", FK_FIXED, ww_mutual_either, "sum_jh x_ij w_ih w_hi max(w_hj, w_jh)"),
    OTHER("WWX.FR", FK_FIXED, ww_mutual_second, "sum_jh x_ij w_ih w_hj w_jh"),
    OTHER("WXX.FE", 0, wx_either, "sum_jh x_ij w_ih max(x_hj, x_jh)"),
    OTHER("WXX.ER", 0, wx_mutual, "sum_jh x_ij w_ih w_hi x_hj x_jh"),
    MIXED("XWX.FE", xw_either, "sum_jh x_ij x_ih max(w_hj, w_jh)"),
    MIXED("XWX.ER", xw_mutual, "sum_jh x_ij x_ih x_hi w_hj w_jh"), {.name = NULL}};

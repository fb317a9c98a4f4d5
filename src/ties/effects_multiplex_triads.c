/* Effects of paths of two steps, in another network w or one in each, among those of
 * the same covariate value or not (SPEC 19.4). */
#include "ties/covariate.h"
#include "ties/multiplex.h"

/* sum_h first_ih second_hj (pick of i and h) (outer of i and j) */
typedef double pick_fn(const fk_values *a, size_t i, size_t h);

static double whoever(const fk_values *a, size_t i, size_t h)
{
  (void)a, (void)i, (void)h;
  return 1;
}

static inline double picked_paths(const fk_view *v, const fk_term *t, fk_step first,
    fk_step second, pick_fn *pick, pick_fn *outer, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 1);
  double factor = outer == whoever ? 1 : outer(&a, i, j), sum = 0;
  if (factor == 0) return 0;
  const uint32_t *h;
  uint32_t count = fk_step_list(first, i, 0, &h);
  for (uint32_t k = 0; k < count; k++)
    if (fk_steps(second, h[k], j)) sum += pick(&a, i, h[k]);
  return factor * sum;
}

static inline void picked_row(const fk_view *v, const fk_term *t, fk_step first,
    fk_step second, pick_fn *pick, pick_fn *outer, size_t i, double *restrict out)
{
  fk_values a = fk_values_of(v, t, 1);
  size_t m = fk_own(v, t)->m;
  memset(out, 0, m * sizeof *out);
  const uint32_t *h;
  uint32_t count = fk_step_list(first, i, 0, &h);
  for (uint32_t k = 0; k < count; k++)
    if (pick(&a, i, h[k]) != 0) fk_step_add(second, h[k], 1, out);
  if (outer != whoever)
    for (size_t j = 0; j < m; j++) out[j] *= outer(&a, i, j);
}

#define TRIAD(name, first_net, first_way, second_net, second_way, pick, outer)         \
  FK_PAIR(name)                                                                        \
  {                                                                                    \
    FK_UNUSED FK_X_AND_W;                                                              \
    return picked_paths(v, t, (fk_step){first_net, first_way},                         \
        (fk_step){second_net, second_way}, pick, outer, i, j);                         \
  }
#define TRIAD_ROW(name, first_net, first_way, second_net, second_way, pick, outer)     \
  TRIAD(name, first_net, first_way, second_net, second_way, pick, outer)               \
  FK_ROW(name##_row)                                                                   \
  {                                                                                    \
    FK_UNUSED FK_X_AND_W;                                                              \
    picked_row(v, t, (fk_step){first_net, first_way},                                  \
        (fk_step){second_net, second_way}, pick, outer, i, out);                       \
  }

/* w_ih w_jh */
TRIAD_ROW(from_same, w, FK_OUT, w, FK_IN, whoever, fk_alike)
TRIAD_ROW(from_hom, w, FK_OUT, w, FK_IN, fk_alike, fk_alike)
TRIAD_ROW(from_contrast, w, FK_OUT, w, FK_IN, fk_unlike, fk_alike)
TRIAD_ROW(from_jump, w, FK_OUT, w, FK_IN, fk_alike, fk_unlike)
/* w_hi w_hj */
TRIAD_ROW(in_same, w, FK_IN, w, FK_OUT, whoever, fk_alike)
TRIAD_ROW(in_hom, w, FK_IN, w, FK_OUT, fk_alike, fk_alike)
TRIAD_ROW(in_contrast, w, FK_IN, w, FK_OUT, fk_unlike, fk_alike)
TRIAD_ROW(in_jump, w, FK_IN, w, FK_OUT, fk_alike, fk_unlike)
/* w_ih w_hj */
TRIAD_ROW(ww_same, w, FK_OUT, w, FK_OUT, fk_alike, whoever)
TRIAD_ROW(ww_diff, w, FK_OUT, w, FK_OUT, fk_unlike, whoever)
TRIAD_ROW(ww_jump, w, FK_OUT, w, FK_OUT, fk_alike, fk_unlike)
/* w_ih x_hj */
TRIAD_ROW(wx_same, w, FK_OUT, x, FK_OUT, fk_alike, whoever)
TRIAD_ROW(wx_diff, w, FK_OUT, x, FK_OUT, fk_unlike, whoever)
TRIAD_ROW(wx_jump, w, FK_OUT, x, FK_OUT, fk_alike, fk_unlike)
TRIAD_ROW(wx_hom, w, FK_OUT, x, FK_OUT, fk_alike, fk_alike)
/* x_ih w_hj, and x_ih w_jh, which the first is for the tie i -> h */
TRIAD(xw_same, x, FK_OUT, w, FK_OUT, fk_alike, whoever)
TRIAD(xw_diff, x, FK_OUT, w, FK_OUT, fk_unlike, whoever)
TRIAD(xw_same_as_first, x, FK_OUT, w, FK_IN, whoever, fk_alike)
TRIAD(xw_diff_as_first, x, FK_OUT, w, FK_IN, whoever, fk_unlike)

/* The tie is closed by other alters, and closes them. */
FK_PAIR(xw_same_delta)
{
  return xw_same(v, t, i, j) + xw_same_as_first(v, t, i, j);
}

FK_PAIR(xw_diff_delta)
{
  return xw_diff(v, t, i, j) + xw_diff_as_first(v, t, i, j);
}

static inline void xw_row(
    const fk_view *v, const fk_term *t, pick_fn *pick, size_t i, double *restrict out)
{
  FK_X_AND_W;
  fk_values a = fk_values_of(v, t, 1);
  fk_path_row((fk_step){x, FK_OUT}, (fk_step){w, FK_IN}, x->m, i, out);
  for (size_t j = 0; j < x->m; j++) out[j] *= pick(&a, i, j);
  const uint32_t *h = fk_out(x, i);
  for (uint32_t k = 0; k < x->out_degree[i]; k++)
    if (pick(&a, i, h[k]) != 0) fk_step_add((fk_step){w, FK_OUT}, h[k], 1, out);
}

FK_ROW(xw_same_delta_row)
{
  xw_row(v, t, fk_alike, i, out);
}

FK_ROW(xw_diff_delta_row)
{
  xw_row(v, t, fk_unlike, i, out);
}

/* --- all three different ---------------------------------------------------- */

static inline double all_different(const fk_view *v, const fk_term *t, fk_step first,
    fk_step second, size_t i, size_t j)
{
  fk_values a = fk_values_of(v, t, 1);
  const uint32_t *h;
  uint32_t count = fk_step_list(first, i, 0, &h);
  double sum = 0;
  if (fk_unlike(&a, i, j) == 0) return 0;
  for (uint32_t k = 0; k < count; k++)
    if (fk_steps(second, h[k], j))
      sum += fk_unlike(&a, i, h[k]) * fk_unlike(&a, j, h[k]);
  return sum;
}

FK_PAIR(from_all_different)
{
  const fk_network *w = fk_other(v, t);
  return all_different(v, t, (fk_step){w, FK_OUT}, (fk_step){w, FK_IN}, i, j);
}

FK_PAIR(in_all_different)
{
  const fk_network *w = fk_other(v, t);
  return all_different(v, t, (fk_step){w, FK_IN}, (fk_step){w, FK_OUT}, i, j);
}

/* --- the table -------------------------------------------------------------- */

FK_NEEDS(needs_from, FK_W_FROM_SENDERS | FK_V_OF_SENDERS)
FK_NEEDS(needs_to, FK_W_TO_SENDERS | FK_V_OF_SENDERS)
FK_NEEDS(needs_actors, FK_W_OF_SENDERS | FK_V_OF_SENDERS)

#define TRIADS(title, acts_on, mixes, more, ready, f, text)                            \
  .name = title, .family = "other network, covariate triads", .on = acts_on,           \
  .of = {FK_OF_NETWORK, FK_OF_ACTOR}, .roles = FK_THREE_ROLES, .mixing = mixes,        \
  .facts = more, .formula = text, .tie = f, .prepare = ready

/* Of w alone. */
#define FIXED(title, ready, f, text)                                                   \
  {                                                                                    \
    TRIADS(title, FK_ON_ONE_SET, FK_MIX_DYADIC, FK_FIXED, ready, f, text),             \
        .row = f##_row                                                                 \
  }
#define WITH_X(title, acts_on, f, text)                                                \
  {                                                                                    \
    TRIADS(title, acts_on, FK_MIX_DYADIC, 0, needs_actors, f, text), .row = f##_row    \
  }
#define X_FIRST(title, f, text)                                                        \
  {                                                                                    \
    TRIADS(title, FK_ON_ONE_SET, FK_MIX_DYADIC, 0, needs_actors, f, text),             \
        .delta = f##_delta, .row = f##_delta_row                                       \
  }

const fk_effect fk_effects_multiplex_triads[] = {
    FIXED(
        "covNetNet", needs_from, from_same, "sum_j x_ij sum_h w_ih w_jh I{v_i = v_j}"),
    FIXED("homCovNetNet", needs_actors, from_hom,
        "sum_j x_ij sum_h w_ih w_jh I{v_i = v_j = v_h}"),
    FIXED("contrastCovNetNet", needs_actors, from_contrast,
        "sum_j x_ij sum_h w_ih w_jh I{v_i = v_j, v_i != v_h}"),
    {TRIADS("allDifCovNetNet", FK_ON_ONE_SET, FK_MIX_DYADIC, FK_FIXED, needs_actors,
        from_all_different, "sum_j x_ij sum_h w_ih w_jh I{v_i, v_j, v_h differ}")},
    FIXED("covNetNetIn", needs_to, in_same, "sum_j x_ij sum_h w_hi w_hj I{v_i = v_j}"),
    FIXED("homCovNetNetIn", needs_actors, in_hom,
        "sum_j x_ij sum_h w_hi w_hj I{v_i = v_j = v_h}"),
    FIXED("contrastCovNetNetIn", needs_actors, in_contrast,
        "sum_j x_ij sum_h w_hi w_hj I{v_i = v_j, v_i != v_h}"),
    {TRIADS("allDifCovNetNetIn", FK_ON_ONE_SET, FK_MIX_DYADIC, FK_FIXED, needs_actors,
        in_all_different, "sum_j x_ij sum_h w_hi w_hj I{v_i, v_j, v_h differ}")},
    FIXED("jumpFrom", needs_actors, from_jump,
        "sum_j x_ij sum_h w_ih w_jh I{v_i = v_h, v_i != v_j}"),
    FIXED("jumpSharedIn", needs_actors, in_jump,
        "sum_j x_ij sum_h w_hi w_hj I{v_i = v_h, v_i != v_j}"),
    FIXED("sameWWClosure", needs_actors, ww_same,
        "sum_j x_ij sum_h w_ih w_hj I{v_i = v_h}"),
    FIXED("diffWWClosure", needs_actors, ww_diff,
        "sum_j x_ij sum_h w_ih w_hj I{v_i != v_h}"),
    FIXED("jumpWWClosure", needs_actors, ww_jump,
        "sum_j x_ij sum_h w_ih w_hj I{v_i = v_h, v_i != v_j}"),
    WITH_X("sameWXClosure", FK_ON_NETWORK, wx_same,
        "sum_j x_ij sum_h w_ih x_hj I{v_i = v_h}"),
    WITH_X("diffWXClosure", FK_ON_NETWORK, wx_diff,
        "sum_j x_ij sum_h w_ih x_hj I{v_i != v_h}"),
    WITH_X("jumpWXClosure", FK_ON_ONE_SET, wx_jump,
        "sum_j x_ij sum_h w_ih x_hj I{v_i = v_h, v_i != v_j}"),
    WITH_X("homWXClosure", FK_ON_ONE_SET, wx_hom,
        "sum_j x_ij sum_h w_ih x_hj I{v_i = v_j = v_h}"),
    X_FIRST("sameXWClosure", xw_same, "sum_j x_ij sum_h x_ih w_hj I{v_i = v_h}"),
    X_FIRST("diffXWClosure", xw_diff, "sum_j x_ij sum_h x_ih w_hj I{v_i != v_h}"),
    {.name = NULL}};

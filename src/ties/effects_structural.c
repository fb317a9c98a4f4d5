/* Structural effects of one network: reciprocity, closure, shared partners. */
#include "ties/effect.h"

static double density(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  (void)v, (void)t, (void)i, (void)j;
  return 1;
}

static double recip(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return fk_tie(fk_own(v, t), j, i);
}

static void recip_row(
    const fk_view *v, const fk_term *t, size_t i, double *restrict out)
{
  const fk_network *x = fk_own(v, t);
  const uint8_t *to_i = x->xt + i * x->stride_in;
  for (size_t j = 0; j < x->m; j++) out[j] = to_i[j];
}

static double trans_trip(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  return fk_count(fk_own(v, t), FK_TP, i, j);
}

static double trans_trip_delta(const fk_view *v, const fk_term *t, size_t i, size_t j)
{
  const fk_network *x = fk_own(v, t);
  return (double)fk_count(x, FK_TP, i, j) + (double)fk_count(x, FK_OO, i, j);
}

const fk_effect fk_effects_structural[] = {{.name = "density",
                                               .family = "structural",
                                               .on = FK_ON_DIRECTED,
                                               .roles = FK_THREE_ROLES,
                                               .mixing = FK_MIX_DYADIC,
                                               .facts = FK_FIXED,
                                               .formula = "sum_j x_ij",
                                               .tie = density},
    {.name = "recip",
        .family = "structural",
        .on = FK_ON_ONE_MODE,
        .roles = FK_THREE_ROLES,
        .mixing = FK_MIX_DYADIC,
        .formula = "sum_j x_ij x_ji",
        .tie = recip,
        .row = recip_row},
    {.name = "transTrip",
        .family = "structural",
        .on = FK_ON_ONE_MODE,
        .roles = FK_THREE_ROLES,
        .reads = FK_COUNT_BIT(FK_TP) | FK_COUNT_BIT(FK_OO),
        .formula = "sum_jh x_ij x_ih x_hj",
        .tie = trans_trip,
        .delta = trans_trip_delta},
    {.name = NULL}};

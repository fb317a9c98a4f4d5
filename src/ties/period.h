/* One period of the data, from wave m to wave m + 1, made ready: the state it starts
 * from, what statistics see of it, and which cells are missing or fixed (SPEC section
 * 10). It does not change after it is made, so threads share it. */
#ifndef FK_TIES_PERIOD_H
#define FK_TIES_PERIOD_H

#include "ties/effect.h"

/* What a cell of a network is in a period. */
enum {
  FK_CELL_FIXED_START = 1, /* structural at the start: never changes */
  FK_CELL_FIXED_END = 2,
  FK_CELL_MISSING_START = 4,
  FK_CELL_MISSING_END = 8,
  FK_CELL_ONE_END = 16, /* fixed at the end, with a tie */
  FK_CELL_MISSING = FK_CELL_MISSING_START | FK_CELL_MISSING_END
};

/* A state of all variables; arrays by variable, NULL where it does not apply. */
typedef struct fk_state {
  fk_network **net;
  double **value; /* behaviours and covariates, centred */
  uint8_t **raw;  /* networks with missing cells: n x m, before missing ones became 0 */
} fk_state;

typedef struct fk_period {
  falak_ctx *ctx;
  const falak_ties_data *data;
  size_t period;
  fk_state start;     /* imputed: what is simulated from */
  fk_state predictor; /* what statistics see of variables that are not the owner */
  fk_state known; /* the start without imputed ties: what ties that end are judged in */
  fk_state observed; /* end of the period, as the owner's statistics see it */
  uint8_t **cell;    /* networks: n x m of FK_CELL_*; NULL when every cell is plain */
  double **dyad;
  uint8_t **missing;       /* as predictor: by actor or pair; NULL when none is */
  uint8_t **missing_owner; /* missing at either end: by actor, or by pair (networks) */
  size_t *distance;        /* observed: cells or steps that differ */
  bool *only_up, *only_down;
} fk_period;

/* `kept`: by variable, counts that the networks keep; NULL for none. */
falak_status fk_period_create(falak_ctx *ctx, const falak_ties_data *data,
    size_t period, const unsigned *kept, fk_period **out);
void fk_period_destroy(fk_period *p);

/* An empty state of the shapes of a period: dependent variables only. */
falak_status fk_state_create(
    falak_ctx *ctx, const falak_ties_data *data, const unsigned *kept, fk_state *out);
void fk_state_destroy(falak_ctx *ctx, const falak_ties_data *data, fk_state *state);
void fk_state_copy(const falak_ties_data *data, fk_state *to, const fk_state *from);

/* Turns a simulated end into what the owner's statistics see: missing cells become 0,
 * structural ones take their value. Costs nothing when every cell is plain. */
void fk_period_mask(const fk_period *p, fk_state *end);

#endif

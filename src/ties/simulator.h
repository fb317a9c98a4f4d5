/* What the files of the simulator share. */
#ifndef FK_TIES_SIMULATOR_H
#define FK_TIES_SIMULATOR_H

#include "ties/simulate.h"

/* How a column reaches the choice step. */
typedef enum fk_way {
  FK_WAY_EGO,   /* one number for all alters without a tie, one for those with */
  FK_WAY_FIXED, /* a matrix that does not change: part of `base` */
  FK_WAY_ALTER, /* a number for each alter, kept up to date */
  FK_WAY_ROW    /* a row found anew at each step */
} fk_way;

typedef struct fk_weighed {
  size_t column;       /* of the model */
  const fk_term *term; /* of the present group */
  fk_way way;
  size_t eval, creation, endowment; /* parameters; SIZE_MAX: none */
  double w0, w1;        /* weights where there is no tie, and where there is */
  const double *matrix; /* FIXED: n x width, of the present period */
  double *vector;       /* ALTER, ROW: width */
  double s0, s1;        /* score so far: of creations, of the rest */
} fk_weighed;

typedef struct fk_rate_effect {
  const fk_term *term;
  size_t column, parameter;
  double alpha;
  double sum; /* sum_j a_j lambda_j */
  double score;
  double *a; /* by actor */
} fk_rate_effect;

struct fk_live;

/* A dependent variable in simulation. */
typedef struct fk_mover {
  falak_id id;
  const fk_variable *variable; /* of the present group */
  size_t n, m, width;          /* width: alternatives, rounded up to 16 */
  bool network, pairs;         /* pairs: model types 4 to 6 */
  fk_weighed *columns;
  size_t count;
  /* rates */
  double rho;
  size_t *rho_parameter; /* by period */
  fk_rate_effect *rates;
  size_t rate_count;
  bool rates_move; /* they read the state ... */
  bool rates_near; /* ... but only degrees of the actor himself */
  bool equal_rates;
  double *lambda; /* by actor; 0: does not act */
  double total;   /* of all opportunities */
  double sum, sum_of_squares;
  double score_rho;
  uint32_t *acting; /* actors that act, when rates are equal */
  size_t acting_count;
  uint8_t **may_act; /* by period: not all cells fixed; NULL: all may */
  /* choice */
  double *base;     /* n x width: sum of w0 over fixed columns */
  double *base_key; /* the weights it was made with; count */
  const double **base_matrix;
  double *g;        /* n x width: score weights of fixed columns */
  uint8_t *touched; /* rows of g that are not 0 */
  size_t fixed_count, row_count;
  const double **row; /* of ALTER and ROW columns, with their weights */
  double *row_weight;
  bool limited; /* fixed cells, rules, composition or a bound: look at each alter */
  bool only_up, only_down;
  const uint8_t *cell;
  size_t distance, target;
  struct fk_live *live; /* NULL: chosen by choice.c */
} fk_mover;

typedef struct fk_change_of_set {
  double time;
  falak_id set, actor;
  bool joins;
} fk_change_of_set;

struct fk_simulator {
  falak_ctx *ctx;
  const falak_ties_model *model;
  const fk_kernel *kernel;
  const fk_period *period;
  size_t period_number;
  fk_state now;     /* that of the present group among `states` */
  fk_state *states; /* by group */
  fk_view view;
  double **value; /* by variable: now.value or the period's */
  fk_mover *movers;
  size_t mover_count;
  uint8_t **absent; /* by set; NULL: all are present */
  fk_change_of_set *changes;
  size_t change_count, next_change;
  double *u, *w, *block, *work;
  double *tie_delta, *tie_weight;
  size_t widest, most_columns;
  const fk_simulation *how;
  bool quick; /* live movers are used: not with clocks, which need utilities */
  double time;
  size_t steps;
  /* clocks */
  double *left;
  uint32_t *event;
  size_t clocks;
};

fk_mover *fk_mover_of(fk_simulator *s, falak_id variable);
/* Weights and rates at theta; rates of what is conditioned on are 1. */
void fk_simulator_weigh(fk_simulator *s, const double *theta, falak_id conditional);

/* rates.c */
void fk_rates_start(fk_simulator *s, fk_mover *d);
void fk_rates_update(fk_simulator *s, fk_mover *d);
void fk_rates_update_two(fk_simulator *s, fk_mover *d, size_t i, size_t j);
size_t fk_rates_pick(const fk_mover *d, double at); /* an actor; `at` in [0, total) */
void fk_rates_score(
    fk_simulator *s, const fk_mover *moved, size_t ego, size_t alter, double waited);

/* choice.c: directed, two-mode, and non-directed types 2 and 3 */
falak_status fk_choice_network(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step);
/* choice_pair.c */
falak_status fk_choice_pair(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, fk_ministep *step);
bool fk_choice_consent(fk_simulator *s, fk_mover *d, size_t i, size_t j);
/* The gain of changing i - j as i sees it, and d[c] = its derivative by the weight of
 * each column. */
double fk_choice_gain(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, double *derivative);
bool fk_choice_permitted(const fk_simulator *s, const fk_mover *d, size_t i, size_t j);
/* choice_behaviour.c */
falak_status fk_choice_behaviour(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step);

/* What fixed columns gathered as weights meets their matrices. */
void fk_choice_settle(fk_simulator *s, fk_mover *d);
/* Weights of all alternatives of i into s->w, their sum; deltas of ties into
 * s->tie_delta (by tie, then column). */
double fk_choice_weigh(fk_simulator *s, fk_mover *d, size_t i);
size_t fk_no_change(const fk_mover *d, size_t i);
/* The alternative at `at` in [0, sum of weights), by s->w and the sums of its blocks.
 */
size_t fk_choice_pick(const fk_simulator *s, const fk_mover *d, size_t i, double at);

/* Makes the change and keeps everything in step. */
void fk_simulator_toggle(fk_simulator *s, fk_mover *d, size_t i, size_t j);
void fk_simulator_step_value(fk_simulator *s, fk_mover *d, size_t i, int by);
/* A number for consent or the like. */
double fk_simulator_consent(fk_simulator *s, const fk_mover *d, size_t i);

#endif

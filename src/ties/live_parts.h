/* The parts of the quick way of choosing, shared by its files. */
#ifndef FK_TIES_LIVE_PARTS_H
#define FK_TIES_LIVE_PARTS_H

#include "ties/live.h"

typedef enum live_way { BY_EGO, BY_FIXED, BY_ALTER, BY_COUNT, BY_VALUE } live_way;

typedef struct live_column {
  live_way way;
  fk_live_form form;
  const double *curve; /* g by count; NULL */
  double ego0, ego1;   /* BY_EGO: for alters without and with a tie, at this step */
  double *none, *tie;  /* BY_ALTER: by alter, without and with a tie */
  double *by_levels;   /* BY_VALUE: delta by level of ego and level of alter */
  struct fk_value_table *table; /* BY_VALUE: of the behaviour it reads */
  double score;
} live_column;

/* Columns that are functions of one behaviour's levels at ego and alter. */
typedef struct fk_value_table {
  falak_id behaviour;
  size_t levels;
  uint8_t *level; /* by actor */
  double *u;      /* levels x levels: sum of their columns, weighed */
  double *factor_out,
      *factor_in;   /* levels x 2 (down, up) x levels: change of weights */
  double *gathered; /* 2 x levels */
} fk_value_table;

struct fk_live {
  live_column *columns;
  double *weight; /* n x width */
  double *alter0,
      *alter1; /* exp of the sum of BY_ALTER columns, without and with a tie */
  bool alters; /* there are BY_ALTER columns */
  fk_value_table *tables;
  size_t table_count;
  size_t most; /* greatest count + 2: entries of the tables */
  bool used[FK_LIVE_KINDS], bent[FK_LIVE_KINDS];   /* bent: a curve is on the count */
  double *up[FK_LIVE_KINDS], *down[FK_LIVE_KINDS]; /* factors by the count before */
  double *power;             /* exp(k theta) of x_ji tp_ij, by k */
  double sum[FK_LIVE_KINDS]; /* of linear kinds: minus (change of count) G */
  double *curves;            /* storage of the columns' curves */
  double *tie_weight;        /* by tie of the present ego */
  double *ego;               /* by ego: u0, u1 as last seen, and their exponentials */
  uint8_t *strange; /* by ego: a weight came near the end of the range; found anew. 2:
                       beyond it, so that the row cannot be trusted */
  bool far;         /* what is an alter's is beyond the range */
};

/* Products beyond this may have lost what they were made of. */
static inline bool in_range(double w)
{
  return w > 1e-150 && w < 1e150;
}

/* delta of a BY_COUNT column. */
double fk_live_by_count(const live_column *c, const fk_network *x, size_t i, size_t j);
/* Whether a column is a function of one behaviour's levels at ego and alter. */
bool fk_live_is_by_value(const fk_simulator *s, const fk_weighed *c);
falak_status fk_live_make_values(fk_simulator *s, fk_mover *d);
falak_status fk_live_fill_values(fk_simulator *s, fk_mover *d);
void fk_live_free_values(fk_simulator *s, fk_mover *d);
/* Levels of actors and weighed tables, at the start of a period. */
void fk_live_start_values(fk_simulator *s, fk_mover *d);
/* Adds what levels weigh to the row of an ego. */
void fk_live_add_values(const fk_mover *d, size_t i, double *u);
/* Final part of the scores of BY_VALUE columns. */
void fk_live_settle_values(fk_simulator *s, fk_mover *d);
/* A row of weights from nothing. */
void fk_live_set_row(fk_simulator *s, fk_mover *d, size_t i);

#endif

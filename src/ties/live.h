/* The quick way of choosing: weights of all alters of all egos kept up to date.
 *
 * Where x_ij = 0 the weight of j for ego i is the product of what is ego's alone, what
 * is j's alone, and W_ij = exp(sum of what belongs to the pair): covariates, and counts
 * of two-paths. When a tie changes, the few W_ij whose counts change are multiplied by
 * a factor known beforehand, so a step takes no exponentials but those of its ties.
 *
 * The score needs sum_t g_ij(t) delta_ij(t), g being what a step adds to the derivative
 * of entry (i, j). With G the running sum of g this is G delta at the end, less (change
 * of delta) G at each change, so nothing is added up along rows at a step but G itself.
 *
 * It serves models whose effects all are of these kinds, in evaluation only; others are
 * chosen by choice.c. Both give the same law; tests compare them. */
#ifndef FK_TIES_LIVE_H
#define FK_TIES_LIVE_H

#include "ties/simulator.h"

/* Kinds of pair counts: those of networks, and x_ji, and x_ji tp_ij. */
enum { FK_LIVE_BACK = FK_COUNTS, FK_LIVE_BACK_PATHS, FK_LIVE_KINDS };

/* How a column is made of pair counts. */
typedef struct fk_live_form {
  double linear[FK_LIVE_KINDS]; /* delta = sum of linear[k] times count k ... */
  int curve;                    /* ... or g(count `curve`); -1: linear */
} fk_live_form;

/* False when the term is of no such form. */
bool fk_live_form_of(const fk_term *t, unsigned on, fk_live_form *form);
/* Counts that the network must keep for it. */
unsigned fk_live_reads(const fk_term *t, unsigned on);

/* Decides whether a mover is live, and makes room; fills d->live. */
falak_status fk_live_make(fk_simulator *s, fk_mover *d);
void fk_live_free(fk_simulator *s, fk_mover *d);
/* At the start of a period, weights being set. */
void fk_live_start(fk_simulator *s, fk_mover *d);
falak_status fk_live_step(fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step);
/* Weights of all alternatives of i into s->w (no change included), and their sum;
 * infinity when they are beyond the range, and choice.c is to be asked. */
double fk_live_weigh(fk_simulator *s, fk_mover *d, size_t i);
/* Before the tie i -> j changes. */
void fk_live_tie_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j);
/* After what columns read of alter j changed. */
void fk_live_alter_changes(fk_simulator *s, fk_mover *d, size_t j);
/* Before a behaviour that columns read goes up or down by one. */
void fk_live_value_changes(fk_mover *d, falak_id behaviour, size_t actor, bool up);
/* Counts that the simulated network must keep; others are not worth their upkeep. */
unsigned fk_live_needs(const fk_mover *d);
/* What is left of making once the simulator has its states. */
falak_status fk_live_finish(fk_simulator *s, fk_mover *d);
/* Scores of the columns into s0. */
void fk_live_settle(fk_simulator *s, fk_mover *d);

#endif

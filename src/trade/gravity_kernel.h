/* The innermost loops over rows of a gravity sample, at a level of instructions; all
 * levels give the same bits. Arrays of lanes lie on boundaries of 32 bytes. */
#ifndef FK_TRADE_GRAVITY_KERNEL_H
#define FK_TRADE_GRAVITY_KERNEL_H

#include "trade/gravity.h"

typedef struct fk_gravity_kernel {
  /* out[place] += w (s - mean), s the sum of p at a row's places; `room` holds the rows
   * of a group. */
  void (*product)(const fk_gravity_sample *m, const double *p, size_t g, size_t h,
      double *out, double *room);
  /* Lanes of a block in rows of groups [g, h), less effects and means; with `right`,
   * right[place] += w t. */
  void (*residuals)(const fk_gravity_sample *m, size_t block, const double *coefficient,
      const double *target, size_t g, size_t h, size_t stride, double *out,
      double *right);
  /* out = scale (step at places + x delta) for rows [low, high). */
  void (*steps)(const fk_gravity_sample *m, const double *step, const double *delta,
      double scale, size_t low, size_t high, double *out);
  /* out[place] += w times the factors at the places, scaled to the total of the group.
   */
  void (*margins)(const fk_gravity_sample *m, const double *factor, size_t g, size_t h,
      double *out, double *room);
  /* diagonal[place] += w - w^2 / (sum of w of the group). */
  void (*diagonal)(const fk_gravity_sample *m, size_t g, size_t h, double *diagonal);
  /* square += w t t' (upper blocks), reach += |t| size, t rows x 4 blocks. */
  void (*squares)(const fk_gravity_sample *m, size_t low, size_t high, size_t blocks,
      size_t count, const double *t, const double *size, double *square, double *reach);
} fk_gravity_kernel;

fk_gravity_kernel fk_gravity_kernel_at(fk_vector_level level);

#endif

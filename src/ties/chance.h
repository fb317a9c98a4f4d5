/* The randomness of a simulation, behind one small interface with two sources.
 *
 * FAST: one stream a simulated period, numbers in the order they are needed; for
 * estimation. CLOCKS: every (variable, actor) has a Poisson process of its own and an
 * alternative's number does not depend on the others, so that two scenarios with the
 * same seed stay in step (scenario SPEC section 4.4). Both have exactly the law of the
 * model. */
#ifndef FK_TIES_CHANCE_H
#define FK_TIES_CHANCE_H

#include "base/random.h"

enum { FK_STREAM_TIES = 0x54, FK_STREAM_PROCESS = 6 };
enum { FK_CHANCE_BUFFER = 64 };

typedef enum fk_chance_kind { FK_CHANCE_FAST, FK_CHANCE_CLOCKS } fk_chance_kind;

typedef struct fk_chance {
  fk_chance_kind kind;
  fk_rng_at at;
  uint64_t next; /* index of the next number to buffer */
  unsigned used; /* of the buffer */
  double buffer[FK_CHANCE_BUFFER];
  uint32_t year; /* clocks: years since the start */
} fk_chance;

/* A stream for one simulated period. */
fk_chance fk_chance_fast(uint64_t seed, uint32_t replicate, uint32_t unit);
/* Clocks for one simulated year of draw `draw`. */
fk_chance fk_chance_clocks(uint64_t seed, uint32_t draw, uint32_t year);

void fk_chance_refill(fk_chance *c);
/* The next number of the fast stream, in (0, 1). */
static inline double fk_chance_uniform(fk_chance *c)
{
  if (c->used == FK_CHANCE_BUFFER) fk_chance_refill(c);
  return c->buffer[c->used++];
}

/* Clocks: the waiting time (unit rate) of event k of a clock, the number of alternative
 * a of `count` at that event, and a number for consent. */
double fk_clock_wait(const fk_chance *c, uint32_t clock, uint32_t event);
double fk_clock_gumbel(
    const fk_chance *c, uint32_t clock, uint32_t event, uint64_t count, uint64_t a);
double fk_clock_consent(const fk_chance *c, uint32_t clock, uint32_t event);

#endif

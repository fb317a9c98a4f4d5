/* The two sources of randomness of a simulation. */
#include "ties/chance.h"

#include <math.h>

fk_chance fk_chance_fast(uint64_t seed, uint32_t replicate, uint32_t unit)
{
  fk_chance c = {.kind = FK_CHANCE_FAST, .used = FK_CHANCE_BUFFER};
  c.at = (fk_rng_at){.seed = seed,
      .stream = (uint32_t)FK_STREAM_TIES << 24,
      .replicate = replicate,
      .unit = unit};
  return c;
}

fk_chance fk_chance_clocks(uint64_t seed, uint32_t draw, uint32_t year)
{
  fk_chance c = {.kind = FK_CHANCE_CLOCKS, .year = year};
  c.at = (fk_rng_at){
      .seed = seed, .stream = (uint32_t)FK_STREAM_PROCESS << 24, .replicate = draw};
  return c;
}

void fk_chance_refill(fk_chance *c)
{
  fk_uniforms(&c->at, c->next, FK_CHANCE_BUFFER, c->buffer);
  c->next += FK_CHANCE_BUFFER;
  c->used = 0;
}

static uint32_t base_of(const fk_chance *c, uint32_t event)
{
  return 4u * ((c->year << 16) + event);
}

double fk_clock_wait(const fk_chance *c, uint32_t clock, uint32_t event)
{
  fk_rng_at at = c->at;
  at.unit = clock;
  return fk_exponential(&at, base_of(c, event));
}

double fk_clock_gumbel(
    const fk_chance *c, uint32_t clock, uint32_t event, uint64_t count, uint64_t a)
{
  fk_rng_at at = c->at;
  at.unit = clock;
  at.stream += 1 + c->year;
  return -log(-log(fk_uniform(&at, event * count + a)));
}

double fk_clock_consent(const fk_chance *c, uint32_t clock, uint32_t event)
{
  fk_rng_at at = c->at;
  at.unit = clock;
  return fk_uniform(&at, base_of(c, event) + 3);
}

/* Random numbers that are addressed, not consumed: seed, stream, replicate, unit and
 * index name a draw, so neither threads nor order can change it. Philox4x32-10,
 * Salmon, Moraes, Dror and Shaw (2011), SC'11, doi:10.1145/2063384.2063405. */
#ifndef FK_BASE_RANDOM_H
#define FK_BASE_RANDOM_H

#include <stdint.h>

typedef struct fk_rng_at {
  uint64_t seed;
  uint32_t stream; /* top byte: purpose; lower 24 bits as the purpose says */
  uint32_t replicate;
  uint32_t unit;
} fk_rng_at;

/* One block: counter and key as words 0..3 and 0..1. */
void fk_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
/* In (0,1): 52 random bits plus a half, never 0 or 1. `index` may reach 2^33 - 1. */
double fk_uniform(const fk_rng_at *at, uint64_t index);
double fk_normal(const fk_rng_at *at, uint64_t index);
double fk_exponential(const fk_rng_at *at, uint64_t index);
/* x[i] = uniform(index + i). */
void fk_uniforms(const fk_rng_at *at, uint64_t index, uint64_t count, double *x);

/* 32-bit FNV-1a of a text, the number a name has as `unit`. */
uint32_t fk_fnv1a(const char *text);
/* Inverse of the standard normal distribution, |error| < 1e-12 relative. */
double fk_normal_quantile(double p);

#endif

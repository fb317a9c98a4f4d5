/* The synthetic gravity panels of the reference folder's PANEL.md, in memory: trade on
 * rta, sanction and z with exporter^year, importer^year and pair. */
#ifndef TEST_GRAVITY_PANEL_H
#define TEST_GRAVITY_PANEL_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <falak/trade/gravity.h>

typedef struct gravity_panel {
  size_t rows, countries, years;
  double *trade, *x[3];
  uint32_t *exporter, *importer, *year, *effect[3]; /* the last two, then the pair */
  uint32_t levels[3];
} gravity_panel;

static inline uint64_t panel_mix(uint64_t x)
{
  uint64_t z = x + 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static inline double panel_u(uint64_t seed, uint64_t s, size_t i, size_t j, size_t t)
{
  uint64_t h = panel_mix(panel_mix(panel_mix(panel_mix(seed + s) + i) + j) + t);
  return ((double)(h >> 11) + 0.5) * 0x1p-53;
}

static inline double panel_f(double u)
{
  return (0.05 + u) / (1.05 - u);
}

static inline double panel_g(double u)
{
  return (0.5 + u) / (1.5 - u);
}

static inline void *panel_room(size_t count, size_t size)
{
  void *block = calloc(count ? count : 1, size);
  if (!block) abort();
  return block;
}

static inline void panel_allocate(gravity_panel *p, size_t most)
{
  p->trade = panel_room(most, sizeof *p->trade);
  p->exporter = panel_room(most, sizeof *p->exporter);
  p->importer = panel_room(most, sizeof *p->importer);
  p->year = panel_room(most, sizeof *p->year);
  for (size_t k = 0; k < 3; k++) {
    p->x[k] = panel_room(most, sizeof **p->x);
    p->effect[k] = panel_room(most, sizeof **p->effect);
  }
}

/* The row of one pair and year; false when it is one that is missing. */
static inline bool panel_row(
    gravity_panel *p, uint64_t seed, size_t i, size_t j, size_t t, double drop)
{
#define U(s, a, b, c) panel_u(seed, (s), (a), (b), (c))
  size_t a = i < j ? i : j, b = i < j ? j : i, r = p->rows;
  double years = (double)p->years;
  if (U(15, i, j, t) * 1000.0 < drop) return false;
  double fi = panel_f(U(1, i, 0, 0)), fj = panel_f(U(2, 0, j, 0)), v = 50.0 * fi;
  v = v * fi, v = v * panel_g(U(3, i, 0, t)), v = v * fj, v = v * fj;
  v = v * panel_g(U(4, 0, j, t)), v = v * panel_g(U(5, i, j, 0));
  v = v * panel_f(U(6, a, b, 0));
  bool rta = (double)t >= floor(U(7, a, b, 0) * (2.0 * years));
  double s0 = floor(U(9, i, j, 0) * years);
  double s1 = s0 + 1.0 + floor(U(10, i, j, 0) * (0.5 * years));
  bool sanction = U(8, i, j, 0) < 0.1 && (double)t >= s0 && (double)t < s1;
  double k = floor(300.0 * U(13, i, j, 0) * U(14, i, j, t)), q = 1.0 + k / 1000.0;
  if (rta) v = v * 1.5;
  if (sanction) v = v * 0.4;
  v = v / q, v = v / q, v = v / q;
  v = v * panel_g(U(11, i, j, t));
  p->trade[r] = U(12, i, j, t) < 20.0 / (100.0 + v) ? 0 : floor(v);
  p->x[0][r] = rta, p->x[1][r] = sanction, p->x[2][r] = k / 1000.0;
  p->exporter[r] = (uint32_t)i, p->importer[r] = (uint32_t)j, p->year[r] = (uint32_t)t;
  p->effect[0][r] = (uint32_t)(i * p->years + t);
  p->effect[1][r] = (uint32_t)(j * p->years + t);
  p->effect[2][r] = (uint32_t)(i * p->countries + j);
  return true;
#undef U
}

static inline gravity_panel panel_make(
    uint64_t seed, size_t countries, size_t years, double drop_permille)
{
  gravity_panel p = {.countries = countries, .years = years};
  panel_allocate(&p, countries * (countries - 1) * years);
  p.levels[0] = p.levels[1] = (uint32_t)(countries * years);
  p.levels[2] = (uint32_t)(countries * countries);
  for (size_t i = 0; i < countries; i++)
    for (size_t j = 0; j < countries; j++)
      for (size_t t = 0; t < years && i != j; t++)
        p.rows += panel_row(&p, seed, i, j, t, drop_permille);
  return p;
}

static inline void panel_free(gravity_panel *p)
{
  free(p->trade), free(p->exporter), free(p->importer), free(p->year);
  for (size_t k = 0; k < 3; k++) free(p->x[k]), free(p->effect[k]);
}

/* The three-way model, clustered by pair. `p` must stay where it is. */
static inline falak_gravity_data panel_data(const gravity_panel *p)
{
  static const char *const names[] = {"rta", "sanction", "z"};
  static const char *const effects[] = {
      "exporter^year", "importer^year", "exporter^importer"};
  return (falak_gravity_data){.rows = p->rows,
      .y = p->trade,
      .regressors = 3,
      .x = (const double *const *)p->x,
      .names = names,
      .effects = 3,
      .effect = (const uint32_t *const *)p->effect,
      .levels = p->levels,
      .effect_names = effects,
      .clusters = 1,
      .cluster = (const uint32_t *const *)(p->effect + 2),
      .cluster_levels = p->levels + 2,
      .cluster_names = effects + 2};
}

#endif

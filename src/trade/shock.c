/* What is asked of shocks once they are read. */
#include "trade/shock.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

static const char *const kind_names[] = {"tariff", "ban", "ave", "cost", "effect",
    "agreement", "sanctions", "route", "productivity", "population", "output"};

const char *falak_shock_kind_name(falak_shock_kind kind)
{
  return kind_names[kind];
}

void falak_shocks_destroy(falak_shocks *shocks)
{
  if (!shocks) return;
  falak_ctx *ctx = shocks->ctx;
  for (size_t k = 0; k < shocks->fits; k++)
    falak_coefficients_destroy(shocks->fit[k]->coefficients);
  fk_free(ctx, shocks->fit);
  fk_free(ctx, shocks->shock);
  fk_free(ctx, shocks->parameter);
  fk_scratch_end(&shocks->memory);
  fk_free(ctx, shocks);
}

const char *falak_shocks_title(const falak_shocks *shocks)
{
  return shocks->title;
}

size_t falak_shocks_count(const falak_shocks *shocks)
{
  return shocks->count;
}

falak_shock falak_shocks_get(const falak_shocks *shocks, size_t k)
{
  const fk_shock *s = &shocks->shock[k];
  return (falak_shock){.kind = s->kind,
      .name = s->name,
      .sentence = s->sentence,
      .file = s->file,
      .line = s->line,
      .year = s->year,
      .until = s->until,
      .pairs = s->cells,
      .widened = s->widened};
}

size_t falak_shocks_parameter_count(const falak_shocks *shocks)
{
  return shocks->parameters;
}

falak_shock_parameter falak_shocks_parameter(const falak_shocks *shocks, size_t k)
{
  return shocks->parameter[k].is;
}

double falak_shocks_theta(const falak_shocks *shocks, const double *values)
{
  return shocks->theta.given ? fk_number_at(shocks->theta, values) : NAN;
}

void falak_shocks_theta_sectors(
    const falak_shocks *shocks, const double *values, double *theta)
{
  for (size_t s = 0; s < shocks->world.sectors; s++)
    if (shocks->sector_theta[s].given)
      theta[s] = fk_number_at(shocks->sector_theta[s], values);
    else if (shocks->theta.given)
      theta[s] = fk_number_at(shocks->theta, values);
}

void falak_shocks_path(
    const falak_shocks *shocks, const double *values, falak_elasticity_path *path)
{
  fk_number ends[] = {shocks->short_run, shocks->long_run, shocks->years};
  if (ends[0].given) path->short_run = fk_number_at(ends[0], values);
  if (ends[1].given) path->long_run = fk_number_at(ends[1], values);
  if (ends[2].given) path->rate = falak_elasticity_rate(fk_number_at(ends[2], values));
  if (ends[0].given || ends[1].given || ends[2].given) path->ages = 0;
}

size_t falak_shocks_changed_cells(const falak_shocks *shocks, int year, uint8_t *cell)
{
  size_t n = shocks->world.n, changed = 0, pairs = 0;
  if (cell) memset(cell, 0, n * n);
  for (size_t k = 0; k < shocks->count; k++) {
    const fk_shock *s = &shocks->shock[k];
    if (year && (s->year > year || (s->until && s->until <= year))) continue;
    pairs += s->cells;
    for (size_t c = 0; cell && c < s->cells; c++) {
      changed += !cell[s->cell[c]];
      cell[s->cell[c]] = 1;
    }
  }
  return cell ? changed : pairs;
}

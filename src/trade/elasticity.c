/* The elasticity of trade by the age of a change: scenario specification, section 3.3.
 */
#include <falak/trade/elasticity.h>

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/vexp.h"

bool falak_elasticity_named(const char *name, falak_elasticity *out)
{
  static const struct {
    const char *name;
    falak_elasticity is;
  } known[] = {
      {"classical", {FALAK_ELASTICITY_STATIC, 3.0, 5.5}}, {"blp", {2.0, 1.75, 2.25}}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    if (!strcmp(known[k].name, name)) {
      *out = known[k].is;
      return true;
    }
  return false;
}

/* The gap that is left when a path counts as having arrived: one part in twenty. */
static const double parts_left = 20;

double falak_elasticity_rate(double years)
{
  double logarithm;
  fk_log_array(1, &parts_left, &logarithm);
  return logarithm / (years - 1);
}

falak_elasticity_path falak_elasticity_path_default(void)
{
  return (falak_elasticity_path){
      .short_run = 0.76, .long_run = 2, .rate = falak_elasticity_rate(8.5)};
}

static double from_table(const falak_elasticity_path *path, double age)
{
  double below = floor(age);
  if (below >= (double)(path->ages - 1)) return path->table[path->ages - 1];
  size_t k = (size_t)below;
  return path->table[k] + (age - below) * (path->table[k + 1] - path->table[k]);
}

double falak_elasticity_at(const falak_elasticity_path *path, double age)
{
  if (!(age >= 0)) return 0;
  if (path->ages) return from_table(path, age);
  double left = -path->rate * fmax(age - 1, 0);
  fk_exp_array(1, &left, &left);
  return path->long_run - (path->long_run - path->short_run) * left;
}

falak_status falak_elasticity_check(falak_ctx *ctx, const falak_elasticity_path *path)
{
  double least = fmin(path->short_run, path->long_run);
  if (!isfinite(path->short_run + path->long_run) || !(least > 0))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "a path of the elasticity from %g to %g: both must be above 0", path->short_run,
        path->long_run);
  if (!(path->rate >= 0) || !isfinite(path->rate))
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "the elasticity closes its gap at a rate of %g a year: it must be 0 or more",
        path->rate);
  for (size_t k = 0; k < path->ages; k++)
    if (!(path->table[k] > 0) || !isfinite(path->table[k]))
      return FK_FAIL(ctx, FALAK_E_DOMAIN,
          "the elasticity at age %zu is %g: it must be above 0", k, path->table[k]);
  return FALAK_OK;
}

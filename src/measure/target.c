/* Announced targets beside what happened (M5). */
#include "measure/measure.h"

double falak_target_growth(double start, double goal, double years)
{
  return start > 0 && goal > 0 && years > 0 ? pow(goal / start, 1 / years) - 1 : NAN;
}

double falak_target_attained(double value, double goal)
{
  return value >= 0 ? fk_over(value, goal) : NAN;
}

double falak_target_gap_closed(double start, double value, double goal)
{
  return goal == start ? NAN : (value - start) / (goal - start);
}

double falak_target_years(double value, double goal, double drift)
{
  if (!(value > 0) || !(goal > 0)) return NAN;
  if (value >= goal) return 0;
  return drift > 0 ? log(goal / value) / drift : NAN;
}

double falak_target_reach(
    double value, double goal, double drift, double sigma, double years)
{
  if (!(value > 0) || !(goal > 0) || !(sigma >= 0) || !(years >= 0) || isnan(drift))
    return NAN;
  double short_by = log(goal / value) - years * drift, spread = sigma * sqrt(years);
  if (spread == 0) return short_by <= 0 ? 1 : 0;
  return erfc(short_by / spread / sqrt(2)) / 2; /* 1 - Phi, exact in the tail too */
}

falak_log_growth falak_log_growth_of(size_t n, const double *value)
{
  falak_log_growth out = {.drift = NAN, .sigma = NAN};
  double sum = 0, squares = 0;

  for (size_t t = 1; t < n; t++)
    if (value[t - 1] > 0 && value[t] > 0) {
      sum += log(value[t] / value[t - 1]);
      out.steps++;
    }
  out.coverage = n > 1 ? fk_part(out.steps, n - 1) : NAN;
  if (out.steps) out.drift = sum / (double)out.steps;

  for (size_t t = 1; t < n; t++)
    if (value[t - 1] > 0 && value[t] > 0)
      squares += fk_square(log(value[t] / value[t - 1]) - out.drift);
  if (out.steps > 1) out.sigma = sqrt(squares / (double)(out.steps - 1));
  return out;
}

const double *falak_target_grid(void)
{
  static const double grid[FALAK_TARGET_GRID] = {3, 5, 8, 10};
  return grid;
}

falak_status falak_target_track(falak_ctx *ctx, size_t n, const double *grid,
    const falak_target *target, double *horizon, double *growth, double *reach,
    falak_target_status *status)
{
  double ahead = target->due - target->now;
  if (n == 0) grid = falak_target_grid(), n = FALAK_TARGET_GRID;

  *status = (falak_target_status){
      .attained = falak_target_attained(target->value, target->goal),
      .gap_closed = falak_target_gap_closed(target->start, target->value, target->goal),
      .dated = !fk_missing(ahead),
      .overdue = ahead <= 0,
  };
  if (status->dated) grid = &ahead, n = 1;
  status->horizons = n;

  for (size_t k = 0; k < n; k++) {
    if (!status->dated && !(grid[k] > 0 && isfinite(grid[k])))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "horizon %zu is %g years", k, grid[k]);
    horizon[k] = grid[k];
    growth[k] = falak_target_growth(target->value, target->goal, grid[k]);
    reach[k] = falak_target_reach(
        target->value, target->goal, target->drift, target->sigma, grid[k]);
  }
  return FALAK_OK;
}

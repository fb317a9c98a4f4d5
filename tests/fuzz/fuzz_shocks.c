/* Shocks from a file's text, in one sector and in two: what is read gives costs that
 * are 0 or more and never missing, for central and for drawn numbers, in any year; what
 * is not is told with a line and a mend. */
#include "fuzz.h"

#include <math.h>
#include <unistd.h>

#include <falak/trade.h>

enum { N = 6, SECTORS = 2 };

static const char *const ids[] = {"RUS", "KAZ", "ARM", "TUR", "DEU", "FRA"};
static const char *const names[] = {
    "Russia", "Kazakhstan", "Armenia", "Türkiye", "Germany", "France"};
static const falak_id in_union[] = {0, 0, 0, FALAK_NO_ID, 1, 1};
static const char *const unions[] = {"EAEU", "EU"};
static const falak_id near_members[] = {1, 2};
static const falak_trade_group near_group = {"NEAR", near_members, 2};
static const char *const absent[] = {"ISL"};
static const char *const sectors[] = {"wheat", "machines"};

static void check_shock(const falak_shocks *shocks, size_t k)
{
  falak_shock s = falak_shocks_get(shocks, k);
  size_t length = strlen(s.sentence);
  MUST(*s.name && *s.file && s.line > 0);
  MUST(length > 2 && s.sentence[length - 1] == '.');
  MUST(s.pairs <= N * N && (!s.until || s.until > s.year));
  for (size_t j = 0; j < k && k < 50; j++)
    MUST(strcmp(falak_shocks_get(shocks, j).name, s.name) != 0);
}

static void check_one_sector(falak_ctx *ctx, const falak_shocks *shocks,
    const double *values, int year, const falak_elasticity_path *path)
{
  double cost[N * N], productivity[N], labour[N];
  uint8_t cell[N * N];
  falak_shock_setting at = {.theta = 4, .values = values, .year = year, .path = path};
  falak_status st = falak_shocks_apply(ctx, shocks, &at, cost, productivity, labour);
  MUST(st == FALAK_OK || st == FALAK_E_DOMAIN);
  if (st) return;
  falak_shocks_changed_cells(shocks, 0, cell);
  for (size_t c = 0; c < N * N; c++) MUST(cost[c] >= 0 && (cell[c] || cost[c] == 1));
  for (size_t i = 0; i < N; i++) MUST(productivity[i] >= 0 && labour[i] >= 0);
}

static void check_sectors(
    falak_ctx *ctx, const falak_shocks *shocks, const double *values)
{
  enum { CELLS = SECTORS * N * N };
  double tariff[CELLS], cost[CELLS], productivity[SECTORS * N], labour[N];
  double theta[SECTORS] = {4, 7};
  bool ban[CELLS];
  falak_shock_setting at = {.values = values};
  falak_shock_tables tables = {tariff, cost, ban, productivity, labour};
  for (size_t c = 0; c < CELLS; c++) tariff[c] = 1.05;
  falak_shocks_theta_sectors(shocks, values, theta);
  falak_status st = falak_shocks_apply_sectors(ctx, shocks, theta, &at, &tables);
  MUST(st == FALAK_OK || st == FALAK_E_DOMAIN);
  if (st) return;
  for (size_t c = 0; c < CELLS; c++) {
    MUST(tariff[c] > 0 && cost[c] >= 0);
    MUST(!ban[c] || isinf(cost[c]));
  }
}

static void check_draws(falak_ctx *ctx, const falak_shocks *shocks, bool one)
{
  size_t count = falak_shocks_parameter_count(shocks);
  double *values = malloc((count + 1) * sizeof *values);
  falak_elasticity_path path = falak_elasticity_path_default();
  MUST(values);
  for (size_t k = 0; k < count; k++) {
    falak_shock_parameter p = falak_shocks_parameter(shocks, k);
    MUST(*p.name && p.low < p.high);
    MUST(p.value >= p.least && p.value <= p.most);
    values[k] = p.value;
  }
  for (uint32_t draw = 0; draw < 3; draw++) {
    if (draw) falak_shocks_draw(shocks, 1, draw, values);
    for (size_t k = 0; k < count; k++) MUST(!isnan(values[k]));
    falak_shocks_path(shocks, values, &path);
    if (one) {
      check_one_sector(ctx, shocks, values, 0, NULL);
      check_one_sector(ctx, shocks, values, 2025, NULL);
      check_one_sector(ctx, shocks, values, 2027, &path);
    } else {
      check_sectors(ctx, shocks, values);
    }
  }
  free(values);
}

static void check_problems(const falak_problems *problems, falak_status st)
{
  MUST((falak_problems_errors(problems) > 0) == (st == FALAK_E_INPUT));
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    MUST(p.line > 0 && *p.file && *p.what && *p.mend);
  }
}

/* --- reading ---------------------------------------------------------------------- */

static char folder[64], path[80], fit[80];

static void remove_files(void)
{
  unlink(path), unlink(fit), rmdir(folder);
}

static void write_file(const char *name, const void *bytes, size_t size)
{
  FILE *file = fopen(name, "wb");
  MUST(file && fwrite(bytes, 1, size, file) == size);
  fclose(file);
}

/* A place for the file, with an estimate beside it. */
static void make_folder(falak_ctx *ctx)
{
  static const char *const coefficient[] = {"rta", "ln_tariff"};
  falak_coefficients *made;
  const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(folder, sizeof folder, "%s/falak-shocks-XXXXXX", base);
  MUST(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/shocks.yaml", folder);
  snprintf(fit, sizeof fit, "%s/FIT.json", folder);
  MUST(!falak_coefficients_create(ctx, 2, coefficient, (double[]){0.4, -4},
      (double[]){0.01, 0.001, 0.001, 0.2}, NULL, &made));
  MUST(!falak_coefficients_write(ctx, made, fit));
  falak_coefficients_destroy(made);
  atexit(remove_files);
}

static void read_shocks(const char *file, const char *text, bool one, bool widen)
{
  falak_ctx *ctx = fuzz_ctx();
  falak_trade_world w = {.n = N,
      .id = ids,
      .name = names,
      .groups = 1,
      .group = &near_group,
      .customs_union = in_union,
      .unions = 2,
      .union_name = unions,
      .sectors = one ? 0 : SECTORS,
      .sector = sectors,
      .absent = 1,
      .absent_id = absent,
      .year = 2022};
  falak_shocks_options options = {.apply_to_union = widen};
  falak_problems *problems;
  falak_shocks *shocks;
  MUST(!falak_problems_create(ctx, &problems));
  falak_status st = falak_shocks_read(
      ctx, &w, file, text ? 1 : 0, &text, &options, problems, &shocks);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT);
  MUST((shocks != NULL) == (st == FALAK_OK));
  check_problems(problems, st);
  for (size_t k = 0; shocks && k < falak_shocks_count(shocks); k++)
    check_shock(shocks, k);
  if (shocks) check_draws(ctx, shocks, one);
  falak_shocks_destroy(shocks);
  falak_problems_destroy(problems);
  falak_ctx_destroy(ctx);
}

/* Text that begins with a bracket is one shock, as on the command line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  if (!*folder) make_folder(ctx);
  falak_ctx_destroy(ctx);
  if (size && *data == '{') {
    char *text = malloc(size + 1);
    MUST(text);
    memcpy(text, data, size);
    text[size] = 0;
    read_shocks(NULL, text, true, false);
    free(text);
  }
  write_file(path, data, size);
  read_shocks(path, NULL, true, true);
  read_shocks(path, NULL, false, false);
  return 0;
}

/* The trade of a case, opened and asked. */
#include "trade/case.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "record/problems.h"

falak_status fk_trade_complain(fk_trade_reading *r, falak_severity severity,
    const fk_yaml_node *node, const char *mend, const char *format, ...)
{
  char what[512];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  if (!node) node = fk_yaml_root(r->yaml);
  return fk_yaml_complain(r->yaml, r->problems, severity, node, mend, "%s", what);
}

/* --- opening ---------------------------------------------------------------- */

bool falak_trade_case_has(const falak_case *c)
{
  return fk_yaml_get(fk_yaml_root(fk_case_settings(c)), "trade") != NULL;
}

static falak_status read_all(fk_trade_reading *r, int year)
{
  size_t before = falak_problems_errors(r->problems),
         from = falak_problems_count(r->problems);
  falak_status st = fk_trade_read_block(r, year);
  if (!st && falak_problems_errors(r->problems) == before) {
    st = fk_trade_read_actors(r);
    if (!st) st = fk_trade_read_unions(r);
    if (!st) st = fk_trade_make_world(r);
    if (!st) st = fk_trade_read_cells(r);
    if (!st) st = fk_trade_read_totals(r);
  }
  if (st || falak_problems_errors(r->problems) == before) return st;
  return fk_problems_raise(r->ctx, r->problems, from);
}

falak_status falak_trade_case_open(falak_ctx *ctx, const falak_case *c, int year,
    falak_problems *problems, falak_trade_case **out)
{
  const fk_yaml *yaml = fk_case_settings(c);
  falak_trade_case *tc;
  *out = NULL;
  falak_id trade = falak_variable_find(c, "trade");
  if (trade < 0)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "the case has no flows of trade; add trade.csv with exporter, importer, year "
        "and value");
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *tc, &tc);
  if (st) return st;
  tc->ctx = ctx, tc->c = c, tc->trade = trade;
  fk_trade_reading r = {.ctx = ctx,
      .c = c,
      .yaml = yaml,
      .block = fk_yaml_get(fk_yaml_root(yaml), "trade"),
      .problems = problems,
      .tc = tc};
  st = read_all(&r, year);
  if (!st)
    st = fk_trade_make_flow(
        ctx, tc, tc->base, tc->total, &tc->settings.domestic, tc->flow);
  if (st)
    falak_trade_case_close(tc);
  else
    *out = tc;
  return st;
}

static void free_totals(falak_trade_case *tc)
{
  for (size_t k = 0; tc->total && k < tc->totals; k++) {
    fk_free(tc->ctx, (void *)(uintptr_t)tc->total[k].cell);
    fk_free(tc->ctx, (void *)(uintptr_t)tc->total[k].name);
  }
  for (size_t k = 0; tc->doubt && k < tc->doubts; k++) {
    fk_free(tc->ctx, (void *)(uintptr_t)tc->doubt[k].name);
    fk_free(tc->ctx, tc->doubt_at[k].values);
    fk_free(tc->ctx, tc->doubt_at[k].reporters);
  }
  fk_free(tc->ctx, tc->total);
  fk_free(tc->ctx, tc->doubt);
  fk_free(tc->ctx, tc->doubt_at);
}

void falak_trade_case_close(falak_trade_case *tc)
{
  if (!tc) return;
  falak_ctx *ctx = tc->ctx;
  free_totals(tc);
  fk_trade_free_world(tc);
  for (size_t k = 0; tc->union_name && k < tc->unions; k++)
    fk_free(ctx, tc->union_name[k]);
  fk_free(ctx, tc->union_name);
  fk_free(ctx, tc->what_if);
  fk_free(ctx, tc->in_union);
  fk_free(ctx, tc->totals_of);
  fk_free(ctx, tc->actor);
  fk_free(ctx, tc->place);
  fk_free(ctx, tc->base);
  fk_free(ctx, tc->flow);
  fk_free(ctx, tc->origin);
  fk_free(ctx, tc->home_product);
  fk_free(ctx, tc->home_output);
  fk_free(ctx, tc);
}

/* --- asking ----------------------------------------------------------------- */

const falak_trade_settings *falak_trade_case_settings(const falak_trade_case *tc)
{
  return &tc->settings;
}

falak_trade_options falak_trade_case_options(const falak_trade_case *tc)
{
  falak_trade_options o = falak_trade_options_default();
  o.balanced = tc->settings.balanced;
  o.supply = tc->settings.supply;
  if (tc->settings.multiplicative) o.closure = FALAK_TRADE_MULTIPLICATIVE;
  return o;
}

const falak_case *falak_trade_case_of(const falak_trade_case *tc)
{
  return tc->c;
}

bool falak_trade_case_totals_pairs(const falak_trade_case *tc, falak_id variable)
{
  for (size_t k = 0; k < tc->totals_of_count; k++)
    if (tc->totals_of[k].pair && tc->totals_of[k].variable == variable) return true;
  return false;
}

size_t falak_trade_case_actors(const falak_trade_case *tc)
{
  return tc->n;
}

falak_id falak_trade_case_actor(const falak_trade_case *tc, size_t k)
{
  return tc->actor[k];
}

const char *falak_trade_case_id(const falak_trade_case *tc, size_t k)
{
  return falak_actor_get(tc->c, tc->actor[k]).id;
}

const char *falak_trade_case_name(const falak_trade_case *tc, size_t k)
{
  return falak_actor_get(tc->c, tc->actor[k]).name;
}

size_t falak_trade_case_place(const falak_trade_case *tc, falak_id actor)
{
  return actor >= 0 && (size_t)actor < falak_actor_count(tc->c) ? tc->place[actor]
                                                                : SIZE_MAX;
}

const double *falak_trade_case_flow(const falak_trade_case *tc)
{
  return tc->flow;
}

const uint8_t *falak_trade_case_origin(const falak_trade_case *tc)
{
  return tc->origin;
}

const char *const *falak_trade_case_what_ifs(const falak_trade_case *tc, size_t *count)
{
  *count = tc->what_ifs;
  return tc->what_if;
}

falak_status falak_trade_case_what_if(falak_ctx *ctx, const falak_trade_case *tc,
    const char *name, size_t room, char *path)
{
  int length =
      snprintf(path, room, "%s/shocks/%s.yaml", falak_case_folder(tc->c), name);
  if (length < 0 || (size_t)length >= room)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND, "the name of the what-if is too long");
  if (access(path, R_OK) == 0) return FALAK_OK;
  const char *near = fk_nearest(tc->what_if, tc->what_ifs, name, strlen(name));
  if (near && strcmp(near, name) != 0)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "the case has no what-if '%.60s'; did you mean '%s'?", name, near);
  return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
      "the case has no what-if '%.60s': there is no file %s", name, path);
}

/* A listed what-if whose file is not there. */
static falak_status miss_file(const falak_trade_case *tc, falak_problems *problems,
    const char *name, const char *path)
{
  const fk_yaml *yaml = fk_case_settings(tc->c);
  const fk_yaml_node *list =
      fk_yaml_get(fk_yaml_get(fk_yaml_root(yaml), "trade"), "what_ifs");
  char mend[192];
  snprintf(mend, sizeof mend, "add shocks/%.80s.yaml, or leave it out", name);
  falak_ctx_clear_error(tc->ctx);
  return fk_yaml_complain(
      yaml, problems, FALAK_ERROR, list, mend, "there is no file %.300s", path);
}

falak_status falak_trade_case_check(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems)
{
  falak_trade_case *tc;
  char path[4096];
  if (!falak_trade_case_has(c)) return FALAK_OK;
  falak_status st = falak_trade_case_open(ctx, c, 0, problems, &tc);
  if (st) return st == FALAK_E_INPUT ? FALAK_OK : st;
  for (size_t k = 0; !st && k < tc->what_ifs; k++) {
    falak_shocks *shocks = NULL;
    st = falak_trade_case_what_if(ctx, tc, tc->what_if[k], sizeof path, path);
    if (st == FALAK_E_NOT_FOUND)
      st = miss_file(tc, problems, tc->what_if[k], path);
    else if (!st)
      st = falak_shocks_read(ctx, &tc->world, path, 0, NULL, NULL, problems, &shocks);
    falak_shocks_destroy(shocks);
    if (st == FALAK_E_INPUT) st = FALAK_OK;
  }
  falak_trade_case_close(tc);
  return st;
}

const falak_flow_doubt *falak_trade_case_doubts(
    const falak_trade_case *tc, size_t *count)
{
  *count = tc->doubts;
  return tc->doubt;
}

size_t falak_trade_case_doubt_of(const falak_trade_case *tc, size_t i, size_t j)
{
  for (size_t k = 0; k < tc->doubts; k++) {
    const fk_doubt_place *d = tc->doubt_at + k;
    if (d->of != FK_DOUBT_TOTAL) continue;
    const falak_flow_total *total = tc->total + d->at;
    if (total->count == 2 &&
        (total->cell[0] == i * tc->n + j || total->cell[1] == i * tc->n + j))
      return k;
  }
  return SIZE_MAX;
}

falak_id falak_trade_case_union(const falak_trade_case *tc, size_t k)
{
  return tc->in_union[k];
}

size_t falak_trade_case_unions(const falak_trade_case *tc)
{
  return tc->unions;
}

const char *falak_trade_case_union_name(const falak_trade_case *tc, falak_id number)
{
  return tc->union_name[number];
}

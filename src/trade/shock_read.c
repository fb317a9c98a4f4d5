/* Shocks from a file and from texts: docs/shocks.md says what may stand in them. */
#include "trade/shock.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static const char *const root_keys[] = {"title", "note", "apply_to_union",
    "elasticities", "customs_unions", "groups", "shocks"};

/* --- messages ------------------------------------------------------------------- */

static falak_status complain(fk_shock_reading *r, falak_severity severity,
    const fk_yaml_node *node, const char *mend, const char *format, va_list args)
{
  char what[1024];
  vsnprintf(what, sizeof what, format, args);
  return fk_yaml_complain(r->yaml, r->problems, severity, node, mend, "%s", what);
}

falak_status fk_shock_error(fk_shock_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st = complain(r, FALAK_ERROR, node, mend, format, args);
  va_end(args);
  return st;
}

falak_status fk_shock_warn(fk_shock_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  falak_status st = complain(r, FALAK_WARNING, node, mend, format, args);
  va_end(args);
  return st;
}

falak_status fk_shock_keep(falak_shocks *shocks, const char *text, const char **out)
{
  size_t length = strlen(text);
  char *copy;
  falak_status st = fk_scratch_take(&shocks->memory, length + 1, 1, &copy);
  if (st) return st;
  memcpy(copy, text, length + 1);
  *out = copy;
  return FALAK_OK;
}

const char *fk_shock_state(const falak_shocks *shocks, size_t actor)
{
  const falak_trade_world *w = &shocks->world;
  return w->name && w->name[actor] ? w->name[actor] : w->id[actor];
}

/* --- a document ------------------------------------------------------------------- */

static falak_status read_shock(
    fk_shock_reading *r, const fk_yaml_node *node, size_t number)
{
  char name[32];
  falak_shocks *shocks = r->shocks;
  falak_status st =
      fk_grow(r->ctx, shocks->count, &shocks->capacity, sizeof *r->now, &shocks->shock);
  if (st) return st;
  r->now = &shocks->shock[shocks->count++];
  *r->now = (fk_shock){.file = r->file, .line = node->line};
  for (size_t k = 0; k < FK_ROLES; k++) r->now->number[k].parameter = FK_CERTAIN;
  snprintf(name, sizeof name, "%s %zu", r->text ? "--shock" : "shock", number);
  st = fk_shock_keep(shocks, name, &r->now->name);
  if (st) return st;
  if (node->kind != FK_YAML_MAP)
    return fk_shock_error(r, node, "write {tariff: 0.10, from: RUS, to: TUR}",
        "a shock is not a map of keys and values");
  memset(r->mark, 0, shocks->world.n * shocks->world.n);
  return fk_shock_read_one(r, node);
}

static falak_status read_list(fk_shock_reading *r, const fk_yaml_node *list)
{
  size_t number = 0;
  falak_status st = FALAK_OK;
  if (list->kind == FK_YAML_SCALAR && !list->length) return FALAK_OK;
  if (list->kind != FK_YAML_LIST)
    return fk_shock_error(r, list, "write each shock on a line of its own, after '- '",
        "shocks is not a list");
  for (const fk_yaml_node *node = list->child; !st && node; node = node->next)
    st = read_shock(r, node, ++number);
  return st;
}

static falak_status read_root(fk_shock_reading *r, const fk_yaml_node *root)
{
  const char *title = NULL;
  const fk_yaml_node *list = fk_yaml_get(root, "shocks");
  if (root->kind != FK_YAML_MAP)
    return fk_shock_error(r, root, "begin with title: and shocks:",
        "a file of shocks is a map of keys and values");
  falak_status st = fk_yaml_check_keys(
      r->yaml, r->problems, root, root_keys, sizeof root_keys / sizeof *root_keys);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(root, "title"), &title);
  if (!st && title) st = fk_shock_keep(r->shocks, title, &r->shocks->title);
  if (!st)
    st = fk_yaml_bool(
        r->yaml, r->problems, fk_yaml_get(root, "apply_to_union"), &r->apply_to_union);
  if (!st) st = fk_shock_read_world(r, root);
  if (!st) st = fk_shock_read_elasticities(r, fk_yaml_get(root, "elasticities"));
  if (st) return st;
  if (list) return read_list(r, list);
  return fk_shock_error(
      r, root, "write shocks: and a list below it", "the file names no shocks");
}

/* The folder a file stands in, with the slash at its end. */
static falak_status keep_folder(fk_shock_reading *r, const char *path)
{
  const char *slash = strrchr(path, '/');
  char *copy;
  size_t length = slash ? (size_t)(slash - path) + 1 : 0;
  falak_status st = fk_scratch_take(&r->shocks->memory, length + 1, 1, &copy);
  if (st) return st;
  memcpy(copy, path, length);
  copy[length] = 0;
  r->folder = copy;
  return FALAK_OK;
}

static falak_status read_file(fk_shock_reading *r, const char *path)
{
  fk_yaml *yaml = NULL;
  falak_status st = keep_folder(r, path);
  if (!st) st = fk_shock_keep(r->shocks, path, &r->file);
  if (!st) st = fk_yaml_read(r->ctx, path, r->problems, &yaml);
  r->yaml = yaml;
  if (!st) st = read_root(r, fk_yaml_root(yaml));
  fk_yaml_destroy(yaml);
  return st;
}

static falak_status read_text(fk_shock_reading *r, const char *text, size_t number)
{
  char name[32];
  fk_yaml *yaml = NULL;
  snprintf(name, sizeof name, "--shock %zu", number);
  r->folder = "", r->text = true;
  falak_status st = fk_shock_keep(r->shocks, name, &r->file);
  if (!st) st = fk_yaml_read_text(r->ctx, name, text, strlen(text), r->problems, &yaml);
  r->yaml = yaml;
  if (!st) st = read_shock(r, fk_yaml_root(yaml), number);
  fk_yaml_destroy(yaml);
  return st == FALAK_E_INPUT ? FALAK_OK : st;
}

/* --- all of it -------------------------------------------------------------------- */

static falak_status check_world(falak_ctx *ctx, const falak_trade_world *w)
{
  if (!w->n || !w->id || w->n > UINT16_MAX)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu states to name shocks against", w->n);
  for (size_t i = 0; w->customs_union && i < w->n; i++)
    if (w->customs_union[i] != FALAK_NO_ID &&
        (w->customs_union[i] < 0 || (size_t)w->customs_union[i] >= w->unions))
      return FK_FAIL(ctx, FALAK_E_DOMAIN, "%s is in customs union %d of %zu", w->id[i],
          (int)w->customs_union[i], w->unions);
  for (size_t g = 0; g < w->groups; g++)
    for (size_t k = 0; k < w->group[g].count; k++)
      if (w->group[g].member[k] < 0 || (size_t)w->group[g].member[k] >= w->n)
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "group %s has a member %d of %zu states",
            w->group[g].name, (int)w->group[g].member[k], w->n);
  return FALAK_OK;
}

static falak_status make_shocks(
    falak_ctx *ctx, const falak_trade_world *world, falak_shocks **out)
{
  falak_shocks *made;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *made, &made);
  if (st) return st;
  made->ctx = ctx;
  made->memory = fk_scratch_begin(ctx);
  made->world = *world;
  made->title = "";
  made->theta.parameter = made->short_run.parameter = FK_CERTAIN;
  made->long_run.parameter = made->years.parameter = FK_CERTAIN;
  st = fk_scratch_zero(
      &made->memory, world->sectors, sizeof *made->sector_theta, &made->sector_theta);
  for (size_t s = 0; !st && s < world->sectors; s++)
    made->sector_theta[s].parameter = FK_CERTAIN;
  if (st)
    falak_shocks_destroy(made);
  else
    *out = made;
  return st;
}

static falak_status read_everything(fk_shock_reading *r, const char *path, size_t count,
    const char *const *text, size_t errors)
{
  falak_shocks *shocks = r->shocks;
  falak_status st = FALAK_OK;
  if (path)
    st = read_file(r, path);
  else
    st = fk_shock_read_world(r, NULL);
  if (st == FALAK_E_INPUT) return FALAK_OK; /* no YAML; it has been said */
  for (size_t k = 0; !st && k < count; k++) st = read_text(r, text[k], k + 1);
  if (st || falak_problems_errors(r->problems) > errors) return st;
  st = fk_shock_meet_tariffs(shocks, r->problems);
  for (size_t k = 0; !st && k < shocks->count; k++)
    st = fk_shock_write_sentence(shocks, &shocks->shock[k]);
  return st;
}

/* The first error that was found becomes the message. */
static falak_status refuse(falak_ctx *ctx, const falak_problems *problems, size_t from)
{
  falak_problem p = {.what = ""};
  for (size_t k = from; k < falak_problems_count(problems); k++) {
    p = falak_problems_get(problems, k);
    if (p.severity == FALAK_ERROR) break;
  }
  return FK_FAIL(
      ctx, FALAK_E_INPUT, "%s:%u: %s: %s", p.file, (unsigned)p.line, p.what, p.mend);
}

falak_status falak_shocks_read(falak_ctx *ctx, const falak_trade_world *world,
    const char *path, size_t count, const char *const *text,
    const falak_shocks_options *options, falak_problems *problems, falak_shocks **out)
{
  size_t errors = falak_problems_errors(problems);
  size_t before = falak_problems_count(problems), n = world->n;
  fk_shock_reading r = {.ctx = ctx,
      .problems = problems,
      .folder = "",
      .apply_to_union = options && options->apply_to_union};
  fk_scratch scratch = fk_scratch_begin(ctx);
  *out = NULL;
  falak_status st = check_world(ctx, world);
  if (!st) st = make_shocks(ctx, world, &r.shocks);
  if (!st) st = fk_scratch_take(&scratch, n * n, 1, &r.mark);
  if (!st) st = fk_scratch_take(&scratch, n, sizeof *r.customs_union, &r.customs_union);
  if (!st) st = read_everything(&r, path, count, text, errors);
  if (!st && falak_problems_errors(problems) > errors)
    st = refuse(ctx, problems, before);
  fk_free(ctx, r.move);
  fk_scratch_end(&scratch);
  if (st)
    falak_shocks_destroy(r.shocks);
  else
    *out = r.shocks;
  return st;
}

/* What the commands on trade share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"
#include "cli/cmd_trade.h"

void cli_trade_show(const cli_trade *t, size_t before)
{
  cli_show_problems(t->call, t->problems, before);
}

/* --- opening ----------------------------------------------------------------- */

static falak_status open_data(cli_trade *t, const char *path)
{
  cli_call *call = t->call;
  if (call->case_name)
    return FK_FAIL(call->ctx, FALAK_E_USAGE,
        "flows come from --data or from a case, not from both");
  falak_flows_options options = {.exporter = cli_text(call, "exporter"),
      .importer = cli_text(call, "importer"),
      .value = cli_text(call, "flow"),
      .cost = cli_text(call, "cost"),
      .effect = cli_text(call, "effect"),
      .year = (int)cli_count(call, "year")};
  falak_status st = falak_flows_read(call->ctx, path, &options, t->problems, &t->flows);
  if (st) return st;
  t->flow = t->flows->flow;
  t->world = (falak_trade_world){
      .n = t->flows->n, .id = (const char *const *)t->flows->id, .year = options.year};
  falak_elasticity_named("classical", &t->elasticity);
  return FALAK_OK;
}

static falak_status open_case(cli_trade *t)
{
  cli_call *call = t->call;
  falak_status st = cli_open_case(call, &t->c);
  if (!st)
    st = falak_trade_case_open(
        call->ctx, t->c, (int)cli_count(call, "year"), t->problems, &t->tc);
  if (st) return st;
  t->flow = falak_trade_case_flow(t->tc);
  t->world = *falak_trade_case_world(t->tc);
  t->elasticity = falak_trade_case_settings(t->tc)->elasticity;
  return FALAK_OK;
}

/* --theta 4, --theta blp. */
static falak_status read_theta(cli_trade *t)
{
  const char *text = cli_text(t->call, "theta");
  if (!text || falak_elasticity_named(text, &t->elasticity)) return FALAK_OK;
  double value;
  if (!fk_parse_double(text, strlen(text), &value) || value <= 0)
    return FK_FAIL(t->call->ctx, FALAK_E_USAGE,
        "--theta takes a number above 0, classical or blp, not '%.40s'", text);
  t->elasticity = (falak_elasticity){value, NAN, NAN};
  return FALAK_OK;
}

falak_status cli_trade_open_case(cli_call *call, cli_trade *out)
{
  *out = (cli_trade){.call = call, .path = falak_elasticity_path_default()};
  falak_status st = falak_problems_create(call->ctx, &out->problems);
  if (!st) st = open_case(out);
  if (out->problems) cli_trade_show(out, 0);
  return st;
}

falak_status cli_trade_open(cli_call *call, cli_trade *out)
{
  const char *data = cli_text(call, "data");
  falak_status st = FALAK_OK;
  if (data) {
    *out = (cli_trade){.call = call, .path = falak_elasticity_path_default()};
    st = falak_problems_create(call->ctx, &out->problems);
    if (!st) st = open_data(out, data);
    if (out->problems) cli_trade_show(out, 0);
  } else
    st = cli_trade_open_case(call, out);
  return st ? st : read_theta(out);
}

void cli_trade_end(cli_trade *t)
{
  falak_trade_case_close(t->tc);
  falak_flows_destroy(t->flows);
  falak_case_close(t->c);
  falak_problems_destroy(t->problems);
}

/* --- names ------------------------------------------------------------------- */

falak_status cli_trade_place(const cli_trade *t, const char *text, size_t *place)
{
  falak_ctx *ctx = t->call->ctx;
  for (*place = 0; *place < t->world.n; ++*place)
    if (!strcmp(t->world.id[*place], text)) return FALAK_OK;
  falak_id actor = t->c ? falak_actor_find(t->c, text) : FALAK_NO_ID;
  if (actor >= 0) {
    *place = falak_trade_case_place(t->tc, actor);
    if (*place != SIZE_MAX) return FALAK_OK;
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "%s has no flows in the table of trade of %d",
        falak_actor_get(t->c, actor).name, falak_trade_case_settings(t->tc)->matrix);
  }
  const char *near = fk_nearest(t->world.id, t->world.n, text, strlen(text));
  if (!near && t->c) near = falak_actor_nearest(t->c, text);
  return FK_FAIL(ctx, FALAK_E_NOT_FOUND, "no state is called '%.60s'%s%s%s", text,
      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* --- options of the solver ------------------------------------------------------ */

/* world, price:KAZ or wage:KAZ. */
static falak_status read_numeraire(const cli_trade *t, falak_trade_options *o)
{
  const char *text = cli_text(t->call, "numeraire");
  if (!text || !strcmp(text, "world")) return FALAK_OK;
  bool price = !strncmp(text, "price:", 6);
  if (!price && strncmp(text, "wage:", 5) != 0)
    return FK_FAIL(t->call->ctx, FALAK_E_USAGE,
        "--numeraire is world, price:STATE or wage:STATE, not '%.40s'", text);
  o->numeraire = price ? FALAK_TRADE_PRICE : FALAK_TRADE_WAGE;
  return cli_trade_place(t, text + (price ? 6 : 5), &o->reference);
}

falak_status cli_trade_options(const cli_trade *t, falak_trade_options *out)
{
  static const falak_trade_level levels[] = {FALAK_TRADE_FULL, FALAK_TRADE_CONDITIONAL,
      FALAK_TRADE_PARTIAL, FALAK_TRADE_FIRST_PASS};
  static const falak_trade_method methods[] = {FALAK_TRADE_AUTO,
      FALAK_TRADE_FIXED_POINT, FALAK_TRADE_ANDERSON, FALAK_TRADE_NEWTON,
      FALAK_TRADE_KRYLOV};
  cli_call *call = t->call;
  *out = t->tc ? falak_trade_case_options(t->tc) : falak_trade_options_default();
  out->level = levels[cli_choice(call, "level")];
  out->method = methods[cli_choice(call, "method")];
  if (cli_value_of(call, "closure")->given)
    out->closure =
        cli_choice(call, "closure") ? FALAK_TRADE_MULTIPLICATIVE : FALAK_TRADE_ADDITIVE;
  if (cli_flag(call, "balanced")) out->balanced = true;
  if (cli_value_of(call, "supply")->given) out->supply = cli_real(call, "supply");
  if (!(out->supply >= 0))
    return FK_FAIL(call->ctx, FALAK_E_USAGE, "--supply is 0 or more");
  return read_numeraire(t, out);
}

/* --- shocks ------------------------------------------------------------------- */

falak_status cli_trade_shocks(const cli_trade *t, falak_shocks **out)
{
  cli_call *call = t->call;
  const char *texts[CLI_TEXTS_MAX], *file = cli_text(call, "shocks");
  size_t count = cli_texts(call, "shock", texts), before;
  falak_shocks_options options = {.apply_to_union = cli_flag(call, "apply-to-union")};
  char path[4096];
  falak_status st = FALAK_OK;
  *out = NULL;
  if (call->operand_count && file)
    st = FK_FAIL(call->ctx, FALAK_E_USAGE,
        "a what-if of the case and --shocks FILE cannot be had together");
  else if (call->operand_count && !t->c)
    st = FK_FAIL(call->ctx, FALAK_E_USAGE,
        "'%.60s': flows of --data have no what-ifs; give --shocks FILE or --shock",
        call->operands[0]);
  else if (call->operand_count)
    st = falak_trade_case_what_if(
        call->ctx, t->tc, call->operands[0], sizeof path, path);
  else if (!file && !count && !(t->flows && t->flows->cost))
    st = FK_FAIL(call->ctx, FALAK_E_USAGE,
        "nothing is to change; name a what-if of the case, or give --shocks FILE or "
        "--shock '{tariff: 0.10, from: RUS, to: TUR}'");
  if (!st && call->operand_count) file = path;
  before = falak_problems_count(t->problems);
  if (!st && (file || count))
    st = falak_shocks_read(
        call->ctx, &t->world, file, count, texts, &options, t->problems, out);
  cli_trade_show(t, before);
  return st;
}

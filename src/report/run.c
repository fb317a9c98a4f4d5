/* The main job, from an open case to a folder of results. Everything is written into a
 * stage beside the folder, which takes its place at the end. */
#include <falak/report.h>
#include <falak/run.h>

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/text.h"

falak_run_options falak_run_options_default(void)
{
  return (falak_run_options){.out = "out", .seed = 1};
}

void falak_run_end(falak_run *run)
{
  falak_ties_results_destroy(run->ties);
  falak_trade_results_destroy(run->trade);
  falak_orbits_destroy(run->orbits);
  falak_facts_destroy(run->facts);
  *run = (falak_run){0};
}

typedef struct running {
  falak_ctx *ctx;
  const falak_case *c;
  falak_problems *problems;
  const falak_run_options *options;
  falak_run *run;
  fk_stage stage;
  falak_store *store;
} running;

/* `name` below the stage. */
static falak_status staged(const running *r, const char *name, fk_text *path)
{
  fk_text_printf(path, "%s/%s", r->stage.path, name);
  return fk_text_status(path);
}

/* --- measuring ------------------------------------------------------------ */

/* A case without `grip:` has no orbits to speak of, but everything else. */
static falak_status find_orbits(running *r)
{
  falak_status st = falak_orbits_compute(r->ctx, r->c, r->problems, &r->run->orbits);
  if (st == FALAK_E_NOT_FOUND) {
    falak_ctx_clear_error(r->ctx);
    st = FALAK_OK;
  }
  return st;
}

/* A case without `ties:` has no model of them. */
static falak_status estimate(running *r, uint64_t seed)
{
  falak_ties_results_options options = falak_ties_results_options_default();
  options.seed = seed == 1 ? 0 : seed;
  if (!falak_ties_case_has(r->c)) return FALAK_OK;
  return falak_ties_results_make(r->ctx, r->c, r->problems, &options, &r->run->ties);
}

/* A case without `trade:` has no what-ifs of it. */
static falak_status solve_trade(running *r, uint64_t seed)
{
  if (!falak_trade_case_has(r->c)) return FALAK_OK;
  return falak_trade_results_make(r->ctx, r->c, r->problems, seed, &r->run->trade);
}

/* Whether some statement reads one of these tables: else what fills them need not be
 * made to judge them. */
static bool statements_need(
    const falak_case *c, const char *const *table, size_t tables)
{
  static const char *const columns[] = {"check", "shows"};
  const falak_table *facts = falak_case_table(c, "facts");
  for (size_t row = 0; facts && row < falak_table_rows(facts); row++)
    for (size_t k = 0; k < 2; k++) {
      const char *sql = falak_table_get(facts, row, columns[k]);
      for (size_t t = 0; t < tables; t++)
        if (strstr(sql, table[t])) return true;
    }
  return false;
}

static falak_status judge(running *r)
{
  falak_status st = falak_store_fill(r->store, r->c, r->run->orbits);
  if (!st && r->run->ties) st = falak_store_ties(r->store, r->run->ties);
  if (!st && r->run->trade) st = falak_store_trade(r->store, r->run->trade);
  return st ? st : falak_store_facts(r->ctx, r->store, r->c, &r->run->facts);
}

/* --- results -------------------------------------------------------------- */

static falak_status note_run(running *r)
{
  char text[32];
  static const char *const keys[FALAK_VERDICTS] = {"facts_supported",
      "facts_contradicted", "facts_qualified", "facts_undecided", "facts_probability",
      "facts_not_yet_measurable"};
  snprintf(text, sizeof text, "%llu", (unsigned long long)r->options->seed);
  falak_status st = falak_store_note(r->store, "seed", text);
  snprintf(text, sizeof text, "%zu", falak_problems_count(r->problems));
  if (!st) st = falak_store_note(r->store, "warnings", text);
  for (int k = 0; !st && k < FALAK_VERDICTS; k++) {
    snprintf(
        text, sizeof text, "%zu", falak_facts_with(r->run->facts, (falak_verdict)k));
    st = falak_store_note(r->store, keys[k], text);
  }
  return st;
}

static falak_status write_store(running *r)
{
  fk_text path = fk_text_begin(r->ctx), folder = fk_text_begin(r->ctx);
  falak_status st = staged(r, "results.sqlite", &path);
  if (!st) st = staged(r, "csv", &folder);
  if (!st) st = falak_store_create(r->ctx, path.data, &r->store);
  if (!st) st = judge(r);
  if (!st) st = note_run(r);
  if (!st) st = falak_store_write_csv(r->store, folder.data);
  if (!st) st = falak_store_finish(r->store);
  falak_store_close(r->store);
  r->store = NULL;
  fk_text_end(&path);
  fk_text_end(&folder);
  return st;
}

static falak_status write_report(running *r)
{
  falak_report_options options = falak_report_options_default();
  fk_text path = fk_text_begin(r->ctx);
  char *html = NULL;
  size_t length;
  options.command = r->options->command;
  options.seed = r->options->seed;
  options.ties = r->run->ties;
  options.trade = r->run->trade;
  falak_status st = staged(r, "report.html", &path);
  if (!st)
    st = falak_report_html(r->ctx, r->c, r->run->orbits, r->run->facts, r->problems,
        &options, &html, &length);
  if (!st) st = fk_write_file(r->ctx, path.data, html, length);
  falak_report_free(r->ctx, html);
  fk_text_end(&path);
  return st;
}

falak_status falak_run_case(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, const falak_run_options *options, falak_run *run)
{
  falak_run_options chosen = options ? *options : falak_run_options_default();
  running r = {
      .ctx = ctx, .c = c, .problems = problems, .options = &chosen, .run = run};
  *run = (falak_run){0};
  falak_status st = fk_stage_begin(ctx, chosen.out, &r.stage);
  if (!st) st = falak_case_check_statistics(ctx, c, problems);
  if (!st) st = find_orbits(&r);
  if (!st) st = estimate(&r, chosen.seed);
  if (!st) st = solve_trade(&r, chosen.seed);
  falak_problems_sort(problems);
  if (!st) st = write_store(&r);
  if (!st) st = write_report(&r);
  if (!st) st = fk_check_cancel(ctx);
  if (!st) st = fk_stage_commit(&r.stage, true);
  fk_stage_end(&r.stage);
  if (st) falak_run_end(run);
  return st;
}

falak_status falak_run_judge(
    falak_ctx *ctx, const falak_case *c, falak_problems *problems, falak_run *run)
{
  running r = {.ctx = ctx, .c = c, .problems = problems, .run = run};
  *run = (falak_run){0};
  falak_status st = find_orbits(&r);
  static const char *const ties[] = {"tie_estimate", "tie_fit"};
  static const char *const trade[] = {"what_if", "target_lever", "trade_base"};
  if (!st && statements_need(c, ties, 2)) st = estimate(&r, 1);
  if (!st && statements_need(c, trade, 3)) st = solve_trade(&r, 1);
  if (!st) st = falak_store_create(ctx, NULL, &r.store);
  if (!st) st = judge(&r);
  falak_store_close(r.store);
  if (st) falak_run_end(run);
  return st;
}

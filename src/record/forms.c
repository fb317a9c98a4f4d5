/* The files of a case that are kept as text, and what their columns must hold. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "record/tables.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const fk_typed_column source_columns[] = {
    {{"key", true}, .type = FK_ID},
    {{"citation", false}, .type = FK_TEXT},
    {{"url", false}, .type = FK_TEXT},
    {{"licence", false}, .type = FK_TEXT},
    {{"published", false}, .type = FK_DATE},
};

static const fk_typed_column actor_columns[] = {
    {{"id", true}, .type = FK_ID},
    {{"name", false}, .type = FK_TEXT},
    {{"kind", false}, .type = FK_TEXT},
    {{"lat", false}, .type = FK_NUMBER, .least = -90, .greatest = 90},
    {{"lon", false}, .type = FK_NUMBER, .least = -180, .greatest = 180},
};

static const fk_typed_column member_columns[] = {
    {{"id", true}, .type = FK_ID},
    {{"name", false}, .type = FK_TEXT},
};

static const fk_typed_column target_columns[] = {
    {{"variable", true}, .type = FK_TEXT},
    {{"from", true}, .type = FK_ACTOR, .may_be_empty = true},
    {{"to", true}, .type = FK_ACTOR, .may_be_empty = true},
    {{"value", true}, .type = FK_NUMBER, .least = -INFINITY, .greatest = INFINITY},
    {{"announced", false}, .type = FK_DATE},
    {{"due", false}, .type = FK_DATE},
};

static const fk_typed_column break_columns[] = {
    {{"variable", true}, .type = FK_TEXT},
    {{"from", true}, .type = FK_ACTOR, .may_be_empty = true},
    {{"to", true}, .type = FK_ACTOR, .may_be_empty = true},
    {{"start", true}, .type = FK_DATE},
    {{"end", true}, .type = FK_DATE, .may_be_empty = true},
};

static const fk_typed_column fact_columns[] = {
    {{"id", true}, .type = FK_ID},
    {{"date", false}, .type = FK_DATE},
    {{"domain", false}, .type = FK_TEXT},
    {{"actors", false}, .type = FK_ACTORS},
    {{"statement", true}, .type = FK_TEXT},
    {{"check", false}, .type = FK_TEXT},
    {{"shows", false}, .type = FK_TEXT},
    {{"correction_source", false}, .type = FK_SOURCE},
};

static const fk_typed_column node_columns[] = {
    {{"id", true}, .type = FK_ID},
    {{"name", false}, .type = FK_TEXT},
    {{"country", false}, .type = FK_COUNTRY},
    {{"lat", false}, .type = FK_NUMBER, .least = -90, .greatest = 90},
    {{"lon", false}, .type = FK_NUMBER, .least = -180, .greatest = 180},
    {{"kind", false}, .type = FK_TEXT},
    {{"corridors", false}, .type = FK_TEXT},
};

static const char *const modes[] = {
    "rail", "road", "sea", "ferry", "inland", "pipeline", NULL};
#define AMOUNT .type = FK_NUMBER, .least = 0, .greatest = INFINITY
static const fk_typed_column link_columns[] = {
    {{"id", false}, .type = FK_ID},
    {{"from", true}, .type = FK_NODE},
    {{"to", true}, .type = FK_NODE},
    {{"mode", true}, .type = FK_WORD, .words = modes,
        .mend = "one of rail, road, sea, ferry, inland, pipeline"},
    {{"length_km", false}, AMOUNT},
    {{"time_h", false}, AMOUNT},
    {{"cost_usd_teu", false}, AMOUNT},
    {{"capacity_teu", false}, AMOUNT},
    {{"capacity_mt", false}, AMOUNT},
    {{"capacity_bcm", false}, AMOUNT},
    {{"dwell_h", false}, AMOUNT},
    {{"open", false}, .type = FK_TEXT},
    {{"direction", false}, .type = FK_TEXT},
    {{"country", false}, .type = FK_COUNTRY},
    {{"corridors", false}, .type = FK_TEXT},
    {{"crosses_border", false}, .type = FK_TEXT},
};

static const fk_typed_column corridor_columns[] = {
    {{"id", true}, .type = FK_ID},
    {{"name", false}, .type = FK_TEXT},
};

static const fk_typed_column pipeline_columns[] = {
    {{"id", false}, .type = FK_ID},
    {{"name", true}, .type = FK_TEXT},
    {{"fluid", false}, .type = FK_TEXT},
    {{"from_place", false}, .type = FK_TEXT},
    {{"from_country", false}, .type = FK_COUNTRY},
    {{"to_place", false}, .type = FK_TEXT},
    {{"to_country", false}, .type = FK_COUNTRY},
    {{"transit_countries", false}, .type = FK_TEXT},
    {{"length_km", false}, AMOUNT},
    {{"capacity_mt", false}, AMOUNT},
    {{"capacity_bcm", false}, AMOUNT},
    {{"year_in_service", false}, .type = FK_DATE},
};

/* targets: due after announced. */
static falak_status check_target(fk_sheet *sheet)
{
  falak_date announced, due;
  bool ok = true;
  falak_status st = fk_sheet_date(sheet, 4, "announced", &announced, &ok);
  if (!st) st = fk_sheet_date(sheet, 5, "due", &due, &ok);
  if (st || !ok || falak_date_is_none(announced) || falak_date_is_none(due) ||
      due.last >= announced.first)
    return st;
  return fk_sheet_complain(
      sheet, FALAK_ERROR, "exchange them", "the target is due before it was announced");
}

static falak_status check_break(fk_sheet *sheet)
{
  falak_date start, end;
  bool ok = true;
  falak_status st = fk_sheet_date(sheet, 3, "start", &start, &ok);
  if (!st) st = fk_sheet_date(sheet, 4, "end", &end, &ok);
  if (st || !ok || falak_date_is_none(end) || end.last >= start.first) return st;
  return fk_sheet_complain(sheet, FALAK_ERROR, "exchange them", "start is after end");
}

falak_status fk_read_sources(fk_reading *r)
{
  static const fk_table_form form = {
      .columns = source_columns, .count = COUNT(source_columns)};
  falak_status st = fk_read_table(r, &form, "sources", false);
  const falak_table *table = falak_case_table(r->c, "sources");
  size_t last = r->c->file_count - 1;
  r->sources = table ? table->ids : NULL;
  /* A sources.csv that is there and of no use was complained of. */
  r->wants_sources = strcmp(r->c->files[last].name, "sources.csv") != 0;
  return st;
}

static double degrees(const falak_table *table, size_t row, const char *column)
{
  double value;
  const char *text = falak_table_get(table, row, column);
  return fk_parse_double(text, strlen(text), &value) ? value : NAN;
}

falak_status fk_read_actors(fk_reading *r)
{
  static const fk_table_form form = {
      .columns = actor_columns, .count = COUNT(actor_columns), .keep_all = true};
  falak_case *c = r->c;
  falak_status st = fk_read_table(r, &form, "actors", true);
  const falak_table *table = falak_case_table(c, "actors");
  if (st || !table) return st;
  st = fk_alloc(r->ctx, table->rows, sizeof *c->actors, &c->actors);
  if (st) return st;
  c->actor_ids = table->ids;
  c->actor_count = table->rows;
  for (size_t k = 0; k < table->rows; k++) {
    const char *id = falak_table_get(table, k, "id");
    const char *name = falak_table_get(table, k, "name");
    c->actors[k] = (falak_actor){.id = id,
        .name = *name ? name : id,
        .kind = falak_table_get(table, k, "kind"),
        .lat = degrees(table, k, "lat"),
        .lon = degrees(table, k, "lon")};
  }
  if (!c->actor_count)
    return fk_problem(r, FALAK_ERROR, table->path, 0, "add a row for each state",
        "the case has no actors");
  return fk_check_names(r, table);
}

falak_status fk_read_members(fk_reading *r)
{
  static const fk_table_form form = {
      .columns = member_columns, .count = COUNT(member_columns), .keep_all = true};
  falak_case *c = r->c;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < c->layer_count; k++) {
    fk_layer *layer = c->layers + k;
    layer->is.rows = layer->is.columns = c->actor_count;
    if (!layer->is.two_mode) continue;
    layer->is.columns = 0;
    if (!layer->second) continue;
    const falak_table *table = falak_case_table(c, layer->second);
    if (!table) {
      st = fk_read_table(r, &form, layer->second, true);
      table = falak_case_table(c, layer->second);
      if (!st && table) st = fk_check_names(r, table);
    }
    if (st || !table) continue;
    layer->members = table;
    layer->member_ids = table->ids;
    layer->is.columns = table->rows;
  }
  return st;
}

falak_status fk_read_text_tables(fk_reading *r)
{
#define FORM(array) .columns = array, .count = COUNT(array)
  static const struct {
    const char *name;
    fk_table_form form;
  } files[] = {
      {"targets", {FORM(target_columns), .check = check_target}},
      {"breaks", {FORM(break_columns), .check = check_break}},
      {"facts", {FORM(fact_columns)}},
      {"routes/nodes", {FORM(node_columns)}},
      {"routes/links", {FORM(link_columns)}},
      {"routes/corridors", {FORM(corridor_columns)}},
      {"routes/pipelines", {FORM(pipeline_columns)}},
  };
#undef FORM
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < COUNT(files); k++)
    st = fk_read_table(r, &files[k].form, files[k].name, false);
  return st;
}

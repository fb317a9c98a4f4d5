/* Cells beside a slow twin that reads the rules off the page: which row answers, who is
 * believed, what the doubt spans. */
#include "record/case_draws.h"

enum { ACTOR_COUNT = 4, MOST = 400 };

static const char *const actor_ids[ACTOR_COUNT] = {"AAA", "BBB", "CCC", "DDD"};
static const char *const times[] = {"", "2001", "2002", "2003", "2001-06", "2001-06-15",
    "2002-Q4", "2002-12", "2001..2003", "2002..2006", "~2002", ">2005", "<2003",
    "2003-07..2004-06"};
static const char *const reporters[] = {"", "R1", "R2", "AAA", "BBB"};
static const char *const vintages[] = {"", "2010", "2011-05"};
/* gdp of an actor, aid of a directed pair, talks of an undirected one */
static const char *const names[] = {"gdp", "aid", "talks"};

typedef struct twin_row {
  unsigned variable, from, to, time, reporter, vintage;
  double value, low, high;
  falak_date at, seen;
} twin_row;

typedef struct twin {
  twin_row row[MOST];
  size_t rows;
  const char *prefer[4];
  size_t prefers;
  falak_date covered;
} twin;

/* `talks` are kept with the lesser actor first. */
static bool same_cell(const twin_row *a, const twin_row *b)
{
  return a->variable == b->variable && a->from == b->from && a->to == b->to &&
      a->at.first == b->at.first && a->at.last == b->at.last;
}

static bool is_taken(const twin *t, const twin_row *row)
{
  for (size_t k = 0; k < t->rows; k++)
    if (same_cell(t->row + k, row) && t->row[k].reporter == row->reporter &&
        t->row[k].seen.last == row->seen.last)
      return true;
  return false;
}

static void draw_row(falak_ctx *ctx, uint64_t seed, uint64_t *at, twin_row *row)
{
  *row = (twin_row){.variable = pick(seed, at, 3), .from = pick(seed, at, ACTOR_COUNT)};
  row->to = (row->from + 1 + pick(seed, at, ACTOR_COUNT - 1)) % ACTOR_COUNT;
  if (row->variable == 0) row->to = 99;
  if (row->variable == 2 && row->from > row->to) {
    unsigned swap = row->from;
    row->from = row->to, row->to = swap;
  }
  row->time = pick(seed, at, sizeof times / sizeof *times);
  row->reporter = pick(seed, at, sizeof reporters / sizeof *reporters);
  row->vintage = pick(seed, at, sizeof vintages / sizeof *vintages);
  row->value = pick(seed, at, 8) ? (double)pick(seed, at, 1000) : NAN;
  unsigned doubt = pick(seed, at, 6);
  row->low = doubt < 2 ? row->value - 1 : NAN;
  row->high = doubt > 0 && doubt < 3 ? row->value + 1 : NAN;
  row->at = date_of(ctx, times[row->time]);
  row->seen = date_of(ctx, vintages[row->vintage]);
}

static void print_number(FILE *file, double value)
{
  if (isnan(value))
    putc(',', file);
  else
    fprintf(file, ",%.17g", value);
}

static void draw_twin(falak_ctx *ctx, uint64_t seed, twin *t)
{
  static const char *const words[] = {"R2", "from", "none", "to", "R1"};
  uint64_t at = 0;
  size_t wanted = 1 + pick(seed, &at, MOST - 1);
  *t = (twin){.prefers = pick(seed, &at, 4)};
  for (size_t k = 0; k < t->prefers; k++) t->prefer[k] = words[pick(seed, &at, 5)];
  t->covered = date_of(ctx, pick(seed, &at, 2) ? "2001..2004" : "");
  for (size_t k = 0; k < wanted; k++) {
    draw_row(ctx, seed, &at, t->row + t->rows);
    if (!is_taken(t, t->row + t->rows)) t->rows++;
  }
}

static falak_case *open_twin(falak_ctx *ctx, uint64_t seed, const twin *t)
{
  const char *folder = case_folder(YEARS ACTORS);
  char path[4200];
  snprintf(path, sizeof path, "%s/case.yaml", folder);
  FILE *file = fopen(path, "w");
  fputs("title: Twin\nyears: [2000, 2010]\nprefer: [", file);
  for (size_t k = 0; k < t->prefers; k++)
    fprintf(file, "%s%s", k ? ", " : "", t->prefer[k]);
  fputs("]\nvariables:\n", file);
  for (unsigned v = 0; v < 3; v++)
    fprintf(file, "  - {name: %s, kind: %s, directed: %s%s}\n", names[v],
        v ? "dyadic" : "monadic", v == 2 ? "false" : "true",
        falak_date_is_none(t->covered) ? "" : ", covered: [2001, 2004]");
  fclose(file);
  for (unsigned dyads = 0; dyads < 2; dyads++) {
    snprintf(
        path, sizeof path, "%s/%s", folder, dyads ? "dyads.csv" : "attributes.csv");
    file = fopen(path, "w");
    fprintf(file, "%s,time,variable,reporter,vintage,value,low,high\n",
        dyads ? "from,to" : "actor");
    for (size_t k = 0; k < t->rows; k++) {
      const twin_row *row = t->row + k;
      if (dyads != (row->variable > 0)) continue;
      uint64_t at = 1000000 + k;
      bool turn = row->variable == 2 && pick(seed, &at, 2);
      fputs(actor_ids[turn ? row->to : row->from], file);
      if (dyads) fprintf(file, ",%s", actor_ids[turn ? row->from : row->to]);
      fprintf(file, ",%s,%s,%s,%s", times[row->time], names[row->variable],
          reporters[row->reporter], vintages[row->vintage]);
      print_number(file, row->value);
      print_number(file, row->low);
      print_number(file, row->high);
      putc('\n', file);
    }
    fclose(file);
  }
  falak_case *c;
  assert_ok(ctx, falak_case_open(ctx, folder, NULL, &c));
  return c;
}

static bool is_stale(const twin *t, const twin_row *row)
{
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *other = t->row + k;
    if (other == row || !same_cell(other, row) || other->reporter != row->reporter)
      continue;
    bool dated = !falak_date_is_none(other->seen);
    if (dated && (falak_date_is_none(row->seen) || other->seen.last > row->seen.last))
      return true;
  }
  return false;
}

static bool is_meant(const twin_row *row, const char *word)
{
  const char *by = reporters[row->reporter];
  if (!strcmp(word, "from")) return !strcmp(by, actor_ids[row->from]);
  if (!strcmp(word, "to")) return row->variable && !strcmp(by, actor_ids[row->to]);
  return !strcmp(word, "none") ? !*by : !strcmp(word, by);
}

/* Less is better: rows with a value first, then as preferred, then as they stand. */
static size_t twin_rank(const twin *t, const twin_row *row)
{
  size_t rank = 0;
  while (rank < t->prefers && !is_meant(row, t->prefer[rank])) rank++;
  rank = rank < t->prefers ? rank + 1 : *reporters[row->reporter] ? 100 : 0;
  return (rank + (isnan(row->value) ? 1000 : 0)) * MOST + (size_t)(row - t->row);
}

static bool is_used(const twin *t, const twin_row *row)
{
  if (is_stale(t, row)) return false;
  for (size_t k = 0; k < t->rows; k++)
    if (same_cell(t->row + k, row) && !is_stale(t, t->row + k) &&
        twin_rank(t, t->row + k) < twin_rank(t, row))
      return false;
  return true;
}

/* How well a time answers for a year or a day: the greater pair of (class, detail),
 * then the one that begins first. */
static int64_t twin_fit(falak_date at, falak_date asked)
{
  const int64_t step = INT64_C(1) << 40;
  bool year = asked.first != asked.last;
  if (falak_date_is_none(at)) return 1;
  int64_t length = (int64_t)at.last - at.first;
  if (year && at.first == asked.first && at.last == asked.last) return 4 * step;
  if (year && at.first >= asked.first && at.last <= asked.last)
    return 2 * step + at.last - asked.first;
  if (at.first <= asked.first && at.last >= asked.last) return 2 * step - 1 - length;
  return 0;
}

static const twin_row *twin_find(
    const twin *t, unsigned variable, unsigned from, unsigned to, falak_date asked)
{
  const twin_row *best = NULL;
  int64_t fit = 0;
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *row = t->row + k;
    bool pair = row->from == from && row->to == to;
    bool turned = variable == 2 && row->from == to && row->to == from;
    if (row->variable != variable || !(pair || turned) || !is_used(t, row)) continue;
    int64_t mine = twin_fit(row->at, asked);
    if (!mine || mine < fit) continue;
    if (mine == fit && best && best->at.first <= row->at.first) continue;
    best = row, fit = mine;
  }
  return best;
}

static void assert_doubt(const twin *t, const twin_row *row, const falak_cell *cell)
{
  double low = INFINITY, high = -INFINITY;
  size_t rivals = 0;
  bool doubt = false;
  for (size_t k = 0; k < t->rows; k++) {
    const twin_row *other = t->row + k;
    if (!same_cell(other, row) || is_stale(t, other) || isnan(other->value)) continue;
    bool below = !isnan(other->low), above = !isnan(other->high);
    rivals += other != row;
    doubt |= other != row || below || above;
    low = fmin(low, below ? other->low : above ? -INFINITY : other->value);
    high = fmax(high, above ? other->high : below ? INFINITY : other->value);
  }
  assert_int_equal(cell->rivals, rivals);
  assert_close(cell->low, doubt && isfinite(low) ? low : NAN, 0, 0);
  assert_close(cell->high, doubt && isfinite(high) ? high : NAN, 0, 0);
}

static void assert_answer(const twin *t, unsigned variable, unsigned from, unsigned to,
    falak_date asked, falak_cell cell)
{
  bool covered = falak_date_is_none(t->covered) ||
      (asked.last >= t->covered.first && asked.first <= t->covered.last);
  const twin_row *row = covered ? twin_find(t, variable, from, to, asked) : NULL;
  bool known = row && !isnan(row->value);
  assert_int_equal(cell.state,
      !covered    ? FALAK_CELL_NOT_COVERED
          : known ? FALAK_CELL_VALUE
                  : FALAK_CELL_MISSING);
  assert_close(cell.value, known ? row->value : NAN, 0, 0);
  if (known) assert_doubt(t, row, &cell);
}

static void compare_year(falak_ctx *ctx, const falak_case *c, const twin *t, int year)
{
  falak_date asked = {day_of(year, 1, 1), day_of(year, 12, 31)};
  for (unsigned v = 0; v < 3; v++) {
    double value[ACTOR_COUNT * ACTOR_COUNT];
    uint8_t state[ACTOR_COUNT * ACTOR_COUNT];
    falak_id id = falak_variable_find(c, names[v]);
    assert_ok(ctx, falak_cells_of_year(ctx, c, id, year, value, state));
    for (unsigned i = 0; i < ACTOR_COUNT; i++)
      for (unsigned j = 0; j < (v ? ACTOR_COUNT : 1); j++) {
        unsigned to = v ? j : 99, at = v ? i * ACTOR_COUNT + j : i;
        falak_id column = v ? (falak_id)j : FALAK_NO_ID;
        falak_cell cell = falak_cell_in_year(c, id, (falak_id)i, column, year);
        if (i != to) assert_answer(t, v, i, to, asked, cell);
        assert_close(value[at], cell.value, 0, 0);
        assert_int_equal(state[at], cell.state);
        int32_t day = asked.first + (int32_t)(i * 91 + j * 17);
        if (i != to)
          assert_answer(t, v, i, to, (falak_date){day, day},
              falak_cell_at(c, id, (falak_id)i, column, day));
      }
  }
}

static void test_cells__agree_with_a_slow_twin(void **state)
{
  falak_ctx *ctx = *state;
  twin *t = malloc(sizeof *t);
  assert_non_null(t);
  FOR_EACH_SEED(seed, 60) {
    draw_twin(ctx, seed, t);
    falak_case *c = open_twin(ctx, seed, t);
    assert_int_equal(falak_cell_rows(c), t->rows);
    for (int year = 2000; year <= 2007; year++) compare_year(ctx, c, t, year);
    close_text(c);
  }
  free(t);
}

/* Rows stand sorted, whatever the order of the file. */
static void test_cells__are_sorted_by_variable_pair_and_time(void **state)
{
  falak_ctx *ctx = *state;
  twin *t = malloc(sizeof *t);
  assert_non_null(t);
  FOR_EACH_SEED(seed, 10) {
    draw_twin(ctx, 100 + seed, t);
    falak_case *c = open_twin(ctx, seed, t);
    for (size_t k = 1; k < falak_cell_rows(c); k++) {
      falak_cell_row a = falak_cell_row_get(c, k - 1), b = falak_cell_row_get(c, k);
      int64_t order = (int64_t)a.variable - b.variable;
      if (!order) order = (int64_t)a.from - b.from;
      if (!order) order = (int64_t)a.to - b.to;
      if (!order) order = (int64_t)a.time.first - b.time.first;
      if (!order) order = (int64_t)a.time.last - b.time.last;
      assert_true(order <= 0);
    }
    close_text(c);
  }
  free(t);
}

FALAK_TEST_MAIN(TEST(test_cells__agree_with_a_slow_twin),
    TEST(test_cells__are_sorted_by_variable_pair_and_time))

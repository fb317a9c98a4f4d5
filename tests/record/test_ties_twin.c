/* Ties beside a slow twin that goes through all rows for every pair and day. */
#include "record/case_draws.h"

enum { ROWS = 60, SIDE = 4 };

typedef struct twin_tie {
  unsigned from, to, start, end, status, kind;
  double value;
  falak_date first, last;
} twin_tie;

typedef struct twin {
  bool two_mode, undirected, is_signed, listed_only;
  unsigned counts_from;
  size_t rows;
  twin_tie row[ROWS];
} twin;

static const char *const dates[] = {"", "2001", "2002-05", "2003-03-03", "~2004",
    "2005..2006", "2007-Q3", ">2007", "<2004", "1995", "2012"};
static const char *const life[] = {
    "", "announced", "signed", "in_force", "delivered", "lapsed"};
static const char *const sides[2][SIDE] = {
    {"AAA", "BBB", "CCC", "DDD"}, {"M1", "M2", "M3", "M4"}};

static bool draw_tie(
    falak_ctx *ctx, const twin *t, uint64_t seed, uint64_t *at, size_t k, twin_tie *row)
{
  *row = (twin_tie){.from = pick(seed, at, SIDE),
      .to = pick(seed, at, SIDE),
      .start = pick(seed, at, sizeof dates / sizeof *dates),
      .end = pick(seed, at, sizeof dates / sizeof *dates),
      .status = pick(seed, at, 6),
      .kind = (unsigned)k,
      .value =
          t->is_signed ? 1 - 2 * (double)pick(seed, at, 2) : 1 + pick(seed, at, 3)};
  row->first = date_of(ctx, dates[row->start]);
  row->last = date_of(ctx, dates[row->end]);
  bool dated = *dates[row->start] && *dates[row->end];
  return (t->two_mode || row->from != row->to) &&
      !(dated && row->first.first > row->last.last);
}

static void draw_twin(falak_ctx *ctx, uint64_t seed, twin *t)
{
  uint64_t at = 0;
  *t = (twin){.two_mode = pick(seed, &at, 3) == 0,
      .is_signed = pick(seed, &at, 3) == 0,
      .listed_only = pick(seed, &at, 2),
      .counts_from = pick(seed, &at, 5)};
  t->undirected = !t->two_mode && pick(seed, &at, 2);
  size_t wanted = 1 + pick(seed, &at, ROWS - 1);
  for (size_t k = 0; k < wanted; k++)
    if (draw_tie(ctx, t, seed, &at, k, t->row + t->rows)) t->rows++;
}

static falak_case *open_twin(falak_ctx *ctx, const twin *t)
{
  char text[16384], values[32] = "";
  if (!t->is_signed) snprintf(values, sizeof values, ", values: [0, 3]");
  int used = snprintf(text, sizeof text,
      WAVES
      "layers:\n  - {name: pact, covered: [2000, 2010], directed: %s, signed: %s, "
      "listed_only: %s%s%s%s%s}\n" ACTORS "@members.csv\nid\nM1\nM2\nM3\nM4\n"
      "@ties/pact.csv\nkind,from,to,start,end,status,value\n",
      t->undirected ? "false" : "true", t->is_signed ? "true" : "false",
      t->listed_only ? "true" : "false", values,
      t->two_mode ? ", second: members.csv" : "",
      t->counts_from ? ", counts_from: " : "", life[t->counts_from]);
  for (size_t k = 0; k < t->rows; k++) {
    const twin_tie *row = t->row + k;
    used += snprintf(text + used, sizeof text - (size_t)used, "k%u,%s,%s,%s,%s,%s,%g\n",
        row->kind, sides[0][row->from], sides[t->two_mode][row->to], dates[row->start],
        dates[row->end], life[row->status], row->value);
  }
  assert_true((size_t)used < sizeof text);
  return open_text(ctx, text);
}

/* Whether a row holds on a day, and surely so. */
static bool twin_holds(const twin *t, const twin_tie *row, int32_t day, bool *sure)
{
  bool open = !*dates[row->start], endless = !*dates[row->end];
  bool lapsed = row->status == 5;
  bool counts = lapsed ? !endless : !row->status || row->status >= t->counts_from;
  *sure = (open || day >= row->first.last) && (endless || day <= row->last.first);
  return counts && (open || day >= row->first.first) &&
      (endless || day <= row->last.last);
}

static bool twin_is_pair(const twin *t, const twin_tie *row, unsigned from, unsigned to)
{
  return (row->from == from && row->to == to) ||
      (t->undirected && row->from == to && row->to == from);
}

/* The day a row begins, for "the latest begun". */
static int64_t begun(const twin_tie *row)
{
  return *dates[row->start] ? row->first.first : INT32_MIN;
}

static void assert_tie(
    const twin *t, unsigned from, unsigned to, int32_t day, falak_tie tie)
{
  double value = NAN;
  int64_t latest = INT64_MIN;
  bool certain = false, sure;
  for (size_t k = 0; k < t->rows; k++) {
    const twin_tie *row = t->row + k;
    if (!twin_is_pair(t, row, from, to) || !twin_holds(t, row, day, &sure)) continue;
    bool wins = t->is_signed ? begun(row) >= latest : !(row->value < value);
    if (row->value == value) certain |= sure;
    if (wins && row->value != value) value = row->value, certain = sure;
    if (wins) latest = begun(row);
  }
  bool self = !t->two_mode && from == to;
  if (isnan(value) && (self || !t->listed_only)) value = 0, certain = true;
  if (day < day_of(2000, 1, 1) || day > day_of(2010, 12, 31)) {
    assert_int_equal(tie.state, FALAK_CELL_NOT_COVERED);
    value = NAN, certain = false;
  } else {
    assert_int_equal(tie.state, isnan(value) ? FALAK_CELL_MISSING : FALAK_CELL_VALUE);
  }
  assert_close(tie.value, value, 0, 0);
  /* In a signed layer of many words certainty follows the last run of equal ones. */
  if (!t->is_signed) assert_int_equal(tie.certain, certain);
}

static void compare_day(falak_ctx *ctx, const falak_case *c, const twin *t, int32_t day)
{
  double value[SIDE * SIDE];
  uint8_t state[SIDE * SIDE], certain[SIDE * SIDE];
  assert_ok(ctx, falak_layer_on_day(ctx, c, 0, day, value, state, certain));
  for (unsigned i = 0; i < SIDE; i++)
    for (unsigned j = 0; j < SIDE; j++) {
      falak_tie tie = falak_tie_at(c, 0, (falak_id)i, (falak_id)j, day);
      assert_tie(t, i, j, day, tie);
      assert_close(value[i * SIDE + j], tie.value, 0, 0);
      assert_int_equal(state[i * SIDE + j], tie.state);
      assert_int_equal(certain[i * SIDE + j], tie.certain);
    }
}

static void compare_wave(falak_ctx *ctx, const falak_case *c, size_t wave)
{
  static const int years[] = {2000, 2005, 2010};
  int8_t code[SIDE * SIDE];
  assert_ok(ctx, falak_layer_wave(ctx, c, 0, wave, code));
  for (unsigned i = 0; i < SIDE; i++)
    for (unsigned j = 0; j < SIDE; j++) {
      falak_tie tie =
          falak_tie_at(c, 0, (falak_id)i, (falak_id)j, day_of(years[wave], 12, 31));
      int want = isnan(tie.value) ? FALAK_WAVE_MISSING : (int)tie.value;
      assert_int_equal(code[i * SIDE + j], want);
    }
}

static void test_ties__agree_with_a_slow_twin(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_SEED(seed, 150) {
    twin t;
    draw_twin(ctx, seed, &t);
    falak_case *c = open_twin(ctx, &t);
    assert_int_equal(falak_tie_rows(c), t.rows);
    for (int32_t day = day_of(1999, 12, 1); day < day_of(2011, 2, 1); day += 23)
      compare_day(ctx, c, &t, day);
    for (size_t wave = 0; wave < 3; wave++) compare_wave(ctx, c, wave);
    close_text(c);
  }
}

FALAK_TEST_MAIN(TEST(test_ties__agree_with_a_slow_twin))

/* Measures on real tables of the reference folder: similarity of votes beside the
 * published extract, persistence on ideal points and change of defence pacts beside the
 * figures that the specification states. */
#include <falak/measure.h>

#include "reference/reference.h"

#define VOTES "world/un_votes_matrix_1946_2022.csv.gz"
#define CODES "world/country_codes_names.csv"

/* --- General Assembly votes ----------------------------------------------- */

/* One column a state (three letters), one row a roll call. */
typedef struct assembly {
  table votes, codes;
  size_t date, first; /* column of the date; first column of a state */
} assembly;

static assembly assembly_read(void)
{
  char *votes = reference_path(VOTES), *codes = reference_path(CODES);
  assembly a = {.votes = table_read(votes), .codes = table_read(codes)};
  a.date = table_column(&a.votes, "date");
  a.first = table_column(&a.votes, "issues") + 1;
  free(votes);
  free(codes);
  return a;
}

static void assembly_free(assembly *a)
{
  table_free(&a->votes);
  table_free(&a->codes);
}

/* Column of a state given by two or three letters, counted from the first state. */
static size_t state_of(const assembly *a, const char *code)
{
  size_t column = table_column(&a->votes, code);
  size_t iso2 = table_column(&a->codes, "iso2"), iso3 = table_column(&a->codes, "iso3");
  for (size_t r = 0; column == SIZE_MAX && r < a->codes.rows; r++)
    if (strcmp(table_at(&a->codes, r, iso2), code) == 0)
      column = table_column(&a->votes, table_at(&a->codes, r, iso3));
  if (column == SIZE_MAX) fail_msg("no votes of '%s'", code);
  return column - a->first;
}

/* 3 yes, 2 abstain, 1 no; an absence is missing. */
static int8_t vote_value(const char *cell)
{
  return *cell == 'Y' ? 3 : *cell == 'A' ? 2 : *cell == 'N' ? 1 : FALAK_VOTE_MISSING;
}

typedef struct year_of_votes {
  long year;
  size_t states, items;
  int8_t *vote; /* states x items */
  double *table[8];
  uint32_t *used;
} year_of_votes;

static const char *const names[] = {"S_abs", "S_sq", "kappa_nominal", "kappa_abs",
    "kappa_sq", "pi_nominal", "pi_abs", "pi_sq"};

static void year_free(year_of_votes *y)
{
  free(y->vote);
  free(y->used);
  for (size_t k = 0; k < 8; k++) free(y->table[k]);
  *y = (year_of_votes){.year = -1};
}

static void gather_votes(const assembly *a, year_of_votes *y)
{
  size_t *row = malloc((a->votes.rows + 1) * sizeof *row);
  y->items = 0;
  for (size_t r = 0; r < a->votes.rows; r++)
    if (strtol(table_at(&a->votes, r, a->date), NULL, 10) == y->year)
      row[y->items++] = r;
  y->vote = malloc(y->states * y->items + 1);
  for (size_t i = 0; i < y->states; i++)
    for (size_t k = 0; k < y->items; k++)
      y->vote[i * y->items + k] = vote_value(table_at(&a->votes, row[k], a->first + i));
  free(row);
}

/* Similarity of all pairs in one calendar year. */
static void year_measure(falak_ctx *ctx, const assembly *a, long year, year_of_votes *y)
{
  year_free(y);
  *y = (year_of_votes){.year = year, .states = a->votes.columns - a->first};
  gather_votes(a, y);
  size_t cells = y->states * y->states;
  for (size_t k = 0; k < 8; k++) y->table[k] = malloc(cells * sizeof(double));
  y->used = malloc(cells * sizeof *y->used);
  falak_similarity_tables t = {y->table[0], y->table[1], y->table[2], y->table[3],
      y->table[4], y->table[5], y->table[6], y->table[7], NULL, y->used};
  assert_ok(ctx, falak_similarity_panel(ctx, y->states, y->items, y->vote, 2, &t));
}

/* --- the extract ---------------------------------------------------------- */

/* Half a unit of the last place that a column prints. */
static double printed_tolerance(const table *t, size_t column)
{
  size_t most = 0;
  for (size_t r = 0; r < t->rows; r++) {
    const char *point = strchr(table_at(t, r, column), '.');
    size_t decimals = point ? strlen(point + 1) : 0;
    if (decimals > most) most = decimals;
  }
  return 0.5000001 * pow(10, -(double)most);
}

typedef struct pair_row {
  size_t i, j, items;
  double x[2048], y[2048];
} pair_row;

static void read_pair(const year_of_votes *y, pair_row *p)
{
  p->items = y->items;
  assert_true(p->items <= 2048);
  for (size_t k = 0; k < p->items; k++) {
    int8_t a = y->vote[p->i * y->items + k], b = y->vote[p->j * y->items + k];
    p->x[k] = a == FALAK_VOTE_MISSING ? (double)NAN : a;
    p->y[k] = b == FALAK_VOTE_MISSING ? (double)NAN : b;
  }
}

/* The same number by the pairwise function. */
static double pairwise(const pair_row *p, size_t which)
{
  falak_distance d =
      which < 2 ? (falak_distance)(which + 1) : (falak_distance)((which - 2) % 3);
  if (which < 2) return falak_s_score(p->items, p->x, p->y, d, 2, NULL, NULL);
  return which < 5 ? falak_kappa(p->items, p->x, p->y, d, NULL)
                   : falak_pi(p->items, p->x, p->y, d, NULL);
}

static void compare_row(
    tally *t, const table *extract, size_t row, const year_of_votes *y, pair_row *p)
{
  char what[128];
  size_t at = p->i * y->states + p->j;
  for (size_t c = 0; c < extract->columns; c++) {
    const char *name = extract->cell[c];
    double want = table_number(extract, row, c),
           tolerance = printed_tolerance(extract, c);
    snprintf(what, sizeof what, "row %zu %s", row + 2, name);
    if (strcmp(name, "n") == 0) tally_row(t, what, y->used[at], want, 0);
    if (strcmp(name, "agree") == 0)
      tally_row(
          t, what, falak_agreement_of(p->items, p->x, p->y, 2).exact, want, tolerance);
    for (size_t k = 0; k < 8; k++) {
      if (strcmp(name, names[k]) != 0) continue;
      tally_row(t, what, y->table[k][at], want, tolerance);
      assert_close(pairwise(p, k), y->table[k][at], 0, 1e-12);
    }
  }
}

typedef struct run {
  falak_ctx *ctx;
  assembly a;
} run;

static void compare_extract(const char *path, void *user)
{
  run *r = user;
  table extract = table_read(path);
  tally t = tally_begin(path);
  year_of_votes y = {.year = -1};
  pair_row *p = malloc(sizeof *p);
  size_t a = table_column(&extract, "a"), b = table_column(&extract, "b");
  size_t year = table_column(&extract, "year");

  for (size_t row = 0; row < extract.rows; row++) {
    long now = strtol(table_at(&extract, row, year), NULL, 10);
    if (now != y.year) year_measure(r->ctx, &r->a, now, &y);
    p->i = state_of(&r->a, table_at(&extract, row, a));
    p->j = state_of(&r->a, table_at(&extract, row, b));
    read_pair(&y, p);
    compare_row(&t, &extract, row, &y, p);
  }
  print_message("# %s: %zu pairs of states and years\n", t.file, extract.rows);
  year_free(&y);
  table_free(&extract);
  free(p);
  tally_end(&t);
}

static void test_votes__similarity_of_every_row_of_the_extract(void **state)
{
  REFERENCE_NEEDS(VOTES);
  REFERENCE_NEEDS(CODES);
  run r = {*state, assembly_read()};
  size_t files =
      reference_each("measures", "un_similarity", ".csv", compare_extract, &r);
  if (!files) print_message("# no un_similarity*.csv\n");
  assembly_free(&r.a);
}

/* --- figures stated in the specification ---------------------------------- */

/* The numbers after `phrase` in SPEC.md, spaces within them allowed; how many there
 * are. */
static size_t stated(const char *phrase, size_t most, double *x)
{
  char *path = reference_path("measures/SPEC.md"), *text = test_read_file(path, NULL);
  char *at = text ? strstr(text, phrase) : NULL, digits[64];
  size_t count = 0;
  free(path);
  if (at) at += strlen(phrase);
  while (at && *at && *at != '\n' && count < most) {
    size_t length = 0;
    while ((*at >= '0' && *at <= '9') || *at == '.' ||
        (length && *at == ' ' && at[1] >= '0' && at[1] <= '9')) {
      if (*at != ' ' && length < sizeof digits - 1) digits[length++] = *at;
      at++;
    }
    digits[length] = 0;
    if (length && strcmp(digits, ".") != 0)
      x[count++] = strtod(digits, NULL);
    else
      at++;
  }
  free(text);
  return count;
}

enum { FIRST = 1946, YEARS = 77, CODES_MOST = 1000 };

static void test_baselines__persistence_of_ideal_points(void **state)
{
  (void)state;
  double want[3], *x = malloc(CODES_MOST * YEARS * sizeof *x);
  REFERENCE_NEEDS("world/un_ideal_points.csv.gz");
  if (stated("all states 1992–2019, n =", 3, want) < 3) {
    free(x);
    print_message("# skipped: the figures are not stated\n");
    skip();
  }
  char *path = reference_path("world/un_ideal_points.csv.gz");
  table t = table_read(path);
  size_t code = table_column(&t, "ccode"), year = table_column(&t, "session");
  size_t point = table_column(&t, "ideal_point");
  for (size_t k = 0; k < CODES_MOST * YEARS; k++) x[k] = NAN;
  for (size_t r = 0; r < t.rows; r++)
    x[(size_t)table_number(&t, r, code) * YEARS + (size_t)table_number(&t, r, year) -
        1] = table_number(&t, r, point);

  /* a forecast for each of 1992 - 2019 from the year before, where both are known */
  double *before = malloc(CODES_MOST * YEARS * sizeof *before);
  for (size_t k = 0; k < CODES_MOST * YEARS; k++) {
    size_t now = FIRST + k % YEARS;
    before[k] = now < 1992 || now > 2019
        ? (double)NAN
        : falak_baseline_forecast(FALAK_PERSISTENCE, 1, x + k - 1, 1, 0);
  }
  falak_errors e = falak_errors_of(CODES_MOST * YEARS, before, x);
  tally rows = tally_begin(path);
  tally_row(&rows, "forecasts", (double)e.used, want[0], 0);
  tally_row(&rows, "MAE", e.mae, want[1], 5.1e-5);
  tally_row(&rows, "RMSE", e.rmse, want[2], 5.1e-5);
  table_free(&t);
  free(path);
  free(x);
  free(before);
  tally_end(&rows);
}

static void mark_pacts(const table *t, long year, int8_t *tie)
{
  size_t a = table_column(t, "ccode1"), b = table_column(t, "ccode2");
  size_t when = table_column(t, "year"), what = table_column(t, "defence");
  memset(tie, 0, (size_t)CODES_MOST * CODES_MOST);
  for (size_t r = 0; r < t->rows; r++)
    if (strtol(table_at(t, r, when), NULL, 10) == year && table_number(t, r, what) > 0)
      tie[(size_t)table_number(t, r, a) * CODES_MOST + (size_t)table_number(t, r, b)] =
          1;
}

static void test_change__defence_pacts_of_all_states(void **state)
{
  falak_ctx *ctx = *state;
  double want[4];
  REFERENCE_NEEDS("world/alliances_atop_dyadyear.csv.gz");
  if (stated("(ATOP), all states 1992–2018:", 4, want) < 4) {
    print_message("# skipped: the figures are not stated\n");
    skip();
  }
  char *path = reference_path("world/alliances_atop_dyadyear.csv.gz");
  table t = table_read(path);
  int8_t *before = malloc(CODES_MOST * CODES_MOST),
         *after = malloc(CODES_MOST * CODES_MOST);
  falak_tie_change sum = {0}, c;

  mark_pacts(&t, 1991, before);
  for (long year = 1992; year <= 2018; year++) {
    mark_pacts(&t, year, after);
    assert_ok(ctx, falak_tie_change_of(ctx, CODES_MOST, before, after, false, &c));
    sum.stable += c.stable, sum.created += c.created, sum.dissolved += c.dissolved;
    int8_t *swap = before;
    before = after, after = swap;
  }
  double all = (double)(sum.stable + sum.created + sum.dissolved);
  tally rows = tally_begin(path);
  tally_row(&rows, "stable", (double)sum.stable, want[0], 0);
  tally_row(&rows, "created", (double)sum.created, want[1], 0);
  tally_row(&rows, "dissolved", (double)sum.dissolved, want[2], 0);
  tally_row(&rows, "pooled Jaccard", (double)sum.stable / all, want[3], 5.1e-5);
  table_free(&t);
  free(path);
  free(before);
  free(after);
  tally_end(&rows);
}

FALAK_TEST_MAIN(TEST(test_votes__similarity_of_every_row_of_the_extract),
    TEST(test_baselines__persistence_of_ideal_points),
    TEST(test_change__defence_pacts_of_all_states))

/* The examples of docs/case-format.md are cases: a fence "```csv small/actors.csv"
 * holds the file actors.csv of the case small, "```text slips/problems" what check
 * says. */
#include "record/case_text.h"

typedef struct page {
  char *text; /* of the page */
  char folder[4096];
  char *problems;
} page;

/* Writes every file of one case that the page shows. */
static page read_page(const char *name)
{
  page p = {.text = test_read_file(test_data("../docs/case-format.md"), NULL)};
  size_t length = strlen(name);
  assert_non_null(p.text);
  snprintf(p.folder, sizeof p.folder, "%s", test_temporary_folder());
  for (char *at = p.text; (at = strstr(at, "\n```"));) {
    char file[128], *line = at + 4, *body = strchr(line, '\n');
    char *end = strstr(body, "\n```");
    assert_non_null(end);
    at = end + 4;
    if (sscanf(line, "%*[a-z] %127[^\n]", file) != 1 || strncmp(file, name, length) ||
        file[length] != '/')
      continue;
    if (!strcmp(file + length, "/problems"))
      p.problems = strndup(body + 1, (size_t)(end - body));
    else
      write_bytes(p.folder, file + length + 1, body + 1, (size_t)(end - body));
  }
  return p;
}

static void end_page(page *p)
{
  test_remove_folder(p->folder);
  free(p->text);
  free(p->problems);
}

static void test_docs__the_case_shown_has_no_problems(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  page p = read_page("small");
  falak_status st = falak_case_open(ctx, p.folder, &problems, &c);
  char *lines = problem_lines(problems, p.folder);
  assert_string_equal(lines, "");
  assert_ok(ctx, st);
  free(lines);
  falak_problems_destroy(problems);
  falak_case_close(c);
  end_page(&p);
}

static falak_cell in_year(
    const falak_case *c, const char *variable, const char *to, int year)
{
  falak_id kaz = falak_actor_find(c, "KAZ");
  return falak_cell_in_year(c, falak_variable_find(c, variable), kaz,
      to ? falak_actor_find(c, to) : FALAK_NO_ID, year);
}

static falak_tie on(const falak_case *c, const char *layer, const char *from,
    const char *to, int32_t day)
{
  falak_id id = falak_layer_find(c, layer);
  return falak_tie_at(
      c, id, falak_actor_find(c, from), falak_layer_column_find(c, id, to), day);
}

static void test_docs__the_case_shown_says_what_the_page_says(void **state)
{
  falak_ctx *ctx = *state;
  falak_case *c;
  page p = read_page("small");
  assert_ok(ctx, falak_case_open(ctx, p.folder, NULL, &c));
  falak_cell gdp = in_year(c, "gdp", NULL, 2000),
             trade = in_year(c, "trade", "RUS", 2005);
  assert_close(gdp.value, 18292, 0, 0);
  assert_close(gdp.low, 17100, 0, 0);
  assert_close(gdp.high, 20900, 0, 0);
  assert_close(trade.value, 3225, 0, 0);
  assert_close(trade.low, 2927, 0, 0);
  assert_close(in_year(c, "gdp", NULL, 2009).value, 115000, 0, 0);
  assert_int_equal(in_year(c, "gdp", NULL, 2010).state, FALAK_CELL_NOT_COVERED);
  /* lapsed before, only announced after */
  assert_close(on(c, "alliance", "UZB", "RUS", day_of(2005, 6, 1)).value, 2, 0, 0);
  assert_close(on(c, "alliance", "UZB", "RUS", day_of(2006, 6, 1)).value, 0, 0, 0);
  assert_close(on(c, "alliance", "RUS", "KAZ", day_of(2005, 6, 1)).value, 3, 0, 0);
  assert_false(on(c, "alliance", "KAZ", "TUR", day_of(2003, 6, 1)).certain);
  assert_close(on(c, "recognition", "UZB", "TUR", day_of(2002, 6, 1)).value, -1, 0, 0);
  assert_true(isnan(on(c, "recognition", "RUS", "TUR", day_of(2002, 6, 1)).value));
  assert_int_equal(
      on(c, "embassy", "KAZ", "RUS", day_of(2000, 6, 1)).state, FALAK_CELL_MISSING);
  assert_int_equal(on(c, "embassy", "KAZ", "RUS", day_of(2000, 6, 30)).structural, 1);
  falak_case_close(c);
  end_page(&p);
}

static void test_docs__the_slips_shown_give_the_problems_shown(void **state)
{
  falak_ctx *ctx = *state;
  falak_problems *problems;
  falak_case *c;
  page p = read_page("slips");
  assert_int_equal(falak_case_open(ctx, p.folder, &problems, &c), FALAK_E_INPUT);
  char *lines = problem_lines(problems, p.folder);
  assert_non_null(p.problems);
  assert_string_equal(lines, p.problems);
  free(lines);
  falak_problems_destroy(problems);
  end_page(&p);
}

FALAK_TEST_MAIN(TEST(test_docs__the_case_shown_has_no_problems),
    TEST(test_docs__the_case_shown_says_what_the_page_says),
    TEST(test_docs__the_slips_shown_give_the_problems_shown))

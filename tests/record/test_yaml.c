#include "base/text.h"
#include "record/yaml.h"
#include "support/falak_test.h"

/* --- trees ---------------------------------------------------------------- */

/* A tree as text: {key: value, ...}, [value, ...], plain or "quoted". */
static void print_tree(fk_text *out, const fk_yaml_node *node)
{
  if (node->kind == FK_YAML_SCALAR) {
    fk_text_printf(out, node->quoted ? "\"%s\"" : "%s", node->text);
    assert_int_equal(strlen(node->text), node->length);
    return;
  }
  size_t count = 0;
  fk_text_puts(out, node->kind == FK_YAML_LIST ? "[" : "{");
  for (const fk_yaml_node *entry = node->child; entry; entry = entry->next) {
    if (count++) fk_text_puts(out, ", ");
    if (node->kind == FK_YAML_MAP) fk_text_printf(out, "%s: ", entry->key);
    if (node->kind == FK_YAML_LIST) assert_null(entry->key);
    print_tree(out, entry);
  }
  assert_int_equal(count, node->children);
  fk_text_puts(out, node->kind == FK_YAML_LIST ? "]" : "}");
}

typedef struct reading {
  falak_ctx *ctx;
  falak_problems *problems;
  fk_yaml *yaml;
  falak_status status;
} reading;

static reading read_text(falak_ctx *ctx, const char *text, size_t length)
{
  reading r = {.ctx = ctx};
  assert_ok(ctx, falak_problems_create(ctx, &r.problems));
  r.status = fk_yaml_read_text(ctx, "case.yaml", text, length, r.problems, &r.yaml);
  falak_problems_sort(r.problems);
  return r;
}

static reading read(falak_ctx *ctx, const char *text)
{
  return read_text(ctx, text, strlen(text));
}

static void done(reading *r)
{
  fk_yaml_destroy(r->yaml);
  falak_problems_destroy(r->problems);
}

static void check_tree(falak_ctx *ctx, const char *text, const char *want)
{
  fk_text got = fk_text_begin(ctx);
  reading r = read(ctx, text);
  for (size_t k = 0; k < falak_problems_count(r.problems); k++)
    printf("# %s\n", falak_problems_get(r.problems, k).what);
  assert_ok(ctx, r.status);
  print_tree(&got, fk_yaml_root(r.yaml));
  assert_string_equal(fk_text_string(&got), want);
  fk_text_end(&got);
  done(&r);
}

static void test_yaml__gives_the_tree_of_text(void **state)
{
  falak_ctx *ctx = *state;
  check_tree(ctx, "title: Caspian\nyears: [2005, 2022]\n",
      "{title: Caspian, years: [2005, 2022]}");
  check_tree(ctx,
      "layers:\n  - name: alliance\n    directed: false\n  - {name: trade}\n",
      "{layers: [{name: alliance, directed: false}, {name: trade}]}");
  check_tree(ctx, "- a\n- - b\n  - c\n", "[a, [b, c]]");
  check_tree(ctx, "just text", "just text");
  check_tree(ctx, "a: {}\nb: []\nc:\nd: ''\n", "{a: {}, b: [], c: , d: \"\"}");
}

static void test_yaml__leaves_text_as_it_stands(void **state)
{
  falak_ctx *ctx = *state;
  check_tree(ctx, "[no, on, 1e3, 0x1F, 2022-02-24, null, ~, 'no', \"1\\n2\"]",
      "[no, on, 1e3, 0x1F, 2022-02-24, null, ~, \"no\", \"1\n2\"]");
  check_tree(ctx, "a: |\n  one\n  two\nb: >\n  one\n  two\n",
      "{a: \"one\ntwo\n\", b: \"one two\n\"}");
  check_tree(ctx, "key: value # comment\n# another\n\"no\": T\u00FCrkiye\n",
      "{key: value, no: T\u00FCrkiye}");
}

static void test_yaml__an_empty_document_is_an_empty_map(void **state)
{
  falak_ctx *ctx = *state;
  check_tree(ctx, "", "{}");
  check_tree(ctx, "# nothing\n", "{}");
  check_tree(ctx, "---\n", "{}");
  check_tree(ctx, "\xEF\xBB\xBF", "{}");
  check_tree(ctx, "\xEF\xBB\xBFkey: value\r\nother: 1\r\n", "{key: value, other: 1}");
}

static void test_yaml__nodes_know_their_place(void **state)
{
  falak_ctx *ctx = *state;
  reading r = read(ctx, "title: x\nlayers:\n  - name: y\n    mode:\n      two\n");
  const fk_yaml_node *layers = fk_yaml_get(fk_yaml_root(r.yaml), "layers");
  const fk_yaml_node *mode = fk_yaml_get(layers->child, "mode");
  assert_int_equal(layers->key_line, 2);
  assert_int_equal(layers->line, 3);
  assert_int_equal(layers->column, 3);
  assert_int_equal(mode->key_line, 4);
  assert_int_equal(mode->line, 5);
  assert_int_equal(mode->column, 7);
  assert_null(fk_yaml_get(fk_yaml_root(r.yaml), "absent"));
  assert_null(fk_yaml_get(layers, "name"));
  assert_null(fk_yaml_get(NULL, "name"));
  assert_string_equal(fk_yaml_file(r.yaml), "case.yaml");
  done(&r);
}

/* --- trouble -------------------------------------------------------------- */

typedef struct wanted {
  uint32_t line;
  const char *what, *mend; /* parts */
} wanted;

static void check_problems(
    const falak_problems *problems, size_t count, const wanted *want)
{
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    bool fits = k < count && p.line == want[k].line && strstr(p.what, want[k].what) &&
        strstr(p.mend, want[k].mend) && p.severity == FALAK_ERROR;
    if (!fits) printf("# %s:%u: %s: %s\n", p.file, (unsigned)p.line, p.what, p.mend);
    assert_true(fits);
  }
  assert_int_equal(falak_problems_count(problems), count);
}

#define CHECK_REFUSED(ctx, text, length, ...)                                          \
  do {                                                                                 \
    reading refused_r = read_text(ctx, text, length);                                  \
    const wanted refused_want[] = {__VA_ARGS__};                                       \
    assert_int_equal(refused_r.status, FALAK_E_INPUT);                                 \
    assert_null(refused_r.yaml);                                                       \
    check_problems(                                                                    \
        refused_r.problems, sizeof refused_want / sizeof *refused_want, refused_want); \
    done(&refused_r);                                                                  \
  } while (0)
#define CHECK_REFUSED_TEXT(ctx, text, ...)                                             \
  CHECK_REFUSED(ctx, text, strlen(text), __VA_ARGS__)

static void test_yaml__a_key_given_twice_names_both_lines(void **state)
{
  falak_ctx *ctx = *state;
  CHECK_REFUSED_TEXT(ctx, "a: 1\nb: 2\n'a': 3\nc: {d: 1,\n d: 2}\n",
      {3, "the key 'a' is given twice, first on line 1", "keep one of lines 1 and 3"},
      {5, "the key 'd' is given twice, first on line 4", "keep one of lines 4 and 5"});
}

static void test_yaml__refuses_what_falak_does_not_use(void **state)
{
  falak_ctx *ctx = *state;
  CHECK_REFUSED_TEXT(ctx, "a: &x 1\nb: *x\nc:\n  <<: {d: 1}\ne: !!str 4\nf: ! 5\n",
      {1, "an anchor '&'", "leave it out"}, {2, "an alias '*'", "write the value out"},
      {4, "a merge key '<<'", "write the entries out"},
      {5, "a tag '!'", "leave it out"}, {6, "a tag '!'", "leave it out"});
  CHECK_REFUSED_TEXT(
      ctx, "a: 1\n---\nb: 2\n", {2, "a second document", "remove the line '---'"});
  CHECK_REFUSED_TEXT(
      ctx, "a: 1\n? [b, c]\n: d\n", {2, "in the place of a key", "before the colon"});
  CHECK_REFUSED_TEXT(
      ctx, "a: &x 1\n*x : 2\n", {1, "an anchor", ""}, {2, "an alias", ""});
  check_tree(ctx, "a: '&x'\nb: '*x'\n'<<': '!!str'\n",
      "{a: \"&x\", b: \"*x\", <<: \"!!str\"}");
}

static void test_yaml__syntax_trouble_has_line_and_mend(void **state)
{
  falak_ctx *ctx = *state;
  CHECK_REFUSED_TEXT(ctx, "a:\n\t- b\n", {2, "not YAML", "spaces, not tabs"});
  CHECK_REFUSED_TEXT(
      ctx, "a: 1\nb: \"open\nc: 2\n", {2, "not YAML", "close the quote"});
  CHECK_REFUSED_TEXT(ctx, "a: b: c\n", {1, "mapping values", "quote a text"});
  CHECK_REFUSED_TEXT(ctx, "a: [1, 2\nb: 3\n", {2, "not YAML", "close brackets"});
  CHECK_REFUSED_TEXT(ctx, "a: 1\n b: 2\n", {2, "not YAML", ""});
  CHECK_REFUSED_TEXT(ctx, "a: 1\nb: \xFF\n", {2, "UTF-8", "save the file as UTF-8"});
  CHECK_REFUSED_TEXT(ctx, "a: \"x\\0y\"\n", {1, "a byte 0", "leave out"});
  CHECK_REFUSED(ctx, "a: x\0y\n", 7, {1, "control characters", "UTF-8"});
}

/* Depth and number of nodes are bounded, so that a hostile file costs little. */
static void test_yaml__depth_and_size_have_bounds(void **state)
{
  falak_ctx *ctx = *state;
  char deep[200];
  memset(deep, '[', 64);
  memset(deep + 64, ']', 64);
  deep[128] = 0;
  reading r = read(ctx, deep);
  assert_ok(ctx, r.status);
  done(&r);
  memset(deep, '[', 65);
  memset(deep + 65, ']', 65);
  deep[130] = 0;
  CHECK_REFUSED_TEXT(ctx, deep, {1, "65 levels deep", "64 levels are enough"});

  fk_text many = fk_text_begin(ctx);
  fk_text_puts(&many, "[");
  for (int k = 0; k < 1000001; k++) fk_text_puts(&many, k ? ",x" : "x");
  fk_text_puts(&many, "]");
  CHECK_REFUSED_TEXT(ctx, fk_text_string(&many), {1, "more than a million", "CSV"});
  fk_text_end(&many);
}

static void test_yaml__reads_files_and_says_when_it_cannot(void **state)
{
  falak_ctx *ctx = *state;
  reading r = {.ctx = ctx};
  fk_text long_file = fk_text_begin(ctx);
  char folder[4096], path[8192];
  snprintf(folder, sizeof folder, "%s", test_temporary_folder());
  snprintf(path, sizeof path, "%s/case.yaml", folder);
  for (int k = 0; k < 3000; k++) fk_text_printf(&long_file, "key%d: value\n", k);
  test_write_file(folder, "case.yaml", fk_text_string(&long_file));
  fk_text_end(&long_file);

  assert_ok(ctx, falak_problems_create(ctx, &r.problems));
  assert_ok(ctx, fk_yaml_read(ctx, path, r.problems, &r.yaml));
  assert_int_equal(fk_yaml_root(r.yaml)->children, 3000);
  assert_string_equal(fk_yaml_file(r.yaml), path);
  fk_yaml_destroy(r.yaml);
  assert_fails(
      ctx, FALAK_E_IO, "/nowhere", fk_yaml_read(ctx, "/nowhere", r.problems, &r.yaml));
  assert_null(r.yaml);
  assert_fails(ctx, FALAK_E_IO, folder, fk_yaml_read(ctx, folder, r.problems, &r.yaml));
  assert_int_equal(falak_problems_count(r.problems), 0);
  done(&r);
  test_remove_folder(folder);
}

static falak_status read_once(falak_ctx *ctx, const char *text)
{
  falak_problems *problems;
  fk_yaml *yaml = NULL;
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = fk_yaml_read_text(ctx, "f", text, strlen(text), problems, &yaml);
  if (st == FALAK_E_INPUT) st = FALAK_OK;
  fk_yaml_destroy(yaml);
  falak_problems_destroy(problems);
  return st;
}

static void test_yaml__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, read_once(ctx, "a: 1\nb: [x, {y: z}]\n"));
  EACH_ALLOCATION_FAILS(ctx, read_once(ctx, "a: &x 1\na: *x\n"));
}

/* --- typed reading -------------------------------------------------------- */

static void test_schema__reads_each_kind(void **state)
{
  falak_ctx *ctx = *state;
  reading r = read(ctx, "b: true\ni: -5\nd: 0.25\nw: two\nt: some text\ny: 2022-Q1\n");
  const fk_yaml_node *root = fk_yaml_root(r.yaml);
  static const char *const words[] = {"one", "two"};
  bool b = false;
  int64_t i = 0;
  double d = 0;
  int w = 0;
  const char *t = "";
  falak_date y = FALAK_DATE_NONE;
  assert_ok(ctx, fk_yaml_bool(r.yaml, r.problems, fk_yaml_get(root, "b"), &b));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, fk_yaml_get(root, "i"), -9, 9, &i));
  assert_ok(ctx, fk_yaml_double(r.yaml, r.problems, fk_yaml_get(root, "d"), 0, 1, &d));
  assert_ok(
      ctx, fk_yaml_choice(r.yaml, r.problems, fk_yaml_get(root, "w"), words, 2, &w));
  assert_ok(ctx, fk_yaml_text(r.yaml, r.problems, fk_yaml_get(root, "t"), &t));
  assert_ok(ctx, fk_yaml_date(ctx, r.yaml, r.problems, fk_yaml_get(root, "y"), &y));
  assert_true(b && i == -5 && d == 0.25 && w == 1 && strcmp(t, "some text") == 0);
  assert_int_equal(y.last, falak_day(2022, 3, 31));
  assert_int_equal(falak_problems_count(r.problems), 0);
  done(&r);
}

static void test_schema__absent_keys_leave_the_default(void **state)
{
  falak_ctx *ctx = *state;
  reading r = read(ctx, "");
  bool b = true;
  int64_t i = 7;
  double d = 7;
  int w = 7;
  const char *t = "seven";
  falak_date y = {7, 7};
  assert_ok(ctx, fk_yaml_bool(r.yaml, r.problems, NULL, &b));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, NULL, 0, 1, &i));
  assert_ok(ctx, fk_yaml_double(r.yaml, r.problems, NULL, 0, 1, &d));
  assert_ok(ctx, fk_yaml_choice(r.yaml, r.problems, NULL, &t, 1, &w));
  assert_ok(ctx, fk_yaml_text(r.yaml, r.problems, NULL, &t));
  assert_ok(ctx, fk_yaml_date(ctx, r.yaml, r.problems, NULL, &y));
  assert_ok(ctx, fk_yaml_check_keys(r.yaml, r.problems, NULL, &t, 1));
  assert_true(b && i == 7 && d == 7 && w == 7 && y.first == 7);
  assert_int_equal(falak_problems_count(r.problems), 0);
  done(&r);
}

static void test_schema__what_does_not_fit_is_a_problem_and_changes_nothing(
    void **state)
{
  falak_ctx *ctx = *state;
  reading r = read(ctx,
      "b: yes\ni: 3.5\nj: 12\nd: 1,5\ne: 2\nw: tow\nv: x\nt: [1]\ny: 2022-13\nm: "
      "{}\nn:\n");
  const fk_yaml_node *root = fk_yaml_root(r.yaml);
  static const char *const words[] = {"one", "two", "three"};
  bool b = true;
  int64_t i = 7;
  double d = 7;
  int w = 7;
  const char *t = "seven";
  falak_date y = {7, 7};
  assert_ok(ctx, fk_yaml_bool(r.yaml, r.problems, fk_yaml_get(root, "b"), &b));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, fk_yaml_get(root, "i"), 0, 9, &i));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, fk_yaml_get(root, "j"), 0, 9, &i));
  assert_ok(ctx, fk_yaml_double(r.yaml, r.problems, fk_yaml_get(root, "d"), 0, 1, &d));
  assert_ok(ctx,
      fk_yaml_double(r.yaml, r.problems, fk_yaml_get(root, "e"), -INFINITY, 1, &d));
  assert_ok(
      ctx, fk_yaml_choice(r.yaml, r.problems, fk_yaml_get(root, "w"), words, 3, &w));
  assert_ok(
      ctx, fk_yaml_choice(r.yaml, r.problems, fk_yaml_get(root, "v"), words, 3, &w));
  assert_ok(ctx, fk_yaml_text(r.yaml, r.problems, fk_yaml_get(root, "t"), &t));
  assert_ok(ctx, fk_yaml_date(ctx, r.yaml, r.problems, fk_yaml_get(root, "y"), &y));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, fk_yaml_get(root, "m"), 0, 9, &i));
  assert_ok(ctx, fk_yaml_int(r.yaml, r.problems, fk_yaml_get(root, "n"), 0, 9, &i));
  assert_true(b && i == 7 && d == 7 && w == 7 && t[0] == 's' && y.first == 7);

  const wanted want[] = {{1, "'b': 'yes' is not true or false", "write true or false"},
      {2, "'i': '3.5' is not a whole number", "write a whole number from 0 to 9"},
      {3, "'j': '12' is not within its bounds", "from 0 to 9"},
      {4, "'d': '1,5' is not a number", "write a number from 0 to 1"},
      {5, "'e': '2' is not within its bounds", "write a number, 1 or less"},
      {6, "'w': 'tow' is not one of the words", "did you mean 'two'?"},
      {7, "'v': 'x' is not one of the words", "write one, two or three"},
      {8, "'t' is a list here", "write a text"},
      {9, "'y': '2022-13' has month 13", "months run from 01 to 12"},
      {10, "'m' is a map here", "write a whole number"},
      {11, "'n': an empty value is not a whole number", "write a whole number"}};
  falak_problems_sort(r.problems);
  check_problems(r.problems, sizeof want / sizeof *want, want);
  done(&r);
}

static void test_schema__unknown_keys_name_the_nearest(void **state)
{
  falak_ctx *ctx = *state;
  reading r = read(ctx, "title: x\nlayer: []\nYears: 3\nzzz: 1\n");
  static const char *const known[] = {"title", "layers", "years"};
  assert_ok(
      ctx, fk_yaml_check_keys(r.yaml, r.problems, fk_yaml_root(r.yaml), known, 3));
  const wanted want[] = {{2, "the key 'layer' is not known", "did you mean 'layers'?"},
      {3, "the key 'Years' is not known", "did you mean 'years'?"},
      {4, "the key 'zzz' is not known", "leave it out"}};
  falak_problems_sort(r.problems);
  check_problems(r.problems, 3, want);
  done(&r);
}

FALAK_TEST_MAIN(TEST(test_yaml__gives_the_tree_of_text),
    TEST(test_yaml__leaves_text_as_it_stands),
    TEST(test_yaml__an_empty_document_is_an_empty_map),
    TEST(test_yaml__nodes_know_their_place),
    TEST(test_yaml__a_key_given_twice_names_both_lines),
    TEST(test_yaml__refuses_what_falak_does_not_use),
    TEST(test_yaml__syntax_trouble_has_line_and_mend),
    TEST(test_yaml__depth_and_size_have_bounds),
    TEST(test_yaml__reads_files_and_says_when_it_cannot),
    TEST(test_yaml__survives_every_failed_allocation),
    TEST(test_schema__reads_each_kind),
    TEST(test_schema__absent_keys_leave_the_default),
    TEST(test_schema__what_does_not_fit_is_a_problem_and_changes_nothing),
    TEST(test_schema__unknown_keys_name_the_nearest))

/* Writing a case back: bytes without an edit stay, edits do what they say, and a folder
 * appears whole or not at all. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/case_text.h"

/* A byte order mark, both kinds of line end, quotes needed and not, none at the end. */
static const char quirks[] = "\xEF\xBB\xBF\"actor\",time,variable,value,note\r\n"
                             "AAA,2001,gdp,1.50,\"a \"\"quoted\"\"\r\nnote\"\r\n"
                             "\r\n"
                             "\"BBB\",2001,gdp,02,\r\n"
                             "CCC,2001,\"gdp\",3e0,last";

/* A case with that file, and files that falak does not read. */
static const char *quirky_folder(void)
{
  const char *folder =
      case_folder(YEARS "layers:\n  - {name: pact, covered: [2000, 2010]}\n" ACTORS
                        "@ties/pact.csv\nfrom,to,start,end\nAAA,BBB,2001,\n"
                        "@notes/read me.txt\nnot falak's\n");
  write_bytes(folder, "attributes.csv", quirks, sizeof quirks - 1);
  write_bytes(folder, "بيانات.bin", "\0\1\2", 3);
  return folder;
}

typedef struct place {
  char from[4096], to[4200];
  falak_case *c;
  falak_edits *edits;
} place;

static place open_quirky(falak_ctx *ctx)
{
  place p;
  snprintf(p.from, sizeof p.from, "%s", quirky_folder());
  snprintf(p.to, sizeof p.to, "%s-out", p.from);
  assert_ok(ctx, falak_case_open(ctx, p.from, NULL, &p.c));
  assert_ok(ctx, falak_edits_create(ctx, &p.edits));
  return p;
}

static void close_place(place *p)
{
  falak_edits_destroy(p->edits);
  falak_case_close(p->c);
  test_remove_folder(p->from);
  test_remove_folder(p->to);
}

static char *text_of(const char *folder, const char *name)
{
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return test_read_file(path, NULL);
}

static void assert_file(const char *folder, const char *name, const char *want)
{
  char *text = text_of(folder, name);
  assert_non_null(text);
  assert_string_equal(text, want);
  free(text);
}

static void assert_same_file(const char *a, const char *b, const char *name)
{
  char path[8192];
  size_t length_a, length_b;
  snprintf(path, sizeof path, "%s/%s", a, name);
  char *text_a = test_read_file(path, &length_a);
  snprintf(path, sizeof path, "%s/%s", b, name);
  char *text_b = test_read_file(path, &length_b);
  assert_non_null(text_a);
  assert_non_null(text_b);
  assert_int_equal(length_a, length_b);
  assert_memory_equal(text_a, text_b, length_a);
  free(text_a);
  free(text_b);
}

/* Neither a stage nor anything else was left beside the folder. */
static void assert_no_leftovers(const char *folder)
{
  char name[4096];
  const char *slash = strrchr(folder, '/');
  snprintf(name, sizeof name, ".%s", slash + 1);
  char parent[4096];
  snprintf(parent, sizeof parent, "%.*s", (int)(slash - folder), folder);
  DIR *beside = opendir(parent);
  assert_non_null(beside);
  for (struct dirent *entry; (entry = readdir(beside));)
    assert_int_not_equal(strncmp(entry->d_name, name, strlen(name)), 0);
  closedir(beside);
}

static void test_write__without_edits_every_byte_stays(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  assert_ok(ctx, falak_case_write(ctx, p.c, NULL, p.to));
  const char *const names[] = {"case.yaml", "actors.csv", "attributes.csv",
      "ties/pact.csv", "notes/read me.txt", "بيانات.bin"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    assert_same_file(p.from, p.to, names[k]);
  assert_no_leftovers(p.to);
  close_place(&p);
}

static void test_write__what_was_written_opens_with_the_same_fingerprint(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  falak_case *again;
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_ok(ctx, falak_case_open(ctx, p.to, NULL, &again));
  assert_string_equal(falak_case_hash(again), falak_case_hash(p.c));
  falak_case_close(again);
  close_place(&p);
}

static void test_write__an_edit_changes_its_row_alone(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  assert_ok(ctx, falak_edits_set(p.edits, "attributes.csv", 5, "value", "2,5"));
  assert_ok(ctx, falak_edits_set(p.edits, "attributes.csv", 5, "note", "a \"note\""));
  assert_ok(ctx, falak_edits_set(p.edits, "attributes.csv", 6, "note", ""));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_file(p.to, "attributes.csv",
      "\xEF\xBB\xBF\"actor\",time,variable,value,note\r\n"
      "AAA,2001,gdp,1.50,\"a \"\"quoted\"\"\r\nnote\"\r\n"
      "\r\n"
      "BBB,2001,gdp,\"2,5\",\"a \"\"note\"\"\"\r\n"
      "CCC,2001,gdp,3e0,");
  close_place(&p);
}

static void test_write__rows_go_and_come(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  const char *columns[] = {"value", "variable", "actor", "time"};
  const char *texts[] = {"4", "gdp", "DDD", "2001"};
  assert_ok(ctx, falak_edits_remove(p.edits, "attributes.csv", 2));
  assert_ok(ctx, falak_edits_append(p.edits, "attributes.csv", 4, columns, texts));
  assert_ok(
      ctx, falak_edits_append(p.edits, "attributes.csv", 1, columns + 2, texts + 2));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_file(p.to, "attributes.csv",
      "\xEF\xBB\xBF\"actor\",time,variable,value,note\r\n"
      "\r\n"
      "\"BBB\",2001,gdp,02,\r\n"
      "CCC,2001,\"gdp\",3e0,last\r\n"
      "DDD,2001,gdp,4,\r\n"
      "DDD,,,,\r\n");
  close_place(&p);
}

static void test_write__the_last_of_two_edits_of_a_field_wins(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  const char *columns[] = {"from", "to", "from"}, *texts[] = {"AAA", "CCC", "BBB"};
  assert_ok(ctx, falak_edits_set(p.edits, "ties/pact.csv", 2, "end", "2003"));
  assert_ok(ctx, falak_edits_set(p.edits, "ties/pact.csv", 2, "end", "2004"));
  assert_ok(ctx, falak_edits_append(p.edits, "ties/pact.csv", 3, columns, texts));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_file(
      p.to, "ties/pact.csv", "from,to,start,end\nAAA,BBB,2001,2004\nBBB,CCC,,\n");
  close_place(&p);
}

static void test_write__a_case_can_be_written_onto_itself(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  char path[8192];
  struct stat before, after;
  snprintf(path, sizeof path, "%s/notes/read me.txt", p.from);
  assert_int_equal(chmod(path, 0640), 0);
  assert_int_equal(stat(path, &before), 0);
  assert_ok(ctx, falak_edits_set(p.edits, "ties/pact.csv", 2, "end", "2003"));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.from));
  assert_file(p.from, "ties/pact.csv", "from,to,start,end\nAAA,BBB,2001,2003\n");
  assert_file(p.from, "notes/read me.txt", "not falak's\n");
  assert_int_equal(stat(path, &after), 0);
  assert_int_equal(before.st_mode, after.st_mode);
  assert_no_leftovers(p.from);
  close_place(&p);
}

static void test_write__an_older_case_in_its_place_goes_whole(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  mkdir(p.to, 0777);
  write_case(p.to, YEARS ACTORS "@old.txt\nold\n");
  assert_ok(ctx, falak_case_write(ctx, p.c, NULL, p.to));
  assert_null(text_of(p.to, "old.txt"));
  assert_same_file(p.from, p.to, "attributes.csv");
  close_place(&p);
}

static void test_write__a_folder_that_is_no_case_is_left_alone(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  char within[4200];
  mkdir(p.to, 0777);
  write_case(p.to, "@thesis.tex\nmy only copy\n");
  assert_fails(ctx, FALAK_E_USAGE, "something else than a case",
      falak_case_write(ctx, p.c, NULL, p.to));
  assert_file(p.to, "thesis.tex", "my only copy\n");
  snprintf(within, sizeof within, "%s/sub/out", p.from);
  assert_fails(
      ctx, FALAK_E_USAGE, "within the case", falak_case_write(ctx, p.c, NULL, within));
  close_place(&p);
}

/* What fails leaves nothing behind and what was there as it was. */
static void assert_refused(falak_ctx *ctx, place *p, const char *part)
{
  mkdir(p->to, 0777);
  write_case(p->to, YEARS ACTORS);
  assert_fails(ctx, FALAK_E_INPUT, part, falak_case_write(ctx, p->c, p->edits, p->to));
  assert_null(text_of(p->to, "attributes.csv"));
  assert_no_leftovers(p->to);
  close_place(p);
}

static void test_write__edits_that_find_nothing_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  assert_ok(ctx, falak_edits_set(p.edits, "attributes.csv", 3, "value", "1"));
  assert_refused(ctx, &p, "no row of 'attributes.csv' begins on line 3");

  p = open_quirky(ctx); /* the header is no row */
  assert_ok(ctx, falak_edits_remove(p.edits, "attributes.csv", 1));
  assert_refused(ctx, &p, "no row of 'attributes.csv' begins on line 1");

  p = open_quirky(ctx);
  assert_ok(ctx, falak_edits_set(p.edits, "attributes.csv", 2, "worth", "1"));
  assert_refused(ctx, &p, "attributes.csv has no column 'worth'");

  p = open_quirky(ctx);
  const char *column = "variable", *text = "gdp";
  assert_ok(ctx, falak_edits_append(p.edits, "dyads.csv", 1, &column, &text));
  assert_refused(ctx, &p, "the case has no file 'dyads.csv'");
}

static void test_write__edits_that_would_spoil_a_file_are_refused(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  const char *column = "actor", *text = "caf\xe9";
  assert_fails(ctx, FALAK_E_INPUT, "not valid UTF-8",
      falak_edits_set(p.edits, "attributes.csv", 2, "note", text));
  assert_fails(ctx, FALAK_E_INPUT, "not valid UTF-8",
      falak_edits_append(p.edits, "attributes.csv", 1, &column, &text));
  assert_fails(ctx, FALAK_E_INPUT, "no CSV file",
      falak_edits_set(p.edits, "case.yaml", 1, "title", "x"));
  assert_fails(ctx, FALAK_E_INPUT, "no file of the case",
      falak_edits_remove(p.edits, "../other.csv", 2));
  assert_fails(ctx, FALAK_E_INPUT, "no file of the case",
      falak_edits_remove(p.edits, "/other.csv", 2));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  close_place(&p);
}

static void test_write__a_file_changed_since_is_not_edited(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  write_bytes(p.from, "ties/pact.csv", "from,to\nAAA,BBB\n", 16);
  assert_ok(ctx, falak_edits_remove(p.edits, "ties/pact.csv", 2));
  assert_refused(ctx, &p, "has changed since the case was opened");
}

static void test_write__tables_of_one_column_and_unnamed_ones(void **state)
{
  falak_ctx *ctx = *state;
  place p;
  const char *column = "b", *text = "";
  snprintf(p.from, sizeof p.from, "%s",
      case_folder(YEARS ACTORS "@one.csv\nb\n1\n2\n@two.csv\na,,b\n1,2,3\n@no.csv\n"));
  snprintf(p.to, sizeof p.to, "%s-out", p.from);
  assert_ok(ctx, falak_case_open(ctx, p.from, NULL, &p.c));
  assert_ok(ctx, falak_edits_create(ctx, &p.edits));
  assert_ok(ctx, falak_edits_set(p.edits, "one.csv", 2, "b", ""));
  assert_ok(ctx, falak_edits_append(p.edits, "one.csv", 1, &column, &text));
  assert_ok(ctx, falak_edits_set(p.edits, "two.csv", 2, "b", "4"));
  assert_ok(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_file(p.to, "one.csv", "b\n\"\"\n2\n\"\"\n");
  assert_file(p.to, "two.csv", "a,,b\n1,2,4\n");
  assert_ok(ctx, falak_edits_append(p.edits, "no.csv", 1, &column, &text));
  assert_fails(ctx, FALAK_E_INPUT, "no.csv has no header",
      falak_case_write(ctx, p.c, p.edits, p.to));
  close_place(&p);
}

static falak_status make_edits(falak_ctx *ctx, falak_edits **edits)
{
  const char *columns[] = {"actor", "value"}, *texts[] = {"DDD", "4"};
  falak_status st = falak_edits_create(ctx, edits);
  if (!st) st = falak_edits_append(*edits, "attributes.csv", 2, columns, texts);
  if (!st) st = falak_edits_remove(*edits, "ties/pact.csv", 2);
  if (st) {
    falak_edits_destroy(*edits);
    *edits = NULL;
  }
  return st;
}

static void test_write__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  place p = open_quirky(ctx);
  falak_edits_destroy(p.edits);
  EACH_ALLOCATION_FAILS_UNDO(
      ctx, make_edits(ctx, &p.edits), falak_edits_destroy(p.edits));
  assert_ok(ctx, make_edits(ctx, &p.edits));
  EACH_ALLOCATION_FAILS(ctx, falak_case_write(ctx, p.c, p.edits, p.to));
  assert_no_leftovers(p.to);
  EACH_ALLOCATION_FAILS(ctx, falak_case_write(ctx, p.c, NULL, p.from));
  EACH_ALLOCATION_FAILS(ctx, falak_case_write(ctx, p.c, p.edits, p.from));
  assert_no_leftovers(p.from);
  close_place(&p);
}

FALAK_TEST_MAIN(TEST(test_write__without_edits_every_byte_stays),
    TEST(test_write__what_was_written_opens_with_the_same_fingerprint),
    TEST(test_write__an_edit_changes_its_row_alone), TEST(test_write__rows_go_and_come),
    TEST(test_write__the_last_of_two_edits_of_a_field_wins),
    TEST(test_write__a_case_can_be_written_onto_itself),
    TEST(test_write__an_older_case_in_its_place_goes_whole),
    TEST(test_write__a_folder_that_is_no_case_is_left_alone),
    TEST(test_write__edits_that_find_nothing_are_refused),
    TEST(test_write__edits_that_would_spoil_a_file_are_refused),
    TEST(test_write__a_file_changed_since_is_not_edited),
    TEST(test_write__tables_of_one_column_and_unnamed_ones),
    TEST(test_write__survives_every_failed_allocation))

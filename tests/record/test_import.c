#include <falak/record.h>

#include <unistd.h>

#include "case_text.h"

/* Files of a text below a fresh folder, imported into its subfolder `case`. */
typedef struct imported {
  char folder[4096], out[4200];
  falak_problems *problems;
  falak_status status;
} imported;

static imported import_text(falak_ctx *ctx, const char *text)
{
  imported is = {.problems = NULL};
  char map[4200];
  snprintf(is.folder, sizeof is.folder, "%s", case_folder(text));
  snprintf(is.out, sizeof is.out, "%s/case", is.folder);
  snprintf(map, sizeof map, "%s/map.yaml", is.folder);
  assert_ok(ctx, falak_problems_create(ctx, &is.problems));
  is.status =
      falak_import_rsiena(ctx, 1, (const char *const[]){map}, is.out, is.problems);
  return is;
}

static void forget(imported *is)
{
  falak_problems_destroy(is->problems);
  test_remove_folder(is->folder);
}

static falak_case *open_imported(falak_ctx *ctx, const imported *is)
{
  falak_case *c;
  if (is->status) {
    char *lines = problem_lines(is->problems, is->folder);
    print_message("%s", lines);
    free(lines);
  }
  assert_ok(ctx, is->status);
  assert_ok(ctx, falak_case_open(ctx, is->out, NULL, &c));
  return c;
}

static void assert_wave(falak_ctx *ctx, const falak_case *c, const char *layer,
    size_t wave, const int *want)
{
  falak_id id = falak_layer_find(c, layer);
  assert_true(id >= 0);
  size_t cells = falak_layer_get(c, id).rows * falak_layer_get(c, id).columns;
  int8_t code[64];
  assert_true(cells <= sizeof code);
  assert_ok(ctx, falak_layer_wave(ctx, c, id, wave, code));
  for (size_t k = 0; k < cells; k++) assert_int_equal(code[k], want[k]);
}

enum { NA = FALAK_WAVE_MISSING };

static const char matrices[] =
    "@map.yaml\nwaves: [1995, 1997]\nmissing: [9]\n"
    "networks: [{name: net, files: [a.txt, b.csv]}]\n"
    "behaviours: [{name: z, file: c.txt}]\n"
    "covariates: [{name: v, file: d.csv, column: v}]\n"
    "@a.txt\n0 1 NA\n10 0 1\n9 11 0\n"
    "@b.csv\n\"\",\"V1\",\"V2\",\"V3\"\n\"1\",NA,1,0\n\"2\",10,0,1\n\"3\",0,11,5\n"
    "@c.txt\n1 2\n2 NA\n3\t1\n"
    "@d.csv\nid;v\n3;0.5\n1;-2\n";

static void test_import__takes_matrices_with_their_codes(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_text(ctx, matrices);
  falak_case *c = open_imported(ctx, &is);
  size_t waves;
  assert_int_equal(falak_case_waves(c, &waves)[1], 1997);
  assert_int_equal(waves, 2);
  assert_wave(ctx, c, "net", 0, (const int[]){0, 1, NA, 10, 0, 1, NA, 11, 0});
  assert_wave(ctx, c, "net", 1, (const int[]){0, 1, 0, 10, 0, 1, 0, 11, 0});
  assert_true(falak_layer_get(c, falak_layer_find(c, "net")).directed);
  falak_case_close(c);
  forget(&is);
}

static void test_import__takes_what_is_known_of_actors(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_text(ctx, matrices);
  falak_case *c = open_imported(ctx, &is);
  falak_id z = falak_variable_find(c, "z"), v = falak_variable_find(c, "v");
  assert_close(falak_cell_in_year(c, z, 0, FALAK_NO_ID, 1997).value, 2, 0, 0);
  assert_int_equal(
      falak_cell_in_year(c, z, 1, FALAK_NO_ID, 1997).state, FALAK_CELL_MISSING);
  assert_close(falak_cell_in_year(c, v, 0, FALAK_NO_ID, 1995).value, -2, 0, 0);
  assert_int_equal(
      falak_cell_in_year(c, v, 1, FALAK_NO_ID, 1995).state, FALAK_CELL_MISSING);
  falak_case_close(c);
  forget(&is);
}

static void test_import__takes_lists_of_one_and_two_modes(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_text(ctx,
      "@map.yaml\nwaves: 2\nactors: {file: who.txt}\nnodes: [{name: items, count: 2}]\n"
      "networks:\n"
      "  - {name: net, file: net.csv}\n"
      "  - {name: both, file: net.csv, symmetric: either}\n"
      "  - {name: bip, file: bip.txt, nodes: items, form: edges}\n"
      "covariates: [{name: cat, file: cat.txt, of: items}]\n"
      "dyads: [{name: w, file: w.csv}]\n"
      "@who.txt\nx\ny\nz\n"
      "@net.csv\nwave,ego,alter\n1,x,y\n2,y,x\n2,z,x\n"
      "@bip.txt\nx 2 1 1\ny 1 1 2\n"
      "@cat.txt\n3\n4\n"
      "@w.csv\nperiod,ego,alter,value\n1,x,z,2.5\n");
  falak_case *c = open_imported(ctx, &is);
  assert_string_equal(falak_actor_get(c, 1).id, "y");
  assert_wave(ctx, c, "net", 0, (const int[]){0, 1, 0, 0, 0, 0, 0, 0, 0});
  assert_wave(ctx, c, "net", 1, (const int[]){0, 0, 0, 1, 0, 0, 1, 0, 0});
  assert_false(falak_layer_get(c, falak_layer_find(c, "both")).directed);
  assert_wave(ctx, c, "both", 1, (const int[]){0, 1, 1, 1, 0, 0, 1, 0, 0});
  assert_wave(ctx, c, "bip", 0, (const int[]){0, 1, 0, 0, 0, 0});
  assert_wave(ctx, c, "bip", 1, (const int[]){0, 0, 1, 0, 0, 0});
  falak_id w = falak_variable_find(c, "w");
  assert_close(falak_cell_in_year(c, w, 0, 2, 1).value, 2.5, 0, 0);
  falak_case_close(c);
  forget(&is);
}

static void test_import__tells_every_slip_with_its_line(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_text(ctx,
      "@map.yaml\nnetworks: [{name: net, files: [a.txt, b.txt]}]\n"
      "behaviours:\n  - {name: z, fil: c.txt}\n  - {name: net, file: c.txt}\n"
      "@a.txt\n0 1\n2 0\n@b.txt\n0 x\n1\n@c.txt\n1 2\n2 3\n");
  assert_int_equal(is.status, FALAK_E_INPUT);
  falak_problems_sort(is.problems);
  char *lines = problem_lines(is.problems, is.folder);
  assert_string_equal(lines,
      "error a.txt:2: '2' is no value of a tie: write 0, 1, NA, 10 (cannot be) or 11 "
      "(cannot end); other codes of missing go into missing: [9]\n"
      "error b.txt:1: 'x' is not a number: write a number, or NA\n"
      "error b.txt:2: 1 cells for 2 nodes: give a cell for each pair\n"
      "error map.yaml:3: an entry names no file: add file: FILE\n"
      "error map.yaml:3: the key 'fil' is not known: did you mean 'file'?\n"
      "error map.yaml:4: the name 'net' is taken: take another\n");
  free(lines);
  assert_int_not_equal(access(is.out, F_OK), 0);
  forget(&is);
}

static void test_import__leaves_a_folder_of_somebodys_alone(void **state)
{
  falak_ctx *ctx = *state;
  imported is = import_text(ctx, matrices);
  assert_ok(ctx, is.status);
  char map[4200];
  snprintf(map, sizeof map, "%s/map.yaml", is.folder);
  assert_fails(ctx, FALAK_E_USAGE, "is there and not empty",
      falak_import_rsiena(ctx, 1, (const char *const[]){map}, is.out, is.problems));
  forget(&is);
}

/* Without a mapping the files are the waves of one network. */
static void test_import__needs_no_mapping_for_one_network(void **state)
{
  falak_ctx *ctx = *state;
  char a[4200], b[4200], out[4200];
  const char *folder = case_folder("@a.txt\n0 1\n0 0\n@b.txt\n0 1\n1 0\n");
  snprintf(a, sizeof a, "%s/a.txt", folder);
  snprintf(b, sizeof b, "%s/b.txt", folder);
  snprintf(out, sizeof out, "%s/case", folder);
  falak_problems *problems;
  falak_case *c;
  assert_ok(ctx, falak_problems_create(ctx, &problems));
  assert_ok(
      ctx, falak_import_rsiena(ctx, 2, (const char *const[]){a, b}, out, problems));
  assert_ok(ctx, falak_case_open(ctx, out, NULL, &c));
  assert_wave(ctx, c, "network", 0, (const int[]){0, 1, 0, 0});
  assert_wave(ctx, c, "network", 1, (const int[]){0, 1, 1, 0});
  falak_case_close(c);
  falak_problems_destroy(problems);
  out[strlen(out) - 5] = 0;
  test_remove_folder(out);
}

static falak_status import_and_forget(falak_ctx *ctx, const char *map, const char *out)
{
  falak_problems *problems = NULL;
  falak_status st = falak_problems_create(ctx, &problems);
  if (!st) st = falak_import_rsiena(ctx, 1, &map, out, problems);
  falak_problems_destroy(problems);
  return st;
}

static void test_import__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  char folder[4096], map[4200], out[4200];
  snprintf(folder, sizeof folder, "%s", case_folder(matrices));
  snprintf(map, sizeof map, "%s/map.yaml", folder);
  snprintf(out, sizeof out, "%s/case", folder);
  EACH_ALLOCATION_FAILS(ctx, import_and_forget(ctx, map, out));
  test_remove_folder(folder);
}

FALAK_TEST_MAIN(TEST(test_import__takes_matrices_with_their_codes),
    TEST(test_import__takes_what_is_known_of_actors),
    TEST(test_import__takes_lists_of_one_and_two_modes),
    TEST(test_import__tells_every_slip_with_its_line),
    TEST(test_import__leaves_a_folder_of_somebodys_alone),
    TEST(test_import__needs_no_mapping_for_one_network),
    TEST(test_import__survives_every_failed_allocation))

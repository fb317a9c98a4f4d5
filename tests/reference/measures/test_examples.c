/* The worked examples of the measures: every key of expected.json beside what falak
 * computes from the same inputs. Inputs come from running worked_examples.py, so the
 * test follows whatever numbers the folder holds. Without Python, keys that need such
 * inputs are skipped and counted; tests/measure holds the same numbers by hand. */
#include "examples.h"

#include <unistd.h>

/* Measures that falak does not have yet. */
static const char *const later[] = {"M13.", "M18."};

static bool is_later(const char *key)
{
  for (size_t k = 0; k < sizeof later / sizeof *later; k++)
    if (rest_of(key, later[k])) return true;
  return false;
}

static const recipe *find_recipe(const char *key)
{
  const recipe *const list[] = {dependence_recipes, similarity_recipes,
      composite_recipes, network_recipes, score_recipes};
  for (size_t k = 0; k < sizeof list / sizeof *list; k++)
    for (const recipe *r = list[k]; r->begins; r++)
      if (rest_of(key, r->begins)) return r;
  return NULL;
}

/* --- comparing ------------------------------------------------------------ */

static double number_or_nan(const json_t *value)
{
  return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void compare(
    tally *t, const char *name, const json_t *got, const json_t *want, double tolerance)
{
  char part[512];
  const char *key;
  json_t *value;

  if (json_is_object(want)) {
    json_object_foreach((json_t *)want, key, value)
    {
      snprintf(part, sizeof part, "%s.%s", name, key);
      compare(t, part, json_object_get(got, key), value, tolerance);
    }
  } else if (json_is_array(want)) {
    if (json_array_size(got) != json_array_size(want)) tally_other(t, name, false);
    for (size_t k = 0; k < json_array_size(want); k++) {
      snprintf(part, sizeof part, "%s[%zu]", name, k);
      compare(t, part, json_array_get(got, k), json_array_get(want, k), tolerance);
    }
  } else if (json_is_number(want) || json_is_null(want)) {
    if (!got)
      tally_other(t, name, false);
    else
      tally_row(t, name, number_or_nan(got), number_or_nan(want), tolerance);
  } else {
    tally_other(t, name, json_equal(got, want));
  }
}

/* --- inputs --------------------------------------------------------------- */

static json_t *run_python(const char *python, const char *examples)
{
  char *command, *folder = strdup(test_temporary_folder());
  const char *dump = test_data("reference/measures/dump_inputs.py");
  if (asprintf(&command, "%s '%s' '%s' '%s'", python, dump, examples, folder) < 0)
    abort();
  FILE *pipe = popen(command, "r");
  json_t *inputs = pipe ? json_loadf(pipe, 0, NULL) : NULL;
  if (pipe) pclose(pipe);
  test_remove_folder(folder);
  free(command);
  free(folder);
  return inputs;
}

/* NULL without Python; an example that does not run is a failure. */
static json_t *read_inputs(void)
{
  static const char *const python[] = {"/usr/bin/python3", "python3"};
  char *examples = reference_path("measures/worked_examples.py");
  json_t *inputs = NULL;
  bool found = false;

  for (size_t k = 0; k < 2 && !found; k++) {
    char command[64];
    snprintf(command, sizeof command, "%s -c pass 2>/dev/null", python[k]);
    found = system(command) == 0;
    if (found) inputs = run_python(python[k], examples);
  }
  free(examples);
  if (found && !inputs) fail_msg("the worked examples do not run");
  return inputs;
}

/* --- the test ------------------------------------------------------------- */

/* True for keys whose inputs all stand in expected.json itself. */
static bool needs_no_inputs(const char *key)
{
  static const char *const own[] = {"M9.inputs", "M9.votes", "M17.participation",
      "M19.decay", "M20.brier", "M20.crps", "M20.rps", "M20.skill"};
  for (size_t k = 0; k < sizeof own / sizeof *own; k++)
    if (rest_of(key, own[k]) && strcmp(key, "M19.decayed_sum") != 0) return true;
  return false;
}

static void compare_key(falak_ctx *ctx, tally *t, const char *key, json_t *want,
    json_t *expected, json_t *inputs)
{
  const recipe *r = find_recipe(key);
  example e = {ctx, key, want, json_object_get(inputs, key), expected};
  if (!r) {
    print_message("# no measure is known for %s\n", key);
    tally_other(t, key, false);
    return;
  }
  json_t *got = r->compute(&e);
  compare(t, key, got, want, r->tolerance > 0 ? r->tolerance : 1e-9);
  json_decref(got);
  release_inputs();
}

static void compare_all(falak_ctx *ctx, const char *path)
{
  json_error_t error;
  json_t *expected = json_load_file(path, 0, &error), *inputs = read_inputs(), *want;
  tally t = tally_begin(path);
  size_t keys = 0, without_python = 0, not_yet = 0;
  const char *key;

  if (!expected) fail_msg("%s:%d: %s", path, error.line, error.text);
  json_object_foreach(expected, key, want)
  {
    if (is_later(key)) {
      print_message("# not of this room yet: %s\n", key);
      not_yet++;
    } else if (!inputs && !needs_no_inputs(key)) {
      without_python++;
    } else {
      compare_key(ctx, &t, key, want, expected, inputs);
      keys++;
    }
  }
  print_message(
      "# %zu keys compared, %zu of measures that come later\n", keys, not_yet);
  if (without_python)
    print_message("# no Python here: %zu keys skipped; tests/measure has the worked "
                  "numbers by hand\n",
        without_python);
  json_decref(expected);
  json_decref(inputs);
  tally_end(&t);
}

static void test_examples__every_published_number(void **state)
{
  REFERENCE_NEEDS("measures/expected.json");
  char *path = reference_path("measures/expected.json");
  compare_all(*state, path);
  free(path);
}

FALAK_TEST_MAIN(TEST(test_examples__every_published_number))

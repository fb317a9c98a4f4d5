/* The key `philox` of scenario/inputs.json and expected.json: blocks published with
 * Random123, and addresses (seed, stream, replicate, unit, index) with their uniforms.
 */
#include <jansson.h>

#include "base/random.h"
#include "reference/reference.h"

static json_t *load_philox(const char *name)
{
  char *path = reference_path(name);
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  if (!root) fail_msg("%s:%d: %s", path, error.line, error.text);
  json_t *philox = json_incref(json_object_get(root, "philox"));
  json_decref(root);
  free(path);
  return philox;
}

/* Words are hexadecimal text; a plain number is taken as one. */
static uint32_t word(const json_t *list, size_t k)
{
  const json_t *item = json_array_get(list, k);
  if (json_is_integer(item)) return (uint32_t)json_integer_value(item);
  const char *text = json_string_value(item);
  return text ? (uint32_t)strtoul(text, NULL, 16) : 0;
}

static uint64_t number(const json_t *list, size_t k)
{
  const json_t *item = json_array_get(list, k);
  if (json_is_integer(item)) return (uint64_t)json_integer_value(item);
  const char *text = json_string_value(item);
  return text ? strtoull(text, NULL, 0) : 0;
}

static void compare_block(
    tally *t, size_t row, const json_t *input, const json_t *expected)
{
  const json_t *at = json_object_get(input, "counter"),
               *by = json_object_get(input, "key");
  uint32_t counter[4], key[2], out[4];
  char what[96];
  bool equal = json_array_size(expected) == 4;
  for (size_t k = 0; k < 4; k++) counter[k] = word(at, k);
  for (size_t k = 0; k < 2; k++) key[k] = word(by, k);
  fk_philox(counter, key, out);
  for (size_t k = 0; k < 4; k++) equal &= out[k] == word(expected, k);
  snprintf(what, sizeof what, "row known[%zu]: got %08x %08x %08x %08x", row, out[0],
      out[1], out[2], out[3]);
  tally_other(t, what, equal);
}

static void compare_uniform(
    tally *t, size_t row, const json_t *address, const json_t *expected)
{
  char what[96];
  fk_rng_at at = {.seed = number(address, 0),
      .stream = (uint32_t)number(address, 1),
      .replicate = (uint32_t)number(address, 2),
      .unit = (uint32_t)number(address, 3)};
  double want = json_is_number(expected) ? json_number_value(expected) : (double)NAN;
  snprintf(what, sizeof what, "row addresses[%zu]", row);
  tally_row(t, what, fk_uniform(&at, number(address, 4)), want, 0);
}

static void test_philox__agrees_with_the_reference(void **state)
{
  (void)state;
  REFERENCE_NEEDS("scenario/inputs.json");
  REFERENCE_NEEDS("scenario/expected.json");
  json_t *inputs = load_philox("scenario/inputs.json");
  json_t *expected = load_philox("scenario/expected.json");
  const json_t *known = json_object_get(inputs, "known");
  const json_t *addresses = json_object_get(inputs, "addresses");
  tally t = tally_begin("");
  snprintf(t.file, sizeof t.file, "scenario/expected.json philox");

  for (size_t k = 0; k < json_array_size(known); k++)
    compare_block(&t, k, json_array_get(known, k),
        json_array_get(json_object_get(expected, "known"), k));
  for (size_t k = 0; k < json_array_size(addresses); k++)
    compare_uniform(&t, k, json_array_get(addresses, k),
        json_array_get(json_object_get(expected, "uniform"), k));
  json_decref(inputs);
  json_decref(expected);
  tally_end(&t);
}

FALAK_TEST_MAIN(TEST(test_philox__agrees_with_the_reference))

#include "examples.h"

static void *kept[4096];
static size_t kept_count;

void release_inputs(void)
{
  while (kept_count) free(kept[--kept_count]);
}

double *take_doubles(size_t n)
{
  double *x = calloc(n + 1, sizeof *x);
  assert_non_null(x);
  assert_true(kept_count < sizeof kept / sizeof *kept);
  kept[kept_count++] = x;
  return x;
}

numbers numbers_of(const json_t *array)
{
  numbers v = {.n = json_array_size(array)};
  v.x = take_doubles(v.n);
  for (size_t k = 0; k < v.n; k++) {
    const json_t *item = json_array_get(array, k);
    v.x[k] = json_is_null(item) ? (double)NAN : json_number_value(item);
  }
  return v;
}

static json_t *input(const example *e, const char *part, const char *what)
{
  json_t *found = e->entry ? json_object_get(e->entry, part) : NULL;
  if (!found) fail_msg("%s: the examples have no %s", e->key, what);
  return found;
}

json_t *global(const example *e, const char *name)
{
  json_t *value = json_object_get(input(e, "globals", "values"), name);
  if (!value) fail_msg("%s: the examples have no value %s", e->key, name);
  return value;
}

json_t *argument(const example *e, size_t call, size_t index)
{
  json_t *made = json_array_get(input(e, "calls", "calls"), call);
  json_t *value = json_array_get(json_object_get(made, "arguments"), index);
  if (!value) fail_msg("%s: call %zu has no argument %zu", e->key, call, index);
  return value;
}

numbers literals(const example *e)
{
  return numbers_of(input(e, "literals", "numbers"));
}

double literal(const example *e, size_t k)
{
  numbers all = literals(e);
  if (k >= all.n) fail_msg("%s: %zu numbers, not %zu", e->key, all.n, k + 1);
  return all.x[k];
}

const char *key_at(json_t *object, size_t k)
{
  const char *name;
  json_t *value;
  json_object_foreach(object, name, value) if (k-- == 0) return name;
  fail_msg("an object of %zu keys is too small", json_object_size(object));
  return NULL;
}

size_t place(json_t *names, const char *name)
{
  for (size_t k = 0; k < json_array_size(names); k++)
    if (strcmp(json_string_value(json_array_get(names, k)), name) == 0) return k;
  fail_msg("no '%s' among the names", name);
  return 0;
}

double number_after(const char *text, const char *after)
{
  const char *at = strstr(text, after);
  if (!at) fail_msg("no '%s' in '%s'", after, text);
  return strtod(at + strlen(after), NULL);
}

const char *rest_of(const char *text, const char *prefix)
{
  size_t length = strlen(prefix);
  return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

json_t *number(double x)
{
  return isnan(x) ? json_null() : json_real(x);
}

json_t *array_of(size_t n, const double *x)
{
  json_t *array = json_array();
  for (size_t k = 0; k < n; k++) json_array_append_new(array, number(x[k]));
  return array;
}

void put(json_t *object, const char *name, double x)
{
  json_object_set_new(object, name, number(x));
}

void must(const example *e, falak_status st)
{
  if (st) fail_msg("%s: %s", e->key, falak_ctx_error(e->ctx)->message);
}

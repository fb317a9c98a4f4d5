/* `estimate:` of the `ties:` block. */
#include "ties/case.h"

#include "base/error.h"

static falak_status read_counts(fk_ties_reading *r, const fk_yaml_node *map)
{
  falak_ties_options *o = &r->tc->options;
  const struct {
    const char *key;
    int64_t least, most;
    size_t *to;
  } counts[] = {{"subphases", 0, 20, &o->subphases},
      {"phase3", 10, 10000000, &o->phase3}, {"n2start", 0, 10000000, &o->n2start},
      {"rounds", 1, 1000, &o->rounds}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof counts / sizeof *counts; k++) {
    int64_t value = (int64_t)*counts[k].to;
    st = fk_yaml_int(r->yaml, r->problems, fk_yaml_get(map, counts[k].key),
        counts[k].least, counts[k].most, &value);
    *counts[k].to = (size_t)value;
  }
  int64_t seed = (int64_t)o->seed;
  if (!st)
    st = fk_yaml_int(
        r->yaml, r->problems, fk_yaml_get(map, "seed"), 0, INT64_MAX, &seed);
  o->seed = (uint64_t)seed;
  return st;
}

static falak_status read_reals(fk_ties_reading *r, const fk_yaml_node *map)
{
  falak_ties_options *o = &r->tc->options;
  const struct {
    const char *key;
    double least, most;
    double *to;
  } reals[] = {{"gain", 1e-6, 10, &o->first_gain},
      {"reduce_gain", 1e-6, 1, &o->reduce_gain}, {"diagonalize", 0, 1, &o->diagonalize},
      {"truncation", 1e-6, 1e9, &o->truncation}, {"bound", 1e-6, 1e9, &o->bound},
      {"until", 0, 1e9, &o->until}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof reals / sizeof *reals; k++)
    st = fk_yaml_double(r->yaml, r->problems, fk_yaml_get(map, reals[k].key),
        reals[k].least, reals[k].most, reals[k].to);
  return st;
}

static falak_status read_switches(fk_ties_reading *r, const fk_yaml_node *map)
{
  static const char *const words[] = {"auto", "true", "false"};
  falak_ties_options *o = &r->tc->options;
  const struct {
    const char *key;
    bool *to;
  } switches[] = {{"dolby", &o->dolby}, {"double_averaging", &o->double_averaging},
      {"finite_differences", &o->finite_differences},
      {"split_variables", &o->split_variables}};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < sizeof switches / sizeof *switches; k++)
    st = fk_yaml_bool(
        r->yaml, r->problems, fk_yaml_get(map, switches[k].key), switches[k].to);
  int conditional = FALAK_TIES_AUTO;
  if (!st)
    st = fk_yaml_choice(
        r->yaml, r->problems, fk_yaml_get(map, "conditional"), words, 3, &conditional);
  o->conditioning = (falak_ties_conditioning)conditional;
  return st;
}

falak_status fk_ties_read_options(fk_ties_reading *r)
{
  static const char *const keys[] = {"conditional", "condition_on", "seed", "subphases",
      "phase3", "n2start", "rounds", "gain", "reduce_gain", "diagonalize", "truncation",
      "bound", "until", "dolby", "double_averaging", "finite_differences",
      "split_variables", "note"};
  const fk_yaml_node *map = fk_yaml_get(r->block, "estimate");
  if (!map) return FALAK_OK;
  if (map->kind != FK_YAML_MAP)
    return fk_ties_complain(
        r, map, "write estimate: {seed: 1, until: 0.2}", "estimate is not a map");
  falak_status st =
      fk_yaml_check_keys(r->yaml, r->problems, map, keys, sizeof keys / sizeof *keys);
  if (!st) st = read_counts(r, map);
  if (!st) st = read_reals(r, map);
  if (!st) st = read_switches(r, map);
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "condition_on"),
        &r->tc->options.condition_on);
  return st;
}

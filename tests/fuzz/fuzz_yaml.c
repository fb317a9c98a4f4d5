/* A document becomes a tree that hangs together, or problems that each have a line,
 * words and a mend. Every node stands being asked for every kind of value. */
#include <math.h>

#include "fuzz.h"
#include "record/yaml.h"

static void ask(falak_ctx *ctx, const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node)
{
  static const char *const words[] = {"one", "two", "mutual"};
  bool yes;
  int64_t whole;
  double number;
  int choice;
  falak_date date;
  const char *text;
  MUST(!fk_yaml_bool(yaml, problems, node, &yes));
  MUST(!fk_yaml_int(yaml, problems, node, -5, 2100, &whole));
  MUST(!fk_yaml_double(yaml, problems, node, 0, INFINITY, &number));
  MUST(!fk_yaml_choice(yaml, problems, node, words, 3, &choice));
  MUST(!fk_yaml_date(ctx, yaml, problems, node, &date));
  MUST(!fk_yaml_text(yaml, problems, node, &text));
  MUST(!fk_yaml_check_keys(yaml, problems, node, words, 3));
}

static void walk(falak_ctx *ctx, const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, size_t depth)
{
  size_t count = 0;
  MUST(depth <= 65 && strlen(node->text) == node->length);
  MUST(node->kind == FK_YAML_SCALAR || node->length == 0);
  if (depth < 3) ask(ctx, yaml, problems, node);
  for (const fk_yaml_node *entry = node->child; entry; entry = entry->next) {
    count++;
    MUST((entry->key != NULL) == (node->kind == FK_YAML_MAP));
    if (entry->key && count < 50) MUST(fk_yaml_get(node, entry->key) == entry);
    walk(ctx, yaml, problems, entry, depth + 1);
  }
  MUST(count == node->children && (!count || node->kind != FK_YAML_SCALAR));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  falak_problems *problems;
  fk_yaml *yaml;
  MUST(!falak_problems_create(ctx, &problems));
  falak_status st =
      fk_yaml_read_text(ctx, "noise", (const char *)data, size, problems, &yaml);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT);
  MUST((yaml != NULL) == (st == FALAK_OK));
  MUST((falak_problems_count(problems) == 0) == (st == FALAK_OK));
  if (yaml) walk(ctx, yaml, problems, fk_yaml_root(yaml), 0);
  falak_problems_sort(problems);
  for (size_t k = 0; k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    MUST(p.line > 0 && p.what[0] && p.mend[0]);
  }
  fk_yaml_destroy(yaml);
  falak_problems_destroy(problems);
  falak_ctx_destroy(ctx);
  return 0;
}

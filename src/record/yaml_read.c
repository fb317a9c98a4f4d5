/* What a schema asks of a YAML tree: known keys, and scalars of a kind. */
#include "record/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/strings.h"
#include "base/text.h"
#include "record/problems.h"

falak_status fk_yaml_complain(const fk_yaml *yaml, falak_problems *problems,
    falak_severity severity, const fk_yaml_node *node, const char *mend,
    const char *format, ...)
{
  char what[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  return falak_problems_add(
      problems, severity, fk_yaml_file(yaml), node ? node->line : 0, what, mend);
}

/* How a message names a node: its key, or its text. */
static const char *name_of(const fk_yaml_node *node, char shown[FK_QUOTE_TEXT])
{
  if (node->key) return fk_quote(node->key, strlen(node->key), shown);
  if (node->kind == FK_YAML_SCALAR) return fk_quote(node->text, node->length, shown);
  return node->kind == FK_YAML_LIST ? "a list" : "a map";
}

falak_status fk_yaml_check_keys(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *map, const char *const *known, size_t count)
{
  falak_status st = FALAK_OK;
  if (!map || map->kind != FK_YAML_MAP) return FALAK_OK;
  for (const fk_yaml_node *entry = map->child; !st && entry; entry = entry->next) {
    size_t k = 0;
    while (k < count && strcmp(known[k], entry->key) != 0) k++;
    if (k < count) continue;
    char shown[FK_QUOTE_TEXT], what[128], mend[128];
    const char *near = fk_nearest(known, count, entry->key, strlen(entry->key));
    snprintf(what, sizeof what, "the key %s is not known",
        fk_quote(entry->key, strlen(entry->key), shown));
    if (near)
      snprintf(mend, sizeof mend, "did you mean '%s'?", near);
    else
      snprintf(mend, sizeof mend, "leave it out, or see docs/case-format.md");
    st = falak_problems_add(
        problems, FALAK_ERROR, fk_yaml_file(yaml), entry->key_line, what, mend);
  }
  return st;
}

/* Whether there is a text to read; a list or a map in its place is a problem. */
static falak_status ask_scalar(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char *wanted, bool *there)
{
  char shown[FK_QUOTE_TEXT];
  *there = node && node->kind == FK_YAML_SCALAR;
  if (*there || !node) return FALAK_OK;
  return fk_yaml_complain(yaml, problems, FALAK_ERROR, node, wanted, "%s is a %s here",
      name_of(node, shown), node->kind == FK_YAML_LIST ? "list" : "map");
}

/* "KEY: 'text' is no ...", or without the key inside a list. */
static falak_status complain_of_text(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char *mend, const char *kind)
{
  char shown[FK_QUOTE_TEXT], key[FK_QUOTE_TEXT];
  if (node->key) fk_quote(node->key, strlen(node->key), key);
  return fk_yaml_complain(yaml, problems, FALAK_ERROR, node, mend, "%s%s%s is not %s",
      node->key ? key : "", node->key ? ": " : "",
      node->length ? fk_quote(node->text, node->length, shown) : "an empty value",
      kind);
}

falak_status fk_yaml_bool(
    const fk_yaml *yaml, falak_problems *problems, const fk_yaml_node *node, bool *out)
{
  bool there;
  falak_status st = ask_scalar(yaml, problems, node, "write true or false", &there);
  if (st || !there) return st;
  bool yes = strcmp(node->text, "true") == 0;
  if (!yes && strcmp(node->text, "false") != 0)
    return complain_of_text(
        yaml, problems, node, "write true or false", "true or false");
  *out = yes;
  return FALAK_OK;
}

falak_status fk_yaml_int(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, int64_t least, int64_t greatest, int64_t *out)
{
  bool there;
  int64_t value;
  char mend[96];
  snprintf(mend, sizeof mend, "write a whole number from %lld to %lld",
      (long long)least, (long long)greatest);
  falak_status st = ask_scalar(yaml, problems, node, mend, &there);
  if (st || !there) return st;
  if (!fk_parse_int(node->text, node->length, &value))
    return complain_of_text(yaml, problems, node, mend, "a whole number");
  if (value < least || value > greatest)
    return complain_of_text(yaml, problems, node, mend, "within its bounds");
  *out = value;
  return FALAK_OK;
}

static void print_bounds(double least, double greatest, char mend[128])
{
  char low[FK_NUMBER_TEXT], high[FK_NUMBER_TEXT];
  bool from = least >= -1e300, to = greatest <= 1e300;
  fk_format_double(least, low);
  fk_format_double(greatest, high);
  if (from && to)
    snprintf(mend, 128, "write a number from %s to %s", low, high);
  else if (from)
    snprintf(mend, 128, "write a number, %s or more", low);
  else if (to)
    snprintf(mend, 128, "write a number, %s or less", high);
  else
    snprintf(mend, 128, "write a number like 1234.5");
}

falak_status fk_yaml_double(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, double least, double greatest, double *out)
{
  bool there;
  double value;
  char mend[128];
  print_bounds(least, greatest, mend);
  falak_status st = ask_scalar(yaml, problems, node, mend, &there);
  if (st || !there) return st;
  if (!fk_parse_double(node->text, node->length, &value))
    return complain_of_text(yaml, problems, node, mend, "a number");
  if (value < least || value > greatest)
    return complain_of_text(yaml, problems, node, mend, "within its bounds");
  *out = value;
  return FALAK_OK;
}

/* "did you mean 'two'?", or "write one, two or three". */
static void mend_choice(const fk_yaml_node *node, const char *const *words,
    size_t count, char *mend, size_t room)
{
  size_t used = 0;
  const char *near = fk_nearest(words, count, node->text, node->length);
  if (near) {
    snprintf(mend, room, "did you mean '%s'?", near);
    return;
  }
  for (size_t k = 0; k < count && used < room; k++) {
    const char *before = k == 0 ? "write " : k + 1 == count ? " or " : ", ";
    used += (size_t)snprintf(mend + used, room - used, "%s%s", before, words[k]);
  }
}

falak_status fk_yaml_choice(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char *const *words, size_t count, int *out)
{
  bool there;
  char mend[512] = "";
  if (!node) return FALAK_OK;
  for (size_t k = 0; node->kind == FK_YAML_SCALAR && k < count; k++)
    if (strcmp(words[k], node->text) == 0) {
      *out = (int)k;
      return FALAK_OK;
    }
  mend_choice(node, words, count, mend, sizeof mend);
  falak_status st = ask_scalar(yaml, problems, node, mend, &there);
  if (st || !there) return st;
  return complain_of_text(yaml, problems, node, mend, "one of the words known here");
}

falak_status fk_yaml_date(falak_ctx *ctx, const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, falak_date *out)
{
  bool there;
  char key[FK_QUOTE_TEXT] = "", prefix[FK_QUOTE_TEXT + 4] = "";
  falak_status st =
      ask_scalar(yaml, problems, node, "write a date like 2022-02-24", &there);
  if (st || !there) return st;
  st = falak_date_parse(ctx, node->text, node->length, out);
  if (st != FALAK_E_INPUT) return st;
  if (node->key)
    snprintf(
        prefix, sizeof prefix, "%s: ", fk_quote(node->key, strlen(node->key), key));
  return fk_problems_add_error(
      problems, ctx, FALAK_ERROR, fk_yaml_file(yaml), node->line, prefix);
}

falak_status fk_yaml_text(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char **out)
{
  bool there;
  falak_status st = ask_scalar(
      yaml, problems, node, "write a text, in quotes if it holds a colon", &there);
  if (!st && there) *out = node->text;
  return st;
}

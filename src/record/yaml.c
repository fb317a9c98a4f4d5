/* The tree of a YAML document from libyaml's events. Nodes and texts come from the
 * context, one block each; what libyaml itself allocates while it reads does not (it
 * has no hook for that), and when that fails the status is E_NO_MEMORY all the same. */
#include "record/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch.h"
#include "base/text.h"

enum { LEVELS = 64, NODES = 1000000, LONGEST_FILE = 64 << 20 };

struct fk_yaml {
  falak_ctx *ctx;
  fk_scratch memory; /* everything below lies here */
  const char *name;
  fk_yaml_node *root;
};

/* A list or map that is being filled. */
typedef struct level {
  fk_yaml_node *node, *last;
  const char
      *key; /* of a map: the key whose value comes next; NULL: a key comes next */
  uint32_t key_line;
} level;

typedef struct builder {
  fk_yaml *yaml;
  falak_problems *problems;
  level levels[LEVELS];
  size_t depth, nodes, documents;
  size_t errors; /* found in this document */
  bool stop;     /* what follows could not be understood */
} builder;

/* --- trouble -------------------------------------------------------------- */

static falak_status complain(
    builder *b, uint32_t line, const char *what, const char *mend)
{
  b->errors++;
  return falak_problems_add(b->problems, FALAK_ERROR, b->yaml->name, line, what, mend);
}

static uint32_t line_of(yaml_mark_t mark)
{
  return (uint32_t)mark.line + 1;
}

/* libyaml's own words are exact about the place and vague about the remedy. */
static const char *syntax_mend(const char *words)
{
  if (strstr(words, "cannot start any token")) return "indent with spaces, not tabs";
  if (strstr(words, "did not find expected"))
    return "indent the entries of one list or map alike, and close brackets and quotes";
  if (strstr(words, "mapping values are not allowed"))
    return "indent the line like its neighbours, or quote a text that holds ': '";
  if (strstr(words, "could not find expected ':'"))
    return "write 'key: value' with a space after the colon";
  if (strstr(words, "unexpected end of stream")) return "close the quote that is open";
  if (strstr(words, "UTF-8") || strstr(words, "control characters"))
    return "save the file as UTF-8 text";
  return "see https://yaml.org, or compare with a case that works";
}

/* The reader counts bytes, the scanner lines. What never ends is told where it began.
 */
static uint32_t line_of_error(
    const yaml_parser_t *parser, const char *text, size_t length)
{
  uint32_t line = 1;
  if (parser->context && strstr(parser->problem, "unexpected end of stream"))
    return line_of(parser->context_mark);
  if (parser->error != YAML_READER_ERROR) return line_of(parser->problem_mark);
  for (size_t k = 0; k < length && k < parser->problem_offset; k++)
    line += text[k] == '\n';
  return line;
}

static falak_status complain_of_syntax(
    builder *b, const yaml_parser_t *parser, const char *text, size_t length)
{
  char what[256];
  const char *words = parser->problem ? parser->problem : "unknown trouble";
  if (parser->error == YAML_MEMORY_ERROR)
    return FK_FAIL(b->yaml->ctx, FALAK_E_NO_MEMORY, "libyaml had no memory left");
  snprintf(what, sizeof what, "not YAML: %s", words);
  b->stop = true;
  return complain(b, line_of_error(parser, text, length), what, syntax_mend(words));
}

/* --- nodes ---------------------------------------------------------------- */

static falak_status keep_text(
    fk_yaml *yaml, const char *text, size_t length, const char **out)
{
  char *copy;
  falak_status st = fk_scratch_take(&yaml->memory, length + 1, 1, &copy);
  if (st) return st;
  if (length) memcpy(copy, text, length);
  copy[length] = 0;
  *out = copy;
  return FALAK_OK;
}

/* Hangs a new node where the document now stands; `*out` is NULL when there were too
 * many. */
static falak_status add_node(
    builder *b, fk_yaml_kind kind, yaml_mark_t mark, fk_yaml_node **out)
{
  fk_yaml_node *node;
  *out = NULL;
  if (++b->nodes > NODES) {
    b->stop = true;
    return complain(b, line_of(mark), "more than a million values in one file",
        "keep tables in CSV files");
  }
  falak_status st = fk_scratch_zero(&b->yaml->memory, 1, sizeof *node, &node);
  if (st) return st;
  node->kind = kind;
  node->line = line_of(mark);
  node->column = (uint32_t)mark.column + 1;
  node->text = "";
  if (b->depth) {
    level *in = &b->levels[b->depth - 1];
    node->key = in->key;
    node->key_line = in->key ? in->key_line : 0;
    in->key = NULL;
    in->node->children++;
    *(in->last ? &in->last->next : &in->node->child) = node;
    in->last = node;
  } else {
    b->yaml->root = node;
  }
  *out = node;
  return FALAK_OK;
}

static bool key_is_due(const builder *b)
{
  const level *in = b->depth ? &b->levels[b->depth - 1] : NULL;
  return in && in->node->kind == FK_YAML_MAP && !in->key;
}

static falak_status add_scalar(builder *b, const yaml_event_t *event)
{
  const char *text = (const char *)event->data.scalar.value;
  size_t length = event->data.scalar.length;
  uint32_t line = line_of(event->start_mark);
  bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  falak_status st = FALAK_OK;
  if (length && memchr(text, 0, length)) {
    st = complain(b, line, "a text with a byte 0 in it", "leave out '\\0'");
    length = strlen(text);
  }
  if (!st && key_is_due(b)) {
    level *in = &b->levels[b->depth - 1];
    if (!quoted && length == 2 && !memcmp(text, "<<", 2))
      st = complain(b, line, "a merge key '<<', which falak does not use",
          "write the entries out");
    in->key_line = line;
    return st ? st : keep_text(b->yaml, text, length, &in->key);
  }
  fk_yaml_node *node;
  if (!st) st = add_node(b, FK_YAML_SCALAR, event->start_mark, &node);
  if (st || !node) return st;
  node->length = length;
  node->quoted = quoted;
  return keep_text(b->yaml, text, length, &node->text);
}

static falak_status open_level(builder *b, fk_yaml_kind kind, yaml_mark_t mark)
{
  fk_yaml_node *node;
  if (key_is_due(b)) {
    b->stop = true;
    return complain(b, line_of(mark), "a list or a map in the place of a key",
        "write a plain text before the colon");
  }
  if (b->depth == LEVELS) {
    b->stop = true;
    return complain(b, line_of(mark), "lists and maps within each other 65 levels deep",
        "64 levels are enough; close the brackets");
  }
  falak_status st = add_node(b, kind, mark, &node);
  if (!st && node) b->levels[b->depth++] = (level){.node = node};
  return st;
}

/* --- keys given twice ----------------------------------------------------- */

static int compare_keys(const void *left, const void *right)
{
  const fk_yaml_node *a = *(fk_yaml_node *const *)left,
                     *b = *(fk_yaml_node *const *)right;
  int order = strcmp(a->key, b->key);
  if (!order) order = (a->key_line > b->key_line) - (a->key_line < b->key_line);
  return order ? order : (a->column > b->column) - (a->column < b->column);
}

static falak_status check_twice(builder *b, const fk_yaml_node *map)
{
  fk_yaml_node **sorted, *entry = map->child;
  fk_scratch scratch = fk_scratch_begin(b->yaml->ctx);
  falak_status st = fk_scratch_take(&scratch, map->children, sizeof *sorted, &sorted);
  if (st) return st;
  for (size_t k = 0; k < map->children; k++, entry = entry->next) sorted[k] = entry;
  qsort(sorted, map->children, sizeof *sorted, compare_keys);
  for (size_t k = 1; !st && k < map->children; k++) {
    if (strcmp(sorted[k - 1]->key, sorted[k]->key) != 0) continue;
    char what[256], mend[64], shown[FK_QUOTE_TEXT];
    snprintf(what, sizeof what, "the key %s is given twice, first on line %u",
        fk_quote(sorted[k]->key, strlen(sorted[k]->key), shown),
        (unsigned)sorted[k - 1]->key_line);
    snprintf(mend, sizeof mend, "keep one of lines %u and %u",
        (unsigned)sorted[k - 1]->key_line, (unsigned)sorted[k]->key_line);
    st = complain(b, sorted[k]->key_line, what, mend);
  }
  fk_scratch_end(&scratch);
  return st;
}

static falak_status close_level(builder *b)
{
  const fk_yaml_node *node = b->levels[--b->depth].node;
  return node->kind == FK_YAML_MAP && node->children > 1 ? check_twice(b, node)
                                                         : FALAK_OK;
}

/* --- events --------------------------------------------------------------- */

static falak_status refuse_extras(
    builder *b, yaml_mark_t mark, const yaml_char_t *anchor, const yaml_char_t *tag)
{
  falak_status st = FALAK_OK;
  if (anchor)
    st = complain(b, line_of(mark), "an anchor '&', which falak does not use",
        "leave it out, or quote a text that begins with '&'");
  if (!st && tag)
    st = complain(b, line_of(mark), "a tag '!', which falak does not use",
        "leave it out, or quote a text that begins with '!'");
  return st;
}

static falak_status take_alias(builder *b, yaml_mark_t mark)
{
  b->stop = key_is_due(b);
  falak_status st = complain(b, line_of(mark), "an alias '*', which falak does not use",
      "write the value out, or quote a text that begins with '*'");
  fk_yaml_node *node;
  return st || b->stop ? st : add_node(b, FK_YAML_SCALAR, mark, &node);
}

static falak_status take_document(builder *b, yaml_mark_t mark)
{
  if (b->documents++ == 0) return FALAK_OK;
  b->stop = true;
  return complain(b, line_of(mark), "a second document in one file",
      "remove the line '---' and what follows");
}

static falak_status take_event(builder *b, const yaml_event_t *event)
{
  yaml_mark_t mark = event->start_mark;
  falak_status st;
  switch (event->type) {
  case YAML_DOCUMENT_START_EVENT: return take_document(b, mark);
  case YAML_ALIAS_EVENT: return take_alias(b, mark);
  case YAML_SCALAR_EVENT:
    st = refuse_extras(b, mark, event->data.scalar.anchor, event->data.scalar.tag);
    return st ? st : add_scalar(b, event);
  case YAML_SEQUENCE_START_EVENT:
    st = refuse_extras(
        b, mark, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    return st ? st : open_level(b, FK_YAML_LIST, mark);
  case YAML_MAPPING_START_EVENT:
    st = refuse_extras(
        b, mark, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    return st ? st : open_level(b, FK_YAML_MAP, mark);
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT: return close_level(b);
  default: return FALAK_OK;
  }
}

static falak_status take_events(
    builder *b, yaml_parser_t *parser, const char *text, size_t length)
{
  falak_status st = FALAK_OK;
  bool more = true;
  while (!st && more && !b->stop) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event))
      return complain_of_syntax(b, parser, text, length);
    more = event.type != YAML_STREAM_END_EVENT;
    st = take_event(b, &event);
    yaml_event_delete(&event);
  }
  return st;
}

/* An empty document, or one that holds nothing but `---`, is an empty map. */
static falak_status complete_root(builder *b)
{
  fk_yaml_node *root = b->yaml->root;
  if (!root) return add_node(b, FK_YAML_MAP, (yaml_mark_t){0}, &root);
  if (root->kind == FK_YAML_SCALAR && !root->length && !root->quoted)
    root->kind = FK_YAML_MAP;
  return FALAK_OK;
}

static falak_status build(
    fk_yaml *yaml, falak_problems *problems, const char *text, size_t length)
{
  yaml_parser_t parser;
  builder b = {.yaml = yaml, .problems = problems};
  if (length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) text += 3, length -= 3;
  if (!yaml_parser_initialize(&parser))
    return FK_FAIL(yaml->ctx, FALAK_E_NO_MEMORY, "libyaml had no memory left");
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  falak_status st = take_events(&b, &parser, text, length);
  yaml_parser_delete(&parser);
  if (!st && !b.stop) st = complete_root(&b);
  if (!st && b.errors)
    st = FK_FAIL(
        yaml->ctx, FALAK_E_INPUT, "%s is not YAML as falak reads it", yaml->name);
  return st;
}

/* --- the public side ------------------------------------------------------ */

falak_status fk_yaml_read_text(falak_ctx *ctx, const char *name, const char *text,
    size_t length, falak_problems *problems, fk_yaml **out)
{
  fk_yaml *yaml;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *yaml, &yaml);
  if (st) return st;
  yaml->ctx = ctx;
  yaml->memory = fk_scratch_begin(ctx);
  st = keep_text(yaml, name, strlen(name), &yaml->name);
  if (!st) st = build(yaml, problems, text, length);
  if (st)
    fk_yaml_destroy(yaml);
  else
    *out = yaml;
  return st;
}

static falak_status read_file(
    falak_ctx *ctx, const char *path, char **text, size_t *length)
{
  size_t capacity = 0, got = 1;
  falak_status st = FALAK_OK;
  FILE *file = fopen(path, "rbe");
  if (!file) return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path, strerror(errno));
  while (!st && got) {
    st = fk_grow(ctx, *length, &capacity, 1, text);
    if (st) break;
    got = fread(*text + *length, 1, capacity - *length, file);
    *length += got;
    if (*length > LONGEST_FILE)
      st = FK_FAIL(ctx, FALAK_E_IO, "%s: longer than 64 MiB", path);
  }
  if (!st && ferror(file))
    st = FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path, strerror(errno));
  fclose(file);
  return st;
}

falak_status fk_yaml_read(
    falak_ctx *ctx, const char *path, falak_problems *problems, fk_yaml **out)
{
  char *text = NULL;
  size_t length = 0;
  *out = NULL;
  falak_status st = read_file(ctx, path, &text, &length);
  if (!st) st = fk_yaml_read_text(ctx, path, text, length, problems, out);
  fk_free(ctx, text);
  return st;
}

void fk_yaml_destroy(fk_yaml *yaml)
{
  if (!yaml) return;
  fk_scratch_end(&yaml->memory);
  fk_free(yaml->ctx, yaml);
}

const fk_yaml_node *fk_yaml_root(const fk_yaml *yaml)
{
  return yaml->root;
}

const char *fk_yaml_file(const fk_yaml *yaml)
{
  return yaml->name;
}

const fk_yaml_node *fk_yaml_get(const fk_yaml_node *map, const char *key)
{
  if (!map || map->kind != FK_YAML_MAP) return NULL;
  const fk_yaml_node *entry = map->child;
  while (entry && strcmp(entry->key, key) != 0) entry = entry->next;
  return entry;
}

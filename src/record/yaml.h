/* YAML as a tree of text with places; what the text means is the reader's schema's
 * business, so `no`, `on` and `1e3` are never turned into something else. */
#ifndef FK_RECORD_YAML_H
#define FK_RECORD_YAML_H

#include <falak/base.h>
#include <falak/record.h>

typedef enum fk_yaml_kind { FK_YAML_SCALAR, FK_YAML_LIST, FK_YAML_MAP } fk_yaml_kind;

typedef struct fk_yaml_node {
  fk_yaml_kind kind;
  uint32_t line, column;
  const char *text; /* scalar: its text, ended by 0; else "" */
  size_t length;
  bool quoted;
  const char *key; /* in a map: the key of this entry; else NULL */
  uint32_t key_line;
  struct fk_yaml_node *child; /* first entry of a list or map */
  struct fk_yaml_node *next;  /* next entry of the parent */
  size_t children;
} fk_yaml_node;

typedef struct fk_yaml fk_yaml;

/* Reads one document. Trouble (syntax, a key given twice, more than 64 levels, more
 * than a million nodes, aliases and tags, which falak does not use) goes to `problems`
 * with file, line and mend, and E_INPUT is returned. E_IO: cannot be read. */
falak_status fk_yaml_read(
    falak_ctx *ctx, const char *path, falak_problems *problems, fk_yaml **out);
falak_status fk_yaml_read_text(falak_ctx *ctx, const char *name, const char *text,
    size_t length, falak_problems *problems, fk_yaml **out);
void fk_yaml_destroy(fk_yaml *yaml);
/* The root; an empty document is an empty map. */
const fk_yaml_node *fk_yaml_root(const fk_yaml *yaml);
const char *fk_yaml_file(const fk_yaml *yaml);

/* Entry of a map by key; NULL when absent or `map` is NULL or no map. */
const fk_yaml_node *fk_yaml_get(const fk_yaml_node *map, const char *key);

/* A problem at a node. */
falak_status fk_yaml_complain(const fk_yaml *yaml, falak_problems *problems,
    falak_severity severity, const fk_yaml_node *node, const char *mend,
    const char *format, ...) FALAK_PRINTF(6, 7);

/* Refuses keys of a map that are not among `known`, naming the nearest. */
falak_status fk_yaml_check_keys(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *map, const char *const *known, size_t count);

/* Typed reading. Absent nodes (NULL) leave `*out` as it is. What does not fit becomes a
 * problem, `*out` stays, and the status is still OK (E_NO_MEMORY apart). */
falak_status fk_yaml_bool(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, bool *out); /* true false, nothing else */
falak_status fk_yaml_int(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, int64_t least, int64_t greatest, int64_t *out);
falak_status fk_yaml_double(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, double least, double greatest, double *out);
/* Index into `words`. */
falak_status fk_yaml_choice(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char *const *words, size_t count, int *out);
falak_status fk_yaml_date(falak_ctx *ctx, const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, falak_date *out);
/* Scalar text; a problem when the node is a list or a map. */
falak_status fk_yaml_text(const fk_yaml *yaml, falak_problems *problems,
    const fk_yaml_node *node, const char **out);

#endif

/* The inside of an open case; only the files of this room look here. */
#ifndef FK_RECORD_CASE_H
#define FK_RECORD_CASE_H

#include <falak/record.h>

#include "base/strings.h"
#include "record/yaml.h"

/* Evidence of a row, its texts as numbers in `strings`. Equal evidence is shared. */
typedef struct fk_evidence {
  double low, high;
  falak_date vintage;
  falak_id source, reporter, valuation, quote, language, correction, note, extra;
  int32_t status, grade;
} fk_evidence;

/* A file that was read, for evidence, the fingerprint and the writer. */
typedef struct fk_file {
  char *name; /* relative to the case */
  char *path; /* as opened */
  uint64_t hash[2];
} fk_file;

/* Attributes, dyads and trade in columns, sorted by variable, pair and time. */
typedef struct fk_cells {
  size_t count, capacity;
  uint16_t *variable;
  uint16_t *file; /* index into files */
  uint8_t *flags;
  falak_id *from, *to;
  falak_date *time;
  double *value;
  uint32_t *evidence; /* index into evidence; 0 is none */
  uint32_t *line;
  size_t *begin; /* [variable * actors + from]: first row; one more at the end */
} fk_cells;

enum {
  FK_CELL_USED = 1,
  FK_CELL_STALE = 2, /* a newer vintage stands */
  FK_CELL_TURNED = 4 /* of an undirected variable, and written the other way round */
};

/* Ties of all layers in columns, sorted by layer, from, to and start. */
typedef struct fk_ties {
  size_t count, capacity;
  uint16_t *layer;
  uint8_t *flags;
  int8_t *structural;
  falak_id *from, *to;
  falak_date *start, *end;
  int16_t *wave;
  falak_id *kind;
  double *value;
  uint32_t *evidence;
  uint32_t *line;
  size_t *begin; /* [layer base + from]; one more at the end */
} fk_ties;

enum { FK_TIE_COUNTS = 1, FK_TIE_STALE = 2, FK_TIE_TURNED = 4 };

typedef struct fk_variable {
  falak_variable is; /* texts lent from `strings` */
  bool declared, positive;
} fk_variable;

typedef struct fk_layer {
  falak_layer is;
  bool panel;
  const char *second;           /* file of the second mode; NULL for one mode */
  const falak_table *members;   /* lent; its ids: */
  const fk_strings *member_ids; /* number k + 1 is column k */
  size_t file;                  /* index into files */
} fk_layer;

struct falak_table {
  falak_ctx *ctx;
  char *name;
  size_t file, rows, columns, capacity;
  fk_strings *names;   /* columns, number k + 1 is column k */
  fk_strings *ids;     /* of a table with ids: number k + 1 is row k; else NULL */
  fk_strings *strings; /* lent from the case */
  const char *path;
  falak_id *cell; /* rows x columns */
  uint32_t *line;
};

typedef struct fk_prefer {
  falak_id variable;  /* number of its name in strings; 0: all */
  falak_id *reporter; /* numbers in strings */
  size_t count;
} fk_prefer;

struct falak_case {
  falak_ctx *ctx;
  char *folder;
  char hash[33];
  fk_yaml *yaml;
  fk_strings *strings;         /* every text of the case */
  fk_strings *no_ids;          /* stands for the actors before they are read */
  const fk_strings *actor_ids; /* number k + 1 is actor k; lent from their table */
  const char *title, *subtitle;
  int first_year, last_year, horizon;
  int wave_month, wave_dom;
  double about;
  falak_id focus;
  falak_id *patrons;
  size_t patron_count;
  int *waves;
  size_t wave_count;
  falak_actor *actors;
  size_t actor_count;
  fk_strings *variable_names; /* number k + 1 is variable k */
  fk_variable *variables;
  size_t variable_count, variable_capacity;
  fk_strings *layer_names;
  fk_layer *layers;
  size_t layer_count;
  fk_prefer *prefer;
  size_t prefer_count;
  fk_evidence *evidence;
  size_t evidence_count, evidence_capacity;
  uint32_t *evidence_cache; /* direct-mapped: recently seen */
  fk_file *files;
  size_t file_count, file_capacity;
  falak_table **tables;
  size_t table_count, table_capacity;
  fk_cells cells;
  fk_ties ties;
};

/* What the reading functions share. */
typedef struct fk_reading {
  falak_ctx *ctx;
  falak_case *c;
  falak_problems *problems;
  const fk_strings *sources; /* known source keys; NULL without sources.csv */
  bool wants_sources;        /* there is none, and nobody was told */
  bool no_settings;          /* case.yaml could not be understood */
  fk_strings *unknown;       /* names that are no actor's, each looked up once: */
  const char **nearest;      /* by number; NULL when none is near */
  size_t nearest_capacity;
} fk_reading;

/* The number of a text in a table of names less one: an actor, variable, layer. */
static inline falak_id fk_named(
    const fk_strings *names, const char *text, size_t length)
{
  falak_id id = length ? fk_strings_find(names, text, length) : FALAK_NO_ID;
  return id > 0 ? id - 1 : FALAK_NO_ID;
}

/* Registers a file by its name relative to the case; its index. */
falak_status fk_case_add_file(falak_case *c, const char *name, size_t *index);
/* Forgets the file registered last: it was not there after all. */
void fk_case_drop_file(falak_case *c);

falak_status fk_problem(fk_reading *r, falak_severity severity, const char *file,
    uint32_t line, const char *mend, const char *format, ...) FALAK_PRINTF(6, 7);

/* case.yaml: settings.c and settings_layers.c */
/* An error at a place of case.yaml. */
falak_status fk_complain_of_setting(
    fk_reading *r, const fk_yaml_node *node, const char *mend, const char *what);
falak_status fk_read_settings(fk_reading *r);
falak_status fk_read_layer_settings(fk_reading *r, const fk_yaml_node *list);
falak_status fk_read_variable_settings(fk_reading *r, const fk_yaml_node *list);
falak_status fk_add_variable(falak_case *c, const char *name, size_t length,
    falak_variable_kind kind, falak_id *id);

/* tables.c: tables of text, and actors */
falak_status fk_read_sources(fk_reading *r);
falak_status fk_read_actors(fk_reading *r);
falak_status fk_read_members(fk_reading *r);
falak_status fk_read_patrons(fk_reading *r);
falak_status fk_read_text_tables(fk_reading *r);

/* cells.c, ties.c: reading; cells_sort.c, ties_sort.c: order, rivals and duplicates */
falak_status fk_read_cells(fk_reading *r);
falak_status fk_order_cells(fk_reading *r);
falak_status fk_read_ties(fk_reading *r);
falak_status fk_order_ties(fk_reading *r);

/* Words of `prefer` that stand for nobody. prefer.c */
falak_status fk_check_prefer(fk_reading *r);
/* Rank of a reporter for a cell: less is preferred. */
int fk_prefer_rank(const falak_case *c, falak_id variable_name, falak_id reporter,
    falak_id from, falak_id to);

falak_evidence fk_evidence_view(
    const falak_case *c, uint32_t index, size_t file, uint32_t line);

#endif

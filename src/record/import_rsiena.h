/* An import of data made for actor-oriented models, as its files share it. */
#ifndef FK_RECORD_IMPORT_RSIENA_H
#define FK_RECORD_IMPORT_RSIENA_H

#include "record/import.h"
#include "record/yaml.h"

/* Actors (set 0) or the nodes of a second mode. */
typedef struct fk_rs_set {
  const char *name;
  fk_strings *ids; /* number k + 1 is node k */
  size_t count;
  size_t columns;  /* covariates of nodes that are no actors: */
  falak_id *named; /* columns: their names, in `texts` */
  falak_id *cell;  /* columns x count: their values, likewise */
} fk_rs_set;

typedef struct fk_rs_import {
  falak_ctx *ctx;
  falak_problems *problems;
  fk_yaml *yaml;
  const fk_yaml_node *map;
  const char *folder; /* of the mapping: names of files count from there */
  size_t file_count;
  const char *const *files; /* data files of the call */
  bool *used;
  fk_strings *texts; /* paths, ids */
  size_t waves;
  int *year;
  fk_rs_set *sets;
  size_t set_count;
  fk_new_case made;
  fk_text layers, variables, behaviours, covariates, dependents, presence;
} fk_rs_import;

/* An error at a node of the mapping, and at a line of a data file. */
falak_status fk_rs_complain(fk_rs_import *m, const fk_yaml_node *node, const char *mend,
    const char *format, ...) FALAK_PRINTF(4, 5);
falak_status fk_rs_complain_at(fk_rs_import *m, const fk_grid *g, size_t row,
    const char *mend, const char *format, ...) FALAK_PRINTF(5, 6);
bool fk_rs_failed(const fk_rs_import *m);

/* Opens the data file that a node names. `*there` false: that was complained of. */
falak_status fk_rs_open(
    fk_rs_import *m, const fk_yaml_node *node, fk_grid *out, bool *there);
/* Position of a node of a set by its id or, where ids are numbers, its number;
 * SIZE_MAX. */
size_t fk_rs_node(const fk_rs_set *set, const char *text);
const char *fk_rs_id(const fk_rs_set *set, size_t node);
/* `nodes: items`: its set; the actors when there is no such key. */
falak_status fk_rs_set_of(
    fk_rs_import *m, const fk_yaml_node *entry, const char *key, size_t *set);
/* The year of a wave as dates are written: "2005", "0001". */
const char *fk_rs_year(const fk_rs_import *m, size_t wave, char text[16]);
/* A number of a cell; NaN when missing, or one of `missing:`. False: neither. */
bool fk_rs_number(const fk_rs_import *m, const char *text, double *number);

/* import_rsiena_ties.c: networks and dyadic covariates */
falak_status fk_rs_network(fk_rs_import *m, const fk_yaml_node *entry);
falak_status fk_rs_dyad(fk_rs_import *m, const fk_yaml_node *entry);
/* import_rsiena_actors.c: what is known of actors */
falak_status fk_rs_sets(fk_rs_import *m);
falak_status fk_rs_behaviour(fk_rs_import *m, const fk_yaml_node *entry);
falak_status fk_rs_covariate(fk_rs_import *m, const fk_yaml_node *entry);
falak_status fk_rs_composition(fk_rs_import *m, const fk_yaml_node *entry);

#endif

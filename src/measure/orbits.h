/* The inside of orbits: what `grip:` and `alignment:` ask for, and the tables. */
#ifndef FK_MEASURE_ORBITS_H
#define FK_MEASURE_ORBITS_H

#include <falak/measure/case.h>

/* Where the dependence of a domain comes from. */
typedef enum fk_of_kind {
  FK_OF_TRADE_SHARE,
  FK_OF_DYAD_SHARE,
  FK_OF_DYAD,
  FK_OF_TIE_SHARE,
  FK_OF_TIE_DEPTH,
  FK_OF_SHARED_MEMBERSHIP,
  FK_OF_KINDS
} fk_of_kind;

typedef enum fk_direction { FK_OUT, FK_IN, FK_BOTH } fk_direction;

typedef struct fk_of {
  fk_of_kind kind;
  falak_id variable, total, layer; /* FALAK_NO_ID where not used */
  int direction;
} fk_of;

enum {
  FK_MAX_SOURCES = 8,
  FK_MAX_DOMAINS = 32,
  FK_MAX_UNIONS = 16,
  FK_MAX_PATRONS = 64
};

typedef struct fk_grip_domain {
  const char *name, *title;
  double weight;
  fk_of of[FK_MAX_SOURCES];
  size_t count;
} fk_grip_domain;

/* A patron that stands for its members: those tied to `column` of `layer`. */
typedef struct fk_union {
  falak_id actor, layer, column;
} fk_union;

typedef enum fk_likeness { FK_KAPPA, FK_AGREEMENT, FK_S_SCORE } fk_likeness;

typedef struct fk_alignment {
  const char *name, *title;
  falak_id layer;
  int measure;
  int64_t minimum; /* items both took, at least */
} fk_alignment;

typedef struct fk_grip_settings {
  falak_orbit_options options;
  double min_coverage; /* of a share's set, and of the weight of domains */
  fk_grip_domain domain[FK_MAX_DOMAINS];
  size_t domains;
  fk_union unions[FK_MAX_UNIONS];
  size_t union_count;
  fk_alignment alignment[FK_MAX_DOMAINS];
  size_t alignments;
} fk_grip_settings;

const char *fk_of_name(fk_of_kind kind);

/* Reads both blocks. E_NOT_FOUND: the case has no `grip:`; E_INPUT: see the problems.
 */
falak_status fk_grip_settings_read(falak_ctx *ctx, const falak_case *c,
    falak_problems *problems, fk_grip_settings *settings);

/* One year of a case, as the sources of dependence need it. */
typedef struct fk_year {
  falak_ctx *ctx;
  const falak_case *c;
  const fk_grip_settings *settings;
  int year;
  size_t actors, patron_count;
  const falak_id *patrons;
  bool *is_union; /* actors */
  double *member; /* unions x actors: 1 member, 0 not, NaN not known */
} fk_year;

/* Which of the unions a patron is; -1 when it stands for itself. */
int fk_union_of(const fk_grip_settings *settings, falak_id actor);

/* Dependence of every actor on every patron from one source: actors x patrons, and
 * coverage per actor. NaN where not known, and on oneself. */
falak_status fk_dependence(
    const fk_year *y, const fk_of *of, double *dependence, double *coverage);

/* Similarity of every actor with every patron: actors x patrons, and items both took.
 */
falak_status fk_align(
    const fk_year *y, const fk_alignment *a, double *likeness, double *items);

#endif

/* Shocks as they are kept and read. The reader is cut by topic: names of states
 * (shock_names.c), numbers and their doubt (shock_number.c), kinds (shock_kinds.c,
 * shock_policy.c), customs unions (shock_union.c), tariffs that meet (shock_tariff.c),
 * sentences (shock_sentence.c); shock_apply.c and shock_draw.c work on what is read. */
#ifndef FK_TRADE_SHOCK_H
#define FK_TRADE_SHOCK_H

#include <falak/trade/fit.h>
#include <falak/trade/shock.h>

#include "base/scratch.h"
#include "record/yaml.h"

enum { FK_STREAM_ESTIMATES = 1, FK_STREAM_CONSTANTS = 2 };

#define FK_CERTAIN SIZE_MAX /* a number that is in no doubt */

/* A number of a shock; `parameter` says which draw stands for it. */
typedef struct fk_number {
  bool given;
  double value;
  size_t parameter;
} fk_number;

static inline double fk_number_at(fk_number number, const double *values)
{
  return values && number.parameter != FK_CERTAIN ? values[number.parameter]
                                                  : number.value;
}

/* The numbers a shock may have. */
typedef enum fk_role {
  FK_SIZE, /* tariff, ave, cost, effect, productivity, population, output... */
  FK_WAS,
  FK_SHARE,
  FK_ELASTICITY,
  FK_TIMES,
  FK_PHI,
  FK_COST_CHANGE,
  FK_MARGIN,
  FK_DETOUR,
  FK_DISPERSION,
  FK_BEFORE, /* six of a route's cost, in the order of falak_route_cost */
  FK_AFTER = FK_BEFORE + 6,
  FK_ROLES = FK_AFTER + 6
} fk_role;

/* How the size becomes a factor on trade. */
typedef enum fk_form {
  FK_FORM_TARIFF,  /* (1 + size) / (1 + was), or was + size for a change */
  FK_FORM_RATIO,   /* 1 + size */
  FK_FORM_INVERSE, /* 1 / (1 + size) */
  FK_FORM_BAN,
  FK_FORM_EFFECT,      /* coefficient times FK_TIMES, or minus that */
  FK_FORM_PART,        /* 1 + phi * cost change */
  FK_FORM_GENERALISED, /* 1 + cost change, with an elasticity of its own */
  FK_FORM_ICEBERG,     /* (1 + c') / (1 + c), or c'/c with an elasticity of its own */
  FK_FORM_SUPPLY
} fk_form;

/* States named in a list. */
typedef struct fk_set {
  uint8_t *named; /* n: 1 through a group, 2 by its own name */
  size_t count, singly;
  const char *label; /* in words */
} fk_set;

typedef struct fk_shock {
  falak_shock_kind kind;
  fk_form form;
  const char *name, *sentence, *file;
  uint32_t line;
  int year, until;
  bool change;   /* the size of a tariff is added to what it was */
  bool negative; /* an agreement's effect is lost */
  bool both, widened, complained;
  fk_number number[FK_ROLES];
  size_t through;         /* ways of evasion */
  fk_set from, to;        /* also senders and targets, members (from), actors (from) */
  bool exports, imports;  /* sanctions */
  const char *union_name; /* that is entered or left, or widened to */
  const char *through_label;
  uint32_t *cell;      /* pairs i*n + j, ascending in each part */
  size_t cells, alone; /* the first `alone` meet no other tariff */
  bool *sector;        /* sectors; NULL: all */
  const char *sector_label;
} fk_shock;

typedef struct fk_shock_fit {
  const char *path; /* as written */
  falak_coefficients *coefficients;
  double *factor; /* lower, of the covariance */
} fk_shock_fit;

typedef struct fk_parameter {
  falak_shock_parameter is;
  uint32_t unit;         /* its own random numbers */
  double centre, spread; /* of the law on its own scale */
  const fk_shock_fit *fit;
  size_t row; /* of the fit */
} fk_parameter;

/* A tariff that several shocks set, in the order in which they hold. */
typedef struct fk_meeting {
  uint32_t cell;
  uint32_t first, count; /* of `met` */
} fk_meeting;

struct falak_shocks {
  falak_ctx *ctx;
  fk_scratch memory; /* all below that has no line of its own in destroy() */
  falak_trade_world world;
  const char *title;
  fk_shock *shock;
  size_t count, capacity;
  fk_parameter *parameter;
  size_t parameters, parameter_capacity;
  fk_shock_fit **fit;
  size_t fits, fit_capacity;
  fk_number theta, short_run, long_run, years;
  fk_number *sector_theta; /* sectors */
  fk_meeting *meeting;
  size_t meetings;
  uint32_t *met; /* shocks */
};

/* A state that changes its customs union; the year is 0 when always. */
typedef struct fk_move {
  falak_id actor, to;
  int year;
} fk_move;

/* A file or text that is being read. */
typedef struct fk_shock_reading {
  falak_ctx *ctx;
  falak_shocks *shocks;
  falak_problems *problems;
  const fk_yaml *yaml;
  const char *folder; /* where files of estimates are looked for; "" for here */
  const char *file;
  bool text, apply_to_union;
  fk_shock *now;           /* the one that is read */
  uint8_t *mark;           /* n x n pairs of it */
  falak_id *customs_union; /* n, as the file or the world says; changed by moves */
  fk_move *move;
  size_t moves, move_capacity;
  const char **known; /* names of states, groups, unions: for "did you mean" */
  size_t known_count;
} fk_shock_reading;

/* An error at a node. */
falak_status fk_shock_error(fk_shock_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...) FALAK_PRINTF(4, 5);
falak_status fk_shock_warn(fk_shock_reading *r, const fk_yaml_node *node,
    const char *mend, const char *format, ...) FALAK_PRINTF(4, 5);
/* A copy that lives as long as the shocks. */
falak_status fk_shock_keep(falak_shocks *shocks, const char *text, const char **out);
const char *fk_shock_state(const falak_shocks *shocks, size_t actor);

/* --- names -------------------------------------------------------------------- */

/* Own groups and customs unions of a file, and the list of known names. */
falak_status fk_shock_read_world(fk_shock_reading *r, const fk_yaml_node *root);
/* A state, a group or a list of them; empty after an error. */
falak_status fk_shock_read_set(
    fk_shock_reading *r, const fk_yaml_node *node, const char *key, fk_set *set);
falak_status fk_shock_read_sectors(fk_shock_reading *r, const fk_yaml_node *node);
/* The number of a customs union by name; FALAK_NO_ID when there is none. */
falak_id fk_shock_find_union(const falak_shocks *shocks, const char *name);

/* --- numbers ------------------------------------------------------------------ */

/* What a number may be, and how doubt in it is drawn unless a law is given. */
typedef enum fk_quantity {
  FK_Q_TARIFF,
  FK_Q_CHANGE,
  FK_Q_SHARE,
  FK_Q_EFFECT,
  FK_Q_ELASTICITY,
  FK_Q_THETA,
  FK_Q_MONEY,
  FK_Q_VALUE,
  FK_Q_DAYS,
  FK_Q_PER_DAY,
  FK_Q_MARGIN,
  FK_Q_DISPERSION,
  FK_Q_YEARS,
  FK_Q_TIMES
} fk_quantity;

/* Absent nodes leave the number as it is. `prefix` ("before.", "") goes before the key
 * in the parameter's name. */
falak_status fk_shock_read_number(fk_shock_reading *r, const fk_yaml_node *node,
    fk_quantity quantity, const char *prefix, fk_number *number);
falak_status fk_shock_read_elasticities(
    fk_shock_reading *r, const fk_yaml_node *elasticities);

/* --- kinds -------------------------------------------------------------------- */

falak_status fk_shock_read_one(fk_shock_reading *r, const fk_yaml_node *node);
/* Agreements, sanctions and routes, in shock_policy.c. */
falak_status fk_shock_read_agreement(fk_shock_reading *r, const fk_yaml_node *node);
falak_status fk_shock_read_sanctions(fk_shock_reading *r, const fk_yaml_node *node);
falak_status fk_shock_read_route(fk_shock_reading *r, const fk_yaml_node *node);
/* `ban`, `ave` or `effect`: which of them, and its number. `needed`: one must be. */
falak_status fk_shock_read_measure(fk_shock_reading *r, const fk_yaml_node *node);
falak_status fk_shock_read_evasion(fk_shock_reading *r, const fk_yaml_node *node);
/* All pairs of one set and another, both ways if the shock says so. */
falak_status fk_shock_mark_pairs(fk_shock_reading *r, const fk_yaml_node *node);

/* --- customs unions ------------------------------------------------------------- */

/* The union a state is in when a shock of `year` begins. */
falak_id fk_shock_union_of(const fk_shock_reading *r, size_t actor, int year);
/* Whether the marked tariffs are a union's own affair; widens them if asked to. */
falak_status fk_shock_check_tariff(fk_shock_reading *r, const fk_yaml_node *node);
/* Likewise the members of an agreement. */
falak_status fk_shock_check_agreement(fk_shock_reading *r, const fk_yaml_node *node);
/* A union that is entered or left by the members named: marks pairs, notes the moves.
 */
falak_status fk_shock_move_union(fk_shock_reading *r, const fk_yaml_node *node);

/* --- after reading -------------------------------------------------------------- */

falak_status fk_shock_meet_tariffs(falak_shocks *shocks, falak_problems *problems);
falak_status fk_shock_write_sentence(falak_shocks *shocks, fk_shock *shock);

#endif

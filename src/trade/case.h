/* The trade of a case: what the files of this part share. Reading goes in this order:
 * the block, who takes part, customs unions, cells, totals; the baseline is made when
 * nothing is wrong. */
#ifndef FK_TRADE_CASE_H
#define FK_TRADE_CASE_H

#include <falak/trade/case.h>

#include "record/record.h"

/* A variable that gives totals. */
typedef struct fk_totals_of {
  const fk_yaml_node *node;
  falak_id variable;
  bool pair; /* both ways of a pair, one way when the variable is directed */
  int of;    /* of an actor: fk_total_kind */
} fk_totals_of;

typedef enum fk_total_kind {
  FK_TOTAL_BOTH,
  FK_TOTAL_EXPORTS,
  FK_TOTAL_IMPORTS
} fk_total_kind;

typedef enum fk_doubt_of { FK_DOUBT_CELL, FK_DOUBT_TOTAL, FK_DOUBT_OUTPUT } fk_doubt_of;

/* Where a doubt is, and what its rivals say. */
typedef struct fk_doubt_place {
  fk_doubt_of of;
  size_t at;              /* number of the total, or of the cell */
  uint32_t unit;          /* of its random numbers */
  double *values;         /* the rivals' and the used one, in the order of the file */
  const char **reporters; /* of the values; lent texts */
  size_t count;           /* 0: an interval */
  double scale;           /* from the row's money to the baseline's */
} fk_doubt_place;

struct falak_trade_case {
  falak_ctx *ctx;
  const falak_case *c;
  falak_trade_settings settings;
  falak_id trade;                 /* the variable */
  falak_id product, gross_output; /* attributes; FALAK_NO_ID */
  fk_totals_of *totals_of;
  size_t totals_of_count;
  falak_id union_layer;
  double union_least;
  size_t n;
  falak_id *actor; /* numbers in the case, ascending */
  size_t *place;   /* by actor of the case; SIZE_MAX */
  double *base;    /* n x n: cells before totals were met; 0 at home where built */
  double *flow;    /* n x n */
  uint8_t *origin; /* n x n */
  double *home_product, *home_output; /* n: what sales at home are built from; NaN */
  falak_flow_total *total;
  size_t totals;
  falak_flow_doubt *doubt;
  fk_doubt_place *doubt_at;
  size_t doubts;
  falak_id *in_union; /* n */
  char **union_name;
  size_t unions;
  falak_id group_layer; /* FALAK_NO_ID: none */
  falak_trade_world world;
  const char **id, **name; /* n */
  const char **absent;
  falak_trade_group *group;
  const char **what_if; /* lent by the block */
  size_t what_ifs;
  falak_id *member; /* of all groups, one after another */
};

typedef struct fk_trade_reading {
  falak_ctx *ctx;
  const falak_case *c;
  const fk_yaml *yaml;
  const fk_yaml_node *block; /* NULL: the case has none */
  falak_problems *problems;
  falak_trade_case *tc;
} fk_trade_reading;

falak_status fk_trade_complain(fk_trade_reading *r, falak_severity severity,
    const fk_yaml_node *node, const char *mend, const char *format, ...)
    FALAK_PRINTF(5, 6);

/* case_block.c */
falak_status fk_trade_read_block(fk_trade_reading *r, int year);
/* case_actors.c */
falak_status fk_trade_read_actors(fk_trade_reading *r);
falak_status fk_trade_read_unions(fk_trade_reading *r);
/* case_world.c */
falak_status fk_trade_make_world(fk_trade_reading *r);
void fk_trade_free_world(falak_trade_case *tc);
/* case_baseline.c: cells, then totals (case_totals.c), then sales at home */
falak_status fk_trade_read_cells(fk_trade_reading *r);
falak_status fk_trade_read_totals(fk_trade_reading *r);
/* Fills the cells marked in `missing` by gravity; with `fitted` all others too.
 * case_predict.c */
falak_status fk_trade_predict(fk_trade_reading *r, const uint8_t *missing, bool fitted);
/* The table from `base` and the totals' values, which may be drawn ones: totals met,
 * sales at home built. flow: n x n. */
falak_status fk_trade_make_flow(falak_ctx *ctx, const falak_trade_case *tc,
    const double *base, const falak_flow_total *total,
    const falak_domestic_options *domestic, double *flow);
/* A doubt about a cell of the record: its interval, or its rivals. `row` is the one in
 * use. Nothing is added when there is no doubt. */
falak_status fk_trade_add_doubt(fk_trade_reading *r, const char *name, size_t row,
    fk_doubt_of of, size_t at, double scale);
/* A doubt about the factor that sales at home are built with, when one is stated. */
falak_status fk_trade_add_output_doubt(fk_trade_reading *r);

#endif

/* Freeing and ordering the columns of cells and ties. */
#ifndef FK_RECORD_CELLS_H
#define FK_RECORD_CELLS_H

#include "record/case.h"

void fk_free_cells(falak_ctx *ctx, fk_cells *cells);
void fk_free_ties(falak_ctx *ctx, fk_ties *ties);

/* Rows to be sorted by slot, then `to`, then time, then as they stand. */
typedef struct fk_sort_keys {
  size_t count, slots;
  uint32_t *slot; /* below `slots` */
  const falak_id *to;
  int32_t *time;
} fk_sort_keys;

/* begin[s] becomes the first row of slot s, begin[slots] the number of rows; order[k]
 * is the row that belongs in place k, NULL when they are in order already. On failure
 * both are the caller's to free. */
falak_status fk_sort_rows(
    falak_ctx *ctx, const fk_sort_keys *keys, size_t **begin, uint32_t **order);
/* Brings one column into that order. */
falak_status fk_reorder(
    falak_ctx *ctx, size_t count, size_t size, const uint32_t *order, void *column);

#endif

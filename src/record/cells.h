/* Freeing and ordering the columns of cells and ties. */
#ifndef FK_RECORD_CELLS_H
#define FK_RECORD_CELLS_H

#include "record/case.h"

void fk_free_cells(falak_ctx *ctx, fk_cells *cells);
void fk_free_ties(falak_ctx *ctx, fk_ties *ties);

/* Sorts `count` rows by (key, then time, then as they stand); `order[k]` is the row
 * that belongs in place k. NULL when they are in order already. */
falak_status fk_sort_rows(falak_ctx *ctx, size_t count, const uint64_t *key,
    const int32_t *time, uint32_t **order);
/* Brings one column into that order. */
falak_status fk_reorder(
    falak_ctx *ctx, size_t count, size_t size, const uint32_t *order, void *column);

#endif

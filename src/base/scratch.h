/* Short-lived arrays: many pieces, one release.
 *
 *   fk_scratch scratch = fk_scratch_begin(ctx);
 *   st = fk_scratch_doubles(&scratch, n, &x);
 *   ...
 *   fk_scratch_end(&scratch);
 *
 * Each piece is a block of its own, so a sanitizer sees an overrun. */
#ifndef FK_BASE_SCRATCH_H
#define FK_BASE_SCRATCH_H

#include <falak/base.h>

typedef struct fk_scratch {
  falak_ctx *ctx;
  struct fk_scratch_block *blocks;
} fk_scratch;

fk_scratch fk_scratch_begin(falak_ctx *ctx);
falak_status fk_scratch_take(fk_scratch *scratch, size_t count, size_t size, void *out);
falak_status fk_scratch_doubles(fk_scratch *scratch, size_t count, double **out);
falak_status fk_scratch_zero(fk_scratch *scratch, size_t count, size_t size, void *out);
void fk_scratch_end(fk_scratch *scratch);

#endif

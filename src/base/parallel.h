/* Loops over independent items. The result and the reported error do not depend on
 * the number of threads: when items fail, the error of the lowest item is the one. */
#ifndef FK_BASE_PARALLEL_H
#define FK_BASE_PARALLEL_H

#include <falak/base.h>

/* Work on item `index`. `ctx` is a context of the worker's own (same allocator and
 * cancellation, own error); `worker` is 0 .. threads-1, for scratch of one's own. */
typedef falak_status fk_item_fn(
    falak_ctx *ctx, void *user, size_t index, unsigned worker);

/* Threads a loop over `items` will use with this context (at least 1). */
unsigned fk_parallel_threads(const falak_ctx *ctx, size_t items);
/* Items are handed out in ascending order. Stops early after a failure or when
 * cancelled, but every item below the lowest failing one is done. */
falak_status fk_parallel_for(
    falak_ctx *ctx, size_t items, const char *what, fk_item_fn *work, void *user);

#endif

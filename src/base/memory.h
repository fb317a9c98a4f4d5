/* All memory comes through the context, so a test can make any allocation fail. */
#ifndef FK_BASE_MEMORY_H
#define FK_BASE_MEMORY_H

#include <falak/base.h>
#include <string.h>

/* Room for `count` items of `size` bytes, not cleared. A count of 0 gives a block
 * of one byte, so success never hands out NULL. Overflow is E_NO_MEMORY. */
falak_status fk_alloc(falak_ctx *ctx, size_t count, size_t size, void *out);
falak_status fk_alloc_zero(falak_ctx *ctx, size_t count, size_t size, void *out);
/* `out` points to the block to resize; it is unchanged on failure. */
falak_status fk_resize(falak_ctx *ctx, size_t count, size_t size, void *out);
void fk_free(falak_ctx *ctx, void *block);

/* Copies `length` bytes and ends them with a 0. */
falak_status fk_copy_text(falak_ctx *ctx, const char *text, size_t length, char **out);

/* Makes room for one more item in a growing array: doubles `*capacity` when full. */
falak_status fk_grow(
    falak_ctx *ctx, size_t used, size_t *capacity, size_t size, void *out);

/* The allocator of a context, for libraries that take one. */
const falak_allocator *fk_allocator(const falak_ctx *ctx);

#endif

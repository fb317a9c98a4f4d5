#include "base/memory.h"

#include "base/error.h"
#include "base/scratch.h"

/* `block` is the address of any object pointer; memcpy keeps aliasing honest. */
static falak_status resize(
    falak_ctx *ctx, void *old, size_t count, size_t size, void *out)
{
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "%zu items of %zu bytes", count, size);
  const falak_allocator *from = fk_allocator(ctx);
  void *block = from->resize(from->user, old, bytes ? bytes : 1);
  if (!block)
    return FK_FAIL(ctx, FALAK_E_NO_MEMORY, "%zu bytes could not be had", bytes);
  memcpy(out, &block, sizeof block);
  return FALAK_OK;
}

falak_status fk_alloc(falak_ctx *ctx, size_t count, size_t size, void *out)
{
  memset(out, 0, sizeof(void *));
  return resize(ctx, NULL, count, size, out);
}

falak_status fk_alloc_zero(falak_ctx *ctx, size_t count, size_t size, void *out)
{
  falak_status st = fk_alloc(ctx, count, size, out);
  void *block;
  memcpy(&block, out, sizeof block);
  if (!st) memset(block, 0, count * size);
  return st;
}

falak_status fk_resize(falak_ctx *ctx, size_t count, size_t size, void *out)
{
  void *old;
  memcpy(&old, out, sizeof old);
  return resize(ctx, old, count, size, out);
}

void fk_free(falak_ctx *ctx, void *block)
{
  const falak_allocator *from = fk_allocator(ctx);
  if (block) from->resize(from->user, block, 0);
}

falak_status fk_copy_text(falak_ctx *ctx, const char *text, size_t length, char **out)
{
  falak_status st = fk_alloc(ctx, length + 1, 1, out);
  if (st) return st;
  if (length) memcpy(*out, text, length);
  (*out)[length] = 0;
  return FALAK_OK;
}

falak_status fk_grow(
    falak_ctx *ctx, size_t used, size_t *capacity, size_t size, void *out)
{
  if (used < *capacity) return FALAK_OK;
  size_t wanted = *capacity ? *capacity * 2 : 16;
  falak_status st = fk_resize(ctx, wanted, size, out);
  if (!st) *capacity = wanted;
  return st;
}

struct fk_scratch_block {
  struct fk_scratch_block *next;
  size_t padding; /* keeps what follows aligned to 16 bytes */
};

fk_scratch fk_scratch_begin(falak_ctx *ctx)
{
  return (fk_scratch){.ctx = ctx};
}

falak_status fk_scratch_take(fk_scratch *scratch, size_t count, size_t size, void *out)
{
  struct fk_scratch_block *block;
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
    return FK_FAIL(
        scratch->ctx, FALAK_E_NO_MEMORY, "%zu items of %zu bytes", count, size);
  falak_status st = fk_alloc(scratch->ctx, 1, sizeof *block + bytes, &block);
  if (st) return st;
  block->next = scratch->blocks;
  scratch->blocks = block;
  void *piece = block + 1;
  memcpy(out, &piece, sizeof piece);
  return FALAK_OK;
}

falak_status fk_scratch_zero(fk_scratch *scratch, size_t count, size_t size, void *out)
{
  falak_status st = fk_scratch_take(scratch, count, size, out);
  void *block;
  if (st) return st;
  memcpy(&block, out, sizeof block);
  memset(block, 0, count * size);
  return FALAK_OK;
}

falak_status fk_scratch_doubles(fk_scratch *scratch, size_t count, double **out)
{
  return fk_scratch_take(scratch, count, sizeof(double), out);
}

void fk_scratch_end(fk_scratch *scratch)
{
  struct fk_scratch_block *block = scratch->blocks;
  while (block) {
    struct fk_scratch_block *next = block->next;
    fk_free(scratch->ctx, block);
    block = next;
  }
  scratch->blocks = NULL;
}

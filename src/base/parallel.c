/* Items are handed out in ascending order by one counter. A failure lowers `limit`, and
 * nobody begins an item above it; items below were handed out before and are finished,
 * so the lowest failing item is found whatever the number of threads. The calling
 * thread is worker 0: a loop on one thread makes no threads at all, and progress is
 * told from there. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/ctx.h"
#include "base/error.h"
#include "base/memory.h"

typedef struct loop {
  size_t items;
  const char *what;
  fk_item_fn *work;
  void *user;
  atomic_size_t next, limit, done;
  atomic_bool cancelled;
} loop;

typedef struct worker {
  falak_ctx ctx;
  loop *of;
  falak_ctx *caller; /* whom to tell of progress; NULL but for worker 0 */
  unsigned number;
  pthread_t thread;
  size_t told;   /* items done at the last word of progress */
  size_t failed; /* the item it failed at; SIZE_MAX for none */
  falak_status status;
} worker;

static void lower_limit(loop *l, size_t index)
{
  size_t seen = atomic_load(&l->limit);
  while (index < seen && !atomic_compare_exchange_weak(&l->limit, &seen, index)) {
  }
}

static void run_worker(worker *w)
{
  loop *l = w->of;
  for (;;) {
    if (fk_cancelled(&w->ctx)) atomic_store(&l->cancelled, true);
    if (atomic_load(&l->cancelled)) return;
    size_t index = atomic_fetch_add(&l->next, 1);
    if (index >= l->items || index > atomic_load(&l->limit)) return;
    w->status = l->work(&w->ctx, l->user, index, w->number);
    if (w->status) {
      w->failed = index;
      lower_limit(l, index);
      return;
    }
    size_t done = atomic_fetch_add(&l->done, 1) + 1;
    if (w->caller) fk_progress(w->caller, l->what, w->told = done, l->items);
  }
}

static void *thread_main(void *arg)
{
  run_worker(arg);
  return NULL;
}

/* The error of the lowest failing item becomes the caller's. */
static falak_status settle(
    falak_ctx *ctx, loop *l, const worker *workers, unsigned threads)
{
  const worker *lowest = NULL;
  if (atomic_load(&l->cancelled))
    return FK_FAIL(ctx, FALAK_E_CANCELLED, "stopped on request");
  for (unsigned k = 0; k < threads; k++)
    if (workers[k].failed != SIZE_MAX &&
        (!lowest || workers[k].failed < lowest->failed))
      lowest = &workers[k];
  if (!lowest) return FALAK_OK;
  fk_adopt_error(ctx, &lowest->ctx);
  return lowest->status;
}

unsigned fk_parallel_threads(const falak_ctx *ctx, size_t items)
{
  unsigned threads = falak_ctx_threads(ctx);
  if (threads > items) threads = (unsigned)items;
  return threads ? threads : 1;
}

falak_status fk_parallel_for(
    falak_ctx *ctx, size_t items, const char *what, fk_item_fn *work, void *user)
{
  unsigned threads = fk_parallel_threads(ctx, items), started = 1;
  loop l = {
      .items = items, .what = what, .work = work, .user = user, .limit = SIZE_MAX};
  worker *workers;
  falak_status st = fk_alloc_zero(ctx, threads, sizeof *workers, &workers);
  if (st) return st;

  for (unsigned k = 0; k < threads; k++) {
    workers[k].ctx.allocator = ctx->allocator;
    workers[k].ctx.cancel = ctx->cancel;
    workers[k].ctx.cancel_user = ctx->cancel_user;
    workers[k].ctx.threads = 1;
    falak_ctx_clear_error(&workers[k].ctx);
    workers[k].of = &l;
    workers[k].number = k;
    workers[k].failed = SIZE_MAX;
  }
  workers[0].caller = ctx;
  /* A thread that cannot be had is no error: the others do its share. */
  while (started < threads &&
      !pthread_create(&workers[started].thread, NULL, thread_main, &workers[started]))
    started++;
  run_worker(&workers[0]);
  for (unsigned k = 1; k < started; k++) pthread_join(workers[k].thread, NULL);

  st = settle(ctx, &l, workers, started);
  if (!st && workers[0].told < items) fk_progress(ctx, what, items, items);
  fk_free(ctx, workers);
  return st;
}

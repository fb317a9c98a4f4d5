/* Workers wait for a job by looking at its number for a while, then by sleeping: jobs
 * that follow each other within microseconds are taken up without a call to the system.
 */
#include "base/team.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/ctx.h"
#include "base/error.h"
#include "base/memory.h"

enum { LOOKS = 4000 };

typedef struct member {
  falak_ctx ctx;
  fk_team *team;
  unsigned number;
  pthread_t thread;
  size_t failed; /* item; SIZE_MAX: none */
  falak_status status;
} member;

struct fk_team {
  falak_ctx *ctx;
  member *members;
  unsigned size;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  atomic_uint sleeping;
  atomic_uint job; /* number of the present job */
  atomic_bool closing;
  atomic_size_t next, limit;
  atomic_uint working; /* members inside the present job */
  size_t items;
  fk_team_fn *work;
  void *user;
};

static inline void relax(void)
{
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void take_items(fk_team *t, member *m)
{
  for (;;) {
    size_t item = atomic_fetch_add(&t->next, 1);
    if (item >= t->items) return;
    if (item > atomic_load(&t->limit)) continue; /* above one that failed */
    falak_status st = t->work(&m->ctx, t->user, item, m->number);
    if (!st) continue;
    /* Items come in ascending order, so a worker fails at its lowest first. */
    m->status = st, m->failed = item;
    size_t seen = atomic_load(&t->limit);
    while (item < seen && !atomic_compare_exchange_weak(&t->limit, &seen, item)) {
    }
    return;
  }
}

static void wait_for_job(fk_team *t, unsigned seen)
{
  for (int k = 0; k < LOOKS; k++) {
    if (atomic_load(&t->job) != seen) return;
    relax();
  }
  pthread_mutex_lock(&t->lock);
  atomic_fetch_add(&t->sleeping, 1);
  while (atomic_load(&t->job) == seen) pthread_cond_wait(&t->wake, &t->lock);
  atomic_fetch_sub(&t->sleeping, 1);
  pthread_mutex_unlock(&t->lock);
}

static void *member_main(void *arg)
{
  member *m = arg;
  fk_team *t = m->team;
  unsigned seen = 0;
  for (;;) {
    wait_for_job(t, seen);
    seen = atomic_load(&t->job);
    if (atomic_load(&t->closing)) return NULL;
    take_items(t, m);
    atomic_fetch_sub(&t->working, 1);
  }
}

static void announce(fk_team *t)
{
  atomic_fetch_add(&t->job, 1);
  if (!atomic_load(&t->sleeping)) return;
  pthread_mutex_lock(&t->lock);
  pthread_cond_broadcast(&t->wake);
  pthread_mutex_unlock(&t->lock);
}

falak_status fk_team_create(falak_ctx *ctx, unsigned most, fk_team **out)
{
  fk_team *t;
  unsigned size = falak_ctx_threads(ctx);
  if (most && size > most) size = most;
  if (!size) size = 1;
  *out = NULL;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *t, &t);
  if (st) return st;
  st = fk_alloc_zero(ctx, size, sizeof *t->members, &t->members);
  if (st) {
    fk_free(ctx, t);
    return st;
  }
  t->ctx = ctx;
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->wake, NULL);
  for (unsigned k = 0; k < size; k++) {
    member *m = t->members + k;
    m->ctx.allocator = ctx->allocator;
    m->ctx.cancel = ctx->cancel;
    m->ctx.cancel_user = ctx->cancel_user;
    m->ctx.threads = 1;
    falak_ctx_clear_error(&m->ctx);
    m->team = t, m->number = k;
  }
  t->size = 1;
  while (t->size < size &&
      !pthread_create(
          &t->members[t->size].thread, NULL, member_main, &t->members[t->size]))
    t->size++;
  *out = t;
  return FALAK_OK;
}

void fk_team_destroy(fk_team *t)
{
  if (!t) return;
  atomic_store(&t->closing, true);
  announce(t);
  for (unsigned k = 1; k < t->size; k++) pthread_join(t->members[k].thread, NULL);
  pthread_cond_destroy(&t->wake);
  pthread_mutex_destroy(&t->lock);
  fk_free(t->ctx, t->members);
  fk_free(t->ctx, t);
}

unsigned fk_team_size(const fk_team *t)
{
  return t->size;
}

falak_status fk_team_run(fk_team *t, size_t items, fk_team_fn *work, void *user)
{
  t->items = items, t->work = work, t->user = user;
  atomic_store(&t->next, 0);
  atomic_store(&t->limit, SIZE_MAX);
  for (unsigned k = 0; k < t->size; k++) t->members[k].failed = SIZE_MAX;
  if (t->size > 1) {
    atomic_store(&t->working, t->size - 1);
    announce(t);
  }
  take_items(t, &t->members[0]);
  while (t->size > 1 && atomic_load(&t->working)) relax();

  const member *lowest = NULL;
  for (unsigned k = 0; k < t->size; k++)
    if (t->members[k].failed != SIZE_MAX &&
        (!lowest || t->members[k].failed < lowest->failed))
      lowest = &t->members[k];
  if (!lowest) return FALAK_OK;
  fk_adopt_error(t->ctx, &lowest->ctx);
  return lowest->status;
}

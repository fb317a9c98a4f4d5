#include <stdatomic.h>
#include <unistd.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "support/falak_test.h"

static const unsigned thread_counts[] = {1, 2, 4, 7};

#define FOR_EACH_THREADS(ctx, k)                                                       \
  for (size_t k = 0; k < 4 && (falak_ctx_set_threads(ctx, thread_counts[k]), true); k++)

enum { ITEMS = 500 };

typedef struct job {
  double result[ITEMS];
  atomic_int runs[ITEMS];
  atomic_uint workers; /* bit per worker seen */
  size_t failing;      /* items that fail: multiples of this, from it on; 0 none */
  atomic_size_t begun;
  size_t stop_after; /* cancel once so many began; 0 never */
  uint64_t told, calls;
} job;

static falak_status work(falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  job *j = user;
  atomic_fetch_add(&j->runs[index], 1);
  atomic_fetch_add(&j->begun, 1);
  atomic_fetch_or(&j->workers, 1u << worker);
  j->result[index] = fk_uniform(&(fk_rng_at){.seed = 5}, index);
  for (size_t k = 0; k < index % 7 * 300; k++)
    j->result[index] = sqrt(j->result[index] + 1);
  if (j->failing && index && index % j->failing == 0)
    return fk_context(
        ctx, FK_FAIL(ctx, FALAK_E_DOMAIN, "item %zu", index), "row %zu", index);
  return FALAK_OK;
}

static bool wants_to_stop(void *user)
{
  job *j = user;
  return j->stop_after && atomic_load(&j->begun) >= j->stop_after;
}

static void note_progress(void *user, const char *what, uint64_t done, uint64_t total)
{
  job *j = user;
  assert_string_equal(what, "testing");
  assert_int_equal(total, ITEMS);
  assert_true(done > j->told);
  j->told = done;
  j->calls++;
}

static void test_parallel__gives_the_same_whatever_the_threads(void **state)
{
  falak_ctx *ctx = *state;
  static job first, now;
  memset(&first, 0, sizeof first);
  assert_ok(ctx, fk_parallel_for(ctx, ITEMS, "testing", work, &first));
  FOR_EACH_THREADS(ctx, k)
  {
    memset(&now, 0, sizeof now);
    assert_ok(ctx, fk_parallel_for(ctx, ITEMS, "testing", work, &now));
    assert_memory_equal(now.result, first.result, sizeof now.result);
    for (int i = 0; i < ITEMS; i++) assert_int_equal(now.runs[i], 1);
    assert_int_equal(now.workers >> thread_counts[k], 0);
  }
}

static void test_parallel__reports_the_lowest_failing_item(void **state)
{
  falak_ctx *ctx = *state;
  static job now;
  static const size_t failing[] = {1, 3, 37, 250, 499};
  FOR_EACH_THREADS(ctx, k)
  for (int f = 0; f < 5; f++) {
    memset(&now, 0, sizeof now);
    now.failing = failing[f];
    char want[32];
    snprintf(want, sizeof want, "item %zu", failing[f]);
    assert_fails(
        ctx, FALAK_E_DOMAIN, want, fk_parallel_for(ctx, ITEMS, "testing", work, &now));
    assert_string_equal(falak_ctx_error(ctx)->message, want);
    assert_int_equal(falak_ctx_error(ctx)->frames, 1);
    for (size_t i = 0; i <= failing[f]; i++) assert_int_equal(now.runs[i], 1);
  }
}

/* Item 0 waits until a higher item has failed, then fails itself. */
typedef struct race {
  atomic_bool second_failed;
  atomic_size_t begun;
} race;

static falak_status fail_late(falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  race *r = user;
  (void)worker;
  atomic_fetch_add(&r->begun, 1);
  while (index != 1 && !atomic_load(&r->second_failed)) usleep(10);
  if (index == 1) atomic_store(&r->second_failed, true);
  usleep(index ? 500 : 5000);
  return index < 2 ? FK_FAIL(ctx, FALAK_E_DOMAIN, "item %zu", index) : FALAK_OK;
}

static void test_parallel__a_lower_item_that_fails_later_is_the_one(void **state)
{
  falak_ctx *ctx = *state;
  for (unsigned threads = 2; threads < 8; threads++) {
    race r = {.begun = 0};
    falak_ctx_set_threads(ctx, threads);
    assert_fails(ctx, FALAK_E_DOMAIN, "item 0",
        fk_parallel_for(ctx, 10000, "testing", fail_late, &r));
    assert_true(r.begun < 1000); /* the rest is not even begun */
  }
}

static void test_parallel__stops_when_asked(void **state)
{
  falak_ctx *ctx = *state;
  static job now;
  falak_ctx_set_cancel(ctx, wants_to_stop, &now);
  FOR_EACH_THREADS(ctx, k)
  {
    memset(&now, 0, sizeof now);
    now.stop_after = 20;
    assert_fails(ctx, FALAK_E_CANCELLED, "stopped",
        fk_parallel_for(ctx, ITEMS, "testing", work, &now));
    assert_true(now.begun < 20 + 2 * thread_counts[k]);
  }
}

static void test_parallel__tells_progress_upwards_and_to_the_end(void **state)
{
  falak_ctx *ctx = *state;
  static job now;
  falak_ctx_set_progress(ctx, note_progress, &now);
  FOR_EACH_THREADS(ctx, k)
  {
    memset(&now, 0, sizeof now);
    assert_ok(ctx, fk_parallel_for(ctx, ITEMS, "testing", work, &now));
    assert_int_equal(now.told, ITEMS);
    assert_true(now.calls <= ITEMS);
  }
}

static void test_parallel__of_nothing_does_nothing(void **state)
{
  falak_ctx *ctx = *state;
  FOR_EACH_THREADS(ctx, k)
  {
    assert_ok(ctx, fk_parallel_for(ctx, 0, "testing", work, NULL));
    assert_int_equal(fk_parallel_threads(ctx, 0), 1);
    assert_int_equal(
        fk_parallel_threads(ctx, 3), thread_counts[k] < 3 ? thread_counts[k] : 3);
  }
}

static falak_status plain(falak_ctx *ctx, void *user, size_t index, unsigned worker)
{
  (void)ctx, (void)worker;
  ((double *)user)[index] = 1;
  return FALAK_OK;
}

static void test_parallel__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  double x[10];
  falak_ctx_set_threads(ctx, 3);
  EACH_ALLOCATION_FAILS(ctx, fk_parallel_for(ctx, 10, "testing", plain, x));
}

FALAK_TEST_MAIN(TEST(test_parallel__gives_the_same_whatever_the_threads),
    TEST(test_parallel__reports_the_lowest_failing_item),
    TEST(test_parallel__a_lower_item_that_fails_later_is_the_one),
    TEST(test_parallel__stops_when_asked),
    TEST(test_parallel__tells_progress_upwards_and_to_the_end),
    TEST(test_parallel__of_nothing_does_nothing),
    TEST(test_parallel__survives_every_failed_allocation))

#include "support/falak_test.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

/* A header before each block remembers nothing but keeps the count honest. */
void *test_resize(void *user, void *block, size_t size)
{
  test_allocator *from = user;
  if (size == 0) {
    if (block) __atomic_sub_fetch(&from->live, 1, __ATOMIC_RELAXED);
    free(block);
    return NULL;
  }
  size_t request = __atomic_add_fetch(&from->requests, 1, __ATOMIC_RELAXED);
  if (from->fail_at && request >= from->fail_at) return NULL;
  void *made = realloc(block, size);
  if (made && !block) __atomic_add_fetch(&from->live, 1, __ATOMIC_RELAXED);
  return made;
}

/* --- TAP ------------------------------------------------------------------ */

static void put(const char *bytes, size_t length)
{
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, length);
    if (written <= 0) return;
    bytes += written, length -= (size_t)written;
  }
}

static ssize_t write_mended(void *unused, const char *bytes, size_t length)
{
  (void)unused;
  for (size_t at = 0; at < length;) {
    const char *line = bytes + at, *end = memchr(line, '\n', length - at);
    size_t size = end ? (size_t)(end - line) + 1 : length - at;
    bool skipped = size > 7 && memcmp(line, "not ok ", 7) == 0 &&
        memmem(line, size, " # SKIP ", 8) != NULL;
    put(line + (skipped ? 4 : 0), size - (skipped ? 4 : 0));
    at += size;
  }
  return (ssize_t)length;
}

void test_mend_tap(void)
{
  FILE *mended = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_mended});
  if (!mended) return;
  setvbuf(mended, NULL, _IOLBF, BUFSIZ); /* whole lines reach write_mended() */
  stdout = mended;
}

/* --- contexts ------------------------------------------------------------- */

static test_allocator current;

test_allocator *test_allocator_of(falak_ctx *ctx)
{
  (void)ctx;
  return &current;
}

int test_setup(void **state)
{
  falak_ctx *ctx;
  current = (test_allocator){0};
  falak_status st = falak_ctx_create(
      &(falak_allocator){.resize = test_resize, .user = &current}, &ctx);
  *state = ctx;
  return st;
}

int test_teardown(void **state)
{
  falak_ctx_destroy(*state);
  if (current.live) printf("# %zu blocks were not given back\n", current.live);
  return current.live ? -1 : 0;
}

const char *test_data(const char *name)
{
  static char path[4096];
  const char *folder = getenv("FALAK_TEST_DATA");
  snprintf(path, sizeof path, "%s/%s", folder ? folder : "tests", name);
  return path;
}

const char *test_temporary_folder(void)
{
  static char path[4096];
  const char *base = getenv("TMPDIR");
  snprintf(path, sizeof path, "%s/falak-test-XXXXXX", base ? base : "/tmp");
  if (!mkdtemp(path)) abort();
  return path;
}

void test_write_file(const char *folder, const char *name, const char *text)
{
  char path[8192];
  int length = snprintf(path, sizeof path, "%s/%s", folder, name);
  assert_true(length > 0 && (size_t)length < sizeof path);
  for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    mkdir(path, 0777);
    *slash = '/';
  }
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

char *test_read_file(const char *path, size_t *length)
{
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *text = NULL;
  size_t used = 0, capacity = 0, got;
  do {
    if (used + 65536 + 1 > capacity) {
      capacity = 2 * (used + 65536 + 1);
      text = realloc(text, capacity);
      if (!text) abort();
    }
    got = fread(text + used, 1, 65536, file);
    used += got;
  } while (got);
  fclose(file);
  text[used] = 0;
  if (length) *length = used;
  return text;
}

static int remove_entry(
    const char *path, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  return remove(path);
}

void test_remove_folder(const char *folder)
{
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void test_assert_ok(falak_ctx *ctx, falak_status st, const char *file, int line)
{
  if (st == FALAK_OK) return;
  const falak_error *error = falak_ctx_error(ctx);
  printf("# %s: %s\n", falak_status_name(st), error->message);
  for (size_t k = 0; k < error->frames; k++) printf("#   in %s\n", error->frame[k]);
  _fail(file, line);
}

void test_assert_fails(falak_ctx *ctx, falak_status want, const char *part,
    falak_status got, const char *file, int line)
{
  const char *message = falak_ctx_error(ctx)->message;
  if (got == want && strstr(message, part)) return;
  printf("# got %s: '%s'\n# want %s: '%s'\n", falak_status_name(got), message,
      falak_status_name(want), part);
  _fail(file, line);
}

void test_assert_close(double got, double want, double relative, double absolute,
    const char *what, const char *file, int line)
{
  if (isnan(got) && isnan(want)) return;
  if (got == want || fabs(got - want) <= absolute + relative * fabs(want)) return;
  printf("# %s is %.17g, want %.17g, off by %.3g\n", what, got, want, got - want);
  _fail(file, line);
}

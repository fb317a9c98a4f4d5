/* Data files and a mapping from one text: a line `@NAME` begins the file of that name.
 * What is imported must be a case without errors. */
#include "fuzz.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <falak/record.h>

static const char *const names[] = {"map.yaml", "a.txt", "b.txt", "c.csv", "d.csv"};
enum { NAMES = sizeof names / sizeof *names };

static char folder[64], out[80];

static int remove_entry(
    const char *path, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  return remove(path);
}

static void remove_folders(void)
{
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  nftw(out, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
  const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(folder, sizeof folder, "%s/falak-fuzz-XXXXXX", base);
  MUST(mkdtemp(folder));
  snprintf(out, sizeof out, "%s-case", folder);
  atexit(remove_folders);
}

static bool is_known(const char *name, const char *text, size_t length)
{
  return strlen(name) == length && !memcmp(name, text, length);
}

static void write_files(const char *text, size_t size)
{
  const char *end = text + size;
  char path[160];
  for (size_t k = 0; k < NAMES; k++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[k]);
    unlink(path);
  }
  while (text < end) {
    const char *line = memchr(text, '\n', (size_t)(end - text));
    const char *body = line ? line + 1 : end, *next = body;
    while (next < end && (*next != '@' || next[-1] != '\n')) next++;
    for (size_t k = 0; *text == '@' && k < NAMES; k++) {
      if (!is_known(names[k], text + 1, (size_t)((line ? line : end) - text - 1)))
        continue;
      snprintf(path, sizeof path, "%s/%s", folder, names[k]);
      FILE *file = fopen(path, "wb");
      MUST(file &&
          fwrite(body, 1, (size_t)(next - body), file) == (size_t)(next - body));
      fclose(file);
    }
    text = next;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char map[96];
  if (!*folder) make_folder();
  write_files((const char *)data, size);
  nftw(out, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  snprintf(map, sizeof map, "%s/map.yaml", folder);

  falak_ctx *ctx = fuzz_ctx();
  falak_problems *problems = NULL, *found = NULL;
  falak_case *c = NULL;
  MUST(falak_problems_create(ctx, &problems) == FALAK_OK);
  falak_status st =
      falak_import_rsiena(ctx, 1, (const char *const[]){map}, out, problems);
  MUST((st == FALAK_OK) == (falak_problems_errors(problems) == 0) ||
      st == FALAK_E_NO_MEMORY || st == FALAK_E_IO);
  if (st == FALAK_OK) {
    MUST(falak_case_open(ctx, out, &found, &c) == FALAK_OK);
    falak_case_close(c);
    falak_problems_destroy(found);
  } else
    MUST(access(out, F_OK) != 0);
  falak_problems_destroy(problems);
  falak_ctx_destroy(ctx);
  return 0;
}

/* One published table of trade: the first byte says which, the rest is the file. What
 * is imported must be a case without errors; what is not, leaves nothing behind. */
#include "fuzz.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <falak/record.h>

static char folder[64], out[80], path[96];

static int remove_entry(
    const char *name, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  return remove(name);
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
  snprintf(path, sizeof path, "%s/table.csv", folder);
  atexit(remove_folders);
}

static void write_file(const uint8_t *data, size_t size)
{
  FILE *file = fopen(path, "wb");
  MUST(file && fwrite(data, 1, size, file) == size);
  fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (!size) return 0;
  if (!*folder) make_folder();
  write_file(data + 1, size - 1);
  nftw(out, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

  falak_ctx *ctx = fuzz_ctx();
  falak_problems *problems = NULL, *found = NULL;
  falak_case *c = NULL;
  falak_trade_table table = (falak_trade_table)(data[0] % 5);
  falak_import_trade_options options = {.last_year = data[0] & 64 ? 2015 : 0};
  MUST(falak_problems_create(ctx, &problems) == FALAK_OK);
  falak_status st = falak_import_trade(
      ctx, table, 1, (const char *const[]){path}, &options, out, problems);
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

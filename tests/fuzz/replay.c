/* Gives every file of a folder to a fuzz target, and reports in TAP. A file that breaks
 * a promise ends the program before its line is printed, which counts as a failure.
 *   replay_NAME FOLDER */
#include <dirent.h>

#include "fuzz.h"

static uint8_t *read_file(const char *path, size_t *size)
{
  FILE *file = fopen(path, "rb");
  MUST(file && fseek(file, 0, SEEK_END) == 0);
  long length = ftell(file);
  MUST(length >= 0 && fseek(file, 0, SEEK_SET) == 0);
  *size = (size_t)length;
  uint8_t *data =
      malloc(*size ? *size : 1); /* exact: a sanitizer sees one byte too far */
  MUST(data && fread(data, 1, *size, file) == *size);
  fclose(file);
  return data;
}

static int is_case(const struct dirent *entry)
{
  return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
  struct dirent **names;
  int count = argc == 2 ? scandir(argv[1], &names, is_case, alphasort) : -1;
  if (count <= 0) {
    printf("Bail out! nothing to replay in %s\n", argc == 2 ? argv[1] : "no folder");
    return 1;
  }
  printf("1..%d\n", count);
  for (int k = 0; k < count; k++) {
    char path[4096];
    size_t size;
    snprintf(path, sizeof path, "%s/%s", argv[1], names[k]->d_name);
    uint8_t *data = read_file(path, &size);
    printf("# %s\n", names[k]->d_name);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    printf("ok %d - %s\n", k + 1, names[k]->d_name);
    free(data);
    free(names[k]);
  }
  free(names);
  return 0;
}

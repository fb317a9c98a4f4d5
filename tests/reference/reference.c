#include "reference/reference.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static char *joined(const char *a, const char *b)
{
  char *path;
  if (asprintf(&path, "%s/%s", a, b) < 0) abort();
  return path;
}

char *reference_path(const char *name)
{
  const char *set = getenv("FALAK_REFERENCE"), *tests = getenv("FALAK_TEST_DATA");
  if (!set || !*set) set = "../shared/reference";
  if (*set == '/') return joined(set, name);
  char *project = joined(tests ? tests : "tests", "..");
  char *folder = joined(project, set), *path = joined(folder, name);
  free(project);
  free(folder);
  return path;
}

bool reference_has(const char *name)
{
  char *path = reference_path(name);
  bool there = access(path, R_OK) == 0;
  free(path);
  return there;
}

/* --- files ---------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

size_t reference_each(const char *sub, const char *begins, const char *ends,
    void (*work)(const char *path, void *user), void *user)
{
  char *folder = reference_path(sub);
  struct dirent **entry;
  int count = scandir(folder, &entry, NULL, alphasort);
  size_t found = 0;

  for (int k = 0; k < count; k++) {
    const char *name = entry[k]->d_name;
    if (strncmp(name, begins, strlen(begins)) == 0 && ends_with(name, ends)) {
      char *path = joined(folder, name);
      work(path, user);
      free(path);
      found++;
    }
    free(entry[k]);
  }
  if (count >= 0) free(entry);
  free(folder);
  return found;
}

/* --- tables --------------------------------------------------------------- */

static char *read_all(const char *path)
{
  if (!ends_with(path, ".gz")) return test_read_file(path, NULL);
  char *command, *text = NULL;
  size_t used = 0, room = 0, got;
  if (asprintf(&command, "gzip -dc '%s'", path) < 0) abort();
  FILE *pipe = popen(command, "r");
  free(command);
  if (!pipe) return NULL;
  do {
    if (used + 65537 > room) {
      room = 2 * (used + 65537);
      text = realloc(text, room);
      if (!text) abort();
    }
    used += got = fread(text + used, 1, 65536, pipe);
  } while (got);
  text[used] = 0;
  if (pclose(pipe) == 0) return text;
  free(text);
  return NULL;
}

/* Cuts the text into cells in place; `"` quotes a cell, `""` stands for one inside. */
static char *next_cell(char **at, bool *last_of_row)
{
  char *from = *at, *cell = from, *to = from;
  bool quoted = *from == '"';
  if (quoted) from++;
  for (; *from; from++) {
    if (quoted && *from == '"' && from[1] == '"')
      from++;
    else if (quoted && *from == '"') {
      quoted = false;
      continue;
    } else if (!quoted && (*from == ',' || *from == '\n'))
      break;
    if (quoted || *from != '\r') *to++ = *from;
  }
  *last_of_row = *from != ',';
  *at = *from ? from + 1 : from;
  *to = 0;
  return cell;
}

table table_read(const char *path)
{
  table t = {.text = read_all(path)};
  size_t cells = 0, room = 0;
  if (!t.text) fail_msg("cannot read %s", path);

  for (char *at = t.text; *at;) {
    bool last;
    if (cells == room) {
      room = room ? 2 * room : 4096;
      t.cell = realloc(t.cell, room * sizeof *t.cell);
      if (!t.cell) abort();
    }
    t.cell[cells++] = next_cell(&at, &last);
    if (last && !t.columns) t.columns = cells;
    if (last && cells % t.columns)
      fail_msg("%s: ragged row %zu", path, cells / t.columns);
  }
  t.rows = t.columns ? cells / t.columns - 1 : 0;
  return t;
}

void table_free(table *t)
{
  free(t->cell);
  free(t->text);
}

size_t table_column(const table *t, const char *name)
{
  for (size_t k = 0; k < t->columns; k++)
    if (strcmp(t->cell[k], name) == 0) return k;
  return SIZE_MAX;
}

const char *table_at(const table *t, size_t row, size_t column)
{
  return t->cell[(row + 1) * t->columns + column];
}

double table_number(const table *t, size_t row, size_t column)
{
  const char *text = table_at(t, row, column);
  return *text ? strtod(text, NULL) : (double)NAN;
}

/* --- tally ---------------------------------------------------------------- */

tally tally_begin(const char *path)
{
  tally t = {.largest = 0};
  const char *slash = strrchr(path, '/');
  snprintf(t.file, sizeof t.file, "%s", slash ? slash + 1 : path);
  return t;
}

void tally_row(tally *t, const char *what, double got, double want, double tolerance)
{
  double off = fabs(got - want);
  bool fine = (isnan(got) && isnan(want)) || got == want || off <= tolerance;
  t->rows++;
  if (isfinite(off)) t->largest = fmax(t->largest, off);
  if (fine) return;
  t->failed++;
  print_message("# FAILED %s: got %.12g, want %.12g\n", what, got, want);
}

void tally_other(tally *t, const char *what, bool equal)
{
  t->rows++;
  if (equal) return;
  t->failed++;
  print_message("# FAILED %s\n", what);
}

void tally_end(const tally *t)
{
  print_message("# %s: %zu rows compared, largest difference %.3g\n", t->file, t->rows,
      t->largest);
  if (t->failed) fail_msg("%s: %zu rows failed", t->file, t->failed);
}

/* Finding a case by path or by name. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/strings.h"
#include "cli/cli.h"

#define DEFAULT_CASE "caspian"

enum { ROOTS = 4, LISTED_MAX = 64, PATH_ROOM = 4096 };

/* The folder above the one that the program is in: where it was installed or moved to.
 * "" when it cannot be told. */
static const char *own_prefix(char path[PATH_ROOM])
{
  ssize_t length = readlink("/proc/self/exe", path, PATH_ROOM - 1);
  path[length > 0 ? length : 0] = 0;
  for (int level = 0; level < 2; level++) {
    char *slash = strrchr(path, '/');
    if (slash) *slash = 0;
  }
  return path;
}

/* Folders that hold embedded cases, in the order in which they are searched: the one
 * the user names, beside the program wherever it was moved, where it was installed,
 * and the source tree for a program that was only built. */
static size_t case_roots(fk_text roots[ROOTS], falak_ctx *ctx)
{
  const char *chosen = getenv("FALAK_CASES");
  char prefix[PATH_ROOM];
  size_t count = 0;

  for (size_t k = 0; k < ROOTS; k++) roots[k] = fk_text_begin(ctx);
  if (chosen && *chosen) fk_text_puts(&roots[count++], chosen);
  if (*own_prefix(prefix))
    fk_text_printf(&roots[count++], "%s/share/falak/cases", prefix);
  fk_text_puts(&roots[count++], FALAK_DATADIR "/cases");
  fk_text_puts(&roots[count++], FALAK_SOURCE_CASES);
  return count;
}

static bool holds_case(falak_ctx *ctx, const char *root, const char *name)
{
  fk_text path = fk_text_begin(ctx);
  fk_text_printf(&path, "%s%s%s/case.yaml", root, *root ? "/" : "", name);
  bool holds = !fk_text_status(&path) && access(fk_text_string(&path), F_OK) == 0;
  fk_text_end(&path);
  return holds;
}

/* Writes the folder of an embedded case; false when there is none of that name. */
static bool find_embedded(falak_ctx *ctx, const char *name, fk_text *folder)
{
  fk_text roots[ROOTS];
  size_t count = case_roots(roots, ctx);
  bool found = false;
  for (size_t k = 0; k < count; k++) {
    const char *root = fk_text_string(&roots[k]);
    if (!found && !strchr(name, '/') && holds_case(ctx, root, name)) {
      fk_text_printf(folder, "%s/%s", root, name);
      found = true;
    }
    fk_text_end(&roots[k]);
  }
  return found;
}

bool cli_names_case(falak_ctx *ctx, const char *word)
{
  fk_text folder = fk_text_begin(ctx);
  bool names = strchr(word, '/') || strcmp(word, ".") == 0 || strcmp(word, "..") == 0 ||
      holds_case(ctx, "", word) || find_embedded(ctx, word, &folder);
  fk_text_end(&folder);
  return names;
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the cases below a folder, added to `names`. */
static falak_status list_cases(falak_ctx *ctx, const char *root, fk_strings *names)
{
  DIR *folder = opendir(root);
  falak_status st = FALAK_OK;
  falak_id id;
  for (struct dirent *entry; !st && folder && (entry = readdir(folder));)
    if (entry->d_name[0] != '.' && holds_case(ctx, root, entry->d_name))
      st = fk_strings_add(names, entry->d_name, strlen(entry->d_name), &id);
  if (folder) closedir(folder);
  return st;
}

/* "no case 'x'", the nearest name, and all that are known. */
static falak_status no_such_case(falak_ctx *ctx, const char *name)
{
  fk_text roots[ROOTS], list = fk_text_begin(ctx);
  fk_strings *names;
  const char *known[LISTED_MAX];
  size_t count = case_roots(roots, ctx), listed = 0;
  falak_status st = fk_strings_create(ctx, &names);
  for (size_t k = 0; k < count; k++) {
    if (!st) st = list_cases(ctx, fk_text_string(&roots[k]), names);
    fk_text_end(&roots[k]);
  }
  if (!st) {
    for (size_t k = 1; k < fk_strings_count(names) && listed < LISTED_MAX; k++)
      known[listed++] = fk_strings_text(names, (falak_id)k);
    qsort(known, listed, sizeof *known, by_text);
    for (size_t k = 0; k < listed; k++)
      fk_text_printf(&list, "%s%s", k ? ", " : "; known by name: ", known[k]);
    st = FK_FAIL(ctx, FALAK_E_USAGE,
        "no case '%s': neither a folder with a case.yaml nor an embedded case%s", name,
        fk_text_string(&list));
  }
  fk_text_end(&list);
  fk_strings_destroy(names);
  return st;
}

const char *cli_case_name(const cli_call *call)
{
  return call->case_name ? call->case_name : DEFAULT_CASE;
}

falak_status cli_find_case(cli_call *call, fk_text *folder)
{
  const char *name = cli_case_name(call);
  if (holds_case(call->ctx, "", name))
    fk_text_puts(folder, name);
  else if (!find_embedded(call->ctx, name, folder))
    return no_such_case(call->ctx, name);
  return fk_text_status(folder);
}

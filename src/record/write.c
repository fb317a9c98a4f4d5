/* Writing a case back: the new folder takes its place in one step. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/edits.h"

/* --- to another folder: a copy of all there is ---------------------------- */

static falak_status copy_folder(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *below, const char *to);

static falak_status copy_entry(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *name, const char *to)
{
  fk_text source = fk_text_begin(ctx), target = fk_text_begin(ctx);
  struct stat info = {0};
  fk_text_printf(&source, "%s/%s", c->folder, name);
  fk_text_printf(&target, "%s/%s", to, name);
  falak_status st = fk_text_status(&source);
  if (!st) st = fk_text_status(&target);
  if (!st && stat(source.data, &info) != 0)
    st = FK_FAIL(ctx, FALAK_E_IO, "%s: %s", source.data, strerror(errno));
  if (!st && S_ISDIR(info.st_mode)) {
    if (mkdir(target.data, 0777) != 0)
      st = FK_FAIL(ctx, FALAK_E_IO, "%s: %s", target.data, strerror(errno));
    if (!st) st = copy_folder(ctx, c, edits, name, to);
  } else if (!st && !S_ISREG(info.st_mode)) {
    st = FK_FAIL(ctx, FALAK_E_IO, "%s is neither a file nor a folder", source.data);
  } else if (!st) {
    st = fk_edits_touch(edits, name)
        ? fk_rewrite_file(ctx, c, edits, name, source.data, target.data)
        : fk_copy_file(ctx, source.data, target.data);
  }
  fk_text_end(&source);
  fk_text_end(&target);
  return st ? st : fk_check_cancel(ctx);
}

static falak_status copy_folder(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *below, const char *to)
{
  fk_text path = fk_text_begin(ctx);
  fk_text_printf(&path, "%s/%s", c->folder, below);
  falak_status st = fk_text_status(&path);
  DIR *folder = st ? NULL : opendir(path.data);
  if (!st && !folder)
    st = FK_FAIL(ctx, FALAK_E_IO, "%s: %s", path.data, strerror(errno));
  for (struct dirent *entry; !st && (entry = readdir(folder));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    fk_text name = fk_text_begin(ctx);
    fk_text_printf(&name, "%s%s%s", below, *below ? "/" : "", entry->d_name);
    st = fk_text_status(&name);
    if (!st) st = copy_entry(ctx, c, edits, name.data, to);
    fk_text_end(&name);
  }
  if (folder) closedir(folder);
  fk_text_end(&path);
  return st;
}

/* --- onto itself: the edited files alone; the others live on -------------- */

static falak_status stage_file(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *name, const char *to)
{
  fk_text source = fk_text_begin(ctx), target = fk_text_begin(ctx);
  fk_text_printf(&source, "%s/%s", c->folder, name);
  fk_text_printf(&target, "%s/%s", to, name);
  falak_status st = fk_text_status(&source);
  if (!st) st = fk_text_status(&target);
  if (!st && access(source.data, F_OK) == 0) {
    char *slash = strrchr(target.data, '/');
    *slash = 0;
    st = fk_make_folder(ctx, target.data);
    *slash = '/';
    if (!st) st = fk_rewrite_file(ctx, c, edits, name, source.data, target.data);
  }
  fk_text_end(&source);
  fk_text_end(&target);
  return st;
}

static falak_status stage_edited(
    falak_ctx *ctx, const falak_case *c, const falak_edits *edits, const char *to)
{
  const char *name;
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && (name = fk_edits_file(edits, k)); k++)
    st = stage_file(ctx, c, edits, name, to);
  return st;
}

/* --- where to ------------------------------------------------------------- */

/* The folder as it is, or the nearest one above it that is there. */
static bool nearest_folder(const char *folder, char whole[PATH_MAX])
{
  char path[PATH_MAX];
  size_t length = strlen(folder);
  if (length >= sizeof path) return false;
  memcpy(path, folder, length + 1);
  while (!realpath(path, whole)) {
    char *slash = strrchr(path, '/');
    if (!slash) return realpath(".", whole) != NULL;
    slash[slash == path] = 0; /* "/" itself is always there */
  }
  return true;
}

static bool is_empty(const char *path)
{
  DIR *folder = opendir(path);
  size_t entries = 0;
  while (folder && readdir(folder)) entries++;
  if (folder) closedir(folder);
  return folder && entries <= 2;
}

/* `*itself` when the target is the case's own folder. A folder within the case would be
 * copied into itself; one that holds something else would be lost. */
static falak_status check_target(
    falak_ctx *ctx, const falak_case *c, const char *folder, bool *itself)
{
  char mine[PATH_MAX], target[PATH_MAX], other[PATH_MAX + 16];
  struct stat info;
  *itself = false;
  if (!realpath(c->folder, mine))
    return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", c->folder, strerror(errno));
  if (!nearest_folder(folder, target))
    return FK_FAIL(ctx, FALAK_E_IO, "%s: %s", folder, strerror(errno));
  size_t length = strlen(mine);
  bool there = stat(folder, &info) == 0;
  *itself = there && !strcmp(mine, target);
  if (*itself) return FALAK_OK;
  if (!strncmp(mine, target, length) && (!target[length] || target[length] == '/'))
    return FK_FAIL(ctx, FALAK_E_USAGE,
        "'%s' lies within the case; give a folder beside it", folder);
  snprintf(other, sizeof other, "%s/case.yaml", target);
  if (there && S_ISDIR(info.st_mode) && !is_empty(target) && access(other, F_OK) != 0)
    return FK_FAIL(ctx, FALAK_E_USAGE,
        "'%s' holds something else than a case, which would be lost; give an empty or "
        "a new folder",
        folder);
  return FALAK_OK;
}

falak_status falak_case_write(
    falak_ctx *ctx, const falak_case *c, const falak_edits *edits, const char *folder)
{
  fk_stage stage;
  bool itself;
  falak_status st = check_target(ctx, c, folder, &itself);
  if (st) return st;
  fk_edits_begin(edits);
  st = fk_stage_begin(ctx, folder, &stage);
  if (!st)
    st = itself ? stage_edited(ctx, c, edits, stage.path)
                : copy_folder(ctx, c, edits, "", stage.path);
  if (!st) st = fk_edits_end(ctx, edits);
  if (!st) st = fk_stage_commit(&stage, itself);
  fk_stage_end(&stage);
  return st;
}

#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/text.h"

static falak_status io_failed(falak_ctx *ctx, const char *verb, const char *path)
{
  return FK_FAIL(ctx, FALAK_E_IO, "cannot %s '%s': %s", verb, path, strerror(errno));
}

/* --- files ---------------------------------------------------------------- */

falak_status fk_read_file(falak_ctx *ctx, const char *path, fk_text *out)
{
  char buffer[65536];
  size_t got;
  FILE *file = fopen(path, "rb");
  if (!file) return io_failed(ctx, "read", path);
  while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
    fk_text_add(out, buffer, got);
  bool bad = ferror(file);
  falak_status st = bad ? io_failed(ctx, "read", path) : fk_text_status(out);
  fclose(file);
  return st;
}

static bool put(int file, const char *bytes, size_t length)
{
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written, length -= (size_t)written;
  }
  return true;
}

falak_status fk_write_file(
    falak_ctx *ctx, const char *path, const char *bytes, size_t length)
{
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return io_failed(ctx, "write", path);
  falak_status st = put(file, bytes, length) && fsync(file) == 0
      ? FALAK_OK
      : io_failed(ctx, "write", path);
  if (close(file) != 0 && !st) st = io_failed(ctx, "write", path);
  return st;
}

falak_status fk_copy_file(falak_ctx *ctx, const char *from, const char *to)
{
  fk_text text = fk_text_begin(ctx);
  falak_status st = fk_read_file(ctx, from, &text);
  if (!st) st = fk_write_file(ctx, to, fk_text_string(&text), text.length);
  fk_text_end(&text);
  return st;
}

/* --- folders -------------------------------------------------------------- */

static bool is_folder(const char *path)
{
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

falak_status fk_make_folder(falak_ctx *ctx, const char *folder)
{
  char *path;
  falak_status st = fk_copy_text(ctx, folder, strlen(folder), &path);
  if (st) return st;
  for (char *at = path; !st && at && *at;) {
    at = strchr(at + 1, '/'); /* + 1: the root needs no making */
    if (at) *at = 0;
    if (mkdir(path, 0777) && !is_folder(path))
      st = io_failed(ctx, "make the folder", path);
    if (at) *at = '/';
  }
  fk_free(ctx, path);
  return st;
}

static int remove_entry(
    const char *path, const struct stat *info, int kind, struct FTW *where)
{
  (void)info, (void)kind, (void)where;
  remove(path);
  return 0;
}

void fk_remove_folder(const char *folder)
{
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* What to do with each entry of a folder; `name` is relative to where the walk began.
 */
typedef falak_status visit_fn(
    falak_ctx *ctx, void *user, const char *name, bool folder);

static falak_status join(
    falak_ctx *ctx, const char *folder, const char *name, char **out)
{
  size_t a = strlen(folder), b = strlen(name);
  falak_status st = fk_alloc(ctx, a + b + 2, 1, out);
  if (st) return st;
  memcpy(*out, folder, a);
  (*out)[a] = '/';
  memcpy(*out + a + 1, name, b + 1);
  return FALAK_OK;
}

static bool is_dots(const char *name)
{
  return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Folders are visited before what is in them. */
static falak_status walk(
    falak_ctx *ctx, const char *root, const char *below, visit_fn *visit, void *user)
{
  char *path;
  falak_status st = join(ctx, root, below, &path);
  if (st) return st;
  DIR *folder = opendir(path);
  if (!folder) st = io_failed(ctx, "list", path);
  for (struct dirent *entry; !st && (entry = readdir(folder));) {
    struct stat about;
    fk_text name = fk_text_begin(ctx);
    if (is_dots(entry->d_name)) continue;
    fk_text_printf(&name, "%s%s%s", below, *below ? "/" : "", entry->d_name);
    st = fk_text_status(&name);
    bool inner = !st &&
        fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(about.st_mode);
    if (!st) st = visit(ctx, user, name.data, inner);
    if (!st && inner) st = walk(ctx, root, name.data, visit, user);
    fk_text_end(&name);
  }
  if (folder) closedir(folder);
  fk_free(ctx, path);
  return st;
}

/* --- beginning a stage ---------------------------------------------------- */

/* Parts a target into the folder it stands in and its name. */
static falak_status part(
    falak_ctx *ctx, const char *target, char **parent, const char **name)
{
  const char *slash = strrchr(target, '/');
  *name = slash ? slash + 1 : target;
  if (!slash) return fk_copy_text(ctx, ".", 1, parent);
  return fk_copy_text(
      ctx, target, slash == target ? 1 : (size_t)(slash - target), parent);
}

/* Replacing a folder that holds the one we stand in would pull it from under the
 * user's feet, and from under whatever else is at work there. */
static falak_status check_target(falak_ctx *ctx, const char *target)
{
  char here[PATH_MAX];
  size_t length = strlen(target);
  if (!getcwd(here, sizeof here)) return FALAK_OK;
  bool holds = !strncmp(here, target, length) && (!here[length] || here[length] == '/');
  return holds || !strcmp(target, "/")
      ? FK_FAIL(ctx, FALAK_E_USAGE,
            "'%s' is the folder you are in or one above it: give results a folder of "
            "their own",
            target)
      : FALAK_OK;
}

/* The target without links and slashes at its end, so that its sibling can be named. */
static falak_status resolve(falak_ctx *ctx, const char *folder, char **target)
{
  char whole[PATH_MAX];
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  if (length == 0) return FK_FAIL(ctx, FALAK_E_USAGE, "a folder without a name");
  falak_status st = fk_copy_text(ctx, folder, length, target);
  if (st || !realpath(*target, whole)) return st;
  if (!is_folder(whole))
    return FK_FAIL(ctx, FALAK_E_IO, "'%s' is a file; give a folder", folder);
  fk_free(ctx, *target);
  *target = NULL;
  st = check_target(ctx, whole);
  return st ? st : fk_copy_text(ctx, whole, strlen(whole), target);
}

/* An open and locked folder, or -1. `always`: where the file system knows no locks it
 * is given unlocked; nobody can lock it there, so nobody will take it for stale. */
static int lock_folder(const char *path, bool always)
{
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || flock(folder, LOCK_EX | LOCK_NB) == 0) return folder;
  if (always && errno != EWOULDBLOCK) return folder;
  close(folder);
  return -1;
}

/* Stages beside the target that nobody holds are what dead runs left. */
static falak_status remove_stale(falak_ctx *ctx, const char *parent, const char *prefix)
{
  DIR *folder = opendir(parent);
  falak_status st = FALAK_OK;
  if (!folder) return FALAK_OK;
  for (struct dirent *entry; !st && (entry = readdir(folder));) {
    char *path;
    if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 ||
        strlen(entry->d_name) != strlen(prefix) + 6)
      continue;
    st = join(ctx, parent, entry->d_name, &path);
    if (st) break;
    int lock = lock_folder(path, false);
    if (lock >= 0) {
      fk_remove_folder(path);
      close(lock);
    }
    fk_free(ctx, path);
  }
  closedir(folder);
  return st;
}

/* A fresh folder, locked. Another run may take it for stale between its making and its
 * locking; then it is made again. */
static falak_status make_stage(falak_ctx *ctx, const char *pattern, fk_stage *stage)
{
  falak_status st = fk_copy_text(ctx, pattern, strlen(pattern), &stage->path);
  for (int attempt = 0; !st && attempt < 100; attempt++) {
    strcpy(stage->path, pattern);
    if (!mkdtemp(stage->path)) {
      st = io_failed(ctx, "make a folder beside", stage->target);
      break;
    }
    stage->lock = lock_folder(stage->path, true);
    if (stage->lock >= 0 && is_folder(stage->path)) {
      mode_t mask = umask(0);
      umask(mask);
      fchmod(stage->lock, 0777 & ~mask);
      return FALAK_OK;
    }
    if (stage->lock >= 0) close(stage->lock);
    stage->lock = -1;
  }
  if (!st) st = FK_FAIL(ctx, FALAK_E_IO, "cannot lock a folder like '%s'", pattern);
  fk_free(ctx, stage->path);
  stage->path = NULL;
  return st;
}

falak_status fk_stage_begin(falak_ctx *ctx, const char *folder, fk_stage *stage)
{
  const char *name;
  fk_text prefix = fk_text_begin(ctx), pattern = fk_text_begin(ctx);
  *stage = (fk_stage){.ctx = ctx, .lock = -1};
  falak_status st = resolve(ctx, folder, &stage->target);
  if (!st) st = part(ctx, stage->target, &stage->parent, &name);
  if (!st) st = fk_make_folder(ctx, stage->parent);
  if (st) goto done;

  fk_text_printf(&prefix, ".%s.falak-", name);
  fk_text_printf(&pattern, "%s/.%s.falak-XXXXXX", stage->parent, name);
  st = fk_text_status(&prefix);
  if (!st) st = fk_text_status(&pattern);
  if (!st) st = remove_stale(ctx, stage->parent, prefix.data);
  if (!st) st = make_stage(ctx, pattern.data, stage);

done:
  fk_text_end(&pattern);
  fk_text_end(&prefix);
  if (st) fk_stage_end(stage);
  return st;
}

/* --- others' files -------------------------------------------------------- */

/* Two folders that share names, and the names the first had by itself. */
typedef struct merging {
  const char *from, *to;
  fk_strings *own; /* of `to` before anything was added */
} merging;

static falak_status note_name(falak_ctx *ctx, void *user, const char *name, bool folder)
{
  falak_id id;
  (void)ctx, (void)folder;
  return fk_strings_add(user, name, strlen(name), &id);
}

static bool is_own(const merging *m, const char *name)
{
  return fk_strings_find(m->own, name, strlen(name)) >= 0;
}

static falak_status both_paths(
    falak_ctx *ctx, const merging *m, const char *name, char **from, char **to)
{
  *from = *to = NULL;
  falak_status st = join(ctx, m->from, name, from);
  return st ? st : join(ctx, m->to, name, to);
}

/* A second name for a file, or a copy where the file system has no such thing. */
static falak_status link_file(falak_ctx *ctx, const char *from, const char *to)
{
  struct stat about;
  if (link(from, to) == 0) return FALAK_OK;
  if (errno == ENOENT) return FALAK_OK; /* gone meanwhile */
  if (stat(from, &about) != 0 || !S_ISREG(about.st_mode))
    return io_failed(ctx, "keep", from);
  falak_status st = fk_copy_file(ctx, from, to);
  if (!st && chmod(to, about.st_mode & 07777)) st = io_failed(ctx, "keep", from);
  return st;
}

static falak_status keep_entry(
    falak_ctx *ctx, void *user, const char *name, bool folder)
{
  const merging *m = user;
  char *from, *to;
  struct stat about;
  if (is_own(m, name)) return fk_check_cancel(ctx);
  falak_status st = both_paths(ctx, m, name, &from, &to);
  if (!st && !folder) st = link_file(ctx, from, to);
  if (!st && folder && stat(from, &about) == 0 &&
      (mkdir(to, 0777) != 0 || chmod(to, about.st_mode & 07777) != 0))
    st = io_failed(ctx, "make the folder", to);
  fk_free(ctx, from);
  fk_free(ctx, to);
  return st ? st : fk_check_cancel(ctx);
}

/* After the exchange: what somebody put into the old folder between our look at it
 * and the exchange moves over, so that nothing but our own old results goes. */
static falak_status move_late_entry(
    falak_ctx *ctx, void *user, const char *name, bool folder)
{
  const merging *m = user;
  char *from, *to;
  struct stat old, new;
  if (is_own(m, name)) return FALAK_OK;
  falak_status st = both_paths(ctx, m, name, &from, &to);
  if (!st && lstat(from, &old) == 0) {
    bool there = lstat(to, &new) == 0;
    if (folder && !there)
      mkdir(to, old.st_mode & 07777);
    else if (!folder && (!there || old.st_ino != new.st_ino))
      rename(from, to);
  }
  fk_free(ctx, from);
  fk_free(ctx, to);
  return st;
}

/* --- committing ----------------------------------------------------------- */

static falak_status sync_path(falak_ctx *ctx, const char *path)
{
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return errno == ELOOP ? FALAK_OK : io_failed(ctx, "open", path);
  falak_status st = FALAK_OK;
  if (fsync(file) != 0 && errno != EINVAL && errno != EROFS)
    st = io_failed(ctx, "bring to disk", path);
  close(file);
  return st;
}

static falak_status sync_entry(
    falak_ctx *ctx, void *user, const char *name, bool folder)
{
  char *path;
  (void)folder;
  falak_status st = join(ctx, user, name, &path);
  if (!st) st = sync_path(ctx, path);
  fk_free(ctx, path);
  return st;
}

/* Where folders cannot be exchanged the old one steps aside first. */
static bool replace_in_two_steps(fk_stage *stage)
{
  fk_text aside = fk_text_begin(stage->ctx);
  fk_text_printf(&aside, "%s-old", stage->path);
  bool done = !fk_text_status(&aside) && rename(stage->target, aside.data) == 0;
  if (done && rename(stage->path, stage->target) != 0) {
    rename(aside.data, stage->target);
    done = false;
  } else if (done)
    rename(aside.data, stage->path); /* as an exchange would leave it */
  fk_text_end(&aside);
  return done;
}

/* `exchanged`: stage->path now holds what was there before. */
static falak_status put_in_place(fk_stage *stage, bool *exchanged)
{
  *exchanged = false;
  if (rename(stage->path, stage->target) == 0) return FALAK_OK; /* none, or empty */
  *exchanged = true;
  if (renameat2(AT_FDCWD, stage->path, AT_FDCWD, stage->target, RENAME_EXCHANGE) == 0)
    return FALAK_OK;
  if (errno == EBUSY)
    return FK_FAIL(stage->ctx, FALAK_E_IO,
        "'%s' is a mount point and cannot be replaced: give a folder below it",
        stage->target);
  bool may = errno == EINVAL || errno == ENOSYS || errno == EXDEV;
  return may && replace_in_two_steps(stage)
      ? FALAK_OK
      : io_failed(stage->ctx, "replace the folder", stage->target);
}

falak_status fk_stage_commit(fk_stage *stage, bool keep_others)
{
  falak_ctx *ctx = stage->ctx;
  merging m = {.from = stage->target, .to = stage->path};
  bool keep = keep_others && is_folder(stage->target), exchanged;
  falak_status st = fk_strings_create(ctx, &m.own);
  if (!st) st = walk(ctx, stage->path, "", note_name, m.own);
  if (!st) st = walk(ctx, stage->path, "", sync_entry, stage->path);
  if (!st && keep) st = walk(ctx, stage->target, "", keep_entry, &m);
  if (!st) st = sync_path(ctx, stage->path);
  if (!st) st = fk_check_cancel(ctx);
  if (!st) st = put_in_place(stage, &exchanged);
  if (st) goto done;

  /* In place. What follows tidies up; whether it works does not change that. */
  if (exchanged && keep) {
    m.from = stage->path, m.to = stage->target;
    walk(ctx, stage->path, "", move_late_entry, &m);
  }
  if (exchanged) fk_remove_folder(stage->path);
  fk_free(ctx, stage->path);
  stage->path = NULL;
  sync_path(ctx, stage->parent);

done:
  fk_strings_destroy(m.own);
  return st;
}

void fk_stage_end(fk_stage *stage)
{
  if (stage->path) fk_remove_folder(stage->path);
  if (stage->lock >= 0) close(stage->lock);
  fk_free(stage->ctx, stage->path);
  fk_free(stage->ctx, stage->target);
  fk_free(stage->ctx, stage->parent);
  *stage = (fk_stage){.ctx = stage->ctx, .lock = -1};
}

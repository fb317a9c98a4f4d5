#include "report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

static falak_status io_failed(falak_ctx *ctx, const char *verb, const char *path)
{
  return FK_FAIL(ctx, FALAK_E_IO, "cannot %s '%s': %s", verb, path, strerror(errno));
}

static bool is_folder(const char *path)
{
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

falak_status fk_output_folder(falak_ctx *ctx, const char *folder)
{
  fk_text path = fk_text_begin(ctx);
  fk_text_puts(&path, folder);
  falak_status st = fk_text_status(&path);

  for (char *at = path.data; !st && at && *at;) {
    at = strchr(at + 1, '/'); /* + 1: the root needs no making */
    if (at) *at = 0;
    if (mkdir(path.data, 0777) && !is_folder(path.data))
      st = io_failed(ctx, "make the folder", path.data);
    if (at) *at = '/';
  }
  fk_text_end(&path);
  return st;
}

/* Closes `file` in any case; what is still buffered may fail only then. */
static bool write_and_close(int file, const char *bytes, size_t length)
{
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    bytes += written, length -= (size_t)written;
  }
  bool good = length == 0 && fsync(file) == 0;
  int why = errno;
  if (close(file)) return false;
  errno = why;
  return good;
}

falak_status fk_output_write(falak_ctx *ctx, const char *folder, const char *name,
    const char *bytes, size_t length)
{
  fk_text path = fk_text_begin(ctx), part = fk_text_begin(ctx);
  fk_text_printf(&path, "%s/%s", folder, name);
  fk_text_printf(&part, "%s/%s.%ld.part", folder, name, (long)getpid());
  falak_status st = fk_text_status(&path);
  if (!st) st = fk_text_status(&part);
  if (st) goto done;

  int file = open(part.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) {
    st = io_failed(ctx, "write", path.data);
    goto done;
  }
  if (!write_and_close(file, bytes, length) || rename(part.data, path.data)) {
    st = io_failed(ctx, "write", path.data);
    unlink(part.data);
  }

done:
  fk_text_end(&part);
  fk_text_end(&path);
  return st;
}

#include "report/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/folder.h"
#include "base/text.h"

falak_status fk_output_write(falak_ctx *ctx, const char *folder, const char *name,
    const char *bytes, size_t length)
{
  fk_text path = fk_text_begin(ctx), part = fk_text_begin(ctx);
  fk_text_printf(&path, "%s/%s", folder, name);
  fk_text_printf(&part, "%s/%s.%ld.part", folder, name, (long)getpid());
  falak_status st = fk_text_status(&path);
  if (!st) st = fk_text_status(&part);
  if (!st) st = fk_make_folder(ctx, folder);
  if (st) goto done;

  st = fk_write_file(ctx, part.data, bytes, length);
  if (!st && rename(part.data, path.data))
    st = FK_FAIL(ctx, FALAK_E_IO, "cannot write '%s': %s", path.data, strerror(errno));
  if (st) unlink(part.data);

done:
  fk_text_end(&part);
  fk_text_end(&path);
  return st;
}

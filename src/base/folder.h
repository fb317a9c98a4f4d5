/* Files and folders that appear whole or not at all.
 *
 *   fk_stage stage;
 *   falak_status st = fk_stage_begin(ctx, "out", &stage);
 *   if (!st) st = ... write below stage.path ...
 *   if (!st) st = fk_stage_commit(&stage, true);
 *   fk_stage_end(&stage);
 *
 * A stage is a folder beside its target, `.NAME.falak-XXXXXX`. It takes the target's
 * name in one step; killed at any moment, what was there before is still there, whole.
 * A live stage is locked, so the next run can tell and remove what a dead one left. */
#ifndef FK_BASE_FOLDER_H
#define FK_BASE_FOLDER_H

#include <falak/base.h>

struct fk_text;

typedef struct fk_stage {
  falak_ctx *ctx;
  char *target; /* the folder to be replaced: no link, no slash at its end */
  char *parent; /* what the target stands in */
  char *path;   /* where to write meanwhile; NULL once committed or ended */
  int lock;     /* descriptor of the folder that is held locked; -1 for none */
} fk_stage;

/* Makes an empty stage for `folder`, and the folders above it. Stages that dead runs
 * left beside it are removed. `stage` may be given to fk_stage_end() in any case.
 * E_USAGE: the folder holds the one the program was started in. E_IO */
falak_status fk_stage_begin(falak_ctx *ctx, const char *folder, fk_stage *stage);

/* Brings the stage to disk and gives it the folder's name in one step. With
 * `keep_others` files of the old folder that the stage does not have live on in the
 * new one (as hard links, or copies where links cannot be had). On failure the old
 * folder is as it was. */
falak_status fk_stage_commit(fk_stage *stage, bool keep_others);

/* Removes what was not committed and frees. */
void fk_stage_end(fk_stage *stage);

/* Makes a folder and those above it; one that is there already is fine. E_IO */
falak_status fk_make_folder(falak_ctx *ctx, const char *folder);
/* Removes a folder and all in it, links not followed; what cannot be removed stays. */
void fk_remove_folder(const char *folder);

/* The whole file appended to `out`; E_IO. */
falak_status fk_read_file(falak_ctx *ctx, const char *path, struct fk_text *out);
/* Makes or overwrites a file; its bytes are on disk when this returns. E_IO */
falak_status fk_write_file(
    falak_ctx *ctx, const char *path, const char *bytes, size_t length);
falak_status fk_copy_file(falak_ctx *ctx, const char *from, const char *to);

#endif

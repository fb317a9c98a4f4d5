/* A single file of results that appears whole or not at all. For a folder of files that
 * belong together, see base/folder.h. */
#ifndef FK_REPORT_OUTPUT_H
#define FK_REPORT_OUTPUT_H

#include <falak/base.h>

/* Writes `folder`/`name`, making the folder when it is not there. E_IO: what stood at
 * that place is as it was. */
falak_status fk_output_write(falak_ctx *ctx, const char *folder, const char *name,
    const char *bytes, size_t length);

#endif

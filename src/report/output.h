/* Files of results. A file appears whole or not at all: it is written beside its place
 * under another name, and renamed. */
#ifndef FK_REPORT_OUTPUT_H
#define FK_REPORT_OUTPUT_H

#include <falak/base.h>

/* Makes a folder and those above it; one that is there already is fine. E_IO. */
falak_status fk_output_folder(falak_ctx *ctx, const char *folder);

/* Writes `folder`/`name` (the folder must be there). E_IO: nothing changed. */
falak_status fk_output_write(falak_ctx *ctx, const char *folder, const char *name,
    const char *bytes, size_t length);

#endif

/* Edits of a case, and a CSV file with its edits made. */
#ifndef FK_RECORD_EDITS_H
#define FK_RECORD_EDITS_H

#include "record/case.h"

/* Is there an edit of the file (its name relative to the case)? */
bool fk_edits_touch(const falak_edits *edits, const char *name);
/* Before a writing: no edit is made yet. */
void fk_edits_begin(const falak_edits *edits);
/* After it: E_INPUT for the first edit that found no row. */
falak_status fk_edits_end(falak_ctx *ctx, const falak_edits *edits);
/* The k-th name among the edited files, each told once; NULL at the end. */
const char *fk_edits_file(const falak_edits *edits, size_t k);

/* Copies a CSV file with its edits made; rows without one stay byte for byte. E_INPUT
 * when the file is not what the case was opened with. */
falak_status fk_rewrite_file(falak_ctx *ctx, const falak_case *c,
    const falak_edits *edits, const char *name, const char *from, const char *to);

#endif

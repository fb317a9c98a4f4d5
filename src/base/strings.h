/* Interned text: each distinct string is kept once and known by a number, in the
 * order of first sight. Number 0 is always the empty string. */
#ifndef FK_BASE_STRINGS_H
#define FK_BASE_STRINGS_H

#include <falak/base.h>

typedef struct fk_strings fk_strings;

falak_status fk_strings_create(falak_ctx *ctx, fk_strings **out);
void fk_strings_destroy(fk_strings *strings);
/* The number of a text, added when new. */
falak_status fk_strings_add(
    fk_strings *strings, const char *text, size_t length, falak_id *id);
/* The number of a text, or FALAK_NO_ID. */
falak_id fk_strings_find(const fk_strings *strings, const char *text, size_t length);
/* The text of a number, ended by 0; lent until the table goes. */
const char *fk_strings_text(const fk_strings *strings, falak_id id);
size_t fk_strings_length(const fk_strings *strings, falak_id id);
size_t fk_strings_count(const fk_strings *strings);

/* The known text nearest to `text` by edit distance, for "did you mean". Gives NULL
 * when nothing is near: more than a third of the letters differ. `skip_empty`
 * leaves out number 0. */
const char *fk_strings_nearest(
    const fk_strings *strings, const char *text, size_t length);
/* The same over a plain list. */
const char *fk_nearest(
    const char *const *known, size_t count, const char *text, size_t length);

#endif

/* What importers share: files of plain cells, and a case that is put together as texts
 * and then appears whole. */
#ifndef FK_RECORD_IMPORT_H
#define FK_RECORD_IMPORT_H

#include <falak/record.h>

#include "base/strings.h"
#include "base/text.h"

/* A file of cells parted by commas, semicolons, or white space; quotes round a cell are
 * left out. Blank lines are passed over. */
typedef struct fk_grid {
  falak_ctx *ctx;
  const char *path; /* lent */
  fk_text text;     /* holds the cells, each ended by 0 */
  char **cell;
  size_t *begin; /* rows + 1: index of the first cell of a row */
  uint32_t *line;
  size_t rows, cells, row_capacity, cell_capacity;
  bool header; /* row 0 names the columns */
} fk_grid;

/* E_INPUT: not text; the message says where. E_IO. To be freed in any case. */
falak_status fk_grid_read(falak_ctx *ctx, const char *path, fk_grid *out);
void fk_grid_free(fk_grid *grid);
static inline size_t fk_grid_width(const fk_grid *g, size_t row)
{
  return g->begin[row + 1] - g->begin[row];
}
static inline const char *fk_grid_at(const fk_grid *g, size_t row, size_t column)
{
  return column < fk_grid_width(g, row) ? g->cell[g->begin[row] + column] : "";
}
/* The column of a name in the header, without regard to case; SIZE_MAX. */
size_t fk_grid_column(const fk_grid *g, const char *name);
/* Whether a cell is missing (NA, NaN, a dot, empty) or a number. */
bool fk_cell_missing_text(const char *text);

/* A file of the case to be. */
typedef struct fk_part {
  char *name; /* "ties/net.csv" */
  fk_text text;
} fk_part;

typedef struct fk_new_case {
  falak_ctx *ctx;
  fk_part *parts;
  size_t count, capacity;
} fk_new_case;

fk_new_case fk_new_case_begin(falak_ctx *ctx);
void fk_new_case_end(fk_new_case *c);
/* The text of a file, begun with `header` when it is new. Pointers are good until the
 * next call. */
falak_status fk_new_case_file(
    fk_new_case *c, const char *name, const char *header, fk_text **text);
/* Cells and a line end; NULL stands for no cell. */
void fk_add_cells(fk_text *out, size_t count, const char *const *cells);
/* E_USAGE: the folder is there and not empty. */
falak_status fk_new_case_check(falak_ctx *ctx, const char *folder);
/* Writes the folder, which must not be there (or be empty), whole or not at all.
 * E_USAGE: it is there. */
falak_status fk_new_case_write(fk_new_case *c, const char *folder);

#endif

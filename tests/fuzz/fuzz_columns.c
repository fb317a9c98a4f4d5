/* Any bytes: what is read is what the plain reader finds, field by field; and what is
 * refused, is refused with a message that has a mend. */
#include <math.h>

#include "fuzz.h"
#include "record/columns.h"
#include "record/csv.h"

/* The first two columns of the header, as level and as number. */
static bool choose(falak_ctx *ctx, const char *text, size_t size, fk_wanted wanted[2],
    char name[2][256])
{
  fk_csv *csv;
  const fk_csv_field *field = NULL;
  size_t count = 0;
  MUST(fk_csv_open_text(ctx, "noise", text, size, &csv) == FALAK_OK);
  bool good = fk_csv_next(csv, &field, &count) == FALAK_OK && field && count >= 2;
  for (size_t k = 0; good && k < 2; k++) {
    good = field[k].length < 256 && !memchr(field[k].text, 0, field[k].length);
    if (!good) break;
    memcpy(name[k], field[k].text, field[k].length);
    name[k][field[k].length] = 0;
    wanted[k] = (fk_wanted){name[k], k ? FK_READ_NUMBER : FK_READ_LEVEL, 0};
  }
  fk_csv_close(csv);
  return good;
}

static void compare(falak_ctx *ctx, const char *text, size_t size, const fk_columns *c)
{
  fk_csv *csv;
  const fk_csv_field *field;
  size_t count, row = 0;
  MUST(fk_csv_open_text(ctx, "noise", text, size, &csv) == FALAK_OK);
  MUST(fk_csv_next(csv, &field, &count) == FALAK_OK);
  for (;; row++) {
    MUST(fk_csv_next(csv, &field, &count) == FALAK_OK);
    if (!field) break;
    MUST(row < c->rows && fk_columns_line(c, row) == fk_csv_line(csv));
    uint32_t level = c->column[0].level[row];
    bool none =
        !field[0].length || (field[0].length == 2 && !memcmp(field[0].text, "NA", 2));
    MUST(none == (level == FK_NO_LEVEL));
    if (!none) {
      const char *got = fk_columns_level_text(c, 0, level);
      MUST(strlen(got) == field[0].length);
      MUST(!memcmp(got, field[0].text, field[0].length));
    }
    char copy[512];
    double x = c->column[1].number[row];
    if (field[1].length >= sizeof copy) continue;
    memcpy(copy, field[1].text, field[1].length);
    copy[field[1].length] = 0;
    if (!*copy || !strcmp(copy, "NA"))
      MUST(isnan(x));
    else
      MUST(x == strtod(copy, NULL));
  }
  MUST(row == c->rows);
  fk_csv_close(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  const char *text = (const char *)data;
  fk_wanted wanted[2];
  char name[2][256];
  fk_columns *c;
  if (choose(ctx, text, size, wanted, name)) {
    falak_status st = fk_columns_read_text(ctx, "noise", text, size, 2, wanted, &c);
    MUST(st == FALAK_OK || st == FALAK_E_INPUT);
    if (st)
      MUST(strstr(falak_ctx_error(ctx)->message, "noise"));
    else
      compare(ctx, text, size, c);
    if (!st) fk_columns_destroy(c);
  }
  falak_ctx_destroy(ctx);
  return 0;
}

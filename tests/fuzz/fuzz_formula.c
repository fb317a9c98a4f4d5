/* Any text is a formula or refused with a place; a formula can be worked out on a table
 * that has its columns. */
#include <math.h>

#include "base/text.h"
#include "fuzz.h"
#include "trade/formula.h"

enum { ROWS = 7 };

static void work_out(falak_ctx *ctx, const fk_formula *f)
{
  fk_columns *c;
  fk_formula_data d;
  MUST(fk_columns_create(ctx, ROWS, f->wanted_count, f->wanted, &c) == FALAK_OK);
  for (size_t k = 0; k < c->count; k++)
    for (size_t row = 0; row < ROWS; row++) {
      uint32_t id;
      if (c->column[k].kind == FK_READ_NUMBER)
        c->column[k].number[row] = (double)(row * k) - 3;
      else if (row) {
        MUST(!fk_levels_add_text(ctx, &c->levels[c->column[k].names],
            row % 2 ? "A" : "KAZ", row % 2 ? 1 : 3, &id));
        c->column[k].level[row] = id;
      }
    }
  falak_status st = fk_formula_data_make(ctx, f, c, &d);
  MUST(st == FALAK_OK);
  for (size_t k = 0; k < d.data.regressors; k++)
    for (size_t row = 0; row < ROWS; row++) MUST(!isinf(d.data.x[k][row]));
  for (size_t k = 0; k < d.data.effects; k++)
    for (size_t row = 0; row < ROWS; row++)
      MUST(d.data.effect[k][row] == FALAK_GRAVITY_NO_LEVEL ||
          d.data.effect[k][row] < d.data.levels[k]);
  fk_formula_data_end(&d);
  fk_columns_destroy(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  fk_formula *f;
  char *text = malloc(size + 1);
  MUST(text);
  memcpy(text, data, size);
  text[size] = 0;
  falak_status st = fk_formula_parse(ctx, text, &f);
  MUST(st == FALAK_OK || st == FALAK_E_INPUT);
  if (st)
    MUST(strstr(falak_ctx_error(ctx)->message, "formula, character "));
  else
    work_out(ctx, f);
  fk_formula_destroy(f);
  free(text);
  falak_ctx_destroy(ctx);
  return 0;
}

/* The spans of the records follow each other through the file, and the records, written
 * again, read back as the same fields. */
#include "base/text.h"
#include "fuzz.h"
#include "record/csv.h"

/* Fields as they were read, each with its length before it, so that nothing in them can
 * be taken for something else. */
typedef struct kept {
  fk_text fields, file;
  size_t records;
} kept;

static void keep_record(kept *k, const fk_csv_field *fields, size_t count)
{
  k->records++;
  fk_text_printf(&k->fields, "%zu|", count);
  for (size_t j = 0; j < count; j++) {
    fk_text_printf(&k->fields, "%zu:", fields[j].length);
    fk_text_add(&k->fields, fields[j].text, fields[j].length);
    if (j) fk_text_add(&k->file, ",", 1);
    if (count == 1 && fields[j].length == 0)
      fk_text_puts(&k->file, "\"\""); /* or the line would be blank */
    else
      fk_csv_write_field(&k->file, fields[j].text, fields[j].length);
  }
  fk_text_add(&k->file, "\n", 1);
}

static falak_status read_all(falak_ctx *ctx, const char *text, size_t size, kept *k)
{
  fk_csv *csv;
  const fk_csv_field *fields = NULL;
  size_t count;
  uint64_t offset, length, after = 0, hash[2];
  uint32_t line = 0;
  *k = (kept){.fields = fk_text_begin(ctx), .file = fk_text_begin(ctx)};
  MUST(fk_csv_open_text(ctx, "noise", text, size, &csv) == FALAK_OK);
  falak_status st;
  while (!(st = fk_csv_next(csv, &fields, &count)) && fields) {
    fk_csv_span(csv, &offset, &length);
    MUST(offset >= after && length > 0 && offset + length <= size);
    MUST(fk_csv_line(csv) > line);
    MUST(fk_csv_is_utf8(csv) == fk_utf8_valid(text + offset, length));
    after = offset + length;
    line = fk_csv_line(csv);
    keep_record(k, fields, count);
  }
  MUST(st == FALAK_OK || st == FALAK_E_INPUT);
  fk_csv_hash(csv, hash);
  fk_csv_close(csv);
  return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  kept first, second;
  read_all(ctx, (const char *)data, size, &first);
  const char *file = fk_text_string(&first.file);
  MUST(read_all(ctx, file, first.file.length, &second) == FALAK_OK);
  MUST(second.records == first.records);
  MUST(strcmp(fk_text_string(&first.fields), fk_text_string(&second.fields)) == 0);
  fk_text_end(&first.fields), fk_text_end(&first.file);
  fk_text_end(&second.fields), fk_text_end(&second.file);
  falak_ctx_destroy(ctx);
  return 0;
}

/* CSV after RFC 4180, read in one pass through a buffer that never holds the whole
 * file: BOM, CRLF, LF, quoted commas, quotes and newlines. */
#ifndef FK_RECORD_CSV_H
#define FK_RECORD_CSV_H

#include <falak/base.h>

typedef struct fk_csv fk_csv;

/* A field, quotes removed; lent until the next record. Not ended by 0. */
typedef struct fk_csv_field {
  const char *text;
  size_t length;
  bool quoted;
} fk_csv_field;

falak_status fk_csv_open(falak_ctx *ctx, const char *path, fk_csv **out);
/* Reads from memory, which must outlive the reader; `name` is used in messages. */
falak_status fk_csv_open_text(
    falak_ctx *ctx, const char *name, const char *text, size_t length, fk_csv **out);
void fk_csv_close(fk_csv *csv);

/* The next record; `*fields` is NULL at the end. Blank lines are passed over.
 * E_INPUT: a quote never closed or text after a closing quote, a record longer than
 * 64 MiB, a byte 0; the message has no place, fk_csv_line() gives it. After E_INPUT
 * the reader stands at its end. E_IO: reading failed. */
falak_status fk_csv_next(fk_csv *csv, const fk_csv_field **fields, size_t *count);
/* Line (from 1) at which the current record begins. */
uint32_t fk_csv_line(const fk_csv *csv);
/* False when the current record is not UTF-8 (overlong forms and surrogates included).
 */
bool fk_csv_is_utf8(const fk_csv *csv);
/* XXH3 128-bit of all bytes read so far (the file, once at its end), as two words. */
void fk_csv_hash(const fk_csv *csv, uint64_t hash[2]);

/* Where the bytes of the current record lie in the file, line end included, for a
 * writer that copies what it does not change. */
void fk_csv_span(const fk_csv *csv, uint64_t *offset, uint64_t *length);

/* Appends a field, quoted when it must be. */
struct fk_text;
void fk_csv_write_field(struct fk_text *out, const char *text, size_t length);

bool fk_utf8_valid(const char *text, size_t length);

#endif

/* A number that is read is the one the C library reads, and survives being written. A
 * doubt has its value between its bounds. */
#include <math.h>

#include "base/number.h"
#include "fuzz.h"

static void check_number(const char *text, size_t size)
{
  double value, again;
  char copy[512], written[FK_NUMBER_TEXT];
  if (!fk_parse_double(text, size, &value)) return;
  MUST(isfinite(value));
  if (size < sizeof copy) {
    memcpy(copy, text, size);
    copy[size] = 0;
    again = strtod(copy, NULL);
    MUST(memcmp(&value, &again, sizeof value) == 0);
  }
  size_t length = fk_format_double(value, written);
  MUST(length < FK_NUMBER_TEXT && strlen(written) == length);
  MUST(fk_parse_double(written, length, &again));
  MUST(memcmp(&value, &again, sizeof value) == 0);
}

static void check_int(const char *text, size_t size)
{
  int64_t value;
  char copy[64];
  if (!fk_parse_int(text, size, &value) || size >= sizeof copy) return;
  memcpy(copy, text, size);
  copy[size] = 0;
  MUST(strtoll(copy, NULL, 10) == value);
}

static void check_doubt(falak_ctx *ctx, const char *text, size_t size)
{
  fk_doubt doubt = {.value = 7};
  if (fk_parse_doubt(ctx, text, size, FALAK_ABOUT_SHARE, &doubt)) {
    MUST(falak_ctx_error(ctx)->status == FALAK_E_INPUT);
    MUST(strstr(falak_ctx_error(ctx)->message, ": "));
    MUST(doubt.value == 7);
    return;
  }
  MUST(isfinite(doubt.value) && !isinf(doubt.low) && !isinf(doubt.high));
  MUST(isnan(doubt.low) || doubt.low <= doubt.value);
  MUST(isnan(doubt.high) || doubt.value <= doubt.high);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  char *text = malloc(size ? size : 1);
  MUST(text);
  memcpy(text, data, size);
  check_number(text, size);
  check_int(text, size);
  check_doubt(ctx, text, size);
  free(text);
  falak_ctx_destroy(ctx);
  return 0;
}

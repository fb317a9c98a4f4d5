/* A date that is read lies in the calendar, and what is written of it reads back as the
 * same interval and is no longer. A date that is refused has a message with a mend. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  falak_ctx *ctx = fuzz_ctx();
  char *text = malloc(size ? size : 1), written[FALAK_DATE_TEXT];
  falak_date date = {1, 2}, again;
  MUST(text);
  memcpy(text, data, size);
  if (falak_date_parse(ctx, text, size, &date) == FALAK_OK) {
    int32_t first = falak_day(1, 1, 1), last = falak_day(9999, 12, 31);
    MUST(falak_date_is_none(date) || date.first <= date.last);
    MUST(
        falak_date_is_none(date) || date.first == FALAK_DAY_MIN || date.first >= first);
    MUST(falak_date_is_none(date) || date.last == FALAK_DAY_MAX || date.last <= last);
    size_t length = strlen(falak_date_format(date, written));
    MUST(length <= size);
    MUST(falak_date_parse(ctx, written, length, &again) == FALAK_OK);
    MUST(again.first == date.first && again.last == date.last);
  } else {
    MUST(falak_ctx_error(ctx)->status == FALAK_E_INPUT);
    MUST(strstr(falak_ctx_error(ctx)->message, ": "));
    MUST(date.first == 1 && date.last == 2);
  }
  free(text);
  falak_ctx_destroy(ctx);
  return 0;
}

/* What a fuzz target needs. A target is one file fuzz_NAME.c with the function below;
 * libFuzzer calls it with noise, replay.c with the files of corpus/NAME. A broken
 * promise ends the program, so that either of them notices. */
#ifndef FALAK_FUZZ_H
#define FALAK_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <falak/base.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(promise)                                                                  \
  do {                                                                                 \
    if (!(promise)) {                                                                  \
      fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #promise);            \
      abort();                                                                         \
    }                                                                                  \
  } while (0)

static inline falak_ctx *fuzz_ctx(void)
{
  falak_ctx *ctx;
  MUST(falak_ctx_create(NULL, &ctx) == FALAK_OK);
  return ctx;
}

#endif

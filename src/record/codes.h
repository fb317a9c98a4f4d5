/* Codes of countries as trade data have them: numbers of the United Nations (M49, and
 * the relatives of it in BACI and Comtrade), numbers of the International Monetary
 * Fund, and three letters, all to the three letters of ISO 3166-1. Dissolved states
 * keep letters of their own (ISO 3166-3); groups, and areas not specified, are told
 * from countries. */
#ifndef FK_RECORD_CODES_H
#define FK_RECORD_CODES_H

#include <falak/base.h>

typedef enum fk_code_scheme {
  FK_CODES_UN, /* what a number means */
  FK_CODES_IMF
} fk_code_scheme;

typedef enum fk_code_kind {
  FK_CODE_UNKNOWN,
  FK_CODE_COUNTRY,
  FK_CODE_GROUP /* the world, a region, areas not specified, bunkers... */
} fk_code_kind;

typedef struct fk_code {
  fk_code_kind kind;
  const char *iso3; /* of a country; "" else */
  const char *name; /* of a country or group; "" when it has none */
} fk_code;

/* Letters are taken in upper case only; numbers with or without leading zeros. */
fk_code fk_code_find(fk_code_scheme scheme, const char *text, size_t length);
/* The nearest known three letters, or NULL. */
const char *fk_code_nearest(const char *text, size_t length);

#endif

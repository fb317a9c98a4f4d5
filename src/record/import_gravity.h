/* What an import of Gravity keeps beside flows: one entry a pair and year, and one an
 * actor and year. */
#ifndef FK_RECORD_IMPORT_GRAVITY_H
#define FK_RECORD_IMPORT_GRAVITY_H

#include "record/import_trade.h"

enum { FK_DISTANCES = 3, FK_MARKS = 6, FK_MEMBERSHIPS = 3 };
enum { FK_MARK_AGREEMENT = 5 }; /* the last of the marks is a layer */

/* Of a pair, the one whose letters come first before the other. */
typedef struct fk_pair_year {
  falak_id distance[FK_DISTANCES]; /* texts; 0: none */
  uint8_t known, marks;            /* bits */
  bool ahead, back;                /* the two directions that were met */
} fk_pair_year;

typedef struct fk_actor_year {
  fk_im_amount gdp, population; /* dollars, persons */
  bool has_gdp, has_population;
  uint8_t known, memberships; /* bits */
} fk_actor_year;

/* `pairs` and `years` find numbers; what was found stands beside them. */
typedef struct fk_im_gravity_data {
  fk_im_flows pairs, years;
  fk_pair_year *pair;
  fk_actor_year *actor;
  size_t pair_capacity, actor_capacity;
  uint64_t differing; /* pairs whose two directions say different things */
} fk_im_gravity_data;

#endif

/* Every effect on networks beside its twin. */
#include "ties/effects_twin.h"

#define TABLE(name, hard)                                                              \
  static void test_##name##__effects_agree_with_themselves(void **state)               \
  {                                                                                    \
    twin_table(*state, fk_effects_##name, 24, hard);                                   \
  }
TABLE(structural, 0)
TABLE(paths, 0)
TABLE(degree, 0)
TABLE(assortativity, 0)
TABLE(covariate, 0)
TABLE(covariate_activity, 0)
TABLE(covariate_closure, 0)
TABLE(covariate_degree, 0)
TABLE(covariate_two, 0)
TABLE(distance, 0)
TABLE(dyadic, 0)
/* There is no network that goes from actors and from items alike. */
TABLE(multiplex, FK_ON_TWO_MODE)
/* Here none joins items, as some need on two-mode networks. */
TABLE(multiplex_activity, FK_ON_TWO_MODE)
TABLE(multiplex_closure, FK_ON_TWO_MODE)
TABLE(multiplex_covariate, 0)
TABLE(multiplex_triads, 0)
TABLE(mutual_closure, 0)

#define TWINS(name) TEST(test_##name##__effects_agree_with_themselves)

FALAK_TEST_MAIN(TWINS(structural), TWINS(paths), TWINS(degree), TWINS(assortativity),
    TWINS(covariate), TWINS(covariate_activity), TWINS(covariate_closure),
    TWINS(covariate_degree), TWINS(covariate_two), TWINS(distance), TWINS(dyadic),
    TWINS(multiplex), TWINS(multiplex_activity), TWINS(multiplex_closure),
    TWINS(multiplex_covariate), TWINS(multiplex_triads), TWINS(mutual_closure))

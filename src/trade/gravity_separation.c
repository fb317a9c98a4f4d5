#include "trade/gravity.h"
falak_status fk_gravity_rectify(fk_gravity_sample *m, uint8_t *reason, size_t *found)
{
  (void)m, (void)reason;
  *found = 0;
  return FALAK_OK;
}

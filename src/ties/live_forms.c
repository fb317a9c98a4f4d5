/* Which effects are made of counts of pairs, and how. */
#include <string.h>

#include "ties/live.h"

typedef struct known_form {
  const char *name;
  unsigned on;
  fk_live_form form;
} known_form;

#define LINEAR(...)                                                                    \
  {                                                                                    \
    .linear = {__VA_ARGS__}, .curve = -1                                               \
  }
#define CURVE(kind)                                                                    \
  {                                                                                    \
    .curve = kind                                                                      \
  }

static const known_form forms[] = {
    {"recip", FK_ON_ONE_MODE, LINEAR([FK_LIVE_BACK] = 1)},
    {"transTrip", FK_ON_ONE_MODE, LINEAR([FK_TP] = 1, [FK_OO] = 1)},
    {"transTrip1", FK_ON_ONE_MODE, LINEAR([FK_TP] = 1)},
    {"transTrip2", FK_ON_ONE_MODE, LINEAR([FK_OO] = 1)},
    {"transMedTrip", FK_ON_ONE_MODE, LINEAR([FK_II] = 1)},
    {"transRecTrip", FK_ON_ONE_MODE, LINEAR([FK_LIVE_BACK_PATHS] = 1, [FK_MO] = 1)},
    {"cycle3", FK_ON_ONE_MODE, LINEAR([FK_RB] = 1)},
    {"transTriads", FK_ON_SYMMETRIC, LINEAR([FK_TP] = 1)},
    {"gwespFF", FK_ON_ONE_MODE, CURVE(FK_TP)},
    {"gwespBB", FK_ON_ONE_MODE, CURVE(FK_RB)},
    {"gwespFB", FK_ON_ONE_MODE, CURVE(FK_OO)},
    {"gwespBF", FK_ON_ONE_MODE, CURVE(FK_II)},
    {"gwespRR", FK_ON_ONE_MODE, CURVE(FK_RR)},
};

bool fk_live_form_of(const fk_term *t, unsigned on, fk_live_form *form)
{
  for (size_t k = 0; t->effect && k < sizeof forms / sizeof *forms; k++)
    if (forms[k].on & on && !strcmp(forms[k].name, t->effect->name)) {
      *form = forms[k].form;
      return true;
    }
  return false;
}

unsigned fk_live_reads(const fk_term *t, unsigned on)
{
  fk_live_form form;
  unsigned reads = 0;
  if (!fk_live_form_of(t, on, &form)) return 0;
  for (int k = 0; k < FK_COUNTS; k++)
    if (form.linear[k] != 0 || form.curve == k) reads |= FK_COUNT_BIT(k);
  if (form.linear[FK_LIVE_BACK_PATHS] != 0) reads |= FK_COUNT_BIT(FK_TP);
  return reads;
}

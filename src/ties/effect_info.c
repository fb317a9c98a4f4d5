/* What is told of effects outside the room: descriptors in words. Texts are put
 * together by the preprocessor, so that they live as long as the program and nobody
 * frees them. */
#include <falak/ties/model.h>

#include "ties/effect.h"

/* Entry `bits` of a table names what its bits stand for, each after a comma. */
#define WITH(text, more) text, more text
#define OWNERS_1(t) WITH(t, ", one-mode")
#define OWNERS_2(t) OWNERS_1(t), OWNERS_1(", non-directed" t)
#define OWNERS_4(t) OWNERS_2(t), OWNERS_2(", two-mode" t)
#define OWNERS_8(t) OWNERS_4(t), OWNERS_4(", behaviour" t)
static const char *const owners[16] = {OWNERS_8("")};

#define READS_1(t) WITH(t, ", two-paths")
#define READS_2(t) READS_1(t), READS_1(", two-paths back" t)
#define READS_4(t) READS_2(t), READS_2(", shared receivers" t)
#define READS_8(t) READS_4(t), READS_4(", shared senders" t)
#define READS_16(t) READS_8(t), READS_8(", mutual neighbours" t)
#define READS_32(t) READS_16(t), READS_16(", mutual then in" t)
static const char *const reads[1 << FK_COUNTS] = {READS_32("")};

/* One kind or several for each of the variables behind `of`. */
#define SLOT(t)                                                                        \
  t, t ", actor", t ", dyadic", t ", actor or dyadic", t ", network",                  \
      t ", actor or network", t ", dyadic or network", t ", any"
#define SLOT_2(t)                                                                      \
  {SLOT(t)}, {SLOT(t ", actor")}, {SLOT(t ", dyadic")}, {SLOT(t ", actor or dyadic")}, \
      {SLOT(t ", network")}, {SLOT(t ", actor or network")},                           \
      {SLOT(t ", dyadic or network")},                                                 \
  {                                                                                    \
    SLOT(t ", any")                                                                    \
  }
static const char *const of_text[8][8][8] = {{SLOT_2("")}, {SLOT_2(", actor")},
    {SLOT_2(", dyadic")}, {SLOT_2(", actor or dyadic")}, {SLOT_2(", network")},
    {SLOT_2(", actor or network")}, {SLOT_2(", dyadic or network")}, {SLOT_2(", any")}};

static const char *without_comma(const char *text)
{
  return *text ? text + 2 : text;
}

size_t falak_ties_effect_count(void)
{
  return fk_effect_count();
}

falak_ties_effect_info falak_ties_effect_get(size_t k)
{
  static const char *const mixing[] = {"", "ego", "dyadic", "behaviour"};
  const fk_effect *e = fk_effect_at(k);
  return (falak_ties_effect_info){.name = e->name,
      .family = e->family,
      .formula = e->formula ? e->formula : "",
      .owners = without_comma(owners[e->on & 15]),
      .of = without_comma(of_text[e->of[0] & 7][e->of[1] & 7][e->of[2] & 7]),
      .rate = e->roles & FK_RATE,
      .eval = e->roles & FK_EVAL,
      .creation = e->roles & FK_CREATION,
      .endowment = e->roles & FK_ENDOWMENT,
      .parameter = e->parameter,
      .interaction = mixing[e->mixing],
      .reads = without_comma(reads[e->reads & ((1u << FK_COUNTS) - 1)]),
      .elementary = e->facts & FK_ELEMENTARY,
      .quick = e->row || e->facts & (FK_FIXED | FK_ALTER | FK_EGO_ONLY)};
}

bool falak_ties_effect_acts_on(size_t k, falak_ties_kind kind)
{
  unsigned on = kind == FALAK_TIES_ONE_MODE ? FK_ON_ONE_MODE
      : kind == FALAK_TIES_NON_DIRECTED     ? FK_ON_SYMMETRIC
      : kind == FALAK_TIES_TWO_MODE         ? FK_ON_TWO_MODE
      : kind == FALAK_TIES_BEHAVIOUR        ? FK_ON_BEHAVIOUR
                                            : 0;
  return fk_effect_at(k)->on & on;
}

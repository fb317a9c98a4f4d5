/* Which reporter is believed first. */
#include <string.h>

#include "record/case.h"

static bool is_actor(const falak_case *c, falak_id actor, falak_id reporter)
{
  return actor >= 0
      && !strcmp(c->actors[actor].id, fk_strings_text(c->strings, reporter));
}

/* Does an entry of `prefer` stand for this reporter? */
static bool stands_for(const falak_case *c, falak_id entry, falak_id reporter,
    falak_id from, falak_id to)
{
  if (entry == reporter) return true;
  const char *word = fk_strings_text(c->strings, entry);
  if (!strcmp(word, "importer") || !strcmp(word, "to")) return is_actor(c, to, reporter);
  if (!strcmp(word, "exporter") || !strcmp(word, "from") || !strcmp(word, "actor"))
    return is_actor(c, from, reporter);
  return !strcmp(word, "none") && reporter == 0;
}

static const fk_prefer *list_for(const falak_case *c, falak_id variable_name)
{
  const fk_prefer *general = NULL;
  for (size_t k = 0; k < c->prefer_count; k++) {
    if (c->prefer[k].variable == variable_name && variable_name > 0)
      return c->prefer + k;
    if (c->prefer[k].variable == 0) general = c->prefer + k;
  }
  return general;
}

int fk_prefer_rank(const falak_case *c, falak_id variable_name, falak_id reporter,
    falak_id from, falak_id to)
{
  const fk_prefer *list = list_for(c, variable_name);
  for (size_t k = 0; list && k < list->count; k++)
    if (stands_for(c, list->reporter[k], reporter, from, to)) return (int)k + 1;
  /* Unlisted reporters come last, a row without a reporter first. */
  return reporter == 0 ? 0 : 1 << 16;
}

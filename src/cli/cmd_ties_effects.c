/* falak ties effects: the effects there are, from their descriptors. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cmd_ties.h"

static const char *const kind_words[] = {
    "one-mode", "non-directed", "two-mode", "behaviour"};

static falak_ties_kind kind_of_layer(const falak_layer *is)
{
  return is->two_mode ? FALAK_TIES_TWO_MODE
      : is->directed  ? FALAK_TIES_ONE_MODE
                      : FALAK_TIES_NON_DIRECTED;
}

static bool is_dependent(const falak_case *c, const char *name, falak_ties_kind *kind)
{
  falak_id layer = falak_layer_find(c, name), variable = falak_variable_find(c, name);
  if (layer >= 0) {
    falak_layer is = falak_layer_get(c, layer);
    *kind = kind_of_layer(&is);
  } else if (variable >= 0 && falak_variable_get(c, variable).kind == FALAK_MONADIC)
    *kind = FALAK_TIES_BEHAVIOUR;
  else
    return false;
  return true;
}

/* A kind by its word, or the layer or behaviour of a case. */
static falak_status find_kind(cli_call *call, const char *name, falak_ties_kind *kind)
{
  for (size_t k = 0; k < 4; k++)
    if (!strcmp(name, kind_words[k])) {
      *kind = (falak_ties_kind)k;
      return FALAK_OK;
    }
  falak_case *c = NULL;
  char plain[256];
  falak_status st = cli_open_case(call, &c);
  if (st) return st;
  snprintf(plain, sizeof plain, "%s", name);
  char *dot = strrchr(plain, '.');
  if (dot && (!strcmp(dot, ".pos") || !strcmp(dot, ".neg"))) *dot = 0;
  const char *near = falak_layer_nearest(c, name);
  if (!is_dependent(c, plain, kind))
    st = FK_FAIL(call->ctx, FALAK_E_NOT_FOUND,
        "the case has no layer or attribute '%s'%s%s%s", name,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  falak_case_close(c);
  return st;
}

static const char *roles_of(const falak_ties_effect_info *is, char text[64])
{
  const char *const words[] = {is->eval ? "eval" : "", is->creation ? "creation" : "",
      is->endowment ? "endow" : "", is->rate ? "rate" : ""};
  size_t used = 0;
  text[0] = 0;
  for (int k = 0; k < 4; k++)
    if (*words[k])
      used +=
          (size_t)snprintf(text + used, 64 - used, "%s%s", used ? ", " : "", words[k]);
  return text;
}

/* --- docs/effects.md --------------------------------------------------------- */

/* A text within a table of Markdown. */
static void add_cell(fk_text *out, const char *text)
{
  for (; *text; text++) {
    if (*text == '|' || *text == '*' || *text == '_') fk_text_puts(out, "\\");
    fk_text_add(out, text, 1);
  }
  fk_text_puts(out, " | ");
}

static void add_effect(fk_text *out, const falak_ties_effect_info *is)
{
  char roles[64];
  fk_text_printf(out, "| `%s` | ", is->name);
  add_cell(out, is->owners);
  add_cell(out, is->of);
  add_cell(out, roles_of(is, roles));
  if (is->parameter != 0) fk_text_double(out, is->parameter);
  fk_text_puts(out, " | ");
  add_cell(out, is->interaction);
  fk_text_puts(out, "`");
  for (const char *c = is->formula; *c; c++) { /* a bar would end the cell even here */
    if (*c == '|') fk_text_puts(out, "\\");
    fk_text_add(out, c, 1);
  }
  fk_text_puts(out, "` |\n");
}

/* The first effect of a family before `k`? Families come one after another. */
static bool begins_family(size_t k, const char *family)
{
  for (size_t before = 0; before < k; before++)
    if (!strcmp(falak_ties_effect_get(before).family, family)) return false;
  return true;
}

static void add_family(fk_text *out, size_t first, const char *family)
{
  fk_text_printf(out,
      "\n## %c%s\n\n| effect | for | of | roles | parameter | interaction | formula |\n"
      "|---|---|---|---|---|---|---|\n",
      family[0] >= 'a' && family[0] <= 'z' ? family[0] - 'a' + 'A' : family[0],
      family + 1);
  for (size_t k = first; k < falak_ties_effect_count(); k++) {
    falak_ties_effect_info is = falak_ties_effect_get(k);
    if (!strcmp(is.family, family)) add_effect(out, &is);
  }
}

void cli_write_effects(fk_text *out)
{
  fk_text_printf(out,
      "# Effects of models of ties\n\n"
      "All %zu, by family. `falak ties effects` prints this list, `--for` narrows it "
      "down;\n"
      "docs/ties.md says how they are used. This page is written by the program (`make "
      "docs`).\n\n"
      "- **for**: the kinds of dependent variable an effect acts on.\n"
      "- **of**: what else it is of: an actor covariate or behaviour, a dyadic "
      "covariate, "
      "a network.\n"
      "- **roles**: evaluation, creation, endowment, rate.\n"
      "- **parameter**: the internal parameter (`parameter:`) unless another is given; "
      "p "
      "in the formula.\n"
      "- **interaction**: how it enters `interaction:`. Effects of ego combine with "
      "any "
      "one effect,\n  dyadic ones with dyadic ones and those of ego, behaviour ones "
      "with behaviour ones.\n"
      "- **formula**: the statistic of actor i. x is the network, z the behaviour, w "
      "another network or a\n  dyadic covariate, v a covariate, all centred unless "
      "said; x_i+ and x_+i are out- and in-degrees.\n",
      falak_ties_effect_count());
  for (size_t k = 0; k < falak_ties_effect_count(); k++) {
    falak_ties_effect_info is = falak_ties_effect_get(k);
    if (begins_family(k, is.family)) add_family(out, k, is.family);
  }
}

int cli_ties_effects(cli_call *call)
{
  static const fk_column columns[] = {{"effect", NULL, FK_COLUMN_TEXT, 0},
      {"family", NULL, FK_COLUMN_TEXT, 0}, {"for", NULL, FK_COLUMN_TEXT, 0},
      {"of", NULL, FK_COLUMN_TEXT, 0}, {"roles", NULL, FK_COLUMN_TEXT, 0},
      {"parameter", NULL, FK_COLUMN_NUMBER, -1},
      {"interaction", NULL, FK_COLUMN_TEXT, 0}, {"formula", NULL, FK_COLUMN_TEXT, 0},
      {"reads", NULL, FK_COLUMN_TEXT, 0}};
  const char *name = cli_text(call, "for");
  falak_ties_kind kind = FALAK_TIES_ONE_MODE;
  bool plain = call->format == FK_TABLE_PLAIN;
  falak_status st = name ? find_kind(call, name, &kind) : FALAK_OK;
  fk_table table = fk_table_begin(call->ctx, columns, plain ? 8 : 9);
  for (size_t k = 0; !st && k < falak_ties_effect_count(); k++) {
    falak_ties_effect_info is = falak_ties_effect_get(k);
    char roles[64];
    if (name && !falak_ties_effect_acts_on(k, kind)) continue;
    const char *before[] = {is.name, is.family, is.owners, is.of, roles_of(&is, roles)};
    for (size_t c = 0; c < 5; c++) fk_table_text(&table, before[c]);
    fk_table_number(&table, is.parameter != 0 ? is.parameter : (double)NAN);
    fk_table_text(&table, is.interaction);
    fk_table_text(&table, is.formula);
    if (!plain) fk_table_text(&table, is.reads);
  }
  if (!st) st = cli_print(call, &table);
  fk_table_end(&table);
  return cli_report(call, st);
}

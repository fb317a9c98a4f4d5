/* Networks, change and corridors from a file (M7, M17, M21). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "measure/data.h"

static falak_status read_directed(const fk_data *d, bool *directed)
{
  double value;
  falak_status st = fk_data_parameter(d, "directed", 0, &value);
  *directed = value != 0;
  return st;
}

/* The ties of the file, each once: a pair that stands there twice is refused. */
typedef struct ties {
  size_t n;
  const char **name;
  falak_id *from, *to; /* by row */
  bool directed;
} ties;

static falak_status read_ties(fk_data *d, ties *t)
{
  bool *taken;
  falak_status st = read_directed(d, &t->directed);
  if (!st) st = fk_data_ends(d, "from", "to", &t->from, &t->to, &t->name, &t->n);
  if (!st) st = fk_scratch_zero(&d->scratch, t->n * t->n, sizeof *taken, &taken);
  for (size_t k = 0; !st && k < d->rows; k++) {
    size_t i = (size_t)t->from[k], j = (size_t)t->to[k];
    if (i == j)
      return fk_data_complain(
          d, d->line[k], "remove the row", "a tie of '%.60s' with itself", t->name[i]);
    if (taken[i * t->n + j])
      return fk_data_complain(d, d->line[k], "keep one of them",
          "the pair %.60s, %.60s stands there twice", t->name[i], t->name[j]);
    taken[i * t->n + j] = true;
    if (!t->directed) taken[j * t->n + i] = true;
  }
  return st;
}

/* --- position (M17) ------------------------------------------------------- */

falak_status fk_data_network(fk_data *d)
{
  ties t;
  double *weight, *table;
  fk_position is;
  falak_status st = read_ties(d, &t);
  if (!st) st = fk_data_optional(d, "weight", &weight);
  if (!st) st = fk_scratch_zero(&d->scratch, t.n * t.n, sizeof *table, &table);
  for (size_t k = 0; !st && k < d->rows; k++) {
    size_t i = (size_t)t.from[k], j = (size_t)t.to[k];
    double w = weight ? weight[k] : 1;
    if (isnan(w))
      return fk_data_complain(
          d, d->line[k], "give it, or remove the row", "the weight is empty");
    table[i * t.n + j] = w;
    if (!t.directed) table[j * t.n + i] = w;
  }
  if (!st)
    st = fk_position_of(d->ctx, &d->scratch, d->measure, t.n, table, t.directed, &is);
  for (size_t i = 0; !st && i < t.n; i++)
    for (size_t k = 0; !st && k < is.parts; k++)
      st = fk_data_add_of(d, t.name[i], is.part[k], is.value[k][i], 1);
  return st;
}

/* --- change (M21) --------------------------------------------------------- */

/* A column of 0 and 1 as a table; pairs that are not listed, or empty, are missing. */
static falak_status read_wave(
    fk_data *d, const ties *t, const char *column, int8_t **table)
{
  double *value;
  falak_status st = fk_data_numbers(d, column, &value);
  if (!st) st = fk_scratch_take(&d->scratch, t->n * t->n, sizeof **table, table);
  if (!st) memset(*table, FALAK_TIE_MISSING, t->n * t->n);
  for (size_t k = 0; !st && k < d->rows; k++) {
    size_t i = (size_t)t->from[k], j = (size_t)t->to[k];
    if (isnan(value[k])) continue;
    if (value[k] != 0 && value[k] != 1)
      return fk_data_complain(
          d, d->line[k], "write 0, 1 or nothing", "%s is %g", column, value[k]);
    (*table)[i * t->n + j] = (int8_t)value[k];
    if (!t->directed) (*table)[j * t->n + i] = (int8_t)value[k];
  }
  return st;
}

falak_status fk_data_jaccard(fk_data *d)
{
  ties t;
  int8_t *before, *after;
  falak_tie_change is;
  falak_status st = read_ties(d, &t);
  if (!st) st = read_wave(d, &t, "before", &before);
  if (!st) st = read_wave(d, &t, "after", &after);
  if (!st) st = falak_tie_change_of(d->ctx, t.n, before, after, t.directed, &is);
  return st ? st : fk_add_change(d->out, (fk_row){.year = 0}, &is);
}

static falak_status add_precision(
    fk_data *d, const char *what, const falak_precision_recall *is)
{
  const char *part[] = {"precision", "recall", "average_precision", "base_rate",
      "candidates", "positives", "predicted", "hits"};
  double value[] = {is->precision, is->recall, is->average_precision, is->base_rate,
      (double)is->candidates, (double)is->positives, (double)is->predicted,
      (double)is->hits};
  falak_status st = FALAK_OK;
  for (size_t k = 0; !st && k < 8; k++) {
    char name[64];
    snprintf(name, sizeof name, "%s %s", what, part[k]);
    st = fk_data_add(d, name, value[k], 1);
  }
  return st;
}

falak_status fk_data_change_scores(fk_data *d)
{
  ties t;
  int8_t *before, *after;
  double *probability, *table, threshold;
  falak_precision_recall created, dissolved;
  falak_status st = read_ties(d, &t);
  if (!st) st = fk_data_parameter(d, "threshold", 0.5, &threshold);
  if (!st) st = read_wave(d, &t, "before", &before);
  if (!st) st = read_wave(d, &t, "after", &after);
  if (!st) st = fk_data_numbers(d, "probability", &probability);
  if (!st) st = fk_scratch_doubles(&d->scratch, t.n * t.n, &table);
  for (size_t k = 0; !st && k < t.n * t.n; k++) table[k] = NAN;
  for (size_t k = 0; !st && k < d->rows; k++) {
    table[(size_t)t.from[k] * t.n + (size_t)t.to[k]] = probability[k];
    if (!t.directed) table[(size_t)t.to[k] * t.n + (size_t)t.from[k]] = probability[k];
  }
  if (!st)
    st = falak_change_scores(
        d->ctx, t.n, before, after, table, t.directed, threshold, &created, &dissolved);
  if (!st) st = add_precision(d, "created", &created);
  return st ? st : add_precision(d, "dissolved", &dissolved);
}

/* --- corridors (M7) ------------------------------------------------------- */

static falak_status find_end(
    fk_data *d, const char *key, size_t count, const char *const *name, falak_id *id)
{
  const char *text = fk_data_parameter_text(d, key);
  if (!text)
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s needs the parameter %s: add %s=PLACE",
        d->measure, key, key);
  for (size_t k = 0; k < count; k++)
    if (!strcmp(name[k], text)) {
      *id = (falak_id)k;
      return FALAK_OK;
    }
  const char *near = fk_nearest(name, count, text, strlen(text));
  return FK_FAIL(d->ctx, FALAK_E_USAGE, "%s: no link touches '%s'%s%s%s", key, text,
      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Links both ways unless `direction` says forward. */
static falak_status read_links(
    fk_data *d, falak_corridors *net, const char ***name, size_t *count)
{
  falak_id *ends[2], *from, *to;
  double *given, *cost;
  int direction = fk_data_find(d, "direction");
  falak_status st = fk_data_ends(d, "from", "to", &ends[0], &ends[1], name, count);
  if (!st) st = fk_data_numbers(d, "cost", &given);
  if (!st) st = fk_scratch_take(&d->scratch, 2 * d->rows, sizeof *from, &from);
  if (!st) st = fk_scratch_take(&d->scratch, 2 * d->rows, sizeof *to, &to);
  if (!st) st = fk_scratch_doubles(&d->scratch, 2 * d->rows, &cost);
  *net = (falak_corridors){.nodes = st ? 0 : *count, .directed = true};
  for (size_t k = 0; !st && k < d->rows; k++)
    for (int way = 0; way < 2; way++) {
      if (way && !strcmp(fk_data_text(d, k, direction), "forward")) continue;
      from[net->links] = ends[way][k];
      to[net->links] = ends[1 - way][k];
      cost[net->links++] = given[k];
    }
  net->from = st ? NULL : from;
  net->to = st ? NULL : to;
  net->cost = st ? NULL : cost;
  return st;
}

static falak_status add_bypass(fk_data *d, const falak_corridors *net, falak_id origin,
    falak_id destination, falak_id avoid, const char *name)
{
  falak_bypass is;
  char part[160];
  falak_status st =
      falak_corridor_bypass(d->ctx, net, origin, destination, avoid, NULL, NULL, &is);
  if (st || is.inside) return st;
  snprintf(part, sizeof part, is.choke_point ? "choke point %.120s" : "without %.120s",
      name);
  return fk_data_add(d, part, is.choke_point ? 1 : is.ratio, NAN);
}

/* Each place is a state of its own. */
falak_status fk_data_bypass(fk_data *d)
{
  falak_corridors net;
  const char **name;
  size_t count;
  falak_id origin, destination, *path;
  falak_path base;
  falak_status st = read_links(d, &net, &name, &count);
  if (!st) st = find_end(d, "origin", count, name, &origin);
  if (!st) st = find_end(d, "destination", count, name, &destination);
  if (!st) st = fk_scratch_take(&d->scratch, count, sizeof *path, &path);
  if (!st)
    st = falak_corridor_path(
        d->ctx, &net, origin, destination, FALAK_NO_ID, path, &base);
  if (st) return st;
  if (base.length == 0)
    return FK_FAIL(d->ctx, FALAK_E_NO_SOLUTION, "no way leads from %s to %s",
        name[origin], name[destination]);
  st = fk_data_add(d, "cost", base.cost, NAN);
  for (size_t k = 0; !st && k < base.length; k++)
    st = add_bypass(d, &net, origin, destination, path[k], name[path[k]]);
  return st;
}

falak_status fk_data_route_shares(fk_data *d)
{
  double *cost, *share, lambda;
  int route = fk_data_find(d, "route");
  falak_status st = fk_data_parameter(d, "lambda", NAN, &lambda);
  if (!st && !(lambda >= 0))
    return FK_FAIL(d->ctx, FALAK_E_USAGE, "lambda is %g: give 0 or more", lambda);
  if (!st) st = fk_data_numbers(d, "cost", &cost);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &share);
  if (st) return st;
  falak_route_logit is = falak_route_shares(d->rows, cost, lambda, share);
  double coverage = (double)is.used / (double)d->rows;
  for (size_t k = 0; !st && k < d->rows; k++) {
    char number[24];
    snprintf(number, sizeof number, "%zu", k + 1);
    st = fk_data_add(
        d, route < 0 ? number : fk_data_text(d, k, route), share[k], coverage);
  }
  return st ? st : fk_data_add(d, "logsum", is.logsum, coverage);
}

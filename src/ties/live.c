/* Keeping the weights of all pairs up to date: what is kept, and how a period starts
 * and ends. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vexp.h"
#include "ties/live_parts.h"

/* --- what is kept ----------------------------------------------------------- */

static bool evaluation_only(const fk_weighed *c)
{
  return c->creation == SIZE_MAX && c->endowment == SIZE_MAX;
}

static bool find_way(
    const fk_simulator *s, const fk_mover *d, const fk_weighed *c, live_column *column)
{
  unsigned on = fk_on_of(d->variable);
  if (!evaluation_only(c)) return false;
  column->form.curve = -1;
  column->way = c->way == FK_WAY_EGO                ? BY_EGO
      : c->way == FK_WAY_FIXED                      ? BY_FIXED
      : c->way == FK_WAY_ALTER                      ? BY_ALTER
      : fk_live_form_of(c->term, on, &column->form) ? BY_COUNT
                                                    : BY_VALUE;
  return column->way != BY_VALUE || fk_live_is_by_value(s, c);
}

static bool suits(const fk_simulator *s, const fk_mover *d, live_column *columns)
{
  const fk_network *x = s->model->period[0]->start.net[d->id];
  if (!d->network || d->pairs || d->variable->model_type == 3 || s->absent ||
      d->variable->max_degree || s->model->groups > 1)
    return false;
  for (size_t p = 0; p < s->model->periods; p++)
    if (s->model->period[p]->cell[d->id]) return false;
  for (size_t k = 0; k < s->model->data[0]->constraint_count; k++)
    if (s->model->data[0]->constraints[k].first == d->id ||
        s->model->data[0]->constraints[k].second == d->id)
      return false;
  if (d->n * d->width * sizeof(double) > FK_MOST_FIXED_BYTES) return false;
  for (size_t k = 0; k < d->count; k++) {
    if (!find_way(s, d, d->columns + k, columns + k)) return false;
    unsigned reads = columns[k].way == BY_COUNT
        ? fk_live_reads(d->columns[k].term, fk_on_of(d->variable))
        : 0;
    if (reads & ~x->kept) return false;
  }
  return true;
}

static falak_status make_tables(fk_simulator *s, fk_mover *d, struct fk_live *l)
{
  falak_status st = FALAK_OK;
  size_t curves = 0;
  l->most = (d->n > d->m ? d->n : d->m) + 2;
  for (size_t c = 0; c < d->count; c++) {
    const fk_live_form *form = &l->columns[c].form;
    if (l->columns[c].way != BY_COUNT) continue;
    for (int k = 0; k < FK_LIVE_KINDS; k++)
      if (form->linear[k] != 0 || form->curve == k) l->used[k] = true;
    if (form->curve >= 0) l->bent[form->curve] = true;
    curves += form->curve >= 0;
  }
  for (int k = 0; !st && k < FK_LIVE_KINDS; k++) {
    if (!l->used[k]) continue;
    st = fk_alloc(s->ctx, l->most, sizeof(double), &l->up[k]);
    if (!st) st = fk_alloc(s->ctx, l->most, sizeof(double), &l->down[k]);
  }
  if (!st) st = fk_alloc(s->ctx, l->most, sizeof *l->power, &l->power);
  if (!st && curves)
    st = fk_alloc(s->ctx, curves * l->most, sizeof *l->curves, &l->curves);
  for (size_t c = 0, at = 0; !st && c < d->count; c++) {
    if (l->columns[c].way != BY_COUNT || l->columns[c].form.curve < 0) continue;
    double *curve = l->curves + at++ * l->most;
    for (size_t k = 0; k < l->most; k++) curve[k] = d->columns[c].term->table[k];
    l->columns[c].curve = curve;
  }
  return st;
}

falak_status fk_live_make(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l;
  falak_ctx *ctx = s->ctx;
  falak_status st = fk_alloc_zero(ctx, 1, sizeof *l, &l);
  if (st) return st;
  d->live = l;
  st = fk_alloc_zero(ctx, d->count, sizeof *l->columns, &l->columns);
  if (!st && !suits(s, d, l->columns)) {
    fk_live_free(s, d);
    return FALAK_OK;
  }
  if (!st) st = fk_alloc_zero(ctx, d->n * d->width, sizeof *l->weight, &l->weight);
  if (!st && !d->g) st = fk_alloc_zero(ctx, d->n * d->width, sizeof *d->g, &d->g);
  if (!st && !d->touched) st = fk_alloc_zero(ctx, d->n, 1, &d->touched);
  if (!st) st = fk_alloc(ctx, d->width, sizeof *l->alter0, &l->alter0);
  if (!st) st = fk_alloc(ctx, d->width, sizeof *l->alter1, &l->alter1);
  if (!st) st = fk_alloc(ctx, d->width, sizeof *l->tie_weight, &l->tie_weight);
  if (!st) st = fk_alloc_zero(ctx, d->n, 1, &l->strange);
  if (!st) st = fk_alloc_zero(ctx, 4 * d->n, sizeof *l->ego, &l->ego);
  for (size_t c = 0; !st && c < d->count; c++) {
    live_column *column = l->columns + c;
    if (column->way != BY_ALTER) continue;
    l->alters = true;
    st = fk_alloc_zero(ctx, d->width, sizeof *column->none, &column->none);
    if (!st) st = fk_alloc_zero(ctx, d->width, sizeof *column->tie, &column->tie);
  }
  if (!st) st = make_tables(s, d, l);
  return st ? st : fk_live_make_values(s, d);
}

unsigned fk_live_needs(const fk_mover *d)
{
  unsigned kept = 0;
  for (int k = 0; k < FK_COUNTS; k++)
    if (d->live->bent[k]) kept |= FK_COUNT_BIT(k);
  return kept;
}

falak_status fk_live_finish(fk_simulator *s, fk_mover *d)
{
  return fk_live_fill_values(s, d);
}

void fk_live_free(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  falak_ctx *ctx = s->ctx;
  if (!l) return;
  fk_live_free_values(s, d);
  for (size_t c = 0; l->columns && c < d->count; c++) {
    fk_free(ctx, l->columns[c].none);
    fk_free(ctx, l->columns[c].tie);
  }
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    fk_free(ctx, l->up[k]), fk_free(ctx, l->down[k]);
  void *blocks[] = {l->columns, l->weight, l->alter0, l->alter1, l->power, l->curves,
      l->tie_weight, l->strange, l->ego, l};
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) fk_free(ctx, blocks[k]);
  d->live = NULL;
}

/* --- alters ----------------------------------------------------------------- */

/* An alter's numbers, and the exponentials of their sums. With a tie they are found for
 * any ego that has one: the tie itself is left out, so it does not matter which. */
static void set_alter(fk_simulator *s, fk_mover *d, size_t j)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  double u0 = 0, u1 = 0;
  bool moved = l->alter0[j] == 0;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    const fk_weighed *w = d->columns + c;
    if (column->way != BY_ALTER) continue;
    double none = w->term->effect->alter(&s->view, w->term, j);
    double tie =
        x->in_degree[j] ? fk_term_delta(&s->view, w->term, fk_in(x, j)[0], j) : 0;
    moved |= none != column->none[j] || tie != column->tie[j];
    column->none[j] = none, column->tie[j] = tie;
    u0 += w->w0 * column->none[j];
    u1 += w->w0 * column->tie[j];
  }
  if (!moved) return;
  l->alter0[j] = exp(u0);
  l->alter1[j] = exp(u1);
  l->far |= fabs(u0) > 500 || fabs(u1) > 500;
}

void fk_live_alter_changes(fk_simulator *s, fk_mover *d, size_t j)
{
  if (d->live && d->live->alters && j < d->m) set_alter(s, d, j);
}

/* --- the start of a period -------------------------------------------------- */

static void set_factors(fk_mover *d)
{
  struct fk_live *l = d->live;
  for (int k = 0; k < FK_LIVE_KINDS; k++) {
    if (!l->used[k]) continue;
    double linear = 0;
    for (size_t c = 0; c < d->count; c++)
      if (l->columns[c].way == BY_COUNT)
        linear += d->columns[c].w0 * l->columns[c].form.linear[k];
    for (size_t n = 0; n + 1 < l->most; n++) {
      double by = linear;
      for (size_t c = 0; c < d->count; c++)
        if (l->columns[c].way == BY_COUNT && l->columns[c].form.curve == k)
          by +=
              d->columns[c].w0 * (l->columns[c].curve[n + 1] - l->columns[c].curve[n]);
      l->up[k][n] = by; /* exponentials below, all at once */
      l->down[k][n + 1] = -by;
    }
    l->up[k][l->most - 1] = 0, l->down[k][0] = 0;
    fk_exp_array(l->most, l->up[k], l->up[k]);
    fk_exp_array(l->most, l->down[k], l->down[k]);
    if (k != FK_LIVE_BACK_PATHS) continue;
    for (size_t n = 0; n < l->most; n++) l->power[n] = linear * (double)n;
    fk_exp_array(l->most, l->power, l->power);
  }
}

static double count_at(const fk_network *x, int kind, size_t i, size_t j)
{
  if (kind == FK_LIVE_BACK) return fk_tie(x, j, i);
  if (kind == FK_LIVE_BACK_PATHS)
    return fk_tie(x, j, i) * (double)fk_count(x, FK_TP, i, j);
  return fk_count(x, (enum fk_count)kind, i, j);
}

double fk_live_by_count(const live_column *c, const fk_network *x, size_t i, size_t j)
{
  if (c->curve) return c->curve[fk_count(x, (enum fk_count)c->form.curve, i, j)];
  double sum = 0;
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    if (c->form.linear[k] != 0) sum += c->form.linear[k] * count_at(x, k, i, j);
  return sum;
}

/* Adds what counts of one kind weigh together to a row. */
static void add_counts(
    fk_simulator *s, fk_mover *d, const fk_network *x, int kind, size_t i, double *w)
{
  struct fk_live *l = d->live;
  const uint8_t *back = x->xt + i * x->stride_in;
  double linear = 0;
  for (size_t c = 0; c < d->count; c++) {
    const live_column *column = l->columns + c;
    double by = d->columns[c].w0;
    if (column->way != BY_COUNT) continue;
    linear += by * column->form.linear[kind];
    if (column->form.curve != kind) continue;
    for (size_t j = 0; j < d->m; j++)
      w[j] += by * column->curve[fk_count(x, (enum fk_count)kind, i, j)];
  }
  if (linear == 0) return;
  int counted = kind == FK_LIVE_BACK_PATHS ? FK_TP : kind;
  const uint16_t *count = counted < FK_COUNTS ? x->count[counted] : NULL;
  if (counted < FK_COUNTS && !count) { /* not kept: a row found anew in mid-period */
    for (size_t j = 0; j < d->m; j++)
      if (kind < FK_COUNTS || back[j])
        w[j] += linear * (double)fk_count(x, (enum fk_count)counted, i, j);
    return;
  }
  if (count) count += i * (counted == FK_OO ? x->stride_in : x->stride);
  if (kind >= FK_COUNTS)
    s->kernel->add_bits(d->width, linear, back, count, w);
  else
    s->kernel->add_count(d->width, linear, count, w);
}

/* A row of weights from nothing: the sum of all that belongs to the pair. */
static void set_row(fk_simulator *s, fk_mover *d, const fk_network *x, size_t i)
{
  struct fk_live *l = d->live;
  double *w = l->weight + i * d->width;
  if (d->fixed_count)
    memcpy(w, d->base + i * d->width, d->width * sizeof *w);
  else
    memset(w, 0, d->width * sizeof *w);
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    if (l->used[k]) add_counts(s, d, x, k, i, w);
  fk_live_add_values(d, i, w);
  fk_exp_array(d->width, w, w);
  l->strange[i] = 0;
  for (size_t j = 0; j < d->m; j++)
    if (!(w[j] > 1e-150 && w[j] < 1e150) && !(x->one_mode && i == j))
      l->strange[i] |= w[j] > 1e-250 && w[j] < 1e250 ? 1 : 3;
  for (size_t j = d->m; j < d->width; j++) w[j] = 0;
  if (x->one_mode) w[i] = 1; /* never used: no change weighs 1 whatever happens */
}

void fk_live_set_row(fk_simulator *s, fk_mover *d, size_t i)
{
  set_row(s, d, s->now.net[d->id], i);
}

void fk_live_start(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  set_factors(d);
  fk_live_start_values(s, d);
  l->far = false;
  /* The period's own start keeps its counts. */
  const fk_network *start = s->period->start.net[d->id];
  for (size_t i = 0; i < d->n; i++) set_row(s, d, start, i);
  for (size_t j = 0; j < d->width; j++) l->alter0[j] = l->alter1[j] = !l->alters;
  for (size_t j = 0; l->alters && j < d->m; j++) set_alter(s, d, j);
  for (size_t j = d->m; l->alters && j < d->width; j++) l->alter0[j] = 1;
  memset(l->sum, 0, sizeof l->sum);
  for (size_t c = 0; c < d->count; c++) l->columns[c].score = 0;
}

/* --- scores ----------------------------------------------------------------- */

/* Sum of g along the second step of paths from some first ones. */
static double two_steps(const uint32_t *first, uint32_t count, const uint32_t *list,
    const uint32_t *degree, size_t width, const double *g)
{
  double sum = 0;
  for (uint32_t k = 0; k < count; k++) {
    const uint32_t *next = list + first[k] * width;
    for (uint32_t l = 0; l < degree[first[k]]; l++) sum += g[next[l]];
  }
  return sum;
}

/* sum_j g_j count_ij: the paths that make up the count are walked, which is quicker
 * than to keep it at every change. */
static double final_row(const fk_network *x, int kind, size_t i, const double *g)
{
  const uint32_t *out = fk_out(x, i), *in = fk_in(x, i);
  uint32_t sends = x->out_degree[i], receives = x->one_mode ? x->in_degree[i] : 0;
  double sum = 0;
  switch (kind) {
  case FK_TP: return two_steps(out, sends, x->out, x->out_degree, x->m, g);
  case FK_RB: return two_steps(in, receives, x->in, x->in_degree, x->n, g);
  case FK_OO: return two_steps(out, sends, x->in, x->in_degree, x->n, g);
  case FK_II: return two_steps(in, receives, x->out, x->out_degree, x->m, g);
  case FK_MO:
    for (uint32_t k = 0; k < sends; k++)
      if (fk_tie(x, out[k], i))
        sum += two_steps(out + k, 1, x->in, x->in_degree, x->n, g);
    return sum;
  case FK_RR:
    for (size_t j = 0; j < x->m; j++)
      if (j != i && g[j] != 0) sum += g[j] * (double)fk_count(x, FK_RR, i, j);
    return sum;
  default:
    for (uint32_t k = 0; k < receives; k++)
      sum +=
          g[in[k]] * (kind == FK_LIVE_BACK ? 1 : (double)fk_count(x, FK_TP, i, in[k]));
    return sum;
  }
}

/* sum_ij G_ij count_ij of a kind. G is 0 on the diagonal. */
static double final_sum(fk_simulator *s, fk_mover *d, int kind)
{
  const fk_network *x = s->now.net[d->id];
  double sum = 0;
  for (size_t i = 0; i < d->n; i++)
    if (d->touched[i]) sum += final_row(x, kind, i, d->g + i * d->width);
  return sum;
}

static double settle_by_pair(fk_simulator *s, fk_mover *d, size_t c)
{
  const live_column *column = d->live->columns + c;
  const fk_network *x = s->now.net[d->id];
  double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (!d->touched[i]) continue;
    const double *g = d->g + i * d->width;
    if (column->way == BY_FIXED) {
      sum += s->kernel->dot(d->width, g, d->columns[c].matrix + i * d->width);
      continue;
    }
    for (size_t j = 0; j < d->m; j++) {
      if (g[j] == 0 || (x->one_mode && i == j)) continue;
      sum += g[j] * fk_live_by_count(column, x, i, j);
    }
  }
  return sum;
}

void fk_live_settle(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  double total[FK_LIVE_KINDS] = {0};
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    if (l->used[k]) total[k] = l->sum[k] + final_sum(s, d, k);
  fk_live_settle_values(s, d);
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    double score = column->score;
    if (column->way == BY_COUNT && !column->curve)
      for (int k = 0; k < FK_LIVE_KINDS; k++)
        score += column->form.linear[k] * total[k];
    else if (column->way == BY_FIXED || column->way == BY_COUNT)
      score += settle_by_pair(s, d, c);
    d->columns[c].s0 += score;
    column->score = 0;
  }
  memset(l->sum, 0, sizeof l->sum);
  for (size_t i = 0; i < d->n; i++) {
    if (!d->touched[i]) continue;
    memset(d->g + i * d->width, 0, d->width * sizeof *d->g);
    d->touched[i] = 0;
  }
}

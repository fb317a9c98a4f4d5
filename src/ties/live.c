/* Keeping the weights of all pairs up to date. */
#include "ties/live.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vexp.h"

/* --- forms ------------------------------------------------------------------ */

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

/* g(k) of the gwesp forms: e^a {1 - (1 - e^-a)^k}, a = parameter / 100. */
static double curve_at(const fk_term *t, size_t k)
{
  double a = t->parameter / 100;
  return exp(a) * (1 - pow(1 - exp(-a), (double)k));
}

/* --- what is kept ----------------------------------------------------------- */

typedef enum live_way { BY_EGO, BY_FIXED, BY_ALTER, BY_COUNT, BY_VALUE } live_way;

typedef struct live_column {
  live_way way;
  fk_live_form form;
  const double *curve; /* g by count; NULL */
  double ego0, ego1;   /* BY_EGO: for alters without and with a tie, at this step */
  double *none, *tie;  /* BY_ALTER: by alter, without and with a tie */
  double score;
} live_column;

struct fk_live {
  live_column *columns;
  double *weight; /* n x width */
  double *alter0,
      *alter1;         /* exp of the sum of BY_ALTER columns, without and with a tie */
  bool alters, values; /* there are BY_ALTER, BY_VALUE columns */
  size_t most;         /* greatest count + 2: entries of the tables */
  bool used[FK_LIVE_KINDS], bent[FK_LIVE_KINDS];   /* bent: a curve is on the count */
  double *up[FK_LIVE_KINDS], *down[FK_LIVE_KINDS]; /* factors by the count before */
  double *power;             /* exp(k theta) of x_ji tp_ij, by k */
  double sum[FK_LIVE_KINDS]; /* of linear kinds: minus (change of count) G */
  double *curves;            /* storage of the columns' curves */
  double *tie_weight;        /* by tie of the present ego */
  double *ego;               /* by ego: u0, u1 as last seen, and their exponentials */
  uint8_t *strange; /* by ego: a weight came near the end of the range; found anew. 2:
                       beyond it, so that the row cannot be trusted */
  bool far;         /* what is an alter's is beyond the range */
};

static bool evaluation_only(const fk_weighed *c)
{
  return c->creation == SIZE_MAX && c->endowment == SIZE_MAX;
}

/* A function of i, j and the values of behaviours at i and j. */
static bool by_value(const falak_ties_data *data, const fk_term *t)
{
  bool moves = false;
  if (!t->effect || !(t->effect->facts & FK_FIXED)) return false;
  for (int k = 0; k < 3; k++) {
    if (t->of[k] == FALAK_NO_ID || !data->variables[t->of[k]].dependent) continue;
    if (data->variables[t->of[k]].kind != FALAK_TIES_BEHAVIOUR) return false;
    moves = true;
  }
  return moves;
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
  return column->way != BY_VALUE || by_value(s->model->data[0], c->term);
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
    for (size_t k = 0; k < l->most; k++) curve[k] = curve_at(d->columns[c].term, k);
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
    l->values |= column->way == BY_VALUE;
    if (column->way != BY_ALTER) continue;
    l->alters = true;
    st = fk_alloc_zero(ctx, d->width, sizeof *column->none, &column->none);
    if (!st) st = fk_alloc_zero(ctx, d->width, sizeof *column->tie, &column->tie);
  }
  return st ? st : make_tables(s, d, l);
}

void fk_live_free(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  falak_ctx *ctx = s->ctx;
  if (!l) return;
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
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    const fk_weighed *w = d->columns + c;
    if (column->way != BY_ALTER) continue;
    column->none[j] = w->term->effect->alter(&s->view, w->term, j);
    column->tie[j] =
        x->in_degree[j] ? fk_term_delta(&s->view, w->term, fk_in(x, j)[0], j) : 0;
    u0 += w->w0 * column->none[j];
    u1 += w->w0 * column->tie[j];
  }
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

/* delta of a BY_COUNT column. */
static double by_count(const live_column *c, const fk_network *x, size_t i, size_t j)
{
  if (c->curve) return c->curve[fk_count(x, (enum fk_count)c->form.curve, i, j)];
  double sum = 0;
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    if (c->form.linear[k] != 0) sum += c->form.linear[k] * count_at(x, k, i, j);
  return sum;
}

/* Adds what counts of one kind weigh together to a row. */
static void add_counts(fk_simulator *s, fk_mover *d, int kind, size_t i, double *w)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
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
  if (kind >= FK_COUNTS)
    s->kernel->add_bits(d->width, linear, back,
        kind == FK_LIVE_BACK ? NULL : x->count[FK_TP] + i * x->stride, w);
  else
    s->kernel->add_count(d->width, linear,
        x->count[kind] + i * (kind == FK_OO ? x->stride_in : x->stride), w);
}

/* A row of weights from nothing: the sum of all that belongs to the pair. */
static void set_row(fk_simulator *s, fk_mover *d, size_t i)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  double *w = l->weight + i * d->width;
  if (d->fixed_count)
    memcpy(w, d->base + i * d->width, d->width * sizeof *w);
  else
    memset(w, 0, d->width * sizeof *w);
  for (int k = 0; k < FK_LIVE_KINDS; k++)
    if (l->used[k]) add_counts(s, d, k, i, w);
  for (size_t c = 0; l->values && c < d->count; c++) {
    if (l->columns[c].way != BY_VALUE) continue;
    for (size_t j = 0; j < d->m; j++)
      if (!(x->one_mode && i == j))
        w[j] += d->columns[c].w0 * fk_term_delta(&s->view, d->columns[c].term, i, j);
  }
  fk_exp_array(d->width, w, w);
  l->strange[i] = 0;
  for (size_t j = 0; j < d->m; j++)
    if (!(w[j] > 1e-150 && w[j] < 1e150) && !(x->one_mode && i == j))
      l->strange[i] |= w[j] > 1e-250 && w[j] < 1e250 ? 1 : 3;
  for (size_t j = d->m; j < d->width; j++) w[j] = 0;
  if (x->one_mode) w[i] = 0;
}

void fk_live_start(fk_simulator *s, fk_mover *d)
{
  struct fk_live *l = d->live;
  set_factors(d);
  l->far = false;
  for (size_t i = 0; i < d->n; i++) set_row(s, d, i);
  for (size_t j = 0; j < d->width; j++) l->alter0[j] = l->alter1[j] = 1;
  for (size_t j = 0; l->alters && j < d->m; j++) set_alter(s, d, j);
  memset(l->sum, 0, sizeof l->sum);
  for (size_t c = 0; c < d->count; c++) l->columns[c].score = 0;
}

/* --- changes ---------------------------------------------------------------- */

/* Products beyond this may have lost what they were made of. */
static inline bool in_range(double w)
{
  return w > 1e-150 && w < 1e150;
}

/* Count `kind` of entry (a, b) goes from `before` up or down by one. */
static inline void step_count(struct fk_live *l, fk_mover *d, int kind, size_t a,
    size_t b, size_t before, bool up)
{
  size_t at = a * d->width + b;
  double g = d->g[at];
  double w = l->weight[at] * (up ? l->up[kind][before] : l->down[kind][before]);
  l->weight[at] = w;
  l->sum[kind] -= up ? g : -g;
  if (!in_range(w)) l->strange[a] = 1;
}

/* Curves have their own sums: the change of g depends on the count. */
static inline void step_curves(struct fk_live *l, fk_mover *d, int kind, size_t a,
    size_t b, size_t before, bool up)
{
  double g = d->g[a * d->width + b];
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    if (column->way != BY_COUNT || column->form.curve != kind) continue;
    column->score -=
        g * (column->curve[up ? before + 1 : before - 1] - column->curve[before]);
  }
}

static inline void changes(
    fk_simulator *s, fk_mover *d, int kind, size_t a, size_t b, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  if (a == b) return;
  size_t before = kind < FK_COUNTS
      ? x->count[kind][a * (kind == FK_OO ? x->stride_in : x->stride) + b]
      : 0;
  step_count(l, d, kind, a, b, before, up);
  if (l->curves) step_curves(l, d, kind, a, b, before, up);
}

/* tp of (a, b) changes, and rb of (b, a). */
static inline void path_changes(
    fk_simulator *s, fk_mover *d, size_t a, size_t b, bool up)
{
  if (d->live->bent[FK_TP]) changes(s, d, FK_TP, a, b, up);
  if (d->live->bent[FK_RB]) changes(s, d, FK_RB, b, a, up);
}

static void mutual_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  const fk_network *x = s->now.net[d->id];
  struct fk_live *l = d->live;
  bool mutual = fk_tie(x, j, i);
  if (l->used[FK_MO]) {
    const uint32_t *from = fk_in(x, j);
    for (uint32_t k = 0; k < x->in_degree[j]; k++)
      if (from[k] != i && fk_tie(x, j, from[k])) changes(s, d, FK_MO, from[k], i, up);
    for (uint32_t k = 0; mutual && k < x->in_degree[j]; k++)
      if (from[k] != i) changes(s, d, FK_MO, i, from[k], up);
    from = fk_in(x, i);
    for (uint32_t k = 0; mutual && k < x->in_degree[i]; k++)
      changes(s, d, FK_MO, j, from[k], up);
  }
  for (int side = 0; l->used[FK_RR] && mutual && side < 2; side++) {
    size_t a = side ? j : i, b = side ? i : j;
    const uint32_t *to = fk_out(x, b);
    for (uint32_t k = 0; k < x->out_degree[b]; k++)
      if (to[k] != a && fk_tie(x, to[k], b)) {
        changes(s, d, FK_RR, a, to[k], up);
        changes(s, d, FK_RR, to[k], a, up);
      }
  }
}

/* One kind of count, all of its entries going the same way. */
typedef struct bump {
  struct fk_live *live;
  double *weight;
  const double *g;
  size_t width;
  double factor, gathered;
} bump;

static inline void bump_at(bump *b, size_t row, size_t column)
{
  size_t at = row * b->width + column;
  double w = b->weight[at] * b->factor;
  b->weight[at] = w;
  b->gathered += b->g[at];
  if (!in_range(w)) b->live->strange[row] = 1;
}

static inline bump bump_begin(fk_mover *d, int kind, bool up)
{
  struct fk_live *l = d->live;
  return (bump){.live = l,
      .weight = l->weight,
      .g = d->g,
      .width = d->width,
      .factor = up ? l->up[kind][0] : l->down[kind][1]};
}

static inline void bump_end(const bump *b, int kind, bool up)
{
  b->live->sum[kind] -= up ? b->gathered : -b->gathered;
}

/* tp_ih for h that j sends to, tp_hj for h that send to i; rb is its mirror. */
static void path_counts(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up, bool mirror)
{
  const fk_network *x = s->now.net[d->id];
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  bump b = bump_begin(d, mirror ? FK_RB : FK_TP, up);
  for (uint32_t k = 0; k < x->out_degree[j]; k++)
    if (after[k] != i) bump_at(&b, mirror ? after[k] : i, mirror ? i : after[k]);
  for (uint32_t k = 0; k < x->in_degree[i]; k++)
    if (before[k] != j) bump_at(&b, mirror ? j : before[k], mirror ? before[k] : j);
  bump_end(&b, mirror ? FK_RB : FK_TP, up);
}

/* oo_ih, oo_hi for h that send to j; ii_jh, ii_hj for h that i sends to. */
static void shared_counts(
    fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up, bool in)
{
  const fk_network *x = s->now.net[d->id];
  const uint32_t *list = in ? fk_out(x, i) : fk_in(x, j);
  uint32_t count = in ? x->out_degree[i] : x->in_degree[j];
  size_t own = in ? j : i, skip = in ? j : i;
  bump b = bump_begin(d, in ? FK_II : FK_OO, up);
  for (uint32_t k = 0; k < count; k++) {
    if (list[k] == skip) continue;
    bump_at(&b, own, list[k]);
    bump_at(&b, list[k], own);
  }
  bump_end(&b, in ? FK_II : FK_OO, up);
}

/* x_ba tp_ab where tp_ab changes, and where x_ij is x_ba. */
static void back_paths(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *after = fk_out(x, j), *before = fk_in(x, i);
  bump b = bump_begin(d, FK_LIVE_BACK_PATHS, up);
  for (uint32_t k = 0; k < x->out_degree[j]; k++)
    if (after[k] != i && fk_tie(x, after[k], i)) bump_at(&b, i, after[k]);
  for (uint32_t k = 0; k < x->in_degree[i]; k++)
    if (before[k] != j && fk_tie(x, j, before[k])) bump_at(&b, before[k], j);
  size_t at = j * d->width + i, paths = fk_count(x, FK_TP, j, i);
  double w = l->weight[at];
  l->weight[at] = up ? w * l->power[paths] : w / l->power[paths];
  b.gathered += d->g[at] * (double)paths;
  if (!in_range(l->weight[at])) l->strange[j] = 1;
  bump_end(&b, FK_LIVE_BACK_PATHS, up);
}

/* Counts with curves, whose factors depend on the count: one entry at a time. */
static void curved_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *list = fk_out(x, j);
  for (uint32_t k = 0; k < x->out_degree[j]; k++) path_changes(s, d, i, list[k], up);
  list = fk_in(x, i);
  for (uint32_t k = 0; k < x->in_degree[i]; k++) path_changes(s, d, list[k], j, up);
  list = fk_in(x, j);
  for (uint32_t k = 0; l->bent[FK_OO] && k < x->in_degree[j]; k++) {
    if (list[k] == i) continue;
    changes(s, d, FK_OO, i, list[k], up);
    changes(s, d, FK_OO, list[k], i, up);
  }
  list = fk_out(x, i);
  for (uint32_t k = 0; l->bent[FK_II] && k < x->out_degree[i]; k++) {
    if (list[k] == j) continue;
    changes(s, d, FK_II, j, list[k], up);
    changes(s, d, FK_II, list[k], j, up);
  }
}

static inline bool straight(const struct fk_live *l, int kind)
{
  return l->used[kind] && !l->bent[kind];
}

/* Every entry whose counts the tie i -> j, about to come or go, changes. The lists are
 * those without the tie, or skip it. */
static void count_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j, bool up)
{
  struct fk_live *l = d->live;
  if (straight(l, FK_TP)) path_counts(s, d, i, j, up, false);
  if (straight(l, FK_RB)) path_counts(s, d, i, j, up, true);
  if (straight(l, FK_OO)) shared_counts(s, d, i, j, up, false);
  if (straight(l, FK_II)) shared_counts(s, d, i, j, up, true);
  if (l->used[FK_LIVE_BACK_PATHS]) back_paths(s, d, i, j, up);
  if (l->curves) curved_changes(s, d, i, j, up);
  if (l->used[FK_MO] || l->used[FK_RR]) mutual_changes(s, d, i, j, up);
  if (!l->used[FK_LIVE_BACK]) return;
  bump b = bump_begin(d, FK_LIVE_BACK, up);
  bump_at(&b, j, i);
  bump_end(&b, FK_LIVE_BACK, up);
}

void fk_live_tie_changes(fk_simulator *s, fk_mover *d, size_t i, size_t j)
{
  count_changes(s, d, i, j, !fk_tie(s->now.net[d->id], i, j));
}

/* A value of a behaviour is about to change (after: has changed): the row and the
 * column of the actor leave the old delta and take the new. */
void fk_live_value_changes(
    fk_simulator *s, fk_mover *d, falak_id behaviour, size_t actor, bool after)
{
  struct fk_live *l = d->live;
  if (!l || !l->values) return;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    const fk_term *t = d->columns[c].term;
    bool reads = false;
    for (int k = 0; k < 3; k++) reads |= t->of[k] == behaviour;
    if (column->way != BY_VALUE || !reads) continue;
    double sign = after ? 1 : -1, by = d->columns[c].w0;
    for (size_t h = 0; h < d->n; h++) {
      if (h == actor) continue;
      size_t row = actor * d->width + h, at = h * d->width + actor;
      double out = fk_term_delta(&s->view, t, actor, h),
             in = fk_term_delta(&s->view, t, h, actor);
      l->weight[row] *= exp(sign * by * out);
      l->weight[at] *= exp(sign * by * in);
      if (!in_range(l->weight[row])) l->strange[actor] = 1;
      if (!in_range(l->weight[at])) l->strange[h] = 1;
      column->score -= sign * (d->g[row] * out + d->g[at] * in);
    }
  }
}

/* --- the choice ------------------------------------------------------------- */

static void find_ego(fk_simulator *s, fk_mover *d, size_t i, double *u0, double *u1)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  *u0 = *u1 = 0;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    const fk_weighed *w = d->columns + c;
    if (column->way != BY_EGO) continue;
    size_t j = 0; /* the first alter without a tie */
    const uint8_t *row = x->x + i * x->stride;
    while (j < d->m && (row[j] || (x->one_mode && i == j))) j++;
    column->ego0 = j < d->m ? fk_term_delta(&s->view, w->term, i, j) : 0;
    column->ego1 =
        x->out_degree[i] ? fk_term_delta(&s->view, w->term, i, fk_out(x, i)[0]) : 0;
    *u0 += w->w0 * column->ego0;
    *u1 += w->w0 * column->ego1;
  }
}

double fk_live_weigh(fk_simulator *s, fk_mover *d, size_t i)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const double *weight = l->weight + i * d->width;
  const uint32_t *out = fk_out(x, i);
  double u[2];
  if (l->strange[i]) set_row(s, d, i);
  find_ego(s, d, i, &u[0], &u[1]);
  double *seen = l->ego + 4 * i;
  if (seen[0] != u[0] || seen[1] != u[1] || seen[2] == 0) {
    seen[0] = u[0], seen[1] = u[1];
    seen[2] = exp(u[0]), seen[3] = exp(-u[1]);
  }
  if (l->far || l->strange[i] > 1 || fabs(u[0]) > 500 || fabs(u[1]) > 500)
    return INFINITY; /* parts may be lost that together are of a common size */
  u[0] = seen[2], u[1] = seen[3];
  if (d->only_down) u[0] = 0;
  if (d->only_up) u[1] = 0;
  s->kernel->product(d->width, u[0], weight, l->alter0, s->w);
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    size_t j = out[t];
    s->w[j] = l->tie_weight[t] = u[1] / (weight[j] * l->alter1[j]);
  }
  s->w[fk_no_change(d, i)] = 1;
  s->kernel->blocks(d->width, s->w, s->block);
  double total = 0;
  for (size_t b = 0; b < d->width / FK_LANES; b++) total += s->block[b];
  return total;
}

static void score(fk_simulator *s, fk_mover *d, size_t i, size_t chosen, double total)
{
  struct fk_live *l = d->live;
  const fk_network *x = s->now.net[d->id];
  const uint32_t *out = fk_out(x, i);
  size_t stay = fk_no_change(d, i);
  double scale = 1 / total, ties = 0;
  double *g = d->g + i * d->width;
  bool creates = chosen != stay && !fk_tie(x, i, chosen),
       drops = chosen != stay && !creates;
  d->touched[i] = 1;
  s->w[stay] = 0;
  for (uint32_t t = 0; t < x->out_degree[i]; t++) {
    s->w[out[t]] = 0;
    ties += l->tie_weight[t];
  }
  double none = total - ties - 1;
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    if (column->way == BY_EGO) {
      column->score -= scale * (none * column->ego0 - ties * column->ego1);
      column->score += creates ? column->ego0 : drops ? -column->ego1 : 0;
    } else if (column->way == BY_ALTER) {
      double expected = s->kernel->dot(d->width, s->w, column->none);
      for (uint32_t t = 0; t < x->out_degree[i]; t++)
        expected -= l->tie_weight[t] * column->tie[out[t]];
      column->score -= scale * expected;
      column->score += creates ? column->none[chosen]
          : drops              ? -column->tie[chosen]
                               : 0;
    }
  }
  for (uint32_t t = 0; t < x->out_degree[i]; t++) s->w[out[t]] = -l->tie_weight[t];
  s->kernel->subtract(d->width, scale, s->w, g);
  if (chosen != stay) g[chosen] += creates ? 1 : -1;
}

static size_t pick(const fk_simulator *s, const fk_mover *d, size_t i, double at)
{
  size_t b = 0, blocks = d->width / FK_LANES, last = fk_no_change(d, i);
  while (b + 1 < blocks && at >= s->block[b]) at -= s->block[b++];
  for (size_t j = b * FK_LANES; j < (b + 1) * FK_LANES; j++) {
    if (s->w[j] == 0) continue;
    if (at < s->w[j]) return j;
    at -= s->w[j];
    last = j;
  }
  return last;
}

/* A weight beyond the range: one step as choice.c does it, scores settled around it. */
static falak_status the_careful_way(
    fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  fk_live_settle(s, d);
  for (size_t k = 0; k < d->count; k++) {
    fk_weighed *c = d->columns + k;
    for (size_t j = 0; c->way == FK_WAY_ALTER && j < d->m; j++)
      c->vector[j] = c->term->effect->alter(&s->view, c->term, j);
  }
  falak_status st = fk_choice_network(s, d, i, step);
  fk_choice_settle(s, d);
  /* What g held meanwhile was of fixed columns alone; it is not to count for others
   * whose counts the change of the tie moved. */
  memset(d->live->sum, 0, sizeof d->live->sum);
  for (size_t c = 0; c < d->count; c++) d->live->columns[c].score = 0;
  return st;
}

falak_status fk_live_step(fk_simulator *s, fk_mover *d, size_t i, fk_ministep *step)
{
  double total = fk_live_weigh(s, d, i);
  if (!(total < 1e300)) return the_careful_way(s, d, i, step);
  size_t stay = fk_no_change(d, i);
  size_t j = pick(s, d, i, fk_chance_uniform(s->how->chance) * total);
  if (s->how->scores) score(s, d, i, j, total);
  step->alter = j;
  if (j != stay) fk_simulator_toggle(s, d, i, j);
  return FALAK_OK;
}

/* --- scores ----------------------------------------------------------------- */

/* sum_ij G_ij count_ij of a kind. */
static double final_sum(fk_simulator *s, fk_mover *d, int kind)
{
  const fk_network *x = s->now.net[d->id];
  double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (!d->touched[i]) continue;
    const double *g = d->g + i * d->width;
    const uint8_t *back = x->xt + i * x->stride_in;
    if (kind >= FK_COUNTS)
      sum += s->kernel->dot_bits(d->width, g, back,
          kind == FK_LIVE_BACK ? NULL : x->count[FK_TP] + i * x->stride);
    else
      sum += s->kernel->dot_count(
          d->width, g, x->count[kind] + i * (kind == FK_OO ? x->stride_in : x->stride));
  }
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
      sum += g[j] *
          (column->curve ? by_count(column, x, i, j)
                         : fk_term_delta(&s->view, d->columns[c].term, i, j));
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
  for (size_t c = 0; c < d->count; c++) {
    live_column *column = l->columns + c;
    double score = column->score;
    if (column->way == BY_COUNT && !column->curve)
      for (int k = 0; k < FK_LIVE_KINDS; k++)
        score += column->form.linear[k] * total[k];
    else if (column->way != BY_EGO && column->way != BY_ALTER)
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

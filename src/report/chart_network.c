/* The ties of one year. Over all layers the focus stands in the middle and the others
 * on rings round it: the more layers tie a state to the focus, the nearer its ring. One
 * layer alone is drawn freely, near what is tied. */
#include <math.h>
#include <string.h>

#include "base/scratch.h"
#include "report/chart.h"
#include "report/svg_layout.h"

enum { HEIGHT = 640, MAX_LAYERS = 32, LABEL = 12, LEGEND_GAP = 8 };
#define RING_X 330.0 /* half axes of the outermost ring */
#define RING_Y 285.0

typedef struct node {
  falak_id actor;
  const char *name;
  bool patron, focus;
  size_t ties; /* layers that tie it to the focus */
} node;

typedef struct net {
  size_t n, layers, most; /* most: the largest number of layers with the focus */
  falak_id layer[MAX_LAYERS];
  size_t colour[MAX_LAYERS]; /* position among all layers, so that colours stay */
  node *node;
  uint32_t *tied; /* n x n, a bit a layer; symmetric */
  double *x, *y, *radius;
  fk_box *box;
  bool rings;
} net;

/* --- gathering ------------------------------------------------------------ */

/* A signed layer holds stances, and joining sanctions is no tie: it is drawn only when
 * asked for by name. */
static void choose_layers(const fk_chart *k, net *g)
{
  size_t colour = 0;
  for (falak_id l = 0; l < (falak_id)falak_layer_count(k->c); l++) {
    falak_layer layer = falak_layer_get(k->c, l);
    if (layer.two_mode) continue;
    if ((k->layer < 0 ? !layer.is_signed : k->layer == l) && g->layers < MAX_LAYERS) {
      g->colour[g->layers] = colour;
      g->layer[g->layers++] = l;
    }
    colour++;
  }
}

/* Ties of all actors: a bit a layer, both ways. An explicit refusal is no tie. */
static falak_status read_ties(const fk_chart *k, const net *g, uint32_t *tied)
{
  size_t actors = falak_actor_count(k->c);
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  double *value;
  int32_t day = falak_case_wave_day(k->c, k->year);
  falak_status st = fk_scratch_doubles(&scratch, actors * actors, &value);
  memset(tied, 0, actors * actors * sizeof *tied);
  for (size_t l = 0; !st && l < g->layers; l++) {
    st = falak_layer_on_day(k->ctx, k->c, g->layer[l], day, value, NULL, NULL);
    for (size_t i = 0; !st && i < actors; i++)
      for (size_t j = 0; j < actors; j++)
        if (i != j && value[i * actors + j] > 0) {
          tied[i * actors + j] |= UINT32_C(1) << l;
          tied[j * actors + i] |= UINT32_C(1) << l;
        }
  }
  fk_scratch_end(&scratch);
  return st;
}

static bool any_tie(const uint32_t *tied, size_t n, size_t i)
{
  uint32_t any = 0;
  for (size_t j = 0; j < n; j++) any |= tied[i * n + j];
  return any != 0;
}

static falak_status choose_nodes(
    const fk_chart *k, fk_scratch *scratch, const uint32_t *all, net *g)
{
  size_t actors = falak_actor_count(k->c);
  falak_status st = fk_scratch_take(scratch, actors, sizeof *g->node, &g->node);
  for (falak_id a = 0; !st && a < (falak_id)actors; a++) {
    bool focus = a == k->focus, patron = fk_patron_position(k->c, a) >= 0;
    uint32_t with = k->focus < 0 ? 0 : all[(size_t)a * actors + (size_t)k->focus];
    if (!focus && !any_tie(all, actors, (size_t)a)) continue;
    g->node[g->n++] = (node){
        a, fk_actor_name(k->c, a), patron, focus, (size_t)__builtin_popcount(with)};
    if (g->node[g->n - 1].ties > g->most) g->most = g->node[g->n - 1].ties;
  }
  if (!st) st = fk_scratch_take(scratch, g->n * g->n, sizeof *g->tied, &g->tied);
  for (size_t i = 0; !st && i < g->n; i++)
    for (size_t j = 0; j < g->n; j++)
      g->tied[i * g->n + j] =
          all[(size_t)g->node[i].actor * actors + (size_t)g->node[j].actor];
  return st;
}

static falak_status gather(const fk_chart *k, fk_scratch *scratch, net *g)
{
  size_t actors = falak_actor_count(k->c);
  uint32_t *all;
  choose_layers(k, g);
  falak_status st = fk_scratch_take(scratch, actors * actors, sizeof *all, &all);
  if (!st) st = read_ties(k, g, all);
  if (!st) st = choose_nodes(k, scratch, all, g);
  g->rings = k->layer < 0 && k->focus >= 0 && g->most > 0;
  return st;
}

/* --- placing -------------------------------------------------------------- */

/* 0 for the focus; from 0.3 for the most ties to 0.75 for one; 1 for none. */
static double ring_of(const net *g, const node *v)
{
  if (!g->rings) return NAN;
  if (v->focus) return 0;
  if (v->ties == 0) return 1;
  return g->most > 1 ? 0.3 + 0.45 * (double)(g->most - v->ties) / (double)(g->most - 1)
                     : 0.5;
}

static double dot_of(const node *v)
{
  return v->focus ? 10 : v->patron ? 7 : 4.5;
}

/* A node with its name under it. */
static fk_box box_of(const node *v)
{
  double half = fk_text_advance(v->name, LABEL) / 2 + 3, dot = dot_of(v) + 2;
  return (fk_box){-fmax(half, dot), -dot, fmax(half, dot), dot + LABEL + 3};
}

/* Free layouts are stretched to fill the drawing. */
static void fit(net *g)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  for (size_t i = 0; i < g->n; i++) {
    left = fmin(left, g->x[i]), right = fmax(right, g->x[i]);
    top = fmin(top, g->y[i]), bottom = fmax(bottom, g->y[i]);
  }
  fk_scale across = {left, right, 70, FK_CHART_WIDTH - 70};
  fk_scale down = {top, bottom, 30, HEIGHT - 40};
  for (size_t i = 0; i < g->n; i++) {
    g->x[i] = fk_scale_at(&across, g->x[i]);
    g->y[i] = fk_scale_at(&down, g->y[i]);
  }
}

static falak_status place(const fk_chart *k, fk_scratch *scratch, net *g)
{
  double *distance;
  falak_status st = fk_scratch_doubles(scratch, g->n * g->n, &distance);
  if (!st) st = fk_scratch_doubles(scratch, 3 * g->n, &g->x);
  if (!st) st = fk_scratch_take(scratch, g->n, sizeof *g->box, &g->box);
  if (!st) st = fk_layout_steps(k->ctx, g->n, g->tied, distance);
  if (st) return st;
  g->y = g->x + g->n, g->radius = g->y + g->n;
  for (size_t i = 0; i < g->n; i++) {
    g->radius[i] = ring_of(g, &g->node[i]);
    g->box[i] = box_of(&g->node[i]);
  }
  fk_layout_stress(g->n, distance, g->radius, 1, g->x, g->y);
  if (!g->rings) fit(g);
  for (size_t i = 0; i < g->n && g->rings; i++) {
    g->x[i] = FK_CHART_WIDTH / 2.0 + g->x[i] * RING_X;
    g->y[i] = HEIGHT / 2.0 + g->y[i] * RING_Y;
  }
  fk_layout_separate(
      g->n, g->box, g->radius, FK_CHART_WIDTH, HEIGHT, RING_X, RING_Y, g->x, g->y);
  return FALAK_OK;
}

/* --- drawing -------------------------------------------------------------- */

/* The direction from the middle in which the names of the rings meet fewest nodes. */
static void free_direction(const net *g, double *dx, double *dy)
{
  static const double way[12][2] = {{0, -1}, {0.5, -0.866}, {0.866, -0.5}, {1, 0},
      {0.866, 0.5}, {0.5, 0.866}, {0, 1}, {-0.5, 0.866}, {-0.866, 0.5}, {-1, 0},
      {-0.866, -0.5}, {-0.5, -0.866}};
  double best = -1;
  for (size_t w = 0; w < 12; w++) {
    double nearest = INFINITY;
    for (size_t ties = 0; ties <= g->most; ties++) {
      double r = ring_of(g, &(node){.ties = ties});
      double x = FK_CHART_WIDTH / 2.0 + way[w][0] * r * RING_X;
      double y = HEIGHT / 2.0 + way[w][1] * r * RING_Y;
      for (size_t i = 0; i < g->n; i++)
        nearest = fmin(nearest, fabs(x - g->x[i]) / 3 + fabs(y - g->y[i]));
    }
    if (nearest > best) best = nearest, *dx = way[w][0], *dy = way[w][1];
  }
}

static void draw_rings(const fk_chart *k, const net *g)
{
  double cx = FK_CHART_WIDTH / 2.0, cy = HEIGHT / 2.0, dx = 0, dy = -1;
  free_direction(g, &dx, &dy);
  for (size_t ties = 0; ties <= g->most; ties++) {
    double r = ring_of(g, &(node){.ties = ties});
    fk_markup(k->out,
        "<ellipse class=\"ring\" cx=\"%g\" cy=\"%g\" rx=\"%g\" ry=\"%g\"/>\n", cx, cy,
        r * RING_X, r * RING_Y);
    fk_markup(k->out, "<text class=\"note\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">",
        cx + dx * r * RING_X, cy + dy * r * RING_Y + 4);
    if (ties == 0)
      fk_text_puts(k->out, "none");
    else
      fk_text_printf(k->out, "%zu layer%s", ties, ties > 1 ? "s" : "");
    fk_text_puts(k->out, "</text>\n");
  }
}

/* The layers of a pair as strands side by side, each in its colour. */
static void draw_strands(const fk_chart *k, const net *g, size_t i, size_t j)
{
  uint32_t mask = g->tied[i * g->n + j];
  double dx = g->x[j] - g->x[i], dy = g->y[j] - g->y[i];
  double length = fmax(sqrt(dx * dx + dy * dy), 1), gap = 3;
  double at = -gap * (double)(__builtin_popcount(mask) - 1) / 2;
  for (size_t l = 0; l < g->layers; l++) {
    if (!(mask & UINT32_C(1) << l)) continue;
    double ox = -dy / length * at, oy = dx / length * at;
    fk_markup(k->out,
        "<line class=\"%s %s\" x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\"><title>%s and "
        "%s: %s</title></line>\n",
        g->rings ? "strand" : "web", fk_layer_class(g->colour[l]), g->x[i] + ox,
        g->y[i] + oy, g->x[j] + ox, g->y[j] + oy, g->node[i].name, g->node[j].name,
        falak_layer_get(k->c, g->layer[l]).title);
    at += gap;
  }
}

/* On rings only the ties of the focus are in colour; the others stay behind. */
static bool in_colour(const net *g, size_t i, size_t j)
{
  return !g->rings || g->node[i].focus || g->node[j].focus;
}

static void draw_edges(const fk_chart *k, const net *g)
{
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = i + 1; j < g->n; j++)
      if (g->tied[i * g->n + j] && !in_colour(g, i, j))
        fk_svg_line(k->out,
            g->node[i].patron || g->node[j].patron ? "faint patron" : "faint", g->x[i],
            g->y[i], g->x[j], g->y[j]);
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = i + 1; j < g->n; j++)
      if (g->tied[i * g->n + j] && in_colour(g, i, j)) draw_strands(k, g, i, j);
}

static void draw_nodes(const fk_chart *k, const net *g)
{
  for (size_t i = 0; i < g->n; i++) {
    const node *v = &g->node[i];
    fk_svg_circle(k->out,
        v->focus        ? "node focus"
            : v->patron ? "node patron"
                        : "node",
        g->x[i], g->y[i], dot_of(v));
  }
  for (size_t i = 0; i < g->n; i++) {
    const node *v = &g->node[i];
    fk_svg_text(k->out, v->focus || v->patron ? "label halo strong" : "label halo",
        g->x[i], g->y[i] + dot_of(v) + LABEL, FK_MIDDLE, v->name);
  }
}

static double draw_legend(const fk_chart *k, const net *g)
{
  const char *name[MAX_LAYERS], *class[MAX_LAYERS];
  uint32_t seen = 0;
  size_t n = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t j = 0; j < g->n; j++)
      if (in_colour(g, i, j)) seen |= g->tied[i * g->n + j];
  for (size_t l = 0; l < g->layers; l++) {
    if (!(seen & UINT32_C(1) << l)) continue;
    name[n] = falak_layer_get(k->c, g->layer[l]).title;
    class[n++] = fk_layer_class(g->colour[l]);
  }
  return fk_svg_legend(k->out, 0, 0, FK_CHART_WIDTH, n, name, class) + LEGEND_GAP;
}

static void describe(const fk_chart *k, const net *g, fk_text *title, fk_text *desc)
{
  const char *of = k->focus >= 0 ? fk_actor_name(k->c, k->focus) : NULL;
  if (k->layer >= 0)
    fk_text_printf(title, "%s, %d", falak_layer_get(k->c, k->layer).title, k->year);
  else
    fk_text_printf(title, "Ties %s%s, %d", of ? "round " : "", of ? of : "", k->year);
  fk_text_printf(
      desc, "%zu states and their ties on the last day sampled in %d.", g->n, k->year);
  if (g->rings)
    fk_text_printf(desc,
        " The nearer a state lies to %s, the more layers tie the two; coloured lines "
        "are "
        "these layers, thin grey lines the ties of the others.",
        of);
}

static falak_status draw(const fk_chart *k, const net *g)
{
  fk_text title = fk_text_begin(k->ctx), desc = fk_text_begin(k->ctx);
  fk_text none = {.ctx = k->ctx, .status = FALAK_E_CANCELLED}; /* only to measure */
  fk_chart nowhere = *k;
  nowhere.out = &none;
  double legend = draw_legend(&nowhere, g);
  fk_svg_head head = {.width = FK_CHART_WIDTH, .height = legend + HEIGHT + 6};
  for (size_t l = 0; l < g->layers; l++)
    fk_keys_of_layer(k->keys, k->c, g->layer[l], g->rings ? k->focus : FALAK_NO_ID);
  describe(k, g, &title, &desc);
  falak_status st = fk_chart_begin(k, &head, &title, &desc);
  if (st) return st;
  draw_legend(k, g);
  fk_markup(k->out, "<g transform=\"translate(0 %g)\">\n", legend);
  if (g->rings) draw_rings(k, g);
  draw_edges(k, g);
  draw_nodes(k, g);
  fk_text_puts(k->out, "</g>\n");
  return fk_chart_end(k, &head);
}

falak_status fk_chart_network(const fk_chart *k, bool *drawn)
{
  net g = {0};
  *drawn = false;
  if (k->layer >= 0 && falak_layer_get(k->c, k->layer).two_mode) return FALAK_OK;
  fk_scratch scratch = fk_scratch_begin(k->ctx);
  falak_status st = gather(k, &scratch, &g);
  if (!st && g.n > 1) {
    st = place(k, &scratch, &g);
    if (!st) st = draw(k, &g);
    *drawn = !st;
  }
  fk_scratch_end(&scratch);
  return st;
}

/* What the charts share: what they draw, names, colours and the keys of sources. */
#ifndef FK_REPORT_CHART_H
#define FK_REPORT_CHART_H

#include <falak/measure/case.h>
#include <falak/record.h>
#include <falak/store.h>

#include "base/strings.h"
#include "report/svg_plot.h"

enum { FK_CHART_WIDTH = 760 };

/* Source keys, each once, with the times it was met. Errors stick, as in fk_text. */
typedef struct fk_keys {
  falak_ctx *ctx;
  fk_strings
      *set; /* number k + 1 is the key seen k-th; NULL when it could not be made */
  size_t *uses, *order; /* of the k-th; `order` after fk_keys_rank() */
  size_t capacity;
  falak_status status;
} fk_keys;

fk_keys fk_keys_begin(falak_ctx *ctx);
void fk_keys_end(fk_keys *keys);
/* `cell` may hold several keys, with `;` between. */
void fk_keys_add(fk_keys *keys, const char *cell);
size_t fk_keys_count(const fk_keys *keys);
/* In order of first sight; after fk_keys_rank() the most used first. */
const char *fk_keys_get(const fk_keys *keys, size_t k);
void fk_keys_rank(fk_keys *keys);
/* Of the rows of a variable, picked and rival, that touch `actor` in the case's years.
 */
void fk_keys_of_variable(
    fk_keys *keys, const falak_case *c, falak_id variable, falak_id actor);
/* Of the rows of a layer that count and touch `actor` (FALAK_NO_ID: anyone). */
void fk_keys_of_layer(
    fk_keys *keys, const falak_case *c, falak_id layer, falak_id actor);
/* Of all that the domains of `grip:` are measured from; FALAK_NO_ID as above. */
void fk_keys_of_grip(
    fk_keys *keys, falak_ctx *ctx, const falak_case *c, falak_id actor);

/* The sign that stands for a verdict beside its colour, and its class. */
const char *fk_verdict_sign(falak_verdict verdict);
const char *fk_verdict_class(falak_verdict verdict);

/* What to draw, and where to. Not every chart looks at every field. */
typedef struct fk_chart {
  falak_ctx *ctx;
  fk_text *out;
  const char *id;  /* of the drawing in its page */
  bool standalone; /* see fk_svg_head */
  const falak_case *c;
  const falak_orbits *orbits; /* NULL when there are none */
  falak_id focus;             /* FALAK_NO_ID when there is none */
  int year;
  falak_id layer;           /* network; FALAK_NO_ID: all layers of one mode */
  falak_id variable;        /* trade */
  const falak_facts *facts; /* NULL when there are none */
  fk_keys *keys;            /* sources of what was drawn are added; not NULL */
} fk_chart;

/* Each draws, unless the case has nothing for it: then nothing is written. */
typedef falak_status fk_draw(const fk_chart *k, bool *drawn);
fk_draw fk_chart_orbit, fk_chart_domains, fk_chart_alignment, fk_chart_strip;
fk_draw fk_chart_network, fk_chart_trade, fk_chart_partners, fk_chart_facts;

/* The name of an actor; its id when it has none. */
const char *fk_actor_name(const falak_case *c, falak_id actor);
/* Class of the k-th patron or layer; they repeat after eight. */
const char *fk_patron_class(size_t k);
const char *fk_layer_class(size_t k);
/* Position among the patrons; FALAK_NO_ID when it is none. */
falak_id fk_patron_position(const falak_case *c, falak_id actor);
/* The hold on an actor is known that year: somebody holds it, or it is contested. */
bool fk_hold_known(const falak_hold *hold);
/* The last year in which anything is known of the actor's grips; `none` when never. */
int fk_last_known_year(const fk_chart *k, falak_id actor, int none);
/* Last year, not after `k->year`, in which a value of `variable` touches the focus. */
int fk_last_traded_year(const fk_chart *k, int none);

/* Begins and ends a drawing; the text of `k->keys` becomes the source line. */
falak_status fk_chart_begin(
    const fk_chart *k, fk_svg_head *head, fk_text *title, fk_text *desc);
falak_status fk_chart_end(const fk_chart *k, const fk_svg_head *head);

/* Small panels side by side, with one legend above. */
typedef struct fk_panel {
  const char *title, *y_title;
  double low, high; /* of its value axis */
  const fk_series *series;
} fk_panel;

typedef struct fk_panels {
  size_t columns, panels, series; /* each panel has as many series */
  const fk_panel *panel;
  size_t height; /* of one panel's plot */
} fk_panels;

double fk_panels_height(const falak_case *c, const fk_panels *panels);
falak_status fk_panels_draw(const fk_chart *k, const fk_panels *panels);

#endif

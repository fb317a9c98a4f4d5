/* Writing SVG and the text in it. What comes from a case is escaped on the way in, by
 * fk_markup(); numbers never depend on the locale.
 *
 * Colours and strokes are classes of chart.css: p0..p7 are patrons, l0..l7 layers. */
#ifndef FK_REPORT_SVG_H
#define FK_REPORT_SVG_H

#include <falak/base.h>

#include "base/text.h"

/* --- text (svg_text.c) ---------------------------------------------------- */

/* Text for between tags or inside a quoted attribute, in HTML and in XML. Bytes that
 * are no UTF-8, and characters XML does not allow, become U+FFFD. */
void fk_escape(fk_text *out, const char *text);

/* printf for markup, with these directives alone: %s a text, escaped; %d an int; %zu a
 * size; %g a coordinate (two decimals at most); %.Nf a number for people, as
 * fk_show_number(); %%. */
void fk_markup(fk_text *out, const char *format, ...) FALAK_PRINTF(2, 3);

/* A number as people read it: fixed decimals, thin spaces between thousands, a real
 * minus, a dash for NaN. */
void fk_show_number(fk_text *out, double value, int decimals);

/* A year, or "2014–2018" for two that differ. */
void fk_show_years(fk_text *out, int first, int last);

/* A name for an id or the end of a link: what may stand in both, the rest as _HH. */
void fk_add_ref(fk_text *out, const char *prefix, const char *key);

/* Roughly how wide a text is in a sans-serif of `size`. */
double fk_text_advance(const char *text, double size);

/* --- the document (svg.c) ------------------------------------------------- */

typedef struct fk_svg_head {
  const char *id;       /* prefix of the ids inside; unique in a page */
  const char *title;    /* names the chart for those who cannot see it */
  const char *desc;     /* what it shows, in a sentence or two */
  const char *source;   /* line under the chart when standalone; "" for none */
  double width, height; /* of the drawing, without title and source line */
  bool links;           /* something in it leads elsewhere: no mere picture */
  bool standalone;      /* with styles of its own, a title to see and the source line */
} fk_svg_head;

void fk_svg_begin(fk_text *out, const fk_svg_head *head);
void fk_svg_end(fk_text *out, const fk_svg_head *head);

typedef enum fk_anchor { FK_START, FK_MIDDLE, FK_END } fk_anchor;

void fk_svg_line(
    fk_text *out, const char *class, double x1, double y1, double x2, double y2);
void fk_svg_rect(
    fk_text *out, const char *class, double x, double y, double width, double height);
void fk_svg_circle(fk_text *out, const char *class, double x, double y, double radius);
void fk_svg_text(fk_text *out, const char *class, double x, double y, fk_anchor anchor,
    const char *text);
/* The text, cut with an ellipsis where it would be wider than `room`. */
void fk_svg_text_within(fk_text *out, const char *class, double x, double y,
    fk_anchor anchor, double size, double room, const char *text);

/* Names with a patch of their colour, in lines no wider than `width`. Gives the height
 * taken. `class` (count) are the classes of the patches. */
double fk_svg_legend(fk_text *out, double x, double y, double width, size_t count,
    const char *const *name, const char *const *class);

#endif

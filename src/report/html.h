/* The page: what its sections share, and the sections. */
#ifndef FK_REPORT_HTML_H
#define FK_REPORT_HTML_H

#include <falak/report.h>

#include "report/chart.h"

typedef struct fk_page {
  falak_ctx *ctx;
  fk_text *out;
  const falak_case *c;
  const falak_orbits *orbits;
  const falak_facts *facts;
  const falak_problems *problems;
  falak_report_options options;
  falak_id focus;  /* FALAK_NO_ID when there is none */
  int first, last; /* years of the case */
  size_t patron_count;
  const falak_id *patrons;
} fk_page;

/* --- pieces (html.c) ------------------------------------------------------ */

/* A name from the case, kept apart from the direction of the text around it. */
void fk_html_name(fk_text *out, const char *name);
void fk_html_actor(const fk_page *page, falak_id actor);
void fk_html_patron(const fk_page *page, falak_id patron);
/* A patron's name with a patch of its colour; "contested" and "not known" likewise. */
void fk_html_holder(const fk_page *page, const falak_orbit *orbit);
/* Links to the sources of a cell, which may name several with `;` between. */
void fk_html_sources(const fk_page *page, const char *cell);
/* "a", "a and b", "a, b and c": what stands before item k of n. */
const char *fk_html_comma(size_t k, size_t n);
/* A date of a table as people read it: `..` becomes a dash. */
void fk_html_date(fk_text *out, const char *date);

void fk_html_begin_section(fk_text *out, const char *id, const char *title);
void fk_html_end_section(fk_text *out);

/* A table up to its first row, in a frame that scrolls when it must. */
typedef struct fk_html_column {
  const char *name;
  const char *class; /* "words" for text; "" for numbers, which stand to the right */
} fk_html_column;

void fk_html_begin_table(fk_text *out, const char *class, const char *caption, size_t n,
    const fk_html_column *columns);
void fk_html_end_table(fk_text *out);
/* What is read only on demand: begun before and ended after its content. */
void fk_html_begin_details(fk_text *out, const char *summary, bool open);
void fk_html_end_details(fk_text *out);

/* What a chart needs; fields may be changed before fk_html_figure(). */
fk_chart fk_html_chart(const fk_page *page, const char *id);
/* A chart with its title, a caption and its sources; `absent` where there is nothing to
 * draw. */
falak_status fk_html_figure(const fk_page *page, const fk_chart *chart, fk_draw *draw,
    const char *title, const char *caption, const char *absent);

/* --- sections ------------------------------------------------------------- */

typedef falak_status fk_section(const fk_page *page);
fk_section fk_html_findings;
fk_section fk_html_orbit, fk_html_domains, fk_html_alignment, fk_html_system;
fk_section fk_html_ties, fk_html_model, fk_html_trade, fk_html_what_ifs;
fk_section fk_html_statements;
fk_section fk_html_warnings, fk_html_assumptions, fk_html_source_list,
    fk_html_reproduce;

#endif

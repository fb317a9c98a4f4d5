/* The page as a whole, and the pieces its sections are made of. */
#include "report/html.h"

#include <string.h>

#include "base/error.h"
#include "report/css.h"

/* --- pieces --------------------------------------------------------------- */

void fk_html_name(fk_text *out, const char *name)
{
  fk_markup(out, "<bdi>%s</bdi>", name);
}

void fk_html_actor(const fk_page *page, falak_id actor)
{
  fk_html_name(page->out, fk_actor_name(page->c, actor));
}

void fk_html_patron(const fk_page *page, falak_id patron)
{
  fk_html_actor(page, page->patrons[patron]);
}

void fk_html_holder(const fk_page *page, const falak_orbit *orbit)
{
  if (orbit->orbit >= 0) {
    fk_markup(page->out, "<span class=\"patch %s\"></span>",
        fk_patron_class((size_t)orbit->orbit));
    fk_html_patron(page, orbit->orbit);
  } else if (orbit->contested) {
    fk_text_puts(page->out, "<span class=\"patch contested\"></span>contested");
  } else {
    fk_text_puts(page->out, "<span class=\"soft\">not known</span>");
  }
}

static void link_source(const fk_page *page, const char *key)
{
  if (falak_case_table(page->c, "sources")) {
    fk_text_puts(page->out, "<a class=\"key\" href=\"");
    fk_add_ref(page->out, "#source-", key);
    fk_markup(page->out, "\">%s</a>", key);
  } else {
    fk_markup(page->out, "<span class=\"key\">%s</span>", key);
  }
}

static falak_status link_sources(const fk_page *page, const fk_keys *keys)
{
  enum { SHOWN = 10 };
  size_t n = fk_keys_count(keys), shown = n > SHOWN + 2 ? SHOWN : n;
  for (size_t k = 0; k < shown; k++) {
    fk_text_puts(page->out, k ? ", " : "");
    link_source(page, fk_keys_get(keys, k));
  }
  if (shown < n)
    fk_markup(page->out, " and <a href=\"#sources\">%zu more</a>", n - shown);
  return keys->status;
}

void fk_html_sources(const fk_page *page, const char *cell)
{
  fk_keys keys = fk_keys_begin(page->ctx);
  fk_keys_add(&keys, cell);
  falak_status st = link_sources(page, &keys);
  if (st && !page->out->status) page->out->status = st;
  fk_keys_end(&keys);
}

const char *fk_html_comma(size_t k, size_t n)
{
  return k == 0 ? "" : k + 1 == n ? " and " : ", ";
}

void fk_html_date(fk_text *out, const char *date)
{
  const char *dots = strstr(date, "..");
  if (!dots) {
    fk_escape(out, date);
    return;
  }
  char first[32];
  size_t length = (size_t)(dots - date) < sizeof first ? (size_t)(dots - date) : 0;
  memcpy(first, date, length);
  first[length] = 0;
  fk_markup(out, "%s to %s", first, dots + 2);
}

void fk_html_begin_section(fk_text *out, const char *id, const char *title)
{
  fk_markup(out,
      "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">%s</h2>\n", id, id,
      id, title);
}

void fk_html_end_section(fk_text *out)
{
  fk_text_puts(out, "</section>\n");
}

void fk_html_begin_table(fk_text *out, const char *class, const char *caption, size_t n,
    const fk_html_column *columns)
{
  fk_markup(out,
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n"
      "<table class=\"%s\">\n<caption>%s</caption>\n<thead><tr>",
      caption, class, caption);
  for (size_t k = 0; k < n; k++)
    fk_markup(out, "<th scope=\"col\" class=\"%s\" dir=\"auto\">%s</th>",
        columns[k].class, columns[k].name);
  fk_text_puts(out, "</tr></thead>\n<tbody>\n");
}

void fk_html_end_table(fk_text *out)
{
  fk_text_puts(out, "</tbody></table></div>\n");
}

void fk_html_begin_details(fk_text *out, const char *summary, bool open)
{
  fk_markup(out, "<details%s><summary>%s</summary>\n", open ? " open" : "", summary);
}

void fk_html_end_details(fk_text *out)
{
  fk_text_puts(out, "</details>\n");
}

/* --- figures -------------------------------------------------------------- */

fk_chart fk_html_chart(const fk_page *page, const char *id)
{
  return (fk_chart){.ctx = page->ctx,
      .out = page->out,
      .id = id,
      .c = page->c,
      .orbits = page->orbits,
      .facts = page->facts,
      .focus = page->focus,
      .year = page->last,
      .layer = FALAK_NO_ID,
      .variable = FALAK_NO_ID};
}

falak_status fk_html_figure(const fk_page *page, const fk_chart *chart, fk_draw *draw,
    const char *title, const char *caption, const char *absent)
{
  fk_text *out = page->out;
  size_t begin = out->length;
  fk_keys keys = fk_keys_begin(page->ctx);
  fk_chart k = *chart;
  bool drawn = false;
  k.keys = &keys;
  fk_markup(out,
      "<figure id=\"%s\">\n<h3>%s</h3>\n<div class=\"scroll\" role=\"region\" "
      "tabindex=\"0\" aria-label=\"%s\">\n",
      k.id, title, title);
  falak_status st = keys.status ? keys.status : draw(&k, &drawn);
  if (!st) st = fk_text_status(out);
  if (!st && drawn) {
    fk_markup(out, "</div>\n<figcaption>%s", caption);
    if (fk_keys_count(&keys)) fk_text_puts(out, " <span class=\"from\">Sources: ");
    st = link_sources(page, &keys);
    fk_text_puts(out,
        fk_keys_count(&keys) ? ".</span></figcaption>\n</figure>\n"
                             : "</figcaption>\n</figure>\n");
  } else if (!st) {
    out->length = begin; /* nothing to show: say so instead */
    fk_markup(out, "<p class=\"absent\">%s</p>\n", absent);
  }
  fk_keys_end(&keys);
  return st ? st : fk_text_status(out);
}

/* --- the page ------------------------------------------------------------- */

typedef struct part {
  const char *id, *name; /* the entry of the contents; NULL for none */
  fk_section *write;
} part;

static const part parts[] = {{"findings", "What stands out", fk_html_findings},
    {"orbit", "Orbit over time", fk_html_orbit},
    {"domains", "In what", fk_html_domains},
    {"alignment", "Dependence and alignment", fk_html_alignment},
    {"system", "Who holds whom", fk_html_system}, {"ties", "Ties", fk_html_ties},
    {"model", "A model of ties", fk_html_model}, {"trade", "Trade", fk_html_trade},
    {"what-ifs", "What if: trade", fk_html_what_ifs},
    {"statements", "Statements", fk_html_statements},
    {"warnings", "Warnings", fk_html_warnings},
    {"assumptions", "Assumptions", fk_html_assumptions},
    {"sources", "Sources", fk_html_source_list},
    {"reproduce", "Make it again", fk_html_reproduce}};

enum { PARTS = sizeof parts / sizeof *parts };

/* A case without a model of ties, or what-ifs, has no section on them. */
static bool is_there(const fk_page *page, const part *p)
{
  if (p->write == fk_html_what_ifs) return page->options.trade != NULL;
  return p->write != fk_html_model || page->options.ties;
}

static void write_head(const fk_page *page)
{
  const char *title = falak_case_title(page->c);
  fk_markup(page->out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"falak %s\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n<title>%s</title>\n<style>\n",
      falak_version(), title);
  fk_text_puts(page->out, fk_chart_css);
  fk_text_puts(page->out, fk_report_css);
  fk_markup(page->out,
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the "
      "findings</a>\n<header>\n<p class=\"kicker\">falak, a report on orbits</p>\n"
      "<h1 dir=\"auto\">%s</h1>\n",
      title);
  if (*falak_case_subtitle(page->c))
    fk_markup(page->out, "<p class=\"subtitle\" dir=\"auto\">%s</p>\n",
        falak_case_subtitle(page->c));
}

static void write_question(const fk_page *page)
{
  fk_text_puts(page->out, "<p class=\"question\">");
  if (page->focus >= 0) {
    fk_text_puts(page->out, "Who holds ");
    fk_html_actor(page, page->focus);
    fk_text_puts(page->out, ", in what, and how firmly? ");
  } else {
    fk_text_puts(page->out, "Who holds whom, in what, and how firmly? ");
  }
  fk_show_years(page->out, page->first, page->last);
  fk_text_puts(page->out, ".</p>\n</header>\n<nav aria-label=\"Contents\"><ol>\n");
  for (size_t k = 0; k < PARTS; k++)
    if (is_there(page, parts + k))
      fk_markup(
          page->out, "<li><a href=\"#%s\">%s</a></li>\n", parts[k].id, parts[k].name);
  fk_text_puts(page->out, "</ol></nav>\n<main id=\"main\">\n");
}

static falak_status write_page(const fk_page *page)
{
  write_head(page);
  write_question(page);
  falak_status st = fk_text_status(page->out);
  for (size_t k = 0; !st && k < PARTS; k++) {
    st = parts[k].write(page);
    if (!st) st = fk_check_cancel(page->ctx);
  }
  fk_text_puts(page->out, "</main>\n</body>\n</html>\n");
  return st ? st : fk_text_status(page->out);
}

falak_report_options falak_report_options_default(void)
{
  return (falak_report_options){.focus = FALAK_NO_ID, .command = NULL, .seed = 1};
}

falak_status falak_report_html(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_facts *facts,
    const falak_problems *problems, const falak_report_options *options, char **html,
    size_t *length)
{
  fk_text out = fk_text_begin(ctx);
  fk_page page = {.ctx = ctx,
      .out = &out,
      .c = c,
      .orbits = orbits,
      .facts = facts,
      .problems = problems,
      .options = options ? *options : falak_report_options_default()};
  page.focus =
      page.options.focus == FALAK_NO_ID ? falak_case_focus(c) : page.options.focus;
  if (!page.options.command) page.options.command = "falak run";
  falak_case_years(c, &page.first, &page.last);
  page.patrons = falak_case_patrons(c, &page.patron_count);
  *html = NULL;
  falak_status st = write_page(&page);
  if (st) {
    fk_text_end(&out);
    return st;
  }
  *html = out.data; /* handed over */
  if (length) *length = out.length;
  return FALAK_OK;
}

/* The end of the page: warnings, assumptions, sources, and how to make it again. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "report/html.h"

/* --- warnings ------------------------------------------------------------- */

/* A file's name within the case: the page must not depend on where the case lies. */
static const char *file_in_case(const fk_page *page, const char *file)
{
  const char *folder = falak_case_folder(page->c);
  size_t length = strlen(folder);
  if (strncmp(file, folder, length)) return file;
  file += length;
  while (*file == '/') file++;
  return file;
}

static void write_warning(const fk_page *page, const falak_problem *problem)
{
  fk_markup(page->out, "<li><code>%s", file_in_case(page, problem->file));
  if (problem->line) fk_markup(page->out, ":%zu", (size_t)problem->line);
  fk_markup(page->out, "</code> <span dir=\"auto\">%s%s%s</span></li>\n", problem->what,
      *problem->mend ? ": " : "", problem->mend);
}

static size_t count_warnings(const fk_page *page)
{
  size_t n = 0;
  for (size_t k = 0; page->problems && k < falak_problems_count(page->problems); k++)
    n += falak_problems_get(page->problems, k).severity == FALAK_WARNING;
  return n;
}

static falak_status write_warnings(const fk_page *page, size_t n)
{
  enum { SHOWN = 200, FEW = 10 };
  fk_text summary = fk_text_begin(page->ctx);
  fk_text_printf(&summary, "%zu warning%s: places to look at before trusting a number",
      n, n == 1 ? "" : "s");
  fk_html_begin_details(page->out, fk_text_string(&summary), n <= FEW);
  fk_text_puts(page->out, "<ol class=\"warnings\">\n");
  for (size_t k = 0, said = 0; said < n && said < SHOWN; k++) {
    falak_problem problem = falak_problems_get(page->problems, k);
    if (problem.severity != FALAK_WARNING) continue;
    write_warning(page, &problem);
    said++;
  }
  fk_text_puts(page->out, "</ol>\n");
  if (n > SHOWN)
    fk_markup(page->out,
        "<p class=\"note\">and %zu more; <code>falak check</code> prints all.</p>\n",
        n - SHOWN);
  fk_html_end_details(page->out);
  falak_status st = fk_text_status(&summary);
  fk_text_end(&summary);
  return st;
}

falak_status fk_html_warnings(const fk_page *page)
{
  size_t n = count_warnings(page);
  falak_status st = FALAK_OK;
  fk_html_begin_section(page->out, "warnings", "Warnings of the check");
  if (n)
    st = write_warnings(page, n);
  else
    fk_text_puts(page->out, "<p class=\"absent\">None.</p>\n");
  fk_html_end_section(page->out);
  return st ? st : fk_text_status(page->out);
}

/* --- assumptions ---------------------------------------------------------- */

/* The sources of a domain that spoke for the focus in some year, each once. */
static falak_status write_spoken(const fk_page *page, size_t domain)
{
  fk_keys names = fk_keys_begin(page->ctx);
  for (int year = page->first; page->focus >= 0 && year <= page->last; year++) {
    const char *name = falak_orbits_source(page->orbits, page->focus, year, domain);
    if (name) fk_keys_add(&names, name);
  }
  for (size_t k = 0; k < fk_keys_count(&names); k++)
    fk_markup(page->out, "%s<code>%s</code>", k ? ", " : "", fk_keys_get(&names, k));
  falak_status st = names.status;
  fk_keys_end(&names);
  return st;
}

static falak_status write_weights(const fk_page *page)
{
  falak_status st = FALAK_OK;
  fk_html_begin_table(page->out, "", "Weights of the domains: assumed, by the case", 3,
      (fk_html_column[]){
          {"domain", "words"}, {"weight", ""}, {"measured by", "words"}});
  for (size_t d = 0; !st && d < falak_orbits_domains(page->orbits); d++) {
    falak_domain domain = falak_orbits_domain(page->orbits, d);
    fk_markup(page->out,
        "<tr><th scope=\"row\" class=\"words\" dir=\"auto\">%s</th>"
        "<td>%.2f</td><td class=\"words\">",
        domain.title, domain.weight);
    st = write_spoken(page, d);
    fk_text_puts(page->out, "</td></tr>\n");
  }
  fk_html_end_table(page->out);
  return st;
}

static void write_rule(const fk_page *page)
{
  falak_orbit_options rule = falak_orbits_options(page->orbits);
  fk_markup(page->out,
      "<dl>\n<dt>Least grip of a patron that holds (theta), assumed</dt><dd>%.2f</dd>\n"
      "<dt>Least lead over the second (delta), assumed</dt><dd>%.2f</dd>\n"
      "<dt>Least coverage, assumed</dt><dd>%.2f: below that share a number counts as "
      "not "
      "known. Where a domain is missing the others carry its weight, and the year is "
      "marked.</dd>\n",
      rule.theta, rule.delta, rule.min_coverage);
}

falak_status fk_html_assumptions(const fk_page *page)
{
  falak_status st = FALAK_OK;
  char day[FALAK_DATE_TEXT];
  int32_t wave = falak_case_wave_day(page->c, page->last);
  fk_html_begin_section(page->out, "assumptions", "Assumptions");
  fk_text_puts(page->out,
      "<p>Nobody has measured these. Change them in "
      "<code>case.yaml</code> and look what moves.</p>\n");
  if (page->orbits) st = write_weights(page);
  if (page->orbits)
    write_rule(page);
  else
    fk_text_puts(page->out, "<dl>\n");
  fk_markup(page->out,
      "<dt>Ties are sampled on one day a year</dt><dd>%s in the last "
      "year</dd>\n<dt>“About” "
      "(~) in a number, assumed</dt><dd>%.0f %% either way</dd>\n<dt>Dates known to "
      "the year "
      "or month</dt><dd>A start counts from its first possible day, an end through its "
      "last "
      "possible day.</dd>\n</dl>\n",
      falak_date_format((falak_date){wave, wave}, day), 100 * FALAK_ABOUT_SHARE);
  fk_html_end_section(page->out);
  return st ? st : fk_text_status(page->out);
}

/* --- sources -------------------------------------------------------------- */

static bool is_web(const char *url)
{
  return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static void write_source(const fk_page *page, const falak_table *table, size_t row)
{
  const char *url = falak_table_get(table, row, "url");
  fk_text_puts(page->out, "<tr id=\"");
  fk_add_ref(page->out, "source-", falak_table_get(table, row, "key"));
  fk_markup(page->out,
      "\"><th scope=\"row\" class=\"words\">%s</th><td class=\"words\" "
      "dir=\"auto\">",
      falak_table_get(table, row, "key"));
  if (is_web(url))
    fk_markup(page->out, "<a href=\"%s\" rel=\"noreferrer\">%s</a>", url,
        falak_table_get(table, row, "citation"));
  else
    fk_markup(page->out, "%s %s", falak_table_get(table, row, "citation"), url);
  fk_text_puts(page->out, "</td><td class=\"words date\">");
  fk_html_date(page->out, falak_table_get(table, row, "published"));
  fk_markup(page->out, "</td><td class=\"words\" dir=\"auto\">%s</td></tr>\n",
      falak_table_get(table, row, "licence"));
}

falak_status fk_html_source_list(const fk_page *page)
{
  const falak_table *table = falak_case_table(page->c, "sources");
  size_t count = table ? falak_table_rows(table) : 0;
  fk_html_begin_section(page->out, "sources", "Sources");
  if (count == 0)
    fk_text_puts(page->out, "<p class=\"absent\">The case lists no sources.</p>\n");
  else
    fk_html_begin_table(page->out, "sources",
        "Where the numbers come from, and on what terms", 4,
        (fk_html_column[]){{"key", "words key"}, {"citation", "words"},
            {"published", "words"}, {"licence", "words"}});
  for (size_t r = 0; r < count; r++) write_source(page, table, r);
  if (count) fk_html_end_table(page->out);
  fk_html_end_section(page->out);
  return fk_text_status(page->out);
}

/* --- how to make it again ------------------------------------------------- */

falak_status fk_html_reproduce(const fk_page *page)
{
  fk_html_begin_section(page->out, "reproduce", "Make it again");
  fk_markup(page->out,
      "<p>The same case, version and seed give this page to the last byte, on any "
      "number "
      "of "
      "threads.</p>\n<dl>\n<dt>Command</dt><dd><code>%s</code></dd>\n<dt>Version</dt>"
      "<dd>falak %s</dd>\n<dt>Fingerprint of the case</dt><dd><code>%s</code></dd>\n",
      page->options.command, falak_version(), falak_case_hash(page->c));
  fk_text_printf(page->out, "<dt>Seed</dt><dd>%llu</dd>\n</dl>\n",
      (unsigned long long)page->options.seed);
  fk_html_end_section(page->out);
  return fk_text_status(page->out);
}

/** @file
 * Charts as SVG, and the report as one HTML page.
 *
 * Everything is text in memory: nothing is printed, written or fetched. A page needs no
 * network and no script; a chart of its own carries its styles. Both follow the
 * reader's choice of light or dark, print on paper, and hold no date of their making:
 * the same case and options give the same bytes.
 */
#ifndef FALAK_REPORT_H
#define FALAK_REPORT_H

#include <falak/base.h>
#include <falak/measure/case.h>
#include <falak/record.h>
#include <falak/store.h>
#include <falak/ties/results.h>
#include <falak/trade/results.h>

FALAK_BEGIN_DECLS

/** Frees a text that a function of this header gave. NULL is accepted. */
FALAK_API void falak_report_free(falak_ctx *ctx, char *text);

/* --- charts --------------------------------------------------------------- */

typedef struct falak_chart_options {
  falak_id focus;       /**< whose chart; FALAK_NO_ID: the focus of the case */
  int year;             /**< 0: the last of the case */
  const char *layer;    /**< network: this layer alone; NULL: all of one mode */
  const char *variable; /**< trade, partners: a dyadic variable; NULL: "trade" */
} falak_chart_options;

FALAK_API falak_chart_options falak_chart_options_default(void);

/* All charts share their form:
 *
 *   ctx      memory and error record
 *   c        the case
 *   orbits   from falak_orbits_compute()
 *   options  NULL for the defaults
 *   svg      the drawing, ended by a 0; free with falak_report_free()
 *   length   of the text; may be NULL
 *
 * E_NOT_FOUND: the case has nothing to draw (or no such layer or variable); the message
 * says what is missing. E_NO_MEMORY. Titles, units and source keys are part of the
 * drawing; a year not known is a gap, never a zero. */

/** Grip of each patron on the focus by year, and in whose orbit it is. */
FALAK_API falak_status falak_chart_orbit(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length);
/** Dependence of the focus on each patron, a panel a domain. */
FALAK_API falak_status falak_chart_domains(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length);
/** Grip beside alignment, in panels of their own: dependence is not obedience. */
FALAK_API falak_status falak_chart_alignment(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length);
/** In whose orbit each state is, by year; grey where it is contested. */
FALAK_API falak_status falak_chart_strip(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_chart_options *options, char **svg,
    size_t *length);
/** Ties of one year, the focus in the middle. Layers of two modes are not drawn. */
FALAK_API falak_status falak_chart_network(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length);
/** Trade of the focus with its largest partners by year, with the range of doubt. */
FALAK_API falak_status falak_chart_trade(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length);
/** Exports and imports of the focus by partner in the last year that is known. */
FALAK_API falak_status falak_chart_partners(falak_ctx *ctx, const falak_case *c,
    const falak_chart_options *options, char **svg, size_t *length);
/** Statements by domain and verdict. */
FALAK_API falak_status falak_chart_facts(
    falak_ctx *ctx, const falak_facts *facts, char **svg, size_t *length);

/* --- charts of models ----------------------------------------------------- */

/** Simulated vectors beside the observed one; what falak_fit_distance() compares. */
typedef struct falak_fit_chart {
  const char *title;        /**< what was counted: "Out-degrees of friendship" */
  const char *x_title;      /**< what the components are: "out-degree"; "" for none */
  const char *y_title;      /**< what is counted, "actors"; not shown when scaled */
  size_t count, length;     /**< simulated vectors, components */
  const double *simulated;  /**< count x length, row-major; all finite */
  const double *observed;   /**< length; all finite */
  const char *const *label; /**< length: of each component */
  double distance, p;       /**< of the test; NaN: not said */
  /** Show each component in standard deviations from its simulated mean, for counts of
   *  different size (a triad census). Labels give the counts themselves. */
  bool scaled;
} falak_fit_chart;

/**
 * A violin a component: kernel density of the simulated values (Gaussian, bandwidth by
 * Silverman's rule, but no narrower than half of the smallest step between them), a box
 * from quartile to quartile with the median, dotted lines at 5 % and 95 %; the observed
 * values as a line with their numbers.
 *
 * @param[out] svg     the drawing, ended by a 0; free with falak_report_free()
 * @param[out] length  of the text; may be NULL
 *
 * @retval FALAK_E_DOMAIN     no component, fewer than two vectors, a value not finite
 * @retval FALAK_E_NO_MEMORY
 * @par Cost  15 ms and 50 kB for 1000 vectors of 16 components
 */
FALAK_API falak_status falak_chart_fit(
    falak_ctx *ctx, const falak_fit_chart *chart, char **svg, size_t *length);

/** One estimated effect. */
typedef struct falak_coefficient {
  const char *name;
  double estimate, error; /**< standard error; NaN: fixed, or not known */
} falak_coefficient;

/** Effects of one role. */
typedef struct falak_coefficient_group {
  const char *title; /**< "Evaluation of friendship" */
  size_t count;
  const falak_coefficient *coefficient; /**< count */
  bool apart;                           /**< on an axis of its own, as rates are */
} falak_coefficient_group;

typedef struct falak_coefficient_chart {
  const char *title;
  size_t groups;
  const falak_coefficient_group *group; /**< groups */
} falak_coefficient_chart;

/**
 * A row an effect: the estimate as a dot, filled where the interval leaves out 0, and
 * the interval of 1.96 standard errors; estimate and standard error in numbers. Groups
 * that are not apart share one axis. An interval far wider than the others is cut, with
 * an arrow at its end.
 *
 * @retval FALAK_E_DOMAIN     no effect, or an estimate not finite
 * @retval FALAK_E_NO_MEMORY
 */
FALAK_API falak_status falak_chart_coefficients(
    falak_ctx *ctx, const falak_coefficient_chart *chart, char **svg, size_t *length);

/** One state's change. */
typedef struct falak_gain {
  const char *name;
  double value, low, high; /**< low, high: 5 and 95 %; NaN: not known */
} falak_gain;

typedef struct falak_gains_chart {
  const char *title, *x_title;
  size_t count;
  const falak_gain *gain; /**< count, in the order they are drawn */
} falak_gains_chart;

/**
 * A bar a state from zero, the interval as a line, and both in numbers.
 * @retval FALAK_E_DOMAIN     nothing to draw, or a value not finite
 * @retval FALAK_E_NO_MEMORY
 */
FALAK_API falak_status falak_chart_gains(
    falak_ctx *ctx, const falak_gains_chart *chart, char **svg, size_t *length);

/* --- the page ------------------------------------------------------------- */

typedef struct falak_report_options {
  falak_id focus;      /**< FALAK_NO_ID: the focus of the case */
  const char *command; /**< how to make the page again; NULL: "falak run" */
  uint64_t seed;       /**< of the run, as printed under "how to reproduce" */
  const falak_ties_results *ties;   /**< model of ties; NULL: none, and no section */
  const falak_trade_results *trade; /**< what-ifs of trade; NULL likewise */
} falak_report_options;

FALAK_API falak_report_options falak_report_options_default(void);

/**
 * The report of a case: what stands out, orbit, domains, alignment, ties, trade,
 * statements, warnings, assumptions, sources, how to reproduce.
 *
 * @param[in]  ctx       memory and error record
 * @param[in]  c         the case
 * @param[in]  orbits    NULL when the case has no `grip:`; its sections then say so
 * @param[in]  facts     judged statements; NULL when there are none
 * @param[in]  problems  warnings of the check; NULL when there are none
 * @param[in]  options   NULL for the defaults
 * @param[out] html      one page, ended by a 0; free with falak_report_free()
 * @param[out] length    of the page; may be NULL
 *
 * @retval FALAK_E_NO_MEMORY
 * @par Cost  about 50 ms and 2 MB for 40 states, 20 years and 80 statements
 */
FALAK_API falak_status falak_report_html(falak_ctx *ctx, const falak_case *c,
    const falak_orbits *orbits, const falak_facts *facts,
    const falak_problems *problems, const falak_report_options *options, char **html,
    size_t *length);

FALAK_END_DECLS
#endif

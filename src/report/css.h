/* The style sheets, made from chart.css and report.css when the library is built. */
#ifndef FK_REPORT_CSS_H
#define FK_REPORT_CSS_H

extern const char fk_chart_css[];
extern const char fk_report_css[];

#endif

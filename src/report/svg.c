#include "report/svg.h"

#include <string.h>

#include "report/css.h"

enum { TITLE_HEIGHT = 40, SOURCE_HEIGHT = 26, MARGIN = 16 };

/* A picture of its own has a title to see above, the sources below and a margin. */
void fk_svg_begin(fk_text *out, const fk_svg_head *head)
{
  bool alone = head->standalone;
  double width = head->width + (alone ? 2 * MARGIN : 0);
  double height = head->height +
      (alone ? TITLE_HEIGHT + MARGIN + (*head->source ? SOURCE_HEIGHT : 0) : 0);
  fk_markup(out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"%s\" "
      "width=\"%g\" height=\"%g\" viewBox=\"0 0 %g %g\" aria-labelledby=\"%s-t "
      "%s-d\">\n"
      "<title id=\"%s-t\">%s</title>\n<desc id=\"%s-d\">%s</desc>\n",
      head->links ? "group" : "img", width, height, width, height, head->id, head->id,
      head->id, head->title, head->id, head->desc);
  if (!alone) return;

  fk_text_puts(out, "<style>");
  fk_escape(out, fk_chart_css);
  fk_text_puts(out, "</style>\n");
  fk_svg_rect(out, "paper", 0, 0, width, height);
  fk_svg_text(out, "title", MARGIN, 26, FK_START, head->title);
  if (*head->source)
    fk_svg_text_within(out, "source", MARGIN, height - 12, FK_START, 11,
        width - 2 * MARGIN, head->source);
  fk_markup(out, "<g transform=\"translate(%d %d)\">\n", MARGIN, TITLE_HEIGHT);
}

void fk_svg_end(fk_text *out, const fk_svg_head *head)
{
  fk_text_puts(out, head->standalone ? "</g>\n</svg>\n" : "</svg>\n");
}

void fk_svg_line(
    fk_text *out, const char *class, double x1, double y1, double x2, double y2)
{
  fk_markup(out, "<line class=\"%s\" x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\"/>\n",
      class, x1, y1, x2, y2);
}

void fk_svg_rect(
    fk_text *out, const char *class, double x, double y, double width, double height)
{
  fk_markup(out, "<rect class=\"%s\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\"/>\n",
      class, x, y, width, height);
}

void fk_svg_circle(fk_text *out, const char *class, double x, double y, double radius)
{
  fk_markup(out, "<circle class=\"%s\" cx=\"%g\" cy=\"%g\" r=\"%g\"/>\n", class, x, y,
      radius);
}

void fk_svg_text(fk_text *out, const char *class, double x, double y, fk_anchor anchor,
    const char *text)
{
  static const char *const anchors[] = {"start", "middle", "end"};
  fk_markup(out, "<text class=\"%s\" x=\"%g\" y=\"%g\" text-anchor=\"%s\">%s</text>\n",
      class, x, y, anchors[anchor], text);
}

void fk_svg_text_within(fk_text *out, const char *class, double x, double y,
    fk_anchor anchor, double size, double room, const char *text)
{
  if (fk_text_advance(text, size) <= room) {
    fk_svg_text(out, class, x, y, anchor, text);
    return;
  }
  fk_text cut = fk_text_begin(out->ctx);
  for (size_t length = strlen(text); length > 0;) {
    size_t bytes = fk_utf8_step(text, length);
    bytes += bytes == 0;
    fk_text_add(&cut, text, bytes);
    if (fk_text_advance(fk_text_string(&cut), size) > room - size) {
      if (!cut.status) cut.data[cut.length -= bytes] = 0;
      break;
    }
    text += bytes, length -= bytes;
  }
  fk_text_puts(&cut, "…");
  fk_svg_text(out, class, x, y, anchor, fk_text_string(&cut));
  if (fk_text_status(&cut)) out->status = fk_text_status(&cut);
  fk_text_end(&cut);
}

double fk_svg_legend(fk_text *out, double x, double y, double width, size_t count,
    const char *const *name, const char *const *class)
{
  enum { LINE = 18, PATCH = 11, SIZE = 12 };
  double at = 0, line = 0;
  for (size_t k = 0; k < count; k++) {
    double wide = PATCH + 5 + fk_text_advance(name[k], SIZE);
    if (at > 0 && at + wide > width) at = 0, line += LINE;
    fk_svg_rect(out, class[k], x + at, y + line + 3, PATCH, PATCH);
    fk_svg_text(out, "label", x + at + PATCH + 5, y + line + 13, FK_START, name[k]);
    at += wide + 18;
  }
  return count ? line + LINE : 0;
}

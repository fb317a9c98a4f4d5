/* Draws the pictures of the README and the docs from a case:
 *
 *   ninja -C build pictures     (report_pictures CASE FOLDER) */
#include <falak/report.h>

#include <stdio.h>

static falak_status save(
    falak_ctx *ctx, const char *folder, const char *name, char *svg, size_t length)
{
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.svg", folder, name);
  FILE *file = fopen(path, "wb");
  bool written = file && fwrite(svg, 1, length, file) == length;
  if (file && fclose(file)) written = false;
  if (!written) perror(path);
  falak_report_free(ctx, svg);
  return written ? FALAK_OK : FALAK_E_IO;
}

static falak_status draw(
    falak_ctx *ctx, const falak_case *c, const falak_orbits *orbits, const char *folder)
{
  char *svg;
  size_t length;
  falak_status st = falak_chart_orbit(ctx, c, orbits, NULL, &svg, &length);
  if (!st) st = save(ctx, folder, "orbit", svg, length);
  if (!st) st = falak_chart_network(ctx, c, NULL, &svg, &length);
  return st ? st : save(ctx, folder, "network", svg, length);
}

int main(int argc, char **argv)
{
  falak_ctx *ctx;
  falak_case *c = NULL;
  falak_orbits *orbits = NULL;
  falak_problems *problems = NULL;
  if (argc != 3 || falak_ctx_create(NULL, &ctx)) {
    fprintf(stderr, "usage: report_pictures CASE FOLDER\n");
    return 2;
  }
  falak_status st = falak_case_open(ctx, argv[1], &problems, &c);
  if (!st) st = falak_orbits_compute(ctx, c, problems, &orbits);
  if (!st) st = draw(ctx, c, orbits, argv[2]);
  if (st) fprintf(stderr, "report_pictures: %s\n", falak_ctx_error(ctx)->message);
  falak_orbits_destroy(orbits);
  falak_problems_destroy(problems);
  falak_case_close(c);
  falak_ctx_destroy(ctx);
  return st ? 1 : 0;
}

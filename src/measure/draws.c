/* A measure over draws of its inputs. */
#include "measure/measure.h"

#include "base/parallel.h"

typedef struct draws {
  size_t inputs, outputs;
  const double *in;
  double *out;
  falak_draw_fn *measure;
  void *user;
} draws;

static falak_status one_draw(falak_ctx *ctx, void *user, size_t k, unsigned worker)
{
  const draws *d = user;
  (void)worker;
  return d->measure(ctx, d->user, d->in + k * d->inputs, d->out + k * d->outputs);
}

falak_status falak_over_draws(falak_ctx *ctx, size_t count, size_t inputs,
    const double *in, size_t outputs, double *out, falak_draw_fn *measure, void *user)
{
  draws d = {inputs, outputs, in, out, measure, user};
  return fk_parallel_for(ctx, count, "draws", one_draw, &d);
}

/* A network as sets of neighbours, one bit an actor: the counts of triads, distances
 * and shared partners are then intersections of 64 actors at a time. */
#include <string.h>

#include "base/error.h"
#include "ties/fit_counts.h"

falak_status fk_fit_check(falak_ctx *ctx, const falak_fit_network *net)
{
  if (!net->two_mode && net->senders != net->receivers)
    return FK_FAIL(ctx, FALAK_E_DOMAIN,
        "%zu senders and %zu receivers in a network that is not two-mode", net->senders,
        net->receivers);
  if (net->symmetric && net->two_mode)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "a network both two-mode and symmetric");
  if (net->receivers >= UINT32_MAX)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "%zu receivers are too many", net->receivers);
  if (net->to ? !net->degree : !net->x && net->senders > 0 && net->receivers > 0)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "neither rows nor lists of a network");
  if (!net->to && net->stride < net->receivers)
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "rows of %zu bytes for %zu receivers",
        net->stride, net->receivers);
  return FALAK_OK;
}

static uint64_t load8(const uint8_t *x)
{
  uint64_t eight;
  memcpy(&eight, x, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  eight = __builtin_bswap64(eight);
#endif
  return eight;
}

/* Eight bytes of 0 or 1 become eight bits: the product moves bit 8k to bit 56 + k, and
 * no two of its 64 terms meet. `seen` gathers all bits of the cells. */
static void pack_row(const uint8_t *x, size_t m, uint64_t *row, uint64_t *seen)
{
  size_t j = 0;
  for (; j + 8 <= m; j += 8) {
    uint64_t eight = load8(x + j);
    *seen |= eight;
    row[j / 64] |= (eight * UINT64_C(0x0102040810204080)) >> 56 << (j % 64);
  }
  for (; j < m; j++) {
    *seen |= x[j];
    row[j / 64] |= (uint64_t)(x[j] & 1) << (j % 64);
  }
}

static falak_status other_cell(falak_ctx *ctx, const falak_fit_network *net)
{
  for (size_t i = 0; i < net->senders; i++)
    for (size_t j = 0; j < net->receivers; j++)
      if (net->x[i * net->stride + j] > 1)
        return FK_FAIL(ctx, FALAK_E_DOMAIN, "cell %zu, %zu is %d, not 0 or 1", i, j,
            net->x[i * net->stride + j]);
  return FALAK_OK;
}

static falak_status pack_rows(
    falak_ctx *ctx, const falak_fit_network *net, fk_fit_bits *bits)
{
  uint64_t seen = 0;
  for (size_t i = 0; i < bits->n; i++)
    pack_row(net->x + i * net->stride, bits->m, bits->out + i * bits->words, &seen);
  return seen & ~UINT64_C(0x0101010101010101) ? other_cell(ctx, net) : FALAK_OK;
}

static falak_status pack_lists(
    falak_ctx *ctx, const falak_fit_network *net, fk_fit_bits *bits)
{
  for (size_t i = 0; i < bits->n; i++) {
    const uint32_t *to = net->to + i * net->to_stride;
    uint64_t *row = bits->out + i * bits->words;
    for (uint32_t k = 0; k < net->degree[i]; k++) {
      if (to[k] >= bits->m)
        return FK_FAIL(
            ctx, FALAK_E_DOMAIN, "sender %zu: receiver %u of %zu", i, to[k], bits->m);
      row[to[k] / 64] |= UINT64_C(1) << (to[k] % 64);
    }
  }
  return FALAK_OK;
}

static void turn(fk_fit_bits *bits)
{
  for (size_t i = 0; i < bits->n; i++)
    for (size_t w = 0; w < bits->words; w++)
      for (uint64_t rest = bits->out[i * bits->words + w]; rest; rest &= rest - 1) {
        size_t j = 64 * w + (size_t)__builtin_ctzll(rest);
        bits->in[j * bits->in_words + i / 64] |= UINT64_C(1) << (i % 64);
      }
}

static void join(fk_fit_bits *bits)
{
  for (size_t k = 0; k < bits->n * bits->words; k++)
    bits->near[k] = bits->out[k] | bits->in[k];
}

falak_status fk_fit_bits_take(
    fk_scratch *scratch, const falak_fit_network *net, fk_fit_bits *bits)
{
  falak_ctx *ctx = scratch->ctx;
  falak_status st = fk_fit_check(ctx, net);
  if (st) return st;
  size_t n = net->senders, m = net->receivers;
  *bits = (fk_fit_bits){.n = n,
      .m = m,
      .words = fk_bit_words(m),
      .in_words = fk_bit_words(n),
      .symmetric = net->symmetric,
      .two_mode = net->two_mode};

  st = fk_scratch_zero(scratch, n * bits->words, sizeof *bits->out, &bits->out);
  if (!st)
    st = fk_scratch_zero(scratch, m * bits->in_words, sizeof *bits->in, &bits->in);
  if (!st && !net->two_mode)
    st = fk_scratch_take(scratch, n * bits->words, sizeof *bits->near, &bits->near);
  if (!st) st = net->to ? pack_lists(ctx, net, bits) : pack_rows(ctx, net, bits);
  if (st) return st;

  for (size_t i = 0; i < n && !net->two_mode; i++)
    bits->out[i * bits->words + i / 64] &= ~(UINT64_C(1) << (i % 64));
  turn(bits);
  if (!net->two_mode) join(bits);
  if (net->symmetric && memcmp(bits->out, bits->in, n * bits->words * sizeof *bits->in))
    return FK_FAIL(ctx, FALAK_E_DOMAIN, "a network said to be symmetric is not");
  return FALAK_OK;
}

falak_status fk_fit_bits_one_mode(
    fk_scratch *scratch, const falak_fit_network *net, fk_fit_bits *bits)
{
  if (net->two_mode)
    return FK_FAIL(
        scratch->ctx, FALAK_E_DOMAIN, "a two-mode network has no such count");
  return fk_fit_bits_take(scratch, net, bits);
}

/* A network as it stands, with what effects read of it kept up to date at each change:
 * rows and columns of bytes, sorted lists of alters, degrees, and counts of two-paths.
 * Rows are contiguous, so that a choice step runs along them. */
#ifndef FK_TIES_NETWORK_H
#define FK_TIES_NETWORK_H

#include <falak/base.h>

/* Counts of two-paths kept as matrices. Of one network x, with x_ii = 0:
 * TP[i][j] = sum_h x_ih x_hj, RB[i][j] = TP[j][i] = sum_h x_jh x_hi,
 * OO[i][j] = sum_h x_ih x_jh,  II[i][j] = sum_h x_hi x_hj,
 * RR[i][j] = number of h with mutual ties to both i and j,
 * MO[i][j] = number of h with a mutual tie to i that receive from j. The diagonal holds
 * what the sums give. A two-mode network has OO (senders) only. */
enum fk_count { FK_TP, FK_RB, FK_OO, FK_II, FK_RR, FK_MO, FK_COUNTS };
#define FK_COUNT_BIT(kind) (1u << (kind))

typedef struct fk_network {
  size_t n, m;              /* senders, receivers */
  size_t stride, stride_in; /* of x and of xt: m and n rounded up to 16 */
  bool one_mode, symmetric;
  uint8_t *x;  /* x[i*stride + j]; 0 beyond m */
  uint8_t *xt; /* xt[j*stride_in + i] */
  uint32_t *out_degree, *in_degree;
  uint32_t *mutual;   /* r_i: reciprocated ties; NULL in two-mode networks */
  uint32_t *out, *in; /* lists: receivers of i at out + i*m, senders of j at in + j*n */
  size_t ties;        /* of a symmetric network each counts twice */
  unsigned kept;      /* which counts are kept: FK_COUNT_BIT(FK_TP) | ... */
  uint16_t *count[FK_COUNTS]; /* senders x stride; NULL when not kept */
} fk_network;

/* An empty network. `kept`: counts to maintain; those of a network too large for
 * n x n counts are not kept, and fk_count() then finds them from the lists. */
falak_status fk_network_create(falak_ctx *ctx, size_t n, size_t m, bool one_mode,
    bool symmetric, unsigned kept, fk_network **out);
void fk_network_destroy(falak_ctx *ctx, fk_network *x);
void fk_network_clear(fk_network *x);
/* Makes x the network of 0/1 bytes value[i*m + j], by changing only what differs. */
void fk_network_set(fk_network *x, const uint8_t *value);
/* Makes `to` the same as `from` (of the same shape), by copying. */
void fk_network_copy(fk_network *to, const fk_network *from);
/* Changes the tie i -> j; in a symmetric network j -> i as well. */
void fk_network_toggle(fk_network *x, size_t i, size_t j);
/* Changes one cell even in a symmetric network; the other is to follow. */
void fk_network_toggle_one(fk_network *x, size_t i, size_t j);

static inline bool fk_tie(const fk_network *x, size_t i, size_t j)
{
  return x->x[i * x->stride + j] != 0;
}
/* Receivers of i in ascending order: out_degree[i] of them. */
static inline const uint32_t *fk_out(const fk_network *x, size_t i)
{
  return x->out + i * x->m;
}
/* Senders to j in ascending order: in_degree[j] of them. */
static inline const uint32_t *fk_in(const fk_network *x, size_t j)
{
  return x->in + j * x->n;
}

/* A count for one pair, from the matrix when kept, else from the lists. */
uint32_t fk_count(const fk_network *x, enum fk_count kind, size_t i, size_t j);
/* The same for a whole row, as doubles: out[j], j < n (senders for OO of two-mode). */
void fk_count_row(const fk_network *x, enum fk_count kind, size_t i, double *out);
/* Added to what is there. */
void fk_count_row_add(const fk_network *x, enum fk_count kind, size_t i, double *out);

/* Paths through two networks, by the lists; a and b may be the same.
 * fk_paths:  sum_h a_ih b_hj   (a: i -> h, b: h -> j)
 * fk_to_same: sum_h a_ih b_jh  (both send to h)
 * fk_from_same: sum_h a_hi b_hj (both receive from h) */
uint32_t fk_paths(const fk_network *a, const fk_network *b, size_t i, size_t j);
uint32_t fk_to_same(const fk_network *a, const fk_network *b, size_t i, size_t j);
uint32_t fk_from_same(const fk_network *a, const fk_network *b, size_t i, size_t j);

#endif

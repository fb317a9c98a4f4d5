/* Scores of forecasts from a file (M20). Rows with the same `question` belong together;
 * without that column all rows are one question. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "measure/data.h"

/* --- yes or no ------------------------------------------------------------ */

falak_status fk_data_brier(fk_data *d)
{
  double *p, *o, clip;
  falak_binary_scores is;
  falak_status st = fk_data_numbers(d, "p", &p);
  if (!st) st = fk_data_numbers(d, "o", &o);
  if (!st) st = fk_data_parameter(d, "clip", FALAK_LOG_CLIP, &clip);
  if (!st) st = falak_binary_scores_of(d->ctx, d->rows, p, o, clip, &is);
  if (st) return st;
  const char *part[] = {"", "two_sided", "base_rate", "climatology", "skill",
      "log_score", "baseline", "clipped", "questions"};
  double value[] = {is.brier, is.brier_two_sided, is.base_rate, is.climatology,
      is.skill, is.log_score, is.baseline, (double)is.clipped, (double)is.used};
  for (size_t k = 0; !st && k < 9; k++)
    st = fk_data_add(d, part[k], value[k], is.coverage);
  if (!st && is.few)
    fk_log(d->ctx, FALAK_LOG_WARNING,
        "%zu questions are too few to rank forecasters: %d at least", is.used,
        (int)FALAK_FEW_QUESTIONS);
  return st;
}

falak_status fk_data_murphy(fk_data *d)
{
  double *p, *o;
  falak_murphy is;
  falak_status st = fk_data_numbers(d, "p", &p);
  if (!st) st = fk_data_numbers(d, "o", &o);
  if (!st) st = falak_murphy_of(d->ctx, d->rows, p, o, &is);
  if (st) return st;
  double coverage = (double)is.used / (double)d->rows;
  st = fk_data_add(d, "", is.brier, coverage);
  if (!st) st = fk_data_add(d, "reliability", is.reliability, coverage);
  if (!st) st = fk_data_add(d, "resolution", is.resolution, coverage);
  if (!st) st = fk_data_add(d, "uncertainty", is.uncertainty, coverage);
  return st ? st : fk_data_add(d, "groups", (double)is.groups, NAN);
}

/* --- by question ---------------------------------------------------------- */

typedef struct questions {
  falak_id *of;      /* by row */
  const char **name; /* by question */
  size_t count;
  size_t *row; /* room for the rows of one question */
} questions;

static falak_status take_questions(fk_data *d, questions *q)
{
  falak_status st = fk_scratch_take(&d->scratch, d->rows, sizeof *q->row, &q->row);
  if (st) return st;
  if (fk_data_find(d, "question") >= 0)
    return fk_data_labels(d, "question", &q->of, &q->name, &q->count);
  q->count = 1;
  st = fk_scratch_zero(&d->scratch, d->rows, sizeof *q->of, &q->of);
  if (!st) st = fk_scratch_take(&d->scratch, 1, sizeof *q->name, &q->name);
  if (!st) q->name[0] = "";
  return st;
}

static size_t rows_of(const fk_data *d, const questions *q, size_t question)
{
  size_t count = 0;
  for (size_t k = 0; k < d->rows; k++)
    if (q->of[k] == (falak_id)question) q->row[count++] = k;
  return count;
}

/* A column that must say the same in every row of a question. */
static falak_status same_in(const fk_data *d, const questions *q, size_t count,
    const double *column, const char *name)
{
  for (size_t k = 1; k < count; k++)
    if (column[q->row[k]] != column[q->row[0]])
      return fk_data_complain(d, d->line[q->row[k]],
          "write the same in every row of a question, or part questions by the column "
          "question",
          "%s is %g here and %g above", name, column[q->row[k]], column[q->row[0]]);
  return FALAK_OK;
}

/* The mean over several questions, beside their own rows. */
static falak_status add_mean(fk_data *d, double sum, size_t known, size_t count)
{
  if (count < 2) return FALAK_OK;
  return fk_data_add(d, "mean", known ? sum / (double)known : (double)NAN,
      (double)known / (double)count);
}

static falak_status came_in(const fk_data *d, const questions *q, size_t count,
    const double *o, size_t *outcome)
{
  size_t ones = 0;
  for (size_t k = 0; k < count; k++) {
    double v = o[q->row[k]];
    if (v != 0 && v != 1)
      return fk_data_complain(d, d->line[q->row[k]],
          "write 1 for the category that came and 0 for the others", "o is %g", v);
    if (v == 1) *outcome = k, ones++;
  }
  if (ones == 1) return FALAK_OK;
  return fk_data_complain(d, d->line[q->row[0]], "mark one category of each question",
      "%zu categories came", ones);
}

falak_status fk_data_rps(fk_data *d)
{
  questions q;
  double *p, *o, *of, sum = 0;
  size_t known = 0;
  falak_status st = fk_data_numbers(d, "p", &p);
  if (!st) st = fk_data_numbers(d, "o", &o);
  if (!st) st = take_questions(d, &q);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &of);
  for (size_t j = 0; !st && j < q.count; j++) {
    size_t count = rows_of(d, &q, j), outcome = 0;
    for (size_t k = 0; k < count; k++) of[k] = p[q.row[k]];
    st = came_in(d, &q, count, o, &outcome);
    if (st) return st;
    double score = falak_rps(count, of, outcome);
    if (isnan(score))
      return fk_data_complain(d, d->line[q.row[0]], "give probabilities that sum to 1",
          "the probabilities are no distribution");
    st = fk_data_add_of(d, q.name[j], "", score, 1);
    if (!st && count > 1)
      st = fk_data_add_of(d, q.name[j], "normalised", score / (double)(count - 1), 1);
    sum += score, known++;
  }
  return st ? st : add_mean(d, sum, known, q.count);
}

falak_status fk_data_crps(fk_data *d)
{
  questions q;
  double *draw, *y, *of, sum = 0;
  size_t known = 0;
  falak_status st = fk_data_numbers(d, "draw", &draw);
  if (!st) st = fk_data_numbers(d, "y", &y);
  if (!st) st = take_questions(d, &q);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &of);
  for (size_t j = 0; !st && j < q.count; j++) {
    falak_crps is;
    size_t count = rows_of(d, &q, j);
    for (size_t k = 0; k < count; k++) of[k] = draw[q.row[k]];
    st = same_in(d, &q, count, y, "y");
    if (!st) st = falak_crps_of(d->ctx, count, of, y[q.row[0]], &is);
    if (st) return st;
    double coverage = (double)is.used / (double)count;
    st = fk_data_add_of(d, q.name[j], "", is.crps, coverage);
    if (!st) st = fk_data_add_of(d, q.name[j], "fair", is.fair, coverage);
    if (!isnan(is.crps)) sum += is.crps, known++;
  }
  return st ? st : add_mean(d, sum, known, q.count);
}

/* The columns of intervals in the order of one question. */
typedef struct intervals {
  double *alpha, *low, *high, *y, *median;
  double *a, *l, *h; /* of one question */
} intervals;

static falak_status take_intervals(fk_data *d, intervals *x)
{
  falak_status st = fk_data_numbers(d, "alpha", &x->alpha);
  if (!st) st = fk_data_numbers(d, "low", &x->low);
  if (!st) st = fk_data_numbers(d, "high", &x->high);
  if (!st) st = fk_data_numbers(d, "y", &x->y);
  if (!st) st = fk_data_numbers(d, "median", &x->median);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &x->a);
  if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &x->l);
  return st ? st : fk_scratch_doubles(&d->scratch, d->rows, &x->h);
}

falak_status fk_data_wis(fk_data *d)
{
  questions q;
  intervals x;
  double sum = 0;
  size_t known = 0;
  falak_status st = take_intervals(d, &x);
  if (!st) st = take_questions(d, &q);
  for (size_t j = 0; !st && j < q.count; j++) {
    size_t count = rows_of(d, &q, j);
    for (size_t k = 0; k < count; k++) {
      x.a[k] = x.alpha[q.row[k]];
      x.l[k] = x.low[q.row[k]];
      x.h[k] = x.high[q.row[k]];
    }
    st = same_in(d, &q, count, x.y, "y");
    if (!st) st = same_in(d, &q, count, x.median, "median");
    if (st) return st;
    double score = falak_wis(x.y[q.row[0]], x.median[q.row[0]], count, x.a, x.l, x.h);
    if (isnan(score))
      return fk_data_complain(d, d->line[q.row[0]],
          "give every number, low below high and alpha between 0 and 1",
          "the intervals cannot be scored");
    st = fk_data_add_of(d, q.name[j], "", score, 1);
    sum += score, known++;
  }
  return st ? st : add_mean(d, sum, known, q.count);
}

/* --- two forecasts -------------------------------------------------------- */

/* Of the means over the rows where both are known. */
falak_status fk_data_skill(fk_data *d)
{
  double *score, *reference, mine = 0, theirs = 0;
  size_t known = 0;
  falak_status st = fk_data_numbers(d, "score", &score);
  if (!st) st = fk_data_numbers(d, "reference", &reference);
  for (size_t k = 0; !st && k < d->rows; k++) {
    if (isnan(score[k]) || isnan(reference[k])) continue;
    mine += score[k], theirs += reference[k], known++;
  }
  if (st) return st;
  return fk_data_add(d, "", falak_skill(mine, theirs), (double)known / (double)d->rows);
}

falak_status fk_data_diebold_mariano(fk_data *d)
{
  double *difference, *first, *second, lag;
  falak_status st = fk_data_parameter(d, "lag", 0, &lag);
  if (!st && !(lag >= 0 && lag == rint(lag) && lag < 1e6))
    return FK_FAIL(
        d->ctx, FALAK_E_USAGE, "lag takes a whole number from 0 on, not %g", lag);
  if (!st) st = fk_data_optional(d, "difference", &difference);
  if (st) return st;
  if (!difference) {
    st = fk_data_numbers(d, "first", &first);
    if (!st) st = fk_data_numbers(d, "second", &second);
    if (!st) st = fk_scratch_doubles(&d->scratch, d->rows, &difference);
    for (size_t k = 0; !st && k < d->rows; k++) difference[k] = first[k] - second[k];
  }
  if (st) return st;
  falak_diebold_mariano is = falak_diebold_mariano_of(d->rows, difference, (size_t)lag);
  double coverage = (double)is.used / (double)d->rows;
  st = fk_data_add(d, "", is.t, coverage);
  if (!st) st = fk_data_add(d, "p_value", is.p_value, coverage);
  if (!st) st = fk_data_add(d, "mean", is.mean, coverage);
  return st ? st : fk_data_add(d, "variance", is.variance, coverage);
}

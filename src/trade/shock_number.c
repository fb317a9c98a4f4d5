/* Numbers of shocks and the doubt in them: 0.25, {value: 0.25, low: 0.1, high: 0.4},
 * {mean: 0.45, sd: 0.1} or {coefficient: rta, fit: FIT.json}. What is in doubt becomes
 * a parameter with a name, by which its random numbers are found. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/linear.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/random.h"
#include "base/text.h"
#include "base/vexp.h"
#include "record/problems.h"
#include "trade/shock.h"

/* The standard normal at 95 %. */
static const double z95 = 1.6448536269514722;

/* --- what a number may be ------------------------------------------------------ */

typedef struct quantity {
  double least, most;  /* both allowed */
  double above;        /* not allowed itself, nor anything below; else -INFINITY */
  falak_shock_law law; /* of an interval without a value */
  bool coefficient;    /* may come from an estimate */
  const char *is, *mend;
} quantity;

/* Draws of what must be above -1 or 0 are held a little away from there. */
static const quantity quantities[] = {
    [FK_Q_TARIFF] = {-0.99, 100, -1, FALAK_LAW_NORMAL, false, "a tariff above -1",
        "write 0.10 for 10 %"},
    [FK_Q_CHANGE] = {-0.99, 100, -1, FALAK_LAW_NORMAL, false, "a change above -1",
        "write 0.10 for 10 % more, -0.10 for 10 % less"},
    [FK_Q_SHARE] = {0, 1, -INFINITY, FALAK_LAW_LOGITNORMAL, false,
        "a share from 0 to 1", "write 0.6 for 60 %"},
    [FK_Q_EFFECT] = {-50, 50, -INFINITY, FALAK_LAW_NORMAL, true,
        "a coefficient in logarithms from -50 to 50",
        "write 0.45 for exp(0.45) - 1 = 57 % more trade"},
    [FK_Q_ELASTICITY] = {-100, -1e-3, -INFINITY, FALAK_LAW_NORMAL, true,
        "an elasticity of trade to its cost, from -100 to -0.001",
        "write -5 where 1 % of cost takes 5 % of trade"},
    [FK_Q_THETA] = {0.05, 100, -INFINITY, FALAK_LAW_LOGNORMAL, false,
        "a trade elasticity from 0.05 to 100", "write 5, as one number above 0"},
    [FK_Q_MONEY] = {0, 1e15, -INFINITY, FALAK_LAW_LOGNORMAL, false, "0 or more",
        "write money for a unit of weight or a container"},
    [FK_Q_VALUE] = {1e-9, 1e15, -INFINITY, FALAK_LAW_LOGNORMAL, false, "above 0",
        "write the value of a unit of weight or of what a container holds"},
    [FK_Q_DAYS] = {0, 3650, -INFINITY, FALAK_LAW_LOGNORMAL, false,
        "days from 0 to 3650", "write the days from door to door"},
    [FK_Q_PER_DAY] = {0, 1, -INFINITY, FALAK_LAW_LOGNORMAL, false,
        "a share of the value from 0 to 1", "write 0.011 for 1.1 % of the value"},
    [FK_Q_MARGIN] = {0, 100, -INFINITY, FALAK_LAW_LOGNORMAL, false,
        "a margin of 0 or more", "write 0.1 for 10 %"},
    [FK_Q_DISPERSION] = {0.1, 1000, -INFINITY, FALAK_LAW_LOGNORMAL, false,
        "a dispersion from 0.1 to 1000", "write 8, more where ways are more alike"},
    [FK_Q_YEARS] = {1.1, 100, -INFINITY, FALAK_LAW_UNIFORM, false,
        "years from 1.1 to 100", "write 8.5"},
    [FK_Q_TIMES] = {-1000, 1000, -INFINITY, FALAK_LAW_NORMAL, false,
        "a number from -1000 to 1000", "write 1"},
};

static falak_status read_bounded(fk_shock_reading *r, const fk_yaml_node *node,
    const quantity *q, bool *good, double *out)
{
  char shown[FK_QUOTE_TEXT];
  double value;
  *good = false;
  if (node->kind != FK_YAML_SCALAR)
    return fk_shock_error(r, node, q->mend, "%s is no number", node->key);
  if (!fk_parse_double(node->text, node->length, &value))
    return fk_shock_error(r, node, q->mend, "%s: %s is not a number", node->key,
        node->length ? fk_quote(node->text, node->length, shown) : "an empty value");
  bool low = isinf(q->above) ? value < q->least : value <= q->above;
  if (low || value > q->most)
    return fk_shock_error(r, node, q->mend, "%s: %s is not %s", node->key,
        fk_quote(node->text, node->length, shown), q->is);
  *good = true;
  *out = value;
  return FALAK_OK;
}

/* --- parameters ------------------------------------------------------------------- */

static falak_status add_parameter(
    fk_shock_reading *r, const char *name, const fk_parameter *made, fk_number *number)
{
  falak_shocks *s = r->shocks;
  falak_status st = fk_grow(r->ctx, s->parameters, &s->parameter_capacity,
      sizeof *s->parameter, &s->parameter);
  if (st) return st;
  fk_parameter *p = &s->parameter[s->parameters];
  *p = *made;
  st = fk_shock_keep(s, name, &p->is.name);
  if (st) return st;
  if (!p->fit) p->unit = fk_fnv1a(name);
  *number =
      (fk_number){.given = true, .value = p->is.value, .parameter = s->parameters++};
  return FALAK_OK;
}

/* "shock 2.before.days": the shock, and where in it. */
static falak_status add_named(fk_shock_reading *r, const char *prefix, const char *key,
    const fk_parameter *made, fk_number *number)
{
  fk_text name = fk_text_begin(r->ctx);
  fk_text_puts(&name, r->now ? r->now->name : "elasticities");
  fk_text_puts(&name, ".");
  fk_text_puts(&name, prefix);
  fk_text_puts(&name, key);
  falak_status st = fk_text_status(&name);
  if (!st) st = add_parameter(r, fk_text_string(&name), made, number);
  fk_text_end(&name);
  return st;
}

/* --- intervals and moments ----------------------------------------------------- */

static double exponential(double x)
{
  fk_exp_array(1, &x, &x);
  return x;
}

static double logarithm(double x)
{
  fk_log_array(1, &x, &x);
  return x;
}

/* The law on its own scale, and its middle where no value is given. */
static void settle(fk_parameter *p, bool has_value)
{
  falak_shock_parameter *is = &p->is;
  double low = is->low, high = is->high, middle = low + (high - low) / 2;
  if (is->law == FALAK_LAW_LOGNORMAL) {
    low = logarithm(low), high = logarithm(high);
    middle = exponential((low + high) / 2);
  } else if (is->law == FALAK_LAW_LOGITNORMAL) {
    low = logarithm(low / (1 - low)), high = logarithm(high / (1 - high));
    middle = 1 / (1 + exponential(-(low + high) / 2));
  }
  p->centre = (low + high) / 2, p->spread = (high - low) / (2 * z95);
  if (!has_value) is->value = middle;
}

/* What keeps an interval from being drawn, or NULL. */
static const char *interval_trouble(const fk_parameter *p, bool has_value)
{
  const falak_shock_parameter *is = &p->is;
  if (!(is->low < is->high)) return "low is not below high";
  if (has_value && (is->value < is->low || is->value > is->high))
    return "value does not lie from low to high";
  if (is->law == FALAK_LAW_LOGNORMAL && is->low <= 0)
    return "a lognormal law has its low above 0";
  if (is->law == FALAK_LAW_LOGITNORMAL && (is->low <= 0 || is->high >= 1))
    return "a logitnormal law has low and high between 0 and 1";
  if (!has_value && (is->law == FALAK_LAW_TRIANGULAR || is->law == FALAK_LAW_SPLIT))
    return "this law needs a value between low and high";
  return NULL;
}

static const char *const laws[] = {
    "split", "normal", "lognormal", "logitnormal", "uniform", "triangular"};
static const char *const interval_keys[] = {"value", "low", "high", "law"};
static const char *const moment_keys[] = {"mean", "sd"};
static const char *const coefficient_keys[] = {"coefficient", "fit"};

static falak_status read_interval(fk_shock_reading *r, const fk_yaml_node *map,
    const quantity *q, const char *prefix, fk_number *number)
{
  const fk_yaml_node *value = fk_yaml_get(map, "value"), *low = fk_yaml_get(map, "low"),
                     *high = fk_yaml_get(map, "high");
  fk_parameter p = {.is = {.least = q->least, .most = q->most}};
  bool good = true, good_low = false, good_high = false;
  int law = value ? FALAK_LAW_SPLIT : (int)q->law;
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, interval_keys, 4);
  if (!st && value && !low && !high)
    st = fk_shock_error(r, map, "write the number alone, or low: and high: too",
        "%s has a value without low and high", map->key);
  else if (!st && (!low || !high))
    st = fk_shock_error(r, map, "write {value: 0.25, low: 0.1, high: 0.4}",
        "%s has not both low and high", map->key);
  if (st || !low || !high) return st;
  if (value) st = read_bounded(r, value, q, &good, &p.is.value);
  if (!st) st = read_bounded(r, low, q, &good_low, &p.is.low);
  if (!st) st = read_bounded(r, high, q, &good_high, &p.is.high);
  if (!st)
    st = fk_yaml_choice(r->yaml, r->problems, fk_yaml_get(map, "law"), laws, 6, &law);
  if (st || !good || !good_low || !good_high) return st;
  p.is.law = (falak_shock_law)law;
  const char *trouble = interval_trouble(&p, value != NULL);
  if (trouble)
    return fk_shock_error(r, map,
        "write {value: 0.25, low: 0.1, high: 0.4}, or take "
        "another law (docs/shocks.md)",
        "%s: %s", map->key, trouble);
  settle(&p, value != NULL);
  return add_named(r, prefix, map->key, &p, number);
}

static falak_status read_moments(fk_shock_reading *r, const fk_yaml_node *map,
    const quantity *q, const char *prefix, fk_number *number)
{
  const fk_yaml_node *mean = fk_yaml_get(map, "mean"), *sd = fk_yaml_get(map, "sd");
  quantity spread = {.least = 0,
      .most = 1e15,
      .above = 0,
      .is = "a spread above 0",
      .mend = "write the number alone when it is certain"};
  fk_parameter p = {
      .is = {.law = FALAK_LAW_NORMAL, .least = q->least, .most = q->most}};
  bool good = false, good_sd = false;
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, moment_keys, 2);
  if (!st && (!mean || !sd))
    st = fk_shock_error(
        r, map, "write {mean: 0.45, sd: 0.1}", "%s has not both mean and sd", map->key);
  if (st || !mean || !sd) return st;
  st = read_bounded(r, mean, q, &good, &p.is.value);
  if (!st) st = read_bounded(r, sd, &spread, &good_sd, &p.spread);
  if (st || !good || !good_sd) return st;
  p.centre = p.is.value;
  p.is.low = p.centre - z95 * p.spread, p.is.high = p.centre + z95 * p.spread;
  return add_named(r, prefix, map->key, &p, number);
}

/* --- coefficients -------------------------------------------------------------- */

static falak_status open_fit(
    fk_shock_reading *r, const fk_yaml_node *node, const char *path, fk_shock_fit *fit)
{
  fk_text full = fk_text_begin(r->ctx);
  if (*path != '/') fk_text_puts(&full, r->folder);
  fk_text_puts(&full, path);
  falak_status st = fk_text_status(&full);
  if (!st)
    st = falak_coefficients_read(r->ctx, fk_text_string(&full), &fit->coefficients);
  fk_text_end(&full);
  if (st == FALAK_E_IO || st == FALAK_E_INPUT || st == FALAK_E_DOMAIN)
    return fk_shock_error(r, node,
        "give a file of coefficients that an estimate has saved", "%s",
        falak_ctx_error(r->ctx)->message);
  if (st) return st;
  size_t n = fit->coefficients->count;
  st = fk_scratch_doubles(&r->shocks->memory, n * n, &fit->factor);
  if (!st) fk_cholesky_clipped(n, fit->coefficients->covariance, fit->factor);
  return st;
}

/* Each file is read once; `*fit` stays NULL when it cannot be used. */
static falak_status find_fit(
    fk_shock_reading *r, const fk_yaml_node *node, const char *path, fk_shock_fit **fit)
{
  falak_shocks *s = r->shocks;
  *fit = NULL;
  for (size_t k = 0; k < s->fits; k++)
    if (!strcmp(s->fit[k]->path, path)) {
      *fit = s->fit[k];
      return FALAK_OK;
    }
  fk_shock_fit *made;
  falak_status st = fk_grow(r->ctx, s->fits, &s->fit_capacity, sizeof *s->fit, &s->fit);
  if (!st) st = fk_scratch_zero(&s->memory, 1, sizeof *made, &made);
  if (!st) st = fk_shock_keep(s, path, &made->path);
  if (st) return st;
  s->fit[s->fits++] = made;
  st = open_fit(r, node, path, made);
  if (st) return st;
  if (!made->factor) {
    s->fits--; /* it has been said; another shock may say it again */
    return FALAK_OK;
  }
  *fit = made;
  return FALAK_OK;
}

/* One parameter for all shocks that use the same coefficient of the same estimate. */
static falak_status add_coefficient(fk_shock_reading *r, const char *name,
    const fk_shock_fit *fit, size_t row, fk_number *number)
{
  falak_shocks *s = r->shocks;
  for (size_t k = 0; k < s->parameters; k++)
    if (s->parameter[k].fit == fit && s->parameter[k].row == row) {
      *number =
          (fk_number){.given = true, .value = s->parameter[k].is.value, .parameter = k};
      return FALAK_OK;
    }
  double spread = z95 * falak_coefficients_error(fit->coefficients, row);
  double value = fit->coefficients->value[row];
  fk_parameter p = {.is = {.law = FALAK_LAW_ESTIMATE,
                        .value = value,
                        .low = value - spread,
                        .high = value + spread,
                        .least = -INFINITY,
                        .most = INFINITY},
      .unit = fk_fnv1a(fit->path),
      .fit = fit,
      .row = row};
  fk_text full = fk_text_begin(r->ctx);
  fk_text_puts(&full, name);
  fk_text_puts(&full, " of ");
  fk_text_puts(&full, fit->path);
  falak_status st = fk_text_status(&full);
  if (!st) st = add_parameter(r, fk_text_string(&full), &p, number);
  fk_text_end(&full);
  return st;
}

static falak_status read_coefficient(
    fk_shock_reading *r, const fk_yaml_node *map, const quantity *q, fk_number *number)
{
  const char *name = NULL, *path = NULL;
  char shown[FK_QUOTE_TEXT], mend[160], near_shown[FK_QUOTE_TEXT], file[FK_QUOTE_TEXT];
  fk_shock_fit *fit;
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, coefficient_keys, 2);
  if (!st && !q->coefficient)
    return fk_shock_error(r, map, q->mend,
        "%s cannot be a coefficient; only effect and elasticity can", map->key);
  if (!st)
    st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "coefficient"), &name);
  if (!st) st = fk_yaml_text(r->yaml, r->problems, fk_yaml_get(map, "fit"), &path);
  if (!st && (!name || !path))
    return fk_shock_error(r, map, "write {coefficient: rta, fit: FIT.json}",
        "%s has not both coefficient and fit", map->key);
  if (!st) st = find_fit(r, map, path, &fit);
  if (st || !fit) return st;
  falak_id row = falak_coefficients_find(fit->coefficients, name);
  fk_quote(name, strlen(name), shown);
  if (row == FALAK_NO_ID) {
    const char *near = falak_coefficients_nearest(fit->coefficients, name);
    const char *offered = near ? near : fit->coefficients->name[0];
    snprintf(mend, sizeof mend, "%s %s%s", near ? "did you mean" : "it has, for one,",
        fk_quote(offered, strlen(offered), near_shown), near ? "?" : "");
    return fk_shock_error(r, map, mend, "%s holds no coefficient %s",
        fk_quote(path, strlen(path), file), shown);
  }
  double value = fit->coefficients->value[row];
  if (value < q->least || value > q->most)
    return fk_shock_error(r, map, "take another coefficient", "%s of %s is %g, not %s",
        shown, fk_quote(path, strlen(path), file), value, q->is);
  return add_coefficient(r, name, fit, (size_t)row, number);
}

/* --- any number ---------------------------------------------------------------- */

falak_status fk_shock_read_number(fk_shock_reading *r, const fk_yaml_node *node,
    fk_quantity what, const char *prefix, fk_number *number)
{
  const quantity *q = &quantities[what];
  if (!node) return FALAK_OK;
  if (node->kind != FK_YAML_MAP) {
    bool good;
    double value = 0;
    falak_status st = read_bounded(r, node, q, &good, &value);
    if (!st && good)
      *number = (fk_number){.given = true, .value = value, .parameter = FK_CERTAIN};
    if (!st && good && what == FK_Q_TARIFF && value > 3)
      st = fk_shock_warn(
          r, node, q->mend, "%s: %s means %g %%", node->key, node->text, 100 * value);
    return st;
  }
  if (fk_yaml_get(node, "coefficient") || fk_yaml_get(node, "fit"))
    return read_coefficient(r, node, q, number);
  if (fk_yaml_get(node, "mean") || fk_yaml_get(node, "sd"))
    return read_moments(r, node, q, prefix, number);
  return read_interval(r, node, q, prefix, number);
}

/* --- elasticities -------------------------------------------------------------- */

static const char *const elasticity_keys[] = {
    "theta", "short", "long", "years", "sectors"};

static falak_status read_sector_theta(fk_shock_reading *r, const fk_yaml_node *sectors)
{
  falak_shocks *s = r->shocks;
  falak_status st = FALAK_OK;
  if (!sectors) return FALAK_OK;
  if (!s->world.sectors)
    return fk_shock_error(
        r, sectors, "give theta alone", "the flows have one sector only");
  if (sectors->kind != FK_YAML_MAP)
    return fk_shock_error(
        r, sectors, "write sectors: {NAME: 5}", "sectors is not a map");
  st = fk_yaml_check_keys(
      r->yaml, r->problems, sectors, s->world.sector, s->world.sectors);
  for (size_t k = 0; !st && k < s->world.sectors; k++)
    st = fk_shock_read_number(r, fk_yaml_get(sectors, s->world.sector[k]), FK_Q_THETA,
        "sectors.", &s->sector_theta[k]);
  return st;
}

falak_status fk_shock_read_elasticities(fk_shock_reading *r, const fk_yaml_node *map)
{
  falak_shocks *s = r->shocks;
  if (!map) return FALAK_OK;
  if (map->kind != FK_YAML_MAP)
    return fk_shock_error(
        r, map, "write elasticities: {theta: 5}", "elasticities is not a map");
  r->now = NULL;
  falak_status st = fk_yaml_check_keys(r->yaml, r->problems, map, elasticity_keys, 5);
  if (!st)
    st = fk_shock_read_number(r, fk_yaml_get(map, "theta"), FK_Q_THETA, "", &s->theta);
  if (!st)
    st = fk_shock_read_number(
        r, fk_yaml_get(map, "short"), FK_Q_THETA, "", &s->short_run);
  if (!st)
    st =
        fk_shock_read_number(r, fk_yaml_get(map, "long"), FK_Q_THETA, "", &s->long_run);
  if (!st)
    st = fk_shock_read_number(r, fk_yaml_get(map, "years"), FK_Q_YEARS, "", &s->years);
  return st ? st : read_sector_theta(r, fk_yaml_get(map, "sectors"));
}

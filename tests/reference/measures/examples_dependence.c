/* M1 - M8. */
#include "examples.h"

/* --- trade ---------------------------------------------------------------- */

typedef struct world {
  size_t n;
  json_t *names;
  double *flow, *share, *total;
} world;

static world trade_world(const example *e)
{
  world w = {.names = global(e, "A")};
  json_t *flows = global(e, "X");
  w.n = json_array_size(w.names);
  w.flow = take_doubles(w.n * w.n);
  w.share = take_doubles(w.n * w.n);
  w.total = take_doubles(w.n);
  for (size_t k = 0; k < json_array_size(flows); k++) {
    json_t *f = json_array_get(flows, k);
    size_t i = place(w.names, json_string_value(json_array_get(f, 0)));
    size_t j = place(w.names, json_string_value(json_array_get(f, 1)));
    w.flow[i * w.n + j] = json_number_value(json_array_get(f, 2));
  }
  must(e, falak_trade_share(e->ctx, w.n, w.flow, 1, w.share, w.total, NULL));
  return w;
}

/* The two states a key is about, as its statement names them. */
static void pair_of(const example *e, const world *w, size_t *i, size_t *j)
{
  *i = place(w->names, json_string_value(argument(e, 0, 0)));
  *j = place(w->names, json_string_value(argument(e, 0, 1)));
}

static json_t *total_trade(const example *e)
{
  world w = trade_world(e);
  json_t *out = json_object(), *value;
  const char *name;
  json_object_foreach(e->want, name, value)
      put(out, name, w.total[place(w.names, name)]);
  return out;
}

static json_t *one_share(const example *e)
{
  world w = trade_world(e);
  size_t i, j;
  pair_of(e, &w, &i, &j);
  return number(w.share[i * w.n + j]);
}

static json_t *shares_of(const example *e)
{
  if (json_is_number(e->want)) return one_share(e);
  world w = trade_world(e);
  json_t *out = json_object(), *value;
  size_t i = place(w.names, json_string_value(argument(e, 0, 0)));
  const char *name;
  json_object_foreach(e->want, name, value)
      put(out, name, w.share[i * w.n + place(w.names, name)]);
  return out;
}

static json_t *bond(const example *e)
{
  world w = trade_world(e);
  size_t i, j;
  pair_of(e, &w, &i, &j);
  falak_trade_bond b = falak_trade_bond_of(w.share[i * w.n + j], w.share[j * w.n + i]);
  return json_pack("{s:o s:o s:o s:o s:o}", "share_ij", number(b.share_ij), "share_ji",
      number(b.share_ji), "salience", number(b.salience), "symmetry",
      number(b.symmetry), "interdependence", number(b.interdependence));
}

static json_t *against_output(const example *e)
{
  world w = trade_world(e);
  json_t *gdp = global(e, "GDP"), *out = json_object(), *value;
  double output[64], dep[64 * 64], open[64];
  size_t i, j;
  const char *name;

  pair_of(e, &w, &i, &j);
  for (size_t k = 0; k < w.n; k++)
    output[k] = json_number_value(
        json_object_get(gdp, json_string_value(json_array_get(w.names, k))));
  must(e, falak_trade_gdp_table(e->ctx, w.n, w.flow, output, 1, dep, open, NULL));
  double bilateral = w.flow[i * w.n + j] + w.flow[j * w.n + i];
  falak_trade_gdp d = falak_trade_gdp_of(bilateral, output[i], output[j]);

  size_t nth = 0;
  json_object_foreach(e->want, name, value)
  {
    double x = strcmp(name, "dep_low") == 0    ? d.low
        : strcmp(name, "dep_high") == 0        ? d.high
        : rest_of(name, "openness")            ? open[i]
        : rest_of(name, "identity")            ? w.share[i * w.n + j] * open[i]
        : strcmp(name, "asymmetry_ratio") == 0 ? d.ratio
        : rest_of(name, "asymmetry")           ? d.asymmetry
        : rest_of(name, "dep_") && nth++ == 0  ? dep[i * w.n + j]
        : rest_of(name, "dep_")                ? dep[j * w.n + i]
                                               : (double)NAN;
    put(out, name, x);
  }
  return out;
}

static json_t *concentration(const example *e)
{
  numbers s = numbers_of(argument(e, 0, 0));
  falak_concentration c;
  must(e, falak_concentration_of(e->ctx, s.n, s.x, &c));
  return json_pack("{s:i s:o s:o s:o s:o s:o s:o s:o s:o}", "n", (int)c.n, "HHI",
      number(c.hhi), "HHI_10000", number(1e4 * c.hhi), "HHI_norm", number(c.hhi_norm),
      "N_eff_2", number(c.effective_2), "entropy_nats", number(c.entropy), "evenness",
      number(c.evenness), "N_eff_1", number(c.effective_1), "CR1", number(c.largest));
}

static json_t *mirror(const example *e)
{
  falak_mirror m = falak_mirror_gap(
      json_number_value(global(e, "a")), json_number_value(global(e, "b")));
  return json_pack("{s:o s:o s:o s:o}", "midpoint", number(m.value), "relative_gap",
      number(m.gap), "log_ratio", number(m.log_ratio), "geometric_mean",
      number(m.geometric_mean));
}

/* --- targets -------------------------------------------------------------- */

static json_t *required_growth(const example *e)
{
  json_t *out = json_object(), *value;
  double start = json_number_value(argument(e, 0, 0));
  double goal = json_number_value(argument(e, 0, 1));
  const char *years;
  json_object_foreach(e->want, years, value)
      put(out, years, falak_target_growth(start, goal, strtod(years, NULL)));
  return out;
}

static json_t *attained(const example *e)
{
  return number(falak_target_attained(literal(e, 0), literal(e, 1)));
}

static json_t *gap_closed(const example *e)
{
  return number(falak_target_gap_closed(literal(e, 1), literal(e, 0), literal(e, 2)));
}

/* The series, from the ratios it was written as: v1/v0, v2/v1, ... */
static falak_log_growth growth_of_series(const example *e)
{
  numbers ratio =
      numbers_of(json_object_get(json_object_get(e->entry, "assigned"), "g"));
  double *series = take_doubles(ratio.n);
  size_t n = 0;
  assert_true(ratio.n >= 2);
  series[n++] = ratio.x[1];
  for (size_t k = 0; k < ratio.n; k += 2) series[n++] = ratio.x[k];
  return falak_log_growth_of(n, series);
}

static json_t *mean_growth(const example *e)
{
  return number(growth_of_series(e).drift);
}

static json_t *years_to_goal(const example *e)
{
  return number(
      falak_target_years(literal(e, 1), literal(e, 0), growth_of_series(e).drift));
}

static json_t *reach(const example *e)
{
  json_t *out = json_object(), *value;
  double from = json_number_value(argument(e, 0, 0));
  double goal = json_number_value(argument(e, 0, 1));
  const char *name;
  json_object_foreach(e->want, name, value) put(out, name,
      falak_target_reach(from, goal, number_after(name, "mu="),
          number_after(name, "sigma="), number_after(name, "n=")));
  return out;
}

/* --- energy and transit --------------------------------------------------- */

static json_t *energy(const example *e)
{
  json_t *imports = global(e, "imp"), *out = json_object(), *value;
  size_t n = json_object_size(imports), k = 0;
  double *amount = take_doubles(n), *share = take_doubles(n),
         *exposure = take_doubles(n);
  const char *name;
  falak_energy x;

  json_object_foreach(imports, name, value) amount[k++] = json_number_value(value);
  falak_energy_balance b = {.suppliers = n,
      .imports = amount,
      .exports = json_number_value(global(e, "exp_")),
      .gross_available = json_number_value(global(e, "gross_avail")),
      .gross_inland = json_number_value(global(e, "gic"))};
  must(e, falak_energy_dependence(e->ctx, &b, 1, share, exposure, &x));
  put(out, "import_dependency", x.import_dependency);
  put(out, "HHI_suppliers", x.supplier_hhi);
  put(out, "SCI_x100", x.supplier_index);
  k = 0;
  json_object_foreach(imports, name, value)
  {
    char text[64];
    snprintf(text, sizeof text, "share_%s", name);
    put(out, text, share[k]);
    snprintf(text, sizeof text, "partner_exposure_%s", name);
    put(out, text, exposure[k++]);
  }
  return out;
}

static json_t *transit(const example *e)
{
  json_t *routes = global(e, "routes"), *out = json_object();
  size_t n = json_array_size(routes), states = json_object_size(e->want);
  double *share = take_doubles(n), *result = take_doubles(states);
  bool crosses[64 * 64] = {false};

  for (size_t r = 0; r < n; r++) {
    json_t *through = json_array_get(json_array_get(routes, r), 2);
    share[r] = json_number_value(json_array_get(json_array_get(routes, r), 1));
    for (size_t j = 0; j < states; j++)
      for (size_t k = 0; k < json_array_size(through); k++)
        if (strcmp(json_string_value(json_array_get(through, k)), key_at(e->want, j)) ==
            0)
          crosses[r * states + j] = true;
  }
  must(e, falak_transit_dependence(e->ctx, n, share, states, crosses, 1, result, NULL));
  for (size_t j = 0; j < states; j++) put(out, key_at(e->want, j), result[j]);
  return out;
}

/* --- corridors ------------------------------------------------------------ */

static falak_id node_of(json_t *names, const char *name)
{
  for (size_t k = 0; k < json_array_size(names); k++)
    if (strcmp(json_string_value(json_array_get(names, k)), name) == 0)
      return (falak_id)k;
  json_array_append_new(names, json_string(name));
  return (falak_id)json_array_size(names) - 1;
}

static json_t *path_names(json_t *names, const falak_id *node, size_t length)
{
  json_t *path = json_array();
  for (size_t k = 0; k < length; k++)
    json_array_append(path, json_array_get(names, (size_t)node[k]));
  return path;
}

static json_t *bypass(const example *e)
{
  json_t *edges = argument(e, 0, 0), *names = json_array();
  size_t links = json_array_size(edges);
  falak_id from[256], to[256], base[256], round[256], end[3];
  double *cost = take_doubles(links);
  falak_bypass b;

  assert_true(links <= 128);
  for (size_t k = 0; k < links; k++) {
    json_t *edge = json_array_get(edges, k);
    from[k] = node_of(names, json_string_value(json_array_get(edge, 0)));
    to[k] = node_of(names, json_string_value(json_array_get(edge, 1)));
    cost[k] = json_number_value(json_array_get(edge, 2));
  }
  for (size_t k = 0; k < 3; k++)
    end[k] = node_of(names, json_string_value(argument(e, 0, 1 + k)));
  falak_corridors net = {.nodes = json_array_size(names),
      .links = links,
      .from = from,
      .to = to,
      .cost = cost};
  must(e, falak_corridor_bypass(e->ctx, &net, end[0], end[1], end[2], base, round, &b));
  json_t *out = json_pack("{s:o s:o s:o s:o s:o s:b}", "base_cost", number(b.base.cost),
      "base_path", path_names(names, base, b.base.length), "cost_avoiding",
      number(b.choke_point ? (double)NAN : b.avoiding.cost), "path_avoiding",
      path_names(names, round, b.avoiding.length), "bypass_ratio", number(b.ratio),
      "choke_point", (int)b.choke_point);
  json_decref(names);
  return out;
}

/* The first call is the state of things, the second the improvement; lambda of the
 * expected cost is the number written last. */
static json_t *route_shares(const example *e)
{
  json_t *out = json_object();
  numbers cost[2] = {numbers_of(argument(e, 0, 0)), numbers_of(argument(e, 1, 0))};
  numbers written = literals(e);
  double *share = take_doubles(cost[0].n + cost[1].n);

  json_object_set_new(out, "costs", array_of(cost[0].n, cost[0].x));
  for (size_t k = 0; k < json_object_size(e->want); k++) {
    const char *name = key_at(e->want, k);
    bool after = strcmp(name, "after") == 0;
    if (!after && !rest_of(name, "lambda=")) continue;
    numbers c = cost[after];
    falak_route_shares(c.n, c.x, json_number_value(argument(e, after, 1)), share);
    json_object_set_new(out, name, array_of(c.n, share));
  }
  put(out, "logsum_before",
      falak_route_shares(cost[0].n, cost[0].x, written.x[written.n - 1], share).logsum);
  return out;
}

static json_t *capability(const example *e)
{
  json_t *given = global(e, "ind");
  size_t indicators = json_array_size(given),
         n = json_array_size(json_array_get(given, 0));
  double *value = take_doubles(indicators * n), *score = take_doubles(n);
  for (size_t k = 0; k < indicators; k++)
    memcpy(value + k * n, numbers_of(json_array_get(given, k)).x, n * sizeof *value);
  must(e,
      falak_capability(e->ctx, n, indicators, value, NULL, 1, score, NULL, NULL, NULL));
  return array_of(n, score);
}

const recipe dependence_recipes[] = {
    {"M1.total_trade", total_trade, 0},
    {"M1.barbieri_", bond, 0},
    {"M1.share_", shares_of, 0},
    {"M2.", against_output, 0},
    {"M3.", concentration, 0},
    {"M4.mirror_gap", mirror, 0},
    {"M5.required_cagr", required_growth, 0},
    {"M5.attained_share", attained, 0},
    {"M5.gap_closed", gap_closed, 0},
    {"M5.mean_log_growth", mean_growth, 0},
    {"M5.years_to", years_to_goal, 0},
    {"M5.p_reach", reach, 0},
    {"M6.energy", energy, 0},
    {"M6.transit_dependence", transit, 0},
    {"M7.bypass", bypass, 0},
    {"M7.logit_shares", route_shares, 0},
    {"M8.", capability, 0},
    {NULL, NULL, 0},
};

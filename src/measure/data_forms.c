/* Which measures can be computed from given numbers: columns, parameters, an example.
 */
#include <string.h>

#include "base/error.h"
#include "measure/data.h"

typedef struct form {
  const char *name;
  fk_data_fn *compute;
  falak_measure_form is;
} form;

#define SIMILAR "a, b, [weight]"
#define PORTFOLIOS "a,b\n3,3\n3,0\n0,0\n0,0\n0,0\n2,2\n0,1\n0,0\n0,0\n0,0\n"
#define NETWORK "from, to, [weight]"
#define GRAPH "from,to,weight\nK,R,5\nK,T,2\nK,C,4\nK,E,3\nR,C,6\nC,E,7\nT,E,5\nR,Z,4\n"

static const form list[] = {
    /* --- dependence ----------------------------------------------------------------
     */
    {"concentration", fk_data_concentration,
        {"value, [partner]", "min_coverage", "partner,value\nR,25\nT,6\nC,22\nE,27\n",
            ""}},
    {"mirror_gap", fk_data_mirror_gap,
        {"a, b, [from], [to], [year]", "margin",
            "from,to,year,a,b\nTUR,KAZ,2021,5.3,4.1\n", ""}},
    {"target", fk_data_target,
        {"year, value", "goal (needed), announced, due",
            "year,value\n2021,4.1\n2022,6.3\n2023,6.0\n", "goal=10,announced=2022"}},
    {"energy_dependence", fk_data_energy_dependence,
        {"imports, [supplier], [net_imports]",
            "available (needed), exports, consumption, min_coverage",
            "supplier,imports\nA,60\nB,25\nC,15\n",
            "exports=5,available=150,consumption=150"}},
    {"transit_dependence", fk_data_transit_dependence,
        {"share, crosses", "min_coverage",
            "share,crosses\n0.80,RUS\n0.08,AZE;GEO\n0.12,\n", ""}},
    {"bypass", fk_data_bypass,
        {"from, to, cost, [direction]", "origin (needed), destination (needed)",
            "from,to,cost\nCN,KZ,40\nKZ,RU,20\nRU,EU,30\nKZ,AKT,25\nAKT,BAK,30\n"
            "BAK,POT,15\nPOT,TR,20\nTR,EU,35\nPOT,EU,50\n",
            "origin=CN,destination=EU"}},
    {"route_shares", fk_data_route_shares,
        {"cost, [route]", "lambda (needed)",
            "route,cost\nnorth,90\nmiddle,160\nsouth,165\n", "lambda=0.05"}},
    {"capability", fk_data_capability,
        {"state, and a column an indicator", "min_coverage",
            "state,milex,milper,irst,pec,tpop,upop\nA,60,900,70,700,140,80\n"
            "B,30,400,30,120,85,45\nC,10,200,12,90,19,8\n",
            ""}},
    {"influence", fk_data_influence,
        {"kind (bandwidth or dependence), value, [weight]",
            "reference, reweight, min_coverage",
            "kind,value\nbandwidth,0.40\nbandwidth,0.70\nbandwidth,0.30\n"
            "dependence,0.25\ndependence,0.60\n",
            "reference=0.42"}},
    /* --- similarity ----------------------------------------------------------------
     */
    {"s_score", fk_data_similarity, {SIMILAR, "range", PORTFOLIOS, "range=3"}},
    {"agreement", fk_data_similarity, {"a, b", "range", PORTFOLIOS, "range=3"}},
    {"kappa", fk_data_similarity, {"a, b", "", PORTFOLIOS, ""}},
    {"pi", fk_data_similarity, {"a, b", "", PORTFOLIOS, ""}},
    {"tau_b", fk_data_similarity, {"a, b", "", PORTFOLIOS, ""}},
    /* --- events --------------------------------------------------------------------
     */
    {"decay", fk_data_decay,
        {"score, and age in days or date", "half_life (needed), at, min_coverage",
            "score,age\n5,10\n7,200\n-4,400\n", "half_life=365"}},
    {"coverage_index", fk_data_coverage_index,
        {"hits, articles, [period]", "base_first, base_last, min_coverage",
            "period,hits,articles\n1,12,1000\n2,15,1200\n3,60,1100\n4,40,1000\n",
            "base_first=1,base_last=2"}},
    /* --- networks and change -------------------------------------------------------
     */
    {"strength", fk_data_network, {NETWORK, "directed", GRAPH, ""}},
    {"eigenvector", fk_data_network, {NETWORK, "directed", GRAPH, ""}},
    {"pagerank", fk_data_network, {NETWORK, "directed", GRAPH, ""}},
    {"betweenness", fk_data_network,
        {NETWORK, "directed", "from,to\nK,R\nK,T\nK,C\nK,E\nR,C\nC,E\nT,E\nR,Z\n", ""}},
    {"constraint", fk_data_network, {NETWORK, "directed", GRAPH, ""}},
    {"participation", fk_data_participation,
        {"actor, and a column a layer", "",
            "actor,trade,alliance\nA,3,3\nB,6,0\nC,4,2\n", ""}},
    {"jaccard", fk_data_jaccard,
        {"from, to, before, after", "directed",
            "from,to,before,after\nA,B,1,1\nB,A,1,0\nA,C,1,1\nC,D,1,1\nA,D,0,1\n"
            "D,C,0,1\n",
            "directed=1"}},
    {"change_scores", fk_data_change_scores,
        {"from, to, before, after, probability", "directed, threshold",
            "from,to,before,after,probability\nA,B,1,1,0.9\nA,C,1,0,0.3\n"
            "B,C,0,1,0.7\nB,D,0,0,0.6\nC,D,0,0,0.1\nA,D,1,1,0.8\n",
            "directed=0,threshold=0.5"}},
    /* --- scores and series ---------------------------------------------------------
     */
    {"brier", fk_data_brier,
        {"p, o", "clip", "p,o\n0.9,1\n0.7,1\n0.2,0\n0.5,1\n0.05,0\n", ""}},
    {"murphy", fk_data_murphy,
        {"p, o", "",
            "p,o\n0.2,0\n0.2,0\n0.2,1\n0.2,0\n0.8,1\n0.8,1\n0.8,1\n0.8,0\n0.8,1\n0.8,"
            "1\n",
            ""}},
    {"rps", fk_data_rps,
        {"p, o (1 where it came), [question]", "", "p,o\n0.2,0\n0.5,1\n0.3,0\n", ""}},
    {"crps", fk_data_crps,
        {"draw, y, [question]", "", "draw,y\n5,6\n6,6\n6.5,6\n7,6\n9,6\n", ""}},
    {"wis", fk_data_wis,
        {"alpha, low, high, y, median, [question]", "",
            "alpha,low,high,y,median\n0.5,5.8,7.4,6,6.7\n0.2,5.0,8.6,6,6.7\n", ""}},
    {"skill", fk_data_skill,
        {"score, reference", "", "score,reference\n0.20,0.25\n", ""}},
    {"diebold_mariano", fk_data_diebold_mariano,
        {"difference, or first and second", "lag",
            "difference\n0.03\n-0.01\n0.05\n0.02\n0.04\n-0.02\n0.03\n0.01\n", ""}},
    {"baselines", fk_data_baselines,
        {"year, value, [series]", "",
            "year,value\n2019,4.0\n2020,3.9\n2021,4.1\n2022,6.3\n2023,6.0\n", ""}},
    {"series_break", fk_data_series_break,
        {"year, value, [rival]", "look_ahead",
            "year,value\n2006,12.897\n2007,16.249\n2008,20.135\n2009,12.430\n2010,7."
            "636\n"
            "2011,10.088\n2012,25.569\n2013,25.282\n2014,22.621\n",
            ""}}};

static const form *find(const char *name)
{
  for (size_t k = 0; k < sizeof list / sizeof *list; k++)
    if (!strcmp(list[k].name, name)) return list + k;
  return NULL;
}

const falak_measure_form *falak_measure_form_of(const char *name)
{
  const form *f = find(name);
  return f ? &f->is : NULL;
}

falak_status falak_measure_data(falak_ctx *ctx, const char *name, const char *path,
    const char *parameters, falak_measure_rows **out)
{
  *out = NULL;
  falak_status st = fk_measure_known(ctx, name);
  if (st) return st;
  const form *f = find(name);
  if (!f)
    return FK_FAIL(ctx, FALAK_E_NOT_FOUND,
        "%s is computed from a case, not from a file: it takes %s", name,
        falak_measure_takes(name));
  return fk_data_compute(ctx, name, f->compute, path, parameters, out);
}

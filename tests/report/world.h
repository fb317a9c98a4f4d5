/* A small world on disk with everything a report can show, and names that would break a
 * page that did not escape them. */
#ifndef FALAK_TESTS_REPORT_WORLD_H
#define FALAK_TESTS_REPORT_WORLD_H

#include <falak/report.h>

#include "support/falak_test.h"

typedef struct world {
  char *folder;
  falak_case *c;
  falak_orbits *orbits; /* NULL when the case has no grip */
  falak_facts *facts;
  falak_problems *problems;
} world;

static inline void world_write_settings(const char *folder)
{
  test_write_file(folder, "case.yaml",
      "title: \"<b>Nasty</b> & \\\"quoted\\\" 'title'\"\n"
      "years: [2000, 2005]\nwaves: [2000, 2005]\nfocus: AAA\npatrons: [PPP, QQQ]\n"
      "prefer: {visits: [one]}\n"
      "layers:\n"
      "  - {name: pact, title: \"Pacts <of> \\\"all\\\" kinds\", mode: one, directed: "
      "false, "
      "covered: [1999, 2005]}\n"
      "  - {name: aid, mode: one, covered: [1999, 2005]}\n"
      "  - {name: votes, mode: two, second: motions.csv, listed_only: true, values: "
      "[1, 3], "
      "covered: [1999, 2005]}\n"
      "variables:\n"
      "  - {name: trade, title: Trade, unit: million USD, kind: trade, covered: [2000, "
      "2005]}\n"
      "  - {name: visits, title: Visits, unit: number, kind: dyadic, directed: false}\n"
      "grip:\n  theta: 0.3\n  delta: 0.1\n  min_coverage: 0.2\n  domains:\n"
      "    - {name: trade, title: Trade & more, weight: 3, of: [{kind: trade_share}]}\n"
      "    - {name: pact, title: Pacts, weight: 1, of: [{kind: tie_share, layer: "
      "pact}]}\n"
      "alignment:\n  - {name: votes, layer: votes, measure: agreement, minimum: 1}\n");
}

static inline void world_write_record(const char *folder)
{
  test_write_file(folder, "actors.csv",
      "id,name,kind\nAAA,<script>alert('A')</script>,state\nBBB,\"أرض, "
      "\"\"ب\"\"\",state\n"
      "PPP,Patron & Sons,state\nQQQ,Q'land,state\nZZZ,,state\n");
  test_write_file(folder, "motions.csv", "id,name\nM1,First <motion>\nM2,Second\n");
  test_write_file(folder, "sources.csv",
      "key,citation,url,licence,published\n"
      "s1,\"<i>The</i> \"\"Source\"\" & Co\",https://example.org/?a=1&b=\"2\",CC "
      "BY,2001\n"
      "odd key,Odd,javascript:alert(1),,2001..2002\n");
  test_write_file(folder, "trade.csv",
      "exporter,importer,year,value,low,high,source\n"
      "AAA,PPP,2000,60,,,s1\nPPP,AAA,2000,30,20,45,s1\nAAA,QQQ,2000,10,,,odd key\n"
      "QQQ,AAA,2000,10,,,s1\nAAA,BBB,2000,5,,,s1\nBBB,AAA,2000,5,,,s1\n"
      "AAA,PPP,2001,50,,,s1\nPPP,AAA,2001,30,,,s1\nAAA,QQQ,2001,15,,,s1\n"
      "QQQ,AAA,2001,10,,,s1\n"
      "AAA,PPP,2003,20,,,s1\nPPP,AAA,2003,20,,,s1\nAAA,QQQ,2003,20,,,s1\n"
      "QQQ,AAA,2003,20,,,s1\n");
  test_write_file(folder, "dyads.csv",
      "from,to,time,variable,value,reporter,source\n"
      "AAA,PPP,2003,visits,4,one,s1\nAAA,PPP,2003,visits,7,two,s1\n"
      "AAA,QQQ,2004,visits,2,one,s1\n");
  test_write_file(folder, "targets.csv",
      "variable,from,to,value,announced,source\nvisits,AAA,PPP,9,2004,s1\n");
}

static inline void world_write_ties(const char *folder)
{
  test_write_file(folder, "ties/pact.csv",
      "from,to,start,end,source,note\nAAA,PPP,1999,2004-06,s1,\"<u>note</u>\"\n"
      "BBB,PPP,2001,,s1,\nBBB,QQQ,2001,,s1,\nAAA,QQQ,2003,,s1,\n");
  test_write_file(
      folder, "ties/aid.csv", "from,to,start,end\nPPP,AAA,2000,\nQQQ,ZZZ,2000,\n");
  test_write_file(folder, "ties/votes.csv",
      "from,to,start,end,value\nAAA,M1,2001,,1\nPPP,M1,2001,,1\nQQQ,M1,2001,,3\n"
      "AAA,M2,2001,,2\nPPP,M2,2001,,2\nQQQ,M2,2001,,2\n");
  test_write_file(folder, "facts.csv",
      "id,date,domain,actors,grade,statement,check,shows,source,correction,"
      "correction_source,note\n"
      "F1,2000..2001,trade,AAA;PPP,fact,\"A <trades> with \"\"P\"\"\",SELECT 1,SELECT "
      "'x < "
      "y & z',s1,,,\n"
      "F2,2001,trade,AAA,inference,It does not,SELECT 0,,s1,It <does>,odd key,so & so\n"
      "F<3>,,security,AAA;nobody,forecast,It may,SELECT 0.25,,,,,\n"
      "F4,,security,,,Who knows,,,,,,\n");
}

static inline void world_open(falak_ctx *ctx, char *folder, world *w)
{
  falak_store *store;
  *w = (world){.folder = folder};
  assert_ok(ctx, falak_case_open(ctx, folder, &w->problems, &w->c));
  falak_status st = falak_orbits_compute(ctx, w->c, w->problems, &w->orbits);
  if (st == FALAK_E_NOT_FOUND)
    w->orbits = NULL;
  else
    assert_ok(ctx, st);
  assert_ok(ctx, falak_store_create(ctx, NULL, &store));
  assert_ok(ctx, falak_store_record(store, w->c));
  assert_ok(ctx, falak_store_facts(ctx, store, w->c, &w->facts));
  falak_store_close(store);
}

static inline void world_make(falak_ctx *ctx, world *w)
{
  char *folder = strdup(test_temporary_folder());
  assert_non_null(folder);
  world_write_settings(folder);
  world_write_record(folder);
  world_write_ties(folder);
  world_open(ctx, folder, w);
}

static inline void world_end(world *w)
{
  falak_facts_destroy(w->facts);
  falak_orbits_destroy(w->orbits);
  falak_problems_destroy(w->problems);
  falak_case_close(w->c);
  test_remove_folder(w->folder);
  free(w->folder);
}

/* A file of the world's folder is what well_formed.py accepts. */
static inline void assert_well_formed(
    const world *w, const char *name, const char *text)
{
  char command[16384];
  test_write_file(w->folder, name, text);
  snprintf(command, sizeof command, "python3 '%s' '%s/%s'",
      test_data("report/well_formed.py"), w->folder, name);
  assert_int_equal(system(command), 0);
}

#endif

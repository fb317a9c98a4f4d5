/* A small world on disk that uses every file and every evidence column. */
#ifndef FALAK_TESTS_STORE_WORLD_H
#define FALAK_TESTS_STORE_WORLD_H

#include <falak/record.h>

#include "support/falak_test.h"

#define WORLD_EVIDENCE                                                                 \
  "source,low,high,reporter,valuation,vintage,status,grade,quote,language,correction," \
  "note"

/* Writes it below a fresh folder, with these statements (rows of facts.csv without its
 * header: id,statement,check,shows,correction,correction_source). The caller frees. */
static inline char *world_make(const char *facts)
{
  char *root = strdup(test_temporary_folder());
  size_t length = strlen(facts) + 256;
  char *text = malloc(length);
  assert_non_null(text);
  snprintf(
      text, length, "id,statement,check,shows,correction,correction_source\n%s", facts);
  test_write_file(root, "facts.csv", text);
  free(text);
  test_write_file(root, "case.yaml",
      "title: A small world\n"
      "years: [2010, 2012]\n"
      "waves: [2010, 2012]\n"
      "focus: AAA\n"
      "patrons: [BBB, CCC]\n"
      "prefer: {gdp: [bank, ministry]}\n"
      "layers:\n"
      "  - {name: pact, title: Pacts, mode: one, directed: false, covered: [2010, "
      "2012]}\n"
      "  - {name: club, mode: two, second: clubs.csv, signed: true, listed_only: true,"
      " covered: [2010, 2011]}\n"
      "variables:\n"
      "  - {name: gdp, title: Output, unit: million USD, kind: monadic, covered: [2010,"
      " 2012]}\n"
      "  - {name: visits, kind: dyadic}\n"
      "grip:\n"
      "  theta: 0.3\n"
      "  delta: 0.1\n"
      "  domains:\n"
      "    - {name: trade, title: Trade, weight: 1, of: [{kind: trade_share}]}\n");
  test_write_file(root, "actors.csv",
      "id,name,kind,lat,lon,capital\nAAA,Aland,state,10,20.5,\"A \"\"city\"\"\"\n"
      "BBB,Bland,state,,,\nCCC,Cland,state,,,\n");
  test_write_file(root, "clubs.csv", "id,name\nONE,First club\nTWO,Second club\n");
  test_write_file(root, "sources.csv",
      "key,citation,url,licence,published\n"
      "bank,The Bank (2015),https://example.org,CC BY,2015\n"
      "paper,A newspaper,,,2012-05-01\n");
  test_write_file(root, "attributes.csv",
      "actor,time,variable,value," WORLD_EVIDENCE ",page\n"
      "AAA,2010,gdp,100.5,bank;paper,90,,bank,fob,2015-06,in_force,fact,"
      "\"as \"\"they\"\" said\",fr,\"it was 101\",careful,p. 7\n"
      "AAA,2010,gdp,120,paper,,,ministry,,,,attributed,,,,,\n"
      "AAA,,gdp,1,,,,,,,,,,,,,\n"
      "BBB,2010-02..2011-03,gdp,>5.3,,,,,,,,,,,,,\n");
  test_write_file(root, "dyads.csv",
      "from,to,time,variable,value\nAAA,BBB,2011-05-06,visits,2\nAAA,BBB,2012,visits,"
      "\n");
  test_write_file(root, "trade.csv",
      "exporter,importer,year,value\nAAA,BBB,2010,60\nBBB,AAA,2010,40\n"
      "AAA,CCC,2010,15\nCCC,AAA,2010,5\nAAA,AAA,2010,500\nBBB,CCC,2010,7\n"
      "CCC,BBB,2010,7\n");
  test_write_file(root, "ties/pact.csv",
      "from,to,start,end,value,kind,status\nAAA,BBB,2009,2011-06-30,,treaty,in_force\n"
      "AAA,CCC,2010~,,,,signed\nBBB,CCC,2010,,,,lapsed\n");
  test_write_file(root, "ties/club.csv",
      "from,to,start,end,value\nAAA,ONE,2010,,1\nBBB,ONE,2010,,-1\n");
  test_write_file(root, "targets.csv",
      "variable,from,to,value,announced,due,source\n"
      "visits,AAA,BBB,~10,2012-05,2030,paper\n");
  test_write_file(root, "breaks.csv",
      "variable,from,to,start,end,note\ntrade,AAA,BBB,2010,2011,moved\n");
  test_write_file(root, "routes/nodes.csv",
      "id,name,country,lat,lon,kind\nn1,North,AAA,1,2,city\nn2,South,BBB,3,4,port\n");
  test_write_file(root, "routes/links.csv",
      "id,from,to,mode,length_km,time_h,open\nl1,n1,n2,rail,100,5.5,1\n");
  test_write_file(root, "routes/corridors.csv", "id,name,note\nmid,Middle,by sea\n");
  test_write_file(root, "routes/pipelines.csv",
      "id,name,fluid,from_country,capacity_bcm,colour\np,Pipe,gas,AAA,7,blue\n");
  return root;
}

static inline falak_case *world_open(falak_ctx *ctx, const char *root)
{
  falak_case *c = NULL;
  falak_problems *problems = NULL;
  falak_status st = falak_case_open(ctx, root, &problems, &c);
  for (size_t k = 0; problems && st && k < falak_problems_count(problems); k++) {
    falak_problem p = falak_problems_get(problems, k);
    printf("# %s:%u: %s: %s\n", p.file, p.line, p.what, p.mend);
  }
  falak_problems_destroy(problems);
  assert_ok(ctx, st);
  return c;
}

static inline void world_end(falak_case *c, char *root)
{
  falak_case_close(c);
  test_remove_folder(root);
  free(root);
}

#endif

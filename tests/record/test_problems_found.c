/* Every kind of problem that reading a case finds: where, what and how to mend it. */
#include "record/case_text.h"

#define DYADS "@dyads.csv\nfrom,to,time,variable,value\n"
#define ATTRIBUTES "@attributes.csv\nactor,time,variable,value\n"
#define LAYER(settings)                                                                \
  WAVES "layers:\n  - {name: pact, covered: [2000, 2010]" settings "}\n" ACTORS
#define SPELLS "@ties/pact.csv\nfrom,to,start,end,value\n"
#define PANEL "@ties/pact.csv\nfrom,to,wave,value\n"

static void test_problems__a_clean_case_has_none(void **state)
{
  assert_problems(*state,
      LAYER("") SPELLS "AAA,BBB,2001,2002,\n" ATTRIBUTES "AAA,2001,gdp,1.5\n", "");
}

static void test_problems__missing_columns_are_named_with_the_nearest(void **state)
{
  assert_problems(*state, YEARS ACTORS "@attributes.csv\nactor,tiem,variable\n",
      "error attributes.csv:1: missing column 'time': did you mean 'tiem'? rename it\n"
      "error attributes.csv:1: missing column 'value': add a column 'value' to the "
      "header\n"
      "warning attributes.csv:1: unknown columns kept as notes: 'tiem': nothing to do "
      "if "
      "they are notes; else see docs/case-format.md for the names\n");
}

static void test_problems__columns_twice_or_without_a_name(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value,value\n",
      "error attributes.csv:1: the column 'value' stands twice: rename or remove one "
      "of "
      "them\n"
      "warning attributes.csv:1: unknown columns kept as notes: 'column 5': nothing to "
      "do "
      "if they are notes; else see docs/case-format.md for the names\n");
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\ncolumn 2,,actor,time,variable,value\n"
                   "x,y,AAA,2001,gdp,1\n",
      "warning attributes.csv:1: column 2 has no name: name it, or remove the column\n"
      "warning attributes.csv:1: unknown columns kept as notes: 'column 2', 'column 2 "
      "(2)': nothing to do if they are notes; else see docs/case-format.md for the "
      "names\n");
}

static void test_problems__wrong_numbers(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES
      "AAA,2001,gdp,\"1,500\"\nAAA,2002,gdp,many\n"
      "AAA,2003,gdp,nan\nAAA,2004,gdp,0x10\nAAA,2005,gdp,1e400\n",
      "error attributes.csv:2: '1,500' is not a number: leave out thousands separators "
      "and write decimals with a point, like 1234.5\n"
      "error attributes.csv:3: 'many' is not a number: write digits with a decimal "
      "point, "
      "like 1234.5\n"
      "error attributes.csv:4: 'nan' is not a number: leave the cell empty when the "
      "number "
      "is not known\n"
      "error attributes.csv:5: '0x10' is not a number: write the number in decimal "
      "digits\n"
      "error attributes.csv:6: '1e400' is not a number: the largest number is "
      "1.8e308\n");
}

static void test_problems__impossible_dates(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES "AAA,2001-02-29,gdp,1\nAAA,2001-13,gdp,1\n"
                              "AAA,0000,gdp,1\nAAA,10000,gdp,1\nAAA,24.2.2022,gdp,1\n",
      "error attributes.csv:2: time: '2001-02-29' is not a day: month 02 of the year "
      "2001 runs from 01 to 28\n"
      "error attributes.csv:3: time: '2001-13' has month 13: months run from 01 to 12\n"
      "error attributes.csv:4: time: there is no year 0000: years run from 0001 to "
      "9999\n"
      "error attributes.csv:5: time: '10000' is not a date: write 2022-02-24, 2022-02, "
      "2022 or 2022-Q1\n"
      "error attributes.csv:6: time: '24.2.2022' is not a date: write 2022-02-24, "
      "2022-02, 2022 or 2022-Q1\n");
}

static void test_problems__unknown_actors_with_the_nearest(void **state)
{
  assert_problems(*state,
      YEARS ACTORS DYADS "AAA,BBX,2001,visits,1\nCharlie,AAA,2001,visits,1\n"
                         "AAA,zzzzzz,2001,visits,1\n,AAA,2001,visits,1\n",
      "error dyads.csv:2: unknown actor 'BBX': did you mean 'BBB'? else add it to "
      "actors.csv\n"
      "error dyads.csv:3: unknown actor 'Charlie': did you mean 'CCC'? else add it to "
      "actors.csv\n"
      "error dyads.csv:4: unknown actor 'zzzzzz': add it to actors.csv, or correct it\n"
      "error dyads.csv:5: the actor is missing: write the id of an actor\n");
}

static void test_problems__focus_and_patrons_are_actors(void **state)
{
  assert_problems(*state, YEARS "focus: AAB\npatrons: [BBB, bravo, BBB]\n" ACTORS,
      "error case.yaml:3: unknown actor 'AAB': did you mean 'AAA'?\n"
      "error case.yaml:4: a patron stands twice: remove one of them\n"
      "error case.yaml:4: unknown actor 'bravo': did you mean 'BBB'?\n");
}

static void test_problems__unknown_sources_with_the_nearest(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@sources.csv\nkey,citation\nsipri,SIPRI\nun,UN\n"
                   "@attributes.csv\nactor,time,variable,value,source\n"
                   "AAA,2001,gdp,1,sipry\nAAA,2002,gdp,1,un; sipri\n"
                   "AAA,2003,gdp,1,un;nobody-knows\n",
      "error attributes.csv:2: unknown source 'sipry': did you mean 'sipri'? else add "
      "it "
      "to sources.csv\n"
      "error attributes.csv:4: unknown source 'nobody-knows': add it to sources.csv, "
      "or "
      "correct it\n");
}

static void test_problems__sources_without_a_file_are_told_once(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value,source\n"
                   "AAA,2001,gdp,1,\nAAA,2002,gdp,1,a\nAAA,2003,gdp,1,b\n",
      "warning attributes.csv:3: the source 'a' is named, but the case has no "
      "sources.csv: add sources.csv with the columns key and citation\n");
}

static void test_problems__a_value_outside_its_own_bounds_is_told(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value,low,high\n"
                   "AAA,2001,gdp,5,6,7\nAAA,2002,gdp,5,4,6\nAAA,2003,gdp,5,5,\n"
                   "AAA,2004,gdp,8,,7\nAAA,2005,gdp,,6,7\n",
      "warning attributes.csv:2: value 5 lies below its own low 6: correct "
      "the value, or its bounds\n"
      "warning attributes.csv:5: value 8 lies above its own high 7: correct "
      "the value, or its bounds\n");
}

static void test_problems__words_of_evidence(void **state)
{
  assert_problems(*state,
      YEARS ACTORS
      "@attributes.csv\nactor,time,variable,value,low,high,status,grade,valuation,"
      "vintage\nAAA,2001,gdp,1,2,1,,,,\nAAA,2002,gdp,1,x,,begun,sure,dap,soon\n",
      "error attributes.csv:2: low 2 is above high 1: exchange them\n"
      "error attributes.csv:3: low: 'x' is not a number: write the number in decimal "
      "digits\n"
      "error attributes.csv:3: unknown grade 'sure': one of fact, attributed, hearsay, "
      "inference, conditional, forecast\n"
      "error attributes.csv:3: unknown status 'begun': one of announced, signed, "
      "in_force, delivered, lapsed\n"
      "error attributes.csv:3: unknown valuation 'dap': one of fob, cif\n"
      "error attributes.csv:3: vintage: 'soon' is not a date: write 2022-02-24, "
      "2022-02, "
      "2022 or 2022-Q1\n");
}

static void test_problems__duplicate_cells(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES "AAA,2001,gdp,1\nBBB,2001,gdp,1\nAAA,2001,gdp,2\n"
                              "AAA,2001,gdp,1\n",
      "error attributes.csv:4: duplicate cell: 'gdp' of AAA for the same time stands "
      "on "
      "line 2 too: remove one, or say in `reporter` (or `vintage`) who says so\n"
      "error attributes.csv:5: duplicate cell: 'gdp' of AAA for the same time stands "
      "on "
      "line 2 too: remove one, or say in `reporter` (or `vintage`) who says so\n");
}

static void test_problems__pairs_with_themselves(void **state)
{
  assert_problems(*state,
      LAYER("") DYADS "AAA,AAA,2001,visits,1\n" SPELLS "BBB,BBB,2001,,\n"
                      "@trade.csv\nexporter,importer,year,value\nAAA,AAA,2001,5\n",
      "error dyads.csv:2: a pair of an actor with itself: remove the row, or correct "
      "it\n"
      "error ties/pact.csv:2: a tie of 'BBB' with itself: remove the row, or correct "
      "it "
      "(allow_self: true permits it)\n");
  assert_problems(*state, LAYER(", allow_self: true") SPELLS "BBB,BBB,2001,,\n", "");
}

static void test_problems__an_undirected_tie_twice_with_different_values(void **state)
{
  assert_problems(*state,
      LAYER(", directed: false, values: [0, 3]") SPELLS
      "AAA,BBB,2001,2002,1\nBBB,AAA,2001,2002,2\nAAA,CCC,2001,,1\nCCC,AAA,2001,,1\n"
      "BBB,CCC,2001,,1\nBBB,CCC,2001,,1\n",
      "error ties/pact.csv:3: undirected tie of 'AAA' and 'BBB' given twice with "
      "different values (2, and 1 on line 2): make them agree, or say in `reporter` "
      "who "
      "says so\n"
      "error ties/pact.csv:7: duplicate cell: the tie of 'BBB' and 'CCC' stands on "
      "line "
      "6 too: remove one, or say in `reporter` (or `kind`) how they differ\n");
}

static void test_problems__ties_that_end_before_they_start(void **state)
{
  assert_problems(*state,
      LAYER("") SPELLS
      "AAA,BBB,2005,2001,\nAAA,CCC,2005-06,2005,\nAAA,DDD,2002,2001..2003,"
      "\n",
      "error ties/pact.csv:2: start is after end: exchange or correct them\n");
}

static void test_problems__values_that_a_layer_does_not_allow(void **state)
{
  assert_problems(*state, LAYER("") SPELLS "AAA,BBB,2001,,2\nAAA,CCC,2001,,0.5\n",
      "error ties/pact.csv:2: value 2 is not one that layer 'pact' allows (whole "
      "numbers "
      "from 0 to 1): correct it, or declare `values` or `valued` in case.yaml\n"
      "error ties/pact.csv:3: value 0.5 is not one that layer 'pact' allows (whole "
      "numbers from 0 to 1): correct it, or declare `values` or `valued` in "
      "case.yaml\n");
  assert_problems(*state,
      LAYER(", signed: true") SPELLS "AAA,BBB,2001,,-1\nAAA,CCC,2001,,-2\n",
      "error ties/pact.csv:3: value -2 is not one that layer 'pact' allows (whole "
      "numbers "
      "from -1 to 1): use -1 for a refusal and 1 for a tie\n");
  assert_problems(*state,
      LAYER(", valued: true") SPELLS "AAA,BBB,2001,,0.5\nAAA,CCC,2001,,-2\n",
      "error ties/pact.csv:3: value -2 is not one that layer 'pact' allows (0 to inf): "
      "correct it, or widen `values` in case.yaml\n");
}

static void test_problems__ties_outside_coverage(void **state)
{
  assert_problems(*state,
      LAYER("") SPELLS "AAA,BBB,1990,1995,\nAAA,CCC,1990,2000,\nAAA,DDD,2011,,\n",
      "warning ties/pact.csv:2: the tie lies outside the years that layer 'pact' "
      "covers: "
      "widen `covered` in case.yaml, or remove the row\n"
      "warning ties/pact.csv:4: the tie lies outside the years that layer 'pact' "
      "covers: "
      "widen `covered` in case.yaml, or remove the row\n");
}

static void test_problems__cells_outside_coverage_and_below_zero(void **state)
{
  assert_problems(*state,
      YEARS
      "variables:\n  - {name: gdp, covered: [2000, 2005], positive: true}\n" ACTORS
          ATTRIBUTES "AAA,2006,gdp,1\nAAA,2005,gdp,-1\n",
      "warning attributes.csv:2: 'gdp' lies outside the years it covers: widen "
      "`covered` "
      "in case.yaml, or remove the row\n"
      "error attributes.csv:3: 'gdp' cannot be negative (-1): correct the sign\n");
}

static void test_problems__panels(void **state)
{
  assert_problems(*state,
      LAYER("") PANEL
      "AAA,BBB,2000,1\nAAA,BBB,2001,1\nAAA,CCC,2005,12\nAAA,BBB,2000,0\n",
      "warning ties/pact.csv:0: no row for the wave of 2005, so nobody has a tie then: "
      "add its rows, or narrow `covered` in case.yaml\n"
      "warning ties/pact.csv:0: no row for the wave of 2010, so nobody has a tie then: "
      "add its rows, or narrow `covered` in case.yaml\n"
      "error ties/pact.csv:3: unknown wave '2001': use a year listed in `waves` of "
      "case.yaml, or add it there\n"
      "error ties/pact.csv:4: value 12 is not one that layer 'pact' allows (whole "
      "numbers from 0 to 1): correct it, or declare `values` or `valued` in case.yaml\n"
      "error ties/pact.csv:5: duplicate cell: the tie of 'AAA' and 'BBB' stands on "
      "line "
      "2 too: remove one, or say in `reporter` (or `kind`) how they differ\n");
  assert_problems(*state,
      LAYER("") "@ties/pact.csv\nfrom,to,wave,start,value\nAAA,BBB,2000,2000,1\n",
      "error ties/pact.csv:1: a layer is either a panel or a list of spells: keep "
      "`wave`, or `start` and `end`\n");
  assert_problems(*state, LAYER("") "@ties/pact.csv\nfrom,to,wave\nAAA,BBB,2000\n",
      "error ties/pact.csv:1: missing column 'value': add a column 'value' to the "
      "header\n");
}

static void test_problems__members_of_a_second_mode(void **state)
{
  assert_problems(*state,
      LAYER(
          ", mode: two, second: bodies.csv") "@bodies.csv\nid,name\nUN,United Nations\n"
                                             "OSCE,\n" SPELLS
                                             "AAA,OCSE,2001,,\nAAA,AAA,2001,,\n",
      "error ties/pact.csv:2: unknown member 'OCSE': did you mean 'OSCE'? else add it "
      "to "
      "bodies.csv\n"
      "error ties/pact.csv:3: unknown member 'AAA': add it to bodies.csv, or correct "
      "it\n");
  assert_problems(*state,
      LAYER(", mode: two, second: bodies.csv") SPELLS "AAA,UN,2001,,\n",
      "error bodies.csv:0: cannot be read: No such file or directory: make it a file "
      "that "
      "can be read, or remove it\n");
}

static void test_problems__files_that_are_missing_or_stray(void **state)
{
  assert_problems(*state, LAYER("") "@ties/pcat.csv\nfrom,to\nAAA,BBB\n",
      "error ties/pact.csv:0: cannot be read: No such file or directory: make it a "
      "file "
      "that can be read, or remove it\n"
      "warning ties/pcat.csv:0: no layer of that name is declared, so the file was not "
      "read: declare the layer in case.yaml\n");
  assert_problems(*state, YEARS,
      "error actors.csv:0: cannot be read: No such file or directory: make it a file "
      "that "
      "can be read, or remove it\n");
}

static void test_problems__empty_files_and_headers_alone(void **state)
{
  assert_problems(*state, YEARS ACTORS "@dyads.csv\n@trade.csv\n\n\n",
      "error dyads.csv:1: the file is empty: write a header row, or remove the file\n"
      "error trade.csv:1: the file is empty: write a header row, or remove the file\n");
  assert_problems(*state, LAYER("") SPELLS DYADS ATTRIBUTES, "");
  assert_problems(*state, YEARS "@actors.csv\nid,name\n",
      "error actors.csv:0: the case has no actors: add a row for each state\n");
}

static void test_problems__rows_of_another_length(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES "AAA,2001,gdp\nAAA,2002,gdp,1,500\nBBB,2001,gdp,1\n",
      "error attributes.csv:2: the row has 3 fields, the header 4: add the missing "
      "commas, or the missing values\n"
      "error attributes.csv:3: the row has 5 fields, the header 4: quote a value that "
      "holds a comma\n");
}

static void test_problems__bytes_that_are_no_utf8(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\nactor,time,variable,value,note\n"
                   "AAA,2001,gdp,1,caf\xe9\nBBB,2001,gdp,1,caf\xc3\xa9\n"
                   "@dyads.csv\nfrom,to,time,variable,value,caf\xe9\n",
      "error attributes.csv:2: the row is not valid UTF-8: save the file as UTF-8\n"
      "error dyads.csv:1: the header is not valid UTF-8: save the file as UTF-8\n");
}

static void test_problems__quotes_that_never_close(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES "AAA,2001,gdp,1\nAAA,2002,\"gdp,1\nAAA,2003,gdp,1\n",
      "error attributes.csv:3: a quote opened in this row is never closed: mend the "
      "file "
      "from this line on; the rest of it was not read\n");
}

/* Line numbers count the lines of the file, whatever ends them and whatever is in
 * quotes before. */
static void test_problems__lines_are_counted_as_an_editor_does(void **state)
{
  assert_problems(*state,
      YEARS ACTORS "@attributes.csv\n\xEF\xBB\xBF"
                   "actor,time,variable,value,note\r\n"
                   "AAA,2001,gdp,1,\"two\r\nlines\"\r\n\r\n"
                   "AAX,2002,gdp,1,\"three\r\n\r\nlines\"\r\nAAY,2003,gdp,1,\r\n",
      "error attributes.csv:5: unknown actor 'AAX': did you mean 'AAA'? else add it to "
      "actors.csv\n"
      "error attributes.csv:8: unknown actor 'AAY': did you mean 'AAA'? else add it to "
      "actors.csv\n");
}

static void test_problems__ids_given_twice_or_not_at_all(void **state)
{
  assert_problems(*state,
      YEARS "@actors.csv\nid,name,lat\nAAA,Alfa,45\nBBB,Bravo,95\nAAA,Again,\n,None,\n"
            "aaa,Small,\n",
      "error actors.csv:3: lat 95 lies outside -90 to 90: correct it, or check the "
      "unit\n"
      "error actors.csv:4: the id 'AAA' stands also on line 2: give each row an id of "
      "its "
      "own\n"
      "error actors.csv:5: the row has no id: write an id of its own\n");
}

static void test_problems__cycles_in_names(void **state)
{
  assert_problems(*state,
      YEARS "@actors.csv\nid,name,part_of,successor\nAAA,Alfa,BBB,\nBBB,Bravo,CCC,\n"
            "CCC,Charlie,BBB,DDD\nDDD,Delta,,DDD\nEEE,Echo,AAX,\n",
      "error actors.csv:3: a cycle in names: part_of of 'BBB' leads back to itself in "
      "2 "
      "steps: break the chain at one of its rows\n"
      "error actors.csv:5: a cycle in names: successor of 'DDD' leads back to itself "
      "in 1 "
      "step: break the chain at one of its rows\n"
      "error actors.csv:6: part_of names 'AAX', which is no id of this file: did you "
      "mean "
      "'AAA'?\n");
  assert_problems(*state, YEARS "@actors.csv\nid,name\nAAA,BBB\nBBB,AAA\nCCC,CCC\n",
      "error actors.csv:2: a cycle in names: name of 'AAA' leads back to itself in 2 "
      "steps: break the chain at one of its rows\n");
}

static void test_problems__unknown_keys_with_the_nearest(void **state)
{
  assert_problems(*state,
      "@case.yaml\ntitel: A\nyears: [2000, 2010]\nzzzzz: 1\n"
      "layers:\n  - {name: pact, coverd: [2000, 2001], covered: [2000, 2010]}\n"
      "variables:\n  - {name: gdp, units: USD}\n" ACTORS SPELLS,
      "error case.yaml:1: the key 'titel' is not known: did you mean 'title'?\n"
      "error case.yaml:3: the key 'zzzzz' is not known: leave it out, or see "
      "docs/case-format.md\n"
      "error case.yaml:5: the key 'coverd' is not known: did you mean 'covered'?\n"
      "error case.yaml:7: the key 'units' is not known: did you mean 'unit'?\n");
}

static void test_problems__settings_that_make_no_sense(void **state)
{
  assert_problems(*state,
      "@case.yaml\nyears: [2010, 2000]\nwaves: [2000, 2005, 2005]\nwave_day: 02-29\n"
      "horizon: 1999\nabout: 2\nlayers:\n  - {name: pact, covered: [2010, 2000]}\n"
      "  - {name: a/b, covered: [2000, 2010]}\n  - {covered: [2000, 2010]}\n"
      "  - {name: pact, covered: [2000, 2010]}\n  - text\n" ACTORS SPELLS
      "AAA,BBB,2001,,\n",
      "error case.yaml:1: the first year is after the last: exchange them\n"
      "error case.yaml:2: a wave is not after the one before it: list the waves in "
      "ascending order\n"
      "error case.yaml:3: wave_day is no day of the year: write a month and a day that "
      "every year has, as 12-31\n"
      "error case.yaml:4: the horizon lies before the last year: take the last year or "
      "a "
      "later one\n"
      "error case.yaml:5: 'about': '2' is not within its bounds: write a number from 0 "
      "to "
      "1\n"
      "error case.yaml:7: covered ends before it begins: exchange them\n"
      "error case.yaml:8: a layer's name is a file name: use letters, digits and _\n"
      "error case.yaml:9: a layer has no name: write - {name: ..., ...}\n"
      "error case.yaml:10: a layer is declared twice: remove one of them\n"
      "error case.yaml:11: not a layer: write - {name: defence, covered: [2005, "
      "2022]}\n");
}

static void test_problems__years_out_of_bounds_are_told_once(void **state)
{
  assert_problems(*state, "@case.yaml\nyears: [2000, 10000]\nwaves: [0]\n" ACTORS,
      "error case.yaml:1: '10000' is not within its bounds: write a whole number from "
      "1 "
      "to 9999\n"
      "error case.yaml:2: '0' is not within its bounds: write a whole number from 1 to "
      "9999\n");
  assert_problems(*state, "@case.yaml\ntitle: No years\n" ACTORS,
      "error case.yaml:1: the case does not say which years it spans: write years: "
      "[2005, "
      "2022]\n");
}

static void test_problems__coverage_of_a_layer(void **state)
{
  assert_problems(*state, YEARS "layers:\n  - {name: pact}\n" ACTORS SPELLS,
      "warning case.yaml:4: layer 'pact' does not say which years it covers; the years "
      "of "
      "the case were taken: add covered: [FROM, TO]\n");
  assert_problems(*state,
      YEARS "layers:\n  - {name: pact, covered: ['', 2010]}\n" ACTORS SPELLS
            "AAA,BBB,2001,,\n",
      "error case.yaml:4: covered has an empty side: write covered: [2005, 2022]\n");
}

static void test_problems__second_modes_lie_in_the_case(void **state)
{
  assert_problems(*state, LAYER(", mode: two") SPELLS,
      "error case.yaml:5: a layer of two modes does not name its second file: add "
      "second: "
      "organisations.csv\n");
  assert_problems(*state, LAYER(", mode: one, second: bodies.csv") SPELLS,
      "error case.yaml:5: a layer of one mode has no second: leave it out, or write "
      "mode: "
      "two\n");
  assert_problems(*state, LAYER(", mode: two, second: ../bodies.csv") SPELLS,
      "error case.yaml:5: second does not name a file of the case: write second: "
      "organisations.csv\n");
}

static void test_problems__variables_of_two_kinds(void **state)
{
  assert_problems(*state,
      YEARS "variables:\n  - {name: gdp, kind: monadic}\n  - {name: gdp, kind: "
            "dyadic}\n" ACTORS DYADS "AAA,BBB,2001,gdp,1\nAAA,BBB,2001,,1\n",
      "error case.yaml:5: a variable is declared twice: remove one of them\n"
      "error dyads.csv:2: 'gdp' is a monadic variable: move it to attributes.csv, or "
      "declare it kind: dyadic\n"
      "error dyads.csv:3: the variable is missing: write the variable's name\n");
}

static void test_problems__prefer_names_somebody(void **state)
{
  assert_problems(*state,
      YEARS "prefer:\n  gdp: [IFM, none]\n  gpd: [IMF]\n" ACTORS
            "@attributes.csv\nactor,time,variable,value,reporter\nAAA,2001,gdp,1,IMF\n",
      "warning case.yaml:4: prefer names 'IFM', by whom nothing is reported: did you "
      "mean "
      "'IMF'?\n"
      "error case.yaml:5: prefer is for a variable that is not known: did you mean "
      "'gdp'?\n");
  assert_problems(*state, YEARS "prefer: IMF\n" ACTORS,
      "error case.yaml:3: prefer is not a list of reporters: write [FIRST, SECOND]\n");
}

static void test_problems__tables_of_text(void **state)
{
  assert_problems(*state,
      YEARS ACTORS ATTRIBUTES
      "AAA,2001,gdp,1\n"
      "@targets.csv\nvariable,from,to,value,announced,due\ngpd,AAA,BBX,10,2001,2000\n"
      "@breaks.csv\nvariable,from,to,start,end\ngdp,AAA,,2005,2001\ngdp,,,,\n"
      "@facts.csv\nid,date,actors,statement\nF1,soon,AAA;BBX; CCC,It is so\nF1,,,\n"
      "@routes/nodes.csv\nid,lat,corridors\nport,91,north\n"
      "@routes/links.csv\nfrom,to,mode,length_km\nport,prot,rial,-5\n"
      "@routes/pipelines.csv\nid,name,capacity_mt\np1,Pipe,-1\n",
      "error breaks.csv:2: start is after end: exchange them\n"
      "error breaks.csv:3: 'start' is empty: fill it in\n"
      "error facts.csv:2: date: 'soon' is not a date: write 2022-02-24, 2022-02, 2022 "
      "or "
      "2022-Q1\n"
      "warning facts.csv:2: unknown actor 'BBX': did you mean 'BBB'? else add it to "
      "actors.csv\n"
      "error facts.csv:3: 'statement' is empty: fill it in\n"
      "error facts.csv:3: the id 'F1' stands also on line 2: give each row an id of "
      "its "
      "own\n"
      "error routes/links.csv:2: length_km -5 lies outside 0 to inf: correct it, or "
      "check "
      "the unit\n"
      "error routes/links.csv:2: unknown mode 'rial': one of rail, road, sea, ferry, "
      "inland, pipeline\n"
      "error routes/links.csv:2: unknown node 'prot': did you mean 'port'? else add it "
      "to "
      "routes/nodes.csv\n"
      "error routes/nodes.csv:2: lat 91 lies outside -90 to 90: correct it, or check "
      "the "
      "unit\n"
      "error routes/pipelines.csv:2: capacity_mt -1 lies outside 0 to inf: correct it, "
      "or "
      "check the unit\n"
      "error targets.csv:2: the target is due before it was announced: exchange them\n"
      "error targets.csv:2: unknown actor 'BBX': did you mean 'BBB'? else add it to "
      "actors.csv\n"
      "error targets.csv:2: unknown variable 'gpd': did you mean 'gdp'?\n");
}

/* What the data files say wrong is shown even when case.yaml cannot be understood. */
static void test_problems__a_broken_case_yaml_hides_nothing_else(void **state)
{
  assert_problems(*state,
      "@case.yaml\ntitle: [A\nyears: [2000, 2010]\n" ACTORS DYADS
      "AAA,BBX,2001,visits,1\n@facts.csv\nid,actors,statement\nF,UN,It is so\n"
      "@ties/pact.csv\nfrom,to\nAAA,BBB\n",
      "error case.yaml:2: not YAML: did not find expected ',' or ']': indent the "
      "entries "
      "of one list or map alike, and close brackets and quotes\n"
      "error dyads.csv:2: unknown actor 'BBX': did you mean 'BBB'? else add it to "
      "actors.csv\n");
  assert_problems(*state, "@case.yaml\n- a\n- b\n@actors.csv\nid\n",
      "error actors.csv:0: the case has no actors: add a row for each state\n"
      "error case.yaml:1: case.yaml is not a map: begin with title: and years:\n");
}

/* A stranger's bytes are shown short and without what would disturb a terminal. */
static void test_problems__what_is_shown_of_a_file_is_short_and_harmless(void **state)
{
  char text[6000] = YEARS ACTORS ATTRIBUTES "\"A\x1b[31m\nB\",2001,gdp,1\n";
  size_t used = strlen(text);
  memset(text + used, 'x', 5000);
  strcpy(text + used + 5000, ",2001,gdp,1\n");
  assert_problems(*state, text,
      "error attributes.csv:2: unknown actor 'A?[31m?B': add it to actors.csv, or "
      "correct "
      "it\n"
      "error attributes.csv:4: unknown actor "
      "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...': add it to "
      "actors.csv, or correct it\n");
}

static void test_problems__none_is_told_twice(void **state)
{
  assert_problems(*state,
      WAVES "layers:\n  - {name: pact, mode: two, second: bodies.csv, covered: [2000, "
            "2010]}\n  - {name: tact, mode: two, second: bodies.csv, covered: [2000, "
            "2010]}\n" ACTORS SPELLS "@ties/tact.csv\nfrom,to\n",
      "error bodies.csv:0: cannot be read: No such file or directory: make it a file "
      "that "
      "can be read, or remove it\n");
}

FALAK_TEST_MAIN(TEST(test_problems__a_value_outside_its_own_bounds_is_told),
    TEST(test_problems__a_clean_case_has_none),
    TEST(test_problems__missing_columns_are_named_with_the_nearest),
    TEST(test_problems__columns_twice_or_without_a_name),
    TEST(test_problems__wrong_numbers), TEST(test_problems__impossible_dates),
    TEST(test_problems__unknown_actors_with_the_nearest),
    TEST(test_problems__focus_and_patrons_are_actors),
    TEST(test_problems__unknown_sources_with_the_nearest),
    TEST(test_problems__sources_without_a_file_are_told_once),
    TEST(test_problems__words_of_evidence), TEST(test_problems__duplicate_cells),
    TEST(test_problems__pairs_with_themselves),
    TEST(test_problems__an_undirected_tie_twice_with_different_values),
    TEST(test_problems__ties_that_end_before_they_start),
    TEST(test_problems__values_that_a_layer_does_not_allow),
    TEST(test_problems__ties_outside_coverage),
    TEST(test_problems__cells_outside_coverage_and_below_zero),
    TEST(test_problems__panels), TEST(test_problems__members_of_a_second_mode),
    TEST(test_problems__files_that_are_missing_or_stray),
    TEST(test_problems__empty_files_and_headers_alone),
    TEST(test_problems__rows_of_another_length),
    TEST(test_problems__bytes_that_are_no_utf8),
    TEST(test_problems__quotes_that_never_close),
    TEST(test_problems__lines_are_counted_as_an_editor_does),
    TEST(test_problems__ids_given_twice_or_not_at_all),
    TEST(test_problems__cycles_in_names),
    TEST(test_problems__unknown_keys_with_the_nearest),
    TEST(test_problems__settings_that_make_no_sense),
    TEST(test_problems__years_out_of_bounds_are_told_once),
    TEST(test_problems__coverage_of_a_layer),
    TEST(test_problems__second_modes_lie_in_the_case),
    TEST(test_problems__variables_of_two_kinds),
    TEST(test_problems__prefer_names_somebody), TEST(test_problems__tables_of_text),
    TEST(test_problems__a_broken_case_yaml_hides_nothing_else),
    TEST(test_problems__what_is_shown_of_a_file_is_short_and_harmless),
    TEST(test_problems__none_is_told_twice))

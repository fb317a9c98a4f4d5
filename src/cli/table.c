/* Every command and option, once: parsing, help, the manual page, completion and
 * docs/commands.md are made from here. */
#include "cli/cli.h"

const cli_option cli_options[] = {
    {"", 0, "version", CLI_FLAG, NULL, NULL, "print the version"},
    {"", 0, "man", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "markdown", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "completion", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "effects-markdown", CLI_FLAG, NULL, NULL, NULL},

    {"run", 'o', "out", CLI_TEXT, "DIR", "out", "folder of the results"},

    {"facts", 0, "verdict", CLI_CHOICE,
        "supported|contradicted|qualified|undecided|probability|not-yet-measurable",
        NULL, "only statements with this verdict"},
    {"facts", 0, "domain", CLI_TEXT, "NAME", NULL,
        "only statements of this domain, such as trade"},

    {"orbit", 0, "years", CLI_YEARS, "A..B", NULL, "only these years of the case"},

    {"measure", 0, "about", CLI_FLAG, NULL, NULL,
        "formula, edge cases, source, and what it reads"},
    {"measure", 0, "actor", CLI_TEXT, "ID", NULL, "only rows of this actor"},
    {"measure", 0, "partner", CLI_TEXT, "ID", NULL, "only rows with this partner"},
    {"measure", 0, "layer", CLI_TEXT, "NAME", NULL,
        "only this layer, variable or domain"},
    {"measure", 0, "year", CLI_YEARS, "YEAR", NULL, "only this year"},
    {"measure", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"measure", 0, "data", CLI_TEXT, "FILE", NULL,
        "compute from this CSV file instead of a case"},
    {"measure", 0, "set", CLI_TEXT, "NAME=VALUE,...", NULL,
        "parameters of a measure computed from a file"},

    {"import rsiena", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import baci", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import baci", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"import baci", 0, "actors", CLI_TEXT, "KAZ,RUS", NULL, "only trade among these"},
    {"import baci", 0, "products", CLI_TEXT, "27,8703", NULL,
        "only products whose code begins so"},
    {"import baci", 0, "vintage", CLI_TEXT, "DATE", NULL,
        "when it was published; else as the name of the file says"},
    {"import gravity", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import gravity", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"import gravity", 0, "actors", CLI_TEXT, "KAZ,RUS", NULL,
        "only trade among these"},
    {"import gravity", 0, "flow", CLI_TEXT, "COLUMNS", "tradeflow_baci",
        "columns taken as trade"},
    {"import gravity", 0, "vintage", CLI_TEXT, "DATE", NULL,
        "when it was published; else as the name of the file says"},
    {"import itpde", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import itpde", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"import itpde", 0, "actors", CLI_TEXT, "KAZ,RUS", NULL, "only trade among these"},
    {"import itpde", 0, "products", CLI_TEXT, "1,2", NULL, "only these industries"},
    {"import itpde", 0, "sectors", CLI_TEXT, "NAMES", NULL,
        "agriculture, mining, manufacturing, services, or all; else goods"},
    {"import itpde", 0, "vintage", CLI_TEXT, "DATE", NULL,
        "when it was published; else as the name of the file says"},
    {"import comtrade", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import comtrade", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"import comtrade", 0, "actors", CLI_TEXT, "KAZ,RUS", NULL,
        "only trade among these"},
    {"import comtrade", 0, "products", CLI_TEXT, "27,8703", NULL,
        "only products whose code begins so"},
    {"import comtrade", 0, "vintage", CLI_TEXT, "DATE", NULL,
        "when it was published; else as the name of the file says"},
    {"import imf-dots", 'o', "out", CLI_TEXT, "DIR", NULL, "folder of the new case"},
    {"import imf-dots", 0, "years", CLI_YEARS, "A..B", NULL, "only these years"},
    {"import imf-dots", 0, "actors", CLI_TEXT, "KAZ,RUS", NULL,
        "only trade among these"},
    {"import imf-dots", 0, "unit", CLI_TEXT, "UNIT", NULL,
        "usd, thousand or million, where the file does not say; else usd"},
    {"import imf-dots", 0, "vintage", CLI_TEXT, "DATE", NULL,
        "when it was published; else as the name of the file says"},
    {"ties statistics", 0, "effects", CLI_TEXT, "FILE", NULL,
        "of the effects in this CSV file, not of the model"},
    {"ties estimate", 0, "format", CLI_CHOICE, "table|csv|json|latex", "table",
        "form of the results"},
    {"ties estimate", 0, "stars", CLI_FLAG, NULL, NULL, "mark small p-values"},
    {"ties estimate", 0, "until", CLI_REAL, "RATIO", NULL,
        "go on until the overall convergence ratio is below; 0: one round"},
    {"ties estimate", 0, "rounds", CLI_COUNT, "N", NULL, "rounds at most"},
    {"ties estimate", 0, "phase3", CLI_COUNT, "N", NULL,
        "simulations that give standard errors"},
    {"ties estimate", 0, "conditional", CLI_CHOICE, "auto|true|false", NULL,
        "whether periods end when as much has changed as was observed"},
    {"ties estimate", 0, "from", CLI_TEXT, "FIT.json", NULL,
        "go on from a saved estimate"},
    {"ties estimate", 0, "save", CLI_TEXT, "FIT.json", NULL, "keep the estimate"},
    {"ties simulate", 0, "from", CLI_TEXT, "FIT.json", NULL,
        "parameters of a saved estimate"},
    {"ties simulate", 0, "parameters", CLI_TEXT, "FILE", NULL,
        "parameters of a CSV file, as estimate --format csv prints"},
    {"ties simulate", 0, "runs", CLI_COUNT, "N", "1", "how often each period is run"},
    {"ties simulate", 0, "conditional", CLI_CHOICE, "true|false", "false",
        "end a period when as much has changed as was observed"},
    {"ties simulate", 0, "chains", CLI_FLAG, NULL, NULL,
        "write every ministep too; needs --out"},
    {"ties fit", 0, "from", CLI_TEXT, "FIT.json", NULL, "of a saved estimate"},
    {"ties fit", 0, "runs", CLI_COUNT, "N", "1000", "simulations of each period"},
    {"ties test", 0, "from", CLI_TEXT, "FIT.json", NULL, "of a saved estimate"},
    {"ties test", 0, "phase3", CLI_COUNT, "N", NULL, "simulations the tests are from"},
    {"ties importance", 0, "from", CLI_TEXT, "FIT.json", NULL, "of a saved estimate"},
    {"ties importance", 0, "selection", CLI_TEXT, "NAME", NULL,
        "what effects of this covariate add to a tie, by values of both ends"},
    {"ties importance", 0, "influence", CLI_TEXT, "NETWORK", NULL,
        "what a behaviour's value is worth, by that of ties in this network"},
    {"ties effects", 0, "for", CLI_TEXT, "LAYER", NULL,
        "only effects on this layer or behaviour, or kind of them"},

    {"trade estimate", 0, "formula", CLI_TEXT, "F", NULL,
        "flow ~ regressors | effects; see above"},
    {"trade estimate", 0, "data", CLI_TEXT, "FILE.csv", NULL,
        "rows of this file instead of a case"},
    {"trade estimate", 0, "model", CLI_CHOICE, "ppml|ols", "ppml",
        "Poisson pseudo-maximum likelihood, or least squares of the logarithm"},
    {"trade estimate", 0, "errors", CLI_CHOICE, "iid|robust|cluster", NULL,
        "kind of standard errors; by the pair if that is an effect, else robust"},
    {"trade estimate", 0, "cluster", CLI_TEXT, "A,B", NULL,
        "cluster errors by these ids, such as exporter^importer or exporter,year"},
    {"trade estimate", 0, "convention", CLI_CHOICE, "none|fixest|ppmlhdfe", "ppmlhdfe",
        "correction of standard errors for degrees of freedom"},
    {"trade estimate", 0, "weights", CLI_TEXT, "COLUMN", NULL, "weights of rows"},
    {"trade estimate", 0, "offset", CLI_TEXT, "COLUMN", NULL,
        "added to the linear part as it is, with the coefficient 1"},
    {"trade estimate", 0, "years", CLI_YEARS, "A..B", NULL,
        "only these years (of the column year)"},
    {"trade estimate", 0, "no-domestic", CLI_FLAG, NULL, NULL,
        "without rows whose exporter is the importer"},
    {"trade estimate", 0, "unlisted", CLI_CHOICE, "missing|none", "missing",
        "pairs that a layer of listed ties leaves out: not known, or no tie"},
    {"trade estimate", 0, "keep-singletons", CLI_FLAG, NULL, NULL,
        "keep rows that are alone in a level of an effect"},
    {"trade estimate", 0, "tolerance", CLI_REAL, "X", NULL,
        "change of the deviance at which to stop; 1e-8"},
    {"trade estimate", 0, "theta", CLI_REAL, "X", NULL,
        "trade elasticity: adds the tariff that would do the same"},
    {"trade estimate", 0, "jackknife", CLI_COUNT, "N", NULL,
        "correct the bias of few countries, over N random splits"},
    {"trade estimate", 0, "dropped", CLI_TEXT, "FILE.csv", NULL,
        "write the rows left out, with reason"},
    {"trade estimate", 0, "fitted", CLI_TEXT, "FILE.csv", NULL, "write fitted values"},
    {"trade estimate", 0, "effects", CLI_TEXT, "FILE.csv", NULL,
        "write the values of effects"},
    {"trade estimate", 0, "save", CLI_TEXT, "FIT.json", NULL,
        "keep coefficients and covariance for a what-if"},

    {"trade baseline", 0, "year", CLI_COUNT, "YEAR", "0",
        "of this year; 0: as the case says"},
    {"trade solve", 0, "shocks", CLI_TEXT, "FILE", NULL, "shocks of a YAML file"},
    {"trade solve", 0, "shock", CLI_TEXTS, "TEXT", NULL,
        "one shock as YAML text; may be given again and again"},
    {"trade solve", 0, "apply-to-union", CLI_FLAG, NULL, NULL,
        "what a member of a customs union cannot do alone all its members do"},
    {"trade solve", 0, "theta", CLI_TEXT, "X", NULL,
        "trade elasticity: a number, classical (4) or blp (2)"},
    {"trade solve", 0, "in", CLI_COUNT, "YEAR", NULL,
        "as it is in this year, each shock with the elasticity of its age"},
    {"trade solve", 0, "draws", CLI_COUNT, "N", "0",
        "solve it N times with what is in doubt drawn, for intervals"},
    {"trade solve", 0, "level", CLI_CHOICE, "full|conditional|partial|first-pass",
        "full", "how much is let answer"},
    {"trade solve", 0, "closure", CLI_CHOICE, "additive|multiplicative", "additive",
        "what deficits do"},
    {"trade solve", 0, "balanced", CLI_FLAG, NULL, NULL, "begin without deficits"},
    {"trade solve", 0, "supply", CLI_REAL, "PSI", "0", "elasticity of supply"},
    {"trade solve", 0, "numeraire", CLI_TEXT, "WHAT", "world",
        "what money is measured in: world, price:STATE or wage:STATE"},
    {"trade solve", 0, "method", CLI_CHOICE, "auto|fixed-point|anderson|newton|krylov",
        "auto", "how it is solved"},
    {"trade solve", 0, "actor", CLI_TEXT, "STATE", NULL, "the partners of this state"},
    {"trade solve", 0, "all", CLI_FLAG, NULL, NULL,
        "every line, not the largest alone"},
    {"trade solve", 0, "flows", CLI_FLAG, NULL, NULL, "every flow before and after"},
    {"trade solve", 0, "data", CLI_TEXT, "FILE", NULL,
        "flows of this CSV file instead of a case: exporter, importer, trade"},
    {"trade solve", 0, "sectors", CLI_TEXT, "DIR", NULL,
        "a model of many sectors in this folder instead of a case"},
    {"trade solve", 0, "coalition", CLI_TEXT, "A,B,...", NULL,
        "with --sectors: states that share the burden by transfers"},
    {"trade solve", 0, "resolve", CLI_FLAG, NULL, NULL,
        "with --sectors: begin from the equilibrium of data that do not quite hold"},
    {"trade solve", 0, "flow", CLI_TEXT, "COLUMN", NULL, "column of flows in --data"},
    {"trade solve", 0, "exporter", CLI_TEXT, "COLUMN", NULL,
        "column of who sells in --data; exporter"},
    {"trade solve", 0, "importer", CLI_TEXT, "COLUMN", NULL,
        "column of who buys in --data; importer"},
    {"trade solve", 0, "cost", CLI_TEXT, "COLUMN", NULL,
        "column of --data with the factor K on each flow by its own cost"},
    {"trade solve", 0, "effect", CLI_TEXT, "COLUMN", NULL,
        "column of --data with ln K: a coefficient times its change"},
    {"trade solve", 0, "year", CLI_COUNT, "YEAR", "0",
        "of this year; 0: as the case says"},

    {"trade target", 0, "to", CLI_REAL, "AMOUNT", NULL,
        "the wanted level, million; without it the one announced last in targets.csv"},
    {"trade target", 0, "by", CLI_COUNT, "YEAR", "0",
        "the year it is wanted for, for the growth a year"},
    {"trade target", 0, "of", CLI_CHOICE, "trade|exports|imports", "trade",
        "of what: both ways, or what STATE sells or buys"},
    {"trade target", 0, "lever", CLI_CHOICE, "all|cost|tariff|agreement|productivity",
        "all", "only this lever"},
    {"trade target", 0, "was", CLI_REAL, "TARIFF", "0.06",
        "where the tariff stands: 0.06 is 6 %; 0: no such lever"},
    {"trade target", 0, "draws", CLI_COUNT, "N", "0",
        "find it N times with what is in doubt drawn, for an interval"},
    {"trade target", 0, "apply-to-union", CLI_FLAG, NULL, NULL,
        "what a member of a customs union cannot do alone all its members do"},
    {"trade target", 0, "theta", CLI_TEXT, "X", NULL,
        "trade elasticity: a number, classical (4) or blp (2)"},
    {"trade target", 0, "level", CLI_CHOICE, "full|conditional|partial|first-pass",
        "full", "how much is let answer"},
    {"trade target", 0, "closure", CLI_CHOICE, "additive|multiplicative", "additive",
        "what deficits do"},
    {"trade target", 0, "balanced", CLI_FLAG, NULL, NULL, "begin without deficits"},
    {"trade target", 0, "supply", CLI_REAL, "PSI", "0", "elasticity of supply"},
    {"trade target", 0, "numeraire", CLI_TEXT, "WHAT", "world",
        "what money is measured in: world, price:STATE or wage:STATE"},
    {"trade target", 0, "method", CLI_CHOICE, "auto|fixed-point|anderson|newton|krylov",
        "auto", "how it is solved"},
    {"trade target", 0, "data", CLI_TEXT, "FILE", NULL,
        "flows of this CSV file instead of a case: exporter, importer, trade"},
    {"trade target", 0, "flow", CLI_TEXT, "COLUMN", NULL, "column of flows in --data"},
    {"trade target", 0, "exporter", CLI_TEXT, "COLUMN", NULL,
        "column of who sells in --data; exporter"},
    {"trade target", 0, "importer", CLI_TEXT, "COLUMN", NULL,
        "column of who buys in --data; importer"},
    {"trade target", 0, "cost", CLI_TEXT, "COLUMN", NULL,
        "column of --data with the factor K on each flow by its own cost"},
    {"trade target", 0, "effect", CLI_TEXT, "COLUMN", NULL,
        "column of --data with ln K: a coefficient times its change"},
    {"trade target", 0, "year", CLI_COUNT, "YEAR", "0",
        "of this year; 0: as the case says"},
    {NULL, 0, "case", CLI_TEXT, "DIR", NULL, "the case, as an alternative to CASE"},
    {NULL, 0, "format", CLI_CHOICE, "table|csv|json", "table", "form of the results"},
    {NULL, 'o', "out", CLI_TEXT, "DIR", NULL,
        "write results into this folder, not to standard output"},
    {NULL, 0, "seed", CLI_COUNT, "N", "1", "start of all random streams"},
    {NULL, 0, "threads", CLI_COUNT, "N", "0", "threads to use; 0 is one a processor"},
    {NULL, 'q', "quiet", CLI_FLAG, NULL, NULL, "no remarks and no progress"},
    {NULL, 'h', "help", CLI_FLAG, NULL, NULL, "print this help"},
};
const size_t cli_option_count = sizeof cli_options / sizeof *cli_options;

const cli_command cli_commands[] = {
    {.name = "run",
        .operand = "",
        .summary = "measures a case, judges its statements, writes the results",
        .text =
            "The main job. Prints what stands out on one screen, and writes into the\n"
            "folder of --out:\n"
            "\n"
            "  report.html      to read: charts, statements, sources; one file\n"
            "  results.sqlite   every number with its evidence; see docs/results.md\n"
            "  csv/             the same as tables\n"
            "\n"
            "They appear together or not at all. Other files in the folder stay.",
        .example = "falak run caspian --out out",
        .run = cli_run},
    {.name = "check",
        .operand = "",
        .summary = "reads a case and reports every problem",
        .text =
            "Prints one line a problem: file, line, what is wrong, and how to mend\n"
            "it. Errors make a case unusable, warnings do not.",
        .example = "falak check caspian",
        .run = cli_check},
    {.name = "facts",
        .operand = "[ID]",
        .most = 1,
        .summary = "shows every statement beside what the record says",
        .text =
            "Judges the statements of facts.csv. With an ID it shows one in full: its\n"
            "source and quote, the correction and who gives it, and the SQL that\n"
            "judged it. --format csv and json give every column.\n"
            "\n"
            "  supported            the record says so too\n"
            "  contradicted         the record says otherwise\n"
            "  qualified            true with a but: see the correction\n"
            "  undecided            what it takes to tell is not in the record\n"
            "  probability          what a model makes of it\n"
            "  not yet measurable   it has no check",
        .example = "falak facts caspian --verdict contradicted",
        .run = cli_facts},
    {.name = "orbit",
        .operand = "[ACTOR]",
        .most = 1,
        .summary = "shows who holds whom, in what, how firmly, over the years",
        .text =
            "With ACTOR (an id or a name): year by year whose orbit it is in, how firm "
            "the\n"
            "grip and its lead are, the share of each patron in each domain, and "
            "apart\n"
            "from it how alike their positions are. Without: one line a state, its "
            "orbit\n"
            "in the first and the last year, when it changed, and what moved.\n"
            "ACTOR and CASE may stand in either order. As csv or json everything is\n"
            "given, one number a row.",
        .example = "falak orbit KAZ",
        .run = cli_orbit},
    {.name = "measure",
        .operand = "[NAME]",
        .most = 1,
        .summary = "computes any measure from a case or a file, or lists them all",
        .text =
            "Without NAME: all measures, and whether they are computed from a case, "
            "from\n"
            "a file with given numbers (--data), or from either. A dash is a value "
            "that\n"
            "is not available; coverage is the share of its inputs that was known.\n"
            "For bypass and route_shares, --actor and --partner may be places of the\n"
            "freight network. NAME and CASE may stand in either order.",
        .example = "falak measure trade_share --actor KAZ --year 2012",
        .run = cli_measure},
    {.name = "ties statistics",
        .operand = "",
        .summary = "shows the observed statistics that a model of ties reproduces",
        .text =
            "Sums over actors, by period, of every effect of the ties: block of the\n"
            "case: the targets of its estimation. With --effects of any effects, "
            "listed\n"
            "in a CSV file with the columns depvar, type, shortName, parm, covar1 and\n"
            "covar2; columns that are not there, and empty cells, are as unsaid.",
        .example = "falak ties statistics caspian",
        .run = cli_ties_statistics},
    {.name = "ties estimate",
        .operand = "",
        .summary = "estimates the model of ties of a case",
        .text =
            "The method of moments, with options from estimate: of the ties: block "
            "and\n"
            "from here. Shows the estimate, standard error and t-ratio for "
            "convergence\n"
            "of every parameter, then the overall convergence ratio: below 0.25, with\n"
            "every t-ratio below 0.1, is converged. Ctrl-C ends with the best "
            "estimate\n"
            "so far, marked as not converged, and status 1; --save keeps it and "
            "--from\n"
            "goes on from it.",
        .example = "falak ties estimate caspian --save fit.json",
        .run = cli_ties_estimate},
    {.name = "ties simulate",
        .operand = "",
        .summary = "simulates the model of ties of a case at given parameters",
        .text =
            "Every period is simulated from its observed start. Prints the ties (the\n"
            "mean, of a behaviour) at its end, and the steps it took. With --out the\n"
            "panels are written too: simulated-NAME.csv holds run, wave, from, to and\n"
            "value, and --chains adds chains.csv with every step, also those that\n"
            "changed nothing (no alter).",
        .example = "falak ties simulate caspian --from fit.json --runs 10",
        .run = cli_ties_simulate},
    {.name = "ties fit",
        .operand = "",
        .summary = "shows whether a model of ties gives networks like those observed",
        .text =
            "Simulates every period at the estimates and sets what the model was not\n"
            "fitted to (degrees, triads, distances, values of behaviours, or what "
            "fit:\n"
            "of the ties: block names) beside what was observed. p is the share of\n"
            "simulations at least as unusual as the observation: small is bad. With\n"
            "--out each count is drawn, as violins with the observation as a line; as\n"
            "csv or json every component is given.",
        .example = "falak ties fit caspian --runs 100",
        .run = cli_ties_gof},
    {.name = "ties test",
        .operand = "",
        .summary = "tests parameters of a model of ties",
        .text =
            "Score-type tests of parameters marked test: true (they stay fixed), with\n"
            "what one step towards the estimate would give; Wald tests of those\n"
            "estimated; and time tests, whether a parameter differs between periods.",
        .example = "falak ties test caspian --phase3 200",
        .run = cli_ties_test},
    {.name = "ties importance",
        .operand = "",
        .summary = "shows how much each effect of a model of ties matters",
        .text =
            "For each dependent variable and period, at its observed start: relative\n"
            "importance (the change of choice probabilities without an effect, as a\n"
            "share of all), the spread of what a parameter multiplies, and how "
            "certain\n"
            "choices are. --selection and --influence show tables of values instead.",
        .example = "falak ties importance caspian",
        .run = cli_ties_importance},
    {.name = "ties effects",
        .operand = "",
        .summary = "lists the effects that a model of ties can have",
        .text = "Short name, family, the kinds of variable it acts on, what else it is "
                "of,\n"
                "the roles it may have, its internal parameter, how it enters "
                "interactions,\n"
                "and its formula. --for takes a layer or behaviour of the case, or\n"
                "one-mode, non-directed, two-mode or behaviour.",
        .example = "falak ties effects --for one-mode",
        .run = cli_ties_effects},
    {.name = "trade estimate",
        .operand = "",
        .summary = "estimates a gravity model: what moves trade, and how much",
        .text =
            "Poisson pseudo-maximum likelihood with any number of fixed effects, of\n"
            "the trade of a case or, with --data, of a CSV file of any size.\n"
            "\n"
            "  trade ~ rta + log(dist) | exporter^year + importer^year\n"
            "\n"
            "  a + b          regressors; 1 is the constant\n"
            "  a:b            the product of two columns\n"
            "  log(a)         also log1p, exp, sqrt, abs, and I(...) for arithmetic\n"
            "                 and comparisons: I(exporter != importer), I(a/1000)\n"
            "  | a + b^c      effects: a level for each a, and for each pair of b, c\n"
            "  sym(a,b)       a level for each pair, in either direction\n"
            "\n"
            "A case has the columns exporter, importer, year and trade, its dyadic\n"
            "variables and layers by name, and attributes as NAME_exporter and\n"
            "NAME_importer. Rows with anything missing are left out and counted.\n"
            "Below the table stands what was left out and why, and the certificate:\n"
            "whether fitted sums equal actual ones, which is what converged means\n"
            "(docs/trade-estimate.md).",
        .example = "falak trade estimate caspian --formula 'trade ~ log(distance_km) + "
                   "land_border | exporter^year + importer^year' --no-domestic",
        .run = cli_trade_estimate},
    {.name = "trade baseline",
        .operand = "[STATE]",
        .most = 1,
        .summary = "shows the flows that what-ifs start from, and where they come from",
        .text = "A line a state: output, spending, exports, imports, sales at home, "
                "and how\n"
                "much of its trade with others is on record, known from the partner "
                "alone,\n"
                "fitted to a total on record, or assumed. With STATE its pairs; as csv "
                "and\n"
                "json every pair. The remarks say what is in doubt (docs/trade.md).",
        .example = "falak trade baseline caspian",
        .run = cli_trade_baseline},
    {.name = "trade solve",
        .operand = "[WHAT-IF]",
        .most = 1,
        .summary = "solves what happens to everyone's trade when costs change",
        .text =
            "Who gains, who loses, and what is diverted where, when tariffs, bans,\n"
            "sanctions, agreements, routes or productivity change: the general\n"
            "equilibrium of docs/trade.md. Shocks come from a what-if of the case\n"
            "(shocks/WHAT-IF.yaml), from --shocks FILE and from --shock TEXT, all "
            "together\n"
            "(docs/shocks.md). With --draws what is in doubt is drawn, for intervals.\n"
            "--actor shows the partners of one state, --flows every flow; csv and "
            "json\n"
            "give every outcome of every state.\n"
            "\n"
            "Flows may come from a file of your own: --data FILE with a row for each "
            "pair,\n"
            "exporter, importer, trade, sales at home among them. --sectors DIR reads "
            "a\n"
            "model of many sectors that buy from each other (docs/trade-sectors.md).",
        .example = "falak trade solve caspian --shock '{ave: 0.10, from: RUS, to: KAZ, "
                   "both: true}'",
        .run = cli_trade_solve},
    {.name = "trade target",
        .operand = "STATE [STATE]",
        .least = 1,
        .most = 2,
        .summary = "finds what would take trade to a wanted level",
        .text =
            "How far one lever must be moved for the trade of two states, or of one "
            "with\n"
            "all, to come to --to AMOUNT: the cost of trading with each other, its "
            "tariff,\n"
            "an agreement, the productivity of one of them, each alone. A line a "
            "lever,\n"
            "and where reporters disagree one from each figure: where it must stand, "
            "also\n"
            "with a lower and a higher elasticity, growth a year until --by, and how "
            "much\n"
            "of the change is its own cost, how much is diverted from others, how much "
            "is\n"
            "demand. A member of a customs union cannot cut a tariff alone: such a "
            "lever is\n"
            "left out with the reason, or with --apply-to-union moved for the union.",
        .example = "falak trade target caspian KAZ TUR --by 2030",
        .run = cli_trade_target},
    {.name = "import baci",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of BACI, trade of pairs by product",
        .text =
            "Files of years as CEPII publishes them, BACI_HS92_Y2021_V202301.csv;\n"
            "the lists of countries and products beside them may be given too.\n"
            "Values are added up over the products asked for, exactly, and written\n"
            "in million dollars. What is left out is told; docs/import.md has the\n"
            "columns.",
        .example = "falak import baci BACI_HS92_Y2021_V202301.csv --out world",
        .run = cli_import_baci},
    {.name = "import gravity",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of CEPII Gravity: flows, distances, products",
        .text =
            "Gravity_V202211.csv and the like: trade of the columns of --flow, with\n"
            "distances, borders and languages of pairs, products and populations of\n"
            "states, memberships, and trade agreements as a layer. Two columns of\n"
            "one source, such as tradeflow_imf_o,tradeflow_imf_d, stand side by side\n"
            "as rivals.",
        .example =
            "falak import gravity Gravity_V202211.csv --years 2000.. --out gravity",
        .run = cli_import_gravity},
    {.name = "import itpde",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of ITPD-E, trade with sales at home by industry",
        .text =
            "ITPD_E_R01.csv to R03. Sales at home are kept: rows whose two sides are\n"
            "one. Zeros that the makers filled in are missing, not zero; the note of\n"
            "a row says how many of its industries are such, and how many are mirror\n"
            "data.",
        .example = "falak import itpde ITPD_E_R02.csv --years 2010..2019 --out home",
        .run = cli_import_itpde},
    {.name = "import comtrade",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of UN Comtrade, as it was and as it is",
        .text =
            "Yearly goods trade. Exports by the exporter and imports by the importer\n"
            "stand side by side; case.yaml says that importers are believed first.\n"
            "Of several levels of products the highest is taken, TOTAL before\n"
            "chapters.",
        .example = "falak import comtrade TradeData.csv --products 27 --out fuels",
        .run = cli_import_comtrade},
    {.name = "import imf-dots",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of the IMF's trade by partner (DOTS, IMTS)",
        .text =
            "Files with a row an observation, a column a year or a column an\n"
            "indicator. Exports are fob, imports cif or fob, as reporters say them.\n"
            "Values are dollars unless a column UNIT_MULT, or --unit, says\n"
            "otherwise.",
        .example = "falak import imf-dots DOT_timeSeries.csv --years 2000.. --out dots",
        .run = cli_import_imf_dots},
    {.name = "import rsiena",
        .operand = "FILE...",
        .least = 1,
        .most = 10000,
        .caseless = true,
        .summary = "makes a case of data files for actor-oriented models",
        .text =
            "Matrices of ties, a file a wave, are enough: falak import rsiena w1.txt\n"
            "w2.txt w3.txt --out DIR. For more, one of the files is a mapping, whose\n"
            "name ends in .yaml: it says which file is which network, behaviour,\n"
            "covariate or time of presence (docs/ties.md). The case has a model with\n"
            "the simplest effects, to be extended in its case.yaml.",
        .example = "falak import rsiena w1.txt w2.txt w3.txt --out friends",
        .run = cli_import_rsiena},
    {.name = "help",
        .operand = "[COMMAND]",
        .most = 2,
        .caseless = true,
        .summary = "explains the program or a command",
        .text = "The same as COMMAND --help.",
        .example = "falak help check",
        .run = cli_help},
};
const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

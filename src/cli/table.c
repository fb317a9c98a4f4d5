/* Every command and option, once: parsing, help, the manual page, completion and
 * docs/commands.md are made from here. */
#include "cli/cli.h"

const cli_option cli_options[] = {
    {"", 0, "version", CLI_FLAG, NULL, NULL, "print the version"},
    {"", 0, "man", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "markdown", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "completion", CLI_FLAG, NULL, NULL, NULL},

    {"run", 'o', "out", CLI_TEXT, "DIR", "out", "folder of the results"},

    {"facts", 0, "verdict", CLI_CHOICE,
        "supported|contradicted|qualified|undecided|probability|not-yet-measurable",
        NULL, "only statements with this verdict"},
    {"facts", 0, "domain", CLI_TEXT, "NAME", NULL,
        "only statements of this domain, such as trade"},

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

/* Every command and option, once: parsing, help, the manual page, completion and
 * docs/commands.md are made from here. */
#include "cli/cli.h"

const cli_option cli_options[] = {
    {"", 0, "version", CLI_FLAG, NULL, NULL, "print the version"},
    {"", 0, "man", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "markdown", CLI_FLAG, NULL, NULL, NULL},
    {"", 0, "completion", CLI_FLAG, NULL, NULL, NULL},

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
    {.name = "check",
        .operand = "",
        .summary = "reads a case and reports every problem",
        .text =
            "Prints one line a problem: file, line, what is wrong, and how to mend\n"
            "it. Errors make a case unusable, warnings do not.",
        .example = "falak check caspian",
        .run = cli_check},
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

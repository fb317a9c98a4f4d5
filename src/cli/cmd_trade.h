/* What the commands on trade share: where flows and names come from, and shocks. */
#ifndef FK_CLI_CMD_TRADE_H
#define FK_CLI_CMD_TRADE_H

#include <falak/trade.h>

#include "cli/cli.h"

/* Flows to start from: of a case, or with --data of a file. To be ended in any case. */
typedef struct cli_trade {
  cli_call *call;
  falak_problems *problems; /* shown when opened */
  falak_case *c;            /* NULL with --data, as the next */
  falak_trade_case *tc;
  falak_flows *flows; /* NULL without --data */
  falak_trade_world world;
  const double *flow;
  falak_elasticity elasticity; /* as --theta says, or the case, or the classical one */
  falak_elasticity_path path;  /* used with --after */
} cli_trade;

/* Opens what --data or CASE names, and reads --theta. */
falak_status cli_trade_open(cli_call *call, cli_trade *out);
/* Opens CASE alone. */
falak_status cli_trade_open_case(cli_call *call, cli_trade *out);
void cli_trade_end(cli_trade *t);

/* Options of the solver as the call gives them: --level, --closure, --balanced,
 * --supply, --numeraire, --method; what is not given is as the case says. */
falak_status cli_trade_options(const cli_trade *t, falak_trade_options *out);
/* The place of a state by id or name. E_NOT_FOUND, with the nearest. */
falak_status cli_trade_place(const cli_trade *t, const char *text, size_t *place);
/* The shocks of the operand (a what-if of the case), of --shocks and --shock. E_USAGE:
 * none is given. */
falak_status cli_trade_shocks(const cli_trade *t, falak_shocks **out);
/* Shows the problems found since `before`. */
void cli_trade_show(const cli_trade *t, size_t before);

#endif

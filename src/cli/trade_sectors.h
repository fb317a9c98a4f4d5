/* `falak trade solve --sectors DIR`: many sectors that buy from each other. */
#ifndef FK_CLI_TRADE_SECTORS_H
#define FK_CLI_TRADE_SECTORS_H

#include "cli/cli.h"

/* What is asked; NULL and 0 where nothing is. */
typedef struct cli_sectors_ask {
  const char *folder; /* as falak_sectors_read() wants it */
  const char *file;   /* of shocks; with none, and no texts, those of the folder */
  const char *const *text;
  size_t texts;
  bool apply_to_union;
  int year;              /* shocks in force then; 0: all */
  const char *numeraire; /* world, wage:STATE or price:STATE */
  const char *coalition; /* "POL,DEU": share the burden */
  const char *actor;     /* whose sectors are shown */
  bool balanced;         /* begin without imbalances */
  bool resolve;          /* a baseline that does not hold is first solved as it is */
  bool all, flows;
  size_t draws; /* 0: none */
  uint64_t seed;
} cli_sectors_ask;

/* Reads, solves and prints. */
falak_status cli_trade_sectors(cli_call *call, const cli_sectors_ask *ask);

#endif

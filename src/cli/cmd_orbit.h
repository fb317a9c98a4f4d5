/* What the two forms of `falak orbit` share. */
#ifndef FK_CLI_CMD_ORBIT_H
#define FK_CLI_CMD_ORBIT_H

#include <falak/measure.h>

#include "cli/cli.h"

typedef struct cli_orbits {
  const falak_case *c;
  const falak_orbits *orbits;
  const falak_id *patrons;
  size_t patron_count;
  int first, last; /* years asked for */
} cli_orbits;

/* Is it known whose orbit it is, or that it is contested? */
bool cli_orbit_known(const falak_hold *is);
/* The patron's id, "contested", or "". */
const char *cli_orbit_name(const cli_orbits *o, const falak_hold *is);
const char *cli_patron_id(const cli_orbits *o, size_t patron);

/* orbit_tables.c: for people. */
falak_status cli_orbit_actor(cli_call *call, const cli_orbits *o, falak_id actor);
falak_status cli_orbit_states(cli_call *call, const cli_orbits *o);

#endif

/* Simulating one period (SPEC sections 4 to 8): ministeps until the time is over or,
 * conditionally, until as much has changed as was observed. */
#ifndef FK_TIES_SIMULATE_H
#define FK_TIES_SIMULATE_H

#include "ties/chance.h"
#include "ties/kernel.h"
#include "ties/model.h"

typedef struct fk_simulator fk_simulator;

/* One ministep, for those who record chains. */
typedef struct fk_ministep {
  falak_id variable;
  size_t ego;
  size_t alter; /* receivers; ego or the number of receivers: no change */
  int step;     /* behaviours: -1, 0, 1 */
  double time;
} fk_ministep;
typedef falak_status fk_ministep_fn(void *user, const fk_ministep *step);

typedef struct fk_simulation {
  const double *theta; /* by parameter of the model */
  falak_id
      conditional; /* variable whose distance stops the period; FALAK_NO_ID: time */
  bool scores;
  fk_chance *chance;
  double length;            /* of the period, in periods; 1 */
  fk_ministep_fn *ministep; /* NULL: chains are not wanted */
  void *user;
} fk_simulation;

typedef struct fk_outcome {
  double time;
  size_t steps;
} fk_outcome;

enum { FK_MOST_STEPS = 10000000 };

/* Room to simulate any period of a model; one for each thread. */
falak_status fk_simulator_create(
    falak_ctx *ctx, const falak_ties_model *model, fk_simulator **out);
void fk_simulator_destroy(fk_simulator *s);

/* Simulates a period from its observed start. `score` (by parameter) is filled when
 * asked for. @retval FALAK_E_NO_CONVERGE more steps than FK_MOST_STEPS: a rate diverges
 */
falak_status fk_simulate(falak_ctx *ctx, fk_simulator *s, size_t period,
    const fk_simulation *how, double *score, fk_outcome *outcome);
/* Goes on from the present state instead (scenarios); `fk_simulator_start` puts it back
 * to the observed start of a period. */
void fk_simulator_start(fk_simulator *s, size_t period);
/* The state it ended in, to be read or masked (fk_period_mask). */
fk_state *fk_simulator_state(fk_simulator *s);
/* The view of that state. */
const fk_view *fk_simulator_view(fk_simulator *s);
/* Statistics of the end of the period last simulated, by parameter; masks the state. */
void fk_simulator_statistics(
    fk_simulator *s, size_t period, falak_id conditional, double *statistic);

/* Choice probabilities of ego in the present state, for effect sizes and tests:
 * p[0..receivers) and p[receivers] = no change (behaviours: down, stay, up). */
falak_status fk_choice_probabilities(
    fk_simulator *s, falak_id variable, size_t ego, const double *theta, double *p);

#endif

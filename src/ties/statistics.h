/* Estimation statistics of the method of moments (SPEC section 9). */
#ifndef FK_TIES_STATISTICS_H
#define FK_TIES_STATISTICS_H

#include "ties/period.h"
#include "ties/term.h"

/* The statistic of one term in one role; `end` is the end of the period as the owner
 * sees it: p->observed for targets, a simulated state after fk_period_mask() otherwise.
 */
double fk_statistic(
    const fk_period *p, const fk_state *end, const fk_term *term, fk_role role);
/* The basic rate: how many cells or steps of a variable differ from the start. */
double fk_statistic_distance(
    const fk_period *p, const fk_state *end, falak_id variable);

#endif

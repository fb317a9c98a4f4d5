/* Threads that stay: for many short loops one after another, where starting threads
 * each time would cost more than the work. Items are handed out as they come; what each
 * does must not depend on who does it. */
#ifndef FK_BASE_TEAM_H
#define FK_BASE_TEAM_H

#include <falak/base.h>

typedef struct fk_team fk_team;
/* `worker` is 0 .. size - 1; the caller of fk_team_run() is worker 0. */
typedef falak_status fk_team_fn(
    falak_ctx *ctx, void *user, size_t item, unsigned worker);

/* As many threads as the context allows, at most `most` (0: no bound). A thread that
 * cannot be had is no error. */
falak_status fk_team_create(falak_ctx *ctx, unsigned most, fk_team **out);
void fk_team_destroy(fk_team *team);
unsigned fk_team_size(const fk_team *team);
/* Does `items`; the status and error are those of the lowest item that failed. All
 * items are done, or the ones below the lowest failing one. */
falak_status fk_team_run(fk_team *team, size_t items, fk_team_fn *work, void *user);

#endif

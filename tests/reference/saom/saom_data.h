/* The data sets of the reference folder's README, built from its files. */
#ifndef TEST_SAOM_DATA_H
#define TEST_SAOM_DATA_H

#include <falak/ties.h>

#include "reference/reference.h"

/* NULL when the README describes no data set of this name. */
falak_ties_data *saom_data(falak_ctx *ctx, const char *name);
/* The same with only one of its networks. */
falak_ties_data *saom_data_only(falak_ctx *ctx, const char *name, const char *network);

#endif

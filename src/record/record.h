/* What other rooms may use of this one, beside its public header. */
#ifndef FK_RECORD_RECORD_H
#define FK_RECORD_RECORD_H

#include <falak/record.h>

#include "record/yaml.h"

/* case.yaml as read; lent until the case closes. */
const fk_yaml *fk_case_settings(const falak_case *c);
/* The rows of a layer's second mode, in the order of its columns; NULL in one mode. */
const falak_table *fk_layer_members(const falak_case *c, falak_id layer);

#endif

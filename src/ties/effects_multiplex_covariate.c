#include "ties/effect.h"

const fk_effect fk_effects_multiplex_covariate[] = {{.name = NULL}};

#include "ties/effect.h"

const fk_effect fk_effects_influence_covariate[] = {{.name = NULL}};

#include "ties/effect.h"

const fk_effect fk_effects_dyadic[] = {{.name = NULL}};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What may be chosen by name, from the tables of those who know: the name of number i, which for an
 * enum is its value; "" where that one cannot be chosen here, NULL behind the last. Static. */
typedef const char *(*CliNames) (guint i);

const char *cli_architecture_name (guint i);
const char *cli_attack_name (guint i);        /* AscMethod */
const char *cli_coordinates_name (guint i);   /* EvoCoordinates */
const char *cli_encoding_name (guint i);      /* RunMethod: the one that evolves it, nothing else */
const char *cli_heat_name (guint i);          /* AscHeat */
const char *cli_method_name (guint i);        /* RunMethod */
const char *cli_noise_name (guint i);         /* RunNoise */
const char *cli_optimizer_name (guint i);     /* NnOptimizer */
const char *cli_paper_name (guint i);         /* of store_paper */
const char *cli_parent_choice_name (guint i); /* EvoParentChoice */
const char *cli_schedule_name (guint i);      /* NnSchedule */
const char *cli_start_name (guint i);         /* AscStart */

/* Those that can be chosen, with commas between them. Caller frees. */
char *cli_names_list (CliNames names);

G_END_DECLS

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/specimen.h"

/* A specimen with every field filled in, from a real genome that the seed chooses. */
StoreSpecimen *fixture_specimen_new (EvoEncoding encoding, guint64 seed);

/* Every field, the picture's pixels included. */
void fixture_assert_equal (const StoreSpecimen *a, const StoreSpecimen *b);

/* A new folder under the system's one for temporary files; caller frees. */
char *fixture_folder_new (void);

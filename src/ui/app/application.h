// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: its command line, its one window, preferences and about. */
#define FOOLED_TYPE_APPLICATION (fooled_application_get_type ())
G_DECLARE_FINAL_TYPE (FooledApplication, fooled_application, FOOLED, APPLICATION, AdwApplication)

FooledApplication *fooled_application_new (void);

G_END_DECLS

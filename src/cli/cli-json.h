// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One JSON object on one line, member by member. Numbers get as few digits as bring the same value
 * back, which JSON-GLib cannot do: it prints 0.98999999999999999 for 0.99. */
typedef struct _CliJson CliJson;

CliJson *cli_json_new (void);
void cli_json_free (CliJson *json);

/* A member of the object that was begun last. */
void cli_json_add_string (CliJson *json, const char *name, const char *value);
void cli_json_add_boolean (CliJson *json, const char *name, gboolean value);
void cli_json_add_unsigned (CliJson *json, const char *name, guint64 value);
void cli_json_add_double (CliJson *json, const char *name, double value);
void cli_json_add_float (CliJson *json, const char *name, float value);

/* Everything added until the matching end goes inside. */
void cli_json_begin_array (CliJson *json, const char *name);
void cli_json_end_array (CliJson *json);
void cli_json_begin_object (CliJson *json); /* an element of an array */
void cli_json_end_object (CliJson *json);

/* Writes the object in UTF-8, whatever the terminal's character set, and a line end to the standard
 * output stream. */
void cli_json_print (CliJson *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliJson, cli_json_free)

G_END_DECLS

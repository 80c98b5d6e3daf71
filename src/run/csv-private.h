// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A field of text in a table of comma-separated values: in quotes, those in it doubled (RFC 4180),
 * and a comma behind it. */
void run_csv_append_text (GString *csv, const char *text);

G_END_DECLS

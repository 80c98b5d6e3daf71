// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/csv-private.h"

void
run_csv_append_text (GString *csv, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *escaped = g_strjoinv ("\"\"", parts);

  g_string_append_printf (csv, "\"%s\",", escaped);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-json.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>

struct _CliJson
{
  GString *text;
  gboolean first; /* nothing yet in the innermost object or array */
};

CliJson *
cli_json_new (void)
{
  CliJson *json = g_new0 (CliJson, 1);

  json->text = g_string_new ("{");
  json->first = TRUE;
  return json;
}

void
cli_json_free (CliJson *json)
{
  if (json == NULL)
    return;
  g_string_free (json->text, TRUE);
  g_free (json);
}

static void
append_string (CliJson *json, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);
  g_autofree char *quoted = json_to_string (node, FALSE);

  g_string_append (json->text, quoted);
}

static void
separate (CliJson *json)
{
  if (!json->first)
    g_string_append (json->text, ", ");
  json->first = FALSE;
}

static void
append_name (CliJson *json, const char *name)
{
  separate (json);
  append_string (json, name);
  g_string_append (json->text, ": ");
}

void
cli_json_add_string (CliJson *json, const char *name, const char *value)
{
  append_name (json, name);
  append_string (json, value);
}

void
cli_json_add_boolean (CliJson *json, const char *name, gboolean value)
{
  append_name (json, name);
  g_string_append (json->text, value ? "true" : "false");
}

void
cli_json_add_unsigned (CliJson *json, const char *name, guint64 value)
{
  append_name (json, name);
  g_string_append_printf (json->text, "%" G_GUINT64_FORMAT, value);
}

/* The shortest of the texts with 1 .. max_digits digits that `same` takes for the value. */
static void
append_shortest (CliJson *json, double value, int max_digits, gboolean single)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (json->text, "null");
      return;
    }
  for (int digits = 1; digits <= max_digits; digits++)
    {
      char format[8];
      double back;

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, value);
      back = g_ascii_strtod (text, NULL);
      if (single ? (float) back == (float) value : back == value)
        break;
    }
  g_string_append (json->text, text);
}

void
cli_json_add_double (CliJson *json, const char *name, double value)
{
  append_name (json, name);
  append_shortest (json, value, 17, FALSE);
}

void
cli_json_add_float (CliJson *json, const char *name, float value)
{
  append_name (json, name);
  append_shortest (json, value, 9, TRUE);
}

void
cli_json_begin_array (CliJson *json, const char *name)
{
  append_name (json, name);
  g_string_append_c (json->text, '[');
  json->first = TRUE;
}

void
cli_json_end_array (CliJson *json)
{
  g_string_append_c (json->text, ']');
  json->first = FALSE;
}

void
cli_json_begin_object (CliJson *json)
{
  separate (json);
  g_string_append_c (json->text, '{');
  json->first = TRUE;
}

void
cli_json_end_object (CliJson *json)
{
  g_string_append_c (json->text, '}');
  json->first = FALSE;
}

void
cli_json_print (CliJson *json)
{
  fputs (json->text->str, stdout);
  fputs ("}\n", stdout);
  fflush (stdout);
}

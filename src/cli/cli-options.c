// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-options.h"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-output.h"

static gboolean
wrong_usage (const char *message)
{
  cli_error ("%s", message);
  g_printerr (_ ("Try “%s --help”."), g_get_prgname ());
  g_printerr ("\n");
  return FALSE;
}

gboolean
cli_parse_options (char ***arguments,
                   const GOptionEntry *entries,
                   const char *rest,
                   const char *summary)
{
  g_autoptr (GOptionContext) context = g_option_context_new (rest);
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, CLI_STATUS_HELP);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, arguments, &error))
    return wrong_usage (error->message);
  if ((*arguments)[1] != NULL)
    {
      g_autofree char *message =
          g_strdup_printf (_ ("The argument “%s” is one too many."), (*arguments)[1]);

      return wrong_usage (message);
    }
  return TRUE;
}

gboolean
cli_parse_number (const char *option, const char *text, guint64 min, guint64 max, guint64 *value)
{
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;
  g_autofree char *message = NULL;

  if (text == NULL || g_ascii_string_to_unsigned (text, 10, min, max, value, NULL))
    return TRUE;
  least = cli_count (min);
  most = cli_count (max);
  if (max >= G_MAXINT64)
    message = g_strdup_printf (_ ("--%s has to be a whole number of at least %s, not “%s”."),
                               option, least, text);
  else
    message = g_strdup_printf (_ ("--%s has to be a whole number from %s to %s, not “%s”."), option,
                               least, most, text);
  return wrong_usage (message);
}

gboolean
cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value)
{
  guint64 wide = *value;

  if (!cli_parse_number (option, text, min, max, &wide))
    return FALSE;
  *value = (guint) wide;
  return TRUE;
}

gboolean
cli_parse_real (const char *option, const char *text, double min, double max, double *value)
{
  g_autofree char *message = NULL;
  char *end;
  double number;

  if (text == NULL)
    return TRUE;
  number = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && number >= min && number <= max)
    {
      *value = number;
      return TRUE;
    }
  message = g_strdup_printf (_ ("--%s has to be a number from %g to %g, not “%s”."), option, min,
                             max, text);
  return wrong_usage (message);
}

gboolean
cli_parse_crops (const char *text, guint *n_crops)
{
  g_autofree char *message = NULL;

  *n_crops = 0;
  if (text == NULL)
    return TRUE;
  if (g_str_equal (text, "1") || g_str_equal (text, "10"))
    {
      *n_crops = text[1] == '\0' ? 1 : 10;
      return TRUE;
    }
  message = g_strdup_printf (_ ("--crops has to be 1 or 10, not “%s”."), text);
  return wrong_usage (message);
}

gboolean
cli_require (const char *option, const void *value)
{
  g_autofree char *message = NULL;

  if (value != NULL)
    return TRUE;
  message = g_strdup_printf (_ ("The option --%s is missing."), option);
  return wrong_usage (message);
}

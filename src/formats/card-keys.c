// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card-keys.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-names.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What may follow a backslash. */
#define MEANINGS "sntr\\;"

gboolean
fmt_card_is_missing (const GError *error)
{
  return g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND);
}

gboolean
fmt_card_set_missing (GError **error, const char *key)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” is missing."), key);
  return FALSE;
}

static gboolean
makes_sense (const char *value)
{
  for (const char *at = strchr (value, '\\'); at != NULL; at = strchr (at + 2, '\\'))
    if (at[1] == '\0' || strchr (MEANINGS, at[1]) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
fmt_card_check_backslashes (GKeyFile *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, FMT_CARD_GROUP, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (file, FMT_CARD_GROUP, keys[i], NULL);
      g_autofree char *key = g_utf8_make_valid (keys[i], -1);

      if (value == NULL || makes_sense (value))
        continue;
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” has a backslash that means nothing; of one that is meant, there "
                      "have to be two."),
                   key);
      return FALSE;
    }
  return TRUE;
}

gboolean
fmt_card_read_text (GKeyFile *file, const char *key, char **text, GError **error)
{
  g_autoptr (GError) local = NULL;

  *text = g_key_file_get_string (file, FMT_CARD_GROUP, key, &local);
  if (*text != NULL && **text == '\0')
    g_clear_pointer (text, g_free);
  if (local == NULL || fmt_card_is_missing (local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
fmt_card_read_required_text (GKeyFile *file, const char *key, char **text, GError **error)
{
  if (!fmt_card_read_text (file, key, text, error))
    return FALSE;
  return *text != NULL || fmt_card_set_missing (error, key);
}

gboolean
fmt_card_read_file_name (GKeyFile *file, const char *key, char **name, GError **error)
{
  if (!fmt_card_read_text (file, key, name, error))
    return FALSE;
  if (*name == NULL || fmt_card_is_plain_file_name (*name))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” has to be the name of a file beside the card, without a folder."), key);
  return FALSE;
}

gboolean
fmt_card_read_side (GKeyFile *file, const char *key, guint max, guint *side, GError **error)
{
  g_autoptr (GError) local = NULL;
  int value = g_key_file_get_integer (file, FMT_CARD_GROUP, key, &local);

  if (local == NULL && value >= 1 && (guint) value <= max)
    {
      *side = (guint) value;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” has to be a whole number from 1 to %u."), key, max);
  return FALSE;
}

gboolean
fmt_card_read_bytes (GKeyFile *file, const char *key, guint64 max, guint64 *size, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint64 value = g_key_file_get_uint64 (file, FMT_CARD_GROUP, key, &local);

  if (fmt_card_is_missing (local))
    return TRUE;
  if (local == NULL && value >= 1 && value <= max)
    {
      *size = value;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” has to be a number of bytes from 1 to %" PRIu64 "."), key, max);
  return FALSE;
}

gboolean
fmt_card_read_number (GKeyFile *file,
                      const char *key,
                      double min,
                      double max,
                      double *number,
                      GError **error)
{
  g_autoptr (GError) local = NULL;
  double value = g_key_file_get_double (file, FMT_CARD_GROUP, key, &local);

  if (fmt_card_is_missing (local))
    return TRUE;
  if (local == NULL && value >= min && value <= max)
    {
      *number = value;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” has to be a number from %g to %g."),
               key, min, max);
  return FALSE;
}

guint
fmt_card_read_numbers (GKeyFile *file, const char *key, double max, double *numbers, guint size)
{
  g_autofree char *text = g_key_file_get_value (file, FMT_CARD_GROUP, key, NULL);
  g_auto (GStrv) parts = NULL;
  guint n = 0;

  if (text == NULL)
    return 0;
  parts = g_strsplit_set (text, ";,", (int) size + 2);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      char *end;

      if (*part == '\0' && parts[i + 1] == NULL)
        break; /* a list may end in a separator */
      if (n == size)
        return 0;
      numbers[n] = g_ascii_strtod (part, &end);
      if (end == part || *end != '\0' || !(fabs (numbers[n]) <= max))
        return 0;
      n++;
    }
  return n;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card-keys.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LABELS        100000
#define MAX_LABELS_SIZE   ((gsize) 16 << 20)
#define MAX_CHARACTER     64 /* bytes: some are made of several */
#define SYNSET_LENGTH     9  /* "n01514668": how ImageNet names a class, from WordNet */
#define SYNONYM_SEPARATOR ", "

/* place: the key or the file that they are in. */
static gboolean
check_labels (FmtCard *card, const char *place, GError **error)
{
  gsize n = g_strv_length (card->labels);

  if (n < 1 || n > MAX_LABELS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” has %zu labels; 1 to %d are possible."), place, n, MAX_LABELS);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (*card->labels[i] == '\0')
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” has no text for class %zu."),
                     place, i);
        return FALSE;
      }
  card->n_labels = (guint) n;
  return TRUE;
}

/* The line without a synset before it. */
static const char *
skip_synset (const char *line)
{
  if (line[0] == 'n' && strspn (line + 1, G_CSET_DIGITS) == SYNSET_LENGTH - 1 &&
      line[SYNSET_LENGTH] == ' ')
    return line + SYNSET_LENGTH + 1;
  return line;
}

/* Lines to labels and synonyms: "tench, Tinca tinca" is a tench, also called Tinca tinca. */
static void
split_lines (FmtCard *card, char **lines)
{
  gsize n = g_strv_length (lines);
  gboolean any = FALSE;

  card->labels = g_new0 (char *, n + 1);
  card->synonyms = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      const char *names = skip_synset (g_strstrip (lines[i]));
      const char *comma = strstr (names, SYNONYM_SEPARATOR);

      card->labels[i] =
          comma != NULL ? g_strndup (names, (gsize) (comma - names)) : g_strdup (names);
      card->synonyms[i] = g_strdup (comma != NULL ? comma + strlen (SYNONYM_SEPARATOR) : "");
      any = any || comma != NULL;
    }
  if (!any)
    g_clear_pointer (&card->synonyms, g_strfreev);
}

static gboolean
parse_file (FmtCard *card, GBytes *bytes, GError **error)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (!g_utf8_validate_len (data, size, NULL))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” is not text in UTF-8."),
                   card->labels_file);
      return FALSE;
    }
  text = g_strndup (data, size);
  lines = g_strsplit (g_strchomp (text), "\n", MAX_LABELS + 2);
  split_lines (card, lines);
  return check_labels (card, card->labels_file, error);
}

gboolean
fmt_card_read_labels_file (FmtCard *card, GError **error)
{
  g_autofree char *path = fmt_card_find_file (card, card->labels_file);
  g_autoptr (GBytes) bytes = NULL;

  if (path == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("the file “%s” with its labels is not there."), card->labels_file);
      return FALSE;
    }
  bytes = base_file_read (path, MAX_LABELS_SIZE, error);
  return bytes != NULL && parse_file (card, bytes, error);
}

/* A list with commas instead of semicolons. */
static char **
read_list_with_commas (GKeyFile *file, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *list = g_key_file_get_string (file, FMT_CARD_GROUP, "Labels", &local);

  /* GLib gives the text as well where it has a backslash that means nothing. */
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (g_str_has_suffix (list, ","))
    list[strlen (list) - 1] = '\0';
  return g_strsplit (list, ",", MAX_LABELS + 2);
}

/* Labels are between semicolons. Many would write commas: a list without a semicolon is taken so. A
 * single label with a comma in it needs a semicolon behind it. */
static char **
read_list (GKeyFile *file, GError **error)
{
  g_autofree char *text = g_key_file_get_value (file, FMT_CARD_GROUP, "Labels", NULL);
  char **labels;

  if (text == NULL || strchr (text, ';') != NULL || strchr (text, ',') == NULL)
    labels = g_key_file_get_string_list (file, FMT_CARD_GROUP, "Labels", NULL, error);
  else
    labels = read_list_with_commas (file, error);
  for (gsize i = 0; labels != NULL && labels[i] != NULL; i++)
    g_strstrip (labels[i]);
  return labels;
}

gboolean
fmt_card_read_labels (GKeyFile *file, FmtCard *card, GError **error)
{
  gboolean has_list = g_key_file_has_key (file, FMT_CARD_GROUP, "Labels", NULL);

  if (!fmt_card_read_file_name (file, "LabelsFile", &card->labels_file, error))
    return FALSE;
  if (has_list && card->labels_file != NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Labels” and “LabelsFile” are both there; only one can be."));
      return FALSE;
    }
  if (card->labels_file != NULL)
    return fmt_card_read_labels_file (card, error);
  if (!has_list)
    return fmt_card_set_missing (error, "Labels");
  card->labels = read_list (file, error);
  return card->labels != NULL && check_labels (card, "Labels", error);
}

gboolean
fmt_card_read_characters (GKeyFile *file, FmtCard *card, GError **error)
{
  gsize n = 0;

  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Characters", NULL))
    return TRUE;
  card->characters = g_key_file_get_string_list (file, FMT_CARD_GROUP, "Characters", &n, error);
  if (card->characters == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (*card->characters[i] == '\0' || strlen (card->characters[i]) > MAX_CHARACTER)
      n = 0;
  if (n == card->n_labels)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“Characters” has to have one character for each of the %u classes."),
               card->n_labels);
  return FALSE;
}

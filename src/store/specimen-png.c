// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/specimen.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "store/png.h"

/* A specimen is a PNG file with text entries. This file knows their names and how each is written;
 * confidences with nine digits, which is what brings the same float back. */
#define KEY_CLASS        "fooled:class"
#define KEY_LABEL        "fooled:label"
#define KEY_CONFIDENCE   "fooled:confidence"
#define KEY_NETWORK      "fooled:network"
#define KEY_NETWORK_NAME "fooled:network-name"
#define KEY_ENCODING     "fooled:encoding"
#define KEY_SEED         "fooled:seed"
#define KEY_GENERATION   "fooled:generation"
#define KEY_EVALUATION   "fooled:evaluation"
#define KEY_RULES        "fooled:rules"
#define KEY_GENOME       "fooled:genome"
#define KEY_TOP          "fooled:top"
#define KEY_TOP_LABELS   "fooled:top-labels"

#define MAX_FILE_SIZE (256u << 20)
#define MAX_CLASS     (1u << 24)
#define MAX_RULES     4096 /* bytes */

#define ENCODING_ASCENT "ascent"

/* Texts that are being collected for a file. */
typedef struct
{
  GArray *texts;    /* StoreText */
  GPtrArray *owned; /* char * */
} Entries;

static void
add_entry (Entries *entries, const char *key, char *text)
{
  StoreText entry = { .key = key, .text = text };

  if (text == NULL)
    return;
  g_ptr_array_add (entries->owned, text);
  g_array_append_val (entries->texts, entry);
}

static char *
confidence_to_string (float confidence)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.9g", confidence));
}

static char *
top_to_string (const StoreSpecimen *specimen)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < specimen->n_top; i++)
    {
      g_autofree char *confidence = confidence_to_string (specimen->top[i].confidence);

      g_string_append_printf (string, "%s%u=%s", i > 0 ? " " : "", specimen->top[i].class_index,
                              confidence);
    }
  return g_string_free (string, FALSE);
}

static char *
top_labels_to_string (const StoreSpecimen *specimen)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < specimen->n_top; i++)
    {
      g_autofree char *label =
          g_strdup (specimen->top_labels[i] != NULL ? specimen->top_labels[i] : "");

      g_strdelimit (label, "\n\r", ' ');
      g_string_append_printf (string, "%s%s", i > 0 ? "\n" : "", label);
    }
  return g_string_free (string, FALSE);
}

static char *
title_to_string (const StoreSpecimen *specimen)
{
  char percent[G_ASCII_DTOSTR_BUF_SIZE];
  const char *name = specimen->network_name != NULL ? specimen->network_name : specimen->network_id;

  g_ascii_formatd (percent, sizeof percent, "%.2f",
                   store_confidence_units (specimen->confidence) / 100.0);
  return g_strdup_printf ("%s %s %% (%s)", specimen->label, percent, name);
}

static char *
genome_to_string (const StoreSpecimen *specimen)
{
  gsize size;
  const guint8 *data;

  if (specimen->genome == NULL)
    return NULL;
  data = g_bytes_get_data (specimen->genome, &size);
  return g_base64_encode (data, size);
}

static void
add_entries (Entries *entries, const StoreSpecimen *specimen)
{
  add_entry (entries, "Title", title_to_string (specimen));
  add_entry (entries, "Software", g_strdup ("Fooled " FOOLED_VERSION));
  add_entry (entries, KEY_CLASS, g_strdup_printf ("%u", specimen->class_index));
  add_entry (entries, KEY_LABEL, g_strdup (specimen->label));
  add_entry (entries, KEY_CONFIDENCE, confidence_to_string (specimen->confidence));
  add_entry (entries, KEY_NETWORK, g_strdup (specimen->network_id));
  add_entry (entries, KEY_NETWORK_NAME, g_strdup (specimen->network_name));
  add_entry (entries, KEY_ENCODING, g_strdup (specimen->encoding));
  add_entry (entries, KEY_SEED, g_strdup_printf ("%" G_GUINT64_FORMAT, specimen->seed));
  add_entry (entries, KEY_GENERATION, g_strdup_printf ("%" G_GUINT64_FORMAT, specimen->generation));
  add_entry (entries, KEY_EVALUATION, g_strdup_printf ("%" G_GUINT64_FORMAT, specimen->evaluation));
  add_entry (entries, KEY_TOP, top_to_string (specimen));
  add_entry (entries, KEY_TOP_LABELS, top_labels_to_string (specimen));
  add_entry (entries, KEY_RULES, g_strdup (specimen->rules));
  add_entry (entries, KEY_GENOME, genome_to_string (specimen));
}

GBytes *
store_specimen_encode (const StoreSpecimen *specimen, GError **error)
{
  g_autoptr (GArray) texts = g_array_new (FALSE, FALSE, sizeof (StoreText));
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  Entries entries = { .texts = texts, .owned = owned };

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL, NULL);

  add_entries (&entries, specimen);
  return store_png_encode (specimen->image, (const StoreText *) texts->data, texts->len, error);
}

gboolean
store_specimen_save (const StoreSpecimen *specimen, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = store_specimen_encode (specimen, error);

  return bytes != NULL && base_file_write (path, bytes, error);
}

static gboolean
set_entry_error (const char *name, const char *key, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” is damaged: its entry “%s” is missing or makes no sense."), name, key);
  return FALSE;
}

static gboolean
parse_confidence (const char *text, float *confidence)
{
  char *end;
  double value;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  value = g_ascii_strtod (text, &end);
  if (*end != '\0' || !(value >= 0 && value <= 1))
    return FALSE;
  *confidence = (float) value;
  return TRUE;
}

static gboolean
parse_class (const char *text, guint *class_index)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_CLASS, &value, NULL))
    return FALSE;
  *class_index = (guint) value;
  return TRUE;
}

static gboolean
parse_counter (GHashTable *texts, const char *key, guint64 *value)
{
  const char *text = g_hash_table_lookup (texts, key);

  *value = 0;
  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, value, NULL);
}

static gboolean
parse_top (StoreSpecimen *specimen, const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text, " ", EVO_TOP + 1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (i >= EVO_TOP || equals == NULL)
        return FALSE;
      *equals = '\0';
      if (!parse_class (pairs[i], &specimen->top[i].class_index) ||
          !parse_confidence (equals + 1, &specimen->top[i].confidence))
        return FALSE;
      specimen->n_top++;
    }
  return TRUE;
}

/* A class without a label is called by its number. */
static void
take_top_labels (StoreSpecimen *specimen, const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text != NULL ? text : "", "\n", EVO_TOP);
  guint n_labels = g_strv_length (labels);

  for (guint i = 0; i < specimen->n_top; i++)
    if (i < n_labels && *labels[i] != '\0')
      specimen->top_labels[i] = g_strdup (labels[i]);
    else
      specimen->top_labels[i] = g_strdup_printf ("%u", specimen->top[i].class_index);
}

static gboolean
take_genome (StoreSpecimen *specimen, const char *text, const char *name, GError **error)
{
  g_autoptr (EvoGenome) genome = NULL;
  gsize size;
  guint8 *data = g_base64_decode (text, &size);

  specimen->genome = g_bytes_new_take (data, size);
  genome = evo_genome_deserialise (specimen->genome, error);
  if (genome == NULL)
    {
      /* Translators: %s is the name of a file; a sentence that says what is wrong follows. */
      g_prefix_error (error, _ ("“%s” cannot be used. "), name);
      return FALSE;
    }
  specimen->encoding = g_strdup (evo_encoding_to_string (evo_genome_encoding (genome)));
  specimen->genome_size = evo_genome_size (genome);
  specimen->diagram = evo_genome_diagram (genome);
  return TRUE;
}

/* How the image was made: its genome, or the rules of its ascent. */
static gboolean
take_origin (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  const char *genome = g_hash_table_lookup (texts, KEY_GENOME);
  const char *rules = g_hash_table_lookup (texts, KEY_RULES);

  if (genome != NULL)
    return take_genome (specimen, genome, name, error);
  if (*rules == '\0' || strlen (rules) > MAX_RULES)
    return set_entry_error (name, KEY_RULES, error);
  specimen->rules = g_strdup (rules);
  specimen->encoding = g_strdup (ENCODING_ASCENT);
  return TRUE;
}

static gboolean
take_entries (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  const char *class_index = g_hash_table_lookup (texts, KEY_CLASS);
  const char *confidence = g_hash_table_lookup (texts, KEY_CONFIDENCE);
  const char *network = g_hash_table_lookup (texts, KEY_NETWORK);
  const char *network_name = g_hash_table_lookup (texts, KEY_NETWORK_NAME);
  const char *encoding = g_hash_table_lookup (texts, KEY_ENCODING);
  const char *label = g_hash_table_lookup (texts, KEY_LABEL);
  const char *top = g_hash_table_lookup (texts, KEY_TOP);

  if (class_index == NULL || !parse_class (class_index, &specimen->class_index))
    return set_entry_error (name, KEY_CLASS, error);
  if (confidence == NULL || !parse_confidence (confidence, &specimen->confidence))
    return set_entry_error (name, KEY_CONFIDENCE, error);
  if (network == NULL)
    return set_entry_error (name, KEY_NETWORK, error);
  if (!parse_counter (texts, KEY_SEED, &specimen->seed))
    return set_entry_error (name, KEY_SEED, error);
  if (!parse_counter (texts, KEY_GENERATION, &specimen->generation))
    return set_entry_error (name, KEY_GENERATION, error);
  if (!parse_counter (texts, KEY_EVALUATION, &specimen->evaluation))
    return set_entry_error (name, KEY_EVALUATION, error);
  if (top != NULL && !parse_top (specimen, top))
    return set_entry_error (name, KEY_TOP, error);
  if (!take_origin (specimen, texts, name, error))
    return FALSE;
  if (g_strcmp0 (encoding, specimen->encoding) != 0)
    return set_entry_error (name, KEY_ENCODING, error);

  take_top_labels (specimen, g_hash_table_lookup (texts, KEY_TOP_LABELS));
  specimen->label = label != NULL ? g_strdup (label) : g_strdup (class_index);
  specimen->network_id = g_strdup (network);
  specimen->network_name = g_strdup (network_name != NULL ? network_name : network);
  return TRUE;
}

StoreSpecimen *
store_specimen_decode (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (StoreSpecimen) specimen = store_specimen_new ();
  g_autoptr (GHashTable) texts = NULL;

  specimen->image = store_png_decode (bytes, name, &texts, error);
  if (specimen->image == NULL)
    return NULL;
  if (!g_hash_table_contains (texts, KEY_GENOME) && !g_hash_table_contains (texts, KEY_RULES))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("“%s” is a picture, but does not say how it was made."), name);
      return NULL;
    }
  if (!take_entries (specimen, texts, name, error))
    return NULL;
  return g_steal_pointer (&specimen);
}

StoreSpecimen *
store_specimen_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_FILE_SIZE, error);
  g_autofree char *name = NULL;

  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  return store_specimen_decode (bytes, name, error);
}

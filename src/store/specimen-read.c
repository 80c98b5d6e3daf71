// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/specimen.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "store/png.h"
#include "store/specimen-keys.h"
#include "store/variation.h"

/* Entries that are not ours are left alone; each of ours is checked. */

#define MAX_FILE_SIZE (256u << 20)
#define MAX_CLASS     (1u << 24)
#define MAX_TEXT      4096 /* bytes of an entry that is kept as it is */
#define MAX_BATCH     (1u << 20)
#define MAX_CROPS     1000

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

/* An entry that is not there leaves the value as it is. */
static gboolean
take_counter (GHashTable *texts,
              const char *key,
              guint64 max,
              guint64 *value,
              const char *name,
              GError **error)
{
  const char *text = g_hash_table_lookup (texts, key);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL) ||
         set_entry_error (name, key, error);
}

static gboolean
take_number (GHashTable *texts,
             const char *key,
             guint max,
             guint *value,
             const char *name,
             GError **error)
{
  guint64 number = *value;

  if (!take_counter (texts, key, max, &number, name, error))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static gboolean
take_text (GHashTable *texts, const char *key, char **value, const char *name, GError **error)
{
  const char *text = g_hash_table_lookup (texts, key);

  if (text != NULL && strlen (text) > MAX_TEXT)
    return set_entry_error (name, key, error);
  *value = g_strdup (text);
  return TRUE;
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

/* A poster's picture, of which only points were read, as the network saw it. */
static gboolean
redraw (StoreSpecimen *specimen, const EvoGenome *genome)
{
  const BaseImage *points = specimen->image;
  BaseImage *image;

  if (points->width != evo_genome_width (genome) || points->height != evo_genome_height (genome) ||
      points->channels != evo_genome_channels (genome))
    return FALSE;
  image = base_image_new (points->width, points->height, points->channels);
  evo_genome_render (genome, image);
  base_image_unref (specimen->image);
  specimen->image = image;
  return TRUE;
}

static gboolean
take_genome (StoreSpecimen *specimen,
             const char *text,
             gboolean is_poster,
             const char *name,
             GError **error)
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
  if (is_poster && !redraw (specimen, genome))
    return set_entry_error (name, KEY_SIZE, error);
  specimen->encoding = g_strdup (evo_encoding_to_string (evo_genome_encoding (genome)));
  specimen->genome_size = evo_genome_size (genome);
  specimen->diagram = evo_genome_diagram (genome);
  return TRUE;
}

/* A picture that was changed: the method is known, and how far it went. */
static gboolean
take_perturbation (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  const char *distortion = g_hash_table_lookup (texts, KEY_DISTORTION);
  char *end;

  if (specimen->method == NULL || *specimen->method == '\0')
    return set_entry_error (name, KEY_METHOD, error);
  if (distortion == NULL || !g_ascii_isdigit (*distortion))
    return set_entry_error (name, KEY_DISTORTION, error);
  specimen->distortion = g_ascii_strtod (distortion, &end);
  if (*end != '\0' || !isfinite (specimen->distortion))
    return set_entry_error (name, KEY_DISTORTION, error);
  specimen->encoding = g_strdup (STORE_ENCODING_PERTURB);
  return TRUE;
}

/* How the image was made: its genome, or the rules of its ascent, or a perturbation. */
static gboolean
take_making (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  const char *genome = g_hash_table_lookup (texts, KEY_GENOME);

  if (!take_text (texts, KEY_METHOD, &specimen->method, name, error) ||
      !take_text (texts, KEY_RULES, &specimen->rules, name, error))
    return FALSE;
  if (genome != NULL)
    return take_genome (specimen, genome, g_hash_table_contains (texts, KEY_SIZE), name, error);
  if (g_strcmp0 (g_hash_table_lookup (texts, KEY_ENCODING), STORE_ENCODING_PERTURB) == 0)
    return take_perturbation (specimen, texts, name, error);
  if (specimen->rules == NULL || *specimen->rules == '\0')
    return set_entry_error (name, KEY_RULES, error);
  specimen->encoding = g_strdup (STORE_ENCODING_ASCENT);
  return TRUE;
}

/* "1", or no entry. */
static gboolean
take_flag (GHashTable *texts, const char *key, gboolean *flag, const char *name, GError **error)
{
  const char *text = g_hash_table_lookup (texts, key);

  *flag = text != NULL;
  return text == NULL || g_str_equal (text, "1") || set_entry_error (name, key, error);
}

static gboolean
take_variation (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  const char *text = g_hash_table_lookup (texts, KEY_VARIATION);

  if (text == NULL)
    return TRUE;
  specimen->variation = g_new (EvoVariation, 1);
  return store_variation_from_string (text, specimen->variation) ||
         set_entry_error (name, KEY_VARIATION, error);
}

/* What older files do not have. */
static gboolean
take_optional_entries (StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  return take_counter (texts, KEY_SEED, G_MAXUINT64, &specimen->seed, name, error) &&
         take_counter (texts, KEY_GENERATION, G_MAXUINT64, &specimen->origin.generation, name,
                       error) &&
         take_counter (texts, KEY_EVALUATION, G_MAXUINT64, &specimen->origin.evaluation, name,
                       error) &&
         take_counter (texts, KEY_PARENT, G_MAXUINT64, &specimen->origin.parent, name, error) &&
         take_number (texts, KEY_BATCH, MAX_BATCH, &specimen->batch, name, error) &&
         take_number (texts, KEY_CROPS, MAX_CROPS, &specimen->n_crops, name, error) &&
         take_flag (texts, KEY_SCREENING, &specimen->screening, name, error) &&
         take_number (texts, KEY_TARGET, MAX_CLASS, &specimen->target, name, error) &&
         take_number (texts, KEY_ORIGINAL, MAX_CLASS, &specimen->original, name, error) &&
         take_text (texts, KEY_NETWORK_SHA256, &specimen->network_sha256, name, error) &&
         take_text (texts, KEY_SESSION, &specimen->session, name, error) &&
         take_text (texts, KEY_TARGET_LABEL, &specimen->target_label, name, error) &&
         take_text (texts, KEY_ORIGINAL_LABEL, &specimen->original_label, name, error) &&
         take_variation (specimen, texts, name, error);
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
  if (!take_optional_entries (specimen, texts, name, error))
    return FALSE;
  if (top != NULL && !parse_top (specimen, top))
    return set_entry_error (name, KEY_TOP, error);
  if (!take_making (specimen, texts, name, error))
    return FALSE;
  if (g_strcmp0 (encoding, specimen->encoding) != 0)
    return set_entry_error (name, KEY_ENCODING, error);

  take_top_labels (specimen, g_hash_table_lookup (texts, KEY_TOP_LABELS));
  specimen->label = label != NULL ? g_strdup (label) : g_strdup (class_index);
  specimen->network_id = g_strdup (network);
  specimen->network_name = g_strdup (network_name != NULL ? network_name : network);
  return TRUE;
}

/* "28x28": a poster says how large its image is. */
static gboolean
choose_size (GHashTable *texts, guint *width, guint *height)
{
  const char *text = g_hash_table_lookup (texts, KEY_SIZE);
  g_auto (GStrv) sides = NULL;
  guint64 across, down;

  if (text == NULL)
    return FALSE;
  sides = g_strsplit (text, "x", 3);
  if (g_strv_length (sides) != 2 ||
      !g_ascii_string_to_unsigned (sides[0], 10, 1, BASE_IMAGE_MAX_SIDE, &across, NULL) ||
      !g_ascii_string_to_unsigned (sides[1], 10, 1, BASE_IMAGE_MAX_SIDE, &down, NULL))
    return FALSE;
  *width = (guint) across;
  *height = (guint) down;
  return TRUE;
}

/* What it says has to be what was read. */
static gboolean
check_size (const StoreSpecimen *specimen, GHashTable *texts, const char *name, GError **error)
{
  guint width, height;

  if (!g_hash_table_contains (texts, KEY_SIZE))
    return TRUE;
  return (choose_size (texts, &width, &height) && width == specimen->image->width &&
          height == specimen->image->height) ||
         set_entry_error (name, KEY_SIZE, error);
}

StoreSpecimen *
store_specimen_decode (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (StoreSpecimen) specimen = store_specimen_new ();
  g_autoptr (GHashTable) texts = NULL;

  specimen->image = store_png_decode_points (bytes, name, choose_size, &texts, error);
  if (specimen->image == NULL)
    return NULL;
  if (!g_hash_table_contains (texts, KEY_GENOME) && !g_hash_table_contains (texts, KEY_RULES) &&
      !g_hash_table_contains (texts, KEY_DISTORTION))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("“%s” is a picture, but does not say how it was made."), name);
      return NULL;
    }
  if (!check_size (specimen, texts, name, error) || !take_entries (specimen, texts, name, error))
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/specimen.h"

#include "config.h"

#include "base/file.h"
#include "base/percent.h"
#include "store/png.h"
#include "store/specimen-keys.h"
#include "store/variation.h"

/* How each entry of store/specimen-keys.h is written; confidences with nine digits and distances
 * with seventeen, which is what brings the same number back. */

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
distance_to_string (double distance)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.17g", distance));
}

static char *
counter_to_string (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
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
  g_autofree char *percent = base_confidence_file_text (specimen->confidence);
  const char *name = specimen->network_name != NULL ? specimen->network_name : specimen->network_id;

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
  add_entry (entries, KEY_SEED, counter_to_string (specimen->seed));
  add_entry (entries, KEY_GENERATION, counter_to_string (specimen->origin.generation));
  add_entry (entries, KEY_EVALUATION, counter_to_string (specimen->origin.evaluation));
  add_entry (entries, KEY_TOP, top_to_string (specimen));
  add_entry (entries, KEY_TOP_LABELS, top_labels_to_string (specimen));
  add_entry (entries, KEY_RULES, g_strdup (specimen->rules));
  add_entry (entries, KEY_GENOME, genome_to_string (specimen));
}

/* What not every specimen has. */
static void
add_optional_entries (Entries *entries, const StoreSpecimen *specimen)
{
  gboolean is_perturbed = g_strcmp0 (specimen->encoding, STORE_ENCODING_PERTURB) == 0;

  add_entry (entries, KEY_NETWORK_SHA256, g_strdup (specimen->network_sha256));
  add_entry (entries, KEY_METHOD, g_strdup (specimen->method));
  add_entry (entries, KEY_SESSION, g_strdup (specimen->session));
  if (specimen->origin.parent != EVO_NO_PARENT)
    add_entry (entries, KEY_PARENT, counter_to_string (specimen->origin.parent));
  if (specimen->batch > 0)
    add_entry (entries, KEY_BATCH, counter_to_string (specimen->batch));
  if (specimen->n_crops > 0)
    add_entry (entries, KEY_CROPS, counter_to_string (specimen->n_crops));
  if (specimen->screening)
    add_entry (entries, KEY_SCREENING, g_strdup ("1"));
  if (specimen->variation != NULL)
    add_entry (entries, KEY_VARIATION, store_variation_to_string (specimen->variation));
  if (specimen->target != STORE_NO_CLASS)
    add_entry (entries, KEY_TARGET, counter_to_string (specimen->target));
  add_entry (entries, KEY_TARGET_LABEL, g_strdup (specimen->target_label));
  if (specimen->original != STORE_NO_CLASS)
    add_entry (entries, KEY_ORIGINAL, counter_to_string (specimen->original));
  add_entry (entries, KEY_ORIGINAL_LABEL, g_strdup (specimen->original_label));
  if (is_perturbed)
    add_entry (entries, KEY_DISTORTION, distance_to_string (specimen->distortion));
}

/* Of a poster: the size of the image itself. */
static char *
size_to_string (const BaseImage *image)
{
  return g_strdup_printf ("%ux%u", image->width, image->height);
}

static void
entries_clear (Entries *entries)
{
  g_array_unref (entries->texts);
  g_ptr_array_unref (entries->owned);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entries, entries_clear)

/* For a file with a picture of that size. */
static void
entries_init (Entries *entries, const StoreSpecimen *specimen, guint width, guint height)
{
  const BaseImage *image = specimen->image;

  entries->texts = g_array_new (FALSE, FALSE, sizeof (StoreText));
  entries->owned = g_ptr_array_new_with_free_func (g_free);
  add_entries (entries, specimen);
  add_optional_entries (entries, specimen);
  if (width != image->width || height != image->height)
    add_entry (entries, KEY_SIZE, size_to_string (image));
}

StorePngWriter *
store_specimen_begin_poster (const StoreSpecimen *specimen,
                             guint width,
                             guint height,
                             const char *path,
                             GError **error)
{
  g_auto (Entries) entries = { NULL };

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL, NULL);

  entries_init (&entries, specimen, width, height);
  return store_png_writer_new (path, width, height, specimen->image->channels,
                               (const StoreText *) entries.texts->data, entries.texts->len, error);
}

GBytes *
store_specimen_encode_as (const StoreSpecimen *specimen, const BaseImage *image, GError **error)
{
  g_auto (Entries) entries = { NULL };

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL && image != NULL, NULL);

  entries_init (&entries, specimen, image->width, image->height);
  return store_png_encode (image, (const StoreText *) entries.texts->data, entries.texts->len,
                           error);
}

GBytes *
store_specimen_encode (const StoreSpecimen *specimen, GError **error)
{
  g_return_val_if_fail (specimen != NULL && specimen->image != NULL, NULL);

  return store_specimen_encode_as (specimen, specimen->image, error);
}

gboolean
store_specimen_save (const StoreSpecimen *specimen, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = store_specimen_encode (specimen, error);

  return bytes != NULL && base_file_write (path, bytes, error);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-output.h"

#include "config.h"

#include <glib/gi18n.h>

#include "store/file-name.h"
#include "store/png.h"
#include "store/sheet.h"
#include "ui/perturb/look-view.h"
#include "ui/perturb/perturb-text.h"

/* Pixels of each of the three pictures when they are one. */
#define SHEET_CELL 448

#define MAX_IMAGES 3

/* What the other thread needs to make the PNG. */
typedef struct
{
  BaseImage *images[MAX_IMAGES];
  char *captions[MAX_IMAGES];
  guint n_images;          /* 1: the image as it is; more: beside each other, with captions */
  char *title;             /* is written into the file */
  StoreSpecimen *specimen; /* of an image that tells how it was made; else NULL */
} Pictures;

static void
pictures_free (gpointer data)
{
  Pictures *pictures = data;

  for (guint i = 0; i < pictures->n_images; i++)
    {
      base_image_unref (pictures->images[i]);
      g_free (pictures->captions[i]);
    }
  g_free (pictures->title);
  g_clear_pointer (&pictures->specimen, store_specimen_unref);
  g_free (pictures);
}

static GBytes *
encode (gpointer data, BaseImage **image, GError **error)
{
  Pictures *pictures = data;
  StoreText texts[] = { { "Title", pictures->title }, { "Software", "Fooled" } };

  if (pictures->specimen != NULL)
    {
      *image = base_image_ref (pictures->specimen->image);
      return store_specimen_encode (pictures->specimen, error);
    }
  if (pictures->n_images == 1)
    *image = base_image_ref (pictures->images[0]);
  else
    *image = store_sheet_new (pictures->images, (const char **) pictures->captions,
                              pictures->n_images, pictures->n_images, SHEET_CELL, error);
  return *image != NULL ? store_png_encode (*image, texts, G_N_ELEMENTS (texts), error) : NULL;
}

/* Takes over the caption. */
static void
add (Pictures *pictures, BaseImage *image, char *caption)
{
  pictures->images[pictures->n_images] = base_image_ref (image);
  pictures->captions[pictures->n_images++] = caption;
}

/* "Before: hen, 99.95 %" */
static char *
look_caption (const char *title, const RunPerturbSnapshot *snapshot, const RunLook *look)
{
  g_autofree char *text = fooled_look_text (snapshot->network, look);

  return g_strdup_printf ("%s: %s", title, text);
}

static char *
change_caption (const FooledPerturbContent *content)
{
  return g_strdup_printf (_ ("Change × %.0f"), content->factor);
}

/* The network's own label, as in the names of all files. Caller frees. */
static char *
name_of_class (const RunNetworkInfo *network, guint class_index)
{
  g_autofree char *label = store_file_name_text (network->labels[class_index]);

  return *label != '\0' ? g_steal_pointer (&label) : g_strdup_printf ("%u", class_index);
}

/* "hen to school bus after.png" */
static char *
file_name (const FooledPerturbContent *content, const char *what)
{
  const RunPerturbSnapshot *snapshot = content->snapshot;
  const RunPerturbResult *result = &snapshot->result;
  g_autofree char *before = name_of_class (snapshot->network, snapshot->before->top[0].class_index);
  g_autofree char *after = NULL;

  if (!snapshot->has_result || result->label_after == result->label)
    return g_strdup_printf ("%s %s.png", before, what);
  after = name_of_class (snapshot->network, result->label_after);
  /* Translators: the name of a file: two labels, and which picture it is. */
  return g_strdup_printf (_ ("%s to %s %s.png"), before, after, what);
}

/* Which picture it is, in the name of its file. */
static const char *
word_for (const char *what)
{
  if (g_str_equal (what, "before"))
    return C_ ("name of a file", "before");
  if (g_str_equal (what, "change"))
    return C_ ("name of a file", "change");
  if (g_str_equal (what, "after"))
    return C_ ("name of a file", "after");
  return C_ ("name of a file", "all");
}

FooledOutput *
fooled_perturb_output_new (const FooledPerturbContent *content, const char *what)
{
  const RunPerturbSnapshot *snapshot = content->snapshot;
  Pictures *pictures;
  gboolean all;
  g_autofree char *name = NULL;

  g_return_val_if_fail (what != NULL, NULL);

  if (snapshot == NULL || snapshot->before == NULL || snapshot->before->n_top == 0)
    return NULL;
  if (snapshot->after == NULL || snapshot->after->n_top == 0 || content->change == NULL)
    what = "before"; /* nothing else is there yet */
  all = g_str_equal (what, "all");
  pictures = g_new0 (Pictures, 1);
  if (all || g_str_equal (what, "before"))
    add (pictures, all ? snapshot->before->image : snapshot->before->whole,
         look_caption (_ ("Before"), snapshot, snapshot->before));
  if (all || g_str_equal (what, "change"))
    add (pictures, content->change, change_caption (content));
  if (all || g_str_equal (what, "after"))
    add (pictures, all ? snapshot->after->image : snapshot->after->whole,
         look_caption (_ ("After"), snapshot, snapshot->after));
  if (g_str_equal (what, "after"))
    pictures->specimen = run_perturb_specimen (snapshot);
  pictures->title =
      all ? fooled_perturb_sentence (snapshot, content->target) : g_strdup (pictures->captions[0]);
  name = file_name (content, word_for (what));
  return fooled_output_new (name, pictures->title, encode, pictures, pictures_free);
}

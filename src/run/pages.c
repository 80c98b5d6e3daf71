// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/pages.h"

#include "config.h"

#include <math.h>

#include "base/percent.h"
#include "run/ancestry.h"
#include "run/label-text.h"
#include "store/sheet.h"

#define POINTS_PER_INCH 72.0

/* "strawberry\n99.96 %\nAlexNet": label, confidence and network. Caller frees. */
static char *
caption_of (const StoreSpecimen *specimen)
{
  g_autofree char *confidence = base_confidence_text (specimen->confidence);

  return g_strdup_printf ("%s\n%s\n%s", run_label_text (specimen->label), confidence,
                          specimen->network_name != NULL ? specimen->network_name
                                                         : specimen->network_id);
}

static char **
captions_of (GPtrArray *specimens)
{
  char **captions = g_new0 (char *, specimens->len + 1);

  for (guint i = 0; i < specimens->len; i++)
    captions[i] = caption_of (specimens->pdata[i]);
  return captions;
}

StoreDocument *
run_pages_new (GPtrArray *specimens,
               double width,
               double height,
               guint dpi,
               gboolean captions,
               BaseProgress progress,
               gpointer progress_data,
               const gint *interrupt,
               GError **error)
{
  g_auto (GStrv) texts = NULL;
  g_autoptr (StoreDocument) document = NULL;
  double side;

  g_return_val_if_fail (specimens != NULL && specimens->len > 0, NULL);
  g_return_val_if_fail (dpi >= RUN_PAGES_MIN_DPI && dpi <= RUN_PAGES_MAX_DPI, NULL);

  if (captions)
    texts = captions_of (specimens);
  document = store_document_new (specimens->len, (const char *const *) texts, width, height);
  side = ceil (store_document_cell (document) * dpi / POINTS_PER_INCH);
  for (guint i = 0; i < specimens->len; i++)
    {
      const StoreSpecimen *specimen = specimens->pdata[i];
      g_autoptr (BaseImage) drawn = NULL;

      if (run_poster_is_drawn (specimen))
        {
          drawn = run_poster_draw (specimen, (guint) CLAMP (side, 1, RUN_POSTER_MAX_SIDE),
                                   interrupt, error);
          if (drawn == NULL)
            return NULL;
        }
      store_document_set_image (document, i, drawn != NULL ? drawn : specimen->image);
      if (progress != NULL)
        progress ((i + 1.0) / (specimens->len + 1), progress_data);
    }
  return g_steal_pointer (&document);
}

gboolean
run_sheet_save (GPtrArray *specimens,
                guint cell,
                const char *path,
                const gint *interrupt,
                GError **error)
{
  g_auto (GStrv) captions = NULL;
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) base_image_unref);
  g_autoptr (BaseImage) sheet = NULL;
  StoreText text = { "Software", "Fooled " FOOLED_VERSION };

  g_return_val_if_fail (specimens != NULL && specimens->len > 0 && cell >= 1, FALSE);

  for (guint i = 0; i < specimens->len; i++)
    {
      const StoreSpecimen *specimen = specimens->pdata[i];
      BaseImage *image = base_image_ref (specimen->image);

      if (run_poster_is_drawn (specimen) && cell > MAX (image->width, image->height))
        {
          base_image_unref (image);
          image = run_poster_draw (specimen, cell, interrupt, error);
          if (image == NULL)
            return FALSE;
        }
      g_ptr_array_add (images, image);
    }
  captions = captions_of (specimens);
  sheet = store_sheet_new ((BaseImage *const *) images->pdata, (const char *const *) captions,
                           images->len, 0, cell, error);
  return sheet != NULL && store_png_save (sheet, &text, 1, path, error);
}

// SPDX-License-Identifier: GPL-3.0-or-later
/* A line of ancestors as a picture, and as one that moves. */
#include "run/ancestry.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/percent.h"
#include "run/label-text.h"
#include "store/png.h"
#include "store/sheet.h"

#define STRIP_CELL 112 /* pixels */
#define FRAME_SIDE 448 /* that a frame does not pass, unless the image is larger */

/* Small images are enlarged, which has to stay sharp; photographs' sizes would be huge without
 * loss. */
#define LOSSLESS_SIDE 64

static char *
caption (const RunAncestry *ancestry, const RunAncestor *ancestor)
{
  g_autofree char *confidence = base_confidence_text (ancestor->confidence);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, ancestor->origin.generation);

  if (ancestry->is_climb)
    /* Translators: under a picture: label; confidence; in which iteration. */
    return g_strdup_printf (_ ("%s\n%s\niteration %s"), run_label_text (ancestor->label),
                            confidence, count);
  /* Translators: under a picture: label; confidence; in which generation. */
  return g_strdup_printf (_ ("%s\n%s\ngeneration %s"), run_label_text (ancestor->label), confidence,
                          count);
}

static BaseImage *
draw (const RunAncestry *ancestry, GError **error)
{
  g_autofree BaseImage **images = NULL;
  g_autoptr (GPtrArray) captions = g_ptr_array_new_with_free_func (g_free);

  images = g_new (BaseImage *, ancestry->n);
  for (guint i = 0; i < ancestry->n; i++)
    {
      images[i] = ancestry->ancestors[i].image;
      g_ptr_array_add (captions, caption (ancestry, &ancestry->ancestors[i]));
    }
  return store_strip_new (images, (const char *const *) captions->pdata, ancestry->n, STRIP_CELL,
                          error);
}

GBytes *
run_ancestry_encode (const RunAncestry *ancestry, BaseImage **image, GError **error)
{
  g_autoptr (BaseImage) strip = draw (ancestry, error);
  const RunAncestor *last = &ancestry->ancestors[ancestry->n - 1];
  g_autofree char *confidence = base_confidence_text (last->confidence);
  /* Translators: label and confidence of an image. */
  g_autofree char *title = g_strdup_printf (_ ("Ancestors of %s, %s"), last->label, confidence);
  StoreText texts[] = { { "Title", title }, { "Software", "Fooled" } };
  GBytes *png;

  if (strip == NULL)
    return NULL;
  png = store_png_encode (strip, texts, G_N_ELEMENTS (texts), error);
  if (png != NULL && image != NULL)
    *image = g_steal_pointer (&strip);
  return png;
}

/* When frame i ends, in milliseconds. */
static guint
frame_end (guint i, guint n, guint milliseconds)
{
  guint last = n > 1 ? milliseconds / 5 : milliseconds;

  return i == n - 1 ? milliseconds
                    : (guint) ((guint64) (milliseconds - last) * (i + 1) / MAX (n - 1, 1));
}

StoreAnimation *
run_ancestry_animate (const RunAncestry *ancestry,
                      guint seconds,
                      const gint *interrupt,
                      GError **error)
{
  g_autoptr (StoreAnimation) animation = NULL;
  const BaseImage *first;
  guint longest, factor, n, before = 0;

  g_return_val_if_fail (ancestry != NULL, NULL);
  g_return_val_if_fail (
      seconds >= RUN_ANIMATION_MIN_SECONDS && seconds <= RUN_ANIMATION_MAX_SECONDS, NULL);

  first = ancestry->ancestors[0].image;
  longest = MAX (first->width, first->height);
  factor = MAX (FRAME_SIDE / longest, 1);
  n = MIN (ancestry->n, seconds * RUN_ANIMATION_RATE);
  animation = store_animation_new (first->width * factor, first->height * factor,
                                   longest <= LOSSLESS_SIDE, error);
  for (guint i = 0; animation != NULL && i < n; i++)
    {
      guint index = n > 1 ? (guint) ((guint64) i * (ancestry->n - 1) / (n - 1)) : ancestry->n - 1;
      const BaseImage *image = ancestry->ancestors[index].image;
      g_autoptr (BaseImage) frame = base_image_enlarge_rgb (image, factor);
      guint end = frame_end (i, n, seconds * 1000);

      if (!store_animation_add (animation, frame, end - before, interrupt, error))
        return NULL;
      before = end;
    }
  return g_steal_pointer (&animation);
}

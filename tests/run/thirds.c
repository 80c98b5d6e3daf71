// SPDX-License-Identifier: GPL-3.0-or-later
#include "thirds.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/random.h"

static void
append_be32 (GByteArray *bytes, guint32 number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

void
thirds_write_file (const char *folder, const char *name, const GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

void
thirds_write (const char *folder, const char *stem, guint n, guint n_classes)
{
  g_autoptr (GByteArray) images = g_byte_array_new ();
  g_autoptr (GByteArray) labels = g_byte_array_new ();
  g_autofree char *images_name = g_strconcat (stem, "-images-idx3-ubyte", NULL);
  g_autofree char *labels_name = g_strconcat (stem, "-labels-idx1-ubyte", NULL);
  BaseRandom random;

  base_random_init (&random, 4, n, 0);
  append_be32 (images, 0x803);
  append_be32 (images, n);
  append_be32 (images, THIRDS_SIDE);
  append_be32 (images, THIRDS_SIDE);
  append_be32 (labels, 0x801);
  append_be32 (labels, n);
  for (guint i = 0; i < n; i++)
    {
      guint8 label = i % n_classes;

      g_byte_array_append (labels, &label, 1);
      for (guint y = 0; y < THIRDS_SIDE; y++)
        for (guint x = 0; x < THIRDS_SIDE; x++)
          {
            guint8 grey = y * 3 / THIRDS_SIDE == label ? base_random_below (&random, 256) : 0;

            g_byte_array_append (images, &grey, 1);
          }
    }
  thirds_write_file (folder, images_name, images);
  thirds_write_file (folder, labels_name, labels);
}

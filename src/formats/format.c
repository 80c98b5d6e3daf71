// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"

#define MAX_FORMATS 16

/* From the surest mark to none: ONNX takes what is left. */
static const FmtFormat *formats[MAX_FORMATS] = {
  &fmt_format_deep_compression,
  &fmt_format_caffemodel,
  &fmt_format_onnx,
};

static guint
count (void)
{
  guint n = 0;

  while (n < MAX_FORMATS && formats[n] != NULL)
    n++;
  return n;
}

const FmtFormat *
fmt_format_of (const char *path, const guint8 *data, gsize size)
{
  guint last = count () - 1;

  g_return_val_if_fail (path != NULL && (data != NULL || size == 0), formats[last]);

  for (guint i = 0; i < last; i++)
    if (formats[i]->fits (path, data, size))
      return formats[i];
  return formats[last];
}

const FmtFormat *
fmt_format_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < count (); i++)
    if (g_str_equal (formats[i]->name, name))
      return formats[i];
  return NULL;
}

char *
fmt_format_names (void)
{
  const char *names[MAX_FORMATS + 1] = { NULL };

  for (guint i = 0; i < count (); i++)
    names[i] = formats[i]->name;
  return g_strjoinv (", ", (char **) names);
}

void
fmt_format_register (const FmtFormat *format)
{
  guint n = count ();

  g_return_if_fail (format != NULL && n < MAX_FORMATS);

  for (guint i = n; i > 0; i--)
    formats[i] = formats[i - 1];
  formats[0] = format;
}

void
fmt_reading_clear (FmtReading *reading)
{
  g_clear_pointer (&reading->graph, nn_graph_free);
  g_clear_pointer (&reading->output, g_free);
  g_clear_pointer (&reading->labels, g_strfreev);
  g_clear_pointer (&reading->outputs, g_ptr_array_unref);
  g_clear_pointer (&reading->data_files, g_ptr_array_unref);
  if (reading->free_own != NULL)
    reading->free_own (reading->own);
  reading->own = NULL;
  reading->free_own = NULL;
}

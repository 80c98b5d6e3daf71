// SPDX-License-Identifier: GPL-3.0-or-later
#include "zoo.h"

#include "formats/onnx.h"

/* save-zoo FOLDER: writes the well-known networks, with random weights, as ONNX files into a
 * folder: what compare-onnxruntime.mjs compares with another runtime. */
int
main (int argc, char **argv)
{
  if (argc != 2)
    {
      g_printerr ("usage: save-zoo FOLDER\n");
      return 2;
    }
  for (gsize i = 0; zoo_names[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat (zoo_names[i], ".onnx", NULL);
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autoptr (NnGraph) graph = zoo_new (zoo_names[i]);
      g_autoptr (GError) error = NULL;

      if (!fmt_onnx_save (graph, path, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }
  return 0;
}

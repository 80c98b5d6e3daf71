// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "formats/caffe.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FmtCaffeInput input = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph =
      fmt_caffe_parse_bytes (g_bytes_new_static (data, size), "fuzz", &input, NULL, NULL, &error);

  fuzz_check_error (graph != NULL, error);
  if (graph != NULL)
    fuzz_run_graph (graph);
  return 0;
}

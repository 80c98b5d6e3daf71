// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "formats/onnx.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = fmt_onnx_parse (data, size, "fuzz", &error);

  fuzz_check_error (graph != NULL, error);
  if (graph != NULL)
    fuzz_run_graph (graph);
  return 0;
}

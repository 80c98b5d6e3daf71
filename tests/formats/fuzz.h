// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* What the libFuzzer targets share. A target reads whatever bytes it is given and aborts where the
 * program breaks a promise.
 *
 *   CC=clang meson setup -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false BUILD
 *   ninja -C BUILD tests/formats/fuzz-onnx
 *   BUILD/tests/formats/fuzz-onnx -entropic=0 NEW tests/formats/corpus/onnx
 *
 * where NEW is an empty folder. With libFuzzer's entropic schedule a target of many features spends
 * nine tenths of its time on counting them. fuzz-picture spends three quarters of its time on
 * gdk-pixbuf's guess among all types of files, unless XDG_DATA_DIRS leads to a shared-mime-info
 * database of pictures only. What a corpus holds, the tests read once (fuzz-replay.c); a file that
 * something was found with is added to it. */

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The name of a file of this process's own, in memory where there is such a file system: a disk
 * takes longer than all the rest. Caller frees. */
char *fuzz_path (const char *suffix);

/* Either something was read, or the error is a readable sentence. */
void fuzz_check_error (gboolean is_read, const GError *error);

/* A graph that was read computes, forward and backward, whatever it computes. */
void fuzz_run_graph (const NnGraph *graph);

G_END_DECLS

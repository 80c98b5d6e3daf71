// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/network.h"

#include <glib/gstdio.h>
#include <string.h>

/* Files that people take for networks of this program: each is called by its name, with what to do.
 */

typedef struct
{
  const char *name;
  const char *content;
  gsize size;
  const char *words; /* that the message has, with spaces between them */
} Case;

#define CONTENT(text) text, sizeof text - 1

static const Case cases[] = {
  { "model.safetensors", CONTENT ("\x0a\0\0\0\0\0\0\0{\"a\":{} } "),
    "safetensors torch.onnx.export" },
  { "renamed.onnx", CONTENT ("\x0a\0\0\0\0\0\0\0{\"a\":{} } "), "safetensors" },
  { "model.pt", CONTENT ("PK\3\4....archive/data.pkl...."), "PyTorch torch.onnx.export" },
  { "script.pt", CONTENT ("PK\3\4....x/data.pkl x/constants.pkl"), "TorchScript torch.jit.load" },
  { "program.pt2", CONTENT ("PK\3\4....archive_format"), "torch.export" },
  { "old.pth",
    CONTENT ("\x80\2\x8a\nl\xfc\x9c"
             "F\xf9 j\xa8P\x19."),
    "PyTorch" },
  { "weights.bin", CONTENT ("\x80\4\x95....sklearn.neural_network"), "pickle skl2onnx" },
  { "model.h5", CONTENT ("\x89HDF\r\n\x1a\n........"), "HDF5 Keras tf2onnx" },
  { "model.keras", CONTENT ("PK\3\4....model.weights.h5"), "Keras model.export" },
  { "model.tflite", CONTENT ("\x1c\0\0\0TFL3........"), "Lite tf2onnx" },
  { "saved_model.pb", CONTENT ("\x08\1\x12\4meta"), "SavedModel --saved-model" },
  { "model.onnx", CONTENT ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
    "LFS pull" },
  { "model2.onnx", CONTENT ("\n<!DOCTYPE html>\n<html></html>"), "web page raw" },
  { "model.zip", CONTENT ("PK\3\4...."), "archive Unpack" },
  { "model.tar.gz", CONTENT ("\x1f\x8b........"), "archive" },
  { "weights.npz", CONTENT ("PK\3\4....a.npy"), "NumPy" },
  { "llama.gguf", CONTENT ("GGUF........"), "GGUF language" },
  { "hen.png", CONTENT ("\x89PNG\r\n\x1a\n"), "picture" },
  { "deploy.prototxt", CONTENT ("name: \"x\""), "caffemodel" },
  { "model.ckpt", CONTENT ("anything at all"), "checkpoint" },
  { "gone.onnx", CONTENT ("Entry not found"), "text message again" },
  { "denied.onnx", CONTENT ("{\"error\": \"Unauthorized\"}\n"), "text message again" },
  { "script.py", CONTENT ("import torch\n"), "text" },
  { "nothing.onnx", CONTENT (""), "empty again" },
  { "model.ort", CONTENT ("\x14\0\0\0ORTM...."), "ONNX Runtime" },
  { "renamed.bin", CONTENT ("\x14\0\0\0ORTM...."), "ONNX Runtime" },
  { "model.engine", CONTENT ("ftrt\1\0\0\0"), "device converted from" },
  { "model.mnn", CONTENT ("\0\0\0\0\1"), "device converted from" },
  { "model.mlmodel", CONTENT ("\x08\4\x12\x08........"), "Core ML" },
  { "model.params", CONTENT ("\x12\1\0\0\0\0\0\0...."), "MXNet export_model" },
  { "symbol.json", CONTENT ("{\"nodes\": [], \"arg_nodes\": []}"), "MXNet" },
  { "inference.json", CONTENT ("{\"base_code\": {\"magic\": \"pir\"}}"), "Paddle" },
  { "flax_model.msgpack", CONTENT ("\x81\xa6params\x80"), "JAX ONNX" },
  { "ggml.bin", CONTENT ("lmgg\1\0\0\0"), "language model" },
};

static char *folder;

static void
test_file (gconstpointer data)
{
  const Case *tested = data;
  g_autofree char *path = g_build_filename (folder, tested->name, NULL);
  g_auto (GStrv) words = g_strsplit (tested->words, " ", -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, tested->content, (gssize) tested->size, NULL));
  g_assert_null (fmt_network_load (path, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, tested->name));
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (error->message, words[i]) == NULL)
      g_error ("no “%s” in: %s", words[i], error->message);
  g_unlink (path);
}

/* TensorFlow saves a folder. */
static void
test_folder (void)
{
  g_autofree char *path = g_build_filename (folder, "saved_model.pb", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_null (fmt_network_load (folder, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "--saved-model"));
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("fooled-foreign-XXXXXX", NULL);
  g_setenv ("FOOLED_WEIGHTS_DIR", folder, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/formats/foreign/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_file);
    }
  g_test_add_func ("/formats/foreign/folder", test_folder);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}

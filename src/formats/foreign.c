// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/foreign.h"

#include "base/error.h"
#include "config.h"
#include "formats/format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  NOT_FOREIGN,
  LFS_POINTER,
  WEB_PAGE,
  SAFETENSORS,
  TORCH,
  TORCH_SCRIPT,
  TORCH_EXPORT,
  KERAS_H5,
  KERAS,
  TFLITE,
  SAVED_MODEL,
  TF_CHECKPOINT,
  GGUF,
  NUMPY,
  ARCHIVE,
  OPENVINO,
  PADDLE,
  NCNN,
  CORE_ML,
  DARKNET,
  PICKLE,
  PICTURE,
  TEXT_PROTO,
  TEXT,
  EMPTY,
  FOLDER,
  RUNTIME,
  DEVICE,
  MXNET,
  FLAX,
} Kind;

/* %s is the file. Each says what the file is, and how to go on. */
static const char *const sentences[] = {
  [LFS_POINTER] = N_ ("“%s” is a Git LFS pointer, a note that stands for the file, not the network "
                      "itself. Get the real file with “git lfs pull”, or with the download button "
                      "of the page that it came from."),
  [WEB_PAGE] = N_ ("“%s” is a web page, not a network: the download gave a page instead of the "
                   "file. Download it again with the page's download button, or its “raw” link."),
  [SAFETENSORS] =
      N_ ("“%s” is a safetensors file: weights without the layers that they belong to. Load it "
          "into its model in Python and save that with torch.onnx.export, or with “optimum-cli "
          "export onnx”."),
  [TORCH] =
      N_ ("“%s” is a file of PyTorch, which needs the program that made it. Load it into its model "
          "in Python, call model.eval(), and save it with torch.onnx.export (model, an example "
          "input, \"network.onnx\")."),
  [TORCH_SCRIPT] =
      N_ ("“%s” is a TorchScript file. Load it in Python with torch.jit.load and save it with "
          "torch.onnx.export (model, an example input, \"network.onnx\")."),
  [TORCH_EXPORT] =
      N_ ("“%s” is a program saved by torch.export. Load it in Python with torch.export.load and "
          "save its module() with torch.onnx.export (module, an example input, "
          "\"network.onnx\")."),
  [KERAS_H5] = N_ ("“%s” is an HDF5 file, as Keras saves networks. Load it in Python with "
                   "keras.models.load_model and save it with model.export (\"network.onnx\", "
                   "format=\"onnx\"), or convert it with “python -m tf2onnx.convert --keras”."),
  [KERAS] =
      N_ ("“%s” is a Keras file. Load it in Python with keras.models.load_model and save it "
          "with model.export (\"network.onnx\", format=\"onnx\"), or convert it with tf2onnx."),
  [TFLITE] = N_ ("“%s” is a TensorFlow Lite file. Convert it with “python -m tf2onnx.convert "
                 "--tflite FILE --output network.onnx”."),
  [SAVED_MODEL] =
      N_ ("“%s” is a part of a TensorFlow SavedModel. Convert its folder with “python -m "
          "tf2onnx.convert --saved-model FOLDER --output network.onnx”."),
  [TF_CHECKPOINT] =
      N_ ("“%s” is a TensorFlow checkpoint: weights without their layers. Load it into its model "
          "in Python and convert that with tf2onnx."),
  [GGUF] = N_ ("“%s” is a GGUF file, which holds a language model; this program is for networks "
               "that classify pictures, as ONNX files."),
  [NUMPY] = N_ ("“%s” holds arrays of NumPy: weights without their layers. Load them into their "
                "model and save that as ONNX."),
  [ARCHIVE] = N_ ("“%s” is a packed archive. Unpack it and open the network in it."),
  [OPENVINO] = N_ ("“%s” is a file of OpenVINO. Open the ONNX file that it was converted from."),
  [PADDLE] = N_ ("“%s” is a file of PaddlePaddle. Convert it with paddle2onnx."),
  [NCNN] = N_ ("“%s” is a file of ncnn. Open the ONNX file that it was converted from."),
  [CORE_ML] = N_ ("“%s” is a Core ML file. Open the network that it was converted from, or save "
                  "that as ONNX."),
  [DARKNET] = N_ ("“%s” is a file of Darknet's weights, without their layers. Convert it to ONNX "
                  "together with its .cfg file."),
  [PICKLE] =
      N_ ("“%s” is a Python pickle, which only the program that made it can read. Load it in "
          "Python and save the network as ONNX: with torch.onnx.export, or with skl2onnx "
          "where it is scikit-learn's."),
  [PICTURE] = N_ ("“%s” is a picture, not a network."),
  [TEXT] = N_ ("“%s” is text, not a network. If it was downloaded, a message came in place of the "
               "file: get it again."),
  [EMPTY] = N_ ("“%s” is empty: a download or a copy was not finished. Get it again."),
  [FOLDER] = N_ ("“%s” is a folder. Open the file of the network in it."),
  [RUNTIME] =
      N_ ("“%s” is a file of ONNX Runtime's own format. Open the ONNX file that it was made "
          "from."),
  [DEVICE] = N_ ("“%s” is a network that was converted for one kind of device or program. Open the "
                 "ONNX file that it was converted from."),
  [MXNET] = N_ ("“%s” is a file of MXNet. Save the network as ONNX in Python with "
                "mxnet.onnx.export_model."),
  [FLAX] = N_ ("“%s” holds weights of a JAX network without its layers. Load them into their model "
               "and save that as ONNX."),
  [TEXT_PROTO] = N_ ("“%s” describes a network's layers as text, without their weights. Open the "
                     ".caffemodel that belongs to it; this file is read where it lies beside it."),
};

static gboolean
begins (const guint8 *data, gsize size, const char *mark, gsize length)
{
  return size >= length && memcmp (data, mark, length) == 0;
}

#define BEGINS(mark) begins (data, size, mark, sizeof mark - 1)

static gboolean
has_text (const guint8 *data, gsize size, const char *text)
{
  return memmem (data, size, text, strlen (text)) != NULL;
}

/* How much of a file is looked through for a name inside. */
#define LOOK_SIZE ((gsize) 1 << 20)

/* A ZIP's names are beside its files and again at its end. */
static Kind
find_zip (const char *path, const guint8 *data, gsize size)
{
  gsize head = MIN (size, LOOK_SIZE);
  const guint8 *tail = data + size - head;

  if (has_text (data, head, "model.weights.h5") || has_text (tail, head, "model.weights.h5"))
    return KERAS;
  if (g_str_has_suffix (path, ".dlc"))
    return DEVICE;
  if (has_text (tail, head, "serialized_exported_program") ||
      has_text (tail, head, "archive_format"))
    return TORCH_EXPORT;
  if (has_text (tail, head, "/constants.pkl"))
    return TORCH_SCRIPT;
  if (has_text (tail, head, "/data.pkl") || has_text (data, head, "/data.pkl"))
    return TORCH;
  if (has_text (tail, head, ".npy") || g_str_has_suffix (path, ".npz"))
    return NUMPY;
  return ARCHIVE;
}

/* Eight bytes of a length, then JSON. */
static gboolean
is_safetensors (const guint8 *data, gsize size)
{
  guint64 length;

  if (size < 10 || data[8] != '{')
    return FALSE;
  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length);
  return length >= 2 && length <= size - 8 && (data[9] == '"' || data[9] == '}' || data[9] == ' ');
}

static gboolean
is_web_page (const guint8 *data, gsize size)
{
  gsize i = BEGINS ("\xef\xbb\xbf") ? 3 : 0;
  g_autofree char *text = NULL;

  while (i < size && g_ascii_isspace (data[i]))
    i++;
  text = g_ascii_strdown ((const char *) data + i, (gssize) MIN (size - i, 64));
  return g_str_has_prefix (text, "<!doctype html") || g_str_has_prefix (text, "<html") ||
         g_str_has_prefix (text, "<head") || g_str_has_prefix (text, "<!--");
}

/* Python's own format of objects, in any of its versions that are in use: it begins with its
 * version and ends with a full stop. */
static gboolean
is_pickle (const guint8 *data, gsize size)
{
  return size > 4 && data[0] == 0x80 && data[1] >= 2 && data[1] <= 5 &&
         (data[2] == '}' || data[2] == 'c' || data[2] == ']' || data[2] == 0x8a ||
          data[2] == 0x95 || data[2] == '(');
}

static Kind
find_picture (const guint8 *data, gsize size)
{
  if (BEGINS ("\x89PNG\r\n\x1a\n") || BEGINS ("\xff\xd8\xff") || BEGINS ("GIF8") ||
      BEGINS ("II*\0") || BEGINS ("MM\0*") ||
      (BEGINS ("RIFF") && size >= 12 && memcmp (data + 8, "WEBP", 4) == 0))
    return PICTURE;
  return NOT_FOREIGN;
}

/* Messages in place of a file are short, and so is everything that people write. */
#define MAX_TEXT ((gsize) 1 << 20)

static Kind
find_text (const guint8 *data, gsize size)
{
  if (size == 0 || size > MAX_TEXT || !g_utf8_validate_len ((const char *) data, size, NULL))
    return NOT_FOREIGN;
  for (gsize i = 0; i < size; i++)
    if ((data[i] < ' ' && !g_ascii_isspace (data[i])) || data[i] == 0x7f)
      return NOT_FOREIGN;
  if (has_text (data, size, "\"arg_nodes\""))
    return MXNET;
  return has_text (data, size, "\"pir\"") ? PADDLE : TEXT;
}

/* What begins with a mark of its own. */
static Kind
find_device (const guint8 *data, gsize size)
{
  if (size >= 8 && memcmp (data + 4, "ORTM", 4) == 0)
    return RUNTIME;
  if (BEGINS ("ftrt") || BEGINS ("ptrt") || BEGINS ("RKNN") || BEGINS ("IMOD") ||
      (size >= 8 && memcmp (data + 4, "ET12", 4) == 0))
    return DEVICE;
  if (BEGINS ("\x12\x01\0\0\0\0\0\0"))
    return MXNET;
  return BEGINS ("lmgg") || BEGINS ("fmgg") || BEGINS ("tjgg") ? GGUF : NOT_FOREIGN;
}

static Kind
find_by_content (const char *path, const guint8 *data, gsize size)
{
  if (BEGINS ("version https://git-lfs.github.com/spec/"))
    return LFS_POINTER;
  if (is_web_page (data, size))
    return WEB_PAGE;
  if (BEGINS ("\x89HDF\r\n\x1a\n"))
    return KERAS_H5;
  if (size >= 8 && memcmp (data + 4, "TFL3", 4) == 0)
    return TFLITE;
  if (is_safetensors (data, size))
    return SAFETENSORS;
  if (BEGINS ("PK\3\4") || BEGINS ("PK\5\6"))
    return find_zip (path, data, size);
  if (BEGINS ("GGUF"))
    return GGUF;
  if (BEGINS ("\x93NUMPY"))
    return NUMPY;
  if (is_pickle (data, size))
    return has_text (data, MIN (size, LOOK_SIZE), "torch") || BEGINS ("\x80\2\x8a\nl\xfc\x9c")
               ? TORCH
               : PICKLE;
  if (BEGINS ("\x1f\x8b") || BEGINS ("BZh") ||
      BEGINS ("\xfd"
              "7zXZ") ||
      BEGINS ("7z\xbc\xaf") || BEGINS ("\x28\xb5\x2f\xfd") || BEGINS ("Rar!") ||
      (size > 262 && memcmp (data + 257, "ustar", 5) == 0))
    return ARCHIVE;
  if (BEGINS ("7767517"))
    return NCNN;
  if (BEGINS ("<?xml") && has_text (data, MIN (size, 4096), "<net"))
    return OPENVINO;
  return find_picture (data, size);
}

static const struct
{
  const char *suffix;
  Kind kind;
} suffixes[] = {
  { ".safetensors", SAFETENSORS },
  { ".pt", TORCH },
  { ".pth", TORCH },
  { ".pt2", TORCH_EXPORT },
  { ".ckpt", TF_CHECKPOINT },
  { ".h5", KERAS_H5 },
  { ".hdf5", KERAS_H5 },
  { ".keras", KERAS },
  { ".tflite", TFLITE },
  { ".pb", SAVED_MODEL },
  { ".gguf", GGUF },
  { ".npy", NUMPY },
  { ".npz", NUMPY },
  { ".pdmodel", PADDLE },
  { ".pdiparams", PADDLE },
  { ".param", NCNN },
  { ".mlmodel", CORE_ML },
  { ".mlpackage", CORE_ML },
  { ".weights", DARKNET },
  { ".pkl", PICKLE },
  { ".joblib", PICKLE },
  { ".prototxt", TEXT_PROTO },
  { ".ort", RUNTIME },
  { ".engine", DEVICE },
  { ".trt", DEVICE },
  { ".plan", DEVICE },
  { ".mnn", DEVICE },
  { ".rknn", DEVICE },
  { ".om", DEVICE },
  { ".pte", DEVICE },
  { ".t7", TORCH },
  { ".params", MXNET },
  { ".msgpack", FLAX },
  { ".index", TF_CHECKPOINT },
};

/* How an ONNX file begins, whatever it is called: its version, field 1. TensorFlow's files have 1
 * there. */
static gboolean
is_like_onnx (const guint8 *data, gsize size)
{
  return size > 2 && data[0] == 8 && data[1] >= 3 && data[1] < 32;
}

static Kind
find_by_name (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (strstr (lower, ".data-00000-of-") != NULL)
    return TF_CHECKPOINT;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i].suffix))
      return suffixes[i].kind;
  return NOT_FOREIGN;
}

static gboolean
set_error (Kind kind, const char *shown, GError **error)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED, _ (sentences[kind]), shown);
#pragma GCC diagnostic pop
  return FALSE;
}

gboolean
fmt_foreign_check (const char *path,
                   const guint8 *data,
                   gsize size,
                   const char *shown,
                   GError **error)
{
  Kind kind;

  g_return_val_if_fail (path != NULL && (data != NULL || size == 0) && shown != NULL, FALSE);

  kind = size == 0 ? EMPTY : find_by_content (path, data, size);
  if (kind == NOT_FOREIGN)
    kind = find_device (data, size);
  /* Core ML's files begin as ONNX's do. */
  if (kind == NOT_FOREIGN && (!is_like_onnx (data, size) || find_by_name (path) == CORE_ML))
    kind = find_by_name (path);
  if (kind == NOT_FOREIGN && fmt_format_of (path, data, size) == &fmt_format_onnx)
    kind = find_text (data, size);
  return kind == NOT_FOREIGN || set_error (kind, shown, error);
}

gboolean
fmt_foreign_check_folder (const char *path, const char *shown, GError **error)
{
  g_autofree char *model = NULL;

  g_return_val_if_fail (path != NULL && shown != NULL, FALSE);

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  model = g_build_filename (path, "saved_model.pb", NULL);
  if (g_file_test (model, G_FILE_TEST_EXISTS))
    return set_error (SAVED_MODEL, shown, error);
  if (g_str_has_suffix (path, ".mlpackage"))
    return set_error (CORE_ML, shown, error);
  return set_error (FOLDER, shown, error);
}

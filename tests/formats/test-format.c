// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"
#include "formats/guess.h"
#include "formats/network.h"

#include <glib/gstdio.h>
#include <string.h>

/* A file format of another kind than the program's: "TOY" and the number of classes, of grey
 * pictures of 4 x 4 pixels, in which a class is as likely as the pixel that it is named for is
 * bright. This is all that a new one takes. */

#define SIDE 4

static gboolean
toy_fits (const char *path, const guint8 *data, gsize size)
{
  return size >= 3 && memcmp (data, "TOY", 3) == 0;
}

static gboolean
toy_read (FmtReading *reading, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) owned = bytes;
  gsize size;
  const guint8 *data = g_bytes_get_data (owned, &size);
  NnTensor *weights;
  NnValue value;

  if (size != 4 || data[3] < 2 || data[3] > SIDE * SIDE)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "“%s” is no toy.", reading->shown);
      return FALSE;
    }
  weights = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { data[3], SIDE * SIDE } });
  for (int i = 0; i < data[3]; i++)
    weights->data[i * SIDE * SIDE + i] = 1;
  reading->graph = nn_graph_new ("x", &NN_SHAPE_3 (1, SIDE, SIDE), NULL);
  value = nn_graph_add_linear (reading->graph, "scores", 0, weights, NULL, NULL);
  nn_graph_add_softmax (reading->graph, "y", value, NULL);
  return TRUE;
}

static void
toy_guess (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  fmt_card_set_scale (card, 0.5);
  fmt_guess_note (notes, "Scale: %s.", "half");
}

static const FmtFormat toy = {
  .name = "toy",
  .fits = toy_fits,
  .read = toy_read,
  .guess = toy_guess,
};

static char *folder;

static char *
write_file (const char *name, const char *content)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static void
test_guessed (void)
{
  g_autofree char *path = write_file ("a.toy", "TOY\5");
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (path, &error);
  g_autofree char *card_path = g_build_filename (folder, "a.card", NULL);
  g_autoptr (FmtCard) again = NULL;

  g_assert_no_error (error);
  g_assert_true (network->guessed);
  g_assert_true (network->card->format == &toy);
  g_assert_cmpuint (fmt_network_n_classes (network), ==, 5);
  g_assert_cmpfloat (network->card->scale[0], ==, 0.5);
  g_assert_cmpstr (network->notes->pdata[0], ==, "Scale: half.");
  g_assert_true (fmt_card_save (network->card, card_path, &error));
  again = fmt_card_load (card_path, &error);
  g_assert_no_error (error);
  g_assert_true (again->format == &toy);
  g_unlink (card_path);
}

static void
test_errors (void)
{
  g_autofree char *path = write_file ("b.toy", "TOY");
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_network_load (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

/* A toy network has no outputs with names, and pictures of one size. */
static void
test_wishes (void)
{
  g_autofree char *path = write_file ("c.toy", "TOY\5");
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_network_load_as (path, &(FmtWishes){ .output = "y" }, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (fmt_network_load_as (path, &(FmtWishes){ .height = 5, .width = 5 }, &error));
  g_assert_nonnull (error);
}

static void
assert_format (const char *path, const char *content, const char *name)
{
  g_assert_cmpstr (fmt_format_of (path, (const guint8 *) content, strlen (content))->name, ==,
                   name);
}

static void
test_table (void)
{
  g_autofree char *names = fmt_format_names ();

  g_assert_cmpstr (names, ==, "toy, deep-compression, caffemodel, onnx");
  g_assert_true (fmt_format_find ("toy") == &toy);
  g_assert_null (fmt_format_find ("keras"));
  assert_format ("a.net", "", "deep-compression");
  assert_format ("a.caffemodel", "", "caffemodel");
  assert_format ("a", "\nnet", "caffemodel");
  assert_format ("a.onnx", "\nnet", "onnx");
  assert_format ("a", "\10\7", "onnx");
  assert_format ("a", "", "onnx");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("fooled-format-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  fmt_format_register (&toy);
  g_test_add_func ("/format/guessed", test_guessed);
  g_test_add_func ("/format/errors", test_errors);
  g_test_add_func ("/format/wishes", test_wishes);
  g_test_add_func ("/format/table", test_table);
  status = g_test_run ();
  for (const char *name = "abc"; *name != '\0'; name++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%c.toy", folder, *name);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  return status;
}

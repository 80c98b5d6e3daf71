// SPDX-License-Identifier: GPL-3.0-or-later
/* Cards of networks that are got from elsewhere. */
#include "card-files.h"

#include "base/error.h"
#include "formats/card.h"
#include "formats/checksum.h"
#include "formats/format.h"
#include "formats/sha256.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* What a network has that is got from elsewhere. */
static const char elsewhere[] = "[Network]\n"
                                "Name=Else\n"
                                "Width=227\n"
                                "Height=220\n"
                                "ImageWidth=256\n"
                                "ImageHeight=250\n"
                                "Crops=10\n"
                                "Channels=3\n"
                                "MeanImage=mean.binaryproto\n"
                                "Weights=else.net\n"
                                "Format=deep-compression\n"
                                "Architecture=squeezenet-1.0\n"
                                "Checksum=Git-Blob:B28EC20A342C1F0DD7F0C148BE60DF1192FF8036\n"
                                "Size=675763\n"
                                "SizeApproximate=700000\n"
                                "Sources=https://a.example/else.net;http://b.example:8080/x?y=z;\n"
                                "LabelsFile=labels.txt\n";

static const char label_lines[] = "n01440764 tench, Tinca tinca\n"
                                  "hen\r\n"
                                  "great white shark, white shark, man-eater\n"
                                  "n0144076 short\n"
                                  "n01440764x\n\n\n";

static void
assert_elsewhere (const FmtCard *card)
{
  g_assert_cmpuint (card->n_labels, ==, 5);
  g_assert_cmpstr (card->labels[0], ==, "tench");
  g_assert_cmpstr (card->synonyms[0], ==, "Tinca tinca");
  g_assert_cmpstr (card->labels[1], ==, "hen");
  g_assert_cmpstr (card->synonyms[1], ==, "");
  g_assert_cmpstr (card->labels[2], ==, "great white shark");
  g_assert_cmpstr (card->synonyms[2], ==, "white shark, man-eater");
  g_assert_cmpstr (card->labels[3], ==, "n0144076 short");
  g_assert_cmpstr (card->labels[4], ==, "n01440764x");
  g_assert_null (card->labels[5]);
  g_assert_cmpuint (g_strv_length (card->synonyms), ==, 5);
  g_assert_cmpstr (card->labels_file, ==, "labels.txt");
  g_assert_cmpuint (card->image_width, ==, 256);
  g_assert_cmpuint (card->image_height, ==, 250);
  g_assert_cmpuint (card->n_crops, ==, 10);
  g_assert_cmpstr (card->mean_image, ==, "mean.binaryproto");
  g_assert_true (card->format == &fmt_format_deep_compression);
  g_assert_cmpstr (card->architecture, ==, "squeezenet-1.0");
  g_assert_cmpstr (card->checksum, ==, "git-blob:b28ec20a342c1f0dd7f0c148be60df1192ff8036");
  g_assert_cmpuint (card->size, ==, 675763);
  g_assert_cmpuint (card->size_approximate, ==, 700000);
  g_assert_cmpuint (g_strv_length (card->sources), ==, 2);
  g_assert_cmpstr (card->sources[0], ==, "https://a.example/else.net");
  g_assert_cmpstr (card->sources[1], ==, "http://b.example:8080/x?y=z");
}

static void
test_load (void)
{
  g_autofree char *labels = card_write_file ("labels.txt", label_lines, -1);
  g_autofree char *path = card_write_file ("else-1.0.card", elsewhere, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = fmt_card_load (path, &error);
  g_autoptr (FmtCard) copy = NULL, again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (card->id, ==, "else-1.0");
  assert_elsewhere (card);
  copy = fmt_card_copy (card);
  g_clear_pointer (&card, fmt_card_free);
  assert_elsewhere (copy);

  g_assert_true (fmt_card_save (copy, path, &error));
  again = fmt_card_load (path, &error);
  g_assert_no_error (error);
  assert_elsewhere (again);
  card_remove_file ("labels.txt");
  card_remove_file ("else-1.0.card");
}

static void
test_bad_lines (void)
{
  g_autofree char *labels = card_write_file ("labels.txt", label_lines, -1);
  const char *cases[][2] = {
    { "ImageWidth", "ImageWidth=226" },
    { "ImageWidth", NULL },
    { "ImageHeight", NULL },
    { "ImageHeight", "ImageHeight=219" },
    { "ImageHeight", "ImageHeight=x" },
    { "ImageHeight", "ImageHeight=16385" },
    { "Crops", "Crops=0" },
    { "Crops", "Crops=5" },
    { "Crops", "Crops=ten" },
    { "MeanImage", "MeanImage=../mean" },
    { "Format", "Format=pickle" },
    { "Format", "Format=Onnx" },
    { "Architecture", NULL },
    { "Checksum", NULL },
    { "Checksum", "Checksum=sha1:12" },
    { "Checksum", "Checksum=md5:6bbc9ace898e44ae57da46a324031adb" },
    { "Checksum", "Checksum=sha256:b28ec20a342c1f0dd7f0c148be60df1192ff8036" },
    { "Checksum", "Checksum=b28ec20a342c1f0dd7f0c148be60df1192ff8036" },
    { "Size", "Size=0" },
    { "Size", "Size=-1" },
    { "Size", "Size=99999999999999999999999" },
    { "Size", "Size=2147483649" },
    { "SizeApproximate", "SizeApproximate=9 MB" },
    { "Sources", "Sources=" },
    { "Sources", "Sources=file:///etc/passwd" },
    { "Sources", "Sources=https://a.example/x;ftp://b.example/x" },
    { "Sources", "Sources=https:///x" },
    { "Sources", "Sources=x" },
    { "Sources", "Sources=http://a;http://a;http://a;http://a;http://a;http://a;"
                 "http://a;http://a;http://a;http://a;http://a;http://a;"
                 "http://a;http://a;http://a;http://a;http://a;" },
    { "Labels", "LabelsFile=" },
    { "LabelsFile", "LabelsFile=/etc/passwd" },
    { "LabelsFile", "LabelsFile=labels.txt\nLabels=a;b" },
    { "nowhere.txt", "LabelsFile=nowhere.txt" }
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *key =
          g_str_equal (cases[i][0], "Labels") || g_str_equal (cases[i][0], "nowhere.txt")
              ? "LabelsFile"
              : cases[i][0];
      g_autofree char *content = card_with_line (elsewhere, key, cases[i][1]);

      card_assert_refused ("bad.card", content, -1, cases[i][0]);
    }
  card_remove_file ("labels.txt");
}

static void
assert_labels_refused (const char *lines, gssize size, const char *word)
{
  g_autofree char *labels = card_write_file ("labels.txt", lines, size);

  card_assert_refused ("bad.card", elsewhere, -1, "labels.txt");
  card_assert_refused ("bad.card", elsewhere, -1, word);
  card_remove_file ("labels.txt");
}

static void
test_bad_labels (void)
{
  g_autoptr (GString) many = g_string_new (NULL);

  assert_labels_refused ("", 0, " 0 labels");
  assert_labels_refused ("\n\n", -1, " 0 labels");
  assert_labels_refused ("a\n\nb\n", -1, "class 1");
  assert_labels_refused ("a\n, b\n", -1, "class 1");
  assert_labels_refused ("a\n\xff\xfe\n", -1, "UTF-8");
  assert_labels_refused ("a\0b\n", 4, "UTF-8");
  for (guint i = 0; i <= 100000; i++)
    g_string_append (many, "a\n");
  assert_labels_refused (many->str, -1, "100001");
}

/* Weights are beside the card or in the user's own card_folder; labels may be in any card_folder of
 * cards. */
static void
test_find (void)
{
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "fooled", "networks", NULL);
  g_autofree char *path = g_build_filename (own, "else.card", NULL);
  g_autofree char *labels = card_write_file ("labels.txt", label_lines, -1);
  g_autofree char *download = NULL, *found = NULL, *found_labels = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = NULL;

  g_assert_cmpint (g_mkdir_with_parents (own, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, elsewhere, -1, NULL));
  card = fmt_card_load (path, &error);
  g_assert_no_error (error);
  found_labels = fmt_card_find_file (card, "labels.txt");
  g_assert_cmpstr (found_labels, ==, labels);
  g_assert_null (fmt_card_find_file (card, "nowhere.txt"));

  g_assert_null (fmt_card_find_weights (card, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "networks get else"));
  g_clear_pointer (&card->sources, g_strfreev);
  g_assert_null (fmt_card_find_weights (card, NULL));

  download = fmt_card_download_path (card);
  g_assert_true (g_str_has_prefix (download, own));
  g_assert_true (g_file_set_contents (download, "x", -1, NULL));
  g_free (card->path);
  card->path = g_build_filename (card_folder, "else.card", NULL);
  found = fmt_card_find_weights (card, NULL);
  g_assert_cmpstr (found, ==, download);
  g_free (found);
  g_free (card_write_file ("else.net", "x", -1));
  found = fmt_card_find_weights (card, NULL);
  g_assert_true (g_str_has_prefix (found, card_folder) && !g_str_equal (found, download));

  card_remove_file ("else.net");
  card_remove_file ("labels.txt");
  g_unlink (download);
  g_unlink (path);
  card_remove_folder (own);
}

static void
test_checksums (void)
{
  g_autofree char *path = card_write_file ("content", "hello\n", -1);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\n", 6);
  g_autoptr (GBytes) other = g_bytes_new_static ("hallo\n", 6);
  g_autoptr (GBytes) nothing = g_bytes_new_static (NULL, 0);
  g_autoptr (GError) error = NULL;
  /* As sha256sum, sha1sum and git hash-object give them. */
  const char *checksums[] = {
    "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
    "SHA256:5891B5B522D5DF086D0FF0B110FBD9D21BB4FC7163AF34D08286A2E846F6BE03",
    "sha1:f572d396fae9206628714fb2ce00f72e94f2258f",
    "git-blob:ce013625030ba8dba906f756967f9e9ca394464a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checksums); i++)
    {
      g_autofree char *checksum = fmt_checksum_parse (checksums[i], &error);

      g_assert_no_error (error);
      g_assert_true (fmt_checksum_fits_bytes (checksum, bytes));
      g_assert_false (fmt_checksum_fits_bytes (checksum, other));
      g_assert_true (fmt_checksum_fits_file (checksum, path, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_false (
      fmt_checksum_fits_file ("sha1:0572d396fae9206628714fb2ce00f72e94f2258f", path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (
      fmt_checksum_fits_bytes ("git-blob:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", nothing));
  card_remove_file ("content");
  g_assert_false (
      fmt_checksum_fits_file ("sha1:f572d396fae9206628714fb2ce00f72e94f2258f", path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static const FmtCard *
find_card (GPtrArray *cards, const char *id)
{
  for (guint i = 0; i < cards->len; i++)
    if (g_str_equal (((FmtCard *) g_ptr_array_index (cards, i))->id, id))
      return g_ptr_array_index (cards, i);
  g_error ("no card “%s”", id);
}

/* The cards of the networks to be had elsewhere. */
static void
test_shipped (gconstpointer data)
{
  const char *weights = data;
  const char *ids[] = { "alexnet", "alexnet-deep-compression", "caffenet", "googlenet",
                        "squeezenet-1.0" };
  g_autoptr (GPtrArray) cards = NULL;

  g_setenv ("FOOLED_WEIGHTS_DIR", weights, TRUE);
  cards = fmt_card_list ();
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const FmtCard *card = find_card (cards, ids[i]);
      g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);

      g_assert_cmpuint (card->n_labels, ==, 1000);
      g_assert_cmpstr (card->labels[8], ==, "hen");
      g_assert_cmpstr (card->labels[0], ==, "tench");
      g_assert_cmpstr (card->synonyms[0], ==, "Tinca tinca");
      for (guint k = 0; k < card->n_labels; k++)
        g_assert_true (g_hash_table_add (labels, card->labels[k]));
      g_assert_true (card->bgr && card->scale[0] == 1 && card->scale[2] == 1 &&
                     card->mean[0] == 104 && card->mean[2] == 123);
      g_assert_cmpuint (card->width, ==, g_str_equal (card->id, "googlenet") ? 224 : 227);
      g_assert_cmpuint (card->height, ==, card->width);
      g_assert_cmpuint (card->image_width, ==, 256);
      g_assert_cmpuint (card->image_height, ==, 256);
      g_assert_true (card->sources != NULL && card->licence != NULL && card->citation != NULL);
      g_assert_true (g_str_has_prefix (card->sources[0], "https://"));
      g_assert_true (card->size + card->size_approximate > 0);
    }
}

/* The order of the labels is the one that every network was trained with. */
static void
test_synsets (gconstpointer data)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path =
      g_build_filename (shared != NULL ? shared : "", "networks", "imagenet-synsets.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  const FmtCard *card;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("no list of synsets");
      return;
    }
  g_setenv ("FOOLED_WEIGHTS_DIR", data, TRUE);
  cards = fmt_card_list ();
  card = find_card (cards, "squeezenet-1.0");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < card->n_labels; i++)
    {
      /* Four labels say in brackets which of two things of one name they mean. */
      g_autofree char *name = g_strdup (card->labels[i]);
      char *bracket = strstr (name, " (");

      if (bracket != NULL)
        *bracket = '\0';
      g_assert_cmpuint (strlen (lines[i]), >, 10);
      g_assert_true (g_str_has_prefix (lines[i] + 10, name));
      if (*card->synonyms[i] != '\0')
        g_assert_true (g_str_has_suffix (lines[i], card->synonyms[i]));
    }
}

/* The real file: what its card says of it is true. */
static void
test_squeezenet (gconstpointer data)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "networks",
                                            "squeezenet-v1.0-deep-compression.net", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  const FmtCard *card;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, NULL))
    {
      g_test_skip ("no SqueezeNet");
      return;
    }
  g_setenv ("FOOLED_WEIGHTS_DIR", data, TRUE);
  cards = fmt_card_list ();
  card = find_card (cards, "squeezenet-1.0");
  g_assert_cmpuint (card->size, ==, size);
  g_assert_true (fmt_checksum_fits_file (card->checksum, path, NULL, NULL));
  g_assert_true (fmt_checksum_fits_file ("git-blob:b28ec20a342c1f0dd7f0c148be60df1192ff8036", path,
                                         NULL, NULL));
}

/* Contents of every size around those of blocks, and a long one, against GLib's. */
static void
test_sha256 (void)
{
  gsize size = 100000;
  g_autofree guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7919 >> 5);
  for (gsize n = 0; n <= size; n += n < 200 ? 1 : size - 200)
    {
      g_autofree char *sum = fmt_sha256 (data + size - n, n);
      g_autofree char *expected =
          g_compute_checksum_for_data (G_CHECKSUM_SHA256, data + size - n, n);

      g_assert_cmpstr (sum, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *shipped = g_strdup (g_getenv ("FOOLED_WEIGHTS_DIR"));
  int result;

  g_test_init (&argc, &argv, NULL);
  card_files_init ();
  g_test_add_func ("/card-elsewhere/load", test_load);
  g_test_add_func ("/card-elsewhere/bad-lines", test_bad_lines);
  g_test_add_func ("/card-elsewhere/bad-labels", test_bad_labels);
  g_test_add_func ("/card-elsewhere/find", test_find);
  g_test_add_func ("/card-elsewhere/checksums", test_checksums);
  g_test_add_func ("/card-elsewhere/sha256", test_sha256);
  if (shipped != NULL)
    {
      g_test_add_data_func ("/card-elsewhere/shipped", shipped, test_shipped);
      g_test_add_data_func ("/card-elsewhere/synsets", shipped, test_synsets);
      g_test_add_data_func ("/card-elsewhere/squeezenet", shipped, test_squeezenet);
    }
  result = g_test_run ();
  card_files_clear ();
  return result;
}

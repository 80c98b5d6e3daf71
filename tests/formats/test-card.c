// SPDX-License-Identifier: GPL-3.0-or-later
#include "card-files.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/card.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static const char complete[] = "[Network]\n"
                               "Name=Test; quite\n"
                               "DataSet=MNIST\n"
                               "Description=A line\\nand another.\n"
                               "Labels=zero;one \\; and a half;zw\xc3\xb6lf;\n"
                               "Width=20\n"
                               "Height=10\n"
                               "Channels=3\n"
                               "ChannelOrder=BGR\n"
                               "Crops=1\n"
                               "Mean=104;117.5;123\n"
                               "Scale=0.00390625\n"
                               "Weights=test.onnx\n"
                               "Checksum=0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789"
                               "abcdef\n"
                               "TestError=0.0125\n"
                               "Licence=CC0\n"
                               "Citation=Nobody, 2000.\n";

static void
assert_complete (const FmtCard *card)
{
  g_assert_cmpstr (card->id, ==, "test-1_a");
  g_assert_cmpstr (card->name, ==, "Test; quite");
  g_assert_cmpstr (card->data_set, ==, "MNIST");
  g_assert_cmpstr (card->description, ==, "A line\nand another.");
  g_assert_cmpuint (card->n_labels, ==, 3);
  g_assert_cmpuint (g_strv_length (card->labels), ==, 3);
  g_assert_cmpstr (card->labels[1], ==, "one ; and a half");
  g_assert_cmpstr (card->labels[2], ==, "zw\xc3\xb6lf");
  g_assert_cmpuint (card->width, ==, 20);
  g_assert_cmpuint (card->height, ==, 10);
  g_assert_cmpuint (card->channels, ==, 3);
  g_assert_true (card->bgr);
  g_assert_cmpfloat (card->mean[1], ==, 117.5);
  g_assert_cmpfloat (card->scale[0], ==, 1.0 / 256);
  g_assert_cmpstr (card->weights, ==, "test.onnx");
  g_assert_cmpstr (card->checksum, ==,
                   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  g_assert_cmpfloat (card->test_error, ==, 0.0125);
  g_assert_cmpstr (card->licence, ==, "CC0");
  g_assert_cmpstr (card->citation, ==, "Nobody, 2000.");
}

static void
test_load (void)
{
  g_autofree char *path = card_write_file ("test-1_a.card", complete, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = fmt_card_load (path, &error);
  g_autoptr (FmtCard) copy = NULL;

  g_assert_no_error (error);
  assert_complete (card);
  g_assert_cmpstr (card->path, ==, path);
  copy = fmt_card_copy (card);
  g_clear_pointer (&card, fmt_card_free);
  assert_complete (copy);
  card_remove_file ("test-1_a.card");
}

static void
test_save (void)
{
  g_autofree char *path = card_write_file ("test-1_a.card", complete, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = fmt_card_load (path, &error);
  g_autoptr (FmtCard) again = NULL;

  g_assert_true (fmt_card_save (card, path, &error));
  g_assert_no_error (error);
  again = fmt_card_load (path, &error);
  g_assert_no_error (error);
  assert_complete (again);
  card_remove_file ("test-1_a.card");
}

static void
test_save_nowhere (void)
{
  g_autofree char *path = card_write_file ("test-1_a.card", complete, -1);
  g_autoptr (FmtCard) card = fmt_card_load (path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (fmt_card_save (card, "/nowhere/at/all.card", &error));
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all.card"));
  card_remove_file ("test-1_a.card");
}

/* Only what has to be there. */
static void
test_least (void)
{
  g_autofree char *path = card_write_file (
      "least.card", "[Network]\nName=N\nLabels=a;b\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n",
      -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = fmt_card_load (path, &error);

  g_assert_no_error (error);
  g_assert_null (card->data_set);
  g_assert_null (card->checksum);
  g_assert_cmpfloat (card->scale[0], ==, 1);
  g_assert_cmpfloat (card->mean[0], ==, 0);
  g_assert_cmpfloat (card->test_error, <, 0);
  g_assert_false (card->bgr);
  g_assert_null (card->synonyms);
  g_assert_null (card->labels_file);
  g_assert_null (card->mean_image);
  g_assert_null (card->architecture);
  g_assert_null (card->sources);
  g_assert_null (card->format);
  g_assert_cmpuint (card->image_width, ==, 0);
  g_assert_cmpuint (card->n_crops, ==, 1);
  g_assert_cmpuint (card->size, ==, 0);
  g_assert_cmpuint (card->size_approximate, ==, 0);
  card_remove_file ("least.card");
}

/* One number for every channel, or one for each; between semicolons or, as many would write,
 * commas.
 */
static void
test_scale (void)
{
  const struct
  {
    const char *line;
    double scale[3];
  } cases[] = { { "Scale=0.5", { 0.5, 0.5, 0.5 } },
                { "Scale=0.5;", { 0.5, 0.5, 0.5 } },
                { "Scale=0.1;0.2;-0.3", { 0.1, 0.2, -0.3 } },
                { "Scale=0.1, 0.2, 0.3", { 0.1, 0.2, 0.3 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *content = card_with_line (complete, "Scale", cases[i].line);
      g_autofree char *path = card_write_file ("scale.card", content, -1);
      g_autoptr (GError) error = NULL;

      for (int times = 0; times < 2; times++)
        {
          g_autoptr (FmtCard) card = fmt_card_load (path, &error);

          g_assert_no_error (error);
          for (int c = 0; c < 3; c++)
            g_assert_cmpfloat (card->scale[c], ==, cases[i].scale[c]);
          g_assert_true (fmt_card_save (card, path, &error));
        }
      card_remove_file ("scale.card");
    }
}

/* Labels end at semicolons; where there is none, at commas. */
static void
test_labels (void)
{
  const char *cases[][4] = { { "Labels=a; b ;c", "a", "b", "c" },
                             { "Labels=a, b,c", "a", "b", "c" },
                             { "Labels=a,b,", "a", "b", NULL },
                             { "Labels=a, the first;b", "a, the first", "b", NULL },
                             { "Labels=a, the only one;", "a, the only one", NULL, NULL },
                             { "Labels=a\\;b", "a;b", NULL, NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *content = card_with_line (complete, "Labels", cases[i][0]);
      g_autofree char *path = card_write_file ("labels.card", content, -1);
      g_autoptr (GError) error = NULL;
      const char *const *expected = (const char *const *) cases[i] + 1;

      for (int times = 0; times < 2; times++)
        {
          g_autoptr (FmtCard) card = fmt_card_load (path, &error);
          guint n = 0;

          g_assert_no_error (error);
          for (; n < 3 && expected[n] != NULL; n++)
            g_assert_cmpstr (card->labels[n], ==, expected[n]);
          g_assert_null (card->labels[n]);
          g_assert_cmpuint (card->n_labels, ==, n);
          g_assert_true (fmt_card_save (card, path, &error));
        }
      card_remove_file ("labels.card");
    }
}

static void
test_bad_lines (void)
{
  const char *cases[][2] = { { "Name", NULL },
                             { "Name", "Name=" },
                             { "Labels", NULL },
                             { "Labels", "Labels=" },
                             { "Labels", "Labels=a;;b;" },
                             { "Labels", "Labels=a; ;b;" },
                             { "Labels", "Labels=a,,b" },
                             { "Labels", "Labels=," },
                             { "Labels", "Labels=\xff\xfe;b" },
                             { "Labels", "Labels=a,b\\I" },
                             { "Labels", "Labels=a;b\\I" },
                             { "Name", "Name=a\\I" },
                             { "Name", "Name=a\\;b" },
                             { "Weights", "Weights=a\\Ib\\" },
                             { "Labels", "Labels=a\\I;b\\" },
                             { "Licence", "Licence=\\" },
                             { "Width", NULL },
                             { "Width", "Width=0" },
                             { "Width", "Width=-5" },
                             { "Width", "Width=16385" },
                             { "Width", "Width=99999999999999999999" },
                             { "Height", "Height=ten" },
                             { "Channels", "Channels=2" },
                             { "Channels", "Channels=4" },
                             { "ChannelOrder", "ChannelOrder=GBR" },
                             { "Mean", "Mean=1;2" },
                             { "Mean", "Mean=1;2;3;4" },
                             { "Mean", "Mean=nan;0;0" },
                             { "Mean", "Mean=inf;0;0" },
                             { "Mean", "Mean=1e30;0;0" },
                             { "Mean", "Mean=a;b;c" },
                             { "Scale", "Scale=0" },
                             { "Scale", "Scale=nan" },
                             { "Scale", "Scale=-inf" },
                             { "Scale", "Scale=1e300" },
                             { "Scale", "Scale=1;2" },
                             { "Scale", "Scale=1;2;0" },
                             { "Scale", "Scale=1;2;3;4" },
                             { "Scale", "Scale=1;;3" },
                             { "Scale", "Scale=" },
                             { "Weights", NULL },
                             { "Weights", "Weights=" },
                             { "Weights", "Weights=../test.onnx" },
                             { "Weights", "Weights=/etc/passwd" },
                             { "Weights", "Weights=.." },
                             { "Weights", "Weights=a\\\\b" },
                             { "Checksum", "Checksum=abc" },
                             { "Checksum", "Checksum=g123456789abcdef0123456789abcdef0123456789abc"
                                           "def0123456789abcdef" },
                             { "Crops", "Crops=10" },
                             { "TestError", "TestError=1.5" },
                             { "TestError", "TestError=-0.1" },
                             { "TestError", "TestError=nan" } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *content = card_with_line (complete, cases[i][0], cases[i][1]);

      card_assert_refused ("bad.card", content, -1, cases[i][0]);
    }
}

static void
test_bad_files (void)
{
  g_autoptr (GString) many = g_string_new ("[Network]\nName=N\nLabels=");

  for (guint i = 0; i <= 100000; i++)
    g_string_append (many, "a;");
  g_string_append (many, "\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n");
  card_assert_refused ("bad.card", many->str, -1, "100001");
  card_assert_refused ("bad.card", "", 0, "bad.card");
  card_assert_refused ("bad.card", "\0\1\2\3", 4, "bad.card");
  card_assert_refused ("bad.card", "[Net\xff[work]\nName=N\n", -1, "bad.card");
  card_assert_refused ("bad.card", "\xff\n", -1, "bad.card");
  card_assert_refused ("bad.card", "[Other]\nName=N\n", -1, "Network");
  card_assert_refused ("bad name.card", complete, -1, "letters");
  card_assert_refused ("..card", complete, -1, "letters");
  card_assert_refused (".hidden.card", complete, -1, "letters");
  card_assert_refused (".card", complete, -1, "letters");
  card_assert_refused ("bad.ini", complete, -1, "letters");
}

/* A card cut short is refused, in the middle of a line and between two of them, as the program
 * writes a key last that has to be there. */
static void
test_truncation (void)
{
  g_autofree char *path = card_write_file ("cut.card", complete, -1), *saved = NULL;
  g_autoptr (FmtCard) whole = fmt_card_load (path, NULL);
  gsize size;

  g_assert_true (fmt_card_save (whole, path, NULL));
  g_assert_true (g_file_get_contents (path, &saved, &size, NULL));
  card_remove_file ("cut.card"); /* which would keep its end */
  for (gsize length = 0; length < size; length++)
    {
      g_autofree char *again = card_write_file ("cut.card", saved, (gssize) length);
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtCard) card = fmt_card_load (again, &error);

      if (card != NULL)
        g_error ("the first %zu of %zu bytes are taken for a card", length, size);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  card_remove_file ("cut.card");
}

/* Those that come with the program do so, too. */
static void
test_truncated_shipped (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "weights", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *content = NULL;
      char *last;

      if (!g_str_has_suffix (name, ".card"))
        continue;
      n++;
      g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
      g_assert_true (g_str_has_suffix (content, "\n"));
      content[strlen (content) - 1] = '\0';
      last = strrchr (content, '\n') + 1;
      g_assert_true (g_str_has_prefix (last, "Labels"));
    }
  g_assert_cmpuint (n, >=, 7);
}

static void
test_flips (void)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *content = g_strdup (complete);
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtCard) card = NULL;
      BaseRandom random;

      base_random_init (&random, 21, 0, i);
      for (guint n = 1 + base_random_below (&random, 3); n > 0; n--)
        content[base_random_below (&random, (guint32) strlen (complete))] =
            (char) base_random_next (&random);
      path = card_write_file ("flipped.card", content, (gssize) strlen (complete));
      card = fmt_card_load (path, &error);
      g_assert_true ((card == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  card_remove_file ("flipped.card");
}

#define WITH_CHARACTERS(lines)                                                                     \
  "[Network]\nName=N\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n" lines "Labels=pear;plane;\n"

static void
test_characters (void)
{
  static const char *const bad[] = {
    WITH_CHARACTERS ("Characters=🍐;\n"),
    WITH_CHARACTERS ("Characters=🍐;✈;🍌;\n"),
    WITH_CHARACTERS ("Characters=🍐;;\n"),
    WITH_CHARACTERS ("Characters=\n"),
    WITH_CHARACTERS (
        "Characters=🍐;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;\n"),
    WITH_CHARACTERS ("Place=0\n"),
    WITH_CHARACTERS ("Place=x\n"),
  };
  g_autofree char *path =
      card_write_file ("c.card", WITH_CHARACTERS ("Characters=🍐;✈;\nPlace=7\n"), -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = fmt_card_load (path, &error);
  g_autoptr (FmtCard) again = NULL, copy = NULL;

  g_assert_no_error (error);
  g_assert_true (fmt_card_save (card, path, &error));
  again = fmt_card_load (path, &error);
  g_assert_no_error (error);
  copy = fmt_card_copy (again);
  g_assert_cmpuint (g_strv_length (copy->characters), ==, 2);
  g_assert_cmpstr (copy->characters[0], ==, "🍐");
  g_assert_cmpstr (copy->characters[1], ==, "✈");
  g_assert_cmpuint (copy->place, ==, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *bad_path = card_write_file ("c.card", bad[i], -1);

      g_assert_null (fmt_card_load (bad_path, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_clear_error (&error);
    }
  card_remove_file ("c.card");
}

/* Those with a place come first, by place, then the others by name. */
static void
test_places (void)
{
  static const char *const ids[] = { "d", "c", "b", "a" };
  static const char *const places[] = { "", "Place=12\n", "Place=2\n", "" };
  g_autoptr (GPtrArray) cards = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *name = g_strconcat (ids[i], ".card", NULL);
      g_autofree char *text = g_strdup_printf (
          "[Network]\nName=%s\n%sLabels=a\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n", ids[i],
          places[i]);
      g_autofree char *path = card_write_file (name, text, -1);
    }
  cards = fmt_card_list ();
  g_assert_cmpuint (cards->len, ==, 4);
  g_assert_cmpstr (((FmtCard *) cards->pdata[0])->id, ==, "b");
  g_assert_cmpstr (((FmtCard *) cards->pdata[1])->id, ==, "c");
  g_assert_cmpstr (((FmtCard *) cards->pdata[2])->id, ==, "a");
  g_assert_cmpstr (((FmtCard *) cards->pdata[3])->id, ==, "d");
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *name = g_strconcat (ids[i], ".card", NULL);

      card_remove_file (name);
    }
}

/* The list: sorted by name, damaged cards left out with a message, the first card_folder first. */
static void
test_list (void)
{
  g_autofree char *second = g_build_filename (g_get_user_data_dir (), "fooled", "networks", NULL);
  g_autofree char *b = card_write_file (
      "b.card", "[Network]\nName=A\nLabels=a\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n", -1);
  g_autofree char *a = card_write_file (
      "a.card", "[Network]\nName=B\nLabels=a\nWidth=1\nHeight=2\nChannels=1\nWeights=w\n", -1);
  g_autofree char *broken = card_write_file ("broken.card", "[Network]\n", -1);
  g_autofree char *other = card_write_file ("notes.txt", "nothing", -1);
  g_autofree char *shadowed = g_build_filename (second, "a.card", NULL);
  g_autofree char *own = g_build_filename (second, "c.card", NULL);
  g_auto (GStrv) folders = fmt_card_folders ();
  g_autoptr (GPtrArray) cards = NULL;

  g_assert_cmpstr (folders[0], ==, card_folder);
  g_assert_cmpstr (folders[1], ==, second);
  g_assert_null (folders[2]);
  g_assert_cmpint (g_mkdir_with_parents (second, 0700), ==, 0);
  g_file_set_contents (shadowed, complete, -1, NULL);
  g_file_set_contents (own, complete, -1, NULL);

  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*broken.card*Name*");
  cards = fmt_card_list ();
  g_test_assert_expected_messages ();
  g_assert_cmpuint (cards->len, ==, 3);
  g_assert_cmpstr (((FmtCard *) cards->pdata[0])->id, ==, "b");
  g_assert_cmpstr (((FmtCard *) cards->pdata[1])->id, ==, "a");
  g_assert_cmpstr (((FmtCard *) cards->pdata[1])->path, ==, a);
  g_assert_cmpstr (((FmtCard *) cards->pdata[2])->id, ==, "c");
  card_remove_file ("a.card");
  card_remove_file ("b.card");
  card_remove_file ("broken.card");
  card_remove_file ("notes.txt");
  g_unlink (shadowed);
  g_unlink (own);
  card_remove_folder (second);
}

static void
test_guess (void)
{
  g_autoptr (FmtCard) card = fmt_card_guess ("/some/where/My Net.v2.onnx", 3, 20, 30, 12);

  g_assert_cmpstr (card->id, ==, "My-Net-v2");
  g_assert_cmpstr (card->weights, ==, "My Net.v2.onnx");
  g_assert_cmpuint (card->channels, ==, 3);
  g_assert_cmpuint (card->height, ==, 20);
  g_assert_cmpuint (card->width, ==, 30);
  g_assert_cmpuint (card->n_labels, ==, 12);
  g_assert_cmpstr (card->labels[11], ==, "11");
  g_assert_null (card->labels[12]);
  g_assert_cmpfloat (card->scale[0], ==, 1.0 / 256);
  g_assert_cmpfloat (card->test_error, <, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  card_files_init ();
  g_test_add_func ("/card/load", test_load);
  g_test_add_func ("/card/save", test_save);
  g_test_add_func ("/card/save-nowhere", test_save_nowhere);
  g_test_add_func ("/card/least", test_least);
  g_test_add_func ("/card/scale", test_scale);
  g_test_add_func ("/card/labels", test_labels);
  g_test_add_func ("/card/bad-lines", test_bad_lines);
  g_test_add_func ("/card/bad-files", test_bad_files);
  g_test_add_func ("/card/truncation", test_truncation);
  g_test_add_func ("/card/truncated-shipped", test_truncated_shipped);
  g_test_add_func ("/card/flips", test_flips);
  g_test_add_func ("/card/characters", test_characters);
  g_test_add_func ("/card/places", test_places);
  g_test_add_func ("/card/list", test_list);
  g_test_add_func ("/card/guess", test_guess);
  result = g_test_run ();
  card_files_clear ();
  return result;
}

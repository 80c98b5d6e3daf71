// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/open-network.h"

#include <glib/gstdio.h>

#include "fixture.h"
#include "formats/card.h"
#include "formats/onnx.h"
#include "run/classify.h"
#include "tests/folder.h"

/* A folder with a copy of the small network's weights, without their card. */
typedef struct
{
  char *folder;
  char *weights;
  RunOpenNetwork *open;
} Fixture;

static char *own_folder;

static guint
n_files (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (directory != NULL && g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

static void
write_file (const char *path, const char *text, gssize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, size, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *original = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  fixture->folder = g_dir_make_tmp ("fooled-open-XXXXXX", NULL);
  fixture->weights = g_build_filename (fixture->folder, "my network.onnx", NULL);
  g_file_get_contents (original, &content, &size, &error);
  g_assert_no_error (error);
  write_file (fixture->weights, content, (gssize) size);
  fixture->open = run_open_network_new (fixture->weights, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_open_network_free (fixture->open);
  empty_folder (fixture->folder);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->weights);
  empty_folder (own_folder);
}

static BaseImage *
gradient (void)
{
  BaseImage *image = base_image_new (TEST_SIDE, TEST_SIDE, 1);

  for (guint i = 0; i < TEST_SIDE * TEST_SIDE; i++)
    image->pixels[i] = (guint8) (4 * i);
  return image;
}

static RunNetworkInfo *
find_listed (const char *id)
{
  g_autoptr (GPtrArray) list = run_networks_list ();

  for (guint i = 0; i < list->len; i++)
    {
      RunNetworkInfo *info = list->pdata[i];

      if (g_str_equal (info->id, id))
        return run_network_info_ref (info);
    }
  return NULL;
}

/* What is read, and what is guessed. */
static void
test_guess (Fixture *fixture, gconstpointer data)
{
  RunNetworkInfo *info = run_open_network_info (fixture->open);
  const RunNetworkGuess *guess = run_open_network_guess (fixture->open);

  g_assert_cmpuint (info->n_classes, ==, TEST_N_CLASSES);
  g_assert_cmpuint (info->width, ==, TEST_SIDE);
  g_assert_cmpuint (info->channels, ==, 1);
  g_assert_cmpuint (info->n_parameters, >, 0);
  g_assert_cmpstr (guess->name, ==, "my network");
  g_assert_cmpint (guess->labels, ==, RUN_LABELS_NUMBERS);
  g_assert_false (run_open_network_has_names (fixture->open));
  g_assert_cmpfloat (guess->scale[0], ==, 1.0 / 255);
  g_assert_true (info->guessed);
  g_assert_cmpuint (g_strv_length (info->notes), >=, 2);
  g_assert_cmpuint (guess->image_width, ==, 0);
  g_assert_null (run_open_network_known_id (fixture->open));
  g_assert_cmpuint (run_open_network_file_size (fixture->open), >, 0);
}

#define COLOR_SIDE 4

/* A colour network that takes blue first, with its card; returns the card's path. Caller frees. */
static char *
write_color_network (Fixture *fixture)
{
  const NnShape matrix = { .rank = 2, .dims = { 2, 3 * COLOR_SIDE * COLOR_SIDE } };
  g_autoptr (NnGraph) graph = nn_graph_new ("x", &NN_SHAPE_3 (3, COLOR_SIDE, COLOR_SIDE), NULL);
  g_autofree char *weights = g_build_filename (fixture->folder, "color.onnx", NULL);
  char *path = g_build_filename (fixture->folder, "color.card", NULL);
  g_autoptr (FmtCard) card = fmt_card_guess (weights, 3, COLOR_SIDE, COLOR_SIDE, 2);
  NnValue value = nn_graph_add_linear (graph, "scores", 0, nn_tensor_new (&matrix), NULL, NULL);

  nn_graph_add_softmax (graph, "y", value, NULL);
  g_assert_true (fmt_onnx_save (graph, weights, NULL));
  card->bgr = TRUE;
  for (int i = 0; i < 3; i++)
    {
      card->mean[i] = 10 + i;
      card->scale[i] = 1.0 / (1 + i);
    }
  g_assert_true (fmt_card_save (card, path, NULL));
  return path;
}

/* People read red, green, blue, whatever comes first in the network. */
static void
test_order_of_channels (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_color_network (fixture);
  g_autoptr (RunOpenNetwork) open = run_open_network_new (path, NULL, NULL);
  g_auto (RunNetworkGuess) guess = { 0 };

  run_network_guess_copy (run_open_network_guess (open), &guess);
  for (int bgr = 1; bgr >= 0; bgr--)
    {
      g_autofree char *id = NULL;
      g_autofree char *kept = NULL;
      g_autoptr (FmtCard) card = NULL;

      for (int i = 0; i < 3; i++)
        {
          g_assert_cmpfloat (guess.mean[i], ==, 12 - i);
          g_assert_cmpfloat (guess.scale[i], ==, 1.0 / (3 - i));
        }
      guess.bgr = bgr == 1;
      id = run_open_network_keep (open, &guess, NULL, NULL);
      kept = g_strdup_printf ("%s/%s.card", own_folder, id);
      card = fmt_card_load (kept, NULL);
      for (int i = 0; i < 3; i++)
        {
          g_assert_cmpfloat (card->mean[i], ==, bgr == 1 ? 10 + i : 12 - i);
          g_assert_cmpfloat (card->scale[i], ==, 1.0 / (bgr == 1 ? 1 + i : 3 - i));
        }
    }
  guess.scale[1] = 0;
  g_assert_null (run_open_network_keep (open, &guess, NULL, NULL));
}

/* The network that is in the list already is known by its id. */
static void
test_known (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);
  g_autofree char *card = g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autoptr (RunOpenNetwork) by_weights = run_open_network_new (path, NULL, NULL);
  g_autoptr (RunOpenNetwork) by_card = run_open_network_new (card, NULL, NULL);

  g_assert_cmpstr (run_open_network_known_id (by_weights), ==, TEST_NETWORK);
  g_assert_cmpstr (run_open_network_known_id (by_card), ==, TEST_NETWORK);
}

/* A card beside the file counts when it speaks of this file; another one does not. */
static void
test_card_beside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *original = g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autofree char *beside = g_build_filename (fixture->folder, TEST_NETWORK ".card", NULL);
  g_autofree char *weights = g_build_filename (fixture->folder, TEST_NETWORK ".onnx", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, TEST_NETWORK ".bin", NULL);
  g_autofree char *content = NULL;
  g_autoptr (RunOpenNetwork) described = NULL;
  g_autoptr (RunOpenNetwork) bare = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (original, &content, &size, NULL));
  write_file (beside, content, (gssize) size);
  g_assert_cmpint (g_rename (fixture->weights, weights), ==, 0);
  described = run_open_network_new (weights, NULL, NULL);
  g_assert_true (run_open_network_has_card (described));
  g_assert_null (run_open_network_known_id (described));

  g_assert_cmpint (g_rename (weights, other), ==, 0);
  bare = run_open_network_new (other, NULL, NULL);
  g_assert_false (run_open_network_has_card (bare));
  g_assert_cmpstr (run_open_network_guess (bare)->name, ==, TEST_NETWORK);
}

/* On the guess it says the same as the network does by itself; another scale changes that. */
static void
test_try (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunClassifier) classifier = run_classifier_new (fixture->weights, 0, NULL);
  g_autoptr (BaseImage) image = gradient ();
  g_autoptr (StoreSpecimen) specimen = NULL;
  g_autoptr (StoreSpecimen) other = NULL;
  g_auto (RunNetworkGuess) guess = { 0 };
  EvoRanking top[EVO_TOP];

  run_network_guess_copy (run_open_network_guess (fixture->open), &guess);
  specimen = run_open_network_try (fixture->open, &guess, image, NULL);
  g_assert_nonnull (specimen);
  g_assert_cmpuint (specimen->n_top, ==, run_classifier_classify (classifier, image, top));
  for (guint i = 0; i < specimen->n_top; i++)
    {
      g_assert_cmpuint (specimen->top[i].class_index, ==, top[i].class_index);
      g_assert_cmpfloat (specimen->top[i].confidence, ==, top[i].confidence);
    }

  guess.scale[0] = 1.0 / 32;
  other = run_open_network_try (fixture->open, &guess, image, NULL);
  g_assert_cmpfloat (other->top[0].confidence, !=, specimen->top[0].confidence);
}

/* Labels from a text; one with another number of lines is refused by a sentence that names it. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "names.txt", NULL);
  g_autoptr (BaseImage) image = gradient ();
  g_autoptr (StoreSpecimen) specimen = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (RunNetworkGuess) guess = { 0 };
  const char *names[] = { "ant", "bee", "cat", "dog", "eel", "fox" };

  run_network_guess_copy (run_open_network_guess (fixture->open), &guess);
  guess.labels = RUN_LABELS_FILE;
  g_assert_null (run_open_network_try (fixture->open, &guess, image, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  guess.labels_file = g_strdup (path);
  write_file (path, "ant\nbee\n", -1);
  g_assert_null (run_open_network_try (fixture->open, &guess, image, &error));
  g_assert_nonnull (strstr (error->message, "names.txt"));
  g_clear_error (&error);

  write_file (path, "ant\nbee\ncat\ndog\neel\nfox\n", -1);
  specimen = run_open_network_try (fixture->open, &guess, image, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (specimen->label, ==, names[specimen->class_index]);
}

/* What is kept is in the list, with all that was said, and says the same of a picture, even when
 * the file it came from is gone. A second one gets an id of its own. */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autofree char *labels = g_build_filename (fixture->folder, "names.txt", NULL);
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;
  g_autoptr (BaseImage) image = gradient ();
  g_autoptr (StoreSpecimen) specimen = NULL;
  g_autoptr (RunNetworkInfo) info = NULL;
  g_autoptr (RunClassifier) classifier = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (RunNetworkGuess) guess = { 0 };
  EvoRanking top[EVO_TOP];

  run_network_guess_copy (run_open_network_guess (fixture->open), &guess);
  g_free (guess.name);
  guess.name = g_strdup (" Mine ");
  guess.labels = RUN_LABELS_FILE;
  guess.labels_file = g_strdup (labels);
  guess.scale[0] = 1.0 / 64;
  guess.mean[0] = 33;
  write_file (labels, "ant, Formicidae\nbee\ncat\ndog\neel\nfox\n", -1);
  specimen = run_open_network_try (fixture->open, &guess, image, NULL);
  id = run_open_network_keep (fixture->open, &guess, NULL, &error);
  g_assert_no_error (error);
  second = run_open_network_keep (fixture->open, &guess, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "my-network");
  g_assert_cmpstr (second, ==, "my-network-2");

  empty_folder (fixture->folder);
  info = find_listed (id);
  g_assert_nonnull (info);
  g_assert_cmpstr (info->name, ==, "Mine");
  g_assert_true (info->installed);
  g_assert_cmpstr (info->labels[0], ==, "ant");
  g_assert_cmpstr (info->synonyms[0], ==, "Formicidae");
  classifier = run_classifier_new (id, 0, &error);
  g_assert_no_error (error);
  run_classifier_classify (classifier, image, top);
  g_assert_cmpuint (top[0].class_index, ==, specimen->top[0].class_index);
  g_assert_cmpfloat (top[0].confidence, ==, specimen->top[0].confidence);
}

/* Nothing is left of what cannot be kept. */
static void
test_keep_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (RunNetworkGuess) guess = { 0 };

  run_network_guess_copy (run_open_network_guess (fixture->open), &guess);
  g_cancellable_cancel (cancelled);
  g_assert_null (run_open_network_keep (fixture->open, &guess, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (n_files (own_folder), ==, 0);

  empty_folder (fixture->folder);
  g_assert_null (run_open_network_keep (fixture->open, &guess, NULL, &error));
  g_assert_nonnull (strstr (error->message, "my network.onnx"));
  g_clear_error (&error);
  g_assert_cmpuint (n_files (own_folder), ==, 0);

  *guess.name = '\0';
  g_assert_null (run_open_network_keep (fixture->open, &guess, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (n_files (own_folder), ==, 0);
}

/* A sentence that names the file. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->weights, &content, &size, NULL));
  write_file (fixture->weights, content, (gssize) size / 2);
  g_assert_null (run_open_network_new (fixture->weights, NULL, &error));
  g_assert_nonnull (strstr (error->message, "my network.onnx"));
}

/* The 2014 LeNet with its mean picture reads a digit; without the picture it is less sure. */
static void
test_mean_picture (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "networks",
                                            "lenet-mnist-2014.caffemodel", NULL);
  g_autofree char *mean =
      g_build_filename (shared != NULL ? shared : "", "networks", "mnist_mean.binaryproto", NULL);
  g_autoptr (RunOpenNetwork) open = NULL;
  g_autoptr (BaseImage) image = base_image_new (28, 28, 1);
  g_autoptr (StoreSpecimen) without = NULL;
  g_autoptr (StoreSpecimen) with = NULL;
  g_autofree char *id = NULL;
  g_autoptr (RunOpenNetwork) kept = NULL;
  g_autofree char *card = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (RunNetworkGuess) guess = { 0 };

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the 2014 LeNet is not there");
      return;
    }
  for (guint y = 4; y < 24; y++) /* a one */
    for (guint x = 13; x < 16; x++)
      image->pixels[28 * y + x] = 255;
  open = run_open_network_new (path, NULL, &error);
  g_assert_no_error (error);
  run_network_guess_copy (run_open_network_guess (open), &guess);
  without = run_open_network_try (open, &guess, image, &error);
  g_assert_no_error (error);
  guess.mean_file = g_strdup (mean);
  with = run_open_network_try (open, &guess, image, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (with->class_index, ==, 1);
  g_assert_cmpfloat (with->confidence, !=, without->confidence);

  id = run_open_network_keep (open, &guess, NULL, &error);
  g_assert_no_error (error);
  card = g_strdup_printf ("%s/%s.card", own_folder, id);
  kept = run_open_network_new (card, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run_open_network_known_id (kept), ==, id);
  g_assert_nonnull (run_open_network_guess (kept)->mean_file);
  empty_folder (own_folder);
}

/* Networks of the files' own tests. Caller frees. */
static char *
path_of_people (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "formats", "people", name, NULL);
}

/* An output is chosen, and the choice is kept. */
static void
test_choose_output (void)
{
  g_autofree char *path = path_of_people ("l-scores-first.onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (RunOpenNetwork) likeliest = run_open_network_new (path, NULL, &error);
  g_autoptr (RunOpenNetwork) chosen = NULL;
  g_autofree char *id = NULL, *card_path = NULL;
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (RunOpenNetwork) kept = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (run_open_network_info (likeliest)->output, ==, "logits");
  g_assert_cmpuint (g_strv_length (run_open_network_info (likeliest)->outputs), ==, 2);
  chosen = run_open_network_new (path, &(RunOpenChoice){ .output = (char *) "f" }, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run_open_network_info (chosen)->output, ==, "f");
  g_assert_cmpuint (run_open_network_info (chosen)->n_classes, !=,
                    run_open_network_info (likeliest)->n_classes);
  id = run_open_network_keep (chosen, run_open_network_guess (chosen), NULL, &error);
  g_assert_no_error (error);
  card_path = g_strdup_printf ("%s/%s.card", own_folder, id);
  card = fmt_card_load (card_path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (card->output, ==, "f");
  g_assert_cmpuint (g_strv_length (card->guessed), >=, 2);
  kept = run_open_network_new (card_path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run_open_network_info (kept)->output, ==, "f");
  g_assert_cmpuint (g_strv_length (run_open_network_info (kept)->notes_kept), >=, 2);
  g_assert_null (run_open_network_new (path, &(RunOpenChoice){ .output = (char *) "x" }, &error));
  g_assert_nonnull (error);
  empty_folder (own_folder);
}

/* A size is chosen where the file leaves it open, and kept. */
static void
test_choose_size (void)
{
  g_autofree char *path = path_of_people ("l-dynamic-size.onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (RunOpenNetwork) usual = run_open_network_new (path, NULL, &error);
  g_autoptr (RunOpenNetwork) chosen = NULL;
  g_autofree char *id = NULL, *card_path = NULL;
  g_autoptr (RunOpenNetwork) kept = NULL;

  g_assert_no_error (error);
  g_assert_true (run_open_network_info (usual)->open_size);
  g_assert_cmpuint (run_open_network_info (usual)->width, ==, 224);
  chosen = run_open_network_new (path, &(RunOpenChoice){ .width = 40, .height = 24 }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run_open_network_info (chosen)->width, ==, 40);
  g_assert_cmpuint (run_open_network_info (chosen)->height, ==, 24);
  id = run_open_network_keep (chosen, run_open_network_guess (chosen), NULL, &error);
  g_assert_no_error (error);
  card_path = g_strdup_printf ("%s/%s.card", own_folder, id);
  kept = run_open_network_new (card_path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run_open_network_info (kept)->width, ==, 40);
  g_assert_cmpuint (run_open_network_info (kept)->height, ==, 24);
  empty_folder (own_folder);
}

/* A network whose numbers are in a file beside it is kept with that file; nobody else's file of
 * that name is written over. */
static void
test_data_file (void)
{
  g_autofree char *path = path_of_people ("a-external.onnx");
  g_autofree char *data = g_build_filename (own_folder, "a-external.onnx.data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RunOpenNetwork) open = run_open_network_new (path, NULL, &error);
  g_autofree char *id = NULL, *card_path = NULL;
  g_autoptr (RunOpenNetwork) kept = NULL;

  g_assert_no_error (error);
  id = run_open_network_keep (open, run_open_network_guess (open), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (data, G_FILE_TEST_EXISTS));
  card_path = g_strdup_printf ("%s/%s.card", own_folder, id);
  kept = run_open_network_new (card_path, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (run_open_network_keep (open, run_open_network_guess (open), NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_test (data, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (n_files (own_folder), ==, 3);
  empty_folder (own_folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("fooled-home-XXXXXX", NULL);
  g_autofree char *fooled = g_build_filename (home, "fooled", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  own_folder = g_build_filename (fooled, "networks", NULL);
  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  g_test_add ("/run/open-network/guess", Fixture, NULL, set_up, test_guess, tear_down);
  g_test_add ("/run/open-network/known", Fixture, NULL, set_up, test_known, tear_down);
  g_test_add ("/run/open-network/order-of-channels", Fixture, NULL, set_up, test_order_of_channels,
              tear_down);
  g_test_add ("/run/open-network/card-beside", Fixture, NULL, set_up, test_card_beside, tear_down);
  g_test_add ("/run/open-network/try", Fixture, NULL, set_up, test_try, tear_down);
  g_test_add ("/run/open-network/labels", Fixture, NULL, set_up, test_labels, tear_down);
  g_test_add ("/run/open-network/keep", Fixture, NULL, set_up, test_keep, tear_down);
  g_test_add ("/run/open-network/keep-fails", Fixture, NULL, set_up, test_keep_fails, tear_down);
  g_test_add ("/run/open-network/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add_func ("/run/open-network/mean-picture", test_mean_picture);
  g_test_add_func ("/run/open-network/choose-output", test_choose_output);
  g_test_add_func ("/run/open-network/choose-size", test_choose_size);
  g_test_add_func ("/run/open-network/data-file", test_data_file);
  result = g_test_run ();
  test_network_remove ();
  g_rmdir (own_folder);
  g_rmdir (fooled);
  g_rmdir (home);
  g_free (own_folder);
  return result;
}

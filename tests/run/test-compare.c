// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/folder.h"
#include "tests/store/new-session.h"
#include "base/random.h"
#include "formats/card.h"
#include "formats/network.h"
#include "formats/onnx.h"
#include "nn/executor.h"
#include "run/compare-names-private.h"
#include "run/picks.h"
#include "store/png.h"
#include "store/session.h"

#define PATIENCE  60000
#define N_CLASSES 4
#define GAIN      3.0f /* of a white pixel's score */

static RunHost *host;
static char *folder; /* of networks and images */

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Class i is as sure as quarter i of a picture of `side` x `side` is bright. No two networks have the
 * same weights: those would have the same classes. */
static NnGraph *
quarters (int side, char mark)
{
  const NnShape input = NN_SHAPE_3 (1, side, side);
  const NnShape matrix = { .rank = 2, .dims = { N_CLASSES, side * side } };
  NnGraph *graph = nn_graph_new ("image", &input, NULL);
  NnTensor *weights = nn_tensor_new (&matrix);
  NnValue value;

  for (int class_index = 0; class_index < N_CLASSES; class_index++)
    for (int i = 0; i < side * side; i++)
      {
        int quarter = i / side / (side / 2) * 2 + i % side / (side / 2);

        weights->data[class_index * side * side + i] =
            quarter == class_index ? GAIN * 4 / (float) (side * side) : 0;
      }
  weights->data[side * side - 1] = 1e-9f * (float) mark; /* elsewhere 0 */
  value = nn_graph_add_linear (graph, "scores", 0, weights, NULL, NULL);
  value = nn_graph_add_softmax (graph, "confidences", value, NULL);
  g_assert_cmpint (value, !=, NN_NO_VALUE);
  return graph;
}

/* labels: with '|' between them. */
static void
create_network (const char *id, int side, const char *labels)
{
  g_autoptr (NnGraph) graph = quarters (side, *id);
  g_autofree char *file = g_strconcat (id, ".onnx", NULL), *weights = path_of (file);
  g_autofree char *card_file = g_strconcat (id, ".card", NULL), *path = path_of (card_file);
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fmt_onnx_save (graph, weights, &error));
  card = fmt_card_guess (weights, 1, (guint) side, (guint) side, N_CLASSES);
  g_strfreev (card->labels);
  card->labels = g_strsplit (labels, "|", -1);
  g_assert_true (fmt_card_save (card, path, &error));
  g_assert_no_error (error);
}

/* One quarter is white, the rest black. */
static BaseImage *
bright (guint side, guint quarter)
{
  BaseImage *image = base_image_new (side, side, 1);

  for (guint i = 0; i < side * side; i++)
    image->pixels[i] = i / side / (side / 2) * 2 + i % side / (side / 2) == quarter ? 255 : 0;
  return image;
}

static StoreSpecimen *
specimen_of (BaseImage *image, const char *label, guint class_index)
{
  StoreSpecimen *specimen = store_specimen_new ();

  specimen->network_id = g_strdup ("a");
  specimen->network_name = g_strdup ("A");
  specimen->encoding = g_strdup (STORE_ENCODING_ASCENT);
  specimen->rules = g_strdup ("rules");
  specimen->class_index = class_index;
  specimen->label = g_strdup (label);
  specimen->image = image;
  return specimen;
}

static char *
make_folder (const char *name)
{
  char *path = path_of (name);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  return path;
}

static void
save (const StoreSpecimen *specimen, const char *in, const char *name)
{
  g_autofree char *path = g_build_filename (in, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (store_specimen_save (specimen, path, &error));
  g_assert_no_error (error);
}

static const char *const names_of_a[] = { "alpha", "beta", "gamma", "delta" };

/* The champions of A, one a class, in a new folder. */
static char *
save_champions (const char *name)
{
  char *path = make_folder (name);

  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autoptr (StoreSpecimen) specimen = specimen_of (bright (4, i), names_of_a[i], i);
      g_autofree char *file = g_strdup_printf ("%u.png", i);

      save (specimen, path, file);
    }
  return path;
}

static RunComparison *
comparison_of (const char *networks, guint n_threads)
{
  RunComparison *comparison = run_comparison_new ();

  g_strfreev (comparison->networks);
  comparison->networks = g_strsplit (networks, ",", -1);
  comparison->n_threads = n_threads;
  return comparison;
}

static RunCompareSnapshot *
await (RunJob *job, RunState state)
{
  for (;;)
    {
      g_autoptr (RunCompareSnapshot) snapshot = run_job_wait (job, PATIENCE);

      g_assert_nonnull (snapshot);
      g_assert_cmpfloat (snapshot->job.fraction, <=, 1);
      if (snapshot->job.state == state)
        return g_steal_pointer (&snapshot);
    }
}

/* Takes the comparison over. */
static RunCompareSnapshot *
compare (RunComparison *comparison)
{
  g_autoptr (RunJob) job = run_compare_job_new (host, NULL, NULL);
  RunCompareSnapshot *end;

  run_compare_start (job, comparison);
  end = await (job, RUN_STATE_FINISHED);
  g_assert_cmpfloat (end->job.fraction, ==, 1);
  return end;
}

static RunCompareSnapshot *
compare_folder (const char *path, const char *networks)
{
  RunComparison *comparison = comparison_of (networks, 2);

  run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, path, NULL);
  return compare (comparison);
}

static void
assert_counts (const RunComparedCell *cell, guint same, guint original, guint other, guint no_class)
{
  g_assert_nonnull (cell);
  g_assert_cmpuint (cell->count[RUN_VERDICT_SAME], ==, same);
  g_assert_cmpuint (cell->count[RUN_VERDICT_ORIGINAL], ==, original);
  g_assert_cmpuint (cell->count[RUN_VERDICT_OTHER], ==, other);
  g_assert_cmpuint (cell->count[RUN_VERDICT_NO_CLASS], ==, no_class);
  g_assert_cmpuint (cell->n_judged, ==, same + original + other);
  g_assert_cmpuint (cell->n, ==,
                    same + original + other + no_class + cell->count[RUN_VERDICT_UNREADABLE]);
}

static void
test_names (void)
{
  char *labels[] = { (char *) "tiger shark, Galeocerdo cuvieri", (char *) "crane", (char *) "crane",
                     (char *) "T-shirt/top", NULL };
  char *synonyms[] = { (char *) "", (char *) "grue", (char *) "", (char *) "tee shirt, Hemd",
                       NULL };
  const RunNetworkInfo network = { .labels = labels, .synonyms = synonyms, .n_classes = 4 };
  g_autoptr (RunClassNames) names = run_class_names_new (&network);
  const struct
  {
    const char *label;
    guint here, expected;
  } cases[] = {
    { "Tiger Shark", 9, 0 },
    { "tiger shark, Galeocerdo cuvieri", 9, 0 },
    { "galeocerdo CUVIERI", 9, 0 },
    { "shark", 0, STORE_NO_CLASS },
    { "crane", 1, 1 },
    { "crane", 2, 2 },
    { "crane", 3, STORE_NO_CLASS }, /* which of the two? */
    { "Grue", 2, 1 },
    { "hemd", 0, 3 },
    { "TEE SHIRT", 0, 3 },
    { "blouse, hemd", 0, 3 },
    { "", 0, STORE_NO_CLASS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (run_class_names_find (names, cases[i].label, cases[i].here), ==,
                      cases[i].expected);
}

/* The softmax of one quarter that is all white. */
static float
sure (void)
{
  double score = exp ((double) GAIN * 255 / 256);

  return (float) (score / (score + N_CLASSES - 1));
}

/* B has other names for half of them, in another case; C calls every class what its neighbour is
 * called; D has none of them. B sees pictures of twice the size. */
static void
test_matrix (void)
{
  g_autofree char *path = save_champions ("matrix");
  g_autoptr (RunCompareSnapshot) end = compare_folder (path, "a,b,c,d");
  g_autofree char *csv = run_compare_to_csv (end);
  g_autoptr (BaseImage) picture = run_compare_draw (end, NULL);

  g_assert_cmpuint (end->n_sets, ==, 1);
  g_assert_cmpuint (end->n_networks, ==, 4);
  g_assert_cmpstr (end->sets[0]->name, ==, "matrix");
  g_assert_cmpuint (end->sets[0]->n, ==, N_CLASSES);
  g_assert_cmpuint (end->sets[0]->n_labelled, ==, N_CLASSES);
  g_assert_cmpstr (end->sets[0]->images[2].label, ==, "gamma");
  g_assert_cmpstr (end->sets[0]->images[2].name, ==, "2.png");
  g_assert_cmpuint (end->sets[0]->images[2].image->width, ==, 4);
  g_assert_cmpstr (end->networks[1].info->id, ==, "b");
  assert_counts (run_compare_cell (end, 0, 0), 4, 0, 0, 0);
  assert_counts (run_compare_cell (end, 0, 1), 4, 0, 0, 0);
  assert_counts (run_compare_cell (end, 0, 2), 0, 0, 4, 0);
  assert_counts (run_compare_cell (end, 0, 3), 0, 0, 0, 4);
  g_assert_cmpfloat_with_epsilon (run_compare_cell (end, 0, 0)->median, sure (), 1e-5);
  g_assert_cmpfloat (run_compare_cell (end, 0, 2)->median, ==, 0);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      const RunVerdict *verdict = &run_compare_cell (end, 0, 2)->verdicts[i];

      g_assert_cmpuint (verdict->class_index, ==, i);
      g_assert_cmpfloat_with_epsilon (verdict->wanted, (1 - sure ()) / (N_CLASSES - 1), 1e-5);
    }
  g_assert_nonnull (strstr (csv, "\"matrix\",\"c.onnx\",4,0,0,4,0,0,\n"));
  g_assert_true (g_str_has_prefix (csv, "set,network,images,same,"));
  g_assert_nonnull (picture);
  g_assert_cmpuint (picture->channels, ==, 3);
}

/* The classes of the same weights are the same, whatever they are called. */
static void
test_weights (void)
{
  g_autofree char *path = make_folder ("weights");
  g_autofree char *card_path = path_of ("c.card");
  g_autoptr (StoreSpecimen) specimen = specimen_of (bright (4, 1), "beta", 1);
  g_autoptr (FmtCard) card = fmt_card_load (card_path, NULL);
  g_autoptr (RunCompareSnapshot) end = NULL;
  g_autofree char *weights = path_of ("c.onnx"), *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (weights, &content, &size, NULL));
  card->checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) content, size);
  specimen->network_sha256 = g_strdup (card->checksum);
  g_assert_true (fmt_card_save (card, card_path, NULL));
  save (specimen, path, "1.png");
  end = compare_folder (path, "c");
  assert_counts (run_compare_cell (end, 0, 0), 1, 0, 0, 0);
  g_clear_pointer (&card->checksum, g_free);
  g_assert_true (fmt_card_save (card, card_path, NULL));
}

/* Pictures that do not say what they were made for: the first network does. */
static void
test_pictures (void)
{
  g_autofree char *path = make_folder ("pictures");
  g_autoptr (RunCompareSnapshot) end = NULL, other = NULL;
  const StoreText sheet = { "Software", "Fooled 1" };

  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autoptr (BaseImage) image = bright (6, i);
      g_autofree char *name = g_strdup_printf ("%s/%u.png", path, i);
      g_autofree char *grid = g_strdup_printf ("%s/grid-%u.png", path, i);
      g_autofree char *notes = g_build_filename (path, "notes.txt", NULL);

      g_assert_true (store_png_save (image, NULL, 0, name, NULL));
      g_assert_true (store_png_save (image, &sheet, 1, grid, NULL));
      g_assert_true (g_file_set_contents (notes, "nothing to see", -1, NULL));
    }
  end = compare_folder (path, "a,b,c,d");
  g_assert_cmpuint (end->sets[0]->n, ==, N_CLASSES);
  g_assert_cmpuint (end->sets[0]->n_labelled, ==, 0);
  g_assert_cmpuint (end->sets[0]->n_left_out, ==, N_CLASSES);
  assert_counts (run_compare_cell (end, 0, 0), 4, 0, 0, 0);
  assert_counts (run_compare_cell (end, 0, 1), 4, 0, 0, 0);
  assert_counts (run_compare_cell (end, 0, 2), 0, 0, 4, 0);
  assert_counts (run_compare_cell (end, 0, 3), 0, 0, 0, 4);
  /* And a network that cannot be used has no say. */
  other = compare_folder (path, "nowhere,d,a");
  g_assert_null (run_compare_cell (other, 0, 0));
  assert_counts (run_compare_cell (other, 0, 1), 4, 0, 0, 0);
  assert_counts (run_compare_cell (other, 0, 2), 0, 0, 0, 4);
}

/* Quarter 0 was changed to be taken for class 1 by A; B still sees what it was. */
static void
test_perturbed (void)
{
  g_autofree char *path = make_folder ("perturbed");
  g_autoptr (StoreSpecimen) specimen = specimen_of (bright (4, 0), "beta", 1);
  g_autoptr (RunCompareSnapshot) end = NULL;

  g_free (specimen->encoding);
  g_clear_pointer (&specimen->rules, g_free);
  specimen->encoding = g_strdup (STORE_ENCODING_PERTURB);
  specimen->method = g_strdup ("lbfgs");
  specimen->rules = g_strdup ("c=1");
  specimen->original = 0;
  specimen->original_label = g_strdup ("alpha");
  save (specimen, path, "after.png");
  end = compare_folder (path, "b,c");
  g_assert_cmpstr (end->sets[0]->images[0].original_label, ==, "alpha");
  assert_counts (run_compare_cell (end, 0, 0), 0, 1, 0, 0);
  assert_counts (run_compare_cell (end, 0, 1), 1, 0, 0, 0); /* its class 0 is called beta */
}

/* At the network's own size, not enlarged. */
static void
test_cppn (void)
{
  g_autofree char *path = make_folder ("cppn");
  g_autoptr (FmtNetwork) network = fmt_network_load ("b", NULL);
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);
  g_autoptr (RunCompareSnapshot) end = NULL;
  guint n_differ = 0;
  EvoVariation variation;

  evo_variation_init (&variation);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *file = g_strdup_printf ("%02u.png", i);
      g_autoptr (BaseImage) image = base_image_new (4, 4, 1);
      g_autoptr (StoreSpecimen) specimen = specimen_of (base_image_ref (image), "alpha", 0);
      g_autoptr (EvoGenome) genome = NULL;
      BaseRandom random;

      base_random_init (&random, 5, 0, i);
      genome = evo_genome_new_random (EVO_ENCODING_CPPN, 4, 4, 1, &variation, &random);
      for (guint j = 0; j < 20; j++)
        evo_genome_mutate (genome, &variation, 0, &random);
      evo_genome_render (genome, image);
      g_clear_pointer (&specimen->rules, g_free);
      g_free (specimen->encoding);
      specimen->encoding = g_strdup ("cppn");
      specimen->genome = evo_genome_serialise (genome);
      save (specimen, path, file);
    }
  end = compare_folder (path, "b");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s/%02u.png", path, i);
      g_autoptr (StoreSpecimen) specimen = store_specimen_load (file, NULL);
      g_autoptr (EvoGenome) genome = evo_genome_deserialise (specimen->genome, NULL);
      g_autoptr (EvoGenome) adapted = evo_genome_adapt (genome, 8, 8, 1);
      g_autoptr (BaseImage) drawn = base_image_new (8, 8, 1);
      g_autoptr (BaseImage) resized = fmt_network_fit (network, specimen->image);
      const RunVerdict *verdict = &run_compare_cell (end, 0, 0)->verdicts[i];

      evo_genome_render (adapted, drawn);
      n_differ += memcmp (drawn->pixels, resized->pixels, 64) != 0 ? 1 : 0;
      fmt_network_preprocess (network, drawn, 0, nn_executor_input (executor));
      g_assert_cmpfloat_with_epsilon (nn_executor_forward (executor)[0], verdict->wanted, 1e-6);
    }
  g_assert_cmpuint (n_differ, >, 5);
}

/* More than are shown at once, and no whole number of batches. */
static void
test_threads (void)
{
  g_autofree char *path = make_folder ("threads");
  g_autoptr (RunCompareSnapshot) alone = NULL;
  const guint n = 333;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s/%03u.png", path, i);
      g_autoptr (BaseImage) image = base_image_new (5 + i % 3, 5, 1 + i % 2 * 2);
      BaseRandom random;

      base_random_init (&random, 3, 0, i);
      for (gsize j = 0; j < base_image_size (image); j++)
        image->pixels[j] = (guint8) base_random_below (&random, 256);
      g_assert_true (store_png_save (image, NULL, 0, file, NULL));
    }
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      RunComparison *comparison = comparison_of ("a,b", n_threads);
      g_autoptr (RunCompareSnapshot) end = NULL;

      run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, path, "many");
      end = compare (comparison);
      g_assert_cmpstr (end->sets[0]->name, ==, "many");
      g_assert_cmpuint (end->sets[0]->n, ==, n);
      g_assert_cmpuint (run_compare_cell (end, 0, 1)->count[RUN_VERDICT_SAME], >, n / 4);
      g_assert_cmpuint (run_compare_cell (end, 0, 1)->count[RUN_VERDICT_OTHER], >, 0);
      if (alone != NULL)
        for (guint i = 0; i < 2; i++)
          {
            const RunComparedCell *a = alone->cells[i], *b = end->cells[i];

            g_assert_cmpmem (a->verdicts, n * sizeof (RunVerdict), b->verdicts,
                             n * sizeof (RunVerdict));
            g_assert_cmpfloat (a->median, ==, b->median);
          }
      else
        alone = g_steal_pointer (&end);
    }
}

static void
assert_says (char **messages, const char *what)
{
  for (guint i = 0; messages[i] != NULL; i++)
    if (strstr (messages[i], what) != NULL)
      return;
  g_error ("nobody says “%s”", what);
}

static void
test_failures (void)
{
  g_autofree char *some = save_champions ("some"), *none = make_folder ("none");
  g_autofree char *bad = g_build_filename (some, "bad.png", NULL);
  g_autofree char *pipe = g_build_filename (some, "pipe.png", NULL);
  g_autofree char *away = path_of ("away"), *broken = path_of ("broken.onnx");
  g_autofree char *networks = g_strdup_printf ("nowhere,a,%s", broken);
  g_autofree char *session = path_of ("no" STORE_SESSION_SUFFIX);
  RunComparison *comparison = comparison_of (networks, 2);
  g_autoptr (RunCompareSnapshot) end = NULL;
  const RunComparedCell *cell;

  g_assert_true (g_file_set_contents (bad, "\x89PNG\r\n\x1a\nrubbish", -1, NULL));
  g_assert_true (g_file_set_contents (broken, "rubbish", -1, NULL));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, some, NULL);
  run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, none, NULL);
  run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, away, NULL);
  run_comparison_add_set (comparison, RUN_IMAGES_SESSION, session, NULL);
  run_comparison_add_set (comparison, RUN_IMAGES_PICKS, NULL, NULL);
  end = compare (comparison);
  g_assert_nonnull (strstr (end->networks[0].message, "nowhere"));
  g_assert_null (end->networks[1].message);
  g_assert_nonnull (strstr (end->networks[2].message, "broken.onnx"));
  g_assert_cmpuint (end->sets[0]->n_unreadable, ==, 2);
  assert_says (end->sets[0]->messages, "bad.png");
  assert_says (end->sets[0]->messages, "pipe.png");
  assert_says (end->sets[1]->messages, "none");
  assert_says (end->sets[2]->messages, "away");
  assert_says (end->sets[3]->messages, "no" STORE_SESSION_SUFFIX);
  assert_says (end->sets[4]->messages, "picks");
  cell = run_compare_cell (end, 0, 1);
  assert_counts (cell, 4, 0, 0, 0);
  g_assert_cmpuint (cell->count[RUN_VERDICT_UNREADABLE], ==, 2);
  g_assert_null (run_compare_cell (end, 0, 0));
  g_assert_null (run_compare_cell (end, 0, 2));
  for (guint set = 1; set < 5; set++)
    {
      g_assert_cmpuint (end->sets[set]->n, ==, 0);
      g_assert_null (run_compare_cell (end, set, 1));
    }
}

static void
assert_refused (RunComparison *comparison, const char *what)
{
  g_autoptr (RunJob) job = run_compare_job_new (host, NULL, NULL);
  g_autoptr (RunCompareSnapshot) end = NULL;

  run_compare_start (job, comparison);
  end = await (job, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (end->job.message, what));
  g_assert_cmpuint (end->n_sets, ==, 0);
}

static void
test_refused (void)
{
  RunComparison *twice = comparison_of ("a,b,a", 1), *none = run_comparison_new ();

  assert_refused (comparison_of ("a", 1), "sets");
  run_comparison_add_set (twice, RUN_IMAGES_PICKS, NULL, NULL);
  assert_refused (twice, "twice");
  run_comparison_add_set (none, RUN_IMAGES_PICKS, NULL, NULL);
  assert_refused (none, "networks");
}

/* What the user keeps: a session of one climb, whose network is there, and a pick. */
static void
test_kept (void)
{
  g_autofree char *path = path_of ("kept" STORE_SESSION_SUFFIX);
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (BaseImage) image = bright (4, 3);
  StoreCrown crown = { .class_index = 3, .confidence = 0.5f };
  const StoreIndividual individual = {
    .origin = { .evaluation = 1, .parent = EVO_NO_PARENT }, .image = image, .n_crowns = 1, &crown
  };
  const StoreChampion champion = { .class_index = 3,
                                   .evaluation = 1,
                                   .confidence = 0.5f,
                                   .improvements = 1,
                                   .n_top = 1,
                                   .top = { { 3, 0.5f } } };
  const StoreCheckpoint checkpoint = {
    .info = info, .champions = &champion, 1, .individuals = &individual, 1
  };
  g_autoptr (StorePicks) picks = run_picks_open (NULL);
  g_autoptr (StoreSpecimen) pick = specimen_of (bright (4, 2), "GAMMA", 2);
  RunComparison *comparison = comparison_of ("a,b,c,d", 1);
  g_autoptr (RunCompareSnapshot) end = NULL;
  g_autoptr (GError) error = NULL;

  info->name = g_strdup ("My run");
  info->work = g_strdup ("ascend");
  info->network_id = g_strdup ("a");
  info->n_classes = N_CLASSES;
  info->n_filled = 1;
  info->evaluations = 2;
  session = new_session (path, info, &error);
  g_assert_no_error (error);
  g_assert_true (store_session_write (session, &checkpoint, &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_picks_add (picks, pick, NULL), >=, 0);
  run_comparison_add_set (comparison, RUN_IMAGES_SESSION, path, NULL);
  run_comparison_add_set (comparison, RUN_IMAGES_PICKS, NULL, NULL);
  end = compare (comparison);
  g_assert_cmpstr (end->sets[0]->name, ==, "My run");
  g_assert_cmpstr (end->sets[0]->images[0].label, ==, "delta");
  g_assert_cmpuint (end->sets[1]->n, ==, 1);
  for (guint set = 0; set < 2; set++)
    {
      assert_counts (run_compare_cell (end, set, 0), 1, 0, 0, 0);
      assert_counts (run_compare_cell (end, set, 1), 1, 0, 0, 0);
      assert_counts (run_compare_cell (end, set, 2), 0, 0, 1, 0);
      assert_counts (run_compare_cell (end, set, 3), 0, 0, 0, 1);
    }
}

/* Cell by cell, and no further until it is told. */
static void
test_steps (void)
{
  g_autofree char *path = save_champions ("steps");
  RunComparison *comparison = comparison_of ("a,b", 1);
  g_autoptr (RunJob) job = run_compare_job_new (host, NULL, NULL);
  g_autoptr (RunCompareSnapshot) end = NULL, gone = NULL;
  guint n_before = 0;

  for (guint i = 0; i < 3; i++)
    run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, path, NULL);
  run_compare_start (job, comparison);
  run_job_pause (job);
  for (;;)
    {
      g_autoptr (RunCompareSnapshot) snapshot = run_job_wait (job, PATIENCE);
      guint n = 0;

      for (guint i = 0; i < snapshot->n_sets * snapshot->n_networks; i++)
        n += snapshot->cells[i] != NULL ? 1 : 0;
      g_assert_cmpuint (n, >=, n_before);
      n_before = n;
      if (snapshot->job.state == RUN_STATE_FINISHED)
        break;
      if (snapshot->job.state == RUN_STATE_PAUSED)
        run_job_step (job);
    }
  g_assert_cmpuint (n_before, ==, 6);
  run_job_cancel (job);
  gone = await (job, RUN_STATE_IDLE);
  g_assert_cmpuint (gone->n_sets, ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("fooled-compare-XXXXXX", NULL);
  g_setenv ("FOOLED_WEIGHTS_DIR", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE); /* the picks */
  create_network ("a", 4, "alpha|beta|gamma|delta");
  create_network ("b", 8, "Alpha|BETA|third, gamma|Delta, the last");
  create_network ("c", 4, "beta|gamma|delta|alpha");
  create_network ("d", 4, "one|two|three|four");
  host = run_host_new ();
  g_test_add_func ("/compare/names", test_names);
  g_test_add_func ("/compare/matrix", test_matrix);
  g_test_add_func ("/compare/weights", test_weights);
  g_test_add_func ("/compare/pictures", test_pictures);
  g_test_add_func ("/compare/perturbed", test_perturbed);
  g_test_add_func ("/compare/cppn", test_cppn);
  g_test_add_func ("/compare/threads", test_threads);
  g_test_add_func ("/compare/failures", test_failures);
  g_test_add_func ("/compare/refused", test_refused);
  g_test_add_func ("/compare/kept", test_kept);
  g_test_add_func ("/compare/steps", test_steps);
  result = g_test_run ();
  run_host_free (host);
  remove_folder (folder);
  g_free (folder);
  return result;
}

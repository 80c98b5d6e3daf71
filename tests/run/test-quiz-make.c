// SPDX-License-Identifier: GPL-3.0-or-later
/* With the network of digits that comes along, and a small data set that is made here. */
#include "run/quiz-make.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "run/classify.h"
#include "run/picks.h"
#include "run/test-pictures.h"
#include "tests/thorough.h"

#define NETWORK "lenet-mnist"
#define N       12
#define SIDE    28

typedef struct
{
  char *folder, *mnist;
} Fixture;

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_unlink (path);
}

static void
write_file (const char *folder, const char *name, const guint8 *content, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, (const char *) content, (gssize) size, NULL));
}

/* Strokes, up and down and across. */
static void
draw (guint8 *pixels, guint number)
{
  for (guint y = 4; y < 24; y++)
    for (guint x = 12; x < 15; x++)
      pixels[y * SIDE + x + number % 5] = 250;
  for (guint x = 6; x < 22; x++)
    pixels[(6 + number) * SIDE + x] = 255;
}

/* Each picture has the label that the network gives it. */
static void
write_data_set (const Fixture *fixture)
{
  guint8 images[16 + N * SIDE * SIDE] = { 0, 0, 8, 3, 0, 0, 0, N, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  guint8 labels[8 + N] = { 0, 0, 8, 1, 0, 0, 0, N };
  g_autoptr (RunClassifier) classifier = run_classifier_new (NETWORK, 1, NULL);

  g_assert_nonnull (classifier);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (BaseImage) image = base_image_new (SIDE, SIDE, 1);
      EvoRanking top[EVO_TOP];

      draw (images + 16 + i * SIDE * SIDE, i);
      memcpy (image->pixels, images + 16 + i * SIDE * SIDE, SIDE * SIDE);
      g_assert_cmpuint (run_classifier_classify (classifier, image, top), >, 0);
      labels[8 + i] = (guint8) top[0].class_index;
    }
  write_file (fixture->mnist, "t10k-images-idx3-ubyte", images, sizeof images);
  write_file (fixture->mnist, "t10k-labels-idx1-ubyte", labels, sizeof labels);
}

static void
set_up (Fixture *fixture, gconstpointer with_pictures)
{
  fixture->folder = g_dir_make_tmp ("fooled-quiz-XXXXXX", NULL);
  fixture->mnist = g_build_filename (fixture->folder, "mnist", NULL);
  g_assert_cmpint (g_mkdir (fixture->mnist, 0700), ==, 0);
  g_setenv ("FOOLED_DATA_SETS_DIR", fixture->folder, TRUE);
  g_setenv ("XDG_DATA_HOME", fixture->folder, TRUE);
  if (with_pictures != NULL)
    write_data_set (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer with_pictures)
{
  remove_file (fixture->mnist, "t10k-images-idx3-ubyte");
  remove_file (fixture->mnist, "t10k-labels-idx1-ubyte");
  g_rmdir (fixture->mnist);
  g_rmdir (fixture->folder);
  g_free (fixture->mnist);
  g_free (fixture->folder);
}

static RunQuizMade *
make (guint n, const gboolean wanted[RUN_QUIZ_N_KINDS], guint64 seed, GError **error)
{
  RunQuizOrder order = { .network = (char *) NETWORK, .n_rounds = n, .evolve = TRUE, .seed = seed };

  memcpy (order.wanted, wanted, sizeof order.wanted);
  return run_quiz_make (&order, NULL, NULL, NULL, error);
}

static guint
count (const RunQuizMade *made, RunQuizKind kind)
{
  guint n = 0;

  for (guint i = 0; i < made->rounds->len; i++)
    n += ((const RunQuizRound *) made->rounds->pdata[i])->kind == kind ? 1 : 0;
  return n;
}

/* Whether what is right can be chosen, and every class but once. */
static void
check_round (const RunQuizRound *round)
{
  gboolean truth = round->truth == RUN_QUIZ_NOTHING, says = FALSE;

  g_assert_nonnull (round->image);
  g_assert_cmpuint (round->n_choices, ==, 10);
  for (guint i = 0; i < round->n_choices; i++)
    {
      truth = truth || round->choices[i] == round->truth;
      says = says || round->choices[i] == round->look.top[0].class_index;
      g_assert_cmpuint (round->choices[i], ==, i);
    }
  g_assert_true (truth && says);
  g_assert_true ((round->kind == RUN_QUIZ_EVOLVED) == (round->truth == RUN_QUIZ_NOTHING));
  g_assert_true ((round->kind == RUN_QUIZ_CHANGED) == (round->original != NULL));
  if (round->kind != RUN_QUIZ_CHANGED)
    return;
  g_assert_cmpuint (round->original_look.top[0].class_index, ==, round->truth);
  g_assert_cmpuint (round->look.top[0].class_index, !=, round->truth);
  g_assert_cmpuint (base_image_size (round->image), ==, base_image_size (round->original));
  g_assert_cmpint (
      memcmp (round->image->pixels, round->original->pixels, base_image_size (round->image)), !=,
      0);
}

static gboolean
same_rounds (const RunQuizMade *a, const RunQuizMade *b)
{
  if (a->rounds->len != b->rounds->len)
    return FALSE;
  for (guint i = 0; i < a->rounds->len; i++)
    {
      const RunQuizRound *x = a->rounds->pdata[i], *y = b->rounds->pdata[i];

      if (x->kind != y->kind || x->truth != y->truth ||
          memcmp (&x->look, &y->look, sizeof x->look) != 0 ||
          base_image_size (x->image) != base_image_size (y->image) ||
          memcmp (x->image->pixels, y->image->pixels, base_image_size (x->image)) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
test_all_kinds (Fixture *fixture, gconstpointer data)
{
  const gboolean wanted[] = { TRUE, TRUE, TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RunQuizMade) made = make (7, wanted, 5, &error), again = NULL, other = NULL;

  g_assert_no_error (error);
  g_assert_null (made->note);
  g_assert_cmpuint (made->rounds->len, ==, 7);
  g_assert_cmpuint (count (made, RUN_QUIZ_EVOLVED), ==, 3);
  g_assert_cmpuint (count (made, RUN_QUIZ_REAL), ==, 2);
  g_assert_cmpuint (count (made, RUN_QUIZ_CHANGED), ==, 2);
  for (guint i = 0; i < made->rounds->len; i++)
    check_round (made->rounds->pdata[i]);
  if (THOROUGH_SANITIZED)
    return; /* the same code once more, and no other seed computes by other code */
  again = make (7, wanted, 5, &error);
  other = make (7, wanted, 6, &error);
  g_assert_true (same_rounds (made, again));
  g_assert_false (same_rounds (made, other));
}

/* On the first day there are evolved images alone, and a sentence says how to get others. */
static void
test_no_pictures (Fixture *fixture, gconstpointer data)
{
  const gboolean wanted[] = { TRUE, TRUE, TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RunQuizMade) made = make (6, wanted, 1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (made->note);
  g_assert_nonnull (strstr (made->note, "MNIST"));
  g_assert_cmpuint (made->rounds->len, ==, 6);
  g_assert_cmpuint (count (made, RUN_QUIZ_EVOLVED), ==, 6);
  for (guint i = 0; i < made->rounds->len; i++)
    g_assert_cmpfloat (((RunQuizRound *) made->rounds->pdata[i])->look.top[0].confidence, >, 0.5);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  const gboolean wanted[] = { FALSE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_null (make (6, wanted, 1, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

static void
test_no_network (Fixture *fixture, gconstpointer data)
{
  RunQuizOrder order = { .network = (char *) "none", .n_rounds = 1, .wanted = { TRUE } };
  g_autoptr (GError) error = NULL;

  g_assert_null (run_quiz_make (&order, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_no_picks (Fixture *fixture, gconstpointer data)
{
  RunQuizOrder order = { .network = (char *) NETWORK,
                         .n_rounds = 3,
                         .wanted = { TRUE },
                         .images = { .source = RUN_IMAGES_PICKS } };
  g_autoptr (GError) error = NULL;

  g_assert_null (run_quiz_make (&order, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

static gboolean
has_font (void)
{
  g_autoptr (BaseImage) banana = run_test_pictures_draw ("🍌", NULL);

  return banana != NULL;
}

/* The emoji network has no data set: what it is asked about is in the system's font. */
static void
test_emoji (Fixture *fixture, gconstpointer data)
{
  RunQuizOrder order = { .network = (char *) "emoji",
                         .n_rounds = 4,
                         .wanted = { FALSE, TRUE, TRUE } };
  g_autoptr (GError) error = NULL;
  g_autoptr (RunQuizMade) made = NULL;

  if (!has_font ())
    {
      g_test_skip ("No font of emoji.");
      return;
    }
  made = run_quiz_make (&order, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (made->note);
  g_assert_cmpuint (made->rounds->len, ==, 4);
  g_assert_cmpuint (count (made, RUN_QUIZ_REAL), >=, 2);
  g_assert_cmpuint (count (made, RUN_QUIZ_CHANGED), >=, 1);
  for (guint i = 0; i < made->rounds->len; i++)
    {
      const RunQuizRound *round = made->rounds->pdata[i];
      gboolean any = FALSE;

      g_assert_cmpuint (round->image->channels, ==, 3);
      for (guint j = 0; j < round->n_choices; j++)
        any = any || round->choices[j] == round->truth;
      g_assert_true (any);
    }
}

static char *
no_pictures (char **characters, const char *data_set)
{
  RunNetworkInfo network = { .name = (char *) "Some network",
                             .characters = characters,
                             .data_set = (char *) data_set };
  g_autoptr (RunQuizOffer) offer = run_quiz_offer_new (&network);

  return g_steal_pointer (&offer->no_pictures);
}

/* What is not there is said before anybody asks for it. */
static void
test_offer (Fixture *fixture, gconstpointer with_pictures)
{
  char *letters[] = { (char *) "a", NULL }; /* no font has it in colour */
  char *fruit[] = { (char *) "🍌", NULL };
  g_autofree char *of_digits = no_pictures (NULL, "MNIST");
  g_autofree char *of_nothing = no_pictures (NULL, NULL);
  g_autofree char *of_letters = no_pictures (letters, NULL);
  g_autofree char *of_fruit = no_pictures (fruit, NULL);

  if (with_pictures != NULL)
    g_assert_null (of_digits);
  else
    g_assert_nonnull (strstr (of_digits, "“MNIST” are not here yet"));
  g_assert_nonnull (strstr (of_nothing, "“Some network”"));
  g_assert_nonnull (strstr (of_letters, "No font"));
  g_assert_true ((of_fruit == NULL) == has_font ());
}

static gboolean
offers_picks (void)
{
  RunNetworkInfo network = { .name = (char *) "Some network" };
  g_autoptr (RunQuizOffer) offer = run_quiz_offer_new (&network);

  g_assert_false (offer->has_sessions);
  return offer->has_picks;
}

/* Picks that were real pictures before are none that were evolved. */
static void
test_offer_picks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StorePicks) picks = run_picks_open (NULL);
  g_autoptr (StoreSpecimen) changed = store_specimen_new (), evolved = store_specimen_new ();
  gint64 ids[2];

  g_assert_nonnull (picks);
  g_assert_false (offers_picks ());
  changed->network_id = g_strdup (NETWORK);
  changed->network_name = g_strdup (NETWORK);
  changed->encoding = g_strdup (STORE_ENCODING_PERTURB);
  changed->method = g_strdup ("lbfgs");
  changed->distortion = 0.1;
  changed->label = g_strdup ("3");
  changed->image = base_image_new (SIDE, SIDE, 1);
  changed->original = 7;
  changed->original_label = g_strdup ("7");
  ids[0] = store_picks_add (picks, changed, NULL);
  g_assert_cmpint (ids[0], >=, 0);
  g_assert_false (offers_picks ());
  evolved->network_id = g_strdup (NETWORK);
  evolved->network_name = g_strdup (NETWORK);
  evolved->encoding = g_strdup (STORE_ENCODING_ASCENT);
  evolved->rules = g_strdup ("iterations=1");
  evolved->label = g_strdup ("3");
  evolved->image = base_image_new (SIDE, SIDE, 1);
  evolved->class_index = 3;
  ids[1] = store_picks_add (picks, evolved, NULL);
  g_assert_cmpint (ids[1], >=, 0);
  g_assert_true (offers_picks ());
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_true (store_picks_remove (picks, ids[i], NULL));
}

static void
cancel (gpointer data, RunQuizKind kind, double fraction)
{
  g_cancellable_cancel (data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  RunQuizOrder order = {
    .network = (char *) NETWORK, .n_rounds = 60, .wanted = { TRUE, TRUE, TRUE }, .evolve = TRUE
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (run_quiz_make (&order, cancel, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const gboolean with = TRUE;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/run/quiz-make/all", Fixture, &with, set_up, test_all_kinds, tear_down);
  g_test_add ("/run/quiz-make/no-pictures", Fixture, NULL, set_up, test_no_pictures, tear_down);
  g_test_add ("/run/quiz-make/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/run/quiz-make/no-network", Fixture, NULL, set_up, test_no_network, tear_down);
  g_test_add ("/run/quiz-make/no-picks", Fixture, NULL, set_up, test_no_picks, tear_down);
  if (!WITH_THREAD_SANITIZER) /* its threads do what those of the digits' network do */
    g_test_add ("/run/quiz-make/emoji", Fixture, NULL, set_up, test_emoji, tear_down);
  g_test_add ("/run/quiz-make/offer", Fixture, NULL, set_up, test_offer, tear_down);
  g_test_add ("/run/quiz-make/offer-pictures", Fixture, &with, set_up, test_offer, tear_down);
  g_test_add ("/run/quiz-make/offer-picks", Fixture, NULL, set_up, test_offer_picks, tear_down);
  g_test_add ("/run/quiz-make/cancelled", Fixture, &with, set_up, test_cancelled, tear_down);
  return g_test_run ();
}

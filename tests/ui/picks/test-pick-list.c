// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-list.h"

#include <glib/gstdio.h>

#include "synthetic.h"
#include "widget-test.h"

typedef struct
{
  guint position, removed, added, n_calls;
} Change;

static void
items_changed (Change *change, guint position, guint removed, guint added)
{
  *change = (Change){ position, removed, added, change->n_calls + 1 };
}

/* What the queue brings. */
typedef struct
{
  FooledPickList *list;
  StoreSpecimen *specimen;
  gboolean wanted;
  guint n_stored, n_failed;
} Watch;

static void
stored (Watch *watch)
{
  watch->n_stored++;
}

static void
failed (Watch *watch)
{
  watch->n_failed++;
}

static void
watch_init (Watch *watch, FooledPickList *list)
{
  *watch = (Watch){ .list = list };
  g_signal_connect_swapped (list, "stored", G_CALLBACK (stored), watch);
  g_signal_connect_swapped (list, "failed", G_CALLBACK (failed), watch);
}

static gboolean
is_so (gpointer data)
{
  Watch *watch = data;

  return (fooled_pick_list_find (watch->list, watch->specimen) != NULL) == watch->wanted;
}

static FooledPickItem *
add (FooledPickList *list, StoreSpecimen *specimen)
{
  Watch watch = { list, specimen, TRUE, 0, 0 };

  fooled_pick_list_set_wanted (list, specimen, TRUE);
  g_assert_true (fooled_pick_list_wants (list, specimen));
  widget_test_await (is_so, &watch);
  return fooled_pick_list_find (list, specimen);
}

static void
remove_pick (FooledPickList *list, StoreSpecimen *specimen)
{
  Watch watch = { list, specimen, FALSE, 0, 0 };

  fooled_pick_list_set_wanted (list, specimen, FALSE);
  g_assert_false (fooled_pick_list_wants (list, specimen));
  widget_test_await (is_so, &watch);
}

static void
changed (guint *n_calls)
{
  ++*n_calls;
}

static gboolean
is_positive (gpointer data)
{
  return *(guint *) data > 0;
}

/* Until it is read. */
static void
load (FooledPickList *list)
{
  guint n_calls = 0;
  gulong handler = g_signal_connect_swapped (list, "items-changed", G_CALLBACK (changed), &n_calls);

  fooled_pick_list_load (list);
  widget_test_await (is_positive, &n_calls);
  g_signal_handler_disconnect (list, handler);
}

static guint
n_items (FooledPickList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* Added ones come first, the same one comes once, and all are there again in another list. */
static void
test_add_find_remove (void)
{
  FooledPickList *list = fooled_pick_list_new ();
  FooledPickList *again = fooled_pick_list_new ();
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (StoreSpecimen) first = synthetic_specimen (network, EVO_ENCODING_PIXELS, 3, 0.75f, 2);
  g_autoptr (StoreSpecimen) second = synthetic_specimen (network, EVO_ENCODING_CPPN, 7, 0.5f, 3);
  g_autoptr (FooledPickItem) top = NULL;
  Change change = { 0 };
  FooledPickItem *item;

  load (list);
  g_assert_cmpuint (n_items (list), ==, 0);
  g_assert_null (fooled_pick_list_find (list, first));
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (items_changed), &change);

  item = add (list, first);
  g_assert_true (fooled_pick_list_find (list, first) == item);
  g_assert_null (fooled_pick_list_find (list, second));
  g_assert_true (add (list, first) == item);
  g_assert_cmpuint (n_items (list), ==, 1);
  g_assert_cmpuint (change.n_calls, ==, 1);

  add (list, second);
  top = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (fooled_pick_item_get_specimen (top)->class_index, ==, 7);
  g_assert_cmpuint (change.position, ==, 0);
  g_assert_cmpuint (change.added, ==, 1);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 2));

  load (again);
  g_assert_cmpuint (n_items (again), ==, 2);
  g_assert_nonnull (fooled_pick_list_find (again, first));
  g_assert_nonnull (fooled_pick_list_find (again, second));

  remove_pick (list, first);
  g_assert_null (fooled_pick_list_find (list, first));
  g_assert_nonnull (fooled_pick_list_find (list, second));
  g_assert_false (fooled_pick_list_has_origin (list, first));
  g_assert_true (fooled_pick_list_has_origin (list, second));
  g_assert_cmpuint (change.position, ==, 1);
  g_assert_cmpuint (change.removed, ==, 1);

  load (again);
  g_assert_cmpuint (n_items (again), ==, 1);
  g_assert_finalize_object (again);
  g_assert_finalize_object (list);
}

/* How an image was made tells it without its genome. */
static void
test_origin (void)
{
  FooledPickList *list = fooled_pick_list_new ();
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (StoreSpecimen) pick = synthetic_specimen (network, EVO_ENCODING_CPPN, 5, 0.75f, 3);
  StoreSpecimen origin = { .network_id = (char *) "synthetic",
                           .encoding = (char *) "cppn",
                           .seed = 1,
                           .origin.generation = 143,
                           .origin.evaluation = 28600,
                           .class_index = 5,
                           .confidence = 0.75f };
  StoreSpecimen others[] = { origin, origin, origin, origin, origin, origin, origin };

  load (list);
  g_assert_false (fooled_pick_list_has_origin (list, &origin));
  add (list, pick);
  g_assert_true (fooled_pick_list_has_origin (list, &origin));
  others[0].network_id = (char *) "other";
  others[1].encoding = (char *) "pixels";
  others[2].seed++;
  others[3].origin.generation++;
  others[4].origin.evaluation++;
  others[5].class_index++;
  others[6].confidence += 0.01f;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (fooled_pick_list_has_origin (list, &others[i]));
  load (list);
  g_assert_true (fooled_pick_list_has_origin (list, &origin));
  g_assert_finalize_object (list);
}

static gboolean
has_error (gpointer list)
{
  g_autofree char *error = NULL;

  g_object_get (list, "error", &error, NULL);
  return error != NULL;
}

/* A damaged file is a message and stays as it is; once it is away, adding works. */
static void
test_damaged (void)
{
  const char *junk = "this is not a database, and it is longer than a header of one hundred bytes, "
                     "so that nobody takes it for an empty file";
  FooledPickList *list = fooled_pick_list_new ();
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (StoreSpecimen) specimen = synthetic_specimen (network, EVO_ENCODING_CPPN, 1, 0.75f, 3);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "fooled", "picks.sqlite", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *content = NULL;
  Watch watch;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_remove (path); /* what another test left */
  g_assert_true (g_file_set_contents (path, junk, -1, NULL));

  watch_init (&watch, list);
  fooled_pick_list_load (list);
  widget_test_await (has_error, list);
  fooled_pick_list_set_wanted (list, specimen, TRUE);
  widget_test_await (is_positive, &watch.n_failed);
  g_assert_false (fooled_pick_list_wants (list, specimen));
  g_assert_cmpuint (watch.n_stored, ==, 0);
  g_assert_cmpuint (n_items (list), ==, 0);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, junk);

  g_assert_cmpint (g_remove (path), ==, 0);
  add (list, specimen);
  g_assert_cmpuint (n_items (list), ==, 1);
  g_assert_false (has_error (list));
  g_assert_finalize_object (list);
}

/* The last wish counts: what is taken back before it is on the disk is not told of. */
static void
test_change_of_mind (void)
{
  FooledPickList *list = fooled_pick_list_new ();
  FooledPickList *again = fooled_pick_list_new ();
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (StoreSpecimen) specimen = synthetic_specimen (network, EVO_ENCODING_CPPN, 4, 0.25f, 5);
  Watch watch;
  guint n_before;

  load (list);
  n_before = n_items (list);
  watch_init (&watch, list);
  for (guint i = 0; i < 4; i++)
    fooled_pick_list_set_wanted (list, specimen, i % 2 == 0);
  g_assert_false (fooled_pick_list_wants (list, specimen));
  g_assert_null (fooled_pick_list_find (list, specimen)); /* nothing is on the disk yet */
  widget_test_await (is_positive, &watch.n_stored);
  g_assert_null (fooled_pick_list_find (list, specimen));
  g_assert_cmpuint (watch.n_stored, ==, 1);
  load (again);
  g_assert_cmpuint (n_items (again), ==, n_before);
  g_assert_finalize_object (again);
  g_assert_finalize_object (list);
}

/* A list that goes away right after a wish: it is on the disk all the same. */
static void
test_gone (void)
{
  FooledPickList *list = fooled_pick_list_new ();
  FooledPickList *again = fooled_pick_list_new ();
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (StoreSpecimen) specimen = synthetic_specimen (network, EVO_ENCODING_CPPN, 6, 0.25f, 7);

  fooled_pick_list_set_wanted (list, specimen, TRUE);
  g_assert_finalize_object (list);
  load (again);
  g_assert_nonnull (fooled_pick_list_find (again, specimen));
  g_assert_finalize_object (again);
}

int
main (int argc, char **argv)
{
  widget_test_isolate_home ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/pick-list/add-find-remove", test_add_find_remove);
  g_test_add_func ("/ui/pick-list/origin", test_origin);
  g_test_add_func ("/ui/pick-list/damaged", test_damaged);
  g_test_add_func ("/ui/pick-list/change-of-mind", test_change_of_mind);
  g_test_add_func ("/ui/pick-list/gone", test_gone);
  return g_test_run ();
}

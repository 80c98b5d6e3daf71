// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-list.h"

#include <glib/gstdio.h>

#include "base/error.h"
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

static FooledPickItem *
add (FooledPickList *list, StoreSpecimen *specimen)
{
  g_autoptr (GError) error = NULL;
  FooledPickItem *item = fooled_pick_list_add (list, specimen, &error);

  g_assert_no_error (error);
  g_assert_nonnull (item);
  return item;
}

static void
load (FooledPickList *list)
{
  g_autoptr (GError) error = NULL;
  gboolean done = fooled_pick_list_load (list, &error);

  g_assert_no_error (error);
  g_assert_true (done);
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
  g_autoptr (GError) error = NULL;
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

  g_assert_true (fooled_pick_list_remove (list, item, &error));
  g_assert_no_error (error);
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
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_remove (path); /* what another test left */
  g_assert_true (g_file_set_contents (path, junk, -1, NULL));

  g_assert_false (fooled_pick_list_load (list, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (fooled_pick_list_add (list, specimen, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (n_items (list), ==, 0);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, junk);

  g_assert_cmpint (g_remove (path), ==, 0);
  add (list, specimen);
  g_assert_cmpuint (n_items (list), ==, 1);
  g_assert_finalize_object (list);
}

int
main (int argc, char **argv)
{
  widget_test_isolate_home ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/pick-list/add-find-remove", test_add_find_remove);
  g_test_add_func ("/ui/pick-list/origin", test_origin);
  g_test_add_func ("/ui/pick-list/damaged", test_damaged);
  return g_test_run ();
}

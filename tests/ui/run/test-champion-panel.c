// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/champion-panel.h"

#include "synthetic.h"
#include "ui/widgets/diagram.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/bars.h"
#include "widget-test.h"

typedef struct
{
  FooledChampionPanel *panel;
  GtkWindow *window;
  RunNetworkInfo *network;
  guint n_star, n_save, n_copy;
} Fixture;

static void
count (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ++*(guint *) data;
}

static void
add_action (GSimpleActionGroup *group, const char *name, guint *counter)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect (action, "activate", G_CALLBACK (count), counter);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  fixture->network = synthetic_network (10, FALSE);
  fixture->panel = g_object_ref_sink (FOOLED_CHAMPION_PANEL (fooled_champion_panel_new ()));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->panel), 320, 900);
  add_action (group, "star", &fixture->n_star);
  add_action (group, "save", &fixture->n_save);
  add_action (group, "copy", &fixture->n_copy);
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->window), "win", G_ACTION_GROUP (group));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->panel);
  run_network_info_unref (fixture->network);
}

static GtkWidget *
find (Fixture *fixture, GType type)
{
  return widget_test_find (GTK_WIDGET (fixture->panel), type);
}

static gboolean
shows_text (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (GTK_WIDGET (fixture->panel), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text) &&
        gtk_widget_get_mapped (labels->pdata[i]))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_button (Fixture *fixture, const char *action)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->panel), GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_actionable_get_action_name (buttons->pdata[i]), action) == 0)
      return buttons->pdata[i];
  return NULL;
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 7, 0.9998f, 10);

  g_assert_true (gtk_widget_get_mapped (find (fixture, ADW_TYPE_STATUS_PAGE)));
  g_assert_false (gtk_widget_get_mapped (find (fixture, FOOLED_TYPE_PICTURE)));
  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_false (gtk_widget_get_mapped (find (fixture, ADW_TYPE_STATUS_PAGE)));
  g_assert_true (gtk_widget_get_mapped (find (fixture, FOOLED_TYPE_PICTURE)));
  fooled_champion_panel_set_specimen (fixture->panel, NULL);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_widget_get_mapped (find (fixture, ADW_TYPE_STATUS_PAGE)));
}

static void
test_cppn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 7, 0.9998f, 10);
  g_autofree char *genome = g_strdup_printf ("%u nodes, %u links", specimen->diagram->n_nodes,
                                             specimen->diagram->n_links);
  g_autofree char *drawing =
      g_strdup_printf ("Drawing of a network with %u nodes and %u links",
                       specimen->diagram->n_nodes, specimen->diagram->n_links);

  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (shows_text (fixture, "7"));
  g_assert_true (shows_text (fixture, "99.98 %"));
  g_assert_true (shows_text (fixture, "143"));
  g_assert_true (shows_text (fixture, "28\302\240600"));
  g_assert_true (shows_text (fixture, genome));
  g_assert_true (gtk_widget_get_mapped (find (fixture, FOOLED_TYPE_DIAGRAM)));
  g_assert_true (widget_test_has_name (find (fixture, FOOLED_TYPE_DIAGRAM), drawing));
  g_assert_true (
      widget_test_has_name (find (fixture, FOOLED_TYPE_PICTURE), "Image taken for 7, 99.98 %"));
  g_assert_true (widget_test_has_name (
      find (fixture, FOOLED_TYPE_BARS),
      "Most likely classes: 7 99.98 %; 8 < 0.01 %; 9 < 0.01 %; 0 < 0.01 %; 1 < 0.01 %"));
}

static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_PIXELS, 0, 1, 1);

  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (shows_text (fixture, "99.99 %"));
  g_assert_true (shows_text (fixture, "784 numbers"));
  g_assert_false (gtk_widget_get_mapped (find (fixture, FOOLED_TYPE_DIAGRAM)));
}

/* The panel holds a specimen only while it shows it. */
static void
test_specimen_is_released (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 1, 0.5f, 5);
  g_autoptr (StoreSpecimen) next =
      synthetic_specimen (fixture->network, EVO_ENCODING_PIXELS, 1, 0.6f, 5);

  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_false (g_atomic_ref_count_compare (&specimen->ref_count, 1));
  fooled_champion_panel_set_specimen (fixture->panel, next);
  g_assert_true (g_atomic_ref_count_compare (&specimen->ref_count, 1));
  fooled_champion_panel_set_specimen (fixture->panel, NULL);
  g_assert_true (g_atomic_ref_count_compare (&next->ref_count, 1));
}

static void
test_buttons (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *action, *name;
  } buttons[] = { { "win.star", "Star" }, { "win.save", "Save" }, { "win.copy", "Copy" } };
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 1, 0.5f, 5);

  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = find_button (fixture, buttons[i].action);

      g_assert_nonnull (button);
      g_assert_true (widget_test_is_labelled (button));
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (widget_test_find (button, GTK_TYPE_LABEL))),
                       ==, buttons[i].name);
      g_signal_emit_by_name (button, "clicked");
    }
  g_assert_cmpuint (fixture->n_star, ==, 1);
  g_assert_cmpuint (fixture->n_save, ==, 1);
  g_assert_cmpuint (fixture->n_copy, ==, 1);
}

static void
test_starred (Fixture *fixture, gconstpointer data)
{
  GtkWidget *star = find_button (fixture, "win.star");
  GtkImage *image = GTK_IMAGE (widget_test_find (star, GTK_TYPE_IMAGE));
  gboolean starred;

  g_assert_cmpstr (gtk_image_get_icon_name (image), ==, "non-starred-symbolic");
  g_object_set (fixture->panel, "starred", TRUE, NULL);
  g_object_get (fixture->panel, "starred", &starred, NULL);
  g_assert_true (starred);
  g_assert_cmpstr (gtk_image_get_icon_name (image), ==, "starred-symbolic");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (star), GTK_ACCESSIBLE_STATE_PRESSED,
                                    GTK_ACCESSIBLE_TRISTATE_TRUE);
}

/* In another language the words on its buttons may be long. */
static void
test_long_words (Fixture *fixture, gconstpointer data)
{
  static const char *const actions[] = { "win.star", "win.save", "win.copy" };
  int minimum;

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_label_set_label (
        GTK_LABEL (widget_test_find (find_button (fixture, actions[i]), GTK_TYPE_LABEL)),
        "Adicionar aos favoritos");
  gtk_widget_measure (GTK_WIDGET (fixture->panel), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 350); /* the narrowest window has a frame */
}

/* From the narrowest panel on, and with a long label, nothing asks for more width. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, TRUE);
  g_autoptr (StoreSpecimen) specimen =
      synthetic_specimen (network, EVO_ENCODING_CPPN, 1, 0.9998f, 60);
  int minimum;

  g_free (specimen->label);
  specimen->label = g_strdup ("great white shark, white shark, man-eater, Carcharodon carcharias");
  fooled_champion_panel_set_specimen (fixture->panel, specimen);
  widget_test_draw (GTK_WIDGET (fixture->window));
  gtk_widget_measure (GTK_WIDGET (fixture->panel), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 280);
  gtk_widget_measure (GTK_WIDGET (fixture->panel), GTK_ORIENTATION_VERTICAL, 280, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 300);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/champion-panel/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("cppn", test_cppn);
  ADD ("pixels", test_pixels);
  ADD ("specimen-is-released", test_specimen_is_released);
  ADD ("buttons", test_buttons);
  ADD ("starred", test_starred);
  ADD ("long-words", test_long_words);
  ADD ("narrow", test_narrow);
#undef ADD
  return g_test_run ();
}

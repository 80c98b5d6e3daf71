// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings-panel.h"

#include <glib/gstdio.h>

#include "synthetic.h"
#include "ui/networks/class-chooser.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/spin-row.h"
#include "widget-test.h"

typedef struct
{
  GSettings *settings;
  GPtrArray *networks;
  GtkWindow *window;
  GtkWidget *panel;
} Fixture;

static RunNetworkInfo *
network (const char *id, guint n_classes)
{
  RunNetworkInfo *info = synthetic_network (n_classes, FALSE);

  g_free (info->id);
  info->id = g_strdup (id);
  return info;
}

static void
set_up (Fixture *fixture, gconstpointer stored_network)
{
  GtkWidget *panel = fooled_settings_panel_new ();

  fixture->settings = fooled_settings_new ();
  g_assert_nonnull (fixture->settings);
  fooled_settings_reset_experiment (fixture->settings);
  g_settings_set_string (fixture->settings, "network", stored_network);
  fixture->networks = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);
  g_ptr_array_add (fixture->networks, network ("first", 10));
  g_ptr_array_add (fixture->networks, network ("second", 4));
  g_assert_true (fooled_settings_panel_bind (FOOLED_SETTINGS_PANEL (panel), fixture->settings,
                                             fixture->networks));
  fixture->window = widget_test_window (panel, 340, 800);
  fixture->panel = panel;
}

static void
tear_down (Fixture *fixture, gconstpointer stored_network)
{
  GtkWidget *panel = g_object_ref (fixture->panel);

  widget_test_close (fixture->window);
  g_assert_finalize_object (panel);
  g_ptr_array_unref (fixture->networks);
  g_object_unref (fixture->settings);
}

/* The row with that title. */
static GtkWidget *
row (Fixture *fixture, const char *title)
{
  g_autoptr (GPtrArray) rows = widget_test_find_all (fixture->panel, ADW_TYPE_PREFERENCES_ROW);

  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (adw_preferences_row_get_title (rows->pdata[i]), title) == 0)
      return rows->pdata[i];
  g_error ("There is no row \"%s\"", title);
}

static void
assert_network (Fixture *fixture, const char *expected)
{
  g_autofree char *stored = g_settings_get_string (fixture->settings, "network");

  g_assert_cmpstr (stored, ==, expected);
}

/* What the schema says is what the core begins with, but for the method: the window
 * begins with static, slowly. */
static void
test_defaults (Fixture *fixture, gconstpointer stored_network)
{
  RunSettings expected, stored;

  run_settings_init (&expected, "first");
  fooled_settings_read (fixture->settings, 10, &stored);
  g_assert_cmpstr (stored.network, ==, expected.network);
  g_assert_cmpint (stored.method, ==, RUN_METHOD_EVOLVE_PIXELS);
  g_assert_true (stored.slow_start);
  g_assert_cmpuint (stored.seed, ==, expected.seed);
  g_assert_cmpuint (stored.batch, ==, expected.batch);
  g_assert_null (stored.wanted);
  g_assert_cmpuint (stored.stop_generations, ==, expected.stop_generations);
  g_assert_cmpuint (stored.stop_evaluations, ==, expected.stop_evaluations);
  g_assert_cmpfloat (stored.stop_confidence, ==, expected.stop_confidence);
  g_assert_cmpuint (stored.n_threads, ==, expected.n_threads);
  g_assert_cmpfloat (stored.variation.eta, ==, expected.variation.eta);
  g_assert_cmpfloat (stored.variation.pixel_chance, ==, expected.variation.pixel_chance);
  g_assert_cmpuint (stored.variation.pixel_half_life, ==, expected.variation.pixel_half_life);
  g_assert_cmpint (stored.variation.coordinates, ==, expected.variation.coordinates);
  g_assert_cmpfloat (stored.variation.weight_chance, ==, expected.variation.weight_chance);
  g_assert_cmpfloat (stored.variation.activation_chance, ==, expected.variation.activation_chance);
  g_assert_cmpfloat (stored.variation.add_link_chance, ==, expected.variation.add_link_chance);
  g_assert_cmpfloat (stored.variation.delete_link_chance, ==,
                     expected.variation.delete_link_chance);
  g_assert_cmpfloat (stored.variation.add_node_chance, ==, expected.variation.add_node_chance);
  g_assert_cmpfloat (stored.variation.delete_node_chance, ==,
                     expected.variation.delete_node_chance);
  g_assert_cmpuint (stored.variation.tournament, ==, expected.variation.tournament);
  g_assert_cmpuint (stored.variation.n_strengths, ==, expected.variation.n_strengths);
  g_assert_cmpint (stored.variation.parents, ==, expected.variation.parents);
  g_assert_cmpfloat (stored.variation.gradient_share, ==, expected.variation.gradient_share);
  run_settings_clear (&stored);
  run_settings_clear (&expected);
}

/* Rows change keys, keys change rows, and what a run reads is what the rows say. */
static void
test_rows (Fixture *fixture, gconstpointer stored_network)
{
  FooledSpinRow *seed = FOOLED_SPIN_ROW (row (fixture, "Chance number"));
  FooledSpinRow *pixel_rate = FOOLED_SPIN_ROW (row (fixture, "Change a pixel"));
  RunSettings run;

  fooled_spin_row_set_value (seed, 123456789012);
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Children")), 64);
  fooled_spin_row_set_value (pixel_rate, 2.5);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Method")), 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Stop")), 2);
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Every class at")), 87.5);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Places are given as")), 1);
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_cmpuint (run.seed, ==, 123456789012);
  g_assert_cmpuint (run.batch, ==, 64);
  g_assert_cmpfloat (run.variation.pixel_chance, ==, 0.025);
  g_assert_cmpint (run.method, ==, RUN_METHOD_EVOLVE_PIXELS);
  g_assert_cmpfloat (run.stop_confidence, ==, 0.875);
  g_assert_cmpuint (run.stop_generations, ==, 0);
  g_assert_cmpint (run.variation.coordinates, ==, EVO_COORDINATES_PIXEL);
  run_settings_clear (&run);

  g_settings_set_uint64 (fixture->settings, "seed", 77);
  g_assert_cmpfloat (fooled_spin_row_get_value (seed), ==, 77);
  g_assert_true (gtk_widget_activate_action (fixture->panel, "experiment.random-seed", NULL));
  g_assert_cmpfloat (fooled_spin_row_get_value (seed), ==,
                     (double) g_settings_get_uint64 (fixture->settings, "seed"));

  g_assert_true (gtk_widget_activate_action (fixture->panel, "experiment.reset", NULL));
  g_assert_cmpfloat (fooled_spin_row_get_value (seed), ==, 1);
  g_assert_cmpfloat (fooled_spin_row_get_value (pixel_rate), ==, 10);
  assert_network (fixture, "first");
}

/* Only the rates of the method in use are there. */
static void
test_rates (Fixture *fixture, gconstpointer stored_network)
{
  AdwComboRow *method = ADW_COMBO_ROW (row (fixture, "Method"));
  GtkWidget *pixel = row (fixture, "Change a pixel");
  GtkWidget *weight = row (fixture, "Change a weight");

  adw_combo_row_set_selected (method, RUN_METHOD_EVOLVE_CPPN);
  g_assert_true (gtk_widget_get_visible (weight));
  g_assert_false (gtk_widget_get_visible (pixel));
  adw_combo_row_set_selected (method, RUN_METHOD_EVOLVE_PIXELS);
  g_assert_false (gtk_widget_get_visible (weight));
  g_assert_true (gtk_widget_get_visible (pixel));
}

static void
assert_classes (Fixture *fixture, const char *stored, const char *shown)
{
  AdwActionRow *classes_row = ADW_ACTION_ROW (row (fixture, "Classes"));
  g_autofree char *classes = g_settings_get_string (fixture->settings, "classes");

  g_assert_cmpstr (classes, ==, stored);
  g_assert_cmpstr (adw_action_row_get_subtitle (classes_row), ==, shown);
}

static void
act (Fixture *fixture, const char *action, int class_index)
{
  GActionGroup *actions =
      fooled_settings_panel_get_class_actions (FOOLED_SETTINGS_PANEL (fixture->panel));

  g_action_group_activate_action (actions, action,
                                  class_index >= 0 ? g_variant_new_uint32 (class_index) : NULL);
}

static gboolean
can (Fixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (
      fooled_settings_panel_get_class_actions (FOOLED_SETTINGS_PANEL (fixture->panel)), action);
}

static void
test_classes (Fixture *fixture, gconstpointer stored_network)
{
  RunSettings run;

  assert_classes (fixture, "", "All 10");
  g_assert_false (can (fixture, "all"));
  g_settings_set_string (fixture->settings, "classes", "0, 3-5");
  assert_classes (fixture, "0, 3-5", "4 of 10");
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_cmpuint (run.n_wanted, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_true (run.wanted[i] == (i == 0 || (i >= 3 && i <= 5)));
  run_settings_clear (&run);

  act (fixture, "leave-out", 4);
  assert_classes (fixture, "0,3,5", "3 of 10");
  act (fixture, "leave-out", 10);
  assert_classes (fixture, "0,3,5", "3 of 10");
  act (fixture, "only", 7);
  assert_classes (fixture, "7", "1 of 10");
  g_assert_false (can (fixture, "leave-out"));
  g_assert_false (can (fixture, "only"));
  g_assert_true (can (fixture, "all"));
  act (fixture, "all", -1);
  assert_classes (fixture, "", "All 10");
  act (fixture, "leave-out", 0);
  assert_classes (fixture, "1-9", "9 of 10");
}

/* A list that does not suit another network counts as all, and says so. */
static void
test_classes_unsuitable (Fixture *fixture, gconstpointer stored_network)
{
  RunSettings run;

  g_settings_set_string (fixture->settings, "classes", "2,9");
  assert_classes (fixture, "2,9", "2 of 10");
  g_settings_set_string (fixture->settings, "network", "second");
  assert_classes (fixture, "2,9",
                  "There is no class 9: the network's classes are 0 to 3. All 4 take part.");
  g_assert_true (gtk_widget_has_css_class (row (fixture, "Classes"), "error"));
  fooled_settings_read (fixture->settings, 4, &run);
  g_assert_null (run.wanted);
  run_settings_clear (&run);

  act (fixture, "leave-out", 1);
  assert_classes (fixture, "0,2,3", "3 of 4");
  g_assert_false (gtk_widget_has_css_class (row (fixture, "Classes"), "error"));
}

static GtkWindow *
find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (FOOLED_IS_CLASS_CHOOSER (window))
        return window;
    }
  return NULL;
}

/* The chooser's answer is stored; without one nothing changes. */
static void
test_classes_chooser (Fixture *fixture, gconstpointer stored_network)
{
  GtkWindow *chooser;

  g_settings_set_string (fixture->settings, "classes", "3");
  g_signal_emit_by_name (row (fixture, "Classes"), "activated");
  chooser = find_chooser ();
  g_assert_nonnull (chooser);
  g_assert_true (gtk_window_get_modal (chooser));
  g_assert_true (gtk_window_get_transient_for (chooser) == fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (chooser), "chooser.invert", NULL);
  widget_test_close (chooser);
  assert_classes (fixture, "3", "1 of 10");

  act (fixture, "choose", -1);
  gtk_widget_activate_action (GTK_WIDGET (find_chooser ()), "chooser.invert", NULL);
  gtk_widget_activate_action (GTK_WIDGET (find_chooser ()), "chooser.apply", NULL);
  g_assert_null (find_chooser ());
  assert_classes (fixture, "0-2,4-9", "9 of 10");
}

static void
test_network_unknown (Fixture *fixture, gconstpointer stored_network)
{
  assert_network (fixture, "first");
  g_settings_set_string (fixture->settings, "network", "second");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row (fixture, "Network"))), ==, 1);
}

/* A file becomes an entry of its own; what is in it is known once it was loaded. */
static void
test_network_file (Fixture *fixture, gconstpointer stored_network)
{
  FooledSettingsPanel *panel = FOOLED_SETTINGS_PANEL (fixture->panel);
  AdwComboRow *chooser = ADW_COMBO_ROW (row (fixture, "Network"));
  g_autoptr (RunNetworkInfo) info = network ("own", 7);
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("fooled-XXXXXX.onnx", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_settings_set_string (fixture->settings, "network", path);
  g_assert_cmpuint (adw_combo_row_get_selected (chooser), ==, 2);
  assert_network (fixture, path);
  g_assert_cmpuint (fooled_settings_panel_get_n_classes (panel), ==, 0);
  g_assert_false (can (fixture, "choose"));
  g_assert_true (fooled_settings_panel_set_loaded (panel, info));
  g_assert_cmpuint (fooled_settings_panel_get_n_classes (panel), ==, 7);
  g_assert_true (can (fixture, "choose"));
  g_assert_false (fooled_settings_panel_set_loaded (panel, info));
  g_remove (path);
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget);
}

/* Crops are asked for only where pictures are larger than the input. */
static void
test_crops (Fixture *fixture, gconstpointer stored_network)
{
  FooledSettingsPanel *panel = FOOLED_SETTINGS_PANEL (fixture->panel);
  AdwComboRow *crops = ADW_COMBO_ROW (row (fixture, "It looks at"));
  RunNetworkInfo *second = fixture->networks->pdata[1];
  const guint expected[] = { 0, 1, 10 };

  second->image_width = second->width + 4;
  second->image_height = second->height;
  g_assert_false (is_shown (GTK_WIDGET (crops)));
  g_assert_false (fooled_settings_panel_get_can_crop (panel));
  g_settings_set_string (fixture->settings, "network", "second");
  g_assert_true (is_shown (GTK_WIDGET (crops)));
  g_assert_true (fooled_settings_panel_get_can_crop (panel));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      RunSettings run;

      adw_combo_row_set_selected (crops, i);
      fooled_settings_read (fixture->settings, 4, &run);
      g_assert_cmpuint (run.n_crops, ==, expected[i]);
      run_settings_clear (&run);
    }
  fooled_settings_reset_experiment (fixture->settings);
  g_assert_cmpuint (adw_combo_row_get_selected (crops), ==, 0);
}

/* There is something to screen only where ten crops are looked at: else the row says why not. */
static void
test_screening (Fixture *fixture, gconstpointer stored_network)
{
  GtkWidget *screening = row (fixture, "Quick look first");
  AdwComboRow *crops = ADW_COMBO_ROW (row (fixture, "It looks at"));
  GtkWidget *toggle = widget_test_find (screening, GTK_TYPE_SWITCH);
  RunNetworkInfo *second = fixture->networks->pdata[1];
  const gboolean sensitive[] = { FALSE, FALSE, TRUE };
  RunSettings run;

  second->image_width = second->width + 4;
  second->image_height = second->height;
  g_assert_true (widget_test_is_labelled (toggle));
  g_assert_false (gtk_widget_is_sensitive (screening));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (screening)), !=, "");
  g_settings_set_string (fixture->settings, "network", "second");
  for (guint i = 0; i < G_N_ELEMENTS (sensitive); i++)
    {
      const char *reason;

      adw_combo_row_set_selected (crops, i);
      reason = adw_action_row_get_subtitle (ADW_ACTION_ROW (screening));
      g_assert_true (gtk_widget_is_sensitive (screening) == sensitive[i]);
      g_assert_true ((*reason == '\0') == sensitive[i]);
    }
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  fooled_settings_read (fixture->settings, 4, &run);
  g_assert_true (run.screening);
  fooled_settings_reset_experiment (fixture->settings);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
  fooled_settings_write (fixture->settings, &run);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  run_settings_clear (&run);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Method")), 2);
  g_assert_false (is_shown (screening));
}

static gboolean
says (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (fixture->panel, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (is_shown (labels->pdata[i]) &&
        strstr (gtk_label_get_label (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

/* A run that takes much memory says so, and how much. */
static void
test_memory (Fixture *fixture, gconstpointer stored_network)
{
  RunNetworkInfo *second = fixture->networks->pdata[1];

  second->image_width = second->image_height = 1000;
  second->channels = 3;
  g_assert_false (says (fixture, "memory"));
  g_settings_set_string (fixture->settings, "network", "second");
  g_settings_set_string (fixture->settings, "method", "pixels");
  g_settings_set_uint (fixture->settings, "batch", 200);
  g_assert_true (says (fixture, "2.4"));
  g_settings_set_uint (fixture->settings, "batch", 2);
  g_assert_false (says (fixture, "memory"));
}

/* The share is a row where the method has one, and the budget a way to stop. */
static void
test_gradient (Fixture *fixture, gconstpointer stored_network)
{
  GtkWidget *share = row (fixture, "Climb by themselves");
  RunSettings run, same;

  g_assert_false (gtk_widget_get_visible (share));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Method")),
                              RUN_METHOD_EVOLVE_CPPN_GRADIENT);
  g_assert_true (gtk_widget_get_visible (share));
  g_assert_true (gtk_widget_get_visible (row (fixture, "Children")));
  g_assert_false (gtk_widget_get_visible (row (fixture, "Change a pixel")));
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (share), 25);
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Parent is newest of")), 4);
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Strengths")), 3);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Parents")), EVO_PARENTS_CURIOUS);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Stop")), 3);
  g_assert_true (gtk_widget_get_visible (row (fixture, "Images tried")));
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Images tried")), 5000);
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_cmpint (run.method, ==, RUN_METHOD_EVOLVE_CPPN_GRADIENT);
  g_assert_cmpfloat (run.variation.gradient_share, ==, 0.25);
  g_assert_cmpuint (run.variation.tournament, ==, 4);
  g_assert_cmpuint (run.variation.n_strengths, ==, 3);
  g_assert_cmpint (run.variation.parents, ==, EVO_PARENTS_CURIOUS);
  g_assert_cmpuint (run.stop_evaluations, ==, 5000);
  fooled_settings_reset_experiment (fixture->settings);
  fooled_settings_write (fixture->settings, &run);
  fooled_settings_read (fixture->settings, 10, &same);
  g_assert_true (run_settings_equal (&run, &same));
  run_settings_clear (&run);
  run_settings_clear (&same);
}

/* 0 is a word, also when it is typed; any other text is refused, as in the other rows. */
static void
test_automatic (Fixture *fixture, gconstpointer stored_network)
{
  FooledSpinRow *newest = FOOLED_SPIN_ROW (row (fixture, "Parent is newest of"));
  GtkWidget *text = widget_test_find (GTK_WIDGET (newest), GTK_TYPE_SPIN_BUTTON);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "auto");
  fooled_spin_row_set_value (newest, 4);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "4");
  for (guint i = 0; i < 2; i++)
    {
      fooled_spin_row_set_value (newest, 4);
      gtk_editable_set_text (GTK_EDITABLE (text), i == 0 ? "0" : "auto");
      gtk_spin_button_update (GTK_SPIN_BUTTON (text));
      g_assert_cmpfloat (fooled_spin_row_get_value (newest), ==, 0);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "auto");
      g_assert_cmpuint (g_settings_get_uint (fixture->settings, "tournament"), ==, 0);
    }
  gtk_editable_set_text (GTK_EDITABLE (text), "aut");
  gtk_spin_button_update (GTK_SPIN_BUTTON (text));
  g_assert_cmpfloat (fooled_spin_row_get_value (newest), ==, 0);
}

/* One press, and evolution is the paper's; what else was set stays. */
static void
test_paper (Fixture *fixture, gconstpointer stored_network)
{
  RunSettings expected, run;

  g_settings_set_uint64 (fixture->settings, "seed", 7);
  fooled_settings_read (fixture->settings, 10, &expected);
  run_settings_use_paper (&expected);
  gtk_widget_activate_action (fixture->panel, "experiment.paper", NULL);
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_true (run_settings_equal (&run, &expected));
  g_assert_cmpuint (run.batch, ==, 200);
  g_assert_cmpuint (run.seed, ==, 7);
  run_settings_clear (&run);
  run_settings_clear (&expected);
}

/* Whoever cannot see the rows hears what each number is. */
static void
test_names (Fixture *fixture, gconstpointer stored_network)
{
  g_autoptr (GPtrArray) rows = widget_test_find_all (fixture->panel, FOOLED_TYPE_SPIN_ROW);

  g_assert_cmpuint (rows->len, ==, 17);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (
        widget_test_is_labelled (widget_test_find (rows->pdata[i], GTK_TYPE_SPIN_BUTTON)));
}

/* A preset brings its settings along; what the user then changes stays, also in another window. */
static void
test_ascent (Fixture *fixture, gconstpointer stored_network)
{
  AdwComboRow *preset = ADW_COMBO_ROW (row (fixture, "Preset"));
  AscRules expected;
  RunSettings run;

  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Method")), 2);
  g_assert_true (gtk_widget_get_visible (
      gtk_widget_get_ancestor (GTK_WIDGET (preset), g_type_from_name ("FooledAscentSettings"))));
  g_assert_false (gtk_widget_get_visible (row (fixture, "Children")));
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_cmpint (run.method, ==, RUN_METHOD_ASCENT);
  g_assert_true (asc_rules_equal (&run.ascent, &asc_preset_find ("plain")->rules));
  run_settings_clear (&run);

  adw_combo_row_set_selected (preset, 3);
  fooled_settings_read (fixture->settings, 10, &run);
  g_assert_true (asc_rules_equal (&run.ascent, &asc_preset_find ("all")->rules));
  run_settings_clear (&run);

  adw_combo_row_set_selected (preset, 4);
  fooled_spin_row_set_value (FOOLED_SPIN_ROW (row (fixture, "Iterations")), 77);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Start from")), 2);
  expected = asc_preset_find ("toolbox-blur")->rules;
  expected.iterations = 77;
  expected.start = ASC_START_ZERO;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GtkWidget) another = g_object_ref_sink (fooled_settings_panel_new ());

      fooled_settings_read (fixture->settings, 10, &run);
      g_assert_true (asc_rules_equal (&run.ascent, &expected));
      run_settings_clear (&run);
      fooled_settings_panel_bind (FOOLED_SETTINGS_PANEL (another), fixture->settings,
                                  fixture->networks);
    }
}

/* What is no number is marked and changes nothing; the number in force comes back afterwards. */
static void
test_typo (Fixture *fixture, gconstpointer stored_network)
{
  FooledSpinRow *seed = FOOLED_SPIN_ROW (row (fixture, "Chance number"));
  GtkWidget *button = widget_test_find (GTK_WIDGET (seed), GTK_TYPE_SPIN_BUTTON);
  GtkWidget *text = widget_test_find (button, GTK_TYPE_TEXT);

  fooled_spin_row_set_value (seed, 7);
  g_assert_true (gtk_widget_grab_focus (text));
  gtk_editable_set_text (GTK_EDITABLE (text), "abc");
  g_assert_true (gtk_widget_has_css_class (button, "error"));
  g_signal_emit_by_name (text, "activate");
  g_assert_true (gtk_widget_has_css_class (button, "error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "abc");
  g_assert_cmpuint (g_settings_get_uint64 (fixture->settings, "seed"), ==, 7);

  gtk_editable_set_text (GTK_EDITABLE (text), "-1");
  g_assert_true (gtk_widget_has_css_class (button, "error"));
  gtk_editable_set_text (GTK_EDITABLE (text), "");
  g_assert_true (gtk_widget_has_css_class (button, "error"));
  gtk_window_set_focus (fixture->window, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "7");
  g_assert_false (gtk_widget_has_css_class (button, "error"));

  g_assert_true (gtk_widget_grab_focus (text));
  gtk_editable_set_text (GTK_EDITABLE (text), "12");
  g_assert_false (gtk_widget_has_css_class (button, "error"));
  g_signal_emit_by_name (text, "activate");
  g_assert_cmpuint (g_settings_get_uint64 (fixture->settings, "seed"), ==, 12);
}

static void
assert_stored_classes (Fixture *fixture, const char *expected)
{
  g_autofree char *stored = g_settings_get_string (fixture->settings, "classes");

  g_assert_cmpstr (stored, ==, expected);
}

/* A choice of classes stays with its network, and comes back with it. */
static void
test_classes_of_networks (Fixture *fixture, gconstpointer stored_network)
{
  AdwComboRow *networks = ADW_COMBO_ROW (row (fixture, "Network"));

  g_settings_set_string (fixture->settings, "classes", "1,8");
  adw_combo_row_set_selected (networks, 1);
  assert_network (fixture, "second");
  assert_stored_classes (fixture, "");
  g_assert_false (gtk_widget_has_css_class (row (fixture, "Classes"), "error"));
  g_settings_set_string (fixture->settings, "classes", "3");
  adw_combo_row_set_selected (networks, 0);
  assert_network (fixture, "first");
  assert_stored_classes (fixture, "1,8");
  fooled_settings_set_network (fixture->settings, "second");
  assert_stored_classes (fixture, "3");
  g_settings_reset (fixture->settings, "classes-of-networks");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *stored_network;
    void (*test) (Fixture *fixture, gconstpointer stored_network);
  } tests[] = {
    { "/ui/settings-panel/defaults", "first", test_defaults },
    { "/ui/settings-panel/rows", "first", test_rows },
    { "/ui/settings-panel/rates", "first", test_rates },
    { "/ui/settings-panel/ascent", "first", test_ascent },
    { "/ui/settings-panel/classes", "first", test_classes },
    { "/ui/settings-panel/classes-unsuitable", "first", test_classes_unsuitable },
    { "/ui/settings-panel/classes-chooser", "first", test_classes_chooser },
    { "/ui/settings-panel/classes-of-networks", "first", test_classes_of_networks },
    { "/ui/settings-panel/typo", "first", test_typo },
    { "/ui/settings-panel/crops", "first", test_crops },
    { "/ui/settings-panel/screening", "first", test_screening },
    { "/ui/settings-panel/memory", "first", test_memory },
    { "/ui/settings-panel/network-unknown", "gone", test_network_unknown },
    { "/ui/settings-panel/network-file", "first", test_network_file },
    { "/ui/settings-panel/gradient", "first", test_gradient },
    { "/ui/settings-panel/automatic", "first", test_automatic },
    { "/ui/settings-panel/paper", "first", test_paper },
    { "/ui/settings-panel/names", "first", test_names },
  };

  if (!widget_test_init (&argc, &argv))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].stored_network, set_up, tests[i].test, tear_down);
  return g_test_run ();
}

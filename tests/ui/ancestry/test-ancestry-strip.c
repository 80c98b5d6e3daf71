// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-strip.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "tests/store/new-session.h"
#include "run/sessions.h"
#include "synthetic.h"
#include "ui/ancestry/ancestry-cell.h"
#include "ui/ancestry/ancestry-player.h"
#include "ui/files/output.h"
#include "widget-test.h"

#define LONG_LINE 200

/* A session with one line of `length` images, each champion of class 7 and the first of 3, too. */
typedef struct
{
  FooledAncestryStrip *strip;
  GtkWindow *window;
  RunNetworkInfo *network;
  char *path;
  StoreSpecimen *last;
  FooledOutput *output; /* what was to be saved */
} Fixture;

static StoreSpecimen *
specimen_at (Fixture *fixture, guint64 i)
{
  StoreSpecimen *specimen = synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 7,
                                                (float) (i + 1) / (LONG_LINE + 1), (guint) i);

  specimen->origin = (EvoOrigin){ .evaluation = i * 10,
                                  .generation = i,
                                  .parent = i > 0 ? (i - 1) * 10 : EVO_NO_PARENT };
  return specimen;
}

static void
write_line (Fixture *fixture, guint length)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (GError) error = NULL;

  fixture->path = run_sessions_new_path ();
  info->n_classes = 10;
  session = new_session (fixture->path, info, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < length; i++)
    {
      g_autoptr (StoreSpecimen) specimen = specimen_at (fixture, i);
      StoreCrown crowns[] = { { 3, 0.001f }, { 7, specimen->confidence } };
      StoreIndividual individual = { .origin = specimen->origin,
                                     .genome = specimen->genome,
                                     .n_crowns = i == 0 ? 2 : 1,
                                     .crowns = i == 0 ? crowns : crowns + 1 };
      StoreCheckpoint checkpoint = { .info = info, .individuals = &individual, .n_individuals = 1 };

      g_assert_true (store_session_write (session, &checkpoint, &error));
      g_assert_no_error (error);
    }
  fixture->last = specimen_at (fixture, length - 1);
}

static void
take_output (Fixture *fixture, FooledOutput *output)
{
  fooled_output_free (fixture->output);
  fixture->output = output;
}

static void
set_up (Fixture *fixture, gconstpointer length)
{
  fixture->network = synthetic_network (10, TRUE);
  write_line (fixture, GPOINTER_TO_UINT (length));
  fixture->strip = g_object_ref_sink (FOOLED_ANCESTRY_STRIP (fooled_ancestry_strip_new ()));
  g_signal_connect_swapped (fixture->strip, "save", G_CALLBACK (take_output), fixture);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->strip), 420, 260);
}

static void
tear_down (Fixture *fixture, gconstpointer length)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->strip);
  fooled_output_free (fixture->output);
  store_specimen_unref (fixture->last);
  run_network_info_unref (fixture->network);
  g_unlink (fixture->path);
  g_free (fixture->path);
}

static GtkWidget *
find (Fixture *fixture, GType type)
{
  return widget_test_find (GTK_WIDGET (fixture->strip), type);
}

/* The menu has a stack of its own. */
static gboolean
shows_page (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) stacks = widget_test_find_all (GTK_WIDGET (fixture->strip), GTK_TYPE_STACK);

  for (guint i = 0; i < stacks->len; i++)
    if (gtk_stack_get_child_by_name (stacks->pdata[i], name) != NULL)
      return g_strcmp0 (gtk_stack_get_visible_child_name (stacks->pdata[i]), name) == 0;
  return FALSE;
}

static gboolean
shows_line (gpointer data)
{
  return shows_page (data, "line");
}

static gboolean
shows_player (gpointer data)
{
  return shows_page (data, "player");
}

static gboolean
says (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) labels = widget_test_find_all (GTK_WIDGET (fixture->strip), GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) &&
        strstr (gtk_label_get_text (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

static GListModel *
model (Fixture *fixture)
{
  return G_LIST_MODEL (
      gtk_list_view_get_model (GTK_LIST_VIEW (find (fixture, GTK_TYPE_LIST_VIEW))));
}

static guint
selected (Fixture *fixture)
{
  return gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model (fixture)));
}

static void
activate (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->strip), action, NULL);
}

static void
show_last (Fixture *fixture)
{
  fooled_ancestry_strip_set (fixture->strip, fixture->last, fixture->path, fixture->network);
  widget_test_await (shows_line, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
}

/* Every image with its class, confidence and generation, for the eye and for the ear. */
static void
test_line (Fixture *fixture, gconstpointer length)
{
  GtkWidget *cell;

  show_last (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model (fixture)), ==, 5);
  g_assert_true (says (fixture, "5 images"));
  g_assert_true (says (fixture, "class number 7"));
  g_assert_true (says (fixture, "0.49 %"));
  g_assert_true (says (fixture, "gen 0"));
  cell = find (fixture, FOOLED_TYPE_ANCESTRY_CELL);
  g_assert_true (widget_test_has_name (gtk_widget_get_parent (cell),
                                       "Champion of class number 7, 0.49 %, Generation 0"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (cell), "champion of 1 other class"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (cell), "\nConfidence: "));
}

static void
test_long (Fixture *fixture, gconstpointer length)
{
  guint n;

  show_last (fixture);
  n = g_list_model_get_n_items (model (fixture));
  g_assert_cmpuint (n, ==, 60);
  g_assert_true (says (fixture, "60 of 200 images, evenly chosen"));
}

static gboolean
is_at_end (gpointer data)
{
  return shows_page (data, "line") && selected (data) == 4;
}

/* It moves only when it is told to; it stays where it is stopped, and ends at the present. */
static void
test_play (Fixture *fixture, gconstpointer length)
{
  FooledAncestryPlayer *player;

  show_last (fixture);
  player = FOOLED_ANCESTRY_PLAYER (find (fixture, FOOLED_TYPE_ANCESTRY_PLAYER));
  g_assert_false (fooled_ancestry_player_is_playing (player));
  activate (fixture, "ancestry.play");
  g_assert_true (fooled_ancestry_player_is_playing (player));
  widget_test_await (shows_player, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (says (fixture, "class number 7"));
  activate (fixture, "ancestry.play");
  g_assert_false (fooled_ancestry_player_is_playing (player));
  g_assert_true (shows_line (fixture));
  g_assert_cmpuint (selected (fixture), <, 4);
  activate (fixture, "ancestry.play");
  widget_test_await (is_at_end, fixture);
  g_assert_false (fooled_ancestry_player_is_playing (player));
}

static void
test_random (Fixture *fixture, gconstpointer length)
{
  g_autoptr (StoreSpecimen) first = specimen_at (fixture, 0);

  fooled_ancestry_strip_set (fixture->strip, first, fixture->path, fixture->network);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (says (fixture, "first generation"));
  show_last (fixture);
  fooled_ancestry_strip_set (fixture->strip, first, fixture->path, fixture->network);
  g_assert_true (shows_page (fixture, "text"));
}

static gboolean
says_unknown (gpointer data)
{
  return says (data, "not known from which session");
}

static gboolean
says_gone (gpointer data)
{
  return says (data, "not among the sessions any more");
}

static gboolean
says_later (gpointer data)
{
  return says (data, "does not have this image yet");
}

static gboolean
says_no_parents (gpointer data)
{
  return says (data, "it has no parents");
}

/* Why there is nothing, in each case. */
static void
test_nothing (Fixture *fixture, gconstpointer length)
{
  g_autoptr (StoreSpecimen) unsaved = specimen_at (fixture, 100);
  g_autoptr (StoreSpecimen) gone = specimen_at (fixture, 2);
  g_autoptr (StoreSpecimen) climbed = specimen_at (fixture, 2);

  fooled_ancestry_strip_set (fixture->strip, unsaved, fixture->path, fixture->network);
  widget_test_await (says_later, fixture);
  fooled_ancestry_strip_set (fixture->strip, unsaved, NULL, NULL);
  widget_test_await (says_unknown, fixture);
  gone->session = g_strdup ("gone.fooled-session");
  fooled_ancestry_strip_set (fixture->strip, gone, NULL, NULL);
  widget_test_await (says_gone, fixture);
  g_clear_pointer (&climbed->genome, g_bytes_unref);
  fooled_ancestry_strip_set (fixture->strip, climbed, NULL, NULL);
  widget_test_await (says_no_parents, fixture);
  fooled_ancestry_strip_set (fixture->strip, NULL, NULL, NULL);
}

/* A pick finds its session by its name. */
static void
test_pick (Fixture *fixture, gconstpointer length)
{
  fixture->last->session = g_path_get_basename (fixture->path);
  fooled_ancestry_strip_set (fixture->strip, fixture->last, NULL, NULL);
  widget_test_await (shows_line, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model (fixture)), ==, 5);
}

static char *saved_path;

static void
saved (gpointer owner, const char *path, const char *text, const GError *error)
{
  g_assert_no_error (error);
  g_free (saved_path);
  saved_path = g_strdup (path);
}

static gboolean
is_saved (gpointer data)
{
  return saved_path != NULL;
}

static void
assert_saved (Fixture *fixture, const char *end, const char *magic, gsize at)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-strip-XXXXXX", NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_assert_nonnull (fixture->output);
  g_clear_pointer (&saved_path, g_free);
  fooled_output_save (GTK_WIDGET (fixture->strip), g_steal_pointer (&fixture->output), folder,
                      FALSE, saved);
  widget_test_await (is_saved, NULL);
  g_assert_true (g_str_has_suffix (saved_path, end));
  g_assert_true (g_file_get_contents (saved_path, &content, &length, NULL));
  g_assert_cmpuint (length, >, at + 4);
  g_assert_cmpmem (content + at, 4, magic, 4);
  g_unlink (saved_path);
  g_rmdir (folder);
}

static GtkWindow *
dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static void
test_save (Fixture *fixture, gconstpointer length)
{
  show_last (fixture);
  activate (fixture, "ancestry.save-strip");
  assert_saved (fixture, " % ancestors.png", "PNG\r", 1);

  activate (fixture, "ancestry.save-animation");
  g_assert_null (fixture->output);
  g_assert_nonnull (dialog ());
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (widget_test_find (GTK_WIDGET (dialog ()), GTK_TYPE_SPIN_BUTTON)), 2);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog ()), "save");
  assert_saved (fixture, " % ancestors.webp", "WEBP", 8);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, length, function)                                                                \
  g_test_add ("/ui/ancestry-strip/" path, Fixture, GUINT_TO_POINTER (length), set_up, function,    \
              tear_down)
  ADD ("line", 5, test_line);
  ADD ("long", LONG_LINE, test_long);
  ADD ("play", 5, test_play);
  ADD ("random", 5, test_random);
  ADD ("nothing", 5, test_nothing);
  ADD ("pick", 5, test_pick);
  ADD ("save", 5, test_save);
#undef ADD
  return g_test_run ();
}

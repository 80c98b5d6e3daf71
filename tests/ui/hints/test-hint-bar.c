// SPDX-License-Identifier: GPL-3.0-or-later
/* Where the keyboard is when a hint was answered. */
#include "ui/hints/hint-bar.h"

#include "config.h"
#include "widget-test.h"

typedef struct
{
  GtkWindow *window;
  GtkWidget *header, *page, *bar; /* one below the other; the first two are buttons */
  FooledHintFacts facts;
  guint n_done;
} Fixture;

static GtkWidget *
look (gpointer data, FooledHintFacts *facts)
{
  Fixture *fixture = data;

  *facts = fixture->facts;
  return fixture->page;
}

static void
evolve (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ((Fixture *) data)->n_done++;
}

static gboolean
has_hint (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *revealer = widget_test_find (fixture->bar, GTK_TYPE_REVEALER);

  return gtk_revealer_get_child_revealed (GTK_REVEALER (revealer));
}

static gboolean
has_no_hint (gpointer data)
{
  return !has_hint (data);
}

/* The hint at patterns, whose button has the keyboard. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const done[] = { "sure", "chance", NULL };
  static const GActionEntry entries[] = { { "method", evolve, "s" } };
  g_autoptr (GSettings) settings = g_settings_new (FOOLED_APPLICATION_ID);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_settings_set_strv (settings, "hints-done", done);
  fixture->facts =
      (FooledHintFacts){ .place = FOOLED_HINTS_RUN, .is_pixels = TRUE, .lowest = 0.999f };
  fixture->header = gtk_button_new_with_label ("header");
  fixture->page = gtk_button_new_with_label ("page");
  fixture->bar = fooled_hint_bar_new ();
  gtk_box_append (GTK_BOX (box), fixture->header);
  gtk_box_append (GTK_BOX (box), fixture->page);
  gtk_box_append (GTK_BOX (box), fixture->bar);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
  gtk_widget_insert_action_group (box, "win", G_ACTION_GROUP (actions));
  fixture->window = widget_test_window (box, 600, 300);
  fooled_hint_bar_begin (FOOLED_HINT_BAR (fixture->bar), settings, look, fixture);
  widget_test_await (has_hint, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fooled_hint_bar_end (FOOLED_HINT_BAR (fixture->bar));
  widget_test_close (fixture->window);
}

static GtkWidget *
button (Fixture *fixture, const char *label)
{
  g_autoptr (GPtrArray) buttons = widget_test_find_all (fixture->bar, GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), label) == 0)
      return buttons->pdata[i];
  g_assert_not_reached ();
}

static void
press (Fixture *fixture, GtkWidget *widget)
{
  g_assert_true (gtk_widget_grab_focus (widget));
  g_assert_true (gtk_widget_activate (widget));
}

static gboolean
page_has_focus (gpointer data)
{
  Fixture *fixture = data;

  return gtk_root_get_focus (GTK_ROOT (fixture->window)) == fixture->page;
}

/* At once, before the hint goes, and when it has gone. */
static void
test_answered (Fixture *fixture, gconstpointer data)
{
  press (fixture, button (fixture, "Evolve Patterns"));
  widget_test_await (page_has_focus, fixture);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_true (has_hint (fixture));
  fixture->facts.is_pixels = FALSE;
  fixture->facts.is_cppn = TRUE;
  widget_test_await (has_no_hint, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (page_has_focus (fixture));
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  press (fixture, button (fixture, NULL));
  widget_test_await (has_no_hint, fixture);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  g_assert_true (page_has_focus (fixture));
}

/* Who is elsewhere stays there. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_grab_focus (fixture->header));
  fixture->facts.is_pixels = FALSE;
  fixture->facts.is_cppn = TRUE;
  widget_test_await (has_no_hint, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == fixture->header);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/hint-bar/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("answered", test_answered);
  ADD ("closed", test_closed);
  ADD ("elsewhere", test_elsewhere);
#undef ADD
  return g_test_run ();
}

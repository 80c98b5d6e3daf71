// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-setup.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/session-chooser.h"
#include "ui/widgets/spin-row.h"

/* Rows of the choice of where evolved images come from. */
typedef enum
{
  SOURCE_EVOLVE,
  SOURCE_RUN,
  SOURCE_PICKS,
  SOURCE_SESSION,
} Source;

struct _FooledQuizSetup
{
  GtkWidget parent_instance;
  char *session; /* that was chosen; NULL = none */

  GtkWidget *scroller;
  GtkWidget *note_box;
  GtkLabel *note;
  FooledSpinRow *n_teams;
  GtkEditable *names[RUN_QUIZ_MAX_TEAMS];
  AdwPreferencesGroup *teams;
  FooledSpinRow *n_rounds;
  GtkCheckButton *evolved;
  GtkCheckButton *real;
  GtkCheckButton *changed;
  AdwComboRow *source;
  AdwActionRow *session_row;
  FooledSpinRow *seed;
};

G_DEFINE_FINAL_TYPE (FooledQuizSetup, fooled_quiz_setup, GTK_TYPE_WIDGET)

static guint
get_n_teams (FooledQuizSetup *self)
{
  return CLAMP ((guint) fooled_spin_row_get_value (self->n_teams), 1, RUN_QUIZ_MAX_TEAMS);
}

static void
n_teams_changed (FooledQuizSetup *self)
{
  for (guint i = 0; i < RUN_QUIZ_MAX_TEAMS && self->names[i] != NULL; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->names[i]), i < get_n_teams (self));
}

static void
source_changed (FooledQuizSetup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->session_row),
                          adw_combo_row_get_selected (self->source) == SOURCE_SESSION);
}

static void
evolved_toggled (FooledQuizSetup *self)
{
  gboolean evolved = gtk_check_button_get_active (self->evolved);

  gtk_widget_set_sensitive (GTK_WIDGET (self->source), evolved);
  gtk_widget_set_sensitive (GTK_WIDGET (self->session_row), evolved);
}

static void
session_chosen (FooledQuizSetup *self, const char *path, const char *name)
{
  g_free (self->session);
  self->session = g_strdup (path);
  adw_action_row_set_subtitle (self->session_row, name);
}

static void
choose_session (FooledQuizSetup *self)
{
  GtkWindow *window =
      fooled_session_chooser_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  g_signal_connect_object (window, "chosen", G_CALLBACK (session_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
add_names (FooledQuizSetup *self)
{
  for (guint i = 0; i < RUN_QUIZ_MAX_TEAMS; i++)
    {
      GtkWidget *row = adw_entry_row_new ();
      g_autofree char *title = g_strdup_printf (_ ("Name of Team %u"), i + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_preferences_group_add (self->teams, row);
      self->names[i] = GTK_EDITABLE (row);
    }
}

static gboolean
fooled_quiz_setup_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FOOLED_QUIZ_SETUP (widget)->n_teams));
}

static void
fooled_quiz_setup_dispose (GObject *object)
{
  FooledQuizSetup *self = FOOLED_QUIZ_SETUP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_QUIZ_SETUP);
  g_clear_pointer (&self->session, g_free);

  G_OBJECT_CLASS (fooled_quiz_setup_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledQuizSetup, name)

static void
fooled_quiz_setup_class_init (FooledQuizSetupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_quiz_setup_dispose;
  widget_class->grab_focus = fooled_quiz_setup_grab_focus;
  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/quiz/quiz-setup.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (scroller);
  BIND (note_box);
  BIND (note);
  BIND (n_teams);
  BIND (teams);
  BIND (n_rounds);
  BIND (evolved);
  BIND (real);
  BIND (changed);
  BIND (source);
  BIND (session_row);
  BIND (seed);
  gtk_widget_class_bind_template_callback (widget_class, n_teams_changed);
  gtk_widget_class_bind_template_callback (widget_class, source_changed);
  gtk_widget_class_bind_template_callback (widget_class, evolved_toggled);
  gtk_widget_class_bind_template_callback (widget_class, choose_session);
}

static void
fooled_quiz_setup_init (FooledQuizSetup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_names (self);
  n_teams_changed (self);
}

/* FALSE when they are not there. */
static gboolean
read_source (FooledQuizSetup *self, const char *run_session, RunQuizOrder *order, char **problem)
{
  Source source = adw_combo_row_get_selected (self->source);

  order->evolve = source == SOURCE_EVOLVE;
  order->images.source = source == SOURCE_PICKS ? RUN_IMAGES_PICKS : RUN_IMAGES_SESSION;
  if (source == SOURCE_RUN)
    order->images.path = g_strdup (run_session);
  else if (source == SOURCE_SESSION)
    order->images.path = g_strdup (self->session);
  if (source == SOURCE_RUN && run_session == NULL)
    *problem =
        g_strdup (_ ("The run is not saved yet. Start one on the Run page and wait a moment, "
                     "or let images be evolved now."));
  else if (source == SOURCE_SESSION && self->session == NULL)
    *problem = g_strdup (_ ("Choose the session that evolved images come from."));
  return *problem == NULL;
}

gboolean
fooled_quiz_setup_read (FooledQuizSetup *self,
                        const char *run_session,
                        RunQuizOrder *order,
                        char **problem)
{
  g_return_val_if_fail (FOOLED_IS_QUIZ_SETUP (self), FALSE);

  *order = (RunQuizOrder){ 0 };
  *problem = NULL;
  order->n_rounds =
      CLAMP ((guint) fooled_spin_row_get_value (self->n_rounds), 1, RUN_QUIZ_MAX_ROUNDS);
  order->seed = (guint64) fooled_spin_row_get_value (self->seed);
  order->wanted[RUN_QUIZ_EVOLVED] = gtk_check_button_get_active (self->evolved);
  order->wanted[RUN_QUIZ_REAL] = gtk_check_button_get_active (self->real);
  order->wanted[RUN_QUIZ_CHANGED] = gtk_check_button_get_active (self->changed);
  if (!order->wanted[RUN_QUIZ_EVOLVED] && !order->wanted[RUN_QUIZ_REAL] &&
      !order->wanted[RUN_QUIZ_CHANGED])
    *problem = g_strdup (_ ("Choose at least one kind of picture."));
  else if (!order->wanted[RUN_QUIZ_EVOLVED] || read_source (self, run_session, order, problem))
    return TRUE;
  run_quiz_order_clear (order);
  return FALSE;
}

char **
fooled_quiz_setup_get_teams (FooledQuizSetup *self)
{
  char **names;

  g_return_val_if_fail (FOOLED_IS_QUIZ_SETUP (self), NULL);

  names = g_new0 (char *, get_n_teams (self) + 1);
  for (guint i = 0; i < get_n_teams (self); i++)
    names[i] = g_strdup (gtk_editable_get_text (self->names[i]));
  return names;
}

void
fooled_quiz_setup_set_note (FooledQuizSetup *self, const char *note)
{
  g_return_if_fail (FOOLED_IS_QUIZ_SETUP (self));

  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (self->note_box, note != NULL);
}

void
fooled_quiz_setup_next_seed (FooledQuizSetup *self)
{
  g_return_if_fail (FOOLED_IS_QUIZ_SETUP (self));

  fooled_spin_row_set_value (self->seed, fooled_spin_row_get_value (self->seed) + 1);
}

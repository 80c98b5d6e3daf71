// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-setup.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/session-chooser.h"
#include "ui/threads/background.h"
#include "ui/widgets/spin-row.h"

/* Where evolved images come from. */
typedef enum
{
  SOURCE_EVOLVE,
  SOURCE_RUN,
  SOURCE_PICKS,
  SOURCE_SESSION,
  N_SOURCES,
} Source;

static const char *const source_titles[N_SOURCES] = {
  [SOURCE_EVOLVE] = N_ ("Evolved now"),
  [SOURCE_RUN] = N_ ("The run on the Run page"),
  [SOURCE_PICKS] = N_ ("Picks"),
  [SOURCE_SESSION] = N_ ("A session"),
};

/* A kind of picture that may not be there. */
typedef struct
{
  AdwActionRow *row;
  GtkCheckButton *check;
  gboolean wanted; /* by the user, while it is not there */
} Kind;

struct _FooledQuizSetup
{
  GtkWidget parent_instance;
  FooledRun *run;
  RunNetworkInfo *network;   /* NULL = it is not known */
  GCancellable *cancellable; /* while it is found out what there is; else NULL */
  char *session;             /* that was chosen; NULL = none */
  Source sources[N_SOURCES]; /* what the rows of the choice mean */
  guint n_sources;

  GtkWidget *scroller;
  GtkWidget *note_box;
  GtkLabel *note;
  FooledSpinRow *n_teams;
  GtkEditable *names[RUN_QUIZ_MAX_TEAMS];
  AdwPreferencesGroup *teams;
  FooledSpinRow *n_rounds;
  AdwActionRow *evolved_row;
  GtkCheckButton *evolved;
  Kind real;
  Kind changed;
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

static Source
chosen_source (FooledQuizSetup *self)
{
  guint selected = adw_combo_row_get_selected (self->source);

  return selected < self->n_sources ? self->sources[selected] : SOURCE_EVOLVE;
}

static void
source_changed (FooledQuizSetup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->session_row), chosen_source (self) == SOURCE_SESSION);
}

/* Of the run that is there; NULL = there is none, or it is not saved. Borrowed. */
static const char *
run_session (FooledQuizSetup *self)
{
  const RunSnapshot *snapshot = self->run != NULL ? fooled_run_get_snapshot (self->run) : NULL;

  return snapshot != NULL ? snapshot->job.session : NULL;
}

/* offer: NULL while it is not known. What was chosen stays where it can. */
static void
show_sources (FooledQuizSetup *self, const RunQuizOffer *offer)
{
  const gboolean there[N_SOURCES] = {
    [SOURCE_EVOLVE] = TRUE,
    [SOURCE_RUN] = run_session (self) != NULL,
    [SOURCE_PICKS] = offer != NULL && offer->has_picks,
    [SOURCE_SESSION] = offer != NULL && offer->has_sessions,
  };
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  Source chosen = chosen_source (self);
  guint selected = 0;

  self->n_sources = 0;
  for (Source source = 0; source < N_SOURCES; source++)
    if (there[source])
      {
        if (source == chosen)
          selected = self->n_sources;
        self->sources[self->n_sources++] = source;
        gtk_string_list_append (titles, _ (source_titles[source]));
      }
  adw_combo_row_set_model (self->source, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->source, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->source), self->n_sources > 1);
  adw_action_row_set_subtitle (
      self->evolved_row,
      offer != NULL && self->n_sources < N_SOURCES
          ? _ ("Static and patterns that mean nothing to people. They are evolved for the quiz, or "
               "come from a run, from picks or from a session where there is one.")
          : _ ("Static and patterns that mean nothing to people"));
  source_changed (self);
}

/* why: a sentence, where there are none of that kind, which stays easy to read; else what they are.
 */
static void
show_kind (Kind *kind, const char *what, const char *why)
{
  gboolean was_there = gtk_widget_get_sensitive (GTK_WIDGET (kind->check));
  g_autofree char *text = g_markup_escape_text (why != NULL ? why : what, -1);

  adw_action_row_set_subtitle (kind->row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (kind->check), why == NULL);
  if (was_there == (why == NULL))
    return;
  if (was_there)
    kind->wanted = gtk_check_button_get_active (kind->check);
  gtk_check_button_set_active (kind->check, why == NULL && kind->wanted);
}

/* offer: NULL while it is not known. */
static void
show_offer (FooledQuizSetup *self, const RunQuizOffer *offer)
{
  const char *why = offer != NULL ? offer->no_pictures : NULL;
  gboolean drawn = self->network != NULL && self->network->characters != NULL;

  show_kind (&self->real,
             drawn ? _ ("Emoji as this computer’s font has them")
                   : _ ("Test pictures, which the network has never seen"),
             why);
  show_kind (&self->changed,
             _ ("Real ones, changed just enough to mislead the network (adversarial examples)"),
             why != NULL ? _ ("There are none without real pictures.") : NULL);
  show_sources (self, offer);
}

/* --- What there is, found out beside the main loop --- */

typedef struct
{
  RunNetworkInfo *network;
  RunQuizOffer *offer; /* what came of it */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  run_network_info_unref (look->network);
  run_quiz_offer_free (look->offer);
  g_free (look);
}

static void
look_around (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->offer = run_quiz_offer_new (look->network);
}

static void
looked (gpointer owner, gpointer data, const GError *error)
{
  FooledQuizSetup *self = owner;
  Look *look = data;

  g_clear_object (&self->cancellable);
  show_offer (self, look->offer);
}

static void
stop_looking (FooledQuizSetup *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Whenever one sees it: meanwhile pictures may have been got, or images starred. */
static void
begin_look (FooledQuizSetup *self)
{
  Look *look;

  stop_looking (self);
  if (self->network == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->cancellable = g_cancellable_new ();
  look = g_new0 (Look, 1);
  look->network = run_network_info_ref (self->network);
  fooled_background_run (G_OBJECT (self), look, look_free, self->cancellable, look_around, looked);
}

static void
fooled_quiz_setup_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_quiz_setup_parent_class)->map (widget);
  begin_look (FOOLED_QUIZ_SETUP (widget));
}

/* --- The page --- */

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

  stop_looking (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_QUIZ_SETUP);
  g_clear_pointer (&self->network, run_network_info_unref);
  g_clear_object (&self->run);
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
  widget_class->map = fooled_quiz_setup_map;
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
  BIND (evolved_row);
  BIND (evolved);
  gtk_widget_class_bind_template_child_full (widget_class, "real_row", FALSE,
                                             G_STRUCT_OFFSET (FooledQuizSetup, real.row));
  gtk_widget_class_bind_template_child_full (widget_class, "real", FALSE,
                                             G_STRUCT_OFFSET (FooledQuizSetup, real.check));
  gtk_widget_class_bind_template_child_full (widget_class, "changed_row", FALSE,
                                             G_STRUCT_OFFSET (FooledQuizSetup, changed.row));
  gtk_widget_class_bind_template_child_full (widget_class, "changed", FALSE,
                                             G_STRUCT_OFFSET (FooledQuizSetup, changed.check));
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
  show_offer (self, NULL);
}

void
fooled_quiz_setup_bind (FooledQuizSetup *self, FooledRun *run)
{
  g_return_if_fail (FOOLED_IS_QUIZ_SETUP (self));
  g_return_if_fail (FOOLED_IS_RUN (run) && self->run == NULL);

  self->run = g_object_ref (run);
}

void
fooled_quiz_setup_set_network (FooledQuizSetup *self, RunNetworkInfo *network)
{
  g_return_if_fail (FOOLED_IS_QUIZ_SETUP (self));

  if (network == self->network)
    return;
  g_clear_pointer (&self->network, run_network_info_unref);
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  show_offer (self, NULL);
  begin_look (self);
}

/* FALSE when they are not there. */
static gboolean
read_source (FooledQuizSetup *self, RunQuizOrder *order, char **problem)
{
  Source source = chosen_source (self);

  order->evolve = source == SOURCE_EVOLVE;
  order->images.source = source == SOURCE_PICKS ? RUN_IMAGES_PICKS : RUN_IMAGES_SESSION;
  if (source == SOURCE_RUN)
    order->images.path = g_strdup (run_session (self));
  else if (source == SOURCE_SESSION)
    order->images.path = g_strdup (self->session);
  if (source == SOURCE_RUN && order->images.path == NULL)
    *problem =
        g_strdup (_ ("The run is not saved yet. Start one on the Run page and wait a moment, "
                     "or let images be evolved now."));
  else if (source == SOURCE_SESSION && self->session == NULL)
    *problem = g_strdup (_ ("Choose the session that evolved images come from."));
  return *problem == NULL;
}

gboolean
fooled_quiz_setup_read (FooledQuizSetup *self, RunQuizOrder *order, char **problem)
{
  g_return_val_if_fail (FOOLED_IS_QUIZ_SETUP (self), FALSE);

  *order = (RunQuizOrder){ 0 };
  *problem = NULL;
  order->n_rounds =
      CLAMP ((guint) fooled_spin_row_get_value (self->n_rounds), 1, RUN_QUIZ_MAX_ROUNDS);
  order->seed = (guint64) fooled_spin_row_get_value (self->seed);
  order->wanted[RUN_QUIZ_EVOLVED] = gtk_check_button_get_active (self->evolved);
  order->wanted[RUN_QUIZ_REAL] = gtk_check_button_get_active (self->real.check);
  order->wanted[RUN_QUIZ_CHANGED] = gtk_check_button_get_active (self->changed.check);
  if (!order->wanted[RUN_QUIZ_EVOLVED] && !order->wanted[RUN_QUIZ_REAL] &&
      !order->wanted[RUN_QUIZ_CHANGED])
    *problem = g_strdup (_ ("Choose at least one kind of picture."));
  else if (!order->wanted[RUN_QUIZ_EVOLVED] || read_source (self, order, problem))
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

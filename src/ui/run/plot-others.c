// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot-others.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/sessions.h"
#include "ui/threads/background.h"
#include "ui/widgets/number-text.h"

struct _FooledPlotOthers
{
  GtkWidget parent_instance;

  FooledPlot *plot; /* borrowed */
  GtkWidget *button;
  GtkStack *stack;
  GtkBox *list;
  GtkLabel *message;
  gboolean listing;
};

G_DEFINE_FINAL_TYPE (FooledPlotOthers, fooled_plot_others, GTK_TYPE_WIDGET)

/* What the other thread does: list the sessions, or read one. */
typedef struct
{
  GPtrArray *entries; /* StoreSessionEntry * */
  char *path;
  RunSessionHistory *history;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->entries, g_ptr_array_unref);
  run_session_history_free (job->history);
  g_free (job->path);
  g_free (job);
}

static void
list_sessions (gpointer data, GCancellable *cancellable, GError **error)
{
  ((Job *) data)->entries = run_sessions_list (error);
}

static void
read_session (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->history = run_session_history_read (job->path, error);
}

static void
show_message (FooledPlotOthers *self, const char *text)
{
  gtk_label_set_label (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
}

static GtkCheckButton *
find_check (FooledPlotOthers *self, const char *path)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (child), "path"), path) == 0)
      return GTK_CHECK_BUTTON (child);
  return NULL;
}

/* Of many, those that are shown, or are being read for it, can still be taken away. */
static void
update_checks (FooledPlotOthers *self)
{
  guint n_active = 0;
  gboolean full;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
      n_active++;
  full = n_active >= FOOLED_PLOT_MAX_OTHERS;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_sensitive (child,
                              !full || gtk_check_button_get_active (GTK_CHECK_BUTTON (child)));
}

static void
was_read (gpointer owner, gpointer data, const GError *error)
{
  FooledPlotOthers *self = owner;
  Job *job = data;
  GtkCheckButton *check;

  if (self->button == NULL)
    return;
  check = find_check (self, job->path);
  if (check != NULL && !gtk_check_button_get_active (check))
    return; /* taken back meanwhile */
  if (job->history != NULL && job->history->n_points > 0 &&
      fooled_plot_n_others (self->plot) < FOOLED_PLOT_MAX_OTHERS)
    fooled_plot_add_other (self->plot, g_steal_pointer (&job->history));
  else
    {
      show_message (self, error != NULL ? error->message
                                        : _ ("No generation of this run is complete yet."));
      if (check != NULL)
        gtk_check_button_set_active (check, FALSE);
    }
  update_checks (self);
}

static void
toggled (GtkCheckButton *check, FooledPlotOthers *self)
{
  const char *path = g_object_get_data (G_OBJECT (check), "path");
  Job *job;

  if (!gtk_check_button_get_active (check))
    {
      fooled_plot_remove_other (self->plot, path);
      update_checks (self);
      return;
    }
  if (fooled_plot_has_other (self->plot, path))
    return;
  show_message (self, "");
  update_checks (self);
  job = g_new0 (Job, 1);
  job->path = g_strdup (path);
  fooled_background_queue (G_OBJECT (self), job, job_free, read_session, was_read);
}

static void
add_session (FooledPlotOthers *self, const StoreSessionEntry *entry)
{
  const StoreSessionInfo *info = entry->info;
  g_autofree char *evaluations = fooled_count_text (info->evaluations);
  g_autofree char *median = fooled_confidence_text (info->median);
  GtkWidget *check = gtk_check_button_new_with_label (info->name);
  /* Translators: of a session: a count, and a confidence. */
  g_autofree char *text = g_strdup_printf (_ ("%s images tried, middle %s"), evaluations, median);

  gtk_widget_set_tooltip_text (check, text);
  g_object_set_data_full (G_OBJECT (check), "path", g_strdup (entry->path), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               fooled_plot_has_other (self->plot, entry->path));
  g_signal_connect (check, "toggled", G_CALLBACK (toggled), self);
  gtk_box_append (self->list, check);
}

/* A run: whatever else is in a session has no such plot. One that is under way is in the window. */
static gboolean
is_shown (const StoreSessionEntry *entry)
{
  RunMethod method;

  return entry->info != NULL && !entry->is_open && entry->info->evaluations > 0 &&
         run_method_find (entry->info->method, &method) &&
         run_session_kind (entry->info) == RUN_SESSION_RUN;
}

/* What has no box any more could not be taken away: its session was deleted, or goes on. */
static void
drop_unlisted (FooledPlotOthers *self)
{
  for (guint i = fooled_plot_n_others (self->plot); i-- > 0;)
    if (find_check (self, fooled_plot_other_path (self->plot, i)) == NULL)
      fooled_plot_remove_other (self->plot, fooled_plot_other_path (self->plot, i));
}

static void
listed (gpointer owner, gpointer data, const GError *error)
{
  FooledPlotOthers *self = owner;
  const Job *job = data;
  GtkWidget *child;

  self->listing = FALSE;
  if (self->button == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
  show_message (self, error != NULL ? error->message : "");
  for (guint i = 0; job->entries != NULL && i < job->entries->len; i++)
    if (is_shown (job->entries->pdata[i]))
      add_session (self, job->entries->pdata[i]);
  if (error == NULL)
    drop_unlisted (self);
  update_checks (self);
  gtk_stack_set_visible_child_name (
      self->stack,
      gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL ? "sessions" : "empty");
}

static void
popover_shown (FooledPlotOthers *self)
{
  if (self->listing)
    return;
  self->listing = TRUE;
  fooled_background_queue (G_OBJECT (self), g_new0 (Job, 1), job_free, list_sessions, listed);
}

static void
time_toggled (GtkCheckButton *check, FooledPlotOthers *self)
{
  fooled_plot_set_by_time (self->plot, gtk_check_button_get_active (check));
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_list (FooledPlotOthers *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  return scroller;
}

static GtkWidget *
make_popover (FooledPlotOthers *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *by_time = gtk_check_button_new_with_label (_ ("By time, not by images tried"));
  GtkWidget *message = make_label ("", "error");

  self->message = GTK_LABEL (message);
  gtk_widget_set_visible (message, FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, make_label (_ ("Reading the sessions…"), "dim-label"),
                       "reading");
  gtk_stack_add_named (
      self->stack,
      make_label (_ ("There is no other run yet. Each run that ends can be shown here."),
                  "dim-label"),
      "empty");
  gtk_stack_add_named (self->stack, make_list (self), "sessions");
  g_signal_connect (by_time, "toggled", G_CALLBACK (time_toggled), self);
  gtk_box_append (GTK_BOX (box), by_time);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_label (_ ("Show behind this run"), "heading"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), message);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (popover_shown), self);
  return popover;
}

static void
fooled_plot_others_dispose (GObject *object)
{
  FooledPlotOthers *self = FOOLED_PLOT_OTHERS (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (fooled_plot_others_parent_class)->dispose (object);
}

static void
fooled_plot_others_class_init (FooledPlotOthersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_plot_others_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
fooled_plot_others_init (FooledPlotOthers *self)
{
  const char *title = _ ("Compare with other runs");

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "view-more-symbolic");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "small-button");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

void
fooled_plot_others_set_plot (FooledPlotOthers *self, FooledPlot *plot)
{
  g_return_if_fail (FOOLED_IS_PLOT_OTHERS (self));
  g_return_if_fail (FOOLED_IS_PLOT (plot));

  self->plot = plot;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "store/png.h"
#include "ui/compare/compare-detail.h"
#include "ui/compare/compare-matrix.h"
#include "ui/compare/compare-presentation.h"
#include "ui/compare/network-checks.h"
#include "ui/compare/session-chooser.h"
#include "ui/files/file-dialog.h"
#include "ui/files/output.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/tooltips.h"

/* Sentences below the table; there are more in the tooltip. */
#define MAX_MESSAGES 2

struct _FooledComparePage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledCompare *compare; /* NULL until the first comparison */
  gboolean ended;
  GArray *sets;        /* RunImages */
  GPtrArray *networks; /* RunNetworkInfo * of the columns */
  gboolean is_shown;   /* what is in the table comes from the comparison */
  guint64 number;      /* of the comparison before; its snapshots are of the past */
  gboolean has_cell;   /* one is selected and shown */

  GtkStack *stack;
  GtkWidget *first_button;
  GtkMenuButton *networks_button;
  FooledNetworkChecks *checks;
  GtkButton *start_button;
  GtkToggleButton *pause_button;
  GtkProgressBar *progress;
  FooledCompareMatrix *matrix;
  GtkWidget *message_box;
  GtkLabel *messages;
  FooledCompareDetail *detail;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledComparePage,
                               fooled_compare_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      presentable_interface_init))

enum
{
  MESSAGE,
  DONE,
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tell (FooledComparePage *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

/* What belongs to the table that is shown; or NULL. */
static const RunCompareSnapshot *
get_snapshot (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot =
      self->compare != NULL ? fooled_compare_get_snapshot (self->compare) : NULL;

  if (snapshot == NULL || !self->is_shown || snapshot->job.number == self->number)
    return NULL;
  return snapshot;
}

static gboolean
is_busy (const RunCompareSnapshot *snapshot)
{
  return snapshot != NULL &&
         (snapshot->job.state == RUN_STATE_LOADING || snapshot->job.state == RUN_STATE_RUNNING ||
          snapshot->job.state == RUN_STATE_PAUSED);
}

static guint
n_cells (const RunCompareSnapshot *snapshot)
{
  guint n = 0;

  for (guint i = 0; snapshot != NULL && i < snapshot->n_sets * snapshot->n_networks; i++)
    n += snapshot->cells[i] != NULL ? 1 : 0;
  return n;
}

static void
show_state (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = get_snapshot (self);
  gboolean busy = self->is_shown && (snapshot == NULL || is_busy (snapshot));
  gboolean can_start = self->sets->len > 0 && self->networks->len > 0 && !self->ended;
  gboolean any = n_cells (snapshot) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.start", can_start && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.cancel", busy);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->start_button),
                                  busy ? "compare.cancel" : "compare.start");
  gtk_button_set_label (self->start_button, busy ? _ ("Cancel") : _ ("Compare"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->start_button),
                               busy ? _ ("Stop comparing (Escape)")
                                    : _ ("Show every set of images to every network"));
  if (busy)
    gtk_widget_remove_css_class (GTK_WIDGET (self->start_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->start_button), "suggested-action");
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), busy);
  /* Its place stays. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), busy ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress,
                                 snapshot != NULL ? CLAMP (snapshot->job.fraction, 0, 1) : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.save", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.copy", any);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static void
hint (FooledComparePage *self)
{
  const char *sentence = _ ("Press Compare: each cell then says how many images of a set a network "
                            "takes for what they were made for.");

  if (self->networks->len == 0)
    sentence = _ ("Choose at least one network.");
  else if (self->is_shown)
    sentence = _ ("Select a cell to see its images.");
  self->has_cell = FALSE;
  fooled_compare_detail_clear (self->detail, sentence);
}

static char *
name_of (const RunImages *set)
{
  if (set->name != NULL)
    return g_strdup (set->name);
  return set->path != NULL ? g_filename_display_basename (set->path) : g_strdup (_ ("Picks"));
}

static void
show_messages (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = get_snapshot (self);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL), whole = g_string_new (NULL);

  for (guint i = 0; snapshot != NULL && i < snapshot->n_networks; i++)
    if (snapshot->networks[i].message != NULL)
      g_ptr_array_add (all, snapshot->networks[i].message);
  for (guint i = 0; snapshot != NULL && i < snapshot->n_sets; i++)
    for (guint j = 0; snapshot->sets[i] != NULL && snapshot->sets[i]->messages[j] != NULL; j++)
      g_ptr_array_add (all, snapshot->sets[i]->messages[j]);
  for (guint i = 0; i < all->len; i++)
    {
      g_string_append_printf (whole, "%s%s", i > 0 ? "\n" : "", (char *) all->pdata[i]);
      if (i < MAX_MESSAGES)
        g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) all->pdata[i]);
    }
  if (all->len > MAX_MESSAGES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("… and %u more", "… and %u more", all->len - MAX_MESSAGES),
                              all->len - MAX_MESSAGES);
    }
  gtk_label_set_label (self->messages, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->messages), whole->str);
  gtk_widget_set_visible (self->message_box, all->len > 0);
}

/* What the rows and the columns are called. Caller unrefs. */
static void
get_heads (FooledComparePage *self, GPtrArray **sets, GPtrArray **networks)
{
  *sets = g_ptr_array_new_with_free_func (g_free);
  *networks = g_ptr_array_new ();
  for (guint i = 0; i < self->sets->len; i++)
    g_ptr_array_add (*sets, name_of (&g_array_index (self->sets, RunImages, i)));
  for (guint i = 0; i < self->networks->len; i++)
    g_ptr_array_add (*networks, ((RunNetworkInfo *) self->networks->pdata[i])->name);
}

/* The table of what is chosen now, with nothing in it yet. */
static void
lay_out (FooledComparePage *self)
{
  g_autoptr (GPtrArray) sets = NULL, networks = NULL;

  get_heads (self, &sets, &networks);
  fooled_compare_matrix_set_heads (self->matrix, (const char *const *) sets->pdata, sets->len,
                                   (const char *const *) networks->pdata, networks->len);
  gtk_stack_set_visible_child_name (self->stack, self->sets->len > 0 ? "table" : "empty");
}

/* Other rows or columns: what was compared is of the past. */
static void
choice_changed (FooledComparePage *self)
{
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  self->networks = fooled_network_checks_get_wanted (self->checks);
  if (self->compare != NULL)
    {
      const RunCompareSnapshot *last = fooled_compare_get_snapshot (self->compare);

      fooled_compare_cancel (self->compare);
      self->number = last != NULL ? last->job.number : 0;
    }
  self->is_shown = FALSE;
  lay_out (self);
  hint (self);
  show_messages (self);
  show_state (self);
}

static void
snapshot_arrived (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = fooled_compare_get_snapshot (self->compare);

  if (self->is_shown && snapshot->job.state == RUN_STATE_FAILED)
    {
      if (snapshot->job.message != NULL)
        tell (self, snapshot->job.message);
      self->is_shown = FALSE;
    }
  snapshot = get_snapshot (self);
  if (snapshot != NULL && snapshot->n_sets > 0)
    fooled_compare_matrix_apply (self->matrix, snapshot);
  show_messages (self);
  show_state (self);
}

static void
cell_selected (FooledComparePage *self, guint set, guint network)
{
  const RunCompareSnapshot *snapshot = get_snapshot (self);

  if (snapshot == NULL || snapshot->n_sets <= set || snapshot->n_networks <= network ||
      run_compare_cell (snapshot, set, network) == NULL)
    return;
  fooled_compare_detail_show (self->detail, snapshot, set, network);
  self->has_cell = TRUE;
}

static void
set_removed (FooledComparePage *self, guint set)
{
  g_array_remove_index (self->sets, set);
  choice_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
begin (FooledComparePage *self)
{
  if (self->compare != NULL)
    return;
  self->compare = fooled_compare_new ();
  g_signal_connect_object (self->compare, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  RunComparison *comparison = run_comparison_new ();
  g_autoptr (GStrvBuilder) networks = g_strv_builder_new ();
  const RunCompareSnapshot *last;

  begin (self);
  for (guint i = 0; i < self->sets->len; i++)
    {
      const RunImages *set = &g_array_index (self->sets, RunImages, i);

      run_comparison_add_set (comparison, set->source, set->path, set->name);
    }
  for (guint i = 0; i < self->networks->len; i++)
    g_strv_builder_add (networks, ((RunNetworkInfo *) self->networks->pdata[i])->id);
  g_strfreev (comparison->networks);
  comparison->networks = g_strv_builder_end (networks);
  last = fooled_compare_get_snapshot (self->compare);
  self->number = last != NULL ? last->job.number : 0;
  self->is_shown = TRUE;
  gtk_toggle_button_set_active (self->pause_button, FALSE);
  lay_out (self);
  hint (self);
  fooled_compare_start (self->compare, comparison);
  show_state (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choice_changed (FOOLED_COMPARE_PAGE (widget));
}

static void
pause_toggled (FooledComparePage *self)
{
  gboolean paused = gtk_toggle_button_get_active (self->pause_button);

  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), paused
                                                                 ? "media-playback-start-symbolic"
                                                                 : "media-playback-pause-symbolic");
  if (self->compare != NULL)
    fooled_compare_set_paused (self->compare, paused);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static void
clear_set (gpointer data)
{
  RunImages *set = data;

  g_free (set->path);
  g_free (set->name);
}

static gboolean
has_set (FooledComparePage *self, RunImagesSource source, const char *path)
{
  for (guint i = 0; i < self->sets->len; i++)
    {
      const RunImages *set = &g_array_index (self->sets, RunImages, i);

      if (set->source == source && g_strcmp0 (set->path, path) == 0)
        return TRUE;
    }
  return FALSE;
}

void
fooled_compare_page_add_set (FooledComparePage *self,
                             RunImagesSource source,
                             const char *path,
                             const char *name)
{
  RunImages set = { source, g_strdup (path), g_strdup (name) };

  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));

  if (has_set (self, source, path) || self->sets->len == RUN_COMPARE_MAX_SETS)
    {
      tell (self, self->sets->len == RUN_COMPARE_MAX_SETS ? _ ("The table is full")
                                                          : _ ("These images are in the table"));
      clear_set (&set);
      return;
    }
  g_array_append_val (self->sets, set);
  choice_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->start_button));
}

static void
add_picks (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_compare_page_add_set (FOOLED_COMPARE_PAGE (widget), RUN_IMAGES_PICKS, NULL, _ ("Picks"));
}

static void
session_chosen (FooledComparePage *self, const char *path, const char *name)
{
  fooled_compare_page_add_set (self, RUN_IMAGES_SESSION, path, name);
}

static void
add_session (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *window = fooled_session_chooser_new (GTK_WINDOW (gtk_widget_get_root (widget)));

  g_signal_connect_object (window, "chosen", G_CALLBACK (session_chosen), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
folder_chosen (gpointer owner, GFile *file, gpointer data)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  if (path == NULL)
    tell (owner, _ ("That folder is not on this computer; copy it here first."));
  else
    fooled_compare_page_add_set (owner, RUN_IMAGES_FOLDER, path, name);
}

static void
add_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                        .title = _ ("Choose a Folder of Images"),
                                        .accept = _ ("_Add") };

  fooled_file_dialog_ask (widget, &question, folder_chosen, NULL, NULL);
}

static GBytes *
encode (gpointer data, BaseImage **image, GError **error)
{
  const StoreText texts[] = { { "Title", _ ("Comparison of networks") }, { "Software", "Fooled" } };

  *image = run_compare_draw (data, error);
  return *image != NULL ? store_png_encode (*image, texts, G_N_ELEMENTS (texts), error) : NULL;
}

static void
output_done (gpointer owner, const char *path, const char *text, const GError *error)
{
  FooledComparePage *self = owner;

  if (error != NULL)
    tell (self, error->message);
  else
    g_signal_emit (self, signals[SAVED], 0, path);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  const RunCompareSnapshot *snapshot = get_snapshot (self);
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  if (n_cells (snapshot) > 0)
    fooled_output_save (
        widget,
        fooled_output_new ("comparison.png", "", encode, run_job_snapshot_ref ((gpointer) snapshot),
                           run_job_snapshot_unref),
        folder, g_settings_get_boolean (self->settings, "ask-where-to-save"), output_done);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  const RunCompareSnapshot *snapshot = get_snapshot (self);
  g_autofree char *csv = NULL;

  if (n_cells (snapshot) == 0)
    return;
  csv = run_compare_to_csv (snapshot);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  g_signal_emit (self, signals[DONE], 0, _ ("Copied the table as comma-separated values"));
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (page);
  const RunCompareSnapshot *snapshot = get_snapshot (self);

  scene->line = fooled_compare_line (snapshot, self->sets->len, self->networks->len);
  scene->can_run = is_busy (snapshot);
  scene->running = !gtk_toggle_button_get_active (self->pause_button);
}

static GtkWidget *
create_figure (FooledPresentable *page)
{
  return fooled_score_table_new ();
}

static void
update_figure (FooledPresentable *page, GtkWidget *figure)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (page);
  g_autoptr (GPtrArray) sets = NULL, networks = NULL;

  get_heads (self, &sets, &networks);
  fooled_compare_presentation_show (FOOLED_SCORE_TABLE (figure), (const char *const *) sets->pdata,
                                    sets->len, (const char *const *) networks->pdata, networks->len,
                                    get_snapshot (self));
  gtk_widget_set_visible (figure, sets->len > 0 && networks->len > 0);
}

static void
toggle_pause (FooledPresentable *page)
{
  GtkToggleButton *button = FOOLED_COMPARE_PAGE (page)->pause_button;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->create_figure = create_figure;
  interface->update_figure = update_figure;
  interface->toggle = toggle_pause;
}

static gboolean
fooled_compare_page_grab_focus (GtkWidget *widget)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);

  if (self->sets->len == 0)
    return gtk_widget_grab_focus (self->first_button);
  return gtk_widget_grab_focus (GTK_WIDGET (self->start_button)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->networks_button));
}

static void
fooled_compare_page_dispose (GObject *object)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (object);

  fooled_compare_page_shutdown (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_COMPARE_PAGE);
  g_clear_object (&self->compare);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_compare_page_parent_class)->dispose (object);
}

static void
fooled_compare_page_finalize (GObject *object)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (object);

  g_array_unref (self->sets);
  g_ptr_array_unref (self->networks);

  G_OBJECT_CLASS (fooled_compare_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledComparePage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (stack);
  BIND (first_button);
  BIND (networks_button);
  BIND (checks);
  BIND (start_button);
  BIND (pause_button);
  BIND (progress);
  BIND (matrix);
  BIND (message_box);
  BIND (messages);
  BIND (detail);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, set_removed);
}

static void
fooled_compare_page_class_init (FooledComparePageClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "compare.start", start },
    { "compare.cancel", cancel },
    { "compare.add-picks", add_picks },
    { "compare.add-session", add_session },
    { "compare.add-folder", add_folder },
    { "compare.save", save },
    { "compare.copy", copy },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = fooled_compare_page_dispose;
  object_class->finalize = fooled_compare_page_finalize;
  widget_class->grab_focus = fooled_compare_page_grab_focus;
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);

  g_type_ensure (FOOLED_TYPE_COMPARE_DETAIL);
  g_type_ensure (FOOLED_TYPE_COMPARE_MATRIX);
  g_type_ensure (FOOLED_TYPE_NETWORK_CHECKS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/compare/compare-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "compare.cancel", NULL);
}

static void
fooled_compare_page_init (FooledComparePage *self)
{
  self->sets = g_array_new (FALSE, FALSE, sizeof (RunImages));
  g_array_set_clear_func (self->sets, clear_set);
  self->networks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lay_out (self);
  show_state (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
}

GtkWidget *
fooled_compare_page_new (void)
{
  return g_object_new (FOOLED_TYPE_COMPARE_PAGE, NULL);
}

void
fooled_compare_page_bind (FooledComparePage *self, GSettings *settings, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  fooled_compare_page_set_networks (self, networks);
}

void
fooled_compare_page_set_networks (FooledComparePage *self, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));
  g_return_if_fail (networks != NULL);

  fooled_network_checks_set_networks (self->checks, networks);
}

FooledCompare *
fooled_compare_page_get_compare (FooledComparePage *self)
{
  g_return_val_if_fail (FOOLED_IS_COMPARE_PAGE (self), NULL);

  return self->compare;
}

void
fooled_compare_page_shutdown (FooledComparePage *self)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));

  self->ended = TRUE;
  if (self->compare != NULL)
    fooled_compare_shutdown (self->compare);
}

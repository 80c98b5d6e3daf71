// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-strip.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/error.h"
#include "store/file-name.h"
#include "store/png.h"
#include "ui/ancestry/ancestry-cell.h"
#include "ui/ancestry/ancestry-player.h"
#include "ui/ancestry/ancestry-work.h"
#include "ui/files/length-dialog.h"
#include "ui/files/output.h"
#include "ui/threads/background.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/image-menu.h"
#include "ui/widgets/one-stop.h"

/* Between two readings while champions come fast, and until it is tried again whether the session
 * has an image by now. Where reading takes long it is this many times as long, so that it costs the
 * run next to nothing. */
#define READ_INTERVAL (3 * G_TIME_SPAN_SECOND)
#define READ_SHARE    30

struct _FooledAncestryStrip
{
  GtkWidget parent_instance;

  FooledAncestryWork *asked; /* what is asked for; NULL = nothing */
  gboolean is_wanted;        /* the line has to be read (again) */
  gboolean is_urgent; /* at once: it is that of another image, not of the cell's next champion */
  gboolean is_reading;
  gint64 began;    /* reading, the last time; monotonic, in microseconds, like the next */
  gint64 next_due; /* reading, unless it is urgent */
  guint timeout;
  FooledAncestryWork *shown; /* whose line is shown; NULL = none */

  GtkWidget *box;
  GtkLabel *title_label;
  GtkButton *play_button;
  GtkWidget *menu_button;
  GtkLabel *count_label;
  GtkStack *stack;
  GtkListView *list_view;
  GtkSingleSelection *selection;
  GListStore *items;
  FooledAncestryPlayer *player;
  GtkLabel *text_label;
};

G_DEFINE_FINAL_TYPE (FooledAncestryStrip, fooled_ancestry_strip, GTK_TYPE_WIDGET)

static guint save_signal;

static GMenuModel *
new_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Save This _Picture"), "ancestry.save-picture");
  g_menu_append (menu, _ ("Save _Strip…"), "ancestry.save-strip");
  g_menu_append (menu, _ ("Save _Animation…"), "ancestry.save-animation");
  return G_MENU_MODEL (menu);
}

/* The picture becomes the selected one. */
static GMenuModel *
cell_menu (GtkWidget *cell, double x, double y)
{
  GtkWidget *strip = gtk_widget_get_ancestor (cell, FOOLED_TYPE_ANCESTRY_STRIP);
  FooledAncestryItem *item = g_object_get_data (G_OBJECT (cell), "item");
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (strip);
  guint position;

  if (item == NULL || !g_list_store_find (self->items, item, &position))
    return NULL;
  gtk_single_selection_set_selected (self->selection, position);
  return new_menu ();
}

/* By the keyboard, for the selected one. */
static GMenuModel *
view_menu (GtkWidget *view, double x, double y)
{
  GtkWidget *strip = gtk_widget_get_ancestor (view, FOOLED_TYPE_ANCESTRY_STRIP);

  if (x >= 0 ||
      gtk_single_selection_get_selected_item (FOOLED_ANCESTRY_STRIP (strip)->selection) == NULL)
    return NULL;
  return new_menu ();
}

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *cell = fooled_ancestry_cell_new ();

  fooled_image_menu_add (cell, cell_menu);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  FooledAncestryItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  g_autofree char *name = fooled_ancestry_item_name (item);

  fooled_ancestry_cell_set_item (FOOLED_ANCESTRY_CELL (cell), item);
  g_object_set_data_full (G_OBJECT (cell), "item", g_object_ref (item), g_object_unref);
  /* What gets the focus is the cell's parent, so that is what needs a name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static guint
n_items (FooledAncestryStrip *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

static void
show_playing (FooledAncestryStrip *self)
{
  gboolean playing = fooled_ancestry_player_is_playing (self->player);
  const char *name = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (self->play_button, playing ? "media-playback-pause-symbolic"
                                                       : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause the ancestors") : _ ("Play the ancestors"),
                                  -1);
}

static void
enable_actions (FooledAncestryStrip *self, gboolean any)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "ancestry.play", any && n_items (self) > 1);
  gtk_widget_set_sensitive (self->menu_button, any);
  gtk_widget_action_set_enabled (widget, "ancestry.save-picture", any);
  gtk_widget_action_set_enabled (widget, "ancestry.save-strip", any);
  gtk_widget_action_set_enabled (widget, "ancestry.save-animation", any && n_items (self) > 1);
}

static void
go_to (FooledAncestryStrip *self, guint position)
{
  if (position >= n_items (self))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

/* Back to the strip, at the image that was shown last. */
static void
stop (FooledAncestryStrip *self)
{
  guint position = fooled_ancestry_player_stop (self->player);

  gtk_stack_set_visible_child_name (self->stack, "line");
  go_to (self, position);
  show_playing (self);
}

static void
forget_line (FooledAncestryStrip *self)
{
  if (fooled_ancestry_player_is_playing (self->player))
    fooled_ancestry_player_stop (self->player);
  g_clear_pointer (&self->shown, fooled_ancestry_work_free);
  g_list_store_remove_all (self->items);
  gtk_label_set_label (self->count_label, "");
  show_playing (self);
  enable_actions (self, FALSE);
}

/* Instead of a line. */
static void
show_text (FooledAncestryStrip *self, const char *text)
{
  forget_line (self);
  gtk_label_set_label (self->text_label, text);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_count (FooledAncestryStrip *self, const RunAncestry *ancestry)
{
  g_autofree char *text = NULL;

  if (ancestry->n < ancestry->n_line)
    /* Translators: of a long line: how many images are shown, how many there are. */
    text = g_strdup_printf (_ ("%u of %u images, evenly chosen"), ancestry->n, ancestry->n_line);
  else
    text = g_strdup_printf (ngettext ("%u image", "%u images", ancestry->n), ancestry->n);
  gtk_label_set_label (self->count_label, text);
}

/* What stays the same stays where it is, so that nothing jumps under the user's hands. */
static void
show_items (FooledAncestryStrip *self, RunAncestry *ancestry)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = n_items (self), n_same = 0;

  for (guint i = 0; i < ancestry->n; i++)
    {
      g_autoptr (FooledAncestryItem) item = fooled_ancestry_item_new (ancestry, i);
      g_autoptr (FooledAncestryItem) there =
          added->len == 0 ? g_list_model_get_item (G_LIST_MODEL (self->items), i) : NULL;

      if (there != NULL && fooled_ancestry_item_equal (there, item))
        n_same++;
      else
        g_ptr_array_add (added, g_steal_pointer (&item));
    }
  g_list_store_splice (self->items, n_same, n_before - n_same, added->pdata, added->len);
}

/* They are left out, or no longer. */
static void
show_labels (FooledAncestryStrip *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  g_list_model_items_changed (G_LIST_MODEL (self->items), 0, n, n);
}

/* Takes over the work, whose line has been read. */
static void
show_line (FooledAncestryStrip *self, FooledAncestryWork *work)
{
  gtk_label_set_label (self->title_label, work->ancestry->is_climb ? _ ("Climb") : _ ("Ancestors"));
  show_items (self, work->ancestry);
  show_count (self, work->ancestry);
  if (self->shown != NULL)
    fooled_ancestry_work_free (self->shown);
  self->shown = work;
  gtk_stack_set_visible_child_name (self->stack, "line");
  enable_actions (self, TRUE);
}

/* Whether it is the same image, or, in a run that goes on, the next one of the class. */
static gboolean
follows (const FooledAncestryWork *next, const FooledAncestryWork *work)
{
  const StoreSpecimen *a, *b;

  if (next == NULL || work == NULL || g_strcmp0 (next->session, work->session) != 0)
    return FALSE;
  a = work->specimen;
  b = next->specimen;
  return a == b || (next->session != NULL && a->class_index == b->class_index &&
                    a->seed == b->seed && a->origin.generation < b->origin.generation);
}

static void schedule (FooledAncestryStrip *self);

static void
could_not_read (FooledAncestryStrip *self, const FooledAncestryWork *work, const GError *error)
{
  gboolean is_missing = g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);

  if (work->session != NULL && is_missing)
    {
      /* The next checkpoint brings it; what is shown meanwhile is not wrong. */
      self->is_wanted = TRUE;
      if (!follows (self->asked, self->shown))
        show_text (self, _ ("The session does not have this image yet. It is saved every few "
                            "seconds; then its ancestors appear here."));
    }
  else if (is_missing && work->specimen->genome == NULL)
    show_text (self, _ ("This image was not evolved: it has no parents."));
  else
    show_text (self, error->message);
}

static FooledAncestryWork *
copy_work (const FooledAncestryWork *work)
{
  return fooled_ancestry_work_new (work->specimen, work->session, work->network);
}

static void
has_read (gpointer owner, gpointer job, const GError *error)
{
  FooledAncestryStrip *self = owner;
  FooledAncestryWork *work = job;
  gint64 now;

  if (self->stack == NULL)
    return;
  self->is_reading = FALSE;
  now = g_get_monotonic_time ();
  self->next_due = now + MAX (READ_INTERVAL, READ_SHARE * (now - self->began));
  /* Somebody looks at it: not now. */
  if (fooled_ancestry_player_is_playing (self->player))
    self->is_wanted = TRUE;
  else if (!follows (self->asked, work))
    ; /* another one is asked for by now */
  else if (error != NULL)
    could_not_read (self, work, error);
  else
    {
      FooledAncestryWork *line = copy_work (work);

      line->ancestry = run_ancestry_ref (work->ancestry);
      show_line (self, line);
    }
  schedule (self);
}

static void
read_now (FooledAncestryStrip *self)
{
  FooledAncestryWork *work = copy_work (self->asked);

  if (follows (self->asked, self->shown))
    work->known = run_ancestry_ref (self->shown->ancestry);
  self->is_wanted = self->is_urgent = FALSE;
  self->is_reading = TRUE;
  self->began = g_get_monotonic_time ();
  fooled_background_run (G_OBJECT (self), work, fooled_ancestry_work_free, NULL,
                         fooled_ancestry_work_read, has_read);
}

static gboolean
read_later (gpointer data)
{
  FooledAncestryStrip *self = data;

  self->timeout = 0;
  read_now (self);
  return G_SOURCE_REMOVE;
}

/* Reads when it is time. */
static void
schedule (FooledAncestryStrip *self)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!self->is_wanted || self->is_reading || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      fooled_ancestry_player_is_playing (self->player))
    return;
  if (self->is_urgent || now >= self->next_due)
    read_now (self);
  else
    self->timeout = g_timeout_add ((guint) ((self->next_due - now) / 1000) + 1, read_later, self);
}

static void
play (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (widget);
  guint from = gtk_single_selection_get_selected (self->selection);

  if (fooled_ancestry_player_is_playing (self->player))
    {
      stop (self);
      schedule (self);
      return;
    }
  if (n_items (self) < 2)
    return;
  if (from + 1 >= n_items (self))
    from = 0;
  fooled_ancestry_player_play (self->player, G_LIST_MODEL (self->items), from);
  gtk_stack_set_visible_child_name (self->stack, "player");
  show_playing (self);
}

static void
played (FooledAncestryStrip *self)
{
  stop (self);
  schedule (self);
}

static FooledAncestryWork *
copy_shown (FooledAncestryStrip *self)
{
  FooledAncestryWork *work = copy_work (self->shown);

  work->known = run_ancestry_ref (self->shown->ancestry);
  return work;
}

static void
save_strip (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (widget);
  g_autofree char *name = NULL;

  if (self->shown == NULL)
    return;
  name = store_specimen_file_name (self->shown->specimen, _ ("ancestors"), ".png");
  g_signal_emit (self, save_signal, 0,
                 fooled_output_new (name, NULL, fooled_ancestry_work_encode_strip,
                                    copy_shown (self), fooled_ancestry_work_free));
}

static GBytes *
encode_picture (gpointer data, BaseImage **image, GError **error)
{
  const RunAncestor *ancestor = fooled_ancestry_item_get (data);
  StoreText texts[] = { { "Title", ancestor->label }, { "Software", "Fooled" } };

  *image = base_image_ref (ancestor->image);
  return store_png_encode (ancestor->image, texts, G_N_ELEMENTS (texts), error);
}

static void
save_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (widget);
  FooledAncestryItem *item = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *number = NULL;
  g_autofree char *what = NULL;
  g_autofree char *name = NULL;

  if (self->shown == NULL || item == NULL)
    return;
  number =
      g_strdup_printf ("%" G_GUINT64_FORMAT, fooled_ancestry_item_get (item)->origin.evaluation);
  /* Translators: part of the name of a file; %s is the ancestor's number. */
  what = g_strdup_printf (_ ("ancestor %s"), number);
  name = store_specimen_file_name (self->shown->specimen, what, ".png");
  g_signal_emit (
      self, save_signal, 0,
      fooled_output_new (name, NULL, encode_picture, g_object_ref (item), g_object_unref));
}

/* What was shown when it was asked for. */
static void
length_chosen (gpointer owner, guint seconds, gpointer data)
{
  FooledAncestryWork **held = data;
  FooledAncestryWork *work = g_steal_pointer (held);
  g_autofree char *name = store_specimen_file_name (work->specimen, _ ("ancestors"), ".webp");
  FooledOutput *output;

  work->seconds = seconds;
  output = fooled_output_new (name, NULL, fooled_ancestry_work_encode_animation, work,
                              fooled_ancestry_work_free);
  fooled_output_set_animation (output);
  g_signal_emit (owner, save_signal, 0, output);
}

static void
free_held (gpointer data)
{
  FooledAncestryWork **held = data;

  if (*held != NULL)
    fooled_ancestry_work_free (*held);
  g_free (held);
}

static void
save_animation (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (widget);
  FooledAncestryWork **held;

  if (self->shown == NULL)
    return;
  held = g_new (FooledAncestryWork *, 1);
  *held = copy_shown (self);
  fooled_length_ask (widget, _ ("Save Animation"),
                     _ ("The ancestors one after the other, as an animated picture (WebP)."),
                     length_chosen, held, free_held);
}

static void
fooled_ancestry_strip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_ancestry_strip_parent_class)->map (widget);
  schedule (FOOLED_ANCESTRY_STRIP (widget));
}

static void
fooled_ancestry_strip_unmap (GtkWidget *widget)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (widget);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->player != NULL && fooled_ancestry_player_is_playing (self->player))
    stop (self);
  GTK_WIDGET_CLASS (fooled_ancestry_strip_parent_class)->unmap (widget);
}

static void
fooled_ancestry_strip_dispose (GObject *object)
{
  FooledAncestryStrip *self = FOOLED_ANCESTRY_STRIP (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->asked, fooled_ancestry_work_free);
  g_clear_pointer (&self->shown, fooled_ancestry_work_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_ANCESTRY_STRIP);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (fooled_ancestry_strip_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledAncestryStrip, name)

static void
fooled_ancestry_strip_class_init (FooledAncestryStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_ancestry_strip_dispose;
  widget_class->map = fooled_ancestry_strip_map;
  widget_class->unmap = fooled_ancestry_strip_unmap;
  save_signal = g_signal_new ("save", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (FOOLED_TYPE_ANCESTRY_PLAYER);
  g_type_ensure (FOOLED_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/ancestry/ancestry-strip.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (title_label);
  BIND (play_button);
  BIND (menu_button);
  BIND (count_label);
  BIND (stack);
  BIND (list_view);
  BIND (selection);
  BIND (player);
  BIND (text_label);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, played);
  gtk_widget_class_install_action (widget_class, "ancestry.play", NULL, play);
  gtk_widget_class_install_action (widget_class, "ancestry.save-strip", NULL, save_strip);
  gtk_widget_class_install_action (widget_class, "ancestry.save-animation", NULL, save_animation);
  gtk_widget_class_install_action (widget_class, "ancestry.save-picture", NULL, save_picture);
}

static void
fooled_ancestry_strip_init (FooledAncestryStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (FOOLED_TYPE_ANCESTRY_ITEM);
  fooled_classroom_watch (self, G_CALLBACK (show_labels));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->items));
  show_text (self, "");
  fooled_image_menu_add (GTK_WIDGET (self->list_view), view_menu);
}

GtkWidget *
fooled_ancestry_strip_new (void)
{
  return g_object_new (FOOLED_TYPE_ANCESTRY_STRIP, NULL);
}

/* Of the first generation: nobody has to look for its ancestors. */
static gboolean
is_first (const StoreSpecimen *specimen)
{
  return specimen->genome != NULL && specimen->origin.generation == 0 &&
         specimen->origin.parent == EVO_NO_PARENT;
}

void
fooled_ancestry_strip_set (FooledAncestryStrip *self,
                           StoreSpecimen *specimen,
                           const char *session,
                           RunNetworkInfo *network)
{
  g_autoptr (FooledAncestryWork) before = NULL;
  gboolean is_next;

  g_return_if_fail (FOOLED_IS_ANCESTRY_STRIP (self));

  before = g_steal_pointer (&self->asked);
  if (specimen != NULL)
    self->asked = fooled_ancestry_work_new (specimen, session, network);
  if (specimen == (before != NULL ? before->specimen : NULL) &&
      (specimen == NULL || g_strcmp0 (session, before->session) == 0))
    return;
  is_next = follows (self->asked, before);
  self->is_wanted = specimen != NULL && !is_first (specimen);
  self->is_urgent = self->is_wanted && (self->is_urgent || !is_next);
  if (specimen == NULL)
    show_text (self, "");
  else if (is_first (specimen))
    show_text (self, _ ("This image is of the first generation: it has no ancestors in this run."));
  else if (!is_next)
    show_text (self, ""); /* until it is read, in a moment */
  schedule (self);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/stage.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ui/present/line-view.h"
#include "ui/present/stage-bar.h"
#include "ui/present/wall-text.h"

/* So long after the pointer came to rest bar and pointer go, milliseconds. */
#define REST_MS 3000

/* A pointer that trembles does not move; logical pixels. */
#define TREMBLE 4

/* News is taken up at most this often, microseconds: people cannot follow more, and the screen may
 * be large. */
#define NEWS_US (66 * G_TIME_SPAN_MILLISECOND)

/* Capital letters of the line are so high, as a part of the screen's height. */
#define SMALLEST_LINE 0.019
#define LARGEST_LINE  0.032

/* Beside a figure, not below it, where the screen is so much wider than high. */
#define WIDE 1.5

struct _FooledStage
{
  GtkWidget parent_instance;
  FooledPresentable *page; /* NULL = none */
  GtkWidget *overlay;
  GtkBox *content;   /* figure and wall */
  GtkWidget *figure; /* may be NULL */
  FooledWall *wall;
  FooledLineView *line;
  FooledStageBar *bar;
  GtkCssProvider *font; /* of what is in the stage */
  int font_size;
  int height; /* that fonts were made for */

  guint tick;
  gint64 news_time; /* when news was taken up last; of the frame clock */
  guint rest_timeout;
  double pointer_x, pointer_y;
  gboolean slides_paused;
};

G_DEFINE_FINAL_TYPE (FooledStage, fooled_stage, GTK_TYPE_WIDGET)

enum
{
  LEAVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
has_focus (FooledStage *self, GtkWidget *part)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && part != NULL && gtk_widget_is_ancestor (focus, part);
}

static gboolean
is_in_bar (FooledStage *self)
{
  return has_focus (self, GTK_WIDGET (self->bar));
}

static void
hide_pointer (FooledStage *self, gboolean hidden)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hidden ? "none" : NULL);
}

static gboolean
rest_passed (gpointer data)
{
  FooledStage *self = data;

  if (fooled_stage_bar_is_used (self->bar))
    return G_SOURCE_CONTINUE;
  self->rest_timeout = 0;
  fooled_stage_bar_reveal (self->bar, FALSE);
  hide_pointer (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_controls (FooledStage *self)
{
  fooled_stage_bar_reveal (self->bar, TRUE);
  hide_pointer (self, FALSE);
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  self->rest_timeout = g_timeout_add (REST_MS, rest_passed, self);
}

static void
moved (GtkEventControllerMotion *motion, double x, double y, FooledStage *self)
{
  gboolean first = self->pointer_x < 0;

  if (ABS (x - self->pointer_x) < TREMBLE && ABS (y - self->pointer_y) < TREMBLE)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  if (!first)
    show_controls (self);
}

/* What the figure inherits. */
static void
set_font (FooledStage *self, int size)
{
  g_autofree char *css = NULL;

  if (size == self->font_size)
    return;
  self->font_size = size;
  css = g_strdup_printf ("stage { font-size: %dpx; }", size);
  gtk_css_provider_load_from_data (self->font, css, -1);
}

static void
adapt (FooledStage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double capitals = fooled_capital_height (GTK_WIDGET (self->line));
  gboolean beside = width >= WIDE * self->height;

  fooled_line_view_set_sizes (self->line, SMALLEST_LINE * self->height / capitals,
                              LARGEST_LINE * self->height / capitals);
  set_font (self, (int) (FOOLED_WALL_CAPITALS * self->height / capitals + 0.999));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content),
                                  beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

static void
show_scene (FooledStage *self, FooledScene *scene)
{
  gboolean slides = scene->spotlight == FOOLED_SPOTLIGHT_SLIDES;
  gboolean any = scene->n_tiles > 0 || self->figure != NULL;

  if (slides)
    {
      scene->can_run = scene->n_tiles > 1;
      scene->running = !self->slides_paused;
    }
  fooled_line_view_set_text (self->line, scene->line);
  gtk_widget_set_visible (GTK_WIDGET (self->content), any);
  gtk_widget_set_vexpand (GTK_WIDGET (self->line), !any);
  gtk_widget_set_visible (GTK_WIDGET (self->wall), scene->n_tiles > 0);
  if (self->figure != NULL)
    fooled_presentable_update_figure (self->page, self->figure);
  fooled_wall_show (self->wall, self->page, scene, scene->running || !scene->can_run, self->height);
  fooled_stage_bar_show (self->bar, scene,
                         scene->can_star && fooled_wall_get_enlarged (self->wall) >= 0,
                         fooled_wall_is_starred (self->wall));
}

static void
take_news (FooledStage *self)
{
  FooledScene scene;

  if (self->page == NULL || gtk_widget_get_height (GTK_WIDGET (self)) < 1)
    return;
  self->height = gtk_widget_get_height (GTK_WIDGET (self));
  adapt (self);
  fooled_presentable_describe (self->page, &scene);
  show_scene (self, &scene);
  fooled_scene_clear (&scene);
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  FooledStage *self = FOOLED_STAGE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now < self->news_time + NEWS_US)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  self->news_time = now;
  take_news (self);
  return G_SOURCE_REMOVE;
}

static void
take_news_soon (FooledStage *self)
{
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick, NULL, NULL);
}

static void
toggle (FooledStage *self)
{
  FooledScene scene;

  if (self->page == NULL)
    return;
  fooled_presentable_describe (self->page, &scene);
  if (scene.spotlight == FOOLED_SPOTLIGHT_SLIDES)
    self->slides_paused = !self->slides_paused;
  else if (scene.can_run)
    fooled_presentable_toggle (self->page);
  fooled_scene_clear (&scene);
  take_news_soon (self);
}

static void
leave (FooledStage *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
}

static gboolean
move (FooledStage *self, guint keyval)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return fooled_wall_move (self->wall, rtl ? 1 : -1, 0);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return fooled_wall_move (self->wall, rtl ? -1 : 1, 0);
    case GDK_KEY_Page_Up:
      return fooled_wall_move (self->wall, -1, 0);
    case GDK_KEY_Page_Down:
      return fooled_wall_move (self->wall, 1, 0);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return fooled_wall_move (self->wall, 0, -1);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return fooled_wall_move (self->wall, 0, 1);
    default:
      return FALSE;
    }
}

/* The window's own keys that do something that is seen here: a step, and how pictures are looked
 * at. */
static gboolean
is_key_of_window (guint keyval)
{
  guint lower = gdk_keyval_to_lower (keyval);

  return lower == GDK_KEY_s || lower == GDK_KEY_h || lower == GDK_KEY_c;
}

/* Before the window's own keys, of which letters would do something that nobody sees. */
static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType modifiers,
             FooledStage *self)
{
  if ((modifiers & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Escape)
    {
      leave (self);
      return TRUE;
    }
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab)
    {
      show_controls (self);
      return FALSE;
    }
  /* A figure with controls has keys of its own. */
  if (is_in_bar (self) || has_focus (self, self->figure))
    return FALSE;
  if (keyval == GDK_KEY_space)
    toggle (self);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    fooled_wall_release (self->wall);
  else
    return move (self, keyval) ||
           (g_unichar_isalpha (gdk_keyval_to_unicode (keyval)) && !is_key_of_window (keyval));
  return TRUE;
}

static void
fooled_stage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FooledStage *self = FOOLED_STAGE (widget);

  gtk_widget_size_allocate (self->overlay, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (height != self->height)
    take_news_soon (self);
}

/* Whatever is shown has to live with the room there is. */
static void
fooled_stage_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  int needed;

  /* It has to be asked before it gets a size. */
  gtk_widget_measure (FOOLED_STAGE (widget)->overlay, orientation, -1, &needed, NULL, NULL, NULL);
  *minimum = 1;
  *natural = MAX (needed, 1);
}

/* What waits for a frame waits in vain while nothing is drawn. */
static void
fooled_stage_unmap (GtkWidget *widget)
{
  FooledStage *self = FOOLED_STAGE (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  self->height = 0; /* it has none when it is mapped again, before it is allocated */
  GTK_WIDGET_CLASS (fooled_stage_parent_class)->unmap (widget);
}

static void
fooled_stage_map (GtkWidget *widget)
{
  FooledStage *self = FOOLED_STAGE (widget);

  GTK_WIDGET_CLASS (fooled_stage_parent_class)->map (widget);
  self->pointer_x = self->pointer_y = -1;
  take_news_soon (self);
}

static gboolean
fooled_stage_grab_focus (GtkWidget *widget)
{
  FooledStage *self = FOOLED_STAGE (widget);

  if (self->figure != NULL && gtk_widget_child_focus (self->figure, GTK_DIR_TAB_FORWARD))
    return TRUE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->wall));
}

static void
fooled_stage_dispose (GObject *object)
{
  FooledStage *self = FOOLED_STAGE (object);

  if (self->overlay != NULL)
    fooled_stage_set_page (self, NULL);
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->font);

  G_OBJECT_CLASS (fooled_stage_parent_class)->dispose (object);
}

static void
fooled_stage_class_init (FooledStageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_stage_dispose;
  widget_class->size_allocate = fooled_stage_size_allocate;
  widget_class->measure = fooled_stage_measure;
  widget_class->map = fooled_stage_map;
  widget_class->unmap = fooled_stage_unmap;
  widget_class->grab_focus = fooled_stage_grab_focus;
  signals[LEAVE] = g_signal_new ("leave", FOOLED_TYPE_STAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "stage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_controllers (FooledStage *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
fooled_stage_init (FooledStage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->content = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->wall = FOOLED_WALL (fooled_wall_new ());
  self->line = FOOLED_LINE_VIEW (fooled_line_view_new ());
  self->bar = FOOLED_STAGE_BAR (fooled_stage_bar_new ());
  self->overlay = gtk_overlay_new ();
  gtk_box_set_homogeneous (self->content, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->content), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->wall), TRUE);
  gtk_box_append (self->content, GTK_WIDGET (self->wall));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->content));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->line));
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), box);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->bar));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->font = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  GTK_STYLE_PROVIDER (self->font),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_signal_connect_swapped (self->wall, "enlarged", G_CALLBACK (take_news_soon), self);
  g_signal_connect_swapped (self->bar, "leave", G_CALLBACK (leave), self);
  g_signal_connect_swapped (self->bar, "toggle", G_CALLBACK (toggle), self);
  add_controllers (self);
}

GtkWidget *
fooled_stage_new (void)
{
  return g_object_new (FOOLED_TYPE_STAGE, NULL);
}

void
fooled_stage_set_page (FooledStage *self, FooledPresentable *page)
{
  g_return_if_fail (FOOLED_IS_STAGE (self));
  g_return_if_fail (page == NULL || FOOLED_IS_PRESENTABLE (page));

  if (page == self->page)
    return;
  if (self->page != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->page, self);
      fooled_wall_show (self->wall, NULL, NULL, FALSE, 1);
      if (self->figure != NULL)
        gtk_box_remove (self->content, self->figure);
      self->figure = NULL;
      fooled_presentable_select (self->page, -1, FALSE);
      fooled_presentable_set_side (self->page, 0);
    }
  g_set_object (&self->page, page);
  self->slides_paused = FALSE;
  fooled_stage_bar_reveal (self->bar, FALSE);
  hide_pointer (self, page != NULL);
  if (page == NULL)
    return;
  self->figure = fooled_presentable_create_figure (page);
  if (self->figure != NULL)
    gtk_box_prepend (self->content, self->figure);
  g_signal_connect_swapped (page, "presentation-changed", G_CALLBACK (take_news_soon), self);
  take_news_soon (self);
}

FooledWall *
fooled_stage_get_wall (FooledStage *self)
{
  g_return_val_if_fail (FOOLED_IS_STAGE (self), NULL);

  return self->wall;
}

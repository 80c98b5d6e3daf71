// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/wall.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/present/tile-drawing.h"
#include "ui/present/tile-view.h"
#include "ui/present/wall-text.h"

/* On a wall one tile changes in so many milliseconds, ... */
#define STEP_MS 1200

/* ... and the large one after so many steps. */
#define STEPS_LARGE 4

/* The tiles of a wall that are weaker than this are left out, once a few screens have been seen. */
#define WEAK        0.02f
#define FEW_SCREENS 3

/* Pictures are wanted at most so large, device pixels, and all together at most so many bytes. */
#define MAX_SIDE  512
#define MAX_BYTES 160e6

/* Labels of so many tiles are measured; those of more are taken to be long. */
#define MANY 64

struct _FooledWall
{
  GtkWidget parent_instance;
  FooledPresentable *page; /* not owned; NULL = none */
  guint64 number;          /* of its collection */
  FooledSpotlight spotlight;
  gint newest;
  gboolean moving;
  FooledWallNeeds needs;
  char *measured; /* the labels that `needs` holds the widths of; NULL = to be measured */
  FooledWallLayout layout;
  guint side; /* that pictures were asked for in */

  GArray *numbers; /* guint, of all tiles */
  guint walk;      /* place in it of the next tile that comes by */
  guint slot;      /* that changes next */
  guint steps;
  gint large_number; /* of the tile that is large; -1 = none */
  gboolean by_hand;  /* it was chosen */

  GPtrArray *views; /* FooledTileView of the small tiles, (layout.n_shown) */
  GtkWidget *large; /* FooledTileView */
  guint step_timeout;
  guint layout_idle;
};

G_DEFINE_FINAL_TYPE (FooledWall, fooled_wall, GTK_TYPE_WIDGET)

enum
{
  ENLARGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
number_at (FooledWall *self, guint place)
{
  return g_array_index (self->numbers, guint, place);
}

/* -1 = it has none. */
static gint
place_of (FooledWall *self, gint number)
{
  for (guint i = 0; number >= 0 && i < self->numbers->len; i++)
    if (number_at (self, i) == (guint) number)
      return (gint) i;
  return -1;
}

static gboolean
is_in_sight (FooledWall *self, guint number)
{
  for (guint i = 0; i < self->views->len; i++)
    if (fooled_tile_view_get_number (self->views->pdata[i]) == (gint) number)
      return TRUE;
  return self->large_number == (gint) number;
}

/* Its strength. */
static float
show_tile (FooledWall *self, GtkWidget *view, guint number, gboolean enlarged)
{
  FooledTile tile;
  float strength;

  fooled_presentable_read_tile (self->page, number, enlarged, &tile);
  strength = tile.strength;
  fooled_tile_view_take (FOOLED_TILE_VIEW (view), number, &tile);
  fooled_tile_clear (&tile);
  return strength;
}

static void
read_numbers (FooledWall *self)
{
  g_clear_pointer (&self->numbers, g_array_unref);
  self->numbers =
      fooled_presentable_list (self->page, self->needs.n_tiles, self->needs.n_tiles > MANY);
  self->walk = 0;
}

/* The next tile that is not in sight; -1 = there is none. Begins anew where only weak ones would
 * follow. */
static gint
next_number (FooledWall *self)
{
  guint n = self->numbers->len;

  for (guint tries = 0; tries <= n; tries++)
    {
      FooledTile tile;
      float strength;
      guint number;

      if (self->walk >= self->numbers->len)
        read_numbers (self);
      if (self->numbers->len == 0)
        return -1;
      number = number_at (self, self->walk++);
      if (is_in_sight (self, number))
        continue;
      fooled_presentable_read_tile (self->page, number, FALSE, &tile);
      strength = tile.strength;
      fooled_tile_clear (&tile);
      if (strength >= WEAK || self->walk <= FEW_SCREENS * MAX (self->layout.n_shown, 1))
        return (gint) number;
      read_numbers (self);
    }
  return -1;
}

static void
mark_chosen (FooledWall *self)
{
  for (guint i = 0; i < self->views->len; i++)
    {
      gint number = fooled_tile_view_get_number (self->views->pdata[i]);

      fooled_tile_view_set_chosen (self->views->pdata[i],
                                   number >= 0 && number == self->large_number);
    }
}

static void lay_out (FooledWall *self);

static void
enlarge (FooledWall *self, gint number, gboolean by_hand)
{
  if (number == self->large_number && by_hand == self->by_hand)
    return;
  self->large_number = number;
  self->by_hand = by_hand;
  fooled_presentable_select (self->page, number, by_hand);
  lay_out (self);
  if (number >= 0 && self->layout.has_large)
    show_tile (self, self->large, (guint) number, TRUE);
  mark_chosen (self);
  g_signal_emit (self, signals[ENLARGED], 0);
}

/* What is large while nobody chooses. */
static void
move_spotlight (FooledWall *self)
{
  guint n = self->numbers->len;
  gint next = -1;

  if (self->by_hand || n == 0)
    return;
  if (self->spotlight == FOOLED_SPOTLIGHT_SLIDES)
    next = (gint) number_at (self, (guint) (place_of (self, self->large_number) + 1) % n);
  else if (!self->layout.is_wall && self->spotlight != FOOLED_SPOTLIGHT_ALWAYS)
    next = -1;
  else if (self->newest >= 0 && self->newest != self->large_number)
    next = self->newest;
  else
    next = next_number (self);
  if (next >= 0 || !self->layout.is_wall)
    enlarge (self, next, FALSE);
}

static gboolean
step (gpointer data)
{
  FooledWall *self = data;
  gint next;

  if (!self->moving || self->page == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_CONTINUE;
  if (++self->steps % STEPS_LARGE == 0)
    move_spotlight (self);
  else if (self->layout.is_wall && self->views->len > 0 && (next = next_number (self)) >= 0)
    {
      show_tile (self, self->views->pdata[self->slot++ % self->views->len], (guint) next, FALSE);
      mark_chosen (self);
    }
  return G_SOURCE_CONTINUE;
}

/* As many views as there are places, each with a tile. */
static void
fill (FooledWall *self)
{
  guint n = self->layout.n_shown;

  while (self->views->len > n)
    {
      gtk_widget_unparent (self->views->pdata[self->views->len - 1]);
      g_ptr_array_set_size (self->views, (gint) self->views->len - 1);
    }
  while (self->views->len < n)
    {
      GtkWidget *view = fooled_tile_view_new ();

      gtk_widget_insert_before (view, GTK_WIDGET (self), self->large);
      g_ptr_array_add (self->views, view);
    }
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *view = self->views->pdata[i];
      gint number = fooled_tile_view_get_number (FOOLED_TILE_VIEW (view));

      gtk_widget_set_child_visible (view, TRUE);
      fooled_tile_view_set_shape (FOOLED_TILE_VIEW (view), &self->layout.tile);
      if (!self->layout.is_wall)
        number = i < self->numbers->len ? (gint) number_at (self, i) : -1;
      else if (number < 0)
        number = next_number (self);
      if (number >= 0)
        show_tile (self, view, (guint) number, FALSE);
    }
}

static void
ask_for_side (FooledWall *self)
{
  double room = sqrt (MAX_BYTES / (3.0 * MAX (self->needs.n_tiles, 1)));
  double side = self->layout.n_shown > 0 ? self->layout.tile.side : self->layout.large.side;
  guint wanted = (guint) MAX (
      1, MIN (side * gtk_widget_get_scale_factor (GTK_WIDGET (self)), MIN (MAX_SIDE, room)));

  if (wanted == self->side)
    return;
  self->side = wanted;
  fooled_presentable_set_side (self->page, wanted);
}

static void
lay_out (FooledWall *self)
{
  self->needs.width = gtk_widget_get_width (GTK_WIDGET (self));
  self->needs.height = gtk_widget_get_height (GTK_WIDGET (self));
  self->needs.enlarge = self->by_hand || self->spotlight != FOOLED_SPOTLIGHT_NEWEST;
  if (self->page == NULL || self->needs.width < 1 || self->needs.height < 1)
    return;
  fooled_wall_lay_out (&self->needs, &self->layout);
  gtk_widget_set_visible (self->large, self->layout.has_large);
  gtk_widget_set_child_visible (self->large, TRUE);
  fooled_tile_view_set_shape (FOOLED_TILE_VIEW (self->large), &self->layout.large);
  fill (self);
  if (self->needs.n_tiles > 0)
    ask_for_side (self);
  mark_chosen (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* What is large where something has to be: a choice, or whatever comes first. */
static void
begin_large (FooledWall *self)
{
  if (!self->layout.has_large || self->large_number >= 0 || self->numbers->len == 0)
    return;
  enlarge (self,
           self->newest >= 0 && self->spotlight != FOOLED_SPOTLIGHT_SLIDES
               ? self->newest
               : (gint) number_at (self, 0),
           FALSE);
}

static gboolean
lay_out_idle (gpointer data)
{
  FooledWall *self = data;

  self->layout_idle = 0;
  lay_out (self);
  begin_large (self);
  return G_SOURCE_REMOVE;
}

static void
place (GtkWidget *view, double x, double y, const FooledTileShape *shape)
{
  gtk_widget_size_allocate (view,
                            &(GtkAllocation){ (int) x, (int) y, (int) MAX (shape->width, 1),
                                              (int) MAX (shape->height, 1) },
                            -1);
}

/* While sizes are being given out nothing may come and go: that follows. But what is there has to
 * keep to the room that there is now, since the next frame may be a while away. */
static void
keep_to_room (FooledWall *self, int width, int height)
{
  FooledWallNeeds needs = self->needs;
  FooledWallLayout layout;

  needs.width = width;
  needs.height = height;
  fooled_wall_lay_out (&needs, &layout);
  self->layout = layout;
  for (guint i = 0; i < self->views->len; i++)
    {
      gtk_widget_set_child_visible (self->views->pdata[i], i < layout.n_shown);
      fooled_tile_view_set_shape (self->views->pdata[i], &layout.tile);
    }
  gtk_widget_set_child_visible (self->large, layout.has_large);
  fooled_tile_view_set_shape (FOOLED_TILE_VIEW (self->large), &layout.large);
  if (self->layout_idle == 0)
    self->layout_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out_idle, self, NULL);
}

static void
fooled_wall_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FooledWall *self = FOOLED_WALL (widget);
  const FooledWallLayout *layout = &self->layout;

  if (self->page != NULL && self->needs.line > 0 &&
      (width != (int) self->needs.width || height != (int) self->needs.height))
    keep_to_room (self, width, height);
  for (guint i = 0; i < MIN (self->views->len, layout->n_shown) && layout->columns > 0; i++)
    {
      guint row = i / layout->columns;
      guint in_row = MIN (layout->columns, layout->n_shown - row * layout->columns);
      double indent = (layout->columns - in_row) * layout->tile.width / 2;

      place (self->views->pdata[i], layout->x + indent + (i % layout->columns) * layout->tile.width,
             layout->y + row * layout->tile.height, &layout->tile);
    }
  if (layout->has_large)
    place (self->large, layout->large_x, layout->large_y, &layout->large);
}

static void
clicked (GtkGestureClick *gesture, int n_press, double x, double y, FooledWall *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (picked == self->large && self->by_hand)
    fooled_wall_release (self);
  else if (picked != NULL && FOOLED_IS_TILE_VIEW (picked) && self->page != NULL)
    enlarge (self, fooled_tile_view_get_number (FOOLED_TILE_VIEW (picked)), TRUE);
}

static void
fooled_wall_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_wall_parent_class)->css_changed (widget, change);
  g_clear_pointer (&FOOLED_WALL (widget)->measured, g_free);
}

static void
fooled_wall_dispose (GObject *object)
{
  FooledWall *self = FOOLED_WALL (object);

  g_clear_handle_id (&self->step_timeout, g_source_remove);
  g_clear_handle_id (&self->layout_idle, g_source_remove);
  self->page = NULL;
  for (guint i = 0; i < self->views->len; i++)
    gtk_widget_unparent (self->views->pdata[i]);
  g_ptr_array_set_size (self->views, 0);
  g_clear_pointer (&self->large, gtk_widget_unparent);

  G_OBJECT_CLASS (fooled_wall_parent_class)->dispose (object);
}

static void
fooled_wall_finalize (GObject *object)
{
  FooledWall *self = FOOLED_WALL (object);

  g_ptr_array_unref (self->views);
  g_array_unref (self->numbers);
  g_free (self->measured);

  G_OBJECT_CLASS (fooled_wall_parent_class)->finalize (object);
}

static void
fooled_wall_class_init (FooledWallClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_wall_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_wall_finalize;
  widget_class->size_allocate = fooled_wall_size_allocate;
  widget_class->css_changed = fooled_wall_css_changed;
  signals[ENLARGED] = g_signal_new ("enlarged", FOOLED_TYPE_WALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "wall");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
fooled_wall_init (FooledWall *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->large_number = -1;
  self->newest = -1;
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  self->views = g_ptr_array_new ();
  self->large = fooled_tile_view_new ();
  gtk_widget_set_parent (self->large, GTK_WIDGET (self));
  gtk_widget_set_visible (self->large, FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Images"), -1);
  g_signal_connect (click, "pressed", G_CALLBACK (clicked), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  self->step_timeout = g_timeout_add (STEP_MS, step, self);
}

GtkWidget *
fooled_wall_new (void)
{
  return g_object_new (FOOLED_TYPE_WALL, NULL);
}

/* Nothing of what was there stays. */
static void
begin (FooledWall *self, FooledPresentable *page, const FooledScene *scene)
{
  self->page = page;
  self->number = scene->number;
  self->needs.n_tiles = scene->n_tiles;
  self->large_number = -1;
  self->by_hand = FALSE;
  self->side = 0;
  g_clear_pointer (&self->measured, g_free);
  self->layout = (FooledWallLayout){ 0 };
  fill (self);
  gtk_widget_set_visible (self->large, FALSE);
  read_numbers (self);
}

static void
measure (FooledWall *self, int screen_height)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL;

  self->needs.screen_height = screen_height;
  self->needs.has_titles = FALSE;
  for (guint i = 0; i < self->numbers->len && self->numbers->len <= MANY; i++)
    {
      FooledTile tile;

      fooled_presentable_read_tile (self->page, number_at (self, i), FALSE, &tile);
      self->needs.has_titles |= tile.title != NULL;
      if (tile.title != NULL)
        g_ptr_array_add (labels, g_steal_pointer (&tile.title));
      if (tile.label != NULL)
        g_ptr_array_add (labels, g_steal_pointer (&tile.label));
      fooled_tile_clear (&tile);
    }
  g_ptr_array_add (labels, NULL);
  all = g_strjoinv ("\n", (char **) labels->pdata);
  g_ptr_array_set_size (labels, (gint) labels->len - 1);
  if (g_strcmp0 (all, self->measured) == 0)
    return;
  fooled_wall_measure_texts (GTK_WIDGET (self), labels, self->numbers->len > MANY, &self->needs);
  g_free (self->measured);
  self->measured = g_steal_pointer (&all);
}

void
fooled_wall_show (FooledWall *self,
                  FooledPresentable *page,
                  const FooledScene *scene,
                  gboolean moving,
                  int screen_height)
{
  FooledWallNeeds before;
  gboolean other, same_spotlight;

  g_return_if_fail (FOOLED_IS_WALL (self));

  self->moving = moving;
  if (page == NULL)
    {
      self->page = NULL;
      self->layout = (FooledWallLayout){ 0 };
      fill (self);
      return;
    }
  other =
      page != self->page || scene->number != self->number ||
      scene->n_tiles != self->needs.n_tiles ||
      (scene->spotlight == FOOLED_SPOTLIGHT_SLIDES) != (self->spotlight == FOOLED_SPOTLIGHT_SLIDES);
  same_spotlight = scene->spotlight == self->spotlight;
  before = self->needs;
  self->newest = scene->newest;
  self->spotlight = scene->spotlight;
  if (other)
    begin (self, page, scene);
  measure (self, screen_height);
  if (other || !same_spotlight || memcmp (&before, &self->needs, sizeof before) != 0)
    lay_out (self);
  else
    fill (self);
  if (!self->layout.has_large && !self->by_hand)
    enlarge (self, -1, FALSE);
  begin_large (self);
  if (self->layout.has_large && self->large_number >= 0)
    show_tile (self, self->large, (guint) self->large_number, TRUE);
  mark_chosen (self);
}

gboolean
fooled_wall_move (FooledWall *self, int dx, int dy)
{
  gint n, place;

  g_return_val_if_fail (FOOLED_IS_WALL (self), FALSE);

  n = (gint) self->numbers->len;
  if (self->page == NULL || n == 0)
    return FALSE;
  place = place_of (self, self->large_number);
  place = place < 0 ? 0 : place + dx + dy * (gint) MAX (self->layout.columns, 1);
  if (place >= 0 && place < n)
    enlarge (self, (gint) number_at (self, (guint) place), TRUE);
  return TRUE;
}

void
fooled_wall_release (FooledWall *self)
{
  g_return_if_fail (FOOLED_IS_WALL (self));

  if (!self->by_hand || self->page == NULL)
    return;
  self->by_hand = FALSE;
  if (self->spotlight != FOOLED_SPOTLIGHT_NEWEST)
    return;
  enlarge (self, -1, FALSE);
  begin_large (self);
}

gboolean
fooled_wall_is_starred (FooledWall *self)
{
  FooledTile tile;
  gboolean starred;

  g_return_val_if_fail (FOOLED_IS_WALL (self), FALSE);

  if (self->page == NULL || self->large_number < 0)
    return FALSE;
  fooled_presentable_read_tile (self->page, (guint) self->large_number, FALSE, &tile);
  starred = tile.starred;
  fooled_tile_clear (&tile);
  return starred;
}

gint
fooled_wall_get_enlarged (FooledWall *self)
{
  g_return_val_if_fail (FOOLED_IS_WALL (self), -1);

  return self->large_number;
}

const FooledWallLayout *
fooled_wall_get_layout (FooledWall *self)
{
  g_return_val_if_fail (FOOLED_IS_WALL (self), NULL);

  return &self->layout;
}

double
fooled_wall_get_capitals (FooledWall *self)
{
  g_return_val_if_fail (FOOLED_IS_WALL (self), 0);

  return self->layout.tile.font * self->needs.capitals;
}

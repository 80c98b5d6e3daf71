// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/stage.h"

#include "ui/present/tile-view.h"
#include "widget-test.h"

/* A page of any number of tiles, which counts what it is asked for. */
#define TEST_TYPE_PAGE (test_page_get_type ())
G_DECLARE_FINAL_TYPE (TestPage, test_page, TEST, PAGE, GtkWidget)

struct _TestPage
{
  GtkWidget parent_instance;
  guint n_tiles;
  guint64 number;
  gint newest;
  FooledSpotlight spotlight;
  gboolean long_labels;
  gboolean running;
  guint n_toggled;
  guint n_reads;
  GHashTable *read; /* numbers of tiles that were asked for */
  gint selected;
  gboolean by_hand;
  guint side;
  BaseImage *image;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPage,
                               test_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      presentable_interface_init))

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  TestPage *self = TEST_PAGE (page);

  scene->line = g_strdup ("first · second");
  scene->n_tiles = self->n_tiles;
  scene->number = self->number;
  scene->newest = self->newest;
  scene->spotlight = self->spotlight;
  scene->can_run = TRUE;
  scene->running = self->running;
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  TestPage *self = TEST_PAGE (page);

  if (number >= self->n_tiles) /* it has just gone */
    return;
  self->n_reads++;
  g_hash_table_add (self->read, GUINT_TO_POINTER (number));
  tile->label = g_strdup_printf (self->long_labels ? "long label of number %u" : "%u", number);
  tile->value = g_strdup ("99.99 %");
  tile->image = base_image_ref (self->image);
  tile->strength = 1;
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  TEST_PAGE (page)->selected = number;
  TEST_PAGE (page)->by_hand = by_hand;
}

static void
set_side (FooledPresentable *page, guint device_pixels)
{
  TEST_PAGE (page)->side = device_pixels;
}

static void
toggle (FooledPresentable *page)
{
  TEST_PAGE (page)->n_toggled++;
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->select = select_tile;
  interface->set_side = set_side;
  interface->toggle = toggle;
}

static void
test_page_finalize (GObject *object)
{
  g_hash_table_unref (TEST_PAGE (object)->read);
  base_image_unref (TEST_PAGE (object)->image);
  G_OBJECT_CLASS (test_page_parent_class)->finalize (object);
}

static void
test_page_class_init (TestPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_page_finalize;
}

static void
test_page_init (TestPage *self)
{
  self->newest = self->selected = -1;
  self->running = TRUE;
  self->read = g_hash_table_new (NULL, NULL);
  self->image = base_image_new (28, 28, 1);
}

typedef struct
{
  FooledStage *stage;
  TestPage *page;
  GtkWindow *window;
} Fixture;

static const FooledWallLayout *
layout (Fixture *fixture)
{
  return fooled_wall_get_layout (fooled_stage_get_wall (fixture->stage));
}

static gboolean
is_laid_out (gpointer data)
{
  return layout (data)->n_shown > 0 || layout (data)->has_large;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->page = g_object_ref_sink (g_object_new (TEST_TYPE_PAGE, NULL));
  fixture->stage = g_object_ref_sink (FOOLED_STAGE (fooled_stage_new ()));
}

static void
present (Fixture *fixture)
{
  fixture->window = widget_test_window (GTK_WIDGET (fixture->stage), 1024, 768);
  fooled_stage_set_page (fixture->stage, FOOLED_PRESENTABLE (fixture->page));
  widget_test_await (is_laid_out, fixture);
}

/* Nothing keeps the stage or the page. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fooled_stage_set_page (fixture->stage, NULL);
  g_assert_cmpint (fixture->page->selected, ==, -1);
  g_assert_cmpuint (fixture->page->side, ==, 0);
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->stage);
  g_assert_finalize_object (fixture->page);
}

/* Labels as the font has them, not as the layout counts. */
static void
test_ten (Fixture *fixture, gconstpointer data)
{
  FooledWall *wall = fooled_stage_get_wall (fixture->stage);
  g_autoptr (GPtrArray) tiles = NULL;

  fixture->page->n_tiles = 10;
  present (fixture);
  g_assert_cmpuint (layout (fixture)->n_shown, ==, 10);
  g_assert_false (layout (fixture)->is_wall);
  g_assert_cmpfloat (fooled_wall_get_capitals (wall), >=,
                     0.03 * gtk_widget_get_height (GTK_WIDGET (fixture->stage)));
  tiles = widget_test_find_all (GTK_WIDGET (wall), FOOLED_TYPE_TILE_VIEW);
  g_assert_cmpuint (tiles->len, >=, 10);
  g_assert_cmpuint (fixture->page->side, >, 0);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, -1);
}

/* Arrows enlarge, one after the other, and not beyond the last one. */
static void
test_arrows (Fixture *fixture, gconstpointer data)
{
  FooledWall *wall = fooled_stage_get_wall (fixture->stage);

  fixture->page->n_tiles = 10;
  present (fixture);
  g_assert_true (fooled_wall_move (wall, 1, 0));
  g_assert_cmpint (fixture->page->selected, ==, 0);
  g_assert_true (fixture->page->by_hand);
  g_assert_true (layout (fixture)->has_large);
  fooled_wall_move (wall, 1, 0);
  g_assert_cmpint (fixture->page->selected, ==, 1);
  fooled_wall_move (wall, 0, 1);
  g_assert_cmpint (fixture->page->selected, ==, 1 + (int) layout (fixture)->columns);
  for (guint i = 0; i < 20; i++)
    fooled_wall_move (wall, 1, 0);
  g_assert_cmpint (fixture->page->selected, ==, 9);
  fooled_wall_release (wall);
  g_assert_cmpint (fixture->page->selected, ==, -1);
  g_assert_false (layout (fixture)->has_large);
  fixture->page->n_tiles = 0;
  fooled_presentable_changed (FOOLED_PRESENTABLE (fixture->page));
  widget_test_draw (GTK_WIDGET (fixture->stage));
}

static gboolean
newest_is_large (gpointer data)
{
  return ((Fixture *) data)->page->selected == 777;
}

static gboolean
have_come_by (gpointer data)
{
  Fixture *fixture = data;

  return g_hash_table_size (fixture->page->read) > layout (fixture)->n_shown + 3;
}

/* Of a thousand tiles only those in sight are asked for, those that come by one after the other,
 * and the newest. */
static void
test_thousand (Fixture *fixture, gconstpointer data)
{
  guint in_sight, reads;

  fixture->page->n_tiles = 1000;
  fixture->page->long_labels = TRUE;
  fixture->page->newest = 777;
  present (fixture);
  g_assert_true (layout (fixture)->is_wall);
  widget_test_await (newest_is_large, fixture);
  g_assert_false (fixture->page->by_hand);
  in_sight = layout (fixture)->n_shown + 1;
  g_assert_cmpuint (g_hash_table_size (fixture->page->read), <=, in_sight + 1);
  fixture->page->n_reads = 0;
  fooled_presentable_changed (FOOLED_PRESENTABLE (fixture->page));
  widget_test_draw (GTK_WIDGET (fixture->stage));
  reads = fixture->page->n_reads;
  g_assert_cmpuint (reads, <=, 4 * in_sight);
  widget_test_await (have_come_by, fixture);
}

/* While it is paused nothing changes places. */
static void
test_paused_wall (Fixture *fixture, gconstpointer data)
{
  guint n;

  fixture->page->n_tiles = 1000;
  fixture->page->running = FALSE;
  present (fixture);
  widget_test_draw (GTK_WIDGET (fixture->stage));
  n = g_hash_table_size (fixture->page->read);
  for (gint64 end = g_get_monotonic_time () + 3 * G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (g_hash_table_size (fixture->page->read), ==, n);
}

/* News are taken soon, not at once. */
static void
show_again (Fixture *fixture)
{
  FooledScene scene;

  fooled_presentable_describe (FOOLED_PRESENTABLE (fixture->page), &scene);
  fooled_wall_show (fooled_stage_get_wall (fixture->stage), FOOLED_PRESENTABLE (fixture->page),
                    &scene, FALSE, gtk_widget_get_height (GTK_WIDGET (fixture->stage)));
  fooled_scene_clear (&scene);
}

static gboolean
second_is_large (gpointer data)
{
  return ((Fixture *) data)->page->selected == 1;
}

/* Slides follow each other without anybody's doing. */
static void
test_slides (Fixture *fixture, gconstpointer data)
{
  fixture->page->n_tiles = 5;
  fixture->page->spotlight = FOOLED_SPOTLIGHT_SLIDES;
  present (fixture);
  g_assert_true (layout (fixture)->has_large);
  widget_test_await (second_is_large, fixture);
}

/* Where there has to be a large one, however few they are, it comes and goes with the wish; what
 * was chosen by hand stays. */
static void
test_always (Fixture *fixture, gconstpointer data)
{
  FooledWall *wall = fooled_stage_get_wall (fixture->stage);

  fixture->page->n_tiles = 10;
  fixture->page->newest = 4;
  present (fixture);
  g_assert_false (layout (fixture)->has_large);
  fixture->page->spotlight = FOOLED_SPOTLIGHT_ALWAYS;
  show_again (fixture);
  g_assert_true (layout (fixture)->has_large);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, 4);
  g_assert_false (fixture->page->by_hand);
  fixture->page->spotlight = FOOLED_SPOTLIGHT_NEWEST;
  show_again (fixture);
  g_assert_false (layout (fixture)->has_large);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, -1);

  fooled_wall_move (wall, 1, 0);
  fixture->page->spotlight = FOOLED_SPOTLIGHT_ALWAYS;
  show_again (fixture);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, 0);
  g_assert_true (fixture->page->by_hand);
  fixture->page->spotlight = FOOLED_SPOTLIGHT_NEWEST;
  show_again (fixture);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, 0);
}

/* Of what is drawn now nothing lies over the line, or beyond the screen. */
static void
check_frame (GdkFrameClock *clock, Fixture *fixture)
{
  GtkWidget *wall = GTK_WIDGET (fooled_stage_get_wall (fixture->stage));
  g_autoptr (GPtrArray) tiles = widget_test_find_all (wall, FOOLED_TYPE_TILE_VIEW);

  for (guint i = 0; i < tiles->len; i++)
    {
      graphene_rect_t bounds;

      if (!gtk_widget_get_mapped (tiles->pdata[i]))
        continue;
      g_assert_true (gtk_widget_compute_bounds (tiles->pdata[i], wall, &bounds));
      g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (wall));
      g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (wall));
    }
}

static gboolean
has_height (gpointer data)
{
  const Fixture *fixture = data;

  return gtk_widget_get_height (GTK_WIDGET (fixture->stage)) <= 500;
}

/* No frame shows a tile where there is no room for it, neither the first one, before which the line
 * of text got its height, nor those in which the screen becomes smaller. data: number of tiles. */
static void
test_frames (Fixture *fixture, gconstpointer data)
{
  GdkFrameClock *clock;

  fixture->page->n_tiles = GPOINTER_TO_UINT (data);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->stage), 1024, 768);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->stage));
  g_signal_connect (clock, "after-paint", G_CALLBACK (check_frame), fixture);
  fooled_stage_set_page (fixture->stage, FOOLED_PRESENTABLE (fixture->page));
  widget_test_await (is_laid_out, fixture);
  widget_test_draw (GTK_WIDGET (fixture->stage));
  gtk_window_set_default_size (fixture->window, 1024, 500);
  widget_test_await (has_height, fixture);
  widget_test_draw (GTK_WIDGET (fixture->stage));
  g_assert_true (is_laid_out (fixture));
  g_signal_handlers_disconnect_by_func (clock, check_frame, fixture);
}

/* Other tiles than before: what was chosen is of the past. */
static void
test_other_tiles (Fixture *fixture, gconstpointer data)
{
  FooledWall *wall = fooled_stage_get_wall (fixture->stage);

  fixture->page->n_tiles = 10;
  present (fixture);
  fooled_wall_move (wall, 0, 0);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, 0);
  fixture->page->number = 2;
  fixture->page->n_tiles = 3;
  for (guint i = 0; i < 20 && layout (fixture)->n_shown != 3; i++)
    {
      fooled_presentable_changed (FOOLED_PRESENTABLE (fixture->page));
      widget_test_draw (GTK_WIDGET (fixture->stage));
    }
  g_assert_cmpuint (layout (fixture)->n_shown, ==, 3);
  g_assert_cmpint (fooled_wall_get_enlarged (wall), ==, -1);
}

int
main (int argc, char **argv)
{
  static const guint numbers[] = { 1, 10, 1000 };

  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/ui/stage/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("ten", test_ten);
  ADD ("arrows", test_arrows);
  ADD ("thousand", test_thousand);
  ADD ("paused-wall", test_paused_wall);
  ADD ("slides", test_slides);
  ADD ("always", test_always);
  ADD ("other-tiles", test_other_tiles);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/stage/frames/%u", numbers[i]);

      g_test_add (path, Fixture, GUINT_TO_POINTER (numbers[i]), set_up, test_frames, tear_down);
    }
  return g_test_run ();
}

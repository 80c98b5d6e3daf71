// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/drawing-pad.h"

#include "ui/widgets/pen.h"
#include "widget-test.h"

typedef struct
{
  FooledDrawingPad *pad;
  GtkWindow *window;
  guint n_changes;
} Fixture;

static void
count (Fixture *fixture)
{
  fixture->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->pad = g_object_ref_sink (FOOLED_DRAWING_PAD (fooled_drawing_pad_new ()));
  g_signal_connect_swapped (fixture->pad, "changed", G_CALLBACK (count), fixture);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->pad), 280, 280);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->pad);
}

static GtkEventController *
find_controller (Fixture *fixture, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->pad));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller; /* the widget keeps it */
    }
  g_assert_not_reached ();
}

static gboolean
press (Fixture *fixture, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (fixture, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed",
                         key, 0, 0, &handled);
  return handled;
}

static guint
level (Fixture *fixture, guint x, guint y)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (fixture->pad);

  return image != NULL ? image->pixels[y * image->width + x] : 0;
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_null (fooled_drawing_pad_get_image (fixture->pad));
  g_assert_true (widget_test_has_name (GTK_WIDGET (fixture->pad), "Drawing pad"));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->pad)));
}

/* Ten pixels of the screen are one of the picture. */
static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) image = NULL;

  g_signal_emit_by_name (find_controller (fixture, GTK_TYPE_GESTURE_DRAG), "drag-begin", 105.0,
                         55.0);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  image = fooled_drawing_pad_get_image (fixture->pad);
  g_assert_nonnull (image);
  g_assert_cmpuint (image->width, ==, 28);
  g_assert_cmpuint (image->height, ==, 28);
  g_assert_cmpuint (image->channels, ==, 1);
  g_assert_cmpuint (level (fixture, 10, 5), ==, 255);
  g_assert_cmpuint (level (fixture, 14, 5), ==, 0);
  g_assert_cmpuint (level (fixture, 10, 9), ==, 0);
}

static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  g_assert_true (press (fixture, GDK_KEY_Left));
  g_assert_cmpuint (fixture->n_changes, ==, 0); /* the pen is up */
  g_assert_true (press (fixture, GDK_KEY_space));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (level (fixture, 13, 14), ==, 255);
  g_assert_cmpuint (level (fixture, 13, 19), ==, 0);
  for (guint i = 0; i < 5; i++)
    g_assert_true (press (fixture, GDK_KEY_Down));
  g_assert_cmpuint (level (fixture, 13, 17), ==, 255);
  g_assert_cmpuint (level (fixture, 13, 24), ==, 0);
  g_assert_true (press (fixture, GDK_KEY_space));
  for (guint i = 0; i < 5; i++)
    g_assert_true (press (fixture, GDK_KEY_Down));
  g_assert_cmpuint (level (fixture, 13, 24), ==, 0); /* up again */
  g_assert_false (press (fixture, GDK_KEY_Tab));
  g_assert_true (press (fixture, GDK_KEY_Delete));
  g_assert_null (fooled_drawing_pad_get_image (fixture->pad));
}

/* The cursor stays on the pad, and the pen with it. */
static void
test_keyboard_edge (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_space);
  for (guint i = 0; i < 100; i++)
    {
      press (fixture, GDK_KEY_Up);
      press (fixture, GDK_KEY_Left);
    }
  g_assert_cmpuint (level (fixture, 0, 0), ==, 255);
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) image = NULL;

  press (fixture, GDK_KEY_space);
  fooled_drawing_pad_set_size (fixture->pad, 28, 28);
  g_assert_cmpuint (level (fixture, 14, 14), >, 0); /* no other size: nothing is lost */
  fooled_drawing_pad_set_size (fixture->pad, 32, 16);
  g_assert_null (fooled_drawing_pad_get_image (fixture->pad));
  press (fixture, GDK_KEY_space);
  press (fixture, GDK_KEY_space);
  widget_test_draw (GTK_WIDGET (fixture->window));
  image = fooled_drawing_pad_get_image (fixture->pad);
  g_assert_cmpuint (image->width, ==, 32);
  g_assert_cmpuint (image->height, ==, 16);
}

/* A line is white in the middle, soft at its edge, and as bright where it crosses another. */
static void
test_pen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FooledPen) pen = fooled_pen_new (28, 28);
  g_autoptr (BaseImage) image = NULL;
  guint n_soft = 0;

  g_assert_true (fooled_pen_is_empty (pen));
  fooled_pen_line (pen, 4.5, 14.5, 23.5, 14.5);
  fooled_pen_line (pen, 14.5, 4.5, 14.5, 23.5);
  g_assert_false (fooled_pen_is_empty (pen));
  image = fooled_pen_image (pen);
  for (guint i = 5; i < 23; i++)
    {
      g_assert_cmpuint (image->pixels[14 * 28 + i], ==, 255);
      g_assert_cmpuint (image->pixels[i * 28 + 14], ==, 255);
    }
  for (guint i = 0; i < 28 * 28; i++)
    n_soft += image->pixels[i] > 0 && image->pixels[i] < 255;
  g_assert_cmpuint (n_soft, >, 40);
  g_assert_cmpuint (image->pixels[8 * 28 + 8], ==, 0);
  fooled_pen_clear (pen);
  g_assert_true (fooled_pen_is_empty (pen));
}

/* Far outside there is nothing to draw on, and nothing breaks. */
static void
test_pen_outside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FooledPen) pen = fooled_pen_new (28, 28);

  fooled_pen_line (pen, -1000, -1000, -500, 1e6);
  g_assert_true (fooled_pen_is_empty (pen));
  fooled_pen_line (pen, -1000, 14, 1e6, 14);
  g_assert_false (fooled_pen_is_empty (pen));
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/drawing-pad/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("pointer", test_pointer);
  ADD ("keyboard", test_keyboard);
  ADD ("keyboard-edge", test_keyboard_edge);
  ADD ("size", test_size);
  ADD ("pen", test_pen);
  ADD ("pen-outside", test_pen_outside);
#undef ADD
  return g_test_run ();
}

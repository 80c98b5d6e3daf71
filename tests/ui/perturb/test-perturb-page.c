// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../run/fixture.h"

#include <glib/gstdio.h>

#include "store/png.h"
#include "tests/folder.h"
#include "ui/lens/lens.h"
#include "ui/networks/target-chooser.h"
#include "ui/perturb/look-view.h"
#include "ui/perturb/perturb-board.h"
#include "ui/perturb/perturb-page.h"
#include "ui/perturb/picture-sources.h"
#include "ui/perturb/rubbish-panel.h"
#include "ui/present/presentable.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

typedef struct
{
  FooledPerturbPage *page;
  GtkWindow *window;
  GSettings *settings;
  char *folder;
  char *message;  /* the last one, or NULL */
  char *saved;    /* the path, or NULL */
  guint n_noise;  /* that was asked for last */
  guint64 number; /* of the picture that is waited for */
} Fixture;

static void
keep_message (Fixture *fixture, const char *message)
{
  g_free (fixture->message);
  fixture->message = g_strdup (message);
}

static void
keep_saved (Fixture *fixture, const char *path)
{
  g_free (fixture->saved);
  fixture->saved = g_strdup (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  fixture->folder = g_dir_make_tmp ("fooled-perturb-XXXXXX", NULL);
  fixture->settings = fooled_settings_new ();
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_reset (fixture->settings, "perturb-session");
  g_settings_set_boolean (fixture->settings, "ask-where-to-save", FALSE);
  g_settings_set_string (fixture->settings, "save-folder", fixture->folder);
  fixture->page = g_object_ref_sink (FOOLED_PERTURB_PAGE (fooled_perturb_page_new ()));
  g_signal_connect_swapped (fixture->page, "message", G_CALLBACK (keep_message), fixture);
  g_signal_connect_swapped (fixture->page, "done", G_CALLBACK (keep_message), fixture);
  g_signal_connect_swapped (fixture->page, "saved", G_CALLBACK (keep_saved), fixture);
  fooled_perturb_page_bind (fixture->page, fixture->settings, networks);
  g_assert_null (fooled_perturb_page_get_perturb (fixture->page)); /* nobody has seen it yet */
  fixture->window = widget_test_window (GTK_WIDGET (fixture->page), 900, 800);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->page);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->message);
  g_free (fixture->saved);
  g_object_unref (fixture->settings);
}

/* What the page's template calls by that name. */
static gpointer
child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->page), FOOLED_TYPE_PERTURB_PAGE, name);
}

/* The same of its board. */
static gpointer
board_child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (child (fixture, "board"), FOOLED_TYPE_PERTURB_BOARD, name);
}

static const RunPerturbSnapshot *
snapshot (Fixture *fixture)
{
  FooledPerturb *perturb = fooled_perturb_page_get_perturb (fixture->page);

  return perturb != NULL ? fooled_perturb_get_snapshot (perturb) : NULL;
}

static gboolean
is_idle (gpointer data)
{
  return snapshot (data) != NULL && snapshot (data)->state == RUN_PERTURB_IDLE &&
         snapshot (data)->network != NULL;
}

static gboolean
has_picture (gpointer data)
{
  return is_idle (data) && snapshot (data)->before != NULL;
}

static gboolean
has_result (gpointer data)
{
  return has_picture (data) && snapshot (data)->has_result;
}

static gboolean
has_no_result (gpointer data)
{
  return has_picture (data) && !snapshot (data)->has_result;
}

static gboolean
has_number (gpointer data)
{
  return has_picture (data) && snapshot (data)->picture_number == ((Fixture *) data)->number;
}

static gboolean
has_between (gpointer data)
{
  return has_result (data) && snapshot (data)->between != NULL;
}

static gboolean
has_message (gpointer data)
{
  return ((Fixture *) data)->message != NULL;
}

static gboolean
has_saved (gpointer data)
{
  return ((Fixture *) data)->saved != NULL;
}

static const RunRubbish *
rubbish (Fixture *fixture)
{
  return fooled_perturb_get_rubbish (fooled_perturb_page_get_perturb (fixture->page));
}

static gboolean
has_rubbish (gpointer data)
{
  return is_idle (data) && rubbish (data) != NULL &&
         rubbish (data)->n_scored == ((Fixture *) data)->n_noise;
}

static BaseImage *
make_picture (guint seed)
{
  BaseImage *image = base_image_new (TEST_SIDE, TEST_SIDE, 1);

  for (guint i = 0; i < TEST_SIDE * TEST_SIDE; i++)
    image->pixels[i] = (guint8) ((i * 37 + seed * 101) % 256);
  return image;
}

/* A PNG file of it. Caller frees. */
static char *
write_picture (Fixture *fixture, guint seed)
{
  g_autoptr (BaseImage) image = make_picture (seed);
  char *path = g_build_filename (fixture->folder, "picture.png", NULL);

  g_assert_true (store_png_save (image, NULL, 0, path, NULL));
  return path;
}

static void
open_file (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  fooled_perturb_page_open (fixture->page, file);
}

static void
open_picture (Fixture *fixture)
{
  g_autofree char *path = write_picture (fixture, 1);

  open_file (fixture, path);
  widget_test_await (has_picture, fixture);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static void
fool (Fixture *fixture)
{
  open_picture (fixture);
  gtk_drop_down_set_selected (child (fixture, "method"), ASC_METHOD_BIM);
  activate (fixture, "perturb.search");
  widget_test_await (has_result, fixture);
}

static const char *
sentence (Fixture *fixture)
{
  return gtk_label_get_label (child (fixture, "sentence"));
}

static gboolean
shows (Fixture *fixture, const char *page)
{
  return g_str_equal (gtk_stack_get_visible_child_name (child (fixture, "stack")), page);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_true (shows (fixture, "start"));
  g_assert_nonnull (fooled_perturb_page_get_perturb (fixture->page));
  g_assert_true (gtk_widget_get_mapped (child (fixture, "big_draw_button")));
  g_assert_false (gtk_widget_get_mapped (child (fixture, "source_buttons")));
  g_assert_true (gtk_widget_get_sensitive (child (fixture, "big_draw_button")));
  widget_test_await (is_idle, fixture);
  g_assert_true (shows (fixture, "start"));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *look = NULL;
  g_autofree char *name = NULL;

  open_picture (fixture);
  g_assert_true (shows (fixture, "work"));
  g_assert_true (g_str_has_prefix (sentence (fixture), "The network takes this for “"));
  look = fooled_look_text (snapshot (fixture)->network, snapshot (fixture)->before);
  name = g_strdup_printf ("Before: taken for %s", look);
  g_assert_true (widget_test_has_name (board_child (fixture, "before_picture"), name));
  g_assert_false (gtk_widget_get_visible (board_child (fixture, "between")));
  g_assert_true (gtk_widget_get_sensitive (child (fixture, "search_button")));
}

/* Each time another one, of what the network knows. */
static void
test_sample (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) first = NULL;

  widget_test_await (is_idle, fixture);
  activate (fixture, "perturb.sample");
  widget_test_await (has_picture, fixture);
  g_assert_true (shows (fixture, "work"));
  first = base_image_ref (snapshot (fixture)->before->image);
  activate (fixture, "perturb.sample");
  fixture->number = 2;
  widget_test_await (has_number, fixture);
  g_assert_cmpint (
      memcmp (first->pixels, snapshot (fixture)->before->image->pixels, base_image_size (first)),
      !=, 0);
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (ADW_IS_MESSAGE_DIALOG (item->data))
      return item->data;
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

/* Where there are no test pictures the whole reason is shown, with something else to take. */
static void
test_no_test_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FooledPictureSources) sources =
      fooled_picture_sources_new (GTK_WIDGET (fixture->page));
  AdwMessageDialog *dialog;

  widget_test_await (is_idle, fixture);
  fooled_picture_sources_pick_test_picture (sources, "Nowhere");
  widget_test_await (has_dialog, fixture);
  dialog = find_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "“Nowhere”"));
  g_assert_false (adw_message_dialog_has_response (dialog, "get"));
  g_assert_null (fixture->message);
  adw_message_dialog_response (dialog, "sample");
  widget_test_await (has_picture, fixture);
  fooled_picture_sources_shutdown (sources);
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "notes.txt", NULL);
  guint64 number;

  open_picture (fixture);
  number = snapshot (fixture)->picture_number;
  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  open_file (fixture, path);
  widget_test_await (has_message, fixture);
  g_assert_nonnull (strstr (fixture->message, "notes.txt"));
  g_assert_cmpuint (snapshot (fixture)->picture_number, ==, number); /* nothing is lost */
  g_assert_true (shows (fixture, "work"));
}

static void
test_fool (Fixture *fixture, gconstpointer data)
{
  const RunPerturbResult *result;

  fool (fixture);
  result = &snapshot (fixture)->result;
  g_assert_true (result->success);
  g_assert_cmpuint (result->label_after, !=, result->label);
  g_assert_true (g_str_has_prefix (sentence (fixture), "Fooled: "));
  g_assert_true (gtk_widget_get_visible (child (fixture, "outcome")));
  g_assert_nonnull (fooled_perturb_board_get_change (child (fixture, "board")));
  g_assert_cmpfloat (gtk_adjustment_get_value (board_child (fixture, "factor_adjustment")), >=, 1);
  g_assert_nonnull (
      strstr (gtk_label_get_label (board_child (fixture, "change_label")), "of 255 grey levels"));
  widget_test_await (has_between, fixture);
  g_assert_true (gtk_widget_get_visible (board_child (fixture, "between")));
}

/* The picture after is one that can be kept, with what made it, as long as it is there. */
static void
test_specimen (Fixture *fixture, gconstpointer data)
{
  StoreSpecimen *specimen;

  g_assert_null (fooled_perturb_page_get_specimen (fixture->page));
  fool (fixture);
  specimen = fooled_perturb_page_get_specimen (fixture->page);
  g_assert_nonnull (specimen);
  g_assert_cmpstr (specimen->encoding, ==, STORE_ENCODING_PERTURB);
  g_assert_cmpstr (specimen->method, ==, "bim");
  g_assert_cmpuint (specimen->target, ==, STORE_NO_CLASS);
  g_assert_cmpuint (specimen->original, ==, snapshot (fixture)->result.label);
  g_assert_cmpfloat (specimen->distortion, ==, snapshot (fixture)->result.distortion);
  g_assert_true (specimen->image == snapshot (fixture)->after->whole);
  activate (fixture, "perturb.sample");
  widget_test_await (has_no_result, fixture);
  g_assert_null (fooled_perturb_page_get_specimen (fixture->page));
}

static gboolean
is_before (gpointer data)
{
  return has_between (data) && snapshot (data)->blend == 0;
}

static gboolean
is_after (gpointer data)
{
  return has_between (data) && snapshot (data)->blend == 1;
}

/* At the ends of the slider are the two pictures. */
static void
test_between (Fixture *fixture, gconstpointer data)
{
  fool (fixture);
  widget_test_await (has_between, fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (board_child (fixture, "blend_adjustment")), ==, 0.5);
  gtk_adjustment_set_value (board_child (fixture, "blend_adjustment"), 0);
  widget_test_await (is_before, fixture);
  g_assert_cmpuint (snapshot (fixture)->between->top[0].class_index, ==,
                    snapshot (fixture)->result.label);
  gtk_adjustment_set_value (board_child (fixture, "blend_adjustment"), 1);
  widget_test_await (is_after, fixture);
  g_assert_cmpuint (snapshot (fixture)->between->top[0].class_index, ==,
                    snapshot (fixture)->result.label_after);
}

/* How strong the change is shown is the user's from the first change on. */
static void
test_factor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) expected = NULL;
  BaseImage *change;

  fool (fixture);
  gtk_adjustment_set_value (board_child (fixture, "factor_adjustment"), 3);
  expected = run_perturb_change_image (snapshot (fixture)->before->image,
                                       snapshot (fixture)->after->image, 3);
  change = fooled_perturb_board_get_change (child (fixture, "board"));
  g_assert_cmpmem (change->pixels, base_image_size (change), expected->pixels,
                   base_image_size (expected));
  gtk_adjustment_set_value (board_child (fixture, "blend_adjustment"), 0);
  widget_test_await (is_before, fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (board_child (fixture, "factor_adjustment")), ==, 3);
}

static void
test_another_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fool (fixture);
  path = write_picture (fixture, 2);
  open_file (fixture, path);
  widget_test_await (has_no_result, fixture);
  g_assert_false (gtk_widget_get_visible (board_child (fixture, "between")));
  g_assert_false (gtk_widget_get_visible (child (fixture, "outcome")));
  g_assert_true (g_str_has_prefix (sentence (fixture), "The network takes this for “"));
}

/* What it says already cannot be looked for. */
static void
test_same_class (Fixture *fixture, gconstpointer data)
{
  guint label;

  open_picture (fixture);
  label = snapshot (fixture)->before->top[0].class_index;
  fooled_target_chooser_set_target (child (fixture, "target"), (int) label);
  g_assert_true (g_str_has_prefix (sentence (fixture), "The network says “"));
  g_assert_false (gtk_widget_get_sensitive (child (fixture, "search_button")));
  fooled_target_chooser_set_target (child (fixture, "target"), (int) (label + 1) % TEST_N_CLASSES);
  g_assert_true (gtk_widget_get_sensitive (child (fixture, "search_button")));
}

static void
test_draw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) controllers = NULL;
  gboolean handled;

  widget_test_await (is_idle, fixture);
  activate (fixture, "perturb.draw");
  g_assert_true (shows (fixture, "work"));
  g_assert_cmpstr (sentence (fixture), ==, "Draw something for the network to recognise.");
  g_assert_false (gtk_widget_get_sensitive (child (fixture, "search_button")));
  controllers = gtk_widget_observe_controllers (board_child (fixture, "pad"));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_space, 0, 0, &handled);
    }
  widget_test_await (has_picture, fixture);
  g_assert_cmpuint (snapshot (fixture)->before->whole->width, ==, TEST_SIDE);
  g_assert_true (g_str_has_prefix (sentence (fixture), "The network takes this for “"));
  activate (fixture, "perturb.clear");
  g_assert_cmpstr (sentence (fixture), ==, "Draw something for the network to recognise.");
}

/* Where a part of the board is in it. */
static graphene_rect_t
bounds (Fixture *fixture, const char *name)
{
  graphene_rect_t area;

  g_assert_true (
      gtk_widget_compute_bounds (board_child (fixture, name), child (fixture, "board"), &area));
  return area;
}

/* The pictures begin at one height, and so does what is said below them; or they stand one below
 * the other. */
static void
assert_level (Fixture *fixture, int width, gboolean side_by_side)
{
  static const char *const names[][3] = { { "before_stack", "change_picture", "after_picture" },
                                          { "before_look", "change_label", "after_look" } };

  gtk_window_set_default_size (fixture->window, width, 900);
  widget_test_draw (GTK_WIDGET (fixture->window));
  widget_test_draw (GTK_WIDGET (fixture->window));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      graphene_rect_t first = bounds (fixture, names[i][0]);

      for (guint j = 1; j < 3; j++)
        {
          graphene_rect_t other = bounds (fixture, names[i][j]);

          if (side_by_side)
            {
              g_assert_cmpfloat (other.origin.y, ==, first.origin.y);
              if (i == 0)
                g_assert_cmpfloat (other.size.height, ==, first.size.height);
            }
          else
            g_assert_cmpfloat (other.origin.y, >, first.origin.y + first.size.height);
        }
    }
}

/* However long what is said above a picture is, and however large the letters are. */
static void
test_level (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 680, 760, 900, 1200 };
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  fool (fixture);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    assert_level (fixture, widths[i], TRUE);
  assert_level (fixture, 400, FALSE);
  g_object_set (settings, "gtk-xft-dpi", (int) (1.5 * 96 * 1024), NULL);
  assert_level (fixture, 1200, TRUE);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  static const char *const what[] = { "before", "change", "after", "all" };
  guint width = 0;

  fool (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (what); i++)
    {
      g_autofree char *end = g_strdup_printf (" %s.png", what[i]);
      g_autoptr (BaseImage) image = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.save", "s", what[i]);
      g_clear_pointer (&fixture->saved, g_free);
      widget_test_await (has_saved, fixture);
      g_assert_true (g_str_has_suffix (fixture->saved, end));
      image = store_png_load (fixture->saved, NULL, NULL);
      g_assert_nonnull (image);
      if (i < 3)
        g_assert_cmpuint (image->width, ==, TEST_SIDE);
      else
        width = image->width;
      if (i == 2)
        g_assert_cmpmem (image->pixels, base_image_size (image),
                         snapshot (fixture)->after->image->pixels,
                         base_image_size (snapshot (fixture)->after->image));
    }
  g_assert_cmpuint (width, >, 3 * TEST_SIDE);
  g_assert_null (fixture->message);
}

/* Before there is a change, only the picture can be saved. */
static void
test_save_early (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.save", "s", "all");
  g_assert_null (fixture->saved);
  open_picture (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.save", "s", "all");
  widget_test_await (has_saved, fixture);
  g_assert_true (g_str_has_suffix (fixture->saved, " before.png"));
}

static void
texture_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(GdkTexture **) data =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_there (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->page));
  g_autoptr (GdkTexture) texture = NULL;

  open_picture (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.copy", "s", "before");
  widget_test_await (has_message, fixture);
  g_assert_cmpstr (fixture->message, ==, "Copied the picture");
  gdk_clipboard_read_texture_async (clipboard, NULL, texture_read, &texture);
  widget_test_await (is_there, &texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, TEST_SIDE);
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->page));
  g_autoptr (BaseImage) image = make_picture (3);
  g_autoptr (BaseImage) rgb = base_image_convert (image, 3);
  g_autoptr (GBytes) png = store_png_encode (rgb, NULL, 0, NULL);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);

  gdk_clipboard_set_text (clipboard, "words");
  activate (fixture, "perturb.paste");
  widget_test_await (has_message, fixture);
  g_assert_nonnull (strstr (fixture->message, "no picture"));
  g_assert_true (shows (fixture, "start"));
  gdk_clipboard_set_texture (clipboard, texture);
  activate (fixture, "perturb.paste");
  widget_test_await (has_picture, fixture);
  g_assert_cmpmem (snapshot (fixture)->before->image->pixels,
                   base_image_size (snapshot (fixture)->before->image), image->pixels,
                   base_image_size (image));
}

static void
try_noise (Fixture *fixture, guint n)
{
  fixture->n_noise = n;
  g_signal_emit_by_name (child (fixture, "rubbish"), "try", n, (guint) RUN_NOISE_UNIFORM);
  widget_test_await (has_rubbish, fixture);
}

/* Again is other noise. */
static void
test_rubbish (Fixture *fixture, gconstpointer data)
{
  widget_test_await (is_idle, fixture);
  try_noise (fixture, 100);
  g_assert_cmpuint (rubbish (fixture)->settings.n_images, ==, 100);
  g_assert_cmpuint (rubbish (fixture)->settings.seed, ==, 1);
  try_noise (fixture, 50);
  g_assert_cmpuint (rubbish (fixture)->settings.seed, ==, 2);
}

static gboolean
is_seen (Fixture *fixture, GtkWidget *part)
{
  GtkWidget *scroller = child (fixture, "scroller");
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (part) && gtk_widget_get_height (part) > 0 &&
         gtk_widget_compute_bounds (part, scroller, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scroller);
}

static gboolean
is_in_sight (gpointer data)
{
  return is_seen (data, GTK_WIDGET (gtk_widget_get_template_child (
                            child (data, "rubbish"), FOOLED_TYPE_RUBBISH_PANEL, "sentence")));
}

/* In a low window the answers are below its edge until they come into sight by themselves. */
static void
test_rubbish_in_sight (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (fixture->window, 700, 420);
  open_picture (fixture);
  try_noise (fixture, 50);
  widget_test_await (is_in_sight, fixture);
}

static gboolean
pad_is_in_sight (gpointer data)
{
  return is_seen (data, board_child (data, "pad"));
}

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (GTK_WIDGET (((Fixture *) data)->page)) <= 360;
}

/* Who wants to draw in a narrow and low window sees the pad. */
static void
test_pad_in_sight (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (fixture->window, 360, 480);
  widget_test_await (is_idle, fixture);
  widget_test_await (is_narrow, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  activate (fixture, "perturb.draw");
  widget_test_await (pad_is_in_sight, fixture);
}

/* The run's network until another one is chosen here. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);

  g_assert_cmpstr (fooled_perturb_page_get_network (fixture->page), ==, TEST_NETWORK);
  g_settings_set_string (fixture->settings, "network", file);
  g_assert_cmpstr (fooled_perturb_page_get_network (fixture->page), ==, file);
  gtk_drop_down_set_selected (child (fixture, "network_chooser"), 0);
  g_assert_cmpstr (fooled_perturb_page_get_network (fixture->page), ==, TEST_NETWORK);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_set_string (fixture->settings, "network", file);
  g_assert_cmpstr (fooled_perturb_page_get_network (fixture->page), ==, TEST_NETWORK);
}

static gboolean
knows_network (gpointer data)
{
  return gtk_widget_get_sensitive (child (data, "big_draw_button"));
}

/* Of a file it is known only later how large its pictures are. */
static void
test_network_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);

  g_settings_set_string (fixture->settings, "network", file);
  g_assert_false (knows_network (fixture));
  widget_test_await (knows_network, fixture);
}

/* One of the tiles of the page as it is presented: before, the change, after. */
static void
read_tile (Fixture *fixture, guint number, FooledTile *tile)
{
  fooled_presentable_read_tile (FOOLED_PRESENTABLE (fixture->page), number, FALSE, tile);
}

/* Of that tile, or of the first one. */
static gboolean
has_colours (Fixture *fixture, guint number)
{
  FooledTile tile;
  gboolean any;

  read_tile (fixture, number, &tile);
  any = tile.overlay != NULL;
  fooled_tile_clear (&tile);
  return any;
}

static gboolean
both_have_colours (gpointer data)
{
  return has_colours (data, 0) && has_colours (data, 2);
}

static gboolean
is_stretched (Fixture *fixture, guint number, const BaseImage *image)
{
  FooledTile tile;
  gboolean other;

  read_tile (fixture, number, &tile);
  other = memcmp (tile.image->pixels, image->pixels, base_image_size (image)) != 0;
  fooled_tile_clear (&tile);
  return other;
}

/* With a picture whose contrast can be stretched. */
static void
fool_faint (Fixture *fixture)
{
  g_autoptr (BaseImage) image = make_picture (1);
  g_autofree char *path = g_build_filename (fixture->folder, "picture.png", NULL);

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = 100 + image->pixels[i] / 8;
  g_assert_true (store_png_save (image, NULL, 0, path, NULL));
  open_file (fixture, path);
  widget_test_await (has_picture, fixture);
  gtk_drop_down_set_selected (child (fixture, "method"), ASC_METHOD_BIM);
  activate (fixture, "perturb.search");
  widget_test_await (has_result, fixture);
}

/* How people look at the pictures goes with them to the stage. */
static void
test_presented (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FooledLens) lens = fooled_lens_shared ();
  FooledScene scene;

  fool_faint (fixture);
  fooled_presentable_set_side (FOOLED_PRESENTABLE (fixture->page), 300);
  g_assert_false (has_colours (fixture, 0));
  g_object_set (lens, "heat-map", TRUE, NULL);
  widget_test_await (both_have_colours, fixture);
  g_assert_false (has_colours (fixture, 1));
  fooled_presentable_describe (FOOLED_PRESENTABLE (fixture->page), &scene);
  g_assert_true (g_str_has_suffix (scene.line, " · red speaks for it, blue against it"));
  fooled_scene_clear (&scene);
  g_object_set (lens, "heat-map", FALSE, NULL);
  g_assert_false (has_colours (fixture, 0) || has_colours (fixture, 2));

  g_assert_false (is_stretched (fixture, 2, snapshot (fixture)->after->image));
  g_object_set (lens, "stretch-contrast", TRUE, NULL);
  g_assert_true (is_stretched (fixture, 2, snapshot (fixture)->after->image));
  g_object_set (lens, "stretch-contrast", FALSE, NULL);
  fooled_presentable_set_side (FOOLED_PRESENTABLE (fixture->page), 0);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum;

  fool (fixture);
  widget_test_await (has_between, fixture);
  try_noise (fixture, 10);
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 350);
}

/* Everything that takes the focus has a name. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  /* In a drop-down that is its button. */
  GtkWidget *named[] = { gtk_widget_get_first_child (child (fixture, "network_chooser")),
                         gtk_widget_get_first_child (child (fixture, "method")),
                         board_child (fixture, "pad"), child (fixture, "progress") };

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (named[i]),
                                                     GTK_ACCESSIBLE_PROPERTY_LABEL));
}

/* In the middle of a search the page goes away. */
static void
test_close_while_searching (Fixture *fixture, gconstpointer data)
{
  open_picture (fixture);
  gtk_drop_down_set_selected (child (fixture, "method"), ASC_METHOD_CW);
  activate (fixture, "perturb.search");
  fooled_perturb_page_shutdown (fixture->page);
  fooled_perturb_page_shutdown (fixture->page);
}

int
main (int argc, char **argv)
{
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/perturb-page/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("open", test_open);
  ADD ("sample", test_sample);
  ADD ("no-test-picture", test_no_test_picture);
  ADD ("unreadable", test_unreadable);
  ADD ("fool", test_fool);
  ADD ("specimen", test_specimen);
  ADD ("between", test_between);
  ADD ("factor", test_factor);
  ADD ("another-picture", test_another_picture);
  ADD ("same-class", test_same_class);
  ADD ("draw", test_draw);
  ADD ("level", test_level);
  ADD ("save", test_save);
  ADD ("save-early", test_save_early);
  ADD ("copy", test_copy);
  ADD ("paste", test_paste);
  ADD ("rubbish", test_rubbish);
  ADD ("rubbish-in-sight", test_rubbish_in_sight);
  ADD ("pad-in-sight", test_pad_in_sight);
  ADD ("network", test_network);
  ADD ("network-file", test_network_file);
  ADD ("presented", test_presented);
  ADD ("narrow", test_narrow);
  ADD ("names", test_names);
  ADD ("close-while-searching", test_close_while_searching);
#undef ADD
  result = g_test_run ();
  test_network_remove ();
  return result;
}

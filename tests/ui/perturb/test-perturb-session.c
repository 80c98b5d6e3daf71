// SPDX-License-Identifier: GPL-3.0-or-later
/* What was on the page when the program ended is there when it begins again. */
#include "../../run/fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

#include "ui/networks/network-chooser.h"
#include "ui/perturb/perturb-board.h"
#include "ui/perturb/perturb-page.h"
#include "ui/perturb/rubbish-panel.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"

#define KEY           "perturb-session"
#define OTHER_NETWORK "other" /* the same weights, another card */

typedef struct
{
  GSettings *settings;
  FooledPerturbPage *page;
  GtkWindow *window;
  char *message;
} Fixture;

static void
keep_message (Fixture *fixture, const char *message)
{
  g_free (fixture->message);
  fixture->message = g_strdup (message);
}

static void
begin (Fixture *fixture)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  fixture->page = g_object_ref_sink (FOOLED_PERTURB_PAGE (fooled_perturb_page_new ()));
  g_signal_connect_swapped (fixture->page, "message", G_CALLBACK (keep_message), fixture);
  fooled_perturb_page_bind (fixture->page, fixture->settings, networks);
}

static void
show (Fixture *fixture)
{
  fixture->window = widget_test_window (GTK_WIDGET (fixture->page), 900, 800);
}

static void
end (Fixture *fixture)
{
  fooled_perturb_page_shutdown (fixture->page);
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->page);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = fooled_settings_new ();
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_reset (fixture->settings, KEY);
  begin (fixture);
  show (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end (fixture);
  g_free (fixture->message);
  g_object_unref (fixture->settings);
}

static const RunPerturbSnapshot *
snapshot (Fixture *fixture)
{
  FooledPerturb *perturb = fooled_perturb_page_get_perturb (fixture->page);

  return perturb != NULL ? fooled_perturb_get_snapshot (perturb) : NULL;
}

static gboolean
has_network (gpointer data)
{
  return snapshot (data) != NULL && snapshot (data)->network != NULL;
}

static gboolean
has_picture (gpointer data)
{
  return snapshot (data) != NULL && snapshot (data)->before != NULL;
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
is_fgsm (gpointer data)
{
  return has_result (data) && snapshot (data)->result.settings.method == ASC_METHOD_FGSM;
}

static gboolean
is_no_fgsm (gpointer data)
{
  return has_result (data) && snapshot (data)->result.settings.method != ASC_METHOD_FGSM;
}

static gboolean
has_message (gpointer data)
{
  return ((Fixture *) data)->message != NULL && has_picture (data);
}

static void
take_picture (Fixture *fixture)
{
  g_autofree guint8 *pixels = g_malloc (TEST_SIDE * TEST_SIDE * 4);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  for (guint i = 0; i < TEST_SIDE * TEST_SIDE * 4; i++)
    pixels[i] = i % 4 == 3 ? 255 : (guint8) (i / 4 * 37 % 256);
  bytes = g_bytes_new (pixels, TEST_SIDE * TEST_SIDE * 4);
  texture =
      gdk_memory_texture_new (TEST_SIDE, TEST_SIDE, GDK_MEMORY_R8G8B8A8, bytes, TEST_SIDE * 4);
  fooled_perturb_page_take_texture (fixture->page, texture);
}

static void
fool (Fixture *fixture)
{
  take_picture (fixture);
  widget_test_await (has_picture, fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.search", NULL);
  widget_test_await (has_result, fixture);
}

static gpointer
child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->page), FOOLED_TYPE_PERTURB_PAGE, name);
}

static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;
  g_autofree char *again = NULL;
  double distortion;

  fool (fixture);
  distortion = snapshot (fixture)->result.distortion;
  session = g_settings_get_string (fixture->settings, KEY);
  g_assert_cmpstr (session, !=, "");
  end (fixture);
  g_assert_true (g_file_test (session, G_FILE_TEST_EXISTS));

  begin (fixture);
  show (fixture);
  widget_test_await (has_result, fixture);
  g_assert_cmpfloat (snapshot (fixture)->result.distortion, ==, distortion);
  g_assert_true (fooled_perturb_page_has_picture (fixture->page));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (child (fixture, "stack")), ==, "work");
  g_assert_nonnull (fooled_perturb_page_get_specimen (fixture->page));
  again = g_settings_get_string (fixture->settings, KEY);
  g_assert_cmpstr (again, ==, session);
}

static gboolean
has_noise (gpointer data)
{
  return snapshot (data) != NULL && snapshot (data)->rubbish != NULL;
}

static gboolean
is_paused (gpointer data)
{
  return has_noise (data) && snapshot (data)->state == RUN_PERTURB_TRYING &&
         snapshot (data)->job.state == RUN_STATE_PAUSED;
}

static gboolean
has_counted (gpointer data)
{
  return has_noise (data) && snapshot (data)->state == RUN_PERTURB_IDLE;
}

/* A count that went on waits to go on, where the preferences say so; one that is over stays. */
static void
test_noise (Fixture *fixture, gconstpointer data)
{
  const guint n_images = 60000;
  GtkButton *button;
  guint n_scored;

  g_settings_set_boolean (fixture->settings, "start-on-open", FALSE);
  widget_test_await (has_network, fixture);
  g_signal_emit_by_name (child (fixture, "rubbish"), "try", n_images, (guint) RUN_NOISE_UNIFORM);
  widget_test_await (has_noise, fixture);
  n_scored = snapshot (fixture)->rubbish->n_scored;
  end (fixture);
  begin (fixture);
  show (fixture);
  widget_test_await (is_paused, fixture);
  g_assert_cmpuint (snapshot (fixture)->rubbish->n_scored, >=, n_scored);
  button = GTK_BUTTON (gtk_widget_get_template_child (child (fixture, "rubbish"),
                                                      FOOLED_TYPE_RUBBISH_PANEL, "button"));
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Go On");
  g_signal_emit_by_name (button, "clicked");
  widget_test_await (has_counted, fixture);
  g_assert_cmpuint (snapshot (fixture)->rubbish->n_scored, ==, n_images);
  end (fixture);
  begin (fixture);
  show (fixture);
  widget_test_await (has_counted, fixture);
  g_assert_cmpuint (snapshot (fixture)->rubbish->n_scored, ==, n_images);
  g_settings_reset (fixture->settings, "start-on-open");
}

/* The program ends before the network has said anything of the picture. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;

  take_picture (fixture);
  while (!fooled_perturb_page_has_picture (fixture->page))
    g_main_context_iteration (NULL, TRUE);
  end (fixture);
  session = g_settings_get_string (fixture->settings, KEY);
  g_assert_true (g_file_test (session, G_FILE_TEST_EXISTS));
  begin (fixture);
  show (fixture);
  widget_test_await (has_picture, fixture);
}

/* The network that was chosen here is chosen again, though the run has another. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  fool (fixture);
  end (fixture);
  g_settings_set_string (fixture->settings, "network", OTHER_NETWORK);
  begin (fixture);
  show (fixture);
  widget_test_await (has_result, fixture);
  g_assert_cmpstr (fooled_perturb_page_get_network (fixture->page), ==, TEST_NETWORK);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
}

/* A picture that somebody brings is what is wanted; the old one stays in its session. */
static void
test_brought (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;
  g_autofree char *other = NULL;

  fool (fixture);
  session = g_settings_get_string (fixture->settings, KEY);
  end (fixture);
  begin (fixture);
  take_picture (fixture);
  show (fixture);
  widget_test_await (has_picture, fixture);
  widget_test_await (has_no_result, fixture);
  other = g_settings_get_string (fixture->settings, KEY);
  g_assert_cmpstr (session, !=, other);

  fooled_perturb_page_open_session (fixture->page, session);
  widget_test_await (has_result, fixture);
  g_assert_cmpstr (snapshot (fixture)->job.session, ==, session);
}

/* Another search, too: the first result is there again when its session is opened. */
static void
test_both (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  double distortion;

  fool (fixture);
  first = g_settings_get_string (fixture->settings, KEY);
  distortion = snapshot (fixture)->result.distortion;
  gtk_drop_down_set_selected (child (fixture, "method"), ASC_METHOD_FGSM);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.search", NULL);
  widget_test_await (is_fgsm, fixture);
  second = g_settings_get_string (fixture->settings, KEY);
  g_assert_cmpstr (first, !=, second);
  fooled_perturb_page_open_session (fixture->page, first);
  widget_test_await (is_no_fgsm, fixture);
  g_assert_cmpfloat (snapshot (fixture)->result.distortion, ==, distortion);
}

/* A file that is no session: a sentence, another session, and the file as it was. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;
  g_autofree char *other = NULL;
  g_autofree char *content = NULL;

  fool (fixture);
  session = g_settings_get_string (fixture->settings, KEY);
  end (fixture);
  g_assert_true (g_file_set_contents (session, "something else", -1, NULL));
  begin (fixture);
  show (fixture);
  take_picture (fixture);
  widget_test_await (has_message, fixture);
  other = g_settings_get_string (fixture->settings, KEY);
  g_assert_cmpstr (session, !=, other);
  g_assert_true (g_file_get_contents (session, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "something else");
  g_unlink (session);
}

static GtkRevealer *
banner (Fixture *fixture)
{
  return GTK_REVEALER (widget_test_find (child (fixture, "unsaved_banner"), GTK_TYPE_REVEALER));
}

static gboolean
has_banner (gpointer data)
{
  return gtk_revealer_get_reveal_child (banner (data));
}

static gboolean
has_no_banner (gpointer data)
{
  return !has_banner (data);
}

/* While the disk takes no more a banner says so, and what was done meanwhile is saved once it does;
 * nobody has to try again. */
static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = NULL;
  struct rlimit limit, none;
  GtkLabel *label;

  take_picture (fixture);
  widget_test_await (has_picture, fixture);
  g_assert_false (has_banner (fixture));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  none = limit;
  none.rlim_cur = 100;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "perturb.search", NULL);
  widget_test_await (has_banner, fixture);
  label = GTK_LABEL (widget_test_find (GTK_WIDGET (banner (fixture)), GTK_TYPE_LABEL));
  g_assert_cmpstr (gtk_label_get_label (label), ==,
                   "What you do here is not being saved: The disk is full or takes no more. Make "
                   "room; then it is saved by itself.");
  session = g_strdup (snapshot (fixture)->job.session);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (child (fixture, "unsaved_banner")), ==, session);
  widget_test_await (has_result, fixture);

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  widget_test_await (has_no_banner, fixture);
  end (fixture);
  begin (fixture);
  show (fixture);
  widget_test_await (has_result, fixture);
  g_assert_cmpstr (snapshot (fixture)->job.session, ==, session);
}

static void
create_other_network (void)
{
  g_autofree char *from = g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autofree char *to = g_build_filename (test_network_folder (), OTHER_NETWORK ".card", NULL);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &content, &size, NULL));
  g_assert_true (g_file_set_contents (to, content, (gssize) size, NULL));
}

int
main (int argc, char **argv)
{
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  create_other_network ();
#define ADD(name, test)                                                                            \
  g_test_add ("/perturb-page/session/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("again", test_again);
  ADD ("at-once", test_at_once);
  ADD ("noise", test_noise);
  ADD ("network", test_network);
  ADD ("brought", test_brought);
  ADD ("both", test_both);
  ADD ("damaged", test_damaged);
  ADD ("unsaved", test_unsaved);
  result = g_test_run ();
  test_network_remove ();
  return result;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/application.h"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <sysexits.h>

#include "run/bench.h"
#include "run/method.h"
#include "run/networks.h"
#include "run/sessions.h"
#include "ui/app/pages.h"
#include "ui/app/window.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/class-labels.h"

struct _FooledApplication
{
  AdwApplication parent_instance;
  GSettings *settings; /* from startup on */
};

G_DEFINE_FINAL_TYPE (FooledApplication, fooled_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "paused", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the window without starting to evolve"),
    NULL },
  { "network", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("The network to fool"), N_ ("ID-OR-FILE") },
  { "method", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("How images are made"), N_ ("METHOD") },
  { "seed", 0, 0, G_OPTION_ARG_INT64, NULL, N_ ("Seed of the random numbers"), N_ ("N") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL,
    N_ ("A saved image to go on with, a picture to perturb, or a network or a session to open"),
    N_ ("FILE") },
  { NULL },
};

static const struct
{
  const char *action;
  const char *accels[4];
} shortcuts[] = {
  { "win.start-pause", { "<Control>Return", NULL } },
  { "win.restart", { "<Control>r", NULL } },
  { "win.undo", { "<Control>z", NULL } },
  { "win.networks", { "<Control>n", NULL } },
  { "win.open-network", { "<Control>o", NULL } },
  { "win.sessions", { "<Control><Shift>s", NULL } },
  { "win.star", { "<Control>d", NULL } },
  { "win.save", { "<Control>s", NULL } },
  { "win.show-settings", { "F9", NULL } },
  { "win.show-champion", { "<Shift>F9", NULL } },
  { "win.zoom-fit", { "<Control>0", "<Control>KP_0", NULL } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add", NULL } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract", NULL } },
  { "win.perturb", { "<Control>p", NULL } },
  { "win.open-picture", { "<Control><Shift>o", NULL } },
  { "win.open-image", { "<Control>i", NULL } },
  { "win.start-from", { "<Control>b", NULL } },
  { "win.search", { "<Control>f", NULL } },
  { "win.present", { "F11", NULL } },
  { "win.poster", { "<Control><Shift>p", NULL } },
  { "win.shortcuts", { "<Control>question", "<Control>F1", "F1", NULL } },
  { "window.close", { "<Control>w", NULL } },
  { "app.preferences", { "<Control>comma", NULL } },
  { "app.quit", { "<Control>q", NULL } },
};

static FooledWindow *
get_window (FooledApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (FOOLED_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_render_node (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

/* Without a graphics processor GTK would still choose OpenGL, which the processor then imitates: a
 * frame of this window takes it 59 ms, and its threads fight the run's. Cairo draws it in 2 ms.
 * What the user asks for by the environment goes first. */
static void
choose_renderer (void)
{
#ifdef __linux__
  if (has_render_node ())
    return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  /* Then it need not set OpenGL up either, which takes as long as the rest of opening a display. */
  if (g_str_equal (g_getenv ("GSK_RENDERER"), "cairo"))
    g_setenv (gtk_get_minor_version () < 14 ? "GDK_DEBUG" : "GDK_DISABLE",
              gtk_get_minor_version () < 14 ? "gl-disable" : "gl", FALSE);
#endif
}

/* What can be said without the settings, the display or another instance. */
static int
fooled_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  g_autoptr (GSettings) settings = NULL;
  const char *name;
  RunMethod method;
  gint64 seed;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("Fooled %s\n", FOOLED_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (dict, "seed", "x", &seed) && (seed < 0 || seed > FOOLED_SEED_MAX))
    {
      g_printerr (_ ("The seed must be from 0 to %" PRId64 ".\n"), FOOLED_SEED_MAX);
      return 1;
    }
  if (g_variant_dict_lookup (dict, "method", "&s", &name) && !run_method_find (name, &method))
    {
      g_autofree char *names = run_method_names ();

      /* Translators: names of methods, as the command line takes them. */
      g_printerr (_ ("There is no method “%s”; there are: %s.\n"), name, names);
      return 1;
    }
  settings = fooled_settings_new ();
  if (settings == NULL)
    {
      g_printerr (_ ("Fooled is not completely installed: the description of its settings, %s, is "
                     "missing. Install it again, or start it with ./run from its source folder.\n"),
                  FOOLED_APPLICATION_ID ".gschema.xml");
      return 1;
    }
  choose_renderer ();
  if (!gtk_init_check ())
    {
      g_printerr (
          _ ("Fooled needs a display and found none. Without one, use “fooled-cli evolve”: it "
             "does the same and saves the images.\n"));
      return EX_UNAVAILABLE;
    }
  return -1;
}

static void
apply_color_scheme (FooledApplication *self)
{
  AdwStyleManager *manager = adw_application_get_style_manager (ADW_APPLICATION (self));
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  AdwColorScheme value = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (scheme, "light"))
    value = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (scheme, "dark"))
    value = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (manager, value);
}

/* What the settings say for the network that was asked for: the id of a card, or the full path of
 * a file. NULL when it is neither. */
static char *
find_network (GApplicationCommandLine *command_line, const char *name)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, name);
  g_autofree char *path = g_file_get_path (file);

  for (guint i = 0; i < networks->len; i++)
    if (g_str_equal (((RunNetworkInfo *) g_ptr_array_index (networks, i))->id, name))
      return g_strdup (name);
  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  return NULL;
}

static gboolean
apply_options (FooledApplication *self, GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  const char *text;
  gint64 seed;

  if (g_variant_dict_lookup (dict, "network", "&s", &text))
    {
      g_autofree char *network = find_network (command_line, text);

      if (network == NULL)
        {
          g_application_command_line_printerr (
              command_line,
              _ ("There is no network “%s”: “fooled-cli networks” lists those that there are.\n"),
              text);
          return FALSE;
        }
      fooled_settings_set_network (self->settings, network);
    }
  if (g_variant_dict_lookup (dict, "method", "&s", &text))
    g_settings_set_string (self->settings, "method", text);
  if (g_variant_dict_lookup (dict, "seed", "x", &seed))
    g_settings_set_uint64 (self->settings, "seed", (guint64) seed);
  return TRUE;
}

/* anew: the command line asks for a run of its own. */
static void
open_window (FooledApplication *self, gboolean anew, gboolean paused)
{
  FooledWindow *window = get_window (self);

  if (window == NULL)
    {
      window = fooled_window_new (GTK_APPLICATION (self), self->settings);
      /* The network loads while the window appears. */
      fooled_window_start (window, anew,
                           paused || !g_settings_get_boolean (self->settings, "start-on-open"));
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* Whether the command line names a session: that is what goes on then, and no new run begins. */
static gboolean
names_session (GVariantDict *dict)
{
  g_autofree const char **names = NULL;

  return g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &names) && names[0] != NULL &&
         run_session_is_name (names[0]);
}

/* The file that the command line names, if any. */
static void
open_argument (FooledApplication *self, GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **names = NULL;

  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &names) && names[0] != NULL)
    {
      g_autoptr (GFile) file =
          g_application_command_line_create_file_for_arg (command_line, names[0]);

      fooled_window_open (get_window (self), file);
    }
}

static int
fooled_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  FooledApplication *self = FOOLED_APPLICATION (application);
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  gboolean paused;

  if (!apply_options (self, command_line))
    return 1;
  paused = g_variant_dict_contains (dict, "paused");
  open_window (self,
               names_session (dict) || g_variant_dict_contains (dict, "network") ||
                   g_variant_dict_contains (dict, "method") ||
                   g_variant_dict_contains (dict, "seed"),
               paused || names_session (dict));
  if (paused && names_session (dict))
    fooled_run_pause (fooled_window_get_run (get_window (self)));
  open_argument (self, command_line);
  return 0;
}

static void
fooled_application_activate (GApplication *application)
{
  open_window (FOOLED_APPLICATION (application), FALSE, FALSE);
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledApplication *self = data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (fooled_preferences_new (parent, self->settings));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *paper[] = { "Anh Nguyen, Jason Yosinski, Jeff Clune https://arxiv.org/abs/1412.1897",
                          NULL };
  g_autofree char *kernels = run_describe_kernels ();
  /* Translators: %s names a processor's instructions, and the kernels of a library. */
  g_autofree char *computes = g_strdup_printf (_ ("Computes with %s."), kernels);
  g_autofree char *comments = g_strconcat (
      _ ("Watch neural networks being fooled, live: images evolve that mean nothing to "
         "a person, and that a network is sure of."),
      "\n\n", computes, NULL);
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "application-name", _ ("Fooled"), "application-icon", FOOLED_APPLICATION_ID,
                "version", FOOLED_VERSION, "developer-name", _ ("The Fooled contributors"),
                "license-type", GTK_LICENSE_GPL_3_0, "comments", comments, "translator-credits",
                _ ("translator-credits"), NULL);
  adw_about_window_add_credit_section (
      ADW_ABOUT_WINDOW (about),
      _ ("After the paper “Deep Neural Networks are Easily Fooled” (CVPR 2015)"), paper);
  gtk_window_set_transient_for (GTK_WINDOW (about), gtk_application_get_active_window (data));
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
}

/* Closing the windows lets each end its work. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *window = get_window (data);

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (data);
}

/* Someone asks the program to end: as if the window were closed, so that all is saved. */
static gboolean
signalled (gpointer data)
{
  quit (NULL, NULL, data);
  return G_SOURCE_CONTINUE;
}

static void
fooled_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "preferences", show_preferences },
    { "about", show_about },
    { "quit", quit },
  };
  FooledApplication *self = FOOLED_APPLICATION (application);

  G_APPLICATION_CLASS (fooled_application_parent_class)->startup (application);

  self->settings = fooled_settings_new ();
  fooled_classroom_bind (self->settings);
  g_unix_signal_add (SIGINT, signalled, self);
  g_unix_signal_add (SIGTERM, signalled, self);
  g_unix_signal_add (SIGHUP, signalled, self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].accels);
  fooled_pages_set_accels (GTK_APPLICATION (self));
  gtk_window_set_default_icon_name (FOOLED_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (apply_color_scheme),
                           self, G_CONNECT_SWAPPED);
  apply_color_scheme (self);
}

static void
fooled_application_finalize (GObject *object)
{
  g_clear_object (&FOOLED_APPLICATION (object)->settings);

  G_OBJECT_CLASS (fooled_application_parent_class)->finalize (object);
}

static void
fooled_application_class_init (FooledApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_application_finalize;
  application_class->handle_local_options = fooled_application_handle_local_options;
  application_class->startup = fooled_application_startup;
  application_class->command_line = fooled_application_command_line;
  application_class->activate = fooled_application_activate;
}

static void
fooled_application_init (FooledApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

FooledApplication *
fooled_application_new (void)
{
  return g_object_new (FOOLED_TYPE_APPLICATION, "application-id", FOOLED_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/org/fooled/Fooled", NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-page.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/files/output.h"
#include "ui/networks/network-chooser.h"
#include "ui/present/presentable.h"
#include "ui/quiz/fool-it.h"
#include "ui/quiz/quiz-board.h"
#include "ui/quiz/quiz-maker.h"
#include "ui/quiz/quiz-results.h"
#include "ui/quiz/quiz-setup.h"
#include "ui/quiz/quiz-text.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/news.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/combo-list.h"
#include "ui/widgets/tooltips.h"
#include "ui/widgets/whole-numbers.h"

struct _FooledQuizPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledNetworkChooser *chooser;
  FooledQuizMaker *maker;
  RunQuiz *quiz; /* NULL before the first one */
  gboolean ended;

  GtkWidget *box;
  GtkStack *modes;
  GtkDropDown *network;
  GtkStack *stack;
  FooledQuizSetup *setup;
  GtkLabel *making;
  GtkProgressBar *progress;
  GtkWidget *cancel_button;
  FooledQuizBoard *board;
  FooledQuizResults *results;
  FooledFoolIt *fool_it;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledQuizPage,
                               fooled_quiz_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      presentable_interface_init))

static gboolean
shows (FooledQuizPage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

/* A quiz belongs to its network; so does what can be done. */
static void
show_state (FooledQuizPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean has_network =
      self->chooser != NULL && fooled_network_chooser_get_key (self->chooser) != NULL;
  gboolean over = shows (self, "results");

  gtk_widget_action_set_enabled (widget, "quiz.start",
                                 has_network && !self->ended && shows (self, "setup"));
  gtk_widget_action_set_enabled (widget, "quiz.cancel", shows (self, "making"));
  gtk_widget_action_set_enabled (widget, "quiz.end", shows (self, "board"));
  gtk_widget_action_set_enabled (widget, "quiz.again", over);
  if (!over)
    {
      gtk_widget_action_set_enabled (widget, "quiz.save", FALSE);
      gtk_widget_action_set_enabled (widget, "quiz.copy", FALSE);
    }
  gtk_widget_set_sensitive (
      GTK_WIDGET (self->network),
      has_network &&
          (!shows (self, "board") ||
           gtk_stack_get_visible_child (self->modes) == GTK_WIDGET (self->fool_it)) &&
          !shows (self, "making"));
}

/* The keyboard follows, unless it is elsewhere. */
static void
turn_to (FooledQuizPage *self, const char *name, GtkWidget *child)
{
  gboolean here = gtk_widget_get_focus_child (GTK_WIDGET (self->modes)) != NULL;

  gtk_stack_set_visible_child_name (self->stack, name);
  show_state (self);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
  if (here || gtk_widget_get_mapped (GTK_WIDGET (self->stack)))
    gtk_widget_grab_focus (child);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);
  g_autofree char *problem = NULL;
  RunQuizOrder order;

  if (!fooled_quiz_setup_read (self->setup, &order, &problem))
    {
      fooled_quiz_setup_set_note (self->setup, problem);
      return;
    }
  order.network = g_strdup (fooled_network_chooser_get_key (self->chooser));
  fooled_quiz_setup_set_note (self->setup, NULL);
  gtk_label_set_label (self->making, _ ("The pictures are being made…"));
  gtk_progress_bar_set_fraction (self->progress, 0);
  fooled_quiz_maker_start (self->maker, &order);
  turn_to (self, "making", self->cancel_button);
}

static void
progressed (FooledQuizPage *self, int kind, double fraction)
{
  const char *const texts[RUN_QUIZ_N_KINDS] = {
    [RUN_QUIZ_EVOLVED] = _ ("Images are being evolved…"),
    [RUN_QUIZ_REAL] = _ ("Real pictures are being looked at…"),
    [RUN_QUIZ_CHANGED] = _ ("Changes are being looked for…"),
  };

  if (fraction > 0)
    gtk_label_set_label (self->making, texts[kind]);
  gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
made (FooledQuizPage *self, RunQuizMade *rounds)
{
  g_auto (GStrv) names = fooled_quiz_setup_get_teams (self->setup);

  fooled_quiz_board_set_quiz (self->board, NULL, NULL);
  g_clear_pointer (&self->quiz, run_quiz_free);
  self->quiz = run_quiz_new (rounds->network, rounds->rounds, (const char *const *) names,
                             g_strv_length (names));
  fooled_quiz_board_set_quiz (self->board, self->quiz, rounds->note);
  turn_to (self, "board", GTK_WIDGET (self->board));
}

static void
failed (FooledQuizPage *self, const char *why)
{
  fooled_quiz_setup_set_note (self->setup, why);
  turn_to (self, "setup", GTK_WIDGET (self->setup));
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);

  fooled_quiz_maker_cancel (self->maker);
  turn_to (self, "setup", GTK_WIDGET (self->setup));
}

static void
over (FooledQuizPage *self)
{
  gboolean any = fooled_quiz_results_show (self->results, self->quiz);

  turn_to (self, "results", GTK_WIDGET (self->results));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quiz.save", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quiz.copy", any);
}

static void
end (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);

  run_quiz_end (self->quiz);
  over (self);
}

/* Escape. A quiz under way is not ended by it: one key too many after presenting would cost it. */
static void
leave (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (shows (FOOLED_QUIZ_PAGE (widget), "making"))
    cancel (widget, NULL, NULL);
}

static void
again (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);

  fooled_quiz_setup_next_seed (self->setup);
  turn_to (self, "setup", GTK_WIDGET (self->setup));
}

static GBytes *
encode (gpointer data, BaseImage **image, GError **error)
{
  return g_bytes_new (data, strlen (data));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);
  g_autofree char *folder = fooled_settings_save_folder (self->settings);
  FooledOutput *output =
      fooled_output_new ("quiz.csv", "", encode, run_quiz_to_csv (self->quiz), g_free);

  fooled_output_set_table (output);
  fooled_output_save (widget, output, folder,
                      g_settings_get_boolean (self->settings, "ask-where-to-save"),
                      fooled_news_saved);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);
  g_autofree char *csv = run_quiz_to_csv (self->quiz);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  fooled_news_done (self, _ ("Copied the table as comma-separated values"));
}

static void
network_changed (FooledQuizPage *self)
{
  fooled_fool_it_set_network (self->fool_it, fooled_network_chooser_get_key (self->chooser),
                              fooled_network_chooser_get_info (self->chooser));
  fooled_quiz_setup_set_network (self->setup, fooled_network_chooser_get_info (self->chooser));
  show_state (self);
}

static void
loaded (FooledQuizPage *self, RunNetworkInfo *info)
{
  fooled_network_chooser_set_loaded (self->chooser, info);
}

/* A question was answered on the page. */
static void
board_changed (FooledQuizPage *self)
{
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static gboolean
presents_table (FooledQuizPage *self)
{
  return gtk_stack_get_visible_child (self->modes) == GTK_WIDGET (self->fool_it);
}

/* The whole quiz is its figure; of the drawings the best are shown. */
static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (page);

  if (presents_table (self))
    {
      scene->line = fooled_fool_it_get_task (self->fool_it);
      scene->n_tiles = run_fool_table_n (fooled_fool_it_get_table (self->fool_it));
      if (scene->n_tiles == 0)
        {
          g_autofree char *task = g_steal_pointer (&scene->line);

          /* Translators: %s is the task: Make the network say "3". */
          scene->line = g_strdup_printf (_ ("%s. Draw on the page (Escape)"), task);
        }
    }
  else if (shows (self, "board"))
    scene->line = g_strdup (_ ("Digits choose, Enter goes on"));
  else if (shows (self, "results"))
    scene->line = fooled_quiz_winners (self->quiz);
  else
    scene->line = g_strdup (_ ("Human or machine? Start the quiz on the page (Escape)"));
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  const RunFoolTable *table = fooled_fool_it_get_table (FOOLED_QUIZ_PAGE (page)->fool_it);
  const RunFoolEntry *entry;

  if (number >= run_fool_table_n (table))
    return;
  entry = run_fool_table_get (table, number);
  tile->title = g_strdup (*entry->name != '\0' ? entry->name : _ ("No name"));
  tile->label = g_strdup (entry->target);
  tile->value = fooled_confidence_text (entry->confidence);
  tile->image = base_image_ref (entry->image);
  tile->strength = entry->confidence;
}

/* The one that is presented is answered: so is the one of the page. */
static void
figure_changed (FooledQuizPage *self)
{
  fooled_quiz_board_update (self->board);
}

/* A box, in which the results take the place of the last question. */
static GtkWidget *
create_figure (FooledPresentable *page)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (page);
  GtkWidget *box;

  if (presents_table (self) || !(shows (self, "board") || shows (self, "results")))
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static void
update_figure (FooledPresentable *page, GtkWidget *figure)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (page);
  GType wanted = shows (self, "results") ? FOOLED_TYPE_QUIZ_RESULTS : FOOLED_TYPE_QUIZ_BOARD;
  GtkWidget *child = gtk_widget_get_first_child (figure);

  if (child != NULL && !G_TYPE_CHECK_INSTANCE_TYPE (child, wanted))
    {
      gtk_box_remove (GTK_BOX (figure), child);
      child = NULL;
    }
  if (child != NULL || !(shows (self, "results") || shows (self, "board")))
    return;
  child = g_object_new (wanted, "hexpand", TRUE, "vexpand", TRUE, NULL);
  gtk_widget_add_css_class (child, "quiz-presented");
  gtk_box_append (GTK_BOX (figure), child);
  if (wanted == FOOLED_TYPE_QUIZ_RESULTS)
    {
      fooled_quiz_results_show (FOOLED_QUIZ_RESULTS (child), self->quiz);
      return;
    }
  fooled_quiz_board_set_quiz (FOOLED_QUIZ_BOARD (child), self->quiz, NULL);
  g_signal_connect_object (child, "changed", G_CALLBACK (figure_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (child, "over", G_CALLBACK (over), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (child);
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->create_figure = create_figure;
  interface->update_figure = update_figure;
}

static gboolean
fooled_quiz_page_grab_focus (GtkWidget *widget)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (widget);
  GtkWidget *shown = gtk_stack_get_visible_child (self->modes);

  if (shown == GTK_WIDGET (self->stack))
    shown = gtk_stack_get_visible_child (self->stack);
  return gtk_widget_grab_focus (shown) || gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

static gboolean
fooled_quiz_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *parts[] = { FOOLED_QUIZ_PAGE (widget)->box, NULL };

  return fooled_focus_order (widget, parts, direction);
}

static void
fooled_quiz_page_dispose (GObject *object)
{
  FooledQuizPage *self = FOOLED_QUIZ_PAGE (object);

  fooled_quiz_page_shutdown (self);
  if (self->board != NULL)
    fooled_quiz_board_set_quiz (self->board, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_QUIZ_PAGE);
  g_clear_pointer (&self->quiz, run_quiz_free);
  g_clear_object (&self->maker);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_quiz_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledQuizPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (box);
  BIND (modes);
  BIND (network);
  BIND (stack);
  BIND (setup);
  BIND (making);
  BIND (progress);
  BIND (cancel_button);
  BIND (board);
  BIND (results);
  BIND (fool_it);
  gtk_widget_class_bind_template_callback (widget_class, show_state);
  gtk_widget_class_bind_template_callback (widget_class, board_changed);
  gtk_widget_class_bind_template_callback (widget_class, over);
  gtk_widget_class_bind_template_callback (widget_class, fooled_news_message);
  gtk_widget_class_bind_template_callback (widget_class, loaded);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "quiz.start", start }, { "quiz.cancel", cancel }, { "quiz.end", end },
    { "quiz.leave", leave }, { "quiz.again", again },   { "quiz.save", save },
    { "quiz.copy", copy },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "quiz.leave", NULL);
}

static void
fooled_quiz_page_class_init (FooledQuizPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_quiz_page_dispose;
  widget_class->grab_focus = fooled_quiz_page_grab_focus;
  widget_class->focus = fooled_quiz_page_focus;
  fooled_news_install (G_TYPE_FROM_CLASS (klass));
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_QUIZ_SETUP);
  g_type_ensure (FOOLED_TYPE_QUIZ_BOARD);
  g_type_ensure (FOOLED_TYPE_QUIZ_RESULTS);
  g_type_ensure (FOOLED_TYPE_FOOL_IT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/quiz/quiz-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
fooled_quiz_page_init (FooledQuizPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chooser = fooled_network_chooser_new (self->network);
  fooled_drop_down_set_name (self->network, _ ("Network"));
  self->maker = fooled_quiz_maker_new ();
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->maker, "progress", G_CALLBACK (progressed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->maker, "made", G_CALLBACK (made), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->maker, "failed", G_CALLBACK (failed), self, G_CONNECT_SWAPPED);
  show_state (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  fooled_labels_keep_percents (GTK_WIDGET (self));
  fooled_combo_lists_widen (GTK_WIDGET (self));
}

GtkWidget *
fooled_quiz_page_new (void)
{
  return g_object_new (FOOLED_TYPE_QUIZ_PAGE, NULL);
}

void
fooled_quiz_page_bind (FooledQuizPage *self,
                       FooledRun *run,
                       GSettings *settings,
                       GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_QUIZ_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  fooled_quiz_setup_bind (self->setup, run);
  fooled_quiz_page_set_networks (self, networks);
}

void
fooled_quiz_page_set_networks (FooledQuizPage *self, GPtrArray *networks)
{
  g_autofree char *of_run = NULL;

  g_return_if_fail (FOOLED_IS_QUIZ_PAGE (self));
  g_return_if_fail (networks != NULL && self->settings != NULL);

  of_run = g_settings_get_string (self->settings, "network");
  if (!fooled_network_chooser_set_networks (self->chooser, networks, of_run))
    fooled_quiz_setup_set_note (self->setup,
                                _ ("There is no network. Get or open one from the menu, "
                                   "Networks…"));
  network_changed (self);
}

void
fooled_quiz_page_shutdown (FooledQuizPage *self)
{
  g_return_if_fail (FOOLED_IS_QUIZ_PAGE (self));

  if (self->ended)
    return;
  self->ended = TRUE;
  if (self->maker != NULL)
    fooled_quiz_maker_cancel (self->maker);
  if (self->fool_it != NULL)
    fooled_fool_it_shutdown (self->fool_it);
}

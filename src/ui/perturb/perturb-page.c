// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/light-paper.h"
#include "ui/networks/network-chooser.h"
#include "ui/networks/target-chooser.h"
#include "ui/perturb/perturb-board.h"
#include "ui/perturb/perturb-output.h"
#include "ui/perturb/perturb-presentation.h"
#include "ui/perturb/perturb-text.h"
#include "ui/perturb/picture-sources.h"
#include "ui/perturb/rubbish-panel.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/tooltips.h"

/* Networks that see more than this are none for drawings. */
#define MAX_DRAWN_SIDE 64

/* In the order of the entries of `sure` (ui/perturb/perturb-page.ui). */
static const double sure_choices[] = { 0, 0.9, 0.99 };

struct _FooledPerturbPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledPerturb *perturb; /* NULL until the page is shown */
  gboolean ended;
  FooledPictureSources *sources;
  FooledNetworkChooser *chooser; /* behind network_chooser */
  gboolean own_network;          /* not the run's */
  gboolean wants_pad;            /* as soon as the size of the network is known */

  BaseImage *image;                 /* as it was given; NULL = none, or an empty pad */
  gboolean drawing;                 /* the picture is the pad's */
  const BaseImage *judged;          /* of which is_light_paper is known; not owned, NULL = none */
  const RunNetworkInfo *judged_for; /* the same: only compared */
  gboolean is_light_paper;
  gint64 search_time; /* when the button was pressed last; monotonic, in microseconds */

  GtkWidget *scroller;
  GtkDropDown *network_chooser;
  GtkWidget *source_buttons;
  GtkWidget *getting;
  GtkProgressBar *getting_progress;
  GtkStack *stack;
  GtkWidget *big_draw_button;
  FooledTargetChooser *target;
  GtkDropDown *method;
  GtkDropDown *sure;
  GtkButton *search_button;
  GtkLabel *search_label;
  GtkLabel *method_explanation;
  GtkProgressBar *progress;
  GtkImage *outcome;
  GtkLabel *sentence;
  FooledPerturbBoard *board;
  GtkWidget *save_button;
  GtkWidget *copy_button;
  FooledRubbishPanel *rubbish;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledPerturbPage,
                               fooled_perturb_page,
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
tell (FooledPerturbPage *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static const RunPerturbSnapshot *
get_snapshot (FooledPerturbPage *self)
{
  return self->perturb != NULL ? fooled_perturb_get_snapshot (self->perturb) : NULL;
}

static gboolean
is_target (FooledPerturbPage *self, const RunLook *before)
{
  return before->n_top > 0 &&
         fooled_target_chooser_get_target (self->target) == (int) before->top[0].class_index;
}

/* The second half of a double click must not take back what the first one began. */
static gboolean
was_just_pressed (FooledPerturbPage *self)
{
  int double_click;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &double_click,
                NULL);
  return g_get_monotonic_time () - self->search_time < 1000 * (gint64) double_click;
}

/* The button keeps the keyboard: at no moment is its action one that cannot be done. */
static void
show_actions (FooledPerturbPage *self, gboolean ready, gboolean searching, gboolean busy)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *running = was_just_pressed (self) ? "perturb.wait" : "perturb.cancel";

  if (searching)
    gtk_widget_action_set_enabled (widget, "perturb.cancel", TRUE);
  else
    gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->search_button),
                                  searching ? running : "perturb.search");
  gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_widget_action_set_enabled (widget, "perturb.cancel", busy);
}

static void
show_search (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;
  gboolean trying = self->perturb != NULL && fooled_perturb_is_trying (self->perturb);
  gboolean ready = snapshot != NULL && snapshot->state == RUN_PERTURB_IDLE && !trying &&
                   snapshot->network != NULL && snapshot->before != NULL && self->image != NULL &&
                   !is_target (self, snapshot->before);
  gboolean busy = searching || trying;
  gboolean offer = searching && !was_just_pressed (self);

  show_actions (self, ready, searching, busy);
  gtk_label_set_label (self->search_label, offer ? _ ("_Cancel") : _ ("_Fool the Network"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search_button),
                               offer ? _ ("Stop looking (Escape)") : _ ("Look for the change"));
  if (offer)
    gtk_widget_remove_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->method), !searching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sure), !searching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->target), !searching);
  /* Its place stays. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), searching ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress,
                                 searching ? CLAMP (snapshot->job.fraction, 0, 1) : 0);
}

/* Caller frees. */
static char *
sentence_text (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (self->drawing && self->image == NULL)
    return g_strdup (_ ("Draw something for the network to recognise."));
  return fooled_perturb_sentence (snapshot, fooled_target_chooser_get_target (self->target));
}

static void
show_sentence (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->has_result && snapshot->after != NULL &&
                 snapshot->state != RUN_PERTURB_SEARCHING;
  g_autofree char *text = sentence_text (self, snapshot);

  gtk_label_set_label (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), any);
  if (any)
    gtk_image_set_from_icon_name (self->outcome, snapshot->result.success
                                                     ? "emblem-ok-symbolic"
                                                     : "dialog-information-symbolic");
}

static void
show_save (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = self->image != NULL && snapshot != NULL && snapshot->before != NULL;

  gtk_widget_set_sensitive (self->save_button, any);
  gtk_widget_set_sensitive (self->copy_button, any);
}

static void
show_all (FooledPerturbPage *self)
{
  const RunPerturbSnapshot *snapshot = get_snapshot (self);
  gboolean work = self->image != NULL || self->drawing;

  gtk_stack_set_visible_child_name (self->stack, work ? "work" : "start");
  gtk_widget_set_visible (self->source_buttons, work);
  fooled_perturb_board_show (self->board, snapshot, self->image != NULL, self->drawing);
  show_search (self, snapshot);
  show_sentence (self, snapshot);
  show_save (self, snapshot);
  if (snapshot != NULL)
    fooled_rubbish_panel_apply (self->rubbish, self->perturb);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static FooledDrawingPad *
pad (FooledPerturbPage *self)
{
  return fooled_perturb_board_get_pad (self->board);
}

/* Another picture: it ends a search. NULL: none. drawing: it comes from the pad. */
static void
set_image (FooledPerturbPage *self, BaseImage *image, gboolean drawing)
{
  if (image != NULL)
    base_image_ref (image);
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image;
  self->judged = NULL;
  self->drawing = drawing;
  fooled_perturb_board_forget_factor (self->board);
  if (self->perturb != NULL)
    fooled_perturb_set_picture (self->perturb, image);
  show_all (self);
}

static void
take_pad (FooledPerturbPage *self)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (pad (self));

  set_image (self, image, TRUE);
}

static gboolean
can_draw (const RunNetworkInfo *info)
{
  return info != NULL && info->width > 0 && info->width <= MAX_DRAWN_SIDE && info->height > 0 &&
         info->height <= MAX_DRAWN_SIDE;
}

static void
update_sources (FooledPerturbPage *self, const RunNetworkInfo *info)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean drawable = can_draw (info);

  gtk_widget_action_set_enabled (widget, "perturb.draw", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.clear", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.test-picture",
                                 info != NULL &&
                                     (info->data_set != NULL || info->characters != NULL));
  if (drawable)
    fooled_drawing_pad_set_size (pad (self), info->width, info->height);
  /* What was drawn stays as a picture; another size of the pad loses nothing. */
  if (self->drawing && (!drawable || self->image == NULL || self->image->width != info->width ||
                        self->image->height != info->height))
    self->drawing = drawable && self->image == NULL;
}

static void
draw_if_wanted (FooledPerturbPage *self)
{
  if (!self->wants_pad || !can_draw (fooled_network_chooser_get_info (self->chooser)))
    return;
  self->wants_pad = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "perturb.draw", NULL);
}

/* Another network is chosen, or more is known of it. */
static void
network_changed (FooledPerturbPage *self)
{
  RunNetworkInfo *info = fooled_network_chooser_get_info (self->chooser);

  fooled_target_chooser_set_network (self->target, info);
  update_sources (self, info);
  draw_if_wanted (self);
}

static void
network_chosen (FooledPerturbPage *self)
{
  const char *key = fooled_network_chooser_get_key (self->chooser);
  g_autofree char *of_run = g_settings_get_string (self->settings, "network");

  self->own_network = !g_str_equal (of_run, key);
  self->wants_pad = FALSE;
  if (self->perturb != NULL)
    fooled_perturb_set_network (self->perturb, key);
  show_all (self);
}

static void
follow_run (FooledPerturbPage *self)
{
  g_autofree char *of_run = g_settings_get_string (self->settings, "network");

  if (!self->own_network)
    fooled_network_chooser_choose (self->chooser, of_run);
}

static void
snapshot_arrived (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (snapshot->network != NULL)
    fooled_network_chooser_set_loaded (self->chooser, snapshot->network);
  if (snapshot->job.message != NULL)
    tell (self, snapshot->job.message);
  show_all (self);
}

static void
noise_arrived (FooledPerturbPage *self, const RunNoiseSnapshot *noise)
{
  if (noise->job.message != NULL)
    tell (self, noise->job.message);
  show_all (self);
}

static void
begin (FooledPerturbPage *self)
{
  const char *network =
      self->chooser != NULL ? fooled_network_chooser_get_key (self->chooser) : NULL;

  if (self->perturb != NULL || self->ended || network == NULL)
    return;
  self->perturb = fooled_perturb_new ();
  g_signal_connect_object (self->perturb, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->perturb, "noise", G_CALLBACK (noise_arrived), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_set_network (self->perturb, network);
  if (self->image != NULL)
    fooled_perturb_set_picture (self->perturb, self->image);
}

static void
method_changed (FooledPerturbPage *self)
{
  AscMethod method = (AscMethod) gtk_drop_down_get_selected (self->method);

  gtk_label_set_label (self->method_explanation, _ (asc_method_info (method)->explanation));
}

static void
list_methods (FooledPerturbPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (int i = 0; i < ASC_N_METHODS; i++)
    gtk_string_list_append (names, _ (asc_method_info ((AscMethod) i)->title));
  gtk_drop_down_set_model (self->method, G_LIST_MODEL (names));
  method_changed (self);
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  AscPerturbSettings settings;

  if (self->perturb == NULL)
    return;
  asc_perturb_settings_init (&settings, (AscMethod) gtk_drop_down_get_selected (self->method));
  settings.target = fooled_target_chooser_get_target (self->target);
  settings.confidence = sure_choices[gtk_drop_down_get_selected (self->sure)];
  fooled_perturb_board_forget_factor (self->board);
  self->search_time = g_get_monotonic_time ();
  fooled_perturb_search (self->perturb, &settings);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_button)); /* for Escape */
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->perturb != NULL)
    fooled_perturb_cancel (self->perturb);
}

/* What the button does just after it was pressed. */
static void
wait (GtkWidget *widget, const char *action, GVariant *parameter)
{
}

static void
blend_changed (FooledPerturbPage *self, double blend)
{
  if (self->perturb != NULL)
    fooled_perturb_set_blend (self->perturb, blend);
}

/* Each time it is other noise; from the beginning on the same ones. */
static void
try_rubbish (FooledPerturbPage *self, guint n_images, guint noise)
{
  const RunNoiseSnapshot *last;
  RunRubbishSettings settings = { (RunNoise) noise, n_images, 1 };

  if (self->perturb == NULL)
    return;
  last = fooled_perturb_get_noise (self->perturb);
  if (last != NULL && last->rubbish != NULL)
    settings.seed = last->rubbish->settings.seed + 1;
  fooled_perturb_try_rubbish (self->perturb, &settings);
}

static void
cancel_rubbish (FooledPerturbPage *self)
{
  if (self->perturb != NULL)
    fooled_perturb_cancel (self->perturb);
}

static void
open_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_ask (FOOLED_PERTURB_PAGE (widget)->sources);
}

static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_paste (FOOLED_PERTURB_PAGE (widget)->sources);
}

/* What was drawn before is still there. */
static void
draw (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (!self->drawing)
    take_pad (self);
  gtk_widget_grab_focus (GTK_WIDGET (pad (self)));
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_drawing_pad_clear (pad (FOOLED_PERTURB_PAGE (widget)));
}

/* The picture's negative. What was drawn becomes a picture. */
static void
invert (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  g_autoptr (BaseImage) image = self->image != NULL ? run_inverted (self->image) : NULL;

  if (image != NULL)
    set_image (self, image, FALSE);
}

static void
test_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  RunNetworkInfo *info = fooled_network_chooser_get_info (self->chooser);

  if (info != NULL && info->characters != NULL)
    fooled_picture_sources_draw_test_picture (
        self->sources, info->characters[g_random_int_range (0, (gint32) info->n_classes)]);
  else if (info != NULL && info->data_set != NULL)
    fooled_picture_sources_pick_test_picture (self->sources, info->data_set);
}

static void
cancel_getting (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_cancel_getting (FOOLED_PERTURB_PAGE (widget)->sources);
}

static void
picture_arrived (FooledPerturbPage *self, BaseImage *image)
{
  set_image (self, image, FALSE);
}

static void
show_getting (FooledPerturbPage *self, gboolean getting, double fraction)
{
  gtk_widget_set_visible (self->getting, getting);
  if (!getting)
    return;
  if (fraction < 0)
    gtk_progress_bar_pulse (self->getting_progress);
  else
    gtk_progress_bar_set_fraction (self->getting_progress, fraction);
}

/* What can be saved at all, as it is at this moment; or NULL. */
static FooledOutput *
make_output (FooledPerturbPage *self, GVariant *what)
{
  FooledPerturbContent content = {
    .snapshot = get_snapshot (self),
    .change = fooled_perturb_board_get_change (self->board),
    .factor = fooled_perturb_board_get_factor (self->board),
    .network = fooled_network_chooser_get_key (self->chooser),
    .target = fooled_target_chooser_get_target (self->target),
  };

  return fooled_perturb_output_new (&content, g_variant_get_string (what, NULL));
}

static void
output_done (gpointer owner, const char *path, const char *text, const GError *error)
{
  FooledPerturbPage *self = owner;

  if (error != NULL)
    tell (self, error->message);
  else if (path != NULL)
    g_signal_emit (self, signals[SAVED], 0, path);
  else
    g_signal_emit (self, signals[DONE], 0, _ ("Copied the picture"));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  FooledOutput *output = make_output (self, parameter);
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  if (output != NULL)
    fooled_output_save (widget, output, folder,
                        g_settings_get_boolean (self->settings, "ask-where-to-save"), output_done);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledOutput *output = make_output (FOOLED_PERTURB_PAGE (widget), parameter);

  if (output != NULL)
    fooled_output_copy (widget, output, output_done);
}

static void
fooled_perturb_page_map (GtkWidget *widget)
{
  begin (FOOLED_PERTURB_PAGE (widget));

  GTK_WIDGET_CLASS (fooled_perturb_page_parent_class)->map (widget);
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (page);
  const RunPerturbSnapshot *snapshot = get_snapshot (self);
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;

  scene->n_tiles = fooled_perturb_presentation_n_tiles (snapshot, self->image != NULL);
  if (self->image == NULL && !self->drawing)
    scene->line = g_strdup (_ ("Draw or open a picture first"));
  else
    scene->line = sentence_text (self, snapshot);
  scene->can_run = scene->n_tiles > 0;
  scene->running = searching;
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (page);

  fooled_perturb_presentation_read (get_snapshot (self), number,
                                    fooled_perturb_board_get_change (self->board),
                                    fooled_perturb_board_get_factor (self->board), tile);
}

/* Looks for the change, or stops looking. */
static void
toggle_search (FooledPresentable *page)
{
  const RunPerturbSnapshot *snapshot = get_snapshot (FOOLED_PERTURB_PAGE (page));
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;

  gtk_widget_activate_action (GTK_WIDGET (page), searching ? "perturb.cancel" : "perturb.search",
                              NULL);
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->toggle = toggle_search;
}

static gboolean
fooled_perturb_page_grab_focus (GtkWidget *widget)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->image == NULL && !self->drawing)
    return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  if (self->drawing)
    return gtk_widget_grab_focus (GTK_WIDGET (pad (self)));
  return gtk_widget_grab_focus (GTK_WIDGET (self->search_button)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->target));
}

static gboolean
fooled_perturb_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *parts[] = { FOOLED_PERTURB_PAGE (widget)->scroller, NULL };

  return fooled_focus_order (widget, parts, direction);
}

static void
fooled_perturb_page_dispose (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  fooled_perturb_page_shutdown (self);
  g_clear_object (&self->sources);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_PERTURB_PAGE);
  g_clear_object (&self->perturb);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->dispose (object);
}

static void
fooled_perturb_page_finalize (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  g_clear_pointer (&self->image, base_image_unref);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledPerturbPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (scroller);
  BIND (network_chooser);
  BIND (source_buttons);
  BIND (getting);
  BIND (getting_progress);
  BIND (stack);
  BIND (big_draw_button);
  BIND (target);
  BIND (method);
  BIND (sure);
  BIND (search_button);
  BIND (search_label);
  BIND (method_explanation);
  BIND (progress);
  BIND (outcome);
  BIND (sentence);
  BIND (board);
  BIND (save_button);
  BIND (copy_button);
  BIND (rubbish);
  gtk_widget_class_bind_template_callback (widget_class, show_all);
  gtk_widget_class_bind_template_callback (widget_class, take_pad);
  gtk_widget_class_bind_template_callback (widget_class, method_changed);
  gtk_widget_class_bind_template_callback (widget_class, blend_changed);
  gtk_widget_class_bind_template_callback (widget_class, try_rubbish);
  gtk_widget_class_bind_template_callback (widget_class, cancel_rubbish);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type; /* of the parameter */
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "perturb.search", NULL, search },
    { "perturb.wait", NULL, wait },
    { "perturb.cancel", NULL, cancel },
    { "perturb.draw", NULL, draw },
    { "perturb.clear", NULL, clear },
    { "perturb.invert", NULL, invert },
    { "perturb.open", NULL, open_picture },
    { "perturb.paste", NULL, paste },
    { "perturb.test-picture", NULL, test_picture },
    { "perturb.cancel-getting", NULL, cancel_getting },
    { "perturb.save", "s", save },
    { "perturb.copy", "s", copy },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "perturb.cancel", NULL);
}

static void
fooled_perturb_page_class_init (FooledPerturbPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = fooled_perturb_page_dispose;
  object_class->finalize = fooled_perturb_page_finalize;
  widget_class->map = fooled_perturb_page_map;
  widget_class->focus = fooled_perturb_page_focus;
  widget_class->grab_focus = fooled_perturb_page_grab_focus;
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);

  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_PERTURB_BOARD);
  g_type_ensure (FOOLED_TYPE_RUBBISH_PANEL);
  g_type_ensure (FOOLED_TYPE_TARGET_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/perturb-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
fooled_perturb_page_init (FooledPerturbPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  list_methods (self);
  self->chooser = fooled_network_chooser_new (self->network_chooser);
  self->sources = fooled_picture_sources_new (GTK_WIDGET (self));
  fooled_drop_down_set_name (self->network_chooser, _ ("Network"));
  fooled_drop_down_set_name (self->method, _ ("Method"));
  fooled_drop_down_set_name (self->sure, _ ("How sure?"));
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (network_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "picture", G_CALLBACK (picture_arrived), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "message", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "getting", G_CALLBACK (show_getting), self,
                           G_CONNECT_SWAPPED);
  network_changed (self);
  show_all (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
}

GtkWidget *
fooled_perturb_page_new (void)
{
  return g_object_new (FOOLED_TYPE_PERTURB_PAGE, NULL);
}

void
fooled_perturb_page_bind (FooledPerturbPage *self, GSettings *settings, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);
  g_return_if_fail (networks != NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::network", G_CALLBACK (follow_run), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_page_set_networks (self, networks);
}

void
fooled_perturb_page_set_networks (FooledPerturbPage *self, GPtrArray *networks)
{
  g_autofree char *of_run = NULL;

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (self->settings != NULL);
  g_return_if_fail (networks != NULL);

  of_run = g_settings_get_string (self->settings, "network");
  fooled_network_chooser_set_networks (self->chooser, networks, of_run);
}

void
fooled_perturb_page_set_specimen (FooledPerturbPage *self, const StoreSpecimen *specimen)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (specimen != NULL && specimen->image != NULL);

  if (specimen->network_id != NULL)
    fooled_network_chooser_choose (self->chooser, specimen->network_id);
  set_image (self, specimen->image, FALSE);
}

void
fooled_perturb_page_draw_for (FooledPerturbPage *self, const char *network)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (network != NULL);

  self->wants_pad = fooled_network_chooser_choose (self->chooser, network);
  draw_if_wanted (self);
}

void
fooled_perturb_page_open (FooledPerturbPage *self, GFile *file)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  fooled_picture_sources_open (self->sources, file);
}

void
fooled_perturb_page_take_texture (FooledPerturbPage *self, GdkTexture *texture)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  fooled_picture_sources_take_texture (self->sources, texture);
}

FooledPerturb *
fooled_perturb_page_get_perturb (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), NULL);

  return self->perturb;
}

const char *
fooled_perturb_page_get_network (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), NULL);

  return fooled_network_chooser_get_key (self->chooser);
}

gboolean
fooled_perturb_page_can_draw (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  return can_draw (fooled_network_chooser_get_info (self->chooser));
}

gboolean
fooled_perturb_page_has_picture (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  return self->image != NULL;
}

/* Judged once a picture and network. */
gboolean
fooled_perturb_page_is_light_paper (FooledPerturbPage *self)
{
  RunNetworkInfo *info;

  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  info = fooled_network_chooser_get_info (self->chooser);
  if (self->image == NULL || info == NULL)
    return FALSE;
  if (self->judged != self->image || self->judged_for != info)
    self->is_light_paper = run_is_light_paper (self->image, info);
  self->judged = self->image;
  self->judged_for = info;
  return self->is_light_paper;
}

void
fooled_perturb_page_shutdown (FooledPerturbPage *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  self->ended = TRUE;
  if (self->sources != NULL)
    fooled_picture_sources_shutdown (self->sources);
  if (self->perturb != NULL)
    fooled_perturb_shutdown (self->perturb);
}

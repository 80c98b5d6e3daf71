// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/perturb/perturb-page-private.h"
#include "ui/perturb/perturb-text.h"
#include "ui/widgets/even-layout.h"

G_DEFINE_FINAL_TYPE (FooledPerturbPage, fooled_perturb_page, GTK_TYPE_WIDGET)

enum
{
  MESSAGE,
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
_fooled_perturb_page_message (FooledPerturbPage *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

const RunPerturbSnapshot *
_fooled_perturb_page_get_snapshot (FooledPerturbPage *self)
{
  return self->perturb != NULL ? fooled_perturb_get_snapshot (self->perturb) : NULL;
}

static void
snapshot_arrived (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (snapshot->network != NULL)
    _fooled_perturb_page_network_loaded (self, snapshot->network);
  if (snapshot->message != NULL)
    _fooled_perturb_page_message (self, snapshot->message);
  _fooled_perturb_page_show (self);
}

static void
begin (FooledPerturbPage *self)
{
  if (self->perturb != NULL || self->ended || self->network == NULL)
    return;
  self->perturb = fooled_perturb_new ();
  g_signal_connect_object (self->perturb, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_set_network (self->perturb, self->network);
  if (self->image != NULL)
    fooled_perturb_set_picture (self->perturb, self->image);
}

void
_fooled_perturb_page_network_changed (FooledPerturbPage *self)
{
  RunNetworkInfo *info = _fooled_perturb_page_get_info (self);

  fooled_target_chooser_set_network (self->target, info);
  _fooled_perturb_page_update_sources (self);
}

void
_fooled_perturb_page_set_image (FooledPerturbPage *self, BaseImage *image, gboolean drawing)
{
  if (image != NULL)
    base_image_ref (image);
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image;
  self->drawing = drawing;
  self->own_factor = FALSE;
  if (self->perturb != NULL)
    fooled_perturb_set_picture (self->perturb, image);
  _fooled_perturb_page_show (self);
}

void
_fooled_perturb_page_take_pad (FooledPerturbPage *self)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (self->pad);

  _fooled_perturb_page_set_image (self, image, TRUE);
}

static void
method_changed (FooledPerturbPage *self)
{
  AscMethod method = (AscMethod) gtk_drop_down_get_selected (self->method);

  gtk_label_set_label (self->method_explanation, fooled_method_explanation (method));
}

static void
list_methods (FooledPerturbPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (int i = 0; i < ASC_N_METHODS; i++)
    gtk_string_list_append (names, fooled_method_name ((AscMethod) i));
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
  self->own_factor = FALSE;
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
blend_changed (FooledPerturbPage *self)
{
  if (!self->showing && self->perturb != NULL)
    fooled_perturb_set_blend (self->perturb, gtk_adjustment_get_value (self->blend_adjustment));
}

/* Each time it is other noise; from the beginning on the same ones. */
static void
try_rubbish (FooledPerturbPage *self, guint n_images, guint noise)
{
  const RunPerturbSnapshot *snapshot = _fooled_perturb_page_get_snapshot (self);
  RunRubbishSettings settings = { (RunNoise) noise, n_images, 1 };

  if (snapshot == NULL)
    return;
  if (snapshot->rubbish != NULL)
    settings.seed = snapshot->rubbish->settings.seed + 1;
  fooled_perturb_try_rubbish (self->perturb, &settings);
}

static void
cancel_rubbish (FooledPerturbPage *self)
{
  if (self->perturb != NULL)
    fooled_perturb_cancel (self->perturb);
}

static void
fooled_perturb_page_map (GtkWidget *widget)
{
  begin (FOOLED_PERTURB_PAGE (widget));

  GTK_WIDGET_CLASS (fooled_perturb_page_parent_class)->map (widget);
}

static gboolean
fooled_perturb_page_grab_focus (GtkWidget *widget)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->image == NULL && !self->drawing)
    return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  if (self->drawing)
    return gtk_widget_grab_focus (GTK_WIDGET (self->pad));
  return gtk_widget_grab_focus (GTK_WIDGET (self->search_button)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->target));
}

static void
fooled_perturb_page_dispose (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  fooled_perturb_page_shutdown (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  if (self->test_pictures != NULL)
    g_object_run_dispose (G_OBJECT (self->test_pictures));
  g_clear_object (&self->test_pictures);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_PERTURB_PAGE);
  g_clear_object (&self->perturb);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->dispose (object);
}

static void
fooled_perturb_page_finalize (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->network_keys);
  g_ptr_array_unref (self->networks);
  g_free (self->network);
  g_clear_pointer (&self->image, base_image_unref);
  g_clear_pointer (&self->change, base_image_unref);
  g_clear_pointer (&self->change_after, base_image_unref);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledPerturbPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (scroller);
  BIND (network_chooser);
  BIND (sources);
  BIND (getting);
  BIND (getting_progress);
  BIND (stack);
  BIND (big_draw_button);
  BIND (target);
  BIND (method);
  BIND (search_button);
  BIND (search_label);
  BIND (method_explanation);
  BIND (progress);
  BIND (outcome);
  BIND (sentence);
  BIND (before_stack);
  BIND (before_picture);
  BIND (pad);
  BIND (pad_hint);
  BIND (before_look);
  BIND (change_picture);
  BIND (factor_box);
  BIND (factor_adjustment);
  BIND (change_label);
  BIND (after_picture);
  BIND (after_look);
  BIND (between);
  BIND (between_picture);
  BIND (blend_adjustment);
  BIND (between_label);
  BIND (save_button);
  BIND (copy_button);
  BIND (rubbish);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback_full (widget_class, "network_chosen",
                                                G_CALLBACK (_fooled_perturb_page_network_chosen));
  gtk_widget_class_bind_template_callback_full (widget_class, "pad_changed",
                                                G_CALLBACK (_fooled_perturb_page_take_pad));
  gtk_widget_class_bind_template_callback_full (widget_class, "target_changed",
                                                G_CALLBACK (_fooled_perturb_page_show));
  gtk_widget_class_bind_template_callback_full (widget_class, "factor_changed",
                                                G_CALLBACK (_fooled_perturb_page_factor_changed));
  gtk_widget_class_bind_template_callback (widget_class, method_changed);
  gtk_widget_class_bind_template_callback (widget_class, blend_changed);
  gtk_widget_class_bind_template_callback (widget_class, try_rubbish);
  gtk_widget_class_bind_template_callback (widget_class, cancel_rubbish);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "perturb.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "perturb.wait", NULL, wait);
  gtk_widget_class_install_action (widget_class, "perturb.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "perturb.cancel", NULL);
  _fooled_perturb_page_install_sources (widget_class);
  _fooled_perturb_page_install_save (widget_class);
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
  widget_class->grab_focus = fooled_perturb_page_grab_focus;
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);

  g_type_ensure (FOOLED_TYPE_DRAWING_PAD);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_LOOK_VIEW);
  g_type_ensure (FOOLED_TYPE_PICTURE);
  g_type_ensure (FOOLED_TYPE_RUBBISH_PANEL);
  g_type_ensure (FOOLED_TYPE_TARGET_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/perturb-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  bind_callbacks (widget_class);
  install_actions (widget_class);
}

static void
unref_network (gpointer info)
{
  if (info != NULL)
    run_network_info_unref (info);
}

static void
fooled_perturb_page_init (FooledPerturbPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->network_keys = g_ptr_array_new_with_free_func (g_free);
  self->networks = g_ptr_array_new_with_free_func (unref_network);
  self->listing = TRUE;
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->listing = FALSE;
  self->showing = FALSE;
  list_methods (self);
  _fooled_perturb_page_add_sources (self);
  _fooled_perturb_page_show (self);
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
  g_signal_connect_object (settings, "changed::network",
                           G_CALLBACK (_fooled_perturb_page_follow_run), self, G_CONNECT_SWAPPED);
  fooled_perturb_page_set_networks (self, networks);
}

void
fooled_perturb_page_set_specimen (FooledPerturbPage *self, const StoreSpecimen *specimen)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (specimen != NULL && specimen->image != NULL);

  if (specimen->network_id != NULL)
    _fooled_perturb_page_use_network (self, specimen->network_id);
  _fooled_perturb_page_set_image (self, specimen->image, FALSE);
}

void
fooled_perturb_page_shutdown (FooledPerturbPage *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  self->ended = TRUE;
  if (self->perturb != NULL)
    fooled_perturb_shutdown (self->perturb);
}

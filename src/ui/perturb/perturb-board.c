// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-board.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/lens/lens-view.h"
#include "ui/perturb/look-view.h"
#include "ui/perturb/perturb-text.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/image-menu.h"
#include "ui/widgets/picture.h"

/* How far from mid grey a large change is shown when nobody has chosen how strong. */
#define SHOWN_CHANGE 110

/* One in so many values may be larger than that. */
#define FEW 200

struct _FooledPerturbBoard
{
  GtkWidget parent_instance;
  gboolean own_factor; /* the user chose how strong the change is shown */
  gboolean showing;    /* while the controls are set to what is */
  gboolean had_result;
  gboolean starred;      /* the picture after is among the picks */
  guint64 result_of;     /* the work and the picture in it that the slider was set for */
  guint64 result_number;
  BaseImage *before;     /* whose change is shown; NULL = none */
  BaseImage *after;
  BaseImage *change;       /* that is shown; NULL = none */
  BaseImage *change_after; /* what it was made of */
  double change_factor;

  GtkWidget *box;
  GtkStack *before_stack;
  FooledPicture *before_picture;
  FooledDrawingPad *pad;
  GtkWidget *pad_hint;
  FooledLensView *before_lens;
  FooledLookView *before_look;
  FooledPicture *change_picture;
  GtkWidget *factor_box;
  GtkAdjustment *factor_adjustment;
  GtkLabel *change_label;
  FooledPicture *after_picture;
  FooledLensView *after_lens;
  FooledLookView *after_look;
  GtkWidget *between;
  FooledPicture *between_picture;
  GtkAdjustment *blend_adjustment;
  GtkLabel *between_label;
};

G_DEFINE_FINAL_TYPE (FooledPerturbBoard, fooled_perturb_board, GTK_TYPE_WIDGET)

enum
{
  PAD_CHANGED,
  BLEND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
same_size (const BaseImage *a, const BaseImage *b)
{
  return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

/* A change that all but a few values stay below: one pixel that stands out does not hide the rest.
 * 0 = there is none. */
static guint
usual_change (const BaseImage *before, const BaseImage *after)
{
  gsize counts[256] = { 0 };
  gsize few = base_image_size (before) / FEW;
  gsize n = 0;
  guint change = 255;

  for (gsize i = 0; i < base_image_size (before); i++)
    counts[ABS (before->pixels[i] - after->pixels[i])]++;
  while (change > 0 && (n += counts[change]) <= few)
    change--;
  for (guint i = 1; change == 0 && i < 256; i++) /* fewer than that changed at all */
    if (counts[i] > 0)
      return i;
  return change;
}

static void
set_picture_name (FooledPicture *picture, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* Its place is seen when nothing is in it. */
static void
set_image (FooledPicture *picture, BaseImage *image)
{
  if (image != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (picture), "empty");
  else
    gtk_widget_add_css_class (GTK_WIDGET (picture), "empty");
  fooled_picture_set_image (picture, image);
}

/* What was looked at, when there is something to name. */
static void
show_look (FooledPicture *picture, const char *title, RunNetworkInfo *network, RunLook *look)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (look != NULL && look->n_top > 0)
    text = fooled_look_text (network, look);
  /* Translators: what a picture is, and what the network takes it for. */
  name = text != NULL ? g_strdup_printf (_ ("%s: taken for %s"), title, text) : g_strdup (title);
  set_image (picture, look != NULL ? look->image : NULL);
  set_picture_name (picture, name);
}

/* What speaks for what the network takes it for. */
static void
show_lens (FooledLensView *lens, const RunNetworkInfo *network, const RunLook *look)
{
  FooledLensSubject subject;

  if (network == NULL || look == NULL || look->n_top == 0)
    {
      fooled_lens_view_show (lens, NULL, FALSE);
      return;
    }
  subject =
      (FooledLensSubject){ network->id, network->sha256, look->image, look->top[0].class_index,
                           network->labels[look->top[0].class_index] };
  fooled_lens_view_show (lens, &subject, TRUE);
}

static void
set_controls (FooledPerturbBoard *self, GtkAdjustment *adjustment, double value)
{
  self->showing = TRUE;
  gtk_adjustment_set_value (adjustment, value);
  self->showing = FALSE;
}

static void
make_change (FooledPerturbBoard *self)
{
  double factor = gtk_adjustment_get_value (self->factor_adjustment);

  if (self->after == self->change_after && factor == self->change_factor)
    return;
  g_clear_pointer (&self->change, base_image_unref);
  g_clear_pointer (&self->change_after, base_image_unref);
  self->change = run_perturb_change_image (self->before, self->after, factor);
  self->change_after = base_image_ref (self->after);
  self->change_factor = factor;
}

static void
show_change (FooledPerturbBoard *self)
{
  gboolean any =
      self->before != NULL && self->after != NULL && same_size (self->before, self->after);
  g_autofree char *name = NULL;

  if (any)
    {
      guint usual = usual_change (self->before, self->after);

      if (!self->own_factor && usual > 0)
        set_controls (self, self->factor_adjustment, MAX (1, SHOWN_CHANGE / usual));
      make_change (self);
    }
  else
    {
      g_clear_pointer (&self->change, base_image_unref);
      g_clear_pointer (&self->change_after, base_image_unref);
    }
  name = g_strdup_printf (_ ("Change, made stronger by %.0f"),
                          gtk_adjustment_get_value (self->factor_adjustment));
  set_image (self->change_picture, self->change);
  set_picture_name (self->change_picture, name);
  gtk_widget_set_sensitive (self->factor_box, any);
}

static void
factor_changed (FooledPerturbBoard *self)
{
  if (self->showing)
    return;
  self->own_factor = TRUE;
  show_change (self);
}

/* The slider begins half-way whenever there is another result. */
static void
show_between (FooledPerturbBoard *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->has_result && snapshot->between != NULL;
  gboolean fresh = any && (!self->had_result || snapshot->job.number != self->result_of ||
                           snapshot->picture_number != self->result_number);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->between, any);
  self->had_result = any;
  if (!any)
    return;
  self->result_of = snapshot->job.number;
  self->result_number = snapshot->picture_number;
  if (fresh)
    {
      set_controls (self, self->blend_adjustment, 0.5);
      g_signal_emit (self, signals[BLEND], 0, 0.5);
    }
  show_look (self->between_picture, _ ("In between"), snapshot->network, snapshot->between);
  text = fooled_perturb_between_text (snapshot);
  gtk_label_set_label (self->between_label, text);
}

static void
set_images (FooledPerturbBoard *self, BaseImage *before, BaseImage *after)
{
  g_clear_pointer (&self->before, base_image_unref);
  g_clear_pointer (&self->after, base_image_unref);
  if (before != NULL)
    self->before = base_image_ref (before);
  if (after != NULL)
    self->after = base_image_ref (after);
}

void
fooled_perturb_board_show (FooledPerturbBoard *self,
                           const RunPerturbSnapshot *snapshot,
                           gboolean any,
                           gboolean drawing)
{
  RunNetworkInfo *network = snapshot != NULL ? snapshot->network : NULL;
  RunLook *before = snapshot != NULL && any ? snapshot->before : NULL;
  RunLook *after = before != NULL ? snapshot->after : NULL;
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (FOOLED_IS_PERTURB_BOARD (self));

  gtk_stack_set_visible_child_name (self->before_stack, drawing ? "pad" : "picture");
  gtk_widget_set_visible (self->pad_hint, !any);
  show_look (self->before_picture, _ ("Before"), network, before);
  show_lens (self->before_lens, network, before);
  fooled_look_view_set_look (self->before_look, network, before);
  show_look (self->after_picture, _ ("After"), network, after);
  show_lens (self->after_lens, network, after);
  fooled_look_view_set_look (self->after_look, network, after);
  set_images (self, before != NULL ? before->image : NULL, after != NULL ? after->image : NULL);
  show_change (self);
  if (after != NULL && snapshot->has_result)
    {
      text = fooled_perturb_change_text (snapshot);
      tooltip = fooled_perturb_change_tooltip (&snapshot->result);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->change_label), tooltip);
  gtk_label_set_label (self->change_label, text != NULL ? text : "");
  show_between (self, snapshot);
}

void
fooled_perturb_board_forget_factor (FooledPerturbBoard *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB_BOARD (self));

  self->own_factor = FALSE;
}

double
fooled_perturb_board_get_factor (FooledPerturbBoard *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_BOARD (self), 1);

  return gtk_adjustment_get_value (self->factor_adjustment);
}

BaseImage *
fooled_perturb_board_get_change (FooledPerturbBoard *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_BOARD (self), NULL);

  return self->change;
}

FooledDrawingPad *
fooled_perturb_board_get_pad (FooledPerturbBoard *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_BOARD (self), NULL);

  return self->pad;
}

void
fooled_perturb_board_set_starred (FooledPerturbBoard *self, gboolean starred)
{
  g_return_if_fail (FOOLED_IS_PERTURB_BOARD (self));

  self->starred = starred;
}

static FooledPerturbBoard *
board_of (GtkWidget *picture)
{
  return FOOLED_PERTURB_BOARD (gtk_widget_get_ancestor (picture, FOOLED_TYPE_PERTURB_BOARD));
}

/* which: what the actions call it. */
static GMenuModel *
save_menu (const char *which)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *action = g_strdup_printf ("perturb.%s::%s", i == 0 ? "save" : "copy", which);

      g_menu_append (menu, i == 0 ? _ ("Sa_ve") : _ ("_Copy"), action);
    }
  return G_MENU_MODEL (menu);
}

static GMenuModel *
before_menu (GtkWidget *picture, double x, double y)
{
  return board_of (picture)->before != NULL ? save_menu ("before") : NULL;
}

static GMenuModel *
change_menu (GtkWidget *picture, double x, double y)
{
  return board_of (picture)->change != NULL ? save_menu ("change") : NULL;
}

static GMenuModel *
after_menu (GtkWidget *picture, double x, double y)
{
  GMenu *menu;

  if (board_of (picture)->after == NULL)
    return NULL;
  menu = g_menu_new ();
  g_menu_append (menu, _ ("Show _Large"), "win.show-image");
  g_menu_append (menu, board_of (picture)->starred ? _ ("_Remove from the Picks") : _ ("_Star"),
                 "win.star");
  g_menu_append (menu, _ ("Sa_ve"), "perturb.save::after");
  g_menu_append (menu, _ ("Save _Poster…"), "win.poster");
  g_menu_append (menu, _ ("_Copy"), "perturb.copy::after");
  return G_MENU_MODEL (menu);
}

static void
after_pressed (FooledPerturbBoard *self, int n_press)
{
  if (n_press == 2 && self->had_result)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-image", NULL);
}

static void
pad_changed (FooledPerturbBoard *self)
{
  g_signal_emit (self, signals[PAD_CHANGED], 0);
}

static void
blend_changed (FooledPerturbBoard *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[BLEND], 0, gtk_adjustment_get_value (self->blend_adjustment));
}

static void
fooled_perturb_board_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_PERTURB_BOARD);

  G_OBJECT_CLASS (fooled_perturb_board_parent_class)->dispose (object);
}

static void
fooled_perturb_board_finalize (GObject *object)
{
  FooledPerturbBoard *self = FOOLED_PERTURB_BOARD (object);

  g_clear_pointer (&self->before, base_image_unref);
  g_clear_pointer (&self->after, base_image_unref);
  g_clear_pointer (&self->change, base_image_unref);
  g_clear_pointer (&self->change_after, base_image_unref);

  G_OBJECT_CLASS (fooled_perturb_board_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledPerturbBoard, name)

static void
fooled_perturb_board_class_init (FooledPerturbBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_perturb_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_perturb_board_finalize;
  signals[PAD_CHANGED] =
      g_signal_new ("pad-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BLEND] = g_signal_new ("blend", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_DOUBLE);

  g_type_ensure (FOOLED_TYPE_DRAWING_PAD);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_LENS_VIEW);
  g_type_ensure (FOOLED_TYPE_LOOK_VIEW);
  g_type_ensure (FOOLED_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/perturb-board.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (before_stack);
  BIND (before_picture);
  BIND (pad);
  BIND (pad_hint);
  BIND (before_lens);
  BIND (before_look);
  BIND (change_picture);
  BIND (factor_box);
  BIND (factor_adjustment);
  BIND (change_label);
  BIND (after_picture);
  BIND (after_lens);
  BIND (after_look);
  BIND (between);
  BIND (between_picture);
  BIND (blend_adjustment);
  BIND (between_label);
  gtk_widget_class_bind_template_callback (widget_class, pad_changed);
  gtk_widget_class_bind_template_callback (widget_class, factor_changed);
  gtk_widget_class_bind_template_callback (widget_class, blend_changed);
}

static void
fooled_perturb_board_init (FooledPerturbBoard *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->showing = FALSE;
  fooled_lens_view_add_picture (self->before_lens, GTK_WIDGET (self->before_picture));
  fooled_lens_view_add_picture (self->before_lens, GTK_WIDGET (self->pad));
  fooled_lens_view_add_picture (self->after_lens, GTK_WIDGET (self->after_picture));
  fooled_image_menu_add (GTK_WIDGET (self->before_picture), before_menu);
  fooled_image_menu_add (GTK_WIDGET (self->change_picture), change_menu);
  fooled_image_menu_add (GTK_WIDGET (self->after_picture), after_menu);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (after_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->after_picture), GTK_EVENT_CONTROLLER (click));
}

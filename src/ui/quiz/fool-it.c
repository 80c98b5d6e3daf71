// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/fool-it.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "run/quiz.h"
#include "ui/perturb/perturb.h"
#include "ui/quiz/fool-list.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/drawing-pad.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/number-text.h"

/* Bars: the target, and what else the network thinks of. */
#define N_BARS 4

#define MAX_PAD 256 /* pixels of a side of an input that can be drawn on */

typedef enum
{
  STAGE_DRAW,
  STAGE_VOTE,
  STAGE_OVER, /* the time is */
} Stage;

struct _FooledFoolIt
{
  GtkWidget parent_instance;
  FooledPerturb *workbench; /* NULL before it is shown, and after its end */
  gboolean ended;
  char *key;            /* of the network; NULL = none */
  RunNetworkInfo *info; /* NULL = not known yet */
  GArray *classes;      /* guint: those that are fit, in the order of `target` */
  Stage stage;
  RunLook *look;    /* the last one; NULL = the pad is empty */
  gboolean waiting; /* for what is on the pad to be looked at */
  char *outcome;    /* what came of the last try, until the next one begins */
  gint64 deadline;  /* microseconds of the monotonic clock; 0 = none yet */
  guint timer;
  gboolean filling;

  GtkWidget *scroller;
  GtkStack *stack;
  GtkLabel *task;
  GtkWidget *choices;
  GtkDropDown *target;
  GtkDropDown *limit;
  FooledDrawingPad *pad;
  GtkWidget *hint;
  GtkLabel *time;
  GtkLabel *sentence;
  FooledBars *bars;
  GtkWidget *draw_box;
  GtkWidget *vote_button;
  GtkWidget *vote_box;
  GtkLabel *vote_question;
  GtkEditable *name;
  GtkButton *person_button;
  GtkWidget *nobody_button;
  FooledFoolList *list;
};

G_DEFINE_FINAL_TYPE (FooledFoolIt, fooled_fool_it, GTK_TYPE_WIDGET)

enum
{
  MESSAGE,
  LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
get_target (FooledFoolIt *self)
{
  guint selected = gtk_drop_down_get_selected (self->target);

  return selected < self->classes->len ? g_array_index (self->classes, guint, selected)
                                       : RUN_QUIZ_UNANSWERED;
}

/* Whether the network says the target of what is on the pad. */
static gboolean
is_fooled (FooledFoolIt *self)
{
  return self->look != NULL && !self->waiting && self->look->n_top > 0 &&
         self->look->top[0].class_index == get_target (self);
}

static void
show_bars (FooledFoolIt *self)
{
  FooledBar bars[N_BARS] = { { NULL } };
  char *texts[2 * N_BARS] = { NULL };
  guint target = get_target (self), n = 0;

  if (self->look != NULL && target < self->look->n_classes)
    {
      bars[n++] = (FooledBar){ .length = self->look->confidences[target], .strong = TRUE };
      texts[0] = run_quiz_answer_text (self->info, target);
      for (guint i = 0; i < self->look->n_top && n < N_BARS; i++)
        if (self->look->top[i].class_index != target &&
            run_quiz_class_is_fit (self->info, self->look->top[i].class_index))
          {
            bars[n].length = self->look->top[i].confidence;
            texts[2 * n] = run_quiz_answer_text (self->info, self->look->top[i].class_index);
            n++;
          }
    }
  for (guint i = 0; i < n; i++)
    {
      texts[2 * i + 1] = fooled_confidence_text ((float) bars[i].length);
      bars[i].name = texts[2 * i];
      bars[i].number = texts[2 * i + 1];
    }
  fooled_bars_set (self->bars, bars, n);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static char *
get_sentence (FooledFoolIt *self, const char *label)
{
  g_autofree char *says = NULL;

  if (self->look == NULL && self->outcome != NULL)
    return g_strdup (self->outcome);
  if (self->look == NULL || self->look->n_top == 0)
    return g_strdup (_ ("Draw with the mouse, a finger or a pen."));
  if (is_fooled (self))
    return g_strdup_printf (_ ("The network says “%s”! Would a person, too? Let the class vote."),
                            label);
  if (run_quiz_class_is_fit (self->info, self->look->top[0].class_index))
    says = run_quiz_answer_text (self->info, self->look->top[0].class_index);
  if (self->stage == STAGE_OVER)
    return says != NULL
               ? g_strdup_printf (_ ("The time is over, and the network says “%s”. Clear the pad "
                                     "to try again."),
                                  says)
               : g_strdup (_ ("The time is over. Clear the pad to try again."));
  return says != NULL
             ? g_strdup_printf (_ ("The network says “%s”. Go on until it says “%s”."), says, label)
             : g_strdup_printf (_ ("Go on until the network says “%s”."), label);
}

static void
show_time (FooledFoolIt *self)
{
  gint64 left = (self->deadline - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (self->deadline != 0 && self->stage == STAGE_DRAW)
    text = g_strdup_printf ("%u:%02u", (guint) MAX (left, 0) / 60, (guint) MAX (left, 0) % 60);
  gtk_label_set_label (self->time, text != NULL ? text : "");
}

static void
show (FooledFoolIt *self)
{
  guint target = get_target (self);
  gboolean voting = self->stage == STAGE_VOTE;
  g_autofree char *label = run_quiz_answer_text (self->info, target);
  /* Translators: %s is a label, such as "3". */
  g_autofree char *task = g_strdup_printf (_ ("Make the network say “%s”"), label);
  g_autofree char *question = g_strdup_printf (_ ("Would a person call it “%s”?"), label);
  g_autofree char *person = g_strdup_printf (_ ("A person would call it “%s”"), label);
  g_autofree char *sentence = get_sentence (self, label);

  gtk_label_set_label (self->task, task);
  gtk_label_set_label (self->vote_question, question);
  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (self->person_button)), person);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, person, -1);
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pad), self->stage == STAGE_DRAW);
  gtk_widget_set_sensitive (self->choices, !voting);
  gtk_widget_set_visible (self->draw_box, !voting);
  gtk_widget_set_visible (self->vote_box, voting);
  gtk_widget_set_sensitive (self->vote_button, is_fooled (self));
  gtk_widget_set_visible (self->hint, self->look == NULL && self->stage == STAGE_DRAW);
  show_bars (self);
  show_time (self);
}

static void
stop_timer (FooledFoolIt *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->deadline = 0;
}

static void
vote (FooledFoolIt *self)
{
  stop_timer (self);
  self->stage = STAGE_VOTE;
  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/* What fools the network when the time is over is voted on. */
static gboolean
tick (gpointer data)
{
  FooledFoolIt *self = data;

  show_time (self);
  if (g_get_monotonic_time () < self->deadline || self->waiting)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  self->deadline = 0;
  if (is_fooled (self))
    vote (self);
  else
    {
      self->stage = STAGE_OVER;
      show (self);
    }
  return G_SOURCE_REMOVE;
}

/* With the first stroke. */
static void
start_timer (FooledFoolIt *self)
{
  static const guint seconds[] = { 0, 30, 60, 120 };
  guint selected = gtk_drop_down_get_selected (self->limit);

  if (self->deadline != 0 || selected == 0 || selected >= G_N_ELEMENTS (seconds))
    return;
  self->deadline = g_get_monotonic_time () + (gint64) seconds[selected] * G_USEC_PER_SEC;
  self->timer = g_timeout_add (200, tick, self);
}

static void
pad_changed (FooledFoolIt *self)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (self->pad);

  if (self->workbench == NULL)
    return;
  if (image == NULL)
    g_clear_pointer (&self->look, run_look_unref);
  else if (self->stage == STAGE_DRAW)
    {
      g_clear_pointer (&self->outcome, g_free);
      start_timer (self);
    }
  self->waiting = image != NULL;
  fooled_perturb_set_picture (self->workbench, image);
  show (self);
}

/* A new try; it says what came of the last one. */
static void
begin_again (FooledFoolIt *self, const char *outcome)
{
  stop_timer (self);
  self->stage = STAGE_DRAW;
  fooled_drawing_pad_clear (self->pad);
  g_clear_pointer (&self->look, run_look_unref);
  self->waiting = FALSE;
  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
  show (self);
}

static void
clear_clicked (FooledFoolIt *self)
{
  begin_again (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->pad));
}

static void
vote_clicked (FooledFoolIt *self)
{
  if (is_fooled (self))
    vote (self);
}

static void
person_clicked (FooledFoolIt *self)
{
  begin_again (self, _ ("Then the network was right, and this one does not count. Try another."));
  gtk_widget_grab_focus (GTK_WIDGET (self->pad));
}

static void
nobody_clicked (FooledFoolIt *self)
{
  guint target = get_target (self);
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (self->pad);
  g_autofree char *label = run_quiz_answer_text (self->info, target);
  g_autofree char *outcome = NULL;
  gint place;

  if (image == NULL || !is_fooled (self))
    return;
  place = fooled_fool_list_add (self->list, gtk_editable_get_text (self->name), label,
                                self->info->name, self->look->confidences[target], image);
  outcome = place >= 0 ? g_strdup_printf (_ ("Fooled! Number %u in the table."), (guint) place + 1)
                       : g_strdup (_ ("Fooled! But the table is full of better ones."));
  gtk_editable_set_text (self->name, "");
  begin_again (self, outcome);
  gtk_widget_grab_focus (GTK_WIDGET (self->pad));
}

static void
target_changed (FooledFoolIt *self)
{
  if (self->filling)
    return;
  if (self->stage == STAGE_DRAW)
    show (self); /* the drawing stays */
  else
    begin_again (self, NULL);
}

static void
limit_changed (FooledFoolIt *self)
{
  if (!self->filling)
    begin_again (self, NULL);
}

static void
random_clicked (FooledFoolIt *self)
{
  guint n = self->classes->len, selected = gtk_drop_down_get_selected (self->target);

  if (n < 2)
    return;
  /* Another one than before. */
  gtk_drop_down_set_selected (self->target,
                              (selected + 1 + (guint) g_random_int_range (0, (gint) n - 1)) % n);
}

static gboolean
can_draw (const RunNetworkInfo *info)
{
  return info->width >= 1 && info->width <= MAX_PAD && info->height >= 1 && info->height <= MAX_PAD;
}

/* Other classes than before. */
static void
show_network (FooledFoolIt *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  gboolean ready =
      self->key != NULL && self->info != NULL && can_draw (self->info) && self->info->n_classes > 0;

  gtk_stack_set_visible_child_name (self->stack, self->key == NULL              ? "none"
                                                 : self->info != NULL && !ready ? "large"
                                                                                : "draw");
  g_array_set_size (self->classes, 0);
  self->filling = TRUE;
  for (guint i = 0; ready && i < self->info->n_classes; i++)
    if (run_quiz_class_is_fit (self->info, i))
      {
        g_autofree char *label = run_quiz_answer_text (self->info, i);

        g_array_append_val (self->classes, i);
        gtk_string_list_append (labels, label);
      }
  gtk_drop_down_set_model (self->target, G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (self->target, MIN (3, MAX (self->classes->len, 1) - 1));
  self->filling = FALSE;
  if (ready)
    fooled_drawing_pad_set_size (self->pad, self->info->width, self->info->height);
  begin_again (self, NULL);
}

static void
take_info (FooledFoolIt *self, RunNetworkInfo *info)
{
  gboolean same =
      self->info == info ||
      (self->info != NULL && info != NULL && g_strcmp0 (self->info->id, info->id) == 0 &&
       self->info->n_classes == info->n_classes && self->info->width == info->width);

  if (info != NULL)
    run_network_info_ref (info);
  g_clear_pointer (&self->info, run_network_info_unref);
  self->info = info;
  if (!same)
    show_network (self);
}

/* As the network gets it. */
static gboolean
same_picture (const BaseImage *drawn, const BaseImage *seen)
{
  g_autoptr (BaseImage) converted = base_image_convert (drawn, seen->channels);

  return drawn->width == seen->width && drawn->height == seen->height &&
         memcmp (converted->pixels, seen->pixels, base_image_size (seen)) == 0;
}

static void
snapshot_arrived (FooledFoolIt *self, const RunPerturbSnapshot *snapshot)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (self->pad);

  if (snapshot->job.message != NULL)
    g_signal_emit (self, signals[MESSAGE], 0, snapshot->job.message);
  if (snapshot->network != NULL && snapshot->network != self->info &&
      snapshot->state != RUN_PERTURB_LOADING)
    {
      take_info (self, snapshot->network);
      g_signal_emit (self, signals[LOADED], 0, snapshot->network);
    }
  if (image == NULL || snapshot->before == NULL || snapshot->before == self->look)
    return;
  g_clear_pointer (&self->look, run_look_unref);
  self->look = run_look_ref (snapshot->before);
  self->waiting = !same_picture (image, snapshot->before->image);
  show (self);
}

static void
begin_work (FooledFoolIt *self)
{
  if (self->workbench != NULL || self->ended || self->key == NULL)
    return;
  self->workbench = fooled_perturb_new ();
  g_signal_connect_object (self->workbench, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_set_network (self->workbench, self->key);
}

static void
fooled_fool_it_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_fool_it_parent_class)->map (widget);
  begin_work (FOOLED_FOOL_IT (widget));
}

static gboolean
fooled_fool_it_grab_focus (GtkWidget *widget)
{
  FooledFoolIt *self = FOOLED_FOOL_IT (widget);

  if (self->stage == STAGE_VOTE)
    return gtk_widget_grab_focus (GTK_WIDGET (self->name));
  return gtk_widget_grab_focus (GTK_WIDGET (self->pad));
}

static void
tell (FooledFoolIt *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
fooled_fool_it_dispose (GObject *object)
{
  FooledFoolIt *self = FOOLED_FOOL_IT (object);

  fooled_fool_it_shutdown (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_FOOL_IT);
  g_clear_object (&self->workbench);
  g_clear_pointer (&self->look, run_look_unref);
  g_clear_pointer (&self->info, run_network_info_unref);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->outcome, g_free);
  g_clear_pointer (&self->classes, g_array_unref);

  G_OBJECT_CLASS (fooled_fool_it_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledFoolIt, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (scroller);
  BIND (stack);
  BIND (task);
  BIND (choices);
  BIND (target);
  BIND (limit);
  BIND (pad);
  BIND (hint);
  BIND (time);
  BIND (sentence);
  BIND (bars);
  BIND (draw_box);
  BIND (vote_button);
  BIND (vote_box);
  BIND (vote_question);
  BIND (name);
  BIND (person_button);
  BIND (nobody_button);
  BIND (list);
  gtk_widget_class_bind_template_callback (widget_class, pad_changed);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, vote_clicked);
  gtk_widget_class_bind_template_callback (widget_class, person_clicked);
  gtk_widget_class_bind_template_callback (widget_class, nobody_clicked);
  gtk_widget_class_bind_template_callback (widget_class, random_clicked);
  gtk_widget_class_bind_template_callback (widget_class, target_changed);
  gtk_widget_class_bind_template_callback (widget_class, limit_changed);
  gtk_widget_class_bind_template_callback (widget_class, tell);
}

static void
fooled_fool_it_class_init (FooledFoolItClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_fool_it_dispose;
  widget_class->map = fooled_fool_it_map;
  widget_class->grab_focus = fooled_fool_it_grab_focus;
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LOADED] = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_DRAWING_PAD);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_FOOL_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/quiz/fool-it.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "fool-it");
  bind_children (widget_class);
}

static void
fooled_fool_it_init (FooledFoolIt *self)
{
  self->classes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  fooled_drop_down_set_name (self->target, _ ("Target"));
  fooled_drop_down_set_name (self->limit, _ ("Time limit"));
  show_network (self);
}

void
fooled_fool_it_set_network (FooledFoolIt *self, const char *key, RunNetworkInfo *info)
{
  gboolean other;

  g_return_if_fail (FOOLED_IS_FOOL_IT (self));

  other = g_strcmp0 (self->key, key) != 0;
  if (other)
    {
      g_free (self->key);
      self->key = g_strdup (key);
      if (self->workbench != NULL && key != NULL)
        fooled_perturb_set_network (self->workbench, key);
    }
  if (other || info != NULL)
    take_info (self, info);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    begin_work (self);
}

const RunFoolTable *
fooled_fool_it_get_table (FooledFoolIt *self)
{
  g_return_val_if_fail (FOOLED_IS_FOOL_IT (self), NULL);

  return fooled_fool_list_get_table (self->list);
}

char *
fooled_fool_it_get_task (FooledFoolIt *self)
{
  g_return_val_if_fail (FOOLED_IS_FOOL_IT (self), NULL);

  return g_strdup (gtk_label_get_label (self->task));
}

void
fooled_fool_it_shutdown (FooledFoolIt *self)
{
  g_return_if_fail (FOOLED_IS_FOOL_IT (self));

  self->ended = TRUE;
  stop_timer (self);
  if (self->workbench != NULL)
    fooled_perturb_shutdown (self->workbench);
}

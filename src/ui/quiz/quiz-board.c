// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-board.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/quiz/quiz-text.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/texture.h"

/* Pictures are enlarged to about so many pixels, and fitted from there. */
#define SIDE 840

struct _FooledQuizBoard
{
  GtkWidget parent_instance;
  RunQuiz *quiz; /* borrowed; NULL = none */

  GtkWidget *box;
  GtkLabel *round_label;
  GtkLabel *teams;
  GtkLabel *note;
  GtkPicture *picture;
  GtkWidget *original_box;
  GtkPicture *original;
  GtkLabel *caption;
  GtkLabel *question;
  GtkWidget *ask;
  GtkWidget *choices;
  GtkWidget *nothing;
  GtkWidget *back;
  GtkWidget *revealed;
  GtkLabel *reveal;
  FooledBars *bars;
  GtkGrid *answers;
  GtkButton *next;
};

G_DEFINE_FINAL_TYPE (FooledQuizBoard, fooled_quiz_board, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  OVER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void show (FooledQuizBoard *self);

static const RunQuizRound *
get_round (FooledQuizBoard *self)
{
  return run_quiz_round (self->quiz, run_quiz_round_number (self->quiz));
}

static void
set_picture (GtkPicture *picture, BaseImage *image, const char *text)
{
  g_autoptr (BaseImage) fitted = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  fitted = base_image_for_cell (image, SIDE);
  texture = fooled_texture_new (fitted);
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (picture, text);
}

static void
show_picture (FooledQuizBoard *self)
{
  const RunQuizRound *round = get_round (self);
  gboolean pair = round->original != NULL && run_quiz_phase (self->quiz) == RUN_QUIZ_REVEALED;

  set_picture (self->picture, round->image, _ ("The picture of this round"));
  gtk_widget_set_visible (self->original_box, pair);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), pair);
  if (pair)
    set_picture (self->original, round->original, _ ("The picture before the change"));
}

/* What happens next comes when the button is done with its click: it may be gone then. */
static void
after (FooledQuizBoard *self)
{
  gboolean over = run_quiz_phase (self->quiz) == RUN_QUIZ_OVER;

  if (!over)
    show (self);
  g_signal_emit (self, signals[over ? OVER : CHANGED], 0);
}

static void
answer (FooledQuizBoard *self, guint answered)
{
  if (run_quiz_answer (self->quiz, answered))
    after (self);
}

static void
choice_clicked (FooledQuizBoard *self, GtkButton *button)
{
  answer (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "answer")));
}

static void
nothing_clicked (FooledQuizBoard *self)
{
  answer (self, RUN_QUIZ_NOTHING);
}

static void
back_clicked (FooledQuizBoard *self)
{
  if (run_quiz_back (self->quiz))
    after (self);
}

static void
next_clicked (FooledQuizBoard *self)
{
  if (run_quiz_next (self->quiz))
    after (self);
}

/* The key is written on it, unless it is what the button says anyway. */
static void
set_button_label (GtkButton *button, const char *label, char key)
{
  g_autofree char *with_key = g_strdup_printf ("%c  %s", key, label);
  gboolean same = label[0] == key && label[1] == '\0';
  GtkWidget *child = gtk_label_new (same ? label : with_key);

  gtk_label_set_wrap (GTK_LABEL (child), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (child), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (child), 2);
  gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
  gtk_label_set_justify (GTK_LABEL (child), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (button, child);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), same ? NULL : label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
add_choice (FooledQuizBoard *self, guint choice)
{
  const RunQuizRound *round = get_round (self);
  g_autofree char *label =
      run_quiz_answer_text (run_quiz_network (self->quiz), round->choices[choice]);
  GtkWidget *button = gtk_button_new ();

  set_button_label (GTK_BUTTON (button), label, fooled_quiz_choice_key (self->quiz, choice));
  gtk_widget_add_css_class (button, "quiz-answer");
  g_object_set_data (G_OBJECT (button), "answer", GUINT_TO_POINTER (round->choices[choice]));
  g_signal_connect_object (button, "clicked", G_CALLBACK (choice_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->choices), button);
}

static void
empty (GtkWidget *widget)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}

/* Another round's answers. */
static void
show_choices (FooledQuizBoard *self)
{
  const RunQuizRound *round = get_round (self);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->choices);

  empty (self->choices);
  g_object_set (layout, "column-width", round->n_choices > 5 ? 52 : 150, NULL);
  for (guint i = 0; i < round->n_choices; i++)
    add_choice (self, i);
  set_button_label (GTK_BUTTON (self->nothing), _ ("Nothing at all"),
                    fooled_quiz_nothing_key (self->quiz));
}

static GtkWidget *
add_text (FooledQuizBoard *self, const char *text, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_grid_attach (self->answers, label, column, row, 1, 1);
  return label;
}

/* Not by colour alone. */
static void
add_answer (FooledQuizBoard *self, guint answered, guint right, int column, int row)
{
  g_autofree char *text = run_quiz_answer_text (run_quiz_network (self->quiz), answered);
  g_autofree char *marked = g_strdup_printf ("%s %s", answered == right ? "✓" : "✗", text);

  if (answered == right)
    gtk_widget_add_css_class (add_text (self, marked, column, row), "quiz-right");
  else
    add_text (self, marked, column, row);
}

static void
show_answers (FooledQuizBoard *self)
{
  const RunQuizRound *round = get_round (self);
  guint number = run_quiz_round_number (self->quiz);

  empty (GTK_WIDGET (self->answers));
  gtk_widget_add_css_class (add_text (self, _ ("Team"), 0, 0), "quiz-right");
  gtk_widget_add_css_class (add_text (self, _ ("It is"), 1, 0), "quiz-right");
  gtk_widget_add_css_class (add_text (self, _ ("The network says"), 2, 0), "quiz-right");
  for (guint i = 0; i < run_quiz_n_teams (self->quiz); i++)
    {
      add_text (self, run_quiz_team_name (self->quiz, i), 0, (int) i + 1);
      add_answer (self, run_quiz_said_is (self->quiz, number, i), round->truth, 1, (int) i + 1);
      add_answer (self, run_quiz_said_says (self->quiz, number, i), round->look.top[0].class_index,
                  2, (int) i + 1);
    }
}

static void
show_revealed (FooledQuizBoard *self)
{
  const RunQuizRound *round = get_round (self);
  guint number = run_quiz_round_number (self->quiz);
  gboolean last = number + 1 == run_quiz_n_rounds (self->quiz);
  g_autofree char *reveal = fooled_quiz_reveal (self->quiz, number);
  char *labels[EVO_TOP] = { NULL };

  gtk_label_set_label (self->reveal, reveal);
  for (guint i = 0; i < round->look.n; i++)
    labels[i] =
        run_quiz_answer_text (run_quiz_network (self->quiz), round->look.top[i].class_index);
  fooled_bars_set_ranking (self->bars, round->look.top, labels, round->look.n,
                           round->look.top[0].class_index);
  for (guint i = 0; i < round->look.n; i++)
    g_free (labels[i]);
  show_answers (self);
  gtk_button_set_label (self->next, last ? _ ("Show the Results") : _ ("Next Picture"));
}

static void
show (FooledQuizBoard *self)
{
  RunQuizPhase phase = run_quiz_phase (self->quiz);
  gboolean asking = phase != RUN_QUIZ_REVEALED;
  guint number = run_quiz_round_number (self->quiz);
  g_autofree char *round =
      g_strdup_printf (_ ("Picture %u of %u"), number + 1, run_quiz_n_rounds (self->quiz));
  g_autofree char *teams = fooled_quiz_teams (self->quiz);
  g_autofree char *question = fooled_quiz_question (self->quiz);

  gtk_label_set_label (self->round_label, round);
  gtk_label_set_markup (self->teams, teams);
  gtk_label_set_label (self->question, question);
  gtk_widget_set_visible (GTK_WIDGET (self->note),
                          number == 0 && asking && *gtk_label_get_label (self->note) != '\0');
  show_picture (self);
  gtk_widget_set_visible (self->ask, asking);
  gtk_widget_set_visible (self->revealed, !asking);
  gtk_widget_set_visible (GTK_WIDGET (self->next), !asking);
  gtk_widget_set_visible (self->nothing, phase == RUN_QUIZ_ASK_IS);
  gtk_widget_set_sensitive (self->back,
                            run_quiz_team (self->quiz) > 0 || phase == RUN_QUIZ_ASK_SAYS);
  if (asking)
    show_choices (self);
  else
    show_revealed (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (asking ? gtk_widget_get_first_child (self->choices)
                                  : GTK_WIDGET (self->next));
}

/* A digit of either part of the keyboard, or a minus; 0 = another key. */
static char
key_of (guint keyval)
{
  if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_9)
    return (char) ('0' + (keyval - GDK_KEY_0));
  if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9)
    return (char) ('0' + (keyval - GDK_KEY_KP_0));
  return keyval == GDK_KEY_minus || keyval == GDK_KEY_KP_Subtract ? '-' : 0;
}

static gboolean
choose_by_key (FooledQuizBoard *self, char key)
{
  if (key == 0 || run_quiz_phase (self->quiz) > RUN_QUIZ_ASK_SAYS)
    return FALSE;
  if (key == fooled_quiz_nothing_key (self->quiz))
    {
      answer (self, RUN_QUIZ_NOTHING);
      return TRUE;
    }
  for (guint i = 0; i < get_round (self)->n_choices; i++)
    if (key == fooled_quiz_choice_key (self->quiz, i))
      {
        answer (self, get_round (self)->choices[i]);
        return TRUE;
      }
  return FALSE;
}

static gboolean
key_pressed (FooledQuizBoard *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->quiz == NULL || run_quiz_phase (self->quiz) == RUN_QUIZ_OVER ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (keyval == GDK_KEY_BackSpace)
    {
      back_clicked (self);
      return TRUE;
    }
  return choose_by_key (self, key_of (keyval));
}

static gboolean
fooled_quiz_board_grab_focus (GtkWidget *widget)
{
  FooledQuizBoard *self = FOOLED_QUIZ_BOARD (widget);

  if (gtk_widget_get_visible (self->revealed))
    return gtk_widget_grab_focus (GTK_WIDGET (self->next));
  return gtk_widget_get_first_child (self->choices) != NULL &&
         gtk_widget_grab_focus (gtk_widget_get_first_child (self->choices));
}

/* Whoever comes from outside answers first. */
static gboolean
fooled_quiz_board_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (gtk_widget_get_focus_child (widget) == NULL && direction == GTK_DIR_TAB_FORWARD &&
      fooled_quiz_board_grab_focus (widget))
    return TRUE;
  return GTK_WIDGET_CLASS (fooled_quiz_board_parent_class)->focus (widget, direction);
}

static void
fooled_quiz_board_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_QUIZ_BOARD);

  G_OBJECT_CLASS (fooled_quiz_board_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledQuizBoard, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (box);
  BIND (round_label);
  BIND (teams);
  BIND (note);
  BIND (picture);
  BIND (original_box);
  BIND (original);
  BIND (caption);
  BIND (question);
  BIND (ask);
  BIND (choices);
  BIND (nothing);
  BIND (back);
  BIND (revealed);
  BIND (reveal);
  BIND (bars);
  BIND (answers);
  BIND (next);
  gtk_widget_class_bind_template_callback (widget_class, nothing_clicked);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
}

static void
fooled_quiz_board_class_init (FooledQuizBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_quiz_board_dispose;
  widget_class->grab_focus = fooled_quiz_board_grab_focus;
  widget_class->focus = fooled_quiz_board_focus;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OVER] =
      g_signal_new ("over", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/quiz/quiz-board.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "quiz-board");
  bind_children (widget_class);
}

static void
fooled_quiz_board_init (FooledQuizBoard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_quiz_board_set_quiz (FooledQuizBoard *self, RunQuiz *quiz, const char *note)
{
  g_return_if_fail (FOOLED_IS_QUIZ_BOARD (self));

  self->quiz = quiz;
  gtk_label_set_label (self->note, note != NULL ? note : "");
  if (quiz != NULL)
    show (self);
}

void
fooled_quiz_board_update (FooledQuizBoard *self)
{
  g_return_if_fail (FOOLED_IS_QUIZ_BOARD (self));

  if (self->quiz != NULL && run_quiz_phase (self->quiz) != RUN_QUIZ_OVER)
    show (self);
}

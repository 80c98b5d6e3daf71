// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-results.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/quiz/quiz-text.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/even-layout.h"

struct _FooledQuizResults
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *winners;
  GtkWidget *charts;
  FooledBars *teams;
  FooledBars *people;
  GtkLabel *foreseen;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (FooledQuizResults, fooled_quiz_results, GTK_TYPE_WIDGET)

/* Bars whose texts are kept until they are shown. */
typedef struct
{
  GArray *bars; /* FooledBar */
  GPtrArray *texts;
} Chart;

static void
chart_init (Chart *chart)
{
  chart->bars = g_array_new (FALSE, FALSE, sizeof (FooledBar));
  chart->texts = g_ptr_array_new_with_free_func (g_free);
}

/* Takes over the texts. */
static void
chart_add (Chart *chart, char *name, char *number, double length, gboolean strong)
{
  FooledBar bar = { .name = name, .number = number, .length = length, .strong = strong };

  g_ptr_array_add (chart->texts, name);
  g_ptr_array_add (chart->texts, number);
  g_array_append_val (chart->bars, bar);
}

static void
chart_show (Chart *chart, FooledBars *bars)
{
  fooled_bars_set (bars, (const FooledBar *) chart->bars->data, chart->bars->len);
  g_array_unref (chart->bars);
  g_ptr_array_unref (chart->texts);
}

/* Two points a round: what it is, and what the network says. */
static void
show_teams (FooledQuizResults *self, const RunQuiz *quiz)
{
  guint most = 0;
  Chart chart;

  chart_init (&chart);
  for (guint kind = 0; kind < RUN_QUIZ_N_KINDS; kind++)
    {
      RunQuizScore score;

      run_quiz_score (quiz, kind, &score);
      most += 2 * score.n_rounds;
    }
  for (guint i = 0; i < run_quiz_n_teams (quiz); i++)
    {
      guint points = run_quiz_points (quiz, i);

      chart_add (&chart, g_strdup (run_quiz_team_name (quiz, i)),
                 /* Translators: so many of so many points. */
                 g_strdup_printf (_ ("%u of %u"), points, most),
                 most > 0 ? (double) points / most : 0, run_quiz_leads (quiz, i));
    }
  chart_show (&chart, self->teams);
}

static void
add_share (Chart *chart, char *name, guint n, guint of, gboolean strong)
{
  chart_add (chart, name,
             /* Translators: a share in percent, and so many of so many. */
             g_strdup_printf (_ ("%.0f %% (%u of %u)"), of > 0 ? 100.0 * n / of : 0, n, of),
             of > 0 ? (double) n / of : 0, strong);
}

static void
show_people (FooledQuizResults *self, const RunQuiz *quiz)
{
  guint foreseen = 0, of = 0;
  g_autofree char *sentence = NULL;
  Chart chart;

  chart_init (&chart);
  for (guint kind = 0; kind < RUN_QUIZ_N_KINDS; kind++)
    {
      const char *title = fooled_quiz_kind_title (kind);
      RunQuizScore score;

      run_quiz_score (quiz, kind, &score);
      if (score.n_rounds == 0)
        continue;
      /* Translators: %s is a kind of picture, such as "Real pictures". */
      add_share (&chart, g_strdup_printf (_ ("%s: people"), title), score.people_right,
                 score.n_answers, TRUE);
      /* Translators: %s is a kind of picture, such as "Real pictures". */
      add_share (&chart, g_strdup_printf (_ ("%s: network"), title), score.network_right,
                 score.n_rounds, FALSE);
      foreseen += score.foreseen;
      of += score.n_answers;
    }
  chart_show (&chart, self->people);
  sentence = g_strdup_printf (_ ("Guesses at what the network would say: %u of %u right. It "
                                 "always names something: “nothing at all” is no answer that it "
                                 "has."),
                              foreseen, of);
  gtk_label_set_label (self->foreseen, sentence);
}

static gboolean
fooled_quiz_results_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (FOOLED_QUIZ_RESULTS (widget)->again);
}

static void
fooled_quiz_results_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_QUIZ_RESULTS);

  G_OBJECT_CLASS (fooled_quiz_results_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledQuizResults, name)

static void
fooled_quiz_results_class_init (FooledQuizResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_quiz_results_dispose;
  widget_class->grab_focus = fooled_quiz_results_grab_focus;
  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/quiz/quiz-results.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "quiz-results");
  BIND (scroller);
  BIND (winners);
  BIND (charts);
  BIND (teams);
  BIND (people);
  BIND (foreseen);
  BIND (again);
}

static void
fooled_quiz_results_init (FooledQuizResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
fooled_quiz_results_show (FooledQuizResults *self, const RunQuiz *quiz)
{
  RunQuizScore score;
  gboolean any = FALSE;
  g_autofree char *winners = fooled_quiz_winners (quiz);

  g_return_val_if_fail (FOOLED_IS_QUIZ_RESULTS (self), FALSE);

  for (guint kind = 0; kind < RUN_QUIZ_N_KINDS; kind++)
    {
      run_quiz_score (quiz, kind, &score);
      any = any || score.n_rounds > 0;
    }
  gtk_widget_set_visible (self->charts, any);
  gtk_label_set_label (self->winners,
                       any ? winners : _ ("The quiz ended before a picture was answered."));
  show_teams (self, quiz);
  show_people (self, quiz);
  return any;
}

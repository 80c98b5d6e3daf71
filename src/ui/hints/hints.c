// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hints/hints.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/percent.h"

#define DONE_KEY "hints-done"

/* Nobody reads two sentences at once. */
#define PAUSE_US (2 * G_USEC_PER_SEC)

/* From here on the network is said to be sure. */
#define SURE 0.99f

/* A picture that differs from grey by less looks empty. */
#define FAINT 12

typedef const FooledHintFacts Facts;

/* One hint. `then`: how things were when it appeared. */
typedef struct
{
  const char *id; /* in the stored list */
  FooledHintPlace place;
  gboolean (*fits) (Facts *now);              /* it may appear */
  gboolean (*holds) (Facts *now);             /* it may stay; NULL = as long as it fits */
  char *(*text) (Facts *now);                 /* NULL: there is nothing to say at the moment */
  gboolean (*done) (Facts *now, Facts *then); /* it was understood; then: NULL = not shown */
  const char *button, *action;                /* may be NULL; the first to be translated */
  const char *after; /* id of the one that has to be done before; may be NULL */
  gboolean returns;  /* doing it ends it only this time: another picture may need it again */
} Hint;

static gboolean
paper_fits (Facts *now)
{
  return now->is_light_paper;
}

static char *
paper_text (Facts *now)
{
  return g_strdup (_ ("Dark strokes on light paper: this network learned from light strokes on "
                      "dark, so it cannot read this."));
}

static gboolean
paper_done (Facts *now, Facts *then)
{
  return then != NULL && !now->is_light_paper;
}

static gboolean
sure_fits (Facts *now)
{
  return now->is_pixels && now->label != NULL && now->confidence >= SURE;
}

static char *
sure_text (Facts *now)
{
  g_autofree char *confidence = NULL;

  if (now->label == NULL)
    return NULL;
  confidence = base_confidence_text (now->confidence);
  /* Translators: confidence, label. "This" is an image of noise that the user looks at. */
  return g_strdup_printf (_ ("The network is %s sure that this is “%s”. What do you see? Click "
                             "another image."),
                          confidence, now->label);
}

static gboolean
sure_done (Facts *now, Facts *then)
{
  return then != NULL && now->class_index != then->class_index;
}

static gboolean
chance_fits (Facts *now)
{
  return now->is_pixels && now->running && now->lowest > 0;
}

/* Of a new run, too, and while it stands still. */
static gboolean
chance_holds (Facts *now)
{
  return now->is_pixels;
}

static char *
chance_text (Facts *now)
{
  return g_strdup (_ ("Nobody drew this: pixels change at random, and what makes the network surer "
                      "stays. The space bar holds everything still."));
}

static gboolean
chance_done (Facts *now, Facts *then)
{
  return then != NULL && then->running && !now->running;
}

static gboolean
patterns_fits (Facts *now)
{
  return now->is_pixels && now->lowest >= SURE;
}

static char *
patterns_text (Facts *now)
{
  g_autofree char *lowest = base_confidence_text (now->lowest);

  /* Translators: a confidence. */
  return g_strdup_printf (_ ("Every image is at %s or more, and all are static. Can patterns fool "
                             "it, too?"),
                          lowest);
}

static gboolean
patterns_done (Facts *now, Facts *then)
{
  return now->is_cppn;
}

static gboolean
draw_fits (Facts *now)
{
  return now->is_cppn && now->label != NULL && now->confidence >= SURE;
}

static char *
draw_text (Facts *now)
{
  g_autofree char *confidence = NULL;

  if (now->label == NULL)
    return NULL;
  confidence = base_confidence_text (now->confidence);
  /* Translators: confidence, label. */
  return g_strdup_printf (_ ("A pattern, and the network is %s sure of “%s”. Does it know your "
                             "own drawing?"),
                          confidence, now->label);
}

static gboolean
draw_done (Facts *now, Facts *then)
{
  return now->place == FOOLED_HINTS_PERTURB;
}

static gboolean
faint_fits (Facts *now)
{
  return now->is_ascent && now->label != NULL && now->confidence >= 0.5f && now->from_grey <= FAINT;
}

static char *
faint_text (Facts *now)
{
  g_autofree char *confidence = NULL;

  if (now->label == NULL)
    return NULL;
  confidence = base_confidence_text (now->confidence);
  /* Translators: a number of grey levels; confidence, label. */
  return g_strdup_printf (
      _ ("Not empty: it differs from grey by up to %u of 255 levels. You hardly "
         "see that; the network is %s sure of “%s”."),
      now->from_grey, confidence, now->label);
}

static gboolean
faint_done (Facts *now, Facts *then)
{
  return FALSE; /* only when it is closed */
}

static gboolean
pen_fits (Facts *now)
{
  return !now->has_picture && now->can_draw;
}

static char *
pen_text (Facts *now)
{
  return g_strdup (_ ("Draw something with the mouse or a finger: the network says at once what it "
                      "takes it for."));
}

static gboolean
pen_done (Facts *now, Facts *then)
{
  return now->has_picture;
}

static gboolean
fool_fits (Facts *now)
{
  return now->seen != NULL && !now->searched && !now->is_light_paper;
}

static char *
fool_text (Facts *now)
{
  g_autofree char *confidence = NULL;

  if (now->seen == NULL)
    return NULL;
  confidence = base_confidence_text (now->seen_confidence);
  /* Translators: confidence, label. */
  return g_strdup_printf (_ ("It is %s sure that this is “%s”. “Fool the Network” changes your "
                             "picture just enough that it sees something else."),
                          confidence, now->seen);
}

static gboolean
fool_done (Facts *now, Facts *then)
{
  return now->searched;
}

static gboolean
blend_fits (Facts *now)
{
  return now->is_fooled;
}

static char *
blend_text (Facts *now)
{
  return g_strdup (_ ("Move the slider from before to after: where does the network change its "
                      "mind?"));
}

static gboolean
blend_done (Facts *now, Facts *then)
{
  return now->blends;
}

/* In the order in which they come, where more than one fits. */
static const Hint hints[] = {
  { .id = "paper",
    .place = FOOLED_HINTS_PERTURB,
    .fits = paper_fits,
    .text = paper_text,
    .done = paper_done,
    .button = N_ ("Invert It"),
    .action = "perturb.invert",
    .returns = TRUE },
  { .id = "sure",
    .place = FOOLED_HINTS_RUN,
    .fits = sure_fits,
    .text = sure_text,
    .done = sure_done },
  { .id = "chance",
    .place = FOOLED_HINTS_RUN,
    .fits = chance_fits,
    .holds = chance_holds,
    .text = chance_text,
    .done = chance_done,
    .after = "sure" },
  { .id = "patterns",
    .place = FOOLED_HINTS_RUN,
    .fits = patterns_fits,
    .text = patterns_text,
    .done = patterns_done,
    .button = N_ ("Evolve Patterns"),
    .action = "win.method::cppn",
    .after = "chance" },
  { .id = "draw",
    .place = FOOLED_HINTS_RUN,
    .fits = draw_fits,
    .text = draw_text,
    .done = draw_done,
    .button = N_ ("Draw"),
    .action = "win.draw",
    .after = "patterns" },
  { .id = "faint",
    .place = FOOLED_HINTS_RUN,
    .fits = faint_fits,
    .text = faint_text,
    .done = faint_done },
  { .id = "pen",
    .place = FOOLED_HINTS_PERTURB,
    .fits = pen_fits,
    .text = pen_text,
    .done = pen_done },
  { .id = "fool",
    .place = FOOLED_HINTS_PERTURB,
    .fits = fool_fits,
    .text = fool_text,
    .done = fool_done },
  { .id = "blend",
    .place = FOOLED_HINTS_PERTURB,
    .fits = blend_fits,
    .text = blend_text,
    .done = blend_done },
};

struct _FooledHints
{
  GSettings *settings;
  const Hint *shown; /* NULL = none */
  FooledHintFacts then;
  char *text;
  gint64 free_from; /* before this moment no new one appears */
};

FooledHints *
fooled_hints_new (GSettings *settings)
{
  FooledHints *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_new0 (FooledHints, 1);
  self->settings = g_object_ref (settings);
  return self;
}

void
fooled_hints_free (FooledHints *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->settings);
  g_free (self->text);
  g_free (self);
}

static gboolean
was_done (const FooledHints *self, const char *id)
{
  g_auto (GStrv) done = g_settings_get_strv (self->settings, DONE_KEY);

  return g_strv_contains ((const char *const *) done, id);
}

static void
set_done (FooledHints *self, const Hint *hint)
{
  g_auto (GStrv) done = g_settings_get_strv (self->settings, DONE_KEY);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (g_strv_contains ((const char *const *) done, hint->id))
    return;
  g_strv_builder_addv (builder, (const char **) done);
  g_strv_builder_add (builder, hint->id);
  all = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, DONE_KEY, (const char *const *) all);
}

static void
hide (FooledHints *self, gint64 now)
{
  self->shown = NULL;
  self->free_from = now + PAUSE_US;
}

/* What was done without having been asked for needs no hint any more. */
static void
note_done (FooledHints *self, const FooledHintFacts *facts, gint64 now)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      const Hint *hint = &hints[i];
      gboolean shown = hint == self->shown;

      if (!hint->done (facts, shown ? &self->then : NULL))
        continue;
      if (!hint->returns)
        set_done (self, hint);
      if (shown)
        hide (self, now);
    }
}

/* Another network or a new run may have made it untrue. */
static gboolean
holds (const Hint *hint, const FooledHintFacts *facts)
{
  return hint->place == facts->place && (hint->holds != NULL ? hint->holds : hint->fits) (facts);
}

static const Hint *
find (const FooledHints *self, const FooledHintFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (hints[i].place == facts->place && hints[i].fits (facts) && !was_done (self, hints[i].id) &&
        (hints[i].after == NULL || was_done (self, hints[i].after)))
      return &hints[i];
  return NULL;
}

gboolean
fooled_hints_update (FooledHints *self, const FooledHintFacts *facts, gint64 now)
{
  g_autofree char *before = g_steal_pointer (&self->text);

  g_return_val_if_fail (facts != NULL, FALSE);

  note_done (self, facts, now);
  if (self->shown != NULL && (!holds (self->shown, facts) || was_done (self, self->shown->id)))
    hide (self, now);
  if (self->shown == NULL && now >= self->free_from)
    {
      self->shown = find (self, facts);
      self->then = *facts;
    }
  if (self->shown != NULL)
    self->text = self->shown->text (facts);
  return g_strcmp0 (before, self->text) != 0;
}

const char *
fooled_hints_text (const FooledHints *self)
{
  return self->text;
}

const char *
fooled_hints_button (const FooledHints *self)
{
  return self->text != NULL && self->shown->button != NULL ? _ (self->shown->button) : NULL;
}

const char *
fooled_hints_action (const FooledHints *self)
{
  return self->text != NULL ? self->shown->action : NULL;
}

void
fooled_hints_close (FooledHints *self)
{
  if (self->shown != NULL)
    set_done (self, self->shown);
}

void
fooled_hints_show_again (FooledHints *self)
{
  g_settings_reset (self->settings, DONE_KEY);
  self->shown = NULL;
  self->free_from = 0;
}

gboolean
fooled_hints_begin (const FooledHints *self)
{
  return !was_done (self, "sure");
}

gboolean
fooled_hints_any_left (const FooledHints *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (!was_done (self, hints[i].id))
      return TRUE;
  return FALSE;
}

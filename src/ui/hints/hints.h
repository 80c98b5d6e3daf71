// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Hints for the first minutes: one sentence at a time, with the figures of the moment, that goes
 * when the user does what it says, or closes it, and never comes back. What was understood is
 * remembered in the key "hints-done". Each hint is a row of the table in hints.c. No GTK. */
typedef struct _FooledHints FooledHints;

typedef enum
{
  FOOLED_HINTS_NOWHERE, /* no hint is shown here */
  FOOLED_HINTS_RUN,
  FOOLED_HINTS_PERTURB,
} FooledHintPlace;

/* How things are at the moment. Strings are borrowed for the length of a call. */
typedef struct
{
  FooledHintPlace place;

  /* The run. */
  gboolean running;
  gboolean is_pixels, is_cppn, is_ascent; /* the method */
  float lowest;      /* confidence of the champions, 0 .. 1; 0 before there are any */
  const char *label; /* of the selected champion; NULL = there is none */
  float confidence;  /* the network's in that class */
  gint class_index;  /* of it */
  guint from_grey;   /* by how much it differs from the grey between at most, levels */

  /* The workbench. */
  gboolean can_draw;
  gboolean has_picture;
  gboolean is_light_paper; /* dark strokes on light, for a network that knows the opposite */
  const char *seen;        /* label of what the network takes the picture for; NULL = nothing */
  float seen_confidence;
  gboolean searched;          /* a search goes on, or has come to something */
  gboolean is_fooled, blends; /* it succeeded; the slider is not at its end */
} FooledHintFacts;

FooledHints *fooled_hints_new (GSettings *settings);
void fooled_hints_free (FooledHints *self);

/* Decides again what is shown; TRUE when that is another hint or text than before. now:
 * microseconds, ascending; between one hint and the next there is a pause. */
gboolean fooled_hints_update (FooledHints *self, const FooledHintFacts *facts, gint64 now);

/* What is shown: its sentence, the label of its button and what that does, an action in detail.
 * NULL where there is none. Borrowed until the next call. */
const char *fooled_hints_text (const FooledHints *self);
const char *fooled_hints_button (const FooledHints *self);
const char *fooled_hints_action (const FooledHints *self);

/* The user has read it: it does not come again. */
void fooled_hints_close (FooledHints *self);

/* All of them come again. */
void fooled_hints_show_again (FooledHints *self);

/* Nobody has met the first one yet: it comes soon. */
gboolean fooled_hints_begin (const FooledHints *self);

/* Whether there is any that was not understood yet. */
gboolean fooled_hints_any_left (const FooledHints *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledHints, fooled_hints_free)

G_END_DECLS

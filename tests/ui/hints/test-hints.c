// SPDX-License-Identifier: GPL-3.0-or-later
/* Which hint comes when, goes when, and stays away. */
#include "ui/hints/hints.h"

#include <string.h>

#include "config.h"

#define SECOND G_USEC_PER_SEC

typedef struct
{
  GSettings *settings;
  FooledHints *hints;
  FooledHintFacts facts;
  gint64 now;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new (FOOLED_APPLICATION_ID);
  g_settings_reset (fixture->settings, "hints-done");
  fixture->hints = fooled_hints_new (fixture->settings);
  fixture->facts = (FooledHintFacts){ .place = FOOLED_HINTS_RUN,
                                      .running = TRUE,
                                      .is_pixels = TRUE,
                                      .label = "4",
                                      .class_index = 4,
                                      .confidence = 0.3f,
                                      .lowest = 0.1f };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fooled_hints_free (fixture->hints);
  g_object_unref (fixture->settings);
}

/* Three seconds later: longer than the pause between two hints. */
static void
later (Fixture *fixture)
{
  fixture->now += 3 * SECOND;
  fooled_hints_update (fixture->hints, &fixture->facts, fixture->now);
  fixture->now += 3 * SECOND;
  fooled_hints_update (fixture->hints, &fixture->facts, fixture->now);
}

static void
assert_says (Fixture *fixture, const char *part)
{
  const char *text = fooled_hints_text (fixture->hints);

  if (part == NULL)
    g_assert_cmpstr (text, ==, NULL);
  else
    g_assert_true (text != NULL && strstr (text, part) != NULL);
}

/* As a person meets them, from static to the drawing pad. */
static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  FooledHintFacts *facts = &fixture->facts;

  later (fixture);
  assert_says (fixture, NULL); /* nobody is sure of anything yet */
  facts->confidence = 0.9991f;
  later (fixture);
  assert_says (fixture, "The network is 99.91 % sure that this is “4”. What do you see?");
  facts->confidence = 0.99999f;
  later (fixture);
  assert_says (fixture, "99.99 % sure"); /* of the moment */
  facts->lowest = 0.995f;
  later (fixture);
  assert_says (fixture, "What do you see?"); /* one at a time */

  facts->class_index = 7;
  facts->label = "7";
  later (fixture);
  assert_says (fixture, "Nobody drew this");
  facts->running = FALSE;
  later (fixture);
  assert_says (fixture, "Every image is at 99.50 % or more");
  g_assert_cmpstr (fooled_hints_action (fixture->hints), ==, "win.method::cppn");

  facts->is_pixels = FALSE;
  facts->is_cppn = TRUE;
  later (fixture);
  assert_says (fixture, "A pattern, and the network is 99.99 % sure of “7”");
  facts->place = FOOLED_HINTS_PERTURB;
  facts->can_draw = TRUE;
  later (fixture);
  assert_says (fixture, "Draw something");
  facts->has_picture = TRUE;
  facts->seen = "3";
  facts->seen_confidence = 0.75f;
  later (fixture);
  assert_says (fixture, "It is 75.00 % sure that this is “3”");
  facts->searched = facts->is_fooled = TRUE;
  later (fixture);
  assert_says (fixture, "Move the slider");
  facts->blends = TRUE;
  later (fixture);
  assert_says (fixture, NULL);
  facts->place = FOOLED_HINTS_RUN;
  later (fixture);
  assert_says (fixture, NULL);
}

/* Two sentences do not follow each other at once, and what is gone from sight comes back. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  fixture->facts.confidence = 0.995f;
  later (fixture);
  assert_says (fixture, "What do you see?");
  fixture->facts.class_index = 5;
  fooled_hints_update (fixture->hints, &fixture->facts, fixture->now + SECOND);
  assert_says (fixture, NULL);
  later (fixture);
  assert_says (fixture, "Nobody drew this");
  fixture->facts.place = FOOLED_HINTS_NOWHERE;
  later (fixture);
  assert_says (fixture, NULL);
  fixture->facts.place = FOOLED_HINTS_RUN;
  later (fixture);
  assert_says (fixture, "Nobody drew this");
}

/* Closed is closed, for the next start of the program, too, until they are wanted again. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  fixture->facts.confidence = 0.995f;
  later (fixture);
  assert_says (fixture, "What do you see?");
  fooled_hints_close (fixture->hints);
  fooled_hints_update (fixture->hints, &fixture->facts, fixture->now);
  assert_says (fixture, NULL);
  fooled_hints_free (fixture->hints);
  fixture->hints = fooled_hints_new (fixture->settings);
  later (fixture);
  assert_says (fixture, "Nobody drew this");
  fooled_hints_show_again (fixture->hints);
  later (fixture);
  assert_says (fixture, "What do you see?");
}

/* Who does it without being asked is not told. */
static void
test_done_before (Fixture *fixture, gconstpointer data)
{
  fixture->facts.is_pixels = FALSE;
  fixture->facts.is_cppn = TRUE;
  fixture->facts.confidence = 0.999f;
  later (fixture);
  assert_says (fixture, "Does it know your own drawing?");
  fixture->facts.is_cppn = FALSE;
  fixture->facts.is_pixels = TRUE;
  fixture->facts.lowest = 0.999f;
  later (fixture);
  assert_says (fixture, "What do you see?");
}

/* Each dark drawing on light paper is worth saying, until somebody closes that. */
static void
test_paper (Fixture *fixture, gconstpointer data)
{
  fixture->facts.place = FOOLED_HINTS_PERTURB;
  fixture->facts.has_picture = fixture->facts.searched = TRUE;
  for (int i = 0; i < 2; i++)
    {
      fixture->facts.is_light_paper = TRUE;
      later (fixture);
      assert_says (fixture, "Dark strokes on light paper");
      g_assert_cmpstr (fooled_hints_action (fixture->hints), ==, "perturb.invert");
      fixture->facts.is_light_paper = FALSE;
      later (fixture);
      assert_says (fixture, NULL);
    }
  fixture->facts.is_light_paper = TRUE;
  later (fixture);
  fooled_hints_close (fixture->hints);
  later (fixture);
  assert_says (fixture, NULL);
}

static void
test_faint (Fixture *fixture, gconstpointer data)
{
  fixture->facts.is_pixels = FALSE;
  fixture->facts.is_ascent = TRUE;
  fixture->facts.confidence = 0.97f;
  fixture->facts.from_grey = 60;
  later (fixture);
  assert_says (fixture, NULL);
  fixture->facts.from_grey = 5;
  later (fixture);
  assert_says (fixture, "differs from grey by up to 5 of 255 levels");
}

/* Another network, or a new run, makes what was said untrue: it goes, and comes when it is true
 * again. */
static void
test_untrue (Fixture *fixture, gconstpointer data)
{
  fixture->facts.confidence = 0.999f;
  fixture->facts.lowest = 0.995f;
  g_settings_set_strv (fixture->settings, "hints-done",
                       (const char *const[]){ "sure", "chance", NULL });
  later (fixture);
  assert_says (fixture, "Every image is at 99.50 % or more");
  fixture->facts.lowest = 0;
  later (fixture);
  assert_says (fixture, NULL);
  fixture->facts.lowest = 0.99609375f;
  later (fixture);
  assert_says (fixture, "Every image is at 99.60 % or more");

  fixture->facts.is_pixels = FALSE;
  fixture->facts.is_cppn = TRUE;
  later (fixture);
  assert_says (fixture, "A pattern, and the network is 99.90 % sure of");
  fixture->facts.confidence = 0.0009f;
  later (fixture);
  assert_says (fixture, NULL);
}

/* What stays true of a new run stays. */
static void
test_holds (Fixture *fixture, gconstpointer data)
{
  g_settings_set_strv (fixture->settings, "hints-done", (const char *const[]){ "sure", NULL });
  g_assert_false (fooled_hints_begin (fixture->hints));
  later (fixture);
  assert_says (fixture, "Nobody drew this");
  fixture->facts.lowest = 0; /* a new run of static */
  later (fixture);
  assert_says (fixture, "Nobody drew this");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/ui/hints/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("sequence", test_sequence);
  ADD ("pause", test_pause);
  ADD ("closed", test_closed);
  ADD ("done-before", test_done_before);
  ADD ("paper", test_paper);
  ADD ("faint", test_faint);
  ADD ("untrue", test_untrue);
  ADD ("holds", test_holds);
  return g_test_run ();
}

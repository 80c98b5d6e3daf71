// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/label-search.h"

#include "../../run/language.h"
#include "synthetic.h"
#include "ui/widgets/class-labels.h"

static RunNetworkInfo *
fish_network (void)
{
  RunNetworkInfo *network = synthetic_network (3, TRUE);
  const char *const labels[] = { "tench", "Great White Shark", "Café", NULL };
  const char *const synonyms[] = { "Tinca tinca", "man-eater, Carcharodon carcharias", "", NULL };

  g_strfreev (network->labels);
  network->labels = g_strdupv ((char **) labels);
  network->synonyms = g_strdupv ((char **) synonyms);
  return network;
}

static void
assert_found (const char *text, gboolean tench, gboolean shark, gboolean cafe)
{
  g_autoptr (RunNetworkInfo) network = fish_network ();
  g_autoptr (FooledLabelSearch) search = fooled_label_search_new (network);

  fooled_label_search_set_text (search, text);
  g_test_message ("%s", text);
  g_assert_cmpint (fooled_label_search_matches (search, 0), ==, tench);
  g_assert_cmpint (fooled_label_search_matches (search, 1), ==, shark);
  g_assert_cmpint (fooled_label_search_matches (search, 2), ==, cafe);
}

static void
test_labels (void)
{
  assert_found ("", TRUE, TRUE, TRUE);
  assert_found ("  ", TRUE, TRUE, TRUE);
  assert_found ("tench", TRUE, FALSE, FALSE);
  assert_found ("ench", TRUE, FALSE, FALSE);
  assert_found (" tench ", TRUE, FALSE, FALSE);
  assert_found ("c", TRUE, TRUE, TRUE);
  assert_found ("tenches", FALSE, FALSE, FALSE);
}

static void
test_case_and_accents (void)
{
  assert_found ("TENCH", TRUE, FALSE, FALSE);
  assert_found ("white shark", FALSE, TRUE, FALSE);
  assert_found ("cafe", FALSE, FALSE, TRUE);
  assert_found ("CAFÉ", FALSE, FALSE, TRUE);
  assert_found ("cafe\314\201", FALSE, FALSE, TRUE); /* decomposed */
  assert_found ("tênch", TRUE, FALSE, FALSE);
}

static void
test_words (void)
{
  assert_found ("shark great", FALSE, TRUE, FALSE);
  assert_found ("great  white", FALSE, TRUE, FALSE);
  assert_found ("great tench", FALSE, FALSE, FALSE);
}

static void
test_synonyms (void)
{
  assert_found ("tinca", TRUE, FALSE, FALSE);
  assert_found ("man-eater", FALSE, TRUE, FALSE);
  assert_found ("shark carcharodon", FALSE, TRUE, FALSE);
}

static void
test_change (void)
{
  g_autoptr (RunNetworkInfo) network = fish_network ();
  g_autoptr (FooledLabelSearch) search = fooled_label_search_new (network);

  g_assert_false (fooled_label_search_is_active (search));
  g_assert_false (fooled_label_search_set_text (search, " "));
  g_assert_true (fooled_label_search_set_text (search, "shark"));
  g_assert_true (fooled_label_search_is_active (search));
  g_assert_false (fooled_label_search_set_text (search, "Shark "));
  g_assert_true (fooled_label_search_set_text (search, ""));
  g_assert_false (fooled_label_search_is_active (search));
}

/* Classes of which nothing is known are called by their numbers; so are those beyond the labels. */
static void
test_numbers (void)
{
  g_autoptr (RunNetworkInfo) network = fish_network ();
  g_autoptr (FooledLabelSearch) nameless = fooled_label_search_new (NULL);
  g_autoptr (FooledLabelSearch) named = fooled_label_search_new (network);

  fooled_label_search_set_text (nameless, "7");
  g_assert_true (fooled_label_search_matches (nameless, 17));
  g_assert_false (fooled_label_search_matches (nameless, 18));
  fooled_label_search_set_text (named, "99");
  g_assert_true (fooled_label_search_matches (named, 99));
  g_assert_false (fooled_label_search_matches (named, 3));
}

static void
test_damaged_text (void)
{
  g_autoptr (RunNetworkInfo) network = fish_network ();
  g_autoptr (FooledLabelSearch) search = fooled_label_search_new (network);

  fooled_label_search_set_text (search, "\377\376");
  g_assert_false (fooled_label_search_is_active (search));
}

/* In the user's language, in the network's own, and both in one. */
static void
test_translated (void)
{
  if (!language_begin ("de"))
    return;
  assert_found ("schleie", TRUE, FALSE, FALSE);
  assert_found ("tench", TRUE, FALSE, FALSE);
  assert_found ("schleie tinca", TRUE, FALSE, FALSE);
  assert_found ("goldfisch", FALSE, FALSE, FALSE);
  language_end ();
  assert_found ("schleie", FALSE, FALSE, FALSE);
}

static void
test_left_out (void)
{
  g_autoptr (RunNetworkInfo) network = fish_network ();
  g_autoptr (FooledLabelSearch) search = NULL;

  g_free (network->labels[1]);
  network->labels[1] = g_strdup ("rifle");
  search = fooled_label_search_new (network);
  g_assert_true (fooled_label_search_matches (search, 1));
  fooled_classroom_hold ();
  g_assert_true (fooled_label_search_matches (search, 0));
  g_assert_false (fooled_label_search_matches (search, 1));
  fooled_label_search_set_text (search, "rifle");
  g_assert_false (fooled_label_search_matches (search, 1));
  fooled_classroom_hold ();
  fooled_classroom_release ();
  g_assert_false (fooled_label_search_matches (search, 1));
  fooled_classroom_release ();
  g_assert_true (fooled_label_search_matches (search, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/label-search/labels", test_labels);
  g_test_add_func ("/ui/label-search/case-and-accents", test_case_and_accents);
  g_test_add_func ("/ui/label-search/words", test_words);
  g_test_add_func ("/ui/label-search/synonyms", test_synonyms);
  g_test_add_func ("/ui/label-search/change", test_change);
  g_test_add_func ("/ui/label-search/numbers", test_numbers);
  g_test_add_func ("/ui/label-search/damaged-text", test_damaged_text);
  g_test_add_func ("/ui/label-search/translated", test_translated);
  g_test_add_func ("/ui/label-search/left-out", test_left_out);
  return g_test_run ();
}

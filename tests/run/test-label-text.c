// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/label-text.h"

#include <glib/gstdio.h>
#include <string.h>

#include "language.h"
#include "run/networks.h"
#include "run/retraining.h"

/* The first of the colour network's labels that no other network has. */
#define FIRST_PICTOGRAM "airplane"

/* All labels of the networks that come along. */
static GHashTable *
known_labels (void)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) networks = run_networks_list ();

  for (guint i = 0; i < networks->len; i++)
    {
      const RunNetworkInfo *network = networks->pdata[i];

      for (guint k = 0; k < network->n_classes; k++)
        g_hash_table_add (known, g_strdup (network->labels[k]));
    }
  g_hash_table_add (known, g_strdup (RUN_RETRAINING_LABEL));
  return known;
}

static void
test_names_are_labels (void)
{
  g_autoptr (GHashTable) known = known_labels ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_pictograms = g_hash_table_contains (known, FIRST_PICTOGRAM);
  guint n;
  const char *const *names = run_label_names (&n);

  g_assert_cmpuint (n, >, 1000);
  for (guint i = 0; i < n; i++)
    {
      if (!has_pictograms && g_str_equal (names[i], FIRST_PICTOGRAM))
        {
          g_test_message ("the network of pictograms is not here");
          break;
        }
      if (!g_hash_table_contains (known, names[i]))
        g_error ("%s is no network's label", names[i]);
      if (!g_hash_table_add (seen, (gpointer) names[i]))
        g_error ("%s is there twice", names[i]);
    }
}

/* The other way: nothing but numbers stays without a translation. */
static void
test_labels_are_names (void)
{
  g_autoptr (GHashTable) known = known_labels ();
  g_autoptr (GHashTable) marked = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer label;
  guint n;
  const char *const *names = run_label_names (&n);

  for (guint i = 0; i < n; i++)
    g_hash_table_add (marked, (gpointer) names[i]);
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &label, NULL))
    if (!g_hash_table_contains (marked, label) && strspn (label, "0123456789") != strlen (label))
      g_error ("%s cannot be translated", (const char *) label);
}

static void
test_fit (void)
{
  g_autoptr (GHashTable) known = known_labels ();
  guint n;
  const char *const *unfit = run_label_unfit (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *with_more = g_strconcat (unfit[i], " (swimsuit)", NULL);
      g_autofree char *with_names = g_strconcat (unfit[i], ", something else", NULL);
      g_autofree char *upper = g_ascii_strup (unfit[i], -1);

      if (!g_hash_table_contains (known, unfit[i]) && !g_hash_table_contains (known, with_more))
        g_error ("%s is no network's label", unfit[i]);
      g_assert_false (run_label_is_fit (unfit[i]));
      g_assert_false (run_label_is_fit (with_names));
      g_assert_false (run_label_is_fit (upper));
    }
  g_assert_false (run_label_is_fit ("assault_rifle"));
  g_assert_false (run_label_is_fit ("maillot (tights)"));
  g_assert_true (run_label_is_fit (NULL));
  g_assert_true (run_label_is_fit (""));
  g_assert_true (run_label_is_fit ("7"));
  g_assert_true (run_label_is_fit ("goldfish"));
  g_assert_true (run_label_is_fit ("rifle range"));
  g_assert_true (run_label_is_fit ("goldfish, rifle"));
}

/* Less than a twentieth is left out. */
static void
test_sense_of_proportion (void)
{
  guint n_names, n_unfit = 0;
  const char *const *names = run_label_names (&n_names);

  for (guint i = 0; i < n_names; i++)
    n_unfit += run_label_is_fit (names[i]) ? 0 : 1;
  g_assert_cmpuint (n_unfit, >=, 30);
  g_assert_cmpuint (n_unfit, <, n_names / 20);
}

static void
test_itself (void)
{
  g_autofree char *longest = g_strnfill (1 << 24, 'x');
  const char *goldfish = "goldfish", *empty = "";

  g_assert_null (run_label_text (NULL));
  g_assert_true (run_label_text (goldfish) == goldfish);
  g_assert_true (run_label_text (empty) == empty);
  g_assert_true (run_label_text (longest) == longest);
  g_assert_true (run_label_is_fit (longest));
}

static void
test_german (void)
{
  guint n;
  const char *const *names = run_label_names (&n);

  if (!language_begin ("de"))
    return;
  g_assert_cmpstr (run_label_text ("goldfish"), ==, "Goldfisch");
  g_assert_cmpstr (run_label_text ("Dress"), ==, "Kleid");
  g_assert_cmpstr (run_label_text ("crane (bird)"), ==, "Kranich");
  g_assert_cmpstr (run_label_text ("7"), ==, "7");
  g_assert_cmpstr (run_label_text ("of my own"), ==, "of my own");
  /* A sentence of the window is no label. */
  g_assert_cmpstr (run_label_text ("Light"), ==, "Light");
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpstr (run_label_text (names[i]), !=, "");
      g_assert_null (strchr (run_label_text (names[i]), '\n'));
    }
  language_end ();
  g_assert_cmpstr (run_label_text ("goldfish"), ==, "goldfish");
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("fooled-label-text-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE); /* without networks of the user; isolated folders leak */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/label-text/names-are-labels", test_names_are_labels);
  g_test_add_func ("/run/label-text/labels-are-names", test_labels_are_names);
  g_test_add_func ("/run/label-text/fit", test_fit);
  g_test_add_func ("/run/label-text/sense-of-proportion", test_sense_of_proportion);
  g_test_add_func ("/run/label-text/itself", test_itself);
  g_test_add_func ("/run/label-text/german", test_german);
  status = g_test_run ();
  g_rmdir (home);
  return status;
}

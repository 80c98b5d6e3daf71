// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file-name.h"

#include <string.h>

static void
assert_text (const char *text, const char *expected)
{
  g_autofree char *name = store_file_name_text (text);

  g_assert_cmpstr (name, ==, expected);
}

/* What every file system takes, and nothing that leads elsewhere or hides. */
static void
test_text (void)
{
  assert_text ("banana", "banana");
  assert_text ("school bus", "school bus");
  assert_text ("größe", "größe");
  assert_text ("gro\314\210\303\237e", "größe"); /* the same in parts */
  assert_text ("tench, Tinca tinca", "tench Tinca tinca");
  assert_text ("../../etc/passwd", "etc passwd");
  assert_text ("a<b>|c?*:\"d\\e", "a b c d e");
  assert_text (" -rf .", "rf");
  assert_text ("line\nbreak\ttab\001", "line break tab");
  assert_text ("gpj.\342\200\256exe", "gpj. exe"); /* turns the writing round */
  assert_text ("not \377 UTF-8", "not \357\277\275 UTF-8");
  assert_text ("...", "");
  assert_text ("", "");
  assert_text (NULL, "");
}

/* No letter is cut in two. */
static void
test_length (void)
{
  g_autoptr (GString) label = g_string_new ("a");
  g_autofree char *name = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (label, "ß");
  name = store_file_name_text (label->str);
  g_assert_cmpuint (strlen (name), ==, 59);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
test_names (void)
{
  const struct
  {
    const char *label;
    float confidence;
    const char *what, *ending, *expected;
  } cases[] = {
    { "banana", 0.9998f, NULL, ".png", "banana 99.98 %.png" },
    { "7", 0.9999999f, NULL, ".png", "7 99.99 %.png" },
    { "7", 1.0f, "poster", ".pdf", "7 99.99 % poster.pdf" },
    { "school bus", 0.0312f, NULL, ".png", "school bus 3.12 %.png" },
    { "hen", 0, NULL, ".png", "hen 0.00 %.png" },
    { "/", 0.5f, NULL, ".png", "image 50.00 %.png" },
    { NULL, 0.5f, NULL, ".png", "image 50.00 %.png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (StoreSpecimen) specimen = store_specimen_new ();
      g_autofree char *name = NULL;

      specimen->label = g_strdup (cases[i].label);
      specimen->confidence = cases[i].confidence;
      name = store_specimen_file_name (specimen, cases[i].what, cases[i].ending);
      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/file-name/text", test_text);
  g_test_add_func ("/store/file-name/length", test_length);
  g_test_add_func ("/store/file-name/names", test_names);
  return g_test_run ();
}

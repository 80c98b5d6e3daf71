// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number-text.h"

static void
test_count (void)
{
  static const struct
  {
    guint64 count;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { 999, "999" },
    { 1000, "1\302\240000" },
    { 28600, "28\302\240600" },
    { 123456, "123\302\240456" },
    { G_MAXUINT64, "18\302\240446\302\240744\302\240073\302\240709\302\240551\302\240615" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = fooled_count_text (cases[i].count);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_exact (void)
{
  g_autofree char *some = fooled_exact_text (0.9997f), *all = fooled_exact_text (1);

  g_assert_cmpstr (some, ==, "Confidence: 99.97000 %");
  g_assert_cmpstr (all, ==, "Confidence: more than 99.99999 %");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/number-text/count", test_count);
  g_test_add_func ("/ui/number-text/exact", test_exact);
  return g_test_run ();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number-text.h"

#include <math.h>

static void
assert_confidence (float confidence, const char *text)
{
  g_autofree char *actual = fooled_confidence_text (confidence);

  g_assert_cmpstr (actual, ==, text);
}

static void
test_confidence (void)
{
  assert_confidence (0, "0.00 %");
  assert_confidence (0.5f, "50.00 %");
  assert_confidence (0.71f, "71.00 %");
  assert_confidence (0.9998f, "99.98 %");
  assert_confidence (0.99997f, "99.99 %");
  assert_confidence (1, "100 %");
  assert_confidence (1e-6f, "< 0.01 %");
  assert_confidence (1e-40f, "< 0.01 %");
}

/* The greatest float below one is not one. */
static void
test_nearly_one (void)
{
  g_autofree char *text = fooled_confidence_short_text (nextafterf (1, 0));

  assert_confidence (nextafterf (1, 0), "99.99 %");
  g_assert_cmpstr (text, ==, "99 %");
}

static void
test_damaged (void)
{
  assert_confidence (NAN, "0.00 %");
  assert_confidence (-1, "0.00 %");
  assert_confidence (2, "100 %");
}

/* A float that stands for a number of hundredths of a percent shows that number. */
static void
test_every_hundredth (void)
{
  for (guint i = 1; i < 10000; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u.%02u %%", i / 100, i % 100);

      assert_confidence ((float) (i / 10000.0), expected);
    }
}

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/number-text/confidence", test_confidence);
  g_test_add_func ("/ui/number-text/nearly-one", test_nearly_one);
  g_test_add_func ("/ui/number-text/damaged", test_damaged);
  g_test_add_func ("/ui/number-text/every-hundredth", test_every_hundredth);
  g_test_add_func ("/ui/number-text/count", test_count);
  return g_test_run ();
}

// SPDX-License-Identifier: GPL-3.0-or-later
/* A confidence that people read: it grows with the number, never claims more than it is, never
 * certainty, and fits its place. */
#include "base/percent.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

#define N 20000

typedef char *(*Writer) (float confidence);

/* A slack of one unit of a float's last place: 0.9999f stands for 0.9999. */
#define SLACK 0x1p-23

static const struct
{
  const char *name;
  Writer write;
  double step; /* of its last place */
  glong width; /* characters at most */
} writers[] = {
  { "usual", base_confidence_text, 1e-4, 8 },
  { "short", base_confidence_short_text, 1e-2, 5 },
  { "exact", base_confidence_exact_text, 1e-7, 20 },
  { "file", base_confidence_file_text, 1e-4, 6 },
};

/* What the text claims: at least `least`, and less than `least` and a step. */
static double
least_of (const char *text)
{
  if (*text == '<' || g_str_has_prefix (text, "less"))
    return 0;
  text += g_str_has_prefix (text, "more than ") ? strlen ("more than ") : 0;
  return g_ascii_strtod (text, NULL) / 100;
}

/* Confidences of every size, as near to 1 as to 0, ascending. */
static gint
compare (gconstpointer a, gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static float *
many (void)
{
  float *values = g_new (float, N);
  BaseRandom random;

  base_random_init (&random, 1, 2, 3);
  for (guint i = 0; i < N; i++)
    {
      double tiny = exp2 (-40 * base_random_uniform (&random));

      values[i] = (float) (i % 3 == 0   ? base_random_uniform (&random)
                           : i % 3 == 1 ? tiny
                                        : 1 - tiny);
    }
  values[0] = 0;
  values[1] = 1;
  values[2] = nextafterf (1, 0);
  values[3] = nextafterf (0, 1);
  qsort (values, N, sizeof *values, compare);
  return values;
}

static void
test_property (gconstpointer data)
{
  guint k = GPOINTER_TO_UINT (data);
  g_autofree float *values = many ();
  double last = -1;

  for (guint i = 0; i < N; i++)
    {
      g_autofree char *text = writers[k].write (values[i]);
      double least = least_of (text), value = (double) values[i];

      g_assert_cmpfloat (least, >=, last);
      last = least;
      g_assert_cmpfloat (least, <=, value + SLACK);
      g_assert_cmpfloat (value, <=, least + writers[k].step + SLACK);
      g_assert_cmpint (g_utf8_strlen (text, -1), <=, writers[k].width);
      g_assert_false (g_str_has_prefix (text, "100"));
      g_assert_false (g_str_has_prefix (text, "0.00 "));
      g_assert_false (g_str_has_prefix (text, "0 "));
    }
}

static void
assert_texts (float confidence, const char *usual, const char *brief, const char *exact)
{
  g_autofree char *a = base_confidence_text (confidence);
  g_autofree char *b = base_confidence_short_text (confidence);
  g_autofree char *c = base_confidence_exact_text (confidence);

  g_assert_cmpstr (a, ==, usual);
  g_assert_cmpstr (b, ==, brief);
  g_assert_cmpstr (c, ==, exact);
}

static void
test_cases (void)
{
  assert_texts (0, "< 0.01 %", "< 1 %", "less than 0.00001 %");
  assert_texts (1e-40f, "< 0.01 %", "< 1 %", "less than 0.00001 %");
  assert_texts (1e-6f, "< 0.01 %", "< 1 %", "0.00010 %");
  assert_texts (0.00019f, "0.01 %", "< 1 %", "0.01900 %");
  assert_texts (0.5f, "50.00 %", "50 %", "50.00000 %");
  assert_texts (0.71f, "71.00 %", "71 %", "71.00000 %");
  assert_texts (0.9998f, "99.98 %", "99 %", "99.98000 %");
  assert_texts (0.99997f, "99.99 %", "99 %", "99.99700 %");
  assert_texts (nextafterf (1, 0), "99.99 %", "99 %", "more than 99.99999 %");
  assert_texts (1, "99.99 %", "99 %", "more than 99.99999 %");
}

static void
test_damaged (void)
{
  assert_texts (NAN, "< 0.01 %", "< 1 %", "less than 0.00001 %");
  assert_texts (-1, "< 0.01 %", "< 1 %", "less than 0.00001 %");
  assert_texts (2, "99.99 %", "99 %", "more than 99.99999 %");
}

/* A float that stands for a number of hundredths of a percent shows that number. */
static void
test_every_hundredth (void)
{
  for (guint i = 1; i < 10000; i++)
    {
      float confidence = (float) (i / 10000.0);
      g_autofree char *expected = g_strdup_printf ("%u.%02u %%", i / 100, i % 100);
      g_autofree char *text = base_confidence_text (confidence);

      g_assert_cmpuint (base_confidence_units (confidence), ==, i);
      g_assert_cmpstr (text, ==, expected);
    }
}

static void
assert_share (double share, const char *expected)
{
  g_autofree char *text = base_share_text (share);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_shares (void)
{
  assert_share (0, "0 %");
  assert_share (NAN, "0 %");
  assert_share (1e-9, "0.01 %");
  assert_share (0.0093, "0.93 %");
  assert_share (0.99994, "99.99 %");
  assert_share (0.999999, "99.99 %");
  assert_share (1, "100 %");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/percent/property/%s", writers[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_property);
    }
  g_test_add_func ("/base/percent/cases", test_cases);
  g_test_add_func ("/base/percent/damaged", test_damaged);
  g_test_add_func ("/base/percent/every-hundredth", test_every_hundredth);
  g_test_add_func ("/base/percent/shares", test_shares);
  return g_test_run ();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/pack.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

#define N 5

/* Bits that no arithmetic would leave as they are: a signalling not-a-number with a payload. */
#define ODD_BITS G_GUINT64_CONSTANT (0x7ff4000000abcdef)

static double
odd_number (void)
{
  guint64 bits = ODD_BITS;
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static GByteArray *
pack_all (void)
{
  static const guint32 whole[N] = { 0, 1, 0x01020304, G_MAXUINT32, 7 };
  static const float single[N] = { 0.0f, -0.0f, 0x1p-149f, INFINITY, 1.5f };
  double numbers[N] = { 0.1, -0.0, 0x1p-1074, -INFINITY, odd_number () };
  GByteArray *out = g_byte_array_new ();

  base_pack_header (out, "Test", 3);
  base_pack_u8 (out, 200);
  base_pack_u32 (out, 0xdeadbeef);
  base_pack_u64 (out, G_GUINT64_CONSTANT (0x0123456789abcdef));
  base_pack_i64 (out, G_MININT64);
  base_pack_f32 (out, -1.5f);
  base_pack_f64 (out, odd_number ());
  base_pack_string (out, "Grüße");
  base_pack_string (out, NULL);
  base_pack_blob (out, "a\0b", 3);
  base_pack_blob (out, "xyz", 3);
  base_pack_u32s (out, whole, N);
  base_pack_f32s (out, single, N);
  base_pack_f64s (out, numbers, N);
  base_pack_u32 (out, 2);
  base_pack_u8 (out, 1);
  base_pack_u8 (out, 0);
  base_pack_f64 (out, 0.25);
  return out;
}

/* Reads what pack_all wrote; FALSE when that failed. What is not there is zeros. */
static gboolean
unpack_all (BaseUnpack *in, gboolean compare)
{
  g_autofree char *text = NULL;
  g_autofree char *empty = NULL;
  guint32 whole[N];
  float single[N];
  double numbers[N], number, quarter;
  char three[3] = "";
  const guint8 *blob;
  gsize size;
  guint64 bits;
  gboolean ok = base_unpack_header (in, "Test", 3, NULL);
  guint8 byte = base_unpack_u8 (in);
  guint32 word = base_unpack_u32 (in);
  guint64 longer = base_unpack_u64 (in);
  gint64 negative = base_unpack_i64 (in);
  float half = base_unpack_f32 (in);
  guint count;
  gboolean yes, no;

  number = base_unpack_f64 (in);
  text = base_unpack_string (in);
  empty = base_unpack_string (in);
  blob = base_unpack_blob (in, &size);
  base_unpack_blob_into (in, three, 3);
  base_unpack_u32s (in, whole, N);
  base_unpack_f32s (in, single, N);
  base_unpack_f64s (in, numbers, N);
  count = base_unpack_count (in, 2, 1);
  yes = base_unpack_boolean (in);
  no = base_unpack_boolean (in);
  quarter = base_unpack_f64_in (in, 0, 1);
  if (compare)
    {
      g_assert_true (ok);
      g_assert_cmpuint (byte, ==, 200);
      g_assert_cmphex (word, ==, 0xdeadbeef);
      g_assert_cmphex (longer, ==, G_GUINT64_CONSTANT (0x0123456789abcdef));
      g_assert_true (negative == G_MININT64);
      g_assert_cmpfloat (half, ==, -1.5f);
      memcpy (&bits, &number, sizeof bits);
      g_assert_cmphex (bits, ==, ODD_BITS);
      g_assert_cmpstr (text, ==, "Grüße");
      g_assert_cmpstr (empty, ==, "");
      g_assert_cmpmem (blob, size, "a\0b", 3);
      g_assert_cmpmem (three, 3, "xyz", 3);
      g_assert_cmphex (whole[2], ==, 0x01020304);
      g_assert_cmphex (whole[3], ==, G_MAXUINT32);
      g_assert_true (signbit (single[1]) && single[1] == 0);
      g_assert_cmpfloat (single[2], ==, 0x1p-149f);
      g_assert_cmpfloat (single[3], ==, INFINITY);
      g_assert_cmpfloat (numbers[0], ==, 0.1);
      g_assert_cmpfloat (numbers[2], ==, 0x1p-1074);
      memcpy (&bits, &numbers[4], sizeof bits);
      g_assert_cmphex (bits, ==, ODD_BITS);
      g_assert_cmpuint (count, ==, 2);
      g_assert_true (yes && !no);
      g_assert_cmpfloat (quarter, ==, 0.25);
    }
  return !in->failed;
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) bytes = pack_all ();
  g_autoptr (GError) error = NULL;
  BaseUnpack in;

  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_true (unpack_all (&in, TRUE));
  g_assert_true (base_unpack_finish (&in, &error));
  g_assert_no_error (error);
}

/* The bytes themselves, so that a file from one machine is read on another. */
static void
test_little_endian (void)
{
  static const guint8 expected[] = { 'T', 'e', 's', 't', 1, 0, 0, 0, 4, 3, 2,    1,
                                     1,   0,   0,   0,   0, 0, 0, 0, 0, 0, 0xc0, 0x3f };
  static const float half_more = 1.5f;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  base_pack_header (bytes, "Test", 1);
  base_pack_u32 (bytes, 0x01020304);
  base_pack_f32s (bytes, &half_more, 1);
  g_assert_cmpmem (bytes->data, bytes->len, expected, sizeof expected);
}

/* Cut off anywhere it fails, and stays failed. In memory of exactly that size a read past the end
 * is seen by the sanitizers. */
static void
test_cut_off (void)
{
  g_autoptr (GByteArray) bytes = pack_all ();

  for (guint size = 0; size < bytes->len; size++)
    {
      g_autofree guint8 *part = g_memdup2 (bytes->data, size);
      g_autoptr (GError) error = NULL;
      BaseUnpack in;

      base_unpack_init (&in, part, size);
      g_assert_false (unpack_all (&in, FALSE));
      g_assert_cmpuint (base_unpack_u8 (&in), ==, 0);
      g_assert_cmpuint (in.at, <=, size);
      g_assert_false (base_unpack_check (&in, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
    }
}

static void
test_something_left (void)
{
  g_autoptr (GByteArray) bytes = pack_all ();
  g_autoptr (GError) error = NULL;
  BaseUnpack in;

  base_pack_u8 (bytes, 0);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_true (unpack_all (&in, TRUE));
  g_assert_true (base_unpack_check (&in, NULL));
  g_assert_false (base_unpack_finish (&in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

/* A length without its bytes: nothing is allocated, or the machine's memory would not do. */
static void
test_huge_lengths (void)
{
  static const guint64 lengths[] = { 9, G_MAXUINT32, G_MAXINT64, G_MAXUINT64 - 7, G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      BaseUnpack in;
      gsize size = 1;
      float none;

      base_pack_u64 (bytes, lengths[i]);
      base_pack_u64 (bytes, 0);
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_null (base_unpack_blob (&in, &size));
      g_assert_true (in.failed);
      g_assert_cmpuint (size, ==, 0);
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_null (base_unpack_string (&in));
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_false (base_unpack_f32s (&in, &none, 1));
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_cmpuint (base_unpack_count (&in, G_MAXUINT, 3), ==, 0);
      g_assert_true (in.failed);
    }
}

static void
test_ranges (void)
{
  static const double numbers[] = { -0.1, 1.1, NAN, INFINITY };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  BaseUnpack in;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GByteArray) number = g_byte_array_new ();

      base_pack_f64 (number, numbers[i]);
      base_unpack_init (&in, number->data, number->len);
      g_assert_cmpfloat (base_unpack_f64_in (&in, 0, 1), ==, 0);
      g_assert_true (in.failed);
    }
  base_pack_u8 (bytes, 2);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_false (base_unpack_boolean (&in));
  g_assert_true (in.failed);
  g_byte_array_set_size (bytes, 0);
  base_pack_blob (bytes, "a\0b", 3);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (base_unpack_string (&in));
  g_byte_array_set_size (bytes, 0);
  base_pack_blob (bytes, "\xff", 1);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (base_unpack_string (&in));
}

static void
test_versions (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  BaseUnpack in;

  base_pack_header (bytes, "Test", 2);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_false (base_unpack_header (&in, "Test", 1, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_false (base_unpack_header (&in, "Tost", 2, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

/* Whatever the bytes are, reading ends and stays inside them. */
static void
test_random_bytes (void)
{
  BaseRandom random;

  base_random_init (&random, 81, 0, 0);
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GByteArray) bytes = pack_all ();
      g_autofree guint8 *copy = NULL;
      BaseUnpack in;

      for (guint i = base_random_below (&random, 6); i > 0; i--)
        bytes->data[base_random_below (&random, bytes->len)] = (guint8) base_random_next (&random);
      copy = g_memdup2 (bytes->data, bytes->len);
      base_unpack_init (&in, copy, bytes->len);
      unpack_all (&in, FALSE);
      g_assert_cmpuint (in.at, <=, in.size);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/pack/round-trip", test_round_trip);
  g_test_add_func ("/base/pack/little-endian", test_little_endian);
  g_test_add_func ("/base/pack/cut-off", test_cut_off);
  g_test_add_func ("/base/pack/something-left", test_something_left);
  g_test_add_func ("/base/pack/huge-lengths", test_huge_lengths);
  g_test_add_func ("/base/pack/ranges", test_ranges);
  g_test_add_func ("/base/pack/versions", test_versions);
  g_test_add_func ("/base/pack/random-bytes", test_random_bytes);
  return g_test_run ();
}

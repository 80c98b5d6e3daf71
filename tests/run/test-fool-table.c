// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/fool-table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/pack.h"

typedef struct
{
  char *folder;
  char *path; /* in a folder that is not there yet */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-table-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "fooled", "it.table", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inner = g_path_get_dirname (fixture->path);

  g_unlink (fixture->path);
  g_rmdir (inner);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gint
add (RunFoolTable *table, const char *name, float confidence)
{
  g_autoptr (BaseImage) image = base_image_new (3, 2, 1);

  image->pixels[0] = (guint8) (confidence * 255);
  return run_fool_table_add (table, name, "3", "LeNet", confidence, image);
}

static void
test_order (void)
{
  g_autoptr (RunFoolTable) table = run_fool_table_new ();

  g_assert_cmpint (add (table, "a", 0.5f), ==, 0);
  g_assert_cmpint (add (table, "b", 0.9f), ==, 0);
  g_assert_cmpint (add (table, "c", 0.5f), ==, 2); /* the older one stays before it */
  g_assert_cmpint (add (table, "d", NAN), ==, -1);
  g_assert_cmpint (add (table, "e", 1.5f), ==, -1);
  g_assert_cmpuint (run_fool_table_n (table), ==, 3);
  run_fool_table_remove (table, 1);
  g_assert_cmpstr (run_fool_table_get (table, 1)->name, ==, "c");
}

static void
test_full (void)
{
  g_autoptr (RunFoolTable) table = run_fool_table_new ();

  for (guint i = 0; i < RUN_FOOL_MAX_ENTRIES; i++)
    g_assert_cmpint (add (table, "", 0.5f), >=, 0);
  g_assert_cmpint (add (table, "late", 0.5f), ==, -1);
  g_assert_cmpint (add (table, "better", 0.6f), ==, 0);
  g_assert_cmpuint (run_fool_table_n (table), ==, RUN_FOOL_MAX_ENTRIES);
}

static void
test_clean (void)
{
  g_autoptr (RunFoolTable) table = run_fool_table_new ();
  GString *name = g_string_new (" two\nlines");

  for (guint i = 0; i < 1000; i++)
    g_string_append (name, "ä");
  add (table, name->str, 0.5f);
  g_string_free (name, TRUE);
  g_assert_true (g_str_has_prefix (run_fool_table_get (table, 0)->name, "two lines"));
  g_assert_cmpuint (strlen (run_fool_table_get (table, 0)->name), <=, RUN_FOOL_MAX_TEXT);
  g_assert_true (g_utf8_validate (run_fool_table_get (table, 0)->name, -1, NULL));
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunFoolTable) table = run_fool_table_new (), read = NULL;
  g_autoptr (GError) error = NULL;

  add (table, "Ada", 0.25f);
  add (table, "", 0.75f);
  g_assert_true (run_fool_table_save (table, fixture->path, &error));
  g_assert_no_error (error);
  read = run_fool_table_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run_fool_table_n (read), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const RunFoolEntry *a = run_fool_table_get (table, i), *b = run_fool_table_get (read, i);

      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_cmpstr (a->target, ==, b->target);
      g_assert_cmpstr (a->network, ==, b->network);
      g_assert_true (a->confidence == b->confidence);
      g_assert_cmpmem (a->image->pixels, base_image_size (a->image), b->image->pixels,
                       base_image_size (b->image));
    }
}

static void
refuse (Fixture *fixture, gconstpointer content, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (base_file_write (fixture->path, bytes, NULL));
  g_assert_null (run_fool_table_load (fixture->path, &error));
  g_assert_nonnull (error);
}

/* Cut off anywhere, or with anything changed, it is refused, or a table; it never crashes. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunFoolTable) table = run_fool_table_new ();
  g_autofree char *content = NULL;
  gsize size;

  add (table, "Ada", 0.25f);
  g_assert_true (run_fool_table_save (table, fixture->path, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  for (gsize i = 0; i < size; i++)
    refuse (fixture, content, i);
  for (gsize i = 0; i < size; i++)
    {
      g_autofree char *changed = g_memdup2 (content, size);
      g_autoptr (RunFoolTable) read = NULL;
      g_autoptr (GError) error = NULL;

      changed[i] = (char) ~changed[i];
      g_assert_true (g_file_set_contents (fixture->path, changed, (gssize) size, NULL));
      read = run_fool_table_load (fixture->path, &error);
      g_assert_true ((read == NULL) == (error != NULL));
    }
}

/* More pixels than there are bytes, more entries than there may be, not-a-number. */
static void
write_entry (GByteArray *out, guint n, float confidence, guint side)
{
  base_pack_header (out, "FOOL", 1);
  base_pack_u32 (out, n);
  base_pack_string (out, "Ada");
  base_pack_string (out, "3");
  base_pack_string (out, "LeNet");
  base_pack_f32 (out, confidence);
  base_pack_u32 (out, side);
  base_pack_u32 (out, side);
  base_pack_u32 (out, 1);
  base_pack_blob (out, "x", 1);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint n;
    float confidence;
    guint side;
  } cases[] = { { 2, 0.5f, 1 },  { 0, 0.5f, 1 },   { G_MAXUINT, 0.5f, 1 }, { 1, NAN, 1 },
                { 1, -0.1f, 1 }, { 1, 0.5f, 512 }, { 1, 0.5f, G_MAXUINT }, { 1, 0.5f, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();

      write_entry (out, cases[i].n, cases[i].confidence, cases[i].side);
      refuse (fixture, out->data, out->len);
    }
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run_fool_table_load (fixture->path, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/fool-table/order", test_order);
  g_test_add_func ("/run/fool-table/full", test_full);
  g_test_add_func ("/run/fool-table/clean", test_clean);
  g_test_add ("/run/fool-table/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/run/fool-table/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/run/fool-table/numbers", Fixture, NULL, set_up, test_numbers, tear_down);
  g_test_add ("/run/fool-table/none", Fixture, NULL, set_up, test_none, tear_down);
  return g_test_run ();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/fool-table.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/pack.h"

#define TAG     "FOOL"
#define VERSION 1

/* Of a whole file. */
#define MAX_SIZE                                                                                   \
  ((gsize) RUN_FOOL_MAX_ENTRIES *                                                                  \
   (3 * RUN_FOOL_MAX_SIDE * RUN_FOOL_MAX_SIDE + 3 * RUN_FOOL_MAX_TEXT + 100))

/* Of an entry: three texts, a confidence, three sizes, the pixels. */
#define MIN_ENTRY (3 * 8 + 4 + 3 * 4 + 8 + 1)

struct _RunFoolTable
{
  GPtrArray *entries; /* RunFoolEntry *, the best first */
};

static void
entry_free (gpointer data)
{
  RunFoolEntry *entry = data;

  g_free (entry->name);
  g_free (entry->target);
  g_free (entry->network);
  g_clear_pointer (&entry->image, base_image_unref);
  g_free (entry);
}

RunFoolTable *
run_fool_table_new (void)
{
  RunFoolTable *table = g_new (RunFoolTable, 1);

  table->entries = g_ptr_array_new_with_free_func (entry_free);
  return table;
}

void
run_fool_table_free (RunFoolTable *table)
{
  if (table == NULL)
    return;
  g_ptr_array_unref (table->entries);
  g_free (table);
}

guint
run_fool_table_n (const RunFoolTable *table)
{
  return table->entries->len;
}

const RunFoolEntry *
run_fool_table_get (const RunFoolTable *table, guint index)
{
  g_return_val_if_fail (index < table->entries->len, NULL);
  return table->entries->pdata[index];
}

/* On one line, and not too long. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end = valid + MIN (strlen (valid), RUN_FOOL_MAX_TEXT);

  g_strdelimit (valid, "\r\n\t", ' ');
  while (end > valid && (*end & 0xc0) == 0x80) /* not in the middle of a letter */
    end--;
  valid[end - valid] = '\0';
  return g_strdup (g_strstrip (valid));
}

/* Takes it over. */
static gint
insert (RunFoolTable *table, RunFoolEntry *entry)
{
  guint place = 0;

  while (place < table->entries->len &&
         run_fool_table_get (table, place)->confidence >= entry->confidence)
    place++;
  if (place >= RUN_FOOL_MAX_ENTRIES)
    {
      entry_free (entry);
      return -1;
    }
  g_ptr_array_insert (table->entries, (gint) place, entry);
  if (table->entries->len > RUN_FOOL_MAX_ENTRIES)
    g_ptr_array_set_size (table->entries, RUN_FOOL_MAX_ENTRIES);
  return (gint) place;
}

gint
run_fool_table_add (RunFoolTable *table,
                    const char *name,
                    const char *target,
                    const char *network,
                    float confidence,
                    BaseImage *image)
{
  RunFoolEntry *entry;

  g_return_val_if_fail (name != NULL && target != NULL && network != NULL && image != NULL, -1);

  if (!(confidence >= 0 && confidence <= 1) || image->width > RUN_FOOL_MAX_SIDE ||
      image->height > RUN_FOOL_MAX_SIDE)
    return -1;
  entry = g_new0 (RunFoolEntry, 1);
  entry->name = clean (name);
  entry->target = clean (target);
  entry->network = clean (network);
  entry->confidence = confidence;
  entry->image = base_image_ref (image);
  return insert (table, entry);
}

void
run_fool_table_remove (RunFoolTable *table, guint index)
{
  g_return_if_fail (index < table->entries->len);
  g_ptr_array_remove_index (table->entries, index);
}

RunFoolTable *
run_fool_table_copy (const RunFoolTable *table)
{
  RunFoolTable *copy = run_fool_table_new ();

  for (guint i = 0; i < table->entries->len; i++)
    {
      const RunFoolEntry *entry = run_fool_table_get (table, i);

      run_fool_table_add (copy, entry->name, entry->target, entry->network, entry->confidence,
                          entry->image);
    }
  return copy;
}

char *
run_fool_table_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "fooled", "fool-it.table", NULL);
}

static void
pack (GByteArray *out, const RunFoolEntry *entry)
{
  base_pack_string (out, entry->name);
  base_pack_string (out, entry->target);
  base_pack_string (out, entry->network);
  base_pack_f32 (out, entry->confidence);
  base_pack_u32 (out, entry->image->width);
  base_pack_u32 (out, entry->image->height);
  base_pack_u32 (out, entry->image->channels);
  base_pack_blob (out, entry->image->pixels, base_image_size (entry->image));
}

gboolean
run_fool_table_save (const RunFoolTable *table, const char *path, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  base_pack_header (out, TAG, VERSION);
  base_pack_u32 (out, table->entries->len);
  for (guint i = 0; i < table->entries->len; i++)
    pack (out, run_fool_table_get (table, i));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder “%s” cannot be made: %s."), folder, g_strerror (errno));
      return FALSE;
    }
  return base_file_write (path, bytes, error);
}

/* NULL when it failed. */
static BaseImage *
unpack_image (BaseUnpack *in)
{
  guint width = base_unpack_u32 (in), height = base_unpack_u32 (in);
  guint channels = base_unpack_u32 (in);
  g_autoptr (BaseImage) image = NULL;

  if (!base_unpack_require (in, width >= 1 && width <= RUN_FOOL_MAX_SIDE) ||
      !base_unpack_require (in, height >= 1 && height <= RUN_FOOL_MAX_SIDE) ||
      !base_unpack_require (in, channels == 1 || channels == 3) ||
      !base_unpack_require (in, in->size - in->at >= (gsize) width * height * channels))
    return NULL;
  image = base_image_new (width, height, channels);
  return base_unpack_blob_into (in, image->pixels, base_image_size (image))
             ? g_steal_pointer (&image)
             : NULL;
}

static char *
unpack_text (BaseUnpack *in)
{
  g_autofree char *text = base_unpack_string (in);

  return text != NULL && base_unpack_require (in, strlen (text) <= RUN_FOOL_MAX_TEXT) ? clean (text)
                                                                                      : NULL;
}

static void
unpack (BaseUnpack *in, RunFoolTable *table)
{
  RunFoolEntry *entry = g_new0 (RunFoolEntry, 1);
  float confidence;

  entry->name = unpack_text (in);
  entry->target = unpack_text (in);
  entry->network = unpack_text (in);
  confidence = entry->confidence = base_unpack_f32 (in);
  base_unpack_require (in, confidence >= 0 && confidence <= 1);
  entry->image = in->failed ? NULL : unpack_image (in);
  if (in->failed)
    entry_free (entry);
  else
    insert (table, entry);
}

RunFoolTable *
run_fool_table_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_SIZE, error);
  g_autoptr (RunFoolTable) table = run_fool_table_new ();
  BaseUnpack in;
  guint n;

  if (bytes == NULL)
    return NULL;
  base_unpack_init (&in, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!base_unpack_header (&in, TAG, VERSION, error))
    return NULL;
  n = base_unpack_u32 (&in);
  base_unpack_require (&in, n <= RUN_FOOL_MAX_ENTRIES);
  base_unpack_require (&in, in.failed || n <= (in.size - in.at) / MIN_ENTRY);
  for (guint i = 0; i < n && !in.failed; i++)
    unpack (&in, table);
  return base_unpack_finish (&in, error) ? g_steal_pointer (&table) : NULL;
}

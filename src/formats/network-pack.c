// SPDX-License-Identifier: GPL-3.0-or-later
/* The bytes: a number of files, and of each its name and its content; the last one is the card. */
#include "formats/network-pack.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "formats/card-names.h"
#include "formats/format.h"
#include "formats/onnx.h"

#define CARD_NAME "network" FMT_CARD_SUFFIX
#define MEAN_NAME "mean.binaryproto"

#define MAX_FILES 10000

/* The least that one of them takes. */
#define MIN_FILE_SIZE 16

/* A folder for a moment, with what is in it. */
typedef struct
{
  char *path;
  GPtrArray *made; /* char *, in the order in which it was made */
} Folder;

static gboolean
folder_init (Folder *folder, GError **error)
{
  *folder = (Folder){ .path = g_dir_make_tmp ("fooled-XXXXXX", error),
                      .made = g_ptr_array_new_with_free_func (g_free) };
  return folder->path != NULL;
}

static void
folder_clear (Folder *folder)
{
  for (guint i = folder->made->len; i-- > 0;)
    g_remove (folder->made->pdata[i]);
  if (folder->path != NULL)
    g_rmdir (folder->path);
  g_ptr_array_unref (folder->made);
  g_free (folder->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

static gboolean
pack_file (const char *path, const char *name, GByteArray *out, GError **error)
{
  g_autoptr (GBytes) bytes = base_file_read (path, FMT_MAX_FILE_SIZE, error);

  if (bytes == NULL)
    return FALSE;
  if (out->len + g_bytes_get_size (bytes) > FMT_MAX_FILE_SIZE)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                           _ ("The network's files are more than 2 GiB, which is too much to send "
                              "to other ranks."));
      return FALSE;
    }
  base_pack_string (out, name);
  base_pack_blob (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

/* As fmt_network_load finds them. */
static char *
find_weights (const FmtNetwork *network, const char *id_or_path, GError **error)
{
  g_autofree char *listed = fmt_card_find (id_or_path);

  return listed != NULL || g_str_has_suffix (id_or_path, FMT_CARD_SUFFIX)
             ? fmt_card_find_weights (network->card, error)
             : g_strdup (id_or_path);
}

/* What a file is may follow from the end of its name. */
static char *
weights_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  const char *dot = strrchr (base, '.');
  gboolean plain =
      dot != NULL && strspn (dot + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS) == strlen (dot + 1);

  return g_strconcat ("network", plain ? dot : "", NULL);
}

static void
number_labels (FmtCard *card)
{
  g_clear_pointer (&card->labels, g_strfreev);
  g_clear_pointer (&card->synonyms, g_strfreev);
  g_clear_pointer (&card->labels_file, g_free);
  card->labels = g_new0 (char *, card->n_labels + 1);
  for (guint i = 0; i < card->n_labels; i++)
    card->labels[i] = g_strdup_printf ("%u", i);
}

static gboolean
pack_card (const FmtNetwork *network, const char *weights, GByteArray *out, GError **error)
{
  g_autoptr (FmtCard) card = fmt_card_copy (network->card);
  g_auto (Folder) folder = { NULL };
  char *path;

  if (!folder_init (&folder, error))
    return FALSE;
  number_labels (card);
  g_free (card->weights);
  card->weights = g_strdup (weights);
  if (card->mean_image != NULL)
    {
      g_free (card->mean_image);
      card->mean_image = g_strdup (MEAN_NAME);
    }
  /* A card that names this format has to name the network; the content does, too. */
  if (card->format != NULL && card->format->needs_architecture && card->architecture == NULL)
    card->format = NULL;
  path = g_build_filename (folder.path, CARD_NAME, NULL);
  g_ptr_array_add (folder.made, path);
  return fmt_card_save (card, path, error) && pack_file (path, CARD_NAME, out, error);
}

static gboolean
pack_mean (const FmtCard *card, GByteArray *out, GError **error)
{
  g_autofree char *path = fmt_card_find_file (card, card->mean_image);

  return pack_file (path != NULL ? path : card->mean_image, MEAN_NAME, out, error);
}

gboolean
fmt_network_pack (const FmtNetwork *network,
                  const char *id_or_path,
                  GByteArray *out,
                  GError **error)
{
  const FmtCard *card = network->card;
  const GPtrArray *data = network->data_files;
  g_autofree char *weights = find_weights (network, id_or_path, error);
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  guint n_data = data != NULL ? data->len : 0;

  if (weights == NULL)
    return FALSE;
  name = weights_name (weights);
  folder = g_path_get_dirname (weights);
  base_pack_u32 (out, n_data + (card->mean_image != NULL ? 1 : 0) + 2);
  for (guint i = 0; i < n_data; i++)
    {
      g_autofree char *path = g_build_filename (folder, data->pdata[i], NULL);

      if (!pack_file (path, data->pdata[i], out, error))
        return FALSE;
    }
  return (card->mean_image == NULL || pack_mean (card, out, error)) &&
         pack_file (weights, name, out, error) && pack_card (network, name, out, error);
}

/* Whether a name stays in its folder. */
static gboolean
stays_inside (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, G_DIR_SEPARATOR_S, -1);

  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || g_str_equal (*part, ".."))
      return FALSE;
  return parts[0] != NULL;
}

static gboolean
make_folders (Folder *folder, const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, G_DIR_SEPARATOR_S, -1);
  g_autofree char *path = g_strdup (folder->path);

  for (char **part = parts; part[1] != NULL; part++)
    {
      char *next = g_build_filename (path, *part, NULL);

      g_free (path);
      path = next;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      if (g_mkdir (path, 0700) != 0)
        {
          g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s.", path,
                       g_strerror (errno));
          return FALSE;
        }
      g_ptr_array_add (folder->made, g_strdup (path));
    }
  return TRUE;
}

static gboolean
unpack_file (Folder *folder, BaseUnpack *in, GError **error)
{
  g_autofree char *name = base_unpack_string (in);
  gsize size;
  const guint8 *data = base_unpack_blob (in, &size);
  g_autoptr (GBytes) bytes = NULL;
  char *path;

  base_unpack_require (in, data != NULL && stays_inside (name));
  if (!base_unpack_check (in, error) || !make_folders (folder, name, error))
    return FALSE;
  path = g_build_filename (folder->path, name, NULL);
  g_ptr_array_add (folder->made, path);
  bytes = g_bytes_new_static (data, size);
  return base_file_write (path, bytes, error);
}

FmtNetwork *
fmt_network_unpack (BaseUnpack *in, GError **error)
{
  guint n = base_unpack_count (in, MAX_FILES, MIN_FILE_SIZE);
  g_auto (Folder) folder = { NULL };
  g_autofree char *card = NULL;

  if (!folder_init (&folder, error))
    return NULL;
  base_unpack_require (in, n > 0);
  for (guint i = 0; i < n; i++)
    if (!unpack_file (&folder, in, error))
      return NULL;
  if (!base_unpack_check (in, error))
    return NULL;
  card = g_build_filename (folder.path, CARD_NAME, NULL);
  return fmt_network_load (card, error);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/checksum.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ID 64

gboolean
fmt_card_is_id (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= MAX_ID && text[0] != '.' &&
         strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.") == length;
}

char *
fmt_card_id_from_path (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (!g_str_has_suffix (name, FMT_CARD_SUFFIX))
    return NULL;
  name[strlen (name) - strlen (FMT_CARD_SUFFIX)] = '\0';
  return fmt_card_is_id (name) ? g_steal_pointer (&name) : NULL;
}

gboolean
fmt_card_is_plain_file_name (const char *name)
{
  return *name != '\0' && strpbrk (name, "/\\") == NULL && !g_str_equal (name, ".") &&
         !g_str_equal (name, "..");
}

/* The length of a path without the suffix of its last part. */
static gsize
stem_length (const char *path)
{
  const char *dot = strrchr (path, '.');
  const char *slash = strrchr (path, G_DIR_SEPARATOR);

  return dot != NULL && (slash == NULL || dot > slash + 1) && dot > path ? (gsize) (dot - path)
                                                                         : strlen (path);
}

char *
fmt_card_replace_suffix (const char *path, const char *suffix)
{
  g_autofree char *stem = g_strndup (path, stem_length (path));

  return g_strconcat (stem, suffix, NULL);
}

char *
fmt_card_path_beside (const char *weights_path)
{
  return fmt_card_replace_suffix (weights_path, FMT_CARD_SUFFIX);
}

/* The user's own folder of networks. */
static char *
own_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "fooled", "networks", NULL);
}

char **
fmt_card_folders (void)
{
  const char *installed = g_getenv ("FOOLED_WEIGHTS_DIR");
  GStrvBuilder *builder = g_strv_builder_new ();
  g_autofree char *own = own_folder ();
  char **folders;

  g_strv_builder_add (builder, installed != NULL ? installed : FOOLED_WEIGHTS_DIR);
  g_strv_builder_add (builder, own);
  folders = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return folders;
}

/* The file in a folder, or NULL when it is not there. */
static char *
file_in (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

static char *
file_in_folders (const char *name)
{
  g_auto (GStrv) folders = fmt_card_folders ();
  char *path = NULL;

  for (gsize i = 0; path == NULL && folders[i] != NULL; i++)
    path = file_in (folders[i], name);
  return path;
}

char *
fmt_card_find (const char *id)
{
  g_autofree char *name = NULL;

  if (!fmt_card_is_id (id))
    return NULL;
  name = g_strconcat (id, FMT_CARD_SUFFIX, NULL);
  return file_in_folders (name);
}

char *
fmt_card_find_file (const FmtCard *card, const char *name)
{
  g_autofree char *folder = NULL;
  char *path;

  g_return_val_if_fail (card != NULL && name != NULL, NULL);

  folder = g_path_get_dirname (card->path);
  path = file_in (folder, name);
  return path != NULL ? path : file_in_folders (name);
}

char *
fmt_card_download_path (const FmtCard *card)
{
  g_autofree char *folder = own_folder ();

  g_return_val_if_fail (card != NULL, NULL);
  return g_build_filename (folder, card->weights, NULL);
}

static void
set_no_weights (const FmtCard *card, const char *folder, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);

  if (card->sources != NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The network “%s” is not here yet. Get it with “Get” in the window, or with "
                    "“fooled-cli networks get %s”."),
                 card->name, card->id);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The network “%s” cannot be used: its file “%s” is not in “%s”, where its "
                    "network card is."),
                 card->name, card->weights, shown);
}

char *
fmt_card_find_weights (const FmtCard *card, GError **error)
{
  g_autofree char *folder = NULL, *own = NULL;
  char *path;

  g_return_val_if_fail (card != NULL, NULL);

  folder = g_path_get_dirname (card->path);
  own = own_folder ();
  path = file_in (folder, card->weights);
  if (path == NULL)
    path = file_in (own, card->weights);
  if (path == NULL)
    set_no_weights (card, folder, error);
  return path;
}

/* Adds a folder's cards to those of the folders before it. A folder that is not there has none. */
static void
add_folder (GHashTable *cards, const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      FmtCard *card;

      if (!g_str_has_suffix (name, FMT_CARD_SUFFIX))
        continue;
      path = g_build_filename (folder, name, NULL);
      card = fmt_card_load (path, &error);
      if (card == NULL)
        g_message ("%s", error->message);
      else if (g_hash_table_contains (cards, card->id))
        fmt_card_free (card);
      else
        g_hash_table_insert (cards, card->id, card);
    }
}

static int
compare_cards (gconstpointer a, gconstpointer b)
{
  const FmtCard *first = *(FmtCard *const *) a, *second = *(FmtCard *const *) b;
  int order = g_utf8_collate (first->name, second->name);

  /* Counted down from 0, which is the last place, the rest come in their order. */
  if (first->place != second->place)
    return first->place - 1 < second->place - 1 ? -1 : 1;
  return order != 0 ? order : strcmp (first->id, second->id);
}

GPtrArray *
fmt_card_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) fmt_card_free);
  g_autoptr (GHashTable) cards = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) folders = fmt_card_folders ();
  GHashTableIter iter;
  gpointer card;

  for (gsize i = 0; folders[i] != NULL; i++)
    add_folder (cards, folders[i]);
  g_hash_table_iter_init (&iter, cards);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    g_ptr_array_add (list, card);
  g_ptr_array_sort (list, compare_cards);
  return list;
}

/* The approximate sizes in cards are rounded to a few digits. */
static gboolean
may_be (const FmtCard *card, gsize size)
{
  if (card->checksum == NULL)
    return FALSE;
  if (card->size > 0)
    return card->size == size;
  return card->size_approximate == 0 ||
         (size >= card->size_approximate / 10 * 9 && size / 11 * 10 <= card->size_approximate);
}

FmtCard *
fmt_card_find_by_content (GBytes *bytes)
{
  g_autoptr (GPtrArray) cards = fmt_card_list ();
  g_auto (FmtChecksums) sums = { 0 };

  g_return_val_if_fail (bytes != NULL, NULL);

  fmt_checksums_init (&sums, bytes);
  for (guint i = 0; i < cards->len; i++)
    {
      const FmtCard *card = cards->pdata[i];

      if (may_be (card, g_bytes_get_size (bytes)) && fmt_checksums_fit (&sums, card->checksum))
        return fmt_card_copy (card);
    }
  return NULL;
}

/* An id made from any file name: what cannot be in one becomes a dash. */
static char *
guess_id (const char *weights_path)
{
  g_autofree char *name = g_path_get_basename (weights_path);
  char *id = g_strndup (name, MIN (stem_length (name), MAX_ID));

  g_strcanon (id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_", '-');
  return id;
}

FmtCard *
fmt_card_guess (const char *weights_path,
                guint channels,
                guint height,
                guint width,
                guint n_classes)
{
  FmtCard *card = g_new0 (FmtCard, 1);

  card->id = guess_id (weights_path);
  card->name = g_filename_display_basename (weights_path);
  card->labels = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    card->labels[i] = g_strdup_printf ("%u", i);
  card->n_labels = n_classes;
  card->channels = channels;
  card->height = height;
  card->width = width;
  card->n_crops = 1;
  fmt_card_set_scale (card, 1.0 / 256);
  card->weights = g_path_get_basename (weights_path);
  card->test_error = -1;
  card->path = fmt_card_path_beside (weights_path);
  return card;
}

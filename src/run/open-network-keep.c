// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/open-network-private.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/format.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Room for a number at the end of an id. */
#define MAX_STEM 56

/* What is made of a network while it is kept; its files go again when that fails. */
typedef struct
{
  char *folder;
  char *id;
  GPtrArray *files; /* paths of those that were made */
  GCancellable *cancellable;
} Keeping;

static void
keeping_clear (Keeping *keeping)
{
  g_clear_pointer (&keeping->files, g_ptr_array_unref);
  g_clear_pointer (&keeping->folder, g_free);
  g_clear_pointer (&keeping->id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keeping, keeping_clear)

static char *
path_of (const Keeping *keeping, const char *suffix)
{
  g_autofree char *name = g_strconcat (keeping->id, suffix, NULL);

  return g_build_filename (keeping->folder, name, NULL);
}

/* The end of the file's name, with its dot; "" where there is none that is plain. */
static const char *
suffix_of (const char *path)
{
  const char *slash = strrchr (path, G_DIR_SEPARATOR);
  const char *dot = strrchr (slash != NULL ? slash : path, '.');

  if (dot == NULL || strspn (dot + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS) != strlen (dot + 1))
    return "";
  return dot;
}

static gboolean
is_free (Keeping *keeping, const char *suffix)
{
  g_autofree char *card = fmt_card_find (keeping->id);
  g_autofree char *weights = path_of (keeping, suffix);

  return card == NULL && !g_file_test (weights, G_FILE_TEST_EXISTS);
}

/* The file's name, with a number where that is taken. */
static void
choose_id (Keeping *keeping, const char *stem, const char *suffix)
{
  keeping->id = g_strndup (stem, MAX_STEM);
  for (guint i = 2; !is_free (keeping, suffix); i++)
    {
      g_free (keeping->id);
      keeping->id = g_strdup_printf ("%.*s-%u", MAX_STEM, stem, i);
    }
}

static gboolean
make_folder (Keeping *keeping, GError **error)
{
  g_auto (GStrv) folders = fmt_card_folders ();

  keeping->folder = g_strdup (folders[g_strv_length (folders) - 1]);
  if (g_mkdir_with_parents (keeping->folder, 0755) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("The folder “%s” for your networks cannot be made: %s"), keeping->folder,
               g_strerror (errno));
  return FALSE;
}

/* Copies a file to "<id><suffix>" in the folder; returns that name. */
static char *
copy_in (Keeping *keeping, const char *path, const char *suffix, GError **error)
{
  g_autofree char *target_path = path_of (keeping, suffix);
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFile) target = g_file_new_for_path (target_path);
  g_autofree char *shown = g_filename_display_basename (path);

  g_ptr_array_add (keeping->files, g_strdup (target_path));
  if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                   keeping->cancellable, NULL, NULL, error))
    return g_path_get_basename (target_path);
  g_prefix_error (error, _ ("“%s” cannot be copied into your networks: "), shown);
  return NULL;
}

/* A file of the installed networks stays where it is: every card finds it there. */
static gboolean
is_installed (const char *path)
{
  g_auto (GStrv) folders = fmt_card_folders ();
  g_autofree char *folder = g_path_get_dirname (path);

  return g_str_equal (folder, folders[0]);
}

static gboolean
keep_labels (Keeping *keeping, const RunNetworkGuess *guess, FmtCard *card, GError **error)
{
  g_autofree char *path = NULL;

  if (card->labels_file == NULL)
    return TRUE;
  path = guess->labels == RUN_LABELS_FILE ? g_strdup (guess->labels_file)
                                          : fmt_card_find_file (card, card->labels_file);
  if (path == NULL || (guess->labels != RUN_LABELS_FILE && is_installed (path)))
    return TRUE;
  g_free (card->labels_file);
  card->labels_file = copy_in (keeping, path, "-labels.txt", error);
  return card->labels_file != NULL;
}

static gboolean
keep_mean (Keeping *keeping, const RunNetworkGuess *guess, FmtCard *card, GError **error)
{
  if (guess->mean_file == NULL)
    return TRUE;
  g_free (card->mean_image);
  card->mean_image = copy_in (keeping, guess->mean_file, "-mean.binaryproto", error);
  return card->mean_image != NULL;
}

/* A file that the weights name has to keep its name; that of another network is not written over.
 */
static gboolean
keep_data_file (Keeping *keeping, const RunOpenNetwork *open, const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (open->weights);
  g_autofree char *source_path = g_build_filename (folder, name, NULL);
  g_autofree char *target_path = g_build_filename (keeping->folder, name, NULL);
  g_autofree char *target_folder = g_path_get_dirname (target_path);
  g_autoptr (GFile) source = g_file_new_for_path (source_path);
  g_autoptr (GFile) target = g_file_new_for_path (target_path);
  GError *local = NULL;

  if (g_mkdir_with_parents (target_folder, 0755) == 0 &&
      g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, keeping->cancellable, NULL,
                   NULL, &local))
    {
      g_ptr_array_add (keeping->files, g_strdup (target_path));
      return TRUE;
    }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_error_free (local);
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("Another of your networks has a data file “%s”. Save this network again with "
                      "all data in one file, or with a data file of another name."),
                   name);
      return FALSE;
    }
  /* Half a file would stand in the way of the next attempt. */
  g_unlink (target_path);
  if (local != NULL)
    g_propagate_error (error, local);
  else
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s.", g_strerror (errno));
  g_prefix_error (error, _ ("“%s” cannot be copied into your networks: "), name);
  return FALSE;
}

static gboolean
keep_data_files (Keeping *keeping, const RunOpenNetwork *open, GError **error)
{
  const GPtrArray *names = open->network->data_files;

  for (guint i = 0; names != NULL && i < names->len; i++)
    if (!keep_data_file (keeping, open, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_weights (Keeping *keeping, const RunOpenNetwork *open, FmtCard *card, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (open->weights);

  g_free (card->weights);
  card->weights = NULL;
  if (g_str_equal (folder, keeping->folder))
    card->weights = g_path_get_basename (open->weights);
  else if (keep_data_files (keeping, open, error))
    card->weights = copy_in (keeping, open->weights, suffix_of (open->weights), error);
  card->size = open->size;
  /* A card that names this format has to name the network; the content does, too. */
  if (card->format != NULL && card->format->needs_architecture && card->architecture == NULL)
    card->format = NULL;
  return card->weights != NULL;
}

/* Last, so that there is never a card without its files; what cannot be read again is not kept. */
static gboolean
keep_card (Keeping *keeping, FmtCard *card, GError **error)
{
  g_autofree char *path = path_of (keeping, FMT_CARD_SUFFIX);
  g_autoptr (FmtCard) again = NULL;

  g_ptr_array_add (keeping->files, g_strdup (path));
  if (!fmt_card_save (card, path, error))
    return FALSE;
  again = fmt_card_load (path, error);
  return again != NULL;
}

static void
undo (Keeping *keeping)
{
  for (guint i = 0; i < keeping->files->len; i++)
    g_unlink (keeping->files->pdata[i]);
}

char *
run_open_network_keep (RunOpenNetwork *open,
                       const RunNetworkGuess *guess,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (Keeping)
      keeping = { .files = g_ptr_array_new_with_free_func (g_free), .cancellable = cancellable };
  g_autoptr (FmtCard) card = NULL;

  g_return_val_if_fail (open != NULL && guess != NULL, NULL);

  if (!run_open_network_apply (open, guess, error) || !make_folder (&keeping, error))
    return NULL;
  card = fmt_card_copy (open->network->card);
  if (*card->name == '\0')
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("Give the network a name."));
      return NULL;
    }
  if (!open->has_card)
    {
      g_strfreev (card->guessed);
      card->guessed = g_strdupv (open->info->notes);
    }
  choose_id (&keeping, card->id, suffix_of (open->weights));
  if (keep_labels (&keeping, guess, card, error) && keep_mean (&keeping, guess, card, error) &&
      keep_weights (&keeping, open, card, error) && keep_card (&keeping, card, error))
    return g_steal_pointer (&keeping.id);
  undo (&keeping);
  return NULL;
}

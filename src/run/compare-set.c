// SPDX-License-Identifier: GPL-3.0-or-later
/* Sets of images: where they are found. What is in them: compare-image.c. */
#include "run/compare-set-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "evolve/encoding.h"
#include "run/individual-private.h"
#include "run/labels-private.h"
#include "run/picks.h"

void
run_made_for_set (RunMadeFor *made_for, const char *label, const char *sha256, guint class_index)
{
  g_free (made_for->label);
  g_free (made_for->sha256);
  made_for->label = g_strdup (label);
  made_for->sha256 = g_strdup (sha256);
  made_for->class_index = class_index;
}

static RunSourceImage *
image_new (void)
{
  RunSourceImage *image = g_new0 (RunSourceImage, 1);

  image->made_for.class_index = image->original.class_index = STORE_NO_CLASS;
  return image;
}

static void
image_free (gpointer data)
{
  RunSourceImage *image = data;

  g_free (image->path);
  g_clear_pointer (&image->genome, g_bytes_unref);
  g_clear_pointer (&image->image, base_image_unref);
  run_made_for_set (&image->made_for, NULL, NULL, STORE_NO_CLASS);
  run_made_for_set (&image->original, NULL, NULL, STORE_NO_CLASS);
  g_free (image->message);
  g_free (image->shown.name);
  g_free (image->shown.label);
  g_free (image->shown.original_label);
  g_clear_pointer (&image->shown.image, base_image_unref);
  g_free (image);
}

void
run_source_set_free (RunSourceSet *set)
{
  if (set == NULL)
    return;
  g_free (set->name);
  g_ptr_array_unref (set->images);
  g_ptr_array_unref (set->messages);
  g_free (set);
}

/* Takes over the sentence. */
static void
add_message (RunSourceSet *set, char *message)
{
  if (set->messages->len < RUN_COMPARE_MAX_MESSAGES)
    g_ptr_array_add (set->messages, message);
  else
    g_free (message);
}

/* Files of other kinds may lie beside images. */
static gboolean
is_picture_name (const char *name)
{
  static const char *const suffixes[] = { "avif", "bmp", "gif", "heic", "heif",
                                          "jpeg", "jpg", "jxl", "pgm",  "png",
                                          "pnm",  "ppm", "tif", "tiff", "webp" };
  const char *dot = strrchr (name, '.');

  for (guint i = 0; i < G_N_ELEMENTS (suffixes) && dot != NULL && *name != '.'; i++)
    if (g_ascii_strcasecmp (dot + 1, suffixes[i]) == 0)
      return TRUE;
  return FALSE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_file (RunSourceSet *set, const char *folder, const char *name)
{
  RunSourceImage *image = image_new ();

  image->path = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (name);
  image->shown.name = g_filename_display_basename (name);
  g_ptr_array_add (set->images, image);
}

/* In the order of their names, so that the same folder is the same set everywhere. */
static void
find_in_folder (RunSourceSet *set, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (folder == NULL)
    {
      add_message (
          set, g_strdup_printf (_ ("The folder “%s” cannot be read: %s"), shown, error->message));
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    if (is_picture_name (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  if (names->len > RUN_COMPARE_MAX_IMAGES)
    add_message (set, g_strdup_printf (_ ("The folder “%s” has %u images; the first %d count."),
                                       shown, names->len, RUN_COMPARE_MAX_IMAGES));
  for (guint i = 0; i < MIN (names->len, RUN_COMPARE_MAX_IMAGES); i++)
    add_file (set, path, names->pdata[i]);
  if (names->len == 0)
    add_message (set, g_strdup_printf (_ ("There are no images in the folder “%s”; folders in it "
                                          "are not looked into."),
                                       shown));
}

static void
find_files (RunSourceSet *set, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    find_in_folder (set, path);
  else if (g_file_test (path, G_FILE_TEST_EXISTS))
    add_file (set, NULL, path);
  else
    add_message (set, g_strdup_printf (_ ("There is no folder and no file “%s”."), shown));
}

static gboolean
is_indirect (GBytes *genome)
{
  g_autoptr (EvoGenome) read = evo_genome_deserialise (genome, NULL);

  return read != NULL && !evo_encoding_is_direct (evo_genome_encoding (read));
}

static void
add_champion (RunSourceSet *set,
              const StoreHeldCell *cell,
              const StoreSessionInfo *info,
              const RunNetworkInfo *network)
{
  const StoreIndividual individual = { .genome = cell->genome, .image = cell->image };
  guint class_index = cell->champion.class_index;
  RunSourceImage *image = image_new ();
  g_autoptr (GError) error = NULL;

  image->image = run_individual_draw (&individual, &error);
  if (image->image == NULL)
    image->message = g_strdup (error->message);
  if (cell->genome != NULL && is_indirect (cell->genome))
    image->genome = g_bytes_ref (cell->genome);
  run_made_for_set (&image->made_for, network != NULL ? network->labels[class_index] : NULL,
                    *info->network_sha256 != '\0' ? info->network_sha256 : NULL, class_index);
  image->shown.name = run_label (network, class_index);
  g_ptr_array_add (set->images, image);
}

/* What the classes are called, unless the network of that id has become another. */
static RunNetworkInfo *
find_labels (const StoreSessionInfo *info)
{
  RunNetworkInfo *network = run_labels_network (info->network_id);

  if (network != NULL && network->n_classes != info->n_classes)
    g_clear_pointer (&network, run_network_info_unref);
  return network;
}

static void
find_champions (RunSourceSet *set, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, &error);
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (RunNetworkInfo) network = NULL;
  g_autoptr (GArray) cells = NULL;

  info = session != NULL ? store_session_info (session, &error) : NULL;
  cells = info != NULL ? store_session_read_champions (session, &error) : NULL;
  if (cells == NULL)
    {
      add_message (set, g_strdup (error->message));
      return;
    }
  if (set->name == NULL)
    set->name = g_strdup (info->name);
  network = find_labels (info);
  for (guint i = 0; i < MIN (cells->len, RUN_COMPARE_MAX_IMAGES); i++)
    {
      const StoreHeldCell *cell = &g_array_index (cells, StoreHeldCell, i);

      add_champion (set, cell, info,
                    network != NULL && cell->champion.class_index < network->n_classes ? network
                                                                                       : NULL);
    }
  if (cells->len == 0)
    add_message (set, g_strdup_printf (_ ("The session “%s” has no champions yet."), info->name));
  if (cells->len > RUN_COMPARE_MAX_IMAGES)
    add_message (set, g_strdup_printf (_ ("The session “%s” has %u champions; the first %d count."),
                                       info->name, cells->len, RUN_COMPARE_MAX_IMAGES));
}

void
run_source_image_take (RunSourceImage *image, const StoreSpecimen *specimen)
{
  image->image = base_image_ref (specimen->image);
  if (specimen->genome != NULL && is_indirect (specimen->genome))
    image->genome = g_bytes_ref (specimen->genome);
  run_made_for_set (&image->made_for, specimen->label, specimen->network_sha256,
                    specimen->class_index);
  if (specimen->original_label != NULL)
    run_made_for_set (&image->original, specimen->original_label, specimen->network_sha256,
                      specimen->original);
}

static void
find_picks (RunSourceSet *set)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StorePicks) picks = run_picks_open (&error);
  g_autoptr (GPtrArray) list = picks != NULL ? store_picks_list (picks, &error) : NULL;

  if (list == NULL)
    {
      add_message (set, g_strdup (error->message));
      return;
    }
  for (guint i = 0; i < MIN (list->len, RUN_COMPARE_MAX_IMAGES); i++)
    {
      const StorePick *pick = list->pdata[i];
      RunSourceImage *image = image_new ();

      run_source_image_take (image, pick->specimen);
      image->shown.name = g_strdup (pick->specimen->label);
      g_ptr_array_add (set->images, image);
    }
  if (list->len == 0)
    add_message (set, g_strdup (_ ("There are no picks yet; star an image to keep it.")));
  if (list->len > RUN_COMPARE_MAX_IMAGES)
    add_message (set, g_strdup_printf (_ ("There are %u picks; the newest %d count."), list->len,
                                       RUN_COMPARE_MAX_IMAGES));
}

RunSourceSet *
run_source_set_new (const RunImages *images)
{
  RunSourceSet *set = g_new0 (RunSourceSet, 1);

  set->name = g_strdup (images->name);
  set->images = g_ptr_array_new_with_free_func (image_free);
  set->messages = g_ptr_array_new_with_free_func (g_free);
  switch (images->source)
    {
    case RUN_IMAGES_SESSION:
      find_champions (set, images->path);
      break;
    case RUN_IMAGES_PICKS:
      find_picks (set);
      break;
    case RUN_IMAGES_FOLDER:
    default:
      find_files (set, images->path);
      break;
    }
  if (set->name == NULL)
    set->name =
        images->path != NULL ? g_filename_display_basename (images->path) : g_strdup (_ ("Picks"));
  return set;
}

static void
drop_left_out (RunSourceSet *set, RunComparedSet *compared)
{
  for (guint i = 0; i < set->images->len;)
    if (((RunSourceImage *) set->images->pdata[i])->is_left_out)
      {
        g_ptr_array_remove_index (set->images, i);
        compared->n_left_out++;
      }
    else
      i++;
}

RunComparedSet *
run_source_set_finish (RunSourceSet *set)
{
  RunComparedSet *compared = g_new0 (RunComparedSet, 1);
  gboolean any = set->images->len > 0;

  g_atomic_ref_count_init (&compared->ref_count);
  drop_left_out (set, compared);
  if (any && set->images->len == 0)
    add_message (set, g_strdup_printf (_ ("“%s” has no images of its own, only sheets of them."),
                                       set->name));
  compared->name = g_strdup (set->name);
  compared->n = set->images->len;
  compared->images = g_new0 (RunCompared, MAX (compared->n, 1));
  for (guint i = 0; i < compared->n; i++)
    {
      RunSourceImage *image = set->images->pdata[i];

      compared->images[i] = image->shown;
      compared->images[i].label = g_strdup (image->made_for.label);
      compared->images[i].original_label = g_strdup (image->original.label);
      memset (&image->shown, 0, sizeof image->shown);
      compared->n_labelled += image->made_for.label != NULL ? 1 : 0;
      if (image->message == NULL)
        continue;
      compared->n_unreadable++;
      add_message (set, g_steal_pointer (&image->message));
    }
  compared->messages = g_new0 (char *, set->messages->len + 1);
  for (guint i = 0; i < set->messages->len; i++)
    compared->messages[i] = g_strdup (set->messages->pdata[i]);
  return compared;
}

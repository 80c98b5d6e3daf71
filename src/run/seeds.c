// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/seeds.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/pack.h"
#include "evolve/encoding.h"
#include "run/picture.h"

/* A larger picture is made smaller first: no network sees so much of it. */
#define MAX_PICTURE_SIDE 512

/* The least that one of them takes. */
#define MIN_SEED_SIZE 64

static RunSeeds *
seeds_new (guint n)
{
  RunSeeds *seeds = g_new0 (RunSeeds, 1);

  g_atomic_ref_count_init (&seeds->ref_count);
  seeds->n = n;
  seeds->seeds = g_new0 (RunSeed, n);
  return seeds;
}

RunSeeds *
run_seeds_ref (RunSeeds *seeds)
{
  if (seeds != NULL)
    g_atomic_ref_count_inc (&seeds->ref_count);
  return seeds;
}

void
run_seeds_unref (RunSeeds *seeds)
{
  if (seeds == NULL || !g_atomic_ref_count_dec (&seeds->ref_count))
    return;
  for (guint i = 0; i < seeds->n; i++)
    {
      g_clear_pointer (&seeds->seeds[i].genome, g_bytes_unref);
      g_free (seeds->seeds[i].network_id);
      g_free (seeds->seeds[i].network_name);
      g_free (seeds->seeds[i].label);
    }
  g_free (seeds->seeds);
  g_free (seeds);
}

static gboolean
takes_pictures (RunMethod method)
{
  const RunMethodInfo *info = method < RUN_N_METHODS ? run_method (method) : NULL;

  return info != NULL && info->is_evolution &&
         evo_encoding_row (info->encoding)->from_image != NULL;
}

static gboolean
has_genome (const StoreSpecimen *specimen, EvoEncoding encoding)
{
  return specimen->genome != NULL &&
         g_strcmp0 (specimen->encoding, evo_encoding_to_string (encoding)) == 0;
}

static gboolean
all_have_genomes (StoreSpecimen *const *specimens, guint n, EvoEncoding encoding)
{
  for (guint i = 0; i < n; i++)
    if (!has_genome (specimens[i], encoding))
      return FALSE;
  return TRUE;
}

/* The first method that goes on with the genomes of all; else the first that takes any picture. */
RunMethod
run_seeds_method (StoreSpecimen *const *specimens, guint n)
{
  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    if (run_method (i)->is_evolution && all_have_genomes (specimens, n, run_method (i)->encoding))
      return i;
  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    if (takes_pictures (i))
      return i;
  g_return_val_if_reached (RUN_METHOD_EVOLVE_PIXELS);
}

static GBytes *
genome_of_image (EvoEncoding encoding, const BaseImage *image)
{
  guint side = MAX (image->width, image->height);
  g_autoptr (BaseImage) smaller = NULL;
  g_autoptr (EvoGenome) genome = NULL;

  if (side > MAX_PICTURE_SIDE)
    {
      guint width = MAX (image->width * MAX_PICTURE_SIDE / side, 1);
      guint height = MAX (image->height * MAX_PICTURE_SIDE / side, 1);

      smaller = base_image_resize (image, width, height);
      image = smaller;
    }
  genome = evo_genome_new_from_image (encoding, image);
  return evo_genome_serialise (genome);
}

static gboolean
check_count (guint n, GError **error)
{
  if (n >= 1 && n <= RUN_MAX_SEEDS)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("A run can begin with 1 to %d images, not %u."), RUN_MAX_SEEDS, n);
  return FALSE;
}

RunSeeds *
run_seeds_new (StoreSpecimen *const *specimens, guint n, RunMethod method, GError **error)
{
  const RunMethodInfo *info = run_method (method);
  g_autoptr (RunSeeds) seeds = NULL;

  g_return_val_if_fail (info->is_evolution, NULL);

  if (!check_count (n, error))
    return NULL;
  seeds = seeds_new (n);
  seeds->encoding = info->encoding;
  for (guint i = 0; i < n; i++)
    {
      const StoreSpecimen *specimen = specimens[i];
      RunSeed *seed = &seeds->seeds[i];

      if (has_genome (specimen, info->encoding))
        seed->genome = g_bytes_ref (specimen->genome);
      else if (takes_pictures (method))
        seed->genome = genome_of_image (info->encoding, specimen->image);
      else
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                       _ ("The image “%s” has no genome that this method can go on with: evolve "
                          "its pixels."),
                       specimen->label);
          return NULL;
        }
      seed->network_id = g_strdup (specimen->network_id);
      seed->network_name = g_strdup (specimen->network_name);
      seed->label = g_strdup (specimen->label);
      seed->confidence = specimen->confidence;
      seed->seed = specimen->seed;
      seed->origin = specimen->origin;
    }
  return g_steal_pointer (&seeds);
}

/* A picture that does not say how it was made, as a specimen of nothing. */
static StoreSpecimen *
load_picture (const char *path, GError **error)
{
  BaseImage *image = run_picture_load (path, error);
  StoreSpecimen *specimen;

  if (image == NULL)
    return NULL;
  specimen = store_specimen_new ();
  specimen->image = image;
  specimen->label = g_filename_display_basename (path);
  return specimen;
}

static StoreSpecimen *
load (const char *path, RunMethod method, GError **error)
{
  g_autoptr (GError) reason = NULL;
  StoreSpecimen *specimen = store_specimen_load (path, &reason);
  gboolean is_picture = g_error_matches (reason, BASE_ERROR, BASE_ERROR_NOT_FOUND) ||
                        g_error_matches (reason, BASE_ERROR, BASE_ERROR_UNSUPPORTED);

  if (specimen == NULL && is_picture && takes_pictures (method))
    return load_picture (path, error);
  if (specimen == NULL && g_error_matches (reason, BASE_ERROR, BASE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      g_prefix_error (error, "%s ",
                      _ ("There is no genome to go on with; only the pixels could be evolved."));
    }
  else if (specimen == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (specimen->genome == NULL && !takes_pictures (method))
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("“%s” was not evolved, so it has no genome; only its pixels could be."),
                   name);
      g_clear_pointer (&specimen, store_specimen_unref);
    }
  return specimen;
}

RunSeeds *
run_seeds_load (const char *const *paths, guint n, RunMethod *method, GError **error)
{
  g_autoptr (GPtrArray) specimens =
      g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);

  if (!check_count (n, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      StoreSpecimen *specimen = load (paths[i], *method, error);

      if (specimen == NULL)
        return NULL;
      g_ptr_array_add (specimens, specimen);
    }
  if (*method >= RUN_N_METHODS)
    *method = run_seeds_method ((StoreSpecimen *const *) specimens->pdata, n);
  return run_seeds_new ((StoreSpecimen *const *) specimens->pdata, n, *method, error);
}

gboolean
run_seeds_equal (const RunSeeds *a, const RunSeeds *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->n != b->n)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!g_bytes_equal (a->seeds[i].genome, b->seeds[i].genome))
      return FALSE;
  return TRUE;
}

GPtrArray *
run_seeds_genomes (const RunSeeds *seeds)
{
  GPtrArray *genomes = g_ptr_array_new_with_free_func ((GDestroyNotify) evo_genome_free);

  for (guint i = 0; seeds != NULL && i < seeds->n; i++)
    g_ptr_array_add (genomes, evo_genome_deserialise (seeds->seeds[i].genome, NULL));
  return genomes;
}

guint
run_seeds_n_foreign (const RunSeeds *seeds, const char *network_id)
{
  guint n = 0;

  for (guint i = 0; seeds != NULL && i < seeds->n; i++)
    n += g_strcmp0 (seeds->seeds[i].network_id, network_id) != 0 ? 1 : 0;
  return n;
}

guint
run_seeds_n_resized (const RunSeeds *seeds, guint width, guint height, guint channels)
{
  g_autoptr (GPtrArray) genomes = run_seeds_genomes (seeds);
  guint n = 0;

  for (guint i = 0; i < genomes->len; i++)
    if (evo_genome_width (genomes->pdata[i]) != width ||
        evo_genome_height (genomes->pdata[i]) != height ||
        evo_genome_channels (genomes->pdata[i]) != channels)
      n++;
  return n;
}

void
run_seeds_save (const RunSeeds *seeds, GByteArray *out)
{
  base_pack_u32 (out, seeds != NULL ? seeds->n : 0);
  for (guint i = 0; seeds != NULL && i < seeds->n; i++)
    {
      const RunSeed *seed = &seeds->seeds[i];

      base_pack_blob (out, g_bytes_get_data (seed->genome, NULL), g_bytes_get_size (seed->genome));
      base_pack_string (out, seed->network_id);
      base_pack_string (out, seed->network_name);
      base_pack_string (out, seed->label);
      base_pack_f32 (out, seed->confidence);
      base_pack_u64 (out, seed->seed);
      base_pack_u64 (out, seed->origin.evaluation);
      base_pack_u64 (out, seed->origin.generation);
      base_pack_u64 (out, seed->origin.parent);
    }
}

/* An empty text was NULL. */
static char *
unpack_text (BaseUnpack *in)
{
  char *text = base_unpack_string (in);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
unpack_seed (BaseUnpack *in, RunSeed *seed, EvoEncoding *encoding)
{
  g_autoptr (EvoGenome) genome = NULL;
  gsize size;
  const guint8 *data = base_unpack_blob (in, &size);

  seed->genome = g_bytes_new (data, size);
  genome = evo_genome_deserialise (seed->genome, NULL);
  if (base_unpack_require (in, genome != NULL))
    *encoding = evo_genome_encoding (genome);
  seed->network_id = unpack_text (in);
  seed->network_name = unpack_text (in);
  seed->label = unpack_text (in);
  seed->confidence = base_unpack_f32 (in);
  base_unpack_require (in, seed->confidence >= 0 && seed->confidence <= 1);
  seed->seed = base_unpack_u64 (in);
  seed->origin.evaluation = base_unpack_u64 (in);
  seed->origin.generation = base_unpack_u64 (in);
  seed->origin.parent = base_unpack_u64 (in);
}

RunSeeds *
run_seeds_restore (BaseUnpack *in)
{
  guint n = base_unpack_count (in, RUN_MAX_SEEDS, MIN_SEED_SIZE);
  g_autoptr (RunSeeds) seeds = NULL;

  if (n == 0)
    return NULL;
  seeds = seeds_new (n);
  for (guint i = 0; i < n && !in->failed; i++)
    {
      EvoEncoding encoding = seeds->encoding;

      unpack_seed (in, &seeds->seeds[i], &encoding);
      base_unpack_require (in, i == 0 || encoding == seeds->encoding);
      seeds->encoding = encoding;
    }
  return in->failed ? NULL : g_steal_pointer (&seeds);
}

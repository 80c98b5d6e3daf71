// SPDX-License-Identifier: GPL-3.0-or-later
/* The workbench of adversarial examples in a session: the network, the picture, the search as far
 * as it went, and its result; the count of noise as far as it went. */
#include "run/perturb-private.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/pack.h"
#include "run/networks-private.h"
#include "run/works-private.h"
#include "store/png.h"

#define STATE_TAG       "PTRB"
#define STATE_VERSION   2 /* 1 had no noise, and always a picture */
#define PICTURE_TAG     "PICT"
#define PICTURE_VERSION 1
#define PICTURE_PART    "picture-whole"
#define PICTURE_CELL    192 /* pixels a side of what a list of sessions shows */

/* A larger picture is saved as it was made to fit the network, which sees no more of it. */
#define MAX_BYTES ((gsize) 24 << 20)

/* Of one that no network has seen yet, in pixels: not above MAX_BYTES. */
#define MAX_SIDE 2048

/* Caller unrefs. */
static BaseImage *
picture_to_save (const RunWorkbench *bench)
{
  if (base_image_size (bench->picture) <= MAX_BYTES)
    return base_image_ref (bench->picture);
  return bench->before != NULL ? base_image_ref (bench->before->whole)
                               : base_image_for_cell (bench->picture, MAX_SIDE);
}

static void
save_picture (RunWorkbench *bench, RunCheckpoint *checkpoint)
{
  g_autoptr (BaseImage) picture = NULL;
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (bench->picture == NULL || bench->saved_number == bench->picture_number)
    return;
  picture = picture_to_save (bench);
  out = g_byte_array_new ();
  base_pack_header (out, PICTURE_TAG, PICTURE_VERSION);
  base_pack_u32 (out, picture->width);
  base_pack_u32 (out, picture->height);
  base_pack_u32 (out, picture->channels);
  base_pack_blob (out, picture->pixels, base_image_size (picture));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  run_checkpoint_add_part (checkpoint, PICTURE_PART, bytes);
  bench->saved_number = bench->picture_number;
}

static void
pack_result (GByteArray *out, const RunWorkbench *bench)
{
  const RunPerturbResult *result = &bench->result;

  asc_perturb_settings_pack (&result->settings, out);
  base_pack_u8 (out, result->success ? 1 : 0);
  base_pack_u32 (out, result->label);
  base_pack_u32 (out, result->label_after);
  base_pack_f64 (out, result->distortion);
  base_pack_u32 (out, result->max_change);
  base_pack_f64 (out, bench->blend);
}

static void
unpack_result (BaseUnpack *in, RunWorkbench *bench)
{
  RunPerturbResult *result = &bench->result;
  const guint n_classes = bench->before->n_classes;

  asc_perturb_settings_unpack (&result->settings, in);
  result->target = result->settings.target;
  result->success = base_unpack_boolean (in);
  result->label = base_unpack_u32 (in);
  result->label_after = base_unpack_u32 (in);
  base_unpack_require (in, result->label < n_classes && result->label_after < n_classes &&
                               result->target < (gint) n_classes &&
                               result->target >= ASC_ANY_OTHER);
  result->distortion = base_unpack_f64_in (in, 0, 1);
  result->max_change = base_unpack_u32 (in);
  bench->blend = base_unpack_f64_in (in, 0, 1);
  result->iterations = bench->iterations;
  result->seconds = bench->seconds;
  bench->has_result = TRUE;
}

static void
fill_in_network (const RunWorkbench *bench, StoreSessionInfo *info)
{
  if (bench->wanted != NULL)
    {
      info->network_id = g_strdup (bench->wanted);
      info->network_name = g_path_get_basename (bench->wanted);
    }
  else
    {
      info->network_id = g_strdup (bench->network);
      info->network_name = g_strdup (bench->looker->info->name);
      info->network_sha256 = g_strdup (bench->looker->info->sha256);
    }
  /* Translators: the name of a saved workbench; %s is a network's name. */
  info->name = g_strdup_printf (bench->picture != NULL ? _ ("%s, a picture") : _ ("%s, noise"),
                                info->network_name);
}

/* What a network has said of the picture, and of how many images of noise. */
static void
fill_in_looks (const RunWorkbench *bench, StoreSessionInfo *info)
{
  const RunLook *look = bench->after != NULL ? bench->after : bench->before;
  const BaseImage *shown = look != NULL ? look->image : NULL;
  g_autoptr (RunRubbish) noise =
      bench->count != NULL ? run_noise_count_result (bench->count) : NULL;

  if (bench->has_result || bench->run != NULL)
    info->method = g_strdup (asc_method_to_string (bench->search.method));
  info->generation = bench->iterations;
  info->seconds = bench->seconds;
  info->evaluations = noise != NULL ? noise->n_scored : 0;
  info->n_classes = look != NULL ? look->n_classes : 0;
  info->median = look != NULL ? look->top[0].confidence : 0;
  if (shown != NULL)
    {
      g_autoptr (BaseImage) cell = base_image_for_cell (shown, PICTURE_CELL);

      info->picture = store_png_encode (cell, NULL, 0, NULL);
    }
}

/* The picture alone, for a network that is still to be read: nothing was looked for with that. */
static void
save_wanted (RunCheckpoint *checkpoint)
{
  GByteArray *out = g_byte_array_new ();

  base_pack_header (out, STATE_TAG, STATE_VERSION);
  base_pack_u8 (out, 1); /* a picture */
  base_pack_u32 (out, 0);
  base_pack_f64 (out, 0);
  base_pack_f64 (out, 0);
  for (guint i = 0; i < 4; i++) /* no picture after, no result, no search, no noise */
    base_pack_u8 (out, 0);
  checkpoint->state = g_byte_array_free_to_bytes (out);
}

/* A search that only waits for its network is not there yet, and a picture that nobody has looked
 * at is looked at first: it may be too large to be saved as it is. */
gboolean
run_workbench_save (gpointer state, RunCheckpoint *checkpoint)
{
  RunWorkbench *bench = state;
  const gboolean has_levels = bench->after_levels != NULL;
  GByteArray *out;

  /* Restored without its network, the file knows more. */
  if (bench->looker == NULL && bench->wanted == NULL)
    return FALSE;
  if (bench->picture == NULL && (bench->count == NULL || bench->wanted != NULL))
    return FALSE;
  if (bench->wanted == NULL)
    run_workbench_look (bench);
  save_picture (bench, checkpoint);
  fill_in_network (bench, checkpoint->info);
  if (bench->wanted != NULL)
    {
      save_wanted (checkpoint);
      return TRUE;
    }
  fill_in_looks (bench, checkpoint->info);
  out = g_byte_array_new ();
  base_pack_header (out, STATE_TAG, STATE_VERSION);
  base_pack_u8 (out, bench->picture != NULL ? 1 : 0);
  base_pack_u32 (out, bench->iterations);
  base_pack_f64 (out, bench->seconds);
  base_pack_f64 (out, bench->fraction);
  base_pack_u8 (out, has_levels ? 1 : 0);
  if (has_levels)
    base_pack_blob (out, bench->after_levels, bench->looker->ascent->size);
  base_pack_u8 (out, bench->has_result ? 1 : 0);
  if (bench->has_result)
    pack_result (out, bench);
  base_pack_u8 (out, bench->run != NULL ? 1 : 0);
  if (bench->run != NULL)
    asc_perturb_run_save (bench->run, out);
  base_pack_u8 (out, bench->count != NULL ? 1 : 0);
  if (bench->count != NULL)
    {
      base_pack_u8 (out, bench->trying ? 1 : 0);
      run_noise_count_save (bench->count, out);
    }
  checkpoint->state = g_byte_array_free_to_bytes (out);
  return TRUE;
}

static gboolean
restore_picture (RunWorkbench *bench, StoreSession *session, GError **error)
{
  g_autoptr (GBytes) bytes = store_session_read_part (session, PICTURE_PART, 2 * MAX_BYTES, error);
  guint width, height, channels;
  BaseUnpack in;

  if (bytes == NULL)
    return FALSE;
  base_unpack_init (&in, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!base_unpack_header (&in, PICTURE_TAG, PICTURE_VERSION, error))
    return FALSE;
  width = base_unpack_u32 (&in);
  height = base_unpack_u32 (&in);
  channels = base_unpack_u32 (&in);
  base_unpack_require (&in, width >= 1 && width <= BASE_IMAGE_MAX_SIDE && height >= 1 &&
                                height <= BASE_IMAGE_MAX_SIDE && (channels == 1 || channels == 3) &&
                                (gsize) width * height * channels <= g_bytes_get_size (bytes));
  if (!base_unpack_check (&in, error))
    return FALSE;
  bench->picture = base_image_new (width, height, channels);
  base_unpack_blob_into (&in, bench->picture->pixels, base_image_size (bench->picture));
  bench->picture_number = bench->saved_number = 1;
  return base_unpack_finish (&in, error);
}

/* Without its network the picture is there all the same; the rest stays in the file until another
 * picture, network or search replaces it. */
static void
restore_network (RunWorkbench *bench, const StoreSessionInfo *info)
{
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  bench->network = g_strdup (info->network_id);
  network = run_context_network (bench->context, info->network_id, &error);
  bench->looker =
      network != NULL ? run_looker_new (run_context_host (bench->context), network, &error) : NULL;
  if (bench->looker == NULL && error != NULL)
    {
      run_network_explain_gone (info, &error);
      run_context_message (bench->context, error->message);
    }
}

static gboolean
is_same_network (const RunWorkbench *bench, const StoreSessionInfo *info)
{
  return *info->network_sha256 == '\0' || bench->looker->info->sha256 == NULL ||
         g_ascii_strcasecmp (info->network_sha256, bench->looker->info->sha256) == 0;
}

static gboolean
restore_search (RunWorkbench *bench, BaseUnpack *in, GError **error)
{
  if (!base_unpack_boolean (in))
    return base_unpack_check (in, error);
  base_unpack_require (in, bench->before != NULL);
  if (!base_unpack_check (in, error))
    return FALSE;
  bench->run = asc_perturb_run_restore (bench->looker->ascent, in, error);
  if (bench->run == NULL)
    return FALSE;
  if (memcmp (asc_perturb_run_before (bench->run), bench->before_levels,
              bench->looker->ascent->size) != 0)
    return base_unpack_check_same (in, FALSE, error);
  bench->search = *asc_perturb_run_settings (bench->run);
  run_workbench_show_search (bench);
  return TRUE;
}

static gboolean
restore_noise (RunWorkbench *bench, BaseUnpack *in, GError **error)
{
  gboolean trying;

  if (!base_unpack_boolean (in))
    return base_unpack_check (in, error);
  trying = base_unpack_boolean (in);
  base_unpack_require (in, !trying || bench->run == NULL);
  if (!base_unpack_check (in, error))
    return FALSE;
  bench->count = run_noise_count_restore (run_context_host (bench->context), bench->looker->network,
                                          0, in, error);
  bench->trying = bench->count != NULL && trying && !run_noise_count_is_over (bench->count);
  return bench->count != NULL;
}

static gboolean
restore_state (RunWorkbench *bench, BaseUnpack *in, guint32 version, GError **error)
{
  const gsize size = bench->looker->ascent->size;

  bench->iterations = base_unpack_u32 (in);
  bench->seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  bench->fraction = base_unpack_f64_in (in, 0, 1);
  if (base_unpack_boolean (in) && base_unpack_require (in, bench->before != NULL))
    {
      bench->after_levels = g_new0 (guint8, size);
      base_unpack_blob_into (in, bench->after_levels, size);
      bench->tried = TRUE;
    }
  if (base_unpack_boolean (in) && base_unpack_require (in, bench->after_levels != NULL))
    {
      unpack_result (in, bench);
      bench->search = bench->result.settings;
    }
  if (!base_unpack_check (in, error) ||
      (bench->has_result &&
       !asc_perturb_settings_check (&bench->search, bench->looker->ascent, error)) ||
      !restore_search (bench, in, error) || (version >= 2 && !restore_noise (bench, in, error)))
    return FALSE;
  return base_unpack_finish (in, error);
}

gpointer
run_workbench_restore (RunContext *context, StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info (session, error);
  g_autoptr (GBytes) state = info != NULL ? store_session_read_state (session, error) : NULL;
  g_autoptr (RunWorkbench) bench = NULL;
  gboolean has_picture;
  guint32 version;
  BaseUnpack in;

  if (state == NULL)
    return NULL;
  bench = run_workbench_new (context);
  base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  version = base_unpack_header_since (&in, STATE_TAG, 1, STATE_VERSION, error);
  if (version == 0)
    return NULL;
  has_picture = version < 2 || base_unpack_boolean (&in);
  if (!base_unpack_check (&in, error) || (has_picture && !restore_picture (bench, session, error)))
    return NULL;
  restore_network (bench, info);
  if (bench->looker == NULL)
    return g_steal_pointer (&bench);
  run_workbench_look (bench);
  if (!is_same_network (bench, info))
    {
      g_autofree char *text = g_strdup_printf (
          _ ("“%s” is another network than the one this picture was changed for, so only the "
             "picture is here."),
          bench->looker->info->name);

      run_context_message (context, text);
      return g_steal_pointer (&bench);
    }
  return restore_state (bench, &in, version, error) ? g_steal_pointer (&bench) : NULL;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/timelapse.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/percent.h"
#include "base/pool.h"
#include "run/individual-private.h"
#include "run/label-text.h"
#include "run/labels-private.h"
#include "run/settings.h"
#include "store/session.h"
#include "store/sheet.h"

/* Pixels. The side of a frame decides how long it takes, and whether others can play it. */
#define MAX_SIDE       1600
#define MAX_CELL       224
#define MIN_CELL       8
#define CAPTION_CELL   56 /* smaller cells have no captions: nobody could read them */
#define CAPTION_LINES  2
#define CAPTION_COUNT  100 /* with more of them the pictures had no room */
#define LOSSLESS_CELLS 20  /* small and few pictures stay sharp; a thousand would be huge */
#define LOSSLESS_SIDE  64

typedef struct
{
  StoreSession *session;
  guint64 evaluations;
  guint n_classes;
  gint *slots;             /* (n_classes) cell of each class; -1 = the run was not for it */
  RunNetworkInfo *network; /* may be NULL */
  RunTimelapsePlan plan;
  guint lines; /* of a caption */
  StoreSheet *sheet;
  BasePool *pool;
} Timelapse;

static void
timelapse_clear (Timelapse *timelapse)
{
  store_session_close (timelapse->session);
  g_free (timelapse->slots);
  run_network_info_unref (timelapse->network);
  store_sheet_free (timelapse->sheet);
  base_pool_free (timelapse->pool);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Timelapse, timelapse_clear)

/* Which classes the run is for, in order. */
static gboolean
assign_slots (Timelapse *timelapse, const StoreSessionInfo *info, GError **error)
{
  RunSettings settings;

  if (info->n_classes < 1 || info->n_filled < 1)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("The session “%s” has no images yet."), info->name);
      return FALSE;
    }
  if (!run_settings_from_text (info->settings, &settings, error))
    return FALSE;
  timelapse->n_classes = info->n_classes;
  timelapse->slots = g_new (gint, info->n_classes);
  for (guint i = 0; i < info->n_classes; i++)
    {
      /* An ascent for units offers its images to all classes. */
      gboolean is_unit = !run_method (settings.method)->is_evolution &&
                         settings.ascent.objective == ASC_OBJECTIVE_UNIT;
      gboolean wanted =
          is_unit || settings.wanted == NULL || i >= settings.n_wanted || settings.wanted[i];

      timelapse->slots[i] = wanted ? (gint) timelapse->plan.n_cells++ : -1;
    }
  run_settings_clear (&settings);
  return TRUE;
}

static StoreSheet *
try_sheet (const Timelapse *timelapse, guint cell)
{
  guint lines = cell >= CAPTION_CELL ? timelapse->lines : 0;
  g_autoptr (StoreSheet) sheet = store_sheet_begin (timelapse->plan.n_cells, 0, cell, lines, NULL);

  if (sheet != NULL && store_sheet_image (sheet)->width <= MAX_SIDE &&
      store_sheet_image (sheet)->height <= MAX_SIDE)
    return g_steal_pointer (&sheet);
  return NULL;
}

/* The largest cells that fit. */
static gboolean
choose_size (Timelapse *timelapse, GError **error)
{
  RunTimelapsePlan *plan = &timelapse->plan;

  timelapse->lines = plan->n_cells <= CAPTION_COUNT ? CAPTION_LINES : 0;
  for (plan->cell = MAX_CELL; plan->cell >= MIN_CELL && timelapse->sheet == NULL;)
    {
      timelapse->sheet = try_sheet (timelapse, plan->cell);
      if (timelapse->sheet == NULL)
        plan->cell -= plan->cell > 64 ? 8 : 1;
    }
  if (timelapse->sheet == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("A grid of %u classes is too large for a time-lapse."), plan->n_cells);
      return FALSE;
    }
  if (plan->cell < CAPTION_CELL)
    timelapse->lines = 0;
  plan->width = store_sheet_image (timelapse->sheet)->width;
  plan->height = store_sheet_image (timelapse->sheet)->height;
  return TRUE;
}

static gboolean
prepare (Timelapse *timelapse, const char *path, guint seconds, GError **error)
{
  g_autoptr (StoreSessionInfo) info = NULL;
  guint64 n;

  timelapse->session = store_session_open (path, TRUE, error);
  if (timelapse->session == NULL)
    return FALSE;
  info = store_session_info (timelapse->session, error);
  if (info == NULL || !assign_slots (timelapse, info, error) || !choose_size (timelapse, error))
    return FALSE;
  timelapse->evaluations = info->evaluations;
  n = MIN (info->generation, (guint64) seconds * RUN_ANIMATION_RATE);
  timelapse->plan.n_frames = (guint) MAX (n, 1);
  timelapse->network = run_labels_network (info->network_id);
  return TRUE;
}

/* The images of one frame that are drawn by the pool. */
typedef struct
{
  const GPtrArray *individuals;
  BaseImage **images; /* one each; NULL where it failed */
} Drawing;

static void
draw_one (gpointer data, guint task, guint worker)
{
  Drawing *drawing = data;

  drawing->images[task] = run_individual_draw (drawing->individuals->pdata[task], NULL);
}

static char *
caption (const Timelapse *timelapse, const StoreCrown *crown)
{
  g_autofree char *label = run_label (timelapse->network, crown->class_index);
  g_autofree char *confidence = base_confidence_text (crown->confidence);

  return g_strdup_printf ("%s\n%s", run_label_text (label), confidence);
}

static void
put (Timelapse *timelapse, const StoreIndividual *individual, const BaseImage *image)
{
  for (guint i = 0; i < individual->n_crowns; i++)
    {
      const StoreCrown *crown = &individual->crowns[i];
      g_autofree char *text = NULL;

      if (crown->class_index >= timelapse->n_classes || timelapse->slots[crown->class_index] < 0)
        continue;
      if (timelapse->lines > 0)
        text = caption (timelapse, crown);
      store_sheet_put (timelapse->sheet, (guint) timelapse->slots[crown->class_index], image, text);
    }
}

/* Brings the sheet from the end of the frame before to that of this one. */
static gboolean
change (Timelapse *timelapse, guint frame, const gint *interrupt, GError **error)
{
  guint n = timelapse->plan.n_frames;
  guint64 from = frame > 0 ? store_frame_end (timelapse->evaluations, frame - 1, n) : 0;
  guint64 to = store_frame_end (timelapse->evaluations, frame, n);
  g_autoptr (GPtrArray) individuals =
      store_session_read_crowns (timelapse->session, from, to, error);
  Drawing drawing = { individuals, NULL };
  gboolean complete = TRUE;

  if (individuals == NULL)
    return FALSE;
  drawing.images = g_new0 (BaseImage *, individuals->len);
  base_pool_run (timelapse->pool, individuals->len, draw_one, &drawing, interrupt);
  for (guint i = 0; i < individuals->len; i++)
    {
      if (drawing.images[i] != NULL)
        put (timelapse, individuals->pdata[i], drawing.images[i]);
      else
        complete = FALSE;
      base_image_unref (drawing.images[i]);
    }
  g_free (drawing.images);
  if (interrupt != NULL && g_atomic_int_get (interrupt) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _ ("The animation was not made."));
      return FALSE;
    }
  if (!complete)
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                         _ ("The session is damaged: one of its images cannot be drawn."));
  return complete;
}

/* The pictures' own size is that of the network's, which the session need not say. */
static gboolean
is_lossless (const Timelapse *timelapse)
{
  return timelapse->plan.n_cells <= LOSSLESS_CELLS &&
         (timelapse->network == NULL || timelapse->network->image_width <= LOSSLESS_SIDE);
}

gboolean
run_timelapse_plan (const char *session, guint seconds, RunTimelapsePlan *plan, GError **error)
{
  g_auto (Timelapse) timelapse = { NULL };

  g_return_val_if_fail (session != NULL && plan != NULL, FALSE);

  if (!prepare (&timelapse, session, seconds, error))
    return FALSE;
  *plan = timelapse.plan;
  return TRUE;
}

gboolean
run_timelapse_save (const char *session,
                    guint seconds,
                    const char *path,
                    BaseProgress progress,
                    gpointer progress_data,
                    const gint *interrupt,
                    GError **error)
{
  g_auto (Timelapse) timelapse = { NULL };
  g_autoptr (StoreAnimation) animation = NULL;
  guint n, before = 0;

  g_return_val_if_fail (session != NULL && path != NULL, FALSE);
  g_return_val_if_fail (
      seconds >= RUN_ANIMATION_MIN_SECONDS && seconds <= RUN_ANIMATION_MAX_SECONDS, FALSE);

  if (!prepare (&timelapse, session, seconds, error))
    return FALSE;
  n = timelapse.plan.n_frames;
  timelapse.pool = base_pool_new (0);
  animation = store_animation_new (timelapse.plan.width, timelapse.plan.height,
                                   is_lossless (&timelapse), error);
  for (guint i = 0; animation != NULL && i < n; i++)
    {
      guint end = (guint) ((guint64) seconds * 1000 * (i + 1) / n);

      if (!change (&timelapse, i, interrupt, error) ||
          !store_animation_add (animation, store_sheet_image (timelapse.sheet), end - before,
                                interrupt, error))
        return FALSE;
      before = end;
      if (progress != NULL)
        progress ((i + 1.0) / n, progress_data);
    }
  return animation != NULL && store_animation_save (animation, path, error);
}

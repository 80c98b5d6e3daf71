// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/run/grid-presentation.h"
#include "ui/run/run-page-private.h"
#include "ui/widgets/number-text.h"

/* When the network is less sure of some image, the line speaks of half of them. */
#define SURE 0.5f

/* How far the run is; NULL when there is nothing to say yet. Caller frees. */
static char *
progress_text (const RunSnapshot *snapshot)
{
  g_autofree char *generation = fooled_count_text (snapshot->generation);

  if (run_method (snapshot->method)->is_evolution)
    return g_strdup_printf (_ ("generation %s"), generation);
  return g_strdup_printf (_ ("iteration %s"), generation);
}

static char *
confidence_text (const RunSnapshot *snapshot)
{
  gboolean all = snapshot->min >= SURE;
  g_autofree char *confidence = fooled_confidence_text (all ? snapshot->min : snapshot->median);

  if (all)
    /* Translators: %s is a confidence. */
    return g_strdup_printf (_ ("at least %s sure of each"), confidence);
  return g_strdup_printf (_ ("at least %s sure of half of them"), confidence);
}

/* What goes on in a run, in one line: "LeNet (MNIST) · Static (pixels) · generation 120 · at least
 * 99.1 % sure of each". Caller frees. snapshot may be NULL: nothing yet. */
static char *
run_line (const RunSnapshot *snapshot)
{
  g_autofree char *progress = NULL;
  g_autofree char *confidence = NULL;
  const char *state = "";

  if (snapshot == NULL || snapshot->job.state == RUN_STATE_IDLE)
    return g_strdup (_ ("Press Space to start"));
  if (snapshot->job.state == RUN_STATE_FAILED)
    return g_strdup (snapshot->job.message != NULL ? snapshot->job.message : "");
  if (snapshot->job.state == RUN_STATE_LOADING && snapshot->job.is_watched)
    return g_strdup (_ ("Waiting for what another program saves…"));
  if (snapshot->job.state == RUN_STATE_LOADING || snapshot->network == NULL)
    return g_strdup (_ ("Loading the network…"));
  if (snapshot->job.is_watched)
    /* Translators: of a run that another program is at work at. */
    state = _ (" · goes on in another program");
  else if (snapshot->job.state == RUN_STATE_PAUSED)
    state = _ (" · paused");
  else if (snapshot->job.state == RUN_STATE_FINISHED)
    state = _ (" · finished");
  progress = progress_text (snapshot);
  confidence = confidence_text (snapshot);
  /* Translators: network · method · generation 120 · at least 99.1 % sure of each, and what follows
   * it, if anything. */
  return g_strdup_printf (_ ("%s · %s · %s · %s%s"), snapshot->network->name,
                          _ (run_method (snapshot->method)->title), progress, confidence, state);
}

static void
describe_run (const RunSnapshot *snapshot, gboolean running, FooledScene *scene)
{
  RunState state = snapshot != NULL ? snapshot->job.state : RUN_STATE_IDLE;

  scene->line = run_line (snapshot);
  scene->can_run = state != RUN_STATE_FINISHED && state != RUN_STATE_FAILED;
  scene->running = running;
  scene->can_star = TRUE;
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (page);
  const RunSnapshot *snapshot = self->run != NULL ? fooled_run_get_snapshot (self->run) : NULL;
  gboolean running = FALSE;

  if (self->run != NULL)
    g_object_get (self->run, "running", &running, NULL);
  describe_run (snapshot, running, scene);
  if (snapshot == NULL || snapshot->job.state == RUN_STATE_FAILED)
    return;
  scene->n_tiles = fooled_grid_presentation_n_tiles (self->grid);
  scene->number = fooled_grid_presentation_number (self->grid);
  scene->newest = self->newest;
  scene->line = fooled_lens_tile_line (self->lens_tile, scene->line);
  if (fooled_lens_tile_shows_heat (self->lens_tile))
    scene->spotlight = FOOLED_SPOTLIGHT_ALWAYS;
}

static GArray *
list_tiles (FooledPresentable *page, gboolean strongest)
{
  return fooled_grid_presentation_list (FOOLED_RUN_PAGE (page)->grid, strongest);
}

/* As people want to look at it: with more contrast, or as it is. */
static void
view (FooledRunPage *self, FooledTile *tile)
{
  BaseImage *image = tile->image;

  if (image == NULL)
    return;
  tile->image = fooled_lens_tile_view_of (self->lens_tile, image);
  base_image_unref (image);
}

/* Of the one that is selected there is more than its cell shows. */
static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (page);
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);
  const StoreSpecimen *selected = snapshot != NULL ? snapshot->selected : NULL;
  GdkTexture *overlay;

  fooled_grid_presentation_read (self->grid, number, tile);
  if (enlarged && selected != NULL && snapshot->selected_index == (gint) number)
    {
      g_clear_pointer (&tile->image, base_image_unref);
      tile->image = base_image_ref (selected->image);
      overlay =
          fooled_lens_tile_overlay (self->lens_tile, selected->network_id, selected->network_sha256,
                                    selected->image, selected->class_index);
      tile->overlay = overlay != NULL ? g_object_ref (overlay) : NULL;
    }
  view (self, tile);
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (page);

  if (by_hand && number >= 0)
    {
      fooled_grid_select (self->grid, number);
      if (self->run_view == RUN_VIEW_CHAMPIONS)
        self->class_index = number;
    }
  fooled_run_select (self->run, number >= 0 ? number : fooled_grid_get_selected (self->grid));
}

static void
set_side (FooledPresentable *page, guint device_pixels)
{
  FOOLED_RUN_PAGE (page)->presented_side = device_pixels;
  if (device_pixels == 0)
    fooled_lens_tile_rest (FOOLED_RUN_PAGE (page)->lens_tile);
  _fooled_run_page_send_view (FOOLED_RUN_PAGE (page));
}

static void
toggle_run (FooledPresentable *page)
{
  fooled_run_toggle (FOOLED_RUN_PAGE (page)->run);
}

void
_fooled_run_page_presentable_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->list = list_tiles;
  interface->read_tile = read_tile;
  interface->select = select_tile;
  interface->set_side = set_side;
  interface->toggle = toggle_run;
}

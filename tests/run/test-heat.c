// SPDX-License-Identifier: GPL-3.0-or-later
/* Heat maps as work: what a place asks for is what it gets, and the latest wins. */
#include "perturb-fixture.h"

#include "formats/network.h"
#include "run/heat.h"
#include "run/planes.h"

#define PATIENCE 60000 /* milliseconds */

static RunHost *host;

/* The map of this picture at this place, or its error. Caller unrefs. */
static RunHeatMap *
await (RunJob *job, guint place, const BaseImage *image)
{
  for (;;)
    {
      g_autoptr (RunHeatSnapshot) snapshot = run_job_wait (job, PATIENCE);

      g_assert_nonnull (snapshot);
      g_assert_null (snapshot->job.message);
      if (snapshot->maps[place] != NULL && snapshot->maps[place]->image == image)
        return run_heat_map_ref (snapshot->maps[place]);
    }
}

static RunHeatMap *
ask (RunJob *job, const char *network, BaseImage *image, guint class_index, AscHeat heat)
{
  run_heat_ask (job, 1, &(RunHeatOrder){ network, NULL, image, class_index, heat });
  return await (job, 1, image);
}

static void
check (const char *name, BaseImage *image, guint left, guint top)
{
  g_autoptr (RunJob) job = run_heat_job_new (host, NULL, NULL);
  g_autoptr (FmtNetwork) network = fmt_network_load (name, NULL);
  g_autoptr (AscNetwork) ascent = run_planes_network (network, NULL);
  g_autoptr (AscHeatMapper) mapper = asc_heat_mapper_new (ascent);
  g_autoptr (BaseImage) fitted = run_planes_fit (network, image);
  g_autofree guint8 *levels = g_new (guint8, ascent->size);

  run_planes_from_image (network, fitted, levels);
  for (guint i = 0; i < ASC_N_HEATS * N_CLASSES; i++)
    {
      const AscHeat heat = (AscHeat) (i % ASC_N_HEATS);
      g_autoptr (BaseImage) copy = base_image_copy (image);
      g_autoptr (RunHeatMap) map = ask (job, name, copy, i / ASC_N_HEATS, heat);
      AscHeatMap expected;

      g_assert_cmpstr (map->error, ==, NULL);
      g_assert_cmpint (map->heat, ==, heat);
      g_assert_cmpuint (map->class_index, ==, i / ASC_N_HEATS);
      g_assert_cmpuint (map->left, ==, left);
      g_assert_cmpuint (map->top, ==, top);
      g_assert_true (asc_heat_mapper_begin (mapper, levels, i / ASC_N_HEATS, heat, NULL));
      g_assert_true (asc_heat_mapper_advance (mapper, NULL));
      expected = asc_heat_mapper_map (mapper);
      g_assert_cmpmem (map->values, SIDE * SIDE * sizeof (float), expected.values,
                       SIDE * SIDE * sizeof (float));
      g_assert_cmpfloat (map->strongest, ==, expected.strongest);
      g_assert_cmpfloat (map->confidence, ==, expected.confidence);
    }
}

static void
test_maps (void)
{
  g_autoptr (BaseImage) grey = perturb_picture (SIDE, SIDE, 1, 3);
  g_autoptr (BaseImage) input = perturb_picture (SIDE, SIDE, 3, 4);
  g_autoptr (BaseImage) whole = perturb_picture (12, 10, 3, 5);

  check (GREY, grey, 0, 0);
  check (COLOUR, input, 0, 0);
  check (COLOUR, whole, 2, 1);
}

/* Many at once: the last one of each place comes, and a place that wants none gets none. */
static void
test_latest (void)
{
  g_autoptr (RunJob) job = run_heat_job_new (host, NULL, NULL);
  g_autoptr (RunHeatSnapshot) last = NULL;
  g_autoptr (RunHeatMap) first = NULL, second = NULL;
  g_autoptr (BaseImage) image = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_clear_pointer (&image, base_image_unref);
      image = perturb_picture (SIDE, SIDE, 1, i);
      for (guint place = 0; place < 3; place++)
        run_heat_ask (job, place,
                      &(RunHeatOrder){ GREY, NULL, image, i % 2, (AscHeat) (place % 2) });
    }
  run_heat_ask (job, 0, NULL);
  while (first == NULL || second == NULL)
    {
      g_clear_pointer (&last, run_job_snapshot_unref);
      last = run_job_wait (job, PATIENCE);
      g_assert_nonnull (last);
      if (last->under_way == RUN_HEAT_PLACES)
        g_assert_cmpfloat (last->job.fraction, ==, -1);
      else
        {
          g_assert_cmpuint (last->under_way, <, 3);
          /* Of a network that is being read nobody may know. */
          if (last->job.state != RUN_STATE_LOADING)
            g_assert_cmpfloat (last->job.fraction, >=, 0);
          g_assert_cmpfloat (last->job.fraction, <, 1);
        }
      if (first == NULL && last->maps[1] != NULL && last->maps[1]->image == image)
        first = run_heat_map_ref (last->maps[1]);
      if (second == NULL && last->maps[2] != NULL && last->maps[2]->image == image)
        second = run_heat_map_ref (last->maps[2]);
    }
  g_assert_null (last->maps[0]);
  g_assert_cmpuint (first->class_index, ==, 1);
  g_assert_cmpint (first->heat, ==, ASC_HEAT_OCCLUSION);
  g_assert_cmpint (second->heat, ==, ASC_HEAT_GRADIENT);
}

/* A sentence, and the next one is answered. */
static void
test_errors (void)
{
  g_autoptr (RunJob) job = run_heat_job_new (host, NULL, NULL);
  g_autoptr (BaseImage) image = perturb_picture (SIDE, SIDE, 1, 3);
  const RunHeatOrder bad[] = {
    { "no-such-network", NULL, image, 0, ASC_HEAT_GRADIENT },
    { GREY, NULL, image, N_CLASSES, ASC_HEAT_GRADIENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BaseImage) copy = base_image_copy (image);
      RunHeatOrder order = bad[i];
      g_autoptr (RunHeatMap) failed = NULL;
      g_autoptr (RunHeatMap) good = NULL;

      order.image = copy;
      run_heat_ask (job, 1, &order);
      failed = await (job, 1, copy);
      g_assert_nonnull (failed->error);
      g_assert_null (failed->values);
      good = ask (job, GREY, image, 0, ASC_HEAT_GRADIENT);
      g_assert_null (good->error);
      g_assert_false (run_heat_map_is_empty (good));
    }
}

/* Red for, blue against, nothing for nothing; interpolated between pixels and cut at no edge. */
static void
test_paint (void)
{
  g_autoptr (BaseImage) picture = base_image_new (4, 3, 1);
  float values[] = { 1, -1 };
  RunHeatMap map = {
    .fitted = picture, .left = 1, .top = 1, .width = 2, .height = 1, .values = values
  };
  g_autoptr (GBytes) overlay = run_heat_overlay (&map);
  g_autoptr (BaseImage) painted = run_heat_paint (&map, 4);
  const guint8 *pixels = g_bytes_get_data (overlay, NULL);
  guint8 rgba[4];

  g_assert_cmpuint (g_bytes_get_size (overlay), ==, 4 * 3 * 4);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpuint (pixels[i * 4 + 3] > 200, ==, i == 5 || i == 6);
  g_assert_cmpuint (pixels[5 * 4], >, pixels[5 * 4 + 2]);
  g_assert_cmpuint (pixels[6 * 4], <, pixels[6 * 4 + 2]);
  g_assert_cmpuint (painted->width, ==, 16);
  g_assert_cmpuint (painted->pixels[0], ==, 0);
  g_assert_cmpuint (painted->pixels[(4 * 16 + 4) * 3], >, 200);
  g_assert_cmpuint (painted->pixels[(7 * 16 + 11) * 3 + 2], >, 200);
  run_heat_color (0, rgba);
  g_assert_cmpuint (rgba[3], ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  perturb_networks_create ();
  host = run_host_new ();
  g_test_add_func ("/run/heat/maps", test_maps);
  g_test_add_func ("/run/heat/latest", test_latest);
  g_test_add_func ("/run/heat/errors", test_errors);
  g_test_add_func ("/run/heat/paint", test_paint);
  status = g_test_run ();
  run_host_free (host);
  perturb_networks_remove ();
  return status;
}

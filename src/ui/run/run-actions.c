// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run-actions.h"

#define CELL_SIZE_STEP 16
#define CELL_SIZE_MIN  48
#define CELL_SIZE_MAX  256

static void
start_pause (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_run_toggle (data);
}

static void
step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_run_step (data);
}

static void
restart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_run_restart (data);
}

static const GActionEntry run_actions[] = {
  { "start-pause", start_pause },
  { "step", step },
  { "restart", restart },
};

static void
change_cell_size (GSettings *settings, int difference)
{
  int size = g_settings_get_int (settings, "cell-size") + difference;

  g_settings_set_int (settings, "cell-size", CLAMP (size, CELL_SIZE_MIN, CELL_SIZE_MAX));
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  change_cell_size (data, CELL_SIZE_STEP);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  change_cell_size (data, -CELL_SIZE_STEP);
}

/* As large as they have room for. */
static void
zoom_fit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_settings_reset (data, "fit-cells");
}

/* Champions or children, whichever are not shown. */
static void
other_view (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *view = NULL;

  g_object_get (data, "view", &view, NULL);
  g_object_set (data, "view", g_str_equal (view, "champions") ? "offspring" : "champions", NULL);
}

static const GActionEntry settings_actions[] = {
  { "zoom-fit", zoom_fit },
  { "zoom-in", zoom_in },
  { "zoom-out", zoom_out },
};

static const GActionEntry view_actions[] = {
  { "other-view", other_view },
};

static const char *const page_actions[] = { "show-settings", "show-champion", "view" };

void
fooled_run_actions_add (GActionMap *map, FooledRun *run, FooledRunPage *page, GSettings *settings)
{
  g_autoptr (GAction) sort = NULL;

  g_return_if_fail (G_IS_ACTION_MAP (map));
  g_return_if_fail (FOOLED_IS_RUN (run) && FOOLED_IS_RUN_PAGE (page));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_action_map_add_action_entries (map, run_actions, G_N_ELEMENTS (run_actions), run);
  g_action_map_add_action_entries (map, settings_actions, G_N_ELEMENTS (settings_actions),
                                   settings);
  g_action_map_add_action_entries (map, view_actions, G_N_ELEMENTS (view_actions), page);
  sort = g_settings_create_action (settings, "sort");
  g_action_map_add_action (map, sort);
  for (gsize i = 0; i < G_N_ELEMENTS (page_actions); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (page_actions[i], page, page_actions[i]);

      g_action_map_add_action (map, G_ACTION (action));
    }
}

void
fooled_run_actions_set_enabled (GActionMap *map, gboolean enabled)
{
  g_return_if_fail (G_IS_ACTION_MAP (map));

  for (gsize i = 0; i < G_N_ELEMENTS (run_actions); i++)
    {
      GAction *action = g_action_map_lookup_action (map, run_actions[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
/* The page when it is presented. */
#include "ui/compare/compare-page-private.h"
#include "ui/compare/compare-presentation.h"

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (page);
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);

  scene->line = fooled_compare_line (snapshot, self->sets->len, self->networks->len);
  scene->can_run = fooled_compare_page_is_busy (snapshot);
  scene->running = !gtk_toggle_button_get_active (self->pause_button);
}

static GtkWidget *
create_figure (FooledPresentable *page)
{
  return fooled_score_table_new ();
}

static void
update_figure (FooledPresentable *page, GtkWidget *figure)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (page);
  g_autoptr (GPtrArray) sets = NULL, networks = NULL;

  fooled_compare_page_get_heads (self, &sets, &networks);
  fooled_compare_presentation_show (FOOLED_SCORE_TABLE (figure), (const char *const *) sets->pdata,
                                    sets->len, (const char *const *) networks->pdata, networks->len,
                                    fooled_compare_page_get_snapshot (self));
  gtk_widget_set_visible (figure, sets->len > 0 && networks->len > 0);
}

static void
toggle_pause (FooledPresentable *page)
{
  GtkToggleButton *button = FOOLED_COMPARE_PAGE (page)->pause_button;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

void
fooled_compare_page_scene_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->create_figure = create_figure;
  interface->update_figure = update_figure;
  interface->toggle = toggle_pause;
}

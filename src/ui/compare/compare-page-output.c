// SPDX-License-Identifier: GPL-3.0-or-later
/* The table as a picture and as text. */
#include "config.h"

#include <glib/gi18n.h>

#include "store/png.h"
#include "ui/compare/compare-page-private.h"
#include "ui/files/output.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/news.h"

static GBytes *
encode (gpointer data, BaseImage **image, GError **error)
{
  const StoreText texts[] = { { "Title", _ ("Comparison of networks") }, { "Software", "Fooled" } };

  *image = run_compare_draw (data, error);
  return *image != NULL ? store_png_encode (*image, texts, G_N_ELEMENTS (texts), error) : NULL;
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  if (fooled_compare_page_n_cells (snapshot) > 0)
    fooled_output_save (
        widget,
        fooled_output_new ("comparison.png", "", encode, run_job_snapshot_ref ((gpointer) snapshot),
                           run_job_snapshot_unref),
        folder, g_settings_get_boolean (self->settings, "ask-where-to-save"), fooled_news_saved);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);
  g_autofree char *csv = NULL;

  if (fooled_compare_page_n_cells (snapshot) == 0)
    return;
  csv = run_compare_to_csv (snapshot);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  fooled_news_done (self, _ ("Copied the table as comma-separated values"));
}

void
fooled_compare_page_install_output (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "compare.copy", NULL, copy);
}

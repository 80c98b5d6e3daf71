// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/news.h"

void
fooled_news_install (GType type)
{
  const char *const names[] = { "message", "done", "saved" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_new (names[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_STRING);
}

void
fooled_news_message (gpointer page, const char *text)
{
  g_signal_emit_by_name (page, "message", text);
}

void
fooled_news_done (gpointer page, const char *text)
{
  g_signal_emit_by_name (page, "done", text);
}

void
fooled_news_saved (gpointer page, const char *path, const char *text, const GError *error)
{
  if (error != NULL)
    fooled_news_message (page, error->message);
  else
    g_signal_emit_by_name (page, "saved", path);
}

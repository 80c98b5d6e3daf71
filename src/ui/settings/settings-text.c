// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings-text.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "run/memory.h"
#include "ui/settings/settings-keys.h"

static void
append_memory (GString *text, const RunNetworkInfo *network, GSettings *settings)
{
  g_autofree char *size = NULL;
  RunSettings run;
  guint64 bytes;

  fooled_settings_read (settings, network->n_classes, &run);
  bytes = run_memory_estimate (&run, network);
  run_settings_clear (&run);
  if (bytes < RUN_MUCH_MEMORY)
    return;
  size = g_format_size (bytes);
  g_string_append (text, "\n");
  /* Translators: an amount such as "590 MB". */
  g_string_append_printf (text, _ ("A run takes about %s of memory"), size);
}

char *
fooled_network_text (const RunNetworkInfo *network, GSettings *settings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  if (network == NULL)
    return g_strdup ("");
  if (network->data_set != NULL)
    g_string_append_printf (text, "%s · ", network->data_set);
  /* Translators: the size of a network's input image, and the number of its classes. */
  g_string_append_printf (text, _ ("%u × %u pixels · %u classes"), network->width, network->height,
                          network->n_classes);
  if (network->test_error >= 0)
    {
      g_autofree char *share = base_share_text (network->test_error);

      g_string_append (text, "\n");
      /* Translators: how many of the data set's test images the network gets wrong. */
      g_string_append_printf (text, _ ("Wrong on %s of the test images"), share);
    }
  append_memory (text, network, settings);
  return g_strdup (text->str);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/label-text.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No label that is known is as long. GLib copies what it looks up to the stack, and labels come
 * from files of any kind. */
#define MAX_LENGTH 100

const char *
run_label_text (const char *label)
{
  if (label == NULL || *label == '\0' || strnlen (label, MAX_LENGTH) == MAX_LENGTH)
    return label;
  return g_dpgettext2 (GETTEXT_PACKAGE, "label", label);
}

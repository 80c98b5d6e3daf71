// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/networks/downloads.h"

G_BEGIN_DECLS

/* What a row says of a thing that may have to be got: its name and what it is, and at the end of
 * the line its size with Get, or the progress with Cancel, or a sentence that says why it failed
 * with Try Again. Once it is here: Use, or "In use". Signal "use": it is to be used. */
#define FOOLED_TYPE_DOWNLOAD_BOX (fooled_download_box_get_type ())
G_DECLARE_FINAL_TYPE (FooledDownloadBox, fooled_download_box, FOOLED, DOWNLOAD_BOX, GtkWidget)

typedef struct
{
  const char *id;      /* of the downloads */
  const char *name;    /* for people */
  const char *summary; /* a line below the name */
  guint64 size;        /* in bytes; 0 = unknown */
  gboolean here;       /* there is nothing to get */
  gboolean can_get;    /* somebody has it */
} FooledDownloadable;

/* Once; the texts are copied, the downloads kept. */
void fooled_download_box_bind (FooledDownloadBox *self,
                               const FooledDownloadable *thing,
                               FooledDownloads *downloads);

void fooled_download_box_set_in_use (FooledDownloadBox *self, gboolean in_use);

G_END_DECLS

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/card.h"

G_BEGIN_DECLS

#define FMT_CARD_GROUP "Network"

/* Reading single keys of a card's group. Each leaves its value as it was where the key is missing
 * and may be. */

gboolean fmt_card_set_missing (GError **error, const char *key);
gboolean fmt_card_is_missing (const GError *error);

/* That each backslash in a value makes sense: GLib may complain twice of those that do not. */
gboolean fmt_card_check_backslashes (GKeyFile *file, GError **error);

/* An optional text; empty counts as missing, which is NULL. */
gboolean fmt_card_read_text (GKeyFile *file, const char *key, char **text, GError **error);
gboolean fmt_card_read_required_text (GKeyFile *file, const char *key, char **text, GError **error);

/* An optional name of a file, without a folder. */
gboolean fmt_card_read_file_name (GKeyFile *file, const char *key, char **name, GError **error);

/* A side in pixels or a number of channels: 1 .. max. */
gboolean fmt_card_read_side (GKeyFile *file,
                             const char *key,
                             guint max,
                             guint *side,
                             GError **error);

/* An optional number of bytes: 1 .. max. */
gboolean fmt_card_read_bytes (GKeyFile *file,
                              const char *key,
                              guint64 max,
                              guint64 *size,
                              GError **error);

/* An optional number within min .. max. */
gboolean fmt_card_read_number (GKeyFile *file,
                               const char *key,
                               double min,
                               double max,
                               double *number,
                               GError **error);

/* A list of numbers from -max to max, between semicolons or commas; returns how many, or 0 where
 * they are more than `size` or one of them is none. */
guint fmt_card_read_numbers (GKeyFile *file,
                             const char *key,
                             double max,
                             double *numbers,
                             guint size);

/* The groups of keys that have files of their own. */
gboolean fmt_card_read_labels (GKeyFile *file, FmtCard *card, GError **error);
gboolean fmt_card_read_characters (GKeyFile *file, FmtCard *card, GError **error); /* after them */

/* The labels in the file card->labels_file; there must be none before. */
gboolean fmt_card_read_labels_file (FmtCard *card, GError **error);
gboolean fmt_card_read_weights (GKeyFile *file, FmtCard *card, GError **error);

G_END_DECLS

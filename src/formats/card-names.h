// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FMT_CARD_SUFFIX ".card"

/* Letters, digits, "-", "_" and, not first, "."; at most 64 of them. */
gboolean fmt_card_is_id (const char *text);

/* The id in ".../<id>.card", or NULL where the file's name is none. Caller frees. */
char *fmt_card_id_from_path (const char *path);

/* A file name that cannot lead out of its folder. */
gboolean fmt_card_is_plain_file_name (const char *name);

/* The file of the card with this id: from the first folder that has one, or NULL. Caller frees. */
char *fmt_card_find (const char *id);

/* ".../name<suffix>" for ".../name.onnx"; suffix begins with a dot. Caller frees. */
char *fmt_card_replace_suffix (const char *path, const char *suffix);

/* ".../name.card" for ".../name.onnx". Caller frees. */
char *fmt_card_path_beside (const char *weights_path);

G_END_DECLS

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Cards in an empty folder of the test's own, which is also the only folder that is searched for
 * networks. */
extern char *card_folder;

void card_files_init (void);
void card_files_clear (void);

/* A file with this content; the caller frees the path. */
char *card_write_file (const char *name, const char *content, gssize size);
void card_remove_file (const char *name);

/* This folder and the one above it, both empty. */
void card_remove_folder (const char *path);

/* A card's text with one line replaced (NULL = left out). */
char *card_with_line (const char *text, const char *key, const char *line);

/* The card is refused with a message that has this word and the card's path in it. */
void card_assert_refused (const char *name, const char *content, gssize size, const char *word);

G_END_DECLS

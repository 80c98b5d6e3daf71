// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/specimen.h"

G_BEGIN_DECLS

/* Names of files that people read: the label comes first. */

/* The text, such as a label, as it may stand in the name of a file on every file system: without
 * the characters that one of them does not take (/ \ : * ? " < > |), without commas, which divide
 * lists of files on the command line, without what is not printed, without a dot or a dash in front
 * or a dot behind; as whole letters, at most 60 bytes of UTF-8; "" when nothing is left. NULL = "".
 * Caller frees. */
char *store_file_name_text (const char *text);

/* "banana 99.98 %.png", or "banana 99.98 % poster.pdf": the network's own label, the confidence as
 * everywhere (base/percent.h; less than 0.01 is 0.00), what is in the file unless that is NULL, and
 * its ending with the dot. Not unique: two images may have one label and confidence, so whoever
 * writes it looks for a name that no file has. Caller frees. */
char *store_specimen_file_name (const StoreSpecimen *specimen,
                                const char *what,
                                const char *ending);

G_END_DECLS

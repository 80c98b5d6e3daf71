// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "formats/network.h"

G_BEGIN_DECLS

/* Appends the files that a network was read from, for a process that has none of them: weights,
 * data beside them, mean picture, and a card that says how it was loaded here, its checksum
 * included, but with numbers in place of labels. id_or_path: as it was loaded. Errors: a file is
 * gone by now, or they are more than 2 GiB. */
gboolean fmt_network_pack (const FmtNetwork *network,
                           const char *id_or_path,
                           GByteArray *out,
                           GError **error);

/* The network again, by way of files in a folder for temporary ones ($TMPDIR, or /tmp), which are
 * gone afterwards. Caller unrefs. */
FmtNetwork *fmt_network_unpack (BaseUnpack *in, GError **error);

G_END_DECLS

// SPDX-License-Identifier: GPL-3.0-or-later
/* What the compiler reads once for all files of the library (meson.build). Each of them includes what
 * it needs as if this were not there: -Db_pch=false builds without. */
#include <adwaita.h>

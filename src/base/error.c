// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

/* As G_DEFINE_QUARK, whose variable threads write at once. */
GQuark
base_error_quark (void)
{
  static gsize quark;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_quark_from_static_string ("base-error-quark"));
  return (GQuark) quark;
}

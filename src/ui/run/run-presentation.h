// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* How the Run page is presented: its grid as tiles, and one line of what goes on. */
void _fooled_run_page_presentable_init (FooledPresentableInterface *interface);

G_END_DECLS

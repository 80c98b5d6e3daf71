// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/picture.h"

#include "datasets/picture.h"

BaseImage *
run_picture_load (const char *path, GError **error)
{
  return data_picture_load (path, error);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datasets/dataset-format.h"

G_BEGIN_DECLS

typedef struct
{
  char *path; /* owned */
  guint label;
  gboolean is_test;
} DataClassPicture;

/* What there is in a folder of folders. */
typedef struct
{
  GArray *pictures; /* DataClassPicture, class by class and by name */
  guint n[2];       /* for training, for testing; at least one of each class in each */
  guint n_classes;
  char **class_names; /* owned, (n_classes) and NULL */
} DataClassFolders;

/* Only names are read. To be cleared also after a failure. */
gboolean data_class_folders_list (const DataLoading *loading,
                                  DataClassFolders *folders,
                                  GError **error);
void data_class_folders_clear (DataClassFolders *folders);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DataClassFolders, data_class_folders_clear)

G_END_DECLS

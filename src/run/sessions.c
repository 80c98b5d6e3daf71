// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/sessions.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ascent/perturb.h"
#include "base/error.h"
#include "run/method.h"
#include "run/work-private.h"
#include "store/png.h"

#define KEEP_DELETED_SECONDS (30 * 24 * 60 * 60)

char *
run_sessions_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "fooled", "sessions", NULL);
}

char *
run_sessions_new_path (void)
{
  g_autofree char *folder = run_sessions_folder ();

  return store_sessions_new_path (folder);
}

char *
run_sessions_find (const char *name, GError **error)
{
  g_autofree char *folder = run_sessions_folder ();
  g_autofree char *path = NULL;

  if (name == NULL || *name == '\0')
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                           _ ("It is not known from which session this image comes."));
      return NULL;
    }
  /* A name from a file must not lead out of the folder. */
  if (strchr (name, G_DIR_SEPARATOR) == NULL)
    path = g_build_filename (folder, name, NULL);
  if (path != NULL && run_session_is_name (name) && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  g_set_error (
      error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
      /* Translators: %s is the name of a file. */
      _ ("The session “%s” that this image comes from is not among the sessions any more."), name);
  return NULL;
}

gboolean
run_session_is_name (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_str_has_suffix (name, STORE_SESSION_SUFFIX);
}

GPtrArray *
run_sessions_list (GError **error)
{
  g_autofree char *folder = run_sessions_folder ();

  store_sessions_tidy (folder, g_get_real_time () / G_USEC_PER_SEC - KEEP_DELETED_SECONDS);
  return store_sessions_list (folder, error);
}

RunSessionKind
run_session_kind (const StoreSessionInfo *info)
{
  const RunWork *work;

  g_return_val_if_fail (info != NULL, RUN_SESSION_UNKNOWN);

  work = run_work_find (info->work);
  return work != NULL ? work->session : RUN_SESSION_UNKNOWN;
}

const char *
run_session_method (const StoreSessionInfo *info)
{
  RunMethod method;
  AscMethod attack;

  g_return_val_if_fail (info != NULL, NULL);

  if (run_method_find (info->method, &method))
    return _ (run_method (method)->title);
  if (asc_method_from_string (info->method, &attack))
    return _ (asc_method_info (attack)->title);
  return info->method;
}

BaseImage *
run_session_picture (const StoreSessionInfo *info)
{
  g_autoptr (BaseImage) picture = NULL;

  g_return_val_if_fail (info != NULL, NULL);

  if (info->picture != NULL)
    picture = store_png_decode (info->picture, info->path, NULL, NULL);
  if (picture == NULL || picture->width > RUN_SESSION_PICTURE_MAX ||
      picture->height > RUN_SESSION_PICTURE_MAX)
    return NULL;
  return base_image_for_cell (picture, MAX (picture->width, picture->height));
}

gboolean
run_session_rename (const char *path, const char *name, GError **error)
{
  return store_session_rename (path, name, error);
}

char *
run_session_branch (const char *path, const char *name, GError **error)
{
  g_autofree char *target = run_sessions_new_path ();

  return store_session_copy (path, target, name, error) ? g_steal_pointer (&target) : NULL;
}

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf first, second;

  return g_stat (a, &first) == 0 && g_stat (b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

gboolean
run_session_export (const char *path, const char *target, GError **error)
{
  g_autofree char *part = NULL;

  g_return_val_if_fail (path != NULL && target != NULL, FALSE);

  if (!g_file_test (target, G_FILE_TEST_IS_REGULAR) || is_same_file (path, target))
    return store_session_copy (path, target, NULL, error);
  part = g_strdup_printf ("%s.%08x.part", target, g_random_int ());
  if (!store_session_copy (path, part, NULL, error))
    return FALSE;
  if (store_session_replace (part, target, error))
    return TRUE;
  g_unlink (part);
  return FALSE;
}

char *
run_session_import (const char *path, GError **error)
{
  g_autofree char *folder = run_sessions_folder ();

  return store_session_import (path, folder, error);
}

char *
run_session_delete (const char *path, GError **error)
{
  return store_session_delete (path, error);
}

char *
run_session_restore (const char *deleted, GError **error)
{
  return store_session_restore (deleted, error);
}

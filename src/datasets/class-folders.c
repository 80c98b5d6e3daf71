// SPDX-License-Identifier: GPL-3.0-or-later
/* A folder of pictures for each class: what the pictures are, by their names. What is in them reads
 * class-pictures.c. */
#include "datasets/class-folders.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One in so many pictures of a class is for testing. */
#define TEST_SHARE 6

/* More names than this are not even listed. */
#define MAX_NAMES DATA_MAX_PICTURES

static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".bmp",
                                       ".gif", ".tif", ".tiff", ".heic", ".avif" };

static const char *const test_folders[] = { "test", "val", "valid", "validation" };

static gboolean
is_picture_name (const char *name)
{
  const char *ending = strrchr (name, '.');

  for (gsize i = 0; ending != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (ending, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
refuse (const char *path, const char *message, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, message, shown);
#pragma GCC diagnostic pop
}

/* The names in a folder that are not hidden and of which `wanted` is the kind, in the order of
 * their bytes; NULL with an error. */
static GPtrArray *
list (const DataLoading *loading, const char *folder, GFileTest wanted, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      if (g_cancellable_set_error_if_cancelled (loading->cancellable, error))
        return NULL;
      if (name[0] == '.' || (wanted == G_FILE_TEST_IS_REGULAR && !is_picture_name (name)))
        continue;
      path = g_build_filename (folder, name, NULL);
      if (!g_file_test (path, wanted))
        continue;
      if (names->len == MAX_NAMES)
        {
          g_autofree char *shown = g_filename_display_name (folder);

          data_check_size (MAX_NAMES + 1, 1, 1, 1, shown, error);
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* FNV-1a (Fowler, Noll and Vo), 64 bits. */
static guint64
hash (const char *name)
{
  guint64 value = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    value = (value ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  return value;
}

/* Which of these are for testing. Each part has one of each class at least: where chance leaves
 * none to one of them, the name with the least hash is for testing, and all others for training,
 * or the one with the greatest for training. */
static void
split (const GPtrArray *names, gboolean *is_test)
{
  guint n_test = 0, least = 0, greatest = 0;

  for (guint i = 0; i < names->len; i++)
    {
      guint64 value = hash (names->pdata[i]);

      is_test[i] = value % TEST_SHARE == 0;
      n_test += is_test[i] ? 1 : 0;
      if (value < hash (names->pdata[least]))
        least = i;
      if (value > hash (names->pdata[greatest]))
        greatest = i;
    }
  if (n_test == 0)
    is_test[least] = TRUE;
  else if (n_test == names->len)
    is_test[greatest] = FALSE;
}

static void
add (DataClassFolders *folders, const char *path, const char *name, guint label, gboolean is_test)
{
  DataClassPicture picture = {
    .path = g_build_filename (path, name, NULL),
    .label = label,
    .is_test = is_test,
  };

  g_array_append_val (folders->pictures, picture);
  folders->n[is_test ? 1 : 0]++;
}

/* What a class's folder is for. */
typedef enum
{
  FOR_BOTH, /* to be split */
  FOR_TRAINING,
  FOR_TESTING,
} Purpose;

static gboolean
add_class (const DataLoading *loading,
           DataClassFolders *folders,
           const char *path,
           guint label,
           Purpose purpose,
           GError **error)
{
  g_autoptr (GPtrArray) names = list (loading, path, G_FILE_TEST_IS_REGULAR, error);
  g_autofree char *shown = g_filename_display_name (loading->folder);
  g_autofree gboolean *is_test = NULL;

  if (names == NULL)
    return FALSE;
  if (names->len == 0)
    refuse (path, _ ("The class in “%s” has no pictures. Put some in, or take the folder away."),
            error);
  else if (names->len == 1 && purpose == FOR_BOTH)
    refuse (path,
            _ ("The class in “%s” has a single picture; it needs one to learn and one to test. "
               "Put more in, or take the folder away."),
            error);
  if (names->len == 0 || (names->len == 1 && purpose == FOR_BOTH) ||
      !data_check_size ((guint64) folders->pictures->len + names->len, 1, 1, 1, shown, error))
    return FALSE;
  is_test = g_new0 (gboolean, names->len);
  if (purpose == FOR_BOTH)
    split (names, is_test);
  for (guint i = 0; i < names->len; i++)
    add (folders, path, names->pdata[i], label, is_test[i] || purpose == FOR_TESTING);
  return TRUE;
}

static gboolean
check_classes (const char *folder, guint n_classes, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);

  if (n_classes == 0)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("“%s” holds no data set: neither IDX files nor CIFAR-10's, nor a folder with "
                    "pictures for each class."),
                 shown);
  else if (n_classes == 1)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("“%s” has a folder for one class only; a network needs two or more to tell "
                    "apart."),
                 shown);
  else if (n_classes > NN_DATASET_MAX_CLASSES)
    g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                 _ ("“%s” has more than %d classes, which is the most that can be used."), shown,
                 NN_DATASET_MAX_CLASSES);
  return n_classes >= 2 && n_classes <= NN_DATASET_MAX_CLASSES;
}

/* The folders of the classes in one folder, which name the classes. */
static gboolean
add_classes (const DataLoading *loading,
             DataClassFolders *folders,
             const char *path,
             Purpose purpose,
             GError **error)
{
  g_autoptr (GPtrArray) names = list (loading, path, G_FILE_TEST_IS_DIR, error);

  if (names == NULL || !check_classes (path, names->len, error))
    return FALSE;
  folders->class_names = g_new0 (char *, names->len + 1);
  folders->n_classes = names->len;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *inner = g_build_filename (path, names->pdata[i], NULL);

      folders->class_names[i] = g_filename_display_name (names->pdata[i]);
      if (!add_class (loading, folders, inner, i, purpose, error))
        return FALSE;
    }
  return TRUE;
}

/* The same classes for testing. */
static gboolean
add_test_classes (const DataLoading *loading,
                  DataClassFolders *folders,
                  const char *path,
                  GError **error)
{
  g_autoptr (GPtrArray) names = list (loading, path, G_FILE_TEST_IS_DIR, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len || i < folders->n_classes; i++)
    {
      g_autofree char *name =
          i < names->len ? g_filename_display_name (names->pdata[i]) : g_strdup ("");
      g_autofree char *inner = NULL;

      if (g_strcmp0 (name, folders->class_names[MIN (i, folders->n_classes)]) != 0)
        {
          refuse (loading->folder,
                  _ ("The folders for training and for testing in “%s” do not have the same "
                     "classes. Give both a folder of the same name for each class."),
                  error);
          return FALSE;
        }
      inner = g_build_filename (path, names->pdata[i], NULL);
      if (!add_class (loading, folders, inner, i, FOR_TESTING, error))
        return FALSE;
    }
  return TRUE;
}

/* The folder for testing beside "train"; NULL when the folder is not divided like that. */
static char *
find_test_folder (const char *folder)
{
  g_autofree char *train = g_build_filename (folder, "train", NULL);

  if (!g_file_test (train, G_FILE_TEST_IS_DIR))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (test_folders); i++)
    {
      g_autofree char *test = g_build_filename (folder, test_folders[i], NULL);

      if (g_file_test (test, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&test);
    }
  return NULL;
}

static void
clear_picture (gpointer data)
{
  g_free (((DataClassPicture *) data)->path);
}

gboolean
data_class_folders_list (const DataLoading *loading, DataClassFolders *folders, GError **error)
{
  g_autofree char *train = g_build_filename (loading->folder, "train", NULL);
  g_autofree char *test = find_test_folder (loading->folder);

  *folders = (DataClassFolders){ 0 };
  folders->pictures = g_array_new (FALSE, FALSE, sizeof (DataClassPicture));
  g_array_set_clear_func (folders->pictures, clear_picture);
  if (test == NULL)
    return add_classes (loading, folders, loading->folder, FOR_BOTH, error);
  return add_classes (loading, folders, train, FOR_TRAINING, error) &&
         add_test_classes (loading, folders, test, error);
}

void
data_class_folders_clear (DataClassFolders *folders)
{
  g_clear_pointer (&folders->pictures, g_array_unref);
  g_clear_pointer (&folders->class_names, g_strfreev);
}

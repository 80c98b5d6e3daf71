// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/real-pictures-private.h"

#include "base/error.h"
#include "config.h"
#include "run/test-pictures.h"

#include <glib/gi18n-lib.h>

/* Characters for which a font is asked. */
#define N_TRIED 4

struct _RunRealPictures
{
  RunTestPictures *pictures; /* of the data set; NULL: characters are drawn */
  char **characters;         /* one a class */
  guint n;
};

/* A font may lack one or the other; one that has none of the first is none of emoji. */
static gboolean
has_font (char **characters)
{
  for (guint i = 0; i < N_TRIED && characters[i] != NULL; i++)
    {
      g_autoptr (BaseImage) drawn = run_test_pictures_draw (characters[i], NULL);

      if (drawn != NULL)
        return TRUE;
    }
  return FALSE;
}

static RunRealPictures *
open_characters (const RunNetworkInfo *network, char **why)
{
  RunRealPictures *pictures;

  if (!has_font (network->characters))
    {
      *why = g_strdup (_ ("No font with coloured emoji is installed here, so there are no real "
                          "pictures (on Debian: fonts-noto-color-emoji)."));
      return NULL;
    }
  pictures = g_new0 (RunRealPictures, 1);
  pictures->characters = g_strdupv (network->characters);
  pictures->n = g_strv_length (network->characters);
  return pictures;
}

static char *
reason (const char *data_set, const GError *error)
{
  if (!g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND))
    return g_strdup (error->message);
  if (run_test_pictures_can_get (data_set))
    return g_strdup_printf (_ ("The real pictures of “%s” are not here yet: Test Picture on the "
                               "Perturb page gets them."),
                            data_set);
  return g_strdup_printf (_ ("There are no real pictures of “%s” here."), data_set);
}

RunRealPictures *
run_real_pictures_open (const RunNetworkInfo *network, char **why)
{
  g_autoptr (GError) error = NULL;
  RunTestPictures *found;
  RunRealPictures *pictures;

  if (network->characters != NULL && network->characters[0] != NULL)
    return open_characters (network, why);
  if (network->data_set == NULL)
    {
      *why = g_strdup_printf (_ ("It is not known what real pictures “%s” was trained on."),
                              network->name);
      return NULL;
    }
  found = run_test_pictures_open (network->data_set, &error);
  if (found == NULL)
    {
      *why = reason (network->data_set, error);
      return NULL;
    }
  pictures = g_new0 (RunRealPictures, 1);
  pictures->pictures = found;
  pictures->n = run_test_pictures_n (found);
  return pictures;
}

void
run_real_pictures_free (RunRealPictures *pictures)
{
  if (pictures == NULL)
    return;
  run_test_pictures_free (pictures->pictures);
  g_strfreev (pictures->characters);
  g_free (pictures);
}

guint
run_real_pictures_n (const RunRealPictures *pictures)
{
  return pictures->n;
}

guint
run_real_pictures_label (const RunRealPictures *pictures, guint index)
{
  return pictures->pictures != NULL ? run_test_pictures_label (pictures->pictures, index) : index;
}

BaseImage *
run_real_pictures_image (const RunRealPictures *pictures, guint index)
{
  return pictures->pictures != NULL ? run_test_pictures_image (pictures->pictures, index)
                                    : run_test_pictures_draw (pictures->characters[index], NULL);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture-color.h"

#include <lcms2.h>
#include <string.h>

#define MAX_PROFILE_SIZE ((gsize) 4 << 20)
#define AT_ONCE          ((gsize) 1 << 20) /* pixels */

/* Of many profiles that say so, tables differ from the standard's formula by less than a level. */
static gboolean
is_srgb (cmsHPROFILE profile)
{
  char text[256] = "";

  cmsGetProfileInfoASCII (profile, cmsInfoDescription, "en", "US", text, sizeof text);
  return strstr (text, "sRGB") != NULL;
}

static void
transform (cmsContext context, cmsHPROFILE from, gsize n, guint8 *pixels)
{
  gboolean grey = cmsGetColorSpace (from) == cmsSigGrayData;
  cmsHPROFILE to = cmsCreate_sRGBProfileTHR (context);
  cmsHTRANSFORM way;

  way = cmsCreateTransformTHR (context, from, grey ? TYPE_GRAY_8 : TYPE_RGB_8, to, TYPE_RGB_8,
                               INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE);
  for (gsize done = 0; way != NULL && done < n; done += AT_ONCE)
    {
      gsize count = MIN (AT_ONCE, n - done);
      guint8 *begin = pixels + 3 * done;
      g_autofree guint8 *levels = grey ? g_malloc (count) : NULL;

      for (gsize i = 0; grey && i < count; i++)
        levels[i] = begin[3 * i];
      cmsDoTransform (way, grey ? levels : begin, begin, (cmsUInt32Number) count);
    }
  if (way != NULL)
    cmsDeleteTransform (way);
  cmsCloseProfile (to);
}

void
data_picture_to_srgb (const guint8 *profile, gsize size, gsize n, guint8 *pixels)
{
  cmsContext context;
  cmsHPROFILE from;

  g_return_if_fail (pixels != NULL);

  if (profile == NULL || size == 0 || size > MAX_PROFILE_SIZE)
    return;
  context = cmsCreateContext (NULL, NULL); /* whose errors go nowhere */
  from = cmsOpenProfileFromMemTHR (context, profile, (cmsUInt32Number) size);
  if (from != NULL)
    {
      cmsColorSpaceSignature space = cmsGetColorSpace (from);

      if ((space == cmsSigRgbData || space == cmsSigGrayData) && !is_srgb (from))
        transform (context, from, n, pixels);
      cmsCloseProfile (from);
    }
  cmsDeleteContext (context);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card-keys.h"

#include "base/error.h"
#include "config.h"
#include "formats/checksum.h"
#include "formats/format.h"
#include "formats/onnx.h"

#include <glib/gi18n-lib.h>

#define MAX_SOURCES 16

static gboolean
read_format (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autofree char *name = NULL;

  if (!fmt_card_read_text (file, "Format", &name, error) ||
      !fmt_card_read_text (file, "Architecture", &card->architecture, error) ||
      !fmt_card_read_text (file, "Output", &card->output, error))
    return FALSE;
  card->format = name != NULL ? fmt_format_find (name) : NULL;
  if (name != NULL && card->format == NULL)
    {
      g_autofree char *names = fmt_format_names ();

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   /* Translators: the names of the possible formats. */
                   _ ("“Format” has to be one of: %s."), names);
      return FALSE;
    }
  if (card->format != NULL && card->format->needs_architecture && card->architecture == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Architecture” is missing: a file of this format does not say what its "
                      "layers are."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_checksum (GKeyFile *file, FmtCard *card, GError **error)
{
  g_autofree char *text = NULL;

  if (!fmt_card_read_text (file, "Checksum", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  card->checksum = fmt_checksum_parse (text, error);
  if (card->checksum == NULL)
    g_prefix_error (error, _ ("“Checksum”: "));
  return card->checksum != NULL;
}

static gboolean
is_web_address (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         g_str_equal (g_uri_get_scheme (uri), "http");
}

static gboolean
read_sources (GKeyFile *file, FmtCard *card, GError **error)
{
  gsize n;

  if (!g_key_file_has_key (file, FMT_CARD_GROUP, "Sources", NULL))
    return TRUE;
  card->sources = g_key_file_get_string_list (file, FMT_CARD_GROUP, "Sources", &n, error);
  if (card->sources == NULL)
    return FALSE;
  if (n < 1 || n > MAX_SOURCES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“Sources” has %zu entries; 1 to %d are possible."), n, MAX_SOURCES);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (!is_web_address (card->sources[i]))
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("“Sources”: “%s” is not an address that begins with https:// or http://."),
                     card->sources[i]);
        return FALSE;
      }
  /* Otherwise whoever sends the file could send anything. */
  return card->checksum != NULL || fmt_card_set_missing (error, "Checksum");
}

gboolean
fmt_card_read_weights (GKeyFile *file, FmtCard *card, GError **error)
{
  if (!fmt_card_read_file_name (file, "Weights", &card->weights, error))
    return FALSE;
  if (card->weights == NULL)
    return fmt_card_set_missing (error, "Weights");
  return read_format (file, card, error) && read_checksum (file, card, error) &&
         fmt_card_read_bytes (file, "Size", FMT_MAX_FILE_SIZE, &card->size, error) &&
         fmt_card_read_bytes (file, "SizeApproximate", FMT_MAX_FILE_SIZE, &card->size_approximate,
                              error) &&
         read_sources (file, card, error);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/document-private.h"

#include "config.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

/* Where cairo's bytes go. */
typedef struct
{
  BaseFileWriter *file;
  const gint *interrupt;
  GError *error;
} Sink;

static gboolean
is_interrupted (const Sink *sink)
{
  return sink->interrupt != NULL && g_atomic_int_get (sink->interrupt) != 0;
}

/* After the first failure nothing more is written, whatever cairo does. */
static cairo_status_t
on_write (void *data, const unsigned char *bytes, unsigned int length)
{
  Sink *sink = data;

  if (sink->error == NULL && !is_interrupted (sink) &&
      base_file_writer_add (sink->file, bytes, length, &sink->error))
    return CAIRO_STATUS_SUCCESS;
  return CAIRO_STATUS_WRITE_ERROR;
}

static gboolean
ends_in (const char *path, const char *ending)
{
  gsize length = strlen (path), n = strlen (ending);

  return length > n && g_ascii_strcasecmp (path + length - n, ending) == 0;
}

gboolean
store_document_is_name (const char *path)
{
  return ends_in (path, ".pdf") || ends_in (path, ".svg");
}

static cairo_surface_t *
new_pdf (const StoreDocument *document, const char *title, Sink *sink)
{
  double width, height;
  cairo_surface_t *surface;

  _store_document_size (document, &width, &height);
  surface = cairo_pdf_surface_create_for_stream (on_write, sink, width, height);
  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Fooled " FOOLED_VERSION);
  return surface;
}

static cairo_surface_t *
new_svg (const StoreDocument *document, Sink *sink)
{
  double width, height;
  cairo_surface_t *surface;

  _store_document_size (document, &width, &height);
  surface = cairo_svg_surface_create_for_stream (on_write, sink, width,
                                                 _store_document_long_height (document));
  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
  return surface;
}

/* What cairo says of itself; the file's errors are in the sink. */
static cairo_status_t
draw (const StoreDocument *document, const char *title, gboolean is_pdf, Sink *sink)
{
  cairo_surface_t *surface = is_pdf ? new_pdf (document, title, sink) : new_svg (document, sink);
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;

  if (!is_pdf)
    {
      cairo_set_source_rgb (cairo, 1, 1, 1);
      cairo_paint (cairo);
      _store_document_draw_long (document, cairo);
    }
  for (guint page = 0; is_pdf && page < store_document_n_pages (document); page++)
    {
      if (is_interrupted (sink) || sink->error != NULL)
        break;
      store_document_draw (document, page, cairo);
      cairo_show_page (cairo);
    }
  status = cairo_status (cairo);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
store_document_save (const StoreDocument *document,
                     const char *title,
                     const char *path,
                     const gint *interrupt,
                     GError **error)
{
  g_autoptr (BaseFileWriter) file = NULL;
  Sink sink = { .interrupt = interrupt };
  cairo_status_t status;

  g_return_val_if_fail (document != NULL && path != NULL && store_document_is_name (path), FALSE);

  file = base_file_writer_new (path, error);
  if (file == NULL)
    return FALSE;
  sink.file = file;
  status = draw (document, title, ends_in (path, ".pdf"), &sink);
  if (sink.error != NULL)
    g_propagate_error (error, sink.error);
  else if (is_interrupted (&sink))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("The document was not saved."));
  else if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("The document could not be made: %s."),
                 cairo_status_to_string (status));
  else
    return base_file_writer_finish (file, error);
  return FALSE;
}

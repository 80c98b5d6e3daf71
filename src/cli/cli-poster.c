// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-drawing.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/pages.h"

#define STANDARD_SIDE 4096
#define STANDARD_CELL 512

typedef struct
{
  guint side;
  gboolean has_side;
  guint dpi;
  gboolean without_captions;
  const StorePaper *paper;
  const char *output;
  gboolean is_document;
} Order;

static gboolean
save_document (GPtrArray *specimens, const Order *order, CliDrawing *drawing, GError **error)
{
  g_autoptr (StoreDocument) document = run_pages_new (
      specimens, order->paper->width, order->paper->height, order->dpi, !order->without_captions,
      cli_drawing_show, drawing, &drawing->interrupt, error);
  const StoreSpecimen *first = specimens->pdata[0];

  return document != NULL &&
         store_document_save (document, specimens->len == 1 ? first->label : NULL, order->output,
                              &drawing->interrupt, error);
}

static gboolean
save (GPtrArray *specimens, const Order *order, CliDrawing *drawing, GError **error)
{
  if (order->is_document)
    return save_document (specimens, order, drawing, error);
  if (specimens->len > 1)
    return run_sheet_save (specimens, order->has_side ? order->side : STANDARD_CELL, order->output,
                           &drawing->interrupt, error);
  return run_poster_save (specimens->pdata[0], order->side, order->output, cli_drawing_show,
                          drawing, &drawing->interrupt, error);
}

static void
tell (GPtrArray *specimens, const Order *order)
{
  const StoreSpecimen *specimen = specimens->pdata[0];
  guint width, height;

  if (order->is_document || specimens->len > 1)
    {
      cli_print (ngettext ("%u image in “%s”", "%u images in “%s”", specimens->len), specimens->len,
                 order->output);
      return;
    }
  run_poster_size (specimen, order->side, &width, &height);
  if (run_poster_is_drawn (specimen))
    cli_print (_ ("%u × %u pixels, drawn again from its genome"), width, height);
  else
    cli_print (_ ("%u × %u pixels, enlarged from %u × %u"), width, height, specimen->image->width,
               specimen->image->height);
}

static CliStatus
make (GPtrArray *specimens, const Order *order)
{
  CliDrawing drawing;
  g_autoptr (GError) error = NULL;
  CliStatus status;
  gboolean done;

  cli_drawing_begin (&drawing);
  done = save (specimens, order, &drawing, &error);
  status = cli_drawing_end (&drawing, done, error);
  if (status != CLI_OK)
    return status;
  tell (specimens, order);
  return CLI_OK;
}

/* NULL after a message. */
static GPtrArray *
load (char **files)
{
  g_autoptr (GPtrArray) specimens =
      g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  g_autoptr (GError) error = NULL;

  for (; *files != NULL; files++)
    {
      StoreSpecimen *specimen = store_specimen_load (*files, &error);

      if (specimen == NULL)
        {
          cli_error ("%s", error->message);
          return NULL;
        }
      g_ptr_array_add (specimens, specimen);
    }
  return g_steal_pointer (&specimens);
}

static gboolean
check (Order *order, gboolean has_paper)
{
  gboolean is_png = g_str_has_suffix (order->output, ".png");

  order->is_document = store_document_is_name (order->output);
  if (!order->is_document && !is_png)
    cli_error (_ ("“%s” has to end in .png, .pdf or .svg."), order->output);
  else if (order->is_document && order->has_side)
    cli_error (_ ("A PDF or SVG file has the size of its paper: use --paper and --dpi in place of "
                  "--size."));
  else if (is_png && has_paper)
    cli_error (_ ("A PNG file has pixels: use --size in place of --paper and --dpi."));
  else
    return TRUE;
  return FALSE;
}

CliStatus
cli_poster (char ***arguments)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GPtrArray) specimens = NULL;
  Order order = { .side = STANDARD_SIDE, .dpi = RUN_PAGES_DPI };
  gboolean has_paper = FALSE;
  guint paper = 0;
  const CliOption options[] = {
    { "size", &order.side, .given = &order.has_side },
    { "paper", &paper, .given = &has_paper },
    { "dpi", &order.dpi, .given = &has_paper },
    { "no-captions", &order.without_captions },
    { "output", &output, .help = N_ ("Save it in this file: .png, .pdf or .svg"), .required = TRUE,
      .row = "out" },
    { NULL },
  };

  if (!cli_parse_options (
          arguments, options, N_ ("IMAGE…"), &words,
          N_ ("Makes a poster of a saved image, or a sheet of several. What a CPPN drew is drawn "
              "again at that size; pixels are enlarged with hard edges. A poster in PNG still says "
              "how the image was made, so that a run can begin with it.")))
    return CLI_USAGE;
  if (words == NULL || words[0] == NULL)
    {
      cli_error (_ ("Name a saved image: “fooled-cli poster IMAGE --output FILE”."));
      return CLI_USAGE;
    }
  order.output = output;
  order.paper = store_paper (paper);
  if (!check (&order, has_paper))
    return CLI_USAGE;
  specimens = load (words);
  return specimens != NULL ? make (specimens, &order) : CLI_FAILURE;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/diagram.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/diagram-layout.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define MIN_WIDTH    160
#define HEIGHT       210
#define LEGEND_GAP   8
#define LEGEND_LINE  22
#define MIN_LINE     0.7
#define MAX_LINE     3.2
#define CURVE_RADIUS 6.5f /* smaller nodes are plain dots */

#define MAX_WEIGHT 10.0

struct _FooledDiagram
{
  GtkWidget parent_instance;
  EvoDiagram *diagram; /* may be NULL */
};

G_DEFINE_FINAL_TYPE (FooledDiagram, fooled_diagram, GTK_TYPE_WIDGET)

static double
activate (EvoActivation activation, double p)
{
  switch (activation)
    {
    case EVO_ACTIVATION_SINE:
      return sin (p);
    case EVO_ACTIVATION_SIGMOID:
      return 2 / (1 + exp (-p)) - 1;
    case EVO_ACTIVATION_GAUSSIAN:
      return exp (-p * p);
    case EVO_ACTIVATION_LINEAR:
      return CLAMP (p, -3, 3) / 3;
    default:
      return 0;
    }
}

static void
set_link_style (cairo_t *cr, const FooledPalette *colors, double weight)
{
  double strength = MIN (fabs (weight) / MAX_WEIGHT, 1);
  GdkRGBA color = weight < 0 ? colors->contrast : colors->accent;
  const double dashes[] = { 4, 3 };

  if (!colors->high_contrast)
    color = fooled_faded (&color, 0.45 + 0.55 * strength);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, MIN_LINE + (MAX_LINE - MIN_LINE) * strength);
  cairo_set_dash (cr, dashes, weight < 0 ? G_N_ELEMENTS (dashes) : 0, 0);
}

/* A link that passes columns bends away from the middle, so that it does not run through the nodes
 * there. */
static void
draw_link (cairo_t *cr, const FooledDiagramLayout *layout, const EvoDiagramLink *link, float height)
{
  FooledPoint from = layout->centres[link->from], to = layout->centres[link->to];
  int span = (int) layout->columns[link->to] - (int) layout->columns[link->from];
  float reach = (to.x - from.x) * 0.45f;
  float bend = span > 1 ? MIN (2.2f * layout->radius, height / 8) : 0;

  if (from.y + to.y < height)
    bend = -bend;
  cairo_move_to (cr, from.x, from.y);
  cairo_curve_to (cr, from.x + reach, CLAMP (from.y + bend, 2, height - 2), to.x - reach,
                  CLAMP (to.y + bend, 2, height - 2), to.x, to.y);
  cairo_stroke (cr);
}

static void
draw_centred_text (GtkWidget *widget, cairo_t *cr, const char *text, FooledPoint centre)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, &ink, NULL);
  cairo_move_to (cr, centre.x - ink.width / 2.0 - ink.x, centre.y - ink.height / 2.0 - ink.y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_curve (cairo_t *cr, EvoActivation activation, FooledPoint centre, float radius)
{
  double half = radius * 0.62, range = 3.2;

  for (int i = -12; i <= 12; i++)
    {
      double x = i / 12.0;

      cairo_line_to (cr, centre.x + x * half,
                     centre.y - activate (activation, x * range) * half * 0.8);
    }
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
}

static void
draw_node (GtkWidget *widget,
           cairo_t *cr,
           const EvoDiagramNode *node,
           FooledPoint centre,
           float radius,
           const FooledPalette *colors)
{
  static const char *const input_names[] = {
    [EVO_NODE_INPUT_X] = "x",
    [EVO_NODE_INPUT_Y] = "y",
    [EVO_NODE_INPUT_DISTANCE] = "d",
    [EVO_NODE_INPUT_BIAS] = "1",
  };
  GdkRGBA edge = fooled_faded (&colors->text, colors->high_contrast ? 1 : 0.55);
  gboolean output = node->kind == EVO_NODE_OUTPUT;

  cairo_set_dash (cr, NULL, 0, 0);
  cairo_new_path (cr);
  cairo_arc (cr, centre.x, centre.y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &colors->surface);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, output ? &colors->text : &edge);
  cairo_set_line_width (cr, output ? 2 : 1);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &colors->text);
  if (radius < CURVE_RADIUS)
    return;
  if (node->kind < EVO_NODE_OUTPUT)
    draw_centred_text (widget, cr, input_names[node->kind], centre);
  else
    draw_curve (cr, node->activation, centre, radius);
}

static int
legend_height (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _ ("positive"));
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

/* One entry: a piece of line and a word. Returns where the next one begins. */
static double
draw_legend_entry (GtkWidget *widget,
                   cairo_t *cr,
                   const FooledPalette *colors,
                   double weight,
                   const char *word,
                   double x,
                   double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, word);
  GdkRGBA text = fooled_faded (&colors->text, colors->high_contrast ? 1 : 0.7);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  set_link_style (cr, colors, weight);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x, y + height / 2.0);
  cairo_rel_line_to (cr, LEGEND_LINE, 0);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &text);
  cairo_move_to (cr, x + LEGEND_LINE + LEGEND_GAP, y);
  pango_cairo_show_layout (cr, layout);
  return x + LEGEND_LINE + 3 * LEGEND_GAP + width;
}

static void
fooled_diagram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledDiagram *self = FOOLED_DIAGRAM (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  float graph_height = height - legend_height (widget) - LEGEND_GAP;
  const EvoDiagram *diagram = self->diagram;
  g_autoptr (FooledDiagramLayout) layout = NULL;
  FooledPalette colors;
  cairo_t *cr;
  double x;

  if (diagram == NULL || width < 1 || graph_height < 1)
    return;
  layout = fooled_diagram_layout_new (diagram, width, graph_height);
  fooled_palette_read (&colors, widget);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint i = 0; i < diagram->n_links; i++)
    {
      set_link_style (cr, &colors, diagram->links[i].weight);
      draw_link (cr, layout, &diagram->links[i], graph_height);
    }
  for (guint i = 0; i < diagram->n_nodes; i++)
    draw_node (widget, cr, &diagram->nodes[i], layout->centres[i], layout->radius, &colors);

  /* Translators: legend of the drawing of a network: links with a weight above zero. */
  x = draw_legend_entry (widget, cr, &colors, MAX_WEIGHT, _ ("positive"), 0,
                         graph_height + LEGEND_GAP);
  /* Translators: legend of the drawing of a network: links with a weight below zero. */
  draw_legend_entry (widget, cr, &colors, -MAX_WEIGHT, _ ("negative"), x,
                     graph_height + LEGEND_GAP);
  cairo_destroy (cr);
}

static void
fooled_diagram_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT;
  *natural = *minimum;
}

static void
fooled_diagram_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_diagram_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
fooled_diagram_finalize (GObject *object)
{
  evo_diagram_unref (FOOLED_DIAGRAM (object)->diagram);
  G_OBJECT_CLASS (fooled_diagram_parent_class)->finalize (object);
}

static void
fooled_diagram_class_init (FooledDiagramClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = fooled_diagram_finalize;
  widget_class->measure = fooled_diagram_measure;
  widget_class->snapshot = fooled_diagram_snapshot;
  widget_class->css_changed = fooled_diagram_css_changed;
  gtk_widget_class_set_css_name (widget_class, "network-diagram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_diagram_init (FooledDiagram *self)
{
}

GtkWidget *
fooled_diagram_new (void)
{
  return g_object_new (FOOLED_TYPE_DIAGRAM, NULL);
}

static void
update_name (FooledDiagram *self)
{
  g_autofree char *nodes = NULL;
  g_autofree char *links = NULL;
  g_autofree char *name = NULL;

  if (self->diagram != NULL)
    {
      nodes = g_strdup_printf (ngettext ("%u node", "%u nodes", self->diagram->n_nodes),
                               self->diagram->n_nodes);
      links = g_strdup_printf (ngettext ("%u link", "%u links", self->diagram->n_links),
                               self->diagram->n_links);
      /* Translators: "Drawing of a network with 9 nodes and 14 links". */
      name = g_strdup_printf (_ ("Drawing of a network with %s and %s"), nodes, links);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
}

void
fooled_diagram_set_diagram (FooledDiagram *self, EvoDiagram *diagram)
{
  g_return_if_fail (FOOLED_IS_DIAGRAM (self));

  if (diagram == self->diagram)
    return;
  g_clear_pointer (&self->diagram, evo_diagram_unref);
  self->diagram = diagram != NULL ? evo_diagram_ref (diagram) : NULL;
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/image-window.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ascent/perturb.h"
#include "run/method.h"
#include "run/poster.h"
#include "ui/files/drag-content.h"
#include "ui/files/output.h"
#include "ui/lens/lens-view.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/image-menu.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/picture.h"

#define DRAWN_SIDE 1024 /* pixels of what is drawn again */
#define N_BARS     3

/* Of an image beside others, pixels; where there is less, they are one below the other. */
#define COLUMN_WIDTH 150

/* One of the images. */
typedef struct
{
  StoreSpecimen *specimen;
  FooledPicture *picture;
} Shown;

struct _FooledImageWindow
{
  AdwWindow parent_instance;
  FooledPickList *picks;
  Shown shown[FOOLED_IMAGE_WINDOW_MAX];
  guint n;
  GtkTextView *note; /* of a single pick, or NULL */
  GtkToggleButton *pixels_button;
};

G_DEFINE_FINAL_TYPE (FooledImageWindow, fooled_image_window, ADW_TYPE_WINDOW)

enum
{
  COMMAND,
  SAVE_OUTPUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* As the network saw it, or drawn again. */
static void
show_images (FooledImageWindow *self)
{
  gboolean pixels =
      self->pixels_button == NULL || gtk_toggle_button_get_active (self->pixels_button);

  for (guint i = 0; i < self->n; i++)
    {
      const Shown *shown = &self->shown[i];
      g_autoptr (BaseImage) drawn = NULL;

      if (!pixels && run_poster_is_drawn (shown->specimen))
        drawn = run_poster_draw (shown->specimen, DRAWN_SIDE, NULL, NULL);
      fooled_picture_set_image (shown->picture, drawn != NULL ? drawn : shown->specimen->image);
    }
}

static StoreSpecimen *
specimen_of (FooledImageWindow *self, GtkWidget *picture)
{
  for (guint i = 0; i < self->n; i++)
    if (GTK_WIDGET (self->shown[i].picture) == picture)
      return self->shown[i].specimen;
  return self->shown[0].specimen;
}

/* The target is the number of the image. */
static void
command (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledImageWindow *self = FOOLED_IMAGE_WINDOW (widget);
  guint index = g_variant_get_uint32 (parameter);

  if (index < self->n)
    g_signal_emit (self, signals[COMMAND], 0, action + strlen ("image."),
                   self->shown[index].specimen);
}

static void
append (GMenu *menu, const char *label, const char *action, guint index)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", index);
  g_menu_append_item (menu, item);
}

static GMenu *
new_menu (FooledImageWindow *self, guint index)
{
  GMenu *menu = g_menu_new ();

  append (menu,
          fooled_pick_list_wants (self->picks, self->shown[index].specimen)
              ? _ ("_Remove from the Picks")
              : _ ("_Star"),
          "image.star", index);
  append (menu, _ ("Sa_ve"), "image.save", index);
  append (menu, _ ("_Copy"), "image.copy", index);
  append (menu, _ ("Save _Poster…"), "image.poster", index);
  return menu;
}

static GMenuModel *
picture_menu (GtkWidget *picture, double x, double y)
{
  FooledImageWindow *self = FOOLED_IMAGE_WINDOW (gtk_widget_get_root (picture));
  guint index = 0;

  while (index < self->n && GTK_WIDGET (self->shown[index].picture) != picture)
    index++;
  return index < self->n ? G_MENU_MODEL (new_menu (self, index)) : NULL;
}

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, FooledImageWindow *self)
{
  GtkWidget *picture = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  return fooled_drag_content_new (specimen_of (self, picture));
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* How it was made, in the words of the program. */
static const char *
method_title (const StoreSpecimen *specimen)
{
  for (guint i = 0; i < RUN_N_METHODS; i++)
    if (g_strcmp0 (run_method ((RunMethod) i)->name, specimen->encoding) == 0)
      return _ (run_method ((RunMethod) i)->title);
  if (g_strcmp0 (specimen->encoding, STORE_ENCODING_PERTURB) == 0)
    return _ ("Perturbed");
  return specimen->encoding;
}

/* The method of a perturbed picture; its name where it is one that this program does not know. */
static const char *
attack_title (const StoreSpecimen *specimen)
{
  AscMethod method;

  if (specimen->method != NULL && asc_method_from_string (specimen->method, &method))
    return _ (asc_method_info (method)->title);
  return specimen->method;
}

static void
add_line (GString *text, const char *what, const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", what, value);
}

static char *
origin_text (const StoreSpecimen *specimen)
{
  GString *text = g_string_new (NULL);
  g_autofree char *generation = fooled_count_text (specimen->origin.generation);
  g_autofree char *evaluation = fooled_count_text (specimen->origin.evaluation);
  g_autofree char *distortion = NULL;

  add_line (text, _ ("Network"), specimen->network_name);
  add_line (text, _ ("Method"), method_title (specimen));
  if (g_strcmp0 (specimen->encoding, STORE_ENCODING_PERTURB) == 0)
    {
      distortion = g_strdup_printf ("%.4f", specimen->distortion);
      add_line (text, _ ("By"), attack_title (specimen));
      add_line (text, _ ("Was taken for"), specimen->original_label);
      add_line (text, _ ("Was to become"),
                specimen->target != STORE_NO_CLASS ? specimen->target_label : _ ("Any other"));
      add_line (text, _ ("Size of the change (distortion)"), distortion);
    }
  else
    {
      add_line (text, specimen->rules != NULL ? _ ("Iteration") : _ ("Generation"), generation);
      add_line (text, _ ("Evaluation"), evaluation);
    }
  add_line (text, _ ("Session"), specimen->session);
  return g_string_free (text, FALSE);
}

/* The picture with what the network says of it. */
static GtkWidget *
new_column (FooledImageWindow *self, guint index)
{
  Shown *shown = &self->shown[index];
  const StoreSpecimen *specimen = shown->specimen;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *bars = fooled_bars_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  g_autofree char *confidence = fooled_confidence_text (specimen->confidence);
  g_autofree char *exact = fooled_exact_text (specimen->confidence);
  g_autofree char *name = fooled_specimen_text (specimen);
  GtkWidget *certainty = new_label (confidence, "title-3");
  GtkWidget *picture = fooled_picture_new ();
  GtkWidget *lens = fooled_lens_view_new ();

  shown->picture = FOOLED_PICTURE (picture);
  gtk_widget_set_vexpand (picture, TRUE);
  gtk_widget_set_hexpand (picture, TRUE);
  gtk_widget_set_focusable (picture, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  fooled_image_menu_add (picture, picture_menu);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag), self);
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (source));
  gtk_box_append (GTK_BOX (box), picture);
  fooled_lens_view_add_picture (FOOLED_LENS_VIEW (lens), picture);
  fooled_lens_view_show (FOOLED_LENS_VIEW (lens),
                         &(FooledLensSubject){ specimen->network_id, specimen->network_sha256,
                                               specimen->image, specimen->class_index,
                                               specimen->label },
                         FALSE);
  gtk_box_append (GTK_BOX (box), lens);
  gtk_box_append (GTK_BOX (box), new_label (fooled_label_text (specimen->label), "title-2"));
  gtk_widget_set_tooltip_text (certainty, exact);
  gtk_box_append (GTK_BOX (box), certainty);
  if (self->n > 1)
    gtk_box_append (GTK_BOX (box), new_label (specimen->network_name, "dim-label"));
  fooled_bars_set_ranking (FOOLED_BARS (bars), specimen->top, specimen->top_labels,
                           self->n > 1 ? MIN (specimen->n_top, N_BARS) : specimen->n_top,
                           specimen->class_index);
  gtk_widget_set_size_request (bars, 140, -1);
  gtk_box_append (GTK_BOX (box), bars);
  return box;
}

static GtkWidget *
new_note (FooledImageWindow *self, FooledPickItem *pick)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *title = gtk_label_new_with_mnemonic (_ ("_Note"));
  const char *note = fooled_pick_item_get_note (pick);

  self->note = GTK_TEXT_VIEW (view);
  gtk_text_view_set_wrap_mode (self->note, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->note, FALSE);
  gtk_text_view_set_top_margin (self->note, 9);
  gtk_text_view_set_bottom_margin (self->note, 9);
  gtk_text_view_set_left_margin (self->note, 9);
  gtk_text_view_set_right_margin (self->note, 9);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note), note != NULL ? note : "", -1);
  gtk_label_set_mnemonic_widget (GTK_LABEL (title), view);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (scrolled, "card");
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 72);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), scrolled);
  return box;
}

static void
forward_output (FooledImageWindow *self, gpointer output)
{
  g_signal_emit (self, signals[SAVE_OUTPUT], 0, output);
}

/* Of a single image: what there is beside the picture. */
static void
add_details (FooledImageWindow *self, GtkBox *box, const char *session, RunNetworkInfo *network)
{
  StoreSpecimen *specimen = self->shown[0].specimen;
  FooledPickItem *pick = fooled_pick_list_find (self->picks, specimen);
  g_autofree char *text = origin_text (specimen);
  GtkWidget *origin = gtk_label_new (text);
  GtkWidget *strip = fooled_ancestry_strip_new ();

  gtk_label_set_xalign (GTK_LABEL (origin), 0);
  gtk_label_set_wrap (GTK_LABEL (origin), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (origin), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (origin), TRUE);
  gtk_box_append (box, origin);
  if (pick != NULL)
    gtk_box_append (box, new_note (self, pick));
  gtk_box_append (box, strip);
  g_signal_connect_object (strip, "save", G_CALLBACK (forward_output), self, G_CONNECT_SWAPPED);
  fooled_ancestry_strip_set (FOOLED_ANCESTRY_STRIP (strip), specimen, session, network);
}

/* What was written is kept when the window closes, however it closes. */
static void
keep_note (FooledImageWindow *self)
{
  FooledPickItem *pick;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (self->note == NULL)
    return;
  buffer = gtk_text_view_get_buffer (self->note);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  self->note = NULL;
  pick = fooled_pick_list_find (self->picks, self->shown[0].specimen);
  if (pick != NULL)
    fooled_pick_list_set_note (self->picks, pick, g_strstrip (text));
}

static void
fooled_image_window_unmap (GtkWidget *widget)
{
  keep_note (FOOLED_IMAGE_WINDOW (widget));
  GTK_WIDGET_CLASS (fooled_image_window_parent_class)->unmap (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_image_window_finalize (GObject *object)
{
  FooledImageWindow *self = FOOLED_IMAGE_WINDOW (object);

  for (guint i = 0; i < self->n; i++)
    store_specimen_unref (self->shown[i].specimen);
  g_clear_object (&self->picks);

  G_OBJECT_CLASS (fooled_image_window_parent_class)->finalize (object);
}

static void
fooled_image_window_class_init (FooledImageWindowClass *klass)
{
  static const char *const commands[] = { "image.save", "image.copy", "image.poster",
                                          "image.star" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_image_window_finalize;
  widget_class->unmap = fooled_image_window_unmap;
  fooled_focus_order_class_init (widget_class);
  signals[COMMAND] = g_signal_new ("command", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[SAVE_OUTPUT] = g_signal_new ("save-output", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_POINTER);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_widget_class_install_action (widget_class, commands[i], "u", command);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "image.save", "u",
                                       0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "image.star", "u",
                                       0);
}

static void
fooled_image_window_init (FooledImageWindow *self)
{
}

/* Where something is drawn again, both can be seen. */
static void
add_header (FooledImageWindow *self, GtkBox *box)
{
  GtkWidget *header = adw_header_bar_new ();
  gboolean any = FALSE;

  for (guint i = 0; i < self->n; i++)
    any = any || run_poster_is_drawn (self->shown[i].specimen);
  if (any)
    {
      GtkWidget *button = gtk_toggle_button_new_with_mnemonic (_ ("P_ixels"));

      gtk_widget_set_tooltip_text (button, _ ("As the network saw it; else drawn again, as large "
                                              "as there is room"));
      self->pixels_button = GTK_TOGGLE_BUTTON (button);
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (show_images), self);
      adw_header_bar_pack_start (ADW_HEADER_BAR (header), button);
    }
  if (self->n == 1)
    {
      g_autoptr (GMenu) menu = new_menu (self, 0);
      GtkWidget *button = gtk_menu_button_new ();

      gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
      gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
      gtk_widget_set_tooltip_text (button, _ ("What can be done with it"));
      adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
    }
  gtk_box_append (box, header);
}

static void
build (FooledImageWindow *self, const char *session, RunNetworkInfo *network)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (FooledLens) lens = fooled_lens_shared ();

  fooled_lens_add_keys (lens, GTK_WIDGET (self));
  add_header (self, GTK_BOX (whole));
  gtk_widget_set_layout_manager (columns, g_object_new (FOOLED_TYPE_EVEN_LAYOUT, "column-width",
                                                        COLUMN_WIDTH, "spacing", 18, NULL));
  for (guint i = 0; i < self->n; i++)
    gtk_box_append (GTK_BOX (columns), new_column (self, i));
  gtk_widget_set_vexpand (columns, TRUE);
  gtk_box_append (GTK_BOX (content), columns);
  if (self->n == 1)
    add_details (self, GTK_BOX (content), session, network);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (whole), scrolled);
  adw_window_set_content (ADW_WINDOW (self), whole);
  show_images (self);
}

GtkWindow *
fooled_image_window_new (GtkWindow *parent,
                         FooledPickList *picks,
                         GPtrArray *specimens,
                         const char *session,
                         RunNetworkInfo *network)
{
  FooledImageWindow *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (FOOLED_IS_PICK_LIST (picks), NULL);
  g_return_val_if_fail (specimens != NULL && specimens->len > 0, NULL);

  self = g_object_new (FOOLED_TYPE_IMAGE_WINDOW, "application", gtk_window_get_application (parent),
                       "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->picks = g_object_ref (picks);
  self->n = MIN (specimens->len, FOOLED_IMAGE_WINDOW_MAX);
  for (guint i = 0; i < self->n; i++)
    self->shown[i].specimen = store_specimen_ref (specimens->pdata[i]);
  title = self->n == 1 ? fooled_specimen_text (self->shown[0].specimen)
                       : g_strdup_printf (ngettext ("%u Image", "%u Images", self->n), self->n);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_window_set_default_size (GTK_WINDOW (self), self->n == 1 ? 620 : 900,
                               self->n == 1 ? 780 : 560);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 300);
  build (self, session, network);
  return GTK_WINDOW (self);
}

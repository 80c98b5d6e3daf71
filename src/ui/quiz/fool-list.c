// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/fool-list.h"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "ui/threads/background.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/texture.h"

/* Of a drawing in the table, pixels. */
#define SIDE 56

struct _FooledFoolList
{
  GtkWidget parent_instance;
  RunFoolTable *table;
  gboolean asked;   /* for what was kept before */
  gboolean filling; /* `keep` follows, nobody pressed it */

  GtkWidget *box;
  GtkWidget *empty;
  GtkListBox *rows;
  GtkCheckButton *keep;
};

G_DEFINE_FINAL_TYPE (FooledFoolList, fooled_fool_list, GTK_TYPE_WIDGET)

static guint message_signal;

/* What is done with the file. */
typedef struct
{
  RunFoolTable *table; /* to be written, or what was read; NULL = the file is to go */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  run_fool_table_free (job->table);
  g_free (job);
}

static void
write_table (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autofree char *path = run_fool_table_path ();

  if (job->table != NULL)
    run_fool_table_save (job->table, path, error);
  else
    g_unlink (path);
}

static void
written (gpointer owner, gpointer data, const GError *error)
{
  g_autofree char *text = NULL;

  if (error == NULL)
    return;
  text = g_strdup_printf (_ ("The table was not kept: %s"), error->message);
  g_signal_emit (owner, message_signal, 0, text);
}

/* On the disk it is as it is here, or not at all. */
static void
keep_or_drop (FooledFoolList *self, gboolean keep)
{
  Job *job = g_new0 (Job, 1);

  job->table = keep ? run_fool_table_copy (self->table) : NULL;
  fooled_background_queue (G_OBJECT (self), job, job_free, write_table, written);
}

static void
keep_toggled (FooledFoolList *self)
{
  if (!self->filling)
    keep_or_drop (self, gtk_check_button_get_active (self->keep));
}

static void show (FooledFoolList *self);

static void
changed (FooledFoolList *self)
{
  show (self);
  if (gtk_check_button_get_active (self->keep))
    keep_or_drop (self, TRUE);
}

static void
remove_clicked (FooledFoolList *self, GtkButton *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  run_fool_table_remove (self->table, index);
  changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->keep));
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_picture (const RunFoolEntry *entry)
{
  g_autoptr (BaseImage) fitted = base_image_for_cell (entry->image, SIDE);
  g_autoptr (GdkTexture) texture = fooled_texture_new (fitted);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

  gtk_widget_set_size_request (picture, SIDE, SIDE);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (picture, "fool-drawing");
  return picture;
}

static GtkWidget *
new_texts (const RunFoolEntry *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *confidence = fooled_confidence_text (entry->confidence);
  /* Translators: the network is so sure (a confidence) that the drawing is this label. */
  g_autofree char *sure = g_strdup_printf (_ ("%s sure: “%s”"), confidence, entry->target);

  gtk_box_append (GTK_BOX (box),
                  new_label (*entry->name != '\0' ? entry->name : _ ("No name"), "heading"));
  gtk_box_append (GTK_BOX (box), new_label (sure, NULL));
  gtk_box_append (GTK_BOX (box), new_label (entry->network, "dim-label"));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
new_remove_button (FooledFoolList *self, guint index)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: %u is the place in the table. */
  g_autofree char *name = g_strdup_printf (_ ("Remove number %u from the table"), index + 1);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (FooledFoolList *self, guint index)
{
  const RunFoolEntry *entry = run_fool_table_get (self->table, index);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *place = g_strdup_printf ("%u", index + 1);

  gtk_box_append (GTK_BOX (box), new_label (place, "title-3"));
  gtk_box_append (GTK_BOX (box), new_picture (entry));
  gtk_box_append (GTK_BOX (box), new_texts (entry));
  gtk_box_append (GTK_BOX (box), new_remove_button (self, index));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->rows, row);
}

static void
show (FooledFoolList *self)
{
  GtkListBoxRow *row;
  guint n = run_fool_table_n (self->table);

  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    add_row (self, i);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), n > 0);
}

static void
read_table (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autofree char *path = run_fool_table_path ();

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    job->table = run_fool_table_load (path, error);
}

/* Behind what was drawn meanwhile. */
static void
was_read (gpointer owner, gpointer data, const GError *error)
{
  FooledFoolList *self = owner;
  Job *job = data;

  if (error != NULL)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("The table that was kept cannot be read, and was left as it is: %s"), error->message);

      g_signal_emit (self, message_signal, 0, text);
    }
  if (job->table == NULL)
    return;
  for (guint i = 0; i < run_fool_table_n (job->table); i++)
    {
      const RunFoolEntry *entry = run_fool_table_get (job->table, i);

      run_fool_table_add (self->table, entry->name, entry->target, entry->network,
                          entry->confidence, entry->image);
    }
  self->filling = TRUE;
  gtk_check_button_set_active (self->keep, TRUE);
  self->filling = FALSE;
  show (self);
}

/* Only who looks at it waits for it. */
static void
fooled_fool_list_map (GtkWidget *widget)
{
  FooledFoolList *self = FOOLED_FOOL_LIST (widget);

  GTK_WIDGET_CLASS (fooled_fool_list_parent_class)->map (widget);
  if (self->asked)
    return;
  self->asked = TRUE;
  fooled_background_queue (G_OBJECT (self), g_new0 (Job, 1), job_free, read_table, was_read);
}

static void
fooled_fool_list_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_FOOL_LIST);
  g_clear_pointer (&FOOLED_FOOL_LIST (object)->table, run_fool_table_free);

  G_OBJECT_CLASS (fooled_fool_list_parent_class)->dispose (object);
}

static void
fooled_fool_list_class_init (FooledFoolListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_fool_list_dispose;
  widget_class->map = fooled_fool_list_map;
  message_signal = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/quiz/fool-list.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledFoolList, box);
  gtk_widget_class_bind_template_child (widget_class, FooledFoolList, empty);
  gtk_widget_class_bind_template_child (widget_class, FooledFoolList, rows);
  gtk_widget_class_bind_template_child (widget_class, FooledFoolList, keep);
  gtk_widget_class_bind_template_callback (widget_class, keep_toggled);
}

static void
fooled_fool_list_init (FooledFoolList *self)
{
  self->table = run_fool_table_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  show (self);
}

gint
fooled_fool_list_add (FooledFoolList *self,
                      const char *name,
                      const char *target,
                      const char *network,
                      float confidence,
                      BaseImage *image)
{
  gint place;

  g_return_val_if_fail (FOOLED_IS_FOOL_LIST (self), -1);

  place = run_fool_table_add (self->table, name, target, network, confidence, image);
  changed (self);
  return place;
}

const RunFoolTable *
fooled_fool_list_get_table (FooledFoolList *self)
{
  g_return_val_if_fail (FOOLED_IS_FOOL_LIST (self), NULL);

  return self->table;
}

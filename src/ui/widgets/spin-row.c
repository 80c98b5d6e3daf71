// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/spin-row.h"

#include <math.h>

/* Longer numbers are scrolled: the title needs its room. */
#define MAX_CHARS 7

struct _FooledSpinRow
{
  AdwActionRow parent_instance;
  GtkSpinButton *spin_button;
  GtkLabel *unit_label;
  gboolean typing; /* the keyboard is in the text */
  double shown;    /* the value that the text said last */
  char *zero;      /* what stands for 0, or NULL */
};

G_DEFINE_FINAL_TYPE (FooledSpinRow, fooled_spin_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_ADJUSTMENT,
  PROP_VALUE,
  PROP_DIGITS,
  PROP_UNIT,
  PROP_ZERO,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* What is typed, if it is a number that the row can hold. */
static gboolean
read_text (FooledSpinRow *self, double *value)
{
  GtkAdjustment *adjustment = gtk_spin_button_get_adjustment (self->spin_button);
  g_autofree char *text =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->spin_button))));
  char *end;

  if (self->zero != NULL && g_str_equal (text, self->zero))
    {
      *value = 0;
      return TRUE;
    }
  *value = g_strtod (text, &end);
  return *text != '\0' && *end == '\0' && *value >= gtk_adjustment_get_lower (adjustment) &&
         *value <= gtk_adjustment_get_upper (adjustment);
}

static void
show_validity (FooledSpinRow *self)
{
  double value;
  gboolean valid = read_text (self, &value);

  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self->spin_button), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->spin_button), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->spin_button), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

/* Enter on what is no number, or none that is allowed, changes nothing. */
static int
take_text (GtkSpinButton *spin_button, double *value, FooledSpinRow *self)
{
  return read_text (self, value) ? TRUE : GTK_INPUT_ERROR;
}

/* It stays as it was typed, marked, as long as somebody is at it and nothing else changes it. */
static gboolean
show_text (GtkSpinButton *spin_button, FooledSpinRow *self)
{
  double value = gtk_spin_button_get_value (spin_button), typed;

  if (self->typing && value == self->shown && !read_text (self, &typed))
    return TRUE;
  self->shown = value;
  if (self->zero == NULL || value != 0)
    return FALSE;
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (spin_button)), self->zero))
    gtk_editable_set_text (GTK_EDITABLE (spin_button), self->zero);
  return TRUE;
}

static void
typing_begins (FooledSpinRow *self)
{
  self->typing = TRUE;
}

/* Then the value in force is shown again. */
static void
typing_ends (FooledSpinRow *self)
{
  self->typing = FALSE;
  gtk_spin_button_update (self->spin_button);
}

static void
value_changed (FooledSpinRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
set_unit (FooledSpinRow *self, const char *unit)
{
  gtk_label_set_label (self->unit_label, unit != NULL ? unit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unit_label), unit != NULL);
}

static void
set_zero (FooledSpinRow *self, const char *zero)
{
  g_free (self->zero);
  self->zero = g_strdup (zero);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->spin_button),
                                zero != NULL ? (int) g_utf8_strlen (zero, -1) : -1);
  gtk_spin_button_update (self->spin_button);
}

static void
fooled_spin_row_finalize (GObject *object)
{
  g_free (FOOLED_SPIN_ROW (object)->zero);

  G_OBJECT_CLASS (fooled_spin_row_parent_class)->finalize (object);
}

static void
fooled_spin_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FooledSpinRow *self = FOOLED_SPIN_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      g_value_set_object (value, gtk_spin_button_get_adjustment (self->spin_button));
      break;
    case PROP_VALUE:
      g_value_set_double (value, fooled_spin_row_get_value (self));
      break;
    case PROP_DIGITS:
      g_value_set_uint (value, gtk_spin_button_get_digits (self->spin_button));
      break;
    case PROP_UNIT:
      g_value_set_string (value, gtk_label_get_label (self->unit_label));
      break;
    case PROP_ZERO:
      g_value_set_string (value, self->zero);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_spin_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  FooledSpinRow *self = FOOLED_SPIN_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      gtk_spin_button_set_adjustment (self->spin_button, g_value_get_object (value));
      if (gtk_adjustment_get_upper (g_value_get_object (value)) >= pow (10, MAX_CHARS))
        gtk_editable_set_width_chars (GTK_EDITABLE (self->spin_button), MAX_CHARS);
      break;
    case PROP_VALUE:
      fooled_spin_row_set_value (self, g_value_get_double (value));
      break;
    case PROP_DIGITS:
      gtk_spin_button_set_digits (self->spin_button, g_value_get_uint (value));
      break;
    case PROP_UNIT:
      set_unit (self, g_value_get_string (value));
      break;
    case PROP_ZERO:
      set_zero (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_spin_row_class_init (FooledSpinRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fooled_spin_row_get_property;
  object_class->set_property = fooled_spin_row_set_property;
  object_class->finalize = fooled_spin_row_finalize;

  properties[PROP_ADJUSTMENT] = g_param_spec_object ("adjustment", NULL, NULL, GTK_TYPE_ADJUSTMENT,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALUE] =
      g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, 20, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNIT] =
      g_param_spec_string ("unit", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ZERO] =
      g_param_spec_string ("zero", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* The wheel over a spin button would change its value while people only scroll the panel, and a
 * changed seed begins a new run. */
static void
ignore_wheel (GtkWidget *spin_button)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (spin_button);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
fooled_spin_row_init (FooledSpinRow *self)
{
  GtkWidget *spin_button = gtk_spin_button_new (NULL, 1, 0);
  GtkWidget *unit_label = gtk_label_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->spin_button = GTK_SPIN_BUTTON (spin_button);
  self->unit_label = GTK_LABEL (unit_label);

  ignore_wheel (spin_button);
  gtk_spin_button_set_update_policy (self->spin_button, GTK_UPDATE_IF_VALID);
  g_signal_connect_object (spin_button, "input", G_CALLBACK (take_text), self, 0);
  g_signal_connect_object (spin_button, "output", G_CALLBACK (show_text), self, 0);
  g_signal_connect_object (spin_button, "changed", G_CALLBACK (show_validity), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "enter", G_CALLBACK (typing_begins), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (typing_ends), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (spin_button, focus);
  gtk_widget_set_valign (spin_button, GTK_ALIGN_CENTER);
  gtk_editable_set_alignment (GTK_EDITABLE (spin_button), 1);
  gtk_widget_set_visible (unit_label, FALSE);
  gtk_widget_add_css_class (unit_label, "dim-label");

  adw_action_row_add_suffix (ADW_ACTION_ROW (self), spin_button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), unit_label);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), spin_button); /* and its name */

  g_signal_connect_object (spin_button, "value-changed", G_CALLBACK (value_changed), self,
                           G_CONNECT_SWAPPED);
}

double
fooled_spin_row_get_value (FooledSpinRow *self)
{
  g_return_val_if_fail (FOOLED_IS_SPIN_ROW (self), 0);

  return gtk_spin_button_get_value (self->spin_button);
}

void
fooled_spin_row_set_value (FooledSpinRow *self, double value)
{
  g_return_if_fail (FOOLED_IS_SPIN_ROW (self));

  gtk_spin_button_set_value (self->spin_button, value);
}

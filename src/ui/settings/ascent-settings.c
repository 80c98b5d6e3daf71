// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/ascent-settings.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ascent/rules.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/spin-row.h"

struct _FooledAscentSettings
{
  GtkBox parent_instance;
  GSettings *settings;
  const AscPreset *preset; /* the one whose settings the rows begin with */
  GPtrArray *names;        /* of the presets in the order of the row; borrowed strings, then NULL */

  AdwComboRow *preset_row;
  GtkLabel *description;
  FooledSpinRow *iterations_row;
  AdwComboRow *objective_row;
  AdwComboRow *start_row;
};

G_DEFINE_FINAL_TYPE (FooledAscentSettings, fooled_ascent_settings, GTK_TYPE_BOX)

/* The values of the keys in the order of the rows' entries (ui/settings/ascent-settings.ui), and
 * NULL. No layer's units can be chosen here. */
static const char *objectives[ASC_OBJECTIVE_UNIT + 1];
static const char *starts[ASC_N_STARTS + 1];

static void
show_description (FooledAscentSettings *self)
{
  gtk_label_set_label (self->description, _ (self->preset->description));
}

/* Another preset than before brings its own settings with it. */
static void
preset_changed (FooledAscentSettings *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "ascent-preset");
  const AscPreset *preset = asc_preset_find (name);

  if (preset == NULL || preset == self->preset)
    return;
  self->preset = preset;
  g_settings_set_uint (self->settings, "ascent-iterations", preset->rules.iterations);
  g_settings_set_string (self->settings, "ascent-objective",
                         asc_objective_to_string (preset->rules.objective));
  g_settings_set_string (self->settings, "ascent-start", asc_start_to_string (preset->rules.start));
  show_description (self);
}

static void
list_presets (FooledAscentSettings *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint n;
  const AscPreset *presets = asc_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (titles, _ (presets[i].title));
      g_ptr_array_add (self->names, (gpointer) presets[i].name);
    }
  g_ptr_array_add (self->names, NULL);
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (titles));
}

static void
fooled_ascent_settings_dispose (GObject *object)
{
  FooledAscentSettings *self = FOOLED_ASCENT_SETTINGS (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_ASCENT_SETTINGS);

  G_OBJECT_CLASS (fooled_ascent_settings_parent_class)->dispose (object);
}

static void
fooled_ascent_settings_finalize (GObject *object)
{
  g_ptr_array_unref (FOOLED_ASCENT_SETTINGS (object)->names);

  G_OBJECT_CLASS (fooled_ascent_settings_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledAscentSettings, name)

static void
fooled_ascent_settings_class_init (FooledAscentSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_ascent_settings_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_ascent_settings_finalize;

  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/settings/ascent-settings.ui");
  BIND (preset_row);
  BIND (description);
  BIND (iterations_row);
  BIND (objective_row);
  BIND (start_row);
}

static void
fooled_ascent_settings_init (FooledAscentSettings *self)
{
  self->names = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  list_presets (self);
  for (AscObjective i = 0; i < ASC_OBJECTIVE_UNIT; i++)
    objectives[i] = asc_objective_to_string (i);
  for (AscStart i = 0; i < ASC_N_STARTS; i++)
    starts[i] = asc_start_to_string (i);
}

GtkWidget *
fooled_ascent_settings_new (void)
{
  return g_object_new (FOOLED_TYPE_ASCENT_SETTINGS, NULL);
}

void
fooled_ascent_settings_bind (FooledAscentSettings *self, GSettings *settings)
{
  g_autofree char *name = NULL;

  g_return_if_fail (FOOLED_IS_ASCENT_SETTINGS (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  name = g_settings_get_string (settings, "ascent-preset");
  self->preset = asc_preset_find (name);
  if (self->preset == NULL)
    self->preset = asc_presets (&(guint){ 0 });
  show_description (self);

  fooled_settings_bind_choice (settings, "ascent-preset", self->preset_row,
                               (const char *const *) self->names->pdata);
  fooled_settings_bind_choice (settings, "ascent-objective", self->objective_row, objectives);
  fooled_settings_bind_choice (settings, "ascent-start", self->start_row, starts);
  g_settings_bind (settings, "ascent-iterations", self->iterations_row, "value",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_signal_connect_object (settings, "changed::ascent-preset", G_CALLBACK (preset_changed), self,
                           G_CONNECT_SWAPPED);
}

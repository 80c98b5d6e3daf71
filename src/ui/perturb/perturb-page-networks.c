// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-page-private.h"

RunNetworkInfo *
_fooled_perturb_page_get_info (FooledPerturbPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->network_chooser);

  return selected < self->networks->len ? self->networks->pdata[selected] : NULL;
}

/* Takes the key for the network in use. */
static void
set_key (FooledPerturbPage *self, const char *key)
{
  if (g_strcmp0 (key, self->network) == 0)
    return;
  g_free (self->network);
  self->network = g_strdup (key);
  _fooled_perturb_page_network_changed (self);
  if (self->perturb != NULL)
    fooled_perturb_set_network (self->perturb, key);
  _fooled_perturb_page_show (self);
}

static char *
run_network (FooledPerturbPage *self)
{
  return g_settings_get_string (self->settings, "network");
}

void
_fooled_perturb_page_network_chosen (FooledPerturbPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->network_chooser);
  g_autofree char *of_run = NULL;

  if (self->listing || selected >= self->network_keys->len)
    return;
  of_run = run_network (self);
  set_key (self, self->network_keys->pdata[selected]);
  self->own_network = !g_str_equal (of_run, self->network);
}

/* Takes over the reference on the network. */
static void
add (FooledPerturbPage *self, const char *key, const char *name, RunNetworkInfo *info)
{
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (self->network_chooser));

  g_ptr_array_add (self->network_keys, g_strdup (key));
  g_ptr_array_add (self->networks, info);
  gtk_string_list_append (names, name);
}

static gboolean
find (FooledPerturbPage *self, const char *key, guint *index)
{
  return g_ptr_array_find_with_equal_func (self->network_keys, key, g_str_equal, index);
}

/* The run's network may be a file, which is not among the cards. */
static gboolean
find_or_add (FooledPerturbPage *self, const char *key, guint *index)
{
  g_autofree char *name = NULL;

  if (find (self, key, index))
    return TRUE;
  if (!g_file_test (key, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  name = g_path_get_basename (key);
  *index = self->network_keys->len;
  add (self, key, name, NULL);
  return TRUE;
}

gboolean
_fooled_perturb_page_use_network (FooledPerturbPage *self, const char *key)
{
  guint index;

  if (!find_or_add (self, key, &index))
    return FALSE;
  gtk_drop_down_set_selected (self->network_chooser, index);
  return TRUE;
}

void
_fooled_perturb_page_follow_run (FooledPerturbPage *self)
{
  g_autofree char *key = run_network (self);

  if (!self->own_network)
    _fooled_perturb_page_use_network (self, key);
}

void
_fooled_perturb_page_network_loaded (FooledPerturbPage *self, RunNetworkInfo *info)
{
  guint index;

  if (self->network == NULL || !find (self, self->network, &index) ||
      self->networks->pdata[index] != NULL)
    return;
  self->networks->pdata[index] = run_network_info_ref (info);
  _fooled_perturb_page_network_changed (self);
}

/* The one in use stays; else it is the run's, or the first one. */
static void
choose (FooledPerturbPage *self)
{
  g_autofree char *of_run = run_network (self);
  guint index = 0;

  if ((self->network == NULL || !find_or_add (self, self->network, &index)) &&
      !find_or_add (self, of_run, &index))
    index = 0;
  if (self->networks->len == 0)
    return;
  gtk_drop_down_set_selected (self->network_chooser, index);
  set_key (self, self->network_keys->pdata[index]);
}

void
fooled_perturb_page_set_networks (FooledPerturbPage *self, GPtrArray *networks)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (self->settings != NULL);
  g_return_if_fail (networks != NULL);

  self->listing = TRUE;
  g_ptr_array_set_size (self->networks, 0);
  g_ptr_array_set_size (self->network_keys, 0);
  gtk_drop_down_set_model (self->network_chooser, G_LIST_MODEL (names));
  for (guint i = 0; i < networks->len; i++)
    {
      RunNetworkInfo *info = networks->pdata[i];

      if (info->installed)
        add (self, info->id, info->name, run_network_info_ref (info));
    }
  choose (self);
  self->listing = FALSE;
  _fooled_perturb_page_network_changed (self);
}

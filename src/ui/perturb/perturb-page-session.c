// SPDX-License-Identifier: GPL-3.0-or-later
/* The session that the workbench is saved in: the last one is there again when the page is shown
 * for the first time. */
#include "ui/perturb/perturb-page-private.h"

#define KEY "perturb-session"

/* With the network that is chosen here and the picture, where there is one. */
static void
begin_anew (FooledPerturbPage *self)
{
  fooled_perturb_begin (self->perturb);
  fooled_perturb_set_network (self->perturb, fooled_network_chooser_get_key (self->chooser));
  if (self->image != NULL)
    fooled_perturb_set_picture (self->perturb, self->image);
}

static void
open (FooledPerturbPage *self, const char *session)
{
  g_free (self->opening);
  self->opening = g_strdup (session);
  fooled_perturb_open (self->perturb, session,
                       !g_settings_get_boolean (self->settings, "start-on-open"));
}

/* A picture or a network that is here already is what somebody wants to see. */
void
fooled_perturb_page_begin_session (FooledPerturbPage *self)
{
  g_autofree char *session = g_settings_get_string (self->settings, KEY);

  if (self->image == NULL && !self->wants_pad && !self->own_network && *session != '\0' &&
      g_file_test (session, G_FILE_TEST_EXISTS))
    open (self, session);
  else
    begin_anew (self);
}

void
fooled_perturb_page_stop_opening (FooledPerturbPage *self)
{
  if (self->opening == NULL)
    return;
  g_clear_pointer (&self->opening, g_free);
  begin_anew (self);
}

static void
take_over (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  g_clear_pointer (&self->image, base_image_unref);
  self->image = snapshot->picture != NULL ? base_image_ref (snapshot->picture) : NULL;
  self->judged = NULL;
  self->drawing = FALSE;
  self->wants_pad = FALSE;
  fooled_perturb_board_forget_factor (self->board);
  self->adopting = TRUE;
  fooled_network_chooser_choose (self->chooser, snapshot->network_key);
  self->adopting = FALSE;
}

/* What the session has is on the page now. Where only its picture could be read, that goes on in a
 * session of its own, and the file stays as it is. */
void
fooled_perturb_page_take_session (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (self->opening != NULL && g_strcmp0 (snapshot->job.session, self->opening) == 0)
    {
      g_clear_pointer (&self->opening, g_free);
      if (snapshot->network_key != NULL)
        take_over (self, snapshot);
      else
        {
          if (self->image == NULL && snapshot->picture != NULL)
            self->image = base_image_ref (snapshot->picture);
          begin_anew (self);
        }
    }
  else if (self->opening != NULL && snapshot->job.message != NULL)
    {
      g_clear_pointer (&self->opening, g_free);
      if (snapshot->job.session == NULL)
        begin_anew (self);
    }
  if (self->opening == NULL && snapshot->job.session != NULL)
    {
      g_autofree char *known = g_settings_get_string (self->settings, KEY);

      if (!g_str_equal (known, snapshot->job.session))
        g_settings_set_string (self->settings, KEY, snapshot->job.session);
    }
}

void
fooled_perturb_page_remember_session (FooledPerturbPage *self)
{
  const char *session = fooled_perturb_get_begun (self->perturb);

  if (session != NULL && g_file_test (session, G_FILE_TEST_EXISTS))
    g_settings_set_string (self->settings, KEY, session);
}

void
fooled_perturb_page_open_session (FooledPerturbPage *self, const char *path)
{
  const RunPerturbSnapshot *snapshot;

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (path != NULL);

  if (self->perturb == NULL)
    {
      g_settings_set_string (self->settings, KEY, path);
      fooled_perturb_page_begin (self);
      return;
    }
  snapshot = fooled_perturb_page_get_snapshot (self);
  if (snapshot == NULL || g_strcmp0 (snapshot->job.session, path) != 0)
    open (self, path);
}

// SPDX-License-Identifier: GPL-3.0-or-later
/* The pages of the window. Each has its slot in the stack from the beginning and is made when it is
 * first asked for, or when nothing else is to be done: the first frame need not wait for pages that
 * nobody sees. */
#include "run/networks.h"
#include "ui/app/window-private.h"

static void
listen (FooledWindow *self, gpointer object, const char *signal, GCallback handler)
{
  g_signal_connect_object (object, signal, handler, self, G_CONNECT_SWAPPED);
}

static void
tell_saved (FooledWindow *self, const char *path)
{
  fooled_toasts_show_saved (self->toasts, path);
}

static void
message_arrived (FooledWindow *self, const char *message)
{
  fooled_toasts_show_failure (self->toasts, message);
}

static void
tell_done (FooledWindow *self, const char *text)
{
  fooled_toasts_show (self->toasts, text);
}

/* See ui/widgets/news.h. */
static void
listen_to_news (FooledWindow *self, gpointer page)
{
  listen (self, page, "message", G_CALLBACK (message_arrived));
  listen (self, page, "done", G_CALLBACK (tell_done));
  listen (self, page, "saved", G_CALLBACK (tell_saved));
}

static void
join_run (FooledWindow *self, gpointer page)
{
  self->has_network = fooled_run_page_bind (page, self->run, self->settings, self->listed);
  fooled_run_page_set_picks (page, self->picks);
  listen (self, page, "notify::specimen", G_CALLBACK (fooled_window_specimen_changed));
  listen (self, page, "notify::n-classes", G_CALLBACK (fooled_window_page_changed));
  listen (self, fooled_run_page_get_ancestry (page), "save",
          G_CALLBACK (fooled_window_save_output));
  g_object_bind_property (page, "search-mode", self->header, "search-mode",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
join_perturb (FooledWindow *self, gpointer page)
{
  fooled_perturb_page_bind (page, self->settings, self->listed);
  listen_to_news (self, page);
  listen (self, page, "specimen-changed", G_CALLBACK (fooled_window_specimen_changed));
}

static void
join_picks (FooledWindow *self, gpointer page)
{
  fooled_picks_page_bind (page, self->picks);
  listen (self, page, "notify::selected", G_CALLBACK (fooled_window_update_actions));
  listen (self, fooled_picks_page_get_ancestry (page), "save",
          G_CALLBACK (fooled_window_save_output));
}

static void
join_retrain (FooledWindow *self, gpointer page)
{
  fooled_retrain_page_bind (page, self->settings);
  fooled_window_connect_retrain (self, page);
  listen_to_news (self, page);
  listen (self, page, "notify::specimen", G_CALLBACK (fooled_window_update_actions));
}

static void
join_compare (FooledWindow *self, gpointer page)
{
  fooled_compare_page_bind (page, self->settings, self->listed);
  listen_to_news (self, page);
}

static void
join_quiz (FooledWindow *self, gpointer page)
{
  fooled_quiz_page_bind (page, self->run, self->settings, self->listed);
  listen_to_news (self, page);
}

/* A page gets what it shows, and is listened to. */
static void (*const join[FOOLED_N_PAGES]) (FooledWindow *self, gpointer page) = {
  [FOOLED_PAGE_RUN] = join_run,         [FOOLED_PAGE_PERTURB] = join_perturb,
  [FOOLED_PAGE_PICKS] = join_picks,     [FOOLED_PAGE_RETRAIN] = join_retrain,
  [FOOLED_PAGE_COMPARE] = join_compare, [FOOLED_PAGE_QUIZ] = join_quiz,
};

GtkWidget *
fooled_window_page (FooledWindow *self, FooledPage page)
{
  if (self->pages[page] != NULL || self->closed)
    return self->pages[page];
  self->pages[page] = g_object_ref_sink (fooled_page_kind (page)->create ());
  join[page](self, self->pages[page]);
  /* It may be on the screen from here on. */
  adw_bin_set_child (ADW_BIN (self->slots[page]), self->pages[page]);
  g_object_unref (self->pages[page]);
  return self->pages[page];
}

/* One at a time. */
static gboolean
make_next_page (gpointer data)
{
  FooledWindow *self = data;

  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    if (self->pages[page] == NULL && !self->closed)
      {
        fooled_window_page (self, page);
        return G_SOURCE_CONTINUE;
      }
  self->page_maker = 0;
  return G_SOURCE_REMOVE;
}

static void
begin_making_pages (GdkFrameClock *clock, gpointer data)
{
  FooledWindow *self = data;

  g_signal_handlers_disconnect_by_func (clock, begin_making_pages, self);
  if (self->page_maker == 0)
    self->page_maker = g_idle_add_full (G_PRIORITY_LOW, make_next_page, self, NULL);
}

/* The keyboard begins on the page: GTK would give it to the first button of the header, where Space
 * folds the settings away. */
static void
mapped (FooledWindow *self)
{
  g_signal_handlers_disconnect_by_func (self, mapped, NULL);
  gtk_widget_grab_focus (fooled_window_page (self, fooled_window_current_page (self)));
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (begin_making_pages), self, 0);
}

void
fooled_window_begin_pages (FooledWindow *self)
{
  fooled_window_page (self, FOOLED_PAGE_RUN);
  g_signal_connect (self, "map", G_CALLBACK (mapped), NULL);
}

void
fooled_window_set_networks (FooledWindow *self, GPtrArray *networks)
{
  g_ptr_array_ref (networks);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  self->listed = networks;
  self->has_network = fooled_run_page_set_networks (fooled_window_run_page (self), networks);
  if (self->pages[FOOLED_PAGE_PERTURB] != NULL)
    fooled_perturb_page_set_networks (fooled_window_perturb_page (self), networks);
  if (self->pages[FOOLED_PAGE_COMPARE] != NULL)
    fooled_compare_page_set_networks (fooled_window_compare_page (self), networks);
  if (self->pages[FOOLED_PAGE_QUIZ] != NULL)
    fooled_quiz_page_set_networks (fooled_window_quiz_page (self), networks);
}

void
fooled_window_end_pages (FooledWindow *self)
{
  self->closed = TRUE;
  g_clear_handle_id (&self->page_maker, g_source_remove);
  if (self->pages[FOOLED_PAGE_PERTURB] != NULL)
    fooled_perturb_page_shutdown (fooled_window_perturb_page (self));
  if (self->pages[FOOLED_PAGE_RETRAIN] != NULL)
    fooled_retrain_page_shutdown (fooled_window_retrain_page (self));
  if (self->pages[FOOLED_PAGE_COMPARE] != NULL)
    fooled_compare_page_shutdown (fooled_window_compare_page (self));
  if (self->pages[FOOLED_PAGE_QUIZ] != NULL)
    fooled_quiz_page_shutdown (fooled_window_quiz_page (self));
}

FooledRunPage *
fooled_window_run_page (FooledWindow *self)
{
  return FOOLED_RUN_PAGE (fooled_window_page (self, FOOLED_PAGE_RUN));
}

FooledPerturbPage *
fooled_window_perturb_page (FooledWindow *self)
{
  return FOOLED_PERTURB_PAGE (fooled_window_page (self, FOOLED_PAGE_PERTURB));
}

FooledRetrainPage *
fooled_window_retrain_page (FooledWindow *self)
{
  return FOOLED_RETRAIN_PAGE (fooled_window_page (self, FOOLED_PAGE_RETRAIN));
}

FooledComparePage *
fooled_window_compare_page (FooledWindow *self)
{
  return FOOLED_COMPARE_PAGE (fooled_window_page (self, FOOLED_PAGE_COMPARE));
}

FooledQuizPage *
fooled_window_quiz_page (FooledWindow *self)
{
  return FOOLED_QUIZ_PAGE (fooled_window_page (self, FOOLED_PAGE_QUIZ));
}

FooledPicksPage *
fooled_window_picks_page (FooledWindow *self)
{
  return FOOLED_PICKS_PAGE (fooled_window_page (self, FOOLED_PAGE_PICKS));
}

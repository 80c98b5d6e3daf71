// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/pages.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/compare-page.h"
#include "ui/perturb/perturb-page.h"
#include "ui/picks/picks-page.h"
#include "ui/quiz/quiz-page.h"
#include "ui/retrain/retrain-page.h"
#include "ui/run/run-page.h"

static StoreSpecimen *
run_specimen (GtkWidget *page)
{
  return fooled_run_page_get_specimen (FOOLED_RUN_PAGE (page));
}

static StoreSpecimen *
perturb_specimen (GtkWidget *page)
{
  return fooled_perturb_page_get_specimen (FOOLED_PERTURB_PAGE (page));
}

static StoreSpecimen *
retrain_specimen (GtkWidget *page)
{
  return fooled_retrain_page_get_specimen (FOOLED_RETRAIN_PAGE (page));
}

static StoreSpecimen *
picks_specimen (GtkWidget *page)
{
  FooledPickItem *pick = fooled_picks_page_get_selected (FOOLED_PICKS_PAGE (page));

  return pick != NULL ? fooled_pick_item_get_specimen (pick) : NULL;
}

static void
open_run (GtkWidget *page, const char *path)
{
  fooled_run_page_open_session (FOOLED_RUN_PAGE (page), path);
}

static void
open_perturb (GtkWidget *page, const char *path)
{
  fooled_perturb_page_open_session (FOOLED_PERTURB_PAGE (page), path);
}

/* Paused: an experiment takes minutes of all processors. */
static void
open_retraining (GtkWidget *page, const char *path)
{
  fooled_retrain_page_open_session (FOOLED_RETRAIN_PAGE (page), path, TRUE);
}

static const FooledPageKind kinds[FOOLED_N_PAGES] = {
  [FOOLED_PAGE_RUN] = {
    .name = "run",
    .title = N_ ("Run"),
    .icon = "view-grid-symbolic",
    .create = fooled_run_page_new,
    .get_specimen = run_specimen,
    .session = RUN_SESSION_RUN,
    .open_session = open_run,
    .actions = { "star" },
    .has_panels = TRUE,
  },
  [FOOLED_PAGE_PERTURB] = {
    .name = "perturb",
    .title = N_ ("Perturb"),
    .icon = "view-conceal-symbolic",
    .create = fooled_perturb_page_new,
    .get_specimen = perturb_specimen,
    .session = RUN_SESSION_PERTURB,
    .open_session = open_perturb,
    .actions = { "star" },
    .save = "perturb.save::all",
    .copy = "perturb.copy::all",
    .takes_pictures = TRUE,
  },
  [FOOLED_PAGE_PICKS] = {
    .name = "picks",
    .title = N_ ("Picks"),
    .icon = "starred-symbolic",
    .create = fooled_picks_page_new,
    .get_specimen = picks_specimen,
    .actions = { "remove-pick" },
  },
  [FOOLED_PAGE_RETRAIN] = {
    .name = "retrain",
    .title = N_ ("Retrain"),
    .icon = "media-playlist-repeat-symbolic",
    .create = fooled_retrain_page_new,
    .get_specimen = retrain_specimen,
    .session = RUN_SESSION_RETRAINING,
    .open_session = open_retraining,
    .actions = { "star" },
    .has_own_work = TRUE,
  },
  [FOOLED_PAGE_COMPARE] = {
    .name = "compare",
    .title = N_ ("Compare"),
    .icon = "view-dual-symbolic",
    .create = fooled_compare_page_new,
    .has_own_work = TRUE,
    .save = "compare.save",
    .copy = "compare.copy",
  },
  [FOOLED_PAGE_QUIZ] = {
    .name = "quiz",
    .title = N_ ("Quiz"),
    .icon = "fooled-quiz-symbolic",
    .create = fooled_quiz_page_new,
    .has_own_work = TRUE,
    .save = "quiz.save",
    .copy = "quiz.copy",
  },
};

const FooledPageKind *
fooled_page_kind (FooledPage page)
{
  g_return_val_if_fail (page < FOOLED_N_PAGES, NULL);

  return &kinds[page];
}

FooledPage
fooled_page_find (const char *name)
{
  FooledPage page = 0;

  while (page < FOOLED_N_PAGES && g_strcmp0 (kinds[page].name, name) != 0)
    page++;
  return page;
}

FooledPage
fooled_page_for_session (RunSessionKind kind)
{
  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    if (kinds[page].open_session != NULL && kinds[page].session == kind)
      return page;
  return FOOLED_PAGE_RUN;
}

void
fooled_pages_add (AdwViewStack *stack, GtkWidget *slots[FOOLED_N_PAGES])
{
  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    {
      const FooledPageKind *kind = &kinds[page];

      slots[page] = adw_bin_new ();
      adw_view_stack_add_titled_with_icon (stack, slots[page], kind->name, _ (kind->title),
                                           kind->icon);
    }
}

void
fooled_pages_set_accels (GtkApplication *application)
{
  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    {
      g_autofree char *action = g_strdup_printf ("win.page::%s", kinds[page].name);
      g_autofree char *accel = g_strdup_printf ("<Control>%u", page + 1);
      const char *accels[] = { accel, NULL };

      gtk_application_set_accels_for_action (application, action, accels);
    }
}

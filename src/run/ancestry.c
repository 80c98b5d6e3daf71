// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/ancestry.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "run/individual-private.h"
#include "run/labels-private.h"
#include "run/sessions.h"

RunAncestry *
run_ancestry_ref (RunAncestry *ancestry)
{
  g_atomic_ref_count_inc (&ancestry->ref_count);
  return ancestry;
}

void
run_ancestry_unref (RunAncestry *ancestry)
{
  if (ancestry == NULL || !g_atomic_ref_count_dec (&ancestry->ref_count))
    return;
  for (guint i = 0; i < ancestry->n; i++)
    {
      base_image_unref (ancestry->ancestors[i].image);
      g_free (ancestry->ancestors[i].label);
    }
  g_free (ancestry->ancestors);
  g_free (ancestry);
}

static BaseImage *
find_known (const RunAncestry *known, guint64 evaluation)
{
  for (guint i = 0; known != NULL && i < known->n; i++)
    if (known->ancestors[i].origin.evaluation == evaluation)
      return base_image_ref (known->ancestors[i].image);
  return NULL;
}

/* Of the youngest, the class that was asked for; of the others, that of the highest confidence. */
static const StoreCrown *
choose_crown (const StoreIndividual *individual, guint class_index, gboolean is_last)
{
  const StoreCrown *best = individual->n_crowns > 0 ? individual->crowns : NULL;

  for (guint i = 0; i < individual->n_crowns; i++)
    {
      const StoreCrown *crown = &individual->crowns[i];

      if (is_last && crown->class_index == class_index)
        return crown;
      if (crown->confidence > best->confidence)
        best = crown;
    }
  return best;
}

static gboolean
fill_in (RunAncestor *ancestor,
         const StoreIndividual *individual,
         const StoreCrown *asked, /* class and confidence, if it is the last one; else NULL */
         const RunNetworkInfo *network,
         const RunAncestry *known,
         GError **error)
{
  const StoreCrown *crown =
      choose_crown (individual, asked != NULL ? asked->class_index : 0, asked != NULL);

  ancestor->origin = individual->origin;
  ancestor->n_classes = individual->n_crowns;
  if (asked != NULL && (crown == NULL || crown->class_index != asked->class_index))
    crown = asked;
  if (crown != NULL)
    {
      ancestor->class_index = crown->class_index;
      ancestor->confidence = crown->confidence;
    }
  ancestor->label = run_label (network, ancestor->class_index);
  ancestor->image = find_known (known, individual->origin.evaluation);
  if (ancestor->image == NULL)
    ancestor->image = run_individual_draw (individual, error);
  return ancestor->image != NULL;
}

static gboolean
has_size_of (const BaseImage *a, const BaseImage *b)
{
  return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

/* line: StoreIndividual * from the first to the youngest. */
static RunAncestry *
make (const GPtrArray *line,
      const StoreCrown *asked,
      const RunNetworkInfo *network,
      guint max,
      const RunAncestry *known,
      GError **error)
{
  g_autoptr (RunAncestry) ancestry = g_new0 (RunAncestry, 1);
  const StoreIndividual *first = line->pdata[0];

  g_atomic_ref_count_init (&ancestry->ref_count);
  ancestry->is_climb = first->genome == NULL;
  ancestry->n_line = line->len;
  ancestry->n = MIN (line->len, max);
  ancestry->ancestors = g_new0 (RunAncestor, ancestry->n);
  for (guint i = 0; i < ancestry->n; i++)
    {
      /* Both ends, and the rest as evenly as whole numbers can. */
      guint last = line->len - 1;
      guint index = ancestry->n > 1 ? (guint) ((guint64) i * last / (ancestry->n - 1)) : last;

      if (!fill_in (&ancestry->ancestors[i], line->pdata[index], index == last ? asked : NULL,
                    network, known, error))
        return NULL;
      if (!has_size_of (ancestry->ancestors[i].image, ancestry->ancestors[0].image))
        {
          g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                               _ ("The session is damaged: its images differ in size."));
          return NULL;
        }
    }
  return g_steal_pointer (&ancestry);
}

static RunNetworkInfo *
find_network (StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info (session, error);

  return info != NULL ? run_labels_network (info->network_id) : NULL;
}

static gboolean
is_image_of (const StoreIndividual *individual, const StoreSpecimen *specimen)
{
  if (individual->genome != NULL)
    return specimen->genome != NULL && g_bytes_equal (individual->genome, specimen->genome);
  return specimen->genome == NULL && has_size_of (specimen->image, individual->image) &&
         memcmp (specimen->image->pixels, individual->image->pixels,
                 base_image_size (specimen->image)) == 0;
}

static StoreIndividual *
to_individual (const StoreSpecimen *specimen)
{
  StoreIndividual *individual = g_new0 (StoreIndividual, 1);

  individual->origin = specimen->origin;
  if (specimen->genome != NULL)
    individual->genome = g_bytes_ref (specimen->genome);
  else
    individual->image = base_image_ref (specimen->image);
  return individual;
}

/* That of the specimen, or that of its parent with the specimen at its end. */
static GPtrArray *
read_line (StoreSession *session, const StoreSpecimen *specimen, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) line =
      store_session_read_ancestors (session, specimen->origin.evaluation, &cause);

  if (line == NULL && g_error_matches (cause, BASE_ERROR, BASE_ERROR_NOT_FOUND) &&
      specimen->origin.parent != EVO_NO_PARENT)
    {
      g_clear_error (&cause);
      line = store_session_read_ancestors (session, specimen->origin.parent, &cause);
      if (line != NULL)
        g_ptr_array_add (line, to_individual (specimen));
    }
  if (line == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (!is_image_of (line->pdata[line->len - 1], specimen))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("The session does not have this image: it is another one of the same name."));
      return NULL;
    }
  return g_steal_pointer (&line);
}

RunAncestry *
run_ancestry_read (const StoreSpecimen *specimen,
                   const char *session,
                   const RunNetworkInfo *network,
                   guint max,
                   const RunAncestry *known,
                   GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (StoreSession) file = NULL;
  g_autoptr (GPtrArray) line = NULL;
  g_autoptr (RunNetworkInfo) found = NULL;
  StoreCrown asked;

  g_return_val_if_fail (specimen != NULL && specimen->image != NULL && max >= 2, NULL);

  asked = (StoreCrown){ specimen->class_index, specimen->confidence };
  path = session != NULL ? g_strdup (session) : run_sessions_find (specimen->session, error);
  if (path == NULL)
    return NULL;
  file = store_session_open (path, TRUE, error);
  line = file != NULL ? read_line (file, specimen, error) : NULL;
  if (line == NULL)
    return NULL;
  if (network == NULL)
    network = found = find_network (file, NULL);
  return make (line, &asked, network, max, known, error);
}

RunAncestry *
run_ancestry_read_class (const char *session, const char *which, guint max, GError **error)
{
  g_autoptr (StoreSession) file = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (RunNetworkInfo) network = NULL;
  g_autoptr (GPtrArray) line = NULL;
  StoreCrown asked;
  guint64 evaluation;

  g_return_val_if_fail (session != NULL && which != NULL && max >= 2, NULL);

  file = store_session_open (session, TRUE, error);
  info = file != NULL ? store_session_info (file, error) : NULL;
  if (info == NULL)
    return NULL;
  network = run_labels_network (info->network_id);
  if (network != NULL && network->n_classes != info->n_classes)
    g_clear_pointer (&network, run_network_info_unref);
  if (!run_label_find (network, info->n_classes, which, &asked.class_index, error) ||
      !store_session_find_champion (file, asked.class_index, &evaluation, &asked.confidence, error))
    return NULL;
  line = store_session_read_ancestors (file, evaluation, error);
  return line != NULL ? make (line, &asked, network, max, NULL, error) : NULL;
}

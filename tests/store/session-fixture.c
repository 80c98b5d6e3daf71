// SPDX-License-Identifier: GPL-3.0-or-later
#include "session-fixture.h"

#include <string.h>

static void
individual_clear (gpointer data)
{
  StoreIndividual *individual = data;

  g_clear_pointer (&individual->genome, g_bytes_unref);
  g_clear_pointer (&individual->image, base_image_unref);
  g_free (individual->crowns);
}

static void
genome_free (gpointer data)
{
  evo_genome_free (data);
}

Evolution *
evolution_new (EvoEncoding encoding, guint side, guint channels, guint n_classes, guint64 seed)
{
  Evolution *evolution = g_new0 (Evolution, 1);

  evolution->encoding = encoding;
  evolution->width = side;
  evolution->height = side;
  evolution->channels = channels;
  evo_variation_init (&evolution->variation);
  base_random_init (&evolution->random, seed, 0, 0);
  evolution->info = store_session_info_new ();
  evolution->info->name = g_strdup ("Größer, 七");
  evolution->info->work = g_strdup ("evolve");
  evolution->info->method = g_strdup (evo_encoding_to_string (encoding));
  evolution->info->network_id = g_strdup ("lenet-mnist");
  evolution->info->network_name = g_strdup ("LeNet (MNIST)");
  evolution->info->network_sha256 = g_strnfill (64, 'a');
  evolution->info->state = g_strdup ("running");
  evolution->info->settings = g_strdup ("seed=7\nbatch=200\n");
  evolution->info->n_classes = n_classes;
  evolution->champions = g_array_new (FALSE, TRUE, sizeof (StoreChampion));
  g_array_set_size (evolution->champions, n_classes);
  evolution->genomes = g_ptr_array_new_with_free_func (genome_free);
  g_ptr_array_set_size (evolution->genomes, (gint) n_classes);
  evolution->individuals = g_array_new (FALSE, TRUE, sizeof (StoreIndividual));
  g_array_set_clear_func (evolution->individuals, individual_clear);
  return evolution;
}

void
evolution_free (Evolution *evolution)
{
  store_session_info_free (evolution->info);
  g_array_unref (evolution->champions);
  g_ptr_array_unref (evolution->genomes);
  g_array_unref (evolution->individuals);
  g_free (evolution);
}

/* The first child is random; the class whose champion the others come from is drawn. */
static EvoGenome *
breed (Evolution *evolution, guint64 *parent)
{
  guint n_classes = evolution->info->n_classes;
  EvoGenome *genome;

  *parent = EVO_NO_PARENT;
  if (evolution->info->n_filled == 0)
    return evo_genome_new_random (evolution->encoding, evolution->width, evolution->height,
                                  evolution->channels, &evolution->variation, &evolution->random);
  for (;;)
    {
      guint i = base_random_below (&evolution->random, n_classes);

      if (g_ptr_array_index (evolution->genomes, i) == NULL)
        continue;
      *parent = g_array_index (evolution->champions, StoreChampion, i).evaluation;
      genome = evo_genome_copy (g_ptr_array_index (evolution->genomes, i));
      evo_genome_mutate (genome, &evolution->variation, 0, &evolution->random);
      return genome;
    }
}

/* Gives the class to the child. */
static void
crown (Evolution *evolution, const EvoGenome *genome, guint class_index, StoreIndividual *child)
{
  StoreChampion *champion = &g_array_index (evolution->champions, StoreChampion, class_index);

  if (g_ptr_array_index (evolution->genomes, class_index) == NULL)
    evolution->info->n_filled++;
  else
    evo_genome_free (g_ptr_array_index (evolution->genomes, class_index));
  evolution->genomes->pdata[class_index] = evo_genome_copy (genome);
  champion->class_index = class_index;
  champion->evaluation = child->origin.evaluation;
  champion->confidence = (float) base_random_uniform (&evolution->random);
  champion->improvements++;
  champion->n_top = 1 + class_index % EVO_TOP;
  for (guint i = 0; i < champion->n_top; i++)
    champion->top[i] = (EvoRanking){
      .class_index = class_index + i,
      .confidence = champion->confidence / (float) (i + 1),
    };
  child->crowns = g_renew (StoreCrown, child->crowns, child->n_crowns + 1);
  child->crowns[child->n_crowns++] =
      (StoreCrown){ .class_index = class_index, .confidence = champion->confidence };
}

void
evolution_advance (Evolution *evolution, guint n, double chance)
{
  guint n_classes = evolution->info->n_classes;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EvoGenome) genome = NULL;
      StoreIndividual child = { .origin.evaluation = evolution->info->evaluations++ };
      guint class_index;

      child.origin.generation = child.origin.evaluation / 50;
      evolution->info->generation = child.origin.generation;
      genome = breed (evolution, &child.origin.parent);
      if (child.origin.parent != EVO_NO_PARENT &&
          base_random_uniform (&evolution->random) >= chance)
        continue;
      class_index = base_random_below (&evolution->random, n_classes);
      crown (evolution, genome, class_index, &child);
      if (class_index % 3 == 0 && class_index + 1 < n_classes)
        crown (evolution, genome, class_index + 1, &child);
      if (evolution->as_images)
        {
          child.image = base_image_new (evolution->width, evolution->height, evolution->channels);
          evo_genome_render (genome, child.image);
        }
      else
        child.genome = evo_genome_serialise (genome);
      g_array_append_val (evolution->individuals, child);
    }
  evolution->info->median = (float) base_random_uniform (&evolution->random);
  evolution->info->seconds += n * 0.125;
}

gboolean
evolution_save (Evolution *evolution, StoreSession *session, GError **error)
{
  g_autofree char *state = g_strdup_printf ("%" G_GUINT64_FORMAT, evolution->info->evaluations);
  g_autoptr (GBytes) bytes = g_bytes_new (state, strlen (state));
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (StoreChampion));
  const StoreIndividual *individuals = (const StoreIndividual *) evolution->individuals->data;
  StoreCheckpoint checkpoint = { .info = evolution->info, .state = bytes };
  guint64 first = evolution->n_saved < evolution->individuals->len
                      ? individuals[evolution->n_saved].origin.evaluation
                      : G_MAXUINT64;

  for (guint i = 0; i < evolution->champions->len; i++)
    {
      const StoreChampion *champion = &g_array_index (evolution->champions, StoreChampion, i);

      if (champion->n_top > 0 && champion->evaluation >= first)
        g_array_append_val (changed, *champion);
    }
  checkpoint.champions = (const StoreChampion *) changed->data;
  checkpoint.n_champions = changed->len;
  checkpoint.individuals = individuals + evolution->n_saved;
  checkpoint.n_individuals = evolution->individuals->len - evolution->n_saved;
  if (!store_session_write (session, &checkpoint, error))
    return FALSE;
  evolution->n_saved = evolution->individuals->len;
  return TRUE;
}

static void
assert_same_body (GBytes *genome, BaseImage *image, const StoreIndividual *made)
{
  g_assert_true ((genome == NULL) == (made->genome == NULL));
  g_assert_true ((image == NULL) == (made->image == NULL));
  if (genome != NULL)
    g_assert_true (g_bytes_equal (genome, made->genome));
  else
    {
      g_assert_cmpuint (image->width, ==, made->image->width);
      g_assert_cmpuint (image->height, ==, made->image->height);
      g_assert_cmpuint (image->channels, ==, made->image->channels);
      g_assert_cmpmem (image->pixels, base_image_size (image), made->image->pixels,
                       base_image_size (made->image));
    }
}

static const StoreIndividual *
find_made (const Evolution *evolution, guint64 evaluation)
{
  for (guint i = 0; i < evolution->individuals->len; i++)
    {
      const StoreIndividual *made = &g_array_index (evolution->individuals, StoreIndividual, i);

      if (made->origin.evaluation == evaluation)
        return made;
    }
  g_assert_not_reached ();
}

static void
assert_champions (const Evolution *evolution, StoreSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cells = store_session_read_champions (session, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < evolution->champions->len; i++)
    {
      const StoreChampion *made = &g_array_index (evolution->champions, StoreChampion, i);
      const StoreHeldCell *cell;
      const StoreIndividual *individual;

      if (made->n_top == 0)
        continue;
      g_assert_cmpuint (n, <, cells->len);
      cell = &g_array_index (cells, StoreHeldCell, n++);
      g_assert_cmpuint (cell->champion.class_index, ==, i);
      g_assert_cmpuint (cell->champion.evaluation, ==, made->evaluation);
      g_assert_cmpmem (&cell->champion.confidence, sizeof (float), &made->confidence,
                       sizeof (float));
      g_assert_cmpuint (cell->champion.improvements, ==, made->improvements);
      g_assert_cmpuint (cell->champion.n_top, ==, made->n_top);
      g_assert_cmpmem (cell->champion.top, made->n_top * sizeof (EvoRanking), made->top,
                       made->n_top * sizeof (EvoRanking));
      individual = find_made (evolution, made->evaluation);
      g_assert_cmpuint (cell->origin.generation, ==, individual->origin.generation);
      g_assert_cmpuint (cell->origin.parent, ==, individual->origin.parent);
      assert_same_body (cell->genome, cell->image, individual);
    }
  g_assert_cmpuint (n, ==, cells->len);
}

/* Every crown once, in order: spans of one evaluation each thin nothing out. */
static void
assert_individuals (const Evolution *evolution, StoreSession *session)
{
  for (guint i = 0; i < evolution->individuals->len; i++)
    {
      const StoreIndividual *made = &g_array_index (evolution->individuals, StoreIndividual, i);
      guint64 from = i > 0 ? made[-1].origin.evaluation + 1 : 0;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list =
          store_session_read_crowns (session, from, made->origin.evaluation + 1, &error);
      const StoreIndividual *read;

      g_assert_no_error (error);
      g_assert_cmpuint (list->len, ==, 1);
      read = g_ptr_array_index (list, 0);
      g_assert_cmpuint (read->origin.evaluation, ==, made->origin.evaluation);
      g_assert_cmpuint (read->origin.generation, ==, made->origin.generation);
      g_assert_cmpuint (read->origin.parent, ==, made->origin.parent);
      assert_same_body (read->genome, read->image, made);
      g_assert_cmpuint (read->n_crowns, ==, made->n_crowns);
      for (guint j = 0; j < made->n_crowns; j++)
        {
          g_assert_cmpuint (read->crowns[j].class_index, ==, made->crowns[j].class_index);
          g_assert_cmpmem (&read->crowns[j].confidence, sizeof (float), &made->crowns[j].confidence,
                           sizeof (float));
        }
    }
}

static void
assert_info (const StoreSessionInfo *made, const StoreSessionInfo *read)
{
  g_assert_cmpstr (read->name, ==, made->name);
  g_assert_cmpstr (read->work, ==, made->work);
  g_assert_cmpstr (read->method, ==, made->method);
  g_assert_cmpstr (read->network_id, ==, made->network_id);
  g_assert_cmpstr (read->network_name, ==, made->network_name);
  g_assert_cmpstr (read->network_sha256, ==, made->network_sha256);
  g_assert_cmpstr (read->state, ==, made->state);
  g_assert_cmpstr (read->settings, ==, made->settings);
  g_assert_cmpuint (read->generation, ==, made->generation);
  g_assert_cmpuint (read->evaluations, ==, made->evaluations);
  g_assert_cmpfloat (read->seconds, ==, made->seconds);
  g_assert_cmpfloat (read->median, ==, made->median);
  g_assert_cmpuint (read->n_classes, ==, made->n_classes);
  g_assert_cmpuint (read->n_filled, ==, made->n_filled);
}

void
evolution_assert_saved (const Evolution *evolution, StoreSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSessionInfo) info = store_session_info (session, &error);
  g_autoptr (GBytes) state = store_session_read_state (session, &error);
  g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT, evolution->info->evaluations);

  g_assert_no_error (error);
  g_assert_cmpuint (evolution->n_saved, ==, evolution->individuals->len);
  assert_info (evolution->info, info);
  g_assert_cmpmem (g_bytes_get_data (state, NULL), g_bytes_get_size (state), expected,
                   strlen (expected));
  assert_champions (evolution, session);
  assert_individuals (evolution, session);
}

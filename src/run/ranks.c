// SPDX-License-Identifier: GPL-3.0-or-later
/* Rank 0's part: the others are given an experiment as bytes (experiment-part.c), with its
 * network's files, before its first step here; then one word for each step. Everything else follows
 * from the state, which is the same everywhere: of the settings only how long it goes on, which is
 * rank 0's business, may change in between. */
#include "run/ranks-private.h"

#include "config.h"

#include "formats/network-pack.h"
#include "nn/cpu.h"
#include "run/host-private.h"

/* FNV-1a, 64 bits (Fowler, Noll and Vo 1991). */
#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME  G_GUINT64_CONSTANT (0x100000001b3)

guint64
run_ranks_mark (const EvoArchive *archive)
{
  const guint8 *bytes = (const guint8 *) archive->bars;
  guint64 mark = FNV_OFFSET;

  for (gsize i = 0; i < archive->n_classes * sizeof *archive->bars; i++)
    mark = (mark ^ bytes[i]) * FNV_PRIME;
  return mark;
}

static gboolean
leads (const RunExperiment *experiment)
{
  return experiment->ranks != NULL && experiment->ranks->rank == 0;
}

gboolean
run_ranks_prepare (RunExperiment *experiment, GError **error)
{
  if (!leads (experiment))
    return TRUE;
  experiment->for_ranks = g_byte_array_new ();
  return fmt_network_pack (experiment->network, experiment->settings.network, experiment->for_ranks,
                           error);
}

void
run_ranks_tell (BaseRanks *ranks, GByteArray *word)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (word);

  ranks->tell (ranks, bytes);
}

guint
run_ranks_n_threads (const BaseRanks *ranks, guint n_wanted)
{
  return run_host_n_threads (n_wanted == 0 && ranks != NULL ? ranks->n_threads : n_wanted);
}

/* A wish for other threads may wait until a generation is complete; here it need not. */
static char *
describe_settings (const RunExperiment *experiment)
{
  RunSettings settings;
  char *text;

  run_settings_copy (&experiment->settings, &settings);
  if (experiment->has_next)
    settings.n_threads = experiment->next.n_threads;
  text = run_settings_to_text (&settings);
  run_settings_clear (&settings);
  return text;
}

static void
tell_begin (RunExperiment *experiment)
{
  g_autofree char *settings = describe_settings (experiment);
  g_autoptr (GByteArray) state = g_byte_array_new ();
  GByteArray *word = g_byte_array_new ();

  run_experiment_save_part (experiment, state);
  base_pack_u8 (word, RUN_WORD_BEGIN);
  base_pack_string (word, settings);
  base_pack_blob (word, state->data, state->len);
  g_byte_array_append (word, experiment->for_ranks->data, experiment->for_ranks->len);
  g_clear_pointer (&experiment->for_ranks, g_byte_array_unref);
  run_ranks_tell (experiment->ranks, word);
}

void
run_ranks_lead (RunExperiment *experiment)
{
  GByteArray *word;

  if (!leads (experiment) || experiment->ranks->at_work)
    return;
  if (experiment->for_ranks != NULL)
    tell_begin (experiment);
  word = g_byte_array_new ();
  base_pack_u8 (word, RUN_WORD_STEP);
  base_pack_u64 (word, run_ranks_mark (run_experiment_archive (experiment)));
  run_ranks_tell (experiment->ranks, word);
  experiment->ranks->at_work = TRUE;
}

void
run_ranks_note_complete (RunExperiment *experiment)
{
  if (leads (experiment))
    experiment->ranks->at_work = FALSE;
}

RunExperiment *
run_ranks_unpack (RunContext *context, BaseUnpack *in, GError **error)
{
  g_autofree char *text = base_unpack_string (in);
  g_autoptr (FmtNetwork) network = NULL;
  RunExperiment *experiment = NULL;
  RunSettings settings;
  BaseUnpack state;
  const guint8 *data;
  gsize size;

  data = base_unpack_blob (in, &size);
  if (!base_unpack_check (in, error) || !run_settings_from_text (text, &settings, error))
    return NULL;
  network = fmt_network_unpack (in, error);
  if (network != NULL && base_unpack_finish (in, error))
    {
      base_unpack_init (&state, data, size);
      experiment = run_experiment_restore_part (context, &settings, network, &state, error);
    }
  run_settings_clear (&settings);
  return experiment;
}

char *
run_ranks_describe (void)
{
  const char *kernels = g_getenv ("OPENBLAS_CORETYPE");

  return g_strdup_printf ("%s %s%s%s", FOOLED_VERSION, nn_instructions_name (nn_instructions ()),
                          kernels != NULL ? " " : "", kernels != NULL ? kernels : "");
}

gboolean
run_ranks_end (BaseRanks *ranks)
{
  static const guint8 word = RUN_WORD_END;
  g_autoptr (GBytes) bytes = NULL;

  if (ranks->at_work)
    return FALSE;
  bytes = g_bytes_new_static (&word, sizeof word);
  ranks->tell (ranks, bytes);
  return TRUE;
}

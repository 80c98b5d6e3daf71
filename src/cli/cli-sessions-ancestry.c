// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "base/file.h"
#include "base/percent.h"
#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-sessions.h"
#include "run/ancestry.h"

#define STRIP_MAX 240 /* images of a strip: more would not be looked at */

static void
print_table (const RunAncestry *ancestry)
{
  const char *heads[] = { ancestry->is_climb ? _ ("Iteration") : _ ("Generation"), _ ("Evaluation"),
                          _ ("Champion of"), _ ("Confidence") };
  const gboolean right[] = { TRUE, TRUE, FALSE, TRUE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < ancestry->n; i++)
    {
      const RunAncestor *ancestor = &ancestry->ancestors[i];

      g_ptr_array_add (cells, cli_count (ancestor->origin.generation));
      g_ptr_array_add (cells, cli_count (ancestor->origin.evaluation));
      g_ptr_array_add (cells, g_strdup (ancestor->label));
      g_ptr_array_add (cells, base_confidence_text (ancestor->confidence));
    }
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
}

static void
print_json (const RunAncestor *ancestor)
{
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_unsigned (json, "generation", ancestor->origin.generation);
  cli_json_add_unsigned (json, "evaluation", ancestor->origin.evaluation);
  if (ancestor->origin.parent != EVO_NO_PARENT)
    cli_json_add_unsigned (json, "parent", ancestor->origin.parent);
  cli_json_add_unsigned (json, "class", ancestor->class_index);
  cli_json_add_string (json, "label", ancestor->label);
  cli_json_add_float (json, "confidence", ancestor->confidence);
  cli_json_add_unsigned (json, "classes", ancestor->n_classes);
  cli_json_print (json);
}

static gboolean
save_strip (const char *session, const char *which, const char *path, GError **error)
{
  g_autoptr (RunAncestry) ancestry = run_ancestry_read_class (session, which, STRIP_MAX, error);
  g_autoptr (GBytes) png = ancestry != NULL ? run_ancestry_encode (ancestry, NULL, error) : NULL;

  if (png == NULL || !base_file_write (path, png, error))
    return FALSE;
  if (ancestry->n < ancestry->n_line)
    cli_error (_ ("The line has %u images; %u of them, evenly chosen, are in the strip."),
               ancestry->n_line, ancestry->n);
  return TRUE;
}

static gboolean
save_animation (const char *session,
                const char *which,
                guint seconds,
                const char *path,
                GError **error)
{
  g_autoptr (RunAncestry) ancestry =
      run_ancestry_read_class (session, which, MAX (seconds * RUN_ANIMATION_RATE, 2), error);
  g_autoptr (StoreAnimation) animation =
      ancestry != NULL ? run_ancestry_animate (ancestry, seconds, NULL, error) : NULL;

  return animation != NULL && store_animation_save (animation, path, error);
}

CliStatus
cli_sessions_ancestry (char ***arguments)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *strip = NULL, *animation = NULL, *path = NULL;
  guint seconds = RUN_ANIMATION_SECONDS;
  gboolean as_json = FALSE;
  const CliOption options[] = {
    { "strip", &strip },
    { "animation", &animation },
    { "seconds", &seconds },
    { "json", &as_json, .help = N_ ("Print one JSON object a line") },
    { NULL },
  };
  g_autoptr (RunAncestry) ancestry = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_parse_options (
          arguments, options, N_ ("FILE CLASS"), &words,
          N_ ("Prints the line of a class's champion: from the first random image to the present "
              "one, each with the class that it was champion of. FILE is a session, or the name "
              "of one that “fooled-cli sessions” lists; CLASS a label or a number.")))
    return CLI_USAGE;
  if (words == NULL || g_strv_length (words) != 2)
    {
      cli_error (_ ("Name a session and a class: “fooled-cli sessions ancestry FILE CLASS”."));
      return CLI_USAGE;
    }
  path = cli_session_path (words[0]);
  ancestry = run_ancestry_read_class (path, words[1], G_MAXUINT, &error);
  if (ancestry == NULL)
    return cli_fail (error);
  for (guint i = 0; as_json && i < ancestry->n; i++)
    print_json (&ancestry->ancestors[i]);
  if (!as_json)
    print_table (ancestry);
  if ((strip != NULL && !save_strip (path, words[1], strip, &error)) ||
      (animation != NULL && !save_animation (path, words[1], seconds, animation, &error)))
    return cli_fail (error);
  return CLI_OK;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Protobuf's text: "name: value", "name { ... }", "name: [value, ...]", with comments behind "#".
 * All is read, and the few numbers that say what the input is are kept. A file that was cut off
 * must not be taken for a whole one that says less, or says 22 instead of 227. */

#define MAX_DEPTH 32
#define MAX_WORD  64 /* bytes of a name or number that counts; longer ones are never wanted */

typedef struct
{
  const char *next, *end;
  guint line;
  char names[MAX_DEPTH][MAX_WORD + 1]; /* of the messages around, outermost first */
  char closers[MAX_DEPTH];             /* what ends each of them */
  guint depth;
  gint64 dims[4]; /* of the input, from either spelling */
  size_t n_dims;
  size_t n_input_dims; /* of all inputs, in the older spelling: four each */
  float means[4];
  size_t n_means;
  gboolean has_means; /* those of the first data layer that has any */
  gboolean has_layers;
  FmtCaffeInput *input;
} Parser;

static gboolean
fail (const Parser *parser, GError **error)
{
  fmt_caffe_set_invalid (error,
                         _ ("line %u is not as Caffe's text files are; it may be damaged or "
                            "incomplete."),
                         parser->line);
  return FALSE;
}

/* Goes on to the next thing that counts; its first character, or 0 at the end. */
static char
peek (Parser *parser)
{
  for (; parser->next < parser->end; parser->next++)
    {
      if (*parser->next == '#')
        while (parser->next + 1 < parser->end && parser->next[1] != '\n')
          parser->next++;
      else if (*parser->next == '\n')
        parser->line++;
      else if (!g_ascii_isspace (*parser->next) && *parser->next != ',' && *parser->next != ';')
        return *parser->next;
    }
  return 0;
}

static gboolean
is_word_character (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '-' || c == '+';
}

/* A name or a number; empty where there is none. */
static void
read_word (Parser *parser, char word[MAX_WORD + 1])
{
  const char *begin = parser->next;
  gsize length;

  while (parser->next < parser->end && is_word_character (*parser->next))
    parser->next++;
  length = MIN ((gsize) (parser->next - begin), MAX_WORD);
  memcpy (word, begin, length);
  word[length] = '\0';
}

/* `begin` and `length` become what is between the quotes, as it is written. */
static gboolean
read_string (Parser *parser, const char **begin, gsize *length, GError **error)
{
  char quote = *parser->next++;

  *begin = parser->next;
  for (; parser->next < parser->end && *parser->next != '\n'; parser->next++)
    {
      if (*parser->next == quote)
        {
          *length = (gsize) (parser->next - *begin);
          parser->next++;
          return TRUE;
        }
      if (*parser->next == '\\' && parser->next + 1 < parser->end && parser->next[1] != '\n')
        parser->next++;
    }
  return fail (parser, error);
}

/* Whether the innermost messages have these names. */
static gboolean
is_inside (const Parser *parser, guint n, const char *const *names)
{
  if (parser->depth < n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (parser->names[parser->depth - n + i], names[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_dimension (const Parser *parser, const char *name)
{
  static const char *const shape[] = { "input_shape" };
  static const char *const parameter[] = { "input_param", "shape" };

  if (g_str_equal (name, "input_dim"))
    return parser->depth == 0;
  return g_str_equal (name, "dim") &&
         (is_inside (parser, 1, shape) || is_inside (parser, 2, parameter));
}

/* A message of a data layer that says how its pictures are prepared. */
static gboolean
is_preparation (const Parser *parser)
{
  static const char *const messages[] = { "transform_param", "data_param", "image_data_param",
                                          "window_data_param" };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    if (is_inside (parser, 1, &messages[i]))
      return TRUE;
  return FALSE;
}

static void
take_number (Parser *parser, const char *name, const char *word)
{
  double number = g_ascii_strtod (word, NULL);

  if (is_dimension (parser, name) && parser->n_dims < G_N_ELEMENTS (parser->dims))
    parser->dims[parser->n_dims++] = number >= 1 && number <= G_MAXINT ? (gint64) number : 0;
  if (parser->depth == 0 && g_str_equal (name, "input_dim"))
    parser->n_input_dims++;
  if (!is_preparation (parser))
    return;
  if (g_str_equal (name, "crop_size") && number >= 1 && number <= G_MAXINT)
    fmt_caffe_input_add_crop (parser->input, (gint64) number);
  if (g_str_equal (name, "scale"))
    fmt_caffe_input_add_scale (parser->input, number);
  if (g_str_equal (name, "mean_value") && !parser->has_means &&
      parser->n_means < G_N_ELEMENTS (parser->means))
    parser->means[parser->n_means++] = (float) CLAMP (number, -1e9, 1e9);
}

static void
take_string (Parser *parser, const char *name, const char *begin, gsize length)
{
  g_autofree char *text = g_strndup (begin, length);

  if (is_preparation (parser) && g_str_equal (name, "mean_file"))
    fmt_caffe_input_add_mean_file (parser->input, text);
}

static gboolean
read_scalar (Parser *parser, const char *name, GError **error)
{
  char word[MAX_WORD + 1];
  const char *begin;
  gsize length;

  if (*parser->next == '"' || *parser->next == '\'')
    {
      if (!read_string (parser, &begin, &length, error))
        return FALSE;
      take_string (parser, name, begin, length);
      return TRUE;
    }
  read_word (parser, word);
  /* At the very end there may have been more of it. */
  if (*word == '\0' || parser->next == parser->end)
    return fail (parser, error);
  take_number (parser, name, word);
  return TRUE;
}

static gboolean
read_list (Parser *parser, const char *name, GError **error)
{
  char c;

  parser->next++;
  while ((c = peek (parser)) != ']')
    if (c == 0 || !read_scalar (parser, name, error))
      return c != 0 ? FALSE : fail (parser, error);
  parser->next++;
  return TRUE;
}

static gboolean
open_message (Parser *parser, const char *name, char opener, GError **error)
{
  if (parser->depth == MAX_DEPTH)
    return fail (parser, error);
  if (parser->depth == 0 && (g_str_equal (name, "layer") || g_str_equal (name, "layers")))
    parser->has_layers = TRUE;
  g_strlcpy (parser->names[parser->depth], name, sizeof parser->names[0]);
  parser->closers[parser->depth] = opener == '{' ? '}' : '>';
  parser->depth++;
  parser->next++;
  return TRUE;
}

static gboolean
read_field (Parser *parser, GError **error)
{
  char name[MAX_WORD + 1];
  char c = peek (parser);
  gboolean has_colon;

  if (c == '}' || c == '>')
    {
      if (parser->depth == 0 || parser->closers[parser->depth - 1] != c)
        return fail (parser, error);
      parser->has_means = parser->n_means > 0;
      parser->depth--;
      parser->next++;
      return TRUE;
    }
  read_word (parser, name);
  if (*name == '\0')
    return fail (parser, error);
  has_colon = peek (parser) == ':';
  if (has_colon)
    parser->next++;
  c = peek (parser);
  if (c == '{' || c == '<')
    return open_message (parser, name, c, error);
  if (!has_colon || c == 0)
    return fail (parser, error);
  return c == '[' ? read_list (parser, name, error) : read_scalar (parser, name, error);
}

gboolean
fmt_caffe_parse_prototxt (const char *text, gsize size, FmtCaffeInput *input, GError **error)
{
  g_autofree Parser *parser = g_new0 (Parser, 1);

  g_return_val_if_fail (text != NULL || size == 0, FALSE);
  g_return_val_if_fail (input != NULL, FALSE);

  *input = (FmtCaffeInput){ 0 };
  *parser = (Parser){ .next = text, .end = text + size, .line = 1, .input = input };
  while (peek (parser) != 0)
    if (!read_field (parser, error))
      return FALSE;
  if (parser->depth > 0 || parser->n_input_dims % 4 != 0)
    return fail (parser, error);
  if (!parser->has_layers && parser->n_dims == 0)
    {
      fmt_caffe_set_invalid (error, _ ("it has no layers."));
      return FALSE;
    }
  fmt_caffe_input_add_dims (input, parser->dims, parser->n_dims);
  fmt_caffe_input_add_means (input, parser->means, parser->n_means);
  return TRUE;
}

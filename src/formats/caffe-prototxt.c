// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Protobuf's text: "name: value", "name { ... }", "name: [value, ...]", with comments behind "#".
 * It becomes the message that Caffe's binary files hold, by what protobuf-c knows of it; fields
 * that caffe.proto leaves out are read and forgotten. A file that was cut off must not be taken for
 * a whole one that says less, or says 22 instead of 227. */

#define MAX_DEPTH 32
#define MAX_WORD  255 /* bytes of a name or number */

typedef struct
{
  const char *next, *end;
  guint line;
  FmtMessageMemory *memory;
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

/* A name or a number; FALSE where there is none, or too long a one. */
static gboolean
read_word (Parser *parser, char word[MAX_WORD + 1])
{
  const char *begin = parser->next;
  gsize length;

  while (parser->next < parser->end && is_word_character (*parser->next))
    parser->next++;
  length = (gsize) (parser->next - begin);
  if (length == 0 || length > MAX_WORD)
    return FALSE;
  memcpy (word, begin, length);
  word[length] = '\0';
  return TRUE;
}

static gboolean
is_quote (char c)
{
  return c == '"' || c == '\'';
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

/* What has a name in the text and a number in the file. */
static const struct
{
  const ProtobufCMessageDescriptor *message;
  const char *field, *name;
  gint32 number;
} names[] = {
  { &caffe__pooling_parameter__descriptor, "pool", "MAX", 0 },
  { &caffe__pooling_parameter__descriptor, "pool", "AVE", 1 },
  { &caffe__pooling_parameter__descriptor, "pool", "STOCHASTIC", 2 },
  { &caffe__pooling_parameter__descriptor, "round_mode", "CEIL", 0 },
  { &caffe__pooling_parameter__descriptor, "round_mode", "FLOOR", 1 },
  /* What a fork calls ceil_mode. */
  { &caffe__pooling_parameter__descriptor, "round_mode", "true", 0 },
  { &caffe__pooling_parameter__descriptor, "round_mode", "false", 1 },
  { &caffe__lrnparameter__descriptor, "norm_region", "ACROSS_CHANNELS", 0 },
  { &caffe__lrnparameter__descriptor, "norm_region", "WITHIN_CHANNEL", 1 },
  { &caffe__eltwise_parameter__descriptor, "operation", "PROD", 0 },
  { &caffe__eltwise_parameter__descriptor, "operation", "SUM", 1 },
  { &caffe__eltwise_parameter__descriptor, "operation", "MAX", 2 },
  { &caffe__reduction_parameter__descriptor, "operation", "SUM", 1 },
  { &caffe__reduction_parameter__descriptor, "operation", "ASUM", 2 },
  { &caffe__reduction_parameter__descriptor, "operation", "SUMSQ", 3 },
  { &caffe__reduction_parameter__descriptor, "operation", "MEAN", 4 },
  { &caffe__net_state_rule__descriptor, "phase", "TRAIN", FMT_CAFFE_TRAIN },
  { &caffe__net_state_rule__descriptor, "phase", "TEST", FMT_CAFFE_TEST },
};

/* -1, which nothing means, where the name is not known. */
static gint64
number_of (const ProtobufCMessageDescriptor *message, const char *field, const char *name)
{
  if (message == &caffe__v1_layer_parameter__descriptor && g_str_equal (field, "type"))
    return fmt_caffe_first_number (name);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].message == message && g_str_equal (names[i].field, field) &&
        g_str_equal (names[i].name, name))
      return names[i].number;
  return -1;
}

static gboolean
get_whole (const ProtobufCMessageDescriptor *message,
           const ProtobufCFieldDescriptor *field,
           const char *word,
           gint64 min,
           gint64 max,
           gint64 *number)
{
  char *end;

  if (g_ascii_isalpha (*word))
    {
      *number = number_of (message, field->name, word);
      return *number >= min;
    }
  errno = 0;
  *number = g_ascii_strtoll (word, &end, 0);
  return errno == 0 && end != word && *end == '\0' && *number >= min && *number <= max;
}

static gboolean
get_boolean (const char *word, protobuf_c_boolean *value)
{
  static const char *const words[] = { "false", "true", "False", "True", "f", "t", "0", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i]))
      {
        *value = (protobuf_c_boolean) (i % 2);
        return TRUE;
      }
  return FALSE;
}

static gsize
size_of (ProtobufCType type)
{
  switch (type)
    {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FLOAT:
      return 4;
    case PROTOBUF_C_TYPE_BOOL:
      return sizeof (protobuf_c_boolean);
    case PROTOBUF_C_TYPE_BYTES:
      return sizeof (ProtobufCBinaryData);
    default:
      return 8; /* numbers and pointers */
    }
}

static gboolean
set_number (const ProtobufCMessageDescriptor *message,
            const ProtobufCFieldDescriptor *field,
            const char *word,
            void *member)
{
  gint64 whole = 0;
  double number;
  char *end;

  switch (field->type)
    {
    case PROTOBUF_C_TYPE_INT32:
      if (!get_whole (message, field, word, G_MININT32, G_MAXINT32, &whole))
        return FALSE;
      *(gint32 *) member = (gint32) whole;
      return TRUE;
    case PROTOBUF_C_TYPE_UINT32:
      if (!get_whole (message, field, word, 0, G_MAXUINT32, &whole))
        return FALSE;
      *(guint32 *) member = (guint32) whole;
      return TRUE;
    case PROTOBUF_C_TYPE_INT64:
      return get_whole (message, field, word, G_MININT64, G_MAXINT64, member);
    case PROTOBUF_C_TYPE_BOOL:
      return get_boolean (word, member);
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
      number = g_ascii_strtod (word, &end);
      if (end == word || (*end != '\0' && !g_str_equal (end, "f")))
        return FALSE;
      if (field->type == PROTOBUF_C_TYPE_FLOAT)
        *(float *) member = (float) CLAMP (number, -G_MAXFLOAT, G_MAXFLOAT);
      else
        *(double *) member = number;
      return TRUE;
    default:
      return FALSE;
    }
}

/* Where the field's value, or the next one of several, goes; NULL where that takes too much. */
static void *
make_room (Parser *parser, const ProtobufCFieldDescriptor *field, ProtobufCMessage *message)
{
  char *base = (char *) message;
  char **array = (char **) (base + field->offset);
  gsize size = size_of (field->type), *n = (gsize *) (base + field->quantifier_offset);

  if (field->label != PROTOBUF_C_LABEL_REPEATED)
    {
      if (field->quantifier_offset != 0)
        *(protobuf_c_boolean *) (base + field->quantifier_offset) = TRUE;
      return base + field->offset;
    }
  if ((*n & (*n - 1)) == 0)
    {
      char *larger = fmt_message_allocate (parser->memory, MAX (2 * *n, 1) * size);

      if (larger == NULL)
        return NULL;
      if (*n > 0)
        memcpy (larger, *array, *n * size);
      fmt_message_release (parser->memory, *array);
      *array = larger;
    }
  return *array + (*n)++ * size;
}

static gboolean read_message (Parser *parser,
                              const ProtobufCMessageDescriptor *descriptor,
                              ProtobufCMessage *message,
                              char closer,
                              guint depth,
                              GError **error);

/* Behind the opener. Settings that only some layers have are kept as they are packed. */
static gboolean
read_packed (Parser *parser, ProtobufCBinaryData *data, char closer, guint depth, GError **error)
{
  Caffe__BNParameter parameter = CAFFE__BNPARAMETER__INIT;
  guint8 *packed;

  if (!read_message (parser, &caffe__bnparameter__descriptor, &parameter.base, closer, depth,
                     error))
    return FALSE;
  packed = fmt_message_allocate (parser->memory, caffe__bnparameter__get_packed_size (&parameter));
  if (packed == NULL)
    return fail (parser, error);
  fmt_message_release (parser->memory, data->data);
  data->data = packed;
  data->len = caffe__bnparameter__pack (&parameter, packed);
  return TRUE;
}

/* `field` is NULL where the value is to be forgotten. At the opener. */
static gboolean
read_inner (Parser *parser,
            const ProtobufCFieldDescriptor *field,
            ProtobufCMessage *message,
            guint depth,
            GError **error)
{
  char closer = *parser->next++ == '{' ? '}' : '>';
  const ProtobufCMessageDescriptor *descriptor;
  ProtobufCMessage **place;

  if (depth == MAX_DEPTH)
    return fail (parser, error);
  if (field == NULL)
    return read_message (parser, NULL, NULL, closer, depth + 1, error);
  if (field->type == PROTOBUF_C_TYPE_BYTES)
    return read_packed (parser, make_room (parser, field, message), closer, depth + 1, error);
  if (field->type != PROTOBUF_C_TYPE_MESSAGE)
    return fail (parser, error);
  descriptor = field->descriptor;
  place = field->label == PROTOBUF_C_LABEL_REPEATED
              ? NULL
              : (ProtobufCMessage **) ((char *) message + field->offset);
  /* Said twice: what is said later is added. */
  if (place == NULL || *place == NULL)
    {
      ProtobufCMessage *inner = fmt_message_allocate (parser->memory, descriptor->sizeof_message);

      if (inner != NULL && place == NULL)
        place = make_room (parser, field, message);
      if (place == NULL || inner == NULL)
        {
          fmt_message_release (parser->memory, inner);
          return fail (parser, error);
        }
      protobuf_c_message_init (descriptor, inner);
      *place = inner;
    }
  return read_message (parser, descriptor, *place, closer, depth + 1, error);
}

static gboolean
set_string (Parser *parser,
            const ProtobufCFieldDescriptor *field,
            ProtobufCMessage *message,
            const char *begin,
            gsize length,
            GError **error)
{
  g_autofree char *written = NULL, *meant = NULL;
  char *copy, **place;

  if (field->type != PROTOBUF_C_TYPE_STRING || memchr (begin, '\0', length) != NULL)
    return fail (parser, error);
  written = g_strndup (begin, length);
  meant = g_strcompress (written);
  copy = fmt_message_allocate (parser->memory, strlen (meant) + 1);
  place = copy != NULL ? make_room (parser, field, message) : NULL;
  if (place == NULL)
    {
      fmt_message_release (parser->memory, copy);
      return fail (parser, error);
    }
  strcpy (copy, meant);
  if (field->label != PROTOBUF_C_LABEL_REPEATED)
    fmt_message_release (parser->memory, *place);
  *place = copy;
  return TRUE;
}

static gboolean
read_scalar (Parser *parser,
             const ProtobufCMessageDescriptor *descriptor,
             const ProtobufCFieldDescriptor *field,
             ProtobufCMessage *message,
             GError **error)
{
  char word[MAX_WORD + 1];
  guint8 value[8];
  const char *begin;
  gsize length;
  void *place;

  if (is_quote (*parser->next))
    return read_string (parser, &begin, &length, error) &&
           (field == NULL || set_string (parser, field, message, begin, length, error));
  /* At the very end there may have been more of it. */
  if (!read_word (parser, word) || parser->next == parser->end)
    return fail (parser, error);
  if (field == NULL)
    return TRUE;
  if (!set_number (descriptor, field, word, value))
    return fail (parser, error);
  place = make_room (parser, field, message);
  if (place == NULL)
    return fail (parser, error);
  memcpy (place, value, size_of (field->type));
  return TRUE;
}

static gboolean
read_list (Parser *parser,
           const ProtobufCMessageDescriptor *descriptor,
           const ProtobufCFieldDescriptor *field,
           ProtobufCMessage *message,
           guint depth,
           GError **error)
{
  char c;

  parser->next++;
  while ((c = peek (parser)) != ']')
    {
      if (c == 0)
        return fail (parser, error);
      if (c == '{' || c == '<' ? !read_inner (parser, field, message, depth, error)
                               : !read_scalar (parser, descriptor, field, message, error))
        return FALSE;
    }
  parser->next++;
  return TRUE;
}

static const ProtobufCFieldDescriptor *
find_field (const ProtobufCMessageDescriptor *descriptor, const char *name)
{
  if (descriptor == NULL)
    return NULL;
  if (descriptor == &caffe__exp_parameter__descriptor && g_str_equal (name, "base"))
    name = "exponent_base";
  if (descriptor == &caffe__pooling_parameter__descriptor && g_str_equal (name, "ceil_mode"))
    name = "round_mode";
  return protobuf_c_message_descriptor_get_field_by_name (descriptor, name);
}

static gboolean
read_field (Parser *parser,
            const ProtobufCMessageDescriptor *descriptor,
            ProtobufCMessage *message,
            guint depth,
            GError **error)
{
  const ProtobufCFieldDescriptor *field;
  char name[MAX_WORD + 1], c;
  gboolean has_colon;

  if (!read_word (parser, name))
    return fail (parser, error);
  field = find_field (descriptor, name);
  has_colon = peek (parser) == ':';
  if (has_colon)
    parser->next++;
  c = peek (parser);
  if (c == '{' || c == '<')
    return read_inner (parser, field, message, depth, error);
  if (!has_colon || c == 0)
    return fail (parser, error);
  return c == '[' ? read_list (parser, descriptor, field, message, depth, error)
                  : read_scalar (parser, descriptor, field, message, error);
}

/* Until `closer`, or where that is 0, the end. Nothing is kept where `message` is NULL. */
static gboolean
read_message (Parser *parser,
              const ProtobufCMessageDescriptor *descriptor,
              ProtobufCMessage *message,
              char closer,
              guint depth,
              GError **error)
{
  char c;

  while ((c = peek (parser)) != closer)
    if (c == 0 || c == '}' || c == '>' || !read_field (parser, descriptor, message, depth, error))
      return error != NULL && *error != NULL ? FALSE : fail (parser, error);
  if (closer != 0)
    parser->next++;
  return TRUE;
}

FmtCaffeFile *
fmt_caffe_parse_prototxt (const char *text, gsize size, FmtCaffeInput *input, GError **error)
{
  g_autoptr (FmtCaffeFile) file = NULL;
  Parser parser = { .next = text, .end = text + size, .line = 1 };

  g_return_val_if_fail (text != NULL || size == 0, NULL);
  g_return_val_if_fail (input != NULL, NULL);

  *input = (FmtCaffeInput){ 0 };
  file = fmt_caffe_file_new (size);
  parser.memory = &file->memory;
  if (!read_message (&parser, &caffe__net_parameter__descriptor, &file->net->base, 0, 0, error))
    return NULL;
  if (file->net->n_input_dim % 4 != 0)
    {
      fail (&parser, error);
      return NULL;
    }
  if (!fmt_caffe_file_collect (file, error))
    return NULL;
  if (file->n_layers == 0 && file->net->n_input_dim == 0 && file->net->n_input_shape == 0)
    {
      fmt_caffe_set_invalid (error, _ ("it has no layers."));
      return NULL;
    }
  fmt_caffe_find_input (file, input);
  return g_steal_pointer (&file);
}

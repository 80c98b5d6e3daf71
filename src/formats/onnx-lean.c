// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-lean.h"

/* Numbers of fields, as in onnx.proto. */
enum
{
  MODEL_GRAPH = 7,
  GRAPH_INITIALIZER = 5,
  TENSOR_RAW_DATA = 9,
};

/* Kinds of fields in a protobuf message. */
enum
{
  WIRE_VARINT = 0,
  WIRE_64 = 1,
  WIRE_LENGTH = 2,
  WIRE_32 = 5,
};

#define MAX_TAG 5 /* bytes of a field's number and kind */

/* Less is quicker copied than left out. */
#define LEAST_SIZE ((gsize) 1 << 16)

typedef struct
{
  const guint8 *data;
  gsize place, end;
} Reader;

typedef struct
{
  guint64 number;
  int wire;
  gsize begin, content, end; /* of the field with its tag, and of what is in it */
} Field;

static gboolean
read_varint (Reader *reader, guint64 *value)
{
  *value = 0;
  for (int shift = 0; shift < 64 && reader->place < reader->end; shift += 7)
    {
      guint8 byte = reader->data[reader->place++];

      *value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* The next field; FALSE where there is none, or a damaged one. */
static gboolean
read_field (Reader *reader, Field *field)
{
  guint64 tag, length = 0;

  field->begin = reader->place;
  if (!read_varint (reader, &tag) || reader->place - field->begin > MAX_TAG)
    return FALSE;
  field->number = tag >> 3;
  field->wire = (int) (tag & 7);
  field->content = reader->place;
  switch (field->wire)
    {
    case WIRE_VARINT:
      if (!read_varint (reader, &length))
        return FALSE;
      length = 0;
      break;
    case WIRE_64:
      length = 8;
      break;
    case WIRE_32:
      length = 4;
      break;
    case WIRE_LENGTH:
      if (!read_varint (reader, &length))
        return FALSE;
      field->content = reader->place;
      break;
    default:
      return FALSE;
    }
  if (length > reader->end - reader->place)
    return FALSE;
  reader->place += (gsize) length;
  field->end = reader->place;
  return TRUE;
}

static void
append_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (guint8) (value | 0x80);
  bytes[n++] = (guint8) value;
  g_byte_array_append (out, bytes, n);
}

static gboolean
append_bytes (GByteArray *out, const guint8 *data, gsize begin, gsize end)
{
  if (end - begin > G_MAXUINT32 / 2 - out->len)
    return FALSE;
  g_byte_array_append (out, data + begin, (guint) (end - begin));
  return TRUE;
}

static gboolean
append_message (GByteArray *out, guint number, const GByteArray *message)
{
  append_varint (out, number << 3 | WIRE_LENGTH);
  append_varint (out, message->len);
  return append_bytes (out, message->data, 0, message->len);
}

/* The raw data of a tensor that has them once, and large; else their size is 0. */
static gboolean
find_raw_data (const guint8 *data, const Field *tensor, Field *raw)
{
  Reader reader = { data, tensor->content, tensor->end };
  gboolean found = FALSE;
  Field field;

  while (reader.place < reader.end)
    {
      if (!read_field (&reader, &field))
        return FALSE;
      if (field.number != TENSOR_RAW_DATA)
        continue;
      if (found || field.wire != WIRE_LENGTH)
        return FALSE;
      found = TRUE;
      *raw = field;
    }
  return found && raw->end - raw->content >= LEAST_SIZE;
}

static gboolean
append_tensor (GByteArray *out,
               const guint8 *data,
               const Field *tensor,
               gsize index,
               GArray *places)
{
  g_autoptr (GByteArray) lean = NULL;
  FmtOnnxPlace place;
  Field raw;

  if (tensor->wire != WIRE_LENGTH || !find_raw_data (data, tensor, &raw))
    return append_bytes (out, data, tensor->begin, tensor->end);
  lean = g_byte_array_new ();
  if (!append_bytes (lean, data, tensor->content, raw.begin) ||
      !append_bytes (lean, data, raw.end, tensor->end))
    return FALSE;
  append_varint (lean, TENSOR_RAW_DATA << 3 | WIRE_LENGTH);
  append_varint (lean, 0);
  place = (FmtOnnxPlace){ index, raw.content, raw.end - raw.content };
  g_array_append_val (places, place);
  return append_message (out, GRAPH_INITIALIZER, lean);
}

static gboolean
append_graph (GByteArray *out, const guint8 *data, const Field *graph, GArray *places)
{
  g_autoptr (GByteArray) lean = g_byte_array_new ();
  Reader reader = { data, graph->content, graph->end };
  gsize n = 0;
  Field field;

  while (reader.place < reader.end)
    if (!read_field (&reader, &field) ||
        !(field.number == GRAPH_INITIALIZER ? append_tensor (lean, data, &field, n++, places)
                                            : append_bytes (lean, data, field.begin, field.end)))
      return FALSE;
  return append_message (out, MODEL_GRAPH, lean);
}

GByteArray *
fmt_onnx_make_lean (const guint8 *data, gsize size, GArray *places)
{
  g_autoptr (GByteArray) out = NULL;
  Reader reader = { data, 0, size };
  gboolean has_graph = FALSE;
  Field field;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  if (size < LEAST_SIZE)
    return NULL;
  out = g_byte_array_new ();
  while (reader.place < reader.end)
    {
      gboolean is_graph;

      if (!read_field (&reader, &field))
        return NULL;
      /* Messages that come twice become one: then initializers are counted on. */
      is_graph = field.number == MODEL_GRAPH;
      if (is_graph && (has_graph || field.wire != WIRE_LENGTH))
        return NULL;
      has_graph = has_graph || is_graph;
      if (!(is_graph ? append_graph (out, data, &field, places)
                     : append_bytes (out, data, field.begin, field.end)))
        return NULL;
    }
  return places->len > 0 ? g_steal_pointer (&out) : NULL;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "config.h"
#include "formats/output-kind.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sides of inputs that networks are trained with, tried in this order where the file does not say.
 * What comes first depends on the network: see find_side. */
static const guint usual_sides[] = { 227, 224, 32,  299, 256, 231, 28, 64,
                                     96,  112, 128, 160, 192, 48,  40, 36 };

/* What of a file is read. */
typedef struct
{
  const char *input;  /* name of the value that is the picture */
  const char *output; /* name of the scores or confidences */
  size_t n_layers;    /* those after the one that makes the output do not count */
  gboolean *needed;   /* the output depends on the layer */
  gboolean sigmoid;   /* what follows in training takes a sigmoid of the output */
  FmtCaffeRounding rounding;
} Plan;

static FmtCaffeKind
kind_of (const FmtCaffeLayer *layer)
{
  FmtCaffeOperator function;

  return fmt_caffe_kind (layer->type, &function);
}

/* The last layer that computes something makes the output: Caffe's files are in order, and
 * classifiers on the way, for training only, come before it. */
static gboolean
find_output (const FmtCaffeFile *file, Plan *plan, GError **error)
{
  for (size_t i = file->n_layers; i-- > 0;)
    {
      const FmtCaffeLayer *layer = &file->layers[i];
      FmtCaffeKind kind = kind_of (layer);

      if ((kind == FMT_CAFFE_OPERATOR || kind == FMT_CAFFE_UNKNOWN) && layer->n_tops > 0)
        {
          plan->output = layer->tops[0];
          plan->n_layers = i + 1;
          return TRUE;
        }
    }
  fmt_caffe_set_invalid (error, _ ("none of its layers computes anything."));
  return FALSE;
}

/* Goes backwards from the output. A layer may work in place, so that a name stands for another
 * value after it than before it. */
static void
mark_needed (const FmtCaffeFile *file, Plan *plan)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_add (wanted, (gpointer) plan->output);
  for (size_t i = plan->n_layers; i-- > 0;)
    {
      const FmtCaffeLayer *layer = &file->layers[i];
      FmtCaffeKind kind = kind_of (layer);

      if (kind == FMT_CAFFE_DATA || kind == FMT_CAFFE_TRAINING)
        continue;
      for (size_t j = 0; j < layer->n_tops; j++)
        if (g_hash_table_remove (wanted, layer->tops[j]))
          plan->needed[i] = TRUE;
      for (size_t j = 0; plan->needed[i] && j < layer->n_bottoms; j++)
        g_hash_table_add (wanted, layer->bottoms[j]);
    }
}

/* The file's input; the first data layer's first value; or what the first layer reads. */
static gboolean
find_input (const FmtCaffeFile *file, Plan *plan, GError **error)
{
  plan->input = file->input;
  for (size_t i = 0; plan->input == NULL && i < file->n_layers; i++)
    if (kind_of (&file->layers[i]) == FMT_CAFFE_DATA && file->layers[i].n_tops > 0)
      plan->input = file->layers[i].tops[0];
  for (size_t i = 0; plan->input == NULL && i < plan->n_layers; i++)
    if (plan->needed[i] && file->layers[i].n_bottoms > 0)
      plan->input = file->layers[i].bottoms[0];
  if (plan->input == NULL)
    fmt_caffe_set_invalid (error, _ ("it has no input."));
  return plan->input != NULL;
}

static gboolean
is_type (const FmtCaffeLayer *layer, const char *type)
{
  return g_str_equal (layer->type, type);
}

/* Whether a file of a training run stops before what its output was trained with. Where the cut is
 * between two layers, nothing else shows that the rest is missing. MemoryData is for use as well.
 */
static gboolean
is_cut_off (const FmtCaffeFile *file, const Plan *plan)
{
  gboolean has_labels = FALSE;

  for (size_t i = 0; i < file->n_layers; i++)
    if (kind_of (&file->layers[i]) == FMT_CAFFE_DATA && file->layers[i].n_tops > 1 &&
        !is_type (&file->layers[i], "MemoryData"))
      has_labels = TRUE;
  for (size_t i = plan->n_layers; i < file->n_layers; i++)
    if (kind_of (&file->layers[i]) == FMT_CAFFE_TRAINING)
      return FALSE;
  return has_labels && !g_str_equal (file->layers[plan->n_layers - 1].type, "Softmax");
}

/* What a network was trained with tells what its output is. */
static gboolean
look_at_loss (const FmtCaffeFile *file, Plan *plan, GError **error)
{
  for (size_t i = plan->n_layers; i < file->n_layers; i++)
    {
      const FmtCaffeLayer *layer = &file->layers[i];

      if (layer->n_bottoms == 0 || !g_str_equal (layer->bottoms[0], plan->output))
        continue;
      if (is_type (layer, "SigmoidCrossEntropyLoss"))
        plan->sigmoid = TRUE;
      if (is_type (layer, "EuclideanLoss"))
        {
          fmt_caffe_set_unsupported (error, _ ("it was trained to give numbers, as a regression "
                                               "(EuclideanLoss), and not to tell classes apart."));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make_plan (const FmtCaffeFile *file, Plan *plan, GError **error)
{
  if (!find_output (file, plan, error))
    return FALSE;
  if (is_cut_off (file, plan))
    {
      fmt_caffe_set_invalid (error, _ ("it ends before its loss layer, and so is incomplete."));
      return FALSE;
    }
  plan->needed = g_new0 (gboolean, file->n_layers);
  mark_needed (file, plan);
  return look_at_loss (file, plan, error) && find_input (file, plan, error);
}

static gboolean
convert_layer (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  FmtCaffeOperator function;
  FmtCaffeKind kind = fmt_caffe_kind (layer->type, &function);
  NnValue value;

  if (kind == FMT_CAFFE_SLICE)
    return fmt_caffe_add_slices (import, layer, error);
  if (kind == FMT_CAFFE_UNKNOWN)
    {
      fmt_caffe_set_unsupported (error, _ ("this program does not know the layer type %s."),
                                 layer->type);
      return FALSE;
    }
  value = kind == FMT_CAFFE_OPERATOR ? function (import, layer, error)
                                     : fmt_caffe_bottom (import, layer, 0, error);
  if (value == NN_NO_VALUE)
    return FALSE;
  for (size_t i = 0; i < (kind == FMT_CAFFE_SAME ? layer->n_tops : 1); i++)
    g_hash_table_insert (import->values, layer->tops[i], GINT_TO_POINTER (value));
  return TRUE;
}

/* `until_vector`: the first fully connected layer whose input fits ends it. */
static gboolean
convert_layers (FmtCaffeImport *import, const Plan *plan, gboolean until_vector, GError **error)
{
  for (size_t i = 0; i < plan->n_layers; i++)
    {
      const FmtCaffeLayer *layer = &import->file->layers[i];

      if (!plan->needed[i])
        continue;
      if (!convert_layer (import, layer, error))
        {
          g_prefix_error (error, _ ("layer “%s” (%s): "), layer->name, layer->type);
          return FALSE;
        }
      if (until_vector && is_type (layer, "InnerProduct"))
        return TRUE;
    }
  return TRUE;
}

static gboolean
finish_output (FmtCaffeImport *import, const Plan *plan, GError **error)
{
  NnValue value = GPOINTER_TO_INT (g_hash_table_lookup (import->values, plan->output));

  if (plan->sigmoid)
    value = nn_graph_add_sigmoid (import->graph, NULL, value, error);
  return value != NN_NO_VALUE && fmt_output_finish (import->graph, value, plan->output, error);
}

/* The network for an input of this size; or, `trial`, no more than whether that size fits, and
 * `unfit_vector` becomes whether it failed where a fully connected layer has another number of
 * weights. */
static NnGraph *
build (FmtCaffeFile *file,
       const Plan *plan,
       const FmtCaffeInput *input,
       gboolean trial,
       gboolean *unfit_vector,
       GError **error)
{
  FmtCaffeImport import = { .file = file, .rounding = plan->rounding, .trial = trial };
  NnShape shape = NN_SHAPE_3 ((int) input->channels, (int) input->height, (int) input->width);
  gboolean ok;

  import.graph = nn_graph_new (plan->input, &shape, error);
  if (import.graph == NULL)
    return NULL;
  import.values = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (import.values, (gpointer) plan->input, GINT_TO_POINTER (0));
  ok = convert_layers (&import, plan, trial, error) &&
       (trial || finish_output (&import, plan, error));
  g_hash_table_unref (import.values);
  if (!ok)
    g_clear_pointer (&import.graph, nn_graph_free);
  if (unfit_vector != NULL)
    *unfit_vector = import.unfit_vector;
  return import.graph;
}

/* Why no size fits so far. */
typedef struct
{
  GError *unsupported;      /* has nothing to do with the size */
  GError *other;            /* of the first size that was tried */
  gboolean depends_on_size; /* some fail only where a fully connected layer gets another number */
} Reason;

static void
reason_clear (Reason *reason)
{
  g_clear_error (&reason->unsupported);
  g_clear_error (&reason->other);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reason, reason_clear)

static gboolean
fits (FmtCaffeFile *file, const Plan *plan, const FmtCaffeInput *input, guint side, Reason *reason)
{
  FmtCaffeInput tried = *input;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (GError) local = NULL;
  gboolean unfit_vector = FALSE;
  GError **place;

  tried.height = tried.width = side;
  graph = build (file, plan, &tried, TRUE, &unfit_vector, &local);
  if (graph != NULL)
    return TRUE;
  place = g_error_matches (local, BASE_ERROR, BASE_ERROR_UNSUPPORTED) ? &reason->unsupported
                                                                      : &reason->other;
  reason->depends_on_size = reason->depends_on_size || unfit_vector;
  if (*place == NULL)
    *place = g_steal_pointer (&local);
  return FALSE;
}

/* The first needed layer that has weights. */
static const FmtCaffeLayer *
first_with_weights (const FmtCaffeFile *file, const Plan *plan)
{
  for (size_t i = 0; i < plan->n_layers; i++)
    if (plan->needed[i] && file->layers[i].n_blobs > 0)
      return &file->layers[i];
  return NULL;
}

/* A picture for a network that begins with a fully connected layer: square, grey or colour. */
static void
find_picture_of (FmtCaffeInput *input, int size)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    {
      guint side = (guint) lround (sqrt (size / channels));

      if (input->channels != 0 && input->channels != channels)
        continue;
      if (side * side * channels != (guint) size)
        continue;
      input->channels = channels;
      input->height = input->width = side;
      return;
    }
}

/* What follows from the weights that meet the picture. */
static void
find_channels (const FmtCaffeFile *file, const Plan *plan, FmtCaffeInput *input)
{
  const FmtCaffeLayer *layer = first_with_weights (file, plan);
  NnShape shape;

  if (layer == NULL || !fmt_caffe_blob_shape (layer, 0, &shape, NULL))
    return;
  if (is_type (layer, "Convolution") && shape.rank == 4)
    {
      guint groups = layer->convolution != NULL && layer->convolution->has_group
                         ? layer->convolution->group
                         : 1;

      /* A file may be damaged, or made by hand: what is no picture is no input. */
      if (shape.dims[1] <= 3 && groups <= 3)
        input->channels = (guint) shape.dims[1] * groups;
    }
  else if (is_type (layer, "InnerProduct") && input->height == 0)
    find_picture_of (input, shape.dims[shape.rank - 1]);
  else if (input->channels == 0 && nn_shape_size (&shape) <= 3)
    input->channels = (guint) nn_shape_size (&shape);
}

static gboolean
has_vector (const FmtCaffeFile *file, const Plan *plan)
{
  for (size_t i = 0; i < plan->n_layers; i++)
    if (plan->needed[i] && is_type (&file->layers[i], "InnerProduct"))
      return TRUE;
  return FALSE;
}

/* Grey networks are trained on digits, most of them. Of the colour ones, those whose first
 * convolution has no padding (AlexNet's line) take 227 pixels, those where it has (GoogLeNet, VGG,
 * ResNet) 224. */
static guint
first_side (const FmtCaffeFile *file, const Plan *plan, const FmtCaffeInput *input)
{
  const FmtCaffeLayer *layer = first_with_weights (file, plan);
  const Caffe__ConvolutionParameter *p = layer != NULL ? layer->convolution : NULL;

  if (input->channels == 1)
    return 28;
  return p != NULL && ((p->n_pad > 0 && p->pad[0] > 0) || p->pad_h > 0) ? 224 : 227;
}

/* The size with which the first fully connected layer gets as many numbers as it has weights for.
 * FALSE and an error where the file fails for another reason than the size. */
static gboolean
find_side (FmtCaffeFile *file, const Plan *plan, FmtCaffeInput *input, GError **error)
{
  guint side = first_side (file, plan, input);
  g_auto (Reason) reason = { 0 };
  gboolean found = fits (file, plan, input, side, &reason);

  if (has_vector (file, plan))
    for (gsize i = 0; i < G_N_ELEMENTS (usual_sides) && !found; i++)
      {
        side = usual_sides[i];
        found = fits (file, plan, input, side, &reason);
      }
  if (found && has_vector (file, plan))
    input->height = input->width = side;
  if (found || (reason.unsupported == NULL && reason.depends_on_size))
    return TRUE;
  g_propagate_error (error, reason.unsupported != NULL ? g_steal_pointer (&reason.unsupported)
                                                       : g_steal_pointer (&reason.other));
  return FALSE;
}

/* A layer that is not known is the reason, not what follows from it. */
static gboolean
check_types (const FmtCaffeFile *file, const Plan *plan, GError **error)
{
  for (size_t i = 0; i < plan->n_layers; i++)
    if (plan->needed[i] && kind_of (&file->layers[i]) == FMT_CAFFE_UNKNOWN)
      {
        fmt_caffe_set_unsupported (
            error, _ ("layer “%s” (%s): this program does not know the layer type %s."),
            file->layers[i].name, file->layers[i].type, file->layers[i].type);
        return FALSE;
      }
  return TRUE;
}

static gboolean
complete_input (FmtCaffeFile *file,
                const Plan *plan,
                FmtCaffeInput *input,
                const FmtCaffeInput *beside,
                GError **error)
{
  fmt_caffe_find_input (file, input);
  if (beside != NULL)
    fmt_caffe_input_add (input, beside);
  if (!check_types (file, plan, error))
    return FALSE;
  if (input->channels == 0 || input->height == 0)
    find_channels (file, plan, input);
  if (input->channels != 0 && (input->height == 0 || input->width == 0) &&
      !find_side (file, plan, input, error))
    return FALSE;
  if (input->channels != 0 && input->height != 0 && input->width != 0)
    return TRUE;
  fmt_caffe_set_unsupported (error, _ ("the size of the pictures that it takes is not in the file; "
                                       "put its .prototxt or a network card beside it."));
  return FALSE;
}

/* Whether the layers with numbers say what to do with them. */
static gboolean
describes_itself (const FmtCaffeFile *file)
{
  for (size_t i = 0; i < file->n_layers; i++)
    {
      const FmtCaffeLayer *layer = &file->layers[i];

      if (layer->n_blobs == 0 || kind_of (layer) != FMT_CAFFE_OPERATOR)
        continue;
      if (layer->n_bottoms == 0 ||
          (strstr (layer->type, "onvolution") != NULL && layer->convolution == NULL))
        return FALSE;
    }
  return TRUE;
}

static const FmtCaffeLayer *
find_layer (const FmtCaffeFile *file, const char *name)
{
  for (size_t i = 0; *name != '\0' && i < file->n_layers; i++)
    if (g_str_equal (file->layers[i].name, name))
      return &file->layers[i];
  return NULL;
}

/* The layers of the description that are for use, with the file's numbers. */
static void
take_description (FmtCaffeFile *file, const FmtCaffeFile *described)
{
  FmtCaffeLayer *layers = g_new0 (FmtCaffeLayer, described->n_layers);
  size_t n = 0;

  for (size_t i = 0; i < described->n_layers; i++)
    {
      const FmtCaffeLayer *own = find_layer (file, described->layers[i].name);

      if (described->layers[i].only_for_training)
        continue;
      layers[n] = described->layers[i];
      layers[n].blobs = own != NULL ? own->blobs : NULL;
      layers[n++].n_blobs = own != NULL ? own->n_blobs : 0;
    }
  g_free (file->layers);
  file->layers = layers;
  file->n_layers = n;
  file->input = described->input;
}

/* Settings that only a description has by their names. */
static void
take_settings (FmtCaffeFile *file, const FmtCaffeFile *described)
{
  for (size_t i = 0; i < file->n_layers; i++)
    {
      FmtCaffeLayer *layer = &file->layers[i];
      const FmtCaffeLayer *other = find_layer (described, layer->name);

      if (other != NULL && layer->interp == NULL)
        layer->interp = other->interp;
      if (other != NULL && layer->upsample == NULL)
        layer->upsample = other->upsample;
    }
}

static gboolean
complete_layers (FmtCaffeFile *file, const FmtCaffeFile *described, GError **error)
{
  if (describes_itself (file))
    {
      if (described != NULL)
        take_settings (file, described);
      return TRUE;
    }
  if (described != NULL && described->n_layers > 0)
    {
      take_description (file, described);
      return TRUE;
    }
  fmt_caffe_set_unsupported (error, _ ("it has numbers, and not what its layers do with them; put "
                                       "its .prototxt beside it."));
  return FALSE;
}

/* What a pooling layer means by its rounding: as the description has it by name, else as the first
 * fully connected layer fits. */
static FmtCaffeRounding
find_rounding (FmtCaffeFile *file,
               Plan *plan,
               const FmtCaffeInput *input,
               const FmtCaffeFile *described)
{
  gboolean fits_as[3] = { FALSE };

  for (size_t i = 0; described != NULL && i < file->n_layers; i++)
    {
      const FmtCaffeLayer *layer = &file->layers[i];
      const FmtCaffeLayer *other = find_layer (described, layer->name);

      if (layer->pooling == NULL || !layer->pooling->has_round_mode || other == NULL ||
          other->pooling == NULL)
        continue;
      return other->pooling->round_mode == layer->pooling->round_mode ? FMT_CAFFE_ROUNDS_AS_CAFFE
                                                                      : FMT_CAFFE_ROUNDS_AS_BRANCH;
    }
  for (int i = FMT_CAFFE_ROUNDS_AS_CAFFE; i <= FMT_CAFFE_ROUNDS_AS_BRANCH; i++)
    {
      g_autoptr (NnGraph) graph = NULL;

      plan->rounding = (FmtCaffeRounding) i;
      graph = has_vector (file, plan) ? build (file, plan, input, TRUE, NULL, NULL) : NULL;
      fits_as[i] = graph != NULL;
    }
  if (fits_as[FMT_CAFFE_ROUNDS_AS_CAFFE] == fits_as[FMT_CAFFE_ROUNDS_AS_BRANCH])
    return FMT_CAFFE_ROUNDS_UNKNOWN;
  return fits_as[FMT_CAFFE_ROUNDS_AS_CAFFE] ? FMT_CAFFE_ROUNDS_AS_CAFFE
                                            : FMT_CAFFE_ROUNDS_AS_BRANCH;
}

static NnGraph *
convert_file (FmtCaffeFile *file,
              FmtCaffeInput *input,
              const FmtCaffeInput *beside,
              const FmtCaffeFile *described,
              GError **error)
{
  Plan plan = { 0 };
  NnGraph *graph = NULL;

  if (complete_layers (file, described, error) && make_plan (file, &plan, error) &&
      complete_input (file, &plan, input, beside, error))
    {
      plan.rounding = find_rounding (file, &plan, input, described);
      graph = build (file, &plan, input, FALSE, NULL, error);
    }
  g_free (plan.needed);
  return graph;
}

NnGraph *
fmt_caffe_parse_bytes (GBytes *bytes,
                       const char *name,
                       FmtCaffeInput *input,
                       const FmtCaffeInput *beside,
                       FmtCaffeFile *described,
                       GError **error)
{
  g_autoptr (FmtCaffeFile) file = NULL;
  NnGraph *graph = NULL;

  g_return_val_if_fail (bytes != NULL && name != NULL && input != NULL, NULL);

  file = fmt_caffe_file_unpack (bytes, error);
  g_bytes_unref (bytes);
  if (file != NULL)
    graph = convert_file (file, input, beside, described, error);
  if (graph == NULL)
    g_prefix_error (error, _ ("The network “%s” cannot be read: "), name);
  return graph;
}

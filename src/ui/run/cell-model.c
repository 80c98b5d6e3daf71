// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-model.h"

#include "run/label-text.h"
#include "ui/lens/lens.h"
#include "ui/networks/label-search.h"
#include "ui/run/cell-choice.h"
#include "ui/widgets/class-labels.h"

struct _FooledCellModel
{
  GObject parent_instance;
  GPtrArray *items; /* FooledCellItem; those from n_shown on have no place in the list */
  guint n_shown;
  guint *positions;        /* (items->len) cell -> place */
  RunNetworkInfo *network; /* may be NULL */
  RunMethod method;
  guint64 seed;
  gboolean by_class; /* cell i stands for class i */
  gboolean *wanted;  /* (items->len) cells that have a place; NULL = all */
  guint n_wanted;
  FooledPickList *picks;    /* NULL until it is set */
  FooledBreeding *breeding; /* likewise */
  gboolean fresh;           /* nothing has been shown since the last reset */
  guint64 serial;
  FooledLabelSearch *search;
  char *search_text;
  FooledLens *lens;
};

static void list_model_interface_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledCellModel,
                               fooled_cell_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_interface_init))

static GType
fooled_cell_model_get_item_type (GListModel *model)
{
  return FOOLED_TYPE_CELL_ITEM;
}

static guint
fooled_cell_model_get_n_items (GListModel *model)
{
  return FOOLED_CELL_MODEL (model)->n_shown;
}

static gpointer
fooled_cell_model_get_item (GListModel *model, guint position)
{
  FooledCellModel *self = FOOLED_CELL_MODEL (model);

  return position < self->n_shown ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_interface_init (GListModelInterface *interface)
{
  interface->get_item_type = fooled_cell_model_get_item_type;
  interface->get_n_items = fooled_cell_model_get_n_items;
  interface->get_item = fooled_cell_model_get_item;
}

static void
fooled_cell_model_finalize (GObject *object)
{
  FooledCellModel *self = FOOLED_CELL_MODEL (object);

  g_ptr_array_unref (self->items);
  g_clear_object (&self->lens);
  if (self->picks != NULL)
    g_signal_handlers_disconnect_by_data (self->picks, self);
  g_clear_object (&self->picks);
  if (self->breeding != NULL)
    g_signal_handlers_disconnect_by_data (self->breeding, self);
  g_clear_object (&self->breeding);
  g_free (self->positions);
  g_free (self->wanted);
  g_free (self->search_text);
  fooled_label_search_free (self->search);
  g_clear_pointer (&self->network, run_network_info_unref);
  G_OBJECT_CLASS (fooled_cell_model_parent_class)->finalize (object);
}

/* All pictures are drawn anew, with or without a stronger contrast. */
static void
contrast_changed (FooledCellModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      g_clear_object (&fooled_cell_item_edit (self->items->pdata[i])->texture);
      fooled_cell_item_changed (self->items->pdata[i]);
    }
}

static void
fooled_cell_model_class_init (FooledCellModelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fooled_cell_model_finalize;
}

static void
fooled_cell_model_init (FooledCellModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->lens = fooled_lens_shared ();
  g_signal_connect_object (self->lens, "notify::stretch-contrast", G_CALLBACK (contrast_changed),
                           self, G_CONNECT_SWAPPED);
  self->search_text = g_strdup ("");
  self->search = fooled_label_search_new (NULL);
}

FooledCellModel *
fooled_cell_model_new (void)
{
  return g_object_new (FOOLED_TYPE_CELL_MODEL, NULL);
}

/* Names the cell after its class. */
static void
label_cell (FooledCellModel *self, FooledCellData *data, guint class_index)
{
  const RunNetworkInfo *network = self->network;
  gboolean known = network != NULL && class_index < network->n_classes;

  data->class_index = class_index;
  data->label = known ? fooled_label_text (network->labels[class_index]) : NULL;
  data->synonyms = NULL;
  if (known && !fooled_label_is_left_out (network->labels[class_index]) &&
      network->synonyms != NULL && *network->synonyms[class_index] != '\0')
    data->synonyms = network->synonyms[class_index];
}

/* Keys belong to places, whatever is there. */
static char
key_of (FooledCellModel *self, guint position)
{
  gboolean choosing = self->breeding != NULL && fooled_breeding_is_active (self->breeding);

  return choosing ? fooled_cell_key (position) : '\0';
}

static gboolean
is_chosen (FooledCellModel *self, const FooledCellData *data)
{
  return self->breeding != NULL && data->filled &&
         fooled_breeding_is_chosen (self->breeding, data->evaluation);
}

static void
empty_cell (FooledCellModel *self, guint position)
{
  FooledCellData *data = fooled_cell_item_edit (self->items->pdata[position]);

  fooled_cell_data_clear (data);
  *data = (FooledCellData){ .index = position, .class_index = position };
  if (self->by_class)
    label_cell (self, data, position);
  data->key = key_of (self, position);
  self->positions[position] = position;
}

/* The list has n places from now on. */
static void
set_n_shown (FooledCellModel *self, guint n)
{
  guint old_n = self->n_shown;

  self->n_shown = n;
  if (n != old_n)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (n, old_n), n < old_n ? old_n - n : 0,
                                n > old_n ? n - old_n : 0);
}

static gboolean
is_wanted (FooledCellModel *self, guint class_index)
{
  return self->wanted == NULL || self->wanted[class_index];
}

/* A child is shown even where its class is left out: it may become a parent. */
static gboolean
is_left_out (FooledCellModel *self, guint class_index)
{
  return self->by_class && self->network != NULL && class_index < self->network->n_classes &&
         fooled_label_is_left_out (self->network->labels[class_index]);
}

static void
count_wanted (FooledCellModel *self, guint n)
{
  self->n_wanted = 0;
  for (guint i = 0; i < n; i++)
    self->n_wanted += is_wanted (self, i) && !is_left_out (self, i) ? 1 : 0;
}

static void
read_run (FooledCellModel *self, const RunSnapshot *snapshot)
{
  guint n = snapshot->n_cells;
  gboolean some;

  self->method = snapshot->method;
  self->seed = snapshot->seed;
  self->by_class = snapshot->view == RUN_VIEW_CHAMPIONS;
  some = self->by_class && snapshot->wanted != NULL && snapshot->network != NULL &&
         snapshot->network->n_classes == n;
  g_free (self->wanted);
  self->wanted = some ? g_memdup2 (snapshot->wanted, n * sizeof *snapshot->wanted) : NULL;
  count_wanted (self, n);
}

void
fooled_cell_model_reset (FooledCellModel *self, const RunSnapshot *snapshot)
{
  g_autoptr (RunNetworkInfo) old_network = NULL;
  g_autoptr (FooledLabelSearch) old_search = NULL;
  RunNetworkInfo *network;
  guint n, n_kept;

  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));
  g_return_if_fail (snapshot != NULL);

  network = snapshot->network;
  n = snapshot->n_cells;

  old_network = g_steal_pointer (&self->network);
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  old_search = g_steal_pointer (&self->search);
  self->search = fooled_label_search_new (network);
  fooled_label_search_set_text (self->search, self->search_text);
  read_run (self, snapshot);
  self->fresh = TRUE;
  self->positions = g_renew (guint, self->positions, n);
  while (self->items->len < n)
    g_ptr_array_add (self->items, fooled_cell_item_new ());

  for (guint i = 0; i < n; i++)
    empty_cell (self, i);
  n_kept = MIN (n, self->n_shown);
  set_n_shown (self, n);
  g_ptr_array_set_size (self->items, n);
  for (guint i = 0; i < n_kept; i++)
    fooled_cell_item_changed (self->items->pdata[i]);
}

static gboolean
is_starred (FooledCellModel *self, const FooledCellData *data)
{
  StoreSpecimen origin = {
    .seed = self->seed,
    .class_index = data->class_index,
    .origin.generation = data->generation,
    .origin.evaluation = data->evaluation,
    .confidence = data->confidence,
  };

  if (self->picks == NULL || self->network == NULL || !data->filled)
    return FALSE;
  origin.network_id = self->network->id;
  origin.encoding = (char *) run_method (self->method)->name;
  return fooled_pick_list_has_origin (self->picks, &origin);
}

static void
take_cell (FooledCellModel *self, FooledCellData *data, const RunCell *cell, gint64 now)
{
  gboolean improved = self->by_class && cell->filled && cell->improvements > data->improvements;

  if (cell->image != data->image)
    {
      fooled_cell_data_clear (data);
      data->image = cell->image != NULL ? base_image_ref (cell->image) : NULL;
    }
  if (improved || !self->by_class)
    data->changed_serial = self->serial;
  if (improved && !self->fresh)
    data->improved_time = now;
  data->filled = cell->filled;
  data->confidence = cell->confidence;
  data->generation = cell->generation;
  data->climbed = !run_method (self->method)->is_evolution;
  data->evaluation = cell->evaluation;
  data->improvements = cell->improvements;
  data->n_won = cell->n_won;
  label_cell (self, data, cell->class_index);
  data->starred = is_starred (self, data);
  data->chosen = is_chosen (self, data);
}

void
fooled_cell_model_update (FooledCellModel *self, const RunCell *cells, guint n_cells)
{
  gint64 now;

  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));

  now = g_get_monotonic_time ();
  self->serial++;
  for (guint i = 0; i < n_cells; i++)
    {
      g_return_if_fail (cells[i].index < self->items->len);
      take_cell (self, fooled_cell_item_edit (self->items->pdata[self->positions[cells[i].index]]),
                 &cells[i], now);
    }
  for (guint i = 0; i < n_cells; i++)
    fooled_cell_item_changed (self->items->pdata[self->positions[cells[i].index]]);
  if (n_cells > 0)
    self->fresh = FALSE;
}

static void
picks_changed (FooledCellModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      FooledCellData *data = fooled_cell_item_edit (self->items->pdata[i]);
      gboolean starred = is_starred (self, data);

      if (starred == data->starred)
        continue;
      data->starred = starred;
      fooled_cell_item_changed (self->items->pdata[i]);
    }
}

void
fooled_cell_model_set_picks (FooledCellModel *self, FooledPickList *picks)
{
  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));
  g_return_if_fail (FOOLED_IS_PICK_LIST (picks) && self->picks == NULL);

  self->picks = g_object_ref (picks);
  g_signal_connect_swapped (picks, "items-changed", G_CALLBACK (picks_changed), self);
  picks_changed (self);
}

static void
choice_changed (FooledCellModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      FooledCellData *data = fooled_cell_item_edit (self->items->pdata[i]);
      gboolean chosen = is_chosen (self, data);
      char key = key_of (self, i);

      if (chosen == data->chosen && key == data->key)
        continue;
      data->chosen = chosen;
      data->key = key;
      fooled_cell_item_changed (self->items->pdata[i]);
    }
}

void
fooled_cell_model_set_breeding (FooledCellModel *self, FooledBreeding *breeding)
{
  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));
  g_return_if_fail (FOOLED_IS_BREEDING (breeding) && self->breeding == NULL);

  self->breeding = g_object_ref (breeding);
  g_signal_connect_swapped (breeding, "changed", G_CALLBACK (choice_changed), self);
}

void
fooled_cell_model_relabel (FooledCellModel *self)
{
  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));

  count_wanted (self, self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    {
      FooledCellData *data = fooled_cell_item_edit (self->items->pdata[i]);

      if (self->by_class || data->filled)
        label_cell (self, data, data->class_index);
      fooled_cell_item_changed (self->items->pdata[i]);
    }
}

gboolean
fooled_cell_model_set_search (FooledCellModel *self, const char *text)
{
  g_return_val_if_fail (FOOLED_IS_CELL_MODEL (self), FALSE);

  g_free (self->search_text);
  self->search_text = g_strdup (text);
  return fooled_label_search_set_text (self->search, text);
}

const char *
fooled_cell_model_get_search (FooledCellModel *self)
{
  return self->search_text;
}

gboolean
fooled_cell_model_is_searching (FooledCellModel *self)
{
  return fooled_label_search_is_active (self->search);
}

gboolean
fooled_cell_model_is_filtered (FooledCellModel *self)
{
  return self->wanted != NULL || fooled_classroom_is_active () ||
         fooled_cell_model_is_searching (self);
}

/* Cells without a place come last, empty ones before them; ties go by index. */
static gint
compare_cells (gconstpointer a, gconstpointer b, gpointer order)
{
  const FooledCellData *first = a, *second = b;

  if (first->matches != second->matches)
    return first->matches ? -1 : 1;
  if (GPOINTER_TO_UINT (order) != FOOLED_ORDER_CLASS)
    {
      if (first->filled != second->filled)
        return first->filled ? -1 : 1;
      if (GPOINTER_TO_UINT (order) == FOOLED_ORDER_CONFIDENCE &&
          first->confidence != second->confidence)
        return first->confidence > second->confidence ? -1 : 1;
      if (GPOINTER_TO_UINT (order) == FOOLED_ORDER_LATEST &&
          first->changed_serial != second->changed_serial)
        return first->changed_serial > second->changed_serial ? -1 : 1;
    }
  return first->index < second->index ? -1 : first->index > second->index;
}

void
fooled_cell_model_sort (FooledCellModel *self, FooledOrder order)
{
  guint n, n_shown = 0;
  g_autofree FooledCellData *cells = NULL;

  g_return_if_fail (FOOLED_IS_CELL_MODEL (self));

  n = self->items->len;
  cells = g_new (FooledCellData, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      cells[i] = *fooled_cell_item_get_data (self->items->pdata[i]);
      cells[i].matches = is_wanted (self, cells[i].index) && !is_left_out (self, cells[i].index) &&
                         (!fooled_cell_model_is_searching (self) ||
                          fooled_label_search_matches (self->search, cells[i].class_index));
      n_shown += cells[i].matches;
    }
  g_qsort_with_data (cells, n, sizeof *cells, compare_cells, GUINT_TO_POINTER (order));

  for (guint i = 0; i < n; i++)
    {
      FooledCellData *data = fooled_cell_item_edit (self->items->pdata[i]);
      gboolean moved = data->index != cells[i].index;

      *data = cells[i];
      data->key = key_of (self, i);
      self->positions[data->index] = i;
      if (!moved)
        cells[i].index = G_MAXUINT;
    }
  set_n_shown (self, n_shown);
  for (guint i = 0; i < n_shown; i++)
    if (cells[i].index != G_MAXUINT)
      fooled_cell_item_changed (self->items->pdata[i]);
}

guint
fooled_cell_model_get_n_cells (FooledCellModel *self)
{
  return self->items->len;
}

guint
fooled_cell_model_get_n_wanted (FooledCellModel *self)
{
  return self->n_wanted;
}

guint
fooled_cell_model_position (FooledCellModel *self, gint index)
{
  if (index < 0 || (guint) index >= self->items->len || self->positions[index] >= self->n_shown)
    return GTK_INVALID_LIST_POSITION;
  return self->positions[index];
}

gint
fooled_cell_model_index (FooledCellModel *self, guint position)
{
  if (position >= self->n_shown)
    return -1;
  return (gint) fooled_cell_item_get_data (self->items->pdata[position])->index;
}

FooledCellItem *
fooled_cell_model_get_cell (FooledCellModel *self, guint index)
{
  return index < self->items->len ? self->items->pdata[self->positions[index]] : NULL;
}

gboolean
fooled_cell_model_is_wanted (FooledCellModel *self, guint index)
{
  return index < self->items->len && is_wanted (self, index) && !is_left_out (self, index);
}

guint
fooled_cell_model_longest_label (FooledCellModel *self)
{
  glong longest = 1;

  for (guint i = 0; self->network != NULL && i < self->network->n_classes; i++)
    longest = MAX (longest, g_utf8_strlen (run_label_text (self->network->labels[i]), -1));
  return (guint) longest;
}

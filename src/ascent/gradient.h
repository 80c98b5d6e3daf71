// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "base/pool.h"

G_BEGIN_DECLS

/* A network at work on a batch of pictures: forward to its values, and backward to the pictures.
 * It belongs to one thread at a time; several share one AscNetwork, which must outlive them. The
 * same picture in the same slot of a batch of the same size gives the same bits. */
typedef struct _AscGradient AscGradient;

/* batch 1 .. 4096. Fails when the memory would pass what an executor may have. */
AscGradient *asc_gradient_new (const AscNetwork *network, guint batch, GError **error);
void asc_gradient_free (AscGradient *gradient);

/* From now on the threads of `pool` share each pass, where that pays; NULL: the calling thread
 * alone. As nn_executor_set_pool has it; without memory for it the calling thread stays alone. */
void asc_gradient_set_pool (AscGradient *gradient, BasePool *pool);

/* Puts a picture, in grey levels, in its slot. It stays there until the next one; slots never fed
 * hold the network's mean. */
void asc_gradient_feed (AscGradient *gradient, guint slot, const float *picture);
void asc_gradient_feed_levels (AscGradient *gradient, guint slot, const guint8 *levels);

/* Computes every value of every slot. FALSE when `interrupt`, which may be NULL, became other than
 * 0: called again with the same pictures it goes on, with the same result. */
gboolean asc_gradient_forward (AscGradient *gradient, const gint *interrupt);

/* Of one slot, after asc_gradient_forward; valid until the next one. */
const float *asc_gradient_scores (AscGradient *gradient, guint slot);      /* (n_classes) */
const float *asc_gradient_confidences (AscGradient *gradient, guint slot); /* (n_classes) */
const float *asc_gradient_value (AscGradient *gradient, NnValue value, guint slot);

/* The class with the highest confidence; the first one of equals. */
guint asc_gradient_label (AscGradient *gradient, guint slot);

/* Backward from `value` of the last forward pass, with d objective / d value of all slots,
 * (batch, shape). FALSE when it was interrupted: called again with the same gradient it goes on,
 * with the same result; a forward pass throws away what was begun. Values are not to be read any
 * more then. */
gboolean asc_gradient_backward (AscGradient *gradient,
                                NnValue value,
                                const float *value_gradient,
                                const gint *interrupt);

/* d objective / d grey level for one slot, (channels, height, width), after
 * asc_gradient_backward: scale times the gradient at the network's input. */
void asc_gradient_get (AscGradient *gradient, guint slot, float *picture_gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscGradient, asc_gradient_free)

G_END_DECLS

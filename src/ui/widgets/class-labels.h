// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Labels as the window shows them: in the user's language (run/label-text.h) and, where a class
 * looks on, without those that are not fit for it. What is computed and saved does not change: a
 * run evolves the same images, which are there again when the switch is off. */

/* Whether a class looks on: the key "fit-for-class", or somebody holds it. Property "active"
 * (boolean, read only). */
#define FOOLED_TYPE_CLASSROOM (fooled_classroom_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassroom, fooled_classroom, FOOLED, CLASSROOM, GObject)

/* The only one. Borrowed. */
FooledClassroom *fooled_classroom_get (void);

gboolean fooled_classroom_is_active (void);

/* Follows the key from now on. */
void fooled_classroom_bind (GSettings *settings);

/* A class looks on, whatever the key says, until it is released as often as it was held. */
void fooled_classroom_hold (void);
void fooled_classroom_release (void);

/* Calls changed (object) when it comes or goes, for as long as the object lives. */
void fooled_classroom_watch (gpointer object, GCallback changed);

/* Whether the label is not to be seen now. NULL is no label. */
gboolean fooled_label_is_left_out (const char *label);

/* The label in the user's language; "(left out)" where it is not to be seen. NULL gives NULL.
 * Borrowed, for as long as the label is good and the classroom does not change. */
const char *fooled_label_text (const char *label);

/* The first of the labels, the most likely one first, that is to be seen; n = none is. NULL is a
 * class without a label, which is seen. */
guint fooled_labels_first (char *const *labels, guint n);

/* To stand beside what is shown in the place of a label that is left out, so that no confidence is
 * taken for the highest. */
const char *fooled_left_out_note (void);

G_END_DECLS

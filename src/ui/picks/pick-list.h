// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "ui/picks/pick-item.h"

G_BEGIN_DECLS

/* The user's picks, newest first: a list model of FooledPickItem over the file on the disk. The
 * file is read and written by the background queue; what is in the list is on the disk. Asking
 * whether an image is among them costs no disk access. Main thread only.
 *
 * Property "error" (string, read-only): why the file cannot be read, or NULL.
 * Signals: "stored" (gpointer: StoreSpecimen *, borrowed; gboolean): the file has the pick now, or
 * has it no more; "failed" (string): a change was not made, and why. */
#define FOOLED_TYPE_PICK_LIST (fooled_pick_list_get_type ())
G_DECLARE_FINAL_TYPE (FooledPickList, fooled_pick_list, FOOLED, PICK_LIST, GObject)

/* Empty until it is loaded. */
FooledPickList *fooled_pick_list_new (void);

/* Opens the file and reads it. After a failure the list stays empty and the next change tries
 * again. */
void fooled_pick_list_load (FooledPickList *self);

/* The pick with the same network, class and genome, or NULL. Borrowed. */
FooledPickItem *fooled_pick_list_find (FooledPickList *self, const StoreSpecimen *specimen);

/* Whether there is a pick that was made in the same way: same network, encoding, seed, class,
 * generation, evaluation and confidence. For whoever has neither genome nor pixels; in one run that
 * is as good, because a champion is only replaced by one with a higher confidence. */
gboolean fooled_pick_list_has_origin (FooledPickList *self, const StoreSpecimen *origin);

/* Whether it is a pick, or is not, once all changes are made. */
gboolean fooled_pick_list_wants (FooledPickList *self, const StoreSpecimen *specimen);

/* Writes it on the disk, too; "failed" tells when that does not work. Nothing is done where it is
 * that already. */
void fooled_pick_list_set_note (FooledPickList *self, FooledPickItem *item, const char *note);

/* Makes the image a pick, or no more one. One that was removed before comes back as it was, with
 * its place and its note. The last wish counts: what is taken back before it is on
 * the disk is not told of. */
void fooled_pick_list_set_wanted (FooledPickList *self, StoreSpecimen *specimen, gboolean wanted);

G_END_DECLS

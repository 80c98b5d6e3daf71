// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/gradient.h"
#include "ascent/perturb.h"

G_BEGIN_DECLS

#define ASC_NOT_FOUND G_MAXUINT64

/* What the methods share: the picture, the network at work on one picture, and the smallest change
 * so far that succeeded. Pictures are in grey levels. Functions that compute return FALSE (or NULL)
 * when they were left: interrupted, or, when `error` is set then, what the network says is not a
 * number. */
typedef struct
{
  const AscNetwork *network;
  const AscPerturbSettings *settings;
  const guint8 *before; /* (size) */
  guint label;          /* of the picture before */
  AscGradient *gradient;
  float *score_gradient; /* (n_classes) */
  guint8 *tried;         /* (size): the last picture in whole grey levels */
  guint8 *best;          /* (size): what succeeded with the smallest change */
  guint64 best_distance; /* of it: sum of the squared differences; ASC_NOT_FOUND = nothing yet */
  guint iterations;      /* gradients computed */
  guint unfinished;      /* of them those of a part under way, which a restored one does again */
  double fraction;       /* of the longest way; for the progress */
  GError *error;
  AscLender lender; /* lend NULL = none */

  /* While it advances. */
  void (*watch) (gpointer data); /* NULL = none */
  gpointer watch_data;
  const gint *interrupt;
} AscAttack;

typedef enum
{
  ASC_ATTACK_GOING_ON,
  ASC_ATTACK_OVER,
  ASC_ATTACK_LEFT, /* interrupted, or with an error */
} AscAttackOutcome;

/* A method: one row of the table in perturb.c, and one file that fills it in. What it keeps between
 * two parts of its work is a struct of its own, `self`. */
typedef struct
{
  AscMethodInfo info;

  /* Sets what differs from the settings that all begin with; NULL = nothing. */
  void (*init_settings) (AscPerturbSettings *settings);

  gpointer (*make) (AscAttack *attack);
  void (*free) (gpointer self);

  /* The next part. The result is to be in the attack's `best`, or `tried` when nothing succeeded.
   * Interrupted in the middle it has left, and nothing in `self` that matters has changed: the
   * next call does the same again; or it goes on, and the next call with it. */
  AscAttackOutcome (*advance) (gpointer self);

  /* `restore` fills in what `make` made; what is out of range fails `in`. */
  void (*save) (gconstpointer self, GByteArray *out);
  void (*restore) (gpointer self, BaseUnpack *in);
} AscAttackRow;

extern const AscAttackRow asc_attack_lbfgs;
extern const AscAttackRow asc_attack_fgsm;
extern const AscAttackRow asc_attack_bim;
extern const AscAttackRow asc_attack_cw;

/* method < ASC_N_METHODS; static. */
const AscAttackRow *asc_attack_row (AscMethod method);

/* How the network scores a picture: (n_classes), valid until the next call. */
const float *asc_attack_scores (AscAttack *attack, const float *picture);

/* Whether scores name the target, or any other class than the picture had, lead by more than
 * rounding errors, and are as sure of it as the settings want. */
gboolean asc_attack_succeeds (const AscAttack *attack, const float *scores);

/* The class whose score the attack works on, at these scores, and TRUE when it is to become large,
 * FALSE when small. That is the target; without one it is the picture's own class, away from which
 * any way leads to another, but not to one that the network is sure of: where that is wanted, it is
 * the most likely other class. */
gboolean asc_attack_aim (const AscAttack *attack, const float *scores, guint *k);

/* After asc_attack_scores: d objective / d grey level from d objective / d score, which is in
 * attack->score_gradient. Lets who watches see the picture. The gradient of the first picture must
 * not be zero everywhere. */
gboolean asc_attack_backward (AscAttack *attack, const float *picture, float *picture_gradient);

/* Rounds the picture to whole grey levels, into `tried`, and looks whether it succeeds. */
gboolean asc_attack_try (AscAttack *attack, const float *picture, gboolean *success);

/* Sum of the squared differences from the picture before. */
guint64 asc_attack_distance (const AscAttack *attack, const guint8 *levels);

/* `tried` is the best so far. */
void asc_attack_keep (AscAttack *attack);

/* Tries the picture and keeps it when it succeeds with the smallest distance so far. */
gboolean asc_attack_try_smaller (AscAttack *attack, const float *picture, gboolean *success);

/* Numbers that are all finite; anything else fails `in`. */
void asc_unpack_floats (BaseUnpack *in, float *numbers, gsize n);
void asc_unpack_doubles (BaseUnpack *in, double *numbers, gsize n);

G_END_DECLS

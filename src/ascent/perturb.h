// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "base/pack.h"
#include "base/pool.h"

G_BEGIN_DECLS

/* Adversarial examples: a small change to a picture after which the network names another class. */
typedef enum /* each is a row of the table in perturb.c */
{
  ASC_METHOD_LBFGS, /* Szegedy et al. 2013, section 4.1: box-constrained L-BFGS */
  ASC_METHOD_FGSM,  /* Goodfellow, Shlens and Szegedy 2015: one step along the gradient's sign */
  ASC_METHOD_BIM,   /* Kurakin, Goodfellow and Bengio 2016: the same in small steps */
  ASC_METHOD_CW,    /* Carlini and Wagner 2017, L2 */
  ASC_N_METHODS,
} AscMethod;

/* What the command line and the window say of a method. Texts for people are untranslated. */
typedef struct
{
  const char *name; /* "lbfgs", "fgsm", "bim", "cw": for the command line and files */
  const char *title;
  const char *explanation;
  const char *iterations;      /* what that setting below is to it; NULL = it does not heed it */
  gboolean has_largest_change; /* whether it heeds this one */
} AscMethodInfo;

/* method < ASC_N_METHODS; static. */
const AscMethodInfo *asc_method_info (AscMethod method);

/* The info's name, and back. */
const char *asc_method_to_string (AscMethod method);
gboolean asc_method_from_string (const char *text, AscMethod *method);

#define ASC_ANY_OTHER (-1) /* any class but the one that the picture has */

typedef struct
{
  AscMethod method;
  gint target;           /* class, or ASC_ANY_OTHER */
  double largest_change; /* fgsm, bim: grey levels, 0 .. 255; 0 = the smallest of 1, 2, ... that
                            succeeds, up to ASC_LARGEST_SEARCHED and what the steps reach; bim
                            doubles it and then halves the gap */
  double step;           /* bim: grey levels an iteration, > 0 .. 255 */
  guint iterations;      /* bim: steps, all of which are taken; lbfgs, cw: at most so many for each
                            constant; 1 .. 100000 */
  guint searches;        /* lbfgs, cw: constants tried at most, 1 .. 100 */
  double constant;       /* lbfgs, cw: the first one, > 0 */
  double learning_rate;  /* cw: of Adam, > 0 */
  double margin;         /* cw: by how much the target's score has to lead, >= 0 ("kappa") */
  double confidence;     /* how sure the network has to become of the target, or of any other class:
                            0 .. ASC_MOST_SURE; 0 = it only has to name it */
} AscPerturbSettings;

#define ASC_LARGEST_SEARCHED 64
#define ASC_MOST_SURE        0.9999

/* What the papers use, as far as a laptop has the time. */
void asc_perturb_settings_init (AscPerturbSettings *settings, AscMethod method);

/* "largest-change=0 step=1 iterations=150 ..." without method and target. Caller frees. */
char *asc_perturb_settings_to_string (const AscPerturbSettings *settings);

/* All of them, for what is saved. Of what is read, ranges are asc_perturb_settings_check's. */
void asc_perturb_settings_pack (const AscPerturbSettings *settings, GByteArray *out);
void asc_perturb_settings_unpack (AscPerturbSettings *settings, BaseUnpack *in);

/* Whether each is in the range above, and the target a class of the network. BASE_ERROR_ARGUMENT,
 * or _NOT_FOUND for a class that is not there. */
gboolean asc_perturb_settings_check (const AscPerturbSettings *settings,
                                     const AscNetwork *network,
                                     GError **error);

/* What came of it. Every figure is of the picture in whole grey levels, which can be saved. */
typedef struct
{
  gboolean success;  /* the network names the target, or any other class, and is as sure of
                                it as the settings want */
  guint label;       /* what it named before */
  guint label_after; /* what it names now */
  float label_confidence_before, label_confidence_after; /* for `label`, 0 .. 1 */
  float confidence_before,
      confidence_after; /* for the target; with ASC_ANY_OTHER for label_after */
  guint8 *levels;    /* (channels, height, width); the smallest change that succeeded, else the last
                        one that was tried; owned */
  double distortion; /* sqrt (mean ((after - before)^2)), pixels in 0 .. 1 (Szegedy et al.) */
  guint max_change;  /* grey levels */
  guint iterations;  /* gradients computed */
} AscPerturbation;

void asc_perturbation_free (AscPerturbation *perturbation);

/* A search for one, a small part at a time. It belongs to one thread at a time; the network has to
 * outlive it. The same picture and settings give the same bits, however often it was interrupted,
 * saved and restored. */
typedef struct _AscPerturbRun AscPerturbRun;

/* levels: the picture that is changed, (channels, height, width) whole grey levels, copied. Errors:
 * settings out of range, not enough memory. */
AscPerturbRun *asc_perturb_run_new (const AscNetwork *network,
                                    const guint8 *levels,
                                    const AscPerturbSettings *settings,
                                    GError **error);
void asc_perturb_run_free (AscPerturbRun *run);

typedef enum
{
  ASC_PERTURB_GOING_ON,
  ASC_PERTURB_OVER,   /* there is a result */
  ASC_PERTURB_FAILED, /* and will not go on */
} AscPerturbState;

/* Called after each gradient, on the thread that advances; it may look at the progress. */
typedef void (*AscPerturbWatch) (gpointer data, const AscPerturbRun *run);

/* Who has threads to spare now and then. `lend` gives a pool, or NULL when there is none at the
 * moment; it is given back after one pass through the network, so soon that nobody has to be
 * interrupted. */
typedef struct
{
  BasePool *(*lend) (gpointer data);
  void (*give_back) (gpointer data);
  gpointer data;
} AscLender;

/* The lender, which is copied, has to outlive the run. The result does not depend on it. */
void asc_perturb_run_set_lender (AscPerturbRun *run, const AscLender *lender);

/* Does the next part: for L-BFGS all of the search with one constant, else a gradient or a look at
 * a picture. When `interrupt` becomes other than 0 it comes back within one layer, with
 * ASC_PERTURB_GOING_ON; the next call goes on with L-BFGS's search, and does another part again.
 * Saved in the middle, L-BFGS begins with that constant again. That nothing was found is not an
 * error (success = FALSE). Errors: the picture already has the target's label; the gradient is zero
 * or not a number, so that there is no way to go. watch and interrupt may be NULL. */
AscPerturbState asc_perturb_run_advance (AscPerturbRun *run,
                                         AscPerturbWatch watch,
                                         gpointer watch_data,
                                         const gint *interrupt,
                                         GError **error);

typedef struct
{
  double fraction;      /* 0 .. 1 of the longest way that it may take */
  guint iterations;     /* gradients computed */
  const guint8 *levels; /* the picture that was tried last, (channels, height, width); valid until
                           the next advance */
} AscPerturbProgress;

/* Between two calls of asc_perturb_run_advance, or while it watches. */
void asc_perturb_run_progress (const AscPerturbRun *run, AscPerturbProgress *progress);

/* The run's; NULL unless it is over. */
const AscPerturbation *asc_perturb_run_result (const AscPerturbRun *run);

const AscPerturbSettings *asc_perturb_run_settings (const AscPerturbRun *run);
const guint8 *asc_perturb_run_before (const AscPerturbRun *run); /* the picture as it was */

/* Between two calls of asc_perturb_run_advance, unless it failed. */
void asc_perturb_run_save (const AscPerturbRun *run, GByteArray *out);

/* Goes on exactly as the saved run would have, but that one which was over has to be advanced once
 * more for its result. Errors: as for asc_perturb_run_new; the bytes are damaged, of another
 * version, or for a network of another size. */
AscPerturbRun *asc_perturb_run_restore (const AscNetwork *network, BaseUnpack *in, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscPerturbation, asc_perturbation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscPerturbRun, asc_perturb_run_free)

G_END_DECLS

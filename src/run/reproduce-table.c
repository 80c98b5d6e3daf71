// SPDX-License-Identifier: GPL-3.0-or-later
/* The figures of the paper. What is said of it here was read in it, in what others noted of it, or
 * in its authors' code; where nothing was, a figure of ours stands alone. */
#include "run/reproduce-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LENET       "lenet-mnist"
#define LENET_TITLE N_ ("LeNet as Caffe trains it on MNIST")
#define LENET_REMARK                                                                                  \
  N_ ("The paper’s own weights are in its authors’ repository; name such a file with --network. " \
      "Here it is the LeNet that comes along, of the same layers.")
#define CAFFENET "caffenet"
#define AUTHORS  N_ ("README of the authors’ code")

/* Of the paper's supplement. */
#define CLIMBS "200,207,215,279,366,367,390,414,445,500,509,580,643,657,704,713,782,805,826,906"
#define RECOGNISABLE                                                                               \
  N_ ("With such a penalty, the paper says, images gain parts that people recognise; it gives no " \
      "confidence for them.")

#define ASCENT(NAME, TITLE, PRESET, BUDGET, PAPER, SOURCE, REMARK)                                 \
  {                                                                                                \
    .name = NAME, .title = TITLE, .section = "3.7", .kind = RUN_FIGURE_RUN,                        \
    .networks = { CAFFENET, "alexnet", "squeezenet-1.0" }, .paper_network = N_ ("CaffeNet"),       \
    .method = RUN_METHOD_ASCENT, .preset = PRESET, .classes = CLIMBS, .budget = BUDGET,            \
    .remark = REMARK, .values = {                                                                  \
      { "best_confidence", N_ ("Highest confidence, median of the classes"), RUN_VALUE_CONFIDENCE, \
        run_measure_best, PAPER, SOURCE },                                                         \
      { "top_1", N_ ("Classes at top-1, of 20"), RUN_VALUE_COUNT, run_measure_top_1 },             \
      { "above_0.9999", N_ ("Classes above 0.9999, of 20"), RUN_VALUE_COUNT, run_measure_9999 },   \
      { "seconds", N_ ("Time"), RUN_VALUE_SECONDS, run_measure_seconds },                          \
    }                                                                                              \
  }

static const RunFigure figures[] = {
  { .name = "mnist-direct",
    .title = N_ ("MNIST, pixels (direct encoding)"),
    .section = "3.1",
    .kind = RUN_FIGURE_RUN,
    .networks = { LENET },
    .paper_network = LENET_TITLE,
    .network_remark = LENET_REMARK,
    .method = RUN_METHOD_EVOLVE_PIXELS,
    .batch = 200,
    .generations = 200,
    .budget = N_ ("200 generations of 200"),
    .values = {
      { "generations_until_9999", N_ ("Generations until every digit has 99.99 %"), RUN_VALUE_COUNT,
        run_measure_generations, N_ ("under 50"), N_ ("section 3.1, figure 4") },
      { "median", N_ ("Median confidence at the end"), RUN_VALUE_CONFIDENCE, run_measure_median,
        N_ ("99.99 %"), N_ ("section 3.1") },
      { "seconds", N_ ("Time"), RUN_VALUE_SECONDS, run_measure_seconds },
    } },
  { .name = "mnist-cppn",
    .title = N_ ("MNIST, CPPN (indirect encoding)"),
    .section = "3.2",
    .kind = RUN_FIGURE_RUN,
    .networks = { LENET },
    .paper_network = LENET_TITLE,
    .network_remark = LENET_REMARK,
    .method = RUN_METHOD_EVOLVE_CPPN,
    .batch = 200,
    .generations = 200,
    .budget = N_ ("200 generations of 200"),
    .values = {
      { "generations_until_9999", N_ ("Generations until every digit has 99.99 %"), RUN_VALUE_COUNT,
        run_measure_generations },
      { "median", N_ ("Median confidence at the end"), RUN_VALUE_CONFIDENCE, run_measure_median },
      { "seconds", N_ ("Time"), RUN_VALUE_SECONDS, run_measure_seconds,
        N_ ("about 5 minutes, on 4 cores"), AUTHORS },
    } },
  { .name = "imagenet-cppn",
    .title = N_ ("ImageNet’s thousand classes, CPPN"),
    .section = "3.4",
    .kind = RUN_FIGURE_RUN,
    .networks = { CAFFENET, "alexnet", "squeezenet-1.0" },
    .paper_network = N_ ("CaffeNet"),
    .method = RUN_METHOD_EVOLVE_CPPN,
    .batch = 400,
    .n_crops = 10,
    .default_evaluations = 20000,
    .budget = N_ ("5000 generations of 400, ten crops an image: 2,000,800 evaluations"),
    .values = {
      { "median", N_ ("Median confidence at the end"), RUN_VALUE_CONFIDENCE, run_measure_median,
        N_ ("88.1 %"), N_ ("section 3.4") },
      { "classes_at_99_percent", /* xgettext:no-c-format */ N_ ("Classes at 99 % or more"), RUN_VALUE_COUNT,
        run_measure_certain },
      { "seconds", N_ ("Time"), RUN_VALUE_SECONDS, run_measure_seconds,
        N_ ("about 4 days, on 128 cores"), AUTHORS },
    } },
  { .name = "transfer",
    .title = N_ ("Images made for one network, shown to another"),
    .section = "3.5",
    .kind = RUN_FIGURE_TRANSFER,
    .networks = { LENET },
    .paper_network = LENET_TITLE,
    .network_remark = LENET_REMARK,
    .method = RUN_METHOD_EVOLVE_CPPN,
    .batch = 200,
    .generations = 200,
    .budget = N_ ("200 generations of 200"),
    .remark = N_ ("The second network has the same layers and other first weights. How many of "
                  "the images fool it, the paper does not say, as far as is known."),
    .values = {
      { "median", N_ ("Median confidence of the first network"), RUN_VALUE_CONFIDENCE,
        run_measure_median },
      { "same", N_ ("Images that the second takes for the same"), RUN_VALUE_COUNT,
        run_measure_same },
      { "same_confidence", N_ ("Its median confidence in these"), RUN_VALUE_CONFIDENCE,
        run_measure_same_confidence },
    } },
  { .name = "retraining",
    .title = N_ ("MNIST, networks trained on what fooled the ones before"),
    .section = "3.6",
    .kind = RUN_FIGURE_RETRAINING,
    .paper_network = LENET_TITLE,
    .method = RUN_METHOD_EVOLVE_CPPN,
    .budget = N_ ("many rounds"),
    .remark = /* xgettext:no-c-format */
              N_ ("The paper did the same with ImageNet, where the median fell from 88.1 % to "
                  "11.7 %; the pictures for that cannot be got from here."),
    .values = {
      { "first_median", N_ ("Median confidence of DNN 1 in new images"), RUN_VALUE_CONFIDENCE,
        run_measure_first_network },
      { "last_median", N_ ("The same of the last network"), RUN_VALUE_CONFIDENCE,
        run_measure_last_network, N_ ("still fooled"), N_ ("section 3.6") },
      { "lowest_median", N_ ("The lowest after DNN 1"), RUN_VALUE_CONFIDENCE,
        run_measure_lowest_network },
      { "recognised", N_ ("Held-out rubbish that the last network recognises"), RUN_VALUE_SHARE,
        run_measure_recognised },
    } },
  ASCENT ("ascent-plain", N_ ("Gradient ascent that nothing holds back"), "plain",
          N_ ("500 iterations, 20 classes, 5 starts each"), N_ ("99.99 %"),
          N_ ("section 3.7, figure 13"), NULL),
  ASCENT ("ascent-l2", N_ ("Gradient ascent with an L2 penalty"), "l2",
          N_ ("1500 iterations, 20 classes, 5 starts each"), NULL, NULL, RECOGNISABLE),
  ASCENT ("ascent-l2-blur", N_ ("Gradient ascent with an L2 penalty and blur"), "l2-blur",
          N_ ("1000 iterations, 20 classes, 5 starts each"), NULL, NULL, RECOGNISABLE),
  ASCENT ("ascent-all", N_ ("Gradient ascent with penalty, blur and clearing"), "all",
          N_ ("1500 iterations, 20 classes, 5 starts each"), NULL, NULL, RECOGNISABLE),
};

const RunFigure *
run_figures (guint *n)
{
  *n = G_N_ELEMENTS (figures);
  return figures;
}

const RunFigure *
run_figure_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (figures[i].name, name) == 0)
      return &figures[i];
  return NULL;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-options.h"

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-names.h"
#include "cli/cli-output.h"
#include "run/ancestry.h"
#include "run/noise.h"
#include "run/pages.h"
#include "run/retraining.h"
#include "run/settings.h"

#define MAX_EPOCHS 100000
#define MAX_SHIFT  1000
#define MAX_SIDE   1024

/* What an option's value is, and the type of what it goes into. */
typedef enum
{
  KIND_FLAG,  /* none; gboolean */
  KIND_TEXT,  /* char *, UTF-8 */
  KIND_FILE,  /* char *, in the file system's encoding */
  KIND_NAME,  /* one of the names; its number: guint, or an enum */
  KIND_WHOLE, /* a whole number from `least` to `most`; guint64 */
  KIND_COUNT, /* the same; guint, or int */
  KIND_REAL,  /* a number with a decimal point; double */
  KIND_CROPS, /* 1 or 10; guint */
} Kind;

/* What --help adds to the sentence of an option that has names. */
typedef enum
{
  NAMES_AND_FIRST, /* them, and that the first is the usual one */
  NAMES_ALONE,
  NAMES_SAID, /* nothing: the sentence explains each */
} Listing;

static const struct
{
  const char *name;
  Kind kind;
  const char *value; /* what --help calls it */
  const char *help;
  double least, most; /* G_MAXUINT64 is the nearest double: no limit but the type's */
  CliNames names;
  Listing listing;
} table[] = {
  { "animation", KIND_FILE, N_ ("FILE"),
    N_ ("Save the images one after the other in this WebP file") },
  { "architecture", KIND_TEXT, N_ ("NAME"), N_ ("Kind of network"),
    .names = cli_architecture_name },
  { "as-in-paper", KIND_FLAG, NULL,
    N_ ("What is not given as in the paper: --batch 200 --parents uniform --tournament 1 "
        "--strengths 1") },
  { "batch", KIND_COUNT, N_ ("N"), N_ ("Offspring a generation (40)"), RUN_MIN_BATCH,
    RUN_MAX_BATCH },
  { "brightness", KIND_REAL, N_ ("X"),
    N_ ("Make pictures up to this share brighter or darker, such as 0.2 (0)"), 0, 1 },
  { "class", KIND_TEXT, N_ ("N"), N_ ("Which class (the one that the network takes it for)") },
  { "classes", KIND_TEXT, N_ ("LIST"), N_ ("Classes that are wanted, such as 0,3-5 (all)") },
  { "control", KIND_FLAG, NULL,
    N_ ("Fill the class of rubbish with noise in place of images that fool") },
  { "coordinates", KIND_NAME, N_ ("UNITS"), N_ ("Units of a CPPN's coordinates, -1 to 1 or pixels"),
    .names = cli_coordinates_name },
  { "crops", KIND_CROPS, N_ ("1|10"),
    N_ ("Crops of a picture to score and average: 1 of the centre, or 10 (as the network's card "
        "says)") },
  { "data", KIND_FILE, N_ ("DIR-OR-ID"),
    N_ ("Folder with a data set: IDX files as MNIST's, CIFAR-10's binary files, or a folder of "
        "pictures for each class; or the name of one that “fooled-cli data-sets” lists") },
  { "data-set", KIND_TEXT, N_ ("TEXT"), N_ ("The data set's name, for the card") },
  { "decay", KIND_REAL, N_ ("X"), N_ ("Weight decay (0.0005)"), 0, 1 },
  { "dpi", KIND_COUNT, N_ ("N"), N_ ("Pixels an inch of paper (300)"), RUN_PAGES_MIN_DPI,
    RUN_PAGES_MAX_DPI },
  { "encoding", KIND_NAME, N_ ("ENCODING"), N_ ("How genomes describe images"),
    .names = cli_encoding_name, .listing = NAMES_ALONE },
  { "encoding-or-ascent", KIND_NAME, N_ ("ENCODING"), N_ ("How images that fool are made"),
    .names = cli_method_name },
  { "enough", KIND_REAL, N_ ("CONFIDENCE"),
    N_ ("End a class's climb once its confidence is greater, such as 0.9999 (never)"), 0, 1 },
  { "epochs", KIND_COUNT, N_ ("N"), N_ ("How often to go through all pictures"), 1, MAX_EPOCHS },
  { "epsilon", KIND_REAL, N_ ("E"),
    N_ ("The largest change of a pixel in grey levels, 0 to 255 (the smallest that is enough)"), 0,
    255 },
  { "evaluations", KIND_WHOLE, N_ ("N"),
    N_ ("End with the generation, or iteration, in which so many evaluations are reached; a "
        "gradient counts as three"),
    1, G_MAXINT64 },
  { "from", KIND_FILE, N_ ("IMAGE[,IMAGE…]"),
    N_ ("Begin with these saved images in place of random ones; with --encoding pixels, pictures "
        "of "
        "any kind") },
  { "generations", KIND_WHOLE, N_ ("N"), N_ ("How many generations to evolve"), 1, G_MAXINT64 },
  { "go-on", KIND_FLAG, NULL,
    N_ ("Begin each network with the weights of the one before (from scratch)") },
  { "gradient", KIND_REAL, N_ ("SHARE"),
    N_ ("cppn: the largest share of the evaluations with which champions follow the network's "
        "gradient, 0 to 1 (0); less is spent on it while it gains less than mutation does"),
    0, 1 },
  { "heat", KIND_NAME, N_ ("METHOD"), N_ ("Which of the methods above"), .names = cli_heat_name },
  { "image", KIND_FILE, N_ ("FILE"), N_ ("The picture, a file") },
  { "images", KIND_COUNT, N_ ("N"), N_ ("How many images of noise (1000)"), 1, RUN_RUBBISH_MAX },
  { "image-set", KIND_FILE, N_ ("DIR"), N_ ("A set: a folder of images, a session, or an image") },
  { "iterations", KIND_COUNT, N_ ("N"), N_ ("How many steps (as the preset says)"), 1,
    ASC_MAX_ITERATIONS },
  { "json", KIND_FLAG, NULL, N_ ("Print the result as a JSON object on the last line") },
  { "labels", KIND_FILE, N_ ("FILE"), N_ ("Text file with the name of one class a line") },
  { "last-layer", KIND_FLAG, NULL, N_ ("Only the network's last layer learns") },
  { "method", KIND_NAME, N_ ("METHOD"), N_ ("Which of the methods above"),
    .names = cli_attack_name },
  { "mirror", KIND_FLAG, NULL, N_ ("Show every other picture mirrored") },
  { "momentum", KIND_REAL, N_ ("X"), N_ ("Share of the last update in the next one (0.9)"), 0, 1 },
  { "name", KIND_TEXT, N_ ("TEXT"), N_ ("The network's name, for its card") },
  { "network", KIND_FILE, N_ ("ID-OR-FILE"), N_ ("Which network") },
  { "networks", KIND_FILE, N_ ("ID-OR-FILE[,ID-OR-FILE…]"), N_ ("Which networks") },
  { "no-captions", KIND_FLAG, NULL, N_ ("Leave the captions out") },
  { "noise", KIND_NAME, N_ ("NOISE"),
    N_ ("uniform: every grey level equally likely; normal: numbers around 0, as wide as black "
        "to white (uniform)"),
    .names = cli_noise_name, .listing = NAMES_SAID },
  { "objective", KIND_TEXT, N_ ("OBJECTIVE"),
    N_ ("What to make large: confidence, score (before the softmax), or the name of a layer, whose "
        "units the classes then are (as the preset says)") },
  { "optimizer", KIND_NAME, N_ ("NAME"), N_ ("How weights are changed"),
    .names = cli_optimizer_name },
  { "out", KIND_FILE, N_ ("FILE"), N_ ("Save it in this PNG file") },
  { "output", KIND_FILE, N_ ("DIR"),
    N_ ("Save one PNG a class, and all of them in grid.png, in this folder") },
  { "parents", KIND_NAME, N_ ("CELLS"),
    N_ ("Whose champions become parents: uniform, any; recent, rather where champions changed "
        "often "
        "of late; curious, rather those whose children won before (uniform, the paper's)"),
    .names = cli_parent_choice_name, .listing = NAMES_SAID },
  { "paper", KIND_NAME, N_ ("PAPER"), N_ ("The paper of a PDF or SVG file"),
    .names = cli_paper_name },
  { "picks", KIND_FLAG, NULL, N_ ("The picks are a set, too") },
  { "picture", KIND_FILE, N_ ("FILE"), N_ ("Save the table as this PNG file") },
  { "plain", KIND_FLAG, NULL, N_ ("Only the map, without the picture and what the colours mean") },
  { "preset", KIND_TEXT, N_ ("NAME"), N_ ("Published settings, listed above (plain)") },
  { "rate", KIND_REAL, N_ ("X"), N_ ("Learning rate at the start (0.01, with adam 0.001)"), 1e-9,
    100 },
  { "rounds", KIND_COUNT, N_ ("N"), N_ ("How many networks, one after the other (15)"),
    RUN_RETRAINING_MIN_ROUNDS, RUN_RETRAINING_MAX_ROUNDS },
  { "runs", KIND_COUNT, N_ ("N"), N_ ("Runs against each network (14; ascent: 70)"),
    RUN_RETRAINING_MIN_RUNS, RUN_RETRAINING_MAX_RUNS },
  { "schedule", KIND_NAME, N_ ("NAME"), N_ ("How the learning rate goes on"),
    .names = cli_schedule_name },
  { "screening", KIND_FLAG, NULL,
    N_ ("Where ten crops are scored: all ten only of children whose centre crop beats some "
        "champion's; faster, and another result") },
  { "seconds", KIND_COUNT, N_ ("N"), N_ ("Length of the animation (10)"), RUN_ANIMATION_MIN_SECONDS,
    RUN_ANIMATION_MAX_SECONDS },
  { "seed", KIND_WHOLE, N_ ("N"), N_ ("The same seed gives the same result (1)"), 0, G_MAXUINT64 },
  { "session", KIND_FILE, N_ ("FILE"),
    N_ ("Save in this file at least every five seconds, or go on with what is saved there") },
  { "shift", KIND_COUNT, N_ ("N"), N_ ("Move pictures by up to so many pixels (0)"), 0, MAX_SHIFT },
  { "side", KIND_COUNT, N_ ("N"), N_ ("Resize pictures to so many pixels each way"), 8, MAX_SIDE },
  { "size", KIND_COUNT, N_ ("N"),
    N_ ("PNG: pixels of the longer side, up to 16384 (4096); of several images, of each (512)"), 1,
    RUN_POSTER_MAX_SIDE },
  { "start", KIND_NAME, N_ ("START"), N_ ("Where to start, if not where the preset says"),
    .names = cli_start_name, .listing = NAMES_ALONE },
  { "step-epochs", KIND_COUNT, N_ ("N"), N_ ("step: so many epochs at one rate (10)"), 1,
    MAX_EPOCHS },
  { "step-factor", KIND_REAL, N_ ("X"), N_ ("step: the next rate is this times the last (0.1)"), 0,
    1 },
  { "strip", KIND_FILE, N_ ("FILE"), N_ ("Save the images side by side in this PNG file") },
  { "strengths", KIND_COUNT, N_ ("N"),
    N_ ("Mutation strengths of which each child draws one, each four times the next; 1 is the "
        "paper's (3)"),
    1, EVO_MAX_STRENGTHS },
  { "sure", KIND_REAL, N_ ("P"),
    N_ ("How sure the network has to become, 0 to 0.9999 (0: until it changes its mind)"), 0,
    0.9999 },
  { "target", KIND_TEXT, N_ ("N"), N_ ("The class that it is to be taken for, or any (any)") },
  { "test-images", KIND_COUNT, N_ ("N"),
    N_ ("Images of rubbish a round that no network is trained on (1000)"), 1,
    RUN_RETRAINING_MAX_IMAGES },
  { "threads", KIND_COUNT, N_ ("N"),
    N_ ("Compute threads (one a processor); they do not change the result"), 1, RUN_MAX_THREADS },
  { "tournament", KIND_COUNT, N_ ("N"),
    N_ ("A parent is the newest of so many champions drawn; 1 is the paper's, any champion (4 "
        "where more than 50 classes are evolved for, else 1)"),
    1, EVO_MAX_TOURNAMENT },
  { "train-images", KIND_COUNT, N_ ("N"), N_ ("Images of rubbish to train on, a round (6000)"), 1,
    RUN_RETRAINING_MAX_IMAGES },
  { "vary", KIND_REAL, N_ ("X"),
    N_ ("Draw pictures anew each time: turned, sized, recoloured, on other grounds where they are "
        "transparent; 1 is much (0)"),
    0, 1 },
};

static gboolean
wrong_usage (const char *message)
{
  cli_error ("%s", message);
  g_printerr (_ ("Try “%s --help”."), g_get_prgname ());
  g_printerr ("\n");
  return FALSE;
}

static gboolean
parse_whole (const char *option, const char *text, guint64 min, guint64 max, guint64 *value)
{
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;
  g_autofree char *message = NULL;

  if (g_ascii_string_to_unsigned (text, 10, min, max, value, NULL))
    return TRUE;
  least = cli_count (min);
  most = cli_count (max);
  if (max >= G_MAXINT64)
    message = g_strdup_printf (_ ("--%s has to be a whole number of at least %s, not “%s”."),
                               option, least, text);
  else
    message = g_strdup_printf (_ ("--%s has to be a whole number from %s to %s, not “%s”."), option,
                               least, most, text);
  return wrong_usage (message);
}

gboolean
cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value)
{
  guint64 wide;

  if (!parse_whole (option, text, min, max, &wide))
    return FALSE;
  *value = (guint) wide;
  return TRUE;
}

static gboolean
parse_real (const char *option, const char *text, double min, double max, double *value)
{
  g_autofree char *message = NULL;
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end != text && *end == '\0' && number >= min && number <= max)
    {
      *value = number;
      return TRUE;
    }
  message = g_strdup_printf (_ ("--%s has to be a number from %g to %g, not “%s”."), option, min,
                             max, text);
  return wrong_usage (message);
}

static gboolean
parse_name (const char *option, const char *text, CliNames names, guint *number)
{
  g_autofree char *list = NULL;
  g_autofree char *message = NULL;
  const char *name;

  for (guint i = 0; (name = names (i)) != NULL; i++)
    if (*name != '\0' && g_ascii_strcasecmp (text, name) == 0)
      {
        *number = i;
        return TRUE;
      }
  list = cli_names_list (names);
  message = g_strdup_printf (_ ("--%s has to be one of these, not “%s”: %s."), option, text, list);
  return wrong_usage (message);
}

static gboolean
parse_crops (const char *text, guint *n_crops)
{
  g_autofree char *message = NULL;

  if (g_str_equal (text, "1") || g_str_equal (text, "10"))
    {
      *n_crops = text[1] == '\0' ? 1 : 10;
      return TRUE;
    }
  message = g_strdup_printf (_ ("--crops has to be 1 or 10, not “%s”."), text);
  return wrong_usage (message);
}

/* What g_option_context_parse leaves of an option; and what its --help says. */
typedef struct
{
  char *text;
  gboolean flag;
  char *help;
} Raw;

static gsize
find_row (const CliOption *option)
{
  const char *name = option->row != NULL ? option->row : option->name;

  for (gsize row = 0; row < G_N_ELEMENTS (table); row++)
    if (g_str_equal (name, table[row].name))
      return row;
  g_error ("there is no option --%s", name);
}

static guint64
most_of (gsize row)
{
  return table[row].most >= (double) G_MAXUINT64  ? G_MAXUINT64
         : table[row].most >= (double) G_MAXINT64 ? G_MAXINT64
                                                  : (guint64) table[row].most;
}

/* Puts what was given where the command wants it. */
static gboolean
take (const CliOption *option, Raw *raw)
{
  gsize row = find_row (option);
  gboolean given = raw->flag || raw->text != NULL;

  if (!given && option->required)
    return cli_require (option->name, NULL);
  if (!given)
    return TRUE;
  if (option->given != NULL)
    *option->given = TRUE;
  switch (table[row].kind)
    {
    case KIND_FLAG:
      *(gboolean *) option->value = TRUE;
      return TRUE;
    case KIND_TEXT:
    case KIND_FILE:
      g_free (*(char **) option->value);
      *(char **) option->value = g_steal_pointer (&raw->text);
      return TRUE;
    case KIND_NAME:
      return parse_name (option->name, raw->text, table[row].names, option->value);
    case KIND_WHOLE:
      return parse_whole (option->name, raw->text, (guint64) table[row].least, most_of (row),
                          option->value);
    case KIND_COUNT:
      return cli_parse_uint (option->name, raw->text, (guint) table[row].least,
                             (guint) table[row].most, option->value);
    case KIND_REAL:
      return parse_real (option->name, raw->text, table[row].least, table[row].most, option->value);
    case KIND_CROPS:
    default:
      return parse_crops (raw->text, option->value);
    }
}

/* Caller frees. */
static char *
help_of (const CliOption *option, gsize row)
{
  const char *sentence = _ (option->help != NULL ? option->help : table[row].help);
  g_autofree char *list = NULL;
  g_autofree char *names = NULL;

  if (table[row].names == NULL || table[row].listing == NAMES_SAID)
    return g_strdup (sentence);
  list = cli_names_list (table[row].names);
  names = table[row].listing == NAMES_ALONE
              ? g_steal_pointer (&list)
              : g_strdup_printf ("%s (%s)", list, table[row].names (0));
  return g_strdup_printf (_ ("%s: %s"), sentence, names);
}

static GOptionEntry
entry_of (const CliOption *option, Raw *raw)
{
  gsize row = find_row (option);
  gboolean is_flag = table[row].kind == KIND_FLAG;

  raw->help = help_of (option, row);
  return (GOptionEntry){
    .long_name = option->name,
    .arg = is_flag                        ? G_OPTION_ARG_NONE
           : table[row].kind == KIND_FILE ? G_OPTION_ARG_FILENAME
                                          : G_OPTION_ARG_STRING,
    .arg_data = is_flag ? (gpointer) &raw->flag : (gpointer) &raw->text,
    .description = raw->help,
    .arg_description = table[row].value,
  };
}

static gboolean
parse (char ***arguments, const GOptionEntry *entries, const char *rest, const char *summary)
{
  g_autoptr (GOptionContext) context = g_option_context_new (rest);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, CLI_STATUS_HELP);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, arguments, &error))
    return wrong_usage (error->message);
  if ((*arguments)[1] == NULL)
    return TRUE;
  message = g_strdup_printf (_ ("The argument “%s” is one too many."), (*arguments)[1]);
  return wrong_usage (message);
}

gboolean
cli_parse_options (char ***arguments,
                   const CliOption *options,
                   const char *rest,
                   char ***words,
                   const char *summary)
{
  GOptionEntry entries[G_N_ELEMENTS (table) + 2] = { 0 };
  Raw raw[G_N_ELEMENTS (table)] = { 0 };
  gboolean good;
  guint n = 0;

  for (; options[n].name != NULL; n++)
    {
      g_assert (n < G_N_ELEMENTS (table));
      entries[n] = entry_of (&options[n], &raw[n]);
    }
  if (rest != NULL)
    entries[n] = (GOptionEntry){ .long_name = G_OPTION_REMAINING,
                                 .arg = G_OPTION_ARG_FILENAME_ARRAY,
                                 .arg_data = words };
  good = parse (arguments, entries, rest, summary);
  for (guint i = 0; i < n; i++)
    {
      good = good && take (&options[i], &raw[i]);
      g_free (raw[i].text);
      g_free (raw[i].help);
    }
  return good;
}

gboolean
cli_require (const char *option, const void *value)
{
  g_autofree char *message = NULL;

  if (value != NULL)
    return TRUE;
  message = g_strdup_printf (_ ("The option --%s is missing."), option);
  return wrong_usage (message);
}

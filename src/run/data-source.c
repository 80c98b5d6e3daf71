// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/data-sets-private.h"

#include "formats/checksum.h"
#include "formats/download.h"

#define TIMEOUT 30

static const char *const mnist_folders[] = {
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  NULL,
};

static const char *const fashion_mnist_folders[] = {
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  NULL,
};

static const RunDataSource sources[] = {
  { "mnist",
    "MNIST",
    mnist_folders,
    { { "t10k-images-idx3-ubyte.gz", 1648877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6" },
      { "t10k-labels-idx1-ubyte.gz", 4542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6" },
      { "train-images-idx3-ubyte.gz", 9912422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609" },
      { "train-labels-idx1-ubyte.gz", 28881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c" } } },
  { "fashion-mnist",
    "Fashion-MNIST",
    fashion_mnist_folders,
    { { "t10k-images-idx3-ubyte.gz", 4422102,
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073" },
      { "t10k-labels-idx1-ubyte.gz", 5148,
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5" },
      { "train-images-idx3-ubyte.gz", 26421880,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84" },
      { "train-labels-idx1-ubyte.gz", 29515,
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845" } } },
};

static const RunDataSource *known = sources;
static guint n_known = G_N_ELEMENTS (sources);

const RunDataSource *
run_data_sources (guint *n)
{
  *n = n_known;
  return known;
}

void
run_data_sources_replace (const RunDataSource *others, guint n)
{
  known = others != NULL ? others : sources;
  n_known = others != NULL ? n : G_N_ELEMENTS (sources);
}

const RunDataSource *
run_data_source_find (const char *id_or_name)
{
  for (guint i = 0; i < n_known; i++)
    if (g_ascii_strcasecmp (id_or_name, known[i].id) == 0 ||
        g_ascii_strcasecmp (id_or_name, known[i].name) == 0)
      return &known[i];
  return NULL;
}

guint64
run_data_source_size (const RunDataSource *source, guint n_files)
{
  guint64 size = 0;

  for (guint i = 0; i < n_files; i++)
    size += source->files[i].size;
  return size;
}

/* One file's progress as a part of all of them. */
typedef struct
{
  void (*progress) (gpointer data, guint64 n_bytes, guint64 total);
  gpointer data;
  guint64 before; /* bytes of the files that are done */
  guint64 total;  /* of all */
} Whole;

static void
on_progress (const FmtDownloadProgress *progress, gpointer data)
{
  const Whole *whole = data;

  if (whole->progress != NULL)
    whole->progress (whole->data, whole->before + progress->n_bytes, whole->total);
}

static char **
addresses (const RunDataSource *source, guint file)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *mirror = g_getenv ("FOOLED_DATA_SETS_MIRROR");

  if (mirror != NULL)
    {
      g_autofree char *address = g_strconcat (mirror, g_str_has_suffix (mirror, "/") ? "" : "/",
                                              source->id, "/", source->files[file].name, NULL);

      g_strv_builder_add (builder, address);
      return g_strv_builder_end (builder);
    }
  for (guint i = 0; source->folders[i] != NULL; i++)
    {
      g_autofree char *address = g_strconcat (source->folders[i], source->files[file].name, NULL);

      g_strv_builder_add (builder, address);
    }
  return g_strv_builder_end (builder);
}

static gboolean
get_file (const RunDataSource *source,
          guint file,
          const char *folder,
          Whole *whole,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *path = g_build_filename (folder, source->files[file].name, NULL);
  g_autofree char *checksum = g_strconcat ("sha256:", source->files[file].sha256, NULL);
  g_auto (GStrv) from = addresses (source, file);
  FmtDownload download = {
    .name = source->name,
    .path = path,
    .sources = (const char *const *) from,
    .checksum = checksum,
    .size = source->files[file].size,
    .timeout = TIMEOUT,
  };

  if (!fmt_checksum_fits_file (checksum, path, cancellable, NULL) &&
      !fmt_download (&download, on_progress, whole, cancellable, error))
    return FALSE;
  whole->before += source->files[file].size;
  return TRUE;
}

gboolean
run_data_source_get (const RunDataSource *source,
                     guint n_files,
                     const char *folder,
                     void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                     gpointer progress_data,
                     GCancellable *cancellable,
                     GError **error)
{
  Whole whole = { .progress = progress,
                  .data = progress_data,
                  .total = run_data_source_size (source, n_files) };

  for (guint i = 0; i < n_files; i++)
    if (!get_file (source, i, folder, &whole, cancellable, error))
      return FALSE;
  return TRUE;
}

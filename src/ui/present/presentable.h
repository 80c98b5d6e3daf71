// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* What a page shows when it is presented: full screen, read from the back row. A page takes part by
 * implementing FooledPresentable, of which one function has to be there, `describe`; the stage asks
 * for the rest when it needs it, and only for what is in sight. The page goes on as it is, with its
 * own work and its own snapshots, and calls fooled_presentable_changed when there is news. */

/* A picture with what is said of it. */
typedef struct
{
  char *title;         /* above it, such as "Before"; NULL = none. Owned, as the others */
  char *label;         /* what it is taken for; NULL = nothing is said */
  char *value;         /* how sure the network is, for people; NULL = nothing is said */
  BaseImage *image;    /* owned; NULL = there is none yet */
  GdkTexture *overlay; /* over it, stretched to its size; NULL = nothing. Owned */
  float strength;      /* 0 .. 1: of many tiles the strong ones come by more often */
  guint64 stamp;       /* rises when the picture became better */
  gboolean starred;
} FooledTile;

void fooled_tile_clear (FooledTile *tile);

/* What is enlarged when there are too many tiles for one screen, or none is chosen by hand. */
typedef enum
{
  FOOLED_SPOTLIGHT_NEWEST, /* too many: the one that became better last; else none */
  FOOLED_SPOTLIGHT_SLIDES, /* one after the other */
  FOOLED_SPOTLIGHT_ALWAYS, /* the one that became better last, however few there are */
} FooledSpotlight;

typedef struct
{
  char *line;     /* one line of what goes on; owned */
  guint n_tiles;  /* with numbers of the page's own, see `list` */
  guint64 number; /* of the collection: another one means that tiles are others than before */
  gint newest;    /* number of the tile that became better last, or -1 */
  FooledSpotlight spotlight;
  gboolean can_run;  /* there is something to start or to pause */
  gboolean running;  /* it goes on, or will once the last command is obeyed */
  gboolean can_star; /* what is enlarged can become a pick, by "win.star" */
} FooledScene;

void fooled_scene_clear (FooledScene *scene);

#define FOOLED_TYPE_PRESENTABLE (fooled_presentable_get_type ())
G_DECLARE_INTERFACE (FooledPresentable, fooled_presentable, FOOLED, PRESENTABLE, GtkWidget)

struct _FooledPresentableInterface
{
  GTypeInterface parent_interface;

  /* All that there is at the moment. scene: zeros, newest -1. */
  void (*describe) (FooledPresentable *self, FooledScene *scene);

  /* The numbers of its tiles, (n_tiles) guint, those that are to be seen first at the front.
   * Seldom called. strongest: by strength. NULL = 0, 1, 2, ... Caller unrefs. */
  GArray *(*list) (FooledPresentable *self, gboolean strongest);

  /* One tile, which is in sight. enlarged: the best picture there is. tile: zeros, and left so for
   * one that has just gone. Needed when there are tiles. */
  void (*read_tile) (FooledPresentable *self, guint number, gboolean enlarged, FooledTile *tile);

  /* That tile is enlarged now; -1 = none. by_hand: the page selects it, too, and it stays selected
   * when people return to the page. Optional. */
  void (*select) (FooledPresentable *self, gint number, gboolean by_hand);

  /* In which size pictures are wanted: device pixels of a side; 0 = in the page's own again, it is
   * not presented any more. Optional. */
  void (*set_side) (FooledPresentable *self, guint device_pixels);

  /* Starts or pauses what goes on. Needed where scene.can_run is set, but for slides, which the
   * stage starts and pauses itself. */
  void (*toggle) (FooledPresentable *self);

  /* A widget of the page's own making beside the tiles (a plot, a table), or in their place when
   * there are none; it inherits a font to be read from far. One with controls gets the keyboard,
   * and all keys but Escape and Tab while it has it. Optional, both or none. */
  GtkWidget *(*create_figure) (FooledPresentable *self);
  void (*update_figure) (FooledPresentable *self, GtkWidget *figure);
};

/* Signal "presentation-changed". Cheap when nobody presents the page. */
void fooled_presentable_changed (FooledPresentable *self);

void fooled_presentable_describe (FooledPresentable *self, FooledScene *scene);
GArray *fooled_presentable_list (FooledPresentable *self, guint n_tiles, gboolean strongest);
void fooled_presentable_read_tile (FooledPresentable *self,
                                   guint number,
                                   gboolean enlarged,
                                   FooledTile *tile);
void fooled_presentable_select (FooledPresentable *self, gint number, gboolean by_hand);
void fooled_presentable_set_side (FooledPresentable *self, guint device_pixels);
void fooled_presentable_toggle (FooledPresentable *self);
GtkWidget *fooled_presentable_create_figure (FooledPresentable *self); /* may be NULL */
void fooled_presentable_update_figure (FooledPresentable *self, GtkWidget *figure);

G_END_DECLS

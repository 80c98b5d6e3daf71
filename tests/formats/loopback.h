// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A web server on 127.0.0.1 that misbehaves as its paths say, whatever follows after a "/":
 *   /good        the content; knows ranges
 *   /plain       the content; knows no ranges
 *   /closing     the content without its length; ends by closing; knows no ranges
 *   /cut         closes after LOOPBACK_STEP bytes; knows ranges
 *   /cut-plain   closes after LOOPBACK_STEP bytes; knows no ranges
 *   /stall       LOOPBACK_STEP bytes, then nothing until the server is freed; knows ranges
 *   /silent      nothing until the server is freed
 *   /slow        the content in many small pieces
 *   /wrong       as many bytes, but others; knows ranges
 *   /long        one byte too many
 *   /endless     goes on until the other side closes; says no length
 *   /shifted     answers a range with another one
 *   /huge        claims to have 2^50 bytes
 *   /missing     404
 *   /broken      503
 *   /garbage     is not HTTP
 *   /redirect    sends on to /good
 *   /loop        sends on to itself */
typedef struct _Loopback Loopback;

#define LOOPBACK_SIZE 300000
#define LOOPBACK_STEP 100000
#define LOOPBACK_HUGE ((guint64) 1 << 50)

Loopback *loopback_new (void);
void loopback_free (Loopback *loopback);

const guint8 *loopback_content (Loopback *loopback); /* LOOPBACK_SIZE bytes */
char *loopback_address (Loopback *loopback, const char *path);
char *loopback_sha256 (Loopback *loopback);

/* The requests since the last call, such as "/good /cut 100000-". */
char *loopback_take_requests (Loopback *loopback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loopback, loopback_free)

G_END_DECLS

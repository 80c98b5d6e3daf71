// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The core's one error domain. Every message is a sentence for the user: it names the file or the
 * setting, says what is wrong, and where it helps what to do. Errors of reading and writing files
 * that the system reports keep their own domain (G_IO_ERROR, G_FILE_ERROR). */
#define BASE_ERROR (base_error_quark ())

typedef enum
{
  BASE_ERROR_INVALID,     /* the content is damaged or contradicts itself */
  BASE_ERROR_UNSUPPORTED, /* well-formed, but this program cannot do it */
  BASE_ERROR_TOO_LARGE,   /* a size beyond the stated limit */
  BASE_ERROR_NOT_FOUND,   /* no such network, class, pick, ... */
  BASE_ERROR_ARGUMENT,    /* a setting outside its range */
  BASE_ERROR_FOREIGN,     /* another program's file, or another kind of file */
  BASE_ERROR_NEWER,       /* made by a newer version of this program */
  BASE_ERROR_LOCKED,      /* in use by another window or program; later it may work */
  BASE_ERROR_READ_ONLY,   /* the file or its folder cannot be written */
  BASE_ERROR_NO_SPACE,    /* the disk is full */
  BASE_ERROR_EXISTS,      /* there is a file of that name, which was left as it is */
} BaseErrorCode;

GQuark base_error_quark (void);

G_END_DECLS

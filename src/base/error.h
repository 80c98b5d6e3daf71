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
} BaseErrorCode;

GQuark base_error_quark (void);

G_END_DECLS

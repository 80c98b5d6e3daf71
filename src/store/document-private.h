// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/document.h"

/* All cells on one page, whose height is what they need, or that of the paper if it is more. */
void _store_document_draw_long (const StoreDocument *document, cairo_t *cairo);
double _store_document_long_height (const StoreDocument *document);

/* Of the paper. */
void _store_document_size (const StoreDocument *document, double *width, double *height);

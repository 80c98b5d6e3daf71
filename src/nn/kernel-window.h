// SPDX-License-Identifier: GPL-3.0-or-later
/* Windows over a plane (NnPlane). */

/* The taps of a window at one position that lie in the picture: first .. end - 1. */
typedef struct
{
  int first, end;
} Range;

INLINE Range
taps (int start, int dilation, int kernel, int size)
{
  Range range = { 0, kernel };

  if (start < 0)
    range.first = (-start + dilation - 1) / dilation;
  while (range.end > range.first && start + (range.end - 1) * dilation >= size)
    range.end--;
  if (range.first > range.end)
    range.first = range.end;
  return range;
}

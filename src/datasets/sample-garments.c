// SPDX-License-Identifier: GPL-3.0-or-later
/* Garments as in a shop's catalogue, in the order and with the names of Fashion-MNIST. */
#include "datasets/sample-private.h"

#define NO DATA_SAMPLE_NO_COLOUR
#define LONG_SLEEVES                                                                               \
  "M10 2.5 C12 4.5 16 4.5 18 2.5 L22 4.5 C24 11 25.5 19 26 25.5 L22.6 26 L20.6 12.5 L20.8 26.5 "   \
  "L7.2 26.5 L7.4 12.5 L5.4 26 L2 25.5 C2.5 19 4 11 6 4.5 Z"

const DataSample data_sample_garments[DATA_N_SAMPLE_GARMENTS] = {
  { "T-shirt/top",
    { { "M9.5 1.5 C11 4.5 17 4.5 18.5 1.5 L26.5 6 L24 11.5 L20.6 9.8 L20.8 26.5 L7.2 26.5 L7.4 9.8 "
        "L4 11.5 L1.5 6 Z",
        0xb4b4b4, NO, 0 },
      { "M9.5 1.5 C11 4.5 17 4.5 18.5 1.5", NO, 0xdcdcdc, 1 },
      { "M10 12 L18 12 L18 18 L10 18 Z", 0x787878, NO, 0 } } },
  { "Trouser",
    { { "M9 1 L19 1 L20.5 27 L15.6 27 L14 9 L12.4 27 L7.5 27 Z", 0xc8c8c8, NO, 0 },
      { "M9 1.6 L19 1.6", NO, 0x969696, 1.2 } } },
  { "Pullover",
    { { LONG_SLEEVES, 0xa0a0a0, NO, 0 }, { "M10 2.5 C12 4.5 16 4.5 18 2.5", NO, 0x6e6e6e, 1.2 } } },
  { "Dress",
    { { "M11 1 L12.2 4.5 L15.8 4.5 L17 1 L18.2 5 C17.2 9 16.8 11 17.2 13 L20 27 L8 27 L10.8 13 "
        "C11.2 11 10.8 9 9.8 5 Z",
        0xaaaaaa, NO, 0 },
      { "M10.8 12.6 L17.2 12.6", NO, 0x646464, 1 } } },
  { "Coat",
    { { LONG_SLEEVES, 0x8c8c8c, NO, 0 },
      { "M14 4.5 L14 26.5", NO, 0x282828, 0.8 },
      { "M10.5 2.5 L14 8 L17.5 2.5 Z", 0xc8c8c8, NO, 0 } } },
  { "Sandal",
    { { "M1.5 21.5 C5 20 9 19.5 13 18 C17 16.5 21 12.5 25.5 11.5 L26 20.5 L24.5 20.5 L23.5 15.5 "
        "C20 17 17.5 20 13.5 21.5 C9 23 4 23 1.5 22.5 Z",
        0x9b9b9b, NO, 0 },
      { "M5 20 C6 16.5 9 16 12 18", NO, 0xd2d2d2, 1.3 },
      { "M14 17.5 C14 12.5 20 9 24.5 11.5", NO, 0xd2d2d2, 1.1 } } },
  { "Shirt",
    { { LONG_SLEEVES, 0xbebebe, NO, 0 },
      { "M9.8 2.4 L14 6.5 L18.2 2.4", NO, 0xf0f0f0, 1.6 },
      { "M14 6.5 L14 26", NO, 0xaaaaaa, 0.7 },
      { "M15.5 10 L19 10 L19 14 L15.5 14 Z", NO, 0x8c8c8c, 0.7 },
      { "O14 10 .5 .5 O14 14 .5 .5 O14 18 .5 .5 O14 22 .5 .5", 0x3c3c3c, NO, 0 } } },
  { "Sneaker",
    { { "M1 19 C1 16.8 4 16 8 15 C12 13.8 14.5 11.5 17.5 9.8 C19.5 11.6 23.5 12 26 10 "
        "C27 12.5 27 16.5 27 19 Z",
        0xa0a0a0, NO, 0 },
      { "M1 19 L27 19 L26.8 21 L1.6 21 Z", 0xf0f0f0, NO, 0 },
      { "M9.5 14.5 L11.5 17 M12 13.4 L14 16", NO, 0xf0f0f0, 0.8 } } },
  { "Bag",
    { { "M9 11 C9 3 19 3 19 11", NO, 0x969696, 1.4 },
      { "M3 10.5 L25 10.5 L26 25 L2 25 Z", 0xb4b4b4, NO, 0 },
      { "M3 14.5 L25 14.5", NO, 0x787878, 0.8 },
      { "O14 14.5 1.3 1.3", 0xf0f0f0, NO, 0 } } },
  { "Ankle boot",
    { { "M1.5 23 C1 19.5 5 18 9 16.2 C12 14.8 13.6 10 14 3.5 L25 3.5 C24.5 10 26 16 26.4 23 Z",
        0x969696, NO, 0 },
      { "M1.5 23 L26.4 23 L26.4 26 L20.5 26 L19.5 24.4 L1.8 24.6 Z", 0xd2d2d2, NO, 0 },
      { "M14 4.2 L25 4.2", NO, 0xc8c8c8, 1 } } },
};

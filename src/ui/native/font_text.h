/* SPDX-License-Identifier: Apache-2.0
 *
 * What renderer.c needs of font_text.c. The measuring functions are in renderer.h.
 */
#ifndef JIAOZI_FONT_TEXT_H
#define JIAOZI_FONT_TEXT_H

#include "font_data.h"

/** The glyph of that character, else the box that stands for a missing one, else (fonts of digits and icons) NULL. */
const struct glyph *font_glyph(const struct font *font, uint32_t code);

#endif

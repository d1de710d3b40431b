// The cells of integer convolutions, laid out as their kernels read them.
#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// Words of numbers that lie `step` bytes apart, one every `stride` bytes.
INLINE void pack(
  const uint8_t *restrict bytes, size_t step, size_t stride, size_t count, const int PACKING,
  uint32_t *restrict words) {
  for (size_t position = 0; position < count; position++) {
    const uint8_t *first = bytes + stride * position;
    words[position] = PACKING == 4
      ? (uint32_t)first[0] | (uint32_t)first[step] << 8 | (uint32_t)first[2 * step] << 16
        | (uint32_t)first[3 * step] << 24
      : (uint32_t)first[0] | (uint32_t)first[step] << 16;
  }
}

// Loops of their own for what is common: the compiler can vectorise these.
INLINE void pack_phase(
  const uint8_t *bytes, size_t step, size_t stride, size_t count, const int PACKING, uint32_t *words) {
  if (step == 1) {
    pack(bytes, 1, stride, count, PACKING, words);
  } else if (stride == 1) {
    pack(bytes, step, 1, count, PACKING, words);
  } else if (stride == 2) {
    pack(bytes, step, 2, count, PACKING, words);
  } else {
    pack(bytes, step, stride, count, PACKING, words);
  }
}

INLINE void lay_out(
  const worldid_convolution_layout *self, const uint32_t *phases, const uint8_t *input, uint8_t *lines,
  uint32_t *words, const int PACKING) {
  const size_t row_words = self->phases * self->positions;
  const size_t length = self->stride * self->positions + PACKING;
  const size_t plane = self->rows * self->columns;
  memset(lines, 0, self->channels_together * length);
  for (size_t channel = 0; channel < self->channels; channel += self->channels_together) {
    const size_t left = self->channels - channel;
    const size_t present = left < self->channels_together ? left : self->channels_together;
    memset(lines + present * length, 0, (self->channels_together - present) * length);
    memset(words, 0, self->padding_top * row_words * sizeof *words);
    words += self->padding_top * row_words;
    for (size_t row = 0; row < self->rows; row++) {
      for (size_t index = 0; index < present; index++) {
        const uint8_t *cells = input + (channel + index) * plane + row * self->columns;
        uint8_t *line = lines + index * length;
        memcpy(line, cells + self->columns - self->padding_left, self->padding_left);
        memcpy(line + self->padding_left, cells, self->columns);
        memcpy(line + self->padding_left + self->columns, cells, self->padding_right);
      }
      for (size_t phase = 0; phase < self->phases; phase++) {
        const size_t step = self->channels_together > 1 ? length : 1;
        pack_phase(lines + phases[phase], step, self->stride, self->positions, PACKING, words);
        words += self->positions;
      }
    }
    memset(words, 0, self->padding_bottom * row_words * sizeof *words);
    words += self->padding_bottom * row_words;
  }
  memset(words, 0, WORLDID_CONVOLUTION_SLACK * sizeof *words);
}

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

static void lay_out_256(
  const worldid_convolution_layout *self, const uint32_t *phases, const uint8_t *input, uint8_t *lines,
  uint32_t *words, size_t packing) {
  if (packing == 4) {
    lay_out(self, phases, input, lines, words, 4);
  } else {
    lay_out(self, phases, input, lines, words, 2);
  }
}

#pragma clang attribute pop
#endif

void worldid_convolution_cells(
  size_t packing, const worldid_convolution_layout *layout, const uint32_t *phases, const uint8_t *input,
  uint8_t *lines, uint32_t *words) {
#if defined(__x86_64__)
  lay_out_256(layout, phases, input, lines, words, packing);
#endif
}

// The transforms of Transform.c with AVX-512, for at least 2^WIDE_TRANSFORM_MINIMUM elements.
#ifndef WORLDID_WIDE_TRANSFORM_H
#define WORLDID_WIDE_TRANSFORM_H

#include <stddef.h>
#include <stdint.h>

// Below, the first pass has no full vectors, or too few layers are left for the last one.
#define WIDE_TRANSFORM_MINIMUM 8

void worldid_koalabear_transform_wide(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size);

void worldid_quintic_transform_wide(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size);

#endif

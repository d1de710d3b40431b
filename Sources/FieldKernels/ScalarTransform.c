#include "FieldKernels.h"

#if defined(__x86_64__)
#include "ScalarLanes.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// 2^260 and 2^264 modulo r.
static const uint64_t unit[5] = {0xb6b753fffffac, 0x380f271055b9d, 0x18f016ecef7c8, 0x724f85a9201d8, 0x1f16424e1bb7};
static const uint64_t sixteenfold[5] = {
  0x31f8c9ffffab6, 0xac31329faef6e, 0x9e2a3495d7570, 0xe357276f48b70, 0xd791464ef86,
};

static inline Scalars load(const uint64_t *words) {
  Scalars s;
  EACH_LIMB(k) s.limb[k] = _mm512_loadu_si512(words + 8 * k);
  return s;
}

static inline void store(uint64_t *words, Scalars s) {
  EACH_LIMB(k) _mm512_storeu_si512(words + 8 * k, s.limb[k]);
}

static inline size_t bit_reversed(size_t index, int bits) {
  size_t result = 0;
  for (int b = 0; b < bits; b++) result |= ((index >> b) & 1) << (bits - 1 - b);
  return result;
}

// From w 2^256 in four words to w 2^260 in five limbs, whose product with any x is x w.
static void convert_twiddles(const uint64_t *twiddles, uint64_t *limbs, size_t size) {
  Scalars factor = scalars_broadcast(sixteenfold);
  for (size_t i = 0; i < size; i += 8) {
    uint64_t lanes[40];
    store(lanes, scalars_reduced(scalars_mul(scalars_load(twiddles + 4 * i, 4, 8), factor)));
    for (int l = 0; l < 8; l++) {
      for (int k = 0; k < 5; k++) limbs[5 * (i + (size_t)l) + (size_t)k] = lanes[8 * k + l];
    }
  }
}

// Values grow by at most 2r a layer and a product is below 2r again, so that up to 28 layers stay below 64 r.
static inline Scalars rotated(Scalars a, const uint64_t *twiddle) {
  return scalars_mul(scalars_normalized(a), scalars_broadcast(twiddle));
}

static void one_layer(uint64_t *data, size_t size, size_t half, const uint64_t *twiddles) {
  for (size_t start = 0; start < size; start += 2 * half) {
    for (size_t j = 0; j < half; j++) {
      uint64_t *p = data + 40 * (start + j);
      Scalars low = load(p), high = rotated(load(p + 40 * half), twiddles + 5 * (half + j));
      store(p, scalars_add(low, high));
      store(p + 40 * half, scalars_sub(low, high));
    }
  }
}

static void two_layers(uint64_t *data, size_t size, size_t half, const uint64_t *twiddles) {
  for (size_t start = 0; start < size; start += 4 * half) {
    for (size_t j = 0; j < half; j++) {
      uint64_t *p = data + 40 * (start + j);
      const uint64_t *inner = twiddles + 5 * (half + j);
      Scalars x1 = rotated(load(p + 40 * half), inner), x3 = rotated(load(p + 120 * half), inner);
      Scalars x0 = load(p), x2 = load(p + 80 * half);
      Scalars y2 = rotated(scalars_add(x2, x3), twiddles + 5 * (2 * half + j));
      Scalars y3 = rotated(scalars_sub(x2, x3), twiddles + 5 * (3 * half + j));
      Scalars y0 = scalars_add(x0, x1), y1 = scalars_sub(x0, x1);
      store(p, scalars_add(y0, y2));
      store(p + 40 * half, scalars_add(y1, y3));
      store(p + 80 * half, scalars_sub(y0, y2));
      store(p + 120 * half, scalars_sub(y1, y3));
    }
  }
}

// Up to eight rows, one in each lane. Layers in which only the first entry of a block is not zero copy it.
static void transform_lanes(
  uint64_t *rows, size_t count, size_t prefix, uint64_t *data, const uint64_t *twiddles, int log2_size) {
  size_t size = (size_t)1 << log2_size, half = 1;
  int skipped = 0;
  while (skipped < log2_size && prefix <= (size >> (skipped + 1))) skipped++;
  half <<= skipped;
  for (size_t i = 0; i < size / half; i++) {
    Scalars value = scalars_load(rows + 4 * i, 4 * size, count);
    uint64_t *block = data + 40 * half * bit_reversed(i, log2_size - skipped);
    for (size_t copy = 0; copy < half; copy++) store(block + 40 * copy, value);
  }
  if ((log2_size - skipped) % 2 == 1) {
    one_layer(data, size, half, twiddles);
    half *= 2;
  }
  for (; half < size; half *= 4) two_layers(data, size, half, twiddles);
  Scalars one = scalars_broadcast(unit);
  for (size_t i = 0; i < size; i++) {
    Scalars value = scalars_reduced(scalars_mul(scalars_normalized(load(data + 40 * i)), one));
    scalars_store(rows + 4 * i, 4 * size, count, value);
  }
}

size_t worldid_bn254_transform_rows(
  uint64_t *rows, size_t row_count, size_t prefix, uint64_t *scratch, const uint64_t *twiddles,
  int log2_size) {
  if (log2_size < 3 || worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  size_t size = (size_t)1 << log2_size;
  uint64_t *data = (uint64_t *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
  uint64_t *limbs = data + 40 * size;
  convert_twiddles(twiddles, limbs, size);
  for (size_t row = 0; row < row_count; row += 8) {
    size_t count = row_count - row < 8 ? row_count - row : 8;
    transform_lanes(rows + 4 * size * row, count, prefix, data, limbs, log2_size);
  }
  return row_count;
}

#pragma clang attribute pop

#else

size_t worldid_bn254_transform_rows(
  uint64_t *rows, size_t row_count, size_t prefix, uint64_t *scratch, const uint64_t *twiddles,
  int log2_size) {
  return 0;
}

#endif

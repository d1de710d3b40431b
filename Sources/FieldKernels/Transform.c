#include "FieldKernels.h"

#if defined(__x86_64__)
#include "Lanes.h"
#include "WideTransform.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

static inline Lanes load(const uint32_t *words) { return _mm256_loadu_si256((const Lanes *)words); }

static inline void store(uint32_t *words, Lanes lanes) { _mm256_storeu_si256((Lanes *)words, lanes); }

static inline void butterfly(Lanes *low, Lanes *high) {
  Lanes difference = lanes_sub(*low, *high);
  *low = lanes_add(*low, *high);
  *high = difference;
}

// The same for numbers that are multiplied next, which may be anything below 2^32: results below 2p.
static inline void loose_butterfly(Lanes *low, Lanes *high) {
  Lanes difference = _mm256_add_epi32(_mm256_sub_epi32(*low, *high), modulus());
  *low = _mm256_add_epi32(*low, *high);
  *high = difference;
}

static const int reversed3[8] = {0, 4, 2, 6, 1, 5, 3, 7};

// Bit reversal together with the first three layers. In bit-reversed order, positions 8b...8b+7 hold the values
// at reversed3(i) size/8 + r, where r is the reversal of b; so eight neighbouring r fill the lanes.
static void first_layers(const uint32_t *values, uint32_t *result, const uint32_t *twiddles, int log2_size) {
  size_t eighth = (size_t)1 << (log2_size - 3);
  Lanes fourth_root = _mm256_set1_epi32((int)twiddles[3]);
  Lanes eighth_root = _mm256_set1_epi32((int)twiddles[5]);
  Lanes eighth_root_cubed = _mm256_set1_epi32((int)twiddles[7]);
  size_t reversed = 0;
  for (size_t r = 0; r < eighth; r += 8) {
    Lanes x[8];
    EACH(i, 8) x[i] = load(values + (size_t)reversed3[i] * eighth + r);
    for (int i = 0; i < 8; i += 2) butterfly(&x[i], &x[i + 1]);
    x[3] = lanes_mul(x[3], fourth_root);
    x[7] = lanes_mul(x[7], fourth_root);
    butterfly(&x[0], &x[2]);
    butterfly(&x[1], &x[3]);
    butterfly(&x[4], &x[6]);
    butterfly(&x[5], &x[7]);
    x[5] = lanes_mul(x[5], eighth_root);
    x[6] = lanes_mul(x[6], fourth_root);
    x[7] = lanes_mul(x[7], eighth_root_cubed);
    EACH(i, 4) butterfly(&x[i], &x[i + 4]);
    lanes_transpose(x);
    EACH(l, 8) {
      size_t block = reversed + (size_t)reversed3[l] * (eighth / 8);
      store(result + 8 * block, x[l]);
    }
    // Adds one at the top bit of the part above the lanes, with the carry running down.
    size_t bit = eighth / 16;
    while (reversed & bit) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
}

static void one_layer(uint32_t *values, size_t size, size_t half, const uint32_t *twiddles) {
  for (size_t start = 0; start < size; start += 2 * half) {
    for (size_t j = 0; j < half; j += 8) {
      uint32_t *p = values + start + j;
      Lanes low = load(p), high = lanes_mul(load(p + half), load(twiddles + half + j));
      store(p, lanes_add(low, high));
      store(p + half, lanes_sub(low, high));
    }
  }
}

static void two_layers(
  const uint32_t *source, uint32_t *target, size_t size, size_t half, const uint32_t *twiddles) {
  for (size_t start = 0; start < size; start += 4 * half) {
    for (size_t j = 0; j < half; j += 8) {
      const uint32_t *p = source + start + j;
      uint32_t *q = target + start + j;
      Lanes inner = load(twiddles + half + j);
      Lanes x0 = load(p), x1 = lanes_mul(load(p + half), inner);
      Lanes x2 = load(p + 2 * half), x3 = lanes_mul(load(p + 3 * half), inner);
      butterfly(&x0, &x1);
      loose_butterfly(&x2, &x3);
      x2 = lanes_mul(x2, load(twiddles + 2 * half + j));
      x3 = lanes_mul(x3, load(twiddles + 3 * half + j));
      butterfly(&x0, &x2);
      butterfly(&x1, &x3);
      store(q, x0);
      store(q + half, x1);
      store(q + 2 * half, x2);
      store(q + 3 * half, x3);
    }
  }
}

// From one buffer to the same one, by way of the other.
static void transform(uint32_t *values, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  size_t size = (size_t)1 << log2_size, half = 8;
  first_layers(values, scratch, twiddles, log2_size);
  if (log2_size % 2 == 0) {
    one_layer(scratch, size, half, twiddles);
    half = 16;
  }
  for (; 4 * half < size; half *= 4) two_layers(scratch, scratch, size, half, twiddles);
  two_layers(scratch, values, size, half, twiddles);
}

// Below 64 elements the passes have no full vectors.
static int is_vectorizable(int log2_size) {
  return log2_size >= 6 && worldid_kernels_level() >= WORLDID_KERNELS_AVX2;
}

static int is_wide(int log2_size) {
  return log2_size >= WIDE_TRANSFORM_MINIMUM && worldid_kernels_level() >= WORLDID_KERNELS_AVX512;
}

size_t worldid_koalabear_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  if (!is_vectorizable(log2_size)) return 0;
  if (is_wide(log2_size)) {
    worldid_koalabear_transform_wide(values, prefix, scratch, twiddles, log2_size);
  } else {
    transform(values, scratch, twiddles, log2_size);
  }
  return (size_t)1 << log2_size;
}

// The transform acts on each coefficient alone.
size_t worldid_quintic_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  if (!is_vectorizable(log2_size)) return 0;
  size_t size = (size_t)1 << log2_size;
  if (is_wide(log2_size)) {
    worldid_quintic_transform_wide(values, prefix, scratch, twiddles, log2_size);
    return size;
  }
  uint32_t *planes = scratch + size;
  for (size_t i = 0; i < size; i += 8) {
    Quintics q = quintics_load(values + 5 * i);
    EACH(k, 5) store(planes + (size_t)k * size + i, q.c[k]);
  }
  EACH(k, 5) transform(planes + (size_t)k * size, scratch, twiddles, log2_size);
  for (size_t i = 0; i < size; i += 8) {
    Quintics q;
    EACH(k, 5) q.c[k] = load(planes + (size_t)k * size + i);
    quintics_store(values + 5 * i, q);
  }
  return size;
}

#pragma clang attribute pop

#else

size_t worldid_koalabear_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  return 0;
}

size_t worldid_quintic_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  return 0;
}

#endif

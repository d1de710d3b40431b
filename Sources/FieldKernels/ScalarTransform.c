#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#include "ScalarMultiplier.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

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

// An integer below 64 r brought below r. With s_4 and r_4 the highest limbs, floor(s_4 / (r_4 + 1)) is the quotient of
// s by r or one less: the factor is 2^92 / (r_4 + 1) rounded down, s_4 below 2^52.
static inline Scalars remainder_of(Scalars s) {
  s = scalars_masked(s);
  __m512i zero = _mm512_setzero_si512();
  __m512i quotient = _mm512_madd52hi_epu64(zero, s.limb[4], _mm512_set1_epi64(0x54a474626239));
  quotient = _mm512_srli_epi64(quotient, 40);
  __m512i high = zero;
  EACH_LIMB(k) {
    __m512i order = _mm512_set1_epi64((long long)scalar_order[k]);
    s.limb[k] = _mm512_sub_epi64(s.limb[k], _mm512_madd52lo_epu64(high, quotient, order));
    high = _mm512_madd52hi_epu64(zero, quotient, order);
  }
  return scalars_reduced(s);
}

// A twiddle factor w: w and floor(2^260 w / r), five limbs each.
#define TWIDDLE 10

// The last layer's factors; every second one of a layer are those of the layer before.
static void convert_twiddles(const uint64_t *twiddles, uint64_t *limbs, size_t size) {
  size_t half = size / 2;
  for (size_t i = half; i < size; i += 8) {
    uint64_t lanes[80];
    size_t count = half < 8 ? half : 8;
    Scalars w = scalars_load(twiddles + 4 * i, 4, count);
    // w 2^256 2^4 2^-260 is w, and w 2^260 modulo r is 16 w 2^256.
    Scalars factor = scalars_reduced(scalars_mul(w, scalars_broadcast((const uint64_t[5]){16})));
    EACH_LIMB(k) w.limb[k] = _mm512_slli_epi64(w.limb[k], 4);
    store(lanes, factor);
    store(lanes + 40, scalars_quotient(remainder_of(w)));
    for (size_t l = 0; l < count; l++) {
      for (size_t k = 0; k < TWIDDLE; k++) limbs[TWIDDLE * (i + l) + k] = lanes[8 * k + l];
    }
  }
  for (size_t i = half - 1; i > 0; i--) memcpy(limbs + TWIDDLE * i, limbs + 2 * TWIDDLE * i, 8 * TWIDDLE);
}

// Values grow by at most 2r a layer and a product is below 2r again, so that up to 28 layers stay below 64 r.
// Their limbs grow by at most eighteen terms below 2^52 and a limb of 2r, so they stay below 28 * 19 * 2^52 < 2^62.
static inline Scalars rotated(Scalars a, const uint64_t *twiddle) {
  Multiplier m = {scalars_broadcast(twiddle), scalars_broadcast(twiddle + 5)};
  return scalars_scaled(scalars_masked(a), m);
}

static void one_layer(uint64_t *data, size_t size, size_t half, const uint64_t *twiddles) {
  for (size_t start = 0; start < size; start += 2 * half) {
    for (size_t j = 0; j < half; j++) {
      uint64_t *p = data + 40 * (start + j);
      Scalars low = load(p), high = rotated(load(p + 40 * half), twiddles + TWIDDLE * (half + j));
      store(p, scalars_add(low, high));
      store(p + 40 * half, scalars_sub(low, high));
    }
  }
}

// scalars_scaled for normalised a; beside the multiplications, other carries are resolved.
static inline __attribute__((always_inline)) Scalars scaled_beside(
  Scalars a, const uint64_t *twiddle, Scalars *beside) {
  Scalars quotient = scalars_broadcast(twiddle + 5), factor = scalars_broadcast(twiddle), q, other = *beside;
  Scalars order = scalars_broadcast(order_complement), s = scalars_zero();
  __m512i t[6];
  for (int k = 0; k < 6; k++) t[k] = _mm512_setzero_si512();
  scalars_high_row(t, 4, a, quotient);
  IN_ORDER(t[3], other.limb[0]);
  other = scalars_masked(other);
  IN_ORDER(other.limb[4], t[2]);
  scalars_high_row(t, 3, a, quotient);
  scalars_high_row(t, 2, a, quotient);
  scalars_high_row(t, 1, a, quotient);
  scalars_high_row(t, 0, a, quotient);
  s = scalars_add_low_product(s, a, factor);
  EACH_LIMB(k) q.limb[k] = t[k + 1] = _mm512_add_epi64(t[k + 1], _mm512_srli_epi64(t[k], 52));
  s = scalars_add_low_product(s, q, order);
  *beside = other;
  return s;
}

static void two_layers(uint64_t *data, size_t size, size_t half, const uint64_t *twiddles) {
  for (size_t start = 0; start < size; start += 4 * half) {
    Scalars x1 = scalars_masked(load(data + 40 * (start + half)));
    for (size_t j = 0; j < half; j++) {
      uint64_t *p = data + 40 * (start + j);
      const uint64_t *inner = twiddles + TWIDDLE * (half + j), *outer = inner + TWIDDLE * half;
      // The last round's next one is its own, which is not used.
      Scalars x3 = load(p + 120 * half), next_x1 = load(p + 40 * half + (j + 1 < half ? 40 : 0));
      x1 = scaled_beside(x1, inner, &x3);
      x3 = scaled_beside(x3, inner, &next_x1);
      Scalars x0 = load(p), x2 = load(p + 80 * half);
      Scalars y2 = scalars_masked(scalars_add(x2, x3)), y3 = scalars_sub(x2, x3);
      y2 = scaled_beside(y2, outer, &y3);
      Scalars y0 = scalars_add(x0, x1), y1 = scalars_sub(x0, x1);
      outer += TWIDDLE * half;
      y3 = scalars_scaled(y3, (Multiplier){scalars_broadcast(outer), scalars_broadcast(outer + 5)});
      store(p, scalars_add(y0, y2));
      store(p + 80 * half, scalars_sub(y0, y2));
      store(p + 40 * half, scalars_add(y1, y3));
      store(p + 120 * half, scalars_sub(y1, y3));
      x1 = next_x1;
    }
  }
}

// Layers from `half` up to blocks of `size`, two at a time.
static void layers(uint64_t *data, size_t count, size_t half, size_t size, const uint64_t *twiddles) {
  if (half >= size) return;
  int odd = 0;
  for (size_t h = half; h < size; h *= 2) odd = !odd;
  if (odd) {
    one_layer(data, count, half, twiddles);
    half *= 2;
  }
  for (; half < size; half *= 4) two_layers(data, count, half, twiddles);
}

// Scalars in eight lanes that fit into the second-level cache together with their twiddles.
#define BLOCK 512

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
  // All layers inside a block before the next block.
  size_t block = size < BLOCK ? size : BLOCK;
  if (half < block) {
    for (size_t start = 0; start < size; start += block) layers(data + 40 * start, block, half, block, twiddles);
    half = block;
  }
  layers(data, size, half, size, twiddles);
  for (size_t i = 0; i < size; i++) scalars_store(rows + 4 * i, 4 * size, count, remainder_of(load(data + 40 * i)));
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

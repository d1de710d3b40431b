#if defined(__x86_64__)
#include "WideTransform.h"

#include "WideLanes.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)

#define UNROLL _Pragma("unroll")

WIDE_INLINE void butterfly(Wide *low, Wide *high) {
  Wide difference = wide_sub(*low, *high);
  *low = wide_add(*low, *high);
  *high = difference;
}

// The same for numbers that are multiplied next, which may be anything below 2^32: results below 2p.
WIDE_INLINE void loose_butterfly(Wide *low, Wide *high) {
  Wide difference = _mm512_add_epi32(_mm512_sub_epi32(*low, *high), wide_modulus());
  *low = _mm512_add_epi32(*low, *high);
  *high = difference;
}

WIDE_INLINE Wide times_constant(Wide a, uint32_t factor) {
  Wide b = _mm512_set1_epi32((int)factor);
  return wide_mul(a, b, b);
}

static const int reversed4[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};

// Row l of the result holds lane l of every row.
WIDE_INLINE void transpose(Wide x[16]) {
  Wide y[16];
  UNROLL for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  // Quarter q of x[4 g + c] is to hold lane 4 q + c of rows 4 g to 4 g + 3.
  UNROLL for (int i = 0; i < 16; i += 4) {
    x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
  UNROLL for (int c = 0; c < 4; c++) {
    Wide a = _mm512_shuffle_i32x4(x[c], x[4 + c], 0x88), b = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0x88);
    Wide d = _mm512_shuffle_i32x4(x[c], x[4 + c], 0xdd), e = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0xdd);
    y[c] = _mm512_shuffle_i32x4(a, b, 0x88);
    y[4 + c] = _mm512_shuffle_i32x4(d, e, 0x88);
    y[8 + c] = _mm512_shuffle_i32x4(a, b, 0xdd);
    y[12 + c] = _mm512_shuffle_i32x4(d, e, 0xdd);
  }
  UNROLL for (int i = 0; i < 16; i++) x[i] = y[i];
}

// The first four layers for the values at reversed4(i) * part + r, i < 16, and sixteen neighbouring r. The values are
// zero from the one with reversed4(i) = 16 >> copied on, so that the first `copied` layers copy.
WIDE_INLINE void sixteen_points(
  Wide x[16], const uint32_t *values, size_t part, const uint32_t *twiddles, const int copied) {
  UNROLL for (int i = 0; i < 16; i++) {
    int first = i >> copied << copied;
    x[i] = i == first ? wide_load(values + (size_t)reversed4[i] * part) : x[first];
  }
  if (copied < 1) {
    UNROLL for (int i = 0; i < 16; i += 2) butterfly(&x[i], &x[i + 1]);
  }
  if (copied < 2) {
    UNROLL for (int i = 0; i < 16; i += 4) {
      x[i + 3] = times_constant(x[i + 3], twiddles[3]);
      butterfly(&x[i], &x[i + 2]);
      butterfly(&x[i + 1], &x[i + 3]);
    }
  }
  if (copied < 3) {
    UNROLL for (int i = 0; i < 16; i += 8) {
      UNROLL for (int j = 5; j < 8; j++) x[i + j] = times_constant(x[i + j], twiddles[j]);
    }
    UNROLL for (int j = 0; j < 4; j++) butterfly(&x[j], &x[4 + j]);
    butterfly(&x[8], &x[12]);
    UNROLL for (int j = 9; j < 12; j++) loose_butterfly(&x[j], &x[4 + j]);
  }
  UNROLL for (int j = 9; j < 16; j++) x[j] = times_constant(x[j], twiddles[j]);
  UNROLL for (int j = 0; j < 8; j++) butterfly(&x[j], &x[8 + j]);
}

// Bit reversal together with the first four layers. In bit-reversed order, positions 16b...16b+15 hold the values at
// reversed4(i) size/16 + r, where r is the reversal of b; so sixteen neighbouring r fill the lanes.
static void first_layers(
  const uint32_t *values, size_t prefix, uint32_t *result, const uint32_t *twiddles, int log2_size) {
  size_t part = (size_t)1 << (log2_size - 4), reversed = 0;
  for (size_t r = 0; r < part; r += 16) {
    Wide x[16];
    if (r + 2 * part >= prefix) {
      sixteen_points(x, values + r, part, twiddles, 3);
    } else if (r + 4 * part >= prefix) {
      sixteen_points(x, values + r, part, twiddles, 2);
    } else if (r + 8 * part >= prefix) {
      sixteen_points(x, values + r, part, twiddles, 1);
    } else {
      sixteen_points(x, values + r, part, twiddles, 0);
    }
    transpose(x);
    UNROLL for (int l = 0; l < 16; l++) {
      wide_store(result + 16 * (reversed + (size_t)reversed4[l] * (part / 16)), x[l]);
    }
    // Adds one at the top bit of the part above the lanes, with the carry running down.
    size_t bit = part / 32;
    while (reversed & bit) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
}

static void two_layers(
  const uint32_t *source, uint32_t *target, size_t size, size_t half, const uint32_t *twiddles) {
  for (size_t start = 0; start < size; start += 4 * half) {
    for (size_t j = 0; j < half; j += 16) {
      const uint32_t *p = source + start + j, *factors = twiddles + j;
      uint32_t *q = target + start + j;
      Wide w = wide_load(factors + half), odd_w = wide_odd(w);
      Wide x0 = wide_load(p), x1 = wide_mul(wide_load(p + half), w, odd_w);
      Wide x2 = wide_load(p + 2 * half), x3 = wide_mul(wide_load(p + 3 * half), w, odd_w);
      butterfly(&x0, &x1);
      loose_butterfly(&x2, &x3);
      w = wide_load(factors + 2 * half);
      x2 = wide_mul(x2, w, wide_odd(w));
      w = wide_load(factors + 3 * half);
      x3 = wide_mul(x3, w, wide_odd(w));
      butterfly(&x0, &x2);
      butterfly(&x1, &x3);
      wide_store(q, x0);
      wide_store(q + half, x1);
      wide_store(q + 2 * half, x2);
      wide_store(q + 3 * half, x3);
    }
  }
}

static void three_layers(
  const uint32_t *source, uint32_t *target, size_t size, size_t half, const uint32_t *twiddles) {
  for (size_t start = 0; start < size; start += 8 * half) {
    for (size_t j = 0; j < half; j += 16) {
      const uint32_t *p = source + start + j, *factors = twiddles + j;
      uint32_t *q = target + start + j;
      Wide x[8], w = wide_load(factors + half), odd_w = wide_odd(w);
      UNROLL for (size_t i = 0; i < 8; i++) x[i] = wide_load(p + i * half);
      UNROLL for (int i = 1; i < 8; i += 2) x[i] = wide_mul(x[i], w, odd_w);
      UNROLL for (int i = 0; i < 8; i += 4) {
        butterfly(&x[i], &x[i + 1]);
        loose_butterfly(&x[i + 2], &x[i + 3]);
      }
      UNROLL for (size_t i = 2; i < 4; i++) {
        w = wide_load(factors + i * half);
        odd_w = wide_odd(w);
        x[i] = wide_mul(x[i], w, odd_w);
        x[4 + i] = wide_mul(x[4 + i], w, odd_w);
      }
      UNROLL for (int i = 0; i < 2; i++) {
        butterfly(&x[i], &x[2 + i]);
        loose_butterfly(&x[4 + i], &x[6 + i]);
      }
      UNROLL for (size_t i = 4; i < 8; i++) {
        w = wide_load(factors + i * half);
        x[i] = wide_mul(x[i], w, wide_odd(w));
      }
      UNROLL for (int i = 0; i < 4; i++) butterfly(&x[i], &x[4 + i]);
      UNROLL for (size_t i = 0; i < 8; i++) wide_store(q + i * half, x[i]);
    }
  }
}

// Passes from one buffer to the same one, by way of the other: four layers, then three at a time, at the end once or
// twice two. While they fit into BLOCK elements, which the first-level cache holds, the passes take block by block.
#define BLOCK 4096

static void transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  size_t size = (size_t)1 << log2_size, half = 16, block = size < BLOCK ? size : BLOCK;
  int layers = log2_size - 4, passes_of_two = (3 - layers % 3) % 3, passes_of_three = (layers - 2 * passes_of_two) / 3;
  first_layers(values, prefix, scratch, twiddles, log2_size);
  size_t local = half;
  for (size_t start = 0; start < size; start += block) {
    local = half;
    for (int pass = 0; pass < passes_of_three && 8 * local <= block && 8 * local < size; pass++) {
      three_layers(scratch + start, scratch + start, block, local, twiddles);
      local *= 8;
    }
  }
  while (half < local) {
    half *= 8;
    passes_of_three--;
  }
  while (half < size) {
    size_t next = half * (passes_of_three > 0 ? 8 : 4);
    uint32_t *target = next == size ? values : scratch;
    if (passes_of_three-- > 0) {
      three_layers(scratch, target, size, half, twiddles);
    } else {
      two_layers(scratch, target, size, half, twiddles);
    }
    half = next;
  }
}

void worldid_koalabear_transform_wide(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  transform(values, prefix, scratch, twiddles, log2_size);
}

// The transform acts on each coefficient alone. Of the zeros behind the prefix only those are copied that the first
// pass reads.
void worldid_quintic_transform_wide(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size) {
  size_t size = (size_t)1 << log2_size, filled = size / 8;
  uint32_t *planes = scratch + size;
  while (filled < prefix) filled *= 2;
  for (size_t i = 0; i < filled; i += 16) {
    WideQuintics q = wide_quintics_load(values + 5 * i);
    UNROLL for (size_t k = 0; k < 5; k++) wide_store(planes + k * size + i, q.c[k]);
  }
  for (size_t k = 0; k < 5; k++) transform(planes + k * size, prefix, scratch, twiddles, log2_size);
  for (size_t i = 0; i < size; i += 16) {
    WideQuintics q;
    UNROLL for (size_t k = 0; k < 5; k++) q.c[k] = wide_load(planes + k * size + i);
    wide_quintics_store(values + 5 * i, q);
  }
}

#pragma clang attribute pop
#endif

#include "FieldKernels.h"

#if defined(__x86_64__)
#include "ScalarLanes.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// Products of numbers below r that are summed before a reduction; their sum over 2^260 is below 3.1 r.
#define CHUNK 256

static inline Scalars load_limbs(const uint64_t *limbs) {
  Scalars s;
  EACH_LIMB(k) s.limb[k] = _mm512_loadu_si512(limbs + 8 * k);
  return s;
}

size_t worldid_bn254_combine_rows(
  uint64_t *sum, const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *factors) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  for (size_t start = 0; start < count; start += CHUNK) {
    size_t some = count - start < CHUNK ? count - start : CHUNK;
    // In the form x 2^260
    uint64_t limbs[5 * CHUNK];
    worldid_bn254_limbs(factors + 4 * start, limbs, some);
    for (size_t i = 0; i < length; i += 8) {
      size_t lanes = length - i < 8 ? length - i : 8;
      const uint64_t *entry = rows + 4 * (start * stride + i);
      WideScalars wide = wide_zero();
      if (lanes == 8) {
        for (size_t row = 0; row < some; row++, entry += 4 * stride) {
          // The next strip of this row: no hardware foresees so many rows.
          for (int line = 0; line < 4; line++) _mm_prefetch((const char *)(entry + 32 + 8 * line), _MM_HINT_T0);
          wide = wide_add_product(wide, scalars_load(entry, 4, 8), scalars_broadcast(limbs + 5 * row));
        }
      } else {
        for (size_t row = 0; row < some; row++, entry += 4 * stride) {
          wide = wide_add_product(wide, scalars_load(entry, 4, lanes), scalars_broadcast(limbs + 5 * row));
        }
      }
      // Below (256 / 84.6 + 1.123) r, and 5.15 r with the sum so far
      Scalars total = scalars_add(scalars_load(sum + 4 * i, 4, lanes), wide_reduced(wide));
      for (int k = 0; k < 5; k++) total = scalars_reduced(total);
      scalars_store(sum + 4 * i, 4, lanes, total);
    }
  }
  return length;
}

static void dot_row(const uint64_t *row, const uint64_t *limbs, size_t length, uint64_t *result) {
  Scalars total = scalars_broadcast((const uint64_t[5]){0});
  for (size_t start = 0; start < length; start += 8 * CHUNK) {
    size_t end = length - start < 8 * CHUNK ? length : start + 8 * CHUNK, i = start;
    WideScalars wide = wide_zero();
    for (; i + 8 <= end; i += 8) {
      wide = wide_add_product(wide, scalars_load(row + 4 * i, 4, 8), load_limbs(limbs + 5 * i));
    }
    if (i < end) wide = wide_add_product(wide, scalars_load(row + 4 * i, 4, end - i), load_limbs(limbs + 5 * i));
    // Times 16, because the product of two numbers x 2^256 is x y 2^256 over 16.
    Scalars part = scalars_mul(scalars_normalized(wide_reduced(wide)), scalars_broadcast(sixteenfold));
    total = scalars_reduced(scalars_reduced(scalars_add(total, part)));
  }
  scalars_store_total(result, total);
}

size_t worldid_bn254_dot_rows(
  const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *weights, uint64_t *scratch,
  uint64_t *results) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  for (size_t i = 0; i < length; i += 8) {
    Scalars s = scalars_load(weights + 4 * i, 4, length - i < 8 ? length - i : 8);
    EACH_LIMB(k) _mm512_storeu_si512(scratch + 5 * i + 8 * k, s.limb[k]);
  }
  for (size_t row = 0; row < count; row++) dot_row(rows + 4 * row * stride, scratch, length, results + 4 * row);
  return count;
}

#pragma clang attribute pop

#else

size_t worldid_bn254_combine_rows(
  uint64_t *sum, const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *factors) {
  return 0;
}

size_t worldid_bn254_dot_rows(
  const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *weights, uint64_t *scratch,
  uint64_t *results) {
  return 0;
}

#endif

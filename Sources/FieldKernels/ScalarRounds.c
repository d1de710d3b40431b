#include "FieldKernels.h"

#if defined(__x86_64__)
#include "ScalarLanes.h"

#define INLINE static inline __attribute__((always_inline))

// Below eight elements most of the work would be idle lanes.
static inline int is_worthwhile(size_t count) {
  return count >= 8 && worldid_kernels_level() >= WORLDID_KERNELS_AVX512_IFMA;
}

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// Sums of up to CHUNK products below 1.4 r^2 are reduced at once: 256 * 1.4 / 84.6 + 1.123 < 6 and, times a number
// below r, below 2r again.
#define CHUNK 256

// total + 16^power (sum 2^-260), both reduced.
static Scalars collected(Scalars total, WideScalars sum, int power) {
  Scalars s = scalars_normalized(wide_reduced(sum));
  for (int i = 0; i < power; i++) {
    s = scalars_normalized(scalars_mul(s, scalars_broadcast(sixteenfold)));
  }
  return scalars_reduced(scalars_reduced(scalars_add(total, s)));
}

// A product of two numbers x 2^256 is x y 2^256 over 16. With a = input[0], b = input[1] - a, w = weight: adds w out,
// (w a) a^4, (w a) a^2 b^2, (w b) a^2 b^2, (w a) b^4 and (w b) b^4. Every factor but `out` and w is a product, below
// 1.18 r.
INLINE void add_fifth_powers(
  WideScalars sum[6], const uint64_t *weights, const uint64_t *input, const uint64_t *output, size_t lanes) {
  Scalars a = scalars_load(input, 8, lanes), weight = scalars_load(weights, 4, lanes);
  Scalars b = scalars_normalized(scalars_difference(scalars_load(input + 4, 8, lanes), a));
  sum[0] = wide_add_product(sum[0], weight, scalars_load(output, 8, lanes));
  Scalars weighted_a = scalars_normalized(scalars_mul(a, weight));
  Scalars weighted_b = scalars_normalized(scalars_mul(b, weight));
  Scalars aa = scalars_normalized(scalars_square(a)), bb = scalars_normalized(scalars_square(b));
  Scalars fourth = scalars_normalized(scalars_square(aa));
  sum[1] = wide_add_product(sum[1], weighted_a, fourth);
  Scalars mixed = scalars_normalized(scalars_mul(aa, bb));
  sum[2] = wide_add_product(sum[2], weighted_a, mixed);
  sum[3] = wide_add_product(sum[3], weighted_b, mixed);
  fourth = scalars_normalized(scalars_square(bb));
  sum[4] = wide_add_product(sum[4], weighted_a, fourth);
  sum[5] = wide_add_product(sum[5], weighted_b, fourth);
}

size_t worldid_bn254_fifth_power_round(
  const uint64_t *weights, const uint64_t *input, const uint64_t *output, uint64_t *sums, size_t count) {
  if (!is_worthwhile(count)) return 0;
  Scalars totals[6];
  for (int k = 0; k < 6; k++) totals[k] = scalars_broadcast((const uint64_t[5]){0});
  for (size_t start = 0; start < count; start += 8 * CHUNK) {
    size_t end = count - start < 8 * CHUNK ? count : start + 8 * CHUNK, i = start;
    WideScalars sum[6];
    for (int k = 0; k < 6; k++) sum[k] = wide_zero();
    for (; i + 8 <= end; i += 8) add_fifth_powers(sum, weights + 4 * i, input + 8 * i, output + 8 * i, 8);
    if (i < end) add_fifth_powers(sum, weights + 4 * i, input + 8 * i, output + 8 * i, end - i);
    for (int k = 0; k < 6; k++) totals[k] = collected(totals[k], sum[k], k == 0 ? 1 : 5);
  }
  totals[1] = scalars_reduced(scalars_difference(totals[0], totals[1]));
  for (int k = 0; k < 5; k++) scalars_store_total(sums + 4 * k, totals[k + 1]);
  return count;
}

#pragma clang attribute pop

#else

size_t worldid_bn254_fifth_power_round(
  const uint64_t *weights, const uint64_t *input, const uint64_t *output, uint64_t *sums, size_t count) {
  return 0;
}

#endif

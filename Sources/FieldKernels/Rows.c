#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#define MODULUS 0x7f000001
#define HALF 0x3f800000u
#define BIAS 0x8000000000000000u
#define FOLD_LIMIT 8
// Rows whose combination is reduced at once; a multiple of FOLD_LIMIT and of 5.
#define TILE 120
// Positions of a dot product that are reduced at once.
#define CHUNK 1024
// CHUNK / 8 vectors of AVX2 give an accumulator two products each; a last vector is folded alone.
#define MAX_FOLDS (CHUNK / 4 / FOLD_LIMIT + 1)

typedef struct {
  int32_t factors[5 * TILE];
  uint64_t constants[5];
} Combination;

typedef struct {
  uint32_t planes[5][CHUNK];
  uint64_t constants[5];
  uint32_t offsets[5];
} Weights;

// The representative between -HALF and HALF.
static inline int32_t centred(uint32_t word) { return (int32_t)(word - (MODULUS & -(uint32_t)(word > HALF))); }

// HALF times a sum of factors below p, times 2^-32 modulo p.
static inline uint32_t offset_of(uint64_t sum) { return (uint32_t)(sum * HALF % MODULUS * 0x3f010000 % MODULUS); }

// An offset less the bias of so many folds, in p..<2p.
static inline uint64_t correction(uint32_t offset, uint64_t folds) {
  return (offset + MODULUS - (folds << 31) % MODULUS) % MODULUS + MODULUS;
}

static void prepare_base(Combination *combination, const uint32_t *factors, size_t count) {
  uint64_t sums[5] = {0};
  for (size_t i = 0; i < 5 * count; i++) {
    combination->factors[i] = centred(factors[i]);
    sums[i % 5] += factors[i];
  }
  for (int k = 0; k < 5; k++) {
    combination->constants[k] = correction(offset_of(sums[k] % MODULUS), (count + FOLD_LIMIT - 1) / FOLD_LIMIT);
  }
}

static inline uint32_t add_words(uint32_t a, uint32_t b) {
  uint32_t sum = a + b;
  return sum < MODULUS ? sum : sum - MODULUS;
}

// (a0, ..., a4) X = (a4, a0, a1 - a4, a2, a3), since X^5 = 1 - X^2.
static inline void multiply_by_x(uint32_t a[5]) {
  uint32_t last = a[4];
  a[4] = a[3];
  a[3] = a[2];
  a[2] = add_words(a[1], last == 0 ? 0 : MODULUS - last);
  a[1] = a[0];
  a[0] = last;
}

static void prepare_extended(Combination *combination, const uint32_t *factors, size_t count) {
  uint32_t powers[5 * TILE];
  for (size_t i = 0; i < count; i++) {
    memcpy(powers + 25 * i, factors + 5 * i, 20);
    for (size_t k = 5 * i + 1; k < 5 * i + 5; k++) {
      memcpy(powers + 5 * k, powers + 5 * k - 5, 20);
      multiply_by_x(powers + 5 * k);
    }
  }
  prepare_base(combination, powers, 5 * count);
}

// result += dots[0] + dots[1] X + ... + dots[4] X^4
static void add_powers(uint32_t result[5], const uint32_t dots[25]) {
  uint32_t sum[5] = {0};
  for (int power = 4; power >= 0; power--) {
    multiply_by_x(sum);
    for (int k = 0; k < 5; k++) sum[k] = add_words(sum[k], dots[5 * power + k]);
  }
  for (int k = 0; k < 5; k++) result[k] = add_words(result[k], sum[k]);
}

#include "Width256.h"
#include "LateSums.h"
#include "RowLoops.h"
#include "WidthEnd.h"

#include "Width512.h"
#include "LateSums.h"
#include "RowLoops.h"
#include "WidthEnd.h"

size_t worldid_quintic_combine_base_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  int level = worldid_kernels_level();
  if (level < WORLDID_KERNELS_AVX2) return 0;
  (level < WORLDID_KERNELS_AVX512 ? combine_base_256 : combine_base_512)(
    sum, rows, stride, count, length, factors);
  return length;
}

size_t worldid_quintic_combine_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  int level = worldid_kernels_level();
  if (level < WORLDID_KERNELS_AVX2) return 0;
  (level < WORLDID_KERNELS_AVX512 ? combine_extended_256 : combine_extended_512)(
    sum, rows, stride, count, length, factors);
  return length;
}

static size_t dot_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results,
  int is_extended) {
  int level = worldid_kernels_level();
  if (level < WORLDID_KERNELS_AVX2) return 0;
  (level < WORLDID_KERNELS_AVX512 ? dot_256 : dot_512)(
    rows, stride, count, length, weights, results, is_extended);
  return count;
}

size_t worldid_quintic_dot_base_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results) {
  return dot_rows(rows, stride, count, length, weights, results, 0);
}

size_t worldid_quintic_dot_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results) {
  return dot_rows(rows, stride, count, length, weights, results, 1);
}

#else

size_t worldid_quintic_combine_base_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  return 0;
}

size_t worldid_quintic_combine_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  return 0;
}

size_t worldid_quintic_dot_base_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results) {
  return 0;
}

size_t worldid_quintic_dot_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results) {
  return 0;
}

#endif

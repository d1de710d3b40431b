#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#include "Lanes.h"
#include "WideLanes.h"

#define INLINE static inline __attribute__((always_inline))
#define MODULUS 0x7f000001u

// Which of the entries of a right factor meets a_i in coefficient k of a product.
static const int factor_index[5][5] = {
  {0, 4, 3, 2, 5}, {1, 0, 4, 3, 2}, {2, 5, 6, 7, 8}, {3, 2, 5, 6, 7}, {4, 3, 2, 5, 6},
};

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define NAMED(name) name##_256
#define OP(name) _mm256_##name
#define WIDTH 8
#define Vector Lanes
#define QuinticVectors_256 Quintics
#define sum_256 lanes_add
#define difference_256 lanes_sub
#define odd_256 odd_lanes
#define fold_256 fold
#define fold_reduce_256 lanes_fold_reduce
#define load_256 quintics_load
#define store_256 quintics_store
#define load_pairs_256 quintics_load_pairs
#define reorder_256 quintics_reorder
#include "QuinticLoops.h"
#undef NAMED
#undef OP
#undef WIDTH
#undef Vector
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)
#define NAMED(name) name##_512
#define OP(name) _mm512_##name
#define WIDTH 16
#define Vector Wide
#define QuinticVectors_512 WideQuintics
#define sum_512 wide_add
#define difference_512 wide_sub
#define odd_512 wide_odd
#define fold_512 wide_fold
#define fold_reduce_512 wide_fold_reduce
#define load_512 wide_quintics_load
#define store_512 wide_quintics_store
#define load_pairs_512 wide_quintics_load_pairs
#define reorder_512
#include "QuinticLoops.h"
#pragma clang attribute pop

// Runs the loop of the widest vectors that the machine has and that the count fills; `done` becomes a multiple of
// their width.
#define RUN(done, count, name, ...)                                                                   \
  do {                                                                                                \
    int level = worldid_kernels_level();                                                              \
    if (level >= WORLDID_KERNELS_AVX512 && (count) >= 16) {                                           \
      done = (count) & ~(size_t)15;                                                                   \
      name##_512(__VA_ARGS__);                                                                        \
    } else if (level >= WORLDID_KERNELS_AVX2 && (count) >= 8) {                                       \
      done = (count) & ~(size_t)7;                                                                    \
      name##_256(__VA_ARGS__);                                                                        \
    }                                                                                                 \
  } while (0)

size_t worldid_quintic_bind(uint32_t *table, const uint32_t *x, size_t count) {
  size_t done = 0;
  RUN(done, count, bind, table, x, done);
  return done;
}

size_t worldid_quintic_split(uint32_t *table, const uint32_t *x, size_t half) {
  size_t done = 0;
  RUN(done, half, split, table, x, half, done);
  return done;
}

size_t worldid_quintic_add_scaled_base(
  uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  size_t done = 0;
  RUN(done, count, add_scaled_base, sum, factor, row, done);
  return done;
}

size_t worldid_quintic_add_scaled(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  size_t done = 0;
  RUN(done, count, add_scaled, sum, factor, row, done);
  return done;
}

size_t worldid_quintic_add_products(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count) {
  size_t done = 0;
  RUN(done, count, add_products_of, sum, a, b, done);
  return done;
}

size_t worldid_quintic_fraction_sum(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count) {
  size_t done = 0;
  RUN(done, count, fraction_sum, n0, d0, n1, d1, numerator, denominator, done);
  return done;
}

size_t worldid_quintic_fraction_round(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count) {
  size_t done = 0;
  RUN(done, count, fraction_round, weights, a, n1, d0, d1, sums, done);
  return done;
}

size_t worldid_quintic_unit_fraction_sum(
  const uint32_t *d0, const uint32_t *d1, uint32_t *numerator, uint32_t *denominator, size_t count) {
  size_t done = 0;
  RUN(done, count, unit_fraction_sum, d0, d1, numerator, denominator, done);
  return done;
}

size_t worldid_quintic_product_round(
  const uint32_t *weights, const uint32_t *x, const uint32_t *y, uint32_t *sums, size_t count) {
  size_t done = 0;
  RUN(done, count, product_round, weights, x, y, sums, done);
  return done;
}

size_t worldid_quintic_cube_round(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  size_t done = 0;
  RUN(done, count, cube_round, weights, input, output, sums, done);
  return done;
}
#else

size_t worldid_quintic_bind(uint32_t *table, const uint32_t *x, size_t count) { return 0; }

size_t worldid_quintic_split(uint32_t *table, const uint32_t *x, size_t half) { return 0; }

size_t worldid_quintic_add_scaled_base(
  uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  return 0;
}

size_t worldid_quintic_add_scaled(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  return 0;
}

size_t worldid_quintic_add_products(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count) {
  return 0;
}

size_t worldid_quintic_fraction_sum(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count) {
  return 0;
}

size_t worldid_quintic_fraction_round(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count) {
  return 0;
}

size_t worldid_quintic_unit_fraction_sum(
  const uint32_t *d0, const uint32_t *d1, uint32_t *numerator, uint32_t *denominator, size_t count) {
  return 0;
}

size_t worldid_quintic_product_round(
  const uint32_t *weights, const uint32_t *x, const uint32_t *y, uint32_t *sums, size_t count) {
  return 0;
}

size_t worldid_quintic_cube_round(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  return 0;
}

#endif

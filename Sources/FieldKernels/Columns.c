#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#include "Lanes.h"
#include "ScalarLanes.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

// Collects rows of eight columns; every eight rows become eight runs of 32 bytes.
typedef struct {
  Lanes rows[8];
  size_t count;
  uint8_t *target;
  size_t stride;
} Collector;

static void flush(Collector *collector) {
  lanes_transpose(collector->rows);
  for (size_t column = 0; column < 8; column++) {
    uint32_t words[8];
    _mm256_storeu_si256((Lanes *)words, collector->rows[column]);
    memcpy(collector->target + column * collector->stride, words, 4 * collector->count);
  }
  collector->target += 4 * collector->count;
  collector->count = 0;
}

static inline void collect(Collector *collector, Lanes row) {
  collector->rows[collector->count++] = lanes_canonical(row);
  if (collector->count == 8) flush(collector);
}

size_t worldid_koalabear_columns(
  const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows, size_t length,
  size_t first, uint8_t *target, size_t stride) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX2) return 0;
  Collector collector = {.count = 0, .target = target, .stride = stride};
  for (int k = 0; k < 8; k++) collector.rows[k] = _mm256_setzero_si256();
  for (size_t row = 0; row < base_rows; row++) {
    collect(&collector, _mm256_loadu_si256((const Lanes *)(base + row * length + first)));
  }
  for (size_t row = 0; row < extended_rows; row++) {
    Quintics q = quintics_load(extended + 5 * (row * length + first));
    for (int k = 0; k < 5; k++) collect(&collector, q.c[k]);
  }
  if (collector.count > 0) flush(&collector);
  return 8;
}

#pragma clang attribute pop
#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

size_t worldid_bn254_columns(
  const uint64_t *rows, size_t row_count, size_t length, size_t first, uint8_t *target, size_t stride) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  // x 2^256 times 16 times 2^-260
  Scalars sixteen = scalars_broadcast((const uint64_t[5]){16, 0, 0, 0, 0});
  for (size_t row = 0; row < row_count; row++) {
    Scalars entries = scalars_load(rows + 4 * (row * length + first), 4, 8);
    Scalars canonical = scalars_reduced(scalars_mul(entries, sixteen));
    scalars_store((uint64_t *)(target + 32 * row), stride / 8, 8, canonical);
  }
  return 8;
}

#pragma clang attribute pop

#else

size_t worldid_koalabear_columns(
  const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows, size_t length,
  size_t first, uint8_t *target, size_t stride) {
  return 0;
}

size_t worldid_bn254_columns(
  const uint64_t *rows, size_t row_count, size_t length, size_t first, uint8_t *target, size_t stride) {
  return 0;
}

#endif

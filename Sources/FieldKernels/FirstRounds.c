#include "FieldKernels.h"

#if defined(__x86_64__)
#include <string.h>

#define MODULUS 0x7f000001
// Sums start at 0 and are folded after four products below p^2: 4 (p - 1)^2 + 2^32 < 2^64.
#define MAX_FOLDS 32

#include "Width256.h"
#include "LateSums.h"
#include "FirstRoundLoops.h"
#include "WidthEnd.h"

#include "Width512.h"
#include "LateSums.h"
#include "FirstRoundLoops.h"
#include "WidthEnd.h"

size_t worldid_quintic_bind_base(const uint32_t *table, const uint32_t *x, uint32_t *result, size_t count) {
  int level = worldid_kernels_level();
  if (level < WORLDID_KERNELS_AVX2) return 0;
  size_t wide = level < WORLDID_KERNELS_AVX512 ? 0 : count & ~(size_t)15, done = count & ~(size_t)7;
  bind_base_512(table, x, result, wide);
  bind_base_256(table + 2 * wide, x, result + 5 * wide, done - wide);
  return done;
}

size_t worldid_quintic_cube_round_base(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  int level = worldid_kernels_level();
  if (level < WORLDID_KERNELS_AVX2) return 0;
  size_t wide = level < WORLDID_KERNELS_AVX512 ? 0 : count & ~(size_t)15, done = count & ~(size_t)7;
  cube_base_512(weights, input, output, sums, wide);
  cube_base_256(weights + 5 * wide, input + 2 * wide, output + 2 * wide, sums, done - wide);
  return done;
}

#else

size_t worldid_quintic_bind_base(const uint32_t *table, const uint32_t *x, uint32_t *result, size_t count) {
  return 0;
}

size_t worldid_quintic_cube_round_base(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  return 0;
}

#endif

// Eight lanes for loops that are written once for both vector widths; Width512.h defines the same with sixteen lanes.
// The loops use Vector, Planes (five vectors c), WIDTH, OP(name) for an intrinsic's name and NAMED(name) for their own
// names; WidthEnd.h takes all this away again.
#include <string.h>

#include "Lanes.h"

#define INLINE static inline __attribute__((always_inline))
#define MODULUS 0x7f000001

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define NAMED(name) name##_256
#define OP(name) _mm256_##name
#define WIDTH 8
#define Vector __m256i
#define Planes Quintics

#ifndef WORLDID_WIDTH_256_H
#define WORLDID_WIDTH_256_H

INLINE __m256i blend_256(__m256i even, __m256i odd) { return _mm256_blend_epi32(even, odd, 0xaa); }

INLINE __m256i and_256(__m256i a, __m256i b) { return _mm256_and_si256(a, b); }

INLINE __m256i opaque_256(__m256i value) { return opaque(value); }

INLINE void store_256(uint32_t *words, __m256i lanes) { _mm256_storeu_si256((__m256i *)words, lanes); }

// The first `live` lanes, the others zero.
INLINE __m256i load_256(const uint32_t *words, size_t live) {
  if (live == 8) return _mm256_loadu_si256((const __m256i *)words);
  static const uint32_t masks[16] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
  return _mm256_maskload_epi32((const int *)words, _mm256_loadu_si256((const __m256i *)(masks + 8 - live)));
}

// Words 2i and 2i + 1 of sixteen in a row.
INLINE void load_pairs_256(const uint32_t *words, __m256i *even, __m256i *odd) {
  __m256 a = _mm256_loadu_ps((const float *)words), b = _mm256_loadu_ps((const float *)(words + 8));
  *even = _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)), 0xd8);
  *odd = _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)), 0xd8);
}

INLINE Quintics planes_load_256(const uint32_t *words, size_t live) {
  if (live == 8) return quintics_load(words);
  uint32_t some[40] = {0};
  memcpy(some, words, 20 * live);
  return quintics_load(some);
}

INLINE void planes_store_256(uint32_t *words, Quintics planes, size_t live) {
  if (live == 8) return quintics_store(words, planes);
  uint32_t some[40];
  quintics_store(some, planes);
  memcpy(words, some, 20 * live);
}

#endif

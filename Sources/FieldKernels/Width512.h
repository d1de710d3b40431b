// Sixteen lanes; see Width256.h.
#include <string.h>

#include "WideLanes.h"

#define INLINE static inline __attribute__((always_inline))
#define MODULUS 0x7f000001

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)

#define NAMED(name) name##_512
#define OP(name) _mm512_##name
#define WIDTH 16
#define Vector __m512i
#define Planes WideQuintics

#ifndef WORLDID_WIDTH_512_H
#define WORLDID_WIDTH_512_H

#define _mm512_set1_epi64x _mm512_set1_epi64

INLINE __m512i blend_512(__m512i even, __m512i odd) { return _mm512_mask_blend_epi32(0xaaaa, even, odd); }

INLINE __m512i and_512(__m512i a, __m512i b) { return _mm512_and_si512(a, b); }

INLINE __m512i opaque_512(__m512i value) { return wide_opaque(value); }

INLINE void store_512(uint32_t *words, __m512i lanes) { _mm512_storeu_si512(words, lanes); }

INLINE __m512i load_512(const uint32_t *words, size_t live) {
  if (live == 16) return _mm512_loadu_si512(words);
  return _mm512_maskz_loadu_epi32((__mmask16)((1u << live) - 1), words);
}

INLINE void load_pairs_512(const uint32_t *words, __m512i *even, __m512i *odd) {
  __m512i a = _mm512_loadu_si512(words), b = _mm512_loadu_si512(words + 16);
  __m512i order = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  *even = _mm512_permutex2var_epi32(a, order, b);
  *odd = _mm512_permutex2var_epi32(a, _mm512_add_epi32(order, _mm512_set1_epi32(1)), b);
}

INLINE WideQuintics planes_load_512(const uint32_t *words, size_t live) {
  if (live == 16) return wide_quintics_load(words);
  uint32_t some[80] = {0};
  memcpy(some, words, 20 * live);
  return wide_quintics_load(some);
}

INLINE void planes_store_512(uint32_t *words, WideQuintics planes, size_t live) {
  if (live == 16) return wide_quintics_store(words, planes);
  uint32_t some[80];
  wide_quintics_store(some, planes);
  memcpy(words, some, 20 * live);
}

#endif

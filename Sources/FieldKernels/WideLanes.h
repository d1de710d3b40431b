// Sixteen KoalaBear elements, or sixteen of the quintic extension, at a time with AVX-512: what Lanes.h is for AVX2.
#ifndef WORLDID_WIDE_LANES_H
#define WORLDID_WIDE_LANES_H

#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)

typedef __m512i Wide;

// The five coefficients of sixteen elements.
typedef struct {
  Wide c[5];
} WideQuintics;

#define WIDE_INLINE static inline __attribute__((always_inline))

WIDE_INLINE Wide wide_modulus(void) { return _mm512_set1_epi32(0x7f000001); }

WIDE_INLINE Wide wide_load(const uint32_t *words) { return _mm512_loadu_si512(words); }

WIDE_INLINE void wide_store(uint32_t *words, Wide wide) { _mm512_storeu_si512(words, wide); }

// A sum below 2p < 2^32 brought below p: subtracting too much wraps round to something larger.
WIDE_INLINE Wide wide_add(Wide a, Wide b) {
  Wide sum = _mm512_add_epi32(a, b);
  return _mm512_min_epu32(sum, _mm512_sub_epi32(sum, wide_modulus()));
}

WIDE_INLINE Wide wide_sub(Wide a, Wide b) {
  Wide difference = _mm512_sub_epi32(a, b);
  return _mm512_min_epu32(difference, _mm512_add_epi32(difference, wide_modulus()));
}

// The odd lanes in the lower halves, where multiplications read them; the upper halves keep them too.
WIDE_INLINE Wide wide_odd(Wide a) { return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a))); }

// The upper halves of 64-bit numbers that belong to the even and the odd lanes. Written out because the compiler makes
// two of these shuffles into three others.
WIDE_INLINE Wide wide_upper(Wide even, Wide odd) {
  __asm__("vmovshdup %1, %0%{%2%}" : "+v"(odd) : "v"(even), "Yk"((__mmask16)0x5555));
  return odd;
}

// Hides a value's origin from the optimiser: see Lanes.h.
WIDE_INLINE Wide wide_opaque(Wide value) {
  __asm__("" : "+v"(value));
  return value;
}

// The multiple of p below p 2^32 that agrees with the number modulo 2^32.
WIDE_INLINE Wide wide_multiple(Wide number) {
  Wide q = wide_opaque(_mm512_mul_epu32(wide_opaque(number), _mm512_set1_epi32((int)0x81000001u)));
  return _mm512_mul_epu32(q, wide_modulus());
}

// Montgomery reduction of 64-bit numbers below p 2^32 that belong to the even and the odd lanes.
WIDE_INLINE Wide wide_reduce(Wide even, Wide odd) {
  return wide_sub(wide_upper(even, odd), wide_upper(wide_multiple(even), wide_multiple(odd)));
}

// A product of two numbers of which one is below p and the other below 2^32; `odd_b` are b's odd lanes.
WIDE_INLINE Wide wide_mul(Wide a, Wide b, Wide odd_b) {
  return wide_reduce(_mm512_mul_epu32(a, b), _mm512_mul_epu32(wide_odd(a), odd_b));
}

// A 64-bit number below 2p 2^32 brought below p 2^32, by its upper half alone.
WIDE_INLINE Wide wide_fold(Wide sum) {
  return _mm512_min_epu32(sum, _mm512_sub_epi32(sum, _mm512_set1_epi64(0x7f00000100000000)));
}

// wide_reduce for 64-bit numbers below 2p 2^32: even and odd ones are folded together.
WIDE_INLINE Wide wide_fold_reduce(Wide even, Wide odd) {
  Wide high = wide_upper(even, odd);
  high = _mm512_min_epu32(high, _mm512_sub_epi32(high, wide_modulus()));
  return wide_sub(high, wide_upper(wide_multiple(even), wide_multiple(odd)));
}

// Word f of sixteen elements in a row is coefficient f % 5 and lies in lane f % 16 of vector f / 16. Over the five
// vectors v a coefficient k uses every lane once, those with (v + lane) % 5 = k; mask i has the lanes i, i + 5, ...
static const __mmask16 wide_masks[5] = {0x8421, 0x0842, 0x1084, 0x2108, 0x4210};

// Lane l from the x[i] with l % 5 = (first + step i) % 5.
WIDE_INLINE Wide wide_selected(const Wide x[5], int first, int step) {
  Wide result = x[0];
  _Pragma("unroll") for (int i = 1; i < 5; i++) {
    result = _mm512_mask_blend_epi32(wide_masks[(first + step * i) % 5], result, x[i]);
  }
  return result;
}

// first, first + step, ... modulo 16.
WIDE_INLINE Wide wide_indices(int first, int step) {
  Wide counts = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  Wide indices = _mm512_add_epi32(_mm512_mullo_epi32(counts, _mm512_set1_epi32(step)), _mm512_set1_epi32(first));
  return _mm512_and_si512(indices, _mm512_set1_epi32(15));
}

WIDE_INLINE WideQuintics wide_quintics_load(const uint32_t *words) {
  Wide x[5];
  for (int v = 0; v < 5; v++) x[v] = wide_load(words + 16 * v);
  WideQuintics q;
  _Pragma("unroll") for (int k = 0; k < 5; k++) {
    q.c[k] = _mm512_permutexvar_epi32(wide_indices(k, 5), wide_selected(x, k, 4));
  }
  return q;
}

// The inverse; 13 is the inverse of 5 modulo 16.
WIDE_INLINE void wide_quintics_store(uint32_t *words, WideQuintics q) {
  _Pragma("unroll") for (int k = 0; k < 5; k++) {
    q.c[k] = _mm512_permutexvar_epi32(wide_indices(16 * 13 - 13 * k, 13), q.c[k]);
  }
  _Pragma("unroll") for (int v = 0; v < 5; v++) wide_store(words + 16 * v, wide_selected(q.c, 5 - v, 1));
}

// Elements 2i and 2i + 1 of 32 in a row. Of what is selected from the sixteen first and the sixteen last, elements 2i
// lie in lanes 10 i + k modulo 16, first for i < 8 and last for the others, and elements 2i + 1 in lanes 10 i + 5 + k.
WIDE_INLINE void wide_quintics_load_pairs(const uint32_t *words, WideQuintics *even, WideQuintics *odd) {
  Wide x[5], y[5];
  for (int v = 0; v < 5; v++) x[v] = wide_load(words + 16 * v);
  for (int v = 0; v < 5; v++) y[v] = wide_load(words + 80 + 16 * v);
  Wide from_last = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 16, 16, 16, 16, 16, 16, 16, 16);
  _Pragma("unroll") for (int k = 0; k < 5; k++) {
    Wide first = wide_selected(x, k, 4), last = wide_selected(y, k, 4);
    Wide index = _mm512_or_si512(wide_indices(k, 10), from_last);
    even->c[k] = _mm512_permutex2var_epi32(first, index, last);
    index = _mm512_or_si512(wide_indices(k + 5, 10), from_last);
    odd->c[k] = _mm512_permutex2var_epi32(first, index, last);
  }
}

#pragma clang attribute pop

#endif

// Eight BN254 scalars at a time with the 52-bit multiplier of AVX-512 IFMA.
#ifndef WORLDID_SCALAR_LANES_H
#define WORLDID_SCALAR_LANES_H

#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// Eight integers, each in five limbs of weight 2^(52 k). Normalised: every limb in 0..<2^52. Sums and differences
// are not; their limbs may even be negative, while the integer itself stays in 0..<2^260 = 84.6 r.
typedef struct {
  __m512i limb[5];
} Scalars;

#define EACH_LIMB(k) _Pragma("unroll") for (int k = 0; k < 5; k++)

static const uint64_t scalar_order[5] = {
  0x1f593f0000001, 0x4879b9709143e, 0x181585d2833e8, 0xa029b85045b68, 0x30644e72e131,
};
static const uint64_t scalar_order_doubled[5] = {
  0x3eb27e0000002, 0x90f372e12287c, 0x302b0ba5067d0, 0x405370a08b6d0, 0x60c89ce5c263,
};

static inline Scalars scalars_broadcast(const uint64_t *limbs) {
  Scalars s;
  EACH_LIMB(k) s.limb[k] = _mm512_set1_epi64((long long)limbs[k]);
  return s;
}

static inline Scalars scalars_normalized(Scalars a) {
  __m512i mask = _mm512_set1_epi64(0xfffffffffffff);
  _Pragma("unroll") for (int k = 0; k < 4; k++) {
    a.limb[k + 1] = _mm512_add_epi64(a.limb[k + 1], _mm512_srai_epi64(a.limb[k], 52));
    a.limb[k] = _mm512_and_si512(a.limb[k], mask);
  }
  return a;
}

static inline Scalars scalars_add(Scalars a, Scalars b) {
  EACH_LIMB(k) a.limb[k] = _mm512_add_epi64(a.limb[k], b.limb[k]);
  return a;
}

// a + 2r - b for b below 2r.
static inline Scalars scalars_sub(Scalars a, Scalars b) {
  EACH_LIMB(k) {
    __m512i raised = _mm512_add_epi64(a.limb[k], _mm512_set1_epi64((long long)scalar_order_doubled[k]));
    a.limb[k] = _mm512_sub_epi64(raised, b.limb[k]);
  }
  return a;
}

// a b 2^-260 modulo r and below 2r, not normalised, for normalised a below 64 r and normalised b below r:
// the sum of a b and the multiple q r with q < 2^260, over 2^260, is below 64 r / 84.6 + r. A limb takes at most
// four terms below 2^52 in each of five steps and a carry, and stays below 2^57.
static inline Scalars scalars_mul(Scalars a, Scalars b) {
  __m512i t[6];
  for (int k = 0; k < 6; k++) t[k] = _mm512_setzero_si512();
  __m512i inverse = _mm512_set1_epi64(0x1f593efffffff);  // -1/r mod 2^52
  EACH_LIMB(i) {
    EACH_LIMB(k) {
      t[k] = _mm512_madd52lo_epu64(t[k], a.limb[k], b.limb[i]);
      t[k + 1] = _mm512_madd52hi_epu64(t[k + 1], a.limb[k], b.limb[i]);
    }
    __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], inverse);
    EACH_LIMB(k) {
      __m512i order = _mm512_set1_epi64((long long)scalar_order[k]);
      t[k] = _mm512_madd52lo_epu64(t[k], q, order);
      t[k + 1] = _mm512_madd52hi_epu64(t[k + 1], q, order);
    }
    t[0] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], 52));
    _Pragma("unroll") for (int k = 1; k < 5; k++) t[k] = t[k + 1];
    t[5] = _mm512_setzero_si512();
  }
  Scalars product;
  EACH_LIMB(k) product.limb[k] = t[k];
  return product;
}

// An integer below 2r, normalised or not, brought below r and normalised.
static inline Scalars scalars_reduced(Scalars a) {
  a = scalars_normalized(a);
  Scalars less = a;
  EACH_LIMB(k) {
    less.limb[k] = _mm512_sub_epi64(less.limb[k], _mm512_set1_epi64((long long)scalar_order[k]));
  }
  less = scalars_normalized(less);
  __mmask8 negative = _mm512_movepi64_mask(less.limb[4]);
  EACH_LIMB(k) a.limb[k] = _mm512_mask_blend_epi64(negative, less.limb[k], a.limb[k]);
  return a;
}

// From four words of 64 bits to five limbs and back, for normalised integers below 2^256.
static inline Scalars scalars_from_words(const __m512i w[4]) {
  __m512i mask = _mm512_set1_epi64(0xfffffffffffff);
  Scalars s;
  s.limb[0] = _mm512_and_si512(w[0], mask);
  s.limb[1] =
    _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12)), mask);
  s.limb[2] =
    _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24)), mask);
  s.limb[3] =
    _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36)), mask);
  s.limb[4] = _mm512_srli_epi64(w[3], 16);
  return s;
}

static inline void scalars_to_words(Scalars s, __m512i w[4]) {
  w[0] = _mm512_or_si512(s.limb[0], _mm512_slli_epi64(s.limb[1], 52));
  w[1] = _mm512_or_si512(_mm512_srli_epi64(s.limb[1], 12), _mm512_slli_epi64(s.limb[2], 40));
  w[2] = _mm512_or_si512(_mm512_srli_epi64(s.limb[2], 24), _mm512_slli_epi64(s.limb[3], 28));
  w[3] = _mm512_or_si512(_mm512_srli_epi64(s.limb[3], 36), _mm512_slli_epi64(s.limb[4], 16));
}

// Pairs of words that both transpositions exchange.
static inline __m512i outer_pairs(__m512i a, __m512i b) {
  return _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13), b);
}

static inline __m512i inner_pairs(__m512i a, __m512i b) {
  return _mm512_permutex2var_epi64(a, _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15), b);
}

// One scalar of four words from each of up to eight places `stride` words apart; lanes from `count` on are zero.
static inline Scalars scalars_load(const uint64_t *words, size_t stride, size_t count) {
  __m512i z[4];
  _Pragma("unroll") for (size_t l = 0; l < 4; l++) {
    __m256i low = _mm256_setzero_si256(), high = _mm256_setzero_si256();
    if (l < count) low = _mm256_loadu_si256((const __m256i *)(words + l * stride));
    if (l + 4 < count) high = _mm256_loadu_si256((const __m256i *)(words + (l + 4) * stride));
    z[l] = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
  }
  __m512i even0 = _mm512_unpacklo_epi64(z[0], z[1]), odd0 = _mm512_unpackhi_epi64(z[0], z[1]);
  __m512i even1 = _mm512_unpacklo_epi64(z[2], z[3]), odd1 = _mm512_unpackhi_epi64(z[2], z[3]);
  __m512i w[4] = {
    outer_pairs(even0, even1), outer_pairs(odd0, odd1), inner_pairs(even0, even1), inner_pairs(odd0, odd1),
  };
  return scalars_from_words(w);
}

static inline void scalars_store(uint64_t *words, size_t stride, size_t count, Scalars s) {
  __m512i w[4];
  scalars_to_words(s, w);
  __m512i even0 = outer_pairs(w[0], w[2]), even1 = inner_pairs(w[0], w[2]);
  __m512i odd0 = outer_pairs(w[1], w[3]), odd1 = inner_pairs(w[1], w[3]);
  __m512i z[4] = {
    _mm512_unpacklo_epi64(even0, odd0), _mm512_unpackhi_epi64(even0, odd0),
    _mm512_unpacklo_epi64(even1, odd1), _mm512_unpackhi_epi64(even1, odd1),
  };
  _Pragma("unroll") for (size_t l = 0; l < 4; l++) {
    if (l < count) _mm256_storeu_si256((__m256i *)(words + l * stride), _mm512_castsi512_si256(z[l]));
    if (l + 4 < count) {
      _mm256_storeu_si256((__m256i *)(words + (l + 4) * stride), _mm512_extracti64x4_epi64(z[l], 1));
    }
  }
}

#pragma clang attribute pop

#endif

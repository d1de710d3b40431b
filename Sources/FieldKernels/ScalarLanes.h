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

// 2^-52 modulo r, which is below 0.1225 r.
static const uint64_t inverse_limb_base[5] = {
  0x82e644ee4c3d2, 0xf93893c98b1de, 0xd46fe04d0a4c7, 0x8f0aad55e2a1f, 0x5ed0447de83,
};

// 2^264 modulo r, whose product with x is 16 x: from the form x 2^256 in words to x 2^260, whose product with any y
// is x y; and the way out of one factor 2^-4 that a product of two words forms has.
static const uint64_t sixteenfold[5] = {
  0x31f8c9ffffab6, 0xac31329faef6e, 0x9e2a3495d7570, 0xe357276f48b70, 0xd791464ef86,
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

// a + r - b for a and b below r, between 0 and 2r.
static inline Scalars scalars_difference(Scalars a, Scalars b) {
  EACH_LIMB(k) {
    __m512i raised = _mm512_add_epi64(a.limb[k], _mm512_set1_epi64((long long)scalar_order[k]));
    a.limb[k] = _mm512_sub_epi64(raised, b.limb[k]);
  }
  return a;
}

// A sum of products in ten limbs of weight 2^(52 k), nothing carried. A product adds at most ten terms below 2^52 to
// a limb, so 409 products fit. Never negative.
typedef struct {
  __m512i limb[10];
} WideScalars;

static inline WideScalars wide_zero(void) {
  WideScalars w;
  for (int k = 0; k < 10; k++) w.limb[k] = _mm512_setzero_si512();
  return w;
}

// sum + a b for normalised a and b.
static inline WideScalars wide_add_product(WideScalars sum, Scalars a, Scalars b) {
  EACH_LIMB(i) {
    EACH_LIMB(k) {
      sum.limb[i + k] = _mm512_madd52lo_epu64(sum.limb[i + k], a.limb[k], b.limb[i]);
      sum.limb[i + k + 1] = _mm512_madd52hi_epu64(sum.limb[i + k + 1], a.limb[k], b.limb[i]);
    }
  }
  return sum;
}

// a a for normalised a: the mixed products once, then doubled.
static inline WideScalars wide_square(Scalars a) {
  WideScalars w = wide_zero();
  EACH_LIMB(i) {
    _Pragma("unroll") for (int k = i + 1; k < 5; k++) {
      w.limb[i + k] = _mm512_madd52lo_epu64(w.limb[i + k], a.limb[k], a.limb[i]);
      w.limb[i + k + 1] = _mm512_madd52hi_epu64(w.limb[i + k + 1], a.limb[k], a.limb[i]);
    }
  }
  _Pragma("unroll") for (int k = 1; k < 9; k++) w.limb[k] = _mm512_add_epi64(w.limb[k], w.limb[k]);
  EACH_LIMB(i) {
    w.limb[2 * i] = _mm512_madd52lo_epu64(w.limb[2 * i], a.limb[i], a.limb[i]);
    w.limb[2 * i + 1] = _mm512_madd52hi_epu64(w.limb[2 * i + 1], a.limb[i], a.limb[i]);
  }
  return w;
}

// t 2^-260 modulo r, below t / 2^260 + 1.123 r, not normalised.
//
// Four times, t becomes floor(t / 2^52) + (t mod 2^52) (2^-52 mod r), which needs no quotient and adds less than
// 2^52 0.1225 r; then one step of Montgomery, (t + q r) / 2^52, adds r and divides the former by 2^52. A limb gains
// at most eleven terms below 2^52. (IFMA reads the low 52 bits of a factor.)
static inline Scalars wide_reduced(WideScalars t) {
  EACH_LIMB(i) {
    if (i == 4) break;
    EACH_LIMB(k) {
      __m512i factor = _mm512_set1_epi64((long long)inverse_limb_base[k]);
      t.limb[i + k + 1] = _mm512_madd52lo_epu64(t.limb[i + k + 1], t.limb[i], factor);
      t.limb[i + k + 2] = _mm512_madd52hi_epu64(t.limb[i + k + 2], t.limb[i], factor);
    }
    t.limb[i + 1] = _mm512_add_epi64(t.limb[i + 1], _mm512_srli_epi64(t.limb[i], 52));
  }
  __m512i inverse = _mm512_set1_epi64(0x1f593efffffff);  // -1/r mod 2^52
  __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t.limb[4], inverse);
  // The lowest limb plus the low half of q r_0 is a multiple of 2^52: rounding up gives its carry.
  __m512i rounded = _mm512_add_epi64(t.limb[4], _mm512_set1_epi64(0xfffffffffffff));
  EACH_LIMB(k) {
    __m512i order = _mm512_set1_epi64((long long)scalar_order[k]);
    if (k > 0) t.limb[4 + k] = _mm512_madd52lo_epu64(t.limb[4 + k], q, order);
    t.limb[5 + k] = _mm512_madd52hi_epu64(t.limb[5 + k], q, order);
  }
  t.limb[5] = _mm512_add_epi64(t.limb[5], _mm512_srli_epi64(rounded, 52));
  Scalars s;
  EACH_LIMB(k) s.limb[k] = t.limb[5 + k];
  return s;
}

// a b 2^-260 modulo r, not normalised, for normalised a and b: below 2r when a b is below 74 r^2, for
// 74 / 84.6 + 1.123 < 2.
static inline Scalars scalars_mul(Scalars a, Scalars b) { return wide_reduced(wide_add_product(wide_zero(), a, b)); }

static inline Scalars scalars_square(Scalars a) { return wide_reduced(wide_square(a)); }

// An integer below 2r, normalised or not, brought below r and normalised; one below 3r is brought below 2r.
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

// One scalar of four words from each of up to eight places `stride` words apart; lanes from `count` on are zero.
static inline Scalars scalars_load(const uint64_t *words, size_t stride, size_t count) {
  static const uint8_t places[4] = {0, 4, 1, 5};
  __m512i z[4];
  _Pragma("unroll") for (size_t l = 0; l < 4; l++) {
    size_t first = places[l], second = first + 2;
    __m256i low = _mm256_setzero_si256(), high = _mm256_setzero_si256();
    if (first < count) low = _mm256_loadu_si256((const __m256i *)(words + first * stride));
    if (second < count) high = _mm256_loadu_si256((const __m256i *)(words + second * stride));
    z[l] = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
  }
  // Words 0 and 1, and 2 and 3, of the even and the odd places.
  __m512i low_even = _mm512_shuffle_i64x2(z[0], z[1], 0x88), high_even = _mm512_shuffle_i64x2(z[0], z[1], 0xdd);
  __m512i low_odd = _mm512_shuffle_i64x2(z[2], z[3], 0x88), high_odd = _mm512_shuffle_i64x2(z[2], z[3], 0xdd);
  __m512i w[4] = {
    _mm512_unpacklo_epi64(low_even, low_odd), _mm512_unpackhi_epi64(low_even, low_odd),
    _mm512_unpacklo_epi64(high_even, high_odd), _mm512_unpackhi_epi64(high_even, high_odd),
  };
  return scalars_from_words(w);
}

// Hides a value's origin from the optimiser, which would make two shuffles into one of the lanes of two registers: with
// three operands that one takes the multiplier's time.
static inline __m512i scalars_opaque(__m512i value) {
  __asm__("" : "+v"(value));
  return value;
}

static inline void scalars_store(uint64_t *words, size_t stride, size_t count, Scalars s) {
  static const uint8_t places[4] = {0, 2, 1, 3};
  __m512i w[4], z[4];
  scalars_to_words(s, w);
  _Pragma("unroll") for (size_t odd = 0; odd < 2; odd++) {
    __m512i low = odd ? _mm512_unpackhi_epi64(w[0], w[1]) : _mm512_unpacklo_epi64(w[0], w[1]);
    __m512i high = odd ? _mm512_unpackhi_epi64(w[2], w[3]) : _mm512_unpacklo_epi64(w[2], w[3]);
    low = scalars_opaque(low), high = scalars_opaque(high);
    __m512i raised = scalars_opaque(_mm512_shuffle_i64x2(high, high, 0xa0));
    __m512i lowered = scalars_opaque(_mm512_shuffle_i64x2(low, low, 0xf5));
    z[2 * odd] = scalars_opaque(_mm512_mask_blend_epi64(0xcc, low, raised));
    z[2 * odd + 1] = scalars_opaque(_mm512_mask_blend_epi64(0xcc, lowered, high));
  }
  _Pragma("unroll") for (size_t l = 0; l < 4; l++) {
    size_t first = places[l], second = first + 4;
    if (first < count) _mm256_storeu_si256((__m256i *)(words + first * stride), _mm512_castsi512_si256(z[l]));
    if (second < count) {
      _mm256_storeu_si256((__m256i *)(words + second * stride), _mm512_extracti64x4_epi64(z[l], 1));
    }
  }
}

// The limbs of x 2^260 for one element x 2^256, in all lanes, below r.
static inline Scalars scalars_factor(const uint64_t *words) {
  Scalars lanes = scalars_load(words, 0, 8);
  return scalars_reduced(scalars_mul(lanes, scalars_broadcast(sixteenfold)));
}

// The sum of the eight lanes, all below r, as one element below r.
static inline void scalars_store_total(uint64_t *words, Scalars s) {
  Scalars other;
  EACH_LIMB(k) other.limb[k] = _mm512_alignr_epi64(s.limb[k], s.limb[k], 4);
  s = scalars_reduced(scalars_add(s, other));
  EACH_LIMB(k) other.limb[k] = _mm512_alignr_epi64(s.limb[k], s.limb[k], 2);
  s = scalars_reduced(scalars_add(s, other));
  EACH_LIMB(k) other.limb[k] = _mm512_alignr_epi64(s.limb[k], s.limb[k], 1);
  s = scalars_reduced(scalars_add(s, other));
  scalars_store(words, 4, 1, s);
}

#pragma clang attribute pop

#endif

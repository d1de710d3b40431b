// Eight KoalaBear elements, or eight of the quintic extension, at a time with AVX2.
#ifndef WORLDID_LANES_H
#define WORLDID_LANES_H

#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

typedef __m256i Lanes;

// A loop that is unrolled, so that arrays of lanes live in registers.
#define EACH(k, count) _Pragma("unroll") for (int k = 0; k < (count); k++)

// The five coefficients of eight elements.
typedef struct {
  Lanes c[5];
} Quintics;

static inline Lanes modulus(void) { return _mm256_set1_epi32(0x7f000001); }

// A sum below 2p < 2^32 brought below p: subtracting too much wraps round to something larger.
static inline Lanes lanes_add(Lanes a, Lanes b) {
  Lanes sum = _mm256_add_epi32(a, b);
  return _mm256_min_epu32(sum, _mm256_sub_epi32(sum, modulus()));
}

// A difference in -p < d < p (two's complement) made non-negative.
static inline Lanes lanes_wrap(Lanes difference) {
  return _mm256_min_epu32(difference, _mm256_add_epi32(difference, modulus()));
}

static inline Lanes lanes_sub(Lanes a, Lanes b) { return lanes_wrap(_mm256_sub_epi32(a, b)); }

static inline Lanes odd_lanes(Lanes a) { return _mm256_srli_epi64(a, 32); }

// Hides a value's origin from the optimiser, which would otherwise reassociate the products below into full
// 64-bit multiplications of three instructions each.
static inline Lanes opaque(Lanes value) {
  __asm__("" : "+x"(value));
  return value;
}

// The multiple of p below p 2^32 that agrees with the number modulo 2^32.
static inline Lanes montgomery_multiple(Lanes product) {
  Lanes q = opaque(_mm256_mul_epu32(opaque(product), _mm256_set1_epi32((int)0x81000001u)));
  return _mm256_mul_epu32(q, modulus());
}

// Montgomery reduction of 64-bit numbers below p 2^32 that belong to the even and the odd lanes.
// The low halves of the remainders are zero, the high halves lie between -p and p.
static inline Lanes lanes_reduce(Lanes even, Lanes odd) {
  Lanes high = odd_lanes(_mm256_sub_epi64(even, montgomery_multiple(even)));
  return lanes_wrap(_mm256_blend_epi32(high, _mm256_sub_epi64(odd, montgomery_multiple(odd)), 0xaa));
}

static inline Lanes lanes_mul(Lanes a, Lanes b) {
  return lanes_reduce(_mm256_mul_epu32(a, b), _mm256_mul_epu32(odd_lanes(a), odd_lanes(b)));
}

// Out of Montgomery form.
static inline Lanes lanes_canonical(Lanes a) {
  return lanes_reduce(_mm256_and_si256(a, _mm256_set1_epi64x(0xffffffff)), odd_lanes(a));
}

// Row l of the result holds lane l of every row.
static inline void lanes_transpose(Lanes x[8]) {
  Lanes y[8], z[8];
  EACH(i, 4) {
    y[2 * i] = _mm256_unpacklo_epi32(x[2 * i], x[2 * i + 1]);
    y[2 * i + 1] = _mm256_unpackhi_epi32(x[2 * i], x[2 * i + 1]);
  }
  for (int i = 0; i < 2; i++) {
    z[4 * i] = _mm256_unpacklo_epi64(y[4 * i], y[4 * i + 2]);
    z[4 * i + 1] = _mm256_unpackhi_epi64(y[4 * i], y[4 * i + 2]);
    z[4 * i + 2] = _mm256_unpacklo_epi64(y[4 * i + 1], y[4 * i + 3]);
    z[4 * i + 3] = _mm256_unpackhi_epi64(y[4 * i + 1], y[4 * i + 3]);
  }
  EACH(i, 4) {
    x[i] = _mm256_permute2x128_si256(z[i], z[i + 4], 0x20);
    x[i + 4] = _mm256_permute2x128_si256(z[i], z[i + 4], 0x31);
  }
}

// A 64-bit number below 2p 2^32 brought below p 2^32, by its high half alone. Four products of elements qualify,
// and so does a folded number plus one or two products.
static inline Lanes fold(Lanes sum) {
  return _mm256_min_epu32(sum, _mm256_sub_epi32(sum, _mm256_set1_epi64x(0x7f00000100000000)));
}

// lanes_reduce for 64-bit numbers below 2p 2^32: even and odd ones are folded together.
static inline Lanes lanes_fold_reduce(Lanes even, Lanes odd) {
  Lanes high = _mm256_blend_epi32(odd_lanes(even), odd, 0xaa);
  high = _mm256_min_epu32(high, _mm256_sub_epi32(high, modulus()));
  Lanes multiple = _mm256_blend_epi32(odd_lanes(montgomery_multiple(even)), montgomery_multiple(odd), 0xaa);
  return lanes_sub(high, multiple);
}

// Word f of eight elements in a row is coefficient f % 5 and lies in lane f % 8 of vector f / 8. Over the five
// vectors a coefficient uses every lane once, so that blending gathers it and one permutation sorts it.
#define COEFFICIENT_BIT(v, k, m) ((((8 * (v) + (m)) % 5) == (k)) << (m))
#define COEFFICIENT_MASK(v, k)                                                                        \
  (COEFFICIENT_BIT(v, k, 0) | COEFFICIENT_BIT(v, k, 1) | COEFFICIENT_BIT(v, k, 2) |                   \
   COEFFICIENT_BIT(v, k, 3) | COEFFICIENT_BIT(v, k, 4) | COEFFICIENT_BIT(v, k, 5) |                   \
   COEFFICIENT_BIT(v, k, 6) | COEFFICIENT_BIT(v, k, 7))
#define SELECT(k, v0, v1, v2, v3, v4)                                                                 \
  _mm256_blend_epi32(                                                                                 \
    _mm256_blend_epi32(                                                                               \
      _mm256_blend_epi32(                                                                             \
        _mm256_blend_epi32(v0, v1, COEFFICIENT_MASK(1, k)), v2, COEFFICIENT_MASK(2, k)),              \
      v3, COEFFICIENT_MASK(3, k)),                                                                    \
    v4, COEFFICIENT_MASK(4, k))

// Lane l reads blended lane (5 l + k) % 8.
static inline Lanes sorted(Lanes blended, int k) {
  Lanes index = _mm256_add_epi32(_mm256_setr_epi32(0, 5, 10, 15, 20, 25, 30, 35), _mm256_set1_epi32(k));
  return _mm256_permutevar8x32_epi32(blended, index);
}

// The inverse: blended lane m reads lane 5 (m - k) % 8.
static inline Lanes scattered(Lanes lanes, int k) {
  Lanes index = _mm256_add_epi32(
    _mm256_setr_epi32(0, 5, 10, 15, 20, 25, 30, 35), _mm256_set1_epi32(40 - 5 * k));
  return _mm256_permutevar8x32_epi32(lanes, index);
}

static inline Quintics quintics_load(const uint32_t *words) {
  const Lanes *v = (const Lanes *)words;
  Lanes v0 = _mm256_loadu_si256(v), v1 = _mm256_loadu_si256(v + 1), v2 = _mm256_loadu_si256(v + 2);
  Lanes v3 = _mm256_loadu_si256(v + 3), v4 = _mm256_loadu_si256(v + 4);
  Quintics q;
  q.c[0] = sorted(SELECT(0, v0, v1, v2, v3, v4), 0);
  q.c[1] = sorted(SELECT(1, v0, v1, v2, v3, v4), 1);
  q.c[2] = sorted(SELECT(2, v0, v1, v2, v3, v4), 2);
  q.c[3] = sorted(SELECT(3, v0, v1, v2, v3, v4), 3);
  q.c[4] = sorted(SELECT(4, v0, v1, v2, v3, v4), 4);
  return q;
}

// Vector v takes lane m from coefficient (8 v + m) % 5; by the symmetry of the masks SELECT's roles swap.
#define STORE_VECTOR(v)                                                                               \
  _mm256_storeu_si256(                                                                                \
    target + (v),                                                                                     \
    _mm256_blend_epi32(                                                                               \
      _mm256_blend_epi32(                                                                             \
        _mm256_blend_epi32(                                                                           \
          _mm256_blend_epi32(s0, s1, COEFFICIENT_MASK(v, 1)), s2, COEFFICIENT_MASK(v, 2)),            \
        s3, COEFFICIENT_MASK(v, 3)),                                                                  \
      s4, COEFFICIENT_MASK(v, 4)))

static inline void quintics_store(uint32_t *words, Quintics q) {
  Lanes *target = (Lanes *)words;
  Lanes s0 = scattered(q.c[0], 0), s1 = scattered(q.c[1], 1), s2 = scattered(q.c[2], 2);
  Lanes s3 = scattered(q.c[3], 3), s4 = scattered(q.c[4], 4);
  STORE_VECTOR(0);
  STORE_VECTOR(1);
  STORE_VECTOR(2);
  STORE_VECTOR(3);
  STORE_VECTOR(4);
}

static inline Quintics quintics_broadcast(const uint32_t *words) {
  Quintics q;
  EACH(k, 5) q.c[k] = _mm256_set1_epi32((int)words[k]);
  return q;
}

static inline Quintics quintics_zero(void) {
  Quintics q;
  EACH(k, 5) q.c[k] = _mm256_setzero_si256();
  return q;
}

// Elements 2i and 2i + 1 of sixteen in a row, both in the lane order 0 1 4 5 2 3 6 7 of i.
static inline void quintics_load_pairs(const uint32_t *words, Quintics *even, Quintics *odd) {
  Quintics a = quintics_load(words), b = quintics_load(words + 40);
  EACH(k, 5) {
    __m256 x = _mm256_castsi256_ps(a.c[k]), y = _mm256_castsi256_ps(b.c[k]);
    even->c[k] = _mm256_castps_si256(_mm256_shuffle_ps(x, y, 0x88));
    odd->c[k] = _mm256_castps_si256(_mm256_shuffle_ps(x, y, 0xdd));
  }
}

// Between the natural lane order and that of quintics_load_pairs: exchanges the middle quarters.
static inline Quintics quintics_reorder(Quintics q) {
  EACH(k, 5) q.c[k] = _mm256_permute4x64_epi64(q.c[k], 0xd8);
  return q;
}

static inline Quintics quintics_add(Quintics a, Quintics b) {
  EACH(k, 5) a.c[k] = lanes_add(a.c[k], b.c[k]);
  return a;
}

static inline Quintics quintics_sub(Quintics a, Quintics b) {
  EACH(k, 5) a.c[k] = lanes_sub(a.c[k], b.c[k]);
  return a;
}

// A right factor with the differences that fold X^5 = 1 - X^2 into the products (see KoalaBearQuintic.swift):
// b0...b4, b1 - b4, b0 - b3, b4 - b2, b3 - b1 + b4.
typedef struct {
  Lanes b[9];
} Factors;

static inline Factors factors(Quintics q) {
  Factors f;
  EACH(k, 5) f.b[k] = q.c[k];
  f.b[5] = lanes_sub(q.c[1], q.c[4]);
  f.b[6] = lanes_sub(q.c[0], q.c[3]);
  f.b[7] = lanes_sub(q.c[4], q.c[2]);
  f.b[8] = lanes_sub(q.c[3], f.b[5]);
  return f;
}

// Which of the factors meets a_i in coefficient k.
static const int factor_index[5][5] = {
  {0, 4, 3, 2, 5}, {1, 0, 4, 3, 2}, {2, 5, 6, 7, 8}, {3, 2, 5, 6, 7}, {4, 3, 2, 5, 6},
};

// Below 2p 2^32.
static inline Lanes five_products(const Lanes a[5], const Lanes b[9], const int index[5]) {
  Lanes sum = _mm256_mul_epu32(a[0], b[index[0]]);
  _Pragma("unroll") for (int i = 1; i < 4; i++) sum = _mm256_add_epi64(sum, _mm256_mul_epu32(a[i], b[index[i]]));
  return _mm256_add_epi64(fold(sum), _mm256_mul_epu32(a[4], b[index[4]]));
}

static inline Quintics quintics_mul_factors(Quintics a, Factors even) {
  Lanes odd_a[5];
  Factors odd;
  EACH(i, 5) odd_a[i] = odd_lanes(a.c[i]);
  EACH(i, 9) odd.b[i] = odd_lanes(even.b[i]);
  Quintics product;
  EACH(k, 5) {
    product.c[k] = lanes_fold_reduce(
      five_products(a.c, even.b, factor_index[k]), five_products(odd_a, odd.b, factor_index[k]));
  }
  return product;
}

static inline Quintics quintics_mul(Quintics a, Quintics b) { return quintics_mul_factors(a, factors(b)); }

// The sums of the eight lanes, added to five words.
static inline void quintics_collect(Quintics q, uint32_t *sums) {
  EACH(k, 5) {
    uint32_t lanes[8];
    _mm256_storeu_si256((Lanes *)lanes, q.c[k]);
    uint64_t total = sums[k];
    for (int l = 0; l < 8; l++) total += lanes[l];
    sums[k] = (uint32_t)(total % 0x7f000001u);
  }
}

#pragma clang attribute pop

#endif

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

// The odd lanes in the lower halves, where multiplications read them; the upper halves keep them too.
static inline Lanes odd_lanes(Lanes a) { return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a))); }

// The upper halves of 64-bit numbers that belong to the even and the odd lanes.
static inline Lanes upper_lanes(Lanes even, Lanes odd) { return _mm256_blend_epi32(odd_lanes(even), odd, 0xaa); }

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
// The lower halves of a number and of its multiple agree, the upper ones differ by less than p.
static inline Lanes lanes_reduce(Lanes even, Lanes odd) {
  return lanes_sub(upper_lanes(even, odd), upper_lanes(montgomery_multiple(even), montgomery_multiple(odd)));
}

// A product of two numbers of which one is below p and the other below 2^32.
static inline Lanes lanes_mul(Lanes a, Lanes b) {
  return lanes_reduce(_mm256_mul_epu32(a, b), _mm256_mul_epu32(odd_lanes(a), odd_lanes(b)));
}

// Out of Montgomery form.
static inline Lanes lanes_canonical(Lanes a) {
  return lanes_reduce(_mm256_and_si256(a, _mm256_set1_epi64x(0xffffffff)), _mm256_srli_epi64(a, 32));
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
  Lanes high = upper_lanes(even, odd);
  high = _mm256_min_epu32(high, _mm256_sub_epi32(high, modulus()));
  return lanes_sub(high, upper_lanes(montgomery_multiple(even), montgomery_multiple(odd)));
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

#pragma clang attribute pop

#endif

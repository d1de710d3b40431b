// Products with a factor that is known in advance (V. Shoup's method): 84 multiplications in place of 100.
//
// With floor(2^260 y / r) at hand, the quotient of a y by r is the upper half of one product, and the remainder needs the
// lower halves of two: a y - q r modulo 2^260.
#ifndef WORLDID_SCALAR_MULTIPLIER_H
#define WORLDID_SCALAR_MULTIPLIER_H

#include "ScalarLanes.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// 2^260 - r, and -1/r modulo 2^260.
static const uint64_t order_complement[5] = {
  0xe0a6c0fffffff, 0xb786468f6ebc1, 0xe7ea7a2d7cc17, 0x5fd647afba497, 0xfcf9bb18d1ece,
};
static const uint64_t negated_inverse[5] = {
  0x1f593efffffff, 0x4b4c6911b3c2e, 0x9062391658686, 0x41b2e39a98289, 0x273f82f1d0d83,
};

// Makes the optimiser keep what comes before with one of two values before what comes after with the other. The
// processor decodes in order, and its queue for vector instructions is short: other work that does not stand between the
// multiplications is not done beside them but after them.
#define IN_ORDER(a, b) __asm__("" : "+v"(a), "+v"(b))

static inline Scalars scalars_zero(void) { return scalars_broadcast((const uint64_t[5]){0}); }

// A factor y below r and floor(2^260 y / r), both normalised.
typedef struct {
  Scalars factor, quotient;
} Multiplier;

// What limb i of b contributes to the lowest five limbs of sum + a b.
static inline void scalars_low_row(Scalars *sum, int i, Scalars a, Scalars b) {
  _Pragma("unroll") for (int k = 0; k < 5 - i; k++) {
    sum->limb[i + k] = _mm512_madd52lo_epu64(sum->limb[i + k], a.limb[k], b.limb[i]);
    if (i + k == 4) continue;
    sum->limb[i + k + 1] = _mm512_madd52hi_epu64(sum->limb[i + k + 1], a.limb[k], b.limb[i]);
  }
}

// sum + a b modulo 2^260, for factors whose lowest 52 bits of each limb count: at most nine terms below 2^52 a limb.
static inline Scalars scalars_add_low_product(Scalars sum, Scalars a, Scalars b) {
  EACH_LIMB(i) scalars_low_row(&sum, i, a, b);
  return sum;
}

// What limb i of b contributes to the limbs of a b of weight 2^208 to 2^468.
static inline void scalars_high_row(__m512i t[6], int i, Scalars a, Scalars b) {
  EACH_LIMB(k) {
    if (i + k >= 4) t[i + k - 4] = _mm512_madd52lo_epu64(t[i + k - 4], a.limb[k], b.limb[i]);
    if (i + k >= 3) t[i + k - 3] = _mm512_madd52hi_epu64(t[i + k - 3], a.limb[k], b.limb[i]);
  }
}

// floor((2^208 start + a b) / 2^260), or one less, for normalised a and b: of each limb the lowest 52 bits count.
//
// Products of weight below 2^208 are left out, which are less than 8 times 2^208 in all.
static inline Scalars scalars_high_product(__m512i start, Scalars a, Scalars b) {
  __m512i t[6] = {start};
  _Pragma("unroll") for (int k = 1; k < 6; k++) t[k] = _mm512_setzero_si512();
  EACH_LIMB(i) scalars_high_row(t, i, a, b);
  Scalars s;
  EACH_LIMB(k) s.limb[k] = t[k + 1] = _mm512_add_epi64(t[k + 1], _mm512_srli_epi64(t[k], 52));
  return s;
}

// Carries resolved, modulo 2^260.
static inline Scalars scalars_masked(Scalars a) {
  a = scalars_normalized(a);
  a.limb[4] = _mm512_and_si512(a.limb[4], _mm512_set1_epi64(0xfffffffffffff));
  return a;
}

// a y modulo r for normalised a: right modulo 2^260 only, where it is below (1 + a / 2^260 + 2^-48) r, so below 2r for a
// below 84 r. For floor(2^260 y / r) takes less than a / 2^260 from the quotient, the products left out 2^-48, rounding 1.
static inline Scalars scalars_scaled(Scalars a, Multiplier y) {
  Scalars q = scalars_high_product(_mm512_setzero_si512(), a, y.quotient);
  Scalars s = scalars_add_low_product(scalars_zero(), a, y.factor);
  return scalars_add_low_product(s, q, scalars_broadcast(order_complement));
}

// floor(2^260 y / r), from 2^260 y modulo r: (2^260 y - (2^260 y mod r)) / r is a division without remainder, and
// modulo 2^260 it is (2^260 y mod r) (-1/r).
static inline Scalars scalars_quotient(Scalars remainder) {
  return scalars_masked(scalars_add_low_product(scalars_zero(), remainder, scalars_broadcast(negated_inverse)));
}

// For elements x 2^256: y = x, because x 2^256 2^4 2^-260 is x.
static inline Multiplier scalars_multiplier(Scalars elements) {
  Multiplier m;
  m.factor = scalars_reduced(scalars_mul(elements, scalars_broadcast((const uint64_t[5]){16})));
  m.quotient = scalars_quotient(scalars_reduced(scalars_mul(elements, scalars_broadcast(sixteenfold))));
  return m;
}

#pragma clang attribute pop

#endif

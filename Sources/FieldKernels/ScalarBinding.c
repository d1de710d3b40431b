#include "FieldKernels.h"

#if defined(__x86_64__)
#include "ScalarMultiplier.h"

#define INLINE static inline __attribute__((always_inline))

// Below eight elements most of the work would be idle lanes.
static inline int is_worthwhile(size_t count) {
  return count >= 8 && worldid_kernels_level() >= WORLDID_KERNELS_AVX512_IFMA;
}

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// Keeps reads of memory in the place where they are written.
#define LOADS_IN_ORDER __asm__ volatile("" ::: "memory")

// 2^52 (1 + start / r), rounded down, start below r: the highest limb of `start`, below 2^46, times 2^(208 + 52) / r, which
// is 128 ratio / 2^52. What is left out is less than 2^8.
INLINE __m512i quotient_start(Scalars start) {
  __m512i top = _mm512_slli_epi64(start.limb[4], 6), ratio = _mm512_set1_epi64(0xa948e8c4c4740);
  __m512i one = _mm512_set1_epi64(1ll << 52);
  return _mm512_madd52hi_epu64(_mm512_madd52hi_epu64(one, top, ratio), top, ratio);
}

// The limbs after which the whole is negative modulo 2^260, for integers between -r and r.
INLINE __m512i highest_limb(Scalars s) {
  __m512i carry = _mm512_srli_epi64(s.limb[0], 52);
  _Pragma("unroll") for (int k = 1; k < 4; k++) {
    carry = _mm512_srli_epi64(_mm512_add_epi64(s.limb[k], carry), 52);
  }
  return _mm512_add_epi64(s.limb[4], carry);
}

INLINE Scalars add_order_if_negative(Scalars s, __m512i highest) {
  __mmask8 negative = _mm512_test_epi64_mask(highest, _mm512_set1_epi64(1ll << 51));
  EACH_LIMB(k) {
    __m512i order = _mm512_maskz_mov_epi64(negative, _mm512_set1_epi64((long long)scalar_order[k]));
    s.limb[k] = _mm512_add_epi64(s.limb[k], order);
  }
  return s;
}

// start + a y modulo r, below r and normalised, for start below r and a below 2r.
//
// The quotient q of start + a y is right or one too small, by 2 / 84.6 + 2^-44 at most before rounding: the integer less
// (q + 1) r is between -r and 0.03 r.
INLINE Scalars scaled_sum(Scalars start, Scalars a, Multiplier y) {
  Scalars next_quotient = scalars_high_product(quotient_start(start), a, y.quotient);
  Scalars s = scalars_add_low_product(start, a, y.factor);
  s = scalars_add_low_product(s, next_quotient, scalars_broadcast(order_complement));
  return scalars_masked(add_order_if_negative(s, highest_limb(s)));
}

INLINE void bind_vector(uint64_t *table, size_t i, size_t lanes, Multiplier factor) {
  Scalars low = scalars_load(table + 8 * i, 8, lanes), high = scalars_load(table + 8 * i + 4, 8, lanes);
  Scalars difference = scalars_normalized(scalars_difference(high, low));
  scalars_store(table + 4 * i, 4, lanes, scaled_sum(low, difference, factor));
}

// Entries of the new table on their way: low + x difference.
typedef struct {
  Scalars low, difference;
} Line;

// scaled_sum for the entries of `line` up to a last multiple of r, while those before are finished from `before` and
// stored and those after are read from `table`.
INLINE Line bind_step(uint64_t *target, Line line, Scalars *before, const uint64_t *table, const Multiplier *y) {
  Line next;
  Scalars s = line.low, a = line.difference, done = *before, q;
  __m512i t[6] = {quotient_start(line.low)};
  _Pragma("unroll") for (int k = 1; k < 6; k++) t[k] = _mm512_setzero_si512();

  scalars_high_row(t, 4, a, y->quotient);
  IN_ORDER(t[3], done.limb[0]);
  __m512i highest = highest_limb(done);
  IN_ORDER(highest, t[3]);
  scalars_high_row(t, 3, a, y->quotient);
  IN_ORDER(t[3], highest);
  done = add_order_if_negative(done, highest);
  IN_ORDER(done.limb[0], t[2]);
  IN_ORDER(done.limb[4], t[3]);
  scalars_high_row(t, 2, a, y->quotient);
  IN_ORDER(t[2], done.limb[0]);
  done = scalars_masked(done);
  IN_ORDER(done.limb[4], t[1]);
  scalars_high_row(t, 1, a, y->quotient);
  scalars_high_row(t, 0, a, y->quotient);
  scalars_low_row(&s, 0, a, y->factor);
  IN_ORDER(s.limb[0], done.limb[0]);
  IN_ORDER(s.limb[4], done.limb[1]);
  IN_ORDER(s.limb[3], done.limb[2]);
  scalars_store(target, 4, 8, done);
  LOADS_IN_ORDER;

  scalars_low_row(&s, 1, a, y->factor);
  EACH_LIMB(k) q.limb[k] = t[k + 1] = _mm512_add_epi64(t[k + 1], _mm512_srli_epi64(t[k], 52));
  next.low = scalars_load(table, 8, 8);
  IN_ORDER(next.low.limb[4], s.limb[2]);
  IN_ORDER(next.low.limb[0], s.limb[4]);
  _Pragma("unroll") for (int i = 2; i < 5; i++) scalars_low_row(&s, i, a, y->factor);

  Scalars order = scalars_broadcast(order_complement);
  scalars_low_row(&s, 0, q, order);
  IN_ORDER(s.limb[4], next.low.limb[4]);
  LOADS_IN_ORDER;
  next.difference = scalars_difference(scalars_load(table + 4, 8, 8), next.low);
  IN_ORDER(next.difference.limb[4], s.limb[1]);
  IN_ORDER(next.difference.limb[0], s.limb[2]);
  scalars_low_row(&s, 1, q, order);
  IN_ORDER(s.limb[2], next.difference.limb[0]);
  next.difference = scalars_normalized(next.difference);
  IN_ORDER(next.difference.limb[4], s.limb[3]);
  _Pragma("unroll") for (int i = 2; i < 5; i++) scalars_low_row(&s, i, q, order);
  *before = s;
  return next;
}

// count is a multiple of 8 and at least 16.
INLINE void bind_vectors(uint64_t *table, size_t count, const Multiplier *factor) {
  bind_vector(table, 0, 8, *factor);
  // The first step finishes these entries once more: they are there already, less r and then plus r.
  Scalars before = scalars_add(scalars_load(table, 4, 8), scalars_broadcast(order_complement));
  Line line = {scalars_load(table + 64, 8, 8), scalars_load(table + 68, 8, 8)};
  line.difference = scalars_normalized(scalars_difference(line.difference, line.low));
  for (size_t i = 16; i < count; i += 8) {
    line = bind_step(table + 4 * (i - 16), line, &before, table + 8 * i, factor);
  }
  before = scalars_masked(add_order_if_negative(before, highest_limb(before)));
  scalars_store(table + 4 * (count - 16), 4, 8, before);
  scalars_store(table + 4 * (count - 8), 4, 8, scaled_sum(line.low, line.difference, *factor));
}

size_t worldid_bn254_bind(uint64_t *table, const uint64_t *x, size_t count) {
  if (!is_worthwhile(count)) return 0;
  Multiplier factor = scalars_multiplier(scalars_load(x, 0, 8));
  size_t whole = count & ~(size_t)7;
  if (whole >= 16) {
    bind_vectors(table, whole, &factor);
  } else {
    bind_vector(table, 0, 8, factor);
  }
  if (whole < count) bind_vector(table, whole, count - whole, factor);
  return count;
}

INLINE void split_vector(uint64_t *low, uint64_t *high, size_t lanes, Multiplier factor) {
  Scalars value = scalars_load(low, 4, lanes);
  Scalars product = scaled_sum(scalars_zero(), value, factor);
  scalars_store(low, 4, lanes, scalars_reduced(scalars_difference(value, product)));
  scalars_store(high, 4, lanes, product);
}

size_t worldid_bn254_split(uint64_t *table, const uint64_t *x, size_t half) {
  if (!is_worthwhile(half)) return 0;
  Multiplier factor = scalars_multiplier(scalars_load(x, 0, 8));
  size_t i = 0;
  for (; i + 8 <= half; i += 8) split_vector(table + 4 * i, table + 4 * (half + i), 8, factor);
  if (i < half) split_vector(table + 4 * i, table + 4 * (half + i), half - i, factor);
  return half;
}

#pragma clang attribute pop

#else

size_t worldid_bn254_bind(uint64_t *table, const uint64_t *x, size_t count) { return 0; }

size_t worldid_bn254_split(uint64_t *table, const uint64_t *x, size_t half) { return 0; }

#endif

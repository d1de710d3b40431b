#include "FieldKernels.h"

#if defined(__x86_64__)
#include "ScalarLanes.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma"))), apply_to = function)

// Elements are x 2^260 here; `sixteenfold` leads from x 2^256 to that form and this, 2^256, back.
static const uint64_t out_of_form[5] = {
  0x6341c4ffffffb, 0x959f60cd29ac9, 0x879462e36fc76, 0xdf2f666ea36f7, 0xe0a77c19a07,
};
size_t worldid_bn254_limbs(const uint64_t *elements, uint64_t *limbs, size_t count) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  Scalars factor = scalars_broadcast(sixteenfold);
  for (size_t i = 0; i < count; i += 8) {
    size_t lanes = count - i < 8 ? count - i : 8;
    uint64_t columns[40];
    Scalars s = scalars_reduced(scalars_mul(scalars_load(elements + 4 * i, 4, lanes), factor));
    EACH_LIMB(k) _mm512_storeu_si512(columns + 8 * k, s.limb[k]);
    for (size_t l = 0; l < lanes; l++) {
      for (size_t k = 0; k < 5; k++) limbs[5 * (i + l) + k] = columns[8 * k + l];
    }
  }
  return count;
}

// Below 34 r for an integer below 69 r, and below 1.3 r for one below 9r: with c = 84.6, a product of integers below
// x r and y r is below (x y / c + 1.123) r, which all the products here keep below c r = 2^260.
static inline Scalars fifth_power(Scalars a) {
  a = scalars_normalized(a);
  Scalars square = scalars_normalized(scalars_square(a));
  Scalars fourth = scalars_normalized(scalars_square(square));
  return scalars_normalized(scalars_mul(fourth, a));
}

// Three products with factors below r and one reduction: below 3r as long as a + b + c is below 158 r, all normalised.
static inline Scalars dot(Scalars a, Scalars b, Scalars c, const uint64_t *row) {
  WideScalars sum = wide_add_product(wide_zero(), a, scalars_broadcast(row));
  sum = wide_add_product(sum, b, scalars_broadcast(row + 5));
  return wide_reduced(wide_add_product(sum, c, scalars_broadcast(row + 10)));
}

// The schedule of PoseidonSchedule.swift for width 3, in limbs: 8 rows of constants, the matrix, the matrix before
// the partial rounds, and six entries a partial round.
static inline Scalars permuted(Scalars s1, Scalars s2, const uint64_t *schedule) {
  const uint64_t *constants = schedule, *dense = schedule + 5 * 24, *before_partial = schedule + 5 * 33;
  const uint64_t *partial = schedule + 5 * 42;
  Scalars s0 = scalars_broadcast((const uint64_t[5]){0});
  for (int round = 0; round < 8; round++) {
    Scalars a = fifth_power(scalars_add(s0, scalars_broadcast(constants + 15 * round)));
    Scalars b = fifth_power(scalars_add(s1, scalars_broadcast(constants + 15 * round + 5)));
    Scalars c = fifth_power(scalars_add(s2, scalars_broadcast(constants + 15 * round + 10)));
    const uint64_t *matrix = round == 3 ? before_partial : dense;
    s0 = dot(a, b, c, matrix);
    s1 = dot(a, b, c, matrix + 15);
    s2 = dot(a, b, c, matrix + 30);
    if (round != 3) continue;
    s1 = scalars_normalized(s1);
    s2 = scalars_normalized(s2);
    // Here s1 and s2 grow by a product, below 1.14 r, a round: after 57 rounds they are below 3r + 65 r.
    for (int index = 0; index < 57; index++) {
      const uint64_t *p = partial + 30 * index;
      Scalars x = fifth_power(scalars_add(s0, scalars_broadcast(p)));
      s0 = dot(x, s1, s2, p + 5);
      s1 = scalars_normalized(scalars_add(s1, scalars_mul(x, scalars_broadcast(p + 20))));
      s2 = scalars_normalized(scalars_add(s2, scalars_mul(x, scalars_broadcast(p + 25))));
    }
  }
  return s0;
}

size_t worldid_bn254_poseidon_pairs(
  const uint64_t *elements, uint64_t *digests, size_t count, const uint64_t *schedule) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512_IFMA) return 0;
  Scalars factor = scalars_broadcast(sixteenfold), back = scalars_broadcast(out_of_form);
  for (size_t i = 0; i < count; i += 8) {
    size_t lanes = count - i < 8 ? count - i : 8;
    Scalars left = scalars_mul(scalars_load(elements + 8 * i, 8, lanes), factor);
    Scalars right = scalars_mul(scalars_load(elements + 8 * i + 4, 8, lanes), factor);
    Scalars digest = scalars_mul(scalars_normalized(permuted(left, right, schedule)), back);
    scalars_store(digests + 4 * i, 4, lanes, scalars_reduced(digest));
  }
  return count;
}

#pragma clang attribute pop

#else

size_t worldid_bn254_limbs(const uint64_t *elements, uint64_t *limbs, size_t count) { return 0; }

size_t worldid_bn254_poseidon_pairs(
  const uint64_t *elements, uint64_t *digests, size_t count, const uint64_t *schedule) {
  return 0;
}

#endif

// The Poseidon2 permutation of width 24 over KoalaBear, for the long chains of a sponge: one permutation at a time.
#include "FieldKernels.h"

#if defined(__x86_64__)
#include "WideLanes.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)

// Slots 0 to 15, and 16 to 23 in the lower half of a vector whose other lanes are zero.
typedef struct {
  Wide low, high;
} State;

#define UPPER ((__mmask16)0x00ff)

// All bits of some lanes. Hidden from the optimiser, which else makes masks into expansions (vpexpandd).
WIDE_INLINE Wide lanes(__mmask16 mask) { return wide_opaque(_mm512_maskz_set1_epi32(mask, -1)); }

WIDE_INLINE Wide cube(Wide x) {
  Wide odd = wide_odd(x);
  return wide_mul(wide_mul(x, x, odd), x, odd);
}

// In blocks of four lanes the sum of all, plus the lane itself and twice the next one.
WIDE_INLINE Wide multiply_block(Wide x) {
  Wide next = _mm512_shuffle_epi32(x, _MM_PERM_ADCB);
  Wide pairs = wide_add(x, next);
  Wide total = wide_add(pairs, _mm512_shuffle_epi32(pairs, _MM_PERM_BADC));
  return wide_add(wide_add(total, x), wide_add(next, next));
}

// Each lane's sum over all blocks of four.
WIDE_INLINE Wide block_sums(State s) {
  Wide sum = wide_add(s.low, s.high);
  sum = wide_add(sum, _mm512_shuffle_i32x4(sum, sum, _MM_PERM_BADC));
  return wide_add(sum, _mm512_shuffle_i32x4(sum, sum, _MM_PERM_CDAB));
}

WIDE_INLINE State multiply_external(State s, Wide upper) {
  s.low = multiply_block(s.low);
  s.high = multiply_block(s.high);
  Wide sums = block_sums(s);
  s.low = wide_add(s.low, sums);
  s.high = _mm512_and_si512(upper, wide_add(s.high, sums));
  return s;
}

WIDE_INLINE State full_round(
  State s, Wide upper, const uint32_t *constants, uint32_t *inputs, uint32_t *outputs) {
  s.low = wide_add(s.low, wide_load(constants));
  s.high = wide_add(s.high, _mm512_maskz_loadu_epi32(UPPER, constants + 16));
  if (inputs) {
    wide_store(inputs, s.low);
    _mm512_mask_storeu_epi32(inputs + 16, UPPER, s.high);
  }
  s.low = cube(s.low);
  s.high = cube(s.high);
  if (outputs) {
    wide_store(outputs, s.low);
    _mm512_mask_storeu_epi32(outputs + 16, UPPER, s.high);
  }
  return multiply_external(s, upper);
}

WIDE_INLINE uint32_t first_lane(Wide x) { return (uint32_t)_mm_cvtsi128_si32(_mm512_castsi512_si128(x)); }

static void permute_24(
  uint32_t *state, const uint32_t *constants, const uint32_t *internal, const uint32_t *diagonal,
  size_t partial_rounds, uint32_t *inputs, uint32_t *outputs) {
  State s = {wide_load(state), _mm512_maskz_loadu_epi32(UPPER, state + 16)};
  Wide low_diagonal = wide_load(diagonal), high_diagonal = _mm512_maskz_loadu_epi32(UPPER, diagonal + 16);
  Wide odd_low = wide_odd(low_diagonal), odd_high = wide_odd(high_diagonal);
  Wide upper = lanes(UPPER), others = lanes(0xfffe);
  s = multiply_external(s, upper);
  for (int round = 0; round < 4; round++) {
    s = full_round(s, upper, constants, inputs, outputs);
    constants += 24;
    if (inputs) inputs += 24, outputs += 24;
  }
  for (size_t round = 0; round < partial_rounds; round++) {
    // Lane 0 is cubed while the others, which are as they were, are summed and multiplied.
    Wide input = wide_add(s.low, _mm512_maskz_set1_epi32(1, (int32_t)internal[round]));
    Wide output = _mm512_broadcastd_epi32(_mm512_castsi512_si128(cube(input)));
    if (inputs) {
      *inputs++ = first_lane(input);
      *outputs++ = first_lane(output);
    }
    State rest = {_mm512_and_si512(others, s.low), s.high};
    Wide sums = block_sums(rest);
    sums = wide_add(sums, _mm512_shuffle_epi32(sums, _MM_PERM_CDAB));
    sums = wide_add(sums, _mm512_shuffle_epi32(sums, _MM_PERM_BADC));
    s.low = wide_mul(s.low, low_diagonal, odd_low);
    s.high = wide_mul(s.high, high_diagonal, odd_high);
    // The first entry of the diagonal is -2: lane 0 becomes the others' sum less its cube.
    Wide total = wide_add(sums, output);
    s.low = _mm512_mask_sub_epi32(wide_add(s.low, total), 1, sums, output);
    s.low = _mm512_mask_min_epu32(s.low, 1, s.low, _mm512_add_epi32(s.low, wide_modulus()));
    s.high = _mm512_and_si512(upper, wide_add(s.high, total));
  }
  for (int round = 0; round < 4; round++) {
    s = full_round(s, upper, constants, inputs, outputs);
    constants += 24;
    if (inputs) inputs += 24, outputs += 24;
  }
  wide_store(state, s.low);
  _mm512_mask_storeu_epi32(state + 16, UPPER, s.high);
}

#pragma clang attribute pop
#endif

size_t worldid_poseidon2_24(
  uint32_t *state, const uint32_t *constants, const uint32_t *internal, const uint32_t *diagonal,
  size_t partial_rounds, uint32_t *inputs, uint32_t *outputs) {
#if defined(__x86_64__)
  if (worldid_kernels_level() >= WORLDID_KERNELS_AVX512) {
    permute_24(state, constants, internal, diagonal, partial_rounds, inputs, outputs);
    return 24;
  }
#endif
  return 0;
}

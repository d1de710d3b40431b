// The lazy reductions inside the C kernels at their bounds, against GMP: the largest numbers that each function's
// comment allows, values next to every multiple of a modulus, and uniform ones. Exits with 1 when a result differs.
//
// Includes the sources to reach their static functions.
#include <gmp.h>
#include <stdio.h>
#include <string.h>

#include "../../Sources/FieldKernels/FieldKernels.c"
#include "../../Sources/FieldKernels/ScalarBinding.c"
#include "../../Sources/FieldKernels/ScalarTransform.c"

#include "../../Sources/FieldKernels/Lanes.h"
#include "../../Sources/FieldKernels/WideLanes.h"

#define P 0x7f000001ull
#define U (P << 32)
#define TARGET "avx2,avx512f,avx512dq,avx512vl,avx512ifma"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)

static int failures, checks;

static void expect(int is_right, const char *what) {
  checks++;
  if (!is_right && failures++ < 20) printf("wrong: %s\n", what);
}

static gmp_randstate_t source;
static mpz_t order, radix;

// ---- KoalaBear

static uint64_t times_inverse_radix(uint64_t number, uint64_t modulus_power) {
  mpz_t n, m;
  mpz_init_set_ui(n, number);
  mpz_init_set_ui(m, modulus_power);
  mpz_t p;
  mpz_init_set_ui(p, P);
  mpz_invert(m, m, p);
  mpz_mul(n, n, m);
  mpz_mod(n, n, p);
  uint64_t result = mpz_get_ui(n);
  mpz_clears(n, m, p, NULL);
  return result;
}

// Reductions of `even` and `odd` numbers, by AVX2 and AVX-512.
static void check_reductions(uint64_t even, uint64_t odd) {
  uint64_t right_even = times_inverse_radix(even, 1ull << 32), right_odd = times_inverse_radix(odd, 1ull << 32);
  Lanes a = _mm256_set1_epi64x((long long)even), b = _mm256_set1_epi64x((long long)odd);
  Wide c = _mm512_set1_epi64((long long)even), d = _mm512_set1_epi64((long long)odd);
  uint32_t lanes[16];
  if (even < U && odd < U) {
    _mm256_storeu_si256((Lanes *)lanes, lanes_reduce(a, b));
    expect(lanes[0] == right_even && lanes[7] == right_odd, "lanes_reduce");
    wide_store(lanes, wide_reduce(c, d));
    expect(lanes[0] == right_even && lanes[15] == right_odd, "wide_reduce");
  }
  _mm256_storeu_si256((Lanes *)lanes, lanes_fold_reduce(a, b));
  expect(lanes[0] == right_even && lanes[7] == right_odd, "lanes_fold_reduce");
  wide_store(lanes, wide_fold_reduce(c, d));
  expect(lanes[0] == right_even && lanes[15] == right_odd, "wide_fold_reduce");
  uint64_t folded[8];
  _mm256_storeu_si256((Lanes *)folded, fold(a));
  expect(folded[0] < U && (folded[0] == even || folded[0] + U == even), "fold");
  _mm512_storeu_si512(folded, wide_fold(d));
  expect(folded[7] < U && (folded[7] == odd || folded[7] + U == odd), "wide_fold");
}

static void check_words(uint32_t a, uint32_t b) {
  uint32_t lanes[16];
  Wide x = _mm512_set1_epi32((int)a), y = _mm512_set1_epi32((int)b);
  uint64_t product = times_inverse_radix((uint64_t)a * b, 1ull << 32);
  wide_store(lanes, wide_mul(x, y, y));
  expect(lanes[0] == product && lanes[15] == product, "wide_mul");
  _mm256_storeu_si256((Lanes *)lanes, lanes_mul(_mm256_set1_epi32((int)a), _mm256_set1_epi32((int)b)));
  expect(lanes[0] == product && lanes[7] == product, "lanes_mul");
  if (a >= P) return;
  wide_store(lanes, wide_add(x, y));
  expect(lanes[0] == ((uint64_t)a + b) % P, "wide_add");
  wide_store(lanes, wide_sub(x, y));
  expect(lanes[0] == ((uint64_t)a + P - b) % P, "wide_sub");
}

static void check_koalabear(void) {
  uint64_t numbers[64];
  int count = 0;
  for (uint64_t base = 0; base <= 2; base++) {
    for (uint64_t d = 0; d < 3; d++) {
      if (base < 2) numbers[count++] = base * U + d;
      if (base > 0) numbers[count++] = base * U - 1 - d;
    }
  }
  // Four, and with a folded number two, of the largest products.
  numbers[count++] = 4 * (P - 1) * (P - 1);
  numbers[count++] = U - 1 + 2 * (P - 1) * (P - 1);
  while (count < 64) numbers[count++] = gmp_urandomb_ui(source, 63) % U + gmp_urandomb_ui(source, 1) * U;
  for (int i = 0; i < 64; i++) {
    for (int j = 0; j < 64; j++) check_reductions(numbers[i], numbers[j]);
  }
  const uint32_t words[] = {0, 1, 2, P - 1, P - 2, P, P + 1, 2 * P - 2, 2 * P - 1, 2 * P, ~0u, ~0u - 1, 1u << 31, 1u << 24};
  for (size_t i = 0; i < sizeof words / 4; i++) {
    for (size_t j = 0; j < 5; j++) check_words(words[i], words[j]);
  }
}

// ---- BN254

// An integer below 2^260 in all lanes, normalised.
static Scalars lanes_of(const mpz_t integer) {
  uint64_t limbs[5] = {0};
  mpz_t rest;
  mpz_init_set(rest, integer);
  for (int k = 0; k < 5; k++) {
    limbs[k] = mpz_get_ui(rest) & 0xfffffffffffff;
    mpz_fdiv_q_2exp(rest, rest, 52);
  }
  mpz_clear(rest);
  return scalars_broadcast(limbs);
}

// The integer in the first lane; limbs may have any size.
static void integer_of(mpz_t integer, Scalars s) {
  mpz_set_ui(integer, 0);
  for (int k = 4; k >= 0; k--) {
    uint64_t lanes[8];
    _mm512_storeu_si512(lanes, s.limb[k]);
    mpz_mul_2exp(integer, integer, 52);
    mpz_add_ui(integer, integer, lanes[0]);
  }
}

static int is_congruent(const mpz_t result, const mpz_t number) {
  // result radix = number modulo r
  mpz_t difference;
  mpz_init(difference);
  mpz_mul(difference, result, radix);
  mpz_sub(difference, difference, number);
  int is_zero = mpz_divisible_p(difference, order);
  mpz_clear(difference);
  return is_zero;
}

// result < number / 2^260 + 1.123 r
static int is_within_bound(const mpz_t result, const mpz_t number) {
  mpz_t left, right;
  mpz_inits(left, right, NULL);
  mpz_mul(left, result, radix);
  mpz_sub(left, left, number);
  mpz_mul_ui(left, left, 1000);
  mpz_mul(right, radix, order);
  mpz_mul_ui(right, right, 1123);
  int is_less = mpz_cmp(left, right) < 0;
  mpz_clears(left, right, NULL);
  return is_less;
}

// `count` products a b at once.
static void check_products(const mpz_t a, const mpz_t b, int count) {
  mpz_t number, result;
  mpz_inits(number, result, NULL);
  mpz_mul(number, a, b);
  mpz_mul_ui(number, number, (unsigned long)count);
  Scalars x = lanes_of(a), y = lanes_of(b);
  WideScalars sum = wide_zero();
  for (int i = 0; i < count; i++) sum = wide_add_product(sum, x, y);
  integer_of(result, wide_reduced(sum));
  expect(is_congruent(result, number) && is_within_bound(result, number), "wide_reduced");
  mpz_mul(number, a, a);
  integer_of(result, scalars_square(x));
  expect(is_congruent(result, number) && is_within_bound(result, number), "scalars_square");
  mpz_clears(number, result, NULL);
}

// An integer below `below` r.
static void check_integer(const mpz_t integer, unsigned long below) {
  mpz_t expected, result;
  mpz_inits(expected, result, NULL);
  mpz_mod(expected, integer, order);
  if (below <= 2) {
    integer_of(result, scalars_reduced(lanes_of(integer)));
    expect(mpz_cmp(result, expected) == 0, "scalars_reduced");
  }
  if (below <= 3) {
    integer_of(result, scalars_reduced(scalars_reduced(lanes_of(integer))));
    expect(mpz_cmp(result, expected) == 0, "scalars_reduced twice");
  }
  integer_of(result, remainder_of(lanes_of(integer)));
  expect(mpz_cmp(result, expected) == 0, "remainder_of");
  mpz_clears(expected, result, NULL);
}

// The factor y below r: y itself and floor(2^260 y / r).
static Multiplier multiplier_of(const mpz_t y) {
  Multiplier m = {lanes_of(y), lanes_of(y)};
  mpz_t quotient;
  mpz_init(quotient);
  mpz_mul(quotient, y, radix);
  mpz_fdiv_q(quotient, quotient, order);
  m.quotient = lanes_of(quotient);
  mpz_clear(quotient);
  return m;
}

static int is_equal(Scalars a, Scalars b) {
  uint64_t x[8], y[8];
  int result = 1;
  EACH_LIMB(k) {
    _mm512_storeu_si512(x, a.limb[k]);
    _mm512_storeu_si512(y, b.limb[k]);
    for (int l = 0; l < 8; l++) result &= x[l] == y[l];
  }
  return result;
}

// Products of a below 84 r and y below r by a prepared factor, and sums with start and start - 1 below r.
static void check_prepared(const mpz_t a, const mpz_t y, const mpz_t start) {
  mpz_t result, expected, bound;
  mpz_inits(result, expected, bound, NULL);
  Multiplier m = multiplier_of(y);
  integer_of(result, scalars_masked(scalars_scaled(lanes_of(a), m)));
  mpz_mul(expected, a, y);
  // (1 + a / 2^260 + 2^-48) r 2^260
  mpz_add(bound, a, radix);
  mpz_t small;
  mpz_init(small);
  mpz_setbit(small, 260 - 48);
  mpz_add(bound, bound, small);
  mpz_mul(bound, bound, order);
  mpz_mul(small, result, radix);
  expect(mpz_congruent_p(result, expected, order) && mpz_cmp(small, bound) < 0, "scalars_scaled");
  // The quotient, right or one too small.
  Scalars q = scalars_high_product(_mm512_setzero_si512(), lanes_of(a), m.quotient);
  EACH_LIMB(k) q.limb[k] = _mm512_and_si512(q.limb[k], _mm512_set1_epi64(0xfffffffffffff));
  integer_of(result, q);
  integer_of(expected, m.quotient);
  mpz_mul(expected, expected, a);
  mpz_fdiv_q_2exp(expected, expected, 260);
  mpz_sub(expected, expected, result);
  expect(mpz_sgn(expected) >= 0 && mpz_cmp_ui(expected, 1) <= 0, "scalars_high_product");
  mpz_mul_ui(small, order, 2);
  if (mpz_cmp(a, small) < 0) {
    mpz_mul(expected, a, y);
    mpz_add(expected, expected, start);
    mpz_mod(expected, expected, order);
    integer_of(result, scaled_sum(lanes_of(start), lanes_of(a), m));
    expect(mpz_cmp(result, expected) == 0, "scaled_sum");
  }
  mpz_clears(result, expected, bound, small, NULL);
}

static void check_multipliers(void) {
  mpz_t a, y, start, number;
  mpz_inits(a, y, start, number, NULL);
  for (int index = 0; index < 60; index++) {
    // Next to 0 and to r, limbs full of ones, and uniform ones.
    mpz_set_ui(y, (unsigned long)index);
    if (index >= 5) mpz_sub_ui(y, order, (unsigned long)(index - 4));
    if (index >= 10) mpz_fdiv_q_2exp(y, order, (unsigned long)(index - 9)), mpz_setbit(y, 0);
    if (index == 30) mpz_fdiv_q_2exp(y, radix, 7), mpz_sub_ui(y, y, 1);
    if (index > 30) mpz_urandomm(y, source, order);
    // The kernel's own way from y 2^256 to the factor.
    mpz_mul_2exp(number, y, 256);
    mpz_mod(number, number, order);
    Multiplier made = scalars_multiplier(lanes_of(number)), right = multiplier_of(y);
    expect(is_equal(made.factor, right.factor) && is_equal(made.quotient, right.quotient), "scalars_multiplier");
    for (unsigned long multiple = 0; multiple < 84; multiple++) {
      for (int d = -2; d <= 2; d++) {
        mpz_mul_ui(a, order, multiple);
        if (d < 0) mpz_sub_ui(a, a, (unsigned long)-d);
        if (d > 0) mpz_add_ui(a, a, (unsigned long)d);
        if (mpz_sgn(a) < 0) continue;
        // With these starts the sum is next to a multiple of r.
        mpz_mul(number, a, y);
        mpz_neg(number, number);
        mpz_add_ui(number, number, (unsigned long)(index % 3));
        mpz_mod(start, number, order);
        check_prepared(a, y, start);
        mpz_sub_ui(number, number, 1);
        mpz_mod(start, number, order);
        check_prepared(a, y, start);
        mpz_sub_ui(start, order, 1);
        check_prepared(a, y, start);
        mpz_set_ui(start, 0);
        check_prepared(a, y, start);
      }
      mpz_urandomm(a, source, order);
      mpz_addmul_ui(a, order, multiple);
      mpz_urandomm(start, source, order);
      check_prepared(a, y, start);
    }
    // Limbs full of ones: 2^260 - 1 is the largest number below 84.6 r.
    mpz_sub_ui(a, radix, 1);
    check_prepared(a, y, start);
  }
  mpz_clears(a, y, start, number, NULL);
}

#include "Tables.h"

static void check_scalars(void) {
  mpz_t a, b, largest;
  mpz_inits(a, b, largest, NULL);
  mpz_sub_ui(largest, radix, 1);
  // Limbs full of ones, as many products as are ever summed, and more than that.
  for (int count = 1; count <= 400; count += 133) check_products(largest, largest, count);
  check_products(largest, largest, 400);
  for (unsigned long multiple = 0; multiple <= 84; multiple++) {
    for (int d = -2; d <= 2; d++) {
      mpz_mul_ui(a, order, multiple);
      if (d < 0) mpz_sub_ui(a, a, (unsigned long)-d);
      if (d > 0) mpz_add_ui(a, a, (unsigned long)d);
      if (mpz_sgn(a) < 0) continue;
      mpz_sub_ui(b, order, 1);
      check_products(a, b, 1);
      check_products(a, a, 256);
      // Below how many r this integer is.
      unsigned long below = multiple + (d >= 0);
      if (below <= 64) check_integer(a, below <= 2 ? 2 : below);
    }
    mpz_urandomm(a, source, order);
    mpz_addmul_ui(a, order, multiple);
    if (multiple < 64) check_integer(a, multiple + 1);
    if (multiple < 84) check_products(a, largest, 3);
  }
  mpz_clears(a, b, largest, NULL);
}

int main(void) {
  if (!__builtin_cpu_supports("avx512ifma")) {
    printf("kernel bounds: this machine has no AVX-512 IFMA, nothing checked\n");
    return 0;
  }
  gmp_randinit_default(source);
  mpz_init_set_str(order, "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001", 16);
  mpz_init(radix);
  mpz_setbit(radix, 260);
  check_koalabear();
  check_scalars();
  check_multipliers();
  check_tables();
  printf("kernel bounds: %d checks, %d wrong\n", checks, failures);
  return failures > 0;
}

#pragma clang attribute pop

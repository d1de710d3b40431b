#include "FieldKernels.h"

#if defined(__x86_64__)
#include "Lanes.h"

#define VECTORS(count) (worldid_kernels_level() >= WORLDID_KERNELS_AVX2 ? (count) & ~(size_t)7 : 0)

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

size_t worldid_quintic_bind(uint32_t *table, const uint32_t *x, size_t count) {
  size_t done = VECTORS(count);
  if (done == 0) return 0;
  Factors factor = factors(quintics_broadcast(x));
  for (size_t i = 0; i < done; i += 8) {
    Quintics low, high;
    quintics_load_pairs(table + 10 * i, &low, &high);
    Quintics bound = quintics_add(low, quintics_mul_factors(quintics_sub(high, low), factor));
    quintics_store(table + 5 * i, quintics_reorder(bound));
  }
  return done;
}

size_t worldid_quintic_split(uint32_t *table, const uint32_t *x, size_t half) {
  size_t done = VECTORS(half);
  if (done == 0) return 0;
  Factors factor = factors(quintics_broadcast(x));
  for (size_t i = 0; i < done; i += 8) {
    Quintics value = quintics_load(table + 5 * i);
    Quintics high = quintics_mul_factors(value, factor);
    quintics_store(table + 5 * i, quintics_sub(value, high));
    quintics_store(table + 5 * (half + i), high);
  }
  return done;
}

size_t worldid_quintic_add_scaled_base(
  uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  size_t done = VECTORS(count);
  if (done == 0) return 0;
  Quintics scale = quintics_broadcast(factor);
  for (size_t i = 0; i < done; i += 8) {
    Lanes entry = _mm256_loadu_si256((const Lanes *)(row + i));
    Quintics value = quintics_load(sum + 5 * i);
    EACH(k, 5) value.c[k] = lanes_add(value.c[k], lanes_mul(entry, scale.c[k]));
    quintics_store(sum + 5 * i, value);
  }
  return done;
}

size_t worldid_quintic_add_scaled(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  size_t done = VECTORS(count);
  if (done == 0) return 0;
  Factors scale = factors(quintics_broadcast(factor));
  for (size_t i = 0; i < done; i += 8) {
    Quintics product = quintics_mul_factors(quintics_load(row + 5 * i), scale);
    quintics_store(sum + 5 * i, quintics_add(quintics_load(sum + 5 * i), product));
  }
  return done;
}

size_t worldid_quintic_add_products(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count) {
  size_t done = VECTORS(count);
  for (size_t i = 0; i < done; i += 8) {
    Quintics product = quintics_mul(quintics_load(a + 5 * i), quintics_load(b + 5 * i));
    quintics_store(sum + 5 * i, quintics_add(quintics_load(sum + 5 * i), product));
  }
  return done;
}

size_t worldid_quintic_fraction_sum(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count) {
  size_t done = VECTORS(count);
  for (size_t i = 0; i < done; i += 8) {
    Quintics left = quintics_load(d0 + 5 * i);
    Factors right = factors(quintics_load(d1 + 5 * i));
    Quintics cross = quintics_mul_factors(quintics_load(n0 + 5 * i), right);
    Quintics other = quintics_mul(quintics_load(n1 + 5 * i), left);
    quintics_store(numerator + 5 * i, quintics_add(cross, other));
    quintics_store(denominator + 5 * i, quintics_mul_factors(left, right));
  }
  return done;
}

size_t worldid_quintic_fraction_round(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count) {
  size_t done = VECTORS(count);
  if (done == 0) return 0;
  Quintics constant = quintics_zero(), quadratic = quintics_zero();
  for (size_t i = 0; i < done; i += 8) {
    Quintics low[4], high[4];
    quintics_load_pairs(a + 10 * i, &low[0], &high[0]);
    quintics_load_pairs(d1 + 10 * i, &low[1], &high[1]);
    quintics_load_pairs(n1 + 10 * i, &low[2], &high[2]);
    quintics_load_pairs(d0 + 10 * i, &low[3], &high[3]);
    EACH(k, 4) high[k] = quintics_sub(high[k], low[k]);
    Factors weight = factors(quintics_reorder(quintics_load(weights + 5 * i)));
    Quintics at_zero = quintics_add(quintics_mul(low[0], low[1]), quintics_mul(low[2], low[3]));
    Quintics leading = quintics_add(quintics_mul(high[0], high[1]), quintics_mul(high[2], high[3]));
    constant = quintics_add(constant, quintics_mul_factors(at_zero, weight));
    quadratic = quintics_add(quadratic, quintics_mul_factors(leading, weight));
  }
  quintics_collect(constant, sums);
  quintics_collect(quadratic, sums + 5);
  return done;
}

size_t worldid_quintic_cube_round(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  size_t done = VECTORS(count);
  if (done == 0) return 0;
  Quintics constant = quintics_zero(), quadratic = quintics_zero(), cubic = quintics_zero();
  for (size_t i = 0; i < done; i += 8) {
    Quintics u, v, result, unused;
    quintics_load_pairs(input + 10 * i, &u, &v);
    quintics_load_pairs(output + 10 * i, &result, &unused);
    Factors slope = factors(quintics_sub(v, u)), value = factors(u);
    Quintics square = quintics_mul_factors(quintics_sub(v, u), slope);
    Quintics cube = quintics_mul_factors(quintics_mul_factors(u, value), value);
    Factors weight = factors(quintics_reorder(quintics_load(weights + 5 * i)));
    constant = quintics_add(constant, quintics_mul_factors(quintics_sub(result, cube), weight));
    quadratic = quintics_add(quadratic, quintics_mul_factors(quintics_mul_factors(square, value), weight));
    cubic = quintics_add(cubic, quintics_mul_factors(quintics_mul_factors(square, slope), weight));
  }
  quintics_collect(constant, sums);
  quintics_collect(quadratic, sums + 5);
  quintics_collect(cubic, sums + 10);
  return done;
}

#pragma clang attribute pop

#else

size_t worldid_quintic_bind(uint32_t *table, const uint32_t *x, size_t count) { return 0; }

size_t worldid_quintic_split(uint32_t *table, const uint32_t *x, size_t half) { return 0; }

size_t worldid_quintic_add_scaled_base(
  uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  return 0;
}

size_t worldid_quintic_add_scaled(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  return 0;
}

size_t worldid_quintic_add_products(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count) {
  return 0;
}

size_t worldid_quintic_fraction_sum(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count) {
  return 0;
}

size_t worldid_quintic_fraction_round(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count) {
  return 0;
}

size_t worldid_quintic_cube_round(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  return 0;
}

#endif

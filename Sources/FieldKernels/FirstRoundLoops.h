// The loops of FirstRounds.c for one vector width; included after LateSums.h.

// The difference of two numbers below p.
INLINE Vector NAMED(difference)(Vector a, Vector b) {
  Vector d = OP(sub_epi32)(a, b);
  return OP(min_epu32)(d, OP(add_epi32)(d, OP(set1_epi32)(MODULUS)));
}

// The Montgomery product; `odd_a` and `odd_b` have the odd lanes where the even ones are.
INLINE Vector NAMED(product)(Vector a, Vector odd_a, Vector b, Vector odd_b) {
  Vector even = OP(mul_epu32)(a, b), odd = OP(mul_epu32)(odd_a, odd_b);
  Vector high = NAMED(blend)(OP(srli_epi64)(even, 32), odd);
  Vector multiple = NAMED(blend)(
    OP(srli_epi64)(NAMED(montgomery_multiple)(even), 32), NAMED(montgomery_multiple)(odd));
  return NAMED(difference)(high, multiple);
}

INLINE Vector NAMED(odd)(Vector a) { return OP(srli_epi64)(a, 32); }

// result[i] = table[2i] + x (table[2i + 1] - table[2i])
static void NAMED(bind_base)(const uint32_t *table, const uint32_t *x, uint32_t *result, size_t count) {
  for (size_t i = 0; i < count; i += WIDTH) {
    Vector low, high;
    NAMED(load_pairs)(table + 2 * i, &low, &high);
    Vector slope = NAMED(difference)(high, low), odd_slope = NAMED(odd)(slope);
    Planes bound;
    EACH(k, 5) {
      Vector factor = OP(set1_epi32)((int)x[k]);
      bound.c[k] = NAMED(product)(slope, odd_slope, factor, factor);
    }
    bound.c[0] = NAMED(once_reduced)(OP(add_epi32)(bound.c[0], low));
    NAMED(planes_store)(result + 5 * i, bound, WIDTH);
  }
}

// sums += weights times values, two products each.
INLINE void NAMED(add_weighted)(NAMED(Sums) *sums, const Planes *weights, Vector value) {
  Vector odd_value = NAMED(odd)(value);
  EACH(k, 5) {
    Vector even = OP(mul_epu32)(weights->c[k], value), odd = OP(mul_epu32)(NAMED(odd)(weights->c[k]), odd_value);
    sums->low[k] = OP(add_epi64)(sums->low[k], OP(add_epi64)(even, odd));
  }
}

// Adds to sums[0..5), sums[5..10) and sums[10..15) what worldid_quintic_cube_round does, for tables over the base field.
static void NAMED(cube_base)(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  for (size_t start = 0; start < count; start += 2 * MAX_FOLDS * WIDTH) {
    size_t end = count - start < 2 * MAX_FOLDS * WIDTH ? count : start + 2 * MAX_FOLDS * WIDTH;
    NAMED(Sums) totals[3];
    EACH(s, 3) totals[s] = NAMED(sums_start)(0);
    for (size_t i = start; i < end;) {
      for (int step = 0; step < 2 && i < end; step++, i += WIDTH) {
        Vector u, v, result, unused;
        NAMED(load_pairs)(input + 2 * i, &u, &v);
        NAMED(load_pairs)(output + 2 * i, &result, &unused);
        v = NAMED(difference)(v, u);
        Vector odd_u = NAMED(odd)(u), odd_v = NAMED(odd)(v);
        Vector square = NAMED(product)(u, odd_u, u, odd_u);
        Vector cube = NAMED(product)(square, NAMED(odd)(square), u, odd_u);
        Vector slope = NAMED(product)(v, odd_v, v, odd_v), odd_slope = NAMED(odd)(slope);
        Planes weight = NAMED(planes_load)(weights + 5 * i, WIDTH);
        NAMED(add_weighted)(&totals[0], &weight, NAMED(difference)(result, cube));
        NAMED(add_weighted)(&totals[1], &weight, NAMED(product)(slope, odd_slope, u, odd_u));
        NAMED(add_weighted)(&totals[2], &weight, NAMED(product)(slope, odd_slope, v, odd_v));
      }
      EACH(s, 3) NAMED(sums_fold)(&totals[s], 0);
    }
    const uint64_t constants[5] = {MODULUS, MODULUS, MODULUS, MODULUS, MODULUS};
    EACH(s, 3) NAMED(sums_collect)(&totals[s], constants, sums + 5 * s);
  }
}

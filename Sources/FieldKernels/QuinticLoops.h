// The loops of Quintic.c for one vector width. That file includes this one once for each, after defining WIDTH (lanes
// of 32 bits in a vector), Vector, OP(name) (an intrinsic's name), NAMED(name), the type QuinticVectors (five vectors
// c) and the functions sum, difference, odd, fold, fold_reduce, load, store, load_pairs and reorder.
//
// Products of Montgomery forms below p are summed as 64-bit numbers, those of the even and of the odd lanes apart. With
// U = p 2^32, p^2 < U / 2 and 2U < 2^64: four products are below 2U, and `fold` brings a number below 2U below U.

INLINE Vector NAMED(product)(Vector a, Vector b) { return OP(mul_epu32)(a, b); }

INLINE Vector NAMED(add)(Vector a, Vector b) { return OP(add_epi64)(a, b); }

INLINE NAMED(QuinticVectors) NAMED(added)(NAMED(QuinticVectors) a, NAMED(QuinticVectors) b) {
  EACH(k, 5) a.c[k] = NAMED(sum)(a.c[k], b.c[k]);
  return a;
}

INLINE NAMED(QuinticVectors) NAMED(subtracted)(NAMED(QuinticVectors) a, NAMED(QuinticVectors) b) {
  EACH(k, 5) a.c[k] = NAMED(difference)(a.c[k], b.c[k]);
  return a;
}

INLINE NAMED(QuinticVectors) NAMED(broadcast)(const uint32_t *words) {
  NAMED(QuinticVectors) q;
  EACH(k, 5) q.c[k] = OP(set1_epi32)((int)words[k]);
  return q;
}

// A left factor by lanes, and a right factor with the differences that fold X^5 = 1 - X^2 into the products (see
// KoalaBearQuintic.swift): b0...b4, b1 - b4, b0 - b3, b4 - b2, b3 - b1 + b4.
typedef struct {
  Vector even[5], odd[5];
} NAMED(Left);

typedef struct {
  Vector even[9], odd[9];
} NAMED(Right);

INLINE NAMED(Left) NAMED(left)(NAMED(QuinticVectors) q) {
  NAMED(Left) f;
  EACH(k, 5) f.even[k] = q.c[k];
  EACH(k, 5) f.odd[k] = NAMED(odd)(q.c[k]);
  return f;
}

INLINE NAMED(Right) NAMED(right)(NAMED(QuinticVectors) q) {
  NAMED(Right) f;
  EACH(k, 5) f.even[k] = q.c[k];
  f.even[5] = NAMED(difference)(q.c[1], q.c[4]);
  f.even[6] = NAMED(difference)(q.c[0], q.c[3]);
  f.even[7] = NAMED(difference)(q.c[4], q.c[2]);
  f.even[8] = NAMED(difference)(q.c[3], f.even[5]);
  EACH(k, 9) f.odd[k] = NAMED(odd)(f.even[k]);
  return f;
}

// The five coefficients of one product, below 1.5 U.
INLINE void NAMED(products)(Vector s[5], const Vector a[5], const Vector b[9]) {
  EACH(k, 5) {
    const int *i = factor_index[k];
    Vector first = NAMED(add)(NAMED(product)(a[0], b[i[0]]), NAMED(product)(a[1], b[i[1]]));
    Vector second = NAMED(add)(NAMED(product)(a[2], b[i[2]]), NAMED(product)(a[3], b[i[3]]));
    s[k] = NAMED(add)(NAMED(fold)(NAMED(add)(first, second)), NAMED(product)(a[4], b[i[4]]));
  }
}

// Added to sums below 1.5 U; below 2U.
INLINE void NAMED(add_products)(Vector s[5], const Vector a[5], const Vector b[9]) {
  EACH(k, 5) {
    const int *i = factor_index[k];
    s[k] = NAMED(fold)(NAMED(add)(s[k], NAMED(product)(a[0], b[i[0]])));
    Vector middle = NAMED(add)(NAMED(product)(a[1], b[i[1]]), NAMED(product)(a[2], b[i[2]]));
    s[k] = NAMED(fold)(NAMED(add)(s[k], middle));
    s[k] = NAMED(add)(s[k], NAMED(add)(NAMED(product)(a[3], b[i[3]]), NAMED(product)(a[4], b[i[4]])));
  }
}

INLINE NAMED(QuinticVectors) NAMED(times)(const NAMED(Left) *a, const NAMED(Right) *b) {
  Vector even[5], odd[5];
  NAMED(products)(even, a->even, b->even);
  NAMED(products)(odd, a->odd, b->odd);
  NAMED(QuinticVectors) result;
  EACH(k, 5) result.c[k] = NAMED(fold_reduce)(even[k], odd[k]);
  return result;
}

// a b + c d
INLINE NAMED(QuinticVectors) NAMED(two_products)(
  const NAMED(Left) *a, const NAMED(Right) *b, const NAMED(Left) *c, const NAMED(Right) *d) {
  Vector even[5], odd[5];
  NAMED(products)(even, a->even, b->even);
  NAMED(add_products)(even, c->even, d->even);
  NAMED(products)(odd, a->odd, b->odd);
  NAMED(add_products)(odd, c->odd, d->odd);
  NAMED(QuinticVectors) result;
  EACH(k, 5) result.c[k] = NAMED(fold_reduce)(even[k], odd[k]);
  return result;
}

// Sums over the whole loop, below U.
typedef struct {
  Vector even[5], odd[5];
} NAMED(Sums);

INLINE void NAMED(clear)(NAMED(Sums) *s) { EACH(k, 5) s->even[k] = s->odd[k] = OP(set1_epi32)(0); }

INLINE void NAMED(accumulate)(NAMED(Sums) *s, const NAMED(Left) *a, const NAMED(Right) *b) {
  NAMED(add_products)(s->even, a->even, b->even);
  NAMED(add_products)(s->odd, a->odd, b->odd);
  EACH(k, 5) s->even[k] = NAMED(fold)(s->even[k]);
  EACH(k, 5) s->odd[k] = NAMED(fold)(s->odd[k]);
}

// sums += the sums of all lanes
INLINE void NAMED(collect)(const NAMED(Sums) *s, uint32_t *sums) {
  EACH(k, 5) {
    uint32_t lanes[WIDTH];
    Vector sum = NAMED(fold_reduce)(s->even[k], s->odd[k]);
    memcpy(lanes, &sum, sizeof lanes);
    uint64_t total = sums[k];
    for (int l = 0; l < WIDTH; l++) total += lanes[l];
    sums[k] = (uint32_t)(total % MODULUS);
  }
}

static void NAMED(bind)(uint32_t *table, const uint32_t *x, size_t count) {
  NAMED(Right) factor = NAMED(right)(NAMED(broadcast)(x));
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) low, high;
    NAMED(load_pairs)(table + 10 * i, &low, &high);
    NAMED(Left) slope = NAMED(left)(NAMED(subtracted)(high, low));
    NAMED(store)(table + 5 * i, NAMED(reorder)(NAMED(added)(low, NAMED(times)(&slope, &factor))));
  }
}

static void NAMED(split)(uint32_t *table, const uint32_t *x, size_t half, size_t count) {
  NAMED(Right) factor = NAMED(right)(NAMED(broadcast)(x));
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) value = NAMED(load)(table + 5 * i);
    NAMED(Left) left = NAMED(left)(value);
    NAMED(QuinticVectors) high = NAMED(times)(&left, &factor);
    NAMED(store)(table + 5 * i, NAMED(subtracted)(value, high));
    NAMED(store)(table + 5 * (half + i), high);
  }
}

static void NAMED(add_scaled_base)(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  NAMED(Left) scale = NAMED(left)(NAMED(broadcast)(factor));
  for (size_t i = 0; i < count; i += WIDTH) {
    Vector entry;
    memcpy(&entry, row + i, sizeof entry);
    Vector odd = NAMED(odd)(entry);
    NAMED(QuinticVectors) value = NAMED(load)(sum + 5 * i);
    EACH(k, 5) {
      Vector low = NAMED(product)(entry, scale.even[k]), high = NAMED(product)(odd, scale.even[k]);
      value.c[k] = NAMED(sum)(value.c[k], NAMED(fold_reduce)(low, high));
    }
    NAMED(store)(sum + 5 * i, value);
  }
}

static void NAMED(add_scaled)(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count) {
  NAMED(Right) scale = NAMED(right)(NAMED(broadcast)(factor));
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(Left) left = NAMED(left)(NAMED(load)(row + 5 * i));
    NAMED(store)(sum + 5 * i, NAMED(added)(NAMED(load)(sum + 5 * i), NAMED(times)(&left, &scale)));
  }
}

static void NAMED(add_products_of)(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count) {
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(Left) left = NAMED(left)(NAMED(load)(a + 5 * i));
    NAMED(Right) right = NAMED(right)(NAMED(load)(b + 5 * i));
    NAMED(store)(sum + 5 * i, NAMED(added)(NAMED(load)(sum + 5 * i), NAMED(times)(&left, &right)));
  }
}

static void NAMED(fraction_sum)(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count) {
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) bottom = NAMED(load)(d0 + 5 * i);
    NAMED(Left) left = NAMED(left)(bottom), a = NAMED(left)(NAMED(load)(n0 + 5 * i));
    NAMED(Left) b = NAMED(left)(NAMED(load)(n1 + 5 * i));
    NAMED(Right) right = NAMED(right)(NAMED(load)(d1 + 5 * i)), other = NAMED(right)(bottom);
    NAMED(store)(numerator + 5 * i, NAMED(two_products)(&a, &right, &b, &other));
    NAMED(store)(denominator + 5 * i, NAMED(times)(&left, &right));
  }
}

// sum += weight (a d1 + n1 d0)
INLINE void NAMED(add_fractions)(
  NAMED(Sums) *sum, const NAMED(Right) *weight, NAMED(QuinticVectors) a, NAMED(QuinticVectors) d1,
  NAMED(QuinticVectors) n1, NAMED(QuinticVectors) d0) {
  NAMED(Left) x = NAMED(left)(a), y = NAMED(left)(n1);
  NAMED(Right) f = NAMED(right)(d1), g = NAMED(right)(d0);
  NAMED(Left) total = NAMED(left)(NAMED(two_products)(&x, &f, &y, &g));
  NAMED(accumulate)(sum, &total, weight);
}

static void NAMED(fraction_round)(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count) {
  NAMED(Sums) constant, quadratic;
  NAMED(clear)(&constant);
  NAMED(clear)(&quadratic);
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) low[4], high[4];
    NAMED(load_pairs)(a + 10 * i, &low[0], &high[0]);
    NAMED(load_pairs)(d1 + 10 * i, &low[1], &high[1]);
    NAMED(load_pairs)(n1 + 10 * i, &low[2], &high[2]);
    NAMED(load_pairs)(d0 + 10 * i, &low[3], &high[3]);
    EACH(k, 4) high[k] = NAMED(subtracted)(high[k], low[k]);
    NAMED(Right) weight = NAMED(right)(NAMED(reorder)(NAMED(load)(weights + 5 * i)));
    NAMED(add_fractions)(&constant, &weight, low[0], low[1], low[2], low[3]);
    NAMED(add_fractions)(&quadratic, &weight, high[0], high[1], high[2], high[3]);
  }
  NAMED(collect)(&constant, sums);
  NAMED(collect)(&quadratic, sums + 5);
}

static void NAMED(unit_fraction_sum)(
  const uint32_t *d0, const uint32_t *d1, uint32_t *numerator, uint32_t *denominator, size_t count) {
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) a = NAMED(load)(d0 + 5 * i), b = NAMED(load)(d1 + 5 * i);
    NAMED(Left) left = NAMED(left)(a);
    NAMED(Right) right = NAMED(right)(b);
    NAMED(store)(numerator + 5 * i, NAMED(added)(a, b));
    NAMED(store)(denominator + 5 * i, NAMED(times)(&left, &right));
  }
}

static void NAMED(product_round)(
  const uint32_t *weights, const uint32_t *x, const uint32_t *y, uint32_t *sums, size_t count) {
  NAMED(Sums) constant, quadratic;
  NAMED(clear)(&constant);
  NAMED(clear)(&quadratic);
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) low[2], high[2];
    NAMED(load_pairs)(x + 10 * i, &low[0], &high[0]);
    NAMED(load_pairs)(y + 10 * i, &low[1], &high[1]);
    EACH(k, 2) high[k] = NAMED(subtracted)(high[k], low[k]);
    NAMED(Right) weight = NAMED(right)(NAMED(reorder)(NAMED(load)(weights + 5 * i)));
    NAMED(Left) left = NAMED(left)(low[0]);
    NAMED(Right) right = NAMED(right)(low[1]);
    left = NAMED(left)(NAMED(times)(&left, &right));
    NAMED(accumulate)(&constant, &left, &weight);
    left = NAMED(left)(high[0]);
    right = NAMED(right)(high[1]);
    left = NAMED(left)(NAMED(times)(&left, &right));
    NAMED(accumulate)(&quadratic, &left, &weight);
  }
  NAMED(collect)(&constant, sums);
  NAMED(collect)(&quadratic, sums + 5);
}

// out - u^3, u v^2 and v^3 times w: the sums of w out - (w u) u^2, (w u) v^2 and (w v) v^2.
static void NAMED(cube_round)(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count) {
  NAMED(Sums) plus, minus, mixed, cubic;
  NAMED(clear)(&plus);
  NAMED(clear)(&minus);
  NAMED(clear)(&mixed);
  NAMED(clear)(&cubic);
  for (size_t i = 0; i < count; i += WIDTH) {
    NAMED(QuinticVectors) u, v, result, unused;
    NAMED(load_pairs)(input + 10 * i, &u, &v);
    NAMED(load_pairs)(output + 10 * i, &result, &unused);
    v = NAMED(subtracted)(v, u);
    NAMED(Left) left_u = NAMED(left)(u), left_v = NAMED(left)(v), left_result = NAMED(left)(result);
    NAMED(Right) weight = NAMED(right)(NAMED(reorder)(NAMED(load)(weights + 5 * i)));
    NAMED(accumulate)(&plus, &left_result, &weight);
    NAMED(Left) weighted_u = NAMED(left)(NAMED(times)(&left_u, &weight));
    NAMED(Left) weighted_v = NAMED(left)(NAMED(times)(&left_v, &weight));
    NAMED(Right) right_u = NAMED(right)(u), right_v = NAMED(right)(v);
    NAMED(Right) square = NAMED(right)(NAMED(times)(&left_u, &right_u));
    NAMED(accumulate)(&minus, &weighted_u, &square);
    square = NAMED(right)(NAMED(times)(&left_v, &right_v));
    NAMED(accumulate)(&mixed, &weighted_u, &square);
    NAMED(accumulate)(&cubic, &weighted_v, &square);
  }
  uint32_t negative[5] = {0};
  NAMED(collect)(&minus, negative);
  EACH(k, 5) sums[k] = (uint32_t)(((uint64_t)sums[k] + MODULUS - negative[k]) % MODULUS);
  NAMED(collect)(&plus, sums);
  NAMED(collect)(&mixed, sums + 5);
  NAMED(collect)(&cubic, sums + 10);
}

// The loops of Rows.c for one vector width; included after LateSums.h.
//
// An entry, the word e < p of its Montgomery form, counts as e - h with h = (p - 1) / 2, a factor as its representative
// between -h and h; so a product is at most h^2. FOLD_LIMIT = 8 products and a number below 2^32 stay below 2^63, as
// 8 h^2 = 2 (p - 1)^2 = 9.08e18 and 2^63 = 9.22e18; nine would not. So sums are folded after at most that many
// products. They start at BIAS = 2^63, which makes their upper halves unsigned; what that adds and what the offset h
// takes away is known beforehand, and a constant puts it right at the end.

// Rows of one pass of a dot product, as many as the registers hold sums for.
#define GROUP (WIDTH / 4)

INLINE void NAMED(add_product)(Vector *sum, Vector a, Vector b) {
  *sum = OP(add_epi64)(*sum, OP(mul_epi32)(a, b));
}

INLINE Vector NAMED(offset)(Vector entries) { return OP(add_epi32)(entries, OP(set1_epi32)(-(int)HALF)); }

// sum += the entries of up to TILE rows at WIDTH positions, or the `live` first of them, times the rows' factors.
INLINE void NAMED(combine_block)(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, const Combination *combination, size_t live,
  int is_prefetched) {
  NAMED(Sums) even = NAMED(sums_start)(BIAS), odd = even;
  for (size_t row = 0; row < count;) {
    size_t end = count - row < FOLD_LIMIT ? count : row + FOLD_LIMIT;
    for (; row < end; row++) {
      const uint32_t *words = rows + row * stride;
      Vector entries = NAMED(offset)(NAMED(load)(words, live)), odd_entries = OP(srli_epi64)(entries, 32);
      if (is_prefetched) _mm_prefetch((const char *)(words + 32), _MM_HINT_T0);
      EACH(k, 5) {
        Vector factor = OP(set1_epi32)(combination->factors[5 * row + (size_t)k]);
        NAMED(add_product)(&even.low[k], entries, factor);
        NAMED(add_product)(&odd.low[k], odd_entries, factor);
      }
    }
    NAMED(sums_fold)(&even, BIAS);
    NAMED(sums_fold)(&odd, BIAS);
  }
  Planes total = NAMED(planes_load)(sum, live);
  EACH(k, 5) {
    uint64_t constant = combination->constants[k];
    Vector lower = NAMED(remainder)(even.low[k], even.high[k], constant);
    Vector upper = NAMED(remainder)(odd.low[k], odd.high[k], constant);
    Vector value = NAMED(once_reduced)(NAMED(blend)(lower, OP(slli_epi64)(upper, 32)));
    total.c[k] = NAMED(once_reduced)(OP(add_epi32)(total.c[k], value));
  }
  NAMED(planes_store)(sum, total, live);
}

// Rows are taken TILE at a time; each reads a cache line ahead of itself, which no hardware foresees so many times.
static void NAMED(combine_base)(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  for (size_t row = 0; row < count; row += TILE) {
    size_t some = count - row < TILE ? count - row : TILE;
    Combination combination;
    prepare_base(&combination, factors + 5 * row, some);
    const uint32_t *first = rows + row * stride;
    size_t i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      NAMED(combine_block)(sum + 5 * i, first + i, stride, some, &combination, WIDTH, 1);
    }
    if (i < length) {
      NAMED(combine_block)(sum + 5 * i, first + i, stride, some, &combination, length - i, 0);
    }
  }
}

// A row over the extension is five rows over the base field whose factors are f, f X, ..., f X^4.
static void NAMED(combine_extended)(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors) {
  for (size_t row = 0; row < count; row += TILE / 5) {
    size_t some = count - row < TILE / 5 ? count - row : TILE / 5;
    Combination combination;
    prepare_extended(&combination, factors + 5 * row, some);
    for (size_t i = 0; i < length; i += WIDTH) {
      size_t live = length - i < WIDTH ? length - i : WIDTH;
      uint32_t planes[TILE * WIDTH];
      for (size_t r = 0; r < some; r++) {
        Planes entries = NAMED(planes_load)(rows + 5 * ((row + r) * stride + i), live);
        EACH(k, 5) NAMED(store)(planes + (5 * r + (size_t)k) * WIDTH, entries.c[k]);
      }
      if (live == WIDTH) {
        NAMED(combine_block)(sum + 5 * i, planes, WIDTH, 5 * some, &combination, WIDTH, 0);
      } else {
        NAMED(combine_block)(sum + 5 * i, planes, WIDTH, 5 * some, &combination, live, 0);
      }
    }
  }
}

// Five planes of CHUNK weights, centred, the lanes beyond `length` zero; and the constants of these dot products.
static void NAMED(prepare_weights)(Weights *weights, const uint32_t *words, size_t length) {
  Planes total;
  EACH(k, 5) total.c[k] = OP(set1_epi64x)(0);
  for (size_t i = 0; i < length; i += WIDTH) {
    Planes some = NAMED(planes_load)(words + 5 * i, length - i < WIDTH ? length - i : WIDTH);
    EACH(k, 5) {
      total.c[k] = NAMED(once_reduced)(OP(add_epi32)(total.c[k], some.c[k]));
      Vector shifted = NAMED(once_reduced)(OP(add_epi32)(some.c[k], OP(set1_epi32)(HALF)));
      NAMED(store)(weights->planes[k] + i, NAMED(offset)(shifted));
    }
  }
  size_t vectors = length / WIDTH;
  size_t folds = (vectors + FOLD_LIMIT / 2 - 1) / (FOLD_LIMIT / 2) + (length % WIDTH > 0);
  for (int k = 0; k < 5; k++) {
    uint32_t lanes[WIDTH];
    NAMED(store)(lanes, total.c[k]);
    uint64_t sum = 0;
    for (int l = 0; l < WIDTH; l++) sum += lanes[l];
    // The bias is in every lane of an accumulator, the offset in their sum.
    weights->constants[k] = correction(0, folds);
    weights->offsets[k] = offset_of(sum % MODULUS);
  }
}

// Two products for each accumulator: the even and the odd lanes of WIDTH positions, or of the `live` first of them.
INLINE void NAMED(dot_step)(
  NAMED(Sums) *sums, const uint32_t *rows, size_t stride, const int group, const Weights *weights, size_t i,
  size_t live) {
  Vector entries[GROUP], odd_entries[GROUP];
  EACH(r, group) {
    entries[r] = NAMED(offset)(NAMED(load)(rows + (size_t)r * stride + i, live));
    odd_entries[r] = OP(srli_epi64)(entries[r], 32);
  }
  EACH(k, 5) {
    Vector weight = NAMED(load)(weights->planes[k] + i, WIDTH), odd_weight = OP(srli_epi64)(weight, 32);
    EACH(r, group) NAMED(add_product)(&sums[r].low[k], entries[r], weight);
    EACH(r, group) NAMED(add_product)(&sums[r].low[k], odd_entries[r], odd_weight);
  }
}

// results[5 r + k] += coefficient k of the dot product of row r with the weights, modulo p.
INLINE void NAMED(dot_group)(
  const uint32_t *rows, size_t stride, const int group, const Weights *weights, size_t length, uint32_t *results) {
  NAMED(Sums) sums[GROUP];
  EACH(r, group) sums[r] = NAMED(sums_start)(BIAS);
  size_t i = 0;
  while (i + WIDTH <= length) {
    for (int step = 0; step < FOLD_LIMIT / 2 && i + WIDTH <= length; step++, i += WIDTH) {
      NAMED(dot_step)(sums, rows, stride, group, weights, i, WIDTH);
    }
    EACH(r, group) NAMED(sums_fold)(&sums[r], BIAS);
  }
  if (i < length) {
    NAMED(dot_step)(sums, rows, stride, group, weights, i, length - i);
    EACH(r, group) NAMED(sums_fold)(&sums[r], BIAS);
  }
  EACH(r, group) {
    NAMED(sums_collect)(&sums[r], weights->constants, results + 5 * r);
    EACH(k, 5) results[5 * r + k] = add_words(results[5 * r + k], weights->offsets[k]);
  }
}

static void NAMED(dot_base)(
  const uint32_t *rows, size_t stride, size_t count, const Weights *weights, size_t length, uint32_t *results) {
  size_t row = 0;
  for (; row + GROUP <= count; row += GROUP) {
    NAMED(dot_group)(rows + row * stride, stride, GROUP, weights, length, results + 5 * row);
  }
  for (; row < count; row++) {
    NAMED(dot_group)(rows + row * stride, stride, 1, weights, length, results + 5 * row);
  }
}

// The five planes of a row over the extension are rows over the base field.
static void NAMED(dot_extended)(
  const uint32_t *rows, size_t stride, size_t count, const Weights *weights, size_t length, uint32_t *results) {
  uint32_t planes[5 * CHUNK];
  for (size_t row = 0; row < count; row++) {
    for (size_t i = 0; i < length; i += WIDTH) {
      size_t live = length - i < WIDTH ? length - i : WIDTH;
      Planes entries = NAMED(planes_load)(rows + 5 * (row * stride + i), live);
      EACH(k, 5) NAMED(store)(planes + (size_t)k * CHUNK + i, entries.c[k]);
    }
    uint32_t dots[25] = {0};
    NAMED(dot_base)(planes, CHUNK, 5, weights, length, dots);
    add_powers(results + 5 * row, dots);
  }
}

static void NAMED(dot)(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results,
  int is_extended) {
  memset(results, 0, 20 * count);
  for (size_t i = 0; i < length; i += CHUNK) {
    size_t some = length - i < CHUNK ? length - i : CHUNK;
    Weights prepared;
    NAMED(prepare_weights)(&prepared, weights + 5 * i, some);
    if (is_extended) {
      NAMED(dot_extended)(rows + 5 * i, stride, count, &prepared, some, results);
    } else {
      NAMED(dot_base)(rows + i, stride, count, &prepared, some, results);
    }
  }
}

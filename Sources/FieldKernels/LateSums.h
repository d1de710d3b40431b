// Sums of products of KoalaBear elements whose reduction waits, for either vector width; included after Width256.h and
// Width512.h.

// Five sums, or one over the extension: 64-bit lanes that take products, and what has been moved out of them.
typedef struct {
  Vector low[5], high[5];
} NAMED(Sums);

INLINE NAMED(Sums) NAMED(sums_start)(uint64_t bias) {
  NAMED(Sums) sums;
  EACH(k, 5) {
    sums.low[k] = OP(set1_epi64x)((long long)bias);
    sums.high[k] = OP(set1_epi64x)(0);
  }
  return sums;
}

// Moves the upper halves, as unsigned numbers, and leaves that of the bias.
INLINE void NAMED(sums_fold)(NAMED(Sums) *sums, uint64_t bias) {
  EACH(k, 5) {
    sums->high[k] = OP(add_epi64)(sums->high[k], OP(srli_epi64)(sums->low[k], 32));
    sums->low[k] = NAMED(blend)(sums->low[k], OP(set1_epi64x)((long long)bias));
  }
}

INLINE Vector NAMED(once_reduced)(Vector value) {
  return OP(min_epu32)(value, OP(sub_epi32)(value, OP(set1_epi32)(MODULUS)));
}

// Products that the optimiser would join to a slow one of 64 bits.
INLINE Vector NAMED(montgomery_multiple)(Vector product) {
  Vector m = NAMED(opaque)(OP(mul_epu32)(product, OP(set1_epi64x)(0x81000001)));
  return OP(mul_epu32)(m, OP(set1_epi64x)(MODULUS));
}

// A folded sum times 2^-32 modulo p, below 2p: (high 2^32 + low) 2^-32 = high - (m p >> 32) for the m with
// m p = low modulo 2^32. The constant lies in p..<2p and high below 2^32 MAX_FOLDS, so the total is below
// 2^31 (2 MAX_FOLDS + 2); since 2^31 = 2^24 - 1 modulo p, the result is below 2^31 + (2 MAX_FOLDS + 2) 2^24 < 2p.
INLINE Vector NAMED(remainder)(Vector low, Vector high, uint64_t constant) {
  Vector total = OP(sub_epi64)(high, OP(srli_epi64)(NAMED(montgomery_multiple)(low), 32));
  total = OP(add_epi64)(total, OP(set1_epi64x)((long long)constant));
  Vector excess = OP(mul_epu32)(OP(srli_epi64)(total, 31), OP(set1_epi64x)(0xffffff));
  return OP(add_epi64)(NAMED(and)(total, OP(set1_epi64x)(0x7fffffff)), excess);
}

// results[k] += the sum over the lanes, modulo p
INLINE void NAMED(sums_collect)(const NAMED(Sums) *sums, const uint64_t constants[5], uint32_t *results) {
  EACH(k, 5) {
    uint64_t lanes[WIDTH / 2], total = results[k];
    NAMED(store)((uint32_t *)lanes, NAMED(remainder)(sums->low[k], sums->high[k], constants[k]));
    EACH(l, WIDTH / 2) total += lanes[l];
    results[k] = (uint32_t)(total % MODULUS);
  }
}

#include "FieldKernels.h"

#if defined(__x86_64__)
#include "Lanes.h"
#include "Sha256Lanes.h"

// Columns whose states fit the second cache together.
#define STRIP 2048
// Words of a row ahead of those in use.
#define AHEAD 64

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)

static inline Words montgomery_high(Words words) {
  Words m = _mm512_mul_epu32(words, _mm512_set1_epi64(0x81000001));
  __asm__("" : "+v"(m));  // or two 32-bit multiplications become a slow one of 64 bits
  return _mm512_mul_epu32(m, _mm512_set1_epi64(0x7f000001));
}

// Canonical bytes as big-endian words: the word times 2^-32 modulo p is 0 or p less the upper half of its multiple of p.
static inline Words canonical_words(Words words) {
  Words even = montgomery_high(words), odd = montgomery_high(_mm512_srli_epi64(words, 32));
  Words high = _mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd);
  Words negated = _mm512_sub_epi32(_mm512_setzero_si512(), high);
  return words_swapped(_mm512_min_epu32(negated, _mm512_add_epi32(negated, _mm512_set1_epi32(0x7f000001))));
}

typedef struct {
  const uint32_t *base, *extended;
  size_t base_rows, length;
} Rows;

// Words first ..< first + count of sixteen columns.
static inline void read_words(Words *w, const Rows *rows, size_t first, size_t count, size_t column) {
  size_t t = 0;
  for (; t < count && first + t < rows->base_rows; t++) {
    const uint32_t *entries = rows->base + (first + t) * rows->length + column;
    _mm_prefetch((const char *)(entries + AHEAD), _MM_HINT_T0);
    w[t] = canonical_words(_mm512_loadu_si512(entries));
  }
  while (t < count) {
    size_t row = (first + t - rows->base_rows) / 5, skipped = (first + t - rows->base_rows) % 5;
    const uint32_t *entries = rows->extended + 5 * (row * rows->length + column);
    Quintics low = quintics_load(entries), high = quintics_load(entries + 40);
    Words planes[5];
    EACH(k, 5) {
      planes[k] = canonical_words(_mm512_inserti64x4(_mm512_castsi256_si512(low.c[k]), high.c[k], 1));
    }
    for (size_t k = skipped; k < 5 && t < count; k++) w[t++] = planes[k];
  }
}

static void store_digests(const States *states, uint8_t *digests) {
  Lanes low[8], high[8];
  for (int k = 0; k < 8; k++) {
    Words swapped = words_swapped(states->h[k]);
    low[k] = _mm512_castsi512_si256(swapped);
    high[k] = _mm512_extracti64x4_epi64(swapped, 1);
  }
  lanes_transpose(low);
  lanes_transpose(high);
  for (int l = 0; l < 8; l++) _mm256_storeu_si256((Lanes *)(digests + 32 * l), low[l]);
  for (int l = 0; l < 8; l++) _mm256_storeu_si256((Lanes *)(digests + 256 + 32 * l), high[l]);
}

// The last `count` words of a column, 0...15, and the padding after `bits` bits of message.
static void finish(States *states, Words w[16], size_t count, uint64_t bits) {
  for (size_t t = count; t < 16; t++) w[t] = _mm512_setzero_si512();
  w[count] = _mm512_set1_epi32((int)0x80000000u);
  if (count >= 14) {
    states_compress(states, w);
    for (int t = 0; t < 16; t++) w[t] = _mm512_setzero_si512();
  }
  w[14] = _mm512_set1_epi32((int)(uint32_t)(bits >> 32));
  w[15] = _mm512_set1_epi32((int)(uint32_t)bits);
  states_compress(states, w);
}

// Sixteen rows at a time through all columns of a strip, so that rows are read in order and together; meanwhile the
// states of sixteen columns lie where their digests will.
size_t worldid_sha256_koalabear_columns(
  const uint8_t *block, const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows,
  size_t length, size_t first, size_t count, uint8_t *digests) {
  if (worldid_kernels_level() < WORLDID_KERNELS_AVX512) return 0;
  const Rows rows = {base, extended, base_rows, length};
  size_t columns = count & ~(size_t)15, words = base_rows + 5 * extended_rows;
  uint32_t state[8];
  sha256_first_state(block, state);
  for (size_t start = 0; start < columns; start += STRIP) {
    size_t end = columns - start < STRIP ? columns : start + STRIP;
    for (size_t t = 0; t <= words; t += 16) {
      for (size_t column = start; column < end; column += 16) {
        uint8_t *place = digests + 32 * column;
        States states = states_broadcast(state);
        if (t > 0) {
          for (int k = 0; k < 8; k++) states.h[k] = _mm512_loadu_si512(place + 64 * k);
        }
        Words w[16];
        if (words - t < 16) {
          read_words(w, &rows, t, words - t, first + column);
          finish(&states, w, words - t, 8 * (64 + 4 * (uint64_t)words));
          store_digests(&states, place);
        } else {
          read_words(w, &rows, t, 16, first + column);
          states_compress(&states, w);
          for (int k = 0; k < 8; k++) _mm512_storeu_si512(place + 64 * k, states.h[k]);
        }
      }
    }
  }
  return columns;
}

#pragma clang attribute pop

#else

size_t worldid_sha256_koalabear_columns(
  const uint8_t *block, const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows,
  size_t length, size_t first, size_t count, uint8_t *digests) {
  return 0;
}

#endif

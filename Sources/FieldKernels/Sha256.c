#include "FieldKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <string.h>

#include "Sha256Constants.h"

// Messages at once: alone, one would wait for each of its rounds.
#define STREAMS 4
#define EACH_STREAM(s) _Pragma("unroll") for (int s = 0; s < STREAMS; s++)

static int has_sha(void) {
  // Racing threads compute and store the same value.
  static _Atomic int known = -1;
  int result = known;
  if (result < 0) {
    unsigned a, b, c, d;
    result = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
    known = result;
  }
  return result && worldid_kernels_level() >= WORLDID_KERNELS_AVX2;
}

#pragma clang attribute push(__attribute__((target("avx2,sha"))), apply_to = function)

typedef __m128i Quad;

// The state variables in the order of the instructions, lowest lane first: f, e, b, a and h, g, d, c.
typedef struct {
  Quad feba[STREAMS], hgdc[STREAMS];
} States;

static inline Quad swapped(Quad words) {
  return _mm_shuffle_epi8(words, _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
}

static States states_broadcast(const uint32_t h[8]) {
  States states;
  EACH_STREAM(s) {
    states.feba[s] = _mm_setr_epi32((int)h[5], (int)h[4], (int)h[1], (int)h[0]);
    states.hgdc[s] = _mm_setr_epi32((int)h[7], (int)h[6], (int)h[3], (int)h[2]);
  }
  return states;
}

static inline States states_add(States a, States b) {
  EACH_STREAM(s) {
    a.feba[s] = _mm_add_epi32(a.feba[s], b.feba[s]);
    a.hgdc[s] = _mm_add_epi32(a.hgdc[s], b.hgdc[s]);
  }
  return a;
}

// Four rounds of one message; `input` is the sum of message words and constants.
static inline void four_rounds(States *v, int s, Quad input) {
  v->hgdc[s] = _mm_sha256rnds2_epu32(v->hgdc[s], v->feba[s], input);
  v->feba[s] = _mm_sha256rnds2_epu32(v->feba[s], v->hgdc[s], _mm_shuffle_epi32(input, 0x0e));
}

// Keeps the compiler from computing the whole message schedule first, for which there are no registers.
static inline void in_this_order(States *v) {
  EACH_STREAM(s) __asm__("" : "+x"(v->feba[s]), "+x"(v->hgdc[s]));
}

// The rounds from 4 `first` on, first < 4, with the sixteen message words of each stream.
static inline __attribute__((always_inline)) void rounds(States *v, Quad w[STREAMS][4], const int first) {
  _Pragma("unroll") for (int group = first; group < 16; group++) {
    Quad constants = _mm_loadu_si128((const Quad *)(sha256_constants + 4 * group));
    EACH_STREAM(s) {
      Quad *w0 = &w[s][group % 4], w1 = w[s][(group + 1) % 4], w2 = w[s][(group + 2) % 4], w3 = w[s][(group + 3) % 4];
      if (group >= 4) {
        Quad sum = _mm_add_epi32(_mm_sha256msg1_epu32(*w0, w1), _mm_alignr_epi8(w3, w2, 4));
        *w0 = _mm_sha256msg2_epu32(sum, w3);
      }
      four_rounds(v, s, _mm_add_epi32(*w0, constants));
    }
    in_this_order(v);
  }
}

static void compress(States *states, const uint8_t *const blocks[STREAMS]) {
  States v = *states;
  Quad w[STREAMS][4];
  EACH_STREAM(s) {
    for (int t = 0; t < 4; t++) w[s][t] = swapped(_mm_loadu_si128((const Quad *)(blocks[s] + 16 * t)));
  }
  rounds(&v, w, 0);
  *states = states_add(*states, v);
}

// A block that is the same for all, as its schedule with the constants added.
static void compress_schedule(States *states, const uint32_t inputs[64]) {
  States v = *states;
  for (int t = 0; t < 64; t += 4) {
    Quad input = _mm_loadu_si128((const Quad *)(inputs + t));
    EACH_STREAM(s) four_rounds(&v, s, input);
  }
  *states = states_add(*states, v);
}

static inline void store_digest(uint8_t *digest, Quad feba, Quad hgdc) {
  Quad low = _mm_shuffle_epi32(_mm_unpackhi_epi64(hgdc, feba), 0x1b);
  Quad high = _mm_shuffle_epi32(_mm_unpacklo_epi64(hgdc, feba), 0x1b);
  _mm_storeu_si128((Quad *)digest, swapped(low));
  _mm_storeu_si128((Quad *)(digest + 16), swapped(high));
}

size_t worldid_sha256_many(
  const uint8_t *block, const uint8_t *messages, size_t stride, size_t length, size_t count, uint8_t *digests) {
  if (!has_sha()) return 0;
  uint32_t first[8], padding[64] = {0x80000000u};
  sha256_first_state(block, first);
  uint64_t bits = 8 * (64 + (uint64_t)length);
  padding[14] = (uint32_t)(bits >> 32);
  padding[15] = (uint32_t)bits;
  sha256_schedule(padding);
  for (int t = 0; t < 64; t++) padding[t] += sha256_constants[t];
  size_t rest = length % 64, ending_size = rest < 56 ? 64 : 128;
  for (size_t i = 0; i < count; i += STREAMS) {
    States states = states_broadcast(first);
    // Streams without a message repeat the last one.
    const uint8_t *blocks[STREAMS];
    for (size_t s = 0; s < STREAMS; s++) blocks[s] = messages + (i + s < count ? i + s : count - 1) * stride;
    for (size_t done = 0; done + 64 <= length; done += 64) {
      compress(&states, blocks);
      for (int s = 0; s < STREAMS; s++) blocks[s] += 64;
    }
    if (rest == 0) {
      compress_schedule(&states, padding);
    } else {
      uint8_t endings[STREAMS][128] = {{0}};
      for (int s = 0; s < STREAMS; s++) {
        memcpy(endings[s], blocks[s], rest);
        endings[s][rest] = 0x80;
        for (int k = 0; k < 8; k++) endings[s][ending_size - 1 - (size_t)k] = (uint8_t)(bits >> 8 * k);
        blocks[s] = endings[s];
      }
      compress(&states, blocks);
      if (ending_size == 128) {
        for (int s = 0; s < STREAMS; s++) blocks[s] += 64;
        compress(&states, blocks);
      }
    }
    for (size_t s = 0; s < STREAMS && i + s < count; s++) {
      store_digest(digests + 32 * (i + s), states.feba[s], states.hgdc[s]);
    }
  }
  return count;
}

// One block of 41 bytes, 0x80 and the length. Its first eight words and rounds are the same for all nonces.
int worldid_sha256_search(const uint8_t *prefix, uint64_t start, uint64_t count, int bits, uint64_t *nonce) {
  if (!has_sha() || bits < 0 || bits > 32) return -1;
  uint32_t words[8], state[8];
  for (int t = 0; t < 8; t++) words[t] = sha256_load(prefix + 4 * t);
  memcpy(state, sha256_initial, sizeof state);
  sha256_rounds(state, words, 8);
  States begun = states_broadcast(state);
  Quad w0 = _mm_loadu_si128((const Quad *)words), w1 = _mm_loadu_si128((const Quad *)(words + 4));
  for (uint64_t done = 0; done < count; done += STREAMS) {
    States v = begun;
    Quad w[STREAMS][4];
    EACH_STREAM(s) {
      uint64_t swapped_nonce = __builtin_bswap64(start + done + (uint64_t)s);
      uint32_t first = (uint32_t)prefix[32] << 24 | (uint32_t)(swapped_nonce >> 40);
      uint32_t last = (uint32_t)(swapped_nonce << 24) | 0x800000;
      w[s][0] = w0;
      w[s][1] = w1;
      w[s][2] = _mm_setr_epi32((int)first, (int)(uint32_t)(swapped_nonce >> 8), (int)last, 0);
      w[s][3] = _mm_setr_epi32(0, 0, 0, 8 * 41);
    }
    rounds(&v, w, 2);
    for (uint64_t s = 0; s < STREAMS && done + s < count; s++) {
      uint64_t leading = (uint32_t)_mm_extract_epi32(v.feba[s], 3) + sha256_initial[0];
      if ((leading & 0xffffffff) >> (32 - bits) == 0) {
        *nonce = start + done + s;
        return 1;
      }
    }
  }
  return 0;
}

#pragma clang attribute pop

#else

size_t worldid_sha256_many(
  const uint8_t *block, const uint8_t *messages, size_t stride, size_t length, size_t count, uint8_t *digests) {
  return 0;
}

int worldid_sha256_search(const uint8_t *prefix, uint64_t start, uint64_t count, int bits, uint64_t *nonce) {
  return -1;
}

#endif

// SHA-256 of sixteen messages at once with AVX-512, a message in each lane.
#ifndef WORLDID_SHA256_LANES_H
#define WORLDID_SHA256_LANES_H

#include <immintrin.h>
#include <stdint.h>

#include "Sha256Constants.h"

#pragma clang attribute push(                                                                         \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)

typedef __m512i Words;

// The eight state words of sixteen messages.
typedef struct {
  Words h[8];
} States;

static inline Words words_swapped(Words w) {
  const __m512i order = _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return _mm512_shuffle_epi8(w, order);
}

// Exclusive or, choice and majority of three.
#define XOR3(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0x96)
#define CHOICE(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0xca)
#define MAJORITY(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0xe8)

static inline States states_broadcast(const uint32_t state[8]) {
  States s;
  for (int k = 0; k < 8; k++) s.h[k] = _mm512_set1_epi32((int)state[k]);
  return s;
}

// One round; `input` is the message word plus the round's constant. The variables move on by one place.
static inline __attribute__((always_inline)) void states_round(Words v[8], Words input) {
  Words e = v[4], a = v[0];
  Words sum1 = XOR3(_mm512_ror_epi32(e, 6), _mm512_ror_epi32(e, 11), _mm512_ror_epi32(e, 25));
  Words t1 = _mm512_add_epi32(
    _mm512_add_epi32(_mm512_add_epi32(v[7], input), CHOICE(e, v[5], v[6])), sum1);
  Words sum0 = XOR3(_mm512_ror_epi32(a, 2), _mm512_ror_epi32(a, 13), _mm512_ror_epi32(a, 22));
  Words t2 = _mm512_add_epi32(sum0, MAJORITY(a, v[1], v[2]));
  v[7] = v[6];
  v[6] = v[5];
  v[5] = e;
  v[4] = _mm512_add_epi32(v[3], t1);
  v[3] = v[2];
  v[2] = v[1];
  v[1] = a;
  v[0] = _mm512_add_epi32(t1, t2);
}

// Word t of the schedule from words t - 16, t - 15, t - 7 and t - 2.
static inline Words schedule_word(Words w16, Words w15, Words w7, Words w2) {
  Words s0 = XOR3(_mm512_ror_epi32(w15, 7), _mm512_ror_epi32(w15, 18), _mm512_srli_epi32(w15, 3));
  Words s1 = XOR3(_mm512_ror_epi32(w2, 17), _mm512_ror_epi32(w2, 19), _mm512_srli_epi32(w2, 10));
  return _mm512_add_epi32(_mm512_add_epi32(w16, s0), _mm512_add_epi32(w7, s1));
}

// Adds a block of sixteen words, which are overwritten.
static inline void states_compress(States *states, Words w[16]) {
  Words v[8];
  for (int k = 0; k < 8; k++) v[k] = states->h[k];
  _Pragma("unroll") for (int t = 0; t < 16; t++) {
    states_round(v, _mm512_add_epi32(w[t], _mm512_set1_epi32((int)sha256_constants[t])));
  }
  for (int t = 16; t < 64; t += 16) {
    _Pragma("unroll") for (int k = 0; k < 16; k++) {
      w[k] = schedule_word(w[k], w[(k + 1) % 16], w[(k + 9) % 16], w[(k + 14) % 16]);
      states_round(v, _mm512_add_epi32(w[k], _mm512_set1_epi32((int)sha256_constants[t + k])));
    }
  }
  for (int k = 0; k < 8; k++) states->h[k] = _mm512_add_epi32(states->h[k], v[k]);
}

#pragma clang attribute pop

#endif

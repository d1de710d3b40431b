#include "FieldKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Turns that are worked on together.
enum { sectors = WORLDID_CODE_SECTORS, block = 16, most = WORLDID_MOST_REACH };

// The lead of agreement over chance, compared - 2 differing, above the number of bits compared: the greater of two keys is the
// better agreement, and keys of several sectors add up to the key of all.
static inline int64_t key(uint64_t count) {
  int64_t compared = (int64_t)(count >> 32), differing = (int64_t)(count & 0xffffffffu);
  return (compared - 2 * differing) * ((int64_t)1 << 32) + compared;
}

// See worldid_align_sectors. Compiled for several instruction sets; the compiler makes vectors of the loops of fixed length.
static inline __attribute__((always_inline)) void align(
  const uint64_t *counts, size_t turns, size_t count, size_t reach, uint32_t *aligned) {
  // Less than any key; and four of them do not overflow.
  const int64_t none = -((int64_t)1 << 60);
  int64_t keys[block + 2 * most];
  for (size_t code = 0; code < count; code++) {
    for (size_t start = 0; start < turns; start += block) {
      int64_t sums[block] = {0};
      // keys[i] is of turn start + i - reach.
      size_t before = start < reach ? reach - start : 0;
      size_t end = turns - start < block + reach ? turns - start + reach : block + 2 * reach;
      for (size_t sector = 0; sector < sectors; sector++) {
        const uint64_t *own = counts + (code * sectors + sector) * turns;
        for (size_t i = 0; i < before; i++) keys[i] = none;
        for (size_t i = before; i < end; i++) keys[i] = key(own[start + i - reach]);
        for (size_t i = end; i < block + 2 * reach; i++) keys[i] = none;
        int64_t best[block];
        for (size_t i = 0; i < block; i++) best[i] = keys[i];
        for (size_t shift = 1; shift <= 2 * reach; shift++) {
          for (size_t i = 0; i < block; i++) {
            int64_t other = keys[i + shift];
            best[i] = other > best[i] ? other : best[i];
          }
        }
        for (size_t i = 0; i < block; i++) sums[i] += best[i];
      }
      for (size_t i = 0; i < block && start + i < turns; i++) {
        int64_t compared = sums[i] & 0xffffffff, lead = (sums[i] - compared) / ((int64_t)1 << 32);
        uint32_t *to = aligned + 2 * (code * turns + start + i);
        to[0] = (uint32_t)((compared - lead) / 2);
        to[1] = (uint32_t)compared;
      }
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void align_avx2(
  const uint64_t *counts, size_t turns, size_t count, size_t reach, uint32_t *aligned) {
  align(counts, turns, count, reach, aligned);
}

// Keys of eight turns of `own`; none where the mask has no bit.
__attribute__((target("avx512f"), always_inline)) static inline __m512i keys_of(
  const uint64_t *own, __mmask8 there, __m512i none) {
  __m512i counts = _mm512_maskz_loadu_epi64(there, own);
  __m512i compared = _mm512_srli_epi64(counts, 32);
  // (compared - 2 differing) 2^32: what is shifted out of the lower half does not matter.
  __m512i lead = _mm512_slli_epi64(_mm512_sub_epi64(compared, _mm512_slli_epi64(counts, 1)), 32);
  return _mm512_mask_add_epi64(none, there, lead, compared);
}

// The same for at most 16 turns and a reach of two: the first look of a search, where it is a good part of the time.
__attribute__((target("avx512f"))) static void align_short(
  const uint64_t *counts, size_t turns, size_t count, uint32_t *aligned) {
  __m512i none = _mm512_set1_epi64(-((int64_t)1 << 60));
  __m512i low = _mm512_set1_epi64(0xffffffff);
  __mmask8 there[2] = {
    (__mmask8)(turns >= 8 ? 0xff : (1u << turns) - 1), (__mmask8)(turns <= 8 ? 0 : (1u << (turns - 8)) - 1)};
  for (size_t code = 0; code < count; code++) {
    __m512i sums[2] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t sector = 0; sector < sectors; sector++) {
      const uint64_t *own = counts + (code * sectors + sector) * turns;
      __m512i first = keys_of(own, there[0], none), last = keys_of(own + 8, there[1], none);
      __m512i next = _mm512_max_epi64(_mm512_alignr_epi64(last, first, 1), _mm512_alignr_epi64(last, first, 2));
      __m512i previous = _mm512_max_epi64(_mm512_alignr_epi64(last, first, 7), _mm512_alignr_epi64(last, first, 6));
      __m512i start = _mm512_max_epi64(_mm512_alignr_epi64(first, none, 7), _mm512_alignr_epi64(first, none, 6));
      __m512i end = _mm512_max_epi64(_mm512_alignr_epi64(none, last, 1), _mm512_alignr_epi64(none, last, 2));
      sums[0] = _mm512_add_epi64(sums[0], _mm512_max_epi64(first, _mm512_max_epi64(start, next)));
      sums[1] = _mm512_add_epi64(sums[1], _mm512_max_epi64(last, _mm512_max_epi64(previous, end)));
    }
    for (int half = 0; half < 2; half++) {
      __m512i compared = _mm512_and_si512(sums[half], low);
      __m512i lead = _mm512_srai_epi64(sums[half], 32);
      __m512i differing = _mm512_srli_epi64(_mm512_sub_epi64(compared, lead), 1);
      __m512i both = _mm512_or_si512(_mm512_slli_epi64(compared, 32), differing);
      _mm512_mask_storeu_epi64(aligned + 2 * (code * turns + 8 * (size_t)half), there[half], both);
    }
  }
}

__attribute__((target("avx512f"))) static void align_avx512(
  const uint64_t *counts, size_t turns, size_t count, size_t reach, uint32_t *aligned) {
  align(counts, turns, count, reach, aligned);
}
#endif

void worldid_align_sectors(
  const uint64_t *counts, size_t turns, size_t count, size_t reach, uint32_t *aligned) {
  if (reach > most) reach = most;
#if defined(__x86_64__)
  int level = worldid_kernels_level();
  if (level >= WORLDID_KERNELS_AVX512 && reach == 2 && turns <= 16) return align_short(counts, turns, count, aligned);
  if (level >= WORLDID_KERNELS_AVX512) return align_avx512(counts, turns, count, reach, aligned);
  if (level >= WORLDID_KERNELS_AVX2) return align_avx2(counts, turns, count, reach, aligned);
#endif
  align(counts, turns, count, reach, aligned);
}

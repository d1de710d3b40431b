#include "FieldKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { sectors = WORLDID_CODE_SECTORS };

// One code against `turns` others; see worldid_code_distances; the counts of the next sector are `plane` numbers further. Compiled
// for several instruction sets: the compiler turns the counting of bits into what each of them has.
static inline __attribute__((always_inline)) void count_turns(
  const uint64_t *probe, size_t turns, const uint64_t *code, size_t groups, size_t planes, size_t words,
  size_t stride, uint64_t *counts, size_t plane) {
  size_t group_words = (1 + planes) * words;
  for (size_t turn = 0; turn < turns; turn++) {
    uint64_t differing[sectors] = {0}, compared[sectors] = {0};
    for (size_t group = 0; group < groups; group++) {
      const uint64_t *a = probe + turn * stride + group * group_words;
      const uint64_t *b = code + group * group_words;
      for (size_t i = 0; i < words; i += sectors) {
        for (size_t s = 0; s < sectors; s++) {
          uint64_t both = a[i + s] & b[i + s];
          compared[s] += planes * (uint64_t)__builtin_popcountll(both);
          for (size_t layer = 1; layer <= planes; layer++) {
            uint64_t odd = (a[layer * words + i + s] ^ b[layer * words + i + s]) & both;
            differing[s] += (uint64_t)__builtin_popcountll(odd);
          }
        }
      }
    }
    for (size_t s = 0; s < sectors; s++) counts[s * plane + turn] = compared[s] << 32 | differing[s];
  }
}

// Some codes against at most four others; the counts of the next code are `sectors * plane` numbers further.
typedef void count_kernel(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts, size_t plane);

static void count_portable(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts, size_t plane) {
  for (size_t code = 0; code < count; code++) {
    count_turns(
      probe, turns, codes + code * stride, groups, planes, words, stride, counts + code * sectors * plane, plane);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,popcnt"))) static void count_avx2(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts, size_t plane) {
  for (size_t code = 0; code < count; code++) {
    count_turns(
      probe, turns, codes + code * stride, groups, planes, words, stride, counts + code * sectors * plane, plane);
  }
}

// `wide` turns of the probe and `deep` codes at once, so that a vector is loaded once for all that need it.
__attribute__((target("avx512f,avx512vpopcntdq"), always_inline)) static inline void count_wide(
  int wide, int deep, const uint64_t *probe, const uint64_t *codes, size_t groups, size_t planes, size_t words,
  size_t stride, uint64_t *counts, size_t plane) {
  size_t group_words = (1 + planes) * words;
  __m512i differing[2][4], compared[2][4];
  for (int c = 0; c < 2; c++) {
    for (int t = 0; t < 4; t++) differing[c][t] = compared[c][t] = _mm512_setzero_si512();
  }
  for (size_t group = 0; group < groups; group++) {
    for (size_t i = 0; i < words; i += 8) {
      __mmask8 lanes = words - i >= 8 ? 0xff : (__mmask8)((1u << (words - i)) - 1);
      const uint64_t *p = probe + group * group_words + i;
      const uint64_t *q = codes + group * group_words + i;
      __m512i visible[2], both[2][4];
      for (int c = 0; c < deep; c++) visible[c] = _mm512_maskz_loadu_epi64(lanes, q + c * stride);
      for (int t = 0; t < wide; t++) {
        __m512i turned = _mm512_maskz_loadu_epi64(lanes, p + t * stride);
        for (int c = 0; c < deep; c++) {
          both[c][t] = _mm512_and_si512(visible[c], turned);
          compared[c][t] = _mm512_add_epi64(compared[c][t], _mm512_popcnt_epi64(both[c][t]));
        }
      }
      for (size_t layer = 1; layer <= planes; layer++) {
        __m512i bits[2];
        for (int c = 0; c < deep; c++) bits[c] = _mm512_maskz_loadu_epi64(lanes, q + c * stride + layer * words);
        for (int t = 0; t < wide; t++) {
          __m512i turned = _mm512_maskz_loadu_epi64(lanes, p + t * stride + layer * words);
          for (int c = 0; c < deep; c++) {
            // (bits ^ turned) & both
            __m512i odd = _mm512_ternarylogic_epi64(bits[c], turned, both[c][t], 0x28);
            differing[c][t] = _mm512_add_epi64(differing[c][t], _mm512_popcnt_epi64(odd));
          }
        }
      }
    }
  }
  for (int c = 0; c < deep; c++) {
    // Both counts of a turn share a lane, the differing bits below. Word i belongs to sector i % 4, so both halves of a vector
    // hold one lane for each sector; four turns of a sector then come to lie together.
    __m256i turn[4];
    for (int t = 0; t < 4; t++) {
      __m512i high = _mm512_slli_epi64(_mm512_mul_epu32(compared[c][t], _mm512_set1_epi64((long long)planes)), 32);
      __m512i lanes = _mm512_add_epi64(differing[c][t], high);
      turn[t] = _mm256_add_epi64(_mm512_castsi512_si256(lanes), _mm512_extracti64x4_epi64(lanes, 1));
    }
    __m256i even[2], odd[2], sector[sectors];
    for (int t = 0; t < 2; t++) {
      even[t] = _mm256_unpacklo_epi64(turn[2 * t], turn[2 * t + 1]);
      odd[t] = _mm256_unpackhi_epi64(turn[2 * t], turn[2 * t + 1]);
    }
    sector[0] = _mm256_permute2x128_si256(even[0], even[1], 0x20);
    sector[1] = _mm256_permute2x128_si256(odd[0], odd[1], 0x20);
    sector[2] = _mm256_permute2x128_si256(even[0], even[1], 0x31);
    sector[3] = _mm256_permute2x128_si256(odd[0], odd[1], 0x31);
    for (int s = 0; s < sectors; s++) {
      uint64_t *to = counts + (size_t)(c * sectors + s) * plane;
      if (wide == 4) {
        _mm256_storeu_si256((__m256i *)to, sector[s]);
      } else {
        uint64_t all[4];
        _mm256_storeu_si256((__m256i *)all, sector[s]);
        for (int t = 0; t < wide; t++) to[t] = all[t];
      }
    }
  }
}

__attribute__((target("avx512f,avx512vpopcntdq"))) static void count_avx512(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts, size_t plane) {
  size_t code = 0;
  for (; turns == 4 && code + 2 <= count; code += 2) {
    count_wide(4, 2, probe, codes + code * stride, groups, planes, words, stride, counts + code * sectors * plane, plane);
  }
  for (; code < count; code++) {
    const uint64_t *own = codes + code * stride;
    uint64_t *to = counts + code * sectors * plane;
    switch (turns) {
      case 4: count_wide(4, 1, probe, own, groups, planes, words, stride, to, plane); break;
      case 3: count_wide(3, 1, probe, own, groups, planes, words, stride, to, plane); break;
      case 2: count_wide(2, 1, probe, own, groups, planes, words, stride, to, plane); break;
      case 1: count_wide(1, 1, probe, own, groups, planes, words, stride, to, plane); break;
      default: break;
    }
  }
}
#endif

static count_kernel *chosen_kernel(void) {
#if defined(__x86_64__)
  int level = worldid_kernels_level();
  if (level >= WORLDID_KERNELS_AVX512 && __builtin_cpu_supports("avx512vpopcntdq")) return count_avx512;
  if (level >= WORLDID_KERNELS_AVX2 && __builtin_cpu_supports("popcnt")) return count_avx2;
#endif
  return count_portable;
}

static inline void prefetch(const uint64_t *words, size_t count) {
  for (size_t i = 0; i < count; i += 8) __builtin_prefetch(words + i);
}

void worldid_code_distances(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts) {
  // As many codes and turns at once as stay in the first-level cache together.
  enum { code_block = 4, turn_block = 4 };
  count_kernel *kernel = chosen_kernel();
  size_t code_words = groups * (1 + planes) * words;
  if (turns == 0) return;
  // Words of a code for each turn, rounded up; no division, which .ci/constant-time does not allow in any kernel.
  size_t share = 0;
  while (share * turns < code_words) share++;
  for (size_t first = 0; first < count; first += code_block) {
    size_t end = count - first < code_block ? count : first + code_block;
    for (size_t turn = 0; turn < turns; turn += turn_block) {
      size_t wide = turns - turn < turn_block ? turns - turn : turn_block;
      // A part of the next block is asked for at every step, so that memory works while this block is counted.
      for (size_t code = end; code < end + code_block && code < count; code++) {
        size_t done = share * turn, next = share * (turn + wide);
        if (next > code_words) next = code_words;
        if (done < next) prefetch(codes + code * stride + done, next - done);
      }
      kernel(
        probe + turn * stride, wide, codes + first * stride, end - first, groups, planes, words, stride,
        counts + first * sectors * turns + turn, turns);
    }
  }
}

#include "FieldKernels.h"

#include <stdlib.h>
#include <string.h>

static int detect_level(void) {
  const char *wish = getenv("WORLDID_KERNELS");
  if (wish != NULL && strcmp(wish, "portable") == 0) return WORLDID_KERNELS_PORTABLE;
#if defined(__x86_64__)
  int level = WORLDID_KERNELS_PORTABLE;
  if (__builtin_cpu_supports("avx2")) level = WORLDID_KERNELS_AVX2;
  if (
    level == WORLDID_KERNELS_AVX2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    level = __builtin_cpu_supports("avx512ifma") ? WORLDID_KERNELS_AVX512_IFMA : WORLDID_KERNELS_AVX512;
  }
  if (wish != NULL && strcmp(wish, "avx2") == 0 && level > WORLDID_KERNELS_AVX2) return WORLDID_KERNELS_AVX2;
  if (wish != NULL && strcmp(wish, "avx512") == 0 && level > WORLDID_KERNELS_AVX512) return WORLDID_KERNELS_AVX512;
  return level;
#else
  return WORLDID_KERNELS_PORTABLE;
#endif
}

int worldid_kernels_level(void) {
  // Racing threads compute and store the same value.
  static _Atomic int level = -1;
  int known = level;
  if (known < 0) {
    known = detect_level();
    level = known;
  }
  return known;
}

void worldid_wipe(void *memory, size_t count) {
  memset(memory, 0, count);
  // The optimiser has to assume that this reads the memory.
  __asm__ volatile("" : : "r"(memory) : "memory");
}

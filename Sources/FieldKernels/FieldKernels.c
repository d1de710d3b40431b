#include "FieldKernels.h"

#include <stdlib.h>
#include <string.h>

static int detect_level(void) {
  const char *wish = getenv("WORLDID_KERNELS");
  if (wish != NULL && strcmp(wish, "portable") == 0) return WORLDID_KERNELS_PORTABLE;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    int has_ifma = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512ifma");
    int is_limited = wish != NULL && strcmp(wish, "avx2") == 0;
    return has_ifma && !is_limited ? WORLDID_KERNELS_AVX512_IFMA : WORLDID_KERNELS_AVX2;
  }
#endif
  return WORLDID_KERNELS_PORTABLE;
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

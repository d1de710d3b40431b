#include "FieldKernels.h"

#include <stdlib.h>
#include <string.h>

static int detect_level(void) {
  const char *wish = getenv("WORLDID_KERNELS");
  if (wish != NULL && strcmp(wish, "portable") == 0) return WORLDID_KERNELS_PORTABLE;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return WORLDID_KERNELS_AVX2;
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

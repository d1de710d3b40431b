// Vector loops for field arithmetic, chosen at run time; FiniteFields holds the portable version of each.
#ifndef WORLDID_FIELD_KERNELS_H
#define WORLDID_FIELD_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The instruction set the kernels use on this machine.
// WORLDID_KERNELS=portable in the environment forces the Swift versions.
enum {
  WORLDID_KERNELS_PORTABLE = 0,
  WORLDID_KERNELS_AVX2 = 1,
};

// One of the values above; the same for the life of the process.
int worldid_kernels_level(void);

#endif

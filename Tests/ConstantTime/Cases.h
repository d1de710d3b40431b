// What the two checks of this directory share: every kernel with secret inputs, and controls that leak.
#ifndef WORLDID_CONSTANT_TIME_CASES_H
#define WORLDID_CONSTANT_TIME_CASES_H

#include <stddef.h>
#include <stdint.h>

// Elements of the longest array; not a multiple of any vector, so that remainders are covered.
#define ELEMENTS 85
#define LOG2_TRANSFORM 8
#define TRANSFORM ((size_t)1 << LOG2_TRANSFORM)

// Memory of a kernel call. `secret` holds what a prover must not show; everything else is public: challenges and
// factors derived from them, twiddles, constants.
typedef struct {
  // Elements of the quintic extension or of KoalaBear, five words each.
  uint32_t words[6][5 * TRANSFORM];
  // BN254 scalars, four words each.
  uint64_t scalars[4][4 * 2 * TRANSFORM];
} Secrets;

typedef struct {
  uint32_t words[5 * TRANSFORM];
  uint64_t scalars[4 * 2 * TRANSFORM];
} Publics;

typedef struct {
  uint32_t words[2][6 * TRANSFORM];
  uint64_t scalars[46 * TRANSFORM];
  uint8_t bytes[64 * TRANSFORM];
} Outputs;

typedef struct {
  const char *name;
  // The number of elements the kernel has done.
  size_t (*run)(Secrets *secrets, const Publics *publics, Outputs *outputs);
  // Whether secrets pass through general registers, where they may be computed with but not branched or addressed by.
  int has_scalar_part;
  // A control: the checks must report it.
  int leaks;
} Case;

extern const Case cases[];
extern const size_t case_count;

// Valid elements: extremes and uniform ones, by a seed.
void fill_secrets(Secrets *secrets, uint64_t seed);
void fill_publics(Publics *publics);

#endif

// The constants of SHA-256 (FIPS 180-4), its message schedule and its rounds in plain C.
#ifndef WORLDID_SHA256_CONSTANTS_H
#define WORLDID_SHA256_CONSTANTS_H

#include <stdint.h>

static const uint32_t sha256_initial[8] = {
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t sha256_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t sha256_rotated(uint32_t x, int count) { return x >> count | x << (32 - count); }

static inline uint32_t sha256_load(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// w[16...63] from w[0...15]
static inline void sha256_schedule(uint32_t w[64]) {
  for (int t = 16; t < 64; t++) {
    uint32_t x = w[t - 15], y = w[t - 2];
    uint32_t s0 = sha256_rotated(x, 7) ^ sha256_rotated(x, 18) ^ x >> 3;
    uint32_t s1 = sha256_rotated(y, 17) ^ sha256_rotated(y, 19) ^ y >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
}

// The first `count` rounds on the variables v.
static inline void sha256_rounds(uint32_t v[8], const uint32_t *w, int count) {
  for (int t = 0; t < count; t++) {
    uint32_t a = v[0], e = v[4];
    uint32_t sum1 = sha256_rotated(e, 6) ^ sha256_rotated(e, 11) ^ sha256_rotated(e, 25);
    uint32_t t1 = v[7] + sum1 + ((e & v[5]) ^ (~e & v[6])) + sha256_constants[t] + w[t];
    uint32_t sum0 = sha256_rotated(a, 2) ^ sha256_rotated(a, 13) ^ sha256_rotated(a, 22);
    uint32_t t2 = sum0 + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    for (int k = 7; k > 0; k--) v[k] = v[k - 1];
    v[4] += t1;
    v[0] = t1 + t2;
  }
}

// The state after one block.
static inline void sha256_first_state(const uint8_t block[64], uint32_t state[8]) {
  uint32_t w[64], v[8];
  for (int t = 0; t < 16; t++) w[t] = sha256_load(block + 4 * t);
  sha256_schedule(w);
  for (int k = 0; k < 8; k++) v[k] = sha256_initial[k];
  sha256_rounds(v, w, 64);
  for (int k = 0; k < 8; k++) state[k] = sha256_initial[k] + v[k];
}

#endif

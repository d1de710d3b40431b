#include "Cases.h"

#include <string.h>

#include "FieldKernels.h"

#define MODULUS 0x7f000001u

static uint64_t next_word(uint64_t *state) {
  *state += 0x9e3779b97f4a7c15;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

static void fill_words(uint32_t *words, size_t count, uint64_t *state) {
  static const uint32_t edges[8] = {0, 1, MODULUS - 1, MODULUS - 2, MODULUS / 2, MODULUS / 2 + 1, 1u << 24, 1u << 30};
  for (size_t i = 0; i < count; i++) {
    uint64_t word = next_word(state);
    words[i] = word & 1 ? edges[word >> 1 & 7] : (uint32_t)(word >> 32) % MODULUS;
  }
}

static void fill_scalars(uint64_t *words, size_t count, uint64_t *state) {
  static const uint64_t largest[4] = {0x43e1f593f0000000, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029};
  for (size_t i = 0; i < count; i++) {
    uint64_t word = next_word(state), *scalar = words + 4 * i;
    if ((word & 7) == 0) {
      memcpy(scalar, largest, 32);
      continue;
    }
    for (int k = 0; k < 4; k++) {
      int kind = (int)(word >> (8 + 4 * k)) & 3;
      scalar[k] = kind == 0 ? 0 : kind == 1 ? ~(uint64_t)0 : next_word(state);
    }
    // Below the highest word of the order, so that the scalar is below the order.
    scalar[3] %= largest[3];
  }
}

void fill_secrets(Secrets *secrets, uint64_t seed) {
  for (int i = 0; i < 6; i++) fill_words(secrets->words[i], 5 * TRANSFORM, &seed);
  for (int i = 0; i < 4; i++) fill_scalars(secrets->scalars[i], 2 * TRANSFORM, &seed);
}

void fill_publics(Publics *publics) {
  uint64_t seed = 1;
  fill_words(publics->words, 5 * TRANSFORM, &seed);
  fill_scalars(publics->scalars, 2 * TRANSFORM, &seed);
}

#define CASE(name) static size_t name(Secrets *s, const Publics *p, Outputs *o)

CASE(koalabear_transform) {
  return worldid_koalabear_transform(s->words[0], TRANSFORM, o->words[0], p->words, LOG2_TRANSFORM);
}

CASE(koalabear_transform_prefix) {
  memset(s->words[0] + TRANSFORM / 8 + 3, 0, 4 * (TRANSFORM - TRANSFORM / 8 - 3));
  return worldid_koalabear_transform(s->words[0], TRANSFORM / 8 + 3, o->words[0], p->words, LOG2_TRANSFORM);
}

CASE(quintic_transform) {
  return worldid_quintic_transform(s->words[0], TRANSFORM, o->words[0], p->words, LOG2_TRANSFORM);
}

CASE(quintic_bind) { return worldid_quintic_bind(s->words[0], s->words[1], ELEMENTS); }

CASE(quintic_split) { return worldid_quintic_split(s->words[0], s->words[1], ELEMENTS); }

CASE(quintic_add_scaled_base) {
  return worldid_quintic_add_scaled_base(s->words[0], s->words[1], s->words[2], ELEMENTS);
}

CASE(quintic_add_scaled) {
  return worldid_quintic_add_scaled(s->words[0], s->words[1], s->words[2], ELEMENTS);
}

CASE(quintic_add_products) {
  return worldid_quintic_add_products(s->words[0], s->words[1], s->words[2], ELEMENTS);
}

CASE(quintic_fraction_sum) {
  return worldid_quintic_fraction_sum(
    s->words[0], s->words[1], s->words[2], s->words[3], o->words[0], o->words[1], ELEMENTS);
}

CASE(quintic_fraction_round) {
  memset(o->words[0], 0, 40);
  return worldid_quintic_fraction_round(
    s->words[0], s->words[1], s->words[2], s->words[3], s->words[4], o->words[0], ELEMENTS);
}

CASE(quintic_cube_round) {
  memset(o->words[0], 0, 60);
  return worldid_quintic_cube_round(s->words[0], s->words[1], s->words[2], o->words[0], ELEMENTS);
}

CASE(quintic_bind_base) {
  return worldid_quintic_bind_base(s->words[0], s->words[1], o->words[0], ELEMENTS);
}

CASE(quintic_cube_round_base) {
  memset(o->words[0], 0, 60);
  return worldid_quintic_cube_round_base(s->words[0], s->words[1], s->words[2], o->words[0], ELEMENTS);
}

CASE(quintic_unit_fraction_sum) {
  return worldid_quintic_unit_fraction_sum(s->words[0], s->words[1], o->words[0], o->words[1], ELEMENTS);
}

CASE(quintic_product_round) {
  memset(o->words[0], 0, 40);
  return worldid_quintic_product_round(s->words[0], s->words[1], s->words[2], o->words[0], ELEMENTS);
}

CASE(quintic_combine_base_rows) {
  return worldid_quintic_combine_base_rows(s->words[0], s->words[1], 50, 20, 45, p->words);
}

// Three different 24s of constants would be as good: only the state is secret.
CASE(poseidon2_24) {
  return worldid_poseidon2_24(
    s->words[0], p->words, p->words + 192, p->words + 224, 23, o->words[0], o->words[1]);
}

// A network's input is secret, its weights are not. The last columns of a row fill no vector.
static size_t convolution(size_t packing, Secrets *s, const Publics *p, Outputs *o) {
  static const uint32_t offsets[6] = {0, 1, 2, 40, 41, 42};
  memset(o->words[0], 0, 4 * 7 * 3 * 37);
  worldid_convolution(packing, s->words[0], offsets, 6, p->words, 7, 3, 37, 40, (int32_t *)o->words[0]);
  return 37;
}

CASE(convolution_words) {
  size_t packing = worldid_convolution_packing(0);
  return packing == 0 ? 0 : convolution(packing, s, p, o);
}

CASE(convolution_bytes) {
  size_t packing = worldid_convolution_packing(1);
  return packing == 0 ? 0 : convolution(packing, s, p, o);
}

// Both ways of packing words, of a stride that the kernel has a loop for and of one that it has not.
CASE(convolution_cells) {
  static const uint32_t phases[2] = {0, 2};
  size_t packing = worldid_convolution_packing(0), words = 0;
  for (size_t stride = 1; packing != 0 && stride <= 3; stride += 2) {
    for (size_t together = 1; together <= packing; together += packing - 1) {
      worldid_convolution_layout layout = {3, 4, 29, 1, 2, 3, 2, together, stride, (34 + stride - 1) / stride, stride == 1 ? 1 : 2};
      worldid_convolution_cells(packing, &layout, phases, (const uint8_t *)s->words[0], o->bytes, o->words[0]);
      words += layout.positions;
    }
  }
  return words;
}

// So few columns that lanes are channels.
CASE(convolution_channels) {
  static const uint32_t offsets[4] = {0, 1, 9, 10};
  size_t packing = worldid_convolution_packing(1);
  if (packing == 0) return 0;
  memset(o->words[0], 0, 4 * 21 * 2 * 6);
  worldid_convolution(packing, s->words[0], offsets, 4, p->words, 21, 2, 6, 9, (int32_t *)o->words[0]);
  return 6;
}

CASE(quintic_combine_rows) {
  return worldid_quintic_combine_rows(s->words[0], s->words[1], 50, 5, 45, p->words);
}

CASE(quintic_dot_base_rows) {
  return worldid_quintic_dot_base_rows(s->words[1], 50, 5, 45, p->words, o->words[0]);
}

CASE(quintic_dot_rows) { return worldid_quintic_dot_rows(s->words[1], 50, 5, 45, p->words, o->words[0]); }

CASE(koalabear_columns) {
  return worldid_koalabear_columns(s->words[0], 7, s->words[1], 3, 24, 8, o->bytes, 4 * (7 + 15));
}

CASE(bn254_transform_rows) {
  return worldid_bn254_transform_rows(s->scalars[0], 3, 16, o->scalars, p->scalars, 5);
}

CASE(bn254_bind) { return worldid_bn254_bind(s->scalars[0], s->scalars[1], ELEMENTS); }

CASE(bn254_split) { return worldid_bn254_split(s->scalars[0], s->scalars[1], ELEMENTS); }

CASE(bn254_fifth_power_round) {
  return worldid_bn254_fifth_power_round(s->scalars[0], s->scalars[1], s->scalars[2], o->scalars, ELEMENTS);
}

CASE(bn254_combine_rows) { return worldid_bn254_combine_rows(s->scalars[0], s->scalars[1], 25, 10, 21, p->scalars); }

CASE(bn254_dot_rows) {
  return worldid_bn254_dot_rows(s->scalars[1], 25, 10, 21, p->scalars, o->scalars, o->scalars + 1024);
}

CASE(bn254_poseidon_pairs) {
  if (worldid_bn254_limbs(p->scalars, o->scalars, 384) == 0) return 0;
  return worldid_bn254_poseidon_pairs(s->scalars[0], o->scalars + 2048, 5, o->scalars);
}

CASE(bn254_columns) { return worldid_bn254_columns(s->scalars[0], 5, 24, 8, o->bytes, 32 * 5); }

CASE(sha256_many) {
  return worldid_sha256_many(
    (const uint8_t *)p->words, (const uint8_t *)s->words[0], 100, 91, 13, o->bytes);
}

CASE(sha256_columns) {
  return worldid_sha256_koalabear_columns(
    (const uint8_t *)p->words, s->words[0], 7, s->words[1], 3, 40, 8, 32, o->bytes);
}

// Controls: what the checks are there to find.
CASE(leak_by_branch) {
  size_t zeros = 0;
  for (size_t i = 0; i < ELEMENTS; i++) {
    if (s->words[0][i] == 0) {
      o->words[0][zeros++] = (uint32_t)i;
      __asm__ volatile("" : : : "memory");
    }
  }
  return ELEMENTS;
}

CASE(leak_by_address) {
  for (size_t i = 0; i < ELEMENTS; i++) o->words[0][i] = p->words[s->words[0][i] % (5 * TRANSFORM)];
  return ELEMENTS;
}

const Case cases[] = {
  {"koalabear transform", koalabear_transform, 0, 0},
  {"koalabear transform, prefix", koalabear_transform_prefix, 0, 0},
  {"quintic transform", quintic_transform, 0, 0},
  {"quintic bind", quintic_bind, 0, 0},
  {"quintic split", quintic_split, 0, 0},
  {"quintic add scaled base", quintic_add_scaled_base, 0, 0},
  {"quintic add scaled", quintic_add_scaled, 0, 0},
  {"quintic add products", quintic_add_products, 0, 0},
  {"quintic fraction sum", quintic_fraction_sum, 0, 0},
  {"quintic fraction round", quintic_fraction_round, 1, 0},
  {"quintic cube round", quintic_cube_round, 1, 0},
  {"quintic bind base", quintic_bind_base, 0, 0},
  {"quintic cube round base", quintic_cube_round_base, 1, 0},
  {"quintic unit fraction sum", quintic_unit_fraction_sum, 0, 0},
  {"quintic product round", quintic_product_round, 1, 0},
  {"quintic combine base rows", quintic_combine_base_rows, 0, 0},
  {"quintic combine rows", quintic_combine_rows, 0, 0},
  {"poseidon2 of 24", poseidon2_24, 1, 0},
  {"convolution of words", convolution_words, 0, 0},
  {"convolution of bytes", convolution_bytes, 0, 0},
  {"convolution of few columns", convolution_channels, 0, 0},
  {"convolution's cells", convolution_cells, 1, 0},
  {"quintic dot base rows", quintic_dot_base_rows, 1, 0},
  {"quintic dot rows", quintic_dot_rows, 1, 0},
  {"koalabear columns", koalabear_columns, 0, 0},
  {"bn254 transform rows", bn254_transform_rows, 0, 0},
  {"bn254 bind", bn254_bind, 0, 0},
  {"bn254 split", bn254_split, 0, 0},
  {"bn254 fifth power round", bn254_fifth_power_round, 0, 0},
  {"bn254 combine rows", bn254_combine_rows, 0, 0},
  {"bn254 dot rows", bn254_dot_rows, 0, 0},
  {"bn254 poseidon pairs", bn254_poseidon_pairs, 0, 0},
  {"bn254 columns", bn254_columns, 0, 0},
  {"sha256 of messages", sha256_many, 0, 0},
  {"sha256 of columns", sha256_columns, 0, 0},
  {"control: branch", leak_by_branch, 1, 1},
  {"control: address", leak_by_address, 0, 1},
};

const size_t case_count = sizeof cases / sizeof cases[0];

// Vector loops for KoalaBear arithmetic, chosen at run time. FiniteFields holds the portable version of each.
//
// Numbers are Montgomery forms below p = 2^31 - 2^24 + 1; an element of the quintic extension is five of them in a
// row, lowest power first. A kernel returns how many elements it has done, counted from the first one: 0 on a
// machine without the instructions it needs, else a multiple of 8. The caller does the others.
#ifndef WORLDID_FIELD_KERNELS_H
#define WORLDID_FIELD_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The instruction set the kernels use on this machine.
// WORLDID_KERNELS in the environment lowers it: portable forces the Swift versions, avx2 forgoes AVX-512, avx512 only
// the 52-bit multipliers of IFMA.
enum {
  WORLDID_KERNELS_PORTABLE = 0,
  WORLDID_KERNELS_AVX2 = 1,
  WORLDID_KERNELS_AVX512 = 2,
  WORLDID_KERNELS_AVX512_IFMA = 3,
};

// One of the values above; the same for the life of the process.
int worldid_kernels_level(void);

// Tells the processor that a loop only waits.
static inline void worldid_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Zeros that the optimiser may not leave out.
void worldid_wipe(void *memory, size_t count);

// Forward transforms of 2^log2_size elements, of which all from `prefix` on are zero; natural order in and out; all
// elements are done or none.
// twiddles[half + j] = (root of order 2 half)^j for half = 1, 2, 4, ..., j < half.
// scratch: 2^log2_size words for the base field, six times as many for the extension.
size_t worldid_koalabear_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size);
size_t worldid_quintic_transform(
  uint32_t *values, size_t prefix, uint32_t *scratch, const uint32_t *twiddles, int log2_size);

// table[i] = table[2i] + x (table[2i+1] - table[2i]) for i < count.
size_t worldid_quintic_bind(uint32_t *table, const uint32_t *x, size_t count);

// table[half + i] = x table[i] and table[i] -= that, for i < half.
size_t worldid_quintic_split(uint32_t *table, const uint32_t *x, size_t half);

// sum[i] += factor row[i], the row over the base field.
size_t worldid_quintic_add_scaled_base(
  uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count);

// sum[i] += factor row[i], the row over the extension.
size_t worldid_quintic_add_scaled(uint32_t *sum, const uint32_t *factor, const uint32_t *row, size_t count);

// result[i] = table[2i] + x (table[2i+1] - table[2i]) for i < count, the table over the base field, the result and x over
// the extension.
size_t worldid_quintic_bind_base(const uint32_t *table, const uint32_t *x, uint32_t *result, size_t count);

// What worldid_quintic_cube_round adds, for input and output over the base field.
size_t worldid_quintic_cube_round_base(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count);

// sum[j] += factors[0] rows[j] + factors[1] rows[stride + j] + ... for `count` rows and all j < length; the rows over
// the base field, or over the extension (the stride in elements). Returns length or 0.
size_t worldid_quintic_combine_base_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors);
size_t worldid_quintic_combine_rows(
  uint32_t *sum, const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *factors);

// results[i] = weights[0] rows[i stride] + weights[1] rows[i stride + 1] + ... (`length` terms) for all i < count.
// Returns count or 0.
size_t worldid_quintic_dot_base_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results);
size_t worldid_quintic_dot_rows(
  const uint32_t *rows, size_t stride, size_t count, size_t length, const uint32_t *weights, uint32_t *results);

// sum[i] += a[i] b[i]
size_t worldid_quintic_add_products(uint32_t *sum, const uint32_t *a, const uint32_t *b, size_t count);

// numerator[i] = n0[i] d1[i] + n1[i] d0[i] and denominator[i] = d0[i] d1[i]
size_t worldid_quintic_fraction_sum(
  const uint32_t *n0, const uint32_t *d0, const uint32_t *n1, const uint32_t *d1, uint32_t *numerator,
  uint32_t *denominator, size_t count);

// With f_i(X) = f[2i] + X (f[2i+1] - f[2i]): adds the sums over i < count of the coefficients 0 and 2 of
// weights[i] (a_i d1_i + n1_i d0_i) to sums[0..5) and sums[5..10).
size_t worldid_quintic_fraction_round(
  const uint32_t *weights, const uint32_t *a, const uint32_t *n1, const uint32_t *d0, const uint32_t *d1,
  uint32_t *sums, size_t count);

// numerator[i] = d0[i] + d1[i] and denominator[i] = d0[i] d1[i]
size_t worldid_quintic_unit_fraction_sum(
  const uint32_t *d0, const uint32_t *d1, uint32_t *numerator, uint32_t *denominator, size_t count);

// Adds the sums over i < count of the coefficients 0 and 2 of weights[i] x_i y_i to sums[0..5) and sums[5..10).
size_t worldid_quintic_product_round(
  const uint32_t *weights, const uint32_t *x, const uint32_t *y, uint32_t *sums, size_t count);

// With in_i(X) = u + X v: adds the sums over i < count of weights[i] times out[2i] - u^3, u v^2 and v^3 to
// sums[0..5), sums[5..10) and sums[10..15).
size_t worldid_quintic_cube_round(
  const uint32_t *weights, const uint32_t *input, const uint32_t *output, uint32_t *sums, size_t count);

// Forward transforms of row_count rows of 2^log2_size BN254 scalars each (four words, Montgomery form with radix
// 2^256), of which all entries from `prefix` on are zero. Natural order in and out; returns the rows done, all or
// none. scratch: 50 * 2^log2_size + 8 words. twiddles as above.
size_t worldid_bn254_transform_rows(
  uint64_t *rows, size_t row_count, size_t prefix, uint64_t *scratch, const uint64_t *twiddles,
  int log2_size);

// Over BN254; all or none: table[i] = table[2i] + x (table[2i+1] - table[2i]) for i < count.
size_t worldid_bn254_bind(uint64_t *table, const uint64_t *x, size_t count);

// table[half + i] = x table[i] and table[i] -= that, for i < half.
size_t worldid_bn254_split(uint64_t *table, const uint64_t *x, size_t half);

// With in_i(X) = u + X v: the sums over i < count of weights[i] times out[2i] - u^5, u^3 v^2, u^2 v^3, u v^4 and v^5
// as five elements.
size_t worldid_bn254_fifth_power_round(
  const uint64_t *weights, const uint64_t *input, const uint64_t *output, uint64_t *sums, size_t count);

// sum[j] += factors[0] rows[j] + factors[1] rows[stride + j] + ... for `count` rows and all j < length, the stride in
// elements. Returns length or 0.
size_t worldid_bn254_combine_rows(
  uint64_t *sum, const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *factors);

// results[i] = weights[0] rows[i stride] + weights[1] rows[i stride + 1] + ... (`length` terms) for all i < count.
// scratch: 5 words for each weight, their number rounded up to a multiple of 8. Returns count or 0.
size_t worldid_bn254_dot_rows(
  const uint64_t *rows, size_t stride, size_t count, size_t length, const uint64_t *weights, uint64_t *scratch,
  uint64_t *results);

// x 2^260 mod r in five limbs of 52 bits for elements x 2^256 in four words; all or none.
size_t worldid_bn254_limbs(const uint64_t *elements, uint64_t *limbs, size_t count);

// digests[i] = the Poseidon hash of elements 2i and 2i + 1; all or none. schedule: the 384 constants of the
// permutation of width 3 as worldid_bn254_limbs gives them.
size_t worldid_bn254_poseidon_pairs(
  const uint64_t *elements, uint64_t *digests, size_t count, const uint64_t *schedule);

// Canonical encodings by columns, eight columns or none. Column c < 8 goes to target + c * stride bytes: entry
// first + c of every base row, then of every extension row, each row having `length` entries.
size_t worldid_koalabear_columns(
  const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows, size_t length,
  size_t first, uint8_t *target, size_t stride);

// The same for rows of BN254 scalars (four words, Montgomery form with radix 2^256); stride is a multiple of 8.
size_t worldid_bn254_columns(
  const uint64_t *rows, size_t row_count, size_t length, size_t first, uint8_t *target, size_t stride);

// SHA-256 of `count` messages, each the 64 bytes of `block` and then `length` bytes at messages + i * stride. The
// digests, 32 bytes each, lie one after the other. Returns count or 0.
size_t worldid_sha256_many(
  const uint8_t *block, const uint8_t *messages, size_t stride, size_t length, size_t count, uint8_t *digests);

// The same for the columns first ..< first + count of a matrix, encoded as by worldid_koalabear_columns. Returns how many
// columns are done, a multiple of 16.
size_t worldid_sha256_koalabear_columns(
  const uint8_t *block, const uint32_t *base, size_t base_rows, const uint32_t *extended, size_t extended_rows,
  size_t length, size_t first, size_t count, uint8_t *digests);

// The smallest nonce in start ..< start + count for which SHA-256 of the 33 bytes of the prefix and the nonce (eight
// bytes, little-endian) begins with `bits` zero bits, 0...32. Returns 1 when there is one, 0 when there is none, and
// -1 when the machine has no kernel.
int worldid_sha256_search(const uint8_t *prefix, uint64_t start, uint64_t count, int bits, uint64_t *nonce);

// The Poseidon2 permutation of 24 slots: constants of the 8 full rounds (24 each), of the partial ones, and the diagonal of
// the internal matrix, whose first entry is -2. Writes input and output of each S-box, 192 + partial_rounds of both, unless
// these are null. Returns 24, or 0 without AVX-512.
size_t worldid_poseidon2_24(
  uint32_t *state, const uint32_t *constants, const uint32_t *internal, const uint32_t *diagonal,
  size_t partial_rounds, uint32_t *inputs, uint32_t *outputs);

// Integer convolutions of small numbers, which do not belong to any field. A word holds two signed 16-bit numbers
// (packing 2), or four bytes, unsigned in cells and signed in weights (packing 4).
//
// What this machine multiplies best: 4 if all weights fit signed bytes and it has instructions for them, else 2, or 0
// without a kernel.
size_t worldid_convolution_packing(int fits_bytes);

// How the words of an input [channel, row, column] of bytes lie: [channel group, padded row, phase, position].
typedef struct {
  size_t channels, rows, columns;
  // Rows of zeros, and columns that wrap round, at most `columns` of them on a side.
  size_t padding_top, padding_bottom, padding_left, padding_right;
  // Channels of a group, whose numbers at one place share a word: `packing`; or 1, and a word holds numbers from neighbouring columns.
  size_t channels_together;
  // A word begins at the padded column stride * position + phase. stride * positions is at least the number of padded columns.
  size_t stride, positions;
  // How many phases there are; each is below `stride`.
  size_t phases;
} worldid_convolution_layout;

// The words of an input, numbers beyond its last column or channel being zero, and WORLDID_CONVOLUTION_SLACK words of zero
// behind them. lines: room for channels_together * (stride * positions + packing) bytes. `packing` is not 0.
void worldid_convolution_cells(
  size_t packing, const worldid_convolution_layout *layout, const uint32_t *phases, const uint8_t *input,
  uint8_t *lines, uint32_t *words);

// sums[(channel * rows + row) * columns + column] += the products of the numbers in cells[offsets[tap] + row * row_step +
// column] and in weights[tap * channels + channel], over all taps, modulo 2^32. `packing` is what
// worldid_convolution_packing said. Up to WORLDID_CONVOLUTION_SLACK words behind the last cell used are read.
#define WORLDID_CONVOLUTION_SLACK 64
void worldid_convolution(
  size_t packing, const uint32_t *cells, const uint32_t *offsets, size_t taps, const uint32_t *weights,
  size_t channels, size_t rows, size_t columns, size_t row_step, int32_t *sums);

// Every code against every turned form of another one: how many bits differ among those that count in both, and how many
// count, in each of four sectors. A code is `groups` times a mask of `words` words and then `planes` times as many words of bits; a
// bit of the mask stands for the bits at its place in all planes of its group. Word i of a mask or a plane is of sector i % 4, and
// `words` is a multiple of 4. The next code, and the next form, begins `stride` words later: a part of longer codes can be
// compared. counts[(4 code + sector) turns + turn] is the number of differing bits plus 2^32 times that of all compared. Works at every
// level.
#define WORLDID_CODE_SECTORS 4
void worldid_code_distances(
  const uint64_t *probe, size_t turns, const uint64_t *codes, size_t count, size_t groups, size_t planes,
  size_t words, size_t stride, uint64_t *counts);

// Adds up the sectors of such counts, each at the turn where it agrees best, its own or one of up to `reach` before and after it:
// aligned[2 (code turns + turn)] and the number after it are differing and compared bits. Agreeing best is having the
// greatest lead over chance, compared - 2 differing. A reach above WORLDID_MOST_REACH counts as that. Works at every level.
#define WORLDID_MOST_REACH 96
void worldid_align_sectors(const uint64_t *counts, size_t turns, size_t count, size_t reach, uint32_t *aligned);

#endif

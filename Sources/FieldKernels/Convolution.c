// Integer convolutions: sums of products of packed small numbers.
#include "FieldKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

// One convolution; see FieldKernels.h.
typedef struct {
  const uint32_t *cells;
  const uint32_t *offsets;
  size_t taps;
  const uint32_t *weights;
  size_t channels, rows, columns, row_step;
  int32_t *sums;
} Convolution;

// A block of outputs: `CHANNELS` channels from `channel` on, `VECTORS` vectors of columns from `column` on, one row.
#define DEFINE_BLOCK(name, VECTOR, WIDTH, LOAD_SUMS, STORE_SUMS, LOAD, SPREAD, MULTIPLY_ADD)                        \
  INLINE void name(                                                                                                 \
    const Convolution *self, size_t channel, size_t row, size_t column, const int CHANNELS, const int VECTORS) {    \
    VECTOR sums[4][4];                                                                                              \
    int32_t *target = self->sums + (channel * self->rows + row) * self->columns + column;                           \
    const size_t next_channel = self->rows * self->columns;                                                         \
    const size_t live = self->columns - column;                                                                     \
    for (int c = 0; c < CHANNELS; c++) {                                                                            \
      for (int v = 0; v < VECTORS; v++) sums[c][v] = LOAD_SUMS(target + c * next_channel + WIDTH * v, live, WIDTH * v); \
    }                                                                                                               \
    const uint32_t *cells = self->cells + row * self->row_step + column;                                            \
    const uint32_t *weights = self->weights + channel;                                                              \
    for (size_t tap = 0; tap < self->taps; tap++) {                                                                 \
      VECTOR x[4];                                                                                                  \
      for (int v = 0; v < VECTORS; v++) x[v] = LOAD(cells + self->offsets[tap] + WIDTH * v);                        \
      for (int c = 0; c < CHANNELS; c++) {                                                                          \
        VECTOR weight = SPREAD((int32_t)weights[c]);                                                                \
        for (int v = 0; v < VECTORS; v++) sums[c][v] = MULTIPLY_ADD(sums[c][v], x[v], weight);                      \
      }                                                                                                             \
      weights += self->channels;                                                                                    \
    }                                                                                                               \
    for (int c = 0; c < CHANNELS; c++) {                                                                            \
      for (int v = 0; v < VECTORS; v++) STORE_SUMS(target + c * next_channel + WIDTH * v, live, WIDTH * v, sums[c][v]); \
    }                                                                                                               \
  }

// A block of outputs whose lanes are channels: `COLUMNS` columns from `column` on, one row, one vector of channels.
#define DEFINE_CHANNEL_BLOCK(name, VECTOR, WIDTH, LOAD_SUMS, STORE_SUMS, SPREAD, MULTIPLY_ADD)                      \
  INLINE void name(const Convolution *self, size_t channel, size_t row, size_t column, const int COLUMNS) {         \
    VECTOR sums[4] = {0};                                                                                           \
    const size_t left = self->channels - channel;                                                                   \
    const uint32_t *cells = self->cells + row * self->row_step + column;                                            \
    const int32_t *weights = (const int32_t *)self->weights + channel;                                              \
    for (size_t tap = 0; tap < self->taps; tap++) {                                                                 \
      VECTOR weight = LOAD_SUMS(weights, left, 0);                                                                  \
      const uint32_t *x = cells + self->offsets[tap];                                                               \
      for (int c = 0; c < COLUMNS; c++) sums[c] = MULTIPLY_ADD(sums[c], SPREAD((int32_t)x[c]), weight);             \
      weights += self->channels;                                                                                    \
    }                                                                                                               \
    const size_t live = left < WIDTH ? left : WIDTH;                                                                \
    int32_t *target = self->sums + (channel * self->rows + row) * self->columns + column;                           \
    for (int c = 0; c < COLUMNS; c++) {                                                                             \
      int32_t lanes[WIDTH];                                                                                         \
      STORE_SUMS(lanes, WIDTH, 0, sums[c]);                                                                         \
      for (size_t lane = 0; lane < live; lane++) target[lane * self->rows * self->columns + c] += lanes[lane];      \
    }                                                                                                               \
  }

// All outputs of some channels: as many vectors at a time as are left, at most LIMIT.
#define DEFINE_CONVOLUTION(name, block, channel_block, WIDTH, LIMIT)                                     \
  INLINE void name##_channels(const Convolution *self, size_t channel, const int CHANNELS) {             \
    for (size_t row = 0; row < self->rows; row++) {                                                      \
      size_t column = 0;                                                                                 \
      if (LIMIT == 4) {                                                                                  \
        for (; column + 3 * WIDTH < self->columns; column += 4 * WIDTH) block(self, channel, row, column, CHANNELS, 4); \
      }                                                                                                  \
      for (; column + WIDTH < self->columns; column += 2 * WIDTH) block(self, channel, row, column, CHANNELS, 2); \
      if (column < self->columns) block(self, channel, row, column, CHANNELS, 1);                        \
    }                                                                                                    \
  }                                                                                                      \
  /* Lanes are columns; where there are so few columns that lanes would lie idle, they are channels. */  \
  INLINE void name##_columns(const Convolution *self, size_t row) {                                      \
    for (size_t channel = 0; channel < self->channels; channel += WIDTH) {                               \
      size_t column = 0;                                                                                 \
      for (; column + 4 <= self->columns; column += 4) channel_block(self, channel, row, column, 4);     \
      for (; column < self->columns; column++) channel_block(self, channel, row, column, 1);             \
    }                                                                                                    \
  }                                                                                                      \
  static void name(const Convolution *self) {                                                            \
    const size_t by_columns = self->channels * ((self->columns + WIDTH - 1) / WIDTH);                    \
    const size_t by_channels = self->columns * ((self->channels + WIDTH - 1) / WIDTH);                   \
    if (2 * by_channels <= by_columns) {                                                                 \
      for (size_t row = 0; row < self->rows; row++) name##_columns(self, row);                           \
      return;                                                                                            \
    }                                                                                                    \
    size_t channel = 0;                                                                                  \
    for (; channel + 4 <= self->channels; channel += 4) name##_channels(self, channel, 4);               \
    for (; channel + 2 <= self->channels; channel += 2) name##_channels(self, channel, 2);               \
    if (channel < self->channels) name##_channels(self, channel, 1);                                     \
  }

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

// All bits set in the lanes that are there: `live` columns are left, `first` of them lie before these lanes.
INLINE __m256i lanes_256(size_t live, size_t first) {
  int32_t rest = live > first ? (live - first < 8 ? (int32_t)(live - first) : 8) : 0;
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(rest), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE __m256i load_sums_256(const int32_t *sums, size_t live, size_t first) {
  return _mm256_maskload_epi32(sums, lanes_256(live, first));
}

INLINE void store_sums_256(int32_t *sums, size_t live, size_t first, __m256i values) {
  _mm256_maskstore_epi32(sums, lanes_256(live, first), values);
}

INLINE __m256i load_cells_256(const uint32_t *cells) { return _mm256_loadu_si256((const __m256i *)cells); }

INLINE __m256i add_pairs_256(__m256i sums, __m256i cells, __m256i weights) {
  return _mm256_add_epi32(sums, _mm256_madd_epi16(cells, weights));
}

DEFINE_BLOCK(
  block_256, __m256i, 8, load_sums_256, store_sums_256, load_cells_256, _mm256_set1_epi32, add_pairs_256)
DEFINE_CHANNEL_BLOCK(
  channels_256, __m256i, 8, load_sums_256, store_sums_256, _mm256_set1_epi32, add_pairs_256)
DEFINE_CONVOLUTION(convolve_256, block_256, channels_256, 8, 2)

#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)

INLINE __mmask16 lanes_512(size_t live, size_t first) {
  size_t rest = live > first ? live - first : 0;
  return rest >= 16 ? 0xffff : (__mmask16)((1u << rest) - 1);
}

INLINE __m512i load_sums_512(const int32_t *sums, size_t live, size_t first) {
  return _mm512_maskz_loadu_epi32(lanes_512(live, first), sums);
}

INLINE void store_sums_512(int32_t *sums, size_t live, size_t first, __m512i values) {
  _mm512_mask_storeu_epi32(sums, lanes_512(live, first), values);
}

DEFINE_BLOCK(
  block_pairs_512, __m512i, 16, load_sums_512, store_sums_512, _mm512_loadu_si512, _mm512_set1_epi32,
  _mm512_dpwssd_epi32)
DEFINE_CHANNEL_BLOCK(
  channels_pairs_512, __m512i, 16, load_sums_512, store_sums_512, _mm512_set1_epi32, _mm512_dpwssd_epi32)
DEFINE_CONVOLUTION(convolve_pairs_512, block_pairs_512, channels_pairs_512, 16, 4)

DEFINE_BLOCK(
  block_bytes_512, __m512i, 16, load_sums_512, store_sums_512, _mm512_loadu_si512, _mm512_set1_epi32,
  _mm512_dpbusd_epi32)
DEFINE_CHANNEL_BLOCK(
  channels_bytes_512, __m512i, 16, load_sums_512, store_sums_512, _mm512_set1_epi32, _mm512_dpbusd_epi32)
DEFINE_CONVOLUTION(convolve_bytes_512, block_bytes_512, channels_bytes_512, 16, 4)

#pragma clang attribute pop

static int has_dot_products(void) {
  return worldid_kernels_level() >= WORLDID_KERNELS_AVX512 && __builtin_cpu_supports("avx512vnni");
}
#endif

size_t worldid_convolution_packing(int fits_bytes) {
#if defined(__x86_64__)
  if (has_dot_products()) return fits_bytes ? 4 : 2;
  return worldid_kernels_level() >= WORLDID_KERNELS_AVX2 ? 2 : 0;
#else
  (void)fits_bytes;
  return 0;
#endif
}

void worldid_convolution(
  size_t packing, const uint32_t *cells, const uint32_t *offsets, size_t taps, const uint32_t *weights,
  size_t channels, size_t rows, size_t columns, size_t row_step, int32_t *sums) {
#if defined(__x86_64__)
  Convolution self = {cells, offsets, taps, weights, channels, rows, columns, row_step, sums};
  if (packing == 4) {
    convolve_bytes_512(&self);
  } else if (has_dot_products()) {
    convolve_pairs_512(&self);
  } else {
    convolve_256(&self);
  }
#endif
}

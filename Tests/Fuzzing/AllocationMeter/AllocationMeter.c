// The allocator of the fuzzing driver: that of the C library, with a count of live bytes. Functions defined in the program go before those
// of shared libraries, so everything that allocates is counted, the Swift runtime included.

#include "AllocationMeter.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic ptrdiff_t live, peak, start;

void allocation_meter_begin(void) {
  start = live;
  peak = live;
}

size_t allocation_meter_peak(void) { return (size_t)(peak - start); }

// Address sanitizer brings its own allocator; bounds are then not checked.
#if !__has_feature(address_sanitizer)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void *count(void *block) {
  if (!block) return block;
  ptrdiff_t now = atomic_fetch_add(&live, (ptrdiff_t)malloc_usable_size(block)) + (ptrdiff_t)malloc_usable_size(block);
  ptrdiff_t seen = peak;
  while (now > seen && !atomic_compare_exchange_weak(&peak, &seen, now)) {
  }
  return block;
}

void *malloc(size_t size) { return count(__libc_malloc(size)); }
void *calloc(size_t number, size_t size) { return count(__libc_calloc(number, size)); }
void *memalign(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size)); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *result = count(__libc_memalign(alignment, size));
  if (!result) return ENOMEM;
  *block = result;
  return 0;
}

void *realloc(void *block, size_t size) {
  ptrdiff_t before = block ? (ptrdiff_t)malloc_usable_size(block) : 0;
  void *result = __libc_realloc(block, size);
  if (result || size == 0) atomic_fetch_sub(&live, before);
  return count(result);
}

void free(void *block) {
  if (block) atomic_fetch_sub(&live, (ptrdiff_t)malloc_usable_size(block));
  __libc_free(block);
}

#endif

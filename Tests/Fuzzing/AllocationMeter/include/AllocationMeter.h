#pragma once
#include <stddef.h>

/// Starts a measurement of heap bytes.
void allocation_meter_begin(void);

/// The most bytes that were live at once since the measurement began, above those that were live then. Counts what the allocator hands
/// out, so rounded up to its block sizes.
size_t allocation_meter_peak(void);

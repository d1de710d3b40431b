// Start of a child process, with calls of the C library that Swift does not see (_GNU_SOURCE).
#ifndef PROCESS_SPAWNING_H
#define PROCESS_SPAWNING_H

#include <sys/types.h>

// Starts `path` in `directory` (NULL: here), with standard input empty, both outputs appended to files (`errors` NULL: the same as
// `output`), no other file open, and signals as in a shell. Returns 0, or the error number.
int worldid_spawn(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                  const char *directory, const char *output, const char *errors);

#endif

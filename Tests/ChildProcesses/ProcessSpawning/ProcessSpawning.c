#define _GNU_SOURCE
#include "ProcessSpawning.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

static int start(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                 posix_spawn_file_actions_t *actions) {
  // Whatever the libraries of the test process have set.
  static const int usual[] = {SIGINT, SIGTERM, SIGQUIT, SIGPIPE};
  posix_spawnattr_t attributes;
  sigset_t signals;
  int status = posix_spawnattr_init(&attributes);
  if (status) return status;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  for (unsigned i = 0; i < sizeof usual / sizeof *usual; i++) sigaddset(&signals, usual[i]);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  status = posix_spawn(identifier, path, actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  return status;
}

int worldid_spawn(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                  const char *directory, const char *output, const char *errors) {
  const int flags = O_WRONLY | O_CREAT | O_APPEND;
  posix_spawn_file_actions_t actions;
  int status = posix_spawn_file_actions_init(&actions);
  if (status) return status;
  status = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (!status) status = posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0600);
  if (!status)
    status = errors ? posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0600)
                    : posix_spawn_file_actions_adddup2(&actions, 1, 2);
  if (!status && directory) status = posix_spawn_file_actions_addchdir_np(&actions, directory);
  if (!status) status = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (!status) status = start(identifier, path, arguments, environment, &actions);
  posix_spawn_file_actions_destroy(&actions);
  return status;
}

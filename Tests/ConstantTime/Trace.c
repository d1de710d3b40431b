// Runs every kernel one instruction at a time on different secrets and compares: the instructions must be the same
// ones, and so must all general registers after each, from which every address and every jump is computed. Only
// kernels that finish their sums in general registers are excused from the latter. (Vector registers reach no address:
// the script that runs this looks for gathering instructions.) Exits with 1 when a kernel differs or a control doesn't.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "Cases.h"
#include "FieldKernels.h"

#define STEPS ((size_t)1 << 22)
#define TRAP_FLAG 0x100
#define SEEDS 2

typedef struct {
  uint64_t instruction, registers;
} Step;

static Secrets secrets;
static Publics publics;
static Outputs outputs;
static Step *reference;
static volatile int is_tracing;
static int is_first;
static size_t steps, path_differs, registers_differ;
static uint64_t first_difference;

static void on_step(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (!is_tracing) {
    registers[REG_EFL] &= ~TRAP_FLAG;
    return;
  }
  uint64_t hash = 0;
  for (int i = REG_R8; i <= REG_RSP; i++) hash = (hash ^ (uint64_t)registers[i]) * 0x9e3779b97f4a7c15 + 1;
  Step step = {(uint64_t)registers[REG_RIP], hash};
  if (steps < STEPS) {
    if (is_first) reference[steps] = step;
    if (reference[steps].instruction != step.instruction) path_differs++;
    if (reference[steps].registers != step.registers) {
      if (registers_differ++ == 0) first_difference = step.instruction;
    }
  }
  steps++;
}

// The callers' variables in registers that calls preserve are none of the kernel's business: they are set to zero.
static __attribute__((noinline)) size_t traced(const Case *kernel) {
  is_tracing = 1;
  __asm__ volatile(
    "xorl %%ebx, %%ebx\n xorl %%r12d, %%r12d\n xorl %%r13d, %%r13d\n xorl %%r14d, %%r14d\n xorl %%r15d, %%r15d\n"
    "subq $128, %%rsp\n pushfq\n orl $0x100, (%%rsp)\n popfq\n addq $128, %%rsp"
    : : : "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "rbx", "r12", "r13", "r14", "r15", "memory", "cc");
  size_t done = kernel->run(&secrets, &publics, &outputs);
  is_tracing = 0;
  __asm__ volatile("nop\n nop" : : : "memory");
  return done;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO};
  reference = malloc(STEPS * sizeof(Step));
  if (reference == NULL || sigaction(SIGTRAP, &action, NULL) != 0) return 1;
  int failures = 0, checked = 0;
  fill_publics(&publics);
  for (size_t i = 0; i < case_count; i++) {
    const Case *kernel = &cases[i];
    path_differs = registers_differ = 0;
    size_t done = 0, length = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
      fill_secrets(&secrets, seed);
      memset(&outputs, 0, sizeof outputs);
      // The first run also settles what is looked up once: the machine's level, addresses of functions.
      if (seed == 0 && kernel->run(&secrets, &publics, &outputs) == 0) break;
      if (seed == 0) fill_secrets(&secrets, seed);
      memset(&outputs, 0, sizeof outputs);
      is_first = seed == 0;
      steps = 0;
      done = traced(kernel);
      if (is_first) length = steps;
      path_differs += steps != length;
      path_differs += steps > STEPS;
    }
    int differs = path_differs > 0 || (registers_differ > 0 && !kernel->has_scalar_part);
    int is_right = done == 0 || differs == kernel->leaks;
    printf(
      "%-28s %8zu steps, other instructions %zu, other registers %zu%s%s\n", kernel->name, length, path_differs,
      registers_differ, done == 0 ? ", no kernel for this machine" : "", is_right ? "" : " WRONG");
    if (!is_right) printf("  first at %#llx\n", (unsigned long long)first_difference);
    checked += done > 0 && !kernel->leaks;
    failures += !is_right;
  }
  printf("level %d: %d kernels checked, %d failures\n", worldid_kernels_level(), checked, failures);
  return failures > 0 || checked == 0;
}

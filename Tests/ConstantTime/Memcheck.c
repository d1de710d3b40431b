// Under valgrind's memcheck, secrets are memory without a value: whatever depends on them is tracked, and a jump or an
// address that does is an error. Exits with 1 when a kernel has such errors or a control has none.
#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "Cases.h"

static Secrets secrets;
static Publics publics;
static Outputs outputs;

int main(void) {
  if (!RUNNING_ON_VALGRIND) {
    fprintf(stderr, "this program checks nothing without valgrind\n");
    return 1;
  }
  int failures = 0, checked = 0;
  fill_publics(&publics);
  for (size_t i = 0; i < case_count; i++) {
    fill_secrets(&secrets, 7);
    memset(&outputs, 0, sizeof outputs);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(&secrets, sizeof secrets);
    unsigned before = VALGRIND_COUNT_ERRORS;
    size_t done = cases[i].run(&secrets, &publics, &outputs);
    unsigned errors = VALGRIND_COUNT_ERRORS - before;
    (void)VALGRIND_MAKE_MEM_DEFINED(&secrets, sizeof secrets);
    (void)VALGRIND_MAKE_MEM_DEFINED(&outputs, sizeof outputs);
    int is_right = done == 0 || (cases[i].leaks ? errors > 0 : errors == 0);
    const char *verdict = done == 0 ? "no kernel for this machine" : is_right ? "" : "WRONG";
    printf("%-28s %u %s\n", cases[i].name, errors, verdict);
    checked += done > 0 && !cases[i].leaks;
    failures += !is_right;
  }
  printf("%d kernels checked, %d failures\n", checked, failures);
  return failures > 0 || checked == 0;
}

#include "bpf.h"
// Two processes attach at once.
int main(void) {
  int lo = if_nametoindex("lo"), a = prog(SCHED_CLS, 0, -1, "a"), b = prog(SCHED_CLS, 0, -1, "b");
  attach(lo, EGRESS, a, 0, 0, 0, 0);
  if (fork() == 0) { for (int i = 0; i < 2; i++) { attach(lo, INGRESS, a, 0, 0, 0, 0); detach(lo, INGRESS, a, 0, 0, 0); } _exit(0); }
  for (int i = 0; i < 2; i++) { attach(lo, INGRESS, b, 0, 0, 0, 0); detach(lo, INGRESS, b, 0, 0, 0); }
  wait(NULL);
  query(lo, INGRESS, 64);
  detach(lo, EGRESS, a, 0, 0, 0);
  return 0;
}

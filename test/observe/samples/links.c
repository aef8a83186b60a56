#include "bpf.h"
// What strace 6.1 shows all of: no detach.
int main(void) {
  int lo = if_nametoindex("lo"), a = prog(SCHED_CLS, 0, -1, "a"), b = prog(SCHED_CLS, 0, -1, "b");
  attach(lo, INGRESS, a, 0, 0, 0, 0);
  attach(lo, INGRESS, b, BEFORE, 0, a, 2);
  attach(lo, INGRESS, b, 0, 0, 0, 0);
  query(lo, INGRESS, 64);
  int l = link_create(lo, EGRESS, a, 0, 0, 0), m = link_create(lo, EGRESS, b, BEFORE | LINK, l, 2);
  if (fork() == 0) { close(l); for (int i = 0; i < 2; i++) query(lo, EGRESS, 64); _exit(0); }
  wait(NULL);
  close(m); close(l);
  query(lo, EGRESS, 64);
  return 0;
}

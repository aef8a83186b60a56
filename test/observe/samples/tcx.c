#include "bpf.h"
int main(void) {
  int lo = if_nametoindex("lo"), a = prog(SCHED_CLS, 0, -1, "a"), b = prog(SCHED_CLS, 0, -1, "b"), c = prog(SCHED_CLS, 0, 0, "c"), m = map();
  attach(lo, INGRESS, a, 0, 0, 0, 0);
  attach(lo, INGRESS, a, 0, 0, 0, 0);
  attach(lo, INGRESS, b, BEFORE, 0, a, 0);
  uint64_t revision = query(lo, INGRESS, 64);
  attach(lo, INGRESS, c, AFTER | ID, 0, ids[0], revision);
  attach(lo, INGRESS, c, AFTER | ID, 0, ids[0], revision);
  int l = link_create(lo, EGRESS, c, 0, 0, 0), spare = dup(l);
  link_create(lo, EGRESS, a, BEFORE | LINK, l, 0);
  link_update(l, b, 0, 0);
  query(lo, EGRESS, 64);
  attach(lo, INGRESS, m, 0, 0, 0, 0);
  attach(lo, INGRESS, a, REPLACE, b, 0, 0);
  detach(lo, INGRESS, b, 0, 0, 0);
  attach(lo, INGRESS, b, REPLACE, a, 0, 0);
  close(l);
  if (fork() == 0) { link_detach(spare); close(spare); _exit(0); }
  wait(NULL);
  link_update(spare, c, 0, 0);
  close(spare);
  query(lo, EGRESS, 64);
  detach(lo, INGRESS, 0, AFTER, 0, 0);
  query(lo, INGRESS, 1);
  detach(lo, INGRESS, b, 0, 0, 0);
  detach(lo, INGRESS, c, 0, 0, 0);
  return 0;
}

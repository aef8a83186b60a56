#include "bpf.h"
// What bpftool shows of: run in a network namespace of its own, with a cgroup to make and a command to run.
int main(int argc, char **argv) {
  char child[256]; snprintf(child, sizeof child, "%s/child", argv[1]);
  mkdir(argv[1], 0755); mkdir(child, 0755);
  int up = open(argv[1], O_RDONLY | O_DIRECTORY), down = open(child, O_RDONLY | O_DIRECTORY), lo = if_nametoindex("lo");
  int first = prog(SCHED_CLS, 0, -1, "from_netdev"), second = prog(SCHED_CLS, 0, -1, "from_netdev"), c = prog(SCHED_CLS, 0, -1, "c");
  int l = link_create(lo, INGRESS, first, 0, 0, 0), m = link_create(lo, INGRESS, second, 0, 0, 0);
  attach(lo, INGRESS, c, BEFORE, 0, 0, 0);
  attach(lo, EGRESS, c, 0, 0, 0, 0);
  int a = prog(CGROUP_SKB, 0, 1, "a"), b = prog(CGROUP_SKB, 0, 1, "b");
  attach(up, 0, a, MULTI, 0, 0, 0);
  attach(up, 0, b, MULTI | PREORDER, 0, 0, 0);
  int n = link_create(down, 0, a, 0, 0, 0);
  attach(down, 1, b, OVERRIDE, 0, 0, 0);
  int status = system(argv[2]);
  close(l); close(m); close(n);
  close(down); rmdir(child); close(up); rmdir(argv[1]);
  return status != 0;
}

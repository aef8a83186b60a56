#include "bpf.h"
int main(int argc, char **argv) {
  char child[256]; snprintf(child, sizeof child, "%s/child", argv[1]);
  mkdir(argv[1], 0755); mkdir(child, 0755);
  int up = open(argv[1], O_RDONLY | O_DIRECTORY), down = open(child, O_RDONLY | O_DIRECTORY);
  int a = prog(CGROUP_SKB, 0, 1, "a"), b = prog(CGROUP_SKB, 0, 1, "b"), c = prog(CGROUP_SKB, 0, 1, "c");
  attach(up, 0, a, 0, 0, 0, 0);
  attach(down, 0, b, MULTI, 0, 0, 0);
  detach(up, 0, a, 0, 0, 0);
  attach(up, 0, a, MULTI, 0, 0, 0);
  attach(up, 0, a, MULTI, 0, 0, 0);
  attach(up, 0, b, MULTI | PREORDER, 0, 0, 0);
  attach(up, 0, c, MULTI | BEFORE, 0, a, 0);
  int l = link_create(down, 0, c, 0, 0, 0);
  int m = link_create(down, 0, b, BEFORE | LINK, l, 2);
  query(up, 0, 64);
  query(down, 0, 64);
  attach(up, 0, c, MULTI | REPLACE, a, 0, 0);
  attach(up, 0, c, MULTI | REPLACE, b, 0, 0);
  link_update(l, a, REPLACE, b);
  link_update(l, a, REPLACE, c);
  close(l);
  close(m);
  query(down, 0, 64);
  detach(up, 0, a, 0, 0, 0);
  close(down); rmdir(child);
  detach(up, 0, b, 0, 0, 0);
  detach(up, 0, c, 0, 0, 0);
  close(up); rmdir(argv[1]);
  return 0;
}

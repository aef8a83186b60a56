#include "bpf.h"
// Finds what others attached: programs and links by their ids, and a cgroup that was there before.
int main(int argc, char **argv) {
  int up = open(argv[1], O_RDONLY | O_DIRECTORY), a = prog(CGROUP_SKB, 0, 1, "mine");
  query(up, 0, 64);
  int theirs = by_id(13, ids[0]);
  attach(up, 0, a, MULTI | BEFORE, 0, theirs, 0);
  detach(up, 0, a, 0, 0, 0);
  return 0;
}

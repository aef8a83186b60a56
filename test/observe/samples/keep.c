#include "bpf.h"
int main(int argc, char **argv) { int up = open(argv[1], O_RDONLY | O_DIRECTORY), a = prog(CGROUP_SKB, 0, 1, "theirs");
 attach(up, 0, a, MULTI, 0, 0, 0); return 0; }

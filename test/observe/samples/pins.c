#include "bpf.h"
#include <sys/mount.h>
// Objects by their ids and pins, a thread's fds, and a link that only a pin holds.
static int by_name(int cmd, int fd, const char *path) {
  union attr a; memset(&a, 0, sizeof a);
  uint64_t *words = (uint64_t *)&a; words[0] = (uintptr_t)path; ((uint32_t *)&a)[2] = fd;
  return bpf(cmd, &a, 20);
}
static uint32_t id_of(int fd, int size) {
  union attr a; static uint32_t info[64]; memset(&a, 0, sizeof a); memset(info, 0, sizeof info);
  uint32_t *words = (uint32_t *)&a; words[0] = fd; words[1] = size; *(uint64_t *)(words + 2) = (uintptr_t)info;
  bpf(15, &a, 16);
  return info[1];
}
int main(int argc, char **argv) {
  char pin[256]; snprintf(pin, sizeof pin, "%s/link", argv[1]);
  mount("bpf", argv[1], "bpf", 0, NULL);
  int lo = if_nametoindex("lo"), a = prog(SCHED_CLS, 0, -1, "a"), b = prog(SCHED_CLS, 0, -1, "b");
  uint32_t id = id_of(a, 232);
  int l = link_create(lo, INGRESS, a, 0, 0, 0);
  // strace does not print struct bpf_link_info: a query shows the id of a link.
  query(lo, INGRESS, 64);
  uint32_t link = links[0];
  attach(lo, INGRESS, b, BEFORE | ID | LINK, 0, link, 0);
  close(a);
  attach(lo, INGRESS, b, AFTER | ID, 0, id, 0);
  int again = by_id(13, id), second = by_id(30, link);
  detach(lo, INGRESS, again, 0, 0, 0);
  by_name(6, l, pin);
  close(l); close(second);
  query(lo, INGRESS, 64);
  l = by_name(7, 0, pin);
  link_update(l, b, 0, 0);
  close(l);
  unlink(pin);
  query(lo, INGRESS, 64);
  umount(argv[1]);
  return 0;
}

// Raw bpf(2), with nothing but the kernel's own headers.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
struct insn { uint8_t code, regs; int16_t off; int32_t imm; };
union attr {
  uint8_t bytes[148];
  struct { uint32_t prog_type, insn_cnt; uint64_t insns, license; uint32_t log_level, log_size; uint64_t log_buf;
           uint32_t kern_version, prog_flags; char name[16]; uint32_t ifindex, expected_attach_type; } load;
  struct { uint32_t target, prog, type, flags, replace, relative; uint64_t revision; } attach;
  struct { uint32_t prog, target, type, flags, relative, pad; uint64_t revision; } create;
  struct { uint32_t link, prog, flags, old; } update;
  struct { uint32_t link; } detach;
  struct { uint32_t id, next, flags; } get;
  struct { uint32_t target, type, query_flags, attach_flags; uint64_t prog_ids; uint32_t count, pad;
           uint64_t prog_attach_flags, link_ids, link_attach_flags, revision; } query;
  struct { uint32_t map_type, key_size, value_size, max_entries; } map;
};
static int bpf(int cmd, union attr *a, int size) { return syscall(SYS_bpf, cmd, a, size); }
static int prog(int type, int expected, int ret, const char *name) {
  struct insn code[] = { { 0xb7, 0, 0, ret }, { 0x95, 0, 0, 0 } };
  union attr a; memset(&a, 0, sizeof a);
  a.load.prog_type = type; a.load.insn_cnt = 2; a.load.insns = (uintptr_t)code; a.load.license = (uintptr_t)"GPL";
  strncpy(a.load.name, name, 15); a.load.expected_attach_type = expected;
  return bpf(5, &a, 72);
}
static int attach(int target, int type, int p, int flags, int replace, int relative, uint64_t revision) {
  union attr a; memset(&a, 0, sizeof a);
  a.attach.target = target; a.attach.prog = p; a.attach.type = type; a.attach.flags = flags; a.attach.replace = replace;
  a.attach.relative = relative; a.attach.revision = revision;
  return bpf(8, &a, 32);
}
static int detach(int target, int type, int p, int flags, int relative, uint64_t revision) {
  union attr a; memset(&a, 0, sizeof a);
  a.attach.target = target; a.attach.prog = p; a.attach.type = type; a.attach.flags = flags; a.attach.relative = relative;
  a.attach.revision = revision;
  return bpf(9, &a, 32);
}
static int link_create(int target, int type, int p, int flags, int relative, uint64_t revision) {
  union attr a; memset(&a, 0, sizeof a);
  a.create.target = target; a.create.prog = p; a.create.type = type; a.create.flags = flags; a.create.relative = relative;
  a.create.revision = revision;
  return bpf(28, &a, 32);
}
static int link_update(int link, int p, int flags, int old) {
  union attr a; memset(&a, 0, sizeof a);
  a.update.link = link; a.update.prog = p; a.update.flags = flags; a.update.old = old;
  return bpf(29, &a, 16);
}
static int link_detach(int link) {
  union attr a; memset(&a, 0, sizeof a); a.detach.link = link; return bpf(34, &a, 4);
}
static int by_id(int cmd, uint32_t id) {
  union attr a; memset(&a, 0, sizeof a); a.get.id = id; return bpf(cmd, &a, 12);
}
static uint32_t ids[64], links[64];
static uint64_t query(int target, int type, int room) {
  union attr a; memset(&a, 0, sizeof a);
  a.query.target = target; a.query.type = type; a.query.count = room; a.query.prog_ids = (uintptr_t)ids;
  a.query.link_ids = (uintptr_t)links;
  bpf(16, &a, 64);
  return a.query.revision;
}
static int map(void) {
  union attr a; memset(&a, 0, sizeof a);
  a.map.map_type = 2; a.map.key_size = 4; a.map.value_size = 4; a.map.max_entries = 1;
  return bpf(0, &a, 16);
}
enum { OVERRIDE = 1, MULTI = 2, REPLACE = 4, BEFORE = 8, AFTER = 16, ID = 32, PREORDER = 64, LINK = 1 << 13 };
enum { INGRESS = 46, EGRESS = 47, SCHED_CLS = 3, CGROUP_SKB = 8 };

import { spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * What a caller in a user namespace may do with programs that it loaded with a BPF token, and with those that were loaded outside.
 * Prints the outcomes as JSON, or `{ "skipped": reason }`. Run without arguments it is who delegates; it starts the one who asks.
 */

const koffi = createRequire(import.meta.url)('koffi');
const libc = koffi.load(null);
const numbers = libc.func('long syscall(long number, long a, long b, long c, long d, long e)');
const texts = libc.func('long syscall(long number, const char *a, long b)');
const settings = libc.func('long syscall(long number, long a, long b, const char *c, const char *d, long e)');
const calls = libc.func('long syscall(long number, long a, void *b, long c)');

const BPF = process.arch === 'x64' ? 321 : 280;
const [FSOPEN, FSCONFIG, FSMOUNT, PIDFD_OPEN, PIDFD_GETFD] = [430, 431, 432, 434, 438];
const [SET_STRING, CREATE] = [1, 6];
const [LOAD, ATTACH, DETACH, QUERY, LINK_CREATE, LINK_DETACH, TOKEN_CREATE] = [5, 8, 9, 16, 28, 34, 36];
const TOKEN_FD = 1 << 16;
const MULTI = 2;
const AT = { cgroup_skb: { type: 8, attach: 0 }, sched_cls: { type: 3, attach: 46 } };

const named = (value) => {
  if (value >= 0) return value;
  const errno = koffi.errno();
  return Object.entries(koffi.os.errno).find(([, number]) => number === errno)?.[0] ?? `errno ${errno}`;
};
const must = (what, value) => {
  if (typeof value === 'string') throw new Error(`${what}: ${value}`);
  return value;
};
const words = (...values) => Buffer.from(new Int32Array(values).buffer);
const bpf = (command, attr) => named(calls(BPF, command, attr, attr.length));

/** `r0 = 1; exit`, loaded with a token, if one is given. */
function load({ type, attach }, token) {
  const attr = Buffer.alloc(152);
  const insns = Buffer.from([0xb7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]);
  const license = Buffer.from('GPL\0');
  attr.writeUInt32LE(type, 0);
  attr.writeUInt32LE(2, 4);
  attr.writeBigUInt64LE(koffi.address(insns), 8);
  attr.writeBigUInt64LE(koffi.address(license), 16);
  attr.writeUInt32LE(attach, 68);
  if (token !== undefined) {
    attr.writeUInt32LE(TOKEN_FD, 44);
    attr.writeInt32LE(token, 144);
  }
  const result = bpf(LOAD, attr);
  return insns.length + license.length > 0 ? result : undefined; // both live until here
}

const outcome = (result) => (typeof result === 'number' ? 'ok' : result);

/** What comes of each command about a program at a target. */
function tried(target, { attach }, prog, flags) {
  const link = bpf(LINK_CREATE, words(prog, target, attach, 0, 0, 0, 0, 0));
  const taken = typeof link === 'number' ? outcome(bpf(LINK_DETACH, words(link))) : link;
  if (typeof link === 'number') closeSync(link);
  return {
    attach: outcome(bpf(ATTACH, words(target, prog, attach, flags, 0, 0, 0, 0))),
    query: outcome(bpf(QUERY, Buffer.concat([words(target, attach, 0, 0), Buffer.alloc(48)]))),
    detach: outcome(bpf(DETACH, words(target, prog, attach, 0, 0, 0, 0, 0))),
    link: outcome(link),
    linkDetach: taken,
  };
}

/** In the user namespace: waits until the file system is delegated, takes a token, and asks. */
async function ask(cgroup, direct, classifier) {
  const context = must('fsopen', named(texts(FSOPEN, 'bpf', 0)));
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  process.stdout.write(`${JSON.stringify({ context })}\n`);
  await lines.next();
  const mount = must('fsmount', named(numbers(FSMOUNT, context, 0, 0, 0, 0)));
  const root = openSync(`/proc/self/fd/${mount}/.`, constants.O_RDONLY | constants.O_DIRECTORY);
  const token = must('BPF_TOKEN_CREATE', bpf(TOKEN_CREATE, words(0, root)));
  const target = openSync(cgroup, constants.O_RDONLY | constants.O_DIRECTORY);
  const own = must('a cgroup_skb program with the token', load(AT.cgroup_skb, token));
  const ownClassifier = must('a sched_cls program with the token', load(AT.sched_cls, token));
  return {
    loadsWithout: outcome(load(AT.cgroup_skb)),
    cgroup: { outside: tried(target, AT.cgroup_skb, direct, MULTI), token: tried(target, AT.cgroup_skb, own, MULTI) },
    tcx: { outside: tried(1, AT.sched_cls, classifier, 0), token: tried(1, AT.sched_cls, ownClassifier, 0) },
  };
}

/** Outside: delegates everything to whoever asks. */
async function delegate() {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const mount = mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1];
  if (mount === undefined) throw new Error('cgroup2 is not mounted');
  const cgroup = join(mount, `mprog-token-${process.pid}`);
  mkdirSync(cgroup);
  try {
    const programs = [load(AT.cgroup_skb), load(AT.sched_cls)].map((each) => must('BPF_PROG_LOAD', each));
    const child = spawn('unshare', ['-Urnm', process.execPath, fileURLToPath(import.meta.url), 'ask', cgroup], {
      stdio: ['pipe', 'pipe', 'ignore', ...programs],
    });
    const failed = new Promise((_, reject) => child.on('error', reject));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const said = async () =>
      JSON.parse((await Promise.race([lines.next(), failed])).value ?? '{"skipped":"no user namespace"}');
    const first = await said();
    if (first.skipped !== undefined) return first;
    const pidfd = must('pidfd_open', named(numbers(PIDFD_OPEN, child.pid, 0, 0, 0, 0)));
    const context = must('pidfd_getfd', named(numbers(PIDFD_GETFD, pidfd, first.context, 0, 0, 0)));
    for (const what of ['cmds', 'maps', 'progs', 'attachs'])
      must(`delegate_${what}`, named(settings(FSCONFIG, context, SET_STRING, `delegate_${what}`, 'any', 0)));
    must('fsconfig', named(settings(FSCONFIG, context, CREATE, null, null, 0)));
    child.stdin.end('go\n');
    return await said();
  } finally {
    for (let left = 100; left > 0; left -= 1) {
      try {
        rmdirSync(cgroup);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

const answer = process.argv[2] === 'ask' ? ask(process.argv[3], 3, 4) : delegate();
answer.then(
  (said) => console.log(JSON.stringify(said)),
  (error) => console.log(JSON.stringify({ skipped: error.message })),
);

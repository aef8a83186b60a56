import { describe, expect, test } from 'vitest';
import { attaches, creates, loads, logOf, partOf, queries } from '../support/observing.ts';

const THERE = queries([50], 2, [80]);
const LINKED = [loads(3, 'a'), creates(5, 3, 'ok'), THERE];
const GONE = queries([], 1);
const CLOSED = 'close(5<anon_inode:bpf_link>) = 0';
const NOTHING = 'close(99) = -1 EBADF (Bad file descriptor)';
const FORKED = 'clone(child_stack=NULL, flags=SIGCHLD, child_tidptr=0x7f) = 8';
const THREAD = 'CLONE_VM|CLONE_FILES|CLONE_THREAD';
const SHARING = 'CLONE_VM|CLONE_FILES|SIGCHLD';
const EXEC = 'execve("/x", ["x"], 0x7f /* 3 vars */) = 0';

const cloned = (flags: string, pid: number) => `clone(child_stack=0x7f, flags=${flags}) = ${pid}`;

/** The verdicts on a log whose last line is a query that shows the link, and on the same with one that shows nothing. */
const verdicts = (...lines: readonly string[]) =>
  [THERE, GONE].map(
    (query) => partOf(`${logOf(...LINKED)}${lines.map((line) => `${line}\n`).join('')}7 ${query}\n`).result,
  );

const KEPT = ['held', 'violated'];
const LOST = ['violated', 'held'];

describe('a child has what its parent had at the fork', () => {
  test('though it calls nothing before the parent closes it', () => {
    expect(verdicts(`7 ${FORKED}`, `7 ${CLOSED}`, `7 ${THERE}`, `8 ${NOTHING}`)).toEqual(KEPT);
    expect(verdicts(`7 ${FORKED}`, `7 ${CLOSED}`, `8 ${CLOSED}`)).toEqual(LOST);
    expect(verdicts(`7 ${FORKED}`, `7 ${CLOSED}`, '8 +++ exited with 0 +++')).toEqual(LOST);
  });
  test('and not what the parent opens later', () => {
    const log = (query: string) =>
      `${logOf(loads(3, 'a'), FORKED, creates(5, 3, 'ok'), THERE)}8 ${NOTHING}\n7 ${CLOSED}\n7 ${query}\n`;
    expect([partOf(log(GONE)).result, partOf(log(THERE)).result]).toEqual(['held', 'violated']);
  });
  test('its network namespace too', () => {
    const log = `${logOf(loads(3, 'a'), FORKED, 'unshare(CLONE_NEWNET) = 0', attaches({ fd: 3 }))}8 ${attaches({ fd: 3 })}\n`;
    expect(partOf(log)).toMatchObject({ result: 'held', steps: { length: 2 } });
  });
  test('from its own first line on, where the call of the parent ends later', () => {
    const forking = ['7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>', `8 ${NOTHING}`, `9 ${CLOSED}`];
    const end = '7 <... clone resumed>, child_tidptr=0x7f) = 8';
    expect(verdicts(`7 ${cloned(THREAD, 9)}`, ...forking, end)).toEqual(KEPT);
  });
  test('also where its pid was that of another one before', () => {
    const first = [`7 ${FORKED}`, '8 +++ exited with 0 +++'];
    expect(verdicts(...first, `7 ${FORKED}`, `7 ${CLOSED}`, `7 ${THERE}`, `8 ${NOTHING}`)).toEqual(KEPT);
    expect(verdicts(`7 ${FORKED}`, `8 ${NOTHING}`, `7 ${FORKED}`, `8 ${CLOSED}`, `7 ${CLOSED}`)).toEqual(LOST);
  });
  test('and where the log has no line of it, it is not known what becomes of that', () => {
    expect(verdicts(`7 ${FORKED}`)).toEqual(KEPT);
    expect(verdicts(`7 ${FORKED}`, `7 ${CLOSED}`)).toEqual(['inconclusive', 'inconclusive']);
  });
});

describe('processes that share their fds', () => {
  test('share what is opened and closed after the clone', () => {
    expect(verdicts(`7 ${cloned(THREAD, 8)}`, `8 ${CLOSED}`)).toEqual(LOST);
    expect(verdicts(`7 ${cloned(SHARING, 8)}`, `8 ${CLOSED}`)).toEqual(LOST);
    expect(verdicts(`7 ${cloned(THREAD, 8)}`, '8 +++ exited with 0 +++')).toEqual(KEPT);
  });
  test('do no longer after unshare(CLONE_FILES)', () => {
    const own = [`7 ${cloned(THREAD, 8)}`, '8 unshare(CLONE_FILES) = 0', `7 ${CLOSED}`];
    expect(verdicts(...own)).toEqual(KEPT);
    expect(verdicts(...own, `8 ${CLOSED}`)).toEqual(LOST);
  });
  test('do no longer after execve(2), which closes the fds of the caller', () => {
    expect(verdicts(`7 ${cloned(SHARING, 8)}`, `8 ${EXEC}`)).toEqual(KEPT);
    expect(verdicts(`7 ${cloned(SHARING, 8)}`, `8 ${EXEC}`, `7 ${CLOSED}`)).toEqual(LOST);
  });
  test('end at the execve(2) of another thread', () => {
    expect(verdicts(`7 ${cloned(THREAD, 8)}`, `8 ${NOTHING}`, `7 ${EXEC}`)).toEqual(LOST);
  });
});

describe('what execve(2) closes', () => {
  const DUP = '7 dup(5<anon_inode:bpf_link>) = 6<anon_inode:bpf_link>';
  test.each([
    ['an fd of bpf(2)', [], LOST],
    ['not one that F_SETFD keeps', ['7 fcntl(5<anon_inode:bpf_link>, F_SETFD, 0) = 0'], KEPT],
    ['unless that failed', ['7 fcntl(5<anon_inode:bpf_link>, F_SETFD, 0) = -1 EPERM (Operation not permitted)'], LOST],
    ['not one of dup(2)', [DUP], KEPT],
    ['unless F_SETFD says so', [DUP, '7 fcntl(6<anon_inode:bpf_link>, F_SETFD, FD_CLOEXEC) = 0'], LOST],
    ['also in numbers', [DUP, '7 fcntl(6<anon_inode:bpf_link>, 0x2, 0x1) = 0'], LOST],
    ['or close_range(2) does', [DUP, '7 close_range(6, 4294967295, CLOSE_RANGE_CLOEXEC) = 0'], LOST],
    ['of that fd', [DUP, '7 close_range(7, 4294967295, CLOSE_RANGE_CLOEXEC) = 0'], KEPT],
    [
      'an fd of F_DUPFD_CLOEXEC',
      ['7 fcntl(5<anon_inode:bpf_link>, F_DUPFD_CLOEXEC, 6) = 6<anon_inode:bpf_link>'],
      LOST,
    ],
    ['not one of F_DUPFD', ['7 fcntl(5<anon_inode:bpf_link>, F_DUPFD, 6) = 6<anon_inode:bpf_link>'], KEPT],
  ])('%s', (_, lines, expected) => {
    expect(verdicts(...lines, `7 ${EXEC}`)).toEqual(expected);
  });
});

describe('close_range(2) with CLOSE_RANGE_UNSHARE', () => {
  const shared = `7 ${cloned(THREAD, 8)}`;
  const closing = (flags: string) => `8 close_range(5, 4294967295, ${flags}) = 0`;
  test('closes fds of the caller alone', () => {
    expect(verdicts(shared, closing('0'))).toEqual(LOST);
    expect(verdicts(shared, closing('CLOSE_RANGE_UNSHARE'))).toEqual(KEPT);
    expect(verdicts(shared, closing('CLOSE_RANGE_UNSHARE'), `7 ${CLOSED}`)).toEqual(LOST);
  });
  test('and those below the range stay open in both', () => {
    const above = '8 close_range(6, 4294967295, CLOSE_RANGE_UNSHARE) = 0';
    expect(verdicts(shared, above, `7 ${CLOSED}`)).toEqual(KEPT);
  });
  test('and CLOSE_RANGE_CLOEXEC marks those of the caller alone', () => {
    const kept = '7 fcntl(5<anon_inode:bpf_link>, F_SETFD, 0) = 0';
    const sharing = `7 ${cloned(SHARING, 8)}`;
    const marking = closing('CLOSE_RANGE_UNSHARE|CLOSE_RANGE_CLOEXEC');
    expect(verdicts(kept, sharing, marking, `8 ${EXEC}`, `7 ${EXEC}`)).toEqual(KEPT);
    expect(verdicts(kept, sharing, marking, `8 ${EXEC}`, `7 ${CLOSED}`)).toEqual(LOST);
  });
});

describe('execve(2) in a thread, which gets the pid of its process', () => {
  const BEGUN = '8 execve("/x", ["x"], 0x7f /* 3 vars */';
  const SUPERSEDED = '7 +++ superseded by execve in pid 8 +++';
  const DONE = '7 <... execve resumed>) = 0';
  const KEEPING = '7 fcntl(5<anon_inode:bpf_link>, F_SETFD, 0) = 0';
  const CHANGED = [`${BEGUN} <pid changed to 7 ...>`, SUPERSEDED, DONE];
  const UNFINISHED = [`${BEGUN} <unfinished ...>`, `9 ${NOTHING}`, SUPERSEDED, DONE];
  test.each([
    ['whose line says so', CHANGED],
    ['whose line was interrupted before', UNFINISHED],
  ])('%s', (_, exec) => {
    const thread = `7 ${cloned(THREAD, 8)}`;
    expect(verdicts(thread, ...exec)).toEqual(LOST);
    expect(verdicts(thread, KEEPING, ...exec)).toEqual(KEPT);
    expect(verdicts(thread, KEEPING, ...exec, `7 ${CLOSED}`)).toEqual(LOST);
    expect(verdicts(thread, '8 unshare(CLONE_FILES) = 0', `8 ${CLOSED}`, KEEPING, ...exec)).toEqual(LOST);
  });
  test('has the namespace of the thread', () => {
    const after = [`7 ${cloned(THREAD, 8)}`, KEEPING, '8 unshare(CLONE_NEWNET) = 0', ...CHANGED, `7 ${GONE}`];
    const part = partOf(`${logOf(...LINKED)}${after.join('\n')}\n`);
    expect([part.result, Object.values(part.hooks)]).toEqual(['held', ['lo ingress', 'lo-2 ingress']]);
  });
});

import { describe, expect, test } from 'vitest';
import { attaches, loads, logOf, observed, partOf, queries } from '../support/observing.ts';

const AB = [loads(3, 'a'), loads(4, 'b')];

describe('a program of another beginning is not known', () => {
  test('where its fd was never seen to be made: what it did is not known from there on', () => {
    const part = partOf(logOf(...AB, attaches({ fd: 9 }), attaches({ fd: 3 })));
    expect([part.result, part.steps.length, part.unjudged.map(({ line, why }) => [line, why])]).toEqual([
      'inconclusive',
      0,
      [
        [4, 'fd 9 is a prog whose beginning is not in the log'],
        [5, 'not known since line 4: fd 9 is a prog whose beginning is not in the log'],
      ],
    ]);
  });
  test('and where it was refused, nothing is lost', () => {
    const refused = attaches({ fd: 9, result: '-1 EINVAL (Invalid argument)' });
    const part = partOf(logOf(...AB, refused, attaches({ fd: 3 })));
    expect([part.steps.length, part.unjudged.length]).toEqual([1, 1]);
  });
  test('where its id was in no query', () => {
    const relative = 'relative_id=77';
    const part = partOf(
      logOf(...AB, attaches({ fd: 3 }), attaches({ fd: 4, flags: 'BPF_F_BEFORE|BPF_F_ID', relative })),
    );
    expect(part.unjudged[0]!.why).toBe('the id 77 of a prog was never seen with its fd, or in a query');
  });
});

describe('ids in queries', () => {
  test('are those of the programs that the rules have there', () => {
    const part = partOf(
      logOf(
        ...AB,
        attaches({ fd: 3 }),
        queries([50], 2),
        attaches({ fd: 4, flags: 'BPF_F_BEFORE|BPF_F_ID', relative: 'relative_id=50' }),
        queries([51, 50], 3),
      ),
    );
    expect([part.result, part.steps.length]).toEqual(['held', 4]);
  });
  test('and not, where they are not in the order in which programs were loaded', () => {
    const part = partOf(logOf(...AB, attaches({ fd: 3 }), attaches({ fd: 4 }), queries([51, 50], 3)));
    expect([part.result, part.unjudged[0]!.why]).toEqual([
      'inconclusive',
      'the query shows the id 50, which was never seen with its fd',
    ]);
  });
  test('that are known, in another order, are a deviation', () => {
    const part = partOf(
      logOf(...AB, attaches({ fd: 3 }), attaches({ fd: 4 }), queries([50, 51], 3), queries([51, 50], 3)),
    );
    expect([part.result, part.steps.at(-1)!.differences]).toEqual([
      'violated',
      ['the query shows: expected a b rev 3, found b a rev 3'],
    ]);
  });
});

describe('fds', () => {
  test('of a child are those of its parent, whose call ends later', () => {
    const part = partOf(
      `7 unshare(CLONE_NEWNET) = 0\n7 ${loads(3, 'a')}\n7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>\n8 ${attaches({ fd: 3 })}\n7 <... clone resumed>, child_tidptr=0x7f) = 8\n`,
    );
    expect(part).toMatchObject({ result: 'held', steps: [{ said: 'attach a  at lo-ingress' }] });
  });
  test('that are closed on execve are closed, those that dup(2) made are not', () => {
    const exec = ['dup(3<anon_inode:bpf-prog>) = 5<anon_inode:bpf-prog>', 'execve("/x", ["x"], 0x7f /* 3 vars */) = 0'];
    expect(partOf(logOf(...AB, ...exec, attaches({ fd: 5 }))).result).toBe('held');
    expect(partOf(logOf(...AB, ...exec, attaches({ fd: 3 }))).result).toBe('inconclusive');
  });
  test('are closed where nothing is printed beside them', () => {
    const closed = attaches({ fd: 9, result: '-1 EBADF (Bad file descriptor)' }).replace('9<anon_inode:bpf-prog>', '9');
    expect(partOf(logOf(...AB, closed)).steps[0]).toMatchObject({ found: 'EBADF', result: 'held' });
  });
});

describe('what no log of bpf(2) shows is no deviation', () => {
  test.each(['EPERM', 'ENODEV', 'ENOMEM', 'EFAULT'])('%s', (errno) => {
    const part = partOf(logOf(...AB, attaches({ fd: 3, result: `-1 ${errno} (…)` }), attaches({ fd: 3 })));
    expect([part.result, part.steps.length, part.unjudged[0]!.why]).toEqual([
      'inconclusive',
      1,
      expect.stringMatching(`^${errno}: the log does not show `),
    ]);
  });
});

describe('a hook', () => {
  const lines = [loads(3, 'a'), attaches({ fd: 3 })];
  const log = lines.map((line) => `${line}\n`).join('');
  test('that may have had something attached before is not judged, unless it is said to have been empty', () => {
    expect([partOf(log).result, partOf(log, true).result]).toEqual(['inconclusive', 'held']);
  });
  test('is known from a query on that shows nothing', () => {
    expect(partOf(`${queries([], 1)}\n${log}`)).toMatchObject({ result: 'held', steps: { length: 2 } });
    expect(partOf(`${queries([], 7)}\n${log}`).result).toBe('inconclusive');
  });
  test('of another kind is counted and skipped', () => {
    const device =
      '7 bpf(BPF_PROG_ATTACH, {target_fd=3</c>, attach_bpf_fd=4, attach_type=BPF_CGROUP_DEVICE, attach_flags=0}, 32) = 0\n';
    const { file } = observed(`${device}7 bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0\n`);
    expect(file).toEqual({
      file: 'log',
      result: 'skipped',
      parts: [],
      skipped: { 'BPF_PROG_ATTACH at other hooks': 1, BPF_MAP_FREEZE: 1 },
    });
  });
});

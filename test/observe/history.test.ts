import { describe, expect, test } from 'vitest';
import {
  attaches,
  attachesAt,
  creates,
  loads,
  loadsForCgroup,
  logOf,
  observed,
  partOf,
  queries,
} from '../support/observing.ts';

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

describe('links', () => {
  test('have the ids that a query shows, and a query that shows none is a deviation', () => {
    const made = [...AB, creates(5, 3, 'ok')];
    expect(partOf(logOf(...made, queries([50], 2, [80]))).result).toBe('held');
    expect(partOf(logOf(...made, queries([50], 2, [0]))).steps.at(-1)!.differences).toEqual([
      'the query shows: expected a/L1 rev 2, found a rev 2',
    ]);
  });
  test('that are not made leave their name to the next one', () => {
    const refused = creates(5, 3, '-1 EEXIST (File exists)');
    const { steps } = partOf(logOf(...AB, attaches({ fd: 3 }), refused, creates(5, 4, 'ok')));
    expect(steps.map(({ request }) => request).slice(1)).toMatchObject([{ link: 'L1' }, { link: 'L1' }]);
  });
  test('that are not known may be those of the log: nothing is known any more where one is changed', () => {
    const update = (result: string) =>
      `bpf(BPF_LINK_UPDATE, {link_update={link_fd=8<anon_inode:bpf_link>, new_prog_fd=4<anon_inode:bpf-prog>, flags=0}}, 16) = ${result}`;
    const made = [...AB, creates(5, 3, 'ok')];
    const changed = partOf(logOf(...made, update('0'), queries([50], 2)));
    expect([changed.result, changed.steps.length, changed.unjudged.length]).toEqual(['inconclusive', 1, 2]);
    const refused = partOf(logOf(...made, update('-1 EINVAL (Invalid argument)'), queries([50], 2, [80])));
    expect([refused.result, refused.steps.length, refused.unjudged.length]).toEqual(['inconclusive', 2, 1]);
  });
  test('that were made where the hook was not known are not known either', () => {
    const at = (line: string) => line.replace('"lo"', '"eth0"');
    const relative = 'relative_fd=5<anon_inode:bpf_link>';
    const inFront = attaches({
      fd: 4,
      flags: 'BPF_F_BEFORE|BPF_F_LINK',
      relative,
      result: '-1 ENOENT (No such file)',
    });
    const part = partOf(logOf(...AB, at(creates(5, 3, 'ok')), inFront, attaches({ fd: 4 })));
    expect(part.unjudged.map(({ line }) => line)).toEqual([4]);
    expect(part.unjudged[0]!.steps).toBe(2);
    expect(part.steps).toMatchObject([{ found: 'ok', result: 'held' }]);
    // A query shows that it is gone from its hook, and not what has become of it.
    const detach = 'bpf(BPF_LINK_DETACH, {link_detach={link_fd=5<anon_inode:bpf_link>}}, 4) = 0';
    const mended = partOf(logOf(...AB, at(creates(5, 3, 'ok')), detach, at(queries([], 1)), inFront));
    expect(mended.unjudged.at(-1)!.why).toBe('the link L1 was made while what is attached at its hook was not known');
  });
  test('at hooks that are not read are no links of the log', () => {
    const other =
      'bpf(BPF_LINK_CREATE, {link_create={prog_fd=4<anon_inode:bpf-prog>, target_ifindex=2, attach_type=BPF_XDP, flags=0}}, 16) = 8<anon_inode:bpf_link>';
    const detach = 'bpf(BPF_LINK_DETACH, {link_detach={link_fd=8<anon_inode:bpf_link>}}, 4) = 0';
    const { file } = observed(logOf(...AB, creates(5, 3, 'ok'), other, detach, queries([50], 2, [80])));
    expect([file.result, file.skipped]).toEqual([
      'held',
      { 'BPF_LINK_CREATE at other hooks': 1, 'BPF_LINK_DETACH at other hooks': 1 },
    ]);
  });
  test('by an id that was in no query may be those of the log too', () => {
    const byId = 'bpf(BPF_LINK_GET_FD_BY_ID, {link_id=80}, 12) = 8<anon_inode:bpf_link>';
    const closed = 'close(5<anon_inode:bpf_link>) = 0';
    const made = [...AB, creates(5, 3, 'ok')];
    expect(partOf(logOf(...made, byId, closed, queries([50], 2, [80]))).result).toBe('inconclusive');
    expect(partOf(logOf(...made, queries([50], 2, [80]), byId, closed, queries([50], 2, [80]))).result).toBe('held');
  });
  test('that strace does not show whole may have been refused for it', () => {
    const update =
      'bpf(BPF_LINK_UPDATE, {link_update={link_fd=5<anon_inode:bpf_link>, new_prog_fd=4<anon_inode:bpf-prog>, flags=0}}, 16) = -1 EINVAL (Invalid argument)';
    const part = partOf(logOf(...AB, creates(5, 3, 'ok'), update));
    expect(part.unjudged.map(({ why }) => why)).toEqual([
      'EINVAL: strace does not show old_prog_fd of a BPF_LINK_UPDATE without BPF_F_REPLACE',
    ]);
  });
  test('at a cgroup are no relative at tcx that can be judged', () => {
    const cgroupLink =
      'bpf(BPF_LINK_CREATE, {link_create={prog_fd=6<anon_inode:bpf-prog>, target_fd=9</cg/x>, attach_type=BPF_CGROUP_INET_INGRESS, flags=0}}, 32) = 8<anon_inode:bpf_link>';
    const relative = 'relative_fd=8<anon_inode:bpf_link>';
    const attach = attaches({
      fd: 3,
      flags: 'BPF_F_BEFORE|BPF_F_LINK',
      relative,
      result: '-1 EINVAL (Invalid argument)',
    });
    const { parts } = observed(
      logOf(...AB, loadsForCgroup(6, 'c'), 'mkdir("/cg/x", 0755) = 0', cgroupLink, attach),
    ).file;
    expect(parts.map(({ name, result }) => [name, result])).toEqual([
      ['cgroup ingress', 'held'],
      ['tcx', 'inconclusive'],
    ]);
  });
});

describe('processes', () => {
  const clone = (flags: string) => `clone(child_stack=NULL, flags=${flags}, child_tidptr=0x7f) = 8`;
  test('that are threads share their fds, others do not', () => {
    const closed = (flags: string, path: string, result: string) =>
      `${logOf(...AB, clone(flags))}8 close(3<anon_inode:bpf-prog>) = 0\n7 ${attaches({ fd: 3, result }).replace('3<anon_inode:bpf-prog>', `3${path}`)}\n`;
    const shared = closed('CLONE_VM|CLONE_FILES|CLONE_THREAD', '', '-1 EBADF (Bad file descriptor)');
    expect(partOf(shared)).toMatchObject({ result: 'held', steps: [{ found: 'EBADF' }] });
    expect(partOf(closed('SIGCHLD', '<anon_inode:bpf-prog>', '0')).result).toBe('held');
  });
  test('of another network namespace have another device', () => {
    const log = `${logOf(...AB, attaches({ fd: 3 }), clone('CLONE_NEWNET|SIGCHLD'))}8 ${attaches({ fd: 3 })}\n`;
    expect(Object.values(partOf(log).hooks)).toEqual(['lo ingress', 'lo-2 ingress']);
    expect(partOf(log).result).toBe('held');
  });
  test('that make a network namespace do not say what is on another device than lo', () => {
    const part = partOf(logOf(...AB, attaches({ fd: 3 }).replace('"lo"', '"eth0"')));
    expect(part.result).toBe('inconclusive');
  });
});

describe('cgroups', () => {
  const load = loadsForCgroup(3, 'a');
  const made = 'mkdir("/cg/x", 0755) = 0';
  const gone = 'rmdir("/cg/x") = 0';
  test('that are removed refuse what comes', () => {
    const late = attachesAt('/cg/x>(deleted)', 3, '-1 ENOENT (No such file or directory)').replace(
      '>(deleted)>',
      '>(deleted)',
    );
    expect(partOf(logOf(load, made, attachesAt('/cg/x', 3), gone, late))).toMatchObject({ result: 'held' });
    expect(partOf(logOf(load, made, attachesAt('/cg/x', 3), gone, made, late)).unjudged).toMatchObject([
      { line: 7, what: 'prog_attach', why: 'the cgroup /cg/x was removed, and another one is there' },
    ]);
  });
  test('that come again unseen are not known', () => {
    expect(partOf(logOf(load, made, attachesAt('/cg/x', 3))).result).toBe('held');
    expect(partOf(logOf(load, made, gone, attachesAt('/cg/x', 3))).result).toBe('inconclusive');
  });
});

test('a program that a pin alone held is none after it', () => {
  const info =
    'bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3<anon_inode:bpf-prog>, info_len=232, info={type=BPF_PROG_TYPE_SCHED_CLS, id=50}}}, 16) = 0';
  const pin = 'bpf(BPF_OBJ_PIN, {pathname="/b/a", bpf_fd=3<anon_inode:bpf-prog>, file_flags=0}, 16) = 0';
  const inFront = attaches({
    fd: 4,
    flags: 'BPF_F_BEFORE|BPF_F_ID',
    relative: 'relative_id=50',
    result: '-1 ENOENT (No such file)',
  });
  const part = partOf(
    logOf(...AB, info, pin, 'close(3<anon_inode:bpf-prog>) = 0', inFront, 'unlink("/b/a") = 0', inFront),
  );
  expect([part.result, part.steps.map(({ rule }) => rule)]).toEqual([
    'held',
    ['attach/before-unlisted', 'prog-close/close', 'attach/relative-id-unknown'],
  ]);
});

test('a program that was freed before its id is named is none', () => {
  const info =
    'bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3<anon_inode:bpf-prog>, info_len=232, info={type=BPF_PROG_TYPE_SCHED_CLS, id=50}}}, 16) = 0';
  const attach = attaches({
    fd: 4,
    flags: 'BPF_F_BEFORE|BPF_F_ID',
    relative: 'relative_id=50',
    result: '-1 ENOENT (No such file)',
  });
  const part = partOf(logOf(...AB, info, 'close(3<anon_inode:bpf-prog>) = 0', attach));
  expect(part).toMatchObject({ result: 'held', steps: [{ found: 'ENOENT', rule: expect.stringMatching('relative') }] });
});

test('a bit that no command defines is refused as the rules say', () => {
  const part = partOf(logOf(...AB, attaches({ fd: 3, flags: '0x100000', result: '-1 EINVAL (Invalid argument)' })));
  expect(part.steps[0]).toMatchObject({ result: 'held', rule: 'attach/unknown-flag' });
});

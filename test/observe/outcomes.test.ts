import { describe, expect, test } from 'vitest';
import { attaches, creates, loads, logOf, observed, partOf, queries } from '../support/observing.ts';

const AB = [loads(3, 'a'), loads(4, 'b')];
const UNSEEN = 'the log does not show what the call came to';
const update = (result: string) =>
  `bpf(BPF_LINK_UPDATE, {link_update={link_fd=5<anon_inode:bpf_link>, new_prog_fd=4<anon_inode:bpf-prog>, flags=0}}, 16) = ${result}`;
const detach = (result: string) =>
  `bpf(BPF_LINK_DETACH, {link_detach={link_fd=5<anon_inode:bpf_link>}}, 4) = ${result}`;
const LINKED = [...AB, creates(5, 3, 'ok'), queries([50], 2, [80])];

describe('a call whose outcome the log does not show', () => {
  const detached = attaches({ fd: 3, result: '?' }).replace('PROG_ATTACH', 'PROG_DETACH');
  test.each([
    ['attach', [...AB, attaches({ fd: 3, result: '?' })]],
    ['detach', [...AB, attaches({ fd: 3 }), detached]],
    ['link_create', [...AB, creates(5, 3, '?')]],
    ['link_update', [...LINKED, update('?')]],
    ['link_detach', [...LINKED, detach('?')]],
    ['link_detach, restarted', [...LINKED, detach('? ERESTARTSYS (To be restarted if SA_RESTART is set)')]],
  ])('%s: its hook is not known from there on', (_, lines) => {
    const { result, unjudged } = partOf(logOf(...lines, attaches({ fd: 3 }), attaches({ fd: 4 })));
    const line = lines.length + 1;
    expect([result, ...unjudged.map((each) => [each.line, each.why, each.steps])]).toEqual([
      'inconclusive',
      [line, UNSEEN, 1],
      [line + 1, `not known since line ${line}: ${UNSEEN}`, 2],
    ]);
  });
  test('of a link that is not known: no hook is known from there on', () => {
    const other = detach('?').replace('link_fd=5', 'link_fd=8');
    expect(partOf(logOf(...LINKED, other, queries([50], 2, [80]))).unjudged.map(({ line }) => line)).toEqual([6, 7]);
  });
  test('and whose attribute could not be read: no hook is known from there on', () => {
    const unread = 'bpf(BPF_PROG_ATTACH, 0x7ffc43fb9630, 32) = ?';
    expect(partOf(logOf(...LINKED, unread, queries([50], 2, [80]))).unjudged.map(({ line }) => line)).toEqual([6, 7]);
  });
  test('a query changes nothing', () => {
    const query = queries([50], 2, [80]).replace(/= 0$/, '= ?');
    const { result, steps, unjudged } = partOf(logOf(...LINKED, query, queries([50], 2, [80])));
    expect([result, steps.length, unjudged.length]).toEqual(['inconclusive', 3, 1]);
  });
  test('at other hooks is counted and skipped', () => {
    const other = attaches({ fd: 3, result: '?' }).replace('BPF_TCX_INGRESS', 'BPF_CGROUP_DEVICE');
    const { file } = observed(logOf(...LINKED, other));
    expect([file.result, file.skipped]).toEqual(['held', { 'BPF_PROG_ATTACH at other hooks': 1 }]);
  });
});

describe('a process that is killed in a call', () => {
  const begun = attaches({ fd: 4 }).replace(/\) = 0$/, ' <unfinished ...>');
  const killed = '+++ killed by SIGKILL +++';
  test.each([
    ['whose line is interrupted', [begun, killed]],
    ['of which strace says that it is unfinished', [begun.replace('...>', '...>) = ?'), killed]],
    ['after another line', [begun, '<... bpf resumed> <unfinished ...>) = ?', killed]],
  ])('%s: it may have done it', (_, lines) => {
    const part = partOf(logOf(...AB, attaches({ fd: 3 }), ...lines));
    expect([part.result, part.unjudged[0]!.why]).toEqual(['inconclusive', UNSEEN]);
  });
  test('that strace prints at its end: that says nothing', () => {
    const query = queries([50], 2).replace(/ => .*$/, ' <unfinished ...>');
    expect(partOf(logOf(...AB, attaches({ fd: 3 }), query, killed)).result).toBe('held');
    expect(partOf(logOf(...AB, attaches({ fd: 3 }), `${query}) = ?`, killed)).result).toBe('held');
  });
  test('at the execve(2) of another thread: it may have done it too', () => {
    const thread = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 8';
    const exec = '8 execve("/x", ["x"], 0x7f /* 3 vars */ <pid changed to 7 ...>\n7 <... execve resumed>) = 0\n';
    const part = partOf(`${logOf(...AB, attaches({ fd: 3 }), thread, begun)}${exec}`);
    expect([part.result, part.unjudged[0]!.why]).toEqual(['inconclusive', UNSEEN]);
  });
});

test('a failure that no semantics has is not judged, and changes nothing', () => {
  const strange = attaches({ fd: 4, result: '-1 EFUTURE (Not yet)' });
  const part = partOf(logOf(...AB, attaches({ fd: 3 }), strange, queries([50], 2)));
  expect([part.result, part.steps.length, part.unjudged.map(({ why }) => why)]).toEqual([
    'inconclusive',
    2,
    ['the call failed with an errno that no semantics has'],
  ]);
});

describe('an fd that is not given', () => {
  const ENOENT = '-1 ENOENT (No such file or directory)';
  const linkById = (id: number, result: string) => `bpf(BPF_LINK_GET_FD_BY_ID, {link_id=${id}}, 12) = ${result}`;
  const progById = (id: number, result: string) => `bpf(BPF_PROG_GET_FD_BY_ID, {prog_id=${id}}, 12) = ${result}`;
  const pin = (path: string, result: string, flags = 0) =>
    `bpf(BPF_OBJ_PIN, {pathname="${path}", bpf_fd=5<anon_inode:bpf_link>, file_flags=${flags}}, 16) = ${result}`;
  const get = (path: string, result: string, flags = '0') =>
    `bpf(BPF_OBJ_GET, {pathname="${path}", bpf_fd=0, file_flags=${flags}}, 16) = ${result}`;
  const linked = (...lines: readonly string[]) => partOf(logOf(...LINKED, ...lines));

  test.each([
    ['a link by its id', [linkById(80, ENOENT)]],
    ['a program by its id', [progById(50, ENOENT)]],
    ['a program that a link alone holds', ['close(3<anon_inode:bpf-prog>) = 0', progById(50, ENOENT)]],
    ['a link by its pin', [pin('/b/l', '0'), get('/b/l', ENOENT)]],
    ['a pin of a link', [pin('/b/l', '-1 EINVAL (Invalid argument)')]],
  ])('of %s is a deviation where the rules give one', (_, lines) => {
    expect(linked(...lines)).toMatchObject({ result: 'violated' });
    expect(linked(...lines).steps.at(-1)).toMatchObject({ expected: 'ok', result: 'violated' });
  });
  test.each([
    ['a link that is gone', ['close(5<anon_inode:bpf_link>) = 0', linkById(80, ENOENT)], 'link-open/id-unknown'],
    ['a name that is taken', [pin('/b/l', '0'), pin('/b/l', '-1 EEXIST (File exists)')], 'link-pin/exists'],
  ])('is judged where the rules give none: %s', (_, lines, rule) => {
    const { result, steps } = linked(...lines);
    expect([result, steps.at(-1)!.rule]).toEqual(['held', rule]);
  });
  const unjudgedIn = (some: readonly { readonly steps: number }[]) => some.reduce((all, { steps }) => all + steps, 0);
  const BEFORE = [
    pin('/b/l', '0'),
    'bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=4<anon_inode:bpf-prog>, info_len=232, info={type=BPF_PROG_TYPE_SCHED_CLS, id=51}}}, 16) = 0',
    attaches({ fd: 4, result: '-1 EINVAL (Invalid argument)', flags: '0x100000' }),
    attaches({ fd: 4 }).replace('"lo"', '"eth0"'),
    'close(4<anon_inode:bpf-prog>) = 0',
  ];
  test.each([
    ['a link that may be one of the log', linkById(81, ENOENT)],
    ['the number of fds', linkById(80, '-1 EMFILE (Too many open files)')],
    ['a program that may be at a hook that is not known', progById(51, ENOENT)],
    ['what is at a path', pin('/b/m', ENOENT)],
    ['flags', get('/b/l', '-1 EINVAL (Invalid argument)', 'BPF_F_RDONLY')],
  ])('is not judged where the log leaves it open, and changes nothing: %s', (_, line) => {
    const without = linked(...BEFORE, queries([50], 2, [80]));
    const { result, steps, unjudged } = linked(...BEFORE, line, queries([50], 2, [80]));
    expect([result, steps.length, unjudgedIn(unjudged)]).toEqual([
      'inconclusive',
      without.steps.length,
      unjudgedIn(without.unjudged) + 1,
    ]);
  });
  test.each([
    ['BPF_PROG_GET_FD_BY_ID of what the log does not know, without success', progById(77, ENOENT)],
    ['BPF_OBJ_GET of what the log does not know, without success', get('/b/other', ENOENT)],
    ['BPF_OBJ_GET of what the log does not know, without success', get('other', ENOENT)],
    [
      'BPF_OBJ_PIN of what is no link of the log, without success',
      pin('/b/p', ENOENT).replace('5<anon_inode:bpf_link', '3<anon_inode:bpf-prog'),
    ],
  ])('is counted where the log does not tell of what: %s', (what, line) => {
    const { file } = observed(logOf(...LINKED, line));
    expect([file.result, file.skipped]).toEqual(['held', { [what]: 1 }]);
  });
});

/** What can be done with a program or target, with the prog_array and with the device. */
import { kindOf } from '../reference.ts';
import { fact, fail, rulesOver, ruleTable, succeed } from '../rules.ts';
import type { RequestOf } from '../vocabulary/index.ts';
import { capable } from './facts.ts';

const NONE = [] as const;
const always = rulesOver<typeof NONE>();

export const progClose = ruleTable<RequestOf<'prog_close'>>({
  op: 'prog_close',
  title: 'close of a program',
  facts: NONE,
  rules: [
    always('prog-close/closed', {}, succeed('close-prog'), 'release')`
      Closing detaches nothing; a program that nothing holds is gone, and lets go of its saved target when it is freed.`,
  ],
});

const there = fact({
  field: 'there',
  values: [false, true],
  reads: ['prog'],
  tell: ({ targets, progs }, { prog }: RequestOf<'prog_open'>) => (targets[prog] ?? progs[prog])?.there === true,
});

const OPEN = [capable, there] as const;
const open = rulesOver<typeof OPEN>();

export const progOpen = ruleTable<RequestOf<'prog_open'>>({
  op: 'prog_open',
  title: 'BPF_PROG_GET_FD_BY_ID',
  facts: OPEN,
  rules: [
    open('prog-open/no-capability', { capable: false }, fail('EPERM'), 'object')`
      Opening by id takes CAP_SYS_ADMIN.`,
    open('prog-open/gone', { there: false }, fail('ENOENT'), 'object')`
      Nothing has the id of a program that is gone.`,
    open('prog-open/opened', {}, succeed('open-prog'), 'object')`
      A program that is there gets one more fd.`,
  ],
});

const extended = fact({
  field: 'extended',
  values: [false, true],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'array_put'>) => state.targets[prog]?.extended === true,
});

/** The prog_array is for programs of the type of the first target. */
const calleeKind = fact({
  field: 'prog',
  values: ['closed', 'wrong-kind', 'target', 'other-type', 'ext', 'fentry'],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'array_put'>) => {
    const kind = kindOf(state, prog);
    const [first] = Object.values(state.universe.targets);
    return kind === 'target' && state.universe.targets[prog]!.type !== first!.type ? 'other-type' : kind;
  },
});

const PUT = [calleeKind, extended] as const;
const put = rulesOver<typeof PUT>();

export const arrayPut = ruleTable<RequestOf<'array_put'>>({
  op: 'array_put',
  title: 'BPF_MAP_UPDATE_ELEM of a prog_array',
  facts: PUT,
  rules: [
    put('array-put/prog-not-open', { prog: 'closed' }, fail('EBADF'), 'array-ext')`
      The fd of the program must be open.`,
    put('array-put/not-a-program', { prog: 'wrong-kind' }, fail('EINVAL'), 'array-ext')`
      The fd of the program must be that of a program.`,
    put('array-put/ext', { prog: 'ext' }, fail('EINVAL'), 'tail-callee')`
      An EXT program is no tail callee, attached or not.`,
    put('array-put/fentry', { prog: 'fentry' }, fail('EINVAL'), 'array-ext')`
      A fentry program is no tail callee of what the array is for.`,
    put('array-put/other-type', { prog: 'other-type' }, fail('EINVAL'), 'array-type')`
      A program of another type than the array is for is no tail callee of it.`,
    put('array-put/extended', { extended: true }, fail('EBUSY'), 'tail-callee')`
      A program that is marked as extended is no tail callee; the mark is set by every attach and cleared by every detach.`,
    put('array-put/put', {}, succeed('array-put'), 'array-ext')`
      The entry holds the program, and lets go of the one before it.`,
  ],
});

const entry = fact({
  field: 'entry',
  values: [false, true],
  reads: [],
  tell: ({ array }, _: RequestOf<'array_delete'>) => array !== 'none',
});

const DELETE = [entry] as const;
const remove = rulesOver<typeof DELETE>();

export const arrayDelete = ruleTable<RequestOf<'array_delete'>>({
  op: 'array_delete',
  title: 'BPF_MAP_DELETE_ELEM of a prog_array',
  facts: DELETE,
  rules: [
    remove('array-delete/empty', { entry: false }, fail('ENOENT'), 'array-delete')`There must be an entry.`,
    remove('array-delete/deleted', {}, succeed('array-delete'), 'array-delete')`The entry lets go of its program.`,
  ],
});

const root = fact({
  field: 'prog',
  values: ['none', 'closed', 'wrong-kind', 'target', 'other'],
  reads: ['prog'],
  tell: (state, { prog }: RequestOf<'device_set'>) => {
    const kind = prog === 'none' ? 'none' : kindOf(state, prog);
    if (kind === 'target') return state.universe.targets[prog]!.type === 'xdp' ? 'target' : 'other';
    return kind === 'ext' || kind === 'fentry' ? 'other' : kind;
  },
});

const SET = [root] as const;
const set = rulesOver<typeof SET>();

export const deviceSet = ruleTable<RequestOf<'device_set'>>({
  op: 'device_set',
  title: 'the program of a device',
  facts: SET,
  rules: [
    set('device-set/prog-not-open', { prog: 'closed' }, fail('EBADF'), 'device')`
      The fd of the program must be open.`,
    set('device-set/not-a-program', { prog: 'wrong-kind' }, fail('EINVAL'), 'device')`
      The fd of the program must be that of a program.`,
    set('device-set/not-for-a-device', { prog: 'other' }, fail('EINVAL'), 'device')`
      Only a program of type XDP is attached to a device.`,
    set('device-set/set', {}, succeed('device-set'), 'device')`
      The device holds the program that it runs, and lets go of the one before it, in one step for packets.`,
  ],
});

export const gracePeriod = ruleTable<RequestOf<'grace_period'>>({
  op: 'grace_period',
  title: 'the end of a grace period',
  facts: NONE,
  rules: [
    always('grace-period/ended', {}, succeed('grace-end'), 'release')`
      What a program that is gone had held is let go.`,
  ],
});

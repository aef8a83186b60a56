import { P } from 'ts-pattern';
import type { Reach } from '../../fix.ts';
import { has, hooksAt } from '../slots/facts/qdisc.ts';
import { fact, rulesOver, splat } from '../slots/rules.ts';
import { covers, type State, slotsOf } from '../slots/state.ts';
import type { DeviceName, Qdisc, Request, RequestOf } from '../slots/vocabulary/index.ts';
import { before } from './lists.ts';

type AtDevice = Request & { device: DeviceName };

const isEmpty = (state: State, device: DeviceName, direction: 'ingress' | 'egress') =>
  hooksAt(state, device).some((at) => at.direction === direction && slotsOf(state, at.hook).length === 0);

/** Whether the list of ingress is empty, so that a qdisc alone has its entry. */
const ingress = fact({
  field: 'ingress',
  values: ['empty', 'other'],
  reads: ['device'],
  tell: (state, { device }: AtDevice) => (isEmpty(state, device, 'ingress') ? 'empty' : 'other'),
});

/** Whether the list of egress has programs, and so an entry. */
const egress = fact({
  field: 'egress',
  values: ['some', 'other'],
  reads: ['device'],
  tell: (state, { device }: AtDevice) =>
    hooksAt(state, device).some((at) => at.direction === 'egress') && !isEmpty(state, device, 'egress')
      ? 'some'
      : 'other',
});

/** Whether there is an entry that both qdiscs have, that of the device and that of the request. */
const handed = fact({
  field: 'handed',
  values: [false, true],
  reads: ['device', 'qdisc'],
  tell: (state, { device, qdisc }: AtDevice & { qdisc: Qdisc }) => {
    const there = state.qdiscs[device]!;
    return (
      there !== qdisc &&
      hooksAt(state, device).some(({ direction }) => covers(there, direction) && covers(qdisc, direction))
    );
  },
});

/** Whether somebody else holds the qdisc. */
const busy = fact({
  field: 'busy',
  values: [false, true],
  reads: ['busy'],
  tell: (_, { busy: is }: RequestOf<'device_remove'>) => is,
});

/** The kind of qdisc that is asked for, and whether memory runs out. */
const half = fact({
  field: 'half',
  values: [false, true],
  reads: ['qdisc', 'short'],
  tell: (_, { qdisc, short }: RequestOf<'qdisc_add'>) => short && qdisc === 'clsact',
});

const rule = rulesOver<readonly [typeof has, typeof ingress, typeof egress, typeof handed, typeof busy, typeof half]>();

const wrongPointer = (command: string) =>
  rule(`${command}/wrong-pointer`, { has: 'ingress', ingress: 'empty' }, splat(), 'ingress-end')`
    The pointer to the entry of egress is cleared; the entry of ingress is freed, and its pointer leads there.`;

/** The end of an ingress qdisc. */
export const ingressEnd: Reach = before('dc644b540a2d', {
  facts: [
    { of: ['qdisc_remove', 'device_remove'], ...ingress },
    { of: ['device_remove'], ...has },
  ],
  insert: [
    { before: 'qdisc-remove/remove', rules: [wrongPointer('qdisc-remove')] },
    { before: 'device-remove/remove', rules: [wrongPointer('device-remove')] },
  ],
});

const ENTRY_HELD = rule('device-remove/entry-held', { busy: true, has: P.not('none') }, splat(), 'device-end')`
  An entry is freed that a qdisc still has.`;

/** The end of a device whose qdisc somebody holds. */
export const deviceEnd: Reach = before('079082c60aff', {
  facts: [
    { of: ['device_remove'], ...busy },
    { of: ['device_remove'], ...has },
  ],
  insert: [{ before: 'device-remove/remove', rules: [ENTRY_HELD] }],
});

const FLAG_LOST = rule('qdisc-replace/flag-lost', { handed: true }, splat(), 'entry-count')`
  A flag says that a qdisc has the entry, and the replaced qdisc clears it: the entry is freed too early.`;

/** A qdisc that takes the place of another one. */
export const qdiscReplaced: Reach = before('1cb6f0bae504', {
  facts: [{ of: ['qdisc_replace'], ...handed }],
  insert: [{ before: 'qdisc-replace/first', rules: [FLAG_LOST] }],
});

const UNDONE_WHOLE = rule('qdisc-add/undone-whole', { half: true, egress: 'some' }, splat(), 'qdisc-init')`
  The entry of egress, which programs have, loses a hold that the qdisc never had.`;

/** A clsact qdisc that is made half. */
export const halfMade: Reach = before('a0671125d4f5', {
  facts: [
    { of: ['qdisc_add'], ...egress },
    { of: ['qdisc_add'], ...half },
  ],
  insert: [{ before: 'qdisc-add/memory-short', rules: [UNDONE_WHOLE] }],
});

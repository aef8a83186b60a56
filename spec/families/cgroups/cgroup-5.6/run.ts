/**
 * One packet or system call at a cgroup, before programs could set what a call comes to.
 * In the kernel, at v5.6: BPF_PROG_RUN_ARRAY and BPF_PROG_CGROUP_INET_EGRESS_RUN_ARRAY (include/linux/bpf.h), and the functions of
 * kernel/bpf/cgroup.c that run them.
 */
import { P } from 'ts-pattern';
import { allAllow, congestion, runFor } from '../../slots/facts/array.ts';
import { rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

const FACTS = [runFor, allAllow, congestion] as const;

const rule = rulesOver<typeof FACTS>();

const REFUSED = { for: 'packet-out', allAllow: false } as const;
const ALLOWED = { for: 'packet-out', allAllow: true } as const;
const IN = { for: 'packet-in' } as const;
const CALL = { for: P.union('call-in-front', 'call-behind') } as const;

const RULES = [
  rule('run/refused-out', { ...REFUSED, congestion: false }, succeed('nothing', 'denied'), 'cgroup-5.6-run')`
    One program that returns 0 refuses a packet on its way out, whatever the others return: its sender gets EPERM.`,
  rule('run/congested', { ...REFUSED, congestion: true }, succeed('nothing', 'refused'), 'cgroup-5.6-run')`
    One refuses and one says congestion (2 says both): the packet is dropped, an error under IP_RECVERR alone.`,
  rule('run/sent-congested', { ...ALLOWED, congestion: true }, succeed('nothing', 'delivered'), 'cgroup-5.6-run')`
    Where every program allows a packet and one says congestion (3), it is sent; its sender gets no error.`,
  rule('run/sent', { ...ALLOWED, congestion: false }, succeed('nothing', 'delivered'), 'cgroup-5.6-run')`
    Where every program returns 1, or there is none, a packet is sent.`,
  rule('run/refused-in', { ...IN, allAllow: false }, succeed('nothing', 'lost'), 'cgroup-5.6-run')`
    One program that returns 0 refuses a packet on its way in: it is dropped, and its sender gets no error.`,
  rule('run/received', { ...IN, allAllow: true }, succeed('nothing', 'delivered'), 'cgroup-5.6-run')`
    Where every program returns 1, or there is none, a packet is received.`,
  rule('run/call-refused', { ...CALL, allAllow: false }, succeed('nothing', 'denied'), 'cgroup-5.6-run')`
    One program that returns 0 refuses a call with EPERM, behind the kernel also where the kernel gave another errno.`,
  rule('run/call-allowed', { ...CALL, allAllow: true }, succeed('nothing', 'carried-out'), 'cgroup-5.6-run')`
    Where every program returns 1, or there is none, the kernel does its part, and its caller gets what comes of that.`,
];

export const run = ruleTable<RequestOf<'run'>>({
  op: 'run',
  title: 'one packet or system call at the cgroup',
  facts: FACTS,
  rules: RULES,
});

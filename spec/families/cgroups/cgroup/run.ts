/**
 * One packet or system call at a cgroup: every program of the effective array runs, whatever those in front of it said.
 * In the kernel: bpf_prog_run_array_cg, then its caller: __cgroup_bpf_run_filter_skb, __cgroup_bpf_run_filter_sk,
 * __cgroup_bpf_run_filter_sock_addr, __cgroup_bpf_run_filter_getsockopt or __cgroup_bpf_run_filter_setsockopt
 * (kernel/bpf/cgroup.c).
 */
import { P } from 'ts-pattern';
import { allAllow, congestion, end, runFor } from '../../slots/facts/array.ts';
import { rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

export const RUN_FACTS = [runFor, allAllow, congestion, end] as const;

const rule = rulesOver<typeof RUN_FACTS>();

const OUT = { for: 'packet-out' } as const;
const IN = { for: 'packet-in' } as const;
const FRONT = { for: 'call-in-front' } as const;
const BEHIND = { for: 'call-behind' } as const;
const CALL = { for: P.union('call-in-front', 'call-behind') } as const;

const ALLOWED = { ...OUT, allAllow: true } as const;

export const RUN_RULES = [
  rule('run/refused-out', { ...OUT, allAllow: false, congestion: false }, succeed('nothing', 'denied'), 'cgroup-skb')`
    One program that returns 0 refuses a packet on its way out, whatever the others return: its sender gets EPERM.`,
  rule('run/congested', { ...OUT, allAllow: false, congestion: true }, succeed('nothing', 'refused'), 'cgroup-skb')`
    One refuses and one says congestion (2 says both): the packet is dropped, an error under IP_RECVERR alone.`,
  rule('run/sent-congested', { ...ALLOWED, congestion: true }, succeed('nothing', 'delivered'), 'cgroup-skb')`
    Where every program allows a packet and one says congestion (3), it is sent; its sender gets no error.`,
  rule('run/sent', { ...ALLOWED, congestion: false }, succeed('nothing', 'delivered'), 'cgroup-skb')`
    Where every program returns 1, or there is none, a packet is sent.`,
  rule('run/refused-in', { ...IN, allAllow: false }, succeed('nothing', 'lost'), 'cgroup-skb')`
    One program that returns 0 refuses a packet on its way in: it is dropped, and its sender gets no error.`,
  rule('run/received', { ...IN, allAllow: true }, succeed('nothing', 'delivered'), 'cgroup-skb')`
    Where every program returns 1, or there is none, a packet is received.`,
  rule('run/call-refused', { ...CALL, end: 'refused' }, succeed('nothing', 'answered'), 'cgroup-array')`
    A program that returns 0 makes the result EPERM, unless it is an errno; in front of the kernel that ends the call.`,
  rule('run/errno-set', { ...CALL, end: 'errno' }, succeed('nothing', 'answered'), 'cgroup-retval')`
    An errno set by bpf_set_retval overwrites the result: the later of two stands; a program that returns 0 keeps it.`,
  rule('run/value-set', { ...CALL, end: 'value' }, succeed('nothing', 'answered'), 'cgroup-retval')`
    A value set by bpf_set_retval that is neither 0 nor an errno is handed to the caller unchanged.`,
  rule('run/kernel-errno-stands', { ...BEHIND, end: 'kernel-errno' }, succeed('nothing', 'answered'), 'cgroup-sockopt')`
    Behind the kernel the result starts as what the kernel gave; an errno stands, also where programs return 0.`,
  rule('run/refusal-undone', { ...FRONT, end: 'undone' }, succeed('nothing', 'carried-out'), 'cgroup-retval')`
    A program that calls bpf_set_retval(0) and returns 1 undoes what others refused: the kernel does its part.`,
  rule('run/errno-cleared', { ...BEHIND, end: 'undone' }, succeed('nothing', 'answered'), 'cgroup-sockopt')`
    Behind the kernel bpf_set_retval(0) with 1 returned undoes what other programs, or the kernel, said.`,
  rule('run/call-allowed', { ...FRONT, end: 'allowed' }, succeed('nothing', 'carried-out'), 'cgroup-array')`
    Where every program returns 1 and none sets an error, or there is none, the kernel does its part.`,
  rule('run/answer-allowed', { ...BEHIND, end: 'allowed' }, succeed('nothing', 'answered'), 'cgroup-sockopt')`
    Where every program returns 1 and none sets an error, or there is none, the caller gets what the kernel gave.`,
];

export const run = ruleTable<RequestOf<'run'>>({
  op: 'run',
  title: 'one packet or system call at the cgroup',
  facts: RUN_FACTS,
  rules: RUN_RULES,
});

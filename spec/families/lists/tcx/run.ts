/**
 * One packet at a tcx hook. In the kernel: tcx_run, sch_handle_ingress and sch_handle_egress (net/core/dev.c), then
 * classic tc: tc_run and cls_bpf_classify. A redirect: skb_do_redirect (net/core/filter.c).
 */
import { device } from '../../slots/facts/device.ts';
import { across, classic, target, walk, way } from '../../slots/facts/walk.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

const FACTS = [device, walk, way, target, classic, across] as const;

const rule = rulesOver<typeof FACTS>();

const FILTERED = { classic: 'redirect' } as const;

const RULES = [
  rule('run/no-device', { device: 'gone' }, fail('ENETUNREACH'), 'tcx-run')`
    Nothing can be sent over a device that is gone.`,
  rule('run/pass-across', { walk: 'pass', across: true }, succeed('nothing', 'crosses'), 'tcx-run')`
    PASS ends the walk; what leaves a device comes to the ingress list at its other end.`,
  rule('run/pass', { walk: 'pass' }, succeed('nothing', 'delivered'), 'tcx-run')`
    PASS ends the walk: later slots and classic filters do not run, and the packet is delivered.`,
  rule('run/drop-out', { walk: 'drop', way: 'out' }, succeed('nothing', 'refused'), 'tcx-run')`
    DROP ends the walk and drops the packet; on its way out the sender gets an error if it asks for it (IP_RECVERR).`,
  rule('run/drop-in', { walk: 'drop', way: 'in' }, succeed('nothing', 'lost'), 'tcx-run')`
    DROP ends the walk and drops the packet; on its way in nobody gets an error.`,
  rule('run/redirect-to', { walk: 'redirect', target: 'hook' }, succeed('nothing', 'redirected'), 'tcx-redirect')`
    REDIRECT ends the walk; the list of the target set last runs, and the sender gets no error whatever that does.`,
  rule('run/redirect', { walk: 'redirect', target: 'none' }, succeed('nothing', 'lost'), 'tcx-redirect')`
    REDIRECT ends the walk; without a target, or where its device does not exist, the packet is lost without an error.`,
  rule('run/filter-drops-out', { classic: 'shot', way: 'out' }, succeed('nothing', 'refused'), 'tcx-run')`
    After the list the classic filters run; one that drops does so as the list does.`,
  rule('run/filter-drops-in', { classic: 'shot', way: 'in' }, succeed('nothing', 'lost'), 'tcx-run')`
    After the list the classic filters run; one that drops does so as the list does.`,
  rule('run/filter-consumes', { classic: 'stolen' }, succeed('nothing', 'consumed'), 'tcx-run')`
    A classic filter that says STOLEN or TRAP consumes the packet: it is not dropped, and not delivered.`,
  rule('run/filter-redirects-to', { ...FILTERED, target: 'hook' }, succeed('nothing', 'redirected'), 'tcx-redirect')`
    A classic filter that says REDIRECT does so as the list does, also to a target that a program of the list has set.`,
  rule('run/filter-redirects', { ...FILTERED, target: 'none' }, succeed('nothing', 'lost'), 'tcx-redirect')`
    Where no target is set, or its device does not exist, a packet that a filter redirects is dropped.`,
  rule('run/across', { across: true }, succeed('nothing', 'crosses'), 'tcx-run')`
    What leaves a device comes to the ingress list at its other end.`,
  rule('run/unknown', { walk: 'unknown' }, succeed('nothing', 'delivered'), 'tcx-run')`
    A verdict that tcx does not know ends the walk over the list; the packet is treated as after NEXT.`,
  rule('run/through', { walk: 'through' }, succeed('nothing', 'delivered'), 'tcx-run')`
    Where every slot says NEXT, all run in order, and the packet is delivered; a target that was set means nothing.`,
];

export const run = ruleTable<RequestOf<'run'>>({
  op: 'run',
  title: 'one packet at the hook',
  facts: FACTS,
  rules: RULES,
});

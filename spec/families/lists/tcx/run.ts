/**
 * One packet at a tcx hook. In the kernel: tcx_run, sch_handle_ingress and sch_handle_egress (net/core/dev.c), then
 * classic tc: tc_run and cls_bpf_classify.
 */
import { device } from '../../slots/facts/device.ts';
import { classic, walk, way } from '../../slots/facts/walk.ts';
import { fail, rulesOver, ruleTable, succeed } from '../../slots/rules.ts';
import type { RequestOf } from '../../slots/vocabulary/index.ts';

const FACTS = [device, walk, way, classic] as const;

const rule = rulesOver<typeof FACTS>();

const RULES = [
  rule('run/no-device', { device: 'gone' }, fail('ENETUNREACH'), 'tcx-run')`
    Nothing can be sent over a device that is gone.`,
  rule('run/pass', { walk: 'pass' }, succeed('nothing', 'delivered'), 'tcx-run')`
    PASS ends the walk: later slots and classic filters do not run, and the packet is delivered.`,
  rule('run/drop-out', { walk: 'drop', way: 'out' }, succeed('nothing', 'refused'), 'tcx-run')`
    DROP ends the walk and drops the packet; on its way out the sender gets an error if it asks for it (IP_RECVERR).`,
  rule('run/drop-in', { walk: 'drop', way: 'in' }, succeed('nothing', 'lost'), 'tcx-run')`
    DROP ends the walk and drops the packet; on its way in nobody gets an error.`,
  rule('run/redirect', { walk: 'redirect' }, succeed('nothing', 'lost'), 'tcx-run')`
    REDIRECT ends the walk; where no program called bpf_redirect the packet is lost, and nobody gets an error.`,
  rule('run/filter-drops-out', { classic: 'shot', way: 'out' }, succeed('nothing', 'refused'), 'tcx-run')`
    After the list the classic filters run; one that drops does so as the list does.`,
  rule('run/filter-drops-in', { classic: 'shot', way: 'in' }, succeed('nothing', 'lost'), 'tcx-run')`
    After the list the classic filters run; one that drops does so as the list does.`,
  rule('run/filter-consumes', { classic: 'stolen' }, succeed('nothing', 'lost'), 'tcx-run')`
    A classic filter that says STOLEN or TRAP consumes the packet.`,
  rule('run/unknown', { walk: 'unknown' }, succeed('nothing', 'delivered'), 'tcx-run')`
    A verdict that tcx does not know ends the walk over the list; the packet is treated as after NEXT.`,
  rule('run/through', { walk: 'through' }, succeed('nothing', 'delivered'), 'tcx-run')`
    Where every slot says NEXT, all run in order, and the packet is delivered.`,
];

export const run = ruleTable<RequestOf<'run'>>({
  op: 'run',
  title: 'one packet at the hook',
  facts: FACTS,
  rules: RULES,
});

import type { Fix } from '../../fix.ts';
import { shortQuery, updateBesidePreorder } from './cgroups.ts';
import { halfReplaced, offload, otherStorage } from './inside.ts';
import { emptyDetach, emptyQuery, fullList, ownOutput, unnamedDetach } from './lists.ts';
import { deviceEnd, halfMade, ingressEnd, qdiscReplaced } from './qdiscs.ts';
import { standingIn } from './short-detach.ts';
import { unknownFields } from './unknown-fields.ts';

/**
 * The fixes to attach semantics since Linux 6.6. None of them was first found by the kernel's selftests. Source: stored advisories and
 * push logs of stable trees.
 */
export const FIXES: readonly Fix[] = [
  {
    commit: 'dc644b540a2d',
    since: '6.6',
    defect: 'The ingress pointer of a device was not cleared before its entry was freed.',
    reach: ingressEnd,
  },
  {
    commit: '079082c60aff',
    since: '6.6',
    defect: 'The removal of a device assumed that no qdisc holds the entry of a hook any more.',
    reach: deviceEnd,
  },
  {
    commit: 'd210f9735e13',
    since: '6.6',
    defect: 'A detach from a list that is empty, but whose entry a qdisc keeps, designated slot -1.',
    reach: emptyDetach,
  },
  {
    commit: 'f9b0e1088bbf',
    since: '6.6-rc5',
    defect:
      'The index was compared with the limit, not the number of slots, so that a 64th program was written past the array.',
    reach: fullList,
  },
  {
    commit: 'a4fe78386afb',
    since: '6.6-rc6',
    defect: 'A query whose attribute is what the query before left there failed with EINVAL.',
    reach: ownOutput,
  },
  {
    commit: 'edfa9af0a73e',
    since: '6.6-rc6',
    defect: 'A query of a hook without entry failed with ENOENT.',
    reach: emptyQuery,
  },
  {
    commit: 'ba62d61128bd',
    since: '6.6-rc6',
    defect: 'Hooks that know neither relative nor expected revision ignored both silently.',
    reach: unknownFields,
  },
  {
    commit: '1cb6f0bae504',
    since: '6.10, 6.9.10',
    defect: 'An entry was released too early when an ingress qdisc was replaced by clsact (CVE-2024-41010).',
    reach: qdiscReplaced,
  },
  {
    commit: 'a0671125d4f5',
    since: '6.18.20, 6.12.78',
    defect: 'The creation of a clsact qdisc that fails half-way was not undone as it was made (CVE-2026-23413).',
    reach: halfMade,
  },
  {
    commit: 'ae23bc81ddf7',
    since: '7.0, 6.19.4, 6.18.14, 6.12.114',
    defect: 'A detach that names no program asked for no capability (CVE-2026-45932).',
    reach: unnamedDetach,
  },
  {
    commit: 'f08aaee3152d',
    since: '7.2, 7.1.5, 6.18.40, 6.12.97, 6.6.145',
    defect: 'A link update beside PREORDER overwrote the effective entry of another program (CVE-2026-72427).',
    reach: updateBesidePreorder,
  },
  {
    commit: '21c4b99b27f3',
    since: '7.2, 7.1.5, 6.18.40',
    defect: 'A query with a short attribute had its revision written past it (CVE-2026-74371).',
    reach: shortQuery,
  },
  {
    commit: '6655c409707e',
    since: '6.12.110',
    defect: 'An attach that failed did not restore flags, storage and mode of the slot that it began to replace.',
    reach: halfReplaced,
  },
  {
    commit: '7dc211c1159d',
    since: 'newer trees',
    defect: 'What stands in for a program that was detached while memory was short could not be run.',
    reach: standingIn,
  },
  {
    commit: '3f562c537e9e',
    since: '6.12.110',
    defect: 'A link update to a program with other cgroup storage maps used a null pointer.',
    reach: otherStorage,
  },
  {
    commit: '56145d237385',
    since: '6.12.77',
    defect:
      'The reference of a trampoline shim of a cgroup LSM was taken after it had dropped to zero (CVE-2026-23319).',
    reach: { is: 'outside', why: 'a race of a reference count in the trampoline, which no list of programs shows' },
  },
  {
    commit: 'bpf_mprog_check_prog',
    since: 'newer trees',
    defect: 'A program that is offloaded to a device was accepted.',
    reach: offload,
  },
];

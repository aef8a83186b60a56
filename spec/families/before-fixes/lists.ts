import type { Derivation } from '../../derivation-form.ts';
import { DETACH_FROM_EMPTY, LIMIT_BY_INDEX, QUERY_NEEDS_ENTRY } from '../lists/mprog-first-merge.ts';
import { tcx } from '../lists/tcx/index.ts';
import { DETACH_FOR_ANYBODY } from '../lists/tcx-6.17.ts';
import type { attr } from '../slots/facts/attr.ts';
import { fail, rulesOver } from '../slots/rules.ts';
import { without } from './without.ts';

/** The code before a fix of tcx: what it did otherwise. */
export const before = (commit: string, defect: Partial<Derivation>) =>
  without(tcx, 'bpf_mprog through tcx', commit, defect);

/** A detach from a list that is empty, where a qdisc keeps its entry. */
export const emptyDetach = before('d210f9735e13', DETACH_FROM_EMPTY);

/** One slot too many in a full list. */
export const fullList = before('f9b0e1088bbf', LIMIT_BY_INDEX);

/** A query of a hook that has no entry. */
export const emptyQuery = before('edfa9af0a73e', QUERY_NEEDS_ENTRY);

const rule = rulesOver<readonly [typeof attr]>();

const OWN_OUTPUT = rule('query/own-output', { attr: 'reused' }, fail('EINVAL'), 'query-last-field')`
  What a query wrote behind its last known field is taken for an unknown field.`;

/** A query with what another one left in its attribute. */
export const ownOutput = before('a4fe78386afb', {
  insert: [{ before: 'query/without-capability', rules: [OWN_OUTPUT] }],
});

/** A detach that names no program, by somebody without capability. */
export const unnamedDetach = before('ae23bc81ddf7', DETACH_FOR_ANYBODY);

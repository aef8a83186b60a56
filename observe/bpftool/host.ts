import type { Observed } from '../observe.ts';
import type { Reading } from '../world.ts';
import { findingsIn, lookedFor, untoldIn } from './findings.ts';
import { listsOf } from './lists.ts';
import { readShown } from './shapes.ts';
import { startOf } from './start.ts';

/** Reads what bpftool showed of a host: its lists, what is odd in them, and a trace that makes those that are known well enough. */
export function shownOf(path: string, text: string, { profileFor }: Reading): Observed {
  const shown = readShown(path, text);
  const lists = listsOf(path, shown);
  const findings = findingsIn(shown, lists);
  const profile = profileFor('tcx');
  const looked = lookedFor(shown, lists);
  return {
    file: {
      file: path,
      result: findings.length > 0 ? 'violated' : looked.length === 0 ? 'skipped' : 'held',
      parts: [],
      shown: {
        by: shown.by,
        lists: lists.map(({ at, slots, effective }) => ({ at, effective, slots: slots.map((slot) => ({ ...slot })) })),
        lookedFor: [...looked],
        findings: [...findings],
        untold: [...untoldIn(shown, lists)],
      },
      skipped: {},
    },
    // Only where a trace is asked for: a list may be one that the rules cannot make.
    get traces() {
      return profile === undefined ? [] : startOf(path, lists, profile);
    },
  };
}

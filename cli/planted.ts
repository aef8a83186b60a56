import type { ModelKind } from '../model/index.ts';
import { meant } from '../spec/suggest.ts';
import { UsageError } from './exit.ts';

/** A model with a fault planted in it, if any; a UsageError that lists the faults on one that there is not. */
export function planted(kind: ModelKind, fault: string | undefined): ReturnType<ModelKind['create']> {
  const ids = Object.keys(kind.faults);
  if (fault !== undefined && !ids.includes(fault))
    throw new UsageError(`--fault: expected one of\n  ${ids.join('\n  ')}\nfound "${fault}"${meant(fault, ids)}`);
  return kind.create(fault);
}

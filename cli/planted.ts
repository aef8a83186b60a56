import type { ModelKind } from '../model/index.ts';
import { UsageError } from './exit.ts';

/** A model with a fault planted in it, if any; a UsageError that lists the faults on one that there is not. */
export function planted(kind: ModelKind, fault: string | undefined): ReturnType<ModelKind['create']> {
  if (fault !== undefined && !Object.hasOwn(kind.faults, fault))
    throw new UsageError(`--fault: expected one of\n  ${Object.keys(kind.faults).join('\n  ')}\nfound "${fault}"`);
  return kind.create(fault);
}

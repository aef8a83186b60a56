import type { ExplorableMachine } from '../spec/vocabulary/index.ts';
import { FAULTS, type Fault, type FaultId, FIRST_MERGE_FAULTS } from './faults.ts';
import { TcxModel } from './model-machine.ts';
import { RFC_FAULTS } from './rfc/faults.ts';
import { RfcModel } from './rfc/rfc-model.ts';

/** The model of one semantics: how to make one, sound or with a planted fault, and the faults there are. */
export interface ModelKind {
  /** Throws an Error that lists the faults on one that is not among them. */
  create(fault?: string): ExplorableMachine;
  readonly faults: Readonly<Record<string, Fault>>;
}

function cgroupKind(variant: Variant): ModelKind {
  return {
    create: (fault) => new CgroupModel(fault === undefined ? { variant } : { variant, fault: fault as CgroupFaultId }),
    faults: faultsOf(variant),
  };
}

/** The faults that are about a check which the first merge does not have. */
const LATER_CHECKS: readonly string[] = ['attach/capacity-by-index'];

const firstMergeFaults = Object.fromEntries(Object.entries(FAULTS).filter(([id]) => !LATER_CHECKS.includes(id)));

function tcxKind(variant: TcxVariant, faults: ModelKind['faults']): ModelKind {
  return {
    create: (fault) => new TcxModel(fault === undefined ? { variant } : { variant, fault: fault as FaultId }),
    faults,
  };
}

/** Every model, by the name of the semantics it implements. */
export const MODELS: Readonly<Record<string, ModelKind>> = {
  tcx: { create: (fault) => new TcxModel(fault === undefined ? {} : { fault: fault as FaultId }), faults: FAULTS },
  'mprog-first-merge': {
    create: (fault) =>
      new TcxModel({ variant: 'first-merge', ...(fault === undefined ? {} : { fault: fault as FaultId }) }),
    faults: FIRST_MERGE_FAULTS,
  },
  'rfc-v2': { create: (fault) => new RfcModel(fault === undefined ? {} : { fault }), faults: RFC_FAULTS },
};

/** The model of a semantics; throws a RangeError that lists those there are. */
export function modelNamed(name: string): ModelKind {
  const found = MODELS[name];
  if (found !== undefined) return found;
  throw new RangeError(`there is no model of "${name}"; there is ${Object.keys(MODELS).join(', ')}`);
}

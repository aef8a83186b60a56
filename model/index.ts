import type { ExplorableMachine } from '../spec/families/slots/vocabulary/index.ts';
import { CgroupModel } from './cgroup/cgroup-model.ts';
import { faultsOf } from './cgroup/faults.ts';
import type { Variant as CgroupVariant } from './cgroup/variants.ts';
import { faultsOf as freplaceFaultsOf } from './freplace/faults.ts';
import { FreplaceModel } from './freplace/freplace-model.ts';
import { DESIGNS, type Variant as FreplaceVariant } from './freplace/variants.ts';
import type { Fault } from './machine/fault.ts';
import { FAULTS, FAULTS_617, FIRST_MERGE_FAULTS, NETKIT_FAULTS } from './mprog/faults.ts';
import { TcxModel } from './mprog/tcx-model.ts';
import type { Variant as TcxVariant } from './mprog/variants.ts';
import { RFC_FAULTS } from './rfc/faults.ts';
import { RfcModel } from './rfc/rfc-model.ts';
import { XDP_FAULTS } from './xdp/faults.ts';
import { XdpModel } from './xdp/xdp-model.ts';

/** The model of one semantics: how to make one, sound or with a planted fault, and the faults there are. */
export interface ModelKind {
  /** Throws an Error that lists the faults on one that is not among them. */
  create(fault?: string): ExplorableMachine;
  readonly faults: Readonly<Record<string, Fault>>;
}

function cgroupKind(variant: CgroupVariant): ModelKind {
  return {
    create: (fault) => new CgroupModel({ variant, fault }),
    faults: faultsOf(variant),
  };
}

function tcxKind(variant: TcxVariant, faults: ModelKind['faults']): ModelKind {
  return {
    create: (fault) => new TcxModel({ variant, fault }),
    faults,
  };
}

function freplaceKind(variant: FreplaceVariant): ModelKind {
  return {
    create: (fault) => new FreplaceModel({ variant, fault }) as never,
    faults: freplaceFaultsOf(variant),
  };
}

/** The models of the designs of extension programs, with bpf_link_update_hook or without. */
function freplaceKinds(updatesHook: boolean): Readonly<Record<string, ModelKind>> {
  const variants = (Object.keys(DESIGNS) as FreplaceVariant[]).filter(
    (name) => DESIGNS[name].updatesHook === updatesHook,
  );
  return Object.fromEntries(variants.map((variant) => [variant, freplaceKind(variant)]));
}

/** Every model, by the name of the semantics it implements. */
export const MODELS: Readonly<Record<string, ModelKind>> = {
  tcx: tcxKind('merged', FAULTS),
  'tcx-6.17': tcxKind('6.17', FAULTS_617),
  netkit: tcxKind('netkit', NETKIT_FAULTS),
  'mprog-first-merge': tcxKind('first-merge', FIRST_MERGE_FAULTS),
  'rfc-v2': { create: (fault) => new RfcModel({ fault }), faults: RFC_FAULTS },
  cgroup: cgroupKind('6.18'),
  'cgroup-6.17': cgroupKind('6.17'),
  'cgroup-v3-posted': cgroupKind('v3-posted'),
  'cgroup-5.6': cgroupKind('5.6'),
  'cgroup-6.1': cgroupKind('6.1'),
  'cgroup-preorder-only': cgroupKind('preorder-only'),
  xdp: { create: (fault) => new XdpModel({ fault }) as never, faults: XDP_FAULTS },
  ...freplaceKinds(false),
};

/** The models of semantics that are no profiles: the code before one of its fixes, or with it where no profile can say what it is about. */
export const MODELS_BEFORE_FIXES: Readonly<Record<string, ModelKind>> = {
  'before-d210f9735e13': tcxKind('before-d210f9735e13', FAULTS),
  'before-f9b0e1088bbf': tcxKind('before-f9b0e1088bbf', FIRST_MERGE_FAULTS),
  'before-edfa9af0a73e': tcxKind('before-edfa9af0a73e', FAULTS),
  'before-dc644b540a2d': tcxKind('before-dc644b540a2d', FAULTS),
  'before-079082c60aff': tcxKind('before-079082c60aff', FAULTS),
  'before-1cb6f0bae504': tcxKind('before-1cb6f0bae504', FAULTS),
  'before-a0671125d4f5': tcxKind('before-a0671125d4f5', FAULTS),
  'before-a4fe78386afb': tcxKind('before-a4fe78386afb', FAULTS),
  'before-bpf_mprog_check_prog': tcxKind('before-bpf_mprog_check_prog', FAULTS),
  'since-bpf_mprog_check_prog': tcxKind('since-bpf_mprog_check_prog', FAULTS),
  'before-6655c409707e': cgroupKind('before-6655c409707e'),
  'since-6655c409707e': cgroupKind('since-6655c409707e'),
  'before-7dc211c1159d': cgroupKind('before-7dc211c1159d'),
  'since-7dc211c1159d': cgroupKind('since-7dc211c1159d'),
  'before-3f562c537e9e': cgroupKind('before-3f562c537e9e'),
  'since-3f562c537e9e': cgroupKind('since-3f562c537e9e'),
  'before-ae23bc81ddf7': tcxKind('6.17', FAULTS_617),
  'before-f08aaee3152d': cgroupKind('before-f08aaee3152d'),
  'before-21c4b99b27f3': cgroupKind('before-21c4b99b27f3'),
  'before-ba62d61128bd': cgroupKind('before-ba62d61128bd'),
  'since-ba62d61128bd': cgroupKind('since-ba62d61128bd'),
};

/** The models of profiles with a request added that was proposed for them. */
export const MODELS_WITH_ADDITIONS: Readonly<Record<string, ModelKind>> = freplaceKinds(true);

/** The model of a semantics; throws a RangeError that lists those there are. */
export function modelNamed(name: string): ModelKind {
  const found = [MODELS, MODELS_BEFORE_FIXES, MODELS_WITH_ADDITIONS].find((models) => Object.hasOwn(models, name))?.[
    name
  ];
  if (found !== undefined) return found;
  throw new RangeError(`there is no model of "${name}"; there is ${Object.keys(MODELS).join(', ')}`);
}

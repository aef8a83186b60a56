import { castOf, type Scope as SlotScope } from '../../spec/families/slots/scopes/scope.ts';
import type { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import type { Numbers } from './requests.ts';

/** What bounds a model. */
export interface Bounds {
  readonly numbers: Numbers;
  /** Whether requests name links that do not exist. */
  readonly absentToo: boolean;
  /** The most slots that a hook has. */
  readonly most: number;
  /** The scope whose first state has every value that any state has. */
  readonly everything: Scope;
  readonly text: string;
}

/** Parts of a scope that are not translated. */
const LEFT_OUT = [
  'attachType',
  'verdicts',
  'options',
  'callers',
  'targets',
  'attributes',
  'holders',
  'trait',
  'failures',
  'drops',
  'redirects',
  'filters',
] as const;

/** Buffers of queries are of every size up to a list that is longer than the most programs by so much. */
const MOST = 6;

function refusal({ name, family }: Profile, scope: SlotScope): string | undefined {
  if (family.name !== 'lists' || scope.kind !== 'tcx') return `${name}: rules of tcx alone are translated to Promela`;
  const left = LEFT_OUT.find((field) => scope[field] !== undefined);
  if (left !== undefined) return `scope ${scope.name}: ${left} is not translated to Promela`;
  if (scope.prefill > 0 || scope.floor > 0)
    return `scope ${scope.name}: prefill and floor are not translated to Promela`;
  if (scope.flags.length > 0) return `scope ${scope.name}: flags of a proposal are not translated to Promela`;
  if (Math.min(scope.programs, scope.capacity) > MOST)
    return `scope ${scope.name}: lists of more than ${MOST} programs are not translated to Promela`;
  return undefined;
}

/** The bounds of a scope of a semantics; throws a RangeError that says what of them is not translated. */
export function boundsOf(semantics: Profile, chosen: Scope): Bounds {
  const scope = chosen as SlotScope;
  const refused = refusal(semantics, scope);
  if (refused !== undefined) throw new RangeError(refused);
  const absentToo = scope.badInput.includes('absent-link');
  const everything: SlotScope = { ...scope, badInput: [...new Set([...scope.badInput, 'absent-link' as const])] };
  const cast = castOf(scope);
  const universe = semantics.family.explore(scope, semantics).universe as Universe;
  const programs = [...cast.programs, ...cast.foreign];
  const links = [...cast.links, ...cast.foreignLinks];
  const most = Math.min(scope.programs, scope.capacity);
  const device = (hook: string) => cast.devices.indexOf((universe.hooks[hook] as { readonly device: string }).device);
  const devices = cast.hooks.map(device);
  const deviceOf = devices
    .slice(0, -1)
    .reduceRight((rest, each, hook) => `((h) == ${hook} -> ${each} : ${rest})`, String(devices.at(-1)));
  const text = [
    `/* programs ${programs.map((name, index) => `${index} ${name}`).join(', ')}; links ${links.map((name, index) => `${index} ${name}`).join(', ') || 'none'}; hooks ${cast.hooks.map((name, index) => `${index} ${name}`).join(', ')} */`,
    `#define PROGRAMS ${programs.length}`,
    `#define TAKEN ${scope.programs}    /* programs from this number on are of another type */`,
    `#define FOREIGN_PROG ${cast.foreignLinks.length > 0 ? scope.programs : -1}`,
    `#define FOREIGN_LINKS ${cast.foreignLinks.length}`,
    `#define LINKS ${scope.links}`,
    `#define HOOKS ${scope.hooks}`,
    `#define DEVICES ${cast.devices.length}`,
    `#define DEVICE_OF(h) (${deviceOf})`,
    `#define CLSACT ${scope.clsact}`,
    `#define CAPACITY ${scope.capacity}`,
    `#define ROOM ${Math.min(scope.capacity, scope.programs) + 2}    /* what a faulty rule lets in is found before it is more */`,
    `#define RETIRED ${scope.retired}`,
  ].join('\n');
  const index = (names: readonly string[]) => (name: string) => names.indexOf(name);
  const numbers = { prog: index(programs), link: index(links), device: index(cast.devices) };
  return { numbers, absentToo, most, everything, text };
}

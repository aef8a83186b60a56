import type { Uapi } from '../../../uapi.ts';
import { slotsSeen, type World } from '../properties/property.ts';
import { asProg, asRelative, freeLinks, hooksThere, progsFor, said } from '../properties/trial-requests.ts';
import { type Flag, type Relative, type Request, type RequestInput, request, type Slot } from '../vocabulary/index.ts';

/** A request as one of a kind that a reader recognises; `x` stands for an object that it names in the list. */
export interface Kinded {
  readonly kind: string;
  readonly request: Request;
}

/** Where a request says that something goes, or is. */
interface Place {
  readonly words: string;
  readonly flags: Flag[];
  readonly relative: Relative;
}

const NONE = { is: 'none' } as const;

/** A list as long as this has nothing to tell that its ends do not. */
const LONG = 8;

/** The slots that requests name: of a long list its ends. */
const landmarks = (slots: readonly Slot[]) => (slots.length < LONG ? slots : [slots[0]!, slots.at(-1)!]);

/** The places that can be named in a list: its ends, and those beside each slot. */
function placesIn(world: World, hook: string): readonly Place[] {
  const beside = landmarks(slotsSeen(world.hooks[hook])).map(asRelative);
  return [
    { words: '', flags: [], relative: NONE },
    { words: ' BEFORE', flags: ['BEFORE'], relative: NONE },
    { words: ' AFTER', flags: ['AFTER'], relative: NONE },
    { words: ' FIRST', flags: ['FIRST'], relative: NONE },
    { words: ' LAST', flags: ['LAST'], relative: NONE },
    { words: ' PREORDER', flags: ['PREORDER'], relative: NONE },
    ...beside.map((relative): Place => ({ words: ' BEFORE x', flags: ['BEFORE'], relative })),
    ...beside.map((relative): Place => ({ words: ' AFTER x', flags: ['AFTER'], relative })),
  ];
}

/** The programs that requests are about: none of those that only fill a list. */
function subjects(world: World, hook: string): readonly string[] {
  const fillers = Object.values(world.universe.prefill).flat();
  return progsFor(world, hook).filter((prog) => !fillers.includes(prog));
}

interface Wanted {
  readonly kind: string;
  readonly input: RequestInput;
}

function attaches(world: World, hook: string, prog: string): readonly Wanted[] {
  const direct = landmarks(slotsSeen(world.hooks[hook])).filter(({ link }) => link === 'none');
  return [
    ...placesIn(world, hook).map(({ words, flags, relative }) => ({
      kind: `attach${words}`,
      input: { op: 'prog_attach', hook, prog: asProg(prog), flags, relative } as const,
    })),
    ...direct.map((slot) => ({
      kind: 'attach REPLACE x',
      input: {
        op: 'prog_attach',
        hook,
        prog: asProg(prog),
        flags: ['REPLACE' as const],
        replace: asProg(slot.prog),
      } as const,
    })),
  ];
}

function creations(world: World, hook: string, prog: string): readonly Wanted[] {
  const [link] = freeLinks(world);
  if (link === undefined) return [];
  return placesIn(world, hook).map(({ words, flags, relative }) => ({
    kind: `create link${words}`,
    input: { op: 'link_create', hook, link, prog: asProg(prog), flags, relative } as const,
  }));
}

function detaches(world: World, hook: string, { hook: kind }: Uapi): readonly Wanted[] {
  const slots = slotsSeen(world.hooks[hook]);
  const named = landmarks(slots)
    .filter(({ link }) => link === 'none')
    .map(({ prog }) => ({ kind: 'detach x', input: { op: 'prog_detach', hook, prog: asProg(prog) } as const }));
  if (slots.length === 0 || kind === 'cgroup') return named;
  const unnamed = placesIn(world, hook).map(({ words, flags, relative }) => ({
    kind: `detach${words === '' ? ' the last' : words}`,
    input: { op: 'prog_detach', hook, flags, relative } as const,
  }));
  return [...named, ...unnamed];
}

function changesOfLinks(world: World): readonly Wanted[] {
  const [hook] = Object.keys(world.hooks);
  const existing = world.universe.links.filter((name) => world.links[name] !== 'absent');
  return existing.flatMap((name): Wanted[] => {
    const link = { is: 'link', name } as const;
    return [
      ...subjects(world, hook!).map((prog) => ({
        kind: 'update link x',
        input: { op: 'link_update', link, prog: asProg(prog) } as const,
      })),
      { kind: 'detach link x', input: { op: 'link_detach', link } },
      { kind: 'close link x', input: { op: 'link_close', link: name } },
    ];
  });
}

/** Attaches in the modes of a cgroup that let one program be attached. */
function soleAttaches(hook: string, prog: string, { hook: kind }: Uapi): readonly Kinded[] {
  if (kind !== 'cgroup') return [];
  const attach = { op: 'prog_attach', hook, prog: asProg(prog) } as const;
  return [
    { kind: 'attach in NONE mode', request: request(attach) },
    { kind: 'attach in OVERRIDE mode', request: request({ ...attach, flags: ['ALLOW_OVERRIDE'] }) },
  ];
}

/** Every well-formed request of a state, with its kind; none expects a revision. */
export function requestsIn(world: World, uapi: Uapi): readonly Kinded[] {
  const wanted = [
    ...hooksThere(world).flatMap((hook) => [
      ...subjects(world, hook).flatMap((prog) => [...attaches(world, hook, prog), ...creations(world, hook, prog)]),
      ...detaches(world, hook, uapi),
    ]),
    ...changesOfLinks(world),
  ];
  const placed = wanted.flatMap(({ kind, input }) => {
    const asked = said({ uapi }, input);
    return asked === undefined ? [] : [{ kind, request: asked }];
  });
  const sole = hooksThere(world).flatMap((hook) =>
    subjects(world, hook).flatMap((prog) => soleAttaches(hook, prog, uapi)),
  );
  return [...placed, ...sole];
}

const PLACE_WORDS = [
  ...['', ' BEFORE', ' AFTER', ' BEFORE x', ' AFTER x', ' FIRST', ' LAST', ' PREORDER', ' REPLACE x'],
  ...[' x', ' the last', ' in NONE mode', ' in OVERRIDE mode'],
];

/** The kinds of request there may be, in the order of a table. */
export const KINDS: readonly string[] = [
  ...['attach', 'create link', 'detach'].flatMap((what) => PLACE_WORDS.map((place) => what + place)),
  'update link x',
  'detach link x',
  'close link x',
];

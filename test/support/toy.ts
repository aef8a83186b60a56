/** A family that has nothing to do with BPF: shared devices that take one owner each, and a queue of who comes next. */
import {
  addFamily,
  type EffectRow,
  type Explorable,
  factsOver,
  fail,
  familyOf,
  nameIn,
  type Profile,
  profile,
  type RaceProperty,
  rulesOver,
  ruleTable,
  succeed,
  z,
} from '../../index.ts';

const Client = nameIn('client');
const Device = z.strictObject({ owner: Client.or(z.literal('none')), queue: z.array(Client) });
const Universe = z.strictObject({ clients: z.array(z.string()).min(1), devices: z.array(z.string()).min(1) });
type Universe = z.output<typeof Universe>;

const about = { hook: z.string(), client: z.string() };
const Request = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('acquire'), ...about, wait: z.boolean().default(false) }),
  z.strictObject({ op: z.literal('release'), ...about }),
]);
type Request = z.output<typeof Request>;

const StateSchema = z.object({ devices: z.record(z.string(), Device) });
interface State extends z.output<typeof StateSchema> {
  readonly universe: Universe;
}

const Scope = z.strictObject({ name: z.string(), clients: z.int().min(1).max(4), devices: z.int().min(1).max(2) });
type Scope = z.output<typeof Scope>;

type Change = { readonly is: string; readonly hook: string; readonly client: string };
const row = (words: string, is: string): EffectRow => ({
  words,
  takes: ['client'],
  change: (request): Change => ({ is, hook: (request as Request).hook, client: (request as Request).client }),
});

/** A device with what a change makes of it: whoever is first in the queue becomes the owner of a device that is free. */
function changed({ owner, queue }: z.output<typeof Device>, { is, client }: Change): z.output<typeof Device> {
  if (is === 'own') return { owner: client, queue };
  if (is === 'enqueue') return { owner, queue: [...queue, client] };
  const [next = 'none', ...rest] = queue;
  return { owner: next, queue: rest };
}

/** What must hold of several clients that act at once. */
const RACES: readonly RaceProperty[] = [
  {
    kind: 'race',
    id: 'nobody-is-turned-away',
    sentence: 'Whoever asks for a device gets it, or a place in its queue.',
    why: 'clients do not know of one another',
    sometimes: (fact) => fact.is === 'move',
    holds: (fact) => fact.is !== 'move' || (fact as { outcome?: string }).outcome !== 'EBUSY',
  },
];

export const TOY = familyOf<State, Universe, Scope>({
  name: 'toy',
  schemas: { state: StateSchema, request: Request, universe: Universe, observation: Device, scope: Scope },
  effects: {
    nothing: { words: 'nothing changes', takes: [], change: () => ({ is: 'nothing' }) },
    own: row('the client owns the device', 'own'),
    enqueue: row('the client waits', 'enqueue'),
    pass: row('the next in the queue owns the device', 'pass'),
  },
  initial: (universe) => ({
    universe,
    devices: Object.fromEntries(universe.devices.map((name) => [name, { owner: 'none', queue: [] }])),
  }),
  apply: (state, change) => {
    const { hook } = change as Change;
    return { ...state, devices: { ...state.devices, [hook]: changed(state.devices[hook]!, change as Change) } };
  },
  hooks: ({ devices }) => devices,
  observe: ({ devices }, hook) => devices[hook]!,
  scopes: [
    { name: 'default', clients: 3, devices: 1 },
    { name: 'two', clients: 2, devices: 2 },
  ],
  universe: ({ clients, devices }) => ({
    clients: ['ann', 'bob', 'cem', 'dan'].slice(0, clients),
    devices: ['printer', 'scanner'].slice(0, devices),
  }),
  interchangeable: ({ clients }) => ({ client: clients }),
  options: ({ universe }, _op, field) => (field === 'client' ? universe.clients : [false, true]),
  raceProperties: RACES,
  words: {
    observation: (seen) => [(seen as { owner: string }).owner, ...(seen as { queue: string[] }).queue].join(' < '),
  },
});
addFamily(TOY);

const fact = factsOver<State>();
const ownership = fact({
  field: 'device',
  values: ['free', 'own', 'taken'],
  reads: ['client'],
  tell: ({ devices }, { hook, client }: Request) => {
    const { owner } = devices[hook]!;
    return owner === 'none' ? 'free' : owner === client ? 'own' : 'taken';
  },
});
const waiting = fact({
  field: 'waiting',
  values: [false, true],
  reads: ['client'],
  tell: ({ devices }, { hook, client }: Request) => devices[hook]!.queue.includes(client),
});
const waits = fact({
  field: 'wait',
  values: [false, true],
  reads: ['wait'],
  tell: (_, request: Request & { op: 'acquire' }) => request.wait,
});

const SOURCE = { source: 'the house rules', where: 'on the door' };
const ACQUIRE = [ownership, waiting, waits] as const;
const acquire = rulesOver<typeof ACQUIRE>();
const RELEASE = [ownership] as const;
const release = rulesOver<typeof RELEASE>();

/** One owner, and a queue in the order in which clients came. */
export const queue: Profile = profile({
  name: 'queue',
  title: 'A device with one owner and a queue',
  family: TOY,
  uapi: {
    name: 'queue',
    hook: 'device',
    fields: { acquire: ['client', 'wait'], release: ['client'] },
    flags: {},
  },
  keeping: {},
  model: undefined,
  tables: [
    ruleTable<Request & { op: 'acquire' }>({
      op: 'acquire',
      title: 'ACQUIRE',
      facts: ACQUIRE,
      rules: [
        acquire('acquire/again', { device: 'own' }, fail('EEXIST'), SOURCE)`Nobody owns a device twice.`,
        acquire('acquire/free', { device: 'free' }, succeed('own'), SOURCE)`A free device is taken at once.`,
        acquire('acquire/waiting', { waiting: true }, fail('EALREADY'), SOURCE)`Nobody waits twice.`,
        acquire('acquire/wait', { wait: true }, succeed('enqueue'), SOURCE)`Whoever wants to wait is put last.`,
        acquire('acquire/busy', {}, fail('EBUSY'), SOURCE)`All others are turned away.`,
      ],
    }),
    ruleTable<Request & { op: 'release' }>({
      op: 'release',
      title: 'RELEASE',
      facts: RELEASE,
      rules: [
        release('release/mine', { device: 'own' }, succeed('pass'), SOURCE)`The next in the queue becomes the owner.`,
        release('release/not-mine', {}, fail('EPERM'), SOURCE)`Only the owner gives a device back.`,
      ],
    }),
  ],
  properties: [
    {
      id: 'owner-does-not-wait',
      kind: 'always',
      sentence: 'Nobody waits for a device that he owns.',
      why: 'he would wait for ever',
      sometimes: () => true,
      holds: (world) =>
        Object.values((world as unknown as { hooks: State['devices'] }).hooks).every(
          ({ owner, queue: all }) => !all.includes(owner),
        ),
    },
  ],
});

/** The same written as a program, without sight of the rules; with `lifo` the last in the queue comes first. */
export class QueueModel implements Explorable<Universe, Request, z.output<typeof Device>, string> {
  readonly #lifo: boolean;
  #lines = new Map<string, string[]>();

  constructor({ lifo = false } = {}) {
    this.#lifo = lifo;
  }

  reset({ devices }: Universe): void {
    this.#lines = new Map(devices.map((name) => [name, []]));
  }

  apply(request: Request) {
    const line = this.#lines.get(request.hook)!;
    const answer = (outcome: 'ok' | 'EEXIST' | 'EALREADY' | 'EBUSY' | 'EPERM') => ({
      outcome,
      view: { is: 'nothing' } as never,
    });
    const at = line.indexOf(request.client);
    if (request.op === 'release') {
      if (at !== 0) return answer('EPERM');
      line.shift();
      if (this.#lifo && line.length > 1) line.unshift(line.pop()!);
      return answer('ok');
    }
    if (at !== -1) return answer(at === 0 ? 'EEXIST' : 'EALREADY');
    if (line.length > 0 && !request.wait) return answer('EBUSY');
    line.push(request.client);
    return answer('ok');
  }

  observe(hook: string) {
    const [owner = 'none', ...rest] = this.#lines.get(hook)!;
    return { owner, queue: rest };
  }

  save = (): string => JSON.stringify([...this.#lines]);
  restore = (saved: string): void => {
    this.#lines = new Map(JSON.parse(saved));
  };
  same = (saved: string): boolean => this.save() === saved;
  key = (rename: (name: string) => string): string =>
    JSON.stringify([...this.#lines].map(([hook, line]) => [hook, line.map(rename)]));
}

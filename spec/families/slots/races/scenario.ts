import { z } from 'zod';
import { RACE_PROPERTIES } from '../properties/races.ts';
import { Filter, ProgName, Verdict } from '../vocabulary/index.ts';
import { CGROUP_STEPS, DEVICE_STEPS, ScenarioStep } from './step.ts';

/** The name of a scenario or agent, such as `two-first`. */
const Name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
  error: (issue) =>
    `expected a name (a small letter, then small letters, digits or "-"), found ${String(JSON.stringify(issue.input)).slice(0, 80)}`,
});

const Text = z.string().min(1);

const PropertyId = z.enum(RACE_PROPERTIES.map(({ id }) => id));

const ScenarioAgent = z.strictObject({
  name: Name,
  party: Name.exactOptional().describe('what it is an incarnation of, where it is one of several (default: its name)'),
  programs: z
    .record(ProgName, ProgName)
    .default({})
    .describe('the programs it loads, each with what it is a version of (itself, where there is only one)'),
  returns: z
    .record(ProgName, Verdict)
    .default({})
    .describe('what its programs return for a packet, where that is not -1 (TCX_NEXT)'),
  filters: z
    .array(Filter)
    .default([])
    .describe('classic tc filters with its programs, behind the list from the start (needs clsact)'),
  sees: z
    .array(ProgName)
    .default([])
    .describe('its programs that are to see every packet in the end, unless it got an error'),
  starts: z.strictObject({ after: Name }).exactOptional().describe('it starts when that agent has ended'),
  sysAdmin: z.boolean().default(true).describe('whether it has CAP_SYS_ADMIN, which getting an fd by id needs'),
  crashes: z.literal('anywhere').exactOptional().describe('it may crash in front of any of its steps'),
  setup: z.array(ScenarioStep).default([]).describe('what it has done before anybody else begins'),
  steps: z.array(ScenarioStep).max(12).default([]),
});
export type ScenarioAgent = z.output<typeof ScenarioAgent>;

const HookKind = z.enum(['tcx', 'cgroup']);
export type ScenarioHook = z.infer<typeof HookKind>;
/** The hooks that scenarios are played at. */
export type PlayedHook = ScenarioHook | 'netkit';

/** A race: who shares a hook, what each of them does, and which properties do not survive it. */
export const Scenario = z
  .strictObject({
    format: z.literal('mprog-race').describe('distinguishes a scenario from other JSON files'),
    version: z.literal(1),
    name: Name,
    story: Text.describe('what happens, in one line'),
    why: Text.describe('why it matters, and where it comes from'),
    variantOf: Name.exactOptional().describe('the scenario that this one is a variant of'),
    hooks: z.array(HookKind).min(1).describe('the kinds of hook that it is for'),
    profiles: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe('the semantics it applies to (default: tcx for tcx, cgroup for cgroup)'),
    clsact: z
      .boolean()
      .default(false)
      .describe('whether the device has a clsact qdisc, which keeps the entry of a hook'),
    levels: z.int().min(1).max(2).default(1).describe('cgroups, one below the other: parent and child'),
    agents: z.array(ScenarioAgent).min(1).max(5),
    breaks: z
      .record(z.string(), z.array(PropertyId))
      .default({})
      .describe(
        'the properties that do not hold, by semantics (for those derived from it too, where they have no entry) or by kind of hook; all others are expected to hold',
      ),
  })
  .superRefine((scenario, context) => {
    for (const { path, message } of complaints(scenario)) context.addIssue({ code: 'custom', path, message });
  })
  .meta({ title: 'A race of mprog-spec', description: 'See docs/races.md' });
export type Scenario = z.output<typeof Scenario>;
/** A scenario as a person writes it: what is left out has its default. */
export type ScenarioInput = z.input<typeof Scenario>;

interface Complaint {
  readonly path: (string | number)[];
  readonly message: string;
}

const quoted = (names: Iterable<string>) => [...new Set(names)].join(', ') || 'none';

/** The hooks of a scenario by name. */
export function hookNames({ levels }: Pick<Scenario, 'levels'>, kind: PlayedHook): readonly string[] {
  if (kind !== 'cgroup') return [kind === 'tcx' ? 'ingress' : 'primary'];
  return levels === 1 ? ['cgroup'] : ['parent', 'child'];
}

/** What a name in a field may be the name of. */
const KINDS = { prog: 'program', replace: 'program', old: 'program', link: 'link' } as const;
const POINTING = ['place', 'unless', 'wants'] as const;

interface Mention {
  readonly path: string;
  readonly name: string;
  readonly kind: 'program' | 'link' | 'program or link';
}

/** The names in a value, each with its path. An end of the list is none, but `first` behind `before` is a program of that name. */
function mentionsIn(path: string, value: unknown, kind: Mention['kind']): readonly Mention[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, each]) => mentionsIn(`${path}.${field}`, each, kind));
  const isEnd = (POINTING as readonly string[]).includes(path.slice(path.lastIndexOf('.') + 1));
  return typeof value !== 'string' || isEnd || value.startsWith('seen ') ? [] : [{ path, name: value, kind }];
}

/** The programs and links that a step speaks of. */
function mentions(step: ScenarioStep): readonly Mention[] {
  const fields = step as Record<string, unknown>;
  return [
    ...Object.entries(KINDS).flatMap(([field, kind]) => mentionsIn(field, fields[field], kind)),
    ...POINTING.flatMap((field) => mentionsIn(field, fields[field], 'program or link')),
  ];
}

interface Parts {
  readonly agents: readonly ScenarioAgent[];
  readonly hooks: readonly ScenarioHook[];
  readonly levels: number;
  readonly clsact: boolean;
}

/** The names that a scenario gives. */
interface Names {
  readonly programs: readonly string[];
  readonly links: readonly string[];
  readonly hooks: readonly string[];
  readonly clsact: boolean;
}

function namesOf({ agents, hooks, levels, clsact }: Parts): Names {
  const steps = agents.flatMap((agent) => [...agent.setup, ...agent.steps]);
  return {
    programs: agents.flatMap((agent) => Object.keys(agent.programs)),
    links: steps.flatMap((step) => (step.do === 'link create' ? [step.link] : [])),
    hooks: [...new Set(hooks.flatMap((kind) => hookNames({ levels }, kind)))],
    clsact,
  };
}

/** The flags that other fields of a step say. */
const SAID: Readonly<Record<string, string>> = {
  BEFORE: 'place',
  AFTER: 'place',
  REPLACE: 'replace',
  ALLOW_OVERRIDE: 'mode',
  ALLOW_MULTI: 'mode',
};

/** What is wrong with the flags of a step: a request has each once. */
function* flagComplaints(step: ScenarioStep): Generator<Complaint> {
  if (step.do !== 'attach' && step.do !== 'link create') return;
  for (const [index, flag] of step.flags.entries()) {
    const field = SAID[flag];
    if (field !== undefined && (field === 'place' || step.do === 'attach'))
      yield { path: ['flags', index], message: `expected a flag that "${field}" does not say, found "${flag}"` };
  }
}

/** What is wrong with one step; `earlier` are those in front of it. */
function* stepComplaints(names: Names, step: ScenarioStep, earlier: readonly ScenarioStep[]): Generator<Complaint> {
  const { programs, links, hooks } = names;
  const known = { program: programs, link: links, 'program or link': [...programs, ...links] };
  for (const { path, name, kind } of mentions(step))
    if (!known[kind].includes(name))
      yield {
        path: path.split('.'),
        message: `expected a ${kind} of the scenario (${quoted(known[kind])}), found "${name}"`,
      };
  if ('hook' in step && step.hook !== undefined && !hooks.includes(step.hook))
    yield { path: ['hook'], message: `expected ${quoted(hooks)}, found "${step.hook}"` };
  if (step.do === 'link create' && links.indexOf(step.link) !== links.lastIndexOf(step.link))
    yield { path: ['link'], message: `expected a name of its own, found "${step.link}" twice` };
  if (step.do === 'link create' && programs.includes(step.link))
    yield { path: ['link'], message: `expected a name that no program has, found "${step.link}"` };
  if (step.do === 'take' && (step.link === undefined) === (step.prog === undefined))
    yield { path: [], message: `expected a link or a prog, found ${step.link === undefined ? 'neither' : 'both'}` };
  if ((DEVICE_STEPS as readonly string[]).includes(step.do) && hooks.some((hook) => hook !== 'ingress'))
    yield { path: ['do'], message: `expected a step for cgroups too, found "${step.do}": they are on no device` };
  if ((CGROUP_STEPS as readonly string[]).includes(step.do) && hooks.includes('ingress'))
    yield { path: ['do'], message: `expected a step for tcx too, found "${step.do}": its hooks are at no cgroup` };
  yield* flagComplaints(step);
  if (earlier.some((each) => each.do === 'crash'))
    yield { path: ['do'], message: `expected nothing behind a crash, found "${step.do}"` };
  if ('retry' in step && step.retry !== undefined && earlier.every((each) => each.do !== 'query'))
    yield { path: ['retry'], message: 'expected a query in front of it to go back to, found none' };
}

/** What is wrong with what an agent says of packets. */
function* packetComplaints(
  { hooks, clsact }: Names,
  { programs, returns, filters, sees }: ScenarioAgent,
  earlier: readonly ScenarioAgent[],
): Generator<Complaint> {
  const own = (path: (string | number)[], name: string): Complaint[] =>
    Object.hasOwn(programs, name)
      ? []
      : [{ path, message: `expected a program of the agent (${quoted(Object.keys(programs))}), found "${name}"` }];
  for (const name of Object.keys(returns)) yield* own(['returns', name], name);
  for (const [index, name] of sees.entries()) yield* own(['sees', index], name);
  const priorities = [...earlier.flatMap((agent) => agent.filters), ...filters].map(({ priority }) => priority);
  for (const [index, { prog, priority }] of filters.entries()) {
    yield* own(['filters', index, 'prog'], prog);
    if (priorities.indexOf(priority) < priorities.length - filters.length + index)
      yield { path: ['filters', index, 'priority'], message: `another filter has priority ${priority}` };
  }
  if (filters.length > 0 && !clsact)
    yield { path: ['filters'], message: 'expected no filters without "clsact": true, found some' };
  const said = Object.keys(returns).length > 0 ? 'returns' : sees.length > 0 ? 'sees' : undefined;
  if (said !== undefined && hooks.some((hook) => hook !== 'ingress'))
    yield {
      path: [said],
      message: 'expected none in a scenario for cgroups: the fate of a packet is said of tcx alone',
    };
}

/** What is wrong with one agent; `earlier` are those further up. */
function* agentComplaints(names: Names, agent: ScenarioAgent, earlier: readonly ScenarioAgent[]): Generator<Complaint> {
  const above = earlier.map(({ name }) => name);
  if (above.includes(agent.name)) yield { path: ['name'], message: `another agent is called ${agent.name} already` };
  if (agent.starts !== undefined && !above.includes(agent.starts.after))
    yield {
      path: ['starts', 'after'],
      message: `expected an agent further up (${quoted(above)}), found "${agent.starts.after}"`,
    };
  for (const program of Object.keys(agent.programs))
    if (earlier.some(({ programs }) => Object.hasOwn(programs, program)))
      yield { path: ['programs', program], message: `another agent has a program called ${program} already` };
  yield* packetComplaints(names, agent, earlier);
  for (const list of ['setup', 'steps'] as const)
    for (const [number, step] of agent[list].entries())
      for (const { path, message } of stepComplaints(names, step, agent[list].slice(0, number)))
        yield { path: [list, number, ...path], message };
  if (agent.setup.some((step) => step.do === 'crash') && agent.steps.length > 0)
    yield { path: ['steps'], message: `expected none behind the crash in the setup, found ${agent.steps.length}` };
}

/** What a scenario says that makes no sense, although every field of it does. */
function* complaints(scenario: Parts): Generator<Complaint> {
  const { agents, hooks, levels, clsact } = scenario;
  const names = namesOf(scenario);
  if (levels > 1 && hooks.includes('tcx')) yield { path: ['levels'], message: 'expected 1: only cgroups have levels' };
  if (clsact && hooks.includes('cgroup')) yield { path: ['clsact'], message: 'expected false: a cgroup has no qdisc' };
  for (const [index, kind] of hooks.entries())
    if (hooks.indexOf(kind) < index)
      yield { path: ['hooks', index], message: `expected each hook once, found "${kind}" again` };
  for (const [index, agent] of agents.entries())
    for (const { path, message } of agentComplaints(names, agent, agents.slice(0, index)))
      yield { path: ['agents', index, ...path], message };
}

import { z } from 'zod';
import { RACE_PROPERTIES } from '../spec/properties/races.ts';
import { Flags, HookName, LinkName, Outcome, ProgName } from '../spec/vocabulary/index.ts';

/** The name of a scenario or agent, such as `two-first`. */
const Name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
  error: (issue) =>
    `expected a name (a small letter, then small letters, digits or "-"), found ${JSON.stringify(issue.input)}`,
});

const Text = z.string().min(1);

const PropertyId = z.enum(RACE_PROPERTIES.map(({ id }) => id));

/**
 * What an agent points at: a program or link by its name (another version of the program, where it saw one instead), or
 * what stood at an end of the list when it looked.
 */
const Target = z.union([z.literal('seen first'), z.literal('seen last'), ProgName]);
export type Target = z.infer<typeof Target>;

/** Where a program is to go: to an end of the list, or to one side of what the agent points at. */
const Place = z.union([
  z.enum(['first', 'last']),
  z.strictObject({ before: Target }),
  z.strictObject({ after: Target }),
]);
export type Place = z.infer<typeof Place>;

/** Where an agent wants its program to be, which is more than how it asks for it. */
const Wanted = z.union([
  z.enum(['anywhere', 'first', 'last']),
  z.strictObject({ before: ProgName }),
  z.strictObject({ after: ProgName }),
]);
export type Wanted = z.infer<typeof Wanted>;

const hook = HookName.exactOptional().describe('the hook, where the scenario has several (default: the first)');

/** What an agent does when it is refused: it looks and tries again, or it goes on; otherwise it gives up. */
const refused = {
  retry: z
    .strictObject({ on: z.array(Outcome).min(1), times: z.int().min(1).max(5) })
    .exactOptional()
    .describe('on these errors go back to the query in front of this step, so many times'),
  refused: z.enum(['give up', 'go on']).default('give up').describe('what to do on any other error'),
};

const revision = z
  .enum(['none', 'seen'])
  .default('none')
  .describe('the expected revision to pass: none, or the one that the agent saw');

const placed = {
  hook,
  prog: ProgName,
  place: Place.exactOptional().describe('without it, no directive is given'),
  unless: z
    .array(z.strictObject({ seen: ProgName, place: Place }))
    .default([])
    .describe('another place, where the agent saw that program (or another version of it); the first that applies'),
  wants: Wanted.exactOptional().describe('where the agent wants the program in the end (default: where it puts it)'),
  flags: Flags.default([]).describe('flags besides BEFORE, AFTER and REPLACE'),
  revision,
  ...refused,
};

/** One step of an agent's program. */
export const ScenarioStep = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('query'),
    hook,
    effective: z.boolean().default(false).describe('ask what runs at the cgroup, besides what was seen of its list'),
    ...refused,
  }),
  z.strictObject({
    do: z.literal('attach'),
    ...placed,
    mode: z
      .enum(['NONE', 'OVERRIDE', 'MULTI'])
      .default('MULTI')
      .describe('at a cgroup, what the attach says of its mode'),
    replace: Target.exactOptional().describe('the program to replace'),
  }),
  z.strictObject({ do: z.literal('link create'), link: LinkName, ...placed }),
  z.strictObject({
    do: z.literal('detach'),
    hook,
    prog: Target.exactOptional().describe('without it, whatever is at the place'),
    place: z.enum(['first', 'last']).exactOptional(),
    revision,
    ...refused,
  }),
  z.strictObject({
    do: z.literal('link update'),
    link: LinkName,
    prog: ProgName,
    old: ProgName.exactOptional().describe('the program it must have'),
    ...refused,
  }),
  z.strictObject({ do: z.literal('link detach'), link: LinkName, ...refused }),
  z.strictObject({ do: z.literal('close'), link: LinkName, ...refused }).describe('close the fd of a link'),
  z.strictObject({ do: z.literal('pin'), link: LinkName, ...refused }),
  z.strictObject({ do: z.literal('unpin'), link: LinkName, ...refused }),
  z.strictObject({ do: z.literal('open'), link: LinkName, ...refused }).describe('open a link from its pin'),
  z.strictObject({ do: z.literal('crash') }).describe('the process ends: its fds are closed, one after another'),
]);
export type ScenarioStep = z.output<typeof ScenarioStep>;
export type StepOf<D extends ScenarioStep['do']> = Extract<ScenarioStep, { do: D }>;

const ScenarioAgent = z.strictObject({
  name: Name,
  party: Name.exactOptional().describe('what it is an incarnation of, where it is one of several (default: its name)'),
  programs: z
    .record(ProgName, ProgName)
    .default({})
    .describe('the programs it loads, each with what it is a version of (itself, where there is only one)'),
  starts: z.strictObject({ after: Name }).exactOptional().describe('it starts when that agent has ended'),
  crashes: z.literal('anywhere').exactOptional().describe('it may crash in front of any of its steps'),
  setup: z.array(ScenarioStep).default([]).describe('what it has done before anybody else begins'),
  steps: z.array(ScenarioStep).max(12).default([]),
});
export type ScenarioAgent = z.output<typeof ScenarioAgent>;

const HookKind = z.enum(['tcx', 'cgroup']);
export type ScenarioHook = z.infer<typeof HookKind>;

/** A race: who shares a hook, what each of them does, and which properties do not survive it. */
export const Scenario = z
  .strictObject({
    format: z.literal('mprog-race').describe('tells a scenario from other JSON files'),
    version: z.literal(1),
    name: Name,
    story: Text.describe('what happens, in one sentence'),
    why: Text.describe('why it matters, and where it comes from'),
    variantOf: Name.exactOptional().describe('the scenario that this one is a variant of'),
    hooks: z.array(HookKind).min(1).describe('the kinds of hook that it is for'),
    profiles: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe('the semantics it is told for (default: tcx for tcx, cgroup for cgroup)'),
    clsact: z
      .boolean()
      .default(false)
      .describe('whether the device has a clsact qdisc, which keeps the entry of a hook'),
    levels: z.int().min(1).max(2).default(1).describe('cgroups, one below the other: parent and child'),
    agents: z.array(ScenarioAgent).min(1).max(5),
    breaks: z
      .record(z.string(), z.array(PropertyId))
      .default({})
      .describe('the properties that do not hold, by kind of hook or by semantics; all others are expected to hold'),
  })
  .superRefine((scenario, context) => {
    for (const { path, message } of complaints(scenario)) context.addIssue({ code: 'custom', path, message });
  })
  .meta({ title: 'A race of mprog-spec', description: 'See docs/races.md' });
export type Scenario = z.output<typeof Scenario>;

interface Complaint {
  readonly path: (string | number)[];
  readonly message: string;
}

const quoted = (names: Iterable<string>) => [...names].join(', ') || 'none';

/** The hooks of a scenario by name. */
export function hookNames({ levels }: Pick<Scenario, 'levels'>, kind: ScenarioHook): readonly string[] {
  if (kind === 'tcx') return ['ingress'];
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

/** The names in a value, each with its path. */
function mentionsIn(path: string, value: unknown, kind: Mention['kind']): readonly Mention[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, each]) => mentionsIn(`${path}.${field}`, each, kind));
  const plain = typeof value !== 'string' || /^(seen |first$|last$|anywhere$)/.test(value);
  return plain ? [] : [{ path, name: value, kind }];
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
}

function namesOf({ agents, hooks, levels }: Parts): Names {
  const steps = agents.flatMap((agent) => [...agent.setup, ...agent.steps]);
  return {
    programs: agents.flatMap((agent) => Object.keys(agent.programs)),
    links: steps.flatMap((step) => (step.do === 'link create' ? [step.link] : [])),
    hooks: [...new Set(hooks.flatMap((kind) => hookNames({ levels }, kind)))],
  };
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
  if ('retry' in step && step.retry !== undefined && earlier.every((each) => each.do !== 'query'))
    yield { path: ['retry'], message: 'expected a query in front of it to go back to, found none' };
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
  for (const list of ['setup', 'steps'] as const)
    for (const [number, step] of agent[list].entries())
      for (const { path, message } of stepComplaints(names, step, agent[list].slice(0, number)))
        yield { path: [list, number, ...path], message };
}

/** What a scenario says that makes no sense, although every field of it does. */
function* complaints(scenario: Parts): Generator<Complaint> {
  const { agents, hooks, levels, clsact } = scenario;
  const names = namesOf(scenario);
  if (levels > 1 && hooks.includes('tcx')) yield { path: ['levels'], message: 'expected 1: only cgroups have levels' };
  if (clsact && hooks.includes('cgroup')) yield { path: ['clsact'], message: 'expected false: a cgroup has no qdisc' };
  for (const [index, agent] of agents.entries())
    for (const { path, message } of agentComplaints(names, agent, agents.slice(0, index)))
      yield { path: ['agents', index, ...path], message };
}

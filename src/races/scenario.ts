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

/** The names that a step uses, with the field that each is in. */
function namesIn(step: ScenarioStep): { readonly field: string; readonly name: string }[] {
  const names: { field: string; name: string }[] = [];
  const add = (field: string, value: unknown) => {
    if (typeof value === 'object' && value !== null)
      for (const [inner, each] of Object.entries(value)) add(`${field}.${inner}`, each);
    else if (typeof value === 'string' && !/^(seen |first$|last$|anywhere$)/.test(value))
      names.push({ field, name: value });
  };
  for (const field of ['prog', 'replace', 'old', 'link', 'place', 'unless', 'wants'] as const)
    if (field in step) add(field, (step as Record<string, unknown>)[field]);
  return names;
}

interface Parts {
  readonly agents: readonly ScenarioAgent[];
  readonly hooks: readonly ScenarioHook[];
  readonly levels: number;
  readonly clsact: boolean;
}

/** What a scenario says that makes no sense, although every field of it does. */
function complaints({ agents, hooks, levels, clsact }: Parts): readonly Complaint[] {
  const found: Complaint[] = [];
  const programs = new Set(agents.flatMap((agent) => Object.keys(agent.programs)));
  const created = agents.flatMap(({ setup, steps }) =>
    [...setup, ...steps].flatMap((step) => (step.do === 'link create' ? [step.link] : [])),
  );
  const known = new Set([...programs, ...created]);
  const names = agents.map(({ name }) => name);
  const places = new Set(hooks.flatMap((kind) => hookNames({ levels }, kind)));
  if (levels > 1 && hooks.includes('tcx')) found.push({ path: ['levels'], message: 'only cgroups have levels' });
  if (clsact && hooks.includes('cgroup')) found.push({ path: ['clsact'], message: 'a cgroup has no qdisc' });
  agents.forEach((agent, index) => {
    const at = ['agents', index];
    if (names.indexOf(agent.name) !== index)
      found.push({ path: [...at, 'name'], message: `another agent is called ${agent.name} already` });
    if (agent.starts !== undefined && !names.slice(0, index).includes(agent.starts.after))
      found.push({
        path: [...at, 'starts', 'after'],
        message: `expected an agent further up (${quoted(names.slice(0, index))}), found "${agent.starts.after}"`,
      });
    for (const list of ['setup', 'steps'] as const)
      agent[list].forEach((step, number) => {
        const here = [...at, list, number];
        for (const { field, name } of namesIn(step))
          if (!known.has(name))
            found.push({
              path: [...here, ...field.split('.')],
              message: `expected a program or link of the scenario (${quoted(known)}), found "${name}"`,
            });
        if ('hook' in step && step.hook !== undefined && !places.has(step.hook))
          found.push({ path: [...here, 'hook'], message: `expected ${quoted(places)}, found "${step.hook}"` });
        if (step.do === 'link create' && created.indexOf(step.link) !== created.lastIndexOf(step.link))
          found.push({ path: [...here, 'link'], message: `expected a name of its own, found "${step.link}" twice` });
        if (
          'retry' in step &&
          step.retry !== undefined &&
          !agent[list].slice(0, number).some((each) => each.do === 'query')
        )
          found.push({
            path: [...here, 'retry'],
            message: 'expected a query in front of it to go back to, found none',
          });
      });
  });
  return found;
}

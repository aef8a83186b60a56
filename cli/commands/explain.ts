import type { Command } from 'commander';
import { citationOf } from '../../spec/citations.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { type Profile, tableOf } from '../../spec/profile.ts';
import { matchingRules } from '../../spec/rule.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { describeObservation, describeRequest } from '../../traces/describe.ts';
import type { Trace } from '../../traces/format.ts';
import { readTrace } from '../../traces/read.ts';
import type { TraceStep } from '../../traces/step.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT, UsageError } from '../exit.ts';
import { requireFit, unknownProfile } from '../fit.ts';
import { semanticsArgument } from '../semantics.ts';
import type { Explanation, ExplanationReport } from '../text/explanation.ts';
import { colours, say, sayJson } from '../text/output.ts';

interface Options {
  readonly step?: number;
  readonly profile?: string;
  readonly json?: boolean;
}

/** `mprog explain`. */
export function register(program: Command): void {
  program
    .command('explain')
    .description('show for each step of a trace which rule decides, and why')
    .argument('<file>', 'a trace file')
    .option('--step <n>', 'this step only', wholeNumber)
    .option('--profile <name>', 'the semantics to decide by, by name or by file, instead of that of the trace')
    .option('--json', 'print the explanation as one JSON object')
    .action(async (path: string, options: Options) => {
      process.exitCode = await run(path, options);
    });
}

/** Goes on past a step that comes out otherwise than expected, as long as the next one can be asked. */
function explain(semantics: Profile, path: string, trace: Trace): readonly Explanation[] {
  const spec = new SpecMachine(semantics);
  spec.reset(trace.universe);
  const hooks = Object.keys(trace.universe.hooks);
  return trace.steps.map(({ request, expect }, index) => {
    const { rule, reading } = taken(spec, request, path, index + 1);
    const { situation } = reading;
    const { where, source } = citationOf(rule.cite);
    const others = matchingRules(tableOf(semantics, request), situation).slice(1);
    return {
      number: index + 1,
      request,
      said: describeRequest(request, hooks.length > 1 ? 'several' : 'one'),
      outcome: rule.then.outcome,
      expected: expect.outcome,
      rule: rule.id,
      sentence: rule.sentence,
      source: `${where}, ${source}`,
      situation,
      because: Object.fromEntries(Object.keys(rule.when).map((field) => [field, situation[field]!])),
      otherwise: others.map((other) => `${other.id} (${other.then.outcome})`),
      after: Object.fromEntries(hooks.map((hook) => [hook, describeObservation(spec.observe(hook))])),
    };
  });
}

/** A step that was to be refused, and is not, can leave a name taken that a later step gives. */
function taken(spec: SpecMachine, request: TraceStep['request'], path: string, number: number) {
  try {
    return spec.explain(request);
  } catch (error) {
    if (error instanceof RangeError) throw new TraceError(`${path}: step ${number}, request.link: ${error.message}`);
    throw error;
  }
}

const pairs = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record)
    .map(([field, value]) => `${field}: ${value}`)
    .join(', ');

function render({
  number,
  said,
  outcome,
  expected,
  rule,
  sentence,
  source,
  situation,
  because,
  otherwise,
  after,
}: Explanation): void {
  say(
    `${colours.bold(`${number}. ${said}`)}  →  ${outcome}${outcome === expected ? '' : colours.red(`  (the trace expects ${expected})`)}`,
  );
  say(`   ${rule}: ${sentence}`);
  say(`   because    ${Object.keys(because).length === 0 ? 'no rule above it applies' : pairs(because)}`);
  say(`   situation  ${pairs(situation)}`);
  if (otherwise.length > 0) say(`   otherwise  ${otherwise.join(', ')}`);
  say(`   source     ${source}`);
  say(
    `   afterwards ${Object.entries(after)
      .map(([hook, seen]) => `${hook} ${seen}`)
      .join('; ')}`,
  );
}

async function run(path: string, { step, profile, json }: Options): Promise<number> {
  const trace = readTrace(path);
  if (step !== undefined && (step < 1 || step > trace.steps.length))
    throw new UsageError(`--step: expected 1 to ${trace.steps.length}, found ${step}`);
  if (profile === undefined && PROFILES.every(({ name }) => name !== trace.profile)) throw unknownProfile(path, trace);
  const semantics = await semanticsArgument(profile ?? trace.profile);
  requireFit(semantics, path, trace);
  const all = explain(semantics, path, trace);
  const shown = step === undefined ? all : [all[step - 1]!];
  if (json)
    sayJson({
      format: 'mprog-explanation',
      version: 1,
      file: path,
      profile: trace.profile,
      steps: [...shown],
    } satisfies ExplanationReport);
  else {
    say(`${trace.title} (${trace.profile})`);
    shown.forEach(render);
  }
  return shown.every(({ outcome, expected }) => outcome === expected) ? EXIT.HELD : EXIT.VIOLATION;
}

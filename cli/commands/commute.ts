import { join } from 'node:path';
import type { Command } from 'commander';
import {
  type Cell,
  type Commuted,
  commute,
  ORDER_EFFECTS,
  type OrderEffect,
  type OrderExample,
} from '../../checker/commute/commute.ts';
import { commutingOf } from '../../checker/commute/commuting.ts';
import { type CommuteReport, reportOf } from '../../checker/commute/report.ts';
import { traceOf } from '../../checker/decide/counterexample.ts';
import { atOnce } from '../../checker/search/run.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Commuting } from '../../spec/commuting.ts';
import type { Profile } from '../../spec/profile.ts';
import { requireWritable, writeTraces } from '../../traces/write.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { semanticsArgument } from '../semantics.ts';
import { count, plural, say, sayJson } from '../text/output.ts';
import { commuteDocument } from '../text/render-commute.ts';
import { pairDocument } from '../text/render-pair.ts';

interface Options {
  readonly pair?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
Two agents each make a request, independently. In every state of three scopes the rules execute every two well-formed requests
in both orders; outcomes, lists, modes, effective lists, links and revisions are compared. The table shows for each pair of
kinds whether the order matters; --pair shows one pair in each situation, with shortest witnesses. "detected" counts the pairs
in which an expected revision, read before both requests, makes the second one fail with ESTALE, whichever it is.

Exit codes: 0 compared, with any result; 2 wrong usage; 3 interrupted.

Examples:
  mprog commute tcx
  mprog commute cgroup --pair "attach, attach BEFORE x"
  mprog commute tcx --pair "detach x, attach BEFORE x" --out witnesses
  mprog replay witnesses --target kernel
`;

/** `mprog commute`. */
export function register(program: Command): void {
  program
    .command('commute')
    .description('show which requests of two agents commute')
    .argument('[profile]', 'a semantics, by name or by file', 'tcx')
    .option('--pair <kinds>', 'two kinds of request, with a comma between: each situation, with witnesses')
    .option('--out <dir>', 'write the witnesses, both orders of each, as traces')
    .option('--force', 'replace trace files of other content')
    .addOption(markdownOption('print the whole table as Markdown'))
    .option('--json', 'print everything as one JSON object')
    .addHelpText('after', HELP)
    .action(async (profile: string, options: Options) => {
      process.exitCode = await run(profile, options);
    });
}

async function run(name: string, options: Options): Promise<number> {
  const semantics = await semanticsArgument(name);
  const commuting = commutingOf(semantics);
  const kinds = options.pair === undefined ? undefined : pairOf(commuting, options.pair);
  const grounds = commuting.scopes(semantics);
  if (options.out !== undefined) requireWritable(options.out);
  const seconds = stopwatch();
  const whole = await compare(semantics);
  const cells = kinds === undefined ? whole.cells : whole.cells.filter((cell) => isOf(cell, kinds));
  if (kinds !== undefined && cells.length === 0 && whole.complete)
    throw new UsageError(
      `--pair: ${semantics.name} has no pair "${kinds.join(', ')}"; kinds are ${kindsIn(commuting, whole).join(', ')}`,
    );
  const report = reportOf(semantics.name, grounds, { ...whole, cells }, seconds());
  const { json, markdown = false, out } = options;
  if (json) sayJson(report);
  else if (kinds !== undefined) await show(pairDocument(semantics, report, cells), markdown);
  else await show(commuteDocument(semantics, report, markdown), markdown);
  // A shorter witness may have come, and pairs that have none yet.
  if (out !== undefined && !whole.complete) process.stderr.write(`no trace was written to ${out}\n`);
  else if (out !== undefined) writeWitnesses(semantics, cells, out, options);
  return exitCodeOf(report);
}

/** Two kinds from the command line. */
function pairOf({ kinds: known }: Commuting, text: string): readonly [string, string] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !known.includes(kind));
  if (kinds.length !== 2 || unknown !== undefined)
    throw new UsageError(
      `--pair: expected two kinds with a comma between, found "${text}"; kinds are ${known.join(', ')}`,
    );
  return kinds as unknown as [string, string];
}

const isOf = ({ kinds: [a, b] }: Cell, [one, other]: readonly [string, string]) =>
  (a === one && b === other) || (a === other && b === one);

const kindsIn = ({ kinds: known }: Commuting, { cells }: Commuted) =>
  known.filter((kind) => cells.some(({ kinds }) => kinds.includes(kind)));

/** Compares with progress shown; an interruption ends it with what it has. */
async function compare(semantics: Profile): Promise<Commuted> {
  const { result } = await follow(
    commute(semantics, commutingOf(semantics).scopes(semantics)),
    ({ scope, states, pairs }) => `${semantics.name}, ${scope}: ${count(states)} states · ${count(pairs)} pairs`,
  );
  return result;
}

/** A comparison to its end, without a pause. */
export function commuted(semantics: Profile): CommuteReport {
  const grounds = commutingOf(semantics).scopes(semantics);
  return reportOf(semantics.name, grounds, atOnce(commute(semantics, grounds)), 0);
}

/** Both orders of a witness, as traces. */
export function tracesOf(semantics: Profile, { kinds, situation }: Cell, effect: OrderEffect, witness: OrderExample) {
  const { path, requests, universe } = witness;
  const needed = semantics.family.trimmed(universe, [...path, ...requests]);
  return [requests, requests.toReversed()].map((order, index) =>
    traceOf(semantics, needed, [...path, ...order], {
      title: `${kinds.join(' and ')}, ${situation}: ${index === 0 ? 'in one order' : 'in the other order'}`,
      origin: { kind: 'difference', note: `${effect}: ${ORDER_EFFECTS[effect]}` },
    }),
  );
}

function writeWitnesses(semantics: Profile, cells: readonly Cell[], out: string, { force, json }: Options): void {
  const files = cells.flatMap((cell) =>
    [...cell.effects].flatMap(([effect, { witness }]) => {
      if (effect === 'commutes') return [];
      const stem = [...cell.kinds, cell.situation, effect].join('--').replaceAll(' ', '-');
      return tracesOf(semantics, cell, effect, witness).map(
        (trace, index) => [join(out, `${stem}.${index + 1}.json`), trace] as const,
      );
    }),
  );
  writeTraces(files, { force: force === true });
  if (!json) say(`${plural(files.length, 'trace')} written to ${out}`);
}

import type { Command } from 'commander';
import { type ProtocolReport, protocolReport } from '../../checker/protocols/report.ts';
import { searchProtocol } from '../../checker/protocols/search.ts';
import { atOnce } from '../../checker/search/run.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Protocol, ProtocolDesign } from '../../spec/protocol.ts';
import { PROTOCOLS } from '../../spec/protocols/index.ts';
import { meant } from '../../spec/suggest.ts';
import { markdownOption, show } from '../document/show.ts';
import { exitCodeOf, UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { count, sayJson } from '../text/output.ts';
import { protocolDocument } from '../text/render-protocol.ts';

interface Options {
  readonly design?: string;
  readonly ways?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

const HELP = `
A protocol is what user space does in several steps where the interface alone does not do it, such as libxdp's dispatcher for
several XDP programs on one device. Every interleaving of its agents' steps is searched, with crashes and what others may do in
between: what may come about, and under which design. What the kernel answers is decided by the rules of profiles.

Exit codes: 0 everything was searched, whatever is possible; 2 wrong usage; 3 interrupted.

Examples:
  mprog protocol dispatcher
  mprog protocol dispatcher --design netlink --ways
`;

/** `mprog protocol`. */
export function register(program: Command): void {
  program
    .command('protocol')
    .description('search what may come about where agents follow a protocol, under several designs')
    .argument('[protocol]', `one of ${PROTOCOLS.map(({ id }) => id).join(', ')}`, PROTOCOLS[0]!.id)
    .option('--design <id>', 'one design alone (default: all)')
    .option('--ways', 'show a shortest way to everything that is possible')
    .addOption(markdownOption('print the table and all ways as Markdown'))
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      process.exitCode = await run(name, options);
    });
}

function named<T extends { readonly id: string }>(all: readonly T[], what: string, id: string): T {
  const found = all.find((each) => each.id === id);
  if (found !== undefined) return found;
  const ids = all.map((each) => each.id);
  throw new UsageError(`${what}: expected ${ids.join(', ')}, found "${id}"${meant(id, ids)}`);
}

const designsOf = ({ designs }: Protocol, id: string | undefined): readonly ProtocolDesign[] =>
  id === undefined ? designs : [named(designs, '--design', id)];

async function run(name: string, { design, ways, markdown, json }: Options): Promise<number> {
  const protocol = named(PROTOCOLS, 'protocol', name);
  const designs = designsOf(protocol, design);
  const seconds = stopwatch();
  const { result, interrupted } = await follow(
    searchProtocol(protocol, designs),
    (at) => `${protocol.id}, ${at.design}: ${at.fact} · ${count(at.states)} states`,
  );
  const report = protocolReport(protocol, result, seconds());
  const told: ProtocolReport = interrupted ? { ...report, interrupted: true } : report;
  if (json) sayJson(told);
  else await show(protocolDocument(told, designs, { timed: true, ways: ways === true || markdown === true }), markdown);
  return exitCodeOf(told);
}

/** What may come about under every design of a protocol, without a pause. */
export const searched = (protocol: Protocol): ProtocolReport =>
  protocolReport(protocol, atOnce(searchProtocol(protocol, protocol.designs)), 0);

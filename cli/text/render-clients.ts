import type { ClientResult, ClientsReport, Deviation } from '../../clients/report.ts';
import {
  type Block,
  bold,
  close,
  code,
  codeBlock,
  type Document,
  document,
  heading,
  type Inline,
  indented,
  link,
  list,
  paragraph,
  signed,
  table,
} from '../document/document.ts';
import { plural } from './output.ts';

const SIGNS = { held: '✓', violated: '✗', inconclusive: '?', skipped: '–' } as const;

/** How a page calls the file of a trace; a terminal has the path alone. */
export type Linked = (path: string) => Inline;

const nameOf = ({ client, version }: ClientResult) => (version === undefined ? client : `${client} ${version}`);

function row(result: ClientResult): readonly Inline[] {
  const { library, version, tools, language, requests, tests, deviations, notRun } = result;
  const { expressible, run, conforming, deviating } = requests;
  const names: readonly Inline[] = [library, version ?? '–', tools === undefined ? language : `${language}, ${tools}`];
  if (notRun !== undefined) return [...names, expressible, 'not run', '–', '–', '–'];
  const kernels = deviations.filter(({ kernel }) => kernel !== 'conforms').length;
  const also = kernels === 0 ? '' : `, of which ${kernels} not of the library alone`;
  return [...names, expressible, tests, run, conforming, `${deviating}${also}`];
}

const HEAD = [
  'library',
  'version',
  'tools',
  'requests it can express',
  'tests run',
  'requests made',
  'as the spec says',
  'deviations',
];

const KERNEL = {
  conforms: 'the kernel, asked without the library, does as the spec says',
  deviates: 'the kernel itself does not do as the spec says: this is not the library',
  'not asked': 'the kernel could not be asked without the library',
} as const;

/** Deviations with what they have in common: what the library is known to do, and what the kernel does without it. */
function grouped(deviations: readonly Deviation[]): readonly (readonly [Deviation, ...Deviation[]])[] {
  const groups = new Map<string, [Deviation, ...Deviation[]]>();
  for (const each of deviations) {
    const key = JSON.stringify([each.known ?? each.trace, each.kernel]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

/** What deviates in one way: where, one of the calls, and whose deviation it is. */
function deviationBlocks(group: readonly [Deviation, ...Deviation[]], linked: Linked): readonly Block[] {
  const [{ known, issue, kernel, call }] = group;
  return [
    paragraph(
      bold(known ?? 'Not known before'),
      ` (${plural(group.length, 'request')}; ${KERNEL[kernel]})`,
      issue !== undefined && [' ', link(issue, issue)],
    ),
    ...indented(
      2,
      close(
        list(...group.map(({ trace, step, request, said }) => [linked(trace), `, step ${step}: ${request}: ${said}`])),
      ),
      close(codeBlock(call.split('\n'))),
    ),
  ];
}

const reasons = (of: ClientResult['inexpressible'], noun: string): Inline[] =>
  of.map(({ reason, number }) => `${plural(number, noun)}: ${reason}`);

/** What was found of one client, in full. */
function clientBlocks(result: ClientResult, linked: Linked): readonly Block[] {
  const { inexpressible, unexercised, deviations, remarks, notRun } = result;
  return [
    heading(2, nameOf(result)),
    ...(notRun === undefined ? [] : [paragraph(signed(SIGNS[result.result], notRun))]),
    ...grouped(deviations).flatMap((group) => deviationBlocks(group, linked)),
    ...(remarks.length === 0
      ? []
      : [
          paragraph('As the spec says, and to be known:'),
          list(
            ...remarks.map(({ what, issue, trace, step }) => [
              `${what} (`,
              linked(trace),
              `, step ${step})`,
              issue !== undefined && [' ', link(issue, issue)],
            ]),
          ),
        ]),
    ...(inexpressible.length === 0
      ? []
      : [paragraph('Requests that it cannot express:'), list(...reasons(inexpressible, 'request'))]),
    ...(unexercised.length === 0
      ? []
      : [paragraph('Traces that were not run:'), list(...reasons(unexercised, 'trace'))]),
  ];
}

/** The verdict: its scope, and what it did not exercise. */
function verdict({ result, clients, uncarried, kernel }: ClientsReport): Block {
  const isRun = (each: ClientResult) => each.notRun === undefined;
  const run = clients.filter(isRun).map(nameOf);
  const not = clients.filter((each) => !isRun(each)).map(({ client }) => client);
  const deviating = clients.filter((each) => each.result === 'violated').map(nameOf);
  const unmade = uncarried.reduce((sum, { number }) => sum + number, 0);
  const isPart = [
    ...(unmade > 0 ? [`${plural(unmade, 'trace')} that no test of a library can make`] : []),
    ...(clients.some(({ unexercised }) => unexercised.length > 0)
      ? ['traces with a request that a library cannot express']
      : []),
  ];
  const held = clients.filter((each) => each.result === 'held').map(nameOf);
  const parts = [
    deviating.length > 0 && `deviates from the spec: ${deviating.join(', ')}`,
    held.length > 0 && `as the spec says in what was made: ${held.join(', ')}`,
    run.length === 0 && 'no library was run',
    not.length > 0 && `not run: ${not.join(', ')}`,
    isPart.length > 0 && `not exercised: ${isPart.join(', and ')}`,
  ].filter((part) => part !== false);
  return paragraph(signed(SIGNS[result], `on kernel ${kernel}: ${parts.join('; ')}`));
}

/** What client libraries make of requests. */
export function clientsDocument(report: ClientsReport, linked: Linked = code): Document {
  const { clients, traces, requests, uncarried } = report;
  return document(
    paragraph(`${plural(requests, 'request')} in the traces that a test can make, of ${plural(traces, 'trace')}`),
    table(HEAD, clients.map(row)),
    ...clients.flatMap((each) => clientBlocks(each, linked)),
    ...(uncarried.length === 0
      ? []
      : [heading(2, 'Traces that no test of a library can make'), list(...reasons(uncarried, 'trace'))]),
    verdict(report),
  );
}

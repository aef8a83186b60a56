import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { CommuteReport } from '../../checker/commute/report.ts';
import { ExplanationReport } from '../../checker/decide/explanation.ts';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { FastPathReport } from '../../checker/fast-path/report.ts';
import { FindReport } from '../../checker/find/report.ts';
import { FuzzReport } from '../../checker/fuzz/report.ts';
import { FitReport } from '../../checker/live/fit-report.ts';
import { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { MutationReport } from '../../checker/mutate/report.ts';
import { SuiteReport } from '../../checker/mutate/suite-report.ts';
import { DEFECTS, FindingReport } from '../../checker/promises/finding-report.ts';
import { PropertyReport, PropertyReports } from '../../checker/promises/property-report.ts';
import { RediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import { ProtocolReport } from '../../checker/protocols/report.ts';
import { racingOf } from '../../checker/races/racing.ts';
import { recordedRaces } from '../../checker/races/recorded.ts';
import { RaceReport } from '../../checker/races/verdict.ts';
import { ClientsReport } from '../../clients/report.ts';
import { ExportReport } from '../../exporters/export-report.ts';
import { MatrixFile } from '../../matrix/file.ts';
import { FetchReport, KernelResult, MatrixReport } from '../../matrix/result.ts';
import { ObservationReport } from '../../observe/report.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { USUAL } from '../../spec/families/register.ts';
import { DriverProtocol } from '../../traces/drivers/messages.ts';
import { renderTraceSchema } from '../../traces/format.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { ReplayReport } from '../../traces/replay-report.ts';
import { formatTrace, writeText } from '../../traces/write.ts';
import { markdownText } from '../document/markdown.ts';
import { ErrorReport } from '../error-report.ts';
import { ExploreReport } from '../explore-report.ts';
import { findingMail } from '../finding.ts';
import { PageReport } from '../report/page-report.ts';
import { semanticsArgument } from '../semantics.ts';
import { RulesReport } from '../text/rules-report.ts';
import { rulesDocument } from '../text/rules-text.ts';
import { clientsPage } from './clients-page.ts';
import { fastPathPage } from './fast-path-page.ts';
import { kernelsPage } from './kernels-page.ts';
import { commutePage, diffPage, proposalPage, protocolPage, rediscoveredPage } from './pages.ts';
import { anomaliesPage, propertiesPage } from './property-pages.ts';
import { questionsPage } from './questions-page.ts';
import { racePage } from './race-page.ts';
import { traceFormatPage } from './trace-format-page.ts';

const schema = (type: z.ZodType) => `${JSON.stringify(z.toJSONSchema(type, { io: 'input' }), null, 2)}\n`;

/** Every file under docs/ that is made at once, by name. A test fails where one is stale. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ...PROFILES.map((semantics) => [`rules-${semantics.name}.md`, markdownText(rulesDocument(semantics))] as const),
    ['properties.md', propertiesPage()],
    ['anomalies.md', anomaliesPage()],
    ['properties.schema.json', schema(PropertyReport)],
    ['fast-path.md', fastPathPage()],
    ['commute.schema.json', schema(CommuteReport)],
    ['trace-format.md', traceFormatPage()],
    ['trace.schema.json', renderTraceSchema()],
    ['kernel-verdict.schema.json', schema(KernelVerdict)],
    ['kernel-fit.schema.json', schema(FitReport)],
    ['find.schema.json', schema(FindReport)],
    ['finding.schema.json', schema(FindingReport)],
    ...DEFECTS.map(
      ([profile, property]) =>
        [join('findings', `${profile}--${property}.txt`), findingMail(profile, property)] as const,
    ),
    ['fuzz.schema.json', schema(FuzzReport)],
    ['diff.schema.json', schema(DiffReport)],
    ['race.schema.json', schema(RaceReport)],
    ['replay.schema.json', schema(ReplayReport)],
    ['export.schema.json', schema(ExportReport)],
    ['explore.schema.json', schema(ExploreReport)],
    ['page.schema.json', schema(PageReport)],
    ['observe.schema.json', schema(ObservationReport)],
    ['clients.schema.json', schema(ClientsReport)],
    ['clients.md', clientsPage()],
    ['race-scenario.schema.json', schema(racingOf(USUAL).schema)],
    ['verdict.schema.json', schema(Verdict)],
    ['verdicts.schema.json', schema(Verdicts)],
    ['property-reports.schema.json', schema(PropertyReports)],
    ['fast-path.schema.json', schema(FastPathReport)],
    ['explanation.schema.json', schema(ExplanationReport)],
    ['rules.schema.json', schema(RulesReport)],
    ['suite.schema.json', schema(SuiteReport)],
    ['rediscovery.schema.json', schema(RediscoveryReport)],
    ['protocol.schema.json', schema(ProtocolReport)],
    ['mutation.schema.json', schema(MutationReport)],
    ['driver.schema.json', schema(DriverProtocol)],
    ['error.schema.json', schema(ErrorReport)],
    ['matrix.schema.json', schema(MatrixFile)],
    ['matrix-result.schema.json', schema(KernelResult)],
    ['matrix-fetch.schema.json', schema(FetchReport)],
    ['matrix-report.schema.json', schema(MatrixReport)],
    ['kernels.md', kernelsPage()],
  ]);
}

/** The comparisons that have a page. */
const DIFFS = [
  ['netkit', 'tcx'],
  ['mprog-first-merge', 'tcx'],
  ['rfc-v2', 'tcx'],
  ['tcx', 'cgroup'],
  ['xdp', 'tcx'],
  ['freplace', 'freplace-2020-list'],
  ['cgroup-5.6', 'cgroup'],
  ['cgroup-5.6', 'cgroup-6.1'],
  ['cgroup-6.1', 'cgroup-preorder-only'],
  ['cgroup-preorder-only', 'cgroup'],
  ['cgroup-6.17', 'cgroup'],
  ['cgroup-v3-posted', 'cgroup'],
] as const;

/** The semantics whose requests are compared in both orders on a page. */
export const COMMUTED = ['tcx', 'cgroup', 'rfc-v2'] as const;

/** The pages of questions that are asked of several semantics. */
const QUESTIONED = ['freplace'] as const;

/** The proposals that come with the package. */
export const EXAMPLES = ['head-and-tail', 'keep-the-relative', 'xdp-multi-prog'] as const;

/** Pages that take an exploration to make, each with how it is made. A test fails where one is stale. */
export const PAGES: ReadonlyMap<string, () => Promise<string>> = new Map([
  ...DIFFS.map(([a, b]) => [join('diffs', `${a}--${b}.md`), async () => diffPage(a, b)] as const),
  ...COMMUTED.map((name) => [join('commute', `${name}.md`), async () => commutePage(name)] as const),
  ...EXAMPLES.map((name) => {
    const file = `examples/${name}.ts`;
    const make = async () => proposalPage(file, await semanticsArgument(join(PACKAGE, file)));
    return [join('proposals', `${name}.md`), make] as const;
  }),
  ['races.md', async () => racePage()],
  ['rediscovered.md', async () => rediscoveredPage()],
  ['dispatcher.md', async () => protocolPage('dispatcher')],
  ...QUESTIONED.map((name) => [`${name}.md`, async () => questionsPage(name)] as const),
]);

/** Where the traces of races are kept, beside docs/. */
const RECORDED = join('..', 'traces', 'races');

/** Writes all of them, and the traces of races. */
export async function writeDocs(directory: string): Promise<void> {
  for (const [name, text] of generatedDocs()) writeText(join(directory, name), text, { force: true });
  for (const [name, make] of PAGES) writeText(join(directory, name), await make(), { force: true });
  rmSync(join(directory, RECORDED), { recursive: true, force: true });
  for (const [name, trace] of recordedRaces())
    writeText(join(directory, RECORDED, name), formatTrace(trace), { force: true });
}

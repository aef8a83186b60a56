import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockContent } from 'mdast';
import { ClientsReport } from '../../clients/report.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { code, document, link } from '../document/document.ts';
import { markdownText } from '../document/markdown.ts';
import { prose } from '../document/prose.ts';
import { clientsDocument } from '../text/render-clients.ts';
import { GENERATED } from './generated.ts';

const FILE = join(PACKAGE, 'docs', 'clients.json');

const HEAD = `# Client libraries against the spec

Which requests can a library express, and do they come out as the spec says? [\`mprog clients\`](commands/clients.md) writes the tests of
[\`mprog export\`](export.md) for each library and runs them on a kernel. ${GENERATED} It shows the result in [clients.json](clients.json), which
\`mprog clients --json > docs/clients.json\` renews. Versions are those that the tool chain of a library names.

A request is a step of a trace of the suites ([traces/conformance](../traces/conformance)), of the suites of requests that one of the libraries can express
([traces/libraries](../traces/libraries)), or of [traces/clients](../traces/clients). A library *can express* a
request where its interface can ask for exactly that. A trace is run where that is so for all of its requests; one that can be said in two ways
is run twice. After each request the list of every hook is compared: programs in order, their links, the revision. A request that deviates ends
its trace, and counts against the library only where the same trace comes out as the spec says on the same kernel without the library. bpftool tells neither which error it got nor the revision: there any refusal is taken for the error of the trace.`;

/** What client libraries make of requests, as a page: by the result that is kept, without a run. */
export function clientsPage(): string {
  const report = ClientsReport.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const { children } = clientsDocument(report, (path) => link(join('..', path), code(path)));
  return markdownText(document(...prose(HEAD), ...(children as BlockContent[])));
}

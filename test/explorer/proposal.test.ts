import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProposalError } from '../../browser.ts';
import { know } from '../../explorer/known.ts';
import { type Loading, loadProposal } from '../../explorer/proposal.ts';
import { firstSession, parseSession, textOf } from '../../explorer/session.ts';
import { compile } from '../../explorer/typescript.ts';
import { steppingOf, Walked } from '../../explorer/walked.ts';
import { ROOT } from '../support/command.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const loading: Loading = {
  compile,
  evaluate: async (code) => {
    const url = `data:text/javascript,${encodeURIComponent(code)}`;
    return { url, run: (await import(url)).default };
  },
};
const load = (text: string) => loadProposal('mine.ts', text, loading);

describe('a proposal that is dropped', () => {
  test.each([
    ['head-and-tail', 'tcx'],
    ['keep-the-relative', 'tcx'],
    ['xdp-multi-prog', 'tcx'],
    ['freplace-update-hook', 'freplace'],
  ])('may be any example: %s', async (name, base) => {
    const proposal = await load(read(`examples/${name}.ts`));
    expect([proposal.name, proposal.base?.name]).toEqual([name, base]);
    know(proposal);
    const session = firstSession(proposal);
    expect(parseSession(textOf(session)).semantics).toEqual([proposal]);
    const walked = new Walked(steppingOf({ ...session, semantics: [proposal.base!, proposal] }));
    expect(walked.possible([], 0).length).toBeGreaterThan(40);
  });

  test.each([
    ['export default 1', 'mine.ts: expected "export default derive(base, { … })", found another value'],
    ['const a: number = 1;', 'mine.ts: expected "export default derive(base, { … })", found no default export'],
    [
      'import { readFileSync } from "node:fs";\nexport default readFileSync("x")',
      'imports "node:fs": on this page a proposal imports "mprog-spec" alone',
    ],
    [
      'import { KernelMachine } from "mprog-spec";\nexport default new KernelMachine()',
      '"mprog-spec" has no "KernelMachine" on this page',
    ],
    ['let a: string;\n\nthrow new TypeError("oops")', /^mine\.ts(:3)?: throws TypeError: oops$/],
    ['export default {', /^mine\.ts: .*\(1:17\)$/],
    [
      "import { derive, tcx } from 'mprog-spec';\nexport default derive(tcx, { name: 'a', title: 'b', remove: ['no/such'] })",
      /^mine\.ts.*"no\/such"/,
    ],
  ])('is refused with what is wrong: %#', async (text, message) => {
    const error = await load(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProposalError);
    const found = (error as Error).message;
    if (typeof message === 'string') expect(found).toContain(message);
    else expect(found).toMatch(message);
    expect(found.startsWith('mine.ts')).toBe(true);
  });
});

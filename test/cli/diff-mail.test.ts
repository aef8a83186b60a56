import { describe, expect, test } from 'vitest';
import { diff } from '../../checker/diff/diff.ts';
import { diffMail } from '../../cli/text/render-diff-mail.ts';
import { finish, proposal, reported, scopesNamed } from '../support/diff.ts';

/** A mail from a comparison of scopes that show everything; the report of the default run differs in its figures alone. */
async function mail(name: string, scopes: readonly string[]): Promise<readonly string[]> {
  const { base, proposed } = await proposal(name);
  const found = finish(diff(base, proposed, scopesNamed(base, proposed, scopes)));
  return diffMail(reported(base, proposed, found))
    .trimEnd()
    .split('\n');
}

describe.each([
  ['03c-proposal-ebusy.ts', ['single', 'boundary']],
  ['cgroup-any-anchor.ts', ['single', 'boundary']],
  ['cgroup-replace-at-full.ts', ['single', 'boundary']],
  ['detach-at-full.ts', ['default', 'clsact', 'boundary']],
  ['link-by-program.ts', ['links', 'single', 'boundary']],
])('the mail about %s', (name, scopes) => {
  const lines = mail(name, scopes);
  test('has fewer than 60 lines of at most 72 columns', async () => {
    expect((await lines).length).toBeLessThan(60);
    for (const line of await lines) expect(line.length).toBeLessThanOrEqual(72);
  });
  test('is plain ASCII', async () => {
    for (const line of await lines) expect(line).toMatch(/^[ -~]*$/);
  });
  test('begins with a sentence that names scopes and version, and ends with the command', async () => {
    const [first] = (await lines).join(' ').split('. ');
    const { proposed } = await proposal(name);
    expect(first).toContain(proposed.name);
    expect(first).toContain(`mprog 1.2.3, scopes ${scopes.join(', ')})`);
    expect((await lines).at(-1)).toMatch(/^ {2}mprog diff (tcx|cgroup) \.\/proposal\.ts$/);
  });
  test('speaks of no cases, and of success as no errno', async () => {
    const text = (await lines).join('\n');
    expect(text).not.toMatch(/\bcases\b/);
    expect(text).not.toMatch(/errno ok/);
  });
});

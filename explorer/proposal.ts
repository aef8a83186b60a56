import { type Profile, ProposalError, proposals, whole } from '../browser.ts';

/** A module in which a file is a function of what it requires. */
export interface Evaluated {
  /** What its code is called in the stack of an error. */
  readonly url: string;
  readonly run: (require: (name: string) => unknown, module: { exports: unknown }, exports: unknown) => void;
}

/** How a file is compiled and becomes code: in a page, by what `loading.ts` gives. */
export interface Loading {
  compile(text: string, name: string): string;
  evaluate(code: string): Promise<Evaluated>;
}

/** Files that a proposal may be in. */
export const isModule = (name: string): boolean => /\.[cm]?[jt]s$/.test(name);

const QUIET: ReadonlySet<string | symbol> = new Set(['__esModule', 'default', 'then']);

/** What `mprog-spec` is for a proposal on the page. */
const OWN = new Proxy(proposals as Readonly<Record<string | symbol, unknown>>, {
  get: (target, name) => {
    if (name in target || QUIET.has(name) || typeof name === 'symbol') return target[name];
    throw new ProposalError(`"mprog-spec" has no "${name}" on this page`);
  },
});

function required(name: string): unknown {
  if (name === 'mprog-spec') return OWN;
  throw new ProposalError(`imports "${name}": on this page a proposal imports "mprog-spec" alone`);
}

/** The line of a file in the stack of an error, if any. */
function lineIn(error: unknown, url: string): string {
  const { stack = '' } = (error ?? {}) as { readonly stack?: string };
  const at = stack.indexOf(`${url}:`);
  const line = at === -1 ? undefined : /^\d+/.exec(stack.slice(at + url.length + 1))?.[0];
  return line === undefined ? '' : `:${line}`;
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A file that derives a semantics, ready to be stepped through; a ProposalError that says what is wrong with it. */
export async function loadProposal(name: string, text: string, { compile, evaluate }: Loading): Promise<Profile> {
  let code: string;
  try {
    code = compile(text, name);
  } catch (error) {
    throw new ProposalError(said(error).replace(/^Error transforming [^:]*: /, `${name}: `));
  }
  const { url, run } = await evaluate(`export default (require, module, exports) => {${code}\n};`);
  const module: { exports: Readonly<Record<string, unknown>> } = { exports: {} };
  try {
    run(required, module as never, module.exports);
    const value = module.exports.default;
    if (typeof value !== 'object' || value === null || !('tables' in value))
      throw new ProposalError(
        `expected "export default derive(base, { … })", found ${value === undefined ? 'no default export' : 'another value'}`,
      );
    // The page compares no model: whatever is named here is for the commands.
    return whole(value, name, () => {});
  } catch (error) {
    const is =
      error instanceof ProposalError ? said(error) : `throws ${(error as Error)?.name ?? 'a value'}: ${said(error)}`;
    throw new ProposalError(`${name}${lineIn(error, url)}: ${is}`);
  }
}

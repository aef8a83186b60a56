import type { KernelVerdict } from '../../checker/live/kernel-verdict.ts';
import { type Block, type Inline, phrasing } from '../../cli/document/document.ts';
import { toldBy } from '../../cli/report/read.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { ROOT } from './command.ts';
import { ran } from './room.ts';

export type Json = { [key: string]: never };
export const copy = <T>(value: T): T => structuredClone(value);

const printed = new Map<string, ReturnType<typeof ran>>();
/** What a command prints under --json; each line is run once for the files of tests that share a process. */
export async function asked(line: string): Promise<Json> {
  const run = printed.get(line) ?? ran(ROOT, ...line.split(' '), '--json');
  printed.set(line, run);
  return JSON.parse((await run).stdout);
}
export const named = async (name: string) => profileNamed(name);
export const told = async (document: object) => (await toldBy('report.json', document, named)).told;

/** The text of a part of a line, or of a block. */
export function toText(of: Inline | Block): string {
  const inside = (node: object): string => {
    const { value, children = [] } = node as { readonly value?: string; readonly children?: readonly object[] };
    return value ?? children.map(inside).join('');
  };
  return phrasing(of as Inline)
    .map(inside)
    .join('');
}
export const words = (all: readonly Inline[]) => all.map(toText);

/** A report with one field changed, given by the way to it. */
export function changed(report: object, way: string, value: unknown): Json {
  const made = copy(report) as Json;
  const keys = way.split('.');
  const last = keys.pop()!;
  let at = made as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return made;
}

export const attach = (name: string) => ({
  op: 'prog_attach',
  hook: 'ingress',
  flags: [],
  prog: { is: 'prog', name },
  relative: { is: 'none' },
  replace: { is: 'none' },
  revision: 'none',
  caller: 'privileged',
  short: false,
});

/** A cross-check in which a kernel attaches twice what is attached once. */
export function differingKernel(scope: unknown): KernelVerdict {
  const seen = (outcome: string) => ({
    outcome,
    view: { is: 'nothing' },
    hooks: { ingress: { is: 'list', revision: 2, count: 1, slots: [{ prog: 'A', link: 'none' }] } },
  });
  const request = attach('A');
  return {
    format: 'mprog-kernel-verdict',
    version: 2,
    tool: '0.1.0',
    profile: 'tcx',
    scope,
    result: 'violated',
    seconds: 1,
    kernel: { release: '6.18.0', intended: true, configuration: {}, log: true },
    objects: {},
    workers: 1,
    states: { planned: 1, visited: 1 },
    transitions: 3,
    successes: 1,
    leftOut: 0,
    reasons: [],
    confirmed: [{ rule: 'attach/append', transitions: 1 }],
    notExercised: [],
    differences: [
      {
        rule: 'attach/already-attached',
        sentence: 'the spec says EEXIST, the kernel ok',
        steps: [
          { request, outcome: 'ok', rule: 'attach/append' },
          { request, outcome: 'EEXIST', rule: 'attach/already-attached' },
        ],
        cases: 1,
        expected: seen('EEXIST'),
        found: seen('ok'),
        reproduced: true,
      },
    ],
  } as unknown as KernelVerdict;
}

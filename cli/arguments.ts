import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { mainScopesOf } from '../spec/families/slots/scopes/main-scopes.ts';
import { Scope } from '../spec/families/slots/scopes/scope.ts';
import { type Scopes, scopesOf } from '../spec/families/slots/scopes/scopes.ts';
import type { Profile } from '../spec/profile.ts';
import { UsageError } from './exit.ts';

const WholeNumber = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

/** Takes a whole number from the command line. */
export function wholeNumber(text: string): number {
  const result = WholeNumber.safeParse(text);
  if (!result.success) throw new InvalidArgumentError(`expected a whole number, found "${text}"`);
  return result.data;
}

/** The fields of a scope that can be changed from the command line. */
const CHANGES = [
  'programs',
  'foreign',
  'links',
  'hooks',
  'capacity',
  'prefill',
  'floor',
  'retired',
  'flagsAtOnce',
] as const;
export type ScopeChanges = { readonly [K in (typeof CHANGES)[number]]?: number } & { readonly scope?: string };

/** A field as an option is written: `flags-at-once`. */
const dashed = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds the options that choose and change a scope. */
export function withScopeOptions(command: Command): Command {
  command.option(
    '--scope <name>',
    'a scope that comes with the profile, all of them, or main: those of `check all` (default: "default")',
  );
  for (const field of CHANGES)
    command.option(`--${dashed(field)} <n>`, Scope.shape[field].description ?? field, wholeNumber);
  return command;
}

/** Whether options ask for a scope at all. */
export function choosesScope(options: ScopeChanges): boolean {
  return [options.scope, ...CHANGES.map((field) => options[field])].some((each) => each !== undefined);
}

/** The scopes of a semantics that options ask for; a UsageError where one cannot be. */
export function chosenScopes(semantics: Profile, options: ScopeChanges): readonly Scope[] {
  return chosenAmong(scopesOf(semantics), mainScopesOf(semantics), options);
}

/** The same, of scopes by name and those of the main job. */
export function chosenAmong(scopes: Scopes, main: readonly Scope[], options: ScopeChanges): readonly Scope[] {
  const { scope = 'default' } = options;
  const changes = Object.fromEntries(
    CHANGES.flatMap((field) => (options[field] === undefined ? [] : [[field, options[field]]])),
  );
  const changed = Object.keys(changes);
  if (scope === 'all' || scope === 'main') {
    if (changed.length > 0) throw new UsageError(`--scope ${scope} cannot be combined with --${dashed(changed[0]!)}`);
    return scope === 'all' ? Object.values(scopes) : main;
  }
  const base = Object.hasOwn(scopes, scope) ? scopes[scope] : main.find(({ name }) => name === scope);
  if (base === undefined) {
    const names = [...new Set([...Object.keys(scopes), ...main.map(({ name }) => name)])];
    throw new UsageError(`--scope: expected ${names.join(', ')}, main or all, found "${scope}"`);
  }
  if (changed.length === 0) return [base];
  const floor = Math.min(base.floor, options.prefill ?? base.prefill);
  const result = Scope.safeParse({
    ...base,
    floor,
    ...changes,
    name: `${base.name} with ${changed.map(dashed).join(', ')} changed`,
  });
  if (result.success) return [result.data];
  const [issue] = result.error.issues;
  throw new UsageError(`--${dashed(issue!.path.join('.'))}: ${issue!.message}`);
}

import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { ownOf, type Share } from '../checker/search/share.ts';
import { USUAL } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import type { Profile } from '../spec/profile.ts';
import type { Scope, Scopes } from '../spec/semantics.ts';
import { meant } from '../spec/suggest.ts';
import { explainIssues } from '../traces/issues.ts';
import { requireWritable } from '../traces/write.ts';
import { UsageError } from './exit.ts';

const WholeNumber = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

/** Takes a whole number from the command line. */
export function wholeNumber(text: string): number {
  const result = WholeNumber.safeParse(text);
  if (!result.success) throw new InvalidArgumentError(`expected a whole number below 1000000, found "${text}"`);
  return result.data;
}

const Part = z
  .string()
  .regex(/^\d{1,6}\/\d{1,6}$/)
  .transform((text) => text.split('/').map(Number) as [number, number])
  .refine(([index, of]) => index >= 1 && index <= of)
  .transform(([index, of]): Share => ({ index, of }));

/** Takes a part of a run from the command line: `2/4`. */
export function share(text: string): Share {
  const result = Part.safeParse(text);
  if (!result.success) throw new InvalidArgumentError(`expected a part such as 2/4, found "${text}"`);
  return result.data;
}

/** What of a list is for a part, or all of it; a UsageError where there are more parts than elements, which are called so. */
export function ownPart<T>(all: readonly T[], part: Share | undefined, called: string): readonly T[] {
  if (part === undefined) return all;
  if (part.of > all.length)
    throw new UsageError(`--shard: expected at most ${all.length} parts, one for each ${called}, found ${part.of}`);
  return ownOf(all, part);
}

/**
 * Refuses, before the work, the directory that an option names, if nothing can be written there. That of a default is asked where there
 * is something to write: most runs write nothing.
 */
export function requirePlace(command: Command, option: string): void {
  if (command.getOptionValueSource(option) === 'cli') requireWritable(command.opts()[option]);
}

/** The first option that was given and is none of these, as it is written; nothing where there is none. */
export function strayOption(command: Command, allowed: readonly string[]): string | undefined {
  const stray = (name: string) => command.getOptionValueSource(name) === 'cli' && !allowed.includes(name);
  return command.options.find((each) => stray(each.attributeName()))?.long;
}

/** The fields of a scope that can be changed from the command line. */
const CHANGES = USUAL.scopeOptions ?? [];
export interface ScopeChanges {
  readonly scope?: string;
  readonly [field: string]: unknown;
}

/** What a field of scopes is about. */
function described(field: string): string {
  const { shape } = USUAL.schemas.scope as unknown as { readonly shape: Readonly<Record<string, z.ZodType>> };
  return shape[field]?.description ?? field;
}

/** The fields of a scope that options change. */
function changesIn(options: ScopeChanges): Readonly<Record<string, number>> {
  const given = CHANGES.filter((field) => options[field] !== undefined);
  return Object.fromEntries(given.map((field) => [field, Number(options[field])]));
}

/** A field as an option is written: `flags-at-once`. */
const dashed = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The option that changes a scope, where there is one alone. */
export function changedFlag(options: ScopeChanges): string | undefined {
  const [first, ...more] = Object.keys(changesIn(options));
  return first === undefined || more.length > 0 ? undefined : `--${dashed(first)}`;
}

/** Adds the options that choose and change a scope. */
export function withScopeOptions(command: Command): Command {
  command.option(
    '--scope <name>',
    'a scope that comes with the profile, all of them, or main: those of `check all` (default: "default")',
  );
  return withScopeChanges(command);
}

/** Adds the options that change a scope. */
export function withScopeChanges(command: Command): Command {
  for (const field of CHANGES) command.option(`--${dashed(field)} <n>`, described(field), wholeNumber);
  return command;
}

/** Whether options ask for a scope at all. */
export function choosesScope(options: ScopeChanges): boolean {
  return [options.scope, ...CHANGES.map((field) => options[field])].some((each) => each !== undefined);
}

/** That there is no scope of a name, and which there are. */
export const wrongScope = (names: readonly string[], found: string) =>
  `--scope: expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, found "${found}"${meant(found, names)}`;

/** The scopes of a semantics that options ask for; a UsageError where one cannot be. */
export function chosenScopes(semantics: Profile, options: ScopeChanges): readonly Scope[] {
  const { family } = semantics;
  return chosenAmong(family, family.scopes(semantics), family.mainScopes(semantics), options);
}

/** The same, of scopes by name and those of the main job. */
export function chosenAmong(
  family: Family,
  scopes: Scopes,
  main: readonly Scope[],
  options: ScopeChanges,
): readonly Scope[] {
  const { scope = 'default' } = options;
  const changes = changesIn(options);
  const changed = Object.keys(changes);
  if (scope === 'all' || scope === 'main') {
    if (changed.length > 0) throw new UsageError(`--scope ${scope} cannot be combined with --${dashed(changed[0]!)}`);
    return scope === 'all' ? Object.values(scopes) : main;
  }
  const base = Object.hasOwn(scopes, scope) ? scopes[scope] : main.find(({ name }) => name === scope);
  if (base === undefined) {
    const names = [...new Set([...Object.keys(scopes), ...main.map(({ name }) => name)])];
    throw new UsageError(wrongScope([...names, 'main', 'all'], scope));
  }
  return [changedScope(family, base, options)];
}

/** A scope as options change it; a UsageError where that makes no scope. */
export function changedScope(family: Family, base: Scope, options: ScopeChanges): Scope {
  const changes = changesIn(options);
  const changed = Object.keys(changes);
  if (changed.length === 0) return base;
  const strange = changed.find((field) => !(family.scopeOptions ?? []).includes(field));
  if (strange !== undefined)
    throw new UsageError(`--${dashed(strange)}: scopes of ${family.name} have no such bound; --scope names them`);
  const result = family.schemas.scope.safeParse({
    ...(family.changed?.(base, changes) ?? { ...base, ...changes }),
    name: `${base.name} with ${changed.map(dashed).join(', ')} changed`,
  });
  if (result.success) return result.data as Scope;
  const [line] = explainIssues(result.error.issues, changes, (path) => `--${dashed(path.join('.'))}`);
  throw new UsageError(line!);
}

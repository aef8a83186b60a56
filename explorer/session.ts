import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { explainIssues, type Family, type Profile, type Request, shortened } from '../browser.ts';
import { profiles } from './known.ts';
import { parseTale, type TaleRow } from './tale.ts';

/** The version of the text that a session is kept as in a URL. */
export const SESSION_VERSION = 1;

/** Which requests are listed. */
export interface Filter {
  readonly text: string;
  /** An outcome, or all. */
  readonly outcome: string;
  /** The id of a rule, or all. */
  readonly rule: string;
  /** Only what changes a state. */
  readonly changes: boolean;
  /** Only what two semantics decide differently. */
  readonly differs: boolean;
}

export const NO_FILTER: Filter = { text: '', outcome: '', rule: '', changes: false, differs: false };

/** All that the page shows follows from this. */
export interface Session {
  readonly semantics: readonly [Profile] | readonly [Profile, Profile];
  /** A scope of the first, by name, or a universe that is in none. */
  readonly ground: { readonly scope: string } | { readonly universe: object };
  readonly steps: readonly Request[];
  /** How many of the steps are taken: the others are there to go forward to. */
  readonly at: number;
  readonly filter: Filter;
  /** Who does what, where the first steps are those of a race. */
  readonly tale?: readonly TaleRow[];
}

/** A text that is no session of this version; the message says what was expected. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/** The first session of a semantics: nothing done in its default scope. */
export const firstSession = (semantics: Profile): Session => ({
  semantics: [semantics],
  ground: { scope: 'default' },
  steps: [],
  at: 0,
  filter: NO_FILTER,
});

const packed = (value: unknown): string =>
  btoa(strFromU8(deflateSync(strToU8(JSON.stringify(value)), { level: 9 }), true))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function unpacked(field: string, text: string): unknown {
  try {
    const bytes = strToU8(atob(text.replaceAll('-', '+').replaceAll('_', '/')), true);
    return JSON.parse(strFromU8(inflateSync(bytes)));
  } catch {
    throw new SessionError(`${field}: expected what the explorer wrote there, found a text that was cut or changed`);
  }
}

/** A session as the fragment of a URL, without `#`: `v=1&semantics=tcx&scope=default&at=2&steps=…`. */
export function textOf({ semantics, ground, steps, at, filter, tale }: Session): string {
  const [{ family }] = semantics;
  const said = new URLSearchParams({
    v: String(SESSION_VERSION),
    semantics: semantics.map(({ name }) => name).join(','),
  });
  if ('scope' in ground) said.set('scope', ground.scope);
  else said.set('universe', packed(ground.universe));
  if (steps.length > 0) {
    said.set('at', String(at));
    said.set('steps', packed(steps.map((request) => shortened(family, request))));
  }
  if (tale !== undefined) said.set('tale', packed(tale));
  for (const field of ['text', 'outcome', 'rule'] as const) if (filter[field] !== '') said.set(field, filter[field]);
  for (const field of ['changes', 'differs'] as const) if (filter[field]) said.set(field, '1');
  return said.toString();
}

/** The profile of a name; a SessionError lists those that there are. */
export function profileOf(name: string): Profile {
  const all = profiles();
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new SessionError(
    `semantics: expected one of ${all.map((each) => each.name).join(', ')}, or one whose file was dropped on this page before, found "${name}"`,
  );
}

function semanticsOf(text: string): Session['semantics'] {
  const [a, b, ...more] = text.split(',').map(profileOf);
  if (more.length > 0) throw new SessionError(`semantics: expected one or two, found ${more.length + 2}`);
  return b === undefined ? [a!] : [a!, b];
}

/** The scope of a semantics by its name; `undefined` where it has none of that name. */
export function scopeNamed(semantics: Profile, name: string) {
  const { family } = semantics;
  return family.scopes(semantics)[name] ?? family.mainScopes(semantics).find((each) => each.name === name);
}

function groundOf(semantics: Profile, said: URLSearchParams): Session['ground'] {
  const universe = said.get('universe');
  if (universe !== null) {
    const document = unpacked('universe', universe);
    const result = semantics.family.schemas.universe.safeParse(document);
    if (result.success) return { universe: result.data as object };
    throw new SessionError(`universe: ${explainIssues(result.error.issues, document).join('; ')}`);
  }
  const scope = said.get('scope') ?? 'default';
  if (scopeNamed(semantics, scope) !== undefined) return { scope };
  const names = Object.keys(semantics.family.scopes(semantics));
  throw new SessionError(`scope: expected one of ${names.join(', ')}, found "${scope}"`);
}

function requestsOf({ schemas }: Family, text: string): readonly Request[] {
  const document = unpacked('steps', text);
  if (!Array.isArray(document)) throw new SessionError('steps: expected a list');
  return document.map((each, index) => {
    const result = schemas.request.safeParse(each);
    if (result.success) return result.data as unknown as Request;
    throw new SessionError(`step ${index + 1}: ${explainIssues(result.error.issues, each).join('; ')}`);
  });
}

/** The session of the fragment of a URL, with or without `#`. Throws a SessionError that says what was expected. */
export function parseSession(fragment: string): Session {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const version = said.get('v');
  if (version !== String(SESSION_VERSION))
    throw new SessionError(
      `this link is of ${version === null ? 'no version' : `version ${version}`} of the explorer; expected version ${SESSION_VERSION}`,
    );
  const semantics = semanticsOf(said.get('semantics') ?? '');
  const [{ family }] = semantics;
  const ground = groundOf(semantics[0], said);
  const steps = said.has('steps') ? requestsOf(family, said.get('steps')!) : [];
  const at = Number(said.get('at') ?? steps.length);
  if (!Number.isInteger(at) || at < 0 || at > steps.length)
    throw new SessionError(`at: expected 0 to ${steps.length}, found ${said.get('at')}`);
  const text = (field: string) => said.get(field) ?? '';
  const filter = {
    text: text('text'),
    outcome: text('outcome'),
    rule: text('rule'),
    changes: said.get('changes') === '1',
    differs: said.get('differs') === '1',
  };
  const tale = said.has('tale') ? parseTale(unpacked('tale', said.get('tale')!), steps.length) : undefined;
  if (said.has('tale') && tale === undefined)
    throw new SessionError('tale: expected who does what in the steps, found something else');
  return { semantics, ground, steps, at, filter, ...(tale === undefined ? {} : { tale }) };
}

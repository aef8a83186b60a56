import { type Universe, VOCABULARY } from '../spec/families/slots/vocabulary/index.ts';
import { DRIVEN_KINDS, kindFor, requirePossible } from './hooks-of.ts';

/** A semantics, as far as it matters to whoever drives a kernel. */
interface Asked {
  readonly name: string;
  readonly family: { readonly name: string; readonly vocabulary: object };
  readonly uapi: { readonly hook: string };
}

/** Why no kernel can be asked what a semantics is about, in one line; `undefined` where it can. */
export function notDriven({ name, family, uapi }: Asked): string | undefined {
  const driven = `a kernel is driven at hooks of kind ${DRIVEN_KINDS.slice(0, -1).join(', ')} and ${DRIVEN_KINDS.at(-1)} only`;
  if (family.vocabulary !== VOCABULARY) return `${name} is of the family ${family.name}: ${driven}`;
  if (DRIVEN_KINDS.some((kind) => kind === uapi.hook)) return undefined;
  return `${name} is about hooks of kind ${uapi.hook}: ${driven}`;
}

/** How a kernel is opened for a semantics: one that speaks of no revision needs no kernel that orders programs. */
export function openingFor({ uapi }: { readonly uapi: Asked['uapi'] & { readonly fields: Fields } }) {
  const ordering = Object.values(uapi.fields).some((fields) => fields.includes('revision'));
  return { kind: kindFor(uapi.hook), ordering } as const;
}

type Fields = Readonly<Record<string, readonly string[]>>;

/** Why no kernel can be set to a universe, in one line; `undefined` where it can. */
export function notPossible(universe: object): string | undefined {
  try {
    requirePossible(universe as Universe);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

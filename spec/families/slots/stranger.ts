import type { Told, Universe } from './vocabulary/index.ts';

/** The first name in an observation that is neither of the universe nor `id:12`, which is for what that does not have. */
export function strangerIn({ programs, links, foreignLinks }: Universe, seen: Told): string | undefined {
  if (seen.is === 'nothing') return undefined;
  const known = (name: string) =>
    /^id:\d{1,10}$/.test(name) ||
    name === 'none' ||
    Object.hasOwn(programs, name) ||
    Object.hasOwn(foreignLinks, name) ||
    links.includes(name);
  if (seen.is === 'call') return (seen.ran ?? []).find((name) => !known(name));
  if (seen.is === 'packet') {
    const all = [...(seen.ran ?? []), ...(seen.further ?? []).flatMap(({ ran }) => ran)];
    return all.find((name) => !known(name));
  }
  const names = [...(seen.slots ?? []).flatMap(({ prog, link }) => [prog, link]), ...(seen.effective ?? [])];
  return names.find((name) => !known(name));
}

import type { Column, Drawing, DrawnObject, DrawnSlot } from '../../drawing.ts';
import { holdersOfProg, holdersOfTarget, isExt, linksOn, type State } from './state.ts';

const listed = (holders: readonly string[]) => holders.join(', ') || 'nothing';

/** What holds a link: its fd, its pin. */
const held = ({ fd, pin }: { readonly fd: boolean; readonly pin: boolean }) =>
  [...(fd ? ['1 fd'] : []), ...(pin ? ['pinned'] : [])].join(', ') || 'nothing';

/** A function, with the program that stands in for it, and those that trace it. */
const slots = (state: State, target: string, name: string): readonly DrawnSlot[] => {
  const links = linksOn(state, target, name).map(
    ([link, { prog, ...rest }]): DrawnSlot => ({
      label: isExt(state, prog) ? name : `${name}, traced`,
      prog,
      link: { name: link, held: held(rest) },
      flags: [],
    }),
  );
  const isReplaced = links.some(({ prog }) => isExt(state, prog));
  return isReplaced ? links : [{ label: name, prog: 'none', flags: [] }, ...links];
};

function column(state: State, name: string): Column {
  const { there, extended } = state.targets[name]!;
  const { type, functions } = state.universe.targets[name]!;
  return {
    name,
    about: type,
    facts: there
      ? [
          `held by ${listed(holdersOfTarget(state, name))}`,
          ...(extended ? ['extended'] : []),
          ...(state.array === name ? ['in the prog_array'] : []),
          ...(state.device === name ? ['runs at the device'] : []),
        ]
      : ['gone'],
    slots: there ? Object.keys(functions).flatMap((each) => slots(state, name, each)) : [],
    gone: !there,
  };
}

function program(state: State, name: string): DrawnObject {
  const { there, saved } = state.progs[name]!;
  const kind = isExt(state, name) ? 'extension' : 'fentry';
  if (!there) return { kind, name, says: 'not loaded', faded: true };
  const target = saved === null ? '' : `, loaded against ${saved.target}.${saved.function}`;
  return { kind, name, says: `held by ${listed(holdersOfProg(state, name))}${target}`, faded: false };
}

function link(state: State, name: string): DrawnObject {
  const found = state.links[name];
  if (found === null || found === undefined) return { kind: 'link', name, says: 'not made', faded: true };
  const at = found.target === 'none' ? 'on nothing any more' : `on ${found.target}.${found.function}`;
  return { kind: 'link', name, says: `${found.prog} ${at}, held by ${held(found)}`, faded: found.target === 'none' };
}

/** The targets with their functions, as a person draws them. */
export function drawing(state: State): Drawing {
  return {
    columns: Object.keys(state.targets).map((name) => column(state, name)),
    objects: [
      ...Object.keys(state.progs).map((name) => program(state, name)),
      ...Object.keys(state.links).map((name) => link(state, name)),
    ],
  };
}

import type { ShownList } from './lists.ts';
import type { Shown } from './shapes.ts';

/** What is looked for in what a command of bpftool showed, in the words of a person. */
export function lookedFor(shown: Shown, lists: readonly ShownList[]): readonly string[] {
  if (shown.by === 'link') {
    const tellsPlaces = shown.rows.some(({ ifindex, cgroup_id }) => ifindex !== undefined || cgroup_id !== undefined);
    return [
      ...(tellsPlaces ? ['links whose device or cgroup is gone'] : []),
      ...(tellsHolders(shown.rows) ? ['links that nothing holds'] : []),
    ];
  }
  const isAttached = lists.some(({ effective }) => !effective);
  return isAttached ? ['programs of one name in one list', 'a program twice in one list'] : [];
}

type Links = (Shown & { by: 'link' })['rows'];

/** Whether it tells who holds a link: processes only where it was built to, and pins only with -f. */
const tellsHolders = (rows: Links) =>
  rows.some(({ pids }) => pids !== undefined) && rows.some(({ pinned }) => pinned !== undefined);

const said = (ids: readonly number[]) => ids.join(' and ');

/** Programs that may be one, left over from before, and one that runs twice. */
function inList({ at, slots, effective }: ShownList): readonly string[] {
  // A cgroup runs what is attached to it and to its ancestors: there the same program may well be twice.
  if (effective) return [];
  const names = [...new Set(slots.map(({ name }) => name))];
  return names.flatMap((name) => {
    const all = slots.filter((slot) => slot.name === name).map(({ id }) => id);
    const ids = [...new Set(all)];
    if (ids.length > 1)
      return [
        `${ids.length} programs called ${name} at ${at}: ids ${said(ids)}, in this order; one may be left over from an earlier one`,
      ];
    return all.length > 1 ? [`program ${name} (id ${ids[0]}) is attached ${all.length} times at ${at}`] : [];
  });
}

function amongLinks(rows: Links): readonly string[] {
  const tells = tellsHolders(rows);
  return rows.flatMap(({ id, prog_id, ifindex, cgroup_id, pids = [], pinned = [] }) => {
    const link = `link ${id}${prog_id === undefined ? '' : ` of program ${prog_id}`}`;
    if (ifindex === 0) return [`${link}: its device is gone`];
    if (cgroup_id === 0) return [`${link}: its cgroup is gone`];
    return tells && pids.length + pinned.length === 0
      ? [`${link}: no process and no pin that bpftool sees holds it`]
      : [];
  });
}

/** What is odd in what bpftool showed; one line each. */
export function findingsIn(shown: Shown, lists: readonly ShownList[]): readonly string[] {
  return [...lists.flatMap(inList), ...(shown.by === 'link' ? amongLinks(shown.rows) : [])];
}

/** What cannot be told from it. */
export function untoldIn(shown: Shown, lists: readonly ShownList[]): readonly string[] {
  return [
    ...(lists.some(({ slots }) => slots.some(({ link }) => link === 'untold'))
      ? [
          'bpftool shows no links and no PREORDER at cgroups: which of these are links, and which run first, is not known',
        ]
      : []),
    ...lists.filter(({ effective }) => effective).map(({ at }) => `${at}: the effective list`),
    ...lists.filter(({ hook }) => hook === undefined).map(({ at }) => `${at}: a hook that is not specified`),
    ...(shown.by === 'link' && !tellsHolders(shown.rows)
      ? ['who holds a link: bpftool shows processes only where it was built to, and pins only with -f']
      : []),
  ];
}

import { tcx } from '../../spec/families/lists/tcx/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Fact, RuleTable } from '../../spec/rule.ts';

const flag = (name: string) => `s_${name} = ((q_flags & F_${name}) != 0)`;
const FLAGS = {
  unknownFlag: 's_unknownFlag = ((q_flags & F_UNKNOWN) != 0)',
  REPLACE: flag('REPLACE'),
  BEFORE: flag('BEFORE'),
  AFTER: flag('AFTER'),
};
const AT_HOOK = {
  device: 's_device = (gone[DEVICE_OF(q_hook)] -> v_gone : v_present)',
  revision: 's_revision = (q_revision == v_none -> v_unchecked : q_revision)',
  relative: 'tell_relative()',
};
const room = 's_room = (used[q_hook] < CAPACITY -> v_free : v_full)';
const subject = 'listed_fd(q_prog, v_unlisted, v_listed, v_listed, s_subject)';
// Everybody who asks in a scope that can be exported is privileged.
const netAdmin = 's_netAdmin = true';

/** How the facts of tcx are told in Promela: by operation and field. */
const TOLD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  prog_attach: {
    ...FLAGS,
    ...AT_HOOK,
    subject,
    room,
    target: 'listed_fd(q_replace, v_unlisted, v_direct, v_linked, s_target)',
  },
  link_create: { ...FLAGS, ...AT_HOOK, subject, room },
  prog_detach: {
    ...FLAGS,
    ...AT_HOOK,
    netAdmin,
    subject:
      'listed_fd(q_prog, v_unlisted, v_direct, v_linked, s_subject); s_subject = (q_prog == -1 -> v_none : s_subject)',
    list: 's_list = (used[q_hook] > 0 -> v_some : (CLSACT && !gone[DEVICE_OF(q_hook)] -> v_empty : v_no_entry))',
  },
  link_update: {
    ...FLAGS,
    link: 'tell_link()',
    prog: 'prog_fd(q_prog, v_program, s_prog)',
    change: 'tell_change()',
    old: 'tell_old()',
  },
  link_detach: { link: 'tell_link()' },
  link_close: {
    link: 's_link = (link_is[q_link] == ABSENT -> v_closed : (link_is[q_link] == ATTACHED -> v_attached : v_defunct))',
    // A link has one fd, and no pin, where nothing opens or pins links.
    shared: 's_shared = false',
  },
  prog_query: {
    attr: 's_attr = v_fresh',
    netAdmin,
    device: AT_HOOK.device,
    queryFlags: 's_queryFlags = q_query_flags',
    attachFlags: 's_attachFlags = q_attach_flags',
    buffer: 's_buffer = (q_buffer <= 0 -> v_none : (q_buffer < used[q_hook] -> v_smaller : v_enough))',
  },
  prog_close: { prog: 's_prog = (closed[q_prog] -> v_closed : v_open)' },
  device_remove: { device: 's_device = (gone[q_device] -> v_gone : v_present)' },
};

const ofTcx = (op: string) => tcx.tables.find((table) => table.op === op);

/** Whether a designation is that of tcx: a derivation keeps how places are found, or is refused for its flags. */
function isOfTcx({ designation }: RuleTable, known: RuleTable): boolean {
  if (designation === undefined) return known.designation === undefined;
  return (
    designation.fields === known.designation?.fields &&
    designation.places.every(({ find }, index) => find === known.designation?.places[index]?.find)
  );
}

/** Statements that tell the situation of a request of a table; throws a RangeError on a fact that is not one of tcx. */
export function situationOf({ name }: Profile, table: RuleTable): readonly string[] {
  const known = ofTcx(table.op);
  const told = TOLD[table.op];
  if (known === undefined || told === undefined)
    throw new RangeError(`${name}: ${table.op} is not translated to Promela`);
  if (!isOfTcx(table, known))
    throw new RangeError(
      `${name}: the place that ${table.op} designates is another one than in tcx, which alone is translated`,
    );
  const own = (fact: Fact) => !known.facts.includes(fact) || told[fact.field] === undefined;
  const strange = table.facts.find(own);
  if (strange !== undefined)
    throw new RangeError(
      `${name}: the fact ${strange.field} of ${table.op} is none of tcx, which alone are translated`,
    );
  return [
    ...table.facts.map(({ field }) => told[field]!),
    ...(table.designation === undefined ? [] : [`designate_${table.op}()`]),
  ];
}

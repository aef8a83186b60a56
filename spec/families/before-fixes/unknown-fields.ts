import { derive } from '../../derive.ts';
import type { Reach } from '../../fix.ts';
import { profile } from '../../profile.ts';
import type { Rule } from '../../rule.ts';
import { cgroup61 } from '../cgroups/cgroup-6.1/index.ts';
import { SET_TRIALS } from '../slots/properties/set-fields.ts';
import { fact, fail, rulesOver } from '../slots/rules.ts';
import type { SlotsUapi } from '../slots/uapi.ts';
import type { Relative, Request, Revision } from '../slots/vocabulary/index.ts';

/** What a relative sets: nothing, the flags ID or LINK, or relative_fd alone. */
const relative = fact({
  field: 'relative',
  values: ['none', 'flags', 'fd'],
  reads: ['relative'],
  tell: (_, { relative: ref }: Request & { relative: Relative }) => {
    if (ref.is === 'none') return 'none';
    const isLink = ref.is === 'link' || ('as' in ref && ref.as === 'link');
    const isId = ref.is === 'unknown-id' || ('by' in ref && ref.by === 'id');
    return isLink || isId ? 'flags' : 'fd';
  },
});

/** Whether a revision is expected, whichever. */
const revision = fact({
  field: 'revision',
  values: [false, true],
  reads: ['revision'],
  tell: (_, { revision: expected }: Request & { revision: Revision }) => expected !== 'none',
});

const rule = rulesOver<readonly [typeof relative, typeof revision]>();

const { fields } = cgroup61.uapi;

/** What an attribute of bpf(2) has room for since 6.6, whether the hook knows it or not. */
const uapi: SlotsUapi = {
  ...(cgroup61.uapi as SlotsUapi),
  fields: {
    ...fields,
    prog_attach: ['flags', 'prog', 'replace', 'relative', 'revision'],
    prog_detach: ['flags', 'prog', 'relative', 'revision'],
  },
};

const ASKED = ['set-relative-counts', 'set-revision-counts'];

/** Cgroups before they knew an order, where requests can say one. */
const saying = profile({
  ...cgroup61,
  uapi,
  properties: [...cgroup61.properties, ...SET_TRIALS.filter(({ id }) => ASKED.includes(id))],
});

const facts = [
  { of: ['prog_attach', 'prog_detach'], ...relative },
  { of: ['prog_attach', 'prog_detach'], ...revision },
];

const flagsUnknown = (command: 'attach' | 'detach') =>
  rule(`${command}/id-or-link-unknown`, { relative: 'flags' }, fail('EINVAL'), 'unknown-fields')`
    ID and LINK are no flags of a hook that knows no order.`;

const ignoring = (command: 'attach' | 'detach') => [flagsUnknown(command)];

const refusing = (command: 'attach' | 'detach') => [
  flagsUnknown(command),
  rule(`${command}/relative-unknown`, { relative: 'fd' }, fail('EINVAL'), 'unknown-fields')`
    A hook that knows no order refuses a relative.`,
  rule(`${command}/revision-unknown`, { revision: true }, fail('EINVAL'), 'unknown-fields')`
    A hook that has no revision refuses an expected one.`,
];

const withRules = (name: string, title: string, rules: (command: 'attach' | 'detach') => readonly Rule[]) =>
  derive(saying, {
    name,
    title: `programs of a cgroup before ordering, ${title}`,
    facts,
    insert: [
      { after: 'attach/preorder-unknown', rules: rules('attach') },
      { before: 'detach/flags', rules: rules('detach') },
    ],
    model: name,
  });

const before = withRules('before-ba62d61128bd', 'without the fix ba62d61128bd', ignoring);

const fixed = withRules('since-ba62d61128bd', 'with the fix ba62d61128bd', refusing);

/** A relative or an expected revision, where the hook knows neither. */
export const unknownFields: Reach = { is: 'expected', fixed, before };

import type { CitationLabel } from '../../citations.ts';
import { profile } from '../../profile.ts';
import { RFC_PROPERTIES } from '../../properties/catalogue.ts';
import type { RuleTable } from '../../rule.ts';
import { RFC_UAPI } from '../../uapi.ts';
import { KERNELS } from '../kernels.ts';
import { deviceRemove, progClose } from '../tcx/lifetime.ts';
import { linkClose, linkDetach } from '../tcx/link.ts';
import { query } from '../tcx/query.ts';
import { attach, linkCreate } from './attach.ts';
import { detach } from './detach.ts';

const citing = <T extends RuleTable<never>>(table: T, cite: CitationLabel): T => ({
  ...table,
  rules: table.rules.map((rule) => ({ ...rule, cite })),
});

/** The second RFC of the mprog series, through tcx: slots pinned by FIRST and LAST. It has no link update. */
export const rfcV2 = profile({
  name: 'rfc-v2',
  title: `the second RFC of the mprog series, with FIRST and LAST, through tcx: ${KERNELS['rfc-v2'].text}`,
  uapi: RFC_UAPI,
  keeping: { slotFlags: ['FIRST', 'LAST'], revisionBits: 32 },
  tables: [
    attach,
    linkCreate,
    citing(linkDetach, 'rfc'),
    citing(linkClose, 'rfc'),
    detach,
    citing(query, 'rfc-query'),
    progClose,
    deviceRemove,
  ],
  properties: RFC_PROPERTIES,
  model: 'rfc-v2',
});

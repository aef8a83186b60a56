import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { RFC_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { deviceQuery } from '../../slots/tables/device-query.ts';
import { deviceRemove } from '../../slots/tables/device-remove.ts';
import { linkClose } from '../../slots/tables/link-close.ts';
import { linkDetach } from '../../slots/tables/link-detach.ts';
import { progClose } from '../../slots/tables/prog-close.ts';
import { RFC_UAPI } from '../../slots/uapi.ts';
import { LISTS } from '../family.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { linkCreate } from './link-create.ts';

/** The second RFC of the mprog series, through tcx: slots pinned by FIRST and LAST. It has no link update. */
export const rfcV2 = profile({
  name: 'rfc-v2',
  title: `the second RFC of the mprog series, with FIRST and LAST, through tcx: ${KERNELS['rfc-v2'].text}`,
  family: LISTS,
  uapi: RFC_UAPI,
  keeping: { slotFlags: ['FIRST', 'LAST'], revisionBits: 32 },
  tables: [
    attach,
    linkCreate,
    linkDetach('rfc', 'rfc'),
    linkClose('rfc', 'rfc'),
    detach,
    deviceQuery('rfc-query', 'rfc-query', 'rfc-query'),
    progClose,
    deviceRemove,
  ],
  properties: RFC_PROPERTIES,
  model: 'rfc-v2',
});

import { fail, type RuleTable, rulesOver, succeed } from '../../rule.ts';
import { space } from '../../situation.ts';
import type { RequestOf } from '../../vocabulary/index.ts';
import { DEVICE_DOMAIN } from './aspects.ts';

const CLOSE_DOMAIN = { prog: ['open', 'closed'] } as const;
const closeRule = rulesOver<typeof CLOSE_DOMAIN>();

/** close(2) of the last fd of a program. */
export const progClose: RuleTable<RequestOf<'prog_close'>> = {
  op: 'prog_close',
  title: 'close(2) of the last fd of a program',
  space: space(CLOSE_DOMAIN),
  aspects: [
    {
      reads: ['prog'],
      tells: ['prog'],
      part: (state, { prog }) => ({ prog: state.closed.has(prog) ? 'closed' : 'open' }),
    },
  ],
  rules: [
    closeRule('prog-close/not-open', 'The fd must be open.', { prog: 'closed' }, fail('EBADF'), 'syscall-release'),
    closeRule(
      'prog-close/close',
      'The program and its id stay while a slot or a link holds a reference.',
      { prog: 'open' },
      succeed('close-prog'),
      'syscall-release',
    ),
  ],
};

const removeRule = rulesOver<typeof DEVICE_DOMAIN>();

/** Removal of a network device. */
export const deviceRemove: RuleTable<RequestOf<'device_remove'>> = {
  op: 'device_remove',
  title: 'removal of the device (RTM_DELLINK)',
  space: space(DEVICE_DOMAIN),
  aspects: [
    {
      reads: ['device'],
      tells: ['device'],
      part: (state, { device }) => ({ device: state.gone.has(device) ? 'gone' : 'present' }),
    },
  ],
  rules: [
    removeRule('device-remove/gone', 'The device must exist.', { device: 'gone' }, fail('ENODEV'), 'rtnetlink'),
    removeRule(
      'device-remove/remove',
      'Every slot of the device is removed; its links stay, defunct, with their programs.',
      { device: 'present' },
      succeed('remove-device'),
      'tcx-uninstall',
    ),
  ],
};

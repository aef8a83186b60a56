import type { Protocol } from '../../protocol.ts';
import { listSituations } from './list.ts';
import { situationsOf, uncheckedOverwrite } from './situations.ts';
import { byNetlink, byRootLink, onOldKernel } from './swaps.ts';

const NO_DISPATCHER = 'there is no dispatcher';

/** How several programs share the XDP hook of a device: libxdp's dispatcher, with two ways to swap it, and a list. */
export const DISPATCHER: Protocol = {
  id: 'dispatcher',
  title: 'Several XDP programs on one device: three designs',
  text: `XDP has one place per device and mode, so that user space built what a list would be. libxdp loads a *dispatcher* whose functions the
programs replace, pins what holds them, and swaps it for the one before (xdp-tools, lib/libxdp/protocol.org and libxdp.c, f0b4ac21d71d). Each
row is something that may come about; \`mprog protocol dispatcher\` searches every interleaving of the agents' steps (look, load, link,
pin, swap, unpin) and of what others do. What the kernel answers is decided by the rules of \`xdp\` and \`freplace\`, or of \`tcx\` for the
list. An agent gives up after ten lost races, as libxdp does.`,
  facts: [
    { id: 'first-gives-up', sentence: 'Of two agents that both find nothing on the device, one gives up.' },
    {
      id: 'addition-lost',
      sentence: 'Of two agents that add to one dispatcher, one succeeds and its component does not run.',
    },
    { id: 'retries-run-out', sentence: 'An agent gives up, because others were faster eleven times in a row.' },
    { id: 'crash-before-swap', sentence: 'After a crash between pin and swap, pins keep what no device ever ran.' },
    {
      id: 'crash-after-swap',
      sentence: 'After a crash between swap and unpin, pins keep the dispatcher that the device ran before.',
    },
    { id: 'stranger-detached', sentence: 'The removal of all programs detaches the link of another library by force.' },
    {
      id: 'unchecked-overwrite',
      sentence: 'On a kernel that knows no expected program, an agent that has succeeded is overwritten unseen.',
    },
    {
      id: 'other-mode',
      sentence: 'An agent that asks for another mode takes a refusal for a lost race, eleven times in a row.',
    },
    {
      id: 'put-back-unseen',
      sentence: 'Where another dispatcher was put in and the former one back, nobody notices, and an addition is lost.',
    },
    {
      id: 'cannot-be-cleared',
      sentence: 'Once the bridge above the device has a program, nothing can be removed from the device.',
    },
    { id: 'tail-callee', sentence: 'Somebody puts the new dispatcher into a prog_array, and the agent gives up.' },
    {
      id: 'half-unpinned',
      sentence: 'Where a pin of the former dispatcher is missing, the rest stays pinned, and the agent succeeds.',
    },
  ],
  designs: [
    {
      id: 'netlink',
      sentence: 'libxdp: the dispatcher is set by netlink, expecting the dispatcher found before.',
      situations: () => ({ ...situationsOf(byNetlink), 'unchecked-overwrite': uncheckedOverwrite(onOldKernel) }),
    },
    {
      id: 'root-link',
      sentence:
        'The mail of July 2020: one pinned link owns the device, and is updated expecting the program that was found.',
      situations: () => ({
        ...situationsOf(byRootLink),
        'unchecked-overwrite': 'every kernel with XDP links knows the expected program of an update',
      }),
    },
    {
      id: 'list',
      sentence:
        'A list of programs on each device, as examples/xdp-multi-prog.ts has it: each attaches its own, expecting the revision that it found.',
      situations: () => ({
        ...listSituations(),
        'unchecked-overwrite': 'nothing is overwritten',
        'other-mode': 'the mode is that of the hook',
        'cannot-be-cleared': 'upper devices play no part',
        'tail-callee': NO_DISPATCHER,
        'half-unpinned': NO_DISPATCHER,
      }),
    },
  ],
};

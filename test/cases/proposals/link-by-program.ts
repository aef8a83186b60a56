import { cgroup, derive, NOWHERE, slotsOf } from 'mprog-spec';
/** The bug of the third posting alone: a link that is the relative is found by its program, not by itself. */
export default derive(cgroup, {
  name: 'link-by-program',
  title: 'cgroup, where a relative link is found by its program',
  places: [
    {
      of: ['link_create'],
      reads: 'relative',
      find: (state, { hook, relative }) => {
        if (relative.is !== 'link') return NOWHERE;
        const slots = slotsOf(state, hook);
        const own = slots.findIndex((slot) => slot.link === relative.name);
        return own === -1 ? NOWHERE : slots.findIndex((slot) => slot.prog === slots[own]!.prog);
      },
    },
  ],
});

import { derive, fail, rfcV2, rule } from 'mprog-spec';

// As many-flags.mjs, but each flag is kept by slots or refused by a rule. N: how many there are.
const names = Array.from({ length: Number(process.env.N ?? 7) }, (_, index) => `F${index + 1}`);
const refused = names.filter((_, index) => index % 2 === 1);
export default derive(rfcV2, {
  name: 'flags-asked-for',
  title: 'the second RFC with flags that slots keep or rules refuse',
  flags: Object.fromEntries(names.map((flag) => [flag, ['prog_attach']])),
  slotFlags: names.filter((flag) => !refused.includes(flag)),
  insert: [
    {
      after: 'attach/unknown-flag',
      rules: refused.map((flag) =>
        rule(`attach/no-${flag.toLowerCase()}`, `${flag} is refused.`, { [flag]: true }, fail('ECANCELED')),
      ),
    },
  ],
});

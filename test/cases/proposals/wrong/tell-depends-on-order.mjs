import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'facts',
  title: 'a test',
  facts: [
    {
      of: ['prog_attach'],
      field: 'x',
      values: ['a', 'b'],
      reads: ['prog'],
      tell: (state, { hook, prog }) =>
        prog.is === 'prog' && state.hooks[hook].slots.every((slot) => slot.prog <= prog.name) ? 'a' : 'b',
    },
  ],
  insert: [{ before: 'attach/append', rules: [rule('attach/x', 'X.', { x: 'a' }, fail('EPERM'))] }],
});

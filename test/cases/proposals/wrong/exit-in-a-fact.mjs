import { derive, fail, rule, tcx } from 'mprog-spec';
export default derive(tcx, {
  name: 'exit',
  title: 'a test',
  facts: [{ of: ['prog_attach'], field: 'x', values: ['a', 'b'], reads: ['prog'], tell: () => process.exit(0) }],
  insert: [{ before: 'attach/append', rules: [rule('attach/x', 'X.', { x: 'a' }, fail('EPERM'))] }],
});

import { derive, fail, rule, slotsOf, tcx } from 'mprog-spec';
const tell = (state, { hook }) => {
  const many = slotsOf(state, hook).length > 1;
  slotsOf(state, hook).reverse();
  return many;
};
export default derive(tcx, {
  name: 'turned',
  title: 'a fact that turns the list round',
  facts: [{ of: ['prog_attach'], field: 'x', values: [false, true], reads: [], tell }],
  insert: [{ before: 'attach/full', rules: [rule('attach/x', 'X.', { x: true, BEFORE: true }, fail('EBUSY'))] }],
});

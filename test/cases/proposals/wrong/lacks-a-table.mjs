import { tcx } from 'mprog-spec';
export default { ...tcx, name: 'lacks', model: undefined, tables: tcx.tables.slice(1) };

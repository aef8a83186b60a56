import { tcx } from 'mprog-spec';
export default { ...tcx, name: 'null-table', model: undefined, tables: [...tcx.tables.slice(1), null] };

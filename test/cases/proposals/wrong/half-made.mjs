import { tcx } from 'mprog-spec';
export default { ...tcx, name: 'half', tables: [{ op: 'prog_attach', title: 'BPF_PROG_ATTACH' }] };

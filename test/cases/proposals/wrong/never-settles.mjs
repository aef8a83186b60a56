import { tcx } from 'mprog-spec';
await new Promise(() => {});
export default tcx;

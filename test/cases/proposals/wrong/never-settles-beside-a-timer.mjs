import { tcx } from 'mprog-spec';
setInterval(() => {}, 1000);
await new Promise(() => {});
export default tcx;

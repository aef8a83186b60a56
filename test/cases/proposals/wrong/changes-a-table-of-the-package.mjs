import { derive, tcx } from 'mprog-spec';
const { rules } = tcx.tables.find(({ op }) => op === 'prog_detach');
rules.splice(3, 1);
export default derive(tcx, { name: 'spliced', title: 'tcx with a rule less', remove: ['attach/full'] });

/** What is timed: command lines, each a process of its own. */
export const JOBS = {
  help: ['--help'],
  rules: ['rules', 'tcx'],
  'check tcx': ['check', 'tcx'],
  'check tcx (6,4,6)': ['check', 'tcx', '--programs', '6', '--links', '4', '--capacity', '6'],
  'check tcx (6,4,6), one thread': [
    'check',
    'tcx',
    '--programs',
    '6',
    '--links',
    '4',
    '--capacity',
    '6',
    '--workers',
    '1',
  ],
  'check cgroup': ['check', 'cgroup'],
  'check cgroup, one thread': ['check', 'cgroup', '--workers', '1'],
  'check all': ['check', 'all'],
  'properties of cgroup': ['check', 'cgroup', '--properties', 'all'],
  'diff rfc-v2 tcx': ['diff', 'rfc-v2', 'tcx'],
};

import { expect, test } from 'vitest';
import { isForKernel, isForLatest, kernelsOf, notForKernel } from '../../spec/families/kernels.ts';
import { PROFILES } from '../../spec/families/profiles.ts';

const forKernel = (release: string) => PROFILES.map(({ name }) => name).filter((name) => isForKernel(name, release));

test.each([
  ['5.5.19', []],
  ['5.6.0', ['cgroup-5.6']],
  ['5.6.19', ['cgroup-5.6']],
  ['5.7.0', []],
  ['6.0.19', []],
  ['6.1.0', ['cgroup-6.1']],
  ['6.5.13', ['cgroup-6.1']],
  ['6.6', ['tcx-6.17']],
  ['6.7.0', ['tcx-6.17', 'cgroup-6.1']],
  ['6.12.43', ['tcx-6.17']],
  ['6.12.113', ['tcx-6.17']],
  ['6.12.114', ['tcx', 'netkit']],
  ['6.14.11', ['tcx-6.17', 'cgroup-6.1', 'freplace']],
  ['6.15.0', ['tcx-6.17', 'cgroup-preorder-only', 'freplace']],
  ['6.16.12', ['tcx-6.17', 'cgroup-preorder-only', 'freplace']],
  ['6.17.0-rc1', ['tcx-6.17', 'cgroup-6.17', 'freplace']],
  ['6.18.0', ['tcx-6.17', 'cgroup-6.17', 'xdp', 'freplace']],
  ['6.18.13', ['tcx-6.17', 'cgroup-6.17', 'xdp', 'freplace']],
  ['6.18.14', ['tcx', 'netkit', 'cgroup-6.17', 'xdp', 'freplace']],
  ['6.18.39', ['tcx', 'netkit', 'cgroup-6.17', 'xdp', 'freplace']],
  ['6.18.40', ['tcx', 'netkit', 'cgroup', 'xdp', 'freplace']],
  ['6.18.44-fc-v657', ['tcx', 'netkit', 'cgroup', 'xdp', 'freplace']],
  ['6.18.999', ['tcx', 'netkit', 'cgroup', 'xdp', 'freplace']],
  ['6.19.0', ['tcx-6.17', 'cgroup-6.17', 'freplace']],
  ['6.19.3', ['tcx-6.17', 'cgroup-6.17', 'freplace']],
  ['6.19.4', ['tcx', 'netkit', 'cgroup-6.17', 'freplace']],
  ['7.0.3', ['tcx', 'netkit', 'cgroup-6.17', 'freplace']],
  ['7.1.4', ['tcx', 'netkit', 'cgroup-6.17', 'freplace']],
  ['7.1.5', ['tcx', 'netkit', 'cgroup', 'freplace']],
  ['7.2.0', ['tcx', 'netkit', 'cgroup', 'freplace']],
  ['unknown', []],
])('a kernel %s has the semantics of %j', (release, names) => {
  expect(forKernel(release)).toEqual(names);
});

test('the latest kernels have some of them', () => {
  const latest = PROFILES.map(({ name }) => name).filter(isForLatest);
  expect(latest).toEqual(['tcx', 'netkit', 'cgroup', 'freplace']);
});

test('every profile says which kernels it is for, in its title too', () => {
  for (const { name, title } of PROFILES) expect(title).toContain(kernelsOf(name)!.text);
});

test('a profile that is not for a kernel says so in one line', () => {
  expect(notForKernel('cgroup-6.17', '6.18.44')).toBe(
    'cgroup-6.17 is for Linux 6.17.*, 6.18.0 to 6.18.39, 6.19.*, 7.0.*, 7.1.0 to 7.1.4; this is 6.18.44',
  );
  expect(notForKernel('mine', '6.18.44')).toBe('mine is for no kernel (a proposal); this is 6.18.44');
});

/** A point release: three numbers. */
type Release = readonly [number, number, number];

/** The kernels that a profile is for. */
export interface Kernels {
  /** In words, for titles and messages. */
  readonly text: string;
  /** First and last point release of each range; a range without a last one is open. */
  readonly ranges: readonly (readonly [from: Release, to?: Release])[];
}

const LATEST = Number.MAX_SAFE_INTEGER;

/** The kernels in which a detach that names no program asks for CAP_NET_ADMIN (ae23bc81ddf7). */
const SINCE_CAPABILITY = {
  text: 'Linux 6.12.114 and later of 6.12.y, 6.18.14 and later of 6.18.y, 6.19.4 and later of 6.19.y, 7.0 and later',
  ranges: [
    [
      [6, 12, 114],
      [6, 12, LATEST],
    ],
    [
      [6, 18, 14],
      [6, 18, LATEST],
    ],
    [
      [6, 19, 4],
      [6, 19, LATEST],
    ],
    [[7, 0, 0]],
  ],
} as const;

/** The kernels of every profile, by its name. Source: stored advisories and push logs of stable trees; not each kernel was run. */
export const KERNELS = {
  tcx: SINCE_CAPABILITY,
  'tcx-6.17': {
    text: 'Linux 6.6 to 6.11, 6.12.0 to 6.12.113, 6.13 to 6.17, 6.18.0 to 6.18.13, 6.19.0 to 6.19.3',
    ranges: [
      [
        [6, 6, 0],
        [6, 12, 113],
      ],
      [
        [6, 13, 0],
        [6, 18, 13],
      ],
      [
        [6, 19, 0],
        [6, 19, 3],
      ],
    ],
  },
  netkit: SINCE_CAPABILITY,
  'mprog-first-merge': { text: 'Linux 6.6-rc1, no release', ranges: [] },
  'rfc-v2': { text: 'no kernel (posted June 2023)', ranges: [] },
  cgroup: {
    text: 'Linux 6.18.40 and later of 6.18.y, 7.1.5 and later',
    ranges: [
      [
        [6, 18, 40],
        [6, 18, LATEST],
      ],
      [[7, 1, 5]],
    ],
  },
  'cgroup-6.17': {
    text: 'Linux 6.17.*, 6.18.0 to 6.18.39, 6.19.*, 7.0.*, 7.1.0 to 7.1.4',
    ranges: [
      [
        [6, 17, 0],
        [6, 18, 39],
      ],
      [
        [6, 19, 0],
        [7, 1, 4],
      ],
    ],
  },
  'cgroup-v3-posted': { text: 'no kernel (posted May 2025)', ranges: [] },
  'cgroup-6.1': {
    text: 'Linux 6.1 to 6.14 (6.6.y and 6.12.y: until PREORDER or ordering by backport)',
    ranges: [
      [
        [6, 1, 0],
        [6, 5, LATEST],
      ],
      [
        [6, 7, 0],
        [6, 11, LATEST],
      ],
      [
        [6, 13, 0],
        [6, 14, LATEST],
      ],
    ],
  },
  'cgroup-preorder-only': {
    text: 'Linux 6.15 and 6.16',
    ranges: [
      [
        [6, 15, 0],
        [6, 16, LATEST],
      ],
    ],
  },
  'cgroup-5.6': {
    text: 'Linux 5.6',
    ranges: [
      [
        [5, 6, 0],
        [5, 6, LATEST],
      ],
    ],
  },
  xdp: {
    text: 'Linux 6.18.*',
    ranges: [
      [
        [6, 18, 0],
        [6, 18, LATEST],
      ],
    ],
  },
  freplace: {
    text: 'Linux 6.12.* from d6083f040d5d on, 6.13 and later',
    ranges: [
      [
        [6, 12, 117],
        [6, 12, LATEST],
      ],
      [[6, 13, 0]],
    ],
  },
  'freplace-2020-posted': { text: 'no kernel (posted July 2020)', ranges: [] },
  'freplace-2020-list': { text: 'no kernel (proposed July 2020)', ranges: [] },
  'freplace-2020-id': { text: 'no kernel (proposed July 2020)', ranges: [] },
} as const satisfies Readonly<Record<string, Kernels>>;

const compare = (a: Release, b: Release) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** `6.18.44-custom` as three numbers; a missing one is 0. */
function parsed(release: string): Release {
  const numbers = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release);
  if (numbers === null) return [0, 0, 0];
  return [Number(numbers[1]), Number(numbers[2]), Number(numbers[3] ?? 0)];
}

/** The kernels that a profile is for, by its name; none where it is no profile of this package. */
export function kernelsOf(profile: string): Kernels | undefined {
  return Object.hasOwn(KERNELS, profile) ? KERNELS[profile as keyof typeof KERNELS] : undefined;
}

/** Whether a profile is for a kernel, given by its release. */
export function isForKernel(profile: string, release: string): boolean {
  const at = parsed(release);
  const ranges = kernelsOf(profile)?.ranges ?? [];
  return ranges.some(([from, to]) => compare(from, at) <= 0 && (to === undefined || compare(at, to) <= 0));
}

/** Whether a profile is for the latest kernels and all to come. */
export function isForLatest(profile: string): boolean {
  return kernelsOf(profile)?.ranges.some(([, to]) => to === undefined) === true;
}

/** For which kernels a profile is that the running one is not among, in one line. */
export function notForKernel(profile: string, release: string): string {
  const text = kernelsOf(profile)?.text ?? 'no kernel (a proposal)';
  return `${profile} is for ${text}; this is ${release}`;
}

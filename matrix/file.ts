import { z } from 'zod';

const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'expected letters, digits and ._+-')
  .describe('how the table calls it, and its file of results');

const Names = z.array(z.string().min(1)).min(1);

export const KernelEntry = z
  .strictObject({
    name: Name,
    packages: Names.exactOptional().describe(
      'Debian packages, as apt-get download takes them; the image is in the first',
    ),
    file: z.string().exactOptional().describe('a vmlinuz, bzImage or .deb, as seen from this file'),
    tree: z.string().exactOptional().describe('a kernel build tree, as seen from this file'),
    running: z.literal(true).exactOptional().describe('the kernel that runs this, without a virtual machine'),
    modules: Names.exactOptional().describe('folders or .debs with modules, as seen from this file'),
    fits: z
      .array(z.string())
      .exactOptional()
      .describe('the profiles that must fit; without it those that are for its release'),
  })
  .refine(
    ({ packages, file, tree, running }) =>
      [packages, file, tree, running].filter((each) => each !== undefined).length === 1,
    { error: 'expected exactly one of packages, file, tree and running' },
  );
export type KernelEntry = Readonly<z.output<typeof KernelEntry>>;

const Explanation = z.strictObject({
  profile: z.string(),
  traces: Names.describe('names of traces without .json, or * for all of the profile'),
  kernels: Names.exactOptional().describe('the names of the kernels it is about; without it all'),
  commit: z.string().describe('the upstream commit that explains the difference, with its subject'),
  text: z.string(),
});
export type Explanation = Readonly<z.output<typeof Explanation>>;

const NotShown = z.strictObject({
  commit: z.string(),
  since: z.string().describe('the kernels that have it'),
  text: z.string().describe('what was otherwise before'),
});
export type NotShown = Readonly<z.output<typeof NotShown>>;

/** What `mprog matrix` reads: kernels, and what is known of their differences. */
export const MatrixFile = z
  .strictObject({
    format: z.literal('mprog-matrix'),
    version: z.literal(1),
    suites: z
      .array(z.string().regex(/^[a-z][a-z0-9/-]*$/))
      .exactOptional()
      .describe('suites of Debian that packages are fetched from; without it those of this machine'),
    profiles: Names.exactOptional().describe('the columns; without it every profile of this package'),
    kernels: z.array(KernelEntry).min(1),
    explanations: z.array(Explanation).exactOptional(),
    notShown: z.array(NotShown).exactOptional().describe('upstream changes that no trace shows yet'),
  })
  .meta({ title: 'Kernels to compare with profiles' });
export type MatrixFile = Readonly<z.output<typeof MatrixFile>>;

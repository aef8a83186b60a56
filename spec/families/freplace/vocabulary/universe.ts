import { z } from 'zod';
import { FunctionName, LinkName, ProgName, TargetName } from './names.ts';

/**
 * What the BTF of a program says of one of its functions, or of the function that an EXT program is. `signature`: kind of the
 * result and of each argument, such as `int(xdp_md)`; two signatures match where they are equal. `linkage`: only global
 * functions can be replaced. `packet`: it may change packet data.
 */
export const FunctionInfo = z.strictObject({
  signature: z.string().min(1).default('int(xdp_md)'),
  linkage: z.enum(['global', 'static']).default('global'),
  packet: z.boolean().default(false),
});
export type FunctionInfo = Readonly<z.output<typeof FunctionInfo>>;

/** What a target is loaded as. `type` and `expected`: program type and expected_attach_type. `btf`: whether it has BTF. */
export const Target = z.strictObject({
  type: z.enum(['xdp', 'sched_cls', 'socket_filter']).default('xdp'),
  expected: z.enum(['none', 'other']).default('none'),
  btf: z.boolean().default(true),
  functions: z.record(FunctionName, FunctionInfo.prefault({})),
});
export type Target = Readonly<z.output<typeof Target>>;

/**
 * What there is. All targets are loaded before the first request, and each has an fd; EXT programs (`exts`) and fentry programs
 * (`tracers`) are files that requests load. `array`: there is a prog_array with room for one program, of the
 * type of the first target. `device`: there is a
 * device that runs one program (attached by a link or by netlink, see the family `xdp`). `grace`: a target that the end of
 * another program lets go is freed one grace period later; without it, at once.
 */
export const Universe = z
  .strictObject({
    targets: z.record(TargetName, Target),
    exts: z.record(ProgName, FunctionInfo.omit({ linkage: true }).prefault({})),
    tracers: z.array(ProgName).default([]),
    links: z.array(LinkName).default([]),
    array: z.boolean().default(false),
    device: z.boolean().default(false),
    grace: z.boolean().default(false),
  })
  .superRefine(({ targets, exts, tracers, links }, context) => {
    const names = [...Object.keys(targets), ...Object.keys(exts), ...tracers, ...links];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `two objects are called "${twice}"` });
  });
export type Universe = Readonly<z.output<typeof Universe>>;

/** A function as the information of a target has it; none where there is no such target or function. */
export const functionOf = ({ targets }: Universe, target: string, name: string): FunctionInfo | undefined =>
  targets[target]?.functions[name];

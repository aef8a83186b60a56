import { z } from 'zod';
import { FunctionName, ProgName, TargetName } from './names.ts';

/**
 * What is to be seen of one object, by its name.
 *
 * - `gone`: there is no such object; no id of it.
 * - `target`: who answers where each of its functions is called (its own name, or that of the EXT program in its place), and the
 *   fentry programs attached to each, in the order of their names, where there are any.
 * - `program`: an EXT or fentry program that is loaded.
 * - `link`: the program and the function that its info names.
 * - `device`: the program that it runs.
 *
 * `held`, of targets and programs: what keeps it alive, in the order of names: `fd`, `array`, `device`, a link by its name, or
 * `saved-E` for an EXT or fentry program E that was loaded against it; `grace` where only the end of a grace period is waited
 * for. Of links: `fd`, `pin`. No kernel tells it, and a query (`observe`) leaves it out.
 */
const held = z.array(z.string()).readonly().exactOptional();

export const Observation = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('gone') }),
  z.strictObject({
    is: z.literal('target'),
    answers: z.record(FunctionName, z.union([ProgName, TargetName])),
    traced: z.record(FunctionName, z.array(ProgName).readonly()).exactOptional(),
    held,
  }),
  z.strictObject({ is: z.literal('program'), held }),
  z.strictObject({
    is: z.literal('link'),
    prog: ProgName,
    target: TargetName.or(z.literal('none')),
    function: z.string(),
    held,
  }),
  z.strictObject({ is: z.literal('device'), runs: TargetName.or(z.literal('none')) }),
]);
export type Observation = Readonly<z.output<typeof Observation>>;

export const GONE: Observation = Object.freeze({ is: 'gone' });

/** What can be looked at: every object by its name, and the device. */
export const DEVICE = 'device';

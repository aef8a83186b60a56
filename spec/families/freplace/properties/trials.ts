import type * as engine from '../../../properties/property.ts';
import { isDeepEqual } from '../../../same.ts';
import type { Request, RequestOf } from '../vocabulary/index.ts';
import type { World } from '../world.ts';
import { extensionsIn, linksIn, rootOf, targetsIn } from './sight.ts';

type TrialState = engine.TrialState<World, Request>;
type Trial = engine.Trial<TrialState>;

const attaches = (request: Request): request is RequestOf<'link_create' | 'raw_open'> =>
  request.op === 'link_create' || request.op === 'raw_open';

/** Whether nothing but a closed fd in place of a target could be the reason of a refusal. */
function isBadOnly(request: Request): boolean {
  if (request.op === 'prog_load')
    return request.target === 'closed-fd' && request.expected === 'none' && !request.sleepable;
  return request.op === 'link_create' && request.target === 'closed-fd' && !request.prog.includes('-');
}

/** Attaches that are let, each said in other words that no rule may look at, and none of which may be let. */
function refusedToo(trial: TrialState, judge: engine.Judge, said: Partial<RequestOf<'link_create'>>): void {
  for (const { request, outcome } of trial.tried) {
    if (outcome !== 'ok' || request.op !== 'link_create') continue;
    const steps = [{ ...request, ...said }];
    judge(trial.attempt(...steps).at(-1)!.outcome !== 'ok', () => ({ steps }));
  }
}

/** A swap of the program of the device, as another process makes it: the steps, and what it leaves. */
interface Swap {
  readonly steps: readonly Request[];
  readonly prog: string;
}

/**
 * Every swap that can be made where an EXT program is on the device: it is attached to a function of another target, the device
 * is given that, and the link to the former one takes the place of the new link, where that can be said. The mail's steps 5 to 7.
 */
function* swapsIn({ world, uapi }: TrialState): Generator<Swap> {
  const root = rootOf(world);
  const free = world.universe.links.find((link) => world.hooks[link]!.is === 'gone');
  if (root === 'none' || free === undefined) return;
  for (const [link, { prog, target, function: name, held = [] }] of extensionsIn(world)) {
    if (target !== root || !held.includes('fd')) continue;
    for (const [other] of targetsIn(world)) {
      if (other === root) continue;
      const attach = {
        op: 'link_create',
        link: free,
        prog,
        target: `${other}.${name}`,
        flags: [],
        attach_type: 'none',
        caller: 'privileged',
      } as const;
      const set = { op: 'device_set', prog: other } as const;
      const hook = { op: 'link_update_hook', link, from: free } as const;
      const steps = [
        attach,
        set,
        ...(Object.hasOwn(uapi.fields, hook.op) ? [hook] : []),
        { op: 'link_close', link: free } as const,
      ];
      yield { steps, prog };
    }
  }
}

/** Requests after which no target is there but one, as far as fds of targets and links hold the others. */
function leavingOnly({ world }: TrialState, target: string): readonly Request[] {
  const links = linksIn(world).filter(([, link]) => link.target !== target && link.held?.includes('fd'));
  const targets = targetsIn(world).filter(([name, { held }]) => name !== target && held?.includes('fd'));
  return [
    ...links.map(([link]): Request => ({ op: 'link_close', link })),
    ...targets.map(([prog]): Request => ({ op: 'prog_close', prog })),
  ];
}

/** Whether a program is in the place of a function of what the device runs. */
const isOnDevice = (world: World, prog: string) =>
  extensionsIn(world).some(([, link]) => link.prog === prog && link.target === rootOf(world));

/** What would come of requests in each state. */
export const TRIALS: readonly Trial[] = [
  {
    kind: 'trial',
    id: 'refused-changes-nothing',
    sentence: 'A request that is refused changes nothing.',
    why: 'whoever is refused can go on from what was there',
    cases: ({ tried }, judge) => {
      for (const { request, outcome, before, after } of tried)
        if (outcome !== 'ok') judge(isDeepEqual(before.hooks, after.hooks), () => ({ steps: [request] }));
    },
  },
  {
    kind: 'trial',
    id: 'bad-fd-is-ebadf',
    sentence: 'A request that is refused only because an fd is not open gets EBADF.',
    why: 'a caller tells a mistake of its own from a refusal by the errno',
    cases: ({ tried }, judge) => {
      for (const { request, outcome } of tried)
        if (isBadOnly(request)) judge(outcome === 'EBADF' || outcome === 'EPERM', () => ({ steps: [request] }));
    },
  },
  {
    kind: 'trial',
    id: 'on-the-device-at-every-step',
    sentence: 'While another process swaps the program of the device, an extension that was on the device stays on it.',
    source: 'mail of A. Starovoitov, 20 July 2020: step 6, now packet flows into Y and into EXT',
    cases: (trial, judge) => {
      for (const { steps, prog } of swapsIn(trial)) {
        const swap = steps.slice(0, -1);
        const made = trial.attempt(...swap);
        if (made.every(({ outcome }) => outcome === 'ok'))
          judge(
            made.every(({ after }) => isOnDevice(after, prog)),
            () => ({ steps: swap }),
          );
      }
    },
  },
  {
    kind: 'trial',
    id: 'held-link-keeps-its-place',
    sentence:
      'When another process has swapped the program of the device and ends, whoever holds a link to an extension still has it on the device.',
    source: 'mail of A. Starovoitov, 20 July 2020: bpf_link_update_hook, step 7',
    cases: (trial, judge) => {
      for (const { steps, prog } of swapsIn(trial)) {
        const made = trial.attempt(...steps);
        if (made.every(({ outcome }) => outcome === 'ok'))
          judge(isOnDevice(made.at(-1)!.after, prog), () => ({ steps }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'unknown-flag-is-refused',
    sentence: 'An attach with flags that nobody knows is refused.',
    source: 'Documentation/process/adding-syscalls.rst: Designing the API: Planning for Extension',
    cases: (trial, judge) => refusedToo(trial, judge, { flags: ['UNKNOWN'] }),
  },
  {
    kind: 'trial',
    id: 'unknown-attach-type-is-refused',
    sentence: 'An attach with an attach_type that nobody knows is refused.',
    source: 'Documentation/process/adding-syscalls.rst: Designing the API: Planning for Extension',
    cases: (trial, judge) => refusedToo(trial, judge, { attach_type: 'unknown' }),
  },
  {
    kind: 'trial',
    id: 'attach-takes-what-load-takes',
    sentence: 'Whoever may not load a program may not put one in the place of a function.',
    why: 'the program in the place of a function decides for it',
    cases: (trial, judge) => refusedToo(trial, judge, { caller: 'no-capability' }),
  },
  {
    kind: 'trial',
    id: 'attach-needs-no-former-target',
    sentence:
      'A program that can be attached to a function that is named can be attached so when every other target is gone.',
    source: 'mail of A. Nakryiko, 19 July 2020: re-attach to a new program Z',
    cases: (trial, judge) => {
      for (const { request, outcome } of trial.tried) {
        if (outcome !== 'ok' || request.op !== 'link_create' || request.target === 'none') continue;
        const leaving = leavingOnly(trial, request.target.split('.')[0]!);
        if (leaving.length === 0) continue;
        const steps = [...leaving, request];
        judge(trial.attempt(...steps).at(-1)!.outcome === 'ok', () => ({ steps }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'attach-again-by-the-same-request',
    sentence: 'What was attached can be attached again by the same request, once its link is closed.',
    why: 'a program that is started again does what it did before',
    cases: (trial, judge) => {
      for (const { request, outcome } of trial.tried) {
        if (outcome !== 'ok' || !attaches(request)) continue;
        const steps: readonly Request[] = [request, { op: 'link_close', link: request.link }, request];
        const again = trial.attempt(...steps);
        judge(again.at(-1)!.outcome === 'ok', () => ({ steps }));
      }
    },
  },
];

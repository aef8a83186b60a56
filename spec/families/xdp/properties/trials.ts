import { withFields } from '../../../with-fields.ts';
import { type Flag, MODE_FLAGS, type Request, type RequestOf } from '../vocabulary/index.ts';
import {
  asProg,
  devicesHere,
  FLAG_OF,
  plainProgs,
  sameWorld,
  setIn,
  type Trial,
  type TrialState,
  takenIn,
  trying,
} from './property.ts';

/** What clears the place that a request without flags is about. */
const CLEAR = {
  prog: { is: 'none' },
  flags: [],
  expected: { is: 'absent' },
  extra: 'none',
  caller: 'privileged',
} as const;

/** A name that no link has. */
const freeLink = ({ world }: TrialState) => world.universe.links.find((name) => world.links[name]!.is === 'nothing');

const isMode = (flag: Flag) => (MODE_FLAGS as readonly Flag[]).includes(flag);

const isSwap = ({ flags }: RequestOf<'xdp_set'>) => flags.includes('REPLACE');

/** What a request with REPLACE expects, where it can be told: a program, or `none`. */
const expectedBy = ({ expected }: RequestOf<'xdp_set'>) => (expected.is === 'prog' ? expected.name : expected.is);

/** Properties of what would come of requests in a state. */
export const TRIALS = [
  {
    kind: 'trial',
    id: 'unknown-bits-refused',
    sentence: 'A request that would succeed fails if a flag that is unknown to its command is added.',
    why: 'commands refuse unknown bits, so that a later kernel can give them a meaning',
    cases: (trial, judge) => {
      for (const { request, outcome } of trial.tried) {
        if (outcome !== 'ok' || !('flags' in request)) continue;
        const more = withFields(request, { flags: [...request.flags, 'UNKNOWN'] } as Partial<Request>);
        judge(trial.attempt(more)[0]!.outcome !== 'ok', () => ({ steps: [more] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'set-then-clear-restores',
    sentence: 'A set in an empty place, followed by a clear in the same mode, restores the device.',
    why: 'who tries a program for a while can take it back',
    cases: (trial, judge) => {
      for (const { request, outcome, before, after } of trial.tried) {
        if (request.op !== 'xdp_set' || outcome !== 'ok' || sameWorld(before, after)) continue;
        if (takenIn(before).some(({ device }) => device === request.hook)) continue;
        const clear = {
          ...request,
          prog: { is: 'none' },
          flags: request.flags.filter((flag) => isMode(flag)),
        } as const;
        const [, cleared] = trial.attempt(request, clear);
        judge(cleared!.outcome === 'ok' && sameWorld(before, cleared!.after), () => ({ steps: [request, clear] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'who-set-clears',
    sentence: 'A program that netlink set can be cleared by netlink.',
    why: 'who set a program, and has the capability still, takes it back when it ends',
    cases: (trial, judge) => {
      for (const { device, mode } of setIn(trial.world)) {
        const { steps, came } = trying(trial, {
          op: 'xdp_set',
          hook: device,
          prog: { is: 'none' },
          flags: [FLAG_OF[mode]],
        });
        judge(came[0]!.outcome === 'ok', () => ({ steps }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'lost-race-told',
    sentence: 'A set with REPLACE fails with EEXIST only if the place does not hold the expected program.',
    source: 'commit 92234c8f15c8 (expected program): EEXIST is what tells a caller that somebody else was faster',
    cases: (trial, judge) => {
      for (const { request, outcome, before } of trial.tried) {
        if (request.op !== 'xdp_set' || !isSwap(request) || outcome !== 'EEXIST') continue;
        const there = takenIn(before).filter(({ device }) => device === request.hook);
        const expected = expectedBy(request);
        const [mode] = request.flags.filter((flag) => isMode(flag));
        const own = there.find((place) => mode === undefined || FLAG_OF[place.mode] === mode);
        judge(expected !== (own?.prog ?? 'none'), () => ({ steps: [request] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'set-expected-counts',
    sentence: 'A set that names an expected program fails where the place does not hold it, with or without REPLACE.',
    why: 'who forgets the flag believes that what it expects is checked, and overwrites what others set',
    cases: (trial, judge) => {
      for (const { request, outcome, before, after } of trial.tried) {
        if (request.op !== 'xdp_set' || outcome !== 'ok' || sameWorld(before, after) || isSwap(request)) continue;
        const held = takenIn(before).find(({ device }) => device === request.hook)?.prog ?? 'none';
        for (const prog of plainProgs(trial).filter((name) => name !== held)) {
          const more = withFields(request, { expected: asProg(prog) });
          judge(trial.attempt(more)[0]!.outcome !== 'ok', () => ({ steps: [more] }));
        }
      }
    },
  },
  {
    kind: 'trial',
    id: 'no-privilege-no-attach',
    sentence: 'Who lacks every capability attaches no program to a device.',
    why: 'a program sees and drops every packet of a device, and netlink asks for CAP_NET_ADMIN for it',
    cases: (trial, judge) => {
      for (const { request, outcome } of trial.tried) {
        if (outcome !== 'ok' || (request.op !== 'xdp_set' && request.op !== 'link_create')) continue;
        if (request.prog.is !== 'prog') continue;
        const other = { ...request, caller: 'unprivileged' } as const;
        judge(trial.attempt(other)[0]!.outcome === 'EPERM', () => ({ steps: [other] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'update-takes-what-create-takes',
    sentence: 'An update puts no program in a place that a new link could not put there.',
    why: 'a program that a device or mode must not run is refused, whichever way it comes',
    cases: (trial, judge) => {
      for (const { request, outcome, before, after } of trial.tried) {
        if (request.op !== 'link_update' || outcome !== 'ok' || sameWorld(before, after)) continue;
        const { link, prog } = request;
        if (link.is !== 'link' || prog.is !== 'prog') continue;
        const seen = after.links[link.name]!;
        const hook = seen.is === 'link' ? seen.device : 'none';
        const place = takenIn(after).find(({ device }) => device === hook);
        if (place === undefined || place.upper !== 'none') continue;
        const { steps, came } = trying(
          trial,
          { op: 'link_close', link: link.name },
          { op: 'link_create', hook, link: link.name, prog, flags: [FLAG_OF[place.mode]] },
        );
        judge(came.at(-1)!.outcome === 'ok', () => ({ steps: [request, ...steps] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'one-errno-no-device',
    sentence: 'A device that does not exist gets the same errno from netlink and from a new link.',
    why: 'one reason has one errno: who waits for a device to come looks for it',
    cases: (trial, judge) => {
      const [prog] = plainProgs(trial);
      const link = freeLink(trial);
      if (prog === undefined || link === undefined) return;
      for (const hook of Object.keys(trial.world.devices).filter((name) => !devicesHere(trial.world).includes(name))) {
        const set = trying(trial, { op: 'xdp_set', hook, prog: asProg(prog) });
        const create = trying(trial, { op: 'link_create', hook, link, prog: asProg(prog) });
        judge(set.came[0]!.outcome === create.came[0]!.outcome, () => ({ steps: [...set.steps, ...create.steps] }));
      }
    },
  },
  {
    kind: 'trial',
    id: 'one-errno-stale',
    sentence: 'An expected program that is not there gets the same errno from netlink and from the update of a link.',
    why: 'one reason has one errno: who lost a race tries again, whichever command it uses',
    cases: (trial, judge) => {
      const [first, second] = plainProgs(trial);
      const link = freeLink(trial);
      if (first === undefined || second === undefined || link === undefined) return;
      const swap = { prog: asProg(second), flags: ['REPLACE'] } as const;
      for (const hook of devicesHere(trial.world)) {
        const set = trying(
          trial,
          { op: 'xdp_set', hook, prog: asProg(first) },
          { op: 'xdp_set', hook, ...swap, expected: asProg(second) },
        );
        const update = trying(
          trial,
          { op: 'link_create', hook, link, prog: asProg(first) },
          { op: 'link_update', link: { is: 'link', name: link }, ...swap, old: asProg(second) },
        );
        if (set.came[0]!.outcome !== 'ok' || update.came[0]!.outcome !== 'ok') continue;
        judge(set.came[1]!.outcome === update.came[1]!.outcome, () => ({
          steps: [...set.steps, { op: 'xdp_set', ...CLEAR, hook }, ...update.steps],
        }));
      }
    },
  },
] as const satisfies readonly Trial[];

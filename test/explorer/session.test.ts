import { describe, expect, test } from 'vitest';
import { PROFILES, type Request } from '../../browser.ts';
import { NO_FILTER, parseSession, type Session, SessionError, textOf } from '../../explorer/session.ts';
import { steppingOf, Walked } from '../../explorer/walked.ts';

/** A session of so many steps, each a request that changes something. */
function walked(semantics: Session['semantics'], scope: string, steps: number): Session {
  const session: Session = { semantics, ground: { scope }, steps: [], at: 0, filter: NO_FILTER };
  const walk = new Walked(steppingOf(session));
  const taken: Request[] = [];
  for (let step = 0; step < steps; step += 1) {
    const all = walk.stepping.possible(walk.states(taken, taken.length)).filter(({ changes }) => changes);
    taken.push(all[(step * 5) % all.length]!.request);
  }
  return { ...session, steps: taken, at: taken.length };
}

const named = (name: string) => PROFILES.find((each) => each.name === name)!;

describe('a session in a URL', () => {
  test.each(PROFILES.map((profile) => [profile.name, profile] as const))('of %s comes back whole', (_name, profile) => {
    const session = walked([profile], 'default', 3);
    expect(session.steps.length).toBe(3);
    expect(parseSession(`#${textOf(session)}`)).toEqual(session);
  });
  test('of two semantics, with a filter and steps ahead, comes back whole', () => {
    const filter = { text: 'a & b=c#d', outcome: 'EINVAL', rule: 'attach/full', changes: true, differs: true };
    const session = { ...walked([named('tcx'), named('mprog-first-merge')], 'default', 2), at: 1, filter };
    expect(parseSession(textOf(session))).toEqual(session);
  });
  test('has only characters that a mail keeps in a link', () => {
    expect(textOf(walked([named('cgroup')], 'default', 3))).toMatch(/^[\w.,%=&+-]+$/);
  });

  const text = textOf(walked([named('tcx')], 'default', 2));
  const without = (field: string) => text.replace(new RegExp(`&${field}=[^&]*`), '');
  test.each([
    ['', 'this link is of no version of the explorer; expected version 1'],
    [text.replace('v=1', 'v=2'), 'this link is of version 2 of the explorer; expected version 1'],
    [text.replace('semantics=tcx', 'semantics=tcy'), /^semantics: expected one of tcx, .*, found "tcy"$/],
    [text.replace('semantics=tcx', 'semantics=tcx,cgroup,xdp'), 'semantics: expected one or two, found 3'],
    [text.replace('scope=default', 'scope=huge'), /^scope: expected one of default, .*, found "huge"$/],
    [text.replace('at=2', 'at=3'), 'at: expected 0 to 2, found 3'],
    [text.replace('at=2', 'at=-1'), 'at: expected 0 to 2, found -1'],
    [without('steps'), 'at: expected 0 to 0, found 2'],
    [text.slice(0, -9), 'steps: expected what the explorer wrote there, found a text that was cut or changed'],
    [text.replace('semantics=tcx', 'semantics=xdp'), /^step 1: op: expected /],
  ])('%s is refused: %s', (given, message) => {
    expect(() => parseSession(given)).toThrow(SessionError);
    expect(() => parseSession(given)).toThrow(message);
  });
});

describe('walking', () => {
  const session = walked([named('tcx')], 'default', 3);
  test('goes on from what was walked before', () => {
    const walk = new Walked(steppingOf(session));
    const all = walk.along(session.steps);
    const fewer = walk.along(session.steps.slice(0, 2));
    expect([all.length, fewer.length]).toEqual([3, 2]);
    expect(fewer[1]).toBe(all[1]);
    expect(walk.along(session.steps)[1]).toBe(all[1]);
  });
  test('takes another step where another one is asked for', () => {
    const walk = new Walked(steppingOf(session));
    const [first, second] = session.steps;
    const before = walk.along(session.steps);
    const other = walk.along([first!, first!, second!]);
    expect(other[0]).toBe(before[0]);
    expect(other[1]).not.toBe(before[1]);
  });
});

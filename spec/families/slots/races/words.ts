import type { Told } from '../../../race.ts';
import type { Request } from '../vocabulary/index.ts';
import { describeObservation, describeRequest } from '../words.ts';
import type { SlotsRace } from './race.ts';
import type { Event } from './take.ts';

/** A request as a person would say it; that others are named by id, and which revision that is now, is left out. */
function describeAsked(request: Request, expected: number | undefined, several: boolean): string {
  const plain = 'revision' in request ? { ...request, revision: 'none' as const } : request;
  const named =
    'relative' in plain && plain.relative.is !== 'none' && 'name' in plain.relative
      ? { ...plain, relative: { ...plain.relative, by: 'fd' as const } }
      : plain;
  const said = describeRequest(named, several ? 'several' : 'one');
  return expected === undefined ? said : `${said}  expecting rev ${expected}`;
}

const OWN = {
  pin: (link: string) => `pin ${link}`,
  open: (link: string) => `open the pin of ${link}`,
  unpin: (link: string) => `unpin ${link}`,
  close: (link: string) => `close its fd of ${link}`,
} as const;

function saidIn({ step, about, lacks, fact, expected }: Event, several: boolean): string {
  const { request } = fact;
  if (step.do === 'crash') return about === undefined ? 'crash' : `its fd of ${about} is closed`;
  if (step.do === 'take') return `get an fd of ${about} by id`;
  if (step.do === 'query') {
    const at = several && request !== undefined && 'hook' in request ? ` at ${request.hook}` : '';
    return `${step.effective ? 'query effective' : 'query'}${at}`;
  }
  if (step.do in OWN) return OWN[step.do as keyof typeof OWN](about!);
  if (lacks !== undefined) return `${step.do} ${about} without an fd of it`;
  if (request === undefined && about !== undefined) return `${step.do}: get an fd of ${about} by id`;
  return request === undefined
    ? `${step.do}: what it looks for is not there`
    : describeAsked(request, expected, several);
}

const REACTIONS = {
  'goes on': '',
  'tries again': ', looks again',
  'gives up': ', gives up',
  'has crashed': '',
} as const;

function answerIn({ step, view, fact, reaction }: Event): string {
  if (view?.is === 'list' && fact.outcome === 'ok') {
    const seen = describeObservation(view);
    return step.do === 'query' && step.effective ? seen.replace(/( MULTI| OVERRIDE)? rev 0$/, '') : seen;
  }
  const own = fact.request === undefined && fact.outcome === 'ok';
  return own ? '' : `${fact.outcome}${REACTIONS[reaction]}`;
}

/** An event in the words of a diagram. */
export function told({ universe }: SlotsRace, event: Event): Told {
  return { said: saidIn(event, Object.keys(universe.hooks).length > 1), answer: answerIn(event) };
}

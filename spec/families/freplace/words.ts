import { type Scope, scopeWords } from './scopes.ts';
import type { Observation, Request } from './vocabulary/index.ts';

/** What a request does and what it says besides, in a few words. */
export function requestWords(request: Request): string {
  switch (request.op) {
    case 'prog_load': {
      const { prog, target, expected, sleepable, caller } = request;
      const also = [expected === 'none' ? '' : ' expected', sleepable ? ' sleepable' : '', by(caller)].join('');
      return `load ${prog} against ${target}${also}`;
    }
    case 'target_load':
      return `load ${request.prog}`;
    case 'link_create': {
      const { link, prog, target, flags, attach_type, caller } = request;
      const odd = [
        flags.length === 0 ? '' : ' unknown flags',
        attach_type === 'none' ? '' : ' unknown attach_type',
      ].join('');
      return `attach ${prog}${target === 'none' ? '' : ` to ${target}`} as ${link}${odd}${by(caller)}`;
    }
    case 'raw_open':
      return `raw_open ${request.prog} as ${request.link}${request.name ? ' with a name' : ''}${by(request.caller)}`;
    case 'link_update': {
      const { link, prog, old, flags } = request;
      return `update ${link} to ${prog}${old === 'none' ? '' : ` expecting ${old}`}${flags.map((flag) => `  ${flag}`).join('')}`;
    }
    case 'link_detach':
      return `detach ${request.link}`;
    case 'link_update_hook':
      return `update_hook ${request.link} from ${request.from}`;
    case 'link_close':
      return `close ${request.link}`;
    case 'link_pin':
      return `pin ${request.link}`;
    case 'link_unpin':
      return `unpin ${request.link}`;
    case 'prog_close':
      return `close ${request.prog}`;
    case 'prog_open':
      return `open ${request.prog} by id${by(request.caller)}`;
    case 'array_put':
      return `put ${request.prog} into the prog_array`;
    case 'array_delete':
      return 'delete the entry of the prog_array';
    case 'device_set':
      return request.prog === 'none' ? 'clear the device' : `set the device to ${request.prog}`;
    case 'grace_period':
      return 'a grace period ends';
  }
}

const by = (caller: 'privileged' | 'no-capability') => (caller === 'privileged' ? '' : ' by no-capability');

/** What is to be seen of an object, in a few words. */
export function observationWords(seen: Observation): string {
  switch (seen.is) {
    case 'gone':
      return 'gone';
    case 'target': {
      const functions = Object.entries(seen.answers).map(([name, by]) => `${name} ${by}${traced(seen.traced?.[name])}`);
      return `${functions.join(', ')}${held(seen.held)}`;
    }
    case 'program':
      return `loaded${held(seen.held)}`;
    case 'link':
      return `${seen.prog} > ${seen.target === 'none' ? 'nothing' : `${seen.target}.${seen.function}`}${held(seen.held)}`;
    case 'device':
      return seen.runs === 'none' ? 'runs nothing' : `runs ${seen.runs}`;
  }
}

const traced = (by: readonly string[] | undefined) => (by === undefined ? '' : ` (traced by ${by.join(', ')})`);
const held = (by: readonly string[] | undefined) => (by === undefined ? '' : ` [${by.join(' ')}]`);

export const WORDS = {
  request: (request: object) => requestWords(request as Request),
  observation: (seen: object) =>
    'is' in seen && seen.is === 'nothing' ? 'nothing' : observationWords(seen as Observation),
  scope: (scope: object) => scopeWords(scope as Scope),
};

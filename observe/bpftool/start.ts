import { nameInTraces } from '../../spec/families/register.ts';
import type { Hook } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { visible } from '../../spec/vocabulary/quote.ts';
import type { Trace } from '../../traces/format.ts';
import type { TraceStep } from '../../traces/step.ts';
import { TraceError } from '../../traces/trace-error.ts';
import { Names } from '../objects.ts';
import { SpecSide } from '../spec-side.ts';
import type { ShownList, ShownSlot } from './lists.ts';

type Listed = ShownList & { readonly hook: Hook & { kind: 'tcx' } };

/** Of a cgroup bpftool shows neither links nor PREORDER, so that what it has cannot be made again. */
const canBeMade = (list: ShownList): list is Listed => list.hook?.kind === 'tcx';

/** Makes lists as bpftool showed them, beside the specification. */
class Start {
  readonly #spec: SpecSide;
  readonly #names = new Names();
  readonly #known = new Map<string, string>();
  readonly #path: string;
  readonly steps: TraceStep[] = [];

  constructor(path: string, spec: SpecSide) {
    this.#path = path;
    this.#spec = spec;
  }

  #called(key: string, wish: string, instead: string): string {
    const name = this.#known.get(key) ?? this.#names.give(wish, instead);
    this.#known.set(key, name);
    return name;
  }

  make({ at, hook, slots }: Listed): void {
    const device = this.#called(`device ${hook.device}`, hook.device, 'dev');
    const name = this.#called(`hook ${at}`, `${device}-${hook.direction}`, 'hook');
    this.#spec.addHook(name, { hook: { ...hook, device }, at });
    for (const slot of slots) this.#attach(at, name, slot);
  }

  #attach(at: string, hook: string, { id, name, link }: ShownSlot): void {
    const prog = this.#called(`program ${id}`, name, 'prog');
    this.#spec.addProg(prog, 'sched_cls');
    const about = { hook, prog: { is: 'prog', name: prog } };
    if (link === 'none') {
      this.#take(at, { ...about, op: 'prog_attach' });
      return;
    }
    if (this.#known.has(`link ${link}`))
      throw new TraceError(
        `${this.#path}: ${visible(at)}: expected a link in one list, found link ${link} in another one too`,
      );
    const called = this.#called(`link ${link}`, `L${link}`, 'L');
    this.#spec.addLink(called);
    this.#take(at, { ...about, op: 'link_create', link: called });
  }

  #take(at: string, fields: Readonly<Record<string, unknown>>): void {
    const request = this.#spec.request(fields);
    const { rule } = this.#spec.preview(request);
    const { outcome } = rule.then;
    if (outcome !== 'ok')
      throw new TraceError(
        `${this.#path}: ${visible(at)}: expected a list that the rules can make, found one that ${rule.id} refuses (${outcome})`,
      );
    this.#spec.take(request);
    this.steps.push({ request, expect: { outcome, rule: rule.id } });
  }
}

/** The lists of tcx that bpftool showed, as a trace that makes them by one attach after another; none where there are none. */
export function startOf(path: string, lists: readonly ShownList[], profile: Profile): readonly Trace[] {
  const made = lists.filter(canBeMade);
  if (made.length === 0) return [];
  const spec = new SpecSide(profile);
  const start = new Start(path, spec);
  for (const list of made) start.make(list);
  return [
    {
      format: 'mprog-trace',
      version: 1,
      family: nameInTraces(profile.family),
      profile: profile.name,
      title: 'what a host has at tcx hooks',
      origin: { kind: 'kernel', note: `read from ${path} by mprog observe: the order that bpftool shows` },
      universe: spec.universe,
      steps: start.steps,
    },
  ];
}

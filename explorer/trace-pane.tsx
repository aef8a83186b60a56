import { useEffect, useRef, useState } from 'preact/hooks';
import type { Profile } from '../browser.ts';
import type { Agreement } from './agreement.ts';
import type { Diagram } from './diagram.ts';
import { Outcome } from './outcome.tsx';
import { SequenceView } from './sequence-view.tsx';
import type { Stage } from './walked.ts';

const MARKS = { agrees: '✓', differs: '✗', unasked: '–' } as const;

function afterWords({ took }: Stage, which: number): string {
  const each = took[which]!;
  if ('cannot' in each) return each.cannot;
  const hooks = Object.entries(each.explanation.after);
  return hooks.map(([hook, seen]) => (hooks.length === 1 ? seen : `${hook} ${seen}`)).join('; ');
}

function Step(props: {
  stage: Stage;
  number: number;
  at: number;
  said: string;
  kernel: Agreement | undefined;
  onGo(at: number): void;
}) {
  const { stage, number, at, said, kernel, onGo } = props;
  const isNow = number === at;
  const isRefused = stage.took.every((took) => 'cannot' in took || took.explanation.outcome !== 'ok');
  const judged = kernel?.steps[number - 1];
  return (
    <tr class={number > at ? 'ahead' : isNow ? 'now' : ''} aria-current={isNow ? 'step' : undefined}>
      <td class="number">
        <button
          type="button"
          class="go"
          onClick={() => onGo(number)}
          aria-label={`go to the state after step ${number}`}
        >
          {number}
        </button>
      </td>
      <td class={isRefused ? 'said refused' : 'said'}>{said}</td>
      {stage.took.map((took, which) => (
        <td key={String(which)}>
          <Outcome is={'cannot' in took ? undefined : took.explanation.outcome} />{' '}
          <span class="rule">{'cannot' in took ? '' : took.explanation.rule}</span>
          <div class="left">{afterWords(stage, which)}</div>
        </td>
      ))}
      {kernel && (
        <td class={`kernel ${judged?.is ?? 'unasked'}`}>
          {MARKS[judged?.is ?? 'unasked']} {judged?.says ?? 'not reached'}
        </td>
      )}
    </tr>
  );
}

/** The trace so far, and what may be gone forward to. */
export function TracePane({
  stages,
  at,
  semantics,
  kernel,
  words,
  onGo,
  actions,
  diagram,
}: {
  /** The steps as a sequence diagram, where they are those of a race. */
  diagram: Diagram | undefined;
  stages: readonly Stage[];
  at: number;
  semantics: readonly Profile[];
  kernel: Agreement | undefined;
  words(stage: Stage): string;
  onGo(at: number): void;
  actions: preact.ComponentChildren;
}) {
  const [isTable, setTable] = useState(false);
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => body.current?.querySelector('.now')?.scrollIntoView({ block: 'nearest' }), [stages, at]);
  return (
    <section class="pane trace" aria-labelledby="trace-title">
      <div class="pane-head">
        <h2 id="trace-title">Trace</h2>
        <span class="count" role="status">
          {at === stages.length ? `${at} step${at === 1 ? '' : 's'}` : `step ${at} of ${stages.length}`}
        </span>
        <div class="actions">
          <button type="button" disabled={at === 0} onClick={() => onGo(at - 1)}>
            Undo <kbd>u</kbd>
          </button>
          <button type="button" disabled={at === stages.length} onClick={() => onGo(at + 1)}>
            Redo <kbd>r</kbd>
          </button>
          {diagram && (
            <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
              As table
            </button>
          )}
          {actions}
        </div>
      </div>
      {stages.length === 0 ? (
        <p class="nothing">Nothing was asked yet. Take a request, or drop a trace file anywhere on the page.</p>
      ) : diagram && !isTable ? (
        <div class="scroll">
          <SequenceView diagram={diagram} at={at} onGo={onGo} />
        </div>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <button type="button" class="go" onClick={() => onGo(0)} aria-label="go to step 0, the first state">
                    0
                  </button>
                </th>
                <th scope="col">request</th>
                {semantics.map(({ name }) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
                {kernel && <th scope="col">{kernel.title}</th>}
              </tr>
            </thead>
            <tbody ref={body}>
              {stages.map((stage, index) => (
                <Step
                  stage={stage}
                  number={index + 1}
                  at={at}
                  said={words(stage)}
                  kernel={kernel}
                  onGo={onGo}
                  key={String(index)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

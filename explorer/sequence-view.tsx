import { useEffect, useRef } from 'preact/hooks';
import type { Diagram, DiagramLine } from './diagram.ts';

/** Sizes in px: a character, a row, the head, between lifelines of agents, around a text. */
const CHARACTER = 7.3;
const ROW = 44;
const HEAD = 44;
const GAP = 28;
const AROUND = 14;

const width = (text: string) => text.length * CHARACTER + 2 * AROUND;

/** Where the lifelines are: those of the agents, and that of the hooks behind all that is asked. */
function columnsOf({ agents, hooks, lines }: Diagram) {
  const columns: number[] = [];
  let left = AROUND;
  for (const name of agents) {
    columns.push(left + width(name) / 2);
    left += width(name) + GAP;
  }
  const longest = Math.max(0, ...lines.map(({ said }) => width(said)));
  const hook = Math.max(left + width(hooks) / 2, columns.at(-1)! + longest + 2 * AROUND);
  const answers = lines.map(({ outcome = '', lists = '' }) => width(outcome) + (lists === '' ? 0 : width(lists)));
  return { columns, hook, all: hook + Math.max(width(hooks) / 2, ...answers) + AROUND };
}

/** What is to be seen of a step, with its agent in front: who asks by voice says what is to be seen. */
const labelOf = ({ step, said, outcome, lists = '' }: DiagramLine, agent: string): string =>
  `${agent}, step ${[step, said, outcome, lists].join(' ').replace(/\s+/g, ' ').trim()}`;

/** A race as a sequence diagram; each step of it can be gone to. */
export function SequenceView({ diagram, at, onGo }: { diagram: Diagram; at: number; onGo(at: number): void }) {
  const { agents, hooks, lines } = diagram;
  const { columns, hook, all } = columnsOf(diagram);
  const height = HEAD + lines.length * ROW + AROUND;
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => svg.current?.querySelector('.line.now')?.scrollIntoView({ block: 'nearest' }), [at, diagram]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
    <svg
      ref={svg}
      class="sequence"
      width={all}
      height={height}
      role="group"
      aria-label={`sequence diagram: ${agents.join(', ')} and ${hooks}`}
    >
      <defs>
        <marker id="asks" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0,0 L8,4 L0,8 z" />
        </marker>
      </defs>
      {[...agents.map((name, index) => [name, columns[index]!] as const), [hooks, hook] as const].map(
        ([name, x], index) => (
          <g class={index === agents.length ? 'life hook-life' : 'life'} key={String(index)}>
            <line x1={x} x2={x} y1={HEAD - 12} y2={height} />
            <rect x={x - width(name) / 2} y={6} width={width(name)} height={HEAD - 18} rx="6" />
            <text x={x} y={HEAD - 20} text-anchor="middle">
              {name}
            </text>
          </g>
        ),
      )}
      {lines.map((line, index) => {
        const { step, said, outcome, lists, agent } = line;
        const [x, y] = [columns[agent]!, HEAD + index * ROW + 26];
        const texts = (
          <>
            <rect class="reach" x={0} y={y - 22} width={all} height={ROW - 2} />
            {step !== undefined && (
              <text class="number" x={x - 8} y={y - 6} text-anchor="end">
                {step}
              </text>
            )}{' '}
            <text class="said" x={columns.at(-1)! + AROUND} y={y - 6}>
              {said}
            </text>{' '}
            {step === undefined ? (
              <circle cx={x} cy={y} r="5" />
            ) : (
              <>
                <line class="asks" x1={x} x2={hook - 1} y1={y} y2={y} marker-end="url(#asks)" />
                <text class={outcome === 'ok' ? 'came-out ok' : 'came-out'} x={hook + AROUND} y={y + 4}>
                  {outcome}
                </text>{' '}
                <text class="lists" x={hook + width(outcome ?? '') + AROUND} y={y + 4}>
                  {lists ?? ''}
                </text>{' '}
              </>
            )}
          </>
        );
        const kind = `line${step === undefined ? '' : ' step'}${step === at ? ' now' : ''}${step !== undefined && step > at ? ' ahead' : ''}`;
        if (step === undefined)
          return (
            <g class={kind} key={String(index)}>
              {texts}
            </g>
          );
        const go = () => onGo(step);
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <g
            class={kind}
            role="button"
            tabindex={0}
            aria-label={labelOf(line, agents[agent]!)}
            aria-current={step === at ? 'step' : undefined}
            onClick={go}
            onKeyDown={({ key }) => (key === 'Enter' || key === ' ') && go()}
            key={String(index)}
          >
            {texts}
          </g>
        );
      })}
    </svg>
  );
}

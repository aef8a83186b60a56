import { Graph, layout } from '@dagrejs/dagre';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Request, State, Stepping } from '../browser.ts';
import { CloseButton } from './close-button.tsx';
import { type Edge, growing, type StateGraph } from './state-graph.ts';

/** Sizes in px: a character, a line, what is around a text. */
const CHARACTER = 7.3;
const LINE = 17;
const AROUND = 18;
/** A character of a label. */
const SMALL = 6.7;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Placed {
  readonly boxes: readonly Box[];
  readonly width: number;
  readonly height: number;
}

const cut = (text: string) => (text.length > 34 ? `${text.slice(0, 33)}…` : text);

const labelOf = ({ rules }: Edge) => `${rules[0]}${rules.length > 1 ? ` +${rules.length - 1}` : ''}`;

/** Where each node is drawn: by the edges by which nodes were found, with room for a rule on each. */
function placed({ nodes, edges }: StateGraph): Placed {
  const graph = new Graph({ directed: true });
  const longest = Math.max(0, ...edges.filter(({ first }) => first).map((edge) => labelOf(edge).length));
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: longest * SMALL + 40, marginx: 12, marginy: 16 });
  for (const [number, { words }] of nodes.entries()) {
    const width = Math.max(...words.map((each) => cut(each).length)) * CHARACTER + AROUND;
    graph.setNode(String(number), { width, height: words.length * LINE + AROUND });
  }
  for (const { from, to, first } of edges) if (first) graph.setEdge(String(from), String(to), {});
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { boxes: nodes.map((_node, number) => graph.node(String(number)) as Box), width, height };
}

/** A curve from one box to another, and where its label ends. */
function curve(from: Box, to: Box): string {
  const [right, left] = [from.x + from.width / 2, to.x - to.width / 2];
  if (right < left) {
    const middle = Math.min(right + 40, (right + left) / 2);
    return `M${right},${from.y} C${middle},${from.y} ${middle},${to.y} ${middle + 20},${to.y} L${left},${to.y}`;
  }
  // Back, or in the same column: round the outside.
  const [start, end] = [from.x - from.width / 2, to.x + to.width / 2];
  return `M${start},${from.y} C${start - 60},${from.y} ${end + 60},${to.y} ${end},${to.y}`;
}

function Arrow({ edge, boxes, near }: { edge: Edge; boxes: readonly Box[]; near: boolean }) {
  const [from, to] = [boxes[edge.from]!, boxes[edge.to]!];
  const isBack = from.x + from.width / 2 >= to.x - to.width / 2;
  return (
    <g class={near ? 'arrow near' : 'arrow'}>
      <path class="edge" d={curve(from, to)} marker-end="url(#tip)" />
      <text
        class="rule-label"
        x={isBack ? to.x + to.width / 2 + 10 : to.x - to.width / 2 - 10}
        y={to.y - 4}
        text-anchor={isBack ? 'start' : 'end'}
      >
        {labelOf(edge)}
        <title>{edge.rules.join(', ')}</title>
      </text>
    </g>
  );
}

function Drawn({ graph, onGo }: { graph: StateGraph; onGo(path: readonly Request[]): void }) {
  const [near, setNear] = useState(0);
  const { boxes, width, height } = useMemo(() => placed(graph), [graph]);
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => svg.current?.querySelector('.node.now')?.scrollIntoView({ block: 'center' }), [graph]);
  const isDrawn = ({ from, first }: Edge) => first || from === near;
  const isNear = ({ from }: Edge) => from === near;
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
    <svg ref={svg} width={width} height={height} role="group" aria-label="states and the rules between them">
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0,0 L8,4 L0,8 z" />
        </marker>
      </defs>
      {graph.edges
        .filter(isDrawn)
        .toSorted((a, b) => Number(isNear(a)) - Number(isNear(b)))
        .map((edge) => (
          <Arrow edge={edge} boxes={boxes} near={isNear(edge)} key={`${edge.from} ${edge.to}`} />
        ))}
      {graph.nodes.map(({ words, path }, number) => {
        const { x, y, width: wide, height: high } = boxes[number]!;
        const go = () => onGo(path);
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <g
            class={`node${number === 0 ? ' now' : ''}${number === near ? ' near' : ''}`}
            role="button"
            tabindex={0}
            aria-label={`${words.join('; ')}: ${number === 0 ? 'the present state' : `after ${path.length} more`}`}
            transform={`translate(${x - wide / 2},${y - high / 2})`}
            onClick={go}
            onFocus={() => setNear(number)}
            onMouseEnter={() => setNear(number)}
            onKeyDown={({ key }) => (key === 'Enter' || key === ' ') && go()}
            key={String(number)}
          >
            <rect width={wide} height={high} rx="6" />
            {words.map((each, line) => (
              <text x={AROUND / 2} y={(line + 1) * LINE + AROUND / 2 - 5} key={String(line)}>
                {cut(each)}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

/** The states around the present one, in a dialog of its own. */
export function GraphView(props: {
  stepping: Stepping;
  states: readonly State[];
  onGo(path: readonly Request[]): void;
  onFail(error: unknown): void;
  onClose(): void;
}) {
  const { stepping, states, onGo, onFail, onClose } = props;
  const [graph, setGraph] = useState<StateGraph | undefined>(undefined);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const steps = growing(stepping, states);
    let timer = 0;
    let last: StateGraph | undefined;
    // One state at a time, so that the page can be used meanwhile.
    const next = () => {
      let value: StateGraph | undefined;
      let done: boolean | undefined;
      try {
        const came = steps.next();
        done = came.done;
        value = came.value ?? undefined;
      } catch (error) {
        onFail(error);
        dialog.current?.close();
        return;
      }
      if (!done) last = value;
      if (done || last!.followed % 10 === 0) setGraph(last);
      if (!done) timer = setTimeout(next);
    };
    timer = setTimeout(next);
    return () => clearTimeout(timer);
  }, [stepping, states]);
  const { length = 0 } = graph?.nodes ?? {};
  return (
    <dialog class="graph" ref={dialog} onClose={onClose} aria-labelledby="graph-title">
      <div class="pane-head">
        <h2 id="graph-title">State graph</h2>
        <p class="count" role="status">
          {graph === undefined || graph.followed < length
            ? `${graph?.followed ?? 0} states followed…`
            : graph.more
              ? `The ${length} states that are nearest, up to interchangeable objects. The scope has more.`
              : `All ${length} states that can be reached from here, up to interchangeable objects.`}{' '}
          Point at a state to see every way from it; click to be in it.
        </p>
        <CloseButton dialog={dialog} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard */}
      <section class="scroll" tabIndex={0} aria-label="graph">
        {graph && <Drawn graph={graph} onGo={onGo} />}
      </section>
    </dialog>
  );
}

import { type Column, type DrawnObject, type DrawnSlot, drawingOf, type Profile, type State } from '../browser.ts';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function Slot({ slot, number, differs }: { slot: DrawnSlot; number: number; differs: boolean }) {
  const { label, prog, link, flags } = slot;
  const isEmpty = prog === 'none';
  return (
    <li class={`slot${isEmpty ? ' empty' : ''}${differs ? ' differs' : ''}${link === undefined ? '' : ' linked'}`}>
      <span class="number">{label ?? number}</span>
      <span class="prog">{isEmpty ? 'empty' : prog}</span>
      {flags.map((flag) => (
        <span class="flag" key={flag}>
          {flag}
        </span>
      ))}
      {link && (
        <span class="handle" title={`link ${link.name}, held by ${link.held}`}>
          <span class="sr">, held by link </span>
          {link.name}
          <small>{link.held}</small>
        </span>
      )}
      {differs && <span class="sr">, differs</span>}
    </li>
  );
}

function Hook({ column, other }: { column: Column; other: Column | undefined }) {
  const { name, about, facts, slots, runs, gone } = column;
  const isLinked = slots.some(({ link }) => link !== undefined);
  return (
    <section class={`hook${gone ? ' gone' : ''}${isLinked ? ' with-links' : ''}`} aria-label={`hook ${name}`}>
      <h4>{name}</h4>
      <p class="about">{about}</p>
      <p class="facts">
        {facts.map((fact) => (
          <span class={other !== undefined && !other.facts.includes(fact) ? 'fact differs' : 'fact'} key={fact}>
            {fact}
          </span>
        ))}
      </p>
      {slots.length === 0 ? (
        <p class="nothing">{gone ? 'nothing is here any more' : 'no slots'}</p>
      ) : (
        <ol class="slots">
          {slots.map((slot, index) => (
            <Slot
              slot={slot}
              number={index}
              differs={other !== undefined && !same(other.slots[index], slot)}
              key={`${slot.label ?? ''}${index}`}
            />
          ))}
        </ol>
      )}
      {runs && (
        <p class="runs">
          <span>runs</span> {runs.length === 0 ? 'nothing' : runs.join(' → ')}
        </p>
      )}
    </section>
  );
}

function Objects({ objects, others }: { objects: readonly DrawnObject[]; others: readonly DrawnObject[] | undefined }) {
  if (objects.length === 0) return null;
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  return (
    <dl class="objects">
      {kinds.map((kind) => (
        <div key={kind}>
          <dt>{kind}s</dt>
          {objects
            .filter((each) => each.kind === kind)
            .map((each) => {
              const differs = others !== undefined && !others.some((other) => same(other, each));
              return (
                <dd class={`${each.faded ? 'faded' : ''}${differs ? ' differs' : ''}`} key={each.name}>
                  <b>{each.name}</b> {each.says}
                </dd>
              );
            })}
        </div>
      ))}
    </dl>
  );
}

/** The states of one semantics, or of two below one another with what differs marked. */
export function StatePane({
  semantics,
  states,
  apart,
  onGraph,
}: {
  semantics: readonly Profile[];
  states: readonly State[];
  apart: boolean;
  /** Shows the states around this one; missing outside of a scope. */
  onGraph: (() => void) | undefined;
}) {
  const drawings = semantics.map(({ family }, which) => drawingOf(family, states[which]!));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard
    <section class="pane state" aria-labelledby="state-title" tabIndex={0}>
      <div class="pane-head">
        <h2 id="state-title">State</h2>
        {onGraph && (
          <div class="actions">
            <button type="button" onClick={onGraph}>
              State graph
            </button>
          </div>
        )}
      </div>
      {semantics.length === 2 && (
        <p class={apart ? 'verdict apart' : 'verdict'} role="status">
          {apart ? 'A query tells the two states apart.' : 'No query tells the two states apart.'}
        </p>
      )}
      <div class="sides">
        {drawings.map((drawing, which) => {
          const other = drawings[1 - which];
          return (
            <div class="side" key={semantics[which]!.name}>
              {semantics.length === 2 && <h3>{semantics[which]!.name}</h3>}
              <div class="hooks">
                {drawing.columns.map((column) => (
                  <Hook
                    column={column}
                    other={other?.columns.find(({ name }) => name === column.name)}
                    key={column.name}
                  />
                ))}
              </div>
              <Objects objects={drawing.objects} others={other?.objects} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

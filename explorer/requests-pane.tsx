import { useMemo, useState } from 'preact/hooks';
import type { Possible } from '../browser.ts';
import { choices, type Group, grouped, type Row } from './grouping.ts';
import { Outcome } from './outcome.tsx';
import type { Filter } from './session.ts';

/** Requests beyond so many in one row are listed on demand. */
const STEP = 100;

interface Picking {
  /** What a request leaves behind, in words. */
  left(possible: Possible): string;
  readonly chosen: Possible | undefined;
  onChoose(possible: Possible): void;
  onTake(possible: Possible): void;
}

/** Whether all of the semantics say the same, by rules of one name. */
const isAgreed = (by: Possible['by']) =>
  by.every((each) => each?.outcome === by[0]?.outcome && each?.rule === by[0]?.rule);

function Item({ possible, picking }: { possible: Possible; picking: Picking }) {
  const { said, by, changes, differs } = possible;
  const isChosen = picking.chosen?.request === possible.request;
  return (
    <button
      type="button"
      class={`request${changes ? '' : ' idle'}${isChosen ? ' chosen' : ''}${by.some((each) => each?.outcome === 'ok') ? '' : ' refused'}`}
      onFocus={() => picking.onChoose(possible)}
      onMouseMove={({ movementX, movementY }) => {
        // Where the list moves below a pointer that rests, nothing is chosen.
        if (!isChosen && (movementX !== 0 || movementY !== 0)) picking.onChoose(possible);
      }}
      onClick={() => picking.onTake(possible)}
    >
      <span class="said">{said}</span>
      {differs !== undefined && <span class="mark">≠ {differs}</span>}
      <span class="by">
        {(isAgreed(by) ? by.slice(0, 1) : by).map((each, which) => (
          <span class="came" key={String(which)}>
            <Outcome is={each?.outcome} /> <span class="rule">{each?.rule}</span>
          </span>
        ))}
      </span>
      {changes && <span class="leads">→ {picking.left(possible)}</span>}
    </button>
  );
}

function RowItems({ row, picking }: { row: Row; picking: Picking }) {
  const [shown, setShown] = useState(0);
  const left = row.more.length - shown;
  return (
    <li>
      <Item possible={row.first} picking={picking} />
      {row.more.slice(0, shown).map((each, index) => (
        <Item possible={each} picking={picking} key={String(index)} />
      ))}
      {left > 0 && (
        <button type="button" class="more" onClick={() => setShown(shown + STEP)}>
          {shown === 0 ? `${left} more that come out so` : `${left} more`}
        </button>
      )}
    </li>
  );
}

const Operation = ({ group, picking }: { group: Group; picking: Picking }) => (
  <section class="operation" aria-label={group.op}>
    <h3>
      {group.op} <small>{group.size}</small>
    </h3>
    <ul>
      {group.rows.map((row) => (
        <RowItems row={row} picking={picking} key={row.key} />
      ))}
    </ul>
  </section>
);

/** A choice among values, or all of them. */
function Select(props: { label: string; value: string; values: readonly string[]; onChange(value: string): void }) {
  const { label, value, values, onChange } = props;
  return (
    <select
      aria-label={label}
      value={value}
      class={value === '' ? '' : 'active'}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      <option value="">every {label}</option>
      {(value === '' || values.includes(value) ? values : [value, ...values]).map((each) => (
        <option value={each} key={each}>
          {each}
        </option>
      ))}
    </select>
  );
}

const Check = (props: { label: string; checked: boolean; onChange(checked: boolean): void }) => (
  <label class="check">
    <input
      type="checkbox"
      checked={props.checked}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />{' '}
    {props.label}
  </label>
);

/** The requests that can be made in the present state, with outcome and rule before one is taken. */
export function RequestsPane({
  possible,
  filter,
  two,
  only,
  picking,
  onFilter,
}: {
  possible: readonly Possible[];
  filter: Filter;
  two: boolean;
  /** Whether these are the requests of a trace alone. */
  only: boolean;
  picking: Picking;
  onFilter(filter: Filter): void;
}) {
  const groups = useMemo(() => grouped(possible, filter), [possible, filter]);
  const { outcomes, rules } = useMemo(() => choices(possible), [possible]);
  const size = groups.reduce((sum, group) => sum + group.size, 0);
  return (
    <section class="pane requests" aria-labelledby="requests-title">
      <div class="pane-head">
        <h2 id="requests-title">Requests</h2>
        <span class="count" role="status">
          {size === possible.length ? size : `${size} of ${possible.length}`}
        </span>
      </div>
      <div class="filters">
        <input
          type="search"
          id="filter"
          aria-label="filter by text"
          placeholder="filter  ( / )"
          value={filter.text}
          onInput={({ currentTarget }) => onFilter({ ...filter, text: currentTarget.value })}
        />
        <Select
          label="outcome"
          value={filter.outcome}
          values={outcomes}
          onChange={(outcome) => onFilter({ ...filter, outcome })}
        />
        <Select label="rule" value={filter.rule} values={rules} onChange={(rule) => onFilter({ ...filter, rule })} />
        <Check
          label="only what changes something"
          checked={filter.changes}
          onChange={(changes) => onFilter({ ...filter, changes })}
        />
        {two && (
          <Check
            label="only differences"
            checked={filter.differs}
            onChange={(differs) => onFilter({ ...filter, differs })}
          />
        )}
      </div>
      {only && (
        <p class="note">
          No scope of this profile has the objects of this trace, so only the requests of the trace itself are listed.
        </p>
      )}
      <div class="scroll" id="requests">
        {groups.length === 0 && <p class="nothing">No request passes the filter.</p>}
        {groups.map((group) => (
          <Operation group={group} picking={picking} key={group.op} />
        ))}
      </div>
    </section>
  );
}

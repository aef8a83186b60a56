import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CloseButton } from './close-button.tsx';
import type { Entry } from './opening.ts';

/** Several things to open, of which one may be open. */
export interface Collection {
  readonly entries: readonly Entry[];
  /** Files that cannot be opened, and why. */
  readonly refused: readonly string[];
  readonly at: number | undefined;
}

const FIRST_REFUSED = 20;

/** A list to choose from, in a dialog of its own. */
export function CollectionView(props: { collection: Collection; onChoose(index: number): void; onClose(): void }) {
  const { collection, onChoose, onClose } = props;
  const { entries, refused, at } = collection;
  const [text, setText] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
  }, []);
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(' ').filter(Boolean);
    return entries
      .map((entry, index) => ({ entry, index, said: `${entry.name} ${entry.title}`.toLowerCase() }))
      .filter(({ said }) => words.every((word) => said.includes(word)));
  }, [entries, text]);
  return (
    <dialog class="collection" ref={dialog} onClose={onClose} aria-labelledby="collection-title">
      <div class="pane-head">
        <h2 id="collection-title">What to open</h2>
        <span class="count" role="status">
          {shown.length === entries.length ? entries.length : `${shown.length} of ${entries.length}`}
        </span>
        <CloseButton dialog={dialog} />
      </div>
      <div class="filters">
        <input
          type="search"
          aria-label="filter what to open"
          placeholder="filter"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <div class="scroll">
        {shown.length === 0 && <p class="nothing">Nothing passes the filter.</p>}
        <ul>
          {shown.map(({ entry, index }) => (
            <li key={String(index)}>
              <button
                type="button"
                class="entry"
                aria-current={index === at ? 'true' : undefined}
                onClick={() => onChoose(index)}
              >
                <span class="entry-name">{entry.name}</span>
                <span>{entry.title}</span>
              </button>
            </li>
          ))}
        </ul>
        {refused.length > 0 && (
          <section aria-label="files that cannot be opened">
            <h3>
              {refused.length} file{refused.length === 1 ? '' : 's'} cannot be opened
            </h3>
            <ul class="refused">
              {refused.slice(0, FIRST_REFUSED).map((line) => (
                <li key={line}>{line}</li>
              ))}
              {refused.length > FIRST_REFUSED && <li>and {refused.length - FIRST_REFUSED} more</li>}
            </ul>
          </section>
        )}
      </div>
    </dialog>
  );
}

/** Which of several things is open, with the way to the others. */
export function CollectionBar(props: {
  collection: Collection;
  onGo(index: number): void;
  onList(): void;
  onClose(): void;
}) {
  const { collection, onGo, onList, onClose } = props;
  const { entries, at } = collection;
  return (
    <nav class="collection-bar" aria-label="what was dropped">
      <span>
        {at === undefined ? `${entries.length} to open` : `${at + 1} of ${entries.length}: ${entries[at]!.name}`}
      </span>
      <button type="button" disabled={at === undefined || at === 0} onClick={() => onGo(at! - 1)}>
        Previous
      </button>
      <button type="button" disabled={at === entries.length - 1} onClick={() => onGo(at === undefined ? 0 : at + 1)}>
        Next
      </button>
      <button type="button" onClick={onList}>
        List
      </button>
      <button type="button" onClick={onClose} aria-label="forget the list">
        ×
      </button>
    </nav>
  );
}

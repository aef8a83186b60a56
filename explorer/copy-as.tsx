import { useState } from 'preact/hooks';
import { COPIES } from './copying.ts';

/** Copies the trace in a form that is chosen beside. */
export function CopyAs({ disabled, onCopy }: { disabled: boolean; onCopy(what: string): void }) {
  const [what, setWhat] = useState('trace');
  return (
    <span class="copy-as">
      <button type="button" disabled={disabled} onClick={() => onCopy(what)}>
        Copy
      </button>
      <select aria-label="copy as" value={what} onChange={({ currentTarget }) => setWhat(currentTarget.value)}>
        {Object.entries(COPIES).map(([name, says]) => (
          <option value={name} key={name}>
            {says}
          </option>
        ))}
      </select>
    </span>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { besides } from './copying.ts';
import { type Given, givenOf } from './gathering.ts';
import { profiles } from './known.ts';
import { firstSession, profileOf, type Session } from './session.ts';

type Theme = 'auto' | 'dark' | 'light';
const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'dark', dark: 'light', light: 'auto' };

/** The theme of the page. */
export function useTheme() {
  const [theme, setTheme] = useState<Theme>('auto');
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme] as const;
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly says: string }[];
  onChange(value: string): void;
}) {
  return (
    <label class="choice">
      <span>{props.label}</span>
      <select value={props.value} onChange={({ currentTarget }) => props.onChange(currentTarget.value)}>
        {props.options.map(({ value, says }) => (
          <option value={value} key={value}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is explored, and where. A change of it begins anew; another semantics beside it goes through the same steps. */
export function Header({
  session,
  theme,
  onSession,
  onTheme,
  onOpen,
}: {
  session: Session;
  theme: Theme;
  onSession(session: Session): void;
  onTheme(theme: Theme): void;
  onOpen(given: readonly Given[]): void;
}) {
  const [first, second] = session.semantics;
  const scopes = Object.entries(first.family.scopes(first));
  const scope = 'scope' in session.ground ? session.ground.scope : '';
  const { words } = first.family;
  const named = scopes.map(([name, each]) => ({
    value: name,
    says: `${name}: ${words.scope(each).slice(0, 3).join(', ')}`,
  }));
  const others = scope === '' ? [{ value: '', says: 'that of the trace' }] : [{ value: scope, says: scope }];
  return (
    <header>
      <h1>
        mprog <span>explorer</span>
      </h1>
      <Choice
        label="semantics"
        value={first.name}
        options={profiles().map(({ name }) => ({ value: name, says: name }))}
        onChange={(name) => onSession({ ...firstSession(profileOf(name)), filter: session.filter })}
      />
      <Choice
        label="beside"
        value={second?.name ?? ''}
        options={[{ value: '', says: 'none' }, ...besides(first.name).map(({ name }) => ({ value: name, says: name }))]}
        onChange={(name) => onSession({ ...session, semantics: name === '' ? [first] : [first, profileOf(name)] })}
      />
      <Choice
        label="scope"
        value={scope}
        options={named.some(({ value }) => value === scope) ? named : [...others, ...named]}
        onChange={(name) => onSession({ ...session, ground: { scope: name }, steps: [], at: 0 })}
      />
      <p class="title">{first.title}</p>
      <label class="button file">
        Open files
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            const given = [...(currentTarget.files ?? [])].map((file) => givenOf(file));
            if (given.length > 0) onOpen(given);
            currentTarget.value = '';
          }}
        />
      </label>
      <label class="button file">
        Open a folder
        <input
          type="file"
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={({ currentTarget }) => {
            const given = [...(currentTarget.files ?? [])].map((file) => givenOf(file));
            if (given.length > 0) onOpen(given);
            currentTarget.value = '';
          }}
        />
      </label>
      <button type="button" onClick={() => onTheme(NEXT[theme])} aria-label={`colours: ${theme}`}>
        {theme === 'auto' ? '◐ auto' : theme === 'dark' ? '● dark' : '○ light'}
      </button>
    </header>
  );
}

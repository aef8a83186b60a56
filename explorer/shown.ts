import { useRef, useState } from 'preact/hooks';
import type { Message } from './message.tsx';
import { type Present, present } from './present.ts';
import { NO_FILTER, type Session, textOf } from './session.ts';
import { cutTale } from './tale.ts';

interface Telling {
  /** Called when another session is shown, with what is to be said of it. */
  onShown(told: Message | undefined): void;
  fail(error: unknown): void;
}

/** Writes a session into the URL. A filter is typed letter by letter: it is no step of the history. */
function writeUrl(next: Session, before: Session): void {
  const text = `#${textOf(next)}`;
  if (text === location.hash) return;
  const isFilter = textOf({ ...next, filter: NO_FILTER }) === textOf({ ...before, filter: NO_FILTER });
  history[isFilter ? 'replaceState' : 'pushState'](null, '', text);
}

/** The session that is shown, and the ways to another one. */
export function useShown(first: Session, { onShown, fail }: Telling) {
  const [{ session, walked }, setPresent] = useState<Present>(() => present(first));
  const now = useRef({ session, walked });
  now.current = { session, walked };

  /** Shows a session; the last one is kept where that is not possible. */
  const show = (next: Session, told?: Message): boolean => {
    try {
      const before = now.current;
      const shown = present(next, before);
      now.current = shown;
      setPresent(shown);
      onShown(told);
      writeUrl(next, before.session);
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  };
  return {
    session,
    walked,
    show,
    /** The session of this moment, for those who wait for something. */
    current: () => now.current.session,
    go: (at: number) => {
      const { steps } = now.current.session;
      show({ ...now.current.session, at: Math.min(Math.max(at, 0), steps.length) });
    },
    /** Shows the session with other steps behind so many. */
    goOn: (at: number, requests: Session['steps']) => {
      const { tale, ...rest } = now.current.session;
      const cut = cutTale(tale, at);
      const steps = [...rest.steps.slice(0, at), ...requests];
      show({ ...rest, steps, at: steps.length, ...(cut === undefined ? {} : { tale: cut }) });
    },
  };
}

import { render } from 'preact';
import { PROFILES } from '../browser.ts';
import { App } from './app.tsx';
import { firstSession, parseSession, type Session } from './session.ts';
import './style.css';
import { steppingOf, Walked } from './walked.ts';

/** The session of the URL, or the first one with what is wrong with the URL. */
function sessionOf(hash: string): { readonly first: Session; readonly wrong: string | undefined } {
  const plain = firstSession(PROFILES[0]!);
  if (hash === '' || hash === '#' || hash === '#file') return { first: plain, wrong: undefined };
  try {
    const first = parseSession(hash);
    new Walked(steppingOf(first)).along(first.steps);
    return { first, wrong: undefined };
  } catch (error) {
    return { first: plain, wrong: error instanceof Error ? error.message : String(error) };
  }
}

performance.mark('mprog-loaded');
render(<App {...sessionOf(location.hash)} />, document.getElementById('app')!);
performance.mark('mprog-shown');

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Possible } from '../browser.ts';
import type { Agreement } from './agreement.ts';
import { CopyAs } from './copy-as.tsx';
import { copyOf, traceText } from './copying.ts';
import { diagramOf } from './diagram.ts';
import { type Message, useFiles } from './files.tsx';
import { GraphView } from './graph-view.tsx';
import { Header, type Theme } from './header.tsx';
import { askKernel, isServed, servedFile } from './kernel.ts';
import { listen } from './listening.ts';
import { leftBy, type Present, present, said, saidOf } from './present.ts';
import { RequestsPane } from './requests-pane.tsx';
import { RulePane } from './rule-pane.tsx';
import { NO_FILTER, parseSession, type Session, textOf } from './session.ts';
import { StatePane } from './state-pane.tsx';
import { cutTale } from './tale.ts';
import { TracePane } from './trace-pane.tsx';

export function App({ first, wrong }: { first: Session; wrong: string | undefined }) {
  const [{ session, walked }, setPresent] = useState<Present>(() => present(first));
  const [chosen, setChosen] = useState<Possible | undefined>(undefined);
  const [message, setMessage] = useState<Message | undefined>(
    wrong === undefined ? undefined : { is: 'wrong', lines: [wrong] },
  );
  const [kernel, setKernel] = useState<(Agreement & { readonly of: Session['steps'] }) | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);
  const [isGraph, setGraph] = useState(false);
  const [isOver, setOver] = useState(false);
  const [theme, setTheme] = useState<Theme>('auto');
  const now = useRef({ session, walked });
  now.current = { session, walked };

  const fail = (error: unknown) => setMessage({ is: 'wrong', lines: said(error) });
  /** Shows a session; the last one is kept where that is not possible. */
  const show = (next: Session, told?: Message): boolean => {
    try {
      const before = now.current;
      const shown = present(next, before);
      now.current = shown;
      setPresent(shown);
      setChosen(undefined);
      setMessage(told);
      const text = `#${textOf(next)}`;
      // A filter is typed letter by letter: it is no step of the history.
      const isFilter = textOf({ ...next, filter: NO_FILTER }) === textOf({ ...before.session, filter: NO_FILTER });
      if (text !== location.hash) history[isFilter ? 'replaceState' : 'pushState'](null, '', text);
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  };
  const go = (at: number) => {
    const { steps } = now.current.session;
    show({ ...now.current.session, at: Math.min(Math.max(at, 0), steps.length) });
  };
  /** The session with other steps behind so many. */
  const goOn = (at: number, requests: Session['steps']): Session => {
    const { tale, ...rest } = now.current.session;
    const cut = cutTale(tale, at);
    const steps = [...rest.steps.slice(0, at), ...requests];
    return { ...rest, steps, at: steps.length, ...(cut === undefined ? {} : { tale: cut }) };
  };
  const take = ({ request }: Possible) => show(goOn(now.current.session.at, [request]));
  const files = useFiles({ show, fail });

  useEffect(() => {
    const fromUrl = () => {
      try {
        if (location.hash !== `#${textOf(now.current.session)}`) show(parseSession(location.hash));
      } catch (error) {
        fail(error);
      }
    };
    const leave = listen({ go: (by) => go(now.current.session.at + by), fromUrl, setOver, open: files.open });
    if (isServed() && location.hash === '#file')
      servedFile()
        .then(({ name, text }) => files.openGiven([{ name, size: text.length, text: async () => text }]))
        .catch(fail);
    else if (wrong === undefined) history.replaceState(null, '', `#${textOf(now.current.session)}`);
    return leave;
  }, []);

  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);

  const { semantics, steps, at, ground, filter, tale } = session;
  const { stepping } = walked;
  const stages = useMemo(() => walked.along(steps), [walked, steps]);
  const states = useMemo(() => walked.states(steps, at), [walked, steps, at]);
  const possible = walked.possible(steps, at);
  const preview = useMemo(
    () => (chosen === undefined ? undefined : stepping.take(states, chosen.request, at + 1)),
    [stepping, states, chosen],
  );
  const choose = (each: Possible) => {
    try {
      stepping.take(states, each.request, at + 1);
      setChosen(each);
    } catch (error) {
      fail(error);
    }
  };
  const diagram = useMemo(
    () => tale && diagramOf(tale, stages, semantics[0], (stage) => saidOf(session, stage)),
    [tale, stages, session],
  );
  const last = at === 0 ? undefined : stages[at - 1];
  const trace = () => traceText(session, walked, stages.slice(0, at));
  const copy = async (what: string, text: string | undefined) => {
    if (text === undefined) return fail(new Error('there is no step to copy yet'));
    try {
      await navigator.clipboard.writeText(text);
      setMessage({ is: 'done', lines: [`${what} copied.`] });
    } catch {
      fail(new Error(`the browser does not let this page copy; here is the text:\n${text}`));
    }
  };
  const ask = async () => {
    const text = trace();
    if (text === undefined) return fail(new Error('there is no step to ask the kernel yet'));
    setAsking(true);
    try {
      const agreement = await askKernel(text);
      setKernel({ ...agreement, of: steps.slice(0, at) });
      const { length } = agreement.steps.filter(({ is }) => is === 'agrees');
      if (agreement.skipped !== undefined)
        setMessage({ is: 'wrong', lines: [`The kernel was not asked: ${agreement.skipped}`] });
      else if (length === at)
        setMessage({
          is: 'done',
          lines: [`${agreement.title} agrees with ${semantics[0].name} in ${length} of ${at} steps.`],
        });
      else
        setMessage({
          is: 'wrong',
          lines: [`${agreement.title} comes out otherwise than ${semantics[0].name} in step ${length + 1}.`],
        });
    } catch (error) {
      fail(error);
    } finally {
      setAsking(false);
    }
  };
  const isKernelCurrent = kernel?.of.every((request, index) => request === steps[index]) ?? false;

  return (
    <div class={isOver ? 'page over' : 'page'}>
      <Header
        session={session}
        theme={theme}
        onSession={show}
        onTheme={setTheme}
        onOpen={(given) => void files.open(Promise.resolve(given))}
      />
      <div>
        <div role="status" aria-live="polite">
          {message && (
            <div class={`message ${message.is}`} role={message.is === 'wrong' ? 'alert' : undefined}>
              <div>
                {message.lines.map((line) => (
                  <p key={line}>{line}</p>
                ))}
              </div>
              <button type="button" onClick={() => setMessage(undefined)} aria-label="close the message">
                ×
              </button>
            </div>
          )}
        </div>
        {files.bar}
      </div>
      {files.list}
      <main>
        <StatePane
          semantics={semantics}
          states={states}
          apart={stepping.tellsApart(states)}
          onGraph={'scope' in ground ? () => setGraph(true) : undefined}
        />
        {isGraph && (
          <GraphView
            stepping={stepping}
            states={states}
            onClose={() => setGraph(false)}
            onFail={fail}
            onGo={(path) => {
              setGraph(false);
              if (path.length > 0) show(goOn(at, path));
            }}
          />
        )}
        <RequestsPane
          possible={possible}
          filter={filter}
          two={semantics.length === 2}
          only={!('scope' in ground)}
          picking={{ chosen, left: (each) => leftBy(session, states, each), onChoose: choose, onTake: take }}
          onFilter={(next) => show({ ...now.current.session, filter: next })}
        />
        <RulePane
          said={chosen?.said ?? (last && saidOf(session, last))}
          took={preview ?? last?.took ?? []}
          semantics={semantics}
          taken={preview === undefined}
        />
        <TracePane
          diagram={diagram}
          stages={stages}
          at={at}
          semantics={semantics}
          kernel={isKernelCurrent ? kernel : undefined}
          words={(stage) => saidOf(session, stage)}
          onGo={go}
          actions={
            <>
              {isServed() && (
                <button type="button" disabled={isAsking || at === 0} onClick={() => void ask()}>
                  {isAsking ? 'Asking…' : 'Ask the kernel'}
                </button>
              )}
              <CopyAs
                disabled={at === 0}
                onCopy={(what) => {
                  try {
                    const text = trace();
                    void copy('The trace', text && copyOf(what, text, MPROG_VERSION));
                  } catch (error) {
                    fail(error);
                  }
                }}
              />
              <button type="button" onClick={() => void copy('The link', location.href)}>
                Copy link
              </button>
            </>
          }
        />
      </main>
      <footer>
        <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> takes the request, <kbd>u</kbd> undoes, <kbd>r</kbd> redoes,{' '}
        <kbd>/</kbd> filters. Drop traces, a folder of them, a race, a way that was found, a log of strace, a program of
        syzkaller, JSON of bpftool or a proposal anywhere. Nothing leaves this page
        {isServed() ? ' but for the kernel of this machine, where you ask it.' : '.'}
      </footer>
    </div>
  );
}

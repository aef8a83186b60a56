import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Possible } from '../browser.ts';
import type { Agreement } from './agreement.ts';
import { traceText } from './copying.ts';
import { diagramOf } from './diagram.ts';
import { useFiles } from './files.tsx';
import { GraphView } from './graph-view.tsx';
import { Header, useTheme } from './header.tsx';
import { isServed, servedFile } from './kernel.ts';
import { listen } from './listening.ts';
import { type Message, MessageBar } from './message.tsx';
import { leftBy, said, saidOf } from './present.ts';
import { RequestsPane } from './requests-pane.tsx';
import { RulePane } from './rule-pane.tsx';
import { parseSession, type Session, textOf } from './session.ts';
import { useShown } from './shown.ts';
import { StatePane } from './state-pane.tsx';
import { TraceActions } from './trace-actions.tsx';
import { TracePane } from './trace-pane.tsx';

export function App({ first, wrong }: { first: Session; wrong: string | undefined }) {
  const [chosen, setChosen] = useState<Possible | undefined>(undefined);
  const [message, setMessage] = useState<Message | undefined>(
    wrong === undefined ? undefined : { is: 'wrong', lines: [wrong] },
  );
  const [kernel, setKernel] = useState<(Agreement & { readonly of: Session['steps'] }) | undefined>(undefined);
  const [isGraph, setGraph] = useState(false);
  const [isOver, setOver] = useState(false);
  const [theme, setTheme] = useTheme();

  const fail = (error: unknown) => setMessage({ is: 'wrong', lines: said(error) });
  const onShown = (told: Message | undefined) => {
    setChosen(undefined);
    setMessage(told);
  };
  const { session, walked, show, current, go, goOn } = useShown(first, { onShown, fail });
  const files = useFiles({ show, fail });

  useEffect(() => {
    const fromUrl = () => {
      try {
        if (location.hash !== `#${textOf(current())}`) show(parseSession(location.hash));
      } catch (error) {
        fail(error);
      }
    };
    const leave = listen({ go: (by) => go(current().at + by), fromUrl, setOver, open: files.open });
    if (isServed() && location.hash === '#file')
      servedFile()
        .then(({ name, text }) => files.openGiven([{ name, size: text.length, text: async () => text }]))
        .catch(fail);
    else if (wrong === undefined) history.replaceState(null, '', `#${textOf(current())}`);
    return leave;
  }, []);

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
        <MessageBar message={message} onClose={() => setMessage(undefined)} />
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
              if (path.length > 0) goOn(at, path);
            }}
          />
        )}
        <RequestsPane
          possible={possible}
          filter={filter}
          two={semantics.length === 2}
          only={!('scope' in ground)}
          picking={{
            chosen,
            left: (each) => leftBy(session, states, each),
            onChoose: choose,
            onTake: ({ request }) => goOn(current().at, [request]),
          }}
          onFilter={(next) => show({ ...current(), filter: next })}
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
            <TraceActions
              of={semantics[0].name}
              at={at}
              trace={() => traceText(session, walked, stages.slice(0, at))}
              onSay={setMessage}
              onFail={fail}
              onAgreement={(agreement) => setKernel({ ...agreement, of: steps.slice(0, at) })}
            />
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

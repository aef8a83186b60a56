import { useState } from 'preact/hooks';
import { type Collection, CollectionBar, CollectionView } from './collection.tsx';
import { LARGEST, type Opened } from './drop.ts';
import type { Given } from './gathering.ts';
import { know } from './known.ts';
import { loading } from './loading.ts';
import type { Message } from './message.tsx';
import { type Entry, entriesIn } from './opening.ts';
import { said } from './present.ts';
import { isModule, loadProposal } from './proposal.ts';
import { SCENARIOS } from './scenarios.ts';
import { firstSession, type Session } from './session.ts';

interface Showing {
  /** Shows a session, unless that is not possible. */
  show(session: Session, told?: Message): boolean;
  fail(error: unknown): void;
}

/** What is done with files, and what is shown of those there are to choose from. */
export function useFiles({ show, fail }: Showing) {
  const [collection, setCollection] = useState<Collection | undefined>(undefined);
  const [isListed, setListed] = useState(false);
  const showOpened = ({ session: opened, title, otherwise }: Opened) =>
    show(opened, { is: otherwise.length === 0 ? 'done' : 'wrong', lines: [title, ...otherwise] });
  const openEntry = (of: Collection, at: number) => {
    try {
      if (showOpened(of.entries[at]!.open())) setCollection({ ...of, at });
    } catch (error) {
      fail(error);
    }
    setListed(false);
  };
  /** A proposal, beside what it derives from; alone where both cannot be asked the same. */
  const openProposal = async (name: string, text: string) => {
    const proposal = await loadProposal(name, text, await loading());
    know(proposal);
    setCollection(undefined);
    const { base } = proposal;
    const plain = firstSession(proposal);
    const done: Message = { is: 'done', lines: [`${proposal.name}: ${proposal.title}`] };
    if (base !== undefined && show({ ...plain, semantics: [base, proposal] }, done)) return;
    show(plain, done);
  };
  const openGiven = async (given: readonly Given[]) => {
    const [first] = given;
    if (first === undefined) throw new Error('expected a file, or a folder with files, found none');
    if (given.length === 1 && isModule(first.name)) return openProposal(first.name, await first.text());
    const entries: Entry[] = [];
    const refused: string[] = [];
    for (const { name, size, text } of given)
      try {
        if (size > LARGEST) throw new Error(`${name}: expected at most ${LARGEST} bytes, found ${size}`);
        if (isModule(name)) throw new Error(`${name}: expected a proposal alone, found it among other files`);
        entries.push(...entriesIn(name, await text(), SCENARIOS));
      } catch (error) {
        refused.push(...said(error));
      }
    if (entries.length === 0) throw new Error(refused.slice(0, 5).join('\n'));
    if (entries.length === 1 && refused.length === 0) {
      if (showOpened(entries[0]!.open())) setCollection(undefined);
      return;
    }
    setCollection({ entries, refused, at: undefined });
    setListed(true);
  };
  const open = async (given: Promise<readonly Given[]>) => {
    try {
      await openGiven(await given);
    } catch (error) {
      fail(error);
    }
  };
  const bar = collection && (
    <CollectionBar
      collection={collection}
      onGo={(index) => openEntry(collection, index)}
      onList={() => setListed(true)}
      onClose={() => setCollection(undefined)}
    />
  );
  const list = collection && isListed && (
    <CollectionView
      collection={collection}
      onChoose={(index) => openEntry(collection, index)}
      onClose={() => setListed(false)}
    />
  );
  return { open, openGiven, bar, list };
}

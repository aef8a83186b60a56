import { type Given, gathered, type Item } from './gathering.ts';
import { onKey } from './keyboard.ts';

/** What is done about what happens to the page. */
export interface Listening {
  go(by: number): void;
  fromUrl(): void;
  setOver(isOver: boolean): void;
  open(given: Promise<readonly Given[]>): Promise<void>;
}

/** The files of a drop. To be called while it is handled: what it holds is gone afterwards. */
function dropped(transfer: DataTransfer): Promise<readonly Given[]> {
  const items = [...transfer.items].flatMap((each) => (each.webkitGetAsEntry?.() as unknown as Item | null) ?? []);
  return gathered(items, [...transfer.files]);
}

/** Listens to keys, to the URL and to files that are dropped; gives the end of it. */
export function listen({ go, fromUrl, setOver, open }: Listening): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const isDialog = () => document.querySelector('dialog[open]') !== null;
  addEventListener('hashchange', fromUrl, { signal });
  addEventListener('popstate', fromUrl, { signal });
  addEventListener('keydown', (event) => isDialog() || onKey(event, { go }), { signal });
  addEventListener(
    'dragover',
    (event) => {
      event.preventDefault();
      setOver(true);
    },
    { signal },
  );
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setOver(false), { signal });
  addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void open(dropped(event.dataTransfer));
    },
    { signal },
  );
  return () => ending.abort();
}

import { onKey } from './keyboard.ts';

/** What is done about what happens to the page. */
export interface Listening {
  go(by: number): void;
  fromUrl(): void;
  fail(error: unknown): void;
  setOver(isOver: boolean): void;
  open(file: File): Promise<void>;
}

/** Listens to keys, to the URL and to files that are dropped; gives the end of it. */
export function listen({ go, fromUrl, fail, setOver, open }: Listening): () => void {
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
      const files = event.dataTransfer?.files;
      if (files?.length === 1) void open(files[0]!);
      else fail(new Error(`expected one file, found ${files?.length ?? 0}`));
    },
    { signal },
  );
  return () => ending.abort();
}

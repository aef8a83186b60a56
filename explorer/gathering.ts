/** A file that was given to the page. */
export interface Given {
  /** Its path below what was dropped. */
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
}

/** The most files that are looked at, of folders too. */
export const MOST_FILES = 2000;

/** A file as the browser gives it. */
interface PageFile {
  readonly name: string;
  readonly size: number;
  readonly webkitRelativePath?: string;
  text(): Promise<string>;
}

/** As far as a file or folder of a drop is needed. */
export interface Item {
  readonly isFile: boolean;
  readonly name: string;
  file?(done: (file: PageFile) => void, failed: (error: Error) => void): void;
  createReader?(): { readEntries(done: (items: readonly Item[]) => void, failed: (error: Error) => void): void };
}

export const givenOf = (file: PageFile, folder = ''): Given => ({
  name: file.webkitRelativePath || `${folder}${file.name}`,
  size: file.size,
  text: () => file.text(),
});

/** The files of an item, of a folder all that are in it, but for hidden ones. Rejects where there are too many. */
async function filesIn(item: Item, folder: string, found: Given[]): Promise<void> {
  if (found.length > MOST_FILES) throw new Error(`expected at most ${MOST_FILES} files, found more`);
  if (item.name.startsWith('.')) return;
  if (item.isFile) {
    found.push(givenOf(await new Promise<PageFile>((done, failed) => item.file!(done, failed)), folder));
    return;
  }
  const reader = item.createReader!();
  for (;;) {
    // A reader gives some at a time, and none when it is done.
    const some = await new Promise<readonly Item[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const each of some) await filesIn(each, `${folder}${item.name}/`, found);
  }
}

/** The files of some items; where there are none, the files themselves. */
export async function gathered(items: readonly Item[], files: readonly PageFile[]): Promise<readonly Given[]> {
  const found: Given[] = [];
  for (const item of items) await filesIn(item, '', found);
  if (items.length === 0) found.push(...files.map((file) => givenOf(file)));
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

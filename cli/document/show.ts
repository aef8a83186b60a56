import { Option } from 'commander';
import { colours, write } from '../text/output.ts';
import type { Document } from './document.ts';
import { terminalText } from './terminal.ts';

/** Writes a document to standard output, as text for a terminal or as Markdown. */
export async function show(document: Document, markdown = false): Promise<void> {
  if (markdown) write((await import('./markdown.ts')).markdownText(document));
  else write(terminalText(document, { colours }));
}

/** Writes a document, with an empty line between it and the next. */
export async function showApart(document: Document, markdown?: boolean): Promise<void> {
  await show(document, markdown);
  write('\n');
}

/** The option that has a report printed as Markdown. */
export const markdownOption = (description = 'as Markdown') => new Option('--markdown', description).conflicts('json');

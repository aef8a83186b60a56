import type { PhrasingContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Block } from './document.ts';

/** The blocks of a text that is written in Markdown (without tables). */
export const prose = (markdown: string): Block[] => fromMarkdown(markdown).children as Block[];

/** The parts of a sentence that is written in Markdown. */
export function sentence(markdown: string): PhrasingContent[] {
  const [only] = prose(markdown);
  return only?.type === 'paragraph' ? only.children : [{ type: 'text', value: markdown }];
}

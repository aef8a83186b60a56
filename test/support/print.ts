import pc from 'picocolors';
import type { Document } from '../../cli/document/document.ts';
import { terminalText } from '../../cli/document/terminal.ts';

/** A document as a terminal without colours shows it. */
export const plainText = (document: Document) => terminalText(document, { colours: pc.createColors(false) });

import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import type { Document } from './document.ts';
import { terminalText } from './terminal.ts';

/** A mail has 72 columns, and only ASCII. */
const MAIL = { colours: pc.createColors(false), wrapping: { width: 72, wrap: wrapAnsi }, ascii: true };

/** A document as plain text for a mailing list. */
export const mailText = (document: Document): string => terminalText(document, MAIL);

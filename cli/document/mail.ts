import pc from 'picocolors';
import type { Document } from './document.ts';
import { terminalText } from './terminal.ts';

/** A mail has 72 columns, and only ASCII. */
const MAIL = { colours: pc.createColors(false), width: 72, ascii: true };

/** A document as plain text for a mailing list. */
export const mailText = (document: Document): string => terminalText(document, MAIL);

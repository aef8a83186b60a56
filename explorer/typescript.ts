import { transform } from 'sucrase';

/** A file of TypeScript or JavaScript as one that requires what it imports; its lines stay where they are. Throws where it is neither. */
export const compile = (text: string, filePath: string): string =>
  transform(text, { transforms: ['typescript', 'imports'], filePath }).code;

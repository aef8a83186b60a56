// Writes the files under docs/ that are made from the code: npm run docs
import { writeDocs } from '../dist/cli/pages/docs.js';

await writeDocs(new URL('../docs', import.meta.url).pathname);

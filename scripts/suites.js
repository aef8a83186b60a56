// Writes the conformance suites under traces/conformance, those of requests that a library can express under traces/libraries, and under
// docs/mutants which mutants no trace can show:
// npm run suites -- [PROFILE...]
import { writeSuites } from '../dist/cli/suites.js';

await writeSuites(new URL('../traces', import.meta.url).pathname, process.argv.slice(2));

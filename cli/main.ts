#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { endOnSignal, endWhenIdle, endWith, endWithError } from './ending.ts';
import { listen } from './interruption.ts';
import { noteOutputErrors } from './text/output.ts';

// First of all: the rest takes a while to load, and a signal or a closed pipe may come at any moment.
listen(endOnSignal);
noteOutputErrors();
process.on('uncaughtException', (error) => void endWithError(error, true));
process.on('beforeExit', endWhenIdle);
// Each thread compiles what it runs for itself, and large inlined functions take longer to compile than a search gains by them.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=500');
import('./program.ts').then(({ run }) => run()).then(endWith, (error: unknown) => endWithError(error));

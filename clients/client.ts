import type { Exporter } from '../exporters/exporter.ts';

/** What came of one test of a program: all of it as expected, or a step that deviates, or why it did not run, or what it said where it failed at no step. */
export type TestResult =
  | { readonly is: 'conforms' }
  | { readonly is: 'deviates'; readonly step: number; readonly said: string }
  | { readonly is: 'skipped'; readonly reason: string }
  | { readonly is: 'broken'; readonly said: string };

/** Where a client is run. */
export interface Where {
  /** A directory that is empty, and removed afterwards. */
  readonly directory: string;
  readonly signal?: AbortSignal;
}

/** A client that is here: its version, as its tool chain says it, and how a file of tests is run with it. */
export interface ReadyClient {
  readonly version: string;
  /** The tool chain, such as `go1.26.8`. */
  readonly tools: string;
  /** Compiles and runs a file, and gives what came of its first `tests` tests, in order. Rejects with a ClientBroken. */
  run(text: string, tests: number): Promise<readonly TestResult[]>;
}

/** A library that makes requests of bpf(2) for others. */
export interface Client {
  /** What it is asked for by, such as `libbpf`. */
  readonly name: string;
  readonly library: string;
  readonly language: string;
  /** The format of the tests that are run with it. */
  readonly format: string;
  readonly exporter: Exporter;
  /** Gets the library and says which version it is. Rejects with a ClientMissing where it cannot be run here. */
  prepare(where: Where): Promise<ReadyClient>;
}

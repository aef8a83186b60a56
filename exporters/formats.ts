import { BPFTOOL } from './bpftool/bpftool.ts';
import { C_RAW } from './c-raw/c-raw.ts';
import { C_SELFTEST } from './c-selftest/c-selftest.ts';
import type { Exporter } from './exporter.ts';
import { GO } from './go/go.ts';
import { ITF } from './itf/exporter.ts';
import { MERMAID } from './mermaid/mermaid.ts';
import { PYTHON } from './python/python.ts';
import { RUST } from './rust/rust.ts';

/** The formats there are, by name. */
export const FORMATS: Readonly<Record<string, Exporter>> = {
  'c-raw': C_RAW,
  'c-selftest': C_SELFTEST,
  python: PYTHON,
  itf: ITF,
  go: GO,
  rust: RUST,
  bpftool: BPFTOOL,
  mermaid: MERMAID,
};

/** The formats that say the rules of a semantics, and no traces. */
export const MODEL_FORMATS = { promela: 'the rules of a profile within a scope as a model for SPIN' } as const;

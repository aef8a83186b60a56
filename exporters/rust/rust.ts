import { USUAL } from '../carried.ts';
import {
  type Exporter,
  type Exporting,
  isKnown,
  type Library,
  type Said,
  type SkippedTrace,
  type WrittenTest,
  whyUnseen,
} from '../exporter.ts';
import { programWords } from '../printed.ts';
import { bitsOf, quoted, titleOf } from '../printing.ts';
import type { Script, Step } from '../script.ts';
import { testsOf } from '../scripts.ts';
import { numbers } from '../uapi.ts';
import { CALLS } from './calls.ts';
import { PROGRAM } from './program.ts';
import { ayaCalls } from './requests.ts';

const AYA: Library = {
  // A test with a known deviation is ignored.
  heldTo: (said) => (said.some(isKnown) ? 0 : said.length),
  carried: USUAL,
  said: ayaCalls,
  unmade: (script) => {
    if (script.devices.length > 1) return 'several devices';
    const why = whyUnseen(script);
    if (why !== undefined || script.foreignLinks.length === 0) return why;
    return 'a link of another kind, which the library does not make of a program by its id';
  },
};

/** A test for each trace on the programs module of aya. */
export const RUST: Exporter = {
  title: 'a test for each trace on aya',
  use: 'cargo init --lib rust-test && mkdir rust-test/tests && cp FILE rust-test/tests && cd rust-test && cargo add aya@0.14 libc ctrlc --features ctrlc/termination && cargo test',
  library: AYA,
  *make(exporting) {
    const { tests, skipped } = yield* testsOf(exporting.traces, AYA);
    const traces = tests.map(({ file }) => file);
    const name = `${exporting.name.replaceAll(/[^A-Za-z0-9]+/g, '_')}.rs`;
    const text = () => fileText(exporting, tests, skipped);
    return { files: traces.length === 0 ? [] : [{ name, text: text(), traces, tests }], skipped };
  },
};

function fileText(
  { name, version }: Exporting,
  tests: readonly WrittenTest[],
  skipped: readonly SkippedTrace[],
): string {
  return `// SPDX-License-Identifier: MIT
//
// ${tests.length} traces of ${name} on aya. Made by mprog export rust, mprog-spec ${version}.
// It needs CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_BPF. Traces that the library cannot express are ignored, with the reason.

#![allow(dead_code)]

use std::{
    borrow::Cow,
    collections::HashMap,
    error::Error,
    fs::{self, File},
    io,
    os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd},
    path::PathBuf,
    sync::{Mutex, Once},
    thread,
};

use aya::programs::{
    CgroupAttachMode, CgroupSkb, CgroupSkbAttachType, LinkOrder, ProgramId, SchedClassifier,
    TcAttachType,
    links::FdLink,
    loaded_programs,
    tc::{SchedClassifierLink, TcAttachOptions},
};

${numbers()
  .filter(([each]) => /^(TYPE|AT|F)_/.test(each))
  .map(([each, value]) => `const ${each}: u32 = ${value};\n`)
  .join('')}${PROGRAM}${CALLS}
${tests.map(({ script }, index) => testText(script, index + 1)).join('\n')}${skipped
  .map(({ trace, reason }, index) => skippedText(trace.title, reason, tests.length + index + 1))
  .join('')}`;
}

/** The name of a test: the number of the trace, and its title as far as a name can have it. */
function nameOf(title: string, number: number): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, 60);
  return `t${String(number).padStart(3, '0')}_${words}`.replace(/_+$/, '');
}

function skippedText(title: string, reason: string, number: number): string {
  return `
#[test]
#[ignore = ${titleOf(reason)}]
fn ${nameOf(title, number)}() {
    panic!(${titleOf(`cannot run: ${reason}`)});
}
`;
}

function testText(script: Script, number: number): string {
  const { path, title, hooks, programs, prefill, steps } = script;
  const said = ayaCalls(script) as readonly SaidCall[];
  const known = said.find((each) => each.known !== undefined)?.known;
  const made = [
    ...hooks.map((hook) =>
      hook.at === 'device'
        ? `w.device(${quoted(hook.name)}, AT_${hook.attachType});`
        : `w.cgroup(${quoted(hook.name)}, ${hook.parent === undefined ? 'None' : `Some(${quoted(hook.parent)})`}, AT_${hook.attachType});`,
    ),
    ...programs.map((each) => `w.load(${programWords(each).join(', ')});`),
    ...prefill.map(({ hook, prog, flags }) => `w.prefill(${quoted(hook)}, ${quoted(prog)}, ${bitsOf(flags)});`),
  ];
  return `// ${path}: ${title}
#[test]
${known === undefined ? '' : `#[ignore = ${quoted(`known deviation: ${known.what}`)}]\n`}fn ${nameOf(title, number)}() {
    let mut w = World::new();
${made.map((line) => `    ${line}\n`).join('')}${steps.map((step, index) => stepText(step, index + 1, said[index]!)).join('')}}
`;
}

type SaidCall = Extract<Said, { readonly call: string }>;

function stepText({ title, outcome, hooks }: Step, number: number, { call }: SaidCall): string {
  const name = titleOf(`step ${number}: ${title}`);
  const errno = outcome === 'ok' ? '0' : `libc::${outcome}`;
  const checks = hooks.flatMap(({ hook, shows }) =>
    shows === 'nothing'
      ? []
      : [
          `w.shows(step, ${quoted(hook)}, ${shows.revision}, ${quoted(shows.slots)});`,
          ...(shows.effective === undefined ? [] : [`w.effective(step, ${quoted(hook)}, ${quoted(shows.effective)});`]),
        ],
  );
  return `
    let step = ${name};
    w.step(step, ${errno}, |w| ${call});
${checks.map((check) => `    ${check}\n`).join('')}`;
}

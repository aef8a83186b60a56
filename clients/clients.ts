import { AYA } from './aya.ts';
import { BPFTOOL } from './bpftool.ts';
import type { Client } from './client.ts';
import { CILIUM } from './go.ts';
import { LIBBPF } from './libbpf.ts';

/** The clients there are. */
export const CLIENTS: readonly Client[] = [CILIUM, LIBBPF, AYA, BPFTOOL];

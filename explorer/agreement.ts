/** What a kernel made of each step of a trace, in order; of later steps than the first that differs nothing is known. */
export interface Agreement {
  readonly title: string;
  readonly steps: readonly { readonly is: 'agrees' | 'differs'; readonly says: string }[];
  /** Why the kernel was not asked, if so. */
  readonly skipped?: string;
}

/** The parts of the report of a replay (docs/replay.schema.json) that are shown. */
export interface Report {
  readonly on?: string;
  readonly reason?: string;
  readonly traces: readonly {
    readonly reason?: string;
    readonly steps: readonly {
      readonly ok: boolean;
      readonly differences: readonly string[];
      readonly unanswered: readonly string[];
    }[];
  }[];
}

/** A report of a replay as what is shown of it beside each step. */
export function agreementOf({ on = 'kernel', reason, traces }: Report): Agreement {
  const [trace] = traces;
  const skipped = reason ?? trace?.reason;
  const steps = (trace?.steps ?? []).map(({ ok, differences, unanswered }) => {
    if (!ok) return { is: 'differs' as const, says: differences.join('; ') };
    return {
      is: 'agrees' as const,
      says: unanswered.length === 0 ? 'agrees' : `agrees; not compared: ${unanswered.join(', ')}`,
    };
  });
  return { title: on, steps, ...(skipped === undefined ? {} : { skipped }) };
}

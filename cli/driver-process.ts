import { Interrupted } from '../checker/search/interrupted.ts';
import type { Request, Universe } from '../spec/semantics.ts';
import type { About, Driver } from '../traces/drivers/driver.ts';
import { DriverError } from '../traces/drivers/driver-error.ts';
import type { ProcessDriver } from '../traces/drivers/process-driver.ts';
import type { Trace } from '../traces/format.ts';
import { UsageError } from './exit.ts';
import { beforeEnding, interrupted, interruption } from './interruption.ts';
import { EXEC } from './targets.ts';

/** A driver in a process of its own, for as long as a command runs; one that failed is started anew when it is to start over. */
export class DriverProcess implements Driver {
  readonly #start: () => Promise<ProcessDriver>;
  readonly #settled: () => void;
  #process: ProcessDriver;
  #hasFailed = false;

  private constructor(start: () => Promise<ProcessDriver>, process: ProcessDriver) {
    this.#start = start;
    this.#process = process;
    this.#settled = beforeEnding(async () => this.#process.kill());
  }

  /** Starts a command; `timeout` is how long an answer may take, in seconds. Throws a DriverError where it cannot be started. */
  static async start(command: string, timeout: number | undefined): Promise<DriverProcess> {
    const { ProcessDriver } = await import('../traces/drivers/process-driver.ts');
    const ms = timeout === undefined ? {} : { timeout: timeout * 1000 };
    const start = () => ProcessDriver.start(command, { ...ms, signal: interruption });
    return new DriverProcess(start, await start());
  }

  async reset(universe: Universe, about: About) {
    if (this.#hasFailed) {
      this.#process.kill();
      this.#process = await this.#start();
      this.#hasFailed = false;
    }
    return this.#asked((process) => process.reset(universe, about));
  }

  apply(request: Request) {
    return this.#asked((process) => process.apply(request));
  }

  observe(hook: string) {
    return this.#asked((process) => process.observe(hook));
  }

  skips(trace: Trace): string | undefined {
    return this.#process.skips(trace);
  }

  async #asked<T>(ask: (process: ProcessDriver) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#process);
    } catch (error) {
      this.#hasFailed ||= error instanceof DriverError;
      throw error;
    }
  }

  /** Lets it end; a DriverError where it does not end as it should. One that failed, or is in the way of a signal, is killed. */
  async close(): Promise<void> {
    try {
      if (interrupted() || this.#hasFailed) this.#process.kill();
      else await endOf(this.#process);
    } finally {
      this.#settled();
    }
  }
}

/** Refuses a time for the answers of a driver where there is none, or no time. */
export function requireTimeout({ target, timeout }: { readonly target: string; readonly timeout?: number }): void {
  if (timeout !== undefined && !target.startsWith(EXEC))
    throw new UsageError('--timeout: only with --target exec:COMMAND');
  if (timeout === 0) throw new UsageError('--timeout: expected at least 1 second, found 0');
}

/** Waits for the end of a driver; a signal meanwhile kills it, and then how it would have ended is not known. */
async function endOf(driver: ProcessDriver): Promise<void> {
  const kill = () => driver.kill();
  interruption.addEventListener('abort', kill, { once: true });
  try {
    await driver.close();
  } catch (error) {
    if (!interruption.aborted) throw error;
  } finally {
    interruption.removeEventListener('abort', kill);
  }
  if (interruption.aborted) throw new Interrupted('the driver was not seen to end');
}

/** What a driver does wrong at its end, if anything: that counts before results are said. */
export async function failureOf(end: () => void | Promise<void>): Promise<DriverError | undefined> {
  try {
    await end();
    return undefined;
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
}

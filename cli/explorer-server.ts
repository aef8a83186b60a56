import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The largest trace that is taken from the page, in bytes. */
const LARGEST = 16 * 1024 * 1024;

/** What the server has to answer with. */
export interface Served {
  /** The page, as HTML. */
  readonly page: string;
  /** The file that the page opens first, if any. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
  /** Replays a trace on the kernel; what it throws is told to the page. */
  askKernel(trace: string): Promise<object>;
}

/** A server that listens. */
export interface Serving {
  /** Where the page is: the only one who knows the token in it is whoever is told. */
  readonly url: string;
  close(): Promise<void>;
}

/** What is refused, with the status of HTTP for it. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Whether two texts are the same; how long it takes tells nothing of where they differ. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) throw new Refusal(413, `expected a trace of at most ${LARGEST} bytes, found more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers requests at one address; whoever asks by another name, from another page or without the token is refused. */
class Answers {
  readonly #served: Served;
  readonly #token: string;
  readonly #host: () => string;
  /** One trace at a time is put to the kernel. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(served: Served, token: string, host: () => string) {
    this.#served = served;
    this.#token = token;
    this.#host = host;
  }

  /** Done when no trace is on the kernel any more. */
  async settled(): Promise<void> {
    await this.#before;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { type, text } = await this.#found(request);
      response.writeHead(200, { ...HEADERS, 'content-type': type }).end(text);
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 422;
      const { message } = error as Error;
      response.writeHead(status, { ...HEADERS, 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    }
  }

  async #found(request: IncomingMessage): Promise<{ readonly type: string; readonly text: string }> {
    const { host, origin } = request.headers;
    if (host !== this.#host()) throw new Refusal(403, 'another host');
    if (origin !== undefined && origin !== `http://${this.#host()}`) throw new Refusal(403, 'another origin');
    const [, token = '', what, ...more] = (request.url ?? '').split('/');
    if (!isSame(token, this.#token) || more.length > 0) throw new Refusal(404, 'there is nothing here');
    const asked = `${request.method} ${what}`;
    if (asked === 'GET ') return { type: 'text/html; charset=utf-8', text: this.#served.page };
    if (asked === 'GET file' && this.#served.file !== undefined) return json(this.#served.file);
    if (asked === 'POST kernel') {
      if (request.headers['content-type'] !== 'application/json') throw new Refusal(415, 'expected application/json');
      const trace = await bodyOf(request);
      const asking = this.#before.then(() => this.#served.askKernel(trace));
      this.#before = asking.catch(() => {});
      return json(await asking);
    }
    throw new Refusal(404, 'there is nothing here');
  }
}

const json = (value: object) => ({ type: 'application/json', text: JSON.stringify(value) });

/**
 * Serves the page on the loopback device, below a path that is made at random; `port` 0 is one that is free. Rejects with the error of the system where the
 * port cannot be had.
 */
export async function serve(served: Served, port = 0): Promise<Serving> {
  const token = randomBytes(24).toString('base64url');
  let host = '';
  const answers = new Answers(served, token, () => host);
  const server = createServer((request, response) => void answers.answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/${token}/`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await answers.settled();
    },
  };
}

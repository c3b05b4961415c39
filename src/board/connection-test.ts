import { randomBytes } from 'node:crypto';
import type { ConnectionSettings } from '../link/connection-settings.js';
import type { Disconnect } from '../link/connection-state.js';
import type { DialOptions } from '../link/dial.js';
import { openGate } from '../link/dial-gate.js';
import type { Reason } from '../link/reasons.js';
import { Socket } from '../link/socket.js';
import { decode } from '../message/decode.js';
import { readDescription, type TopicDescription } from './description.js';

/** What a test looks at, in this order; `name` only where there is one to resolve. */
export type TestStep = 'name' | 'tcp' | 'handshake' | 'pong' | 'hello';

/** What a test tells: a step that has worked, or how it ended. Times in milliseconds, each since the step before. */
export type TestNews =
  | { readonly step: TestStep; readonly ms: number; readonly detail?: string }
  /** With what the sketch says of its topics, so that a flow can be made before anything is deployed. */
  | { readonly end: 'good'; readonly topics: readonly TopicDescription[] }
  | { readonly end: 'no hello' }
  | {
      readonly end: 'failed';
      readonly at: TestStep;
      readonly reasons: readonly Reason[];
      readonly detail: string;
    };

/** A name that nobody has answered for in the time for a connection. */
const unresolved: Disconnect = { cause: 'no such name', detail: 'the name is not resolved in time' };

/** A sketch that says who it is does so when a client connects; the library sends that within one loop(). */
const helloMs = 2_000;

/**
 * Tries once, with a connection of its own, how far one gets with a board: its name, TCP, the handshake, the first pong, its
 * hello. It takes one of the board's client slots meanwhile.
 *
 * @param tell called with each step, and once with the end
 * @returns how to end it before: nothing more is told then
 */
export function testConnection(
  settings: ConnectionSettings,
  options: DialOptions,
  tell: (news: TestNews) => void,
): () => void {
  const test = new ConnectionTest(settings, options, tell);
  return () => test.end();
}

class ConnectionTest {
  private readonly socket: Socket;
  private readonly ping = randomBytes(8);
  private at: TestStep;
  private since = performance.now();
  private hello: string | undefined;
  private topics: readonly TopicDescription[] = [];
  private isOver = false;
  private timer: NodeJS.Timeout;

  constructor(
    private readonly settings: ConnectionSettings,
    options: DialOptions,
    private readonly tell: (news: TestNews) => void,
  ) {
    const { lookup } = options;
    const { connectMs } = settings.limits;
    // Without a name Node asks nobody.
    this.at = 'tcp';
    const withName: DialOptions = {
      ...options,
      lookup: (name, wanted, callback) => {
        this.at = 'name';
        lookup?.(name, wanted, (error, address, family) => {
          if (error === null) this.pass('name', 'tcp', addressesOf(address));
          callback(error, address, family);
        });
      },
    };
    this.socket = new Socket(settings, withName, openGate, {
      connected: () => this.pass('tcp', 'handshake'),
      opened: () => this.onOpened(),
      activity: () => {},
      readingPaused: () => {},
      isBehind: () => false,
      pong: (payload) => payload.equals(this.ping) && this.onPong(),
      message: (data, isBinary) => this.onMessage(data, isBinary),
      closed: (disconnect) => this.fail(disconnect),
    });
    this.timer = setTimeout(() => this.fail(this.at === 'name' ? unresolved : this.socket.stuck), connectMs);
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.socket.isOpen) this.socket.close();
    else this.socket.terminate();
  }

  private onOpened(): void {
    this.pass('handshake', 'pong');
    this.socket.ping(this.ping);
    const { pingMs } = this.settings.limits;
    // As long as a connection waits before it says that no pongs come.
    this.wait((4 / 3) * pingMs, () => this.onNoPong());
  }

  private onPong(): void {
    if (this.at !== 'pong') return;
    this.pass('pong', 'hello');
    if (this.hello !== undefined) this.succeed();
    else this.wait(helloMs, () => this.conclude({ end: 'no hello' }));
  }

  private onMessage(data: Buffer, isBinary: boolean): void {
    const { payload, topic } = decode(data, isBinary, 'json');
    if (topic !== '$hello' || this.hello !== undefined) return;
    const { board, sketch, topics, version } = readDescription(payload);
    this.topics = topics;
    this.hello = [board, sketch, version]
      .filter((part) => part !== undefined)
      .join(' · ')
      .slice(0, 128);
    if (this.at === 'hello') this.succeed();
  }

  private succeed(): void {
    this.pass('hello', 'hello', this.hello);
    this.conclude({ end: 'good', topics: this.topics });
  }

  private pass(step: TestStep, next: TestStep, detail?: string): void {
    if (this.isOver) return;
    const now = performance.now();
    this.tell({ step, ms: Math.round(now - this.since), ...(detail && { detail }) });
    this.since = now;
    this.at = next;
  }

  private wait(ms: number, onEnd: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(onEnd, ms);
  }

  private onNoPong(): void {
    const reasons = [{ key: 'test.noPong' }];
    if (this.settings.limits.expectsPongs) {
      this.conclude({ end: 'failed', at: 'pong', reasons, detail: 'no pong' });
    } else {
      // There was time for a hello meanwhile.
      this.at = 'hello';
      if (this.hello === undefined) this.conclude({ end: 'no hello' });
      else this.succeed();
    }
  }

  private fail({ cause, detail, reasons, status }: Disconnect): void {
    const values = status === undefined ? {} : { status };
    this.conclude({
      end: 'failed',
      at: this.at,
      reasons: reasons ?? [{ key: `cause.${cause}`, values }],
      detail,
    });
  }

  private conclude(news: TestNews): void {
    if (this.isOver) return;
    this.end();
    this.tell(news);
  }
}

function addressesOf(address: unknown): string {
  const list = Array.isArray(address) ? address.map((entry) => entry?.address) : [address];
  return list.join(', ');
}

import { deepEqual } from 'node:assert/strict';
import { Connection, type ConnectionOptions } from '../../src/link/connection.js';
import type { ConnectionSettings } from '../../src/link/connection-settings.js';
import type { TimeLimits } from '../../src/link/connection-state.js';
import { VirtualBoard, type VirtualBoardOptions } from '../../src/virtual-board/virtual-board.js';
import { type Behaviour, EvilBoard } from '../support/evil-board.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { OwnTime } from '../support/own-time.js';
import { shortSettings } from '../support/settings.js';
import { Recorder } from './recorder.js';

export { timePasses, until } from '../support/waiting.js';

/** How much later than its bound something may happen here: the ε of docs/faults.md. */
export const slackMs = 500;

/** The time that this process has had for the present test. */
let time = new OwnTime();

/** How much later than that it may happen, too: as long as this process has waited for a processor in this test. */
export function lostMs(): number {
  return time.lostMs;
}

/** What is needed to play one row of docs/faults.md; all of it is gone after each test, and no exception may have escaped. */
export class Fixture {
  private readonly toClose: { close(): Promise<unknown> }[] = [];
  private readonly escaped: unknown[] = [];
  private readonly watch = (error: unknown) => this.escaped.push(error);

  constructor() {
    beforeEach(() => {
      time = new OwnTime();
      process.on('uncaughtExceptionMonitor', this.watch);
    });
    afterEach(async () => {
      for (const thing of this.toClose.splice(0).reverse()) await thing.close();
      process.off('uncaughtExceptionMonitor', this.watch);
      deepEqual(this.escaped.splice(0), []);
    });
  }

  async board(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const board = new VirtualBoard({ sketch: 'echo', port: 0, ...options });
    await board.listen();
    return this.keep(board);
  }

  async evil(behaviour: Behaviour): Promise<EvilBoard> {
    return this.keep(await EvilBoard.which(behaviour));
  }

  async proxyTo({ port }: { readonly port: number }): Promise<FaultProxy> {
    return this.keep(await FaultProxy.to(port));
  }

  /** A connection with short times; it dials at once. */
  connect(
    { port }: { readonly port: number },
    saved: Readonly<Record<string, unknown>> = {},
    options: ConnectionOptions = {},
  ): Recorder {
    return this.connectWith(shortSettings(port, saved), options);
  }

  connectWith(settings: ConnectionSettings, options: ConnectionOptions = {}): Recorder {
    return Recorder.of(this.keep(new Connection(settings, options)));
  }

  /** The same, and it is ready. */
  async connected(...args: Parameters<Fixture['connect']>): Promise<Recorder> {
    const recorder = this.connect(...args);
    await recorder.state('ready');
    return recorder;
  }

  /** Has something closed after the test, before what it was made of. */
  keep<T extends { close(): Promise<unknown> }>(thing: T): T {
    this.toClose.push(thing);
    return thing;
  }
}

/** The same settings with limits that no field of the editor has. */
export function withLimits(settings: ConnectionSettings, limits: Partial<TimeLimits>): ConnectionSettings {
  return { ...settings, limits: { ...settings.limits, ...limits } };
}

/** The texts that a board has been told, in order. */
export function textsOf(board: VirtualBoard): string[] {
  return board.log.filter(({ type }) => type === 'text').map(({ payload }) => payload.toString());
}

/** How many of these ends there are of each kind. */
export function tally(ends: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}

import { ok } from 'node:assert/strict';
import type { VirtualBoardOptions } from '../../src/virtual-board/options.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { useBoardsTab, used } from '../support/boards-tab.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { RawClient } from '../support/raw-client.js';
import { shortConnect, shortPings } from '../support/settings.js';

/** What the tab says of a board to which something happens. */

const login = { user: 'me', password: 'right' };
/** The tab is told once a second, and draws once a second; the times of these boards are about a thirtieth of the defaults. */
const boundMs = 8_000;
/** Silence is noticed and an attempt ends soon, and the next one is late enough for somebody to see why. */
const seenWaits = { ...shortConnect, ...shortPings, minDelaySeconds: 1, maxDelaySeconds: 3 };

describe('The tab Boards says what has happened, and what to do,', function () {
  this.timeout(60_000);
  const tab = useBoardsTab();
  const ends: (() => unknown)[] = [];

  before(() => tab.load());
  afterEach(async () => {
    await tab.nodeRed.deploy([{ id: 'tab', type: 'tab' }]);
    await tab.rows.first().waitFor({ state: 'detached' });
    await Promise.all(ends.splice(0).map((end) => end()));
  });

  async function boardWhich(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const board = new VirtualBoard({ port: 0, sketch: 'telemetry', ...options });
    await board.listen();
    ends.push(() => board.close());
    return board;
  }

  /** Deploys a board called kitchen, and opens it once it is as it should be. */
  async function openedAt(port: number, light: string, saved = {}): Promise<void> {
    await tab.nodeRed.deploy([{ id: 'tab', type: 'tab' }, ...used('kitchen', port, saved)]);
    await tab.row('kitchen').locator(`.esp8266-ws-light-${light}`).waitFor();
    await tab.open('kitchen');
  }

  /** Waits until the tab has said all this, and looks how long that took. */
  async function says(row: RegExp, sentence: string, event: RegExp): Promise<void> {
    const since = performance.now();
    await tab.rows.filter({ hasText: row }).waitFor();
    if (sentence !== '')
      await tab.opened.locator('.esp8266-ws-board-sentence', { hasText: sentence }).waitFor();
    await tab.opened.locator('.esp8266-ws-event', { hasText: event }).first().waitFor();
    const tookMs = performance.now() - since;
    ok(tookMs < boundMs, `${Math.round(tookMs)} ms`);
  }

  it('where it is unplugged', async () => {
    const board = await boardWhich();
    const proxy = await FaultProxy.to(board.port);
    ends.push(() => proxy.close());
    await openedAt(proxy.port, 'good', seenWaits);
    proxy.blackhole();
    await says(/kitchen.*(silent|no answer)/, 'Check', /silent/);
    await says(/kitchen.*no answer/, 'Check that the board is powered and on the same Wi-Fi', /no answer/);
  });

  it('where its loop() hangs', async () => {
    const board = await boardWhich();
    await openedAt(board.port, 'good', seenWaits);
    board.freeze();
    await says(/kitchen.*(silent|no answer)/, 'Check', /silent/);
    await says(/kitchen.*no answer/, 'its loop() calls webSocket.loop() without a long delay()', /no answer/);
  });

  it('where the password is wrong', async () => {
    const board = await boardWhich({ authorization: login });
    await openedAt(board.port, 'bad', { credentials: { user: 'me', password: 'wrong' } });
    await says(/kitchen.*password/, 'Enter those of setAuthorization() in the sketch.', /password/);
  });

  it('where its slots are full', async () => {
    const board = await boardWhich({ slots: 1 });
    const { socket } = await RawClient.open(board.port);
    ends.unshift(() => socket.destroy());
    await openedAt(board.port, 'bad');
    await says(/kitchen.*slots full\?/, 'Close other pages and programs.', /slots full\?/);
  });

  it('where it sends too much', async () => {
    const board = await boardWhich();
    await openedAt(board.port, 'good', { maxInPerSecond: 20 });
    for (let n = 0; n < 500; n += 1) board.broadcast(`{"topic":"n","payload":${n}}`);
    await says(/kitchen.*ready/, '', /sent too much, some dropped/);
  });

  it('where it is reset, and comes back', async () => {
    const board = await boardWhich();
    await openedAt(board.port, 'good');
    board.reset();
    await says(/kitchen.*ready/, '', /lost/);
    await says(/kitchen.*ready/, '', /restarted/);
  });
});

import { deepEqual, equal, ok } from 'node:assert/strict';
import { Board, present } from '../../src/board/board.js';
import { detailOf } from '../../src/board/overview.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { shortSettings } from '../support/settings.js';
import { until } from '../support/waiting.js';
import { Watcher } from '../support/watcher.js';

describe('What a board knows of itself', function () {
  this.timeout(30_000);
  let peer: VirtualBoard;
  let board: Board;
  let watcher: Watcher;

  beforeEach(async () => {
    peer = new VirtualBoard({ sketch: 'echo', port: 0 });
    const { port } = await peer.listen();
    const log = () => {};
    const owner = { id: 'id', name: 'kitchen', warn: log, log, debug: log, error: log };
    board = new Board(owner, shortSettings(port, { maxInPerSecond: 10 }), {}, (key) => key);
    watcher = Watcher.of(board.connection);
    await watcher.state('ready');
  });
  afterEach(async () => {
    await board.close();
    await peer.close();
  });

  const tell = async (...messages: object[]) => {
    const known = watcher.messages.length;
    for (const message of messages) peer.broadcast(JSON.stringify(message));
    await watcher.until(() => watcher.messages.length >= known + messages.length);
  };
  const kinds = () => board.history.events.map(({ kind }) => kind);

  it('is in its history: connected, a restart, lost with its cause, a pause by a flow', async () => {
    await tell({ topic: '$hello', payload: { boot: 1 } });
    peer.disconnect();
    await watcher.until(() => watcher.states.filter((state) => state === 'ready').length === 2);
    await tell({ topic: '$hello', payload: { boot: 2 } });
    await board.connection.disconnect();
    board.connection.connect();
    await watcher.state('ready');
    deepEqual(kinds(), ['connected', 'lost', 'reboot', 'paused', 'resumed', 'connected']);
    const { cause, detail } = board.history.events[1]!;
    equal(cause, 'closed by board');
    ok(detail);
    const { outages, reconnects } = board.history.uptime('hour', present());
    deepEqual({ outages, reconnects }, { outages: 1, reconnects: 1 });
  });

  it('has a flood as one event, with the number of messages that were dropped', async () => {
    for (let count = 0; count < 100; count += 1) peer.broadcast('x');
    await watcher.until(() => watcher.messages.length === 20);
    await until(() => kinds().length > 1);
    const dropped = board.counters.received.dropped.rate;
    deepEqual(kinds(), ['connected', 'flood']);
    equal(board.history.events[1]?.count, dropped);
  });

  it('can be shown: values, their lines, signal and last word, also after a loss', async () => {
    await tell(
      {
        topic: '$hello',
        payload: { sketch: 'mine', version: '7', topics: [{ topic: 'wifi', unit: 'dBm' }] },
      },
      { topic: 'wifi', payload: -61 },
      { temperature: 21.5 },
    );
    const { signalDbm, sketch, topics, version } = detailOf(board, present());
    deepEqual([sketch, version, signalDbm], ['mine', '7', -61]);
    deepEqual(
      // The newest step may have begun since they came.
      topics.map(({ topic, trend, value }) => [
        topic,
        value,
        trend?.values.findLast((each) => each !== null),
      ]),
      [
        ['wifi', '-61', -61],
        ['temperature', undefined, 21.5],
      ],
    );
    await tell({ temperature: 22 });
    await board.connection.disconnect();
    const { lastWordMs, state, topics: later } = detailOf(board, present());
    equal(state, 'disconnected');
    ok(lastWordMs! >= 0 && lastWordMs! < 30_000);
    equal(later.length, 2);
    equal(
      later[1]?.trend?.values.findLast((value) => value !== null),
      22,
    );
  });
});

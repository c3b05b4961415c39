import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import helper from 'node-red-node-test-helper';
import {
  boardAt,
  boardItem,
  collect,
  type FlowItem,
  input,
  load,
  nextMsg,
  node,
  statusText,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { MdnsPeer } from '../support/mdns-peer.js';
import { shortPings } from '../support/settings.js';

describe('The virtual board node', () => {
  let port: number;

  beforeEach(async () => {
    port = await freePort();
  });

  afterEach(() => helper.unload());

  async function loadBoard(saved: object = {}, times = {}): Promise<void> {
    await load([
      { id: 'tab', type: 'tab' },
      {
        id: 'virtual',
        type: 'esp8266-ws-virtual-board',
        z: 'tab',
        sketch: 'echo',
        port,
        host: '127.0.0.1',
        wires: [['serial']],
        ...saved,
      },
      { id: 'serial', type: 'helper', z: 'tab' },
      { id: 'failed', type: 'helper', z: 'tab' },
      { id: 'catch', type: 'catch', z: 'tab', scope: ['virtual'], wires: [['failed']] },
      boardItem(port, times),
      {
        id: 'in',
        type: 'esp8266-ws-in',
        z: 'tab',
        board: 'board',
        topic: '',
        format: 'auto',
        emit: 'messages',
        wires: [['got']],
      },
      { id: 'out', type: 'esp8266-ws-out', z: 'tab', board: 'board', topic: '', send: 'topic', wires: [] },
      { id: 'got', type: 'helper', z: 'tab' },
    ] as unknown as FlowItem[]);
  }

  it('shows the slots in use, and tells what its Serial says', async () => {
    await loadBoard();
    await statusText('virtual', 'slots used 1 of 5');
    await statusText('out', 'ready');
    const line = nextMsg('serial', ({ payload }) => String(payload).startsWith('Message'));
    input('out', { topic: 'led', payload: true });
    deepEqual((await line).topic, 'serial');
    equal((await line).payload, 'Message from client 0: {"topic":"led","payload":true}');
  });

  it('runs the telemetry sketch: readings arrive, and the LED is set and reported back', async () => {
    await loadBoard({ sketch: 'telemetry' });
    const reading = nextMsg('got', ({ topic }) => topic === 'temperature');
    equal(typeof (await reading).payload, 'number');
    const report = nextMsg('got', ({ topic, payload }) => topic === 'led' && payload === true);
    input('out', { topic: 'led', payload: true });
    await report;
  });

  it('is not dialled before it listens, wherever it stands in the flow', async () => {
    await load([
      { id: 'tab', type: 'tab' },
      boardItem(port),
      { id: 'out', type: 'esp8266-ws-out', z: 'tab', board: 'board', topic: '', send: 'topic', wires: [] },
      { id: 'virtual', type: 'esp8266-ws-virtual-board', z: 'tab', sketch: 'echo', port, wires: [[]] },
    ] as unknown as FlowItem[]);
    await statusText('out', 'ready');
    equal(boardAt().connection.counters.attempts, 1);
  });

  it('stops and starts by a message, and the board is found again', async () => {
    await loadBoard();
    await statusText('in', 'ready');
    input('virtual', { payload: 'stop' });
    await statusText('virtual', 'stopped');
    await statusText('in', 'refused');
    input('virtual', { payload: 'start' });
    await statusText('in', 'ready');
    input('virtual', { payload: 'start' });
    await statusText('virtual', 'slots used 1 of 5');
  });

  it('freezes and thaws by a message', async () => {
    await loadBoard({}, shortPings);
    await statusText('in', 'ready');
    input('virtual', { payload: 'freeze' });
    await statusText('virtual', 'frozen');
    await statusText('in', 'silent');
    input('virtual', { payload: 'thaw' });
    await statusText('in', 'ready');
  });

  it('has its button pressed by a message', async () => {
    await loadBoard({ sketch: 'telemetry' });
    await statusText('in', 'ready');
    const report = nextMsg('got', ({ topic }) => topic === 'button');
    const line = nextMsg('serial', ({ payload }) => String(payload).startsWith('Button'));
    input('virtual', { payload: 'press' });
    equal((await report).payload, true);
    equal((await line).payload, 'Button pressed');
  });

  it('says on its Serial that the sketch has no button', async () => {
    await loadBoard();
    await statusText('in', 'ready');
    const line = nextMsg('serial', ({ payload }) => String(payload).startsWith('The button'));
    input('virtual', { payload: 'press' });
    equal((await line).payload, 'The button was pressed, but this sketch does not read it.');
  });

  it('resets by a message: the link is lost and comes back', async () => {
    await loadBoard();
    await statusText('in', 'ready');
    const list = collect('serial');
    const again = nextMsg('serial', ({ payload }) => String(payload).includes(' connected'));
    input('virtual', { payload: 'reset' });
    await again;
    ok(list.length > 0);
  });

  it('announces itself under the name it is given', async () => {
    const name = `test-${randomBytes(6).toString('hex')}`;
    const peer = await MdnsPeer.open(name);
    try {
      await loadBoard({ announce: ` ${name} ` });
      const probe = await peer.until(() => peer.probes[1]);
      const location = probe.authorities.find(({ type }) => type === 'SRV')!.data as { port: number };
      equal(location.port, port);
    } finally {
      await peer.close();
    }
  });

  it('logs what to correct where it cannot be announced under that name', async () => {
    await loadBoard({ announce: 'kitchen.local' });
    await statusText('virtual', 'configuration');
    // The helper brings no words: what it logs is the key.
    const said: unknown[] = helper.log().args.map(([entry]: { msg?: unknown }[]) => entry?.msg);
    ok(said.includes('badAnnounce'), said.join());
  });

  it('names the words it knows when it gets another', async () => {
    await loadBoard();
    const failed = nextMsg('failed');
    input('virtual', { payload: 'explode' });
    equal((await failed).payload, 'explode');
  });

  it('shows "port in use" where something listens there already', async () => {
    await loadBoard();
    await statusText('virtual', 'slots used 1 of 5');
    const taken = {
      id: 'second',
      type: 'esp8266-ws-virtual-board',
      sketch: 'echo',
      port,
      host: '127.0.0.1',
      wires: [[]],
    };
    await helper.unload();
    await load([taken, { ...taken, id: 'third' }] as unknown as FlowItem[]);
    await Promise.race([statusText('second', 'port in use'), statusText('third', 'port in use')]);
  });

  for (const saved of [
    { port: 0 },
    { port: '81x' },
    { sketch: 'none' },
    { sketch: '__proto__' },
    { announce: 'a.local' },
  ]) {
    it(`shows "configuration" for ${JSON.stringify(saved)}`, async () => {
      await loadBoard(saved);
      await statusText('virtual', 'configuration');
      ok(node('virtual'));
    });
  }
});

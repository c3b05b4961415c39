import { deepEqual, equal, ok } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

interface Told {
  readonly topic?: string;
  readonly payload: unknown;
  readonly retain?: boolean;
}

describe('A node that starts later than its board', () => {
  let board: VirtualBoard;
  let nodeRed: NodeRed;
  let port: number;
  before(async () => {
    port = await freePort();
    board = new VirtualBoard({ sketch: 'echo', port });
    await board.listen();
    const settings = {
      contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 0 } } },
    };
    nodeRed = await NodeRed.start(undefined, { settings });
  });
  after(async () => {
    await nodeRed?.stop();
    await board.close();
  });

  const at = { z: 'tab', x: 0, y: 0 };
  const items = (more: readonly Item[]): Item[] => [
    { id: 'tab', type: 'tab', label: 'values' },
    { id: 'board', type: 'esp8266-ws-config', host: '127.0.0.1', port, ...shortTimes },
    ...more,
  ];
  const inNode = (id: string, saved: object = {}): Item[] => [
    {
      ...at,
      id,
      type: 'esp8266-ws-in',
      board: 'board',
      name: id,
      emit: 'messages',
      wires: [[`${id} debug`]],
      ...saved,
    },
    {
      ...at,
      id: `${id} debug`,
      type: 'debug',
      active: true,
      tosidebar: true,
      complete: 'true',
      targetType: 'full',
      wires: [],
    },
  ];
  const told = (id: string): Told[] =>
    nodeRed.debugs.filter((debug) => debug.id === `${id} debug`).map(({ msg }) => msg as Told);
  const without = ({ payload, retain, topic }: Told) => ({
    ...(topic && { topic }),
    payload,
    ...(retain && { retain }),
  });
  /** Until a node has been told so many messages. */
  const count = (id: string, messages: number) => nodeRed.until(() => told(id).length >= messages);

  const hello = {
    topic: '$hello',
    payload: {
      board: 'kitchen',
      topics: [
        { topic: 'led', type: 'boolean' },
        { topic: 'button', event: true },
      ],
    },
  };

  it('G6: is told the states of its board at once, marked retain, and no event; nodes that stay are told nothing again', async () => {
    await nodeRed.deploy(items(inNode('first')));
    await nodeRed.status('first', 'ready');
    for (const message of [
      hello,
      { topic: 'led', payload: true },
      { topic: 'button', payload: true },
      { topic: 'x', payload: 1 },
    ])
      board.broadcast(JSON.stringify(message));
    await count('first', 4);
    for (let deploy = 1; deploy <= 20; deploy += 1) {
      const before = performance.now();
      const late = inNode(`late ${deploy}`, { topic: '#', retain: 'states' });
      await nodeRed.deploy(items([...inNode('first'), ...late]), 'nodes');
      await count(`late ${deploy}`, 1);
      ok(performance.now() - before < 5_000);
      deepEqual(told(`late ${deploy}`).map(without), [{ topic: 'led', payload: true, retain: true }]);
    }
    equal(told('first').length, 4);
  });

  it('is told all but events where it asks for all, and nothing where it asks for none or was saved before there was a choice', async () => {
    const nodes = [
      ...inNode('all', { retain: 'all' }),
      ...inNode('none', { retain: 'none' }),
      ...inNode('old'),
    ];
    await nodeRed.deploy(items([...inNode('first'), ...nodes]), 'nodes');
    await count('all', 2);
    board.broadcast('{"topic":"y","payload":2}');
    for (const id of ['all', 'none', 'old'])
      await nodeRed.debug(`${id} debug`, (msg) => (msg as Told).topic === 'y');
    deepEqual(told('all').map(without), [
      { topic: 'led', payload: true, retain: true },
      { topic: 'x', payload: 1, retain: true },
      { topic: 'y', payload: 2 },
    ]);
    for (const id of ['none', 'old']) deepEqual(told(id).map(without), [{ topic: 'y', payload: 2 }]);
  });

  it('is told what the board says of itself among connection changes, also when it comes late', async () => {
    await nodeRed.deploy(
      items([...inNode('first'), ...inNode('state', { emit: 'state', retain: 'states' })]),
      'nodes',
    );
    const description = {
      board: 'kitchen',
      topics: [
        { topic: 'led', type: 'boolean', settable: false, event: false },
        { topic: 'button', settable: false, event: true },
      ],
    };
    const isHello = (msg: unknown) => (msg as Told).topic === '$hello';
    deepEqual(without((await nodeRed.debug('state debug', isHello)) as Told), {
      topic: '$hello',
      payload: description,
      retain: true,
    });
    board.broadcast(JSON.stringify({ topic: '$hello', payload: { board: 'kitchen' } }));
    await nodeRed.until(() => told('state').filter(isHello).length === 2);
    deepEqual(without(told('state').filter(isHello)[1]!), {
      topic: '$hello',
      payload: { board: 'kitchen', topics: [] },
    });
  });

  it('lists the topics in the editor, with values, and from an earlier deploy while the board is away', async () => {
    const list = async () => (await nodeRed.get('/esp8266-ws/boards/board?topics')).json();
    board.broadcast(JSON.stringify(hello));
    board.broadcast('{"topic":"led","payload":false}');
    const led = { topic: 'led', type: 'boolean', settable: false, event: false };
    let known = await list();
    while (known[0]?.value !== 'false') known = await list();
    const { ageMs, ...first } = known[0];
    deepEqual(first, { ...led, value: 'false' });
    ok(ageMs >= 0);
    await board.close();
    // A board that is new to Node-RED, under the id of the one before.
    await nodeRed.deploy(items(inNode('first', { name: 'again' })));
    deepEqual((await list())[0], led);
    board = new VirtualBoard({ sketch: 'echo', port });
    await board.listen();
    await nodeRed.status('first', 'ready');
  });

  it('G6: is told nothing of a connection that is lost', async () => {
    await nodeRed.deploy(
      items([...inNode('first'), ...inNode('state', { emit: 'state', retain: 'states' })]),
    );
    await nodeRed.until(() => told('state').at(-1)?.payload === 'ready');
    board.reset();
    await nodeRed.until(() => told('state').some(({ payload }) => payload === 'lost'));
    await nodeRed.until(() => told('state').at(-1)?.payload === 'ready');
    await nodeRed.deploy(items([...inNode('first'), ...inNode('after', { retain: 'all' })]), 'nodes');
    await nodeRed.status('after', 'ready');
    board.broadcast('{"topic":"z","payload":3}');
    await count('after', 1);
    deepEqual(told('after').map(without), [{ topic: 'z', payload: 3 }]);
  });
});

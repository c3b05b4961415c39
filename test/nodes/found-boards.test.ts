import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { BoardNode } from '../../nodes/board.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { answersHttp, EvilBoard } from '../support/evil-board.js';
import {
  boardItem,
  codeOf,
  collect,
  describeBoard,
  endsItems,
  type FlowItem,
  helperItem,
  inItem,
  input,
  load,
  nextMsg,
  node,
  onCall,
  outItem,
  statusText,
  tabItem,
  textsOf,
  timePasses,
  until,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { onRequest } from '../support/peer.js';
import { hostRecord, Responder, serviceRecords } from '../support/responder.js';
import { certificate, tlsProxy } from '../support/tls.js';

function tlsItem(saved: object): FlowItem {
  return { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', ...saved } as FlowItem;
}

describe('A config node with a pattern', () => {
  const boards: VirtualBoard[] = [];
  const ends: (() => Promise<void>)[] = [];
  /** All tests of this computer share one port and one group. */
  let prefix: string;

  before(function () {
    if (process.platform === 'linux') return;
    console.log('      skipped, hears announcements on the loopback: Linux');
    this.skip();
  });
  beforeEach(() => {
    prefix = `b${randomBytes(6).toString('hex')}`;
  });
  afterEach(async () => {
    await helper.unload();
    await Promise.all(boards.splice(0).map((board) => board.close()));
    for (const end of ends.splice(0)) await end();
  });

  /** A board that says that it is there, sooner than a real one. */
  async function announcing(name: string): Promise<VirtualBoard> {
    const options = { sketch: 'telemetry', port: await freePort(), announce: `${prefix}-${name}` } as const;
    const board = new VirtualBoard(options, { probeMs: 20, announceMs: 100 });
    boards.push(board);
    await board.listen();
    return board;
  }

  const pattern = () => `${prefix}-*`;
  const names = (id = 'board') => [...(node(id) as BoardNode).fleet!.all.keys()].toSorted();
  const commandsOf = (board: VirtualBoard) => textsOf(board).filter((text) => text.includes('"led"'));

  async function loadFlow(saved: object, ...items: FlowItem[]): Promise<void> {
    await load([tabItem, boardItem(81, { host: pattern(), ...saved }), ...items]);
  }

  it('finds boards that announce themselves, those that come later, and reaches all', async () => {
    await announcing('1');
    const out = outItem({ send: 'topic', topic: 'led' });
    await loadFlow({}, inItem(), helperItem('got'), out, ...endsItems());
    await statusText('in', 'ready');
    await announcing('2');
    await statusText('in', '2/2');
    await statusText('out', '2/2');
    deepEqual(names(), [`${prefix}-1`, `${prefix}-2`]);
    const got = collect('got');
    await until(() => new Set(got.map(({ board }) => board)).size === 2);
    input('out', { payload: true });
    await nextMsg('done');
    deepEqual(
      boards.map((board) => commandsOf(board).length),
      [1, 1],
    );
  });

  it('has no board while none is found, and says so to whoever sends', async () => {
    await loadFlow({}, inItem(), helperItem('got'), outItem(), ...endsItems());
    await statusText('in', 'no boards yet');
    await statusText('out', 'no boards yet');
    input('out', { payload: 'hello' });
    equal(codeOf(await nextMsg('failed')), 'ERR_OFFLINE');
  });

  it('has a board once that it names and finds', async () => {
    const named = await announcing('1');
    await announcing('2');
    for (const entry of [`shed=127.0.0.1:${named.port}`, `shed=${prefix}-1.local:${named.port}`]) {
      await loadFlow({ host: `${entry}, ${pattern()}` }, inItem(), helperItem('got'));
      await statusText('in', '2/2');
      await timePasses(300);
      deepEqual(names(), [`${prefix}-2`, 'shed']);
      equal(named.slotsInUse, 1);
      await helper.unload();
      await until(() => named.slotsInUse === 0);
    }
  });

  it('has a board once that it names, and that says no more than that it takes sketches over the air', async () => {
    const board = new VirtualBoard({ sketch: 'echo', port: await freePort() });
    boards.push(board);
    await board.listen();
    const responder = await Responder.start();
    ends.push(() => responder.stop());
    const named = `shed=127.0.0.1:${board.port}`;
    await loadFlow({ host: `${named}, ${pattern()}` }, inItem(), helperItem('got'));
    await statusText('in', 'ready');
    const host = `${prefix}-1.local`;
    const service = '_arduino._tcp.local';
    const instance = `${prefix}-1.${service}`;
    await responder.announce(
      hostRecord(host, '127.0.0.1'),
      { type: 'PTR', name: service, ttl: 4_500, data: instance },
      {
        type: 'SRV',
        name: instance,
        ttl: 4_500,
        data: { port: 8_266, target: host, priority: 0, weight: 0 },
      },
    );
    // Once this one is heard, the other has been.
    await announcing('2');
    await statusText('in', '2/2');
    deepEqual(names(), [`${prefix}-2`, 'shed']);
  });

  it('shares boards with another pattern, one connection each, and warns once', async () => {
    for (const name of ['1', '2', '3']) await announcing(name);
    const other = boardItem(81, { id: 'other', name: 'attic', host: `${prefix}-?` });
    const warnings: string[] = [];
    await loadFlow({}, other, inItem(), inItem({ id: 'second', board: 'other' }), helperItem('got'));
    // On a busy machine there may be others.
    for (const id of ['board', 'other']) onCall(id, 'warn', (text) => warnings.push(text));
    await statusText('in', '3/3');
    await statusText('second', '3/3');
    await timePasses(300);
    deepEqual(
      boards.map((board) => board.slotsInUse),
      [2, 2, 2],
    );
    const shared = warnings.filter((text) => text === 'sameAddress');
    equal(shared.length, 1, String(warnings));
  });

  describe('whose boards want a login', () => {
    const headers = [
      { name: 'X-Open', value: 'open-header' },
      { name: 'X-Token', secret: 0 },
    ];
    const secrets = { user: 'garden', password: 'rose', header0: 'secret-header' };
    const wanted = [`Basic ${Buffer.from('garden:rose').toString('base64')}`, 'open-header', 'secret-header'];

    /** What somebody reads who takes a name that the pattern wants. */
    async function readBy(saved: object, ...items: FlowItem[]): Promise<string> {
      let request = '';
      const liar = await EvilBoard.which((socket) => {
        onRequest(socket, (text) => {
          request ||= text;
        });
        answersHttp(401, 'WWW-Authenticate: Basic')(socket);
      });
      ends.push(() => liar.close());
      let { port } = liar;
      if (items.length > 0) {
        const proxy = await tlsProxy(port);
        ends.push(() => proxy.close());
        port = proxy.port;
      }
      const responder = await Responder.start();
      ends.push(() => responder.stop());
      const flow = [tabItem, boardItem(81, { host: pattern(), headers, ...saved }), ...items];
      await load([...flow, inItem(), helperItem('got')], { board: secrets });
      await responder.announce(
        hostRecord(`${prefix}-1.local`, '127.0.0.1'),
        ...serviceRecords(`${prefix}-1.local`, { port }),
      );
      await until(() => request !== '');
      return request;
    }

    it('F9: sends no login and no header to one that was only found, and says so', async () => {
      const request = await readBy({});
      for (const secret of wanted) ok(!request.includes(secret), request);
      await statusText('in', 'password');
      match(describeBoard().reason ?? '', /hint\.patternLogin|found by a pattern/);
    });

    it('F9: sends them where the user wants that', async () => {
      const request = await readBy({ patternLogin: true });
      for (const secret of wanted) ok(request.includes(secret), request);
      await statusText('in', 'password');
      ok(!/patternLogin|found by a pattern/.test(describeBoard().reason ?? ''));
    });

    it('F9: sends them to one whose certificate says who it is', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'esp8266-ws-ca-'));
      ends.push(() => rm(folder, { recursive: true }));
      const ca = join(folder, 'ca.pem');
      await writeFile(ca, certificate);
      const request = await readBy(
        { tls: 'tls' },
        tlsItem({ ca, servername: '127.0.0.1', verifyservercert: true }),
      );
      for (const secret of wanted) ok(request.includes(secret), request);
    });

    it('F9: sends nothing where TLS verifies nobody', async () => {
      const request = await readBy({ tls: 'tls' }, tlsItem({ verifyservercert: false }));
      for (const secret of wanted) ok(!request.includes(secret), request);
    });
  });

  it('F9: takes no more than 256 of 1,000 names, warns once, and takes none at a refused address', async () => {
    const port = await freePort();
    const responder = await Responder.start();
    ends.push(() => responder.stop());
    const warnings: string[] = [];
    await loadFlow({ minDelaySeconds: 60, maxDelaySeconds: 60 }, outItem());
    onCall('board', 'warn', (text) => warnings.push(text));
    const announce = async (number: number, address: string) => {
      const host = `${prefix}-${number}.local`;
      await responder.announce(hostRecord(host, address), ...serviceRecords(host, { port }));
      await timePasses(2);
    };
    const refused = ['8.8.8.8', '169.254.169.254', '224.0.0.1', '0.0.0.0'];
    for (const [at, address] of refused.entries()) await announce(10_000 + at, address);
    for (let number = 0; number < 1_000; number += 1) await announce(number, '127.0.0.1');
    await until(() => warnings.includes('patternFull'));
    for (let number = 0; number < 100; number += 1) await announce(number, '127.0.0.1');
    equal(names().length, 256);
    ok(names().every((name) => Number(name.split('-')[1]) < 10_000));
    deepEqual(
      warnings.filter((text) => !text.startsWith('offline')),
      ['patternFull'],
    );
  });
});

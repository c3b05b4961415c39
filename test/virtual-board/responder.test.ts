import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { networkLinks } from '../../src/virtual-board/network-links.js';
import { Responder, type ResponderSettings, realResponder } from '../../src/virtual-board/responder.js';
import { VirtualBoard, type VirtualBoardOptions } from '../../src/virtual-board/virtual-board.js';
import { askPlainly, type Heard, MdnsPeer, mdnsPort } from '../support/mdns-peer.js';
import { OwnTime } from '../support/own-time.js';
import { sketch } from './bench.js';

const service = '_esp8266-ws._tcp.local';

/** Announces at once, and once: what is heard afterwards is an answer. */
const announceOnce = { probeMs: 1, announceCount: 1, announceMs: 1 };

/** Never gets to an announcement. */
const probesOnly = { probeMs: 1, announceMs: 600_000 };

/** How long nothing must come where nothing may: many times what it would take to come. */
const quietMs = 150;

describe('A board that announces itself', () => {
  const boards: VirtualBoard[] = [];
  const peers: MdnsPeer[] = [];
  let name: string;
  let host: string;
  let instance: string;
  let peer: MdnsPeer;

  beforeEach(async () => {
    name = `Test-${randomBytes(6).toString('hex')}`;
    host = `${name}.local`;
    instance = `${name}.${service}`;
    peer = await listen('127.0.0.1');
  });

  afterEach(async () => {
    await Promise.all(boards.splice(0).map((board) => board.close()));
    await Promise.all(peers.splice(0).map((each) => each.close()));
  });

  async function listen(address: string): Promise<MdnsPeer> {
    const opened = await MdnsPeer.open(name, address);
    peers.push(opened);
    return opened;
  }

  async function start(
    settings: Partial<ResponderSettings> = {},
    options: Partial<VirtualBoardOptions> = {},
  ): Promise<VirtualBoard> {
    const board = new VirtualBoard({ sketch: 'telemetry', port: 0, announce: name, ...options }, settings);
    boards.push(board);
    await board.listen();
    return board;
  }

  /** A board that has said all it says unasked: both packets of its one announcement. */
  async function startAndAnnounce(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const board = await start(announceOnce, options);
    await peer.response(2);
    await peer.settle();
    peer.heard.length = 0;
    return board;
  }

  /** Whether all is quiet, also after a while. */
  async function hearsNothing(act: () => Promise<unknown>): Promise<void> {
    const before = [...peer.responses, ...peer.probes].length;
    await act();
    await wait(quietMs);
    await peer.settle();
    equal([...peer.responses, ...peer.probes].length, before);
  }

  function record(heard: Heard | undefined, type: string, at: 'answers' | 'additionals' = 'answers') {
    return heard?.[at].find((each) => each.type === type);
  }

  it('probes at once and every 250 ms, and announces itself after 1.75 s', async () => {
    const time = new OwnTime();
    const startedAt = performance.now();
    await start();
    const [announcement] = await peer.until(() => peer.announcements.length > 0 && peer.announcements);
    ok(time.ms < 2_500, String(time.ms));
    const { probes } = peer;
    deepEqual(
      probes.map(({ questions }) => questions),
      [host, instance, host, instance, host, instance].map((asked) => [
        // A question that asks for a unicast answer.
        { name: asked, type: 'ANY', class: 'UNKNOWN_32769' },
      ]),
    );
    const least = [0, 0, 250, 250, 500, 500];
    for (const [place, { atMs }] of probes.entries())
      ok(atMs - startedAt >= least[place]! - 2, String(place));
    ok(announcement!.atMs - startedAt >= 1_748);
  });

  it('announces itself eight times, says the same each time, and then no more', async () => {
    const board = await start({ probeMs: 5, announceMs: 5 });
    await peer.response(16);
    await hearsNothing(() => Promise.resolve());
    equal(peer.probes.length, 6);
    const a = { name: host, type: 'A', ttl: 120, flush: true, data: '127.0.0.1' };
    const reverse = { name: '1.0.0.127.in-addr.arpa', type: 'PTR', ttl: 120, flush: false, data: host };
    const ptr = { name: service, type: 'PTR', ttl: 4_500, flush: false, data: instance };
    const location = { priority: 0, weight: 0, port: board.port, target: host };
    const srv = { name: instance, type: 'SRV', ttl: 4_500, flush: true, data: location };
    const said = ['auth=none', `id=${board.identity!.id}`, 'sketch=telemetry', 'version=1.0.0'];
    const txt = { name: instance, type: 'TXT', ttl: 4_500, flush: true, data: said };
    const kind = { ...ptr, name: '_services._dns-sd._udp.local', data: service };
    for (let place = 0; place < 16; place += 2) {
      const [first, second] = peer.responses.slice(place);
      deepEqual([first!.answers, first!.additionals], [[a, reverse], []]);
      deepEqual([second!.answers, second!.additionals], [[kind, ptr, srv, txt], [a]]);
    }
    const [first, second] = peer.probes;
    const plain = (record: object) => ({ ...record, flush: false });
    deepEqual([first!.authorities, first!.additionals], [[plain(a)], []]);
    deepEqual([second!.authorities, second!.additionals], [[ptr, plain(srv)], [txt, a].map(plain)]);
  });

  it('answers to each of its names, in capitals, too, and to the group', async () => {
    await startAndAnnounce();
    const asked = [
      ['A', host, 'A!'],
      ['A', host.toUpperCase(), 'A!'],
      ['ANY', host, 'A!'],
      ['SRV', instance, 'SRV! A!'],
      ['TXT', instance, 'TXT!'],
      ['ANY', instance.toLowerCase(), 'SRV! TXT! A!'],
    ] as const;
    for (const [type, of, expected] of asked) {
      const { answers, additionals, questions, id } = await peer.answer(of, type);
      const said = [...answers, ...additionals].map((each) => each.type + (each.flush ? '!' : ''));
      equal(said.join(' '), expected, `${type} ${of}`);
      deepEqual({ id, questions }, { id: 0, questions: [] });
    }
  });

  it('is found by who searches for boards', async () => {
    await startAndAnnounce();
    const { answers, additionals } = await peer.asking(
      service.toUpperCase(),
      'PTR',
      () => peer.searchResults[0],
    );
    deepEqual(answers, [{ name: service, type: 'PTR', ttl: 4_500, flush: false, data: instance }]);
    deepEqual(
      additionals.map(({ type, flush }) => [type, flush]),
      [
        ['SRV', true],
        ['TXT', true],
        ['A', true],
      ],
    );
  });

  it('says what kind of service it has', async () => {
    await startAndAnnounce();
    const kinds = { name: '_services._dns-sd._udp.local', type: 'PTR' };
    const { answers } = await peer.answer('', '', { questions: [{ name: host, type: 'A' }, kinds] });
    deepEqual(answers[1], { ...kinds, ttl: 4_500, flush: false, data: service });
  });

  it('does not answer at all for an IPv6 address', async () => {
    await startAndAnnounce();
    await hearsNothing(async () => peer.ask(host, 'AAAA'));
    equal(await askPlainly(name, { questions: [{ name: host, type: 'AAAA' }] }, quietMs), undefined);
  });

  it('answers a plain resolver alone, with its id and its question, and without the cache-flush bit', async () => {
    await startAndAnnounce();
    const question = { name: host.toUpperCase(), type: 'A' } as const;
    await hearsNothing(async () => {
      const answer = await askPlainly(name, { id: 4_711, questions: [question] });
      equal(answer!.id, 4_711);
      deepEqual(answer!.questions, [{ ...question, class: 'IN' }]);
      deepEqual(answer!.answers, [{ name: host, type: 'A', ttl: 120, flush: false, data: '127.0.0.1' }]);
    });
    const found = await askPlainly(name, { id: 1, questions: [{ name: service, type: 'PTR' }] });
    deepEqual(
      found!.additionals.map(({ type, flush }) => [type, flush]),
      [
        ['SRV', false],
        ['TXT', false],
        ['A', false],
      ],
    );
  });

  it('leaves out what the asker knows', async () => {
    await startAndAnnounce();
    const known = { name: host, type: 'A', ttl: 60, data: '127.0.0.1' };
    await hearsNothing(async () => peer.ask(host, 'A', { answers: [known] }));
    const answer = await peer.answer(host, 'A', { answers: [{ ...known, ttl: 59 }] });
    equal(record(answer, 'A')!.data, '127.0.0.1');
  });

  it('answers nobody before its probes are over', async () => {
    await start({ probeMs: 600_000 });
    await peer.until(() => peer.probes.length === 2);
    await hearsNothing(async () => peer.ask(host, 'A'));
  });

  it('survives packets that are none', async () => {
    await startAndAnnounce();
    const socket = createSocket('udp4');
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(11, 0xff), randomBytes(12), randomBytes(500)]) {
      await new Promise((resolve) => socket.send(bytes, mdnsPort, '127.0.0.1', resolve));
    }
    socket.close();
    await peer.answer(host, 'A');
  });

  it('says that it wants a password, whoever asks for one', async () => {
    const authorization = { user: 'me', password: 'secret' };
    const asking = sketch({ setup: (server) => server.setAuthorization('me', 'secret') });
    for (const options of [{ authorization }, { sketch: asking }]) {
      const board = await startAndAnnounce(options);
      const [auth] = record(await peer.answer(instance, 'TXT'), 'TXT')!.data as string[];
      equal(auth, 'auth=basic');
      await board.close();
      peer.heard.length = 0;
    }
  });

  it('says no goodbye when it loses power, and nothing afterwards', async () => {
    const board = await start({ probeMs: 5, announceMs: 5 });
    await peer.response(2);
    await board.close();
    await peer.settle();
    await hearsNothing(async () => {
      peer.ask(host, 'A');
      equal(await askPlainly(name, { questions: [{ name: host, type: 'A' }] }, quietMs), undefined);
    });
    const ttls = peer.responses.flatMap(({ answers }) => answers.map(({ ttl }) => ttl));
    ok(!ttls.includes(0));
  });

  it('can lose power at once', async () => {
    const board = await start();
    await board.close();
    await hearsNothing(() => Promise.resolve());
    ok(peer.probes.length <= 2);
  });

  it('probes and announces itself anew after a reset, which it does not announce', async () => {
    const board = await startAndAnnounce();
    board.reset();
    await peer.response(2);
    equal(peer.probes.length, 6);
    ok(peer.responses.every(({ answers }) => answers.every(({ ttl }) => ttl > 0)));
    await peer.answer(host, 'A');
    await hearsNothing(() => Promise.resolve());
  });

  it('announces itself anew after an exception', async () => {
    let starts = 0;
    const failing = sketch({
      setup: () => {
        starts += 1;
        if (starts === 1) throw new Error('watchdog');
      },
    });
    await start(announceOnce, { sketch: failing });
    await peer.response(2);
    equal(peer.probes.length, 6);
  });

  it('is silent while it is frozen, and takes up where it was', async () => {
    const board = await start({ probeMs: 1, announceMs: 40, announceCount: 3 });
    await peer.response(2);
    board.freeze();
    await peer.settle();
    await hearsNothing(async () => peer.ask(host, 'A'));
    board.thaw();
    await peer.response(4);
    await peer.response(6);
    await peer.answer(host, 'A');
    equal(peer.announcements.length, 3);
  });

  it('is announced under its name although another board has the same', async () => {
    const first = await start(announceOnce);
    await peer.response(2);
    const second = await start(announceOnce);
    const isSaid = (board: VirtualBoard) =>
      peer.responses.some((heard) => {
        const location = record(heard, 'SRV')?.data as { port: number; target: string } | undefined;
        return location?.port === board.port && location.target === host;
      });
    await peer.until(() => isSaid(second) && peer.announcements.length === 2);
    ok(isSaid(first));
    peer.heard.length = 0;
    await peer.asking(instance, 'SRV', () => isSaid(first) && isSaid(second));
  });

  it('is announced in each network of this computer by its address there, if it listens everywhere', async () => {
    const lines: string[] = [];
    const board = new VirtualBoard(
      { sketch: 'echo', port: 0, announce: name, host: '0.0.0.0' },
      { probeMs: 1, announceMs: 20 },
    );
    boards.push(board);
    board.on('serial', (line) => lines.push(line));
    const links = networkLinks('0.0.0.0');
    const listeners = await Promise.all(links.map(({ address }) => listen(address)));
    await board.listen();
    for (const [place, { address }] of links.entries()) {
      const ear = listeners[place]!;
      // A network may refuse multicast, which is said.
      const isSaid = () => lines.some((line) => line.includes(address));
      await ear.until(() => isSaid() || ear.responses.some((heard) => record(heard, 'A')?.data === address));
    }
    if (links.length === 0) deepEqual(lines, [`Cannot announce ${host} at 0.0.0.0: no IPv4 network`]);
  });

  it('runs where another program has the port for itself, and says so once', async () => {
    const owner = createSocket({ type: 'udp4', reuseAddr: false });
    owner.bind(0);
    await once(owner, 'listening');
    const udpPort = owner.address().port;
    const board = new VirtualBoard({ sketch: 'echo', port: 0, announce: name }, { ...announceOnce, udpPort });
    boards.push(board);
    const lines: string[] = [];
    board.on('serial', (line) => lines.push(line));
    const said = once(board, 'serial');
    await board.listen();
    await said;
    const socket = connect(board.port, '127.0.0.1');
    await once(socket, 'connect');
    await wait(quietMs);
    socket.destroy();
    owner.close();
    deepEqual(lines, [
      `Cannot announce ${host} at 127.0.0.1: another program has UDP port ${udpPort} for itself`,
    ]);
  });

  it('says where it has no network, or one without multicast', async () => {
    for (const [address, reason] of [
      ['::1', /^no IPv4 network$/],
      // Of those for documentation: no computer has it.
      ['203.0.113.9', /^no multicast \(E[A-Z]+\)$/],
    ] as const) {
      const line = await new Promise<string>((resolve) => {
        const responder = new Responder(
          () => ({ name, port: 81, txt: {} }),
          realResponder,
          (said) => {
            resolve(said);
            void responder.end();
          },
        );
        responder.start(address);
      });
      const start = `Cannot announce ${host} at ${address}: `;
      ok(line.startsWith(start), line);
      match(line.slice(start.length), reason);
    }
    await peer.settle();
    deepEqual(peer.probes, []);
  });

  for (const announce of ['', 'two words', 'kitchen.local', 'x'.repeat(64)]) {
    it(`is refused with the name ${JSON.stringify(announce)}`, () => {
      throws(() => new VirtualBoard({ sketch: 'echo', announce }), {
        name: 'RangeError',
        message: `announce takes a name of 1 to 63 letters, digits, - and _, without .local, not "${announce}"`,
      });
    });
  }

  it('keeps a process alive no longer than its power', async () => {
    const { stdout } = await play(`announce: '${name}'`, probesOnly);
    match(stdout, /^on: UDPWrap, multicast-dns\noff: /);
  });

  it('has no socket, and does not load what it would need, unless it is told to', async () => {
    const { stdout } = await play('', {});
    equal(stdout, 'on: \noff: \n');
  });
});

/** Another process starts a board, says what it has for mDNS, and ends by itself when the board has lost its power. */
function play(option: string, settings: object): Promise<{ stdout: string }> {
  const board = JSON.stringify(join(__dirname, '../../src/virtual-board/virtual-board.js'));
  const code = `
    const { VirtualBoard } = require(${board});
    const board = new VirtualBoard({ sketch: 'echo', port: 0, ${option} }, ${JSON.stringify(settings)});
    const tell = (when) => console.log(when + ': ' + [
      ...process.getActiveResourcesInfo().filter((name) => /^UDP/.test(name)),
      ...(Object.keys(require.cache).some((file) => /multicast-dns|dns-packet/.test(file)) ? ['multicast-dns'] : []),
    ].join(', '));
    board.listen()
      .then(() => new Promise((resolve) => setTimeout(resolve, 100)))
      .then(() => tell('on'))
      .then(() => board.close())
      .then(() => tell('off'));`;
  return promisify(execFile)(process.execPath, ['-e', code], { timeout: 20_000 });
}

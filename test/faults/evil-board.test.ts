import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  answersHttp,
  type Behaviour,
  drips,
  EvilBoard,
  hangsUp,
  opens,
  provesNothing,
  sendsEndlessHeaders,
} from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import { clientFrame, frameHead, RawClient, upgradeRequest } from '../support/raw-client.js';
import { closeFrame, fragments, type Wire } from '../support/wire.js';

describe('The evil board', () => {
  let board: EvilBoard;

  afterEach(() => board.close());

  async function clientOf(behaviour: Behaviour): Promise<RawClient> {
    board = await EvilBoard.which(behaviour);
    const client = await RawClient.connect(board.port);
    client.write(upgradeRequest());
    return client;
  }

  /** A client that has shaken hands, and the board's end of its wire. */
  async function opened(): Promise<{ client: RawClient; wire: Wire }> {
    let wire!: Wire;
    const client = await clientOf(
      opens((opened) => {
        wire = opened;
      }),
    );
    await client.readHead();
    return { client, wire };
  }

  it('shakes hands as RFC 6455 says, with more lines and more bytes in the same segment if wanted', async () => {
    const client = await clientOf(opens(() => {}, { extra: Buffer.from('extra'), lines: ['X-Evil: yes'] }));
    const head = await client.readHead();
    match(head, /^HTTP\/1\.1 101 /);
    // The example of RFC 6455, section 1.3, whose key the client uses.
    match(head, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
    match(head, /\r\nX-Evil: yes\r\n/);
    equal((await client.read(5)).toString(), 'extra');
  });

  it('proves nothing: its hash is that of another request', async () => {
    const head = await (await clientOf(provesNothing)).readHead();
    match(head, /^HTTP\/1\.1 101 /);
    ok(!head.includes('s3pPLMBiTxaQ9kYGzzhZRbK+xOo='));
  });

  it('answers as a web server, and hangs up', async () => {
    const client = await clientOf(answersHttp(302, 'Location: /elsewhere'));
    const answer = (await client.readAll()).toString();
    match(answer, /^HTTP\/1\.1 302 .*\r\nLocation: \/elsewhere\r\nContent-Length: 0\r\n\r\n$/s);
  });

  it('hangs up before a word is said', async () => {
    board = await EvilBoard.which(hangsUp);
    await (await RawClient.connect(board.port)).ended;
    equal(board.accepted, 1);
  });

  it('drips its handshake, and it is a right one in the end', async () => {
    const before = performance.now();
    const head = await (await clientOf(drips(1))).readHead();
    ok(head.includes('s3pPLMBiTxaQ9kYGzzhZRbK+xOo='));
    ok(performance.now() - before >= head.length);
  });

  it('sends header lines without end', async () => {
    const client = await clientOf(sendsEndlessHeaders);
    await client.read(1_000_000);
    client.socket.destroy();
  });

  it('hears frames, answers pings unless told not to, and answers a close by hanging up', async () => {
    const { client, wire } = await opened();
    client.write(Buffer.concat([clientFrame(1, 'one'), clientFrame(9, 'p'), clientFrame(1, 'two')]));
    deepEqual(await client.read(3), serverFrame(0x8a, 'p'));
    wire.answersPings = false;
    client.write(clientFrame(9, 'q'));
    client.write(clientFrame(8, Buffer.from([0x03, 0xf0])));
    equal(await client.ended, 'FIN');
    deepEqual(wire.texts, ['one', 'two']);
    equal(wire.closeCode, 1008);
  });

  it('drips bytes one by one', async () => {
    const { client, wire } = await opened();
    const pieces: number[] = [];
    client.socket.on('data', (bytes: Buffer) => pieces.push(bytes.length));
    await wire.drip(Buffer.from('12345'));
    await client.read(5);
    deepEqual(pieces, [1, 1, 1, 1, 1]);
  });

  it('floods for as long as somebody is there', async () => {
    const { client, wire } = await opened();
    const flood = wire.flood(Buffer.alloc(10_000), 100_000_000);
    await client.read(100_000);
    client.socket.destroy();
    await flood;
  });

  it('does not read, if it is told so', async () => {
    const { client, wire } = await opened();
    wire.stopReading();
    client.write(Buffer.alloc(20_000_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    ok(client.socket.writableLength > 1_000_000);
    client.socket.destroy();
  });

  it('makes fragments, close frames of any code, heads that claim what never comes, and the 10-byte form of 65,535', () => {
    deepEqual(fragments(1, ['a', 'b', 'c']), [
      Buffer.from('\x01\x01a'),
      Buffer.from('\x00\x01b'),
      Buffer.from('\x80\x01c', 'latin1'),
    ]);
    deepEqual([...closeFrame(1005, '!')], [0x88, 3, 0x03, 0xed, 0x21]);
    deepEqual(frameHead(0x82, 100_000_000, false), Buffer.from('827f0000000005f5e100', 'hex'));
    deepEqual(
      serverFrame(0x82, Buffer.alloc(65_535)).subarray(0, 10),
      Buffer.from('827f000000000000ffff', 'hex'),
    );
  });
});

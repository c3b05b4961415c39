import { deepEqual, equal } from 'node:assert/strict';
import type { RemoteInfo } from 'node:dgram';
import { encode, type Packet } from 'dns-packet';
import { isPlainQuestion, readPacket } from '../../src/discovery/packet.js';
import { hostRecord } from '../support/responder.js';

const record = hostRecord('kitchen.local', '192.168.1.50');
const questions = [{ name: 'kitchen.local', type: 'A' as const }];
const sender: RemoteInfo = { address: '192.168.1.50', family: 'IPv4', port: 5353, size: 0 };

describe('A packet of the network', () => {
  const rows: [packet: Packet, isRead: boolean, about: string][] = [
    [{ type: 'query', questions }, false, 'a question'],
    [{ type: 'query', questions, answers: [record] }, false, 'a question of one who knows an answer'],
    [{ type: 'query', questions, authorities: [record] } as Packet, true, 'a probe'],
    [{ type: 'response', answers: [record] }, true, 'an announcement'],
    [{ type: 'response', flags: 0x0400, answers: [record] }, true, 'an announcement with authority'],
  ];
  for (const [packet, isRead, about] of rows) {
    it(`is ${isRead ? 'read' : 'left after a look at its head'} where it is ${about}`, () => {
      const bytes = encode(packet);
      equal(isPlainQuestion(bytes), !isRead);
      equal(readPacket(bytes, sender).records.length > 0, isRead);
    });
  }

  it('F5: is left where it has no head', () => {
    deepEqual(
      [0, 1, 11, 12].map((length) => isPlainQuestion(Buffer.alloc(length, 0xff))),
      [true, true, true, false],
    );
  });
});

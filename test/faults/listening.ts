import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import { createInterface } from 'node:readline';
import { decode, encode } from 'dns-packet';
import { Discovery } from '../../src/discovery/discovery.js';
import { hostRecord, Responder, serviceRecords } from '../support/responder.js';

/**
 * What finds boards, or who says that it is one, as a program that can have a network of its own. It prints lines of JSON.
 *
 * - `take NAME`: takes port 5353 for itself alone, as other programs do, and answers to this name
 * - `watch NAME`: tells when a board is heard
 * - `find NAME`: tells the address of a name, and after what time
 * - `follow`: tells of each board that is heard
 * - `answer NAME ADDRESS`: answers whoever asks for all boards, and says nothing unasked
 * - `announce NAME ADDRESS`: says each 50 ms that this name is here
 */
const say = (line: object) => console.log(JSON.stringify(line));
const discovery = new Discovery({
  system: (name, options, callback) => lookup(name, options, callback as never),
  onDeaf: ({ message }) => say({ deaf: message }),
  interfacesMs: 200,
});

const words: Readonly<Record<string, (name: string, address: string) => unknown>> = {
  take: (name) =>
    new Promise<void>((resolve) => {
      const socket = createSocket('udp4');
      socket.on('message', (message, from) => {
        const { id = 0, questions = [] } = decode(message);
        const answers = [hostRecord(name, '127.0.0.1')];
        socket.send(encode({ type: 'response', id, questions, answers }), from.port, from.address);
      });
      socket.bind(5353, () => {
        socket.addMembership('224.0.0.251', '127.0.0.1');
        resolve();
      });
    }),
  watch: (name) => discovery.watch(name, () => say({ heard: name })),
  find: (name) => {
    const before = performance.now();
    discovery.lookup(name, {}, (error, address) =>
      say({ found: error === null ? address : error.code, ms: performance.now() - before }),
    );
  },
  follow: () =>
    discovery.follow((boards) => {
      for (const { host } of boards) say({ followed: host });
    }),
  answer: async (name, address) => {
    const board = await Responder.start((question, from) => {
      if (question.questions?.some(({ type }) => type === 'PTR'))
        void board.answer(question, from, hostRecord(name, address), ...serviceRecords(name));
    }, address);
  },
  announce: async (name, address) => {
    const responder = await Responder.start(undefined, address);
    setInterval(() => {
      // The link may be gone for a while.
      responder.announce(hostRecord(name, address)).catch(() => {});
    }, 50);
  },
};

createInterface(process.stdin).on('line', async (line) => {
  const [word = '', name = '', address = ''] = line.split(' ');
  await words[word]!(name, address);
  say({ done: line });
});

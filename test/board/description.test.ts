import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { readDescription } from '../../src/board/description.js';

describe('The description of a board', () => {
  it('is what its hello says', () => {
    const hello = {
      board: 'kitchen',
      sketch: 'telemetry',
      version: '1.0.0',
      id: 'a1b2c3',
      boot: 7,
      topics: [
        { topic: 'temperature', type: 'number', unit: '°C' },
        { topic: 'led', type: 'boolean', settable: true },
        { topic: 'button', type: 'boolean', event: true },
      ],
    };
    deepEqual(readDescription(hello), {
      board: 'kitchen',
      sketch: 'telemetry',
      version: '1.0.0',
      id: 'a1b2c3',
      topics: [
        { topic: 'temperature', type: 'number', unit: '°C', settable: false, event: false },
        { topic: 'led', type: 'boolean', settable: true, event: false },
        { topic: 'button', type: 'boolean', settable: false, event: true },
      ],
    });
  });

  it('G4: has 256 topics of 10,000, and of one that comes twice the last', () => {
    const topics = Array.from({ length: 10_000 }, (_, number) => ({ topic: `t${number}` }));
    equal(readDescription({ topics }).topics.length, 256);
    const twice = [
      { topic: 'led', unit: 'one' },
      { topic: 'led', unit: 'two', settable: true },
    ];
    deepEqual(readDescription({ topics: twice }).topics, [
      { topic: 'led', unit: 'two', settable: true, event: false },
    ]);
  });

  it('G4: keeps markup as text, without what cannot be printed, and cuts what is long', () => {
    const { board, topics } = readDescription({
      board: `<img src=x onerror=alert(1)>\u001b[31m\u202e${'x'.repeat(300)}`,
      topics: [{ topic: 'a', unit: '<b>\n' }],
    });
    equal(board, `<img src=x onerror=alert(1)>?[31m?${'x'.repeat(30)}`);
    equal(topics[0]?.unit, '<b>?');
  });

  const without: [payload: unknown, about: string][] = [
    [null, 'nothing'],
    ['kitchen', 'a text'],
    [{ topics: 'led' }, 'topics that are no list'],
    [{ topics: [null, 7, {}, { topic: '' }, { topic: 7 }, { topic: '$state' }] }, 'topics that are none'],
    [{ board: 7, id: {} }, 'names that are none'],
  ];
  for (const [payload, about] of without) {
    it(`G4: has no topic and no name where the hello is or has ${about}`, () => {
      deepEqual(readDescription(payload), { topics: [] });
    });
  }

  it('never throws, whatever the hello is', () => {
    fc.assert(fc.property(fc.anything(), (payload) => void readDescription(payload)));
  });
});

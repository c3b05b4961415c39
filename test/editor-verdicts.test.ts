import assert from 'node:assert/strict';
import { deliveryRanges, readDelivery } from '../src/delivery.js';
import { defaults, ranges, readSettings } from '../src/settings.js';
import { isTopicFilter } from '../src/topic-filter.js';
import {
  advise,
  judge,
  languages,
  loadShared,
  matches,
  nodeOf,
  register,
  templateOf,
  textOf,
} from './support/editor.js';

/** What the dialogs say of a value, held against what the runtime takes. */

before(loadShared);

describe('The dialog of a board', () => {
  const type = 'esp8266-ws-config';
  const settingsTake = (saved: object, secrets = {}) => {
    try {
      readSettings({ host: 'kitchen', ...saved }, secrets);
      return true;
    } catch {
      return false;
    }
  };

  for (const [field, [smallest, largest]] of Object.entries(ranges)) {
    it(`takes ${field} from ${smallest} to ${largest}, and nothing beyond`, () => {
      // So short that only the range of the field itself counts.
      const others = { pingSeconds: '0.1', minDelaySeconds: '0.05' };
      for (const value of [smallest, largest, `${smallest}`, `${largest}`, '']) {
        assert.equal(judge(type, field, value, others), true, `${value}`);
      }
      for (const value of [smallest - 0.01, largest + 1, -1, 'x', '0x10', '1e1']) {
        assert.notEqual(judge(type, field, value, others), true, `${value}`);
      }
    });
  }

  const texts = {
    host: {
      good: [
        '192.168.1.50',
        'kitchen',
        'Kitchen.local',
        'board_1',
        'kitchen.local.',
        ' 10.0.0.1 ',
        'x:1',
      ].concat(['x:65535', '::1', 'fe80::1', '[fe80::1]', '[::1]:81']),
      bad: [
        '',
        '  ',
        'ws://x',
        'user:secret@x',
        'x/ws',
        'x?y',
        'x#y',
        'x\\y',
        'x:',
        'x:0',
        'x:65536',
        'x:y',
      ].concat([':81', 'a b', '-x', 'x-', 'a..b', '[::1', '[]', '[1]', 'küche', '1:2:3', '<b>x</b>']),
    },
    path: { good: ['', '/', '/ws', '/a%20b?c=d'], bad: ['ws', ' /', '/a b', '/ü', '/#x', '/<b>\n'] },
    subprotocol: { good: ['', 'arduino', ' mqtt '], bad: ['a b', 'a,b', 'ü', '<b>'] },
  };
  for (const [field, { good, bad }] of Object.entries(texts)) {
    it(`judges a ${field} as the settings do`, () => {
      for (const text of good) {
        assert.deepEqual([judge(type, field, text), settingsTake({ [field]: text })], [true, true], text);
      }
      for (const text of bad) {
        assert.notEqual(judge(type, field, text), true, text);
        assert.equal(settingsTake({ [field]: text }), false, text);
      }
    });

    it(`never quotes a ${field} in a reason, which the editor would show as HTML`, () => {
      for (const text of bad) assert.doesNotMatch(String(judge(type, field, text)), /</);
    });
  }

  it('takes environment variables anywhere in a host', () => {
    const hosts = ['$' + '{BOARD}', 'board-$' + '{ROOM}.local', '192.168.1.$' + '{N}', 'x:$' + '{PORT}'];
    for (const host of hosts) assert.equal(judge(type, 'host', host), true, host);
    assert.notEqual(judge(type, 'host', 'ws://$' + '{BOARD}'), true);
  });

  it('finds a mistyped address', () => {
    for (const host of ['192.168.1.500', '1.2.3.4.5', '192.168.1', '2130706433', '0x7f.1', '192.168.01.1']) {
      assert.notEqual(judge(type, 'host', host), true, host);
      assert.equal(settingsTake({ host }), false, host);
    }
  });

  it('wants time for two pings before a board counts as dead', () => {
    assert.equal(judge(type, 'deadSeconds', '40', { pingSeconds: '20' }), true);
    assert.notEqual(judge(type, 'deadSeconds', '39', { pingSeconds: '20' }), true);
    assert.notEqual(judge(type, 'deadSeconds', '29', { pingSeconds: '' }), true);
  });

  it('wants the longest wait no shorter than the shortest', () => {
    assert.equal(judge(type, 'maxDelaySeconds', '10', { minDelaySeconds: '10' }), true);
    assert.notEqual(judge(type, 'maxDelaySeconds', '9', { minDelaySeconds: '10' }), true);
  });

  it('judges user and password as the settings do', () => {
    for (const [user, password] of [
      ['', ''],
      ['me', ''],
      ['me', 'secret'],
      ['', 'secret'],
      ['me:you', 'secret'],
    ] as const) {
      const verdict = judge(type, 'user', user, { password });
      assert.equal(verdict === true, settingsTake({}, { user, password }), `${user} ${password}`);
    }
  });

  it('judges the length of user and password as the settings do, unless it was saved before', () => {
    for (const password of ['x'.repeat(49), 'x'.repeat(50), 'ü'.repeat(25)]) {
      const verdict = judge(type, 'password', password, { user: 'me' });
      assert.equal(verdict === true, settingsTake({}, { user: 'me', password }), password);
    }
    assert.equal(judge(type, 'password', '__PWRD__', { user: 'x'.repeat(50) }), true);
    assert.equal(judge(type, 'password', 'x'.repeat(60), { user: 'me', tls: 'some' }), true);
  });

  it('warns of what works, but hurts with some boards', () => {
    const hurting = {
      host: 'kitchen:80',
      port: '80',
      connectSeconds: '13',
      pingSeconds: '4',
      deadSeconds: '14',
      confirmSeconds: '9',
      maxOutBytes: '15361',
      maxInPerSecond: '0',
    };
    for (const [field, value] of Object.entries(hurting)) {
      assert.ok(advise(type, field, value), field);
      assert.equal(advise(type, field, String({ ...defaults, host: 'kitchen' }[field as 'port'])), undefined);
    }
  });

  it('says which other board leads to the same address', () => {
    assert.match(advise(type, 'host', 'Garage') ?? '', /garage/);
    assert.match(advise(type, 'host', 'garage:81') ?? '', /garage/);
    assert.equal(advise(type, 'host', 'garage:82'), undefined);
  });

  it('reads host and port as the runtime does, so that only what is one board counts as one', () => {
    const { addressOf } = (globalThis as unknown as { esp8266Ws: { addressOf(...typed: string[]): string } })
      .esp8266Ws;
    for (const host of ['garage', 'garage:81', ' 192.168.1.50', '::1', 'fe80::1:81', '[::1]', '[::1]:81'])
      assert.equal(addressOf(host, '8080'), readSettings({ host, port: '8080' }).address);
  });

  it('names a board without a name by its host, and by its port where that is not 81', () => {
    const definition = register(type);
    const labelOf = (values: object) => definition.label.call(nodeOf(type, definition, values));
    assert.equal(labelOf({ host: 'kitchen', port: 81 }), 'kitchen');
    assert.equal(labelOf({ host: 'kitchen', port: '8080' }), 'kitchen:8080');
    assert.equal(labelOf({ host: 'kitchen:8080', port: 82 }), 'kitchen:8080');
  });
});

describe('A dialog with a board to choose', () => {
  for (const type of ['esp8266-ws-in', 'esp8266-ws-out']) {
    it(`of ${type} wants one that is there and can work`, () => {
      assert.equal(judge(type, 'board', 'fit'), true);
      assert.equal(judge(type, 'board', '$' + '{BOARD}'), true);
      const reasons = ['', '_ADD_', 'gone', 'unfit'].map((id) => judge(type, 'board', id));
      assert.equal(new Set(reasons).size, 3);
      assert.ok(!reasons.includes(true));
    });
  }
});

describe('The dialog of an out node', () => {
  const type = 'esp8266-ws-out';

  for (const [field, [smallest, largest]] of Object.entries(deliveryRanges)) {
    it(`takes ${field} from ${smallest} to ${largest}, and nothing beyond`, () => {
      for (const value of [smallest, largest, `${smallest}`, ''])
        assert.equal(judge(type, field, value), true);
      for (const value of [smallest / 2, largest + 1, 'x']) assert.notEqual(judge(type, field, value), true);
    });
  }

  it('says of each choice of delivery what it does to a garage door, in every language', () => {
    for (const field of ['whileAway', 'unconfirmed']) {
      const [select] = matches(
        templateOf(type),
        new RegExp(`<select id="node-input-${field}"([\\s\\S]*?)</select>`, 'g'),
      );
      const choices = matches(select ?? '', /<option value="(\w+)"/g);
      for (const choice of choices) readDelivery({ [field]: choice });
      assert.equal(choices.length, field === 'whileAway' ? 4 : 2);
      for (const language of languages) {
        for (const choice of choices) assert.ok(textOf(type, `door.${choice}`, language), choice);
      }
    }
  });

  it('takes topics that fit into a topic message', () => {
    assert.equal(judge(type, 'topic', 'x'.repeat(256), { send: 'topic' }), true);
    assert.notEqual(judge(type, 'topic', 'x'.repeat(257), { send: 'topic' }), true);
    assert.equal(judge(type, 'topic', 'x'.repeat(257), { send: 'payload' }), true);
  });
});

describe('The dialog of an in node', () => {
  const type = 'esp8266-ws-in';

  it('judges a topic filter as the runtime does', () => {
    const filters = [
      '',
      '#',
      '+',
      'a',
      'a/b',
      'a/+',
      '+/b',
      'a/#',
      '$state',
      'a#',
      'a+',
      '#/a',
      'a/#/b',
      'a/b+/c',
    ];
    for (const filter of filters) {
      const verdict = judge(type, 'topic', filter, { emit: 'messages', format: 'auto' });
      assert.equal(verdict === true, isTopicFilter(filter), filter);
    }
  });

  it('refuses a topic where no message would have one', () => {
    assert.equal(judge(type, 'topic', '#', { emit: 'messages', format: 'text' }), true);
    assert.notEqual(judge(type, 'topic', 'a', { emit: 'messages', format: 'text' }), true);
    assert.equal(judge(type, 'topic', 'a', { emit: 'state', format: 'text' }), true);
  });

  it('gives the node a second output only for both messages and connection changes', () => {
    for (const [emit, outputs] of Object.entries({ messages: 1, state: 1, both: 2 })) {
      const definition = register(type, { emit });
      const node = nodeOf(type, definition, { outputs: 0 });
      definition.oneditsave!.call(node);
      assert.equal((node as { outputs?: number }).outputs, outputs);
    }
  });
});

describe('The dialog of a virtual board', () => {
  it('takes every port and nothing else', () => {
    for (const port of [1, '1', 8181, '65535']) {
      assert.equal(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
    for (const port of ['', 0, '65536', '81.5', 'x']) {
      assert.notEqual(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
  });
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaults, ranges, readBoardSettings } from '../../src/settings/board-settings.js';
import { advise, judge, loadShared, nodeOf, register, withConfigs } from '../support/editor.js';

/** What the dialog of a board says of a value, held against what the runtime takes. */

let takeApart: (text: string) => object | undefined;

before(async () => {
  await loadShared();
  ({ takeApart } = await import(pathToFileURL(join(__dirname, '../../../resources/pasted-url.mjs')).href));
});

/** What the dialogs share. */
const shared = <T>() => (globalThis as unknown as { esp8266Ws: T }).esp8266Ws;

describe('The dialog of a board', () => {
  const type = 'esp8266-ws-config';
  const settingsTake = (saved: object, secrets = {}) => {
    try {
      readBoardSettings({ host: 'kitchen', ...saved }, secrets);
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
      bad: ['', '  ', 'ws://x', 'user:secret@x', 'x/ws', 'x#y', 'x\\y', 'x:', 'x:0', 'x:65536', 'x:y'].concat(
        [
          ':81',
          'a b',
          '-x',
          'x-',
          'a..b',
          '[::1',
          '[]',
          '[1]',
          'küche',
          '1:2:3',
          '<b>x</b>',
          'fe80::1%wlan0',
        ],
      ),
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

    it(`T7: never quotes a ${field} in a reason, which the editor would show as HTML`, () => {
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

  for (const [what, host, sentence] of [
    ['leading zeros, as on a label', '192.168.001.050', /no leading zeros.* 192\.168\.1\.50/],
    ['a zero before one number, and a port', '192.168.01.1:81', /no leading zeros.* 192\.168\.1\.1/],
    ['only zeros', '010.000.000.001', /no leading zeros.* 10\.0\.0\.1/],
    ['a number above 255', '192.168.1.500', /four numbers/],
    ['three numbers', '192.168.1', /four numbers/],
    ['five numbers', '1.2.3.4.5', /four numbers/],
    ['zeros and a number above 255', '192.168.001.500', /four numbers/],
  ] as const) {
    it(`says what is wrong with an address of ${what}, in the dialog and in the log`, () => {
      assert.match(String(judge(type, 'host', host)), sentence);
      const problem = /zeros/.test(String(sentence)) ? 'hostZeros' : 'hostNumbers';
      assert.throws(() => readBoardSettings({ host }), { field: 'host', problem });
    });
  }

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

  it('says that the port is not used where the host has one of its own', () => {
    for (const host of ['kitchen:8080', ' 192.168.1.50:81', '[::1]:82', 'kitchen:$' + '{PORT}'])
      assert.match(advise(type, 'port', '81', { host }) ?? '', /not used/i, host);
    for (const host of ['kitchen', 'fe80::1', '[::1]', '', 'http://192.168.1.50', 'fe80::1%wlan0'])
      assert.equal(advise(type, 'port', '81', { host }), undefined, host);
  });

  it('speaks of user and password under the one that is typed', () => {
    const long = 'x'.repeat(53);
    assert.notEqual(judge(type, 'user', long, { password: '' }), true);
    assert.equal(judge(type, 'password', '', { user: long }), true);
    assert.equal(judge(type, 'user', long, { password: 'x' }), true);
    assert.notEqual(judge(type, 'password', 'x', { user: long }), true);
  });

  it('says which other board leads to the same address', () => {
    assert.match(advise(type, 'host', 'Garage') ?? '', /garage/);
    assert.match(advise(type, 'host', 'garage:81') ?? '', /garage/);
    assert.equal(advise(type, 'host', 'garage:82'), undefined);
  });

  it('takes the three names of this computer for one', () => {
    const { boardAt } = shared<{ boardAt(node: object, address: string): object | undefined }>();
    const here = { type, id: 'here', host: 'LocalHost', port: 8200 };
    for (const address of ['127.0.0.1:8200', '[::1]:8200', 'localhost.:8200', 'localhost:8200'])
      assert.equal(
        withConfigs([here], () => boardAt({ type, id: 'new' }, address)),
        here,
        address,
      );
    for (const address of ['127.0.0.2:8200', '[::1]:8201', 'localhost.lan:8200'])
      assert.equal(
        withConfigs([here], () => boardAt({ type, id: 'new' }, address)),
        undefined,
        address,
      );
  });

  it('says which port the virtual boards of the flows have, where the address of this computer leads to none', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.1:8199'])
      assert.match(advise(type, 'host', host) ?? '', /8180, 8190\.$/, host);
    for (const host of ['127.0.0.1:8180', '[::1]:8190', '192.168.1.50'])
      assert.equal(advise(type, 'host', host), undefined, host);
  });

  it('takes a pasted URL apart, and nothing else', () => {
    for (const [url, parts] of [
      [
        'ws://192.168.1.50:81/path',
        { host: '192.168.1.50', port: '81', path: '/path', note: 'note.takenApart' },
      ],
      [
        ' WS://kitchen.local:8080 ',
        { host: 'kitchen.local', port: '8080', path: '/', note: 'note.takenApart' },
      ],
      [
        'ws://[fe80::1]:81/a?b=c#d',
        { host: '[fe80::1]', port: '81', path: '/a?b=c', note: 'note.takenApart' },
      ],
      ['ws://kitchen?b', { host: 'kitchen', port: '80', path: '/?b', note: 'note.takenApart' }],
      ['wss://kitchen/ws', { host: 'kitchen', port: '443', path: '/ws', note: 'note.takenApartTls' }],
      ['http://192.168.1.50:80/index.html', { host: '192.168.1.50', note: 'note.takenFromPage' }],
    ] as const)
      assert.deepEqual(takeApart(url), parts, url);
    for (const text of [
      '192.168.1.50:81',
      'kitchen/ws',
      'ws://',
      'ws://me:secret@kitchen/',
      'mqtt://kitchen',
      'ws://a b',
    ])
      assert.equal(takeApart(text), undefined, text);
  });

  it('reads host and port as the runtime does, so that only what is one board counts as one', () => {
    const { addressOf } = shared<{ addressOf(...typed: string[]): string }>();
    for (const host of ['garage', 'garage:81', ' 192.168.1.50', '::1', 'fe80::1:81', '[::1]', '[::1]:81'])
      assert.equal(addressOf(host, '8080'), readBoardSettings({ host, port: '8080' }).address);
  });

  it('names a board without a name by its host, and by its port where that is not 81', () => {
    const definition = register(type);
    const labelOf = (values: object) => definition.label.call(nodeOf(type, definition, values));
    assert.equal(labelOf({ host: 'kitchen', port: 81 }), 'kitchen');
    assert.equal(labelOf({ host: 'kitchen', port: '8080' }), 'kitchen:8080');
    assert.equal(labelOf({ host: 'kitchen:8080', port: 82 }), 'kitchen:8080');
  });
});

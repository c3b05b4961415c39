import { deepEqual, doesNotThrow, equal, throws } from 'node:assert/strict';
import fc from 'fast-check';
import {
  defaults,
  type RuntimeContext,
  ranges,
  readBoardSettings,
} from '../../src/settings/board-settings.js';
import { SettingsError } from '../../src/settings/settings-error.js';

describe('The settings of a board', () => {
  it('need nothing but a host', () => {
    const { url, address, limits, maxInBytes, outbox } = readBoardSettings({ host: '192.168.1.50' });
    equal(url, 'ws://192.168.1.50:81/');
    equal(address, '192.168.1.50:81');
    deepEqual(limits, {
      closeMs: 1_000,
      expectsPongs: true,
      connectMs: 20_000,
      deadMs: 45_000,
      lateMs: 1_000,
      maxDelayMs: 30_000,
      minDelayMs: 1_000,
      pingMs: 15_000,
      stableMs: 10_000,
    });
    equal(maxInBytes, 1_048_576);
    equal(outbox.maxMessageBytes, 15_360);
  });

  // host field, port field, what is dialled
  for (const [host, port, address] of [
    ['192.168.1.50', 81, '192.168.1.50:81'],
    ['192.168.1.50:8181', 81, '192.168.1.50:8181'],
    [' kitchen.local ', '81', 'kitchen.local:81'],
    ['kitchen.local:8181', '', 'kitchen.local:8181'],
    ['esp_1-a.lan.', undefined, 'esp_1-a.lan.:81'],
    ['fe80::1', 81, '[fe80::1]:81'],
    ['[fe80::1]:8181', 81, '[fe80::1]:8181'],
    ['localhost', 65_535, 'localhost:65535'],
  ] as const) {
    it(`take the host "${host}" with port ${port} as ${address}`, () => {
      equal(readBoardSettings({ host, port }).address, address);
    });
  }

  // saved fields; the field that the error names; what it says
  const bad: [saved: Record<string, unknown>, field: string, remedy: RegExp][] = [
    [{ host: '' }, 'host', /type the address or name/],
    [{ host: '   ' }, 'host', /type the address or name/],
    [{}, 'host', /type the address or name/],
    [{ host: 42 }, 'host', /text/],
    [{ host: 'ws://192.168.1.50' }, 'host', /leave out "ws:\/\/"/],
    [{ host: 'http://u:p@192.168.1.50' }, 'host', /leave out "http:\/\/"/],
    [{ host: 'me:secret@192.168.1.50' }, 'host', /fields of their own/],
    [{ host: 'me:secret@board://x' }, 'host', /fields of their own/],
    [{ host: '192.168.1.50/ws' }, 'host', /path has a field of its own/],
    [{ host: '192.168.1.50:0' }, 'host', /port from 1 to 65535/],
    [{ host: '192.168.1.50:65536' }, 'host', /port from 1 to 65535/],
    [{ host: '192.168.1.50:81x' }, 'host', /port from 1 to 65535/],
    [{ host: '192.168.1.50:' }, 'host', /port from 1 to 65535/],
    [{ host: 'two words' }, 'host', /neither an address nor a name/],
    [{ host: 'a\r\nEvil: yes' }, 'host', /neither an address nor a name/],
    [{ host: '-x-' }, 'host', /neither an address nor a name/],
    [{ host: '192.168.1.500' }, 'host', /four numbers/],
    [{ host: '1.2.3.4.5' }, 'host', /four numbers/],
    [{ host: '192.168.1' }, 'host', /four numbers/],
    [{ host: '0x7f.1' }, 'host', /neither an address nor a name/],
    [{ host: 'fe80::1%eth0' }, 'host', /neither an address nor a name/],
    [{ host: '[fe80::zz]' }, 'host', /neither an address nor a name/],
    [{ host: 'b', port: 0 }, 'port', /from 1 to 65535/],
    [{ host: 'b', port: 65_536 }, 'port', /from 1 to 65535/],
    [{ host: 'b', port: '81x' }, 'port', /from 1 to 65535/],
    [{ host: 'b', port: '0x51' }, 'port', /from 1 to 65535/],
    [{ host: 'b', port: 81.5 }, 'port', /whole number/],
    [{ host: 'b', port: true }, 'port', /from 1 to 65535/],
    [{ host: 'b', path: 'ws' }, 'path', /begin it with "\/"/],
    [{ host: 'b', path: '/a b' }, 'path', /no blanks/],
    [{ host: 'b', path: '/a#b' }, 'path', /no blanks/],
    [{ host: 'b', path: '/a\r\nX: y' }, 'path', /no blanks/],
    [{ host: 'b', subprotocol: 'a, b' }, 'subprotocol', /one word/],
    [{ host: 'b', sendClientName: 'yes' }, 'sendClientName', /true or false/],
    [{ host: 'b', pingSeconds: 15, deadSeconds: 29 }, 'deadSeconds', /twice the ping interval/],
    [{ host: 'b', minDelaySeconds: 10, maxDelaySeconds: 9 }, 'maxDelaySeconds', /not below/],
    [{ host: 'b', connectSeconds: -1 }, 'connectSeconds', /from 0.1 to 300/],
    [{ host: 'b', connectSeconds: 'soon' }, 'connectSeconds', /from 0.1 to 300/],
    [{ host: 'b', maxOutBytes: 0 }, 'maxOutBytes', /from 1 to/],
    [{ host: 'b', maxInBytes: Number.NaN }, 'maxInBytes', /from 1 to/],
  ];
  for (const [saved, field, remedy] of bad) {
    it(`name the field "${field}" in the error for ${JSON.stringify(saved)}`, () => {
      throws(
        () => readBoardSettings(saved),
        (error: unknown) =>
          error instanceof SettingsError &&
          error.field === field &&
          remedy.test(error.message) &&
          error.code === 'ERR_CONFIG',
      );
    });
  }

  // path, sendClientName, what is dialled when this connection is called "n1"
  for (const [path, sendClientName, dialled] of [
    ['/', undefined, '/?client=n1'],
    ['/a?b=c', true, '/a?b=c&client=n1'],
    ['/?client=mine', true, '/?client=mine'],
    ['/', false, '/'],
  ] as const) {
    it(`dial ${dialled} for the path ${path} with sendClientName ${sendClientName}`, () => {
      const { url } = readBoardSettings({ host: 'b', path, sendClientName }, { clientName: 'n1' });
      equal(url, `ws://b:81${dialled}`);
    });
  }

  it('keep user and password out of the address', () => {
    const settings = readBoardSettings({ host: 'b' }, { user: 'me', password: 'secret' });
    equal(settings.authorization, 'me:secret');
    equal(settings.url.includes('secret'), false);
  });

  // A board's base64 breaks after 72 characters, so 54 bytes never compare equal.
  for (const [what, secrets, field] of [
    ['a password without a user', { password: 'x' }, 'user'],
    ['a colon in the user', { user: 'a:b', password: 'x' }, 'user'],
    ['53 bytes of user and no password', { user: 'x'.repeat(53) }, 'user'],
    ['54 bytes of user and password', { user: 'me', password: 'x'.repeat(51) }, 'password'],
  ] as [string, RuntimeContext, string][]) {
    it(`refuse ${what}, naming the field "${field}"`, () => {
      throws(() => readBoardSettings({ host: 'b' }, secrets), { field });
    });
  }

  it('allow a long password where TLS ends at something larger than a board', () => {
    const { url } = readBoardSettings(
      { host: 'b', port: 443 },
      { user: 'me', password: 'x'.repeat(99), tls: true },
    );
    equal(url, 'wss://b:443/');
  });

  it('take both ends of every range', () => {
    for (const [field, [smallest, largest]] of Object.entries(ranges)) {
      const others = { host: 'b', pingSeconds: 0.1, minDelaySeconds: 0.05 };
      for (const value of [smallest, largest]) {
        const fits = { deadSeconds: 7_200, maxDelaySeconds: 86_400, [field]: value };
        doesNotThrow(() => readBoardSettings({ ...others, ...fits }), `${field} ${value}`);
      }
    }
  });

  it('are trusted settings or a SettingsError, whatever an imported flow holds', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.object(),
      fc.constant(undefined),
    );
    const flow = fc.record(Object.fromEntries(Object.keys(defaults).map((field) => [field, anything])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(flow, fc.boolean(), (saved, hasHost) => {
        try {
          const { url } = readBoardSettings(hasHost ? { ...saved, host: 'board' } : saved);
          doesNotThrow(() => new URL(url));
        } catch (error) {
          equal(error instanceof SettingsError, true, String(error));
        }
      }),
    );
  });
});

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

  // saved fields; the field that the error names; what is wrong with it
  const bad: [saved: Record<string, unknown>, field: string, problem: string][] = [
    [{ host: '' }, 'host', 'hostEmpty'],
    [{ host: '   ' }, 'host', 'hostEmpty'],
    [{}, 'host', 'hostEmpty'],
    [{ host: 42 }, 'host', 'text'],
    [{ host: 'ws://192.168.1.50' }, 'host', 'hostScheme'],
    [{ host: 'http://u:p@192.168.1.50' }, 'host', 'hostScheme'],
    [{ host: 'me:secret@192.168.1.50' }, 'host', 'hostUser'],
    [{ host: 'me:secret@board://x' }, 'host', 'hostScheme'],
    [{ host: '192.168.1.50/ws' }, 'host', 'hostPath'],
    [{ host: '192.168.1.50:0' }, 'host', 'hostPort'],
    [{ host: '192.168.1.50:65536' }, 'host', 'hostPort'],
    [{ host: '192.168.1.50:81x' }, 'host', 'hostPort'],
    [{ host: '192.168.1.50:' }, 'host', 'hostPort'],
    [{ host: 'two words' }, 'host', 'hostName'],
    [{ host: 'a\r\nEvil: yes' }, 'host', 'hostName'],
    [{ host: '-x-' }, 'host', 'hostName'],
    [{ host: '192.168.1.500' }, 'host', 'hostNumbers'],
    [{ host: '1.2.3.4.5' }, 'host', 'hostNumbers'],
    [{ host: '192.168.1' }, 'host', 'hostNumbers'],
    [{ host: '0x7f.1' }, 'host', 'hostName'],
    [{ host: 'fe80::1%eth0' }, 'host', 'hostZone'],
    [{ host: '[fe80::1%25wlan0]:81' }, 'host', 'hostZone'],
    [{ host: 'kitchen%eth0' }, 'host', 'hostName'],
    [{ host: '[fe80::zz]' }, 'host', 'hostName'],
    [{ host: 'b', port: 0 }, 'port', 'range'],
    [{ host: 'b', port: 65_536 }, 'port', 'range'],
    [{ host: 'b', port: '81x' }, 'port', 'range'],
    [{ host: 'b', port: '0x51' }, 'port', 'range'],
    [{ host: 'b', port: 81.5 }, 'port', 'integer'],
    [{ host: 'b', port: true }, 'port', 'range'],
    [{ host: 'b', path: 'ws' }, 'path', 'pathStart'],
    [{ host: 'b', path: '/a b' }, 'path', 'pathCharacters'],
    [{ host: 'b', path: '/a#b' }, 'path', 'pathCharacters'],
    [{ host: 'b', path: '/a\r\nX: y' }, 'path', 'pathCharacters'],
    [{ host: 'b', subprotocol: 'a, b' }, 'subprotocol', 'subprotocol'],
    [{ host: 'b', sendClientName: 'yes' }, 'sendClientName', 'boolean'],
    [{ host: 'b', pingSeconds: 15, deadSeconds: 29 }, 'deadSeconds', 'deadSeconds'],
    [{ host: 'b', minDelaySeconds: 10, maxDelaySeconds: 9 }, 'maxDelaySeconds', 'maxDelaySeconds'],
    [{ host: 'b', connectSeconds: -1 }, 'connectSeconds', 'range'],
    [{ host: 'b', connectSeconds: 'soon' }, 'connectSeconds', 'range'],
    [{ host: 'b', maxOutBytes: 0 }, 'maxOutBytes', 'range'],
    [{ host: 'b', maxInBytes: Number.NaN }, 'maxInBytes', 'range'],
  ];
  for (const [saved, field, problem] of bad) {
    it(`name the field "${field}" in the error for ${JSON.stringify(saved)}`, () => {
      throws(
        () => readBoardSettings(saved),
        (error: unknown) =>
          error instanceof SettingsError &&
          error.field === field &&
          error.problem === problem &&
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

import { deepEqual, equal, throws } from 'node:assert/strict';
import { type Hosts, mostHosts, nameOfHost, readHosts } from '../../src/settings/hosts.js';
import { SettingsError, type SettingsProblem } from '../../src/settings/settings-error.js';

/** What is read of a text, in short: `name=host:port`, then patterns. */
function shortened({ boards, patterns }: Hosts): string[] {
  return [
    ...boards.map(({ host, name, port }) => `${name}=${host}${port === undefined ? '' : `:${port}`}`),
    ...patterns,
  ];
}

describe('Host with any number of boards', () => {
  const table: readonly [typed: string, read: readonly string[]][] = [
    ['192.168.1.50', ['undefined=192.168.1.50']],
    ['kitchen.local:82', ['undefined=kitchen.local:82']],
    [' 192.168.1.50, ', ['undefined=192.168.1.50']],
    ['kitchen=192.168.1.50', ['kitchen=192.168.1.50']],
    ['192.168.1.50,192.168.1.51', ['192.168.1.50=192.168.1.50', '192.168.1.51=192.168.1.51']],
    ['kitchen.local\r\ngarage.local:82', ['kitchen=kitchen.local', 'garage:82=garage.local:82']],
    ['the shed = 10.0.0.5:82 ,\n\n fe80::1', ['the shed=10.0.0.5:82', '[fe80::1]=[fe80::1]']],
    ['a=10.0.0.5:81,b=10.0.0.5:82', ['a=10.0.0.5:81', 'b=10.0.0.5:82']],
    ['plant-*', ['plant-*']],
    ['Plant-*.local, plant-*, tank?', ['plant-*', 'tank?']],
    ['10.0.0.5, plant-*', ['10.0.0.5=10.0.0.5', 'plant-*']],
    ['*', ['*']],
  ];
  for (const [typed, read] of table) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      deepEqual(shortened(readHosts(typed, 81)), read);
    });
  }

  const unfit: readonly [typed: string, problem: SettingsProblem, entry?: string][] = [
    ['', 'hostEmpty'],
    [' ,\n', 'hostEmpty'],
    ['192.168.1', 'hostNumbers'],
    ['10.0.0.5, 192.168.1', 'hostNumbers', '"192.168.1"'],
    ['10.0.0.5, http://10.0.0.6', 'hostScheme', '"http://10.0.0.6"'],
    ['10.0.0.5, shed=', 'hostEmpty', '"shed="'],
    ['10.0.0.5, =10.0.0.6', 'nameUnfit', '"=10.0.0.6"'],
    [`10.0.0.5, ${'x'.repeat(64)}=10.0.0.6`, 'nameUnfit', `"${'x'.repeat(64)}=10.0.0.6"`],
    ['10.0.0.5, a\u202eb=10.0.0.6', 'nameUnfit', '"a\u202eb=10.0.0.6"'],
    ['a=10.0.0.5, a=10.0.0.6', 'nameTwice'],
    ['10.0.0.6=10.0.0.5, 10.0.0.6', 'nameTwice'],
    ['10.0.0.5, 10.0.0.5', 'hostTwice'],
    ['a=10.0.0.5, b=10.0.0.5:81', 'hostTwice'],
    ['a=Kitchen.local, b=kitchen.local', 'hostTwice'],
    ['pl ant-*', 'patternUnfit'],
    ['plant-*:82', 'patternUnfit'],
    ['plant-*.example.org', 'patternUnfit'],
    ['garden=plant-*', 'patternUnfit'],
    [Array.from({ length: mostHosts + 1 }, (_, at) => `b${at}`).join(), 'hostsMany'],
  ];
  for (const [typed, problem, entry] of unfit) {
    it(`refuses ${JSON.stringify(typed.slice(0, 60))}: ${problem}`, () => {
      throws(
        () => readHosts(typed, 81),
        (error) => {
          if (!(error instanceof SettingsError)) return false;
          equal(error.field, 'host');
          equal(error.problem, problem);
          equal(error.values.entry, entry);
          return true;
        },
      );
    });
  }

  it('takes as many boards as one Node-RED has been measured with', () => {
    const typed = Array.from({ length: mostHosts }, (_, at) => `b${at}.local`).join('\n');
    equal(readHosts(typed, 81).boards.length, mostHosts);
  });

  it('calls a board that has no name by its host, and by its port where that was typed', () => {
    equal(nameOfHost({ host: 'Garage.local' }), 'Garage');
    equal(nameOfHost({ host: 'garage.local', port: 82 }), 'garage:82');
    equal(nameOfHost({ host: '192.168.1.50' }), '192.168.1.50');
  });
});

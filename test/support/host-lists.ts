/** What can be typed as *Host*, and what it means: held against the editor's reading and against the runtime's. */

export interface HostList {
  readonly typed: string;
  /** Each board: what it is called, and where it is. */
  readonly boards: readonly (readonly [name: string, address: string])[];
  readonly patterns?: readonly string[];
}

/** With 81 as the port of all that have none. */
export const fitHosts: readonly HostList[] = [
  { typed: 'kitchen', boards: [['kitchen', 'kitchen:81']] },
  { typed: ' 192.168.1.50:82 ', boards: [['192.168.1.50:82', '192.168.1.50:82']] },
  { typed: 'kitchen=192.168.1.50', boards: [['kitchen', '192.168.1.50:81']] },
  { typed: ' my kitchen = garage.local:82 ', boards: [['my kitchen', 'garage.local:82']] },
  { typed: 'Küche №1/<b>=a', boards: [['Küche №1/<b>', 'a:81']] },
  { typed: `${'n'.repeat(63)}=a`, boards: [['n'.repeat(63), 'a:81']] },
  {
    typed: 'a,b\nc\r\nd , ,\n',
    boards: ['a', 'b', 'c', 'd'].map((name) => [name, `${name}:81`] as const),
  },
  {
    typed: 'garage.local, Cellar.LOCAL., b.local:82, 10.0.0.1',
    boards: [
      ['garage', 'garage.local:81'],
      ['Cellar', 'Cellar.LOCAL.:81'],
      ['b:82', 'b.local:82'],
      ['10.0.0.1', '10.0.0.1:81'],
    ],
  },
  {
    typed: 'six=::1, seven=[::1]:82',
    boards: [
      ['six', '[::1]:81'],
      ['seven', '[::1]:82'],
    ],
  },
  {
    typed: 'fe80::1, [fe80::2]:82',
    boards: [
      ['[fe80::1]', '[fe80::1]:81'],
      ['[fe80::2]:82', '[fe80::2]:82'],
    ],
  },
  {
    typed: 'a=x, A=x:82',
    boards: [
      ['a', 'x:81'],
      ['A', 'x:82'],
    ],
  },
  { typed: 'plant-*', boards: [], patterns: ['plant-*'] },
  { typed: 'Plant-?.local, *', boards: [], patterns: ['plant-?', '*'] },
  { typed: 'a, plant-*', boards: [['a', 'a:81']], patterns: ['plant-*'] },
  {
    typed: Array.from({ length: 1_000 }, (_, at) => `b${at}`).join('\n'),
    boards: Array.from({ length: 1_000 }, (_, at) => [`b${at}`, `b${at}:81`] as const),
  },
];

/** What cannot be meant, and the problem it is refused with: `error.<problem>` in the catalogues. */
export const unfitHosts: readonly (readonly [typed: string, problem: string])[] = [
  ['', 'hostEmpty'],
  [' , \n,', 'hostEmpty'],
  ['a, http://b', 'hostScheme'],
  ['a, me@b', 'hostUser'],
  ['a, b/ws', 'hostPath'],
  ['a, b c', 'hostName'],
  ['a, b:0', 'hostPort'],
  ['a, 192.168.1', 'hostNumbers'],
  ['kitchen=', 'hostEmpty'],
  ['=kitchen', 'nameUnfit'],
  ['a=b=c', 'hostName'],
  [`${'n'.repeat(64)}=a`, 'nameUnfit'],
  ['a\tb=c', 'nameUnfit'],
  ['a, a', 'hostTwice'],
  ['a, A:81', 'hostTwice'],
  ['one=a, two=a', 'hostTwice'],
  ['one=a, one=b', 'nameTwice'],
  ['a, a.local', 'nameTwice'],
  ['a=b, a', 'nameTwice'],
  ['plant *', 'patternUnfit'],
  ['plant-*:82', 'patternUnfit'],
  ['plänt-*', 'patternUnfit'],
  ['kitchen=plant-*', 'patternUnfit'],
  ['x.y-*', 'patternUnfit'],
  [Array.from({ length: 1_001 }, (_, at) => `b${at}`).join(), 'hostsMany'],
];

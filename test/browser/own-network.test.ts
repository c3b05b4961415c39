import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { needsOwnNetwork, ownNetwork } from '../faults/own-network.js';

const mocha = join(__dirname, '../../../node_modules/mocha/bin/mocha.js');
const alone = ['--no-parallel', '--retries', '0', join(__dirname, 'found-board.js')];
const loopback = 'ip link set lo up multicast on; ip route add 224.0.0.0/4 dev lo';

describe('In a network of its own, a Node-RED', function () {
  this.timeout(120_000);

  before(function () {
    needsOwnNetwork(this);
  });

  /** Plays one test of found-board.ts there, and shows what it prints. */
  async function play(name: string, setUp: string): Promise<void> {
    const words = [...ownNetwork(setUp), process.execPath, mocha, ...alone, '--grep', name];
    const [program = '', ...args] = words;
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = await once(child, 'exit');
    equal(code, 0);
  }

  it('finds its board by a search, takes it with a click, and has it back within 2 s', () =>
    play('finds it', loopback));

  it('without multicast says so plainly, and has its board by address', () =>
    play('says plainly', `${loopback}; echo 0 > /proc/sys/net/ipv4/igmp_max_memberships`));
});

import { spawnSync } from 'node:child_process';

/** The words before a command that give it a network of its own, set up by a line of shell. Needs root, on Linux. */
export function ownNetwork(setUp: string): string[] {
  return ['unshare', '--net', 'sh', '-ec', `${setUp}\nexec "$@"`, 'sh'];
}

/** The words before a command that let it share the network of a process. */
export function networkOf(pid: number): string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`];
}

/** Skips a test, with a line that says why, where no process can have a network of its own. */
export function needsOwnNetwork(test: Mocha.Context): void {
  const [program = '', ...args] = [...ownNetwork('ip link set lo up'), 'true'];
  if (spawnSync(program, args).status === 0) return;
  console.log('      skipped, needs a network namespace: root on Linux, iproute2, util-linux');
  test.skip();
}

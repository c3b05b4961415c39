import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Mosquitto of our own, on loopback, that keeps nothing. */
export class Mosquitto {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @returns undefined where there is no Mosquitto on this computer */
  static async start(port: number): Promise<Mosquitto | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'esp8266-ws-mosquitto-'));
    const config = join(folder, 'mosquitto.conf');
    await writeFile(config, configFor(port));
    const child = spawn('mosquitto', ['-c', config], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
      stdio: 'ignore',
    });
    // Whatever ends this process: a broker must not stay behind.
    process.once('exit', () => child.kill());
    const isThere = await Promise.race([
      once(child, 'error').then(() => false),
      untilListening(port).then(() => true),
    ]);
    const mosquitto = new Mosquitto(child, folder);
    if (!isThere) await rm(folder, { force: true, recursive: true });
    return isThere ? mosquitto : undefined;
  }

  async stop(): Promise<void> {
    const end = this.child.exitCode === null ? once(this.child, 'exit') : undefined;
    this.child.kill();
    await end;
    await rm(this.folder, { force: true, recursive: true });
  }
}

function configFor(port: number): string {
  // Without a limit on what waits for a client, a fast board would be measured by what the broker drops.
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
    'set_tcp_nodelay true',
    '',
  ].join('\n');
}

/** Waits until something listens there; it gives up after twenty seconds. */
async function untilListening(port: number): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Mosquitto does not listen');
}

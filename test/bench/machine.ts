import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** What was measured, and on what. */
export interface Machine {
  readonly date: string;
  readonly computer: string;
  readonly system: string;
  readonly versions: string;
}

export function describeMachine(): Machine {
  const [cpu] = cpus();
  const memoryGB = Math.round(totalmem() / 1e9);
  return {
    date: new Date().toISOString().slice(0, 10),
    computer: `${cpus().length} × ${cpu?.model.trim()}, ${memoryGB} GB`,
    system: `${process.platform} ${release()}, Node.js ${process.versions.node}`,
    versions: [
      ...['node-red', 'ws', 'mqtt'].map((name) => `${name} ${versionOf(name)}`),
      `this package ${versionOf(root)} (${commit()})`,
      mosquitto(),
    ].join(', '),
  };
}

function versionOf(module: string): string {
  return require(join(module, 'package.json')).version;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'no git';
  }
}

function mosquitto(): string {
  try {
    const path = `${process.env.PATH}:/usr/sbin`;
    const help = execFileSync('mosquitto', ['-h'], { encoding: 'utf8', env: { ...process.env, PATH: path } });
    return help.split('\n')[0] ?? '';
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    return stdout.split('\n')[0] || 'no mosquitto';
  }
}

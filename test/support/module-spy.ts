import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeRed } from './node-red.js';

/** A Node-RED that tells which modules it loads. */
export class SpiedNodeRed {
  private constructor(
    readonly nodeRed: NodeRed,
    private readonly folder: string,
  ) {}

  /** @param pattern of what is told: libraries by their name, files of ours by their path */
  static async start(pattern: RegExp): Promise<SpiedNodeRed> {
    const folder = await mkdtemp(join(tmpdir(), 'esp8266-ws-spy-'));
    const file = join(folder, 'spy.cjs');
    await writeFile(file, spyOn(pattern));
    const shell = `export NODE_OPTIONS='--require ${file}'`;
    return new SpiedNodeRed(await NodeRed.start(undefined, { shell }), folder);
  }

  /** What has been loaded until now, a line each. */
  get loaded(): string[] {
    return this.nodeRed.log.filter((line) => line.startsWith('loaded '));
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
    await rm(this.folder, { recursive: true });
  }
}

function spyOn(pattern: RegExp): string {
  return `const { Module } = require('node:module');
const { _load, _resolveFilename } = Module;
Module._load = function (name, from, ...others) {
  const isOurs = name.startsWith('.') && /dist.(nodes|plugins|src)/.test(from?.filename);
  const told = isOurs ? _resolveFilename.call(this, name, from) : name;
  if (${pattern}.test(told)) console.log('loaded ' + told);
  return _load.call(this, name, from, ...others);
};`;
}

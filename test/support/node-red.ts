import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { freePort } from './free-port.js';

/** One item of a flow file: a tab, a node, a config node, a group. */
export type Item = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** What a debug node showed; what is no string has been parsed. */
export interface Debug {
  readonly id: string;
  readonly name?: string;
  readonly topic?: string;
  readonly msg: unknown;
}

export interface Status {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}

interface Comms {
  /** Missing in what is about logging in. */
  readonly topic?: string;
  readonly data: Debug & Status & { readonly format?: string };
}

const root = join(__dirname, '../../..');

/** How `adminAuth` keeps the password of each user of the tests, "a password": bcrypt, 4 rounds. */
export const password = '$2b$04$SJgPR/3XU7XJ90Y8stXqjeAtNfDpCJk.mf5RkCzSTXQaxiVmrf8cy';

/** How a Node-RED is started, where it is not as people start it first. */
export interface Start {
  /** What is in the flow file already; nothing else may be where settings ask for a login, which the deploys here have not. */
  readonly flows?: readonly Item[];
  /** Beside those of these tests, or instead of them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A command of the shell that the process begins with, such as `ulimit -n 100`. */
  readonly shell?: string;
}

/**
 * A Node-RED in a process of its own, as people run it, with this package loaded from its folder. What its editor would
 * get is kept here. A wait in vain is ended by mocha's time limit.
 */
export class NodeRed {
  /** What reached debug nodes, in order. */
  readonly debugs: Debug[] = [];
  /** All that Node-RED printed. */
  readonly log: string[] = [];
  /** The newest status of each node. */
  readonly statuses = new Map<string, Status>();
  private readonly waiting = new Set<() => void>();
  private deploys = 0;

  private constructor(
    /** The address of the editor, without a slash at the end. */
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly userDir: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface(stream).on('line', (line) => {
        this.log.push(line);
        this.check();
      });
    }
    child.on('exit', () => this.check());
  }

  /**
   * Starts in a user directory that {@link stop} removes.
   *
   * @param install puts the package into the user directory; else it is loaded from its own folder
   */
  static async start(
    install?: (userDir: string) => Promise<unknown>,
    { flows = [], settings = {}, shell = ':' }: Start = {},
  ): Promise<NodeRed> {
    const userDir = await mkdtemp(join(tmpdir(), 'esp8266-ws-'));
    const port = await freePort();
    const nodesDir = install === undefined ? [root] : [];
    await install?.(userDir);
    const all = { ...settingsFor(port), nodesDir, ...settings };
    await writeFile(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(all)}`);
    await writeFile(join(userDir, 'flows.json'), JSON.stringify(flows));
    const script = join(dirname(require.resolve('node-red')), '../red.js');
    const command = [process.execPath, script, '--userDir', userDir];
    // The shell becomes Node-RED, so that a signal reaches it.
    const child = spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], { cwd: userDir });
    const { httpAdminRoot = '' } = settings;
    const nodeRed = new NodeRed(`http://127.0.0.1:${port}${httpAdminRoot}`, child, userDir);
    await nodeRed.until(
      () =>
        nodeRed.hasPrinted(/Started flows|Flows sind gestartet/) &&
        nodeRed.hasPrinted(/Server (now running|wird)/),
    );
    await nodeRed.watch();
    return nodeRed;
  }

  /** Ends the process as a service manager does, or as a power cut does, and waits for its end. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const end = this.hasEnded ? undefined : once(this.child, 'exit');
    this.child.kill(signal);
    // A process that was stopped hears nothing else before this.
    this.child.kill('SIGCONT');
    await end;
    await rm(this.userDir, { force: true, recursive: true });
  }

  /** How many files and sockets the process has open; undefined where the system does not tell. */
  get openFiles(): number | undefined {
    const folder = `/proc/${this.child.pid}/fd`;
    return existsSync(folder) ? readdirSync(folder).length : undefined;
  }

  /** Sends a signal to the process. Whether it ends by that is seen in {@link end}. */
  signal(name: 'SIGCONT' | 'SIGKILL' | 'SIGSTOP' | 'SIGTERM'): void {
    this.child.kill(name);
  }

  /** Waits for the end of the process; its exit code, or `null` where a signal ended it. */
  async end(): Promise<number | null> {
    if (!this.hasEnded) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Logs a user in whose password is kept as {@link password}. @returns what their requests carry */
  async logIn(username: string): Promise<Record<string, string>> {
    const login = {
      client_id: 'node-red-admin',
      grant_type: 'password',
      scope: '',
      username,
      password: 'a password',
    };
    const body = new URLSearchParams(login);
    const answer = await fetch(`${this.url}/auth/token`, { method: 'POST', body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return { Authorization: `Bearer ${token}` };
  }

  /** What the admin API answers. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  /** The flow file and the others in the user directory, as they are on the disk. */
  async files(): Promise<string> {
    const names = (await readdir(this.userDir)).filter((name) => name.endsWith('.json'));
    return (await Promise.all(names.map((name) => readFile(join(this.userDir, name), 'utf8')))).join('\n');
  }

  /** Deploys as the editor's button does, and waits until the flows run. Credentials may stand in the items. */
  async deploy(flows: readonly Item[], type: 'full' | 'flows' | 'nodes' = 'full'): Promise<void> {
    const { deploys } = this;
    if (type === 'full') this.statuses.clear();
    await this.post('/flows', { flows }, { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type });
    await this.until(() => this.deploys > deploys);
  }

  /** What nodes of the flows that run now have complained about: not those that were stopped for them. */
  complaints(): string[] {
    const since = this.log.findLastIndex((line) => line.endsWith('Stopped flows'));
    return this.log.slice(since + 1).filter((line) => /\[(warn|error)\] \[/.test(line));
  }

  /** Presses the button of an inject node; any other node gets an empty msg. */
  async inject(id: string): Promise<void> {
    await this.post(`/inject/${id}`, {});
  }

  /** The first thing that a debug node shows, or has shown, and that is meant. */
  async debug(id: string, isMeant: (msg: unknown) => boolean = () => true): Promise<unknown> {
    const find = () => this.debugs.find((debug) => debug.id === id && isMeant(debug.msg));
    await this.until(() => find() !== undefined);
    return find()?.msg;
  }

  /** Waits until a node's newest status has this text. */
  async status(id: string, text: string): Promise<void> {
    await this.until(() => this.statuses.get(id)?.text === text);
  }

  /** Waits for something that this Node-RED prints, shows or reports. */
  async until(isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!isSo() && !this.hasEnded) return;
        this.waiting.delete(check);
        if (isSo()) resolve();
        else reject(new Error(`Node-RED has ended:\n${this.log.join('\n')}`));
      };
      this.waiting.add(check);
      check();
    });
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private check(): void {
    for (const waiter of this.waiting) waiter();
  }

  /** In English or German. */
  private hasPrinted(text: RegExp): boolean {
    return this.log.some((line) => text.test(line));
  }

  private async post(path: string, body: object, headers: Record<string, string> = {}): Promise<void> {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }).catch(({ cause, message }) => {
      throw new Error(`${path}: ${message}: ${cause}. Node-RED printed:\n${this.log.join('\n')}`);
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Listens to what the editor is told; the connection ends with the process. */
  private async watch(): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/comms`);
    socket.on('message', (text) => {
      // One by one: of two statuses that come together a wait for the first must not miss it.
      for (const comms of [JSON.parse(String(text))].flat() as Comms[]) {
        this.take(comms);
        this.check();
      }
    });
    socket.on('error', () => {});
    await once(socket, 'open');
    socket.send(JSON.stringify({ subscribe: 'status/#' }));
  }

  private take({ topic = '', data }: Comms): void {
    if (topic === 'debug') this.debugs.push({ ...data, msg: parse(data) });
    else if (topic === 'notification/runtime-deploy') this.deploys += 1;
    else if (topic.startsWith('status/')) this.statuses.set(topic.slice('status/'.length), data);
  }
}

function settingsFor(uiPort: number): object {
  return {
    credentialSecret: 'only a test',
    editorTheme: { tours: false },
    externalModules: { palette: { allowInstall: false } },
    flowFile: 'flows.json',
    telemetry: { enabled: false, updateNotification: false },
    uiHost: '127.0.0.1',
    uiPort,
  };
}

/** Node-RED sends the editor strings only, and says what they were. */
function parse({ format = '', msg }: Comms['data']): unknown {
  return /^(array|boolean|null|number|Object)/.test(format) ? JSON.parse(String(msg)) : msg;
}

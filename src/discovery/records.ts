import { isIPv4 } from 'node:net';

/** What a packet says about boards, checked: everything else in it is left out. */
export type BoardRecord = HostRecord | ServiceRecord | TextRecord | Goodbye;

/** A host has this address. */
export interface HostRecord {
  readonly type: 'host';
  /** `kitchen.local`, in small letters. */
  readonly host: string;
  readonly address: string;
  readonly ttlMs: number;
}

/** A service is at this host and port. */
export interface ServiceRecord {
  readonly type: 'service';
  /** Name of the instance with its service, in small letters: `kitchen._esp8266-ws._tcp.local`. */
  readonly instance: string;
  readonly service: Service;
  readonly host: string;
  readonly port: number;
  readonly ttlMs: number;
}

/** What a service says of itself. */
export interface TextRecord {
  readonly type: 'text';
  readonly instance: string;
  readonly text: ServiceText;
}

/** A service ends in order. */
export interface Goodbye {
  readonly type: 'goodbye';
  readonly instance: string;
}

/** The keys of PROTOCOL.md that people are shown. */
export type ServiceText = { readonly [K in (typeof textKeys)[number]]?: string };

const textKeys = ['auth', 'id', 'sketch', 'version'] as const;

/** What boards announce: ours; the one of the library's examples; any board that takes sketches over the air. */
export const services = ['_esp8266-ws._tcp', '_ws._tcp', '_arduino._tcp'] as const;
export type Service = (typeof services)[number];

/** As much of a decoded packet as is read here; nothing in it is trusted. */
export interface Packet {
  readonly type?: string | undefined;
  readonly answers?: readonly unknown[] | undefined;
  readonly authorities?: readonly unknown[] | undefined;
  readonly additionals?: readonly unknown[] | undefined;
}

/** The longest TXT value that is shown, in characters. */
const maxTextLength = 64;
/** RFC 6762: nothing is to be believed for longer than 75 minutes without being asked again. */
const maxTtlSeconds = 4_500;

/**
 * Reads what a packet says. Of a question that is its authorities (a probe of a board that has just started) and additionals:
 * what stands among a question's answers is what the asker believes.
 */
export function readRecords({
  additionals = [],
  answers = [],
  authorities = [],
  type,
}: Packet): BoardRecord[] {
  const said = type === 'query' ? authorities : answers;
  if (type === 'query' && said.length === 0) return [];
  return [...said, ...additionals].flatMap((record) => readRecord(record) ?? []);
}

interface RawRecord {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly ttl?: unknown;
  readonly data?: unknown;
}

function readRecord(record: unknown): BoardRecord | undefined {
  const { data, name, ttl, type } = (record ?? {}) as RawRecord;
  if (typeof name !== 'string') return undefined;
  // A probe of the board's responder may leave the time out.
  const ttlMs = 1_000 * Math.min(typeof ttl === 'number' && ttl >= 0 ? ttl : 0, maxTtlSeconds);
  switch (type) {
    case 'A':
      return readHost(name, data, ttlMs);
    case 'PTR':
      return ttlMs === 0 && typeof data === 'string' && serviceOf(data) !== undefined
        ? { type: 'goodbye', instance: data.toLowerCase() }
        : undefined;
    case 'SRV':
      return readService(name, data, ttlMs);
    case 'TXT':
      return serviceOf(name) && { type: 'text', instance: name.toLowerCase(), text: readText(data) };
    default:
      return undefined;
  }
}

function readHost(name: string, address: unknown, ttlMs: number): HostRecord | undefined {
  const host = hostOf(name);
  if (host === undefined || typeof address !== 'string' || !isIPv4(address)) return undefined;
  return { type: 'host', host, address, ttlMs };
}

function readService(name: string, data: unknown, ttlMs: number): ServiceRecord | undefined {
  const { port, target } = (data ?? {}) as { port?: unknown; target?: unknown };
  const service = serviceOf(name);
  const host = typeof target === 'string' ? hostOf(target) : undefined;
  const isPort = Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;
  if (service === undefined || host === undefined || !isPort) return undefined;
  return { type: 'service', instance: name.toLowerCase(), service, host, port: Number(port), ttlMs };
}

function serviceOf(instance: string): Service | undefined {
  const [, service] = /\.(_[a-z0-9-]+\._tcp)\.local\.?$/i.exec(instance) ?? [];
  return instance.length > 255 ? undefined : services.find((known) => known === service?.toLowerCase());
}

/**
 * A name as it can be typed as *Host*, in small letters and without a dot at its end; undefined for any other, whatever it
 * is meant to do to a page or a terminal.
 */
export function hostOf(name: string): string | undefined {
  const [, host] = /^([a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.local)\.?$/i.exec(name) ?? [];
  return host?.toLowerCase();
}

function readText(data: unknown): ServiceText {
  const lines = (Array.isArray(data) ? data : [data]).filter(
    (line) => typeof line === 'string' || Buffer.isBuffer(line),
  );
  const entries = lines.map((line) => String(line).split('='));
  return Object.fromEntries(
    textKeys.flatMap((key) => {
      const [, ...value] = entries.find(([name]) => name?.toLowerCase() === key) ?? [];
      return value.length === 0 ? [] : [[key, shown(value.join('='))]];
    }),
  );
}

/** Printable ASCII: names and versions need no more. */
function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, maxTextLength);
}

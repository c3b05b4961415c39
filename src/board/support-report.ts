import type { ConnectionSettings } from '../link/connection-settings.js';
import type { Reason } from '../link/reasons.js';
import { plainText } from '../message/plain-text.js';
import { shortDetail } from './event-ring.js';
import type { Moment } from './history.js';
import { type BoardDetail, type BoardFacts, detailOf } from './overview.js';
import type { Segment, Uptime } from './timeline.js';

/** What a support report tells beside the facts of the board. */
export interface SupportContext {
  readonly settings: ConnectionSettings;
  /** The host as it was typed: where it holds a `${VARIABLE}`, the report names that and no address. */
  readonly typedHost?: string;
  /** Name → version, of this package, Node-RED, Node.js, the system. */
  readonly versions: Readonly<Record<string, string>>;
  /** Writes a time, of the wall clock in milliseconds. */
  timeOf(wall: number): string;
}

/** Hides what must not be in a text that comes from elsewhere. Our own words stay: a hole in one would tell the secret. */
type Clean = (text: string) => string;

/** The newest, of 200. */
const mostEvents = 60;
const hidden = '(not shown)';
/** Shorter ones would make holes in words that are none of theirs. */
const shortestSecret = 4;

/**
 * All about one board as plain text for a question to others, in English, since those who answer read that. It
 * holds no secret: of the settings only what is listed here, of the path and the headers only whether there are any, and what
 * the board has repeated of a secret is made unreadable. Values that the board sent are not in it.
 */
export function supportReport(facts: BoardFacts, context: SupportContext, moment: Moment): string {
  const detail = detailOf(facts, moment);
  const secrets = secretsOf(context);
  const clean = (text: string) => secrets.reduce(hide, text);
  const parts = [
    ['Support report of an esp8266-ws board', `made ${context.timeOf(moment.wall)}`, ...versionsOf(context)],
    ['Board', ...boardLines(detail, clean)],
    ['Settings', ...settingsLines(context)],
    ['Connection', ...uptimeLines('hour', detail), ...uptimeLines('day', detail)],
    ['Counters', ...linesOf(detail.counters)],
    ['History, newest first', ...eventLines(detail, context, clean)],
  ];
  const text = parts.map(([title, ...lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n'));
  return `${text.join('\n\n')}\n`;
}

function versionsOf({ versions }: SupportContext): string[] {
  return Object.entries(versions).map(([name, version]) => `${name}: ${plainText(version, 64)}`);
}

function boardLines(detail: BoardDetail, clean: Clean): string[] {
  const { attempt, cause, lastWordMs, reasons, roundTripMs, signalDbm, state, topics } = detail;
  const { address, id = '', name, sketch = '', version = '' } = detail;
  return linesOf({
    name: clean(name),
    address: clean(address),
    state: cause === undefined ? state : `${state}: ${cause}`,
    reasons: reasons.map((reason) => reasonOf(reason, clean)).join('; '),
    attempt,
    'round trip, ms': roundTripMs,
    'signal, dBm': signalDbm,
    'last message, s ago': lastWordMs === undefined ? undefined : Math.round(lastWordMs / 1_000),
    sketch: clean(sketch),
    version: clean(version),
    id: clean(id),
    topics: topics.length,
  });
}

function reasonOf({ key, values = {} }: Reason, clean: Clean): string {
  return [key, ...Object.entries(values).map(([name, value]) => `${name}=${clean(String(value))}`)].join(' ');
}

function settingsLines({ settings }: SupportContext): string[] {
  const { authorization, headers, limits, maxInBytes, maxInPerSecond, outbox, subprotocol, tls, url } =
    settings;
  const { pathname, search } = new URL(url);
  return linesOf({
    TLS: tls,
    path: pathname === '/' ? '/' : hidden,
    'query of the path': search === '' ? 'none' : hidden,
    subprotocol: subprotocol === undefined ? 'none' : hidden,
    'user and password': authorization === undefined ? 'none' : hidden,
    headers: Object.keys(headers).length,
    limits,
    outbox,
    maxInBytes,
    maxInPerSecond,
  });
}

function uptimeLines(window: 'day' | 'hour', { strips, uptime }: BoardDetail): string[] {
  const { longestOutageMs, outages, percent, reconnects }: Uptime = uptime[window];
  const share = percent === undefined ? 'not used' : `connected ${percent.toFixed(1)} %`;
  const longest = `longest outage ${Math.round(longestOutageMs / 1_000)} s`;
  return [
    `last ${window}: ${share}, ${outages} outages, ${reconnects} reconnects, ${longest}`,
    `  ${strips[window].map(segmentOf).join(', ')}`,
  ];
}

/** `down 12–5 min ago`, in whole minutes. */
function segmentOf({ fromAgoMs, share, state, toAgoMs }: Segment): string {
  const minutes = (ms: number) => Math.round(ms / 60_000);
  const look = share === undefined ? state : `${Math.round(100 * share)} %`;
  return `${look} ${minutes(fromAgoMs)}–${minutes(toAgoMs)} min ago`;
}

function eventLines({ events }: BoardDetail, { timeOf }: SupportContext, clean: Clean): string[] {
  const lines = events.slice(0, mostEvents).map(({ at, cause, count, detail, kind, lastAt }) => {
    const times = count === 1 ? timeOf(at) : `${timeOf(at)} to ${timeOf(lastAt)}, ${count} times`;
    return [`${times}: ${kind}`, cause, detail && `(${clean(detail)})`].filter(Boolean).join(' ');
  });
  return lines.length === 0 ? ['none'] : lines;
}

/** `path.to.value: 1` for each value in an object; what is missing or empty has no line. */
function linesOf(values: object, prefix = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return linesOf(value, `${prefix}${name}.`);
    return value === undefined || value === '' ? [] : [`${prefix}${name}: ${value}`];
  });
}

/** What must not be in a text, also where the board or an error of the network has repeated it; longest first. */
function secretsOf({ settings, typedHost = '' }: SupportContext): string[] {
  const { authorization = '', headers, subprotocol = '', url } = settings;
  const { hostname, pathname, search, searchParams } = new URL(url);
  const [user = '', ...password] = authorization.split(':');
  const secrets = [
    ...[authorization, Buffer.from(authorization).toString('base64'), user, password.join(':'), subprotocol],
    ...Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]),
    ...[pathname, ...pathname.split('/'), search.slice(1), ...searchParams.values()],
    ...(typedHost.includes('${') ? [settings.address, hostname] : []),
  ];
  return secrets
    .flatMap((secret) => [secret, shortDetail(secret)])
    .filter((secret) => secret.length >= shortestSecret)
    .toSorted((one, other) => other.length - one.length);
}

/** Hides each place where a secret, or eight characters of its beginning, stand; at the end of a text, which was cut, also fewer. */
function hide(text: string, secret: string): string {
  const beginning = secret.slice(0, shortestSecret);
  let rest = text;
  for (let at = rest.indexOf(beginning); at >= 0; at = rest.indexOf(beginning, at + 1)) {
    const length = commonLength(rest.slice(at), secret);
    const isSecret = length === secret.length || length >= 8 || at + length === rest.length;
    if (!isSecret) continue;
    rest = rest.slice(0, at) + hidden + rest.slice(at + length);
    at += hidden.length - 1;
  }
  return rest;
}

/** How many characters two texts begin with in common. */
function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < other.length && one[length] === other[length]) length += 1;
  return length;
}

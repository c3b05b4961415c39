import { isAllowedAddress } from './address-policy.js';
import type { BoardRecord, HostRecord, Service, ServiceRecord, ServiceText } from './records.js';

/** A board that has been heard. */
export interface Sighting {
  /** `kitchen.local` */
  readonly host: string;
  /** Those that may be connected to, the most recently announced first. Several: boards of one name. */
  readonly addresses: readonly string[];
  /** Where its WebSocket server is; undefined where it only says that it takes sketches over the air. */
  readonly port: number | undefined;
  readonly text: ServiceText;
  /** When it was heard last, monotonic, in milliseconds. */
  readonly heardAt: number;
}

/** How something was heard: said to all, or to us who asked. */
export type Hearing = 'announced' | 'answered';

interface Address {
  readonly address: string;
  /** When it was first heard, announced last, and heard last. */
  readonly since: number;
  announcedAt: number;
  heardAt: number;
  expiresAt: number;
}

interface Instance {
  readonly service: Service;
  readonly host: string;
  readonly port: number;
  expiresAt: number;
}

/**
 * Boards in the table at most: as many as one Node-RED may have, which all say within a second that they are back after a power
 * cut, and less than what a liar could fill a memory with.
 */
export const maxSightings = 1_024;

/** Boards in a list for people at most. */
export const maxListed = 256;

/** RFC 6762: what is older than a second gives way to what a board says is the whole of it. */
const flushMs = 1_000;

/** Addresses of one name at most: more boards than this do not go by one name by accident. */
const maxAddresses = 4;

/** Services of one board at most: as many as are known here, and one under a former name. */
const maxInstances = 4;

/** RFC 6762: what says goodbye is forgotten after a second, in which it may say that it was a mistake. */
const goodbyeMs = 1_000;

/**
 * Who is there, from what is heard: pure, times are arguments, monotonic, in milliseconds. Everything ends with its TTL, and
 * what was heard longest ago gives way.
 */
export class Sightings {
  private readonly hosts = new Map<string, Map<string, Address>>();
  private readonly instances = new Map<string, Instance>();
  /** The same by host, so that nobody has to look through all; one that counts is also in {@link instances}. */
  private readonly instancesAt = new Map<string, Map<string, Instance>>();
  private readonly texts = new Map<string, ServiceText>();

  /**
   * Takes in what one packet says.
   *
   * @param sender the IPv4 address that it came from: it decides which addresses are believed
   * @returns the names and addresses that are there, whether or not they may be connected to
   */
  observe(records: readonly BoardRecord[], sender: string, how: Hearing, now: number): Set<string> {
    const present = new Set<string>();
    for (const record of records) {
      if (record.type === 'host') this.observeHost(record, sender, how, now);
      if (record.type === 'host' && record.ttlMs > 0) present.add(record.host).add(record.address);
      if (record.type === 'service') this.observeService(record, now);
      if (record.type === 'text') renew(this.texts, record.instance, record.text);
      if (record.type === 'goodbye') this.forget(record.instance, now);
    }
    return present;
  }

  /** The addresses of a name that may be connected to, the most recently announced first. Several: boards of one name. */
  addressesOf(host: string, now: number): string[] {
    return this.livingAt(host, now).map(({ address }) => address);
  }

  /** The address of a name that was announced at most `withinMs` ago. */
  announced(host: string, withinMs: number, now: number): string | undefined {
    const [newest] = this.livingAt(host, now);
    return newest !== undefined && now - newest.announcedAt <= withinMs ? newest.address : undefined;
  }

  /** The boards that are there, newest first: {@link maxListed} at most. */
  list(now: number): Sighting[] {
    return [...this.instancesAt.keys()]
      .flatMap((host) => this.sightingOf(host, now) ?? [])
      .sort((one, other) => other.heardAt - one.heardAt)
      .slice(0, maxListed);
  }

  /**
   * The boards that a packet is about and that are there. It takes as long as the packet is, however many boards are known.
   *
   * @param records what the packet says, taken in by {@link observe}
   */
  touched(records: readonly BoardRecord[], now: number): Sighting[] {
    const hosts = new Set(records.map((record) => this.hostOf(record)));
    return [...hosts].flatMap((host) => (host === undefined ? [] : (this.sightingOf(host, now) ?? [])));
  }

  /** Whom a record shows to be there. */
  private hostOf(record: BoardRecord): string | undefined {
    if (record.type === 'goodbye') return undefined;
    if (record.type === 'text') return this.instances.get(record.instance)?.host;
    return record.ttlMs > 0 ? record.host : undefined;
  }

  private sightingOf(host: string, now: number): Sighting | undefined {
    const addresses = this.livingAt(host, now);
    if (addresses.length === 0) return undefined;
    const own = [...(this.instancesAt.get(host) ?? [])].filter(
      ([name, place]) => this.instances.get(name) === place && place.expiresAt > now,
    );
    const at = own.find(([, { service }]) => service !== '_arduino._tcp') ?? own[0];
    if (at === undefined) return undefined;
    const [instance, { port, service }] = at;
    return {
      host,
      addresses: addresses.map(({ address }) => address),
      // What takes sketches over the air listens there for those only.
      port: service === '_arduino._tcp' ? undefined : port,
      text: this.texts.get(instance) ?? {},
      heardAt: Math.max(...addresses.map(({ heardAt }) => heardAt)),
    };
  }

  /**
   * A board that has got another address is silent at the old one from then on. Where the old one is heard together with the
   * new one or after it, there are two boards.
   */
  private livingAt(host: string, now: number): Address[] {
    const known = [...(this.hosts.get(host)?.values() ?? [])].filter(({ expiresAt }) => expiresAt > now);
    return known
      .filter(({ heardAt }) => known.every(({ since }) => heardAt >= since - flushMs))
      .sort((one, other) => other.announcedAt - one.announcedAt || other.since - one.since);
  }

  private observeHost({ address, host, ttlMs }: HostRecord, sender: string, how: Hearing, now: number): void {
    if (!isAllowedAddress(address, sender)) return;
    const addresses = this.hosts.get(host) ?? new Map<string, Address>();
    const last = addresses.get(address);
    const known = (last !== undefined && last.expiresAt > now ? last : undefined) ?? {
      address,
      since: now,
      announcedAt: Number.NEGATIVE_INFINITY,
      heardAt: now,
      expiresAt: now,
    };
    known.heardAt = now;
    known.expiresAt = now + (ttlMs === 0 ? goodbyeMs : ttlMs);
    if (how === 'announced' && ttlMs > 0) known.announcedAt = now;
    renew(addresses, address, known, maxAddresses);
    renew(this.hosts, host, addresses);
  }

  private observeService({ host, instance, port, service, ttlMs }: ServiceRecord, now: number): void {
    const place = { service, host, port, expiresAt: now + ttlMs };
    const own = this.instancesAt.get(host) ?? new Map<string, Instance>();
    renew(own, instance, place, maxInstances);
    renew(this.instancesAt, host, own);
    renew(this.instances, instance, place);
  }

  private forget(instance: string, now: number): void {
    const known = this.instances.get(instance);
    if (known !== undefined) known.expiresAt = Math.min(known.expiresAt, now + goodbyeMs);
  }
}

/** Sets it as the newest; where there are too many, the oldest gives way. */
function renew<T>(map: Map<string, T>, key: string, value: T, most = maxSightings): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

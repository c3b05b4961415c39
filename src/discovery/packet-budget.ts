/** 1,000 boards that start within a second send 6,000 probes within 1.5 s; 200 then send 400 announcements a second for 8 s. */
const most = { perSecond: 400, burst: 6_000 };

/** Of one sender: a computer with virtual boards, or a router that passes on the mDNS of another network. */
const mostOfSender = { perSecond: 100, burst: 1_500 };

/** Senders that are remembered; of more, the first is forgotten, and the budget of all still holds. */
const maxSenders = 256;

/** So many packets a second are left, and so many more after a quiet time (a token bucket). */
class Bucket {
  private filledAt = Number.NEGATIVE_INFINITY;
  private left = 0;

  constructor(private readonly limit: typeof most) {}

  has(now: number): boolean {
    const { burst, perSecond } = this.limit;
    this.left = Math.min(burst, this.left + ((now - this.filledAt) * perSecond) / 1_000);
    this.filledAt = now;
    return this.left >= 1;
  }

  take(): void {
    this.left -= 1;
  }
}

/**
 * How many packets are read: pure, times are arguments, monotonic, in milliseconds. Reading one costs more than receiving it,
 * and anybody in the network can send as many as they like. Whoever sends too many is not read; the others still are.
 */
export class PacketBudget {
  private readonly all = new Bucket(most);
  private readonly senders = new Map<string, Bucket>();

  /** @param sender the address that the packet came from */
  passes(sender: string, now: number): boolean {
    const own = this.bucketOf(sender);
    if (!own.has(now) || !this.all.has(now)) return false;
    own.take();
    this.all.take();
    return true;
  }

  private bucketOf(sender: string): Bucket {
    const known = this.senders.get(sender);
    if (known !== undefined) return known;
    const bucket = new Bucket(mostOfSender);
    this.senders.set(sender, bucket);
    const [first] = this.senders.keys();
    if (this.senders.size > maxSenders && first !== undefined) this.senders.delete(first);
    return bucket;
  }
}

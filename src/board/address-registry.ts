/** Whoever connects to an address: a config node. */
export interface AddressOwner {
  readonly id: string;
  readonly name?: string | undefined;
}

const ownersAt = new Map<string, Set<AddressOwner>>();
/** Of which others each owner has been told. */
const told = new WeakMap<AddressOwner, Set<string>>();

/**
 * Registers that an owner connects to this address (`host:port`). Returns another owner of the same address, if there is one:
 * together they use two of the board's client slots. Of two owners one is told once of the other, however many boards they share.
 */
export function claim(address: string, owner: AddressOwner): AddressOwner | undefined {
  const owners = ownersAt.get(keyOf(address)) ?? new Set();
  const known = told.get(owner) ?? new Set();
  const other = owners.has(owner) ? undefined : [...owners].find(({ id }) => !known.has(id));
  ownersAt.set(keyOf(address), owners.add(owner));
  if (other === undefined) return undefined;
  told.set(owner, known.add(other.id));
  // One warning is for both: of the next board that they share, it may be the other one that comes second.
  told.set(other, (told.get(other) ?? new Set()).add(owner.id));
  return other;
}

/** Takes back a {@link claim}. */
export function release(address: string, owner: AddressOwner): void {
  const owners = ownersAt.get(keyOf(address));
  owners?.delete(owner);
  if (owners?.size === 0) ownersAt.delete(keyOf(address));
}

/** Host names are not case-sensitive, and this computer has three. */
function keyOf(address: string): string {
  return address.toLowerCase().replace(/^(localhost\.|127\.0\.0\.1|\[::1\]):/, 'localhost:');
}

import type { Scenario } from '../scenario.js';
import { absent } from './absent.js';
import { announcements } from './announcements.js';
import { deaf } from './deaf.js';
import { firstDial } from './first-dial.js';
import { fleet } from './fleet.js';
import { fleetMemory } from './fleet-memory.js';
import { flood } from './flood.js';
import { frozen } from './frozen.js';
import { inboundChunks, inboundFast } from './inbound-fast.js';
import { inboundPaced } from './inbound-paced.js';
import { installedSize } from './installed-size.js';
import { lastValues } from './last-values.js';
import { loadTime } from './load-time.js';
import { manyBoards } from './many-boards.js';
import { manyReadings } from './many-readings.js';
import { off } from './off.js';
import { outbound } from './outbound.js';
import { announcedPowerCut, powerCut } from './power-cut.js';
import { roundTrip } from './round-trip.js';
import { soak } from './soak.js';

/** In the order of the table. */
export const scenarios: readonly Scenario[] = [
  inboundPaced,
  inboundFast,
  inboundChunks,
  lastValues,
  outbound,
  roundTrip,
  manyBoards,
  manyReadings,
  off,
  fleet,
  fleetMemory,
  powerCut,
  announcedPowerCut,
  frozen,
  deaf,
  flood,
  absent,
  announcements,
  loadTime,
  firstDial,
  installedSize,
  soak,
];

/** A value that wanders slowly between two limits. */
class Drift {
  private readonly high: number;
  private readonly low: number;
  private readonly stride: number;
  private value: number;

  constructor(value: number, limits: { low: number; high: number; stride: number }) {
    this.high = limits.high;
    this.low = limits.low;
    this.stride = limits.stride;
    this.value = value;
  }

  /** `chance` from 0 to below 1: half of it or more is up. */
  step(chance: number): void {
    const moved = this.value + (2 * chance - 1) * this.stride;
    this.value = Math.min(this.high, Math.max(this.low, moved));
  }

  rounded(decimals: number): number {
    return Number(this.value.toFixed(decimals));
  }
}

/** What the telemetry sketch measures: a made-up room, and the board itself. */
export class Readings {
  private readonly random: () => number;
  private readonly freeHeap = new Drift(41_000, { low: 38_000, high: 44_000, stride: 200 });
  private readonly humidity = new Drift(45, { low: 30, high: 65, stride: 0.15 });
  private readonly light = new Drift(512, { low: 0, high: 1_023, stride: 8 });
  private readonly rssi = new Drift(-61, { low: -78, high: -48, stride: 1.5 });
  private readonly temperature = new Drift(21.4, { low: 17, high: 27, stride: 0.08 });

  constructor(random: () => number) {
    this.random = random;
  }

  /** Temperature in °C, relative humidity in %, light as the A0 pin gives it. */
  sensors() {
    return {
      temperature: this.temperature.rounded(1),
      humidity: this.humidity.rounded(0),
      light: this.light.rounded(0),
    };
  }

  /** Uptime in s, free memory in bytes, Wi-Fi signal in dBm. */
  status(millis: number) {
    return {
      uptime: Math.floor(millis / 1_000),
      freeHeap: this.freeHeap.rounded(0),
      rssi: this.rssi.rounded(0),
    };
  }

  step(): void {
    for (const drift of [this.freeHeap, this.humidity, this.light, this.rssi, this.temperature]) {
      drift.step(this.random());
    }
  }
}

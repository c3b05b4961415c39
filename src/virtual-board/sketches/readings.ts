/** What is measured in one round; NaN is what a sensor gives that does not answer. */
export interface Measurement {
  /** °C. */
  temperature: number;
  /** % relative humidity. */
  humidity: number;
  /** 0 (dark) to 1,023, as the A0 pin gives it. */
  light: number;
}

/** What the telemetry sketch asks of its board. */
export interface Hardware {
  measure(): Measurement;
  /** Bytes. */
  freeHeap(): number;
  /** dBm of the Wi-Fi signal. */
  rssi(): number;
  /** Whether the board's button is down now. */
  isButtonDown(): boolean;
}

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

  step(): number {
    const moved = this.value + (2 * Math.random() - 1) * this.stride;
    this.value = Math.min(this.high, Math.max(this.low, moved));
    return this.value;
  }
}

/** A made-up room, and a made-up board in it. */
export class MadeUpRoom implements Hardware {
  private readonly heap = new Drift(41_000, { low: 38_000, high: 44_000, stride: 200 });
  private readonly humidity = new Drift(45, { low: 30, high: 65, stride: 0.15 });
  private readonly light = new Drift(512, { low: 0, high: 1_023, stride: 8 });
  private readonly signal = new Drift(-61, { low: -78, high: -48, stride: 1.5 });
  private readonly temperature = new Drift(21.4, { low: 17, high: 27, stride: 0.08 });

  measure(): Measurement {
    return {
      temperature: this.temperature.step(),
      humidity: this.humidity.step(),
      light: this.light.step(),
    };
  }

  freeHeap(): number {
    return this.heap.step();
  }

  rssi(): number {
    return this.signal.step();
  }

  /** Nobody is there to press it. */
  isButtonDown(): boolean {
    return false;
  }
}

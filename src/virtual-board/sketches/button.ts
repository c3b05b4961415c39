/** Contacts bounce for up to 10 ms, old ones for longer: only what has not changed for this long counts. */
const bounceMs = 30;

/** How long somebody who presses a button holds it. */
const pressMs = 100;

/** A button as a sketch reads it: the firmware's `button.h`. */
export class Button {
  /** When it has to be looked at again, though nothing has changed. */
  dueMs = Infinity;
  private changedMs = 0;
  /** What counts. */
  private isDown: boolean;
  /** What the pin gave last. */
  private wasDown: boolean;

  /** A button that is down while the board starts is not pressed by that. */
  constructor(isDown: boolean) {
    this.isDown = isDown;
    this.wasDown = isDown;
  }

  /** True once for each press. Call it in every loop(), with what the pin gives. */
  isPressed(millis: number, isDown: boolean): boolean {
    if (isDown !== this.wasDown) this.changedMs = millis;
    this.wasDown = isDown;
    const isSettled = isDown === this.isDown || millis - this.changedMs >= bounceMs;
    this.dueMs = isSettled ? Infinity : this.changedMs + bounceMs;
    if (isDown === this.isDown || !isSettled) return false;
    this.isDown = isDown;
    return isDown;
  }
}

/**
 * A simulated press of the board's button: the button is down from the first loop() that reads it to one that reads it at least
 * 100 ms later. So the sketch also notices it on a busy computer, where loop() may run late.
 */
export class ButtonPress {
  private isPressing = false;
  private sinceMs: number | undefined;

  start(): void {
    this.isPressing = true;
    this.sinceMs = undefined;
  }

  /** For each loop(): whether the button is down in it, and when loop() has to run again for that. */
  next(millis: number): { isDown: boolean; dueMs: number } {
    if (!this.isPressing) return { isDown: false, dueMs: Infinity };
    this.sinceMs ??= millis;
    const endMs = this.sinceMs + pressMs;
    if (millis < endMs) return { isDown: true, dueMs: endMs };
    this.isPressing = false;
    return { isDown: true, dueMs: millis };
  }
}

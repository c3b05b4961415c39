#pragma once

#include <Arduino.h>

/** A button between its pin and GND. */
class Button {
 public:
  explicit Button(uint8_t pin) : pin_(pin) {}

  /** A button that is down while the board starts is not pressed by that. */
  void begin() {
    pinMode(pin_, INPUT_PULLUP);
    isDown_ = wasDown_ = digitalRead(pin_) == LOW;
  }

  /** True once for each press. Call it in every loop(). */
  bool isPressed() {
    const bool isDown = digitalRead(pin_) == LOW;
    if (isDown != wasDown_) changedMs_ = millis();
    wasDown_ = isDown;
    if (isDown == isDown_ || millis() - changedMs_ < BOUNCE_MS) return false;
    isDown_ = isDown;
    return isDown;
  }

 private:
  /** Contacts bounce for up to 10 ms, old ones for longer: only what has not changed for this long counts. */
  static constexpr uint32_t BOUNCE_MS = 30;

  const uint8_t pin_;
  /** What counts. */
  bool isDown_ = false;
  /** What the pin gave last. */
  bool wasDown_ = false;
  uint32_t changedMs_ = 0;
};

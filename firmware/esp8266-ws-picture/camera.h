#pragma once

#include <Arduino.h>

/**
 * The source of the pictures. This class generates them, so that the sketch runs without a camera. To use
 * your camera, put the code of its library's example into `begin()` and `take()`: the sketch sends the bytes
 * that `take()` writes to `into`. Use JPEG: browsers show it, and 320 x 240 pixels are about 10 kB.
 */
class Camera {
 public:
  /** Starts the camera: `setup()` calls it once. */
  void begin() {}

  /** Takes a picture. Returns its bytes, at most `room`; 0 if there is none. */
  size_t take(uint8_t *into, size_t room) {
    if (room < BYTES) return 0;
    writeHeader(into);
    uint8_t *at = into + HEADER_BYTES;
    for (uint8_t y = 0; y < HEIGHT; y++) {
      for (uint8_t x = 0; x < WIDTH; x++) {
        const bool isBar = x >> 2 == taken_ % (WIDTH / 4);
        *at++ = isBar ? 255 : 4 * x;
        *at++ = isBar ? 255 : 5 * y;
        *at++ = isBar ? 255 : 255 - 4 * x;
      }
    }
    taken_++;
    return BYTES;
  }

 private:
  static constexpr uint8_t WIDTH = 64;
  static constexpr uint8_t HEIGHT = 48;
  static constexpr size_t HEADER_BYTES = 54;
  static constexpr size_t BYTES = HEADER_BYTES + 3 * WIDTH * HEIGHT;

  uint32_t taken_ = 0;

  /** BMP, 24 bits: the one kind of picture that browsers show and that needs no compression. */
  static void writeHeader(uint8_t *into) {
    memset(into, 0, HEADER_BYTES);
    into[0] = 'B';
    into[1] = 'M';
    writeNumber(into + 2, BYTES);
    writeNumber(into + 10, HEADER_BYTES);
    writeNumber(into + 14, 40);
    writeNumber(into + 18, WIDTH);
    writeNumber(into + 22, HEIGHT);
    into[26] = 1;
    into[28] = 24;
  }

  static void writeNumber(uint8_t *into, uint32_t number) {
    for (uint8_t at = 0; at < 4; at++) into[at] = number >> (8 * at) & 0xff;
  }
};

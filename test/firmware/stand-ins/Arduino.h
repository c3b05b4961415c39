#pragma once

#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "board.h"

using std::isfinite;

#define HIGH 1
#define INPUT 0
#define INPUT_PULLUP 2
#define LOW 0
#define OUTPUT 1

// Names that the core has taken: a sketch that takes them too must not compile here either.
#define CHANGE 3
#define DEFAULT 1
#define DISPLAY 1
#define F(text) (text)
#define PSTR(text) (text)
#define SERIAL 0
#define bit(number) (1UL << (number))
class Client;
class Print;
class Server;
class Stream;
typedef bool boolean;
typedef uint8_t byte;

static const uint8_t A0 = 17;
static const uint8_t LED_BUILTIN = 2;

/** Only what sketches ask of a temporary. */
class String : public std::string {
 public:
  using std::string::string;
};

/** 32 bits, as on the board: it begins anew after 49.7 days. */
inline uint32_t millis() { return board::state.millis; }

inline void delay(uint32_t ms) {
  board::state.millis += ms;
  board::call("delay", {{"ms", ms}});
}

/** The same numbers in every run: a linear congruential generator (Numerical Recipes). */
inline long random(long end) {
  static uint32_t seed = 1;
  seed = seed * 1664525 + 1013904223;
  return end > 0 ? static_cast<long>((seed >> 8) % end) : 0;
}

inline int analogRead(uint8_t) { return board::state.analog; }
/** GPIO0 is the board's button; nothing pulls down the others. */
inline int digitalRead(uint8_t pin) { return pin == 0 && board::state.button ? LOW : HIGH; }
inline void digitalWrite(uint8_t pin, uint8_t value) {
  board::call("digitalWrite", {{"pin", pin}, {"value", value}});
}
inline void pinMode(uint8_t pin, uint8_t mode) { board::call("pinMode", {{"pin", pin}, {"mode", mode}}); }

class HardwareSerial {
 public:
  void begin(uint32_t) {}
  void print(const char *text) { write(reinterpret_cast<const uint8_t *>(text), strlen(text)); }
  void println(const char *text = "") {
    print(text);
    print("\r\n");
  }
  void printf(const char *format, ...) __attribute__((format(printf, 2, 3)));
  void write(const uint8_t *bytes, size_t length);

 private:
  std::string line_;
};

class EspClass {
 public:
  uint32_t getChipId() { return board::chipId(); }
  uint32_t getFreeHeap() { return board::state.freeHeap; }
  /** Others in every run. */
  uint32_t random() { return std::random_device()(); }
};

inline HardwareSerial Serial;
inline EspClass ESP;

void setup();
void loop();

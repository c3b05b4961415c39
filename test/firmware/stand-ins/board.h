#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

/** The board as the driver has set it, and the way to tell the driver what the sketch does. */
namespace board {

using Line = nlohmann::ordered_json;

struct State {
  uint32_t millis = 0;
  int analog = 512;
  /** Whether it is down. */
  bool button = false;
  uint32_t freeHeap = 41000;
  float humidity = 45;
  int rssi = -61;
  /** What is sent does not go out: the peer has stopped reading. */
  bool sendFails = false;
  float temperature = 21.4f;
  /** A `wl_status_t`; 3 is WL_CONNECTED. */
  int wifi = 3;
};

inline State state;

/** What the environment gives as CHIP_ID in hexadecimal digits: no line comes in before setup(). */
inline uint32_t chipId() {
  const char *digits = std::getenv("CHIP_ID");
  return digits ? static_cast<uint32_t>(std::strtoul(digits, nullptr, 16)) : 0xa1b2c3;
}

void print(const Line &line);

/** The library was called. */
inline void call(const char *name, Line arguments = Line::object()) {
  Line line = {{"call", name}};
  line.update(arguments);
  print(line);
}

std::string toBase64(const void *bytes, size_t length);
std::string fromBase64(const std::string &text);

}  // namespace board

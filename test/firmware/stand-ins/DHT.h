#pragma once

#include <Arduino.h>

static const uint8_t DHT22 = 22;

class DHT {
 public:
  DHT(uint8_t, uint8_t) {}
  void begin() {}
  float readHumidity() { return board::state.humidity; }
  float readTemperature() { return board::state.temperature; }
};

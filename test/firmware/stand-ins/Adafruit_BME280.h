#pragma once

#include <Arduino.h>

#define BME280_ADDRESS 0x77
#define BME280_ADDRESS_ALTERNATE 0x76

class Adafruit_BME280 {
 public:
  /** Is there unless the driver has left it without a temperature at the start. */
  bool begin(uint8_t address) { return address == BME280_ADDRESS && std::isfinite(board::state.temperature); }
  float readHumidity() { return board::state.humidity; }
  float readTemperature() { return board::state.temperature; }
};
